//! Bytes in chunks of any size to frames; the frames do not depend on the chunks.

use std::collections::BTreeMap;

use super::{Beginning, Content, Frame, MAGIC_V1, MAGIC_V2, begin};
use crate::link::Endpoint;

/// What was read so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Frames, understood or not.
    pub frames: u64,
    /// Of these: with a message that the dialect does not have.
    pub unknown: u64,
    /// Of these: with a value that the dialect does not have, or malformed.
    pub undecoded: u64,
    /// Frames that never came, by the gaps in each speaker's sequence.
    pub lost: u64,
    /// Known messages with a wrong checksum (noise can look like one).
    pub crc_errors: u64,
    /// Bytes that belong to no frame.
    pub garbage_bytes: u64,
}

/// Collects bytes and gives out frames.
///
/// A frame with an unknown message has no checksum that could be checked: it is believed only
/// when another frame follows it, so it comes out when the byte after it is there.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    bytes: Vec<u8>,
    start: usize,
    counts: Counts,
    last: BTreeMap<Endpoint, u8>,
}

impl Reader {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes as they arrive.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.start);
        self.start = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next frame; none until more bytes arrive.
    pub fn next_frame(&mut self) -> Option<Frame> {
        loop {
            let bytes = &self.bytes[self.start..];
            match begin(bytes) {
                Beginning::Unfinished => return None,
                Beginning::Nothing => self.skip(),
                Beginning::Corrupt => {
                    self.counts.crc_errors += 1;
                    self.skip();
                }
                Beginning::Frame(frame) => match believe(&frame, bytes) {
                    None => return None,
                    Some(false) => self.skip(),
                    Some(true) => return Some(self.take(frame)),
                },
            }
        }
    }

    /// What was read so far.
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// Bytes that wait for the rest of their frame.
    pub fn pending(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    fn skip(&mut self) {
        self.start += 1;
        self.counts.garbage_bytes += 1;
    }

    fn take(&mut self, frame: Frame) -> Frame {
        self.start += frame.raw.len();
        self.counts.frames += 1;
        match frame.content {
            Content::Message(_) => {}
            Content::Unknown => self.counts.unknown += 1,
            Content::Undecoded(_) => self.counts.undecoded += 1,
        }
        if let Some(last) = self.last.insert(frame.from, frame.sequence) {
            self.counts.lost += gap(last, frame.sequence);
        }
        frame
    }
}

/// Whether a frame is one; none while the byte that decides is still to come.
fn believe(frame: &Frame, bytes: &[u8]) -> Option<bool> {
    if frame.content != Content::Unknown {
        return Some(true);
    }
    let next = bytes.get(frame.raw.len())?;
    Some(matches!(*next, MAGIC_V1 | MAGIC_V2))
}

/// Frames between two sequence numbers; a step back (a repeat, reordering) is no loss.
fn gap(last: u8, now: u8) -> u64 {
    let missing = now.wrapping_sub(last).wrapping_sub(1);
    if missing < 128 { u64::from(missing) } else { 0 }
}
