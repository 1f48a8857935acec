//! One MAVLink frame among bytes, of either version, unchecked.
//!
//! ```text
//! v2: FD len incompat compat seq sys comp id·id·id │ payload (len) │ crc·crc │ signature (13, if incompat & 1)
//! v1: FE len             seq sys comp id           │ payload (len) │ crc·crc
//! ```
//!
//! `missions::link::wire` reads the same frames from a live link; there each becomes a message of
//! its own memory, and a value that the dialect lacks makes the message unreadable. Evidence is
//! looked at where it lies, and an unknown value is a number like any other.
//!
//! Source: mavlink.io, "Packet Serialization".

use super::checksum::checksum;
use crate::cursor::Cursor;

pub(super) const MAGIC_V1: u8 = 0xFE;
pub(super) const MAGIC_V2: u8 = 0xFD;
/// `MAVLINK_IFLAG_SIGNED`, the only incompatibility flag that there is.
const SIGNED: u8 = 1;
const SIGNATURE: usize = 13;

/// One frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    pub version: u8,
    pub sequence: u8,
    pub system: u8,
    pub component: u8,
    /// The message's number.
    pub id: u32,
    pub payload: &'a [u8],
    /// What the checksum is of.
    covered: &'a [u8],
    checksum: u16,
    /// How many bytes the whole frame has.
    pub length: usize,
}

impl<'a> Frame<'a> {
    /// The frame with which some bytes begin; it must be there to its end.
    pub(super) fn begin(bytes: &'a [u8]) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let version = match cursor.u8()? {
            MAGIC_V1 => 1,
            MAGIC_V2 => 2,
            _ => return None,
        };
        let length = usize::from(cursor.u8()?);
        let flags = if version == 2 {
            cursor.u16_le()? & 0xFF
        } else {
            0
        };
        if flags & !u16::from(SIGNED) != 0 {
            return None;
        }
        let [sequence, system, component] = cursor.array()?;
        let id = match version {
            1 => u32::from(cursor.u8()?),
            _ => number(cursor.array()?),
        };
        let payload = cursor.take(length)?;
        let covered = bytes.get(1..cursor.passed())?;
        let checksum = cursor.u16_le()?;
        if flags != 0 {
            cursor.skip(SIGNATURE)?;
        }
        Some(Self {
            version,
            sequence,
            system,
            component,
            id,
            payload,
            covered,
            checksum,
            length: cursor.passed(),
        })
    }

    /// Whether its checksum fits, given the byte that belongs to its message.
    pub(super) fn is_whole(&self, extra: u8) -> bool {
        checksum(self.covered, extra) == self.checksum
    }

    /// The byte with which its checksum fits: there is at most one. One of 256 damaged frames has
    /// one, too, so it is believed only where two frames agree on it.
    pub(super) fn extra(&self) -> Option<u8> {
        (0..=u8::MAX).find(|extra| self.is_whole(*extra))
    }
}

const fn number([low, middle, high]: [u8; 3]) -> u32 {
    u32::from_le_bytes([low, middle, high, 0])
}
