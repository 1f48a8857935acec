//! Bytes of evidence: opened to be read, never to be written.
//!
//! ```text
//!  raw file ┐
//!  split    ├─► ReadAt ─► Slice (a partition) ─► volume (FAT, exFAT, ext4) ─► Runs (a file's content)
//!  E01      │                                        └─► unallocated spans ─► carve
//!  bytes    ┘
//! ```
//!
//! Everything is a [`ReadAt`]: a length and bytes at an offset. Nobody holds more of it in memory
//! than a window, however large it says it is.

mod cached;
pub mod carve;
pub mod ewf;
mod mapped;
mod raw;
mod reader;
mod runs;
pub mod volume;

pub use cached::Cached;
pub use mapped::Mapped;
pub use raw::{Raw, Split};
pub use reader::Reader;
pub use runs::{Piece, Runs, Slice};

use std::fmt;
use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Bytes that can be read at any offset, and nothing else done with.
pub trait ReadAt: fmt::Debug + Send + Sync {
    /// How many bytes there are.
    fn length(&self) -> u64;

    /// Fills `into` with the bytes from `offset` on, and says how many those are: fewer only where
    /// the bytes end.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize>;
}

/// Evidence as it is handed from hand to hand.
pub type Evidence = Arc<dyn ReadAt>;

/// Some bytes of something larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Its first byte.
    pub offset: u64,
    /// How many bytes.
    pub length: u64,
}

impl Span {
    /// So many bytes from here on.
    pub const fn new(offset: u64, length: u64) -> Self {
        Self { offset, length }
    }

    /// The first byte after it.
    pub const fn end(self) -> u64 {
        self.offset.saturating_add(self.length)
    }
}

/// How many bytes are read at once where much is read.
pub const WINDOW: usize = 1 << 20;

/// The bytes from `offset` on: `most` of them, fewer where the evidence ends. What is not there is
/// not allocated for.
pub fn piece(of: &dyn ReadAt, offset: u64, most: usize) -> io::Result<Vec<u8>> {
    let left = of.length().saturating_sub(offset);
    let length = usize::try_from(left).map_or(most, |left| left.min(most));
    let mut bytes = vec![0; length];
    let read = of.read_at(offset, &mut bytes)?;
    bytes.truncate(read);
    Ok(bytes)
}

/// Exactly so many bytes.
pub fn exactly<const N: usize>(of: &dyn ReadAt, offset: u64) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    if of.read_at(offset, &mut bytes)? == N {
        Ok(bytes)
    } else {
        let what = format!("there are no {N} bytes at byte {offset}");
        Err(io::Error::new(io::ErrorKind::UnexpectedEof, what))
    }
}

/// Hands over everything, window by window, in order; `false` from `take` ends it.
pub fn stream(of: &dyn ReadAt, mut take: impl FnMut(u64, &[u8]) -> bool) -> io::Result<()> {
    let mut window = vec![0; WINDOW];
    let mut offset = 0;
    loop {
        let read = of.read_at(offset, &mut window)?;
        let Some(bytes) = window.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(());
        };
        if !take(offset, bytes) {
            return Ok(());
        }
        offset = offset.saturating_add(read as u64);
    }
}

/// Bytes in memory.
impl ReadAt for Vec<u8> {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        Ok(copy(self, offset, into))
    }
}

impl ReadAt for Mapped {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        Ok(copy(self, offset, into))
    }
}

fn copy(bytes: &[u8], offset: u64, into: &mut [u8]) -> usize {
    let from = usize::try_from(offset).unwrap_or(usize::MAX);
    let rest = bytes.get(from..).unwrap_or_default();
    let count = rest.len().min(into.len());
    if let (Some(to), Some(from)) = (into.get_mut(..count), rest.get(..count)) {
        to.copy_from_slice(from);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_beyond_the_end_is_not_there_and_not_allocated() {
        let bytes = vec![1_u8, 2, 3];
        assert_eq!(piece(&bytes, 1, usize::MAX).unwrap(), [2, 3]);
        assert!(piece(&bytes, u64::MAX, 8).unwrap().is_empty());
        assert!(exactly::<4>(&bytes, 0).is_err());
        assert_eq!(exactly::<2>(&bytes, 1).unwrap(), [2, 3]);
    }
}
