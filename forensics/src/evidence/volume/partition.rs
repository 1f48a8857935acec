//! How an image is divided: a master boot record, a GUID partition table, or not at all.
//!
//! ```text
//! MBR, sector 0     446 code │ 4 × 16: u8 active │ 3 │ u8 type │ 3 │ u32 first sector │ u32 sectors │ 55 aa
//!                   types 05, 0f, 85: a chain of further such sectors; ee: a GPT follows
//! GPT, sector 1     "EFI PART" │ … │ 72: u64 sector of entries │ u32 count │ u32 bytes an entry
//!   entry           16 type │ 16 own GUID │ u64 first │ u64 last sector │ u64 flags │ 72 name, UTF-16
//! ```
//!
//! Source: UEFI specification 2.10, chapter 5. Sectors of 512 and of 4096 bytes are tried.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::cursor::Cursor;
use crate::evidence::{Evidence, ReadAt, Span, exactly, piece};

/// Partitions that are looked at: a chain may be a ring, a table may claim millions.
const MOST: usize = 256;

/// How an image is divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// By which table.
    pub scheme: Scheme,
    /// The partitions that the table names, in its order.
    pub parts: Vec<Part>,
    /// What lies between and after them, in order.
    pub between: Vec<Span>,
}

/// A kind of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// A master boot record.
    Mbr,
    /// A GUID partition table.
    Gpt,
    /// A GUID partition table of which only the copy at the end is left.
    GptCopy,
}

/// A partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its number, from 1, as most systems count.
    pub number: usize,
    /// Where it lies in the image.
    pub span: Span,
    /// What it is called, where the table says.
    pub name: Option<String>,
}

/// The partitions of an image; `None` where it is not divided.
pub fn layout(image: &Evidence) -> Option<Layout> {
    let sectors = [512, 4096];
    // GPT first in both sizes: the boot record before it, which names no partition of its own, would
    // be taken for the table of a disk with the smaller sectors.
    let gpt = sectors.into_iter().find_map(|sector| gpt(&**image, sector));
    let mbr = || {
        let mut sectors = sectors.into_iter();
        sectors.find_map(|sector| mbr(&**image, sector))
    };
    let (scheme, parts) = gpt.or_else(mbr)?;
    let between = between(&parts, image.length());
    Some(Layout {
        scheme,
        parts,
        between,
    })
}

/// What no partition covers.
fn between(parts: &[Part], length: u64) -> Vec<Span> {
    let mut spans: Vec<Span> = parts.iter().map(|part| part.span).collect();
    spans.sort_unstable();
    let mut at = 0;
    let mut gaps = Vec::new();
    for span in spans.iter().chain(&[Span::new(length, 0)]) {
        if span.offset > at {
            gaps.push(Span::new(at, span.offset.saturating_sub(at)));
        }
        at = at.max(span.end());
    }
    gaps
}

fn mbr(image: &dyn ReadAt, sector: u64) -> Option<(Scheme, Vec<Part>)> {
    let rows = rows(image, 0)?;
    // A boot sector of a file system has the same last two bytes: its rows are no partitions.
    let is_sound = rows.iter().all(|row| matches!(row.active, 0 | 0x80));
    let length = image.length();
    let fits = |row: &Row| row.first > 0 && row.first.saturating_mul(sector) < length;
    let named: Vec<&Row> = rows
        .iter()
        .filter(|row| row.kind != 0 && row.count > 0)
        .collect();
    if !is_sound || named.is_empty() || !named.iter().all(|row| fits(row)) {
        return None;
    }
    let mut parts = Vec::new();
    let mut number = 4_usize;
    for (at, row) in rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.kind != 0 && row.count > 0)
    {
        if row.is_chain() {
            for (first, count) in chain(image, row.first, sector) {
                number = number.saturating_add(1);
                parts.extend(part(number, first, count, sector, length));
            }
        } else {
            parts.extend(part(
                at.saturating_add(1),
                row.first,
                row.count,
                sector,
                length,
            ));
        }
    }
    (!parts.is_empty()).then_some((Scheme::Mbr, parts))
}

