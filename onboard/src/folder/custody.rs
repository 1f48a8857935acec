//! `custody.jsonl`: signed entries of how far frames and events have come, and the seal at the end.
//! What they say and prove is in [`missions::seal`]; this writes them.

use std::fs;
use std::path::Path;
use std::time::Duration;

use missions::seal::{CUSTODY, Chain, EvidenceKey, Held, Log};
use missions::time::UtcTime;

use super::appended::{Appended, Disks};
use super::error::failed;
use super::{FolderError, Torn, hashed, hex, regular};

/// Between two entries while it flies: so much of a killed flight is held by nothing at most.
const EVERY: Duration = Duration::from_secs(30);

/// The log of one folder.
#[derive(Debug)]
pub(super) struct Custody {
    chain: Chain,
    log: Appended,
    due: UtcTime,
}

impl Custody {
    /// Goes on with the log of a folder, or begins one. A torn line is cut off: it comes back.
    pub(super) fn open(
        dir: &Path,
        key: EvidenceKey,
        disks: &Disks,
        now: UtcTime,
    ) -> Result<(Self, Option<Torn>), FolderError> {
        let path = dir.join(CUSTODY);
        let mut bytes = regular::read(&path)?.unwrap_or_default();
        let file = regular::options().create(true).append(true).open(&path);
        let file = file.map_err(failed("open", &path))?;
        let torn = Log::read(&bytes).torn.map(|offset| Torn {
            file: CUSTODY.to_owned(),
            offset,
            bytes: hex(&bytes[offset as usize..]),
        });
        if let Some(torn) = &torn {
            file.set_len(torn.offset).map_err(failed("cut", &path))?;
            bytes.truncate(torn.offset as usize);
        }
        let custody = Self {
            chain: Chain::after(key, &bytes),
            log: Appended::new(CUSTODY, disks.of(file), hashed::running(&bytes)),
            due: now,
        };
        Ok((custody, torn))
    }

    /// The key that signs.
    pub(super) const fn key(&self) -> &EvidenceKey {
        self.chain.key()
    }

    /// Whether there is no entry yet.
    pub(super) const fn is_new(&self) -> bool {
        self.chain.entries() == 0
    }

    /// Whether it is time for an entry.
    pub(super) fn is_due(&self, now: UtcTime) -> bool {
        now >= self.due
    }

    /// Adds an entry and sees it onto the disk, or loses it and tells that.
    pub(super) fn hold(&mut self, now: UtcTime, event: &str, files: Vec<Held>) {
        self.due = now + EVERY;
        let Ok(line) = self.chain.entry(&now.to_string(), event, files) else {
            return; // no file is of 2^53 bytes
        };
        let before = self.log.bytes();
        self.log.append(now, &line);
        if self.log.bytes() > before {
            self.chain.wrote(&line);
        }
        self.log.sync(now);
    }

    /// The last entry of this program.
    pub(super) fn end(
        &self,
        dir: &Path,
        disks: &Disks,
        now: UtcTime,
        event: &str,
        files: Vec<Held>,
    ) -> Result<(), FolderError> {
        let path = dir.join(CUSTODY);
        let line = self
            .chain
            .entry(&now.to_string(), event, files)
            .map_err(|error| FolderError::Seal(error.to_string()))?;
        let before = fs::metadata(&path).map_err(failed("look at", &path))?.len();
        let file = regular::options().append(true).open(&path);
        let mut disk = disks.of(file.map_err(failed("open", &path))?);
        let written = disk.append(&line).and_then(|()| disk.sync());
        if written.is_err() {
            disk.cut(before).map_err(failed("cut", &path))?;
        }
        written.map_err(failed("write", &path))
    }

    /// What became of the file.
    pub(super) const fn log(&mut self) -> &mut Appended {
        &mut self.log
    }

    /// What it lacks.
    pub(super) fn lost(&self) -> impl Iterator<Item = &super::Lost> {
        self.log.lost()
    }
}
