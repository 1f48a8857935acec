//! What was damaged in a stream, where, and with what consequence.

use thiserror::Error;

use crate::video::klv::LARGEST_PACKET;

/// Something that is wrong at a byte.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("byte {offset}: {flaw}")]
pub struct Defect {
    /// Bytes from the beginning of what was fed.
    pub offset: u64,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What can be wrong; each says what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Flaw {
    /// Bytes between packets.
    #[error("{0} bytes belong to no packet and were passed over")]
    Stray(u64),
    /// A key without a length behind it.
    #[error("no length follows the key; the key was passed over")]
    NoLength,
    /// A packet larger than is ever kept.
    #[error(
        "a packet of {0} bytes is announced, more than {LARGEST_PACKET}; its key was passed over"
    )]
    TooLarge(u64),
    /// A packet that reaches over the next one's key: its length is wrong.
    #[error(
        "the packet's length reaches over the next packet, which begins {0} bytes behind it; it was left out"
    )]
    Overrun(u64),
    /// The stream ends within a packet.
    #[error("the stream ends {0} bytes before the packet does; it was left out")]
    Truncated(u64),

    /// A tag number that does not end, or beyond 32 bits.
    #[error("no tag number stands here; the rest of the set was left out")]
    BadTag,
    /// No length behind a tag number.
    #[error("tag {0} has no length; the rest of the set was left out")]
    ItemLength(u32),
    /// An item that reaches over the end of its set.
    #[error(
        "tag {tag} says {stated} bytes where {left} are left; the rest of the set was left out"
    )]
    ItemOverrun {
        /// Its tag.
        tag: u32,
        /// Bytes that it announces.
        stated: u64,
        /// Bytes to the end of the set.
        left: usize,
    },
    /// More items than are ever kept.
    #[error("the set has more than {0} items; the rest was left out")]
    TooMany(usize),
    /// A tag that may stand only once.
    #[error("tag {0} stands here again; this, the last one, holds")]
    Repeated(u32),
    /// A value of a length that its tag does not have.
    #[error("tag {tag} has {length} bytes where {expected} belong; kept as it is, not read")]
    ValueLength {
        /// Its tag.
        tag: u32,
        /// How long the value is, bytes.
        length: usize,
        /// How long it should be.
        expected: &'static str,
    },
    /// A value that means nothing.
    #[error("tag {0} has a value that means nothing; kept as it is, not read")]
    Value(u32),
    /// A text that is none.
    #[error("tag {0} is no text in its encoding; kept as it is, not read")]
    Text(u32),

    /// A checksum that does not fit.
    #[error(
        "the checksum is {stated:#06x}, the bytes add up to {computed:#06x}; the values may be wrong"
    )]
    Checksum {
        /// As the packet has it.
        stated: u16,
        /// As it should be.
        computed: u16,
    },
    /// A packet without a checksum.
    #[error("there is no checksum; the values cannot be judged")]
    NoChecksum,
    /// A checksum of another length than two bytes.
    #[error("the checksum has {0} bytes where 2 belong; the values cannot be judged")]
    ChecksumLength(usize),
    /// Items behind the checksum, which it does not cover.
    #[error("{0} items stand behind the checksum, which does not cover them")]
    ChecksumNotLast(usize),

    /// Bytes that are no transport packets.
    #[error("{0} bytes are no transport packets and were passed over")]
    Unsynchronised(u64),
    /// A packet that the receiver before us has marked as broken.
    #[error("PID {0}: the packet is marked as damaged and was left out")]
    Marked(u16),
    /// A header or an adaptation field that does not fit into its packet.
    #[error("PID {0}: the packet's header does not fit; it was left out")]
    Header(u16),
    /// An enciphered packet.
    #[error("PID {0}: the packet is enciphered and was left out")]
    Enciphered(u16),
    /// Packets that did not arrive.
    #[error(
        "PID {pid}: packet {expected} of 16 was due, {found} came; what was begun was left out"
    )]
    Gap {
        /// The stream.
        pid: u16,
        /// The continuity counter that was due.
        expected: u8,
        /// The one that came.
        found: u8,
    },
    /// A table with a wrong checksum, or one that does not fit.
    #[error("PID {0}: a table is damaged and was left out")]
    Table(u16),
    /// More streams than are ever followed.
    #[error("the tables name more than {0} streams; the rest is not followed")]
    TooManyStreams(usize),
    /// A packetised elementary stream's packet that is none, or is cut short.
    #[error("PID {0}: a packet of the elementary stream is damaged and was left out")]
    Pes(u16),
    /// A unit larger than is ever kept.
    #[error("PID {0}: a unit has more than {LARGEST_PACKET} bytes and was left out")]
    UnitTooLarge(u16),
    /// A cell of synchronous metadata that does not fit, or a part without its beginning.
    #[error("PID {0}: a metadata cell is damaged or lacks its other parts and was left out")]
    Cell(u16),
}
