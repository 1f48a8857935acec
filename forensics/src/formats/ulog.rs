//! PX4's logs (`.ulg`, ULog 1): a log that describes itself.
//!
//! ```text
//! │ "ULog" 01 12 35 │ version u8 │ began, µs since boot u64 │       16 bytes
//! │ length u16 │ kind u8 │ body … │                                then nothing but messages
//!
//! definitions   B flag bits   F format   I information   M information in parts
//!               P parameter   Q default parameter
//! data          A a topic gets a number   R loses it   D data of a numbered topic
//!               L, C text   S sync   O dropout   and I, M, P, Q again
//! ```
//!
//! With bit 0 of the incompatible flags up to three parts were appended behind a log that a crash
//! had cut: the offsets in `B` say where. Nothing in the format is checked by a sum; the length of
//! a data message, which its topic's format fixes to the byte, is the one thing that can be tested.
//!
//! A record is a data message whose topic is known, or whose length is at least the one that its
//! unexplained number always has; the last one may be cut behind its time and is read as far as it
//! goes. A log without its head is recognised by the way its messages
//! follow one another, and read with borrowed descriptions ([`borrowed`]).
//!
//! Source: PX4's documentation, "ULog File Format". Our own reader, because `px4-ulog` stops at
//! the first damage and `yule_log` decodes at a third of the speed.

mod borrowed;
mod course;
mod evidence;
mod frame;
mod keyed;
mod layout;
mod role;
mod topics;

use self::borrowed::{Borrowed, unexplained};
use self::course::{Course, Row};
use self::frame::{Frame, Frames, first_chain};
use self::keyed::{Keyed, Said};
use self::topics::{Subscription, Survey, Topics, names};
use super::{Aids, Format, Reading};
use crate::defect::DefectKind;
use crate::flight::{Confidence, Trace};
use crate::record::{Record, Sink, Value};

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

const MAGIC: [u8; 7] = [b'U', b'L', b'o', b'g', 0x01, 0x12, 0x35];

/// The file's own head.
const HEAD: usize = 16;

/// A log without its head is one where so many messages follow one another near its beginning.
const CHAIN: usize = 16;
const REACH: usize = 16_384;

/// The mark at the beginning.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// Messages that follow one another, in a file whose beginning is lost or blank.
pub(super) fn recognise_headless(bytes: &[u8]) -> bool {
    let body = bytes.get(blank(bytes)..).unwrap_or_default();
    first_chain(body, REACH, CHAIN).is_some()
}

/// How many bytes at the beginning are one and the same, zero or erased flash.
fn blank(bytes: &[u8]) -> usize {
    let is_blank = |first: &u8| matches!(first, 0 | 0xff);
    let Some(first) = bytes.first().filter(|first| is_blank(first)) else {
        return 0;
    };
    bytes
        .iter()
        .position(|byte| byte != first)
        .unwrap_or(bytes.len())
}

/// Reads a log.
pub(super) fn read(bytes: &[u8], aids: Aids<'_>, sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::Ulog, DECODER);
    let head = Head::read(bytes);
    let borrowed = Borrowed::new(aids.siblings);
    let survey = Topics::survey(bytes, head.messages, &head.appended, &borrowed);
    let topics = explained(survey, bytes, &head, &borrowed, &mut reading);
    reading.version = head.version.map(|version| version.to_string());
    let course = Course::new(head.start_us);
    let mut reader = Reader {
        reading,
        topics,
        course,
        borrowed,
    };
    reader.run(bytes, &head, sink);
    let Reader {
        mut reading,
        course,
        ..
    } = reader;
    if reading.records > 0 || head.version.is_some() {
        let flight = course.into_flight(&mut reading.defects);
        reading.flights.push(flight);
    }
    reading
}

/// The file's head, and where parts were appended.
#[derive(Debug, Default)]
struct Head {
    version: Option<u8>,
    start_us: Option<u64>,
    /// Where messages begin.
    messages: usize,
    appended: Vec<usize>,
}

impl Head {
    fn read(bytes: &[u8]) -> Self {
        if !recognise(bytes) {
            return Self {
                messages: blank(bytes),
                ..Self::default()
            };
        }
        let start = bytes.get(8..).and_then(|rest| rest.first_chunk::<8>());
        Self {
            version: bytes.get(7).copied(),
            start_us: start.map(|start| u64::from_le_bytes(*start)),
            messages: HEAD.min(bytes.len()),
            appended: appended(bytes).unwrap_or_default(),
        }
    }
}

