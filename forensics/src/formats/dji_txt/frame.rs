//! How records stand one behind another, and how the next whole one is found after damage.
//!
//! ```text
//! ┌──────┬────────┬───────┬───────────────────┬───────┬──────┐
//! │ type │ length │ first │ content           │ check │ 0xFF │
//! │  u8  │ u8/u16 │       │ masked by `first` │       │      │
//! └──────┴────────┴───────┴───────────────────┴───────┴──────┘
//!                 └──────────── length ───────────────┘
//! ```
//!
//! Length is two bytes from version 13 on. `first` and `check` are there from version 7 on:
//! unmasked, `check` is (first + type) mod 256 in every record of every real log at hand, so that
//! a record is known by two bytes out of 65,536 and not by its end byte alone. Between records
//! stand whole JPEG pictures, and `39 30 00 00` (12345) where the app began anew or ended.
//! Source of the frame: `lvauvillier/dji-log-parser` (MIT); `check` is our own observation.

use super::cipher::mask;
use super::picture;

/// The byte that ends a record.
const END: u8 = 0xFF;

/// Where the app began anew, or ended: 12345.
const MARK: [u8; 4] = [0x39, 0x30, 0, 0];

/// How a version frames its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Framing {
    /// Whether a length has two bytes.
    pub is_wide: bool,
    /// Whether a record is masked and has its check byte.
    pub is_checked: bool,
}

impl Framing {
    /// The framing of a version.
    pub(super) const fn of(version: u8) -> Self {
        Self {
            is_wide: version > 12,
            is_checked: version >= 7,
        }
    }

    /// What is framed as a record at a place, whatever its end byte is; its check byte is not
    /// looked at.
    fn bare(self, bytes: &[u8], at: usize) -> Option<Frame<'_>> {
        let rest = bytes.get(at..)?;
        let (&kind, rest) = rest.split_first()?;
        let (length, rest) = if self.is_wide {
            let (length, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_le_bytes(*length)), rest)
        } else {
            let (length, rest) = rest.split_first()?;
            (usize::from(*length), rest)
        };
        let body = rest.get(..length)?;
        let end_byte = *rest.get(length)?;
        let head = if self.is_wide { 3_usize } else { 2 };
        let end = at.checked_add(head)?.checked_add(length)?.checked_add(1)?;
        let frame = Frame {
            at,
            end,
            kind,
            length,
            first: 0,
            mask: [0; 8],
            content: body,
            has_end: end_byte == END,
            has_check: true,
            is_doubtful: false,
        };
        (length > 0).then_some(frame)
    }

    /// The same with its check byte looked at.
    fn outline(self, bytes: &[u8], at: usize) -> Option<Frame<'_>> {
        let frame = self.bare(bytes, at)?;
        if self.is_checked {
            return frame.unwrapped();
        }
        Some(frame)
    }

    /// The whole record at a place.
    fn whole(self, bytes: &[u8], at: usize) -> Option<Frame<'_>> {
        let frame = self.bare(bytes, at).filter(|frame| frame.has_end)?;
        if self.is_checked {
            return frame.unwrapped().filter(|frame| frame.has_check);
        }
        Some(frame)
    }
}

/// One record in its frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    /// Its first byte.
    pub at: usize,
    /// The byte after its last.
    pub end: usize,
    /// Its type.
    pub kind: u8,
    /// Its length as it states it.
    pub length: usize,
    /// The byte that its mask follows from; 0 where it has none.
    pub first: u8,
    /// What its content is masked with; zeros where it is not.
    pub mask: [u8; 8],
    /// Its content, still masked.
    pub content: &'a [u8],
    has_end: bool,
    has_check: bool,
    /// Whether one of its two marks was damaged.
    pub is_doubtful: bool,
}

impl Frame<'_> {
    /// The same without its first and its check byte.
    fn unwrapped(self) -> Option<Self> {
        let (&first, rest) = self.content.split_first()?;
        let (&check, content) = rest.split_last()?;
        let mask = mask(self.kind, first);
        let at = content.len() & 7;
        let expected = first.wrapping_add(self.kind) ^ mask.get(at)?;
        Some(Self {
            first,
            mask,
            content,
            has_check: check == expected,
            ..self
        })
    }
}

/// What stands in the part of a log that holds its records.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    /// A record.
    Record(Frame<'a>),
    /// A JPEG picture: its first byte and its length.
    Picture(usize, usize),
    /// A place where the app began anew, or ended.
    Mark,
    /// Bytes that belong to none of these: the first, and how many.
    Lost(usize, usize),
}

/// Goes from record to record.
#[derive(Clone, Debug)]
pub(super) struct Pieces<'a> {
    bytes: &'a [u8],
    at: usize,
    framing: Framing,
    /// The last length of each type that was read.
    lengths: [usize; 256],
    /// The last byte that a mask followed from.
    first: u8,
    /// How many pictures began and had no end.
    endless: u32,
}

impl<'a> Pieces<'a> {
    /// So many of them no log has: a hostile one has one in every other byte, and each would be
    /// searched to the end of the file.
    const MOST_ENDLESS: u32 = 1000;

    /// The pieces of some bytes from a place on.
    pub(super) const fn new(bytes: &'a [u8], at: usize, framing: Framing) -> Self {
        Self {
            bytes,
            at,
            framing,
            lengths: [0; 256],
            first: 0,
            endless: 0,
        }
    }

