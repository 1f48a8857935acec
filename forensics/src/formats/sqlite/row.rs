//! One row: variable integers say what each value is.

use std::borrow::Cow;

use crate::cursor::Cursor;

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    /// Its cell's first byte in the file.
    pub offset: u64,
    /// Its number.
    pub rowid: i64,
    body: Cow<'a, [u8]>,
    /// What its values are.
    pub values: Vec<Stored>,
}

/// A value as it is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stored {
    Null,
    Integer(i64),
    Float(f64),
    /// Where it begins and how long it is.
    Text(usize, usize),
    Blob(usize, usize),
}

/// A variable integer: seven bits a byte, highest first; of a ninth byte all eight.
pub(super) fn integer(cursor: &mut Cursor<'_>) -> Option<u64> {
    let mut number = 0_u64;
    for _ in 0..8 {
        let byte = cursor.u8()?;
        number = number << 7 | u64::from(byte & 0x7F);
        if byte < 0x80 {
            return Some(number);
        }
    }
    Some(number << 8 | u64::from(cursor.u8()?))
}

impl<'a> Row<'a> {
    pub(super) fn read(body: Cow<'a, [u8]>, (offset, rowid): (u64, i64)) -> Option<Self> {
        let mut kinds = Cursor::new(&body);
        let header = usize::try_from(integer(&mut kinds)?).ok()?;
        let mut content = Cursor::new(&body);
        content.seek(header)?;
        let mut values = Vec::new();
        while kinds.passed() < header {
            values.push(stored(integer(&mut kinds)?, &mut content)?);
        }
        Some(Self {
            offset,
            rowid,
            body,
            values,
        })
    }

    /// The bytes of a text or of bytes.
    pub(super) fn slice(&self, at: usize, length: usize) -> &[u8] {
        let end = at.saturating_add(length);
        self.body.get(at..end).unwrap_or_default()
    }

    /// A value as text.
    pub(super) fn text(&self, at: usize) -> Option<&[u8]> {
        match self.values.get(at)? {
            Stored::Text(at, length) => Some(self.slice(*at, *length)),
            _ => None,
        }
    }
}

fn stored(kind: u64, content: &mut Cursor<'_>) -> Option<Stored> {
    Some(match kind {
        0 => Stored::Null,
        1..=6 => {
            let length = match kind {
                5 => 6,
                6 => 8,
                kind => usize::try_from(kind).ok()?,
            };
            Stored::Integer(signed(content.take(length)?))
        }
        7 => Stored::Float(f64::from_bits(content.u64_be()?)),
        8 => Stored::Integer(0),
        9 => Stored::Integer(1),
        10 | 11 => return None,
        kind => {
            let length = usize::try_from(kind.saturating_sub(12) / 2).ok()?;
            let at = content.passed();
            content.take(length)?;
            if kind & 1 == 1 {
                Stored::Text(at, length)
            } else {
                Stored::Blob(at, length)
            }
        }
    })
}

/// A number of so many bytes, highest first, with its sign.
fn signed(bytes: &[u8]) -> i64 {
    let start = if bytes.first().is_some_and(|first| *first >= 0x80) {
        -1
    } else {
        0
    };
    bytes
        .iter()
        .fold(start, |number: i64, byte| number << 8 | i64::from(*byte))
}