/// The offsets of appended parts, from the flag bits that must be the first message.
fn appended(bytes: &[u8]) -> Option<Vec<usize>> {
    let flags = bytes.get(HEAD..)?.strip_prefix(&[40, 0, b'B'])?.get(..40)?;
    let is_appended = flags.get(8)? & 1 == 1;
    let offsets = flags.get(16..)?.as_chunks::<8>().0.iter();
    let offsets = offsets.filter_map(|offset| usize::try_from(u64::from_le_bytes(*offset)).ok());
    let inside = offsets.filter(|offset| (HEAD..bytes.len()).contains(offset));
    is_appended.then(|| inside.collect())
}

/// The topics of a log, with those that only other descriptions explain.
fn explained(
    survey: Survey,
    bytes: &[u8],
    head: &Head,
    borrowed: &Borrowed,
    reading: &mut Reading,
) -> Topics {
    let is_headless = head.version.is_none();
    if is_headless {
        let what = "the log's beginning is lost: formats, topics and parameters that stood there are unknown";
        reading
            .defects
            .add(DefectKind::Headless, 0, head.messages as u64, what);
    }
    let lengths = survey.lengths(if is_headless { 1 } else { 3 });
    if lengths.is_empty() {
        return survey.topics;
    }
    let mut topics = survey.topics;
    for (id, length, _) in &lengths {
        topics.set_unknown(*id, *length);
    }
    let unexplained = unexplained(&lengths, bytes, head.messages, &topics);
    let named = borrowed.explain(&unexplained, &mut topics);
    let what = format!(
        "{} topics have lost their descriptions: {named} were recognised by another log's or by built-in ones, the others are kept without a meaning",
        lengths.len()
    );
    reading
        .defects
        .add(DefectKind::BorrowedDescription, 0, 0, what);
    topics
}

/// A log as it is read.
struct Reader {
    reading: Reading,
    topics: Topics,
    course: Course,
    borrowed: Borrowed,
}

impl Reader {
    fn run<'a>(&mut self, bytes: &'a [u8], head: &Head, mut sink: Option<Sink<'_>>) {
        let mut frames = Frames::new(bytes, head.messages, &head.appended);
        let mut values: Vec<Value<'a>> = Vec::new();
        while let Some(frame) = frames.next(&self.topics.extents, &mut self.reading.defects) {
            match frame.data() {
                Some((id, body)) => self.data(&frame, id, body, &mut values, &mut sink),
                None => self.other(&frame),
            }
        }
    }

    fn data<'a>(
        &mut self,
        frame: &Frame<'a>,
        id: u16,
        body: &'a [u8],
        values: &mut Vec<Value<'a>>,
        sink: &mut Option<Sink<'_>>,
    ) {
        let Some(topic) = self.topics.get(id) else {
            return;
        };
        let trace = Trace::new(frame.offset as u64, self.reading.records);
        self.reading.records = self.reading.records.saturating_add(1);
        let confidence = if frame.is_sound {
            topic.confidence
        } else {
            Confidence::Doubtful
        };
        self.course.take(&Row {
            topic,
            body,
            trace,
            confidence,
        });
        if let Some(sink) = sink {
            topic.layout.decode(body, values);
            sink(&Record {
                offset: trace.offset,
                number: trace.record,
                kind: &topic.name,
                names: names(&topic.layout, values.len()),
                values,
            });
        }
    }

    fn other(&mut self, frame: &Frame<'_>) {
        let trace = Trace::new(frame.offset as u64, self.reading.records);
        match frame.kind {
            b'A' => {
                let subscription = Subscription::read(frame.body);
                if let Some(subscription) = subscription {
                    self.topics.subscribe(subscription, &self.borrowed);
                }
            }
            b'I' => {
                if let Some(keyed) = Keyed::read(frame.body) {
                    self.course.inform(keyed, trace);
                }
            }
            b'P' => {
                if let Some(keyed) = Keyed::read(frame.body) {
                    self.course.set(keyed, trace);
                }
            }
            b'L' | b'C' => {
                if let Some(said) = Said::read(frame.kind, frame.body) {
                    self.course.say(said, trace);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
