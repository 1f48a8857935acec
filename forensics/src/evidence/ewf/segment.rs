//! The sections of an image's segments: how large it is, where its chunks lie, what it states.

use std::io::{self, Read as _};

use flate2::read::ZlibDecoder;

use super::chunk::{LARGEST, Place, adler32};
use super::{MARK, Stated};
use crate::cursor::Cursor;
use crate::defect::{DefectKind, Defects};
use crate::evidence::{Evidence, exactly, piece};

/// Sections that are looked at in one segment: a chain of descriptors may be a ring.
const SECTIONS: usize = 1 << 20;
/// A header is a few lines of text.
const TEXT: usize = 1 << 20;
/// A section's descriptor, bytes.
const DESCRIPTOR: u64 = 76;

/// How an image is divided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Geometry {
    pub chunk_bytes: u64,
    pub bytes: u64,
}

/// A table: where so many chunks lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    pub segment: usize,
    /// The first chunk of it in the image.
    pub first: u64,
    pub count: u64,
    entries_at: u64,
    base: u64,
    /// Where the last chunk ends.
    end: u64,
}

impl Table {
    /// Where a chunk of this table lies.
    pub(super) fn place<'a>(&self, segment: &'a Evidence, at: u64) -> io::Result<Place<'a>> {
        let entry = |at: u64| {
            let offset = self.entries_at.saturating_add(at.saturating_mul(4));
            exactly::<4>(&**segment, offset).map(u32::from_le_bytes)
        };
        let offset = |entry: u32| self.base.saturating_add(u64::from(entry & 0x7fff_ffff));
        let this = entry(at)?;
        let next = at.saturating_add(1);
        let end = if next < self.count {
            offset(entry(next)?)
        } else {
            self.end
        };
        Ok(Place {
            segment,
            offset: offset(this),
            length: end.saturating_sub(offset(this)),
            is_packed: this >> 31 == 1,
        })
    }
}

/// What the sections of all segments say.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub geometry: Option<Geometry>,
    pub tables: Vec<Table>,
    pub stated: Stated,
    pub defects: Defects,
    chunks: u64,
    /// Where the last section with chunks ends.
    sectors_end: u64,
}

/// A section's descriptor.
struct Section {
    name: [u8; 16],
    next: u64,
    /// Where its data begin.
    data: u64,
    /// How many bytes they have.
    size: u64,
}

impl Parts {
    pub(super) fn read(segments: &[Evidence]) -> Self {
        let mut parts = Self::default();
        for (number, segment) in segments.iter().enumerate() {
            parts.segment(number, segment);
        }
        parts
    }

    fn defect(&mut self, kind: DefectKind, offset: u64, what: String) {
        self.defects.add(kind, offset, 0, what);
    }

    fn segment(&mut self, number: usize, segment: &Evidence) {
        let shown = number.saturating_add(1);
        if !piece(&**segment, 0, 8).is_ok_and(|head| head == MARK) {
            let what = format!("segment {shown} is none of this format: its chunks are missing");
            return self.defect(DefectKind::Headless, 0, what);
        }
        let mut at = 13;
        for _ in 0..SECTIONS {
            let Some(section) = self.section(segment, at) else {
                let what =
                    format!("segment {shown} ends without saying so: what follows is missing");
                return self.defect(DefectKind::Truncated, at, what);
            };
            self.take(number, segment, &section);
            if section.next <= at {
                return;
            }
            at = section.next;
        }
    }

    /// The section at an offset.
    fn section(&mut self, segment: &Evidence, at: u64) -> Option<Section> {
        let bytes = exactly::<76>(&**segment, at).ok()?;
        let (told, sum) = bytes.split_last_chunk::<4>()?;
        if adler32(told) != u32::from_le_bytes(*sum) {
            let what = "a section is not what its checksum says: it was not followed".to_owned();
            self.defect(DefectKind::Checksum, at, what);
            return None;
        }
        let mut cursor = Cursor::new(told);
        let name = cursor.array::<16>()?;
        let (next, size) = (cursor.u64_le()?, cursor.u64_le()?);
        let data = at.saturating_add(DESCRIPTOR);
        let left = segment.length().saturating_sub(data);
        // The last chunks of some writers' segments have no size of their own.
        let told = if size == 0 {
            next.saturating_sub(at)
        } else {
            size
        };
        let size = told.saturating_sub(DESCRIPTOR).min(left);
        Some(Section {
            name,
            next,
            data,
            size,
        })
    }

