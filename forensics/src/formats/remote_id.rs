//! Remote ID as it was broadcast: captures of Wi-Fi and Bluetooth (pcap, pcapng) with messages of
//! ASTM F3411 / ASD-STAN 4709-002, and DJI's own DroneID in Wi-Fi beacons. A record is a message.
//!
//! ```text
//! capture ─► packet ─► Wi-Fi: element DD, FA 0B BC 0D │ count │ message or pack      (beacon)
//!                             88 69 19 9D 92 09 … count │ pack                       (NAN action)
//!                             element DD, 26 37 12 58 62 13 10 │ flight information  (DJI)
//!                      Bluetooth: 16 FA FF 0D │ count │ message or pack              (service data)
//! message: kind (4 bits) version (4 bits) │ 24 bytes     pack: F0 │ 25 │ count │ messages
//! ```
//!
//! Each transmitter, by its radio's address, has a flight. Nothing in these broadcasts is signed:
//! a real one and a forged one look the same, and this reader does not judge. Times are those of
//! the computer that captured.
//!
//! Source: ASTM F3411-22a as `opendroneid-core-c` (Apache-2.0) encodes it; `draft-ietf-drip` on
//! its transports; DJI's from the published `DroneSecurity` (RUB) and Kismet's description.

mod capture;
mod course;
mod message;
mod radio;

use std::collections::BTreeMap;

use self::course::Course;
use super::{Aids, Format, Reading};
use crate::flight::Trace;
use crate::record::{Record, Sink, Value};

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

/// So many packets are searched before a capture is said to have none.
const FIRST: usize = 50_000;

/// A capture with at least one message.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    let mut defects = crate::defect::Defects::new();
    let packets = capture::packets(bytes, &mut defects);
    packets
        .iter()
        .take(FIRST)
        .any(|packet| !radio::heard(packet).is_empty())
}

/// Reads the messages of a capture.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, mut sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::RemoteId, DECODER);
    let mut courses: BTreeMap<[u8; 6], Course> = BTreeMap::new();
    let packets = capture::packets(bytes, &mut reading.defects);
    let first_us = packets.first().map(|packet| packet.us);
    for packet in &packets {
        for heard in radio::heard(packet) {
            let trace = Trace::new(heard.offset, reading.records);
            if let Some(sink) = &mut sink {
                sink(&Record {
                    offset: trace.offset,
                    number: trace.record,
                    kind: heard.kind(),
                    names: &["time_us".into(), "address".into(), "message".into()],
                    values: &[
                        Value::Signed(packet.us),
                        Value::Bytes(&heard.address),
                        Value::Bytes(heard.bytes),
                    ],
                });
            }
            reading.records = reading.records.saturating_add(1);
            let course = courses
                .entry(heard.address)
                .or_insert_with(|| Course::new(heard.address, trace));
            course.take(&heard, (packet.us, first_us.unwrap_or(packet.us)), trace);
        }
    }
    reading
        .flights
        .extend(courses.into_values().map(Course::into_flight));
    reading
}

#[cfg(test)]
mod tests;
