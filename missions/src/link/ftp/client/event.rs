//! What a client's owner is told.

use thiserror::Error;

use super::super::{Entry, ErrorCode, Opcode};
use crate::link::assembly::Assembly;

/// What the owner is told. Paths are as they were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A folder's contents.
    Listed {
        /// The folder.
        path: String,
        /// What lies in it.
        entries: Vec<Entry>,
    },
    /// A transfer goes on; told at most once a percent.
    Progress {
        /// The file.
        path: String,
        /// Bytes so far.
        done: u32,
        /// Bytes in all.
        total: u32,
    },
    /// A file is here.
    Downloaded {
        /// The file.
        path: String,
        /// Its bytes.
        bytes: Vec<u8>,
        /// Whether its checksum was compared with the vehicle's; `false` where it has none.
        verified: bool,
    },
    /// A file is there.
    Uploaded {
        /// The file.
        path: String,
        /// Whether its checksum was compared with the vehicle's; `false` where it has none.
        verified: bool,
    },
    /// A file's checksum.
    Checksum {
        /// The file.
        path: String,
        /// As [`crate::link::ftp::crc32`] counts it.
        crc32: u32,
    },
    /// Something was removed, created, renamed or cut off.
    Changed {
        /// The file or folder.
        path: String,
    },
    /// A job failed.
    Failed {
        /// The file or folder.
        path: String,
        /// Why.
        error: FtpError,
        /// Of a download: what did arrive, for [`super::Client::resume`].
        partial: Option<Partial>,
    },
}

/// Why a job failed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FtpError {
    /// No reply to any repeat.
    #[error("no reply to {0:?}")]
    NoReply(Opcode),
    /// Refused.
    #[error("{0:?} refused: {1:?}")]
    Refused(Opcode, ErrorCode),
    /// A path that does not fit into a request.
    #[error("a path of {0} bytes, at most 239 fit")]
    PathTooLong(usize),
    /// A file that is larger than the owner allows.
    #[error("a file of {size} bytes, at most {limit} are allowed")]
    TooLarge {
        /// Bytes of the file.
        size: u64,
        /// Bytes that are allowed.
        limit: u32,
    },
    /// The file is not what was sent.
    #[error("the checksum is {there:#010x} there and {here:#010x} here")]
    Checksum {
        /// The vehicle's.
        there: u32,
        /// Ours.
        here: u32,
    },
    /// A reply that makes no sense.
    #[error("{0:?} was answered with something else")]
    Nonsense(Opcode),
    /// The owner cancelled it.
    #[error("cancelled")]
    Cancelled,
}

/// What arrived of a file before the download failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partial {
    pub(super) path: String,
    pub(super) assembly: Assembly,
}

impl Partial {
    /// The file.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The bytes, zeros where they are missing.
    pub fn bytes(&self) -> &[u8] {
        self.assembly.bytes()
    }

    /// How many bytes are missing.
    pub fn missing(&self) -> u32 {
        self.assembly.missing_count()
    }
}