    fn take(&mut self, number: usize, segment: &Evidence, section: &Section) {
        let name = section
            .name
            .split(|byte| *byte == 0)
            .next()
            .unwrap_or_default();
        let bytes = |most: usize| {
            let most = usize::try_from(section.size).unwrap_or(most).min(most);
            piece(&**segment, section.data, most).unwrap_or_default()
        };
        match name {
            b"volume" | b"disk" => self.geometry = self.geometry.or(geometry(&bytes(94))),
            b"sectors" => self.sectors_end = section.data.saturating_add(section.size),
            b"table" => self.table(number, segment, section),
            b"hash" => self.stated.md5 = self.stated.md5.or(bytes(16).first_chunk().copied()),
            b"digest" => {
                let bytes = bytes(36);
                self.stated.md5 = bytes.first_chunk().copied();
                self.stated.sha1 = bytes.get(16..).and_then(|rest| rest.first_chunk().copied());
            }
            b"header" | b"header2" => self.about(&bytes(TEXT)),
            _ => {}
        }
    }

    fn table(&mut self, number: usize, segment: &Evidence, section: &Section) {
        let head = exactly::<24>(&**segment, section.data).unwrap_or_default();
        let mut cursor = Cursor::new(&head);
        let told = u64::from(cursor.u32_le().unwrap_or(0));
        let base = cursor.skip(4).and_then(|()| cursor.u64_le()).unwrap_or(0);
        let room = section.size.saturating_sub(24) / 4;
        if told > room {
            let what = format!("a table names {told} chunks and has room for {room}");
            self.defect(DefectKind::Contradiction, section.data, what);
        }
        let table = Table {
            segment: number,
            first: self.chunks,
            count: told.min(room),
            entries_at: section.data.saturating_add(24),
            base,
            end: self.sectors_end,
        };
        self.chunks = self.chunks.saturating_add(table.count);
        self.tables.push(table);
    }

    /// The text of a header: names in one line, values in the next, parted by tabs.
    fn about(&mut self, packed: &[u8]) {
        let mut bytes = Vec::new();
        let read = ZlibDecoder::new(packed)
            .take(TEXT as u64)
            .read_to_end(&mut bytes);
        if read.is_err() || !self.stated.about.is_empty() {
            return;
        }
        let text = text(&bytes);
        let mut lines = text
            .lines()
            .skip_while(|line| line.trim() != "main")
            .skip(1);
        let names = lines.next().unwrap_or_default().split('\t');
        let values = lines.next().unwrap_or_default().split('\t');
        let said = names
            .zip(values)
            .filter(|(_, value)| !value.trim().is_empty());
        let said = said.map(|(name, value)| (meaning(name.trim()), value.trim().to_owned()));
        self.stated.about = said.collect();
    }
}

/// UTF-16 where it says so, else one byte a letter.
fn text(bytes: &[u8]) -> String {
    match bytes.strip_prefix(b"\xff\xfe") {
        Some(wide) => {
            let units = wide
                .as_chunks::<2>()
                .0
                .iter()
                .map(|unit| u16::from_le_bytes(*unit));
            char::decode_utf16(units)
                .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// What the short names of a header mean.
fn meaning(name: &str) -> String {
    let meaning = match name {
        "c" => "case number",
        "n" => "evidence number",
        "a" => "description",
        "e" => "examiner",
        "t" => "notes",
        "av" => "software",
        "ov" => "system",
        "m" => "acquired (clock of the acquiring machine)",
        "u" => "written (clock of the acquiring machine)",
        other => other,
    };
    meaning.to_owned()
}

/// The division that a volume section states, where it can be.
fn geometry(bytes: &[u8]) -> Option<Geometry> {
    let mut cursor = Cursor::new(bytes);
    cursor.skip(8)?;
    let (sectors_a_chunk, bytes_a_sector) = (cursor.u32_le()?, cursor.u32_le()?);
    // The small form (SMART) has 32 bits here and zeros behind.
    let sectors = cursor.u64_le()?;
    let chunk_bytes = u64::from(sectors_a_chunk).checked_mul(u64::from(bytes_a_sector))?;
    let bytes = sectors.checked_mul(u64::from(bytes_a_sector))?;
    let is_sound = (1..=LARGEST).contains(&chunk_bytes);
    is_sound.then_some(Geometry { chunk_bytes, bytes })
}
