//! The records of a folder, and how a folder is known that was deleted.
//!
//! ```text
//! 0  8+3 name │ 11 attributes │ 13 1/100 s, 14 time, 16 date: created │ 18 date: opened
//! 20 first cluster, high │ 22 time, 24 date: written │ 26 first cluster, low │ 28 u32 size
//! ```

use super::boot::Boot;
use super::name::{Long, short};
use crate::cursor::Cursor;
use crate::evidence::volume::System;
use crate::evidence::volume::recovery::Written;
use crate::evidence::volume::stamp::DosTime;
use crate::evidence::{Evidence, Span, piece};

/// Bytes a record.
pub(super) const RECORD: usize = 32;
/// In place of a name's first letter: the record was deleted.
pub(super) const DELETED: u8 = 0xe5;
const LABEL: u8 = 0x08;
const FOLDER: u8 = 0x10;
const LONG: u8 = 0x0f;

/// One file or folder.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Its byte in the volume.
    pub offset: u64,
    pub name: String,
    pub attributes: u8,
    pub is_deleted: bool,
    pub first: u32,
    pub size: u64,
    pub created: DosTime,
    pub modified: DosTime,
    pub accessed: DosTime,
}

impl Record {
    pub(super) const fn is_folder(&self) -> bool {
        self.attributes & FOLDER != 0
    }

    pub(super) const fn is_label(&self) -> bool {
        self.attributes & LABEL != 0
    }

    /// A label's text.
    pub(super) fn label(&self) -> Option<String> {
        let text = self.name.replacen('.', "", 1);
        (!text.is_empty()).then_some(text)
    }

    pub(super) const fn written(&self) -> Written {
        Written {
            created: self.created,
            modified: self.modified,
        }
    }

    fn parse(bytes: &[u8; RECORD], offset: u64, boot: &Boot) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let raw_name = cursor.array::<11>()?;
        let (attributes, cases, hundredths) = (cursor.u8()?, cursor.u8()?, cursor.u8()?);
        let created = DosTime {
            time: cursor.u16_le()?,
            date: cursor.u16_le()?,
            hundredths: hundredths.min(199),
        };
        let accessed = DosTime {
            date: cursor.u16_le()?,
            ..DosTime::default()
        };
        let high = u32::from(cursor.u16_le()?);
        let modified = DosTime {
            time: cursor.u16_le()?,
            date: cursor.u16_le()?,
            hundredths: 0,
        };
        let low = u32::from(cursor.u16_le()?);
        let high = if boot.system == System::Fat32 {
            high
        } else {
            0
        };
        Some(Self {
            offset,
            name: short(raw_name, cases),
            attributes,
            is_deleted: raw_name.first() == Some(&DELETED),
            first: high.wrapping_shl(16) | low,
            size: u64::from(cursor.u32_le()?),
            created,
            modified,
            accessed,
        })
    }

    /// Whether it can be a record at all: garbage in a folder that was overwritten is none.
    fn is_plausible(&self, boot: &Boot) -> bool {
        let letters = self.name.chars().all(|letter| !letter.is_control());
        self.attributes & 0xc0 == 0
            && letters
            && !self.name.is_empty()
            && (self.first == 0 || boot.heap.has(self.first))
            && (!self.is_folder() || self.size == 0)
    }
}

/// The records of a folder. One that lives ends at the first record never used; in one that was
/// deleted, and behind the end, only what can be a record is taken.
pub(super) fn records(of: &Evidence, spans: &[Span], boot: &Boot, is_deleted: bool) -> Vec<Record> {
    let mut records = Vec::new();
    let mut long = Long::default();
    for (offset, bytes) in rows(of, spans) {
        let [first, ..] = bytes;
        if first == 0 {
            if is_deleted {
                long.clear();
                continue;
            }
            break;
        }
        if bytes.get(11).is_some_and(|kind| kind & 0x3f == LONG) {
            long.take(&bytes);
            continue;
        }
        let Some(mut record) = Record::parse(&bytes, offset, boot) else {
            continue;
        };
        let whole = long.finish(&bytes);
        let is_dots = bytes.starts_with(b".          ") || bytes.starts_with(b"..         ");
        let is_doubtful = is_deleted || record.is_deleted;
        if is_dots || (is_doubtful && !record.is_plausible(boot)) {
            continue;
        }
        record.name = whole.unwrap_or(record.name);
        records.push(record);
    }
    records
}

/// The rows of a folder with their place.
fn rows(of: &Evidence, spans: &[Span]) -> impl Iterator<Item = (u64, [u8; RECORD])> {
    /// No folder is larger: 65,536 records and one more piece.
    const MOST: usize = 4 << 20;
    let mut left = MOST;
    spans.iter().flat_map(move |span| {
        let most = usize::try_from(span.length).unwrap_or(left).min(left);
        left = left.saturating_sub(most);
        let bytes = piece(&**of, span.offset, most).unwrap_or_default();
        let begins = span.offset;
        (0..bytes.len())
            .step_by(RECORD)
            .map_while(move |at| Some((at as u64, *bytes.get(at..)?.first_chunk()?)))
            .map(move |(at, row)| (begins.saturating_add(at), row))
    })
}

/// Whether a cluster is the beginning of the folder that begins at it: `.` says so.
pub(super) fn begins_at(of: &Evidence, cluster: Span, number: u32) -> bool {
    let Ok(bytes) = piece(&**of, cluster.offset, 2 * RECORD) else {
        return false;
    };
    let pair = |at: usize| {
        let bytes = bytes.get(at..)?.first_chunk::<2>()?;
        Some(u32::from(u16::from_le_bytes(*bytes)))
    };
    let own = pair(26)
        .zip(pair(20))
        .map(|(low, high)| high.wrapping_shl(16) | low);
    let is_own = own.is_some_and(|own| own == number || own == number & 0xffff);
    bytes.starts_with(b".          ")
        && is_own
        && bytes
            .get(RECORD..)
            .is_some_and(|rest| rest.starts_with(b"..         "))
}

/// Whether every row of a cluster can be a folder's, and some is.
pub(super) fn is_plausible(of: &Evidence, cluster: Span, boot: &Boot) -> bool {
    let mut used = 0_u32;
    let is_each = rows(of, &[cluster]).all(|(offset, bytes)| {
        let [first, ..] = bytes;
        if first == 0 {
            return bytes == [0; RECORD];
        }
        used = used.saturating_add(1);
        let kind = bytes.get(11).copied().unwrap_or(0xff);
        let is_long = kind == LONG && bytes.get(26..28) == Some(&[0, 0]);
        let record = Record::parse(&bytes, offset, boot);
        is_long || record.is_some_and(|record| record.is_plausible(boot) && record.created.is_set())
    });
    is_each && used > 0
}
