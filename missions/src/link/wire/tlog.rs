//! Telemetry logs: each frame after the time at which it was heard or said.
//!
//! ```text
//! time (8 bytes, big-endian, µs since 1970) │ frame │ time │ frame │ …
//! ```
//!
//! A log is evidence and may be damaged or torn: [`entries`] finds its way again behind bad
//! bytes and says which ones they were. `forensics` has a reader of its own.
//!
//! Source: MAVProxy's and QGroundControl's `.tlog`, as pymavlink's `mavlogfile` reads it.

use super::{Beginning, Content, Frame, begin};
use crate::time::UtcTime;

const TIME: usize = 8;

/// One entry, to be appended to a log.
pub fn entry(at: UtcTime, raw: &[u8]) -> Vec<u8> {
    let mut entry = at.as_micros().to_be_bytes().to_vec();
    entry.extend_from_slice(raw);
    entry
}

/// An entry of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When the frame was heard or said, by the clock of who wrote the log.
    pub at: UtcTime,
    /// Where the entry begins, bytes from the beginning of the log.
    pub offset: u64,
    /// What was on the wire.
    pub frame: Frame,
}

/// Bytes of a log that belong to no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where they begin, bytes from the beginning of the log.
    pub offset: u64,
    /// How many they are.
    pub length: u64,
}

/// The entries of a log, in its order.
///
/// Bad bytes are passed over one by one until a time with a frame after it fits again; which ones
/// is in [`Entries::skipped`]. A frame of an unknown message has no checksum that could be
/// checked: it is believed only between two entries.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    bytes: &'a [u8],
    next: usize,
    skipped: Vec<Skipped>,
}

/// The entries of a log's bytes.
pub const fn entries(bytes: &[u8]) -> Entries<'_> {
    Entries {
        bytes,
        next: 0,
        skipped: Vec::new(),
    }
}

impl Entries<'_> {
    /// The bytes that belonged to no entry, so far, each run of them once.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// Reads to the end; the bytes there that belong to no entry, if there are any: a log that
    /// was torn off ends with them.
    pub fn torn_end(mut self) -> Option<Skipped> {
        self.by_ref().for_each(drop);
        let end = self.bytes.len() as u64;
        self.skipped
            .pop()
            .filter(|last| last.offset + last.length == end)
    }

    /// The entry that begins at `at`.
    fn entry_at(&self, at: usize) -> Option<Entry> {
        let (time, after) = self.bytes.get(at..)?.split_first_chunk::<TIME>()?;
        let Beginning::Frame(frame) = begin(after) else {
            return None;
        };
        let is_believed = frame.content != Content::Unknown
            || !self.is_skipping() && self.could_follow(at + TIME + frame.raw.len());
        is_believed.then(|| Entry {
            at: UtcTime::from_micros(i64::from_be_bytes(*time)),
            offset: at as u64,
            frame,
        })
    }

    /// Whether the byte before the next one belonged to no entry.
    fn is_skipping(&self) -> bool {
        let last = self.skipped.last();
        last.is_some_and(|last| last.offset + last.length == self.next as u64)
    }

    /// Whether an entry begins at `at`, whole or torn off, or the log ends there.
    fn could_follow(&self, at: usize) -> bool {
        let after = self.bytes.get(at + TIME..);
        !matches!(
            after.map(begin),
            Some(Beginning::Nothing | Beginning::Corrupt)
        )
    }

    /// Passes over one byte.
    fn skip(&mut self) {
        let offset = self.next as u64;
        self.next += 1;
        match self.skipped.last_mut() {
            Some(last) if last.offset + last.length == offset => last.length += 1,
            _ => self.skipped.push(Skipped { offset, length: 1 }),
        }
    }
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        while self.next < self.bytes.len() {
            if let Some(entry) = self.entry_at(self.next) {
                self.next += TIME + entry.frame.raw.len();
                return Some(entry);
            }
            self.skip();
        }
        None
    }
}

#[cfg(test)]
mod tests;
