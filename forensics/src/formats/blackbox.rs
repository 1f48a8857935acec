//! Blackbox logs of Betaflight, INAV, Cleanflight (`.bbl`, `.bfl`, `.txt`), any number of them in a
//! file or in a dump of a flash memory. A record is a main frame (I or P).
//!
//! ```text
//! H Product:Blackbox flight data recorder by Nicholas Sherlock\n     each log begins with it
//! H Field I name:loopIteration,time,…\n  H Field I predictor:…\n   how the frames are packed
//! H Firmware revision:…\n  H Craft name:…\n                         who and what
//! I … P … P … S … G … E …                                           frames: a letter and its fields
//! E FF "End of log" 00
//! ```
//!
//! A frame has no length and no checksum: what speaks for one is that a frame's letter follows it,
//! and for a main frame that its count and its time go on. A P frame is a difference: behind
//! damage nothing is believed until the next I frame, and what lies between is a defect.
//!
//! Our own reader, not the crate `blackbox-log`: that one decodes 48 MB/s where 60 are asked for,
//! keeps no offsets, refuses versions of firmware that it does not know and lacks three encodings.
//!
//! Source: the header lines and `blackbox_encoding.c` of Betaflight, for what reads them
//! `blackbox-tools` and Betaflight's log viewer; names of modes from `blackbox-log` (MIT).

mod definition;
mod encoding;
mod event;
mod flight;
mod frames;
mod header;
mod modes;
mod stream;

use self::flight::Course;
use self::frames::{Frames, Kind};
use self::header::Header;
use super::{Aids, Format, Reading};
use crate::defect::{DefectKind, Defects};
use crate::record::{Record, Sink, Value};

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

/// With this line each log begins.
const START: &[u8] = b"H Product:Blackbox";

/// A header that says how its frames are packed, at the beginning, or behind what a card or a
/// flash memory left before it.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    let head = bytes.get(..1 << 16).unwrap_or(bytes);
    let Some(start) = starts(head).next() else {
        return false;
    };
    let before = head.get(..start).unwrap_or_default();
    if !before.iter().copied().all(is_blank) {
        return false;
    }
    let end = starts(bytes).nth(1).unwrap_or(bytes.len());
    describes_frames(bytes, (start, end))
}

/// Whether a log begins that says how its frames are packed: the firmware itself has the first line
/// in it, too. `end` is where the next first line is.
pub(super) fn describes_frames(bytes: &[u8], (start, end): (usize, usize)) -> bool {
    Header::read(bytes, start, end).main().is_some()
}

/// What an erased flash memory or a padded sector holds.
const fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | 0xFF)
}

/// Where the logs begin.
pub(super) fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let mut at = 0_usize;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..)?;
        let step = memchr::memmem::find(rest, START)?;
        let found = at.saturating_add(step);
        at = found.saturating_add(START.len());
        Some(found)
    })
}

/// Each start with the next one, the last with the end.
pub(super) fn to_the_next(starts: &[usize], end: usize) -> impl Iterator<Item = (usize, usize)> {
    let ends = starts.iter().skip(1).copied().chain([end]);
    starts.iter().copied().zip(ends)
}

/// Reads the logs of a file.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, mut sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::Blackbox, DECODER);
    let starts: Vec<usize> = starts(bytes).collect();
    let first = starts.first().copied().unwrap_or(bytes.len());
    before(bytes, first, &mut reading.defects);
    for place in to_the_next(&starts, bytes.len()) {
        log(bytes, place, &mut reading, &mut sink);
    }
    reading
}

/// What stands before the first log of a file belongs to one that has lost its header.
fn before(bytes: &[u8], first: usize, defects: &mut Defects) {
    let lost = bytes.get(..first).unwrap_or_default();
    if !lost.iter().copied().all(is_blank) {
        let what = "frames without the header that says how they are packed: they cannot be read";
        defects.add(DefectKind::Headless, 0, first as u64, what);
    }
}

/// Reads one log, from its header to its end or to the next one's header.
pub(super) fn log(
    bytes: &[u8],
    (start, end): (usize, usize),
    reading: &mut Reading,
    sink: &mut Option<Sink<'_>>,
) {
    let mut header = Header::read(bytes, start, end);
    for defect in std::mem::take(&mut header.defects) {
        reading.defects.push(defect);
    }
    reading.version = reading
        .version
        .take()
        .or_else(|| header.text("Data version"));
    let Some(definitions) = header.definitions() else {
        let what = "the header does not say how the frames are packed: they cannot be read";
        let length = end.saturating_sub(header.end) as u64;
        reading
            .defects
            .add(DefectKind::Headless, header.end as u64, length, what);
        return;
    };
    let mut course = Course::new(&header, &definitions, reading.records);
    let place = (header.end, end);
    let mut frames = Frames::new(bytes, place, &definitions, &mut reading.defects);
    let mut values = Vec::new();
    while let Some(frame) = frames.next() {
        let number = reading.records;
        if let Some(sink) = sink {
            values.clear();
            values.extend(frame.values());
            sink(&Record {
                offset: frame.offset,
                number,
                kind: frame.kind.name(),
                names: frame.names(),
                values: &values,
            });
        }
        course.take(&frame, number);
        if frame.kind == Kind::Main {
            reading.records = number.saturating_add(1);
        }
    }
    frames.finish();
    reading.flights.push(course.into_flight());
}

/// A field's number by its sign.
const fn value(raw: i32, is_signed: bool) -> Value<'static> {
    if is_signed {
        Value::Signed(raw as i64)
    } else {
        Value::Unsigned(raw.cast_unsigned() as u64)
    }
}

#[cfg(test)]
mod tests;
