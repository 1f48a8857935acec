//! One log: what came of it, what was asked for last.

use std::ops::Range;

use super::Event;
use crate::link::assembly::Assembly;
use crate::link::dialect::LOG_DATA_DATA;
use crate::link::logs::{Entry, PACKET};

/// What arrived of a log before the download failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partial {
    pub(super) entry: Entry,
    pub(super) assembly: Assembly,
}

impl Partial {
    /// Which log.
    pub const fn entry(&self) -> Entry {
        self.entry
    }

    /// The bytes, zeros where they are missing.
    pub fn bytes(&self) -> &[u8] {
        self.assembly.bytes()
    }

    /// How many bytes are missing.
    pub fn missing(&self) -> u32 {
        self.assembly.missing_count()
    }
}

/// A log that is being received.
#[derive(Debug)]
pub(super) struct Download {
    pub(super) partial: Partial,
    pub(super) asked: Range<u32>,
    percent: u64,
}

impl Download {
    pub(super) const fn new(partial: Partial) -> Self {
        Self {
            partial,
            asked: 0..0,
            percent: 0,
        }
    }

    /// Takes in a packet; whether anything of it was new. A short packet before the end of what
    /// was asked for is the end of the log.
    pub(super) fn take(&mut self, m: &LOG_DATA_DATA) -> bool {
        let count = u32::from(m.count).min(PACKET);
        let end = m.ofs.saturating_add(count);
        let assembly = &mut self.partial.assembly;
        let mut new = assembly.put(m.ofs, &m.data[..count as usize]);
        if count < PACKET && self.asked.contains(&end) && end < assembly.size() {
            assembly.shorten(end);
            new = true;
        }
        new
    }

    pub(super) fn progress(&mut self) -> Option<Event> {
        let assembly = &self.partial.assembly;
        let (total, missing) = (assembly.size(), assembly.missing_count());
        let percent = u64::from(total - missing) * 100 / u64::from(total.max(1));
        if percent <= self.percent {
            return None;
        }
        self.percent = percent;
        Some(Event::Progress {
            id: self.partial.entry.id,
            done: total - missing,
            total,
        })
    }
}
