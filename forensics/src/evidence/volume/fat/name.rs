//! Names: the short one of a record, and the long one in the records before it.
//!
//! ```text
//! 0 number (last first, | 40) │ 1 five letters │ 11 0f │ 12 0 │ 13 sum │ 14 six │ 26 0 │ 28 two
//! ```

use super::folder::{DELETED, RECORD};

/// The short name; the letter that a deleted one has lost is `_`.
pub(super) fn short(name: [u8; 11], cases: u8) -> String {
    let (stem, kind) = name.split_at(8);
    let mut stem = stem.to_vec();
    match stem.first_mut() {
        Some(first) if *first == DELETED => *first = b'_',
        // e5 is a letter of its own in some languages, and stands there as 05.
        Some(first) if *first == 0x05 => *first = DELETED,
        _ => {}
    }
    let stem = word(&stem, cases & 0x08 != 0);
    let kind = word(kind, cases & 0x10 != 0);
    if kind.is_empty() {
        stem
    } else {
        format!("{stem}.{kind}")
    }
}

/// A word without the blanks that fill it; which letters bytes beyond ASCII are is not stated.
fn word(bytes: &[u8], is_small: bool) -> String {
    let text: String = bytes
        .iter()
        .map(|byte| {
            if byte.is_ascii() {
                char::from(*byte)
            } else {
                char::REPLACEMENT_CHARACTER
            }
        })
        .collect();
    let text = text.trim_end();
    if is_small {
        text.to_ascii_lowercase()
    } else {
        text.to_owned()
    }
}

/// A long name as it is put together from records.
#[derive(Debug, Default)]
pub(super) struct Long {
    /// Thirteen letters a record, as they came: the last part first.
    parts: Vec<[u16; 13]>,
    sum: Option<u8>,
}

impl Long {
    /// No more than a name can have.
    const MOST: usize = 20;

    pub(super) fn clear(&mut self) {
        self.parts.clear();
        self.sum = None;
    }

    /// One record of a long name.
    pub(super) fn take(&mut self, bytes: &[u8; RECORD]) {
        let [number, ..] = *bytes;
        let sum = bytes.get(13).copied();
        let is_first = number != DELETED && number & 0x40 != 0;
        if is_first || self.sum != sum || self.parts.len() >= Self::MOST {
            self.clear();
        }
        self.sum = sum;
        let places = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];
        self.parts.push(places.map(|at: usize| {
            let unit = bytes.get(at..).and_then(|rest| rest.first_chunk::<2>());
            unit.map_or(0, |unit| u16::from_le_bytes(*unit))
        }));
    }

    /// The name that belongs to this record, if it does; begins anew.
    pub(super) fn finish(&mut self, record: &[u8; RECORD]) -> Option<String> {
        let belongs = self.sum.is_some_and(|sum| is_of(sum, record));
        let units = self.parts.iter().rev().flatten().copied();
        let units = units.take_while(|unit| *unit != 0 && *unit != 0xffff);
        let name: String = char::decode_utf16(units)
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        self.clear();
        (belongs && !name.is_empty()).then_some(name)
    }
}

/// Whether a sum is that of a record's short name. Of a deleted one the first letter is lost; some
/// letter that a name can begin with must give the sum.
fn is_of(sum: u8, record: &[u8; RECORD]) -> bool {
    let Some(name) = record.first_chunk::<11>() else {
        return false;
    };
    if name.first() != Some(&DELETED) {
        return sum_of(*name) == sum;
    }
    (0x21..=0xff).any(|letter| {
        let mut name = *name;
        if let Some(first) = name.first_mut() {
            *first = letter;
        }
        sum_of(name) == sum
    })
}

fn sum_of(name: [u8; 11]) -> u8 {
    name.iter()
        .fold(0_u8, |sum, byte| sum.rotate_right(1).wrapping_add(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_read_as_they_are_meant() {
        let check = |name: &[u8; 11], cases, expected: &str| {
            assert_eq!(short(*name, cases), expected);
        };
        check(b"LOG00001BIN", 0, "LOG00001.BIN");
        check(b"LOG00001BIN", 0x18, "log00001.bin");
        check(b"\xe5OG     BIN", 0, "_OG.BIN");
        check(b"DCIM       ", 0, "DCIM");
        check(b"\x05BC     \xe4  ", 0, "\u{fffd}BC.\u{fffd}");
    }
}
