//! Raw dumps of the memories of flight controllers, receivers and video transmitters: no file, but
//! structures that firmware leaves in flash, found by what they are and traced by their offset. A
//! record is a structure that was read, or a main frame of a blackbox log among them.
//!
//! - settings of INAV and Betaflight, a chain of records with names, waypoints, safe homes
//!   (`settings`);
//! - options that ExpressLRS appends to its firmware: binding number, Wi-Fi, products (`radio`);
//! - blackbox logs, which their own reader reads;
//! - the firmware itself, by the words that it says of itself.
//!
//! Recognised last, behind everything that has a mark of its own.

mod radio;
mod settings;

use super::blackbox;
use super::{Aids, Format, Reading};
use crate::defect::DefectKind;
use crate::flight::{Confidence, Identity, IdentityKind, Trace};
use crate::record::{Record, Sink, Value};

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

/// Only so much of a file is searched: such memories are smaller, and pictures of disks are not.
const MOST: usize = 1 << 28;

/// Words by which a firmware tells what it is, and what it is called.
const FIRMWARE: &[(&[u8], &str)] = &[
    (b"INAV FC Onboard Flash", "INAV"),
    (b"INAV VERSION: ", "INAV"),
    (b"Betaflight Onboard Flash", "Betaflight"),
    (b"Betaflight / ", "Betaflight"),
    (b"ArduPilot/APJFW", "ArduPilot"),
];

/// Whether any of the structures is there.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    let bytes = bytes.get(..MOST).unwrap_or(bytes);
    is_flash(bytes)
        && (radio::found(bytes)
            || settings::chains(bytes).next().is_some()
            || !logs(bytes).is_empty())
}

/// A dump of a memory chip is no text.
fn is_flash(bytes: &[u8]) -> bool {
    let head = bytes.get(..1 << 16).unwrap_or(bytes);
    bytes.len() >= 1024 && [0, 0xFF].iter().any(|blank| head.contains(blank))
}

/// The blackbox logs among the bytes: begin and end.
fn logs(bytes: &[u8]) -> Vec<(usize, usize)> {
    let all: Vec<usize> = blackbox::starts(bytes).collect();
    let starts: Vec<usize> = blackbox::to_the_next(&all, bytes.len())
        .filter(|place| blackbox::describes_frames(bytes, *place))
        .map(|(start, _)| start)
        .collect();
    blackbox::to_the_next(&starts, bytes.len()).collect()
}

/// Reads the structures of a dump.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, mut sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::ControllerDump, DECODER);
    if bytes.len() > MOST {
        let length = bytes.len().saturating_sub(MOST) as u64;
        let what = "too large for a controller's memory: the rest was not searched";
        reading
            .defects
            .add(DefectKind::Unsupported, MOST as u64, length, what);
    }
    let bytes = bytes.get(..MOST).unwrap_or(bytes);
    firmware(bytes, &mut reading);
    for chain in settings::chains(bytes) {
        settings::read(&chain, &mut reading, &mut sink);
    }
    radio::read(bytes, &mut reading, &mut sink);
    for place in logs(bytes) {
        blackbox::log(bytes, place, &mut reading, &mut sink);
    }
    reading
}

fn firmware(bytes: &[u8], reading: &mut Reading) {
    for (words, name) in FIRMWARE {
        let Some(at) = memchr::memmem::find(bytes, words) else {
            continue;
        };
        add(
            reading,
            IdentityKind::Firmware,
            name.as_bytes(),
            Trace::new(at as u64, 0),
        );
    }
}

/// Adds an identity that is not there yet.
fn add(reading: &mut Reading, kind: IdentityKind, text: &[u8], trace: Trace) {
    if let Some(identity) = Identity::stated(kind, text, trace) {
        identity.once(&mut reading.identities);
    }
}

/// Hands a structure to the sink and counts it; gives its trace.
fn structure(
    (offset, kind): (usize, &str),
    fields: &[(&'static str, Value<'_>)],
    reading: &mut Reading,
    sink: &mut Option<Sink<'_>>,
) -> Trace {
    let trace = Trace::new(offset as u64, reading.records);
    if let Some(sink) = sink {
        let names: Vec<_> = fields.iter().map(|(name, _)| (*name).into()).collect();
        let values: Vec<_> = fields.iter().map(|(_, value)| *value).collect();
        sink(&Record {
            offset: trace.offset,
            number: trace.record,
            kind,
            names: &names,
            values: &values,
        });
    }
    reading.records = reading.records.saturating_add(1);
    trace
}

/// A field's text without the zeros behind it.
fn padded(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|byte| *byte == 0);
    field.get(..end.unwrap_or(field.len())).unwrap_or(field)
}

/// How far something in a dump is trusted: by its checksum, where there is one.
const fn trusted(is_checked: bool) -> Confidence {
    if is_checked {
        Confidence::Checked
    } else {
        Confidence::Stated
    }
}

#[cfg(test)]
mod tests;
