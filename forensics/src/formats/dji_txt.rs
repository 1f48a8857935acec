//! Flight records that DJI's apps write on the telephone (`DJIFlightRecord_….txt`, versions 1–14).
//!
//! ```text
//! ┌────────┬───────────────────────────────┬────────────┬─────────┐
//! │ prefix │ records (masked from v7 on)   │ pictures   │ details │   v1–v11; v12 and later have
//! │ 12/100 │ one behind another (`frame`)  │ JPEG       │ 400     │   the details before them
//! └────────┴───────────────────────────────┴────────────┴─────────┘
//! ```
//!
//! Versions 13 and 14 are enciphered with a key that only DJI's service gives out (`cipher`,
//! `keychain`): without it their prefix and details still tell serial numbers, start and counts,
//! and records can be counted but not read. Versions up to 12 need no key, 11 among them.
//!
//! Our own reader, not `dji-log-parser`: that one reads 20 MB/s, panics on some damaged files,
//! stops at the first byte that is wrong, and loses the place in version 8, whose records are
//! found here by their lengths. Nothing in a record is a checksum of its content, so that a byte
//! turned inside one can only be seen where its value cannot be (`spikes`).
//!
//! A record that counts is an OSD record, as the app's own count of lines has it. Sources stand in
//! the files of this folder.

pub(in crate::formats) mod changes;
mod cipher;
mod clock;
mod course;
mod frame;
mod header;
mod identities;
mod keychain;
mod layout;
mod media;
mod names;
mod picture;
pub(in crate::formats) mod records;

use std::borrow::Cow;

use missions::telemetry::Sample;
use missions::time::BootTime;

use self::cipher::unmask;
use self::course::{Course, Place};
use self::frame::{Frame, Framing, Piece, Pieces};
use self::header::{Details, Plan};
use self::identities::Identities;
use self::keychain::{Keys, feature, stretches};
use super::{Aids, Format, Reading};
use crate::defect::{DefectKind, Defects};
use crate::flight::{Confidence, Event, EventKind, Fix, Flight, Trace, somewhere};
use crate::record::{Record, Sink, Value};

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

/// The version whose features are taken where the prefix is lost and lengths have two bytes.
const NEWEST: u8 = 14;

/// The type of the records that count.
const OSD: u8 = 1;

/// The type that says that the next keys are in force.
const NEXT_KEYS: u8 = 50;

/// A prefix with a record where it says, or a run of records without one.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    Plan::of(bytes).is_some_and(|plan| is_followed(bytes, plan)) || frame::guess(bytes).is_some()
}

/// Whether a plan leads to a record, or the bytes end about where the first would be.
fn is_followed(bytes: &[u8], plan: Plan) -> bool {
    let first = Pieces::new(bytes, plan.records, plan.into()).next();
    let is_blank = || {
        let reserved = bytes.get(20..plan.records.min(100)).unwrap_or_default();
        plan.version >= 6 && reserved.iter().all(|byte| *byte == 0)
    };
    match first {
        Some(Piece::Record(_) | Piece::Picture(..)) => true,
        _ => is_blank() && (plan.version >= 12 || bytes.len() < plan.records.saturating_add(300)),
    }
}

/// Reads a log, with its keys where it needs some and has them.
pub(super) fn read(bytes: &[u8], aids: Aids<'_>, sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::DjiTxt, DECODER);
    let plan = Plan::of(bytes).filter(|plan| is_followed(bytes, *plan));
    let guessed = || frame::guess(bytes).unwrap_or(Framing::of(7));
    let framing = plan.map_or_else(guessed, Framing::from);
    reading.version = plan.map(|plan| plan.version.to_string());
    if plan.is_none() {
        let what = "the prefix is lost: records are found by their frames";
        reading.defects.add(DefectKind::Headless, 0, 0, what);
    }
    let (start, end) = plan.map_or((0, bytes.len()), |plan| (plan.records, plan.end));
    let records = bytes.get(..end).unwrap_or(bytes);
    let version = plan.map_or(if framing.is_wide { NEWEST } else { 7 }, |plan| {
        plan.version
    });
    let mut reader = Reader {
        version,
        keys: keys_for(Pieces::new(records, start, framing), version, aids),
        sink,
        ..Reader::default()
    };
    let mut last = None;
    for piece in Pieces::new(records, start, framing) {
        if let Some((at, length)) = last.take() {
            reader.lost(at, length, &mut reading.defects);
        }
        match piece {
            Piece::Record(frame) => reader.record(&frame, &mut reading),
            Piece::Lost(at, length) => last = Some((at, length)),
            Piece::Picture(at, length) => reader.picture(at, length),
            Piece::Mark => {}
        }
    }
    let details = plan.and_then(|plan| Details::in_log(bytes, plan));
    let tail = last.filter(|_| details.is_none());
    let trailing = tail.and_then(|(at, _)| trailing_details(bytes.get(at..)?, version));
    if let Some((at, length)) = last.filter(|_| trailing.is_none()) {
        reader.lost(at, length, &mut reading.defects);
    }
    if details.is_none() {
        let what = "the app's details of the flight are not where they should be: the file was cut or damaged";
        let at = bytes.len() as u64;
        reading.defects.add(DefectKind::Truncated, at, 0, what);
    }
    reader.finish(details.or(trailing).as_ref(), reading)
}

