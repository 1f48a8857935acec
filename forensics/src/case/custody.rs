//! `custody.jsonl` of a case, and the lock that it is for whoever writes it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use missions::seal::{CUSTODY, Chain, EvidenceKey, Held, Log, PublicKey};
use missions::time::UtcTime;

use super::{CaseError, failed};

/// The log of one case.
#[derive(Debug)]
pub(super) struct Custody {
    chain: Chain,
    file: File,
    path: PathBuf,
}

impl Custody {
    /// Goes on with the log of a folder, or begins one. A line without an end is cut off: it was
    /// never signed for. A log with a line that does not hold is left as it is.
    pub(super) fn open(dir: &Path, key: EvidenceKey) -> Result<Self, CaseError> {
        let path = dir.join(CUSTODY);
        let mut file = options().open(&path).map_err(failed("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(CaseError::Locked(dir.to_path_buf())),
            Err(TryLockError::Error(error)) => return Err(failed("lock", &path)(error)),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)
            .map_err(failed("read", &path))?;
        let log = Log::read(&bytes);
        for place in &log.places {
            if let Err(reason) = place.entry {
                let line = place.line;
                return Err(CaseError::Doubtful { line, reason, path });
            }
        }
        if let Some(torn) = log.torn {
            file.set_len(torn).map_err(failed("cut", &path))?;
            bytes.truncate(usize::try_from(torn).unwrap_or(usize::MAX));
        }
        let chain = Chain::after(key, &bytes);
        Ok(Self { chain, file, path })
    }

    pub(super) fn key(&self) -> PublicKey {
        self.chain.key().public()
    }

    /// The key that signs.
    pub(super) const fn signer(&self) -> &EvidenceKey {
        self.chain.key()
    }

    /// Adds an entry and sees it onto the disk.
    pub(super) fn note(
        &mut self,
        now: UtcTime,
        event: &str,
        files: Vec<Held>,
    ) -> Result<(), CaseError> {
        let line = self.chain.entry(&now.to_string(), event, files);
        let line = line.map_err(|error| CaseError::Document {
            path: self.path.clone(),
            reason: error.to_string(),
        })?;
        let written = self
            .file
            .write_all(&line)
            .and_then(|()| self.file.sync_all());
        written.map_err(failed("write", &self.path))?;
        self.chain.wrote(&line);
        Ok(())
    }
}

fn options() -> OpenOptions {
    let mut options = File::options();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(libc::O_NOFOLLOW);
    }
    options
}
