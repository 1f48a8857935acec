//! Boxes: a size, four letters, content. One that says it is longer than what is left is cut off
//! there, and is said so.

use crate::cursor::Cursor;
use crate::defect::{DefectKind, Defects};

/// One box.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom<'a> {
    pub(super) kind: [u8; 4],
    pub(super) content: &'a [u8],
    /// Its size field, bytes from the beginning of the exhibit.
    pub(super) offset: u64,
    /// Its content's first byte.
    pub(super) base: u64,
}

/// More boxes than any movie has side by side.
const MOST: usize = 4096;

/// The boxes that stand side by side in some bytes; `base` is where these begin in the exhibit.
pub(super) fn boxes<'a>(bytes: &'a [u8], base: u64, defects: &mut Defects) -> Vec<Atom<'a>> {
    let mut cursor = Cursor::within(bytes, base);
    let mut found = Vec::new();
    while cursor.remaining() >= 8 && found.len() < MOST {
        let offset = cursor.offset();
        let Some(one) = one(&mut cursor, offset, defects) else {
            let what = "no box stands here: what follows is not read";
            let left = cursor.remaining() as u64;
            defects.add(DefectKind::Unreadable, offset, left, what);
            break;
        };
        found.push(one);
    }
    found
}

fn one<'a>(cursor: &mut Cursor<'a>, offset: u64, defects: &mut Defects) -> Option<Atom<'a>> {
    let short = u64::from(cursor.u32_be()?);
    let kind: [u8; 4] = cursor.array()?;
    if short == 0 && kind == [0; 4] {
        return None;
    }
    let (size, head) = if short == 1 {
        (cursor.u64_be()?, 16)
    } else {
        (short, 8)
    };
    let left = cursor.remaining() as u64;
    let length = if short == 0 {
        left
    } else {
        size.checked_sub(head)?
    };
    if length > left {
        let name = kind.escape_ascii();
        let what = format!(
            "the box {name} is cut off: {} bytes are missing",
            length.abs_diff(left)
        );
        defects.add(DefectKind::Truncated, offset, left, what);
    }
    let base = cursor.offset();
    let content = cursor.take(usize::try_from(length.min(left)).ok()?)?;
    Some(Atom {
        kind,
        content,
        offset,
        base,
    })
}

impl<'a> Atom<'a> {
    /// The boxes inside.
    pub(super) fn inside(&self, defects: &mut Defects) -> Vec<Self> {
        // QuickTime ends a list of user data with four zeros.
        let content = self
            .content
            .strip_suffix(&[0; 4])
            .filter(|_| self.kind == *b"udta");
        boxes(content.unwrap_or(self.content), self.base, defects)
    }

    /// The boxes inside one that begins with a version and flags.
    pub(super) fn inside_full(&self, defects: &mut Defects) -> Vec<Self> {
        let content = self.content.get(4..).unwrap_or_default();
        boxes(content, self.base.saturating_add(4), defects)
    }

    /// A box within, by the way to it.
    pub(super) fn at(&self, way: &[[u8; 4]], defects: &mut Defects) -> Option<Self> {
        let mut here = *self;
        for kind in way {
            here = here
                .inside(defects)
                .into_iter()
                .find(|part| part.kind == *kind)?;
        }
        Some(here)
    }

    /// Its content as a cursor that knows its place.
    pub(super) const fn cursor(&self) -> Cursor<'a> {
        Cursor::within(self.content, self.base)
    }
}