/// Details behind the last record of a log whose prefix does not say where they are.
fn trailing_details(tail: &[u8], version: u8) -> Option<Details> {
    let behind_mark = || Details::of(tail.get(4..)?, version);
    Details::of(tail, version).or_else(behind_mark)
}

/// The stretches of keys that fit a log: of the files that were given, the one with which most of
/// its first enciphered records come out whole.
fn keys_for(pieces: Pieces<'_>, version: u8, aids: Aids<'_>) -> Vec<Keys> {
    const TRIED: usize = 64;
    if version < 13 {
        return Vec::new();
    }
    let records = pieces.filter_map(|piece| match piece {
        Piece::Record(frame) => Some(frame),
        _ => None,
    });
    let is_next = |frame: &Frame<'_>| frame.kind == NEXT_KEYS;
    let sample: Vec<Frame<'_>> = records
        .take_while(|frame| !is_next(frame))
        .filter(|frame| feature(frame.kind, version).is_some())
        .take(TRIED)
        .collect();
    let files = aids.keychains.iter().map(|file| stretches(file));
    let scored = files.filter_map(|keys| {
        let mut tried = keys.first()?.clone();
        let score = sample
            .iter()
            .filter(|frame| is_opened(frame, version, &mut tried))
            .count();
        (score > 0).then_some((score, keys))
    });
    let best = scored.max_by_key(|(score, _)| *score);
    best.map(|(_, keys)| keys).unwrap_or_default()
}

fn is_opened(frame: &Frame<'_>, version: u8, keys: &mut Keys) -> bool {
    let mut plain = Vec::new();
    unmask(frame.content, frame.mask, &mut plain);
    let chain = feature(frame.kind, version).and_then(|feature| keys.get_mut(&feature));
    chain.is_some_and(|chain| chain.decipher(&mut plain))
}

/// A log as it is read.
#[derive(Default)]
struct Reader<'s> {
    version: u8,
    /// The keys of this stretch and of those to come.
    keys: Vec<Keys>,
    stretch: usize,
    /// Features whose chain was broken by a record that is lost.
    broken: u32,
    sink: Option<Sink<'s>>,
    plain: Vec<u8>,
    course: Course,
    identities: Identities,
    number: u64,
    sealed: u64,
    sealed_bytes: u64,
}

/// What became of a content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    Plain,
    Sealed,
    Spoilt,
}

