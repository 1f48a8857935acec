//! Evidence behind a few pages in memory: tables of a file system are read four bytes at a time.

use std::io;
use std::sync::{Mutex, PoisonError};

use super::{Evidence, ReadAt};

/// Bytes a page.
const PAGE: u64 = 1 << 15;
/// How many pages: 8 MiB in all.
const PAGES: u64 = 256;

/// One page that was read, and which it is.
#[derive(Debug, Default)]
struct Slot {
    page: Option<u64>,
    bytes: Vec<u8>,
}

/// The same bytes, of which the pages last looked at are kept.
#[derive(Debug)]
pub struct Cached {
    of: Evidence,
    slots: Vec<Mutex<Slot>>,
}

impl Cached {
    /// Nothing kept yet.
    pub fn new(of: Evidence) -> Self {
        let slots = (0..PAGES).map(|_| Mutex::default()).collect();
        Self { of, slots }
    }

    fn within_page(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let page = offset / PAGE;
        let slot = usize::try_from(page % PAGES).unwrap_or(0);
        let Some(slot) = self.slots.get(slot) else {
            return self.of.read_at(offset, into);
        };
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.page != Some(page) {
            slot.page = None;
            slot.bytes = super::piece(&*self.of, page.saturating_mul(PAGE), PAGE as usize)?;
            slot.page = Some(page);
        }
        Ok(super::copy(&slot.bytes, offset % PAGE, into))
    }
}

impl ReadAt for Cached {
    fn length(&self) -> u64 {
        self.of.length()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        if into.len() as u64 > PAGE {
            return self.of.read_at(offset, into);
        }
        let first = self.within_page(offset, into)?;
        let Some(rest) = into.get_mut(first..).filter(|rest| !rest.is_empty()) else {
            return Ok(first);
        };
        let next = offset.saturating_add(first as u64);
        if first == 0 || !next.is_multiple_of(PAGE) {
            return Ok(first);
        }
        Ok(first.saturating_add(self.within_page(next, rest)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_page_more_or_less_makes_no_difference() {
        let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
        let cached = Cached::new(Arc::new(bytes.clone()));
        for offset in [0, 1, 32_767, 32_768, 65_530, 99_990, 100_000, u64::MAX] {
            for length in [0, 1, 16, 32_768, 70_000] {
                let (mut a, mut b) = (vec![0; length], vec![0; length]);
                let read = cached.read_at(offset, &mut a).unwrap();
                assert_eq!(read, bytes.read_at(offset, &mut b).unwrap());
                assert_eq!(a, b);
            }
        }
    }
}
