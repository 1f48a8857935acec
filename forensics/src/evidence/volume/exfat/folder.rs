//! The records of a folder: sets of rows of 32 bytes.
//!
//! ```text
//! 85  1 rows that follow │ 2 u16 sum of the set │ 4 u16 attributes │ 8 made │ 12 written │ 16 opened
//!     20, 21 hundredths │ 22, 23, 24 zones: 80 │ quarters of an hour from UTC, 7 bits
//! c0  1 flags: 02 in one piece │ 3 letters of the name │ 8 u64 bytes written │ 20 first │ 24 u64 bytes
//! c1  2 fifteen letters, UTF-16
//! ```

use crate::cursor::Cursor;
use crate::evidence::Evidence;
use crate::evidence::volume::heap::{Heap, Run};
use crate::evidence::volume::partition::utf16;
use crate::evidence::volume::recovery::Written;
use crate::evidence::volume::stamp::{DosTime, Stamp, StampKind};

const ROW: usize = 32;
const IN_USE: u8 = 0x80;

/// What a row or a set of rows says.
#[derive(Clone, Debug)]
pub(super) enum Row {
    /// Where the map of clusters in use lies.
    Bitmap { first: u32, bytes: u64 },
    /// What the volume is called.
    Label(String),
    /// A file or a folder.
    File(Box<Record>),
    /// A set in use that is not what its sum says.
    Torn { offset: u64 },
}

/// One file or folder.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Its byte in the volume.
    pub offset: u64,
    pub name: String,
    attributes: u16,
    pub is_deleted: bool,
    pub is_in_one_piece: bool,
    pub first: u32,
    pub bytes: u64,
    /// How many of them were ever written.
    pub valid: u64,
    pub written: Written,
    pub times: Vec<Stamp>,
}

impl Record {
    pub(super) const fn is_folder(&self) -> bool {
        self.attributes & 0x10 != 0
    }
}

/// The rows of a folder, live and deleted.
pub(super) fn records(of: &Evidence, heap: &Heap, runs: &[Run]) -> Vec<Row> {
    let spans: Vec<_> = runs.iter().map(|run| heap.span(*run)).collect();
    let rows: Vec<(u64, [u8; ROW])> = super::bytes_of(of, &spans)
        .iter()
        .flat_map(|(begins, bytes)| {
            let rows = bytes.as_chunks::<ROW>().0.iter();
            rows.zip((*begins..).step_by(ROW))
                .map(|(row, offset)| (offset, *row))
        })
        .collect();
    let mut rest = rows.as_slice();
    let mut found = Vec::new();
    while let Some(((offset, row), after)) = rest.split_first() {
        let (taken, read) = one(*offset, row, after);
        found.extend(read);
        rest = after.get(taken..).unwrap_or_default();
    }
    found
}

/// What begins with this row, and how many of the rows after it belong to it.
fn one(offset: u64, row: &[u8; ROW], after: &[(u64, [u8; ROW])]) -> (usize, Option<Row>) {
    let [kind, count, ..] = *row;
    let mut cursor = Cursor::new(row);
    let mut size = || {
        cursor.seek(20)?;
        Some((cursor.u32_le()?, cursor.u64_le()?))
    };
    match kind {
        0x81 => {
            let bitmap = size().map(|(first, bytes)| Row::Bitmap { first, bytes });
            (0, bitmap)
        }
        0x83 => {
            let letters = usize::from(count).min(11).saturating_mul(2);
            let text = row.get(2..letters.saturating_add(2)).unwrap_or_default();
            (0, Some(Row::Label(utf16(text))))
        }
        0x85 | 0x05 => {
            let count = usize::from(count);
            let set = after.get(..count).filter(|_| (2..=18).contains(&count));
            let record = set.and_then(|set| file(offset, row, set));
            match (record, kind) {
                (Some(record), _) => (count, Some(Row::File(Box::new(record)))),
                (None, 0x85) => (0, Some(Row::Torn { offset })),
                _ => (0, None),
            }
        }
        _ => (0, None),
    }
}