impl Reader<'_> {
    fn record(&mut self, frame: &Frame<'_>, reading: &mut Reading) {
        let trace = Trace::new(frame.at as u64, self.number);
        self.number = self.number.saturating_add(1);
        if frame.kind == OSD {
            reading.records = reading.records.saturating_add(1);
        }
        if frame.kind == NEXT_KEYS {
            self.stretch = self.stretch.saturating_add(1);
        }
        let confidence = if frame.is_doubtful {
            let what = "one of this record's two marks is damaged: what it says is doubtful";
            reading
                .defects
                .add(DefectKind::Checksum, trace.offset, 0, what);
            Confidence::Doubtful
        } else {
            Confidence::Stated
        };
        match self.open(frame) {
            Opened::Plain => self.understand(frame.kind, Place { trace, confidence }),
            Opened::Sealed => {
                self.sealed = self.sealed.saturating_add(1);
                self.sealed_bytes = self.sealed_bytes.saturating_add(frame.length as u64);
            }
            Opened::Spoilt => {
                let what = "a record that its key does not open, or the first after a lost one";
                let length = frame.end.saturating_sub(frame.at) as u64;
                reading
                    .defects
                    .add(DefectKind::Unreadable, trace.offset, length, what);
            }
        }
    }

    /// Takes mask and cipher off a content; what is plain stands in `self.plain`.
    fn open(&mut self, frame: &Frame<'_>) -> Opened {
        unmask(frame.content, frame.mask, &mut self.plain);
        let sealed = (self.version >= 13)
            .then(|| feature(frame.kind, self.version))
            .flatten();
        let Some(feature) = sealed else {
            return Opened::Plain;
        };
        let keys = self.keys.get_mut(self.stretch);
        let Some(chain) = keys.and_then(|keys| keys.get_mut(&feature)) else {
            return Opened::Sealed;
        };
        let is_whole = chain.decipher(&mut self.plain);
        let bit = 1_u32.checked_shl(u32::from(feature)).unwrap_or_default();
        let is_broken = self.broken & bit != 0;
        self.broken &= !bit;
        if is_whole && !is_broken {
            Opened::Plain
        } else {
            Opened::Spoilt
        }
    }

    fn understand(&mut self, kind: u8, place: Place) {
        if let Some(sink) = &mut self.sink {
            let mut values: Vec<Value<'_>> = Vec::new();
            let names = layout::of(kind, self.plain.len()).read(&self.plain, &mut values);
            sink(&Record {
                offset: place.trace.offset,
                number: place.trace.record,
                kind: names::record(kind),
                names: &names,
                values: &values,
            });
        }
        self.course.take(kind, &self.plain, place);
        self.identities.take(kind, &self.plain, place);
    }

    fn picture(&mut self, at: usize, length: usize) {
        let number = self.number;
        self.number = number.saturating_add(1);
        if let Some(sink) = &mut self.sink {
            sink(&Record {
                offset: at as u64,
                number,
                kind: "Picture",
                names: &[Cow::Borrowed("bytes")],
                values: &[Value::Unsigned(length as u64)],
            });
        }
    }

    fn lost(&mut self, at: usize, length: usize, defects: &mut Defects) {
        self.broken = u32::MAX;
        let what = "these bytes are no whole record: what they held is lost";
        defects.add(DefectKind::Unreadable, at as u64, length as u64, what);
    }

    fn finish(mut self, details: Option<&Details>, mut reading: Reading) -> Reading {
        if let Some(details) = details {
            self.identities.of_details(details);
            let missing = u64::from(details.lines).saturating_sub(reading.records);
            if missing > 0 && reading.defects.is_damage() {
                let what = format!(
                    "the app counted {} lines, {missing} of them are lost",
                    details.lines
                );
                reading.defects.add(DefectKind::Missing, 0, 0, what);
            }
        }
        if self.sealed > 0 {
            let what = format!(
                "{} records are enciphered and no key was given that opens them",
                self.sealed
            );
            reading
                .defects
                .add(DefectKind::Encrypted, 0, self.sealed_bytes, what);
        }
        let is_silent = self.course.is_empty();
        if is_silent && details.is_none() && self.number == 0 {
            return reading;
        }
        let mut flight = self.course.into_flight(details, &mut reading.defects);
        if let Some(details) = details.filter(|_| is_silent) {
            stated(&mut flight, details);
        }
        flight.identities = self.identities.into_list();
        reading.flights.push(flight);
        reading
    }
}

/// What the details alone tell of a flight whose records cannot be read.
fn stated(flight: &mut Flight, details: &Details) {
    let lasted = u64::try_from(details.lasted_ms).unwrap_or_default();
    flight.span = Some((BootTime::ZERO, BootTime::from_millis(lasted)));
    let (longitude, latitude) = details.place;
    flight
        .fixes
        .extend(somewhere(latitude, longitude).map(|position| Fix {
            sample: Sample {
                time: BootTime::ZERO,
                utc: flight.clock.start_utc,
                position,
                height_above_sea_m: None,
                height_above_home_m: None,
                velocity_ned_m_s: None,
                attitude: None,
            },
            satellites: None,
            accuracy_m: None,
            trace: Trace::default(),
            confidence: Confidence::Stated,
        }));
    let text = format!(
        "the app's own figures: {} lines, {:.0} m flown, greatest height {:.1} m, {} pictures",
        details.lines, details.distance_m, details.height_m, details.pictures
    );
    flight.events.push(Event {
        at: BootTime::ZERO,
        kind: EventKind::Text { text },
        trace: Trace::default(),
        confidence: Confidence::Stated,
    });
}

#[cfg(test)]
mod tests;
