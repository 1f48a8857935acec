//! Why a flight folder could not be used.

use std::error::Error as _;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::SUMMARY;

/// Why a folder could not be used.
#[derive(Debug, Error)]
pub enum FolderError {
    /// The operating system refused.
    #[error("cannot {act} {path}")]
    Io {
        /// What was attempted.
        act: &'static str,
        /// On which file.
        path: PathBuf,
        /// Its reason.
        source: io::Error,
    },
    /// A finished flight is evidence and is not written to.
    #[error(
        "the flight in this folder is finished (it has a {SUMMARY}); name another folder instead of {0}"
    )]
    Finished(PathBuf),
    /// Only regular files are read and written here.
    #[error(
        "something in the flight folder is no regular file, and nothing is read or written there: {0}"
    )]
    Irregular(PathBuf),
    /// Another program writes to it, and commands the vehicle.
    #[error(
        "the flight folder {dir} is in use by {holder}; end that program first, or name another folder"
    )]
    Taken {
        /// Which folder.
        dir: PathBuf,
        /// Who has it: `process 4711`.
        holder: String,
    },
    /// Its custody log says that there was more.
    #[error(
        "records of this folder were removed: name a new folder instead of {dir} (its custody log held {held_bytes} bytes of {file})"
    )]
    Removed {
        /// Which folder.
        dir: PathBuf,
        /// The first file that lacks something.
        file: String,
        /// How much of it there was.
        held_bytes: u64,
    },
    /// It could not be sealed.
    #[error("cannot seal the flight folder: {0}")]
    Seal(String),
    /// Something could not be put into words of JSON.
    #[error("cannot write {name} as JSON")]
    Json {
        /// Which file.
        name: String,
        /// Why.
        source: serde_json::Error,
    },
}

impl FolderError {
    /// With the system's reason.
    pub fn words(&self) -> String {
        match self.source() {
            Some(reason) => format!("{self}: {reason}"),
            None => self.to_string(),
        }
    }
}

/// An error of the operating system, with what was attempted on which file.
pub(super) fn failed(act: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_path_buf();
    move |source| FolderError::Io { act, path, source }
}
