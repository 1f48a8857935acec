//! A case: a folder that another party can verify.
//!
//! ```text
//! CASE/
//! ├── exhibits/SHA-256       what was acquired, each under the sum of its content; never changed
//! ├── acquisitions/0001.json what one acquisition found: the source before and after, every exhibit
//! ├── manifest.json          all acquisitions in one document: what the other programs read
//! ├── custody.jsonl          who did what when: signed entries, each with the sum of the one before
//! └── seal.pem .json .sig    the key, every file with its sum, and the signature of that
//! ```
//!
//! The signed chain and the seal are those of flight folders ([`missions::seal`]). Nothing that was
//! half-written is believed: an exhibit has its name once it is whole and on the disk, an
//! acquisition once its document is, and that is when the chain holds both. Whoever is killed
//! before leaves a file that the next acquisition removes, and acquires again what is missing.

mod custody;
mod document;
mod key;
mod sealing;
mod sighting;
mod store;

pub use document::{Acquisition, Item, Manifest, Source, Sums, Unrecovered};
pub use key::{KeyFileError, fingerprint, key};
pub use sealing::{Judgement, verify};
pub use store::Stored;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use missions::cli::input;
use missions::seal::{EvidenceKey, Held, PublicKey};
use missions::time::UtcTime;
use thiserror::Error;

use self::custody::Custody;
use crate::evidence::Mapped;

/// Where exhibits lie.
pub const EXHIBITS: &str = "exhibits";
/// Where the documents of acquisitions lie.
pub const ACQUISITIONS: &str = "acquisitions";
/// All of them in one.
pub const MANIFEST: &str = "manifest.json";
/// What a record of ours is no longer than, in bytes.
pub(crate) const LONGEST: usize = 1 << 30;
/// What is being written.
const PARTIAL: &str = "exhibits/partial";

/// Why a case cannot be worked on.
#[derive(Debug, Error)]
pub enum CaseError {
    /// The operating system refused.
    #[error("cannot {act} {}", path.display())]
    Io {
        /// What was attempted.
        act: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There is something in the folder, but no case.
    #[error("this folder is not empty and no case: {}", .0.display())]
    NoCase(PathBuf),
    /// Another program is at work on it.
    #[error("another program is at work on this case: {}", .0.display())]
    Locked(PathBuf),
    /// Its custody log was changed: nothing is added to a case that is in doubt.
    #[error("line {line} of the custody log does not hold ({reason}): {}", path.display())]
    Doubtful {
        /// Which line.
        line: u64,
        /// Why.
        reason: &'static str,
        /// Of which log.
        path: PathBuf,
    },
    /// A document of it cannot be read or written.
    #[error("{} is no document of a case: {reason}", path.display())]
    Document {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// Names what was attempted.
fn failed(act: &'static str, path: &Path) -> impl FnOnce(io::Error) -> CaseError {
    move |source| CaseError::Io {
        act,
        path: path.to_path_buf(),
        source,
    }
}

/// A case that is being worked on.
#[derive(Debug)]
pub struct Case {
    dir: PathBuf,
    custody: Custody,
}

impl Case {
    /// Opens a case, or makes one where there is no folder or an empty one. A seal
    /// stays on until [`Case::unseal`] takes it off.
    pub fn open(dir: &Path, key: EvidenceKey) -> Result<Self, CaseError> {
        fs::create_dir_all(dir).map_err(failed("make", dir))?;
        if !dir.join(missions::seal::CUSTODY).exists() && !is_empty(dir)? {
            return Err(CaseError::NoCase(dir.to_path_buf()));
        }
        let custody = Custody::open(dir, key)?;
        for folder in [EXHIBITS, ACQUISITIONS] {
            let path = dir.join(folder);
            fs::create_dir_all(&path).map_err(failed("make", &path))?;
        }
        remove(&dir.join(PARTIAL))?;
        Ok(Self {
            dir: dir.to_path_buf(),
            custody,
        })
    }

    /// Where it lies.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The key that verifies what is signed here.
    pub fn key(&self) -> PublicKey {
        self.custody.key()
    }

    /// Adds an entry to the action log: what was done, and the files that it left.
    pub fn note(&mut self, now: UtcTime, event: &str, files: Vec<Held>) -> Result<(), CaseError> {
        self.custody.note(now, event, files)
    }

    /// Takes the seal off: what follows is not in it.
    pub fn unseal(&mut self) -> Result<(), CaseError> {
        for name in [missions::seal::SIGNATURE, missions::seal::SEAL] {
            remove(&self.dir.join(name))?;
        }
        Ok(())
    }

    /// Writes a file of the case whole, or not at all.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<Held, CaseError> {
        let path = self.dir.join(name);
        let partial = self.dir.join(PARTIAL);
        let write = || {
            use std::io::Write as _;
            let mut file = File::create(&partial)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&partial, &path)
        };
        write().map_err(failed("write", &path))?;
        Ok(Held::of(name, bytes))
    }
}

/// What a case holds, for whoever only reads it: nothing is written, nothing is verified.
pub fn manifest(dir: &Path) -> Result<Manifest, CaseError> {
    let path = dir.join(MANIFEST);
    let bytes = input::read_up_to(&path, LONGEST).map_err(failed("read", &path))?;
    serde_json::from_slice(&bytes).map_err(|error| CaseError::Document {
        path,
        reason: error.to_string(),
    })
}

/// The content of an exhibit, by its sum.
pub fn exhibit(dir: &Path, sha256: &str) -> Result<Mapped, CaseError> {
    let is_sum = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
    let path = dir.join(EXHIBITS).join(sha256);
    if !is_sum {
        let reason = "an exhibit is named by a SHA-256".to_owned();
        return Err(CaseError::Document { path, reason });
    }
    Mapped::open(&path).map_err(failed("read", &path))
}

fn is_empty(dir: &Path) -> Result<bool, CaseError> {
    let mut entries = fs::read_dir(dir).map_err(failed("list", dir))?;
    Ok(entries.next().is_none())
}

/// Removes a file that need not be there.
fn remove(path: &Path) -> Result<(), CaseError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", path)(error)),
        _ => Ok(()),
    }
}
