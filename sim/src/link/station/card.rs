//! The memory card on the wire: log download and FTP over the same flight logs.

use std::sync::Arc;

use missions::link::dialect::MavMessage;
use missions::link::{Conversation, Endpoint, Transmit};
use missions::link::{ftp, logs};
use missions::time::{BootTime, UtcTime};

use super::super::shelf::Shelf;
use super::catch_up;
use crate::vehicle::modes::Manner;

/// Bytes a second that each service sends: a good Wi-Fi, not a telemetry radio.
const RATE: u32 = 1_000_000;

/// The card of a vehicle.
#[derive(Debug)]
pub(super) struct Card {
    logs: logs::Server<Shelf>,
    files: ftp::Server<ftp::MemoryFiles>,
}

impl Card {
    pub(super) fn new(me: Endpoint, manner: Manner) -> Self {
        let root = match manner {
            Manner::ArduPilot => "/APM/LOGS",
            Manner::Px4 => "/fs/microsd/log",
        };
        let mut files = ftp::MemoryFiles::new();
        let mut above = ftp::FilePath::new(root).ok();
        let mut folders = Vec::new();
        while let Some(folder) = above.filter(|folder| !folder.is_root()) {
            above = folder.parent();
            folders.push(folder);
        }
        for folder in folders.iter().rev() {
            // A fresh card is empty: nothing can be in the way.
            ftp::Files::create_folder(&mut files, folder).unwrap_or_default();
        }
        Self {
            logs: logs::Server::with_rate(me, Shelf::new(manner), RATE),
            files: ftp::Server::with_rate(me, files, RATE),
        }
    }

    /// Keeps a flight log that has just been closed.
    pub(super) fn keep(&mut self, utc: UtcTime, bytes: &Arc<[u8]>) {
        let path = self.logs.logs_mut().keep(utc, Arc::clone(bytes));
        self.files.files_mut().insert(&path, bytes.to_vec());
    }

    pub(super) fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        self.logs.handle(now, from, message);
        self.files.handle(now, from, message);
    }

    pub(super) fn look_at(&mut self, now: BootTime) {
        catch_up(&mut self.logs, now);
        catch_up(&mut self.files, now);
        // What was refused, erased or changed concerns nobody else here.
        while self.logs.poll_event().is_some() {}
        while self.files.poll_event().is_some() {}
    }

    pub(super) fn poll_transmit(&mut self) -> Option<Transmit> {
        let log = self.logs.poll_transmit();
        log.or_else(|| self.files.poll_transmit())
    }
}
