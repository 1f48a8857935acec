//! What a server asks of whoever keeps the files.

use thiserror::Error;

use super::{ErrorCode, FilePath, crc32};
use crate::time::UtcTime;

/// Files below a root. Paths that arrive here cannot climb out of it; an implementation over a
/// disk joins [`FilePath::parts`] to its root and must not follow symbolic links out of it.
pub trait Files {
    /// What lies in a folder, in an order that stays the same while nothing changes.
    fn list(&mut self, folder: &FilePath) -> Result<Vec<Entry>, FileError>;

    /// The size of a file, bytes.
    fn size(&mut self, file: &FilePath) -> Result<u32, FileError>;

    /// Reads into `buffer` from `offset` on; how much, 0 at and beyond the end.
    fn read(&mut self, file: &FilePath, offset: u32, buffer: &mut [u8])
    -> Result<usize, FileError>;

    /// Creates an empty file, or empties the one that is there.
    fn create(&mut self, file: &FilePath) -> Result<(), FileError>;

    /// Writes at `offset`; what lies between the end and it becomes zeros.
    fn write(&mut self, file: &FilePath, offset: u32, bytes: &[u8]) -> Result<(), FileError>;

    /// Makes a file `size` bytes long.
    fn truncate(&mut self, file: &FilePath, size: u32) -> Result<(), FileError>;

    /// Removes a file.
    fn remove(&mut self, file: &FilePath) -> Result<(), FileError>;

    /// Creates a folder in a folder that is there.
    fn create_folder(&mut self, folder: &FilePath) -> Result<(), FileError>;

    /// Removes an empty folder.
    fn remove_folder(&mut self, folder: &FilePath) -> Result<(), FileError>;

    /// Renames a file or folder; a file that is there under the new name is not replaced.
    fn rename(&mut self, from: &FilePath, to: &FilePath) -> Result<(), FileError>;

    /// Checksum of a file ([`crc32`]).
    fn checksum(&mut self, file: &FilePath) -> Result<u32, FileError> {
        let (mut crc, mut offset, mut buffer) = (0, 0_u32, [0; 4096]);
        self.size(file)?;
        loop {
            match self.read(file, offset, &mut buffer)? {
                0 => return Ok(crc),
                n => {
                    crc = crc32(crc, &buffer[..n]);
                    offset = offset.saturating_add(n as u32);
                }
            }
        }
    }
}

/// One line of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, without the folder's.
    pub name: String,
    /// File or folder.
    pub kind: EntryKind,
    /// When it was last changed, to the second, if known.
    pub modified: Option<UtcTime>,
}

/// File or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A file.
    File {
        /// Bytes.
        size: u32,
    },
    /// A folder.
    Folder,
}

/// Why files could not be had; each is one of the protocol's error codes.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum FileError {
    /// Not there.
    #[error("not there")]
    NotFound,
    /// There already.
    #[error("there already")]
    Exists,
    /// Must not be read or changed.
    #[error("protected")]
    Protected,
    /// A folder where a file is wanted, or the other way, or a folder that is not empty.
    #[error("of the wrong kind, or not empty")]
    WrongKind,
    /// The system's own error number.
    #[error("system error {0}")]
    System(u8),
}

impl FileError {
    /// The protocol's code, and the system's number that goes with it.
    pub(super) const fn code(self) -> (ErrorCode, Option<u8>) {
        match self {
            Self::NotFound => (ErrorCode::FileNotFound, None),
            Self::Exists => (ErrorCode::FileExists, None),
            Self::Protected => (ErrorCode::FileProtected, None),
            Self::WrongKind => (ErrorCode::Fail, None),
            Self::System(errno) => (ErrorCode::FailErrno, Some(errno)),
        }
    }
}
