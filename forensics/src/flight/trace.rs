//! Where a value was read, and how far it can be trusted.

use serde::{Deserialize, Serialize};

/// The place of a value in its exhibit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Trace {
    /// Its record's first byte, counted from the beginning of the exhibit.
    pub offset: u64,
    /// Its record's number among the records of its format that were read, from 0.
    pub record: u64,
}

impl Trace {
    /// A record's place.
    pub const fn new(offset: u64, record: u64) -> Self {
        Self { offset, record }
    }
}

/// How far a value can be trusted, best first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Its record's checksum fits.
    Checked,
    /// Read as the format's own description says; the format has no checksum.
    #[default]
    Stated,
    /// Read by a description that the file has lost: borrowed from another log, or built in.
    Borrowed,
    /// Found beside damage: the bytes before or after it are not what they should be.
    Doubtful,
}
