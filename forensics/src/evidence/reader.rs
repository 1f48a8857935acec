//! Evidence as a stream, for those who read one.

use std::io::{self, Read, Seek, SeekFrom};

use super::Evidence;

/// Evidence, read from a place on.
#[derive(Clone, Debug)]
pub struct Reader {
    of: Evidence,
    at: u64,
}

impl Reader {
    /// From the first byte on.
    pub const fn new(of: Evidence) -> Self {
        Self { of, at: 0 }
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.of.read_at(self.at, into)?;
        self.at = self.at.saturating_add(read as u64);
        Ok(read)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.of.length().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        let before =
            || io::Error::new(io::ErrorKind::InvalidInput, "a place before the first byte");
        self.at = at.ok_or_else(before)?;
        Ok(self.at)
    }
}
