//! Parts of evidence as evidence of their own: a partition, or a file's content that lies in several
//! places.

use std::io;

use super::{Evidence, ReadAt, Span};

/// One part: it reads as if nothing else were there.
#[derive(Clone, Debug)]
pub struct Slice {
    of: Evidence,
    span: Span,
}

impl Slice {
    /// As much of the span as is there.
    pub fn new(of: Evidence, span: Span) -> Self {
        let left = of.length().saturating_sub(span.offset);
        let span = Span::new(span.offset, span.length.min(left));
        Self { of, span }
    }
}

impl ReadAt for Slice {
    fn length(&self) -> u64 {
        self.span.length
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let left = self.span.length.saturating_sub(offset);
        let count = usize::try_from(left).map_or(into.len(), |left| left.min(into.len()));
        let into = into.get_mut(..count).unwrap_or_default();
        let at = self.span.offset.saturating_add(offset);
        self.of.read_at(at, into)
    }
}

/// A piece of a file's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// These bytes of the evidence.
    At(Span),
    /// So many zeros that a file system states without storing them.
    Zeros(u64),
}

impl Piece {
    const fn length(self) -> u64 {
        match self {
            Self::At(span) => span.length,
            Self::Zeros(length) => length,
        }
    }
}

/// Several parts, one after the other.
#[derive(Clone, Debug)]
pub struct Runs {
    of: Evidence,
    /// Each with the offset at which it begins, in order.
    pieces: Vec<(u64, Piece)>,
    length: u64,
}

impl Runs {
    /// The first `length` bytes of these pieces.
    pub fn new(of: Evidence, pieces: &[Piece], length: u64) -> Self {
        let mut at = 0_u64;
        let placed = pieces.iter().map(|piece| {
            let begins = at;
            at = at.saturating_add(piece.length());
            (begins, *piece)
        });
        let pieces = placed.collect();
        let length = length.min(at);
        Self { of, pieces, length }
    }

    fn within(&self, piece: Piece, at: u64, into: &mut [u8]) -> io::Result<usize> {
        let left = piece.length().saturating_sub(at);
        let count = usize::try_from(left).map_or(into.len(), |left| left.min(into.len()));
        let into = into.get_mut(..count).unwrap_or_default();
        match piece {
            Piece::At(span) => self.of.read_at(span.offset.saturating_add(at), into),
            Piece::Zeros(_) => {
                into.fill(0);
                Ok(count)
            }
        }
    }
}

impl ReadAt for Runs {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(offset);
        let count = usize::try_from(left).map_or(into.len(), |left| left.min(into.len()));
        let mut filled = 0_usize;
        let first = self
            .pieces
            .partition_point(|(begins, _)| *begins <= offset)
            .saturating_sub(1);
        for (begins, piece) in self.pieces.iter().skip(first) {
            let Some(rest) = into.get_mut(filled..count).filter(|rest| !rest.is_empty()) else {
                break;
            };
            let at = offset.saturating_add(filled as u64).saturating_sub(*begins);
            let wanted = piece.length().saturating_sub(at).min(rest.len() as u64);
            let read = self.within(*piece, at, rest)?;
            filled = filled.saturating_add(read);
            if (read as u64) < wanted {
                break; // the evidence ends inside this piece: nothing after it is in its place
            }
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_content_in_pieces_reads_in_order_and_ends_where_the_evidence_does() {
        let image: Evidence = Arc::new(b"0123456789".to_vec());
        let at = |offset, length| Piece::At(Span::new(offset, length));
        let runs = Runs::new(
            Arc::clone(&image),
            &[at(7, 2), Piece::Zeros(2), at(0, 3)],
            6,
        );
        let read = |runs: &Runs, offset, length| {
            let mut into = vec![9; length];
            let read = runs.read_at(offset, &mut into).unwrap();
            into.truncate(read);
            into
        };
        assert_eq!(read(&runs, 0, 100), b"78\0\x0001");
        assert_eq!(read(&runs, 3, 2), b"\x000");
        let beyond = Runs::new(image, &[at(8, 100), at(0, 2)], 102);
        assert_eq!(read(&beyond, 0, 100), b"89");
    }

    #[test]
    fn a_slice_ends_where_it_ends() {
        let image: Evidence = Arc::new(b"0123456789".to_vec());
        let slice = Slice::new(image, Span::new(4, 3));
        let mut into = [0; 8];
        assert_eq!(slice.read_at(1, &mut into).unwrap(), 2);
        assert_eq!(&into[..2], b"56");
        assert_eq!(slice.read_at(u64::MAX, &mut into).unwrap(), 0);
    }
}
