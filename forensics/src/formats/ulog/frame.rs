//! The messages of a ULog file, one after another, over damage and all. A header is believed where
//! its length fits its kind (data: where it fits its topic to the byte) and the next header can be
//! believed too; from bytes that cannot be, the search goes on byte by byte.
//!
//! ```text
//! │ length of the body u16 │ kind u8 │ body … │      a data body begins with its topic's number, u16
//! ```

use std::ops::Range;

use crate::defect::{DefectKind, Defects};

/// Bytes before a message's body.
pub(super) const HEADER: usize = 3;

/// What a sync message holds. Source: the format's documentation.
pub(super) const SYNC: [u8; 8] = [0x2f, 0x73, 0x13, 0x20, 0x25, 0x0c, 0xbb, 0x12];

/// Damage longer than this may have taken the end of the message before it, too.
const LONG_GAP: usize = 2048;

/// So many equal bytes are a blank.
const BLANK: usize = 32;

/// The longest data body that is believed of a topic that nothing is known of.
const LONGEST: usize = 8192;

/// So many headers in a row are believed where topics are not known.
const CHAIN: usize = 4;

/// One message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// Its first byte in the file.
    pub offset: usize,
    /// What it is: `D`, `F`, `A` and so on.
    pub kind: u8,
    /// What follows its header.
    pub body: &'a [u8],
    /// Whether the message after it begins where this one ends.
    pub is_sound: bool,
}

impl<'a> Frame<'a> {
    /// A data message's topic, and its values.
    pub(super) fn data(&self) -> Option<(u16, &'a [u8])> {
        let (id, values) = self.body.split_first_chunk::<2>()?;
        (self.kind == b'D').then_some((u16::from_le_bytes(*id), values))
    }
}

/// How long the values of a topic are, bytes: trailing padding may be missing. `most` 0: not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    pub least: u16,
    pub most: u16,
}

/// The lengths of the topics' values, by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Extents {
    known: Vec<Extent>,
    /// Whether a topic that nothing is known of is believed.
    pub is_open: bool,
}

impl Extents {
    pub(super) fn set(&mut self, id: u16, extent: Extent) {
        let at = usize::from(id);
        if self.known.len() <= at {
            self.known.resize(at.saturating_add(1), Extent::default());
        }
        if let Some(known) = self.known.get_mut(at) {
            *known = extent;
        }
    }

    pub(super) fn of(&self, id: u16) -> Option<Extent> {
        let extent = self.known.get(usize::from(id))?;
        (extent.most > 0).then_some(*extent)
    }

    fn fits(&self, id: u16, length: usize) -> bool {
        match self.of(id) {
            Some(extent) => {
                (usize::from(extent.least)..=usize::from(extent.most)).contains(&length)
            }
            None => self.is_open && (8..=LONGEST).contains(&length),
        }
    }
}

/// A believable header, or one that the end of the bytes cuts off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    kind: u8,
    /// One past the message's last byte.
    end: usize,
}

/// A walk over messages. Each step is given what is known of the topics by then.
#[derive(Debug)]
pub(super) struct Frames<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where parts of the file end, the file's own end last: data was appended there.
    ends: Vec<usize>,
    /// The head at `at`, if it was looked at already.
    ahead: Option<Head>,
}

