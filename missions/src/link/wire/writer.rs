//! Messages to bytes, with each speaker's own sequence of numbers.

use std::collections::BTreeMap;

use mavlink::{MAVLinkV2MessageRaw, MavHeader};

use crate::link::{Endpoint, Transmit};

/// Makes MAVLink 2 frames.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    next: BTreeMap<Endpoint, u8>,
}

impl Writer {
    /// Every speaker begins with 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes of one message, unsigned: see [`crate::link::signing::Signing::sign`].
    pub fn frame(&mut self, transmit: &Transmit) -> Vec<u8> {
        let next = self.next.entry(transmit.from).or_default();
        let header = MavHeader {
            system_id: transmit.from.system.into(),
            component_id: transmit.from.component,
            sequence: *next,
        };
        *next = next.wrapping_add(1);
        let mut raw = MAVLinkV2MessageRaw::new();
        raw.serialize_message(header, &transmit.message);
        raw.raw_bytes().to_vec()
    }
}
