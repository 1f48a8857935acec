//! Bytes to frames and frames to bytes.
//!
//! ```text
//! v2: FD len incompat compat seq sys comp id·id·id │ payload (len) │ crc·crc │ signature (13, if incompat & 1)
//! v1: FE len             seq sys comp id           │ payload (len) │ crc·crc
//! ```
//!
//! The checksum is CRC-16/MCRF4XX over everything after the first byte, and a byte that only
//! those know who know the message. A payload's trailing zeros are not sent in v2.
//! Every received frame keeps its bytes: they are evidence, and what is signed is bytes.
//!
//! Source: mavlink.io, "Packet Serialization".

mod reader;
pub mod tlog;
mod writer;

pub use reader::{Counts, Reader};
pub use writer::Writer;

use mavlink::MavlinkVersion;

use super::dialect::MavMessage;
use super::{Endpoint, Message};

const MAGIC_V1: u8 = 0xFE;
const MAGIC_V2: u8 = 0xFD;
const HEADER_V1: usize = 6;
const HEADER_V2: usize = 10;
const CHECKSUM: usize = 2;
const SIGNATURE: usize = 13;
/// `MAVLINK_IFLAG_SIGNED`, the only incompatibility flag that is understood here.
const SIGNED: u8 = 1;

/// One frame as it was received.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Who spoke.
    pub from: Endpoint,
    /// The speaker's count of its frames, modulo 256.
    pub sequence: u8,
    /// The message's number.
    pub id: u32,
    /// What was said.
    pub content: Content,
    /// Every byte of it.
    pub raw: Vec<u8>,
}

/// What a frame says.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A message of the dialect.
    Message(Box<MavMessage>),
    /// A number that the dialect does not have; its checksum could not be checked.
    Unknown,
    /// A known message with a value that the dialect does not have, or that is malformed; why.
    Undecoded(String),
}

/// A frame's 13 bytes of signature, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Which of the speaker's links.
    pub link_id: u8,
    /// 10 µs units since 2015-01-01T00:00:00Z.
    pub timestamp: u64,
    /// The first 48 bits of the hash.
    pub value: [u8; 6],
}

impl Frame {
    /// The message, where it could be understood.
    pub fn message(&self) -> Option<&MavMessage> {
        match &self.content {
            Content::Message(message) => Some(message),
            Content::Unknown | Content::Undecoded(_) => None,
        }
    }

    /// Its signature, if it is signed.
    pub fn signature(&self) -> Option<Signature> {
        let signed = self.raw.first() == Some(&MAGIC_V2) && self.raw.get(2)? & SIGNED != 0;
        let start = self.raw.len().checked_sub(SIGNATURE).filter(|_| signed)?;
        let (link_id, rest) = self.raw.get(start..)?.split_first()?;
        let (timestamp, value) = rest.split_first_chunk::<6>()?;
        let mut wide = [0; 8];
        for (to, from) in wide.iter_mut().zip(timestamp) {
            *to = *from;
        }
        Some(Signature {
            link_id: *link_id,
            timestamp: u64::from_le_bytes(wide),
            value: value.try_into().ok()?,
        })
    }
}

/// What the beginning of some bytes is.
#[derive(Debug)]
enum Beginning {
    /// No frame begins here.
    Nothing,
    /// A frame may begin here, but its end is still to come.
    Unfinished,
    /// A known message, but its checksum is wrong.
    Corrupt,
    /// A frame.
    Frame(Frame),
}

/// Looks at the beginning of `bytes`.
fn begin(bytes: &[u8]) -> Beginning {
    let Some(shape) = Shape::of(bytes) else {
        let cut_short = matches!(bytes, [MAGIC_V1 | MAGIC_V2] | [MAGIC_V2, _]);
        return if cut_short || bytes.is_empty() {
            Beginning::Unfinished
        } else {
            Beginning::Nothing
        };
    };
    let Some(raw) = bytes.get(..shape.total()) else {
        return Beginning::Unfinished;
    };
    shape.frame(raw)
}

/// Where the parts of a frame lie.
struct Shape {
    version: MavlinkVersion,
    payload: usize,
    is_signed: bool,
}

impl Shape {
    /// None when the bytes do not begin like a frame, or when too few are there to tell.
    fn of(bytes: &[u8]) -> Option<Self> {
        match *bytes {
            [MAGIC_V1, payload, ..] => Some(Self {
                version: MavlinkVersion::V1,
                payload: usize::from(payload),
                is_signed: false,
            }),
            [MAGIC_V2, payload, flags, ..] if flags & !SIGNED == 0 => Some(Self {
                version: MavlinkVersion::V2,
                payload: usize::from(payload),
                is_signed: flags == SIGNED,
            }),
            _ => None,
        }
    }

    const fn header(&self) -> usize {
        match self.version {
            MavlinkVersion::V1 => HEADER_V1,
            MavlinkVersion::V2 => HEADER_V2,
        }
    }

    const fn total(&self) -> usize {
        let signature = if self.is_signed { SIGNATURE } else { 0 };
        self.header() + self.payload + CHECKSUM + signature
    }

    /// `raw` is exactly this frame's bytes.
    fn frame(&self, raw: &[u8]) -> Beginning {
        let (sequence, system, component, id) = match (self.version, raw) {
            (MavlinkVersion::V1, [_, _, seq, sys, comp, id, ..]) => {
                (*seq, *sys, *comp, u32::from(*id))
            }
            (MavlinkVersion::V2, [_, _, _, _, seq, sys, comp, a, b, c, ..]) => {
                (*seq, *sys, *comp, u32::from_le_bytes([*a, *b, *c, 0]))
            }
            _ => return Beginning::Nothing,
        };
        let content = if is_known(id) {
            if !self.has_good_checksum(raw, id) {
                return Beginning::Corrupt;
            }
            decode(
                self.version,
                id,
                &raw[self.header()..self.header() + self.payload],
            )
        } else {
            Content::Unknown
        };
        Beginning::Frame(Frame {
            from: Endpoint::new(system, component),
            sequence,
            id,
            content,
            raw: raw.to_vec(),
        })
    }

    fn has_good_checksum(&self, raw: &[u8], id: u32) -> bool {
        let end = self.header() + self.payload;
        let crc = mavlink::calculate_crc(&raw[1..end], MavMessage::extra_crc(id));
        raw[end..end + CHECKSUM] == crc.to_le_bytes()
    }
}

/// Whether the dialect has the message. (Unknown ones have the extra byte 0, known ones may too.)
fn is_known(id: u32) -> bool {
    MavMessage::extra_crc(id) != 0 || MavMessage::default_message_from_id(id).is_some()
}

fn decode(version: MavlinkVersion, id: u32, payload: &[u8]) -> Content {
    use mavlink::error::ParserError;
    let decoded = match MavMessage::parse(version, id, payload) {
        // A newer dialect has more fields at the end: what is known of it is read.
        Err(ParserError::InvalidPayloadSize { maximum, .. }) if maximum < payload.len() => {
            MavMessage::parse(version, id, &payload[..maximum])
        }
        decoded => decoded,
    };
    match decoded {
        Ok(message) => Content::Message(Box::new(message)),
        Err(error) => Content::Undecoded(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