    /// The piece that begins at a place, if one does.
    fn piece(&mut self, at: usize) -> Option<(Piece<'a>, usize)> {
        if let Some(frame) = self.framing.whole(self.bytes, at)
            && (self.framing.is_checked || self.is_usual(&frame) || self.goes_on(frame.end))
        {
            return Some((Piece::Record(frame), frame.end));
        }
        self.between(at)
    }

    /// A picture or a mark.
    fn between(&mut self, at: usize) -> Option<(Piece<'a>, usize)> {
        let rest = self.bytes.get(at..)?;
        if let Some(length) = self.picture(rest) {
            return Some((Piece::Picture(at, length), at.saturating_add(length)));
        }
        let end = at.saturating_add(MARK.len());
        let is_mark = rest.starts_with(&MARK) && self.goes_on(end);
        is_mark.then_some((Piece::Mark, end))
    }

    /// The length of the picture that begins here; none is looked for once too many had no end.
    fn picture(&mut self, rest: &[u8]) -> Option<usize> {
        if !picture::begins(rest) || self.endless >= Self::MOST_ENDLESS {
            return None;
        }
        let length = picture::length(rest);
        self.endless = self.endless.saturating_add(u32::from(length.is_none()));
        length
    }

    /// Whether something that belongs here begins at a place, or the bytes end there.
    fn goes_on(&self, at: usize) -> bool {
        let Some(rest) = self.bytes.get(at..) else {
            return false;
        };
        rest.is_empty()
            || self.framing.whole(self.bytes, at).is_some()
            || picture::begins(rest)
            || rest.starts_with(&MARK)
    }

    fn is_usual(&self, frame: &Frame<'_>) -> bool {
        self.lengths.get(usize::from(frame.kind)) == Some(&frame.length)
    }

    /// A record of which one mark is damaged: the other mark, the usual length and the record
    /// behind it say that it is one.
    fn salvaged(&self, at: usize) -> Option<(Piece<'a>, usize)> {
        let frame = self.framing.outline(self.bytes, at)?;
        let is_masked_as_before = frame.first == self.first;
        let has_one_mark = frame.has_end != frame.has_check;
        let fits = self.framing.is_checked && has_one_mark && is_masked_as_before;
        if !(fits && self.is_usual(&frame) && self.goes_on(frame.end)) {
            return None;
        }
        let frame = Frame {
            is_doubtful: true,
            ..frame
        };
        Some((Piece::Record(frame), frame.end))
    }

    /// The next place at which reading can go on: a record that another piece follows, or one of
    /// the usual length.
    fn next_whole(&mut self, from: usize) -> usize {
        let end = self.bytes.len();
        (from..end).find(|at| self.is_start(*at)).unwrap_or(end)
    }

    fn is_start(&mut self, at: usize) -> bool {
        let whole = self.framing.whole(self.bytes, at);
        whole.is_some_and(|frame| self.is_trusted(&frame)) || self.between(at).is_some()
    }

    /// Without a check byte two records must follow, and the length must be usual.
    fn is_trusted(&self, frame: &Frame<'_>) -> bool {
        if self.framing.is_checked {
            return self.is_usual(frame) || self.goes_on(frame.end);
        }
        let next = self.framing.whole(self.bytes, frame.end);
        next.is_some_and(|next| self.framing.whole(self.bytes, next.end).is_some())
            && (self.is_usual(frame) || self.lengths.iter().all(|length| *length == 0))
    }

    fn remember(&mut self, piece: Piece<'_>) {
        if let Piece::Record(frame) = piece
            && let Some(length) = self.lengths.get_mut(usize::from(frame.kind))
        {
            *length = frame.length;
            self.first = frame.first;
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let at = self.at;
        if let Some((piece, end)) = self.piece(at).or_else(|| self.salvaged(at)) {
            self.remember(piece);
            self.at = end.max(at.saturating_add(1));
            return Some(piece);
        }
        self.at = self.next_whole(at.saturating_add(1));
        Some(Piece::Lost(at, self.at.saturating_sub(at)))
    }
}

/// The framing of bytes that have lost their header: the one by which most of the beginning is
/// records. `None` where none of them reads a fair run of it.
pub(super) fn guess(bytes: &[u8]) -> Option<Framing> {
    const WINDOW: usize = 1 << 18;
    let window = bytes.get(..WINDOW).unwrap_or(bytes);
    [Framing::of(7), Framing::of(13), Framing::of(4)]
        .into_iter()
        .find(|framing| is_run(window, *framing))
}

/// Whether there are records enough, and little else after the first of them.
fn is_run(window: &[u8], framing: Framing) -> bool {
    let least = if framing.is_checked { 8 } else { 64 };
    let (mut records, mut read, mut lost) = (0_usize, 0_usize, 0_usize);
    for piece in Pieces::new(window, 0, framing) {
        match piece {
            Piece::Record(frame) => {
                records = records.saturating_add(1);
                read = read.saturating_add(frame.length);
            }
            Piece::Lost(_, length) if records > 0 => lost = lost.saturating_add(length),
            Piece::Picture(..) | Piece::Mark | Piece::Lost(..) => {}
        }
        if records >= least && read > lost {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_without_an_end_are_looked_for_a_thousand_times_and_no_more() {
        let bytes = [0xFF_u8, 0xD8].repeat(20_000);
        let mut pieces = Pieces::new(&bytes, 0, Framing::of(9));
        assert!(matches!(pieces.next(), Some(Piece::Lost(0, 40_000))));
        assert!(pieces.next().is_none());
        assert_eq!(pieces.endless, 1000);
    }
}
