//! One exhibit of a case, as it was read: what it is called, the hash that names it, what its
//! format's reader made of it. Analysis, tables and reports take these and open no file.

use crate::formats::Reading;

/// A file that was taken into evidence, and what was read of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Exhibit {
    /// Where it was found: a path, a path inside an image, or an offset in one.
    pub name: String,
    /// SHA-256 of its bytes, in hex: what it is called in a case.
    pub sha256: String,
    /// Its size, bytes.
    pub size: u64,
    /// How it came: a live file, a deleted one, or carved out of bytes.
    pub origin: Origin,
    /// What was read; `None` where no family recognises it.
    pub reading: Option<Reading>,
}

/// How the bytes of an exhibit were come by.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// As a file that is there.
    #[default]
    Live,
    /// As a file that was deleted, put together again from what its volume still says.
    Deleted,
    /// Found by its content where no volume knows a file.
    Carved,
    /// Fetched from a running autopilot.
    Fetched,
}

impl Exhibit {
    /// The first characters of its hash: what a person calls it by.
    pub fn short(&self) -> &str {
        self.sha256.get(..12).unwrap_or(&self.sha256)
    }
}