impl<'a> Frames<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize, appended: &[usize]) -> Self {
        let mut ends: Vec<usize> = appended.iter().copied().chain([bytes.len()]).collect();
        ends.sort_unstable();
        ends.reverse();
        Self {
            bytes,
            at,
            ends,
            ahead: None,
        }
    }

    /// The next message; what had to be passed over is a defect.
    pub(super) fn next(&mut self, extents: &Extents, defects: &mut Defects) -> Option<Frame<'a>> {
        loop {
            let end = self.end()?;
            let ahead = self.ahead.take();
            let walk = Walk {
                bytes: self.bytes.get(..end)?,
                extents,
            };
            let Some(head) = ahead.or_else(|| walk.head(self.at)) else {
                if let Some(frame) = self.mended(walk, defects) {
                    return Some(frame);
                }
                if let Some(frame) = self.cut_short(walk, defects) {
                    return Some(frame);
                }
                self.pass_over(walk, defects);
                continue;
            };
            let ahead = walk.head(head.end);
            if ahead.is_some() || walk.is_cut(head.end) {
                self.ahead = ahead;
                let frame = walk.frame(self.at, head, true)?;
                self.at = head.end;
                return Some(frame);
            }
            if let Some(frame) = self.before_damage(walk, head, defects) {
                return Some(frame);
            }
        }
    }

    /// The end of the part that is being read.
    fn end(&mut self) -> Option<usize> {
        while self.ends.last().is_some_and(|end| self.at >= *end) {
            self.ends.pop();
            self.ahead = None;
        }
        self.ends.last().copied()
    }

    /// A message whose neighbour is damaged: believed if its length is its topic's, and if the
    /// damage is no longer than that of one header.
    fn before_damage(
        &mut self,
        walk: Walk<'a, '_>,
        head: Head,
        defects: &mut Defects,
    ) -> Option<Frame<'a>> {
        let is_sized = matches!(head.kind, b'D' | b'S' | b'O' | b'R');
        let frame = walk.frame(self.at, head, false)?;
        if is_sized && walk.mend(head.end).is_some() {
            self.at = head.end;
            return Some(frame);
        }
        let from = if is_sized {
            head.end
        } else {
            self.at.saturating_add(HEADER)
        };
        let inside = walk.resume_in(from..head.end);
        if inside.is_none() && (walk.is_blank_from(head.end) || walk.resumes_soon(head.end)) {
            self.at = head.end;
            return Some(frame);
        }
        let resumed = inside.or_else(|| walk.resume(head.end));
        self.leave_out(walk, resumed, defects);
        None
    }

    /// A data message with one damaged byte in its header: the others and the header after it
    /// say what that byte was.
    fn mended(&mut self, walk: Walk<'a, '_>, defects: &mut Defects) -> Option<Frame<'a>> {
        let head = walk.mend(self.at)?;
        let what = "a damaged header was read by its neighbours: its message is not certain";
        defects.add(DefectKind::Unreadable, self.at as u64, HEADER as u64, what);
        let frame = walk.frame(self.at, head, false);
        self.at = head.end;
        frame
    }

    /// Over one message of a kind or a topic that is not known, else over damage.
    fn pass_over(&mut self, walk: Walk<'a, '_>, defects: &mut Defects) {
        let Some(unknown) = walk.unknown(self.at) else {
            let resumed = walk.resume(self.at.saturating_add(1));
            return self.leave_out(walk, resumed, defects);
        };
        let length = unknown.end.saturating_sub(self.at) as u64;
        let (kind, what) = match unknown.kind {
            b'D' => (
                DefectKind::Unreadable,
                "a data message of a topic that the log does not name, or of another length",
            ),
            _ => (
                DefectKind::Unsupported,
                "a message of a kind that is not known",
            ),
        };
        defects.add(kind, self.at as u64, length, what);
        self.at = unknown.end;
    }

    /// A data message that the end of the bytes cuts: its time and what follows is read, as far as
    /// it goes.
    fn cut_short(&mut self, walk: Walk<'a, '_>, defects: &mut Defects) -> Option<Frame<'a>> {
        let head = walk.cut_data(self.at)?;
        let frame = walk.frame(self.at, head, false);
        let length = head.end.saturating_sub(self.at) as u64;
        let what = "the last message is cut: it was read as far as it goes";
        defects.add(DefectKind::Truncated, self.at as u64, length, what);
        self.at = head.end;
        frame
    }

    fn leave_out(&mut self, walk: Walk<'a, '_>, resumed: Option<usize>, defects: &mut Defects) {
        let end = resumed.unwrap_or(walk.bytes.len());
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
        defects.add(kind, self.at as u64, length, what);
        self.at = end;
    }
}

