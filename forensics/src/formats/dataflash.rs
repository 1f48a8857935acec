//! ArduPilot's logs (`.BIN`, DataFlash): a log that describes itself.
//!
//! ```text
//! │ A3 95 80 │ kind u8 │ length u8 │ name 4 │ letters 16 │ columns 64 │    FMT: what a kind is
//! │ A3 95 kind │ values …                                                 everything else
//!
//! FMTU, UNIT, MULT   units and multipliers of the columns
//! GPS, POS, ORGN, ATT, MODE, ARM, EV, ERR, MSG, BAT, CTUN, CAM, PARM …  one kind each
//! ```
//!
//! Times are microseconds since boot (`TimeUS`), in logs of 2014 and before milliseconds
//! (`TimeMS`, in `GPS` the column `T`). UTC is only in `GPS`, as week and milliseconds. Nothing is
//! checked by a sum: a message is believed where the next one begins as many bytes behind it as
//! its `FMT` says.
//!
//! A record is a message of a known kind, `FMT` included, that is there as a whole. The lengths of
//! kinds whose `FMT` is lost are read from the distances between messages; their names are borrowed
//! ([`borrowed`]).
//!
//! Sources: ArduPilot, `libraries/AP_Logger/LogStructure.h` and `AP_Logger.h`. Our own reader,
//! because `ardupilot-binlog` ends at the first kind that it does not know.

mod borrowed;
mod course;
mod evidence;
mod frame;
mod kinds;
mod layout;
mod role;

use self::borrowed::Borrowed;
use self::course::{Course, Row};
use self::frame::{FMT, FMT_LENGTH, Frame, Frames, MARK};
use self::kinds::{Kinds, Unexplained};
use super::{Aids, Format, Reading};
use crate::defect::DefectKind;
use crate::flight::{Confidence, Trace};
use crate::record::{Record, Sink, Value};

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

/// A log without its head is one where this many messages follow one another near its beginning.
const CHAIN: usize = 24;
const REACH: usize = 1024;

/// The first message describes the kind that describes kinds.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(&[MARK[0], MARK[1], FMT, FMT, FMT_LENGTH]) && bytes.get(5..8) == Some(b"FMT")
}

/// Marks that follow one another as those of messages do: kinds come again, each with one length.
pub(super) fn recognise_headless(bytes: &[u8]) -> bool {
    let blank = |byte: &u8| matches!(byte, 0 | 0xff);
    let first = bytes.first().copied();
    let from = match first.filter(blank) {
        Some(first) => bytes
            .iter()
            .position(|byte| *byte != first)
            .unwrap_or(bytes.len()),
        None => 0,
    };
    let body = bytes.get(from..).unwrap_or_default();
    let head = body.get(..REACH).unwrap_or(body);
    let is_mark = |window: &[u8]| window == MARK;
    head.windows(2).any(is_mark) && is_chained(body)
}

/// Whether of the first marks most kinds have come twice with one length.
fn is_chained(bytes: &[u8]) -> bool {
    let window = bytes.get(..65_536).unwrap_or(bytes);
    let marks = window
        .windows(3)
        .enumerate()
        .filter(|(_, mark)| mark.starts_with(&MARK));
    let marks: Vec<(usize, u8)> = marks
        .filter_map(|(at, mark)| Some((at, *mark.get(2)?)))
        .collect();
    let mut lengths = [0_usize; 256];
    let mut same = 0_usize;
    for pair in marks.windows(2) {
        let [(from, kind), (to, _)] = pair else {
            continue;
        };
        let distance = to.saturating_sub(*from);
        if let Some(length) = lengths.get_mut(usize::from(*kind)) {
            same = same.saturating_add(usize::from(*length == distance && distance < 256));
            *length = distance;
        }
    }
    marks.len() > CHAIN && same.saturating_mul(2) > marks.len()
}

/// Reads a log.
pub(super) fn read(bytes: &[u8], aids: Aids<'_>, sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::Dataflash, DECODER);
    let is_headless = !recognise(bytes);
    let (mut kinds, unexplained) = Kinds::survey(bytes, if is_headless { 1 } else { 8 });
    let borrowed = Borrowed::new(aids.siblings);
    let named = kinds.explain(bytes, &unexplained, &borrowed);
    say_what_is_lost(&mut reading, is_headless, &unexplained, named);
    let mut reader = Reader {
        reading,
        kinds,
        course: Course::default(),
    };
    reader.run(bytes, sink);
    let Reader {
        mut reading,
        course,
        ..
    } = reader;
    if reading.records > 0 {
        let flight = course.into_flight(&mut reading.defects);
        reading.flights.push(flight);
    }
    reading
}

fn say_what_is_lost(
    reading: &mut Reading,
    is_headless: bool,
    unexplained: &[Unexplained],
    named: usize,
) {
    if is_headless {
        let what =
            "the log's beginning is lost: formats and parameters that stood there are unknown";
        reading.defects.add(DefectKind::Headless, 0, 0, what);
    }
    if !unexplained.is_empty() {
        let what = format!(
            "{} kinds have lost their formats: {named} were recognised by another log's or by built-in ones, the others are kept without a meaning",
            unexplained.len()
        );
        reading
            .defects
            .add(DefectKind::BorrowedDescription, 0, 0, what);
    }
}

/// A log as it is read.
struct Reader {
    reading: Reading,
    kinds: Kinds,
    course: Course,
}

impl Reader {
    fn run<'a>(&mut self, bytes: &'a [u8], mut sink: Option<Sink<'_>>) {
        let mut frames = Frames::new(bytes);
        let mut values: Vec<Value<'a>> = Vec::new();
        while let Some(frame) = frames.next(&self.kinds.lengths, &mut self.reading.defects) {
            self.take(&frame, &mut values, &mut sink);
            if frame.kind == FMT {
                self.kinds.describe(frame.body);
            }
        }
    }

    fn take<'a>(
        &mut self,
        frame: &Frame<'a>,
        values: &mut Vec<Value<'a>>,
        sink: &mut Option<Sink<'_>>,
    ) {
        let Some(kind) = self.kinds.get(frame.kind) else {
            return;
        };
        let trace = Trace::new(frame.offset as u64, self.reading.records);
        self.reading.records = self.reading.records.saturating_add(1);
        let confidence = if frame.is_sound {
            kind.confidence
        } else {
            Confidence::Doubtful
        };
        self.course.take(&Row {
            kind,
            body: frame.body,
            trace,
            confidence,
        });
        if let Some(sink) = sink {
            let layout = &kind.layout;
            layout.decode(frame.body, values);
            sink(&Record {
                offset: trace.offset,
                number: trace.record,
                kind: &layout.name,
                names: layout
                    .columns
                    .get(..values.len())
                    .unwrap_or(&layout.columns),
                values,
            });
        }
    }
}

#[cfg(test)]
mod tests;
