//! A walk over the directories of a TIFF, as EXIF has one inside a JPEG and a DNG is one.
//! Only the first directory and its EXIF and GPS directories: thumbnails and raw pixels say nothing.

use crate::cursor::Cursor;
use crate::defect::{DefectKind, Defects};

/// Which directory an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directory {
    /// The first: maker, model, program.
    Image,
    /// Of the exposure.
    Exif,
    /// Of the place.
    Gps,
}

/// One entry of a directory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) directory: Directory,
    pub(super) tag: u16,
    /// The type of its values as TIFF numbers them.
    kind: u16,
    /// All its values.
    pub(super) bytes: &'a [u8],
    /// Where the entry stands in the exhibit.
    pub(super) offset: u64,
    is_big: bool,
}

const EXIF_DIRECTORY: u16 = 0x8769;
const GPS_DIRECTORY: u16 = 0x8825;
/// More entries than any camera writes.
const MOST: usize = 4096;
/// So much of an entry's text is read: thousands of entries can share one as long as the file.
const LONGEST: usize = 1024;

/// Whether some bytes begin as a TIFF whose first directory lies inside them.
pub(super) fn is(bytes: &[u8]) -> bool {
    Tiff::new(bytes, 0).is_some_and(|tiff| {
        let first = tiff.first();
        first.is_some_and(|at| at >= 8 && tiff.cursor(at).is_some_and(|c| c.remaining() > 2))
    })
}

/// Every entry of the three directories. `base` is where the bytes begin in the exhibit.
pub(super) fn entries<'a>(bytes: &'a [u8], base: u64, defects: &mut Defects) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    let Some(tiff) = Tiff::new(bytes, base) else {
        let what = "EXIF without the head of a TIFF: nothing of it is read";
        defects.add(DefectKind::Headless, base, bytes.len() as u64, what);
        return entries;
    };
    let mut next = tiff.first().map(|at| (Directory::Image, at));
    let mut later = Vec::new();
    while let Some((directory, at)) = next {
        let from = entries.len();
        tiff.directory(directory, at, &mut entries, defects);
        if directory == Directory::Image {
            let own = entries.get(from..).unwrap_or_default();
            later.extend(own.iter().filter_map(Entry::leads_to));
        }
        next = later.pop();
    }
    entries
}

struct Tiff<'a> {
    bytes: &'a [u8],
    base: u64,
    is_big: bool,
}

impl<'a> Tiff<'a> {
    fn new(bytes: &'a [u8], base: u64) -> Option<Self> {
        let is_big = match bytes.first_chunk::<4>()? {
            b"II*\0" => false,
            b"MM\0*" => true,
            _ => return None,
        };
        Some(Self {
            bytes,
            base,
            is_big,
        })
    }

    fn cursor(&self, at: u32) -> Option<Cursor<'a>> {
        let mut cursor = Cursor::within(self.bytes, self.base);
        cursor.seek(usize::try_from(at).ok()?)?;
        Some(cursor)
    }

    /// Where the first directory is.
    fn first(&self) -> Option<u32> {
        self.u32(&mut self.cursor(4)?)
    }

    fn u16(&self, cursor: &mut Cursor<'_>) -> Option<u16> {
        if self.is_big {
            cursor.u16_be()
        } else {
            cursor.u16_le()
        }
    }

    fn u32(&self, cursor: &mut Cursor<'_>) -> Option<u32> {
        if self.is_big {
            cursor.u32_be()
        } else {
            cursor.u32_le()
        }
    }

    /// Reads a directory; entries whose values lie outside are defects.
    fn directory(
        &self,
        directory: Directory,
        at: u32,
        entries: &mut Vec<Entry<'a>>,
        defects: &mut Defects,
    ) {
        let place = self.base.saturating_add(u64::from(at));
        let start = self.cursor(at).and_then(|mut cursor| {
            let count = self.u16(&mut cursor)?;
            Some((cursor, count))
        });
        let Some((mut cursor, count)) = start else {
            let what = "a directory of the picture's values lies outside: they are missing";
            defects.add(DefectKind::Truncated, place, 0, what);
            return;
        };
        for _ in 0..count {
            let offset = cursor.offset();
            let Some(entry) = cursor.part(12) else {
                let what = "a directory of the picture's values is cut off";
                defects.add(DefectKind::Truncated, offset, 0, what);
                return;
            };
            if entries.len() >= MOST {
                let what = "more values than any camera writes: the rest is left out";
                defects.add(DefectKind::Unsupported, offset, 0, what);
                return;
            }
            if let Some(entry) = self.entry(directory, entry) {
                entries.push(entry);
            } else {
                let what = "a value of the picture lies outside it, or has no type: left out";
                defects.add(DefectKind::Unreadable, offset, 12, what);
            }
        }
    }

    fn entry(&self, directory: Directory, mut entry: Cursor<'a>) -> Option<Entry<'a>> {
        let offset = entry.offset();
        let (tag, kind) = (self.u16(&mut entry)?, self.u16(&mut entry)?);
        let count = usize::try_from(self.u32(&mut entry)?).ok()?;
        let size = size_of_kind(kind)?.checked_mul(count)?;
        let bytes = if size <= 4 {
            entry.take(size)?
        } else {
            let at = self.u32(&mut entry)?;
            self.cursor(at)?.take(size)?
        };
        Some(Entry {
            directory,
            tag,
            kind,
            bytes,
            offset,
            is_big: self.is_big,
        })
    }
}