fn file(offset: u64, row: &[u8; ROW], set: &[(u64, [u8; ROW])]) -> Option<Record> {
    let [kind, ..] = *row;
    let is_deleted = kind & IN_USE == 0;
    let ((_, stream), names) = set.split_first()?;
    let is_of = |row: &[u8; ROW], kind: u8| {
        let [first, ..] = *row;
        first == if is_deleted { kind & !IN_USE } else { kind }
    };
    let is_set =
        is_of(stream, 0xc0) && names.iter().all(|(_, row)| is_of(row, 0xc1) || !is_deleted);
    if !is_set || sum(row, set) != u16::from_le_bytes([*row.get(2)?, *row.get(3)?]) {
        return None;
    }
    let mut cursor = Cursor::new(stream);
    cursor.skip(1)?;
    let (flags, _, letters) = (cursor.u8()?, cursor.u8()?, cursor.u8()?);
    cursor.seek(8)?;
    let valid = cursor.u64_le()?;
    cursor.seek(20)?;
    let (first, bytes) = (cursor.u32_le()?, cursor.u64_le()?);
    let name: Vec<u8> = names
        .iter()
        .filter(|(_, row)| is_of(row, 0xc1))
        .flat_map(|(_, row)| row.iter().skip(2).copied())
        .take(usize::from(letters).saturating_mul(2))
        .collect();
    let (written, times) = times(row)?;
    Some(Record {
        offset,
        name: utf16(&name),
        attributes: u16::from_le_bytes([*row.get(4)?, *row.get(5)?]),
        is_deleted,
        is_in_one_piece: flags & 2 != 0,
        first,
        bytes,
        valid,
        written,
        times,
    })
}

/// The sum of a set as it was when it was in use.
fn sum(row: &[u8; ROW], set: &[(u64, [u8; ROW])]) -> u16 {
    let rows = std::iter::once(row).chain(set.iter().map(|(_, row)| row));
    let bytes = rows.flat_map(|row| {
        let bytes = row.iter().enumerate();
        bytes.map(|(at, byte)| if at == 0 { byte | IN_USE } else { *byte })
    });
    // Not the sum itself.
    let bytes = bytes.enumerate().filter(|(at, _)| !matches!(at, 2 | 3));
    bytes.fold(0_u16, |sum, (_, byte)| {
        sum.rotate_right(1).wrapping_add(u16::from(byte))
    })
}

fn times(row: &[u8; ROW]) -> Option<(Written, Vec<Stamp>)> {
    let mut cursor = Cursor::new(row);
    cursor.seek(8)?;
    let mut time = || {
        Some(DosTime {
            time: cursor.u16_le()?,
            date: cursor.u16_le()?,
            hundredths: 0,
        })
    };
    let (mut created, mut modified, accessed) = (time()?, time()?, time()?);
    created.hundredths = cursor.u8()?.min(199);
    modified.hundredths = cursor.u8()?.min(199);
    let zones = [cursor.u8()?, cursor.u8()?, cursor.u8()?].map(zone);
    let [of_created, of_modified, of_accessed] = zones;
    let stamps = [
        created.stamp(StampKind::Created, of_created),
        modified.stamp(StampKind::Modified, of_modified),
        accessed.stamp(StampKind::Accessed, of_accessed),
    ];
    let written = Written { created, modified };
    Some((written, stamps.into_iter().flatten().collect()))
}

/// A zone as it stands behind a time; none where it is not stated.
fn zone(byte: u8) -> Option<String> {
    if byte & 0x80 == 0 {
        return None;
    }
    // Seven bits with a sign.
    let quarters = i16::from((byte << 1).cast_signed() >> 1);
    let minutes = quarters.unsigned_abs().saturating_mul(15);
    let sign = if quarters < 0 { '-' } else { '+' };
    Some(format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_quarters_of_an_hour() {
        let check = |byte, expected: Option<&str>| assert_eq!(zone(byte).as_deref(), expected);
        check(0x00, None);
        check(0x80, Some("+00:00"));
        check(0x88, Some("+02:00"));
        check(0xfc, Some("-01:00"));
        check(0x96, Some("+05:30"));
    }
}
