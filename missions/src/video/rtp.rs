//! KLV in RTP packets: RFC 6597.
//!
//! ```text
//! 80 | marker(1) type(7) | sequence(16) | timestamp(32), 90 kHz | source(32) | part of a KLV unit
//! ```
//!
//! A unit is what belongs to one instant; its packets have one timestamp, and the last of them the
//! marker. A unit of which a packet is missing is dropped and counted. Packets are taken in the order
//! in which they come: one that comes late counts as lost.

use crate::video::klv::{Key, LARGEST_PACKET};

/// Ticks of the timestamp.
pub const TICKS_PER_SECOND: u32 = 90_000;

/// Bytes of a header without sources and extension.
const HEADER: usize = 12;

/// Cuts units into packets.
#[derive(Clone, Debug)]
pub struct Packetiser {
    payload_type: u8,
    source: u32,
    sequence: u16,
    payload: usize,
}

impl Packetiser {
    /// For a payload type (96 to 127 mostly), a source, the first sequence number (both to be drawn
    /// at random, says RFC 3550), and the largest packet in bytes, without the headers of UDP and IP.
    pub fn new(payload_type: u8, source: u32, sequence: u16, largest: usize) -> Self {
        Self {
            payload_type: payload_type & 0x7f,
            source,
            sequence,
            payload: largest.saturating_sub(HEADER).max(1),
        }
    }

    /// The packets of a unit, at a time of the stream's clock of 90 kHz. No bytes are no packets.
    pub fn packets(&mut self, unit: &[u8], timestamp: u32) -> Vec<Vec<u8>> {
        let count = unit.len().div_ceil(self.payload);
        let parts = unit.chunks(self.payload).enumerate();
        parts
            .map(|(index, part)| self.packet(part, timestamp, index + 1 == count))
            .collect()
    }

    fn packet(&mut self, part: &[u8], timestamp: u32, is_last: bool) -> Vec<u8> {
        let marker = if is_last { 0x80 } else { 0 };
        let mut packet = vec![0x80, marker | self.payload_type];
        packet.extend(self.sequence.to_be_bytes());
        packet.extend(timestamp.to_be_bytes());
        packet.extend(self.source.to_be_bytes());
        packet.extend(part);
        self.sequence = self.sequence.wrapping_add(1);
        packet
    }
}

/// A unit that came whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The time of the stream's clock of 90 kHz; it begins anywhere and turns over.
    pub timestamp: u32,
    /// KLV packets, one or more.
    pub bytes: Vec<u8>,
}

/// What did not come whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Packets that did not come, by their sequence numbers; at least so many.
    pub packets: u64,
    /// Units that were dropped, in part or whole; those of which no packet came are not among them.
    pub units: u64,
    /// Datagrams that were no packets of this stream, or came late.
    pub foreign: u64,
}

/// Puts units together again.
#[derive(Clone, Debug)]
pub struct Depacketiser {
    payload_type: Option<u8>,
    source: Option<u32>,
    next: Option<u16>,
    state: State,
    losses: Losses,
}

/// The unit that is coming.
#[derive(Clone, Debug)]
enum State {
    /// The next packet begins one.
    Between,
    /// So much of it has come.
    Begun(Unit),
    /// Something of it is missing; its timestamp, where a packet of it came.
    Damaged(Option<u32>),
}

/// A packet's fields.
struct Packet<'a> {
    is_last: bool,
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    source: u32,
    payload: &'a [u8],
}

impl Depacketiser {
    /// For a payload type, or whichever comes first.
    pub const fn new(payload_type: Option<u8>) -> Self {
        Self {
            payload_type,
            source: None,
            next: None,
            // Whether the first packet that comes begins a unit, only its bytes can say.
            state: State::Damaged(None),
            losses: Losses {
                packets: 0,
                units: 0,
                foreign: 0,
            },
        }
    }

    /// What has been lost.
    pub const fn losses(&self) -> Losses {
        self.losses
    }

    /// Takes a datagram, and gives the unit that ends with it.
    pub fn take(&mut self, datagram: &[u8]) -> Option<Unit> {
        let packet = packet(datagram).filter(|packet| self.is_ours(packet));
        let Some(packet) = packet.filter(|packet| self.follow(packet)) else {
            self.losses.foreign += 1;
            return None;
        };
        self.add(&packet)
    }

