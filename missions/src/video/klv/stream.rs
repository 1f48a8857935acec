//! Packets out of a stream of bytes that comes in pieces of any size.
//!
//! A universal key begins a packet. The key of a UAS or VMTI set begins one wherever it stands: no
//! standard puts one of these with its key into another, so where one lies within a packet, that
//! packet's length is wrong (or its end was lost), and the next one is not lost with it. What is
//! found does not depend on how the bytes were cut.
//!
//! At most one unfinished packet is kept, [`LARGEST_PACKET`] bytes and the piece that was fed.

use super::ber::{Ber, length};
use super::packet::{Key, Packet, SetKind};
use crate::video::{Defect, Flaw};

/// The largest value of a packet that is read, bytes.
pub const LARGEST_PACKET: usize = 1 << 20;

/// Bytes of a key.
const KEY: usize = 16;

/// Something in the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A packet, whole; what is in it has not been looked at.
    Packet(Packet),
    /// Something that is wrong with the stream.
    Defect(Defect),
}

/// A stream that is being read.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// Not yet understood.
    buffer: Vec<u8>,
    /// Where the buffer begins in the stream.
    offset: u64,
    /// How far the packet at the buffer's beginning has been searched for keys.
    searched: usize,
    /// Bytes that have been passed over before the buffer.
    stray: u64,
}

/// What the bytes at the beginning of the buffer are.
enum Step {
    /// Not enough of them.
    Wait,
    /// So many that belong to no packet.
    Stray(usize),
    /// A packet of a header and so many bytes in all.
    Packet { header: usize, size: usize },
    /// No packet; what is wrong, and after how many bytes to look on.
    Broken(Flaw, usize),
}

impl Stream {
    /// A stream that begins.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many bytes have been fed.
    pub const fn fed(&self) -> u64 {
        self.offset + self.buffer.len() as u64
    }

    /// Where what is not yet understood begins.
    pub const fn begun(&self) -> u64 {
        self.offset
    }

    /// Takes the next bytes and gives out what is found, in its order.
    pub fn feed(&mut self, bytes: &[u8], found: &mut impl FnMut(Found)) {
        self.buffer.extend_from_slice(bytes);
        self.work(false, found);
    }

    /// Says that nothing follows, and gives out what is left.
    pub fn finish(mut self, found: &mut impl FnMut(Found)) {
        self.work(true, found);
        if let Some(missing) = self.missing() {
            self.tell_stray(found);
            let flaw = Flaw::Truncated(missing);
            found(Found::Defect(Defect {
                offset: self.offset,
                flaw,
            }));
        } else {
            self.stray += self.buffer.len() as u64;
            self.offset += self.buffer.len() as u64;
            self.tell_stray(found);
        }
    }

    fn work(&mut self, last: bool, found: &mut impl FnMut(Found)) {
        let mut at = 0;
        loop {
            match self.step(at, last) {
                Step::Wait => break,
                Step::Stray(count) => {
                    self.stray += count as u64;
                    at += count;
                }
                Step::Packet { header, size } => {
                    let bytes = self.buffer[at..at + size].to_vec();
                    let offset = self.pass(at, found);
                    found(Found::Packet(Packet::new(offset, bytes, header)));
                    at += size;
                }
                Step::Broken(flaw, count) => {
                    let offset = self.pass(at, found);
                    found(Found::Defect(Defect { offset, flaw }));
                    at += count;
                }
            }
        }
        self.buffer.drain(..at);
        self.offset += at as u64;
    }

    /// Where a packet that begins at `at` stands in the stream; what was passed over before it is
    /// told, and the search in it begins anew.
    fn pass(&mut self, at: usize, found: &mut impl FnMut(Found)) -> u64 {
        self.searched = 0;
        let offset = self.offset + at as u64;
        if self.stray > 0 {
            found(stray(offset, std::mem::take(&mut self.stray)));
        }
        offset
    }

    fn tell_stray(&mut self, found: &mut impl FnMut(Found)) {
        if self.stray > 0 {
            found(stray(self.offset, std::mem::take(&mut self.stray)));
        }
    }