/// Bytes of one value. Source: TIFF 6.0, section 2; 13 is a directory's place (TIFF/EP).
const fn size_of_kind(kind: u16) -> Option<usize> {
    Some(match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        _ => return None,
    })
}

impl<'a> Entry<'a> {
    /// The directory that this entry is the place of.
    fn leads_to(&self) -> Option<(Directory, u32)> {
        let directory = match self.tag {
            EXIF_DIRECTORY => Directory::Exif,
            GPS_DIRECTORY => Directory::Gps,
            _ => return None,
        };
        let at = self.numbers().next()?;
        Some((directory, at as u32))
    }

    /// Its values as numbers; a fraction of nothing is NaN.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> + use<'a> {
        let size = size_of_kind(self.kind).unwrap_or(1);
        let (kind, is_big) = (self.kind, self.is_big);
        self.bytes
            .chunks_exact(size)
            .filter_map(move |value| number(kind, value, is_big))
    }

    /// Its value as text, where its type is text or bytes; the zeros at its end are off, and what
    /// is longer than any camera's text is cut.
    pub(super) fn text(&self) -> Option<&'a [u8]> {
        if !matches!(self.kind, 1 | 2 | 7) {
            return None;
        }
        let text = self.bytes.get(..LONGEST).unwrap_or(self.bytes);
        let end = text.iter().rposition(|byte| *byte != 0);
        let length = end.map_or(0, |last| last.saturating_add(1));
        text.get(..length)
    }

    /// Whether its type is text.
    pub(super) const fn is_text(&self) -> bool {
        self.kind == 2
    }
}

fn number(kind: u16, value: &[u8], is_big: bool) -> Option<f64> {
    let mut ordered = [0; 8];
    let size = value.len().min(8);
    let target = ordered.get_mut(..size)?;
    target.copy_from_slice(value.get(..size)?);
    // A fraction is two numbers, each turned by itself.
    let part = if matches!(kind, 5 | 10) { 4 } else { size };
    if is_big {
        target.chunks_mut(part.max(1)).for_each(<[u8]>::reverse);
    }
    let mut cursor = Cursor::new(&ordered);
    Some(match kind {
        1 | 2 | 7 => f64::from(cursor.u8()?),
        6 => f64::from(cursor.i8()?),
        3 => f64::from(cursor.u16_le()?),
        8 => f64::from(cursor.i16_le()?),
        4 | 13 => f64::from(cursor.u32_le()?),
        9 => f64::from(cursor.i32_le()?),
        5 => f64::from(cursor.u32_le()?) / f64::from(cursor.u32_le()?),
        10 => f64::from(cursor.i32_le()?) / f64::from(cursor.i32_le()?),
        11 => f64::from(cursor.f32_le()?),
        12 => cursor.f64_le()?,
        _ => return None,
    })
}
