//! Logs that DJI aircraft write themselves (`FLY….DAT`), on the aircraft's card or cached by the
//! app.
//!
//! ```text
//! v1   prefix 128: `BUILD` at 16, date and type of the firmware   · records (`frame`)
//! v3   prefix 256: the same, `DJI_LOG_V3` at 242                  · records
//! app  no prefix                                                 · records
//! LOGH enciphered: newer aircraft; nobody but the maker reads it
//! ```
//!
//! A record counts if both of its checksums fit. Its time is a count of ticks; satellites' time in
//! the GPS records makes UTC of it. Source: `BudWalkerJava/DatCon` (BSD).

mod course;
mod frame;
mod payload;
mod words;

use std::borrow::Cow;

use self::course::Course;
use self::frame::{Frame, Piece, pieces};
use self::payload::layout_of;
use super::{Aids, Format, Reading};
use crate::defect::DefectKind;
use crate::flight::{Identity, IdentityKind, Trace};
use crate::record::{Record, Sink, Value};

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

/// The first bytes of an enciphered log.
const SEALED: &[u8] = b"LOGH";

/// How far into a log without prefix its first records are looked for.
const WINDOW: usize = 1 << 16;

/// A prefix, or a run of records whose checksums fit.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(SEALED) || is_built(bytes) || is_run(bytes)
}

fn is_built(bytes: &[u8]) -> bool {
    bytes.get(16..21) == Some(b"BUILD") && (is_run(bytes) || bytes.len() < 512)
}

fn is_third(bytes: &[u8]) -> bool {
    bytes.get(242..252) == Some(b"DJI_LOG_V3")
}

/// Whether three records stand one behind another near the beginning.
fn is_run(bytes: &[u8]) -> bool {
    let window = bytes.get(..WINDOW).unwrap_or(bytes);
    (0..window.len()).any(|at| {
        let next = |frame: Frame<'_>| Frame::of(bytes, frame.end);
        Frame::of(bytes, at).and_then(next).and_then(next).is_some()
    })
}

/// Reads the records of a log.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, mut sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::DjiDat, DECODER);
    if bytes.starts_with(SEALED) {
        return sealed(bytes, reading);
    }
    let is_built = bytes.get(16..21) == Some(b"BUILD");
    let start = match (is_built, is_third(bytes)) {
        (true, true) => 256,
        (true, false) => 128,
        (false, _) => 0,
    };
    reading.version = Some(if start == 256 { "3" } else { "1" }.into());
    let mut course = Course::default();
    let mut plain = Vec::new();
    for piece in pieces(bytes, start) {
        match piece {
            Piece::Record(frame) => {
                let trace = Trace::new(frame.at as u64, reading.records);
                reading.records = reading.records.saturating_add(1);
                frame.unmask(&mut plain);
                if let Some(sink) = &mut sink {
                    hand_on(&frame, &plain, trace, sink);
                }
                course.take(frame.kind, frame.tick, &plain, trace);
            }
            Piece::Lost(at, length) => lost(&mut reading, bytes, at, length),
        }
    }
    let mut flight = course.into_flight();
    if let Some(flight) = &mut flight
        && is_built
    {
        let firmware = bytes.get(16..80).unwrap_or_default();
        flight.identities.extend(Identity::stated(
            IdentityKind::Firmware,
            firmware,
            Trace::default(),
        ));
    }
    reading.flights.extend(flight);
    reading
}

/// Bytes that are no record. Some before the first belong to the beginning of a log that was
/// cached from its middle on, and blank ones behind the last were never written: neither is damage.
fn lost(reading: &mut Reading, bytes: &[u8], at: usize, length: usize) {
    let end = at.saturating_add(length);
    let part = bytes.get(at..end).unwrap_or_default();
    let is_blank = end == bytes.len() && part.iter().all(|byte| *byte == 0 || *byte == 0xFF);
    let is_tail = reading.records == 0 && length < 1024;
    if is_blank {
        return;
    }
    let (kind, what) = if is_tail {
        let what = "bytes before the first record: the end of one that began earlier, or a prefix";
        (DefectKind::Unsupported, what)
    } else if end == bytes.len() && length < 1024 {
        (DefectKind::Truncated, "the log ends inside a record")
    } else {
        let what = "these bytes are no record whose checksums fit: what they held is lost";
        (DefectKind::Checksum, what)
    };
    reading.defects.add(kind, at as u64, length as u64, what);
}

/// An enciphered log: it is told that there is one.
fn sealed(bytes: &[u8], mut reading: Reading) -> Reading {
    reading.version = Some("LOGH".into());
    let what = "an aircraft's log that is enciphered for its maker: nothing in it can be read";
    reading
        .defects
        .add(DefectKind::Encrypted, 0, bytes.len() as u64, what);
    reading
}

fn hand_on(frame: &Frame<'_>, plain: &[u8], trace: Trace, sink: Sink<'_>) {
    let (kind, layout) = layout_of(frame.kind);
    let mut values = Vec::new();
    let mut names = layout.read(plain, &mut values);
    names.extend([Cow::Borrowed("type"), Cow::Borrowed("tick")]);
    values.push(Value::Unsigned(frame.kind.into()));
    values.push(Value::Unsigned(frame.tick.into()));
    sink(&Record {
        offset: trace.offset,
        number: trace.record,
        kind,
        names: &names,
        values: &values,
    });
}

#[cfg(test)]
mod tests;
