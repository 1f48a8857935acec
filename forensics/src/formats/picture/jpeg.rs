//! The segments of a JPEG: which of them hold EXIF or XMP, and whether the picture has its end.

use crate::cursor::Cursor;
use crate::defect::{DefectKind, Defects};

/// A segment that says something of the picture.
pub(super) enum Part<'a> {
    /// A TIFF of its own.
    Exif {
        /// Its bytes.
        tiff: &'a [u8],
        /// Where they begin in the exhibit.
        offset: u64,
    },
    /// An XMP packet.
    Xmp {
        /// Its bytes.
        packet: &'a [u8],
        /// Where they begin in the exhibit.
        offset: u64,
    },
}

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// The parts of a picture that say something of it.
pub(super) fn parts<'a>(bytes: &'a [u8], defects: &mut Defects) -> Vec<Part<'a>> {
    let mut cursor = Cursor::new(bytes);
    let mut parts = Vec::new();
    cursor.skip(2).unwrap_or_default();
    while let Some(marker) = marker(&mut cursor, defects) {
        if marker == 0xd9 {
            return parts;
        }
        if is_bare(marker) {
            continue;
        }
        let Some(payload) = segment(&mut cursor) else {
            break;
        };
        if marker == 0xe1 {
            parts.extend(part(payload));
        }
        if marker == 0xda && ends(cursor.rest()) {
            return parts;
        }
        if marker == 0xda {
            break;
        }
    }
    let what = "the picture's end is missing; what it says of itself stands before the pixels";
    defects.add(DefectKind::Truncated, bytes.len() as u64, 0, what);
    parts
}

/// The next marker's second byte. Bytes that belong to no segment are passed over and reported.
fn marker(cursor: &mut Cursor<'_>, defects: &mut Defects) -> Option<u8> {
    let from = cursor.offset();
    while cursor.peek(2)? != [0xff, 0xff] && !is_marker(cursor.peek(2)?) {
        cursor.skip(1)?;
    }
    let length = cursor.offset().saturating_sub(from);
    if length > 0 {
        let what = "these bytes belong to no segment of the picture";
        defects.add(DefectKind::Unreadable, from, length, what);
    }
    while cursor.peek(2)? == [0xff, 0xff] {
        cursor.skip(1)?; // fill bytes
    }
    cursor.skip(1)?;
    cursor.u8()
}

const fn is_marker(pair: &[u8]) -> bool {
    matches!(pair, [0xff, 0xc0..=0xfe])
}

/// Markers without a length: restarts, the beginning, the end.
const fn is_bare(marker: u8) -> bool {
    matches!(marker, 0xd0..=0xd8 | 0x01)
}

/// A segment's content; its length counts its own two bytes.
fn segment<'a>(cursor: &mut Cursor<'a>) -> Option<Cursor<'a>> {
    let length = cursor.u16_be()?.checked_sub(2)?;
    cursor.part(usize::from(length))
}

fn part(mut payload: Cursor<'_>) -> Option<Part<'_>> {
    let rest = payload.rest();
    if rest.starts_with(EXIF) {
        payload.skip(EXIF.len())?;
        let (tiff, offset) = (payload.rest(), payload.offset());
        return Some(Part::Exif { tiff, offset });
    }
    if rest.starts_with(XMP) {
        payload.skip(XMP.len())?;
        let (packet, offset) = (payload.rest(), payload.offset());
        return Some(Part::Xmp { packet, offset });
    }
    None
}

/// Whether the mark of the end stands anywhere behind the first scan: in the pixels themselves an
/// `FF` is always followed by a zero.
fn ends(pixels: &[u8]) -> bool {
    pixels.windows(2).any(|pair| pair == [0xff, 0xd9])
}
