//! The vehicle's finished flight logs, as log download numbers them.

use std::sync::Arc;

use missions::link::logs::{Entry, Logs};
use missions::time::UtcTime;

/// Finished flight logs, in the order in which they were begun.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    logs: Vec<Log>,
}

#[derive(Clone, Debug)]
struct Log {
    id: u16,
    begun: UtcTime,
    bytes: Arc<[u8]>,
}

impl Shelf {
    /// Whether a log is here.
    pub(super) fn has(&self, id: u16) -> bool {
        self.logs.iter().any(|log| log.id == id)
    }

    /// Keeps a log.
    pub(super) fn keep(&mut self, id: u16, begun: UtcTime, bytes: Arc<[u8]>) {
        self.logs.push(Log { id, begun, bytes });
    }
}

impl Logs for Shelf {
    fn entries(&mut self) -> Vec<Entry> {
        self.logs
            .iter()
            .map(|log| Entry {
                id: log.id,
                size: u32::try_from(log.bytes.len()).unwrap_or(u32::MAX),
                utc: Some(log.begun),
            })
            .collect()
    }

    fn read(&mut self, id: u16, offset: u32, buffer: &mut [u8]) -> usize {
        let log = self.logs.iter().find(|log| log.id == id);
        let rest = log.and_then(|log| log.bytes.get(offset as usize..));
        let rest = rest.unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        count
    }

    fn erase(&mut self) {
        self.logs.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_read_to_its_end_and_not_beyond() {
        let mut shelf = Shelf::default();
        shelf.keep(3, UtcTime::from_secs(0), vec![1, 2, 3, 4].into());
        assert!(shelf.has(3) && !shelf.has(1));
        assert_eq!(shelf.entries()[0].size, 4);
        let mut buffer = [0; 90];
        assert_eq!(shelf.read(3, 2, &mut buffer), 2);
        assert_eq!(buffer[..2], [3, 4]);
        assert_eq!(shelf.read(3, 5, &mut buffer), 0);
        assert_eq!(shelf.read(77, 0, &mut buffer), 0);
    }
}
