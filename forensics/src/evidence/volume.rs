//! Partitions and file systems inside an image: what is there, what was deleted and can be read
//! still, and where nothing is.
//!
//! Nothing is invented: a deleted file's content is the bytes that its file system's own records
//! name and that nothing else uses by now. How far that can be trusted stands beside it
//! ([`Content`]). Everything a file system says is bounded: chains, folders, depths, counts.
//!
//! Why our own readers and not the crates `fatfs`, `exfat`, `ext4-view`: those list what lives; what
//! is deleted lies in the same records that they leave out, and they trust the rest.

mod exfat;
mod ext;
mod fat;
mod heap;
mod partition;
mod recovery;
mod stamp;
mod table;

pub use partition::{Layout, Part, Scheme, layout};
pub use stamp::{Stamp, StampKind, Zone};

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Cached, Evidence, Piece, Span};
use crate::defect::Defects;

/// A kind of file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// FAT with 12 bits a cluster.
    Fat12,
    /// FAT with 16 bits a cluster.
    Fat16,
    /// FAT with 32 bits a cluster.
    Fat32,
    /// exFAT.
    ExFat,
    /// ext2, ext3, ext4.
    Ext,
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fat12 => "FAT12",
            Self::Fat16 => "FAT16",
            Self::Fat32 => "FAT32",
            Self::ExFat => "exFAT",
            Self::Ext => "ext2/3/4",
        })
    }
}

/// What a file system holds.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Which it is.
    pub system: System,
    /// What its owner called it.
    pub label: Option<String>,
    /// Its serial number or UUID, as is usual for it.
    pub serial: Option<String>,
    /// Every file and folder, deleted ones included.
    pub entries: Vec<Entry>,
    /// What no file uses, in order.
    pub unallocated: Vec<Span>,
    /// What is wrong with it.
    pub defects: Defects,
}

/// A file or a folder.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its path in the file system, from `/`.
    pub path: String,
    /// The byte of the file system at which its record stands; with ext, the number of its inode.
    pub record: u64,
    /// It is a folder.
    pub is_folder: bool,
    /// Its record says that it was deleted.
    pub is_deleted: bool,
    /// How many bytes it has, as its record says.
    pub size: u64,
    /// Where they lie, as far as they are to be had; offsets from the beginning of the file system.
    pub pieces: Vec<Piece>,
    /// How that is known.
    pub content: Content,
    /// Its times.
    pub times: Vec<Stamp>,
    /// What else must be said.
    pub notes: Vec<String>,
}

impl Entry {
    /// How many bytes are to be had.
    pub fn kept(&self) -> u64 {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::At(span) => span.length,
            Piece::Zeros(length) => *length,
        });
        pieces.fold(0, u64::saturating_add).min(self.size)
    }
}

/// How it is known which bytes are a file's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// The file system says so, and the file lives.
    Allocated,
    /// The records of the deleted file still say so, and nothing uses those bytes by now.
    Stated,
    /// Its beginning is stated; the rest is what follows without a gap, all of it unused: how most
    /// files are written, but not proven.
    Contiguous,
    /// As contiguous, but around files that were there before it.
    Around,
    /// As an older copy of its record in the journal says, and nothing uses those bytes by now.
    Journal,
    /// Part of it is in use by something else: only what lies before that is given.
    Overwritten,
    /// Its records end early, or lead where nothing can be: only what comes before is given.
    Broken,
    /// Nothing is left that leads to its content.
    Gone,
}

/// How many entries are kept of one file system, and how deep folders are followed.
const MOST: usize = 1 << 20;
const DEEPEST: usize = 64;
/// How many stretches of unused space are kept.
const STRETCHES: usize = 1 << 20;

/// The file system that begins at the first byte; `None` where there is none that is known.
pub fn list(of: &Evidence) -> Option<Listing> {
    let cached: Evidence = Arc::new(Cached::new(Arc::clone(of)));
    let exfat = exfat::list(&cached);
    let fat = exfat.or_else(|| fat::list(&cached));
    fat.or_else(|| ext::list(&cached))
}

/// Adds to stretches that are in order; what touches the last one makes it longer. `false` where
/// there are too many.
fn stretch(spans: &mut Vec<Span>, next: Span) -> bool {
    let room = spans.len() < STRETCHES;
    match spans.last_mut() {
        Some(last) if last.end() == next.offset => {
            last.length = last.length.saturating_add(next.length);
        }
        _ if room => spans.push(next),
        _ => return false,
    }
    true
}

/// A path with one more name; what would lead elsewhere in a name is marked.
fn joined(folder: &str, name: &str) -> String {
    let name = match name {
        "" => "_".to_owned(),
        "." | ".." => name.replace('.', "_"),
        other => other.replace(['/', '\0'], "_"),
    };
    format!("{folder}/{name}")
}

#[cfg(test)]
mod tests;
