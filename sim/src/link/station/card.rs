//! The memory card on the wire: log download and FTP over the same flight logs.

use std::sync::Arc;

use missions::link::dialect::MavMessage;
use missions::link::{Conversation, Endpoint, Transmit};
use missions::link::{ftp, logs};
use missions::time::BootTime;

use super::super::shelf::Shelf;
use super::catch_up;
use crate::vehicle::Vehicle;
use crate::vehicle::flight_log::FlightLog;
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
            logs: logs::Server::with_rate(me, Shelf::default(), RATE),
            files: ftp::Server::with_rate(me, files, RATE),
        }
    }

    pub(super) fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        self.logs.handle(now, from, message);
        self.files.handle(now, from, message);
    }

    pub(super) fn look_at(&mut self, now: BootTime) {
        catch_up(&mut self.logs, now);
        catch_up(&mut self.files, now);
    }

    /// Takes over the logs of flights that are over; erases them where somebody wants it.
    pub(super) fn settle(&mut self, vehicle: &mut Vehicle) {
        while let Some(logs::ServerEvent::Erased { .. }) = self.logs.poll_event() {
            for log in vehicle.logs().iter().filter(|log| !log.is_open()) {
                self.remove(log.path());
            }
            vehicle.erase_logs();
        }
        // What was written, or asked for in vain, concerns nobody else here.
        while self.files.poll_event().is_some() {}
        for log in vehicle.logs() {
            if !log.is_open() && !self.logs.logs().has(log.number()) {
                self.keep(log);
            }
        }
    }

    fn keep(&mut self, log: &FlightLog) {
        let bytes: Arc<[u8]> = log.bytes().into();
        if let Ok(path) = ftp::FilePath::new(log.path()) {
            self.files.files_mut().insert(&path, bytes.to_vec());
        }
        self.logs.logs_mut().keep(log.number(), log.begun(), bytes);
    }

    fn remove(&mut self, path: &str) {
        if let Ok(path) = ftp::FilePath::new(path) {
            // It may have been removed by FTP before.
            ftp::Files::remove(self.files.files_mut(), &path).unwrap_or_default();
        }
    }

    pub(super) fn poll_transmit(&mut self) -> Option<Transmit> {
        let log = self.logs.poll_transmit();
        log.or_else(|| self.files.poll_transmit())
    }
}