    /// `last`: no bytes follow those that are there.
    fn step(&mut self, at: usize, last: bool) -> Step {
        let rest = self.buffer.get(at..).unwrap_or_default();
        match beginning(rest) {
            Some(0) => {}
            Some(count) => return Step::Stray(count),
            None => return Step::Wait,
        }
        let (header, size) = match announced(rest) {
            Announced::Unfinished => return Step::Wait,
            Announced::Nothing => return Step::Broken(Flaw::NoLength, Key::BEGINNING.len()),
            Announced::TooMuch(stated) => return Step::Broken(Flaw::TooLarge(stated), KEY),
            Announced::Bytes { header, value } => (header, header + value),
        };
        let from = self.searched.max(header);
        match key_within(rest, from, size, last) {
            Within::Key(place) => Step::Broken(Flaw::Overrun(place as u64), place),
            Within::Perhaps(place) => {
                self.searched = place;
                Step::Wait
            }
            Within::None if rest.len() >= size => Step::Packet { header, size },
            Within::None => {
                self.searched = rest.len().saturating_sub(KEY - 1).max(from);
                Step::Wait
            }
        }
    }

    /// How many bytes the packet at the beginning of the buffer lacks.
    fn missing(&self) -> Option<u64> {
        if !self.buffer.starts_with(&Key::BEGINNING) {
            return None;
        }
        let Announced::Bytes { header, value } = announced(&self.buffer) else {
            return None;
        };
        Some((header + value).saturating_sub(self.buffer.len()) as u64)
    }
}

fn stray(end: u64, count: u64) -> Found {
    Found::Defect(Defect {
        offset: end - count,
        flaw: Flaw::Stray(count),
    })
}

/// How many bytes stand before what may be a key; none where too few are left to say.
fn beginning(bytes: &[u8]) -> Option<usize> {
    let starts = |from: usize| {
        let rest = &bytes[from..];
        let known = rest.len().min(Key::BEGINNING.len());
        rest[..known] == Key::BEGINNING[..known]
    };
    let place = (0..bytes.len()).find(|from| starts(*from));
    match place {
        None if bytes.is_empty() => None,
        None => Some(bytes.len()),
        Some(0) if bytes.len() < Key::BEGINNING.len() => None,
        Some(place) => Some(place),
    }
}

/// What key and length announce.
enum Announced {
    Unfinished,
    Nothing,
    TooMuch(u64),
    Bytes { header: usize, value: usize },
}

fn announced(bytes: &[u8]) -> Announced {
    match length(bytes.get(KEY..).unwrap_or_default()) {
        Ber::Unfinished => Announced::Unfinished,
        Ber::Bad => Announced::Nothing,
        Ber::Number(stated, _) if stated > LARGEST_PACKET as u64 => Announced::TooMuch(stated),
        Ber::Number(stated, used) => Announced::Bytes {
            header: KEY + used,
            value: stated as usize,
        },
    }
}

/// Whether the key of another packet stands in this one.
enum Within {
    /// At this byte.
    Key(usize),
    /// What stands here may become one when more bytes come.
    Perhaps(usize),
    None,
}

/// Looks for a key that begins in `from..size`. A key that is cut off by the end of the bytes is
/// waited for where it began in the packet, unless no bytes follow.
fn key_within(bytes: &[u8], from: usize, size: usize, last: bool) -> Within {
    let end = size.min(bytes.len());
    let mut at = from;
    while let Some(rest) = bytes.get(at..end).filter(|rest| !rest.is_empty()) {
        let Some(next) = rest.windows(4).position(|four| four == Key::BEGINNING) else {
            return Within::None;
        };
        at += next;
        match bytes.get(at..at + KEY).map(<[u8; KEY]>::try_from) {
            Some(Ok(key)) if begins_anywhere(Key(key)) => return Within::Key(at),
            None if !last => return Within::Perhaps(at),
            _ => at += 1,
        }
    }
    Within::None
}

fn begins_anywhere(key: Key) -> bool {
    matches!(key.kind(), Some(SetKind::Uas | SetKind::Vmti))
}

#[cfg(test)]
mod tests;
