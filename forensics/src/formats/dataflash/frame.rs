//! The messages of a DataFlash log, one after another, over damage and all. A header is believed
//! where the next one begins as many bytes behind it as the log's own format (`FMT`) says.
//!
//! ```text
//! │ A3 95 │ kind u8 │ values … │      how long they are, a message of kind 128 says
//! ```

use std::ops::Range;

use crate::defect::{DefectKind, Defects};

/// Bytes before a message's values.
pub(super) const HEADER: usize = 3;

/// What every message begins with.
pub(super) const MARK: [u8; 2] = [0xa3, 0x95];

/// The kind that describes kinds, and its length with its header.
pub(super) const FMT: u8 = 128;
pub(super) const FMT_LENGTH: u8 = 89;

/// Damage longer than this may have taken the end of the message before it, too.
const LONG_GAP: usize = 512;

/// So many equal bytes are a blank.
const BLANK: usize = 32;

/// One message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// Its first byte in the file.
    pub offset: usize,
    pub kind: u8,
    /// What follows its header.
    pub body: &'a [u8],
    /// Whether the message after it begins where this one ends.
    pub is_sound: bool,
}

/// The lengths of the kinds with their headers; 0: not known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths([u8; 256]);

impl Default for Lengths {
    /// Of the one kind that is always the same.
    fn default() -> Self {
        let mut lengths = Self([0; 256]);
        lengths.set(FMT, FMT_LENGTH);
        lengths
    }
}

impl Lengths {
    pub(super) fn set(&mut self, kind: u8, length: u8) {
        if let Some(own) = self.0.get_mut(usize::from(kind)) {
            *own = length;
        }
    }

    pub(super) fn of(&self, kind: u8) -> Option<usize> {
        let length = usize::from(*self.0.get(usize::from(kind))?);
        (length > HEADER).then_some(length)
    }
}

/// A message's kind, and one past its last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    kind: u8,
    end: usize,
}

/// A walk over messages. Each step is given what is known of the kinds by then.
#[derive(Debug)]
pub(super) struct Frames<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Frames<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next message; what had to be passed over is a defect.
    pub(super) fn next(&mut self, lengths: &Lengths, defects: &mut Defects) -> Option<Frame<'a>> {
        let walk = Walk {
            bytes: self.bytes,
            lengths,
        };
        while self.at < self.bytes.len() {
            let Some(head) = walk.head(self.at) else {
                if let Some(frame) = self.mended(walk, defects) {
                    return Some(frame);
                }
                let resumed = walk.resume(self.at.saturating_add(1));
                self.leave_out(walk, resumed, defects);
                continue;
            };
            if walk.is_header(head.end) || walk.is_end(head.end) {
                let frame = walk.frame(self.at, head, true);
                self.at = head.end;
                return frame;
            }
            if let Some(frame) = self.before_damage(walk, head, defects) {
                return Some(frame);
            }
        }
        None
    }

    /// A message whose neighbour is damaged: believed if the damage is no longer than that of one
    /// message.
    fn before_damage(
        &mut self,
        walk: Walk<'a, '_>,
        head: Head,
        defects: &mut Defects,
    ) -> Option<Frame<'a>> {
        let is_mended = walk.mend(head.end).is_some();
        if is_mended || walk.is_blank_from(head.end) || walk.resumes_soon(head.end) {
            let frame = walk.frame(self.at, head, is_mended);
            self.at = head.end;
            return frame;
        }
        let resumed = walk.resume(head.end);
        self.leave_out(walk, resumed, defects);
        None
    }

    /// A message with one damaged byte of its mark: its kind and the header after it say so.
    fn mended(&mut self, walk: Walk<'a, '_>, defects: &mut Defects) -> Option<Frame<'a>> {
        let head = walk.mend(self.at)?;
        let what = "a damaged header was read by its neighbours: its message is not certain";
        defects.add(DefectKind::Unreadable, self.at as u64, HEADER as u64, what);
        let frame = walk.frame(self.at, head, false);
        self.at = head.end;
        frame
    }

    fn leave_out(&mut self, walk: Walk<'a, '_>, resumed: Option<usize>, defects: &mut Defects) {
        let end = resumed.unwrap_or(self.bytes.len());
        let length = end.saturating_sub(self.at) as u64;
        let is_cut = resumed.is_none() && walk.is_cut(self.at);
        let (kind, what) = if is_cut {
            (
                DefectKind::Truncated,
                "the last message is not whole: the log ends here",
            )
        } else {
            (
                DefectKind::Unreadable,
                "these bytes belong to no message: they were passed over",
            )
        };
        if !walk.is_blank_to_end(self.at) {
            defects.add(kind, self.at as u64, length, what);
        }
        self.at = end;
    }
}

/// The log, and what is known of its kinds.
#[derive(Clone, Copy)]
struct Walk<'a, 'l> {
    bytes: &'a [u8],
    lengths: &'l Lengths,
}

