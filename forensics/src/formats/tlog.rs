//! MAVLink telemetry logs (`.tlog`): every message that a ground computer heard or said, each after
//! the time at which it did, of any number of vehicles. A record is a message.
//!
//! ```text
//! time (8 bytes, big-endian, µs since 1970) │ frame │ time │ frame │ …
//! ```
//!
//! Framing and values are read here and not by `missions::link::wire`: that one is made for a live
//! link, where a frame is copied and a value that its dialect lacks makes a message unreadable.
//! A log in evidence is decoded where it lies, every message by the definition it has, an unknown
//! value as the number that it is, and behind damage more than one checksum must speak for a frame.
//! Geometry and the modes of PX4 and of ArduPilot's multicopters are `missions`' own; those of its
//! planes, rovers and submarines are in `mode`, by the names that a ground station shows.
//! `dataflash` has planes' and rovers' once more, by the names of ArduPilot's source: they differ.
//!
//! Each vehicle has a flight. Its times are the ground computer's, counted from the log's first
//! entry; what the vehicle says of UTC is held against them in the clock's note.
//!
//! Source: MAVProxy's and QGroundControl's `.tlog`, as pymavlink's `mavlogfile` reads it; the
//! messages are those of `messages.txt`.

mod checksum;
mod dialect;
mod entries;
mod fleet;
mod frame;
mod identity;
mod instant;
mod mode;
mod payload;
mod position;
mod system;
mod unknown;
mod words;

use self::dialect::DIALECT;
use self::entries::{Entries, Entry};
use self::fleet::Fleet;
use self::instant::{Instant, Instants};
use self::payload::Payload;
use super::{Aids, Format, Reading};
use crate::flight::{Confidence, Trace};
use crate::record::{Record, Sink, Value};

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

/// How far into a file its first whole messages are looked for.
const HEAD: usize = 1 << 18;
/// So many sound entries in a row are no accident.
const ENOUGH: usize = 3;

/// So many times tell about when a log begins.
const FIRST: usize = 5;

/// No payload is longer.
const LONGEST: usize = 255;

/// Three entries one behind the other whose checksums fit, or a whole file of fewer.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let mut in_a_row: usize = 0;
    let mut entries = Entries::new(head);
    for entry in entries.by_ref() {
        let is_sound = entry.message.is_some() && entry.stated_us.is_some_and(is_likely);
        let is_next = is_sound && !entry.is_after_damage;
        in_a_row = if is_next {
            in_a_row.saturating_add(1)
        } else {
            usize::from(is_sound)
        };
        if in_a_row >= ENOUGH {
            return true;
        }
    }
    in_a_row > 0 && entries.finish().count() == 0
}

/// Whether a time is of this century: 2001 to 2100.
const fn is_likely(us: i64) -> bool {
    978_307_200_000_000 < us && us < 4_102_444_800_000_000
}

/// Reads the messages of a log.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, mut sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::Tlog, DECODER);
    let mut entries = Entries::new(bytes);
    let first = Entries::new(bytes).filter_map(|entry| entry.stated_us);
    let mut instants = Instants::beginning(first.take(FIRST).collect());
    let mut fleet = Fleet::new();
    let mut values = Vec::new();
    let mut whole = [0; LONGEST];
    while let Some(entry) = entries.next() {
        let next_us = entries.next_us();
        let place = (entry.offset, &mut entries.defects);
        let instant = if entry.is_late {
            instants.late(entry.stated_us, place)
        } else {
            instants.take(entry.stated_us, next_us, place)
        };
        let payload = padded(&entry, &mut whole);
        let number = reading.records;
        if let Some(sink) = &mut sink {
            values.clear();
            hand_over(&entry, payload, (number, &mut values), sink);
        }
        fleet.take(&said(&entry, payload, instant, number));
        reading.records = number.saturating_add(1);
    }
    reading.version = fleet.version();
    reading.defects = entries.finish();
    reading.flights = fleet.into_flights(instants.first_us());
    reading
}

/// A message as the flights take it.
#[derive(Clone, Copy, Debug)]
struct Said<'p> {
    id: u32,
    version: u8,
    system: u8,
    payload: Payload<'p>,
    instant: Instant,
    trace: Trace,
    confidence: Confidence,
}

fn said<'p>(entry: &Entry<'_>, payload: Payload<'p>, instant: Instant, number: u64) -> Said<'p> {
    Said {
        id: entry.frame.id,
        version: entry.frame.version,
        system: entry.frame.system,
        payload,
        instant,
        trace: Trace::new(entry.offset, number),
        confidence: Confidence::Checked,
    }
}

/// The payload with the zeros at its end that version 2 does not send.
fn padded<'p>(entry: &Entry<'p>, buffer: &'p mut [u8; LONGEST]) -> Payload<'p> {
    let sent = entry.frame.payload;
    let length = entry.message.map_or(0, |message| message.length);
    if sent.len() >= length {
        return Payload { whole: sent, sent };
    }
    let (start, rest) = buffer.split_at_mut_checked(sent.len()).unwrap_or_default();
    start.copy_from_slice(sent);
    let zeros = length.saturating_sub(sent.len()).min(rest.len());
    rest.iter_mut().take(zeros).for_each(|byte| *byte = 0);
    let whole = buffer.get(..length).unwrap_or(buffer);
    Payload { whole, sent }
}

fn hand_over<'a>(
    entry: &Entry<'a>,
    payload: Payload<'_>,
    (number, values): (u64, &mut Vec<Value<'a>>),
    sink: &mut Sink<'_>,
) {
    let frame = &entry.frame;
    values.extend([
        Value::Signed(entry.stated_us.unwrap_or_default()),
        Value::Unsigned(frame.system.into()),
        Value::Unsigned(frame.component.into()),
        Value::Unsigned(frame.sequence.into()),
    ]);
    let name;
    let (kind, names) = if let Some(message) = entry.message {
        message.values(frame.payload, payload.whole, values);
        (message.name, &*message.names)
    } else {
        values.push(Value::Bytes(frame.payload));
        name = format!("MESSAGE_{}", frame.id);
        (&*name, DIALECT.unknown_names())
    };
    sink(&Record {
        offset: entry.offset,
        number,
        kind,
        names,
        values,
    });
}

#[cfg(test)]
mod tests;