fn part(number: usize, first: u64, count: u64, sector: u64, length: u64) -> Option<Part> {
    let offset = first
        .checked_mul(sector)
        .filter(|offset| *offset < length)?;
    let span = Span::new(
        offset,
        count
            .saturating_mul(sector)
            .min(length.saturating_sub(offset)),
    );
    Some(Part {
        number,
        span,
        name: None,
    })
}

/// The partitions in a chain of extended boot records: first sector and how many.
fn chain(image: &dyn ReadAt, begins: u64, sector: u64) -> Vec<(u64, u64)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut at = begins;
    while found.len() < MOST && seen.insert(at) {
        let Some(rows) = rows(image, at.saturating_mul(sector)) else {
            break;
        };
        let [this, next, ..] = rows;
        if this.kind != 0 && this.count > 0 {
            found.push((at.saturating_add(this.first), this.count));
        }
        if !next.is_chain() {
            break;
        }
        at = begins.saturating_add(next.first);
    }
    found
}

#[derive(Clone, Copy, Debug, Default)]
struct Row {
    active: u8,
    kind: u8,
    first: u64,
    count: u64,
}

impl Row {
    const fn is_chain(self) -> bool {
        matches!(self.kind, 0x05 | 0x0f | 0x85)
    }
}

/// The four rows of a boot record, where its mark is there.
fn rows(image: &dyn ReadAt, at: u64) -> Option<[Row; 4]> {
    let bytes = exactly::<512>(image, at).ok()?;
    if !bytes.ends_with(&[0x55, 0xaa]) {
        return None;
    }
    let mut cursor = Cursor::new(&bytes);
    cursor.seek(446)?;
    let mut rows = [Row::default(); 4];
    for row in &mut rows {
        let active = cursor.u8()?;
        cursor.skip(3)?;
        let kind = cursor.u8()?;
        cursor.skip(3)?;
        let (first, count) = (u64::from(cursor.u32_le()?), u64::from(cursor.u32_le()?));
        *row = Row {
            active,
            kind,
            first,
            count,
        };
    }
    Some(rows)
}

fn gpt(image: &dyn ReadAt, sector: u64) -> Option<(Scheme, Vec<Part>)> {
    let last = image.length().checked_sub(sector)?;
    let first = gpt_at(image, sector, sector).map(|parts| (Scheme::Gpt, parts));
    let copy = || {
        let last = last.checked_div(sector)?.saturating_mul(sector);
        gpt_at(image, last, sector).map(|parts| (Scheme::GptCopy, parts))
    };
    first.or_else(copy)
}

fn gpt_at(image: &dyn ReadAt, at: u64, sector: u64) -> Option<Vec<Part>> {
    let head = exactly::<92>(image, at).ok()?;
    if !head.starts_with(b"EFI PART") {
        return None;
    }
    let mut cursor = Cursor::new(&head);
    cursor.seek(72)?;
    let (entries, count, size) = (cursor.u64_le()?, cursor.u32_le()?, cursor.u32_le()?);
    let size = usize::try_from(size)
        .ok()
        .filter(|size| (128..=4096).contains(size))?;
    let count = usize::try_from(count).unwrap_or(MOST).min(MOST);
    let table = piece(
        image,
        entries.checked_mul(sector)?,
        size.saturating_mul(count),
    )
    .ok()?;
    let parts = table
        .chunks_exact(size)
        .zip(1..)
        .filter_map(|(entry, number)| {
            let mut cursor = Cursor::new(entry);
            let is_used = cursor.take(16)?.iter().any(|byte| *byte != 0);
            cursor.skip(16)?;
            let (first, last) = (cursor.u64_le()?, cursor.u64_le()?);
            let count = last.checked_sub(first)?.saturating_add(1);
            cursor.skip(8)?;
            let name = utf16(cursor.take(72)?);
            let found = part(number, first, count, sector, image.length()).filter(|_| is_used)?;
            Some(Part {
                name: Some(name).filter(|name| !name.is_empty()),
                ..found
            })
        });
    Some(parts.collect())
}

/// UTF-16 up to the first zero.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let units = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|unit| u16::from_le_bytes(*unit));
    char::decode_utf16(units.take_while(|unit| *unit != 0))
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}
