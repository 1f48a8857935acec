//! The entries of a telemetry log, and the way back to them behind damage.
//!
//! ```text
//! time (8 bytes, big-endian, µs since 1970) │ frame │ time │ frame │ …
//! ```
//!
//! Behind bad bytes a frame is believed that has a known number and a fitting checksum, and beside
//! that a time near the last one or another such frame after it: in random bytes that does not
//! happen. `missions::link::wire::tlog` looks at no time, believes one fitting checksum, and copies
//! what it reads.

use super::dialect::{DIALECT, Message};
use super::frame::{Frame, MAGIC_V1, MAGIC_V2};
use super::unknown::Unknown;
use crate::defect::{Defect, DefectKind, Defects};

/// How long a time is.
pub(super) const TIME: usize = 8;

const DAY_US: i64 = 86_400_000_000;

/// One entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// Its first byte in the log.
    pub offset: u64,
    /// What stands before the frame, µs since 1970; `None` where those bytes were damaged.
    pub stated_us: Option<i64>,
    pub frame: Frame<'a>,
    /// `None`: a number that no dialect has.
    pub message: Option<&'static Message>,
    /// Whether damage lies before it.
    pub is_after_damage: bool,
    /// Whether others that stand behind it came before it: only a later one confirmed it.
    pub is_late: bool,
}

/// A walk through a log.
#[derive(Debug)]
pub(super) struct Entries<'a> {
    bytes: &'a [u8],
    at: usize,
    last_us: Option<i64>,
    is_after_damage: bool,
    unknown: Unknown<'a>,
    /// Bytes that belong to no entry.
    pub defects: Defects,
}

impl<'a> Entries<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            last_us: None,
            is_after_damage: false,
            unknown: Unknown::new(),
            defects: Defects::new(),
        }
    }

    /// The time that stands where the next entry would begin, if one can begin there.
    pub(super) fn next_us(&self) -> Option<i64> {
        let magic = self.bytes.get(self.at.checked_add(TIME)?)?;
        matches!(*magic, MAGIC_V1 | MAGIC_V2).then(|| time(self.bytes, self.at))?
    }

    /// The entry that begins at a byte, if its checksum can be checked and fits.
    fn sound(&self, at: usize) -> Option<Entry<'a>> {
        let frame = Frame::begin(self.bytes.get(at.checked_add(TIME)?..)?)?;
        let message = DIALECT.message(frame.id)?;
        frame
            .is_whole(message.extra)
            .then(|| self.entry(at, frame, Some(message)))
    }

    fn entry(&self, at: usize, frame: Frame<'a>, message: Option<&'static Message>) -> Entry<'a> {
        Entry {
            offset: at as u64,
            stated_us: time(self.bytes, at),
            frame,
            message,
            is_after_damage: self.is_after_damage,
            is_late: false,
        }
    }

    /// An entry of a number that no dialect has: only between two others.
    fn foreign(&self, at: usize) -> Option<Entry<'a>> {
        let frame = Frame::begin(self.bytes.get(at.checked_add(TIME)?..)?)?;
        let is_between = !self.is_after_damage && self.could_begin(end(at, &frame));
        (is_between && DIALECT.message(frame.id).is_none()).then(|| self.entry(at, frame, None))
    }

    /// Whether an entry could begin at a byte, whole or torn off, or the log ends there.
    fn could_begin(&self, at: usize) -> bool {
        let magic = at.checked_add(TIME).and_then(|at| self.bytes.get(at));
        magic.is_none_or(|magic| matches!(*magic, MAGIC_V1 | MAGIC_V2))
    }

    /// The first entry at or behind a byte that can be believed after damage.
    fn sound_behind(&self, from: usize) -> Option<Entry<'a>> {
        let magics = self
            .bytes
            .get(from.checked_add(TIME)?..)?
            .iter()
            .enumerate();
        magics
            .filter(|(_, byte)| matches!(**byte, MAGIC_V1 | MAGIC_V2))
            .filter_map(|(step, _)| self.sound(from.checked_add(step)?))
            .find(|entry| self.is_believed(entry))
    }

    /// Whether more than its checksum speaks for an entry.
    fn is_believed(&self, entry: &Entry<'a>) -> bool {
        let has_likely_length = entry
            .message
            .is_some_and(|message| entry.frame.payload.len() <= message.length);
        let is_near = entry
            .stated_us
            .zip(self.last_us)
            .is_some_and(|(stated, last)| {
                stated.saturating_sub(last).unsigned_abs() < DAY_US as u64
            });
        let after = end(entry.offset as usize, &entry.frame);
        has_likely_length && (is_near || self.sound(after).is_some())
    }

    /// Says what lies between two bytes, and goes to the second.
    fn pass_over(&mut self, to: usize) {
        let from = std::mem::replace(&mut self.at, to);
        let (offset, length) = (from as u64, to.saturating_sub(from) as u64);
        let frame = self
            .bytes
            .get(from.saturating_add(TIME)..)
            .and_then(Frame::begin);
        let is_one_frame = frame.is_some_and(|frame| end(from, &frame) == to);
        let ends_inside = frame.is_none() && to == self.bytes.len() && self.could_begin(from);
        let (kind, what) = if ends_inside {
            (DefectKind::Truncated, "the log ends inside a message")
        } else if is_one_frame {
            (
                DefectKind::Checksum,
                "a message whose checksum does not fit was left out",
            )
        } else {
            (DefectKind::Unreadable, "these bytes belong to no message")
        };
        self.defects.push(Defect::new(kind, offset, length, what));
        self.is_after_damage = true;
    }

    /// The messages of unknown numbers that nothing confirmed, as defects; at the end.
    pub(super) fn finish(mut self) -> Defects {
        for (offset, length, id) in self.unknown.unconfirmed() {
            let what = format!(
                "one message of the unknown number {id}: no other one bears out its checksum and \
                 it was left out"
            );
            self.defects.add(DefectKind::Checksum, offset, length, what);
        }
        self.defects
    }

    fn take(&mut self, entry: Entry<'a>) -> Entry<'a> {
        self.at = end(entry.offset as usize, &entry.frame);
        self.is_after_damage = false;
        self.last_us = entry.stated_us.or(self.last_us);
        entry
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        if let Some(held) = self.unknown.released() {
            return Some(held);
        }
        while self.at < self.bytes.len() {
            if let Some(entry) = self.sound(self.at) {
                return Some(self.take(entry));
            }
            if let Some(entry) = self.foreign(self.at) {
                let entry = self.take(entry);
                self.unknown.hold(entry);
                if let Some(held) = self.unknown.released() {
                    return Some(held);
                }
                continue;
            }
            let found = self.sound_behind(self.at.saturating_add(1));
            self.pass_over(found.map_or(self.bytes.len(), |entry| entry.offset as usize));
        }
        None
    }
}

fn time(bytes: &[u8], at: usize) -> Option<i64> {
    let time = bytes.get(at..)?.first_chunk()?;
    Some(i64::from_be_bytes(*time))
}

fn end(at: usize, frame: &Frame<'_>) -> usize {
    at.saturating_add(TIME).saturating_add(frame.length)
}
