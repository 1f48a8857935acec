//! MAVLink packets to messages and back, for one vehicle: finds packets in a stream of bytes,
//! numbers what each component says.

use std::collections::BTreeMap;

use mavlink::{MAVLinkV2MessageRaw, MavHeader, MavlinkVersion, calculate_crc};
use missions::link::dialect::MavMessage;
use missions::link::{Endpoint, Message as _};

/// Bytes that wait for the rest of their packet.
const MOST_WAITING: usize = 65_536;

/// The two directions of one link.
#[derive(Clone, Debug, Default)]
pub(super) struct Wire {
    next: BTreeMap<Endpoint, u8>,
    waiting: Vec<u8>,
}

/// What stands at the beginning of the bytes.
enum Found {
    /// A whole packet of this many bytes; none where it is not understood.
    Packet(usize, Option<Box<(Endpoint, MavMessage)>>),
    /// No packet begins here.
    Nothing,
    /// The rest is not here yet.
    Incomplete,
}

impl Wire {
    /// The bytes of a message.
    pub(super) fn encode(&mut self, from: Endpoint, message: &MavMessage) -> Vec<u8> {
        let sequence = self.next.entry(from).or_default();
        let header = MavHeader {
            system_id: from.system.into(),
            component_id: from.component,
            sequence: *sequence,
        };
        *sequence = sequence.wrapping_add(1);
        let mut raw = MAVLinkV2MessageRaw::new();
        raw.serialize_message(header, message);
        raw.raw_bytes().to_vec()
    }

    /// The messages that are complete with these bytes.
    pub(super) fn decode(&mut self, bytes: &[u8]) -> Vec<(Endpoint, MavMessage)> {
        self.waiting.extend_from_slice(bytes);
        let mut messages = Vec::new();
        let mut at = 0;
        while let Some(rest) = self.waiting.get(at..).filter(|rest| !rest.is_empty()) {
            match find(rest) {
                Found::Packet(length, message) => {
                    messages.extend(message.map(|heard| *heard));
                    at += length;
                }
                Found::Nothing => at += 1,
                Found::Incomplete => break,
            }
        }
        self.waiting.drain(..at);
        if self.waiting.len() > MOST_WAITING {
            self.waiting.clear();
        }
        messages
    }
}

/// Source: mavlink.io, "Packet serialization".
fn find(bytes: &[u8]) -> Found {
    let (header, trailer) = match bytes {
        [0xfd, _, flags, ..] if flags & !1 != 0 => return Found::Nothing,
        [0xfd, _, flags, ..] => (10, 2 + 13 * usize::from(flags & 1)),
        [0xfd, ..] => return Found::Incomplete,
        [0xfe, ..] => (6, 2),
        _ => return Found::Nothing,
    };
    let Some(payload) = bytes.get(1).map(|length| usize::from(*length)) else {
        return Found::Incomplete;
    };
    let (end, length) = (header + payload, header + payload + trailer);
    let Some(packet) = bytes.get(..length) else {
        return Found::Incomplete;
    };
    let (version, from, id) = if header == 10 {
        let id = u32::from_le_bytes([packet[7], packet[8], packet[9], 0]);
        (MavlinkVersion::V2, Endpoint::new(packet[5], packet[6]), id)
    } else {
        let id = u32::from(packet[5]);
        (MavlinkVersion::V1, Endpoint::new(packet[3], packet[4]), id)
    };
    let sum = u16::from_le_bytes([packet[end], packet[end + 1]]);
    if sum != calculate_crc(&packet[1..end], MavMessage::extra_crc(id)) {
        return Found::Nothing;
    }
    let message = MavMessage::parse(version, id, &packet[header..end]);
    Found::Packet(
        length,
        message.ok().map(|message| Box::new((from, message))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use missions::link::dialect::{MISSION_ITEM_REACHED_DATA, TIMESYNC_DATA};
    use proptest::prelude::*;

    fn packets() -> (Vec<u8>, Vec<(Endpoint, MavMessage)>) {
        let me = Endpoint::new(1, 1);
        let messages: Vec<_> = (0..300)
            .map(|seq| MavMessage::MISSION_ITEM_REACHED(MISSION_ITEM_REACHED_DATA { seq }))
            .collect();
        let mut wire = Wire::default();
        let bytes = messages.iter().flat_map(|m| wire.encode(me, m)).collect();
        (bytes, messages.into_iter().map(|m| (me, m)).collect())
    }

    #[test]
    fn messages_come_back_in_chunks_of_every_size() {
        let (bytes, messages) = packets();
        for size in [1, 2, 7, 13, 100, 10_000] {
            let mut wire = Wire::default();
            let back: Vec<_> = bytes.chunks(size).flat_map(|c| wire.decode(c)).collect();
            assert_eq!(back, messages, "{size}");
        }
    }

    #[test]
    fn rubbish_before_a_packet_is_passed_over() {
        let mut bytes = b"\xfd\x01rubbish \xfe".to_vec();
        let message = MavMessage::TIMESYNC(TIMESYNC_DATA::DEFAULT);
        bytes.extend(Wire::default().encode(Endpoint::new(9, 8), &message));
        bytes.extend([0; 300]);
        let back = Wire::default().decode(&bytes);
        assert_eq!(back, [(Endpoint::new(9, 8), message)]);
    }

    proptest! {
        #[test]
        fn no_bytes_upset_it(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let mut wire = Wire::default();
            for chunk in bytes.chunks(37) {
                wire.decode(chunk);
            }
            prop_assert!(wire.waiting.len() <= 600);
        }
    }
}
