//! Bytes that arrive in pieces, out of order and more than once, and what of them is missing.

use std::ops::Range;

/// A byte string of known size that is being put together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assembly {
    bytes: Vec<u8>,
    /// Rising, not touching each other.
    missing: Vec<Range<u32>>,
}

impl Assembly {
    /// All of `size` bytes are missing.
    pub fn new(size: u32) -> Self {
        Self {
            bytes: vec![0; size as usize],
            missing: Vec::from_iter((size > 0).then_some(0..size)),
        }
    }

    /// Takes in a piece; what lies beyond the end is cut off. Whether anything of it was new.
    pub fn put(&mut self, offset: u32, piece: &[u8]) -> bool {
        let start = (offset as usize).min(self.bytes.len());
        let end = start.saturating_add(piece.len()).min(self.bytes.len());
        let before = self.missing_count();
        self.bytes[start..end].copy_from_slice(&piece[..end - start]);
        self.fill(start as u32..end as u32);
        self.missing_count() != before
    }

    /// The first missing range.
    pub fn first_missing(&self) -> Option<Range<u32>> {
        self.missing.first().cloned()
    }

    /// The first missing range that ends after `offset`, cut off before it.
    pub fn missing_from(&self, offset: u32) -> Option<Range<u32>> {
        let range = self.missing.iter().find(|range| range.end > offset)?;
        Some(range.start.max(offset)..range.end)
    }

    /// A range to ask for: the first missing bytes, on over further ones that lie no more than
    /// `nearby` apart, at most `longest` long.
    pub fn missing_span(&self, nearby: u32, longest: u32) -> Option<Range<u32>> {
        let mut span = self.missing.first()?.clone();
        for gap in &self.missing {
            if gap.start.saturating_sub(span.end) > nearby {
                break;
            }
            span.end = gap.end;
        }
        Some(span.start..span.end.min(span.start.saturating_add(longest)))
    }

    /// The whole turns out to be shorter: what lies beyond `size` is dropped.
    pub fn shorten(&mut self, size: u32) {
        self.bytes.truncate(size as usize);
        for gap in &mut self.missing {
            gap.end = gap.end.min(size);
        }
        self.missing.retain(|gap| gap.start < gap.end);
    }

    /// How many bytes are missing.
    pub fn missing_count(&self) -> u32 {
        self.missing
            .iter()
            .map(|range| range.end - range.start)
            .sum()
    }

    /// The size of the whole, bytes.
    pub const fn size(&self) -> u32 {
        self.bytes.len() as u32
    }

    /// Whether nothing is missing.
    pub const fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// The bytes; zeros where they are missing.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The bytes; zeros where they are missing.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn fill(&mut self, piece: Range<u32>) {
        let first = self.missing.partition_point(|gap| gap.end <= piece.start);
        let last = self.missing.partition_point(|gap| gap.start < piece.end);
        if first >= last || piece.is_empty() {
            return;
        }
        let head = self.missing[first].start..piece.start;
        let tail = piece.end..self.missing[last - 1].end;
        let rest = [head, tail].into_iter().filter(|gap| !gap.is_empty());
        self.missing.splice(first..last, rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_missing_is_what_never_came(
            size in 0_u32..200,
            pieces in prop::collection::vec((0_u32..250, 0_usize..60), 0..20),
        ) {
            let mut assembly = Assembly::new(size);
            let mut seen = vec![false; size as usize];
            for (offset, length) in pieces {
                assembly.put(offset, &vec![1; length]);
                for slot in seen.iter_mut().skip(offset as usize).take(length) {
                    *slot = true;
                }
            }
            let missing = seen.iter().filter(|seen| !**seen).count();
            prop_assert_eq!(assembly.missing_count() as usize, missing);
            prop_assert_eq!(assembly.is_complete(), missing == 0);
            for (byte, seen) in assembly.bytes().iter().zip(&seen) {
                prop_assert_eq!(*byte == 1, *seen);
            }
            for range in &assembly.missing {
                prop_assert!(range.clone().all(|i| !seen[i as usize]));
            }
        }
    }

    #[test]
    fn a_piece_that_is_there_already_is_not_new() {
        let mut assembly = Assembly::new(10);
        assert!(assembly.put(2, b"abc"));
        assert!(!assembly.put(2, b"ab"));
        assert_eq!(assembly.first_missing(), Some(0..2));
        assert_eq!(assembly.missing_from(3), Some(5..10));
        assert_eq!(assembly.missing_from(7), Some(7..10));
        assert!(!assembly.put(u32::MAX, b"x"));
    }

    #[test]
    fn near_gaps_are_asked_for_together() {
        let mut assembly = Assembly::new(1000);
        assembly.put(100, &[1; 50]);
        assembly.put(200, &[1; 700]);
        assert_eq!(assembly.missing_span(50, 9999), Some(0..200));
        assert_eq!(assembly.missing_span(49, 9999), Some(0..100));
        assert_eq!(assembly.missing_span(9999, 9999), Some(0..1000));
        assert_eq!(assembly.missing_span(50, 120), Some(0..120));
        assembly.shorten(150);
        assert_eq!(assembly.missing_span(50, 9999), Some(0..100));
        assembly.put(0, &[1; 100]);
        assert!(assembly.is_complete());
    }
}
