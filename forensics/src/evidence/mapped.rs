//! A file as bytes in memory without being read into it: the system brings in what is looked at
//! and lets go of it again, so a log of gigabytes needs no gigabytes.

use std::fs::{File, Metadata};
use std::io;
use std::ops::Deref;
use std::path::Path;

use memmap2::Mmap;

/// A regular file's bytes, read-only.
#[derive(Debug)]
pub struct Mapped(Option<Mmap>);

impl Mapped {
    /// Opens a regular file; anything else (a folder, a pipe, a device) is refused.
    pub fn open(path: &Path) -> io::Result<Self> {
        // Asked before it is opened: opening a FIFO waits for somebody who writes.
        regular(&std::fs::metadata(path)?)?;
        let file = File::open(path)?;
        let about = file.metadata()?;
        regular(&about)?;
        if about.len() == 0 {
            return Ok(Self(None));
        }
        map(&file).map(|map| Self(Some(map)))
    }
}

fn regular(about: &Metadata) -> io::Result<()> {
    if about.is_file() {
        return Ok(());
    }
    let what = "this is no regular file";
    Err(io::Error::new(io::ErrorKind::InvalidInput, what))
}

#[expect(
    unsafe_code,
    reason = "a mapping is the only way to look at more than memory holds"
)]
fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the mapping is private to this program and read-only. If somebody else changes the
    // file meanwhile, the bytes change under us: the readers believe no byte, and what they read
    // is hashed before and after. If it is cut meanwhile the system ends the program with SIGBUS;
    // exhibits of a case are ours and are never cut.
    unsafe { Mmap::map(file) }
}

impl Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.as_deref().unwrap_or_default()
    }
}