/// One part of the file, and what is known of its topics.
#[derive(Clone, Copy)]
struct Walk<'a, 'e> {
    bytes: &'a [u8],
    extents: &'e Extents,
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

    /// Length and kind as they stand there.
    fn stated(self, at: usize) -> Option<Head> {
        let [low, high, kind] = *self.bytes.get(at..)?.first_chunk::<HEADER>()?;
        let length = usize::from(u16::from_le_bytes([low, high]));
        let end = at.saturating_add(HEADER).saturating_add(length);
        Some(Head { kind, end })
    }

    /// A header that can be believed, with its whole body.
    fn head(self, at: usize) -> Option<Head> {
        let head = self.stated(at)?;
        let body = self.bytes.get(at.checked_add(HEADER)?..head.end)?;
        self.is_likely(head.kind, body).then_some(head)
    }

    fn is_likely(self, kind: u8, body: &[u8]) -> bool {
        match kind {
            b'D' => body.split_first_chunk::<2>().is_some_and(|(id, values)| {
                self.extents.fits(u16::from_le_bytes(*id), values.len())
            }),
            b'S' => body == SYNC,
            b'O' | b'R' => body.len() == 2,
            b'B' => (40..=64).contains(&body.len()),
            b'F' => body.len() > 3 && beginning(body).contains(&b':') && is_text(beginning(body)),
            b'A' => body.get(3..).is_some_and(is_name),
            b'I' | b'P' => has_key(body),
            b'M' | b'Q' => body.get(1..).is_some_and(has_key),
            b'L' => body.get(9..).is_some_and(is_mostly_text) && body.first() < Some(&64),
            b'C' => body.get(11..).is_some_and(is_mostly_text) && body.first() < Some(&64),
            _ => false,
        }
    }

    /// Whether the bytes end within the message there.
    fn is_cut(self, at: usize) -> bool {
        let left = self.bytes.len().saturating_sub(at);
        if left < HEADER {
            return true;
        }
        let Some(head) = self.stated(at).filter(|head| head.end > self.bytes.len()) else {
            return false;
        };
        let length = head.end.saturating_sub(at).saturating_sub(HEADER);
        match head.kind {
            b'D' => {
                let id = self.bytes.get(at.saturating_add(HEADER)..);
                let id = id.and_then(|rest| rest.first_chunk::<2>());
                let values = length.saturating_sub(2);
                id.is_none_or(|id| self.extents.fits(u16::from_le_bytes(*id), values))
            }
            kind => b"SORBFAIPMQLC".contains(&kind) && length < LONGEST,
        }
    }

    /// What is there of a data message that the end of the bytes cuts, its topic's number and its
    /// time at least.
    fn cut_data(self, at: usize) -> Option<Head> {
        let stated = self.stated(at)?;
        let is_cut = stated.kind == b'D' && stated.end > self.bytes.len() && self.is_cut(at);
        let end = self.bytes.len();
        let is_timed = end.saturating_sub(at) >= HEADER.saturating_add(10);
        let is_known = !self.extents.is_open && is_timed;
        (is_cut && is_known).then_some(Head { kind: b'D', end })
    }

    /// A message of an unknown kind, or a data message that fits no topic, between sound ones.
    fn unknown(self, at: usize) -> Option<Head> {
        let head = self.stated(at)?;
        let is_kind = head.kind.is_ascii_alphabetic() && head.end > at.saturating_add(HEADER);
        (is_kind && (head.end == self.bytes.len() || self.head(head.end).is_some())).then_some(head)
    }

