//! MAVLink 2 message signing: who holds the key is believed, and nothing is believed twice.
//!
//! ```text
//! signature = link id (1) │ timestamp (6, little-endian) │ first 6 bytes of SHA-256(key │ frame │ link id │ timestamp)
//! ```
//!
//! The time is an argument; the timestamp only goes forward, and runs ahead of the time where
//! messages come faster than one in 10 µs or where another speaker's clock is ahead.
//!
//! Source: mavlink.io, "Message Signing".

mod key;

pub use key::{Key, KeyError};

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::dialect::{MavMessage, RADIO_STATUS_DATA};
use super::wire::{Frame, Signature};
use super::{Endpoint, Message};
use crate::time::UtcTime;

/// 2015-01-01T00:00:00Z, microseconds since 1970.
const EPOCH_MICROS: i64 = 1_420_070_400_000_000;
/// A stream that is new must not be older than this: one minute, in 10 µs units.
const NEW_STREAM_MAY_LAG: u64 = 6_000_000;
const MAGIC: u8 = 0xFD;
const FLAGS: usize = 2;
const SIGNED: u8 = 1;
const HEADER: usize = 10;

/// What happens to messages without a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsigned {
    /// All are accepted: signing one's own, but asking nothing of others.
    Accept,
    /// Only `RADIO_STATUS` is, because radios that make it have no key.
    RadioStatusOnly,
}

/// What is to be thought of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Signed by who holds the key, and new.
    Signed,
    /// Unsigned, and accepted so.
    Unsigned,
    /// Not to be listened to.
    Refused(Refusal),
}

/// Why a frame is not to be listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No signature.
    Unsigned,
    /// Not signed with this key, or altered.
    WrongSignature,
    /// Not newer than the last one of its stream: said again by somebody else.
    Replayed,
    /// The first of its stream, and more than a minute old.
    Stale,
}

/// Signs what is sent and checks what is received on one link.
#[derive(Debug)]
pub struct Signing {
    key: Key,
    link_id: u8,
    unsigned: Unsigned,
    timestamp: u64,
    streams: BTreeMap<(Endpoint, u8), u64>,
    refused: u64,
}

impl Signing {
    /// `link_id` tells the links of one program apart; each direction of each has one stream a
    /// speaker.
    pub const fn new(key: Key, link_id: u8, unsigned: Unsigned) -> Self {
        Self {
            key,
            link_id,
            unsigned,
            timestamp: 0,
            streams: BTreeMap::new(),
            refused: 0,
        }
    }

    /// The last timestamp that was sent or believed, in 10 µs units since 2015.
    pub const fn timestamp(&self) -> u64 {
        self.timestamp
    }

    /// Frames that were refused.
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    /// The signed form of an unsigned MAVLink 2 frame; anything else comes back as it was.
    pub fn sign(&mut self, raw: &[u8], now: UtcTime) -> Vec<u8> {
        let mut signed = raw.to_vec();
        let [MAGIC, payload, 0, _, _, _, _, a, b, c, ..] = *raw else {
            return signed;
        };
        let end = HEADER + usize::from(payload);
        if raw.len() != end + 2 {
            return signed;
        }
        signed.truncate(end);
        signed[FLAGS] |= SIGNED;
        let extra = MavMessage::extra_crc(u32::from_le_bytes([a, b, c, 0]));
        let crc = mavlink::calculate_crc(&signed[1..], extra);
        signed.extend(crc.to_le_bytes());
        signed.push(self.link_id);
        let timestamp = self.next_timestamp(now).to_le_bytes();
        signed.extend(&timestamp[..6]);
        signed.extend(self.key.sign(&signed));
        signed
    }

    /// What is to be thought of a received frame.
    pub fn check(&mut self, frame: &Frame, now: UtcTime) -> Verdict {
        let verdict = match frame.signature() {
            None => self.check_unsigned(frame),
            Some(signature) => self.check_signed(frame, signature, now),
        };
        self.refused += u64::from(matches!(verdict, Verdict::Refused(_)));
        verdict
    }

    fn check_unsigned(&self, frame: &Frame) -> Verdict {
        use mavlink::MessageData;
        if self.unsigned == Unsigned::Accept || frame.id == RADIO_STATUS_DATA::ID {
            return Verdict::Unsigned;
        }
        Verdict::Refused(Refusal::Unsigned)
    }

    fn check_signed(&mut self, frame: &Frame, signature: Signature, now: UtcTime) -> Verdict {
        let (said, _) = frame.raw.split_at(frame.raw.len() - signature.value.len());
        if !is_equal(self.key.sign(said), signature.value) {
            return Verdict::Refused(Refusal::WrongSignature);
        }
        let stream = (frame.from, signature.link_id);
        match self.streams.get(&stream) {
            Some(last) if signature.timestamp <= *last => {
                return Verdict::Refused(Refusal::Replayed);
            }
            None if signature.timestamp + NEW_STREAM_MAY_LAG < self.local(now) => {
                return Verdict::Refused(Refusal::Stale);
            }
            Some(_) | None => {}
        }
        self.streams.insert(stream, signature.timestamp);
        self.timestamp = self.timestamp.max(signature.timestamp);
        Verdict::Signed
    }

    /// This side's idea of the time: the clock, or what was already said or heard if that is later.
    fn local(&self, now: UtcTime) -> u64 {
        self.timestamp.max(timestamp_of(now))
    }

    fn next_timestamp(&mut self, now: UtcTime) -> u64 {
        self.timestamp = (self.timestamp + 1).max(timestamp_of(now));
        self.timestamp
    }
}

impl Key {
    fn sign(&self, said: &[u8]) -> [u8; 6] {
        let hash = Sha256::new()
            .chain_update(self.bytes())
            .chain_update(said)
            .finalize();
        let mut value = [0; 6];
        value.copy_from_slice(&hash[..6]);
        value
    }
}

/// 10 µs units since 2015-01-01; 0 before.
fn timestamp_of(now: UtcTime) -> u64 {
    let micros = now.as_micros().saturating_sub(EPOCH_MICROS);
    u64::try_from(micros / 10).unwrap_or(0)
}

/// Takes the same time wherever they differ.
fn is_equal(a: [u8; 6], b: [u8; 6]) -> bool {
    a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests;
