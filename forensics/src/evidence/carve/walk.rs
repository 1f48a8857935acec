//! A way through the records of a file that begins somewhere: a window that goes along.

use crate::evidence::{Evidence, piece};

/// Bytes that are read at once.
const WINDOW: usize = 256 << 10;

/// Where a walk is.
pub(super) struct Walk<'a> {
    space: &'a Evidence,
    begins: u64,
    /// How many bytes from the beginning have been passed.
    pub at: u64,
    window: Vec<u8>,
    window_at: u64,
    read: u64,
    most: u64,
}

impl<'a> Walk<'a> {
    /// At the beginning of a file; `most` bytes may be read.
    pub(super) const fn new(space: &'a Evidence, begins: u64, most: u64) -> Self {
        Self {
            space,
            begins,
            at: 0,
            window: Vec::new(),
            window_at: 0,
            read: 0,
            most,
        }
    }

    /// How many bytes were read.
    pub(super) const fn read(&self) -> u64 {
        self.read
    }

    /// How many bytes there are from the file's beginning to the end of the space.
    pub(super) fn room(&self) -> u64 {
        self.space.length().saturating_sub(self.begins)
    }

    /// The next bytes, without a step; `None` where fewer are there.
    pub(super) fn peek(&mut self, count: usize) -> Option<&[u8]> {
        if self.within(count).is_none() {
            if self.read >= self.most {
                return None;
            }
            let offset = self.begins.saturating_add(self.at);
            self.window = piece(&**self.space, offset, WINDOW.max(count)).unwrap_or_default();
            self.window_at = self.at;
            self.read = self.read.saturating_add(self.window.len() as u64);
        }
        self.within(count)
    }

    fn within(&self, count: usize) -> Option<&[u8]> {
        let from = usize::try_from(self.at.checked_sub(self.window_at)?).ok()?;
        self.window.get(from..)?.get(..count)
    }

    /// The next bytes as an array, without a step.
    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.peek(N)?.first_chunk().copied()
    }

    /// As many of the next bytes as are there, at most so many.
    pub(super) fn up_to(&mut self, most: usize) -> &[u8] {
        let left = self.room().saturating_sub(self.at);
        let count = usize::try_from(left).map_or(most, |left| left.min(most));
        self.peek(count).unwrap_or_default()
    }

    /// Past so many bytes, if they are there.
    pub(super) fn skip(&mut self, count: u64) -> Option<()> {
        let at = self.at.checked_add(count)?;
        (at <= self.room()).then(|| self.at = at)
    }
}