    /// Whether a packet has the payload type; another source begins a new stream.
    fn is_ours(&mut self, packet: &Packet<'_>) -> bool {
        let wanted = *self.payload_type.get_or_insert(packet.payload_type);
        if packet.payload_type != wanted {
            return false;
        }
        if self.source.replace(packet.source) != Some(packet.source) {
            self.next = None;
            self.break_off();
        }
        true
    }

    /// Holds the sequence number against the one that is due; says whether the packet is not late.
    fn follow(&mut self, packet: &Packet<'_>) -> bool {
        let missing = self
            .next
            .map_or(0, |next| packet.sequence.wrapping_sub(next));
        if missing >= 0x8000 {
            return false;
        }
        self.next = Some(packet.sequence.wrapping_add(1));
        if missing > 0 {
            self.losses.packets += u64::from(missing);
            self.break_off();
        }
        true
    }

    /// Something is missing: what was begun is dropped, and perhaps what comes has already begun.
    fn break_off(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Between) {
            State::Begun(unit) => {
                self.losses.units += 1;
                State::Damaged(Some(unit.timestamp))
            }
            State::Between => State::Damaged(None),
            damaged @ State::Damaged(_) => damaged,
        };
    }

    fn add(&mut self, packet: &Packet<'_>) -> Option<Unit> {
        let mut unit = self.begin(packet)?;
        unit.bytes.extend_from_slice(packet.payload);
        if unit.bytes.len() > LARGEST_PACKET {
            self.state = State::Begun(unit);
            self.break_off();
            return None;
        }
        if packet.is_last {
            return Some(unit);
        }
        self.state = State::Begun(unit);
        None
    }

    /// The unit that the packet belongs to; none for one that is damaged.
    fn begin(&mut self, packet: &Packet<'_>) -> Option<Unit> {
        let timestamp = packet.timestamp;
        let new = || Unit {
            timestamp,
            bytes: Vec::new(),
        };
        match std::mem::replace(&mut self.state, State::Between) {
            State::Between => Some(new()),
            State::Begun(unit) if unit.timestamp == timestamp => Some(unit),
            // The sender forgot the marker: a new time is a new unit, and the old one is not whole.
            State::Begun(_) => {
                self.losses.units += 1;
                Some(new())
            }
            // Behind a gap a unit begins where a key and a new time do; else behind the marker.
            State::Damaged(time)
                if time != Some(timestamp) && packet.payload.starts_with(&Key::BEGINNING) =>
            {
                Some(new())
            }
            State::Damaged(time) => {
                if time != Some(timestamp) {
                    self.losses.units += 1;
                }
                if !packet.is_last {
                    self.state = State::Damaged(Some(timestamp));
                }
                None
            }
        }
    }
}

/// Reads a packet; none for what is none.
fn packet(datagram: &[u8]) -> Option<Packet<'_>> {
    let (&[flags, kind, s0, s1, t0, t1, t2, t3, o0, o1, o2, o3], rest) =
        datagram.split_first_chunk::<HEADER>()?;
    if flags >> 6 != 2 {
        return None;
    }
    let rest = rest.get(4 * usize::from(flags & 0x0f)..)?;
    let rest = if flags & 0x10 == 0 {
        rest
    } else {
        behind_extension(rest)?
    };
    let padding = if flags & 0x20 == 0 {
        0
    } else {
        usize::from(*rest.last()?)
    };
    Some(Packet {
        is_last: kind & 0x80 != 0,
        payload_type: kind & 0x7f,
        sequence: u16::from_be_bytes([s0, s1]),
        timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
        source: u32::from_be_bytes([o0, o1, o2, o3]),
        payload: rest.get(..rest.len().checked_sub(padding)?)?,
    })
}

fn behind_extension(bytes: &[u8]) -> Option<&[u8]> {
    let (&[_, _, high, low], rest) = bytes.split_first_chunk()?;
    rest.get(4 * usize::from(u16::from_be_bytes([high, low]))..)
}

#[cfg(test)]
mod tests;