impl<'a> Walk<'a, '_> {
    fn frame(self, at: usize, head: Head, is_sound: bool) -> Option<Frame<'a>> {
        Some(Frame {
            offset: at,
            kind: head.kind,
            body: self.bytes.get(at.checked_add(HEADER)?..head.end)?,
            is_sound,
        })
    }

    /// The kind that a mark announces.
    fn kind(self, at: usize) -> Option<u8> {
        let [first, second, kind] = *self.bytes.get(at..)?.first_chunk::<HEADER>()?;
        ([first, second] == MARK).then_some(kind)
    }

    /// A message of a known kind that is there as a whole.
    fn head(self, at: usize) -> Option<Head> {
        let kind = self.kind(at)?;
        let end = at.checked_add(self.lengths.of(kind)?)?;
        (end <= self.bytes.len()).then_some(Head { kind, end })
    }

    fn is_header(self, at: usize) -> bool {
        self.kind(at)
            .and_then(|kind| self.lengths.of(kind))
            .is_some()
    }

    /// Whether nothing more than half a mark is left, or nothing but a blank.
    fn is_end(self, at: usize) -> bool {
        self.bytes.len().saturating_sub(at) < HEADER || self.is_blank_to_end(at)
    }

    /// Whether the last message begins there and the end of the log cuts it.
    fn is_cut(self, at: usize) -> bool {
        self.bytes.len().saturating_sub(at) < HEADER
            || (self.is_header(at) && self.head(at).is_none())
    }

    /// The end of a message with one wrong byte in its mark.
    fn mend(self, at: usize) -> Option<Head> {
        let [first, second, kind] = *self.bytes.get(at..)?.first_chunk::<HEADER>()?;
        let is_half = (first == MARK[0]) != (second == MARK[1]);
        let end = at.checked_add(self.lengths.of(kind)?)?;
        (is_half && self.is_header(end)).then_some(Head { kind, end })
    }

    /// The first byte from which messages follow one another again.
    fn resume(self, from: usize) -> Option<usize> {
        self.resume_in(from..self.bytes.len())
    }

    /// The same, looked for in one stretch only.
    fn resume_in(self, mut stretch: Range<usize>) -> Option<usize> {
        let is_chain = |at: &usize| match self.head(*at) {
            Some(head) => self.is_header(head.end) || self.is_end(head.end),
            None => false,
        };
        stretch.find(is_chain)
    }

    /// Whether a gap that begins there is no long one. Nothing is looked for beyond: a hostile log
    /// would have all its rest searched at every message.
    fn resumes_soon(self, at: usize) -> bool {
        let far = at.saturating_add(LONG_GAP).saturating_add(1);
        self.bytes.len() < far || self.resume_in(at..far).is_some()
    }

    /// Whether a blank begins exactly there: the byte before it is none of its bytes.
    fn is_blank_from(self, at: usize) -> bool {
        let blank = self.bytes.get(at..at.saturating_add(BLANK));
        let before = at.checked_sub(1).and_then(|before| self.bytes.get(before));
        let first = blank.and_then(|blank| blank.first());
        first != before && blank.is_some_and(|blank| blank.iter().all(|byte| Some(byte) == first))
    }

    /// Whether nothing was written from there on: flash that is erased, or zeros.
    fn is_blank_to_end(self, at: usize) -> bool {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let first = rest.first().filter(|byte| matches!(byte, 0 | 0xff));
        first.is_some() && rest.iter().all(|byte| Some(byte) == first)
    }
}

/// How far it is from one mark to the next, kind by kind: what the lengths of kinds without a
/// description are read from. Marks that stand in values by chance are few.
#[derive(Debug)]
pub(super) struct Distances(Vec<[u32; 256]>);

impl Distances {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut distances = Self(vec![[0; 256]; 256]);
        let mut last: Option<(usize, u8)> = None;
        for (at, window) in bytes.windows(HEADER).enumerate() {
            let [first, second, kind] = *window else {
                continue;
            };
            if [first, second] == MARK {
                if let Some((from, kind)) = last {
                    distances.count(kind, at.saturating_sub(from));
                }
                last = Some((at, kind));
            }
        }
        distances
    }

    fn count(&mut self, kind: u8, distance: usize) {
        let of_kind = self.0.get_mut(usize::from(kind));
        if let Some(count) = of_kind.and_then(|counts| counts.get_mut(distance)) {
            *count = count.saturating_add(1);
        }
    }

    /// The distance that most messages of a kind have, if so many have it.
    pub(super) fn usual(&self, kind: u8, least_count: u32) -> Option<u8> {
        let counts = self.0.get(usize::from(kind))?;
        let all: u32 = counts
            .iter()
            .fold(0, |sum, count| sum.saturating_add(*count));
        let (length, count) = (0..=u8::MAX).zip(counts).max_by_key(|(_, count)| **count)?;
        let is_usual = *count >= least_count.max(1) && count.saturating_mul(2) > all;
        (is_usual && usize::from(length) > HEADER).then_some(length)
    }
}