    /// Whether a blank begins exactly there: the byte before it is none of its bytes.
    fn is_blank_from(self, at: usize) -> bool {
        let blank = self.bytes.get(at..at.saturating_add(BLANK));
        let before = at.checked_sub(1).and_then(|before| self.bytes.get(before));
        let first = blank.and_then(|blank| blank.first());
        first != before && blank.is_some_and(|blank| blank.iter().all(|byte| Some(byte) == first))
    }

    /// The end of a data message whose header has one damaged field.
    fn mend(self, at: usize) -> Option<Head> {
        let stated = self.stated(at)?;
        let id = self
            .bytes
            .get(at.checked_add(HEADER)?..)?
            .first_chunk::<2>()?;
        let extent = self.extents.of(u16::from_le_bytes(*id))?;
        let length = stated.end.saturating_sub(at).saturating_sub(HEADER);
        let by_topic = usize::from(extent.most).saturating_add(2);
        if extent.least != extent.most || (stated.kind != b'D' && length != by_topic) {
            return None;
        }
        let end = at.saturating_add(HEADER).saturating_add(by_topic);
        let head = Head { kind: b'D', end };
        (self.head(end).is_some()).then_some(head)
    }

    /// The first byte from which messages follow one another again.
    fn resume(self, from: usize) -> Option<usize> {
        self.resume_in(from..self.bytes.len())
    }

    /// The same, looked for in one stretch only.
    fn resume_in(self, mut stretch: Range<usize>) -> Option<usize> {
        let needed = if self.extents.is_open { CHAIN } else { 2 };
        stretch.find(|at| self.is_chain(*at, needed))
    }

    /// Whether a gap that begins there is no long one. Nothing is looked for beyond: a hostile log
    /// would have all its rest searched at every message.
    fn resumes_soon(self, at: usize) -> bool {
        let far = at.saturating_add(LONG_GAP).saturating_add(1);
        self.bytes.len() < far || self.resume_in(at..far).is_some()
    }

    /// Whether so many messages follow one another there, or as many as the bytes have.
    fn is_chain(self, at: usize, needed: usize) -> bool {
        let mut at = at;
        for number in 0..needed {
            match self.head(at) {
                Some(head) => at = head.end,
                None => return number > 0 && self.is_cut(at),
            }
        }
        true
    }
}

/// Where messages begin to follow one another, within the first `reach` bytes.
pub(super) fn first_chain(bytes: &[u8], reach: usize, needed: usize) -> Option<usize> {
    let extents = Extents {
        is_open: true,
        ..Extents::default()
    };
    let walk = Walk {
        bytes,
        extents: &extents,
    };
    let is_whole_chain = |at: &usize| {
        let mut at = *at;
        (0..needed).all(|_| match walk.head(at) {
            Some(head) => {
                at = head.end;
                true
            }
            None => false,
        })
    };
    (0..reach.min(bytes.len())).find(is_whole_chain)
}

fn is_name(text: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    !text.is_empty() && text.len() < 256 && text.iter().all(is_part)
}

fn is_text(text: &[u8]) -> bool {
    text.iter().all(|byte| (0x20..0x7f).contains(byte))
}

/// So much of a text is looked at: a hostile file has long ones that begin at every byte.
fn beginning(text: &[u8]) -> &[u8] {
    text.get(..96).unwrap_or(text)
}

/// Text as people write it: hardly a control character but breaks.
fn is_mostly_text(text: &[u8]) -> bool {
    let is_odd = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\n' | b'\r' | b'\t' | 0x1b);
    let odd = beginning(text).iter().filter(is_odd).count();
    !text.is_empty() && odd.saturating_mul(16) <= beginning(text).len()
}

/// A length, and a key of that length: `float MC_ROLL_P`.
fn has_key(body: &[u8]) -> bool {
    let key = body
        .split_first()
        .and_then(|(length, rest)| rest.get(..usize::from(*length)));
    key.is_some_and(|key| key.len() > 3 && key.contains(&b' ') && is_text(key))
}
