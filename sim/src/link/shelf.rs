//! The vehicle's memory card: finished flight logs, for log download and for FTP alike.

use std::sync::Arc;

use missions::link::ftp::FilePath;
use missions::link::logs::{Entry, Logs};
use missions::time::UtcTime;

use crate::vehicle::modes::Manner;

/// One finished flight log.
#[derive(Clone, Debug)]
pub(super) struct Log {
    /// As log download numbers it.
    id: u16,
    /// When it was ended.
    utc: UtcTime,
    /// What is in it.
    bytes: Arc<[u8]>,
}

/// The logs as log download sees them.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    manner: Manner,
    next: u16,
    logs: Vec<Log>,
}

impl Shelf {
    /// Empty; ArduPilot counts logs from 1, PX4 from 0.
    pub(super) const fn new(manner: Manner) -> Self {
        Self {
            manner,
            next: match manner {
                Manner::ArduPilot => 1,
                Manner::Px4 => 0,
            },
            logs: Vec::new(),
        }
    }

    /// Keeps a log that was ended at `utc`; says where FTP finds it.
    pub(super) fn keep(&mut self, utc: UtcTime, bytes: Arc<[u8]>) -> FilePath {
        let id = self.next;
        self.next = self.next.wrapping_add(1);
        self.logs.push(Log { id, utc, bytes });
        path(self.manner, id, utc)
    }
}

/// Source: ArduPilot, `AP_Logger_File` (`LOGS/00000001.BIN`); PX4, `logger` (a folder a day,
/// files named by the time).
fn path(manner: Manner, id: u16, utc: UtcTime) -> FilePath {
    let text = match manner {
        Manner::ArduPilot => format!("/APM/LOGS/{id:08}.BIN"),
        Manner::Px4 => {
            let stamp = utc.to_string();
            let (day, time) = stamp.split_once('T').unwrap_or((&stamp, ""));
            let time: String = time.chars().take(8).collect();
            format!("/fs/microsd/log/{day}/{}.ulg", time.replace(':', "_"))
        }
    };
    FilePath::new(&text).unwrap_or(FilePath::ROOT)
}

impl Logs for Shelf {
    fn entries(&mut self) -> Vec<Entry> {
        self.logs
            .iter()
            .map(|log| Entry {
                id: log.id,
                size: u32::try_from(log.bytes.len()).unwrap_or(u32::MAX),
                utc: Some(log.utc),
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

    fn check(manner: Manner, first: &str) {
        let utc = UtcTime::from_secs(1_795_327_262);
        let mut shelf = Shelf::new(manner);
        let bytes: Arc<[u8]> = vec![1, 2, 3, 4].into();
        assert_eq!(shelf.keep(utc, Arc::clone(&bytes)).to_string(), first);
        shelf.keep(utc, bytes);
        let entries = shelf.entries();
        assert_eq!(entries.len(), 2);
        let mut buffer = [0; 90];
        assert_eq!(shelf.read(entries[1].id, 2, &mut buffer), 2);
        assert_eq!(buffer[..2], [3, 4]);
        assert_eq!(shelf.read(entries[1].id, 5, &mut buffer), 0);
        assert_eq!(shelf.read(77, 0, &mut buffer), 0);
    }

    #[test]
    fn logs_are_numbered_and_named_as_each_autopilot_does() {
        check(Manner::ArduPilot, "/APM/LOGS/00000001.BIN");
        check(Manner::Px4, "/fs/microsd/log/2026-11-22/06_01_02.ulg");
    }
}
