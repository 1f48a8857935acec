//! The list of logs: what came, what is missing.

use std::collections::BTreeMap;

use super::LogError;
use crate::link::dialect::LOG_ENTRY_DATA;
use crate::link::logs::Entry;
use crate::time::UtcTime;

/// A list that is being received.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) entries: BTreeMap<u16, Entry>,
    /// Number of logs and the last one's id, as the vehicle says.
    told: Option<(u16, u16)>,
}

impl Listing {
    /// Takes in an entry; whether it was new.
    pub(super) fn take(&mut self, m: &LOG_ENTRY_DATA) -> bool {
        let first = self.told.is_none();
        self.told = Some((m.num_logs, m.last_log_num));
        if m.num_logs == 0 {
            return first;
        }
        let entry = Entry {
            id: m.id,
            size: m.size,
            utc: (m.time_utc != 0).then(|| UtcTime::from_secs(i64::from(m.time_utc))),
        };
        self.entries.insert(m.id, entry).is_none()
    }

    pub(super) fn is_complete(&self) -> bool {
        self.told
            .is_some_and(|(count, _)| self.entries.len() >= usize::from(count))
    }

    /// The ids to ask for: all, until it is known which there are; ids are counted through.
    pub(super) fn missing(&self) -> (u16, u16) {
        let Some((count, last)) = self.told.filter(|(count, _)| *count > 0) else {
            return (0, u16::MAX);
        };
        let ids = last.saturating_sub(count - 1)..=last;
        let mut missing = ids.filter(|id| !self.entries.contains_key(id));
        let Some(start) = missing.next() else {
            return (0, u16::MAX);
        };
        (start, missing.next_back().unwrap_or(start))
    }

    pub(super) fn failure(&self) -> LogError {
        match self.told {
            None => LogError::NoList,
            Some((there, _)) => LogError::ListIncomplete {
                here: self.entries.len(),
                there,
            },
        }
    }
}
