//! Pictures: JPEG, TIFF and DNG, for what they say of themselves in EXIF and XMP.
//! The pixels are not looked at; a picture without EXIF and XMP makes no claims.
//!
//! ```text
//! FF D8                       JPEG begins
//! FF E1 len "Exif\0\0" TIFF   EXIF: a whole TIFF of directories, offsets from its own beginning
//! FF E1 len "http://ns.adobe.com/xap/1.0/\0" XMP packet (XML)
//! FF xx len …                 other segments: passed over by their length
//! FF DA len … pixels … FF D9  JPEG ends
//!
//! "II*\0" | "MM\0*"  u32 first directory       TIFF, DNG: the directory at the top of the file
//! directory: u16 count, count × (u16 tag, u16 type, u32 count, u32 value or offset), u32 next
//! ```
//!
//! A record is one value that a picture states: an EXIF entry or an XMP property.
//! Sources: CIPA DC-008 (EXIF 2.32), TIFF 6.0, Adobe DNG 1.7 and ISO 16684-1 (XMP); names of the
//! makers' XMP properties as ExifTool's tag tables and the makers' manuals list them.
//!
//! Why our own and not `kamadak-exif` or `nom-exif`: neither tells at which byte a value stands,
//! which every value here must, both stop at the first entry that is wrong, and XMP they leave to
//! others. What is needed of TIFF is a walk over three directories.

mod claims;
mod jpeg;
mod said;
mod tiff;
mod xmp;

use self::claims::Claims;
use self::jpeg::Part;
use super::{Aids, Format, Reading};
use crate::defect::DefectKind;
use crate::record::Sink;

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

/// The two bytes with which a JPEG begins and the mark of its next segment, or TIFF's head with
/// the place of a directory.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff]) || tiff::is(bytes)
}

/// Reads what a picture says of itself.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::Picture, DECODER);
    let mut claims = Claims::new(sink);
    if tiff::is(bytes) {
        reading.version = Some("TIFF".into());
        claims.exif(bytes, 0, &mut reading.defects);
    } else {
        reading.version = Some("JPEG".into());
        for part in jpeg::parts(bytes, &mut reading.defects) {
            match part {
                Part::Exif { tiff, offset } => claims.exif(tiff, offset, &mut reading.defects),
                Part::Xmp { packet, offset } => claims.xmp(packet, offset, &mut reading.defects),
            }
        }
    }
    claims.into_reading(&mut reading);
    reading
}

/// Two places of one picture that are farther apart than any rounding makes them, metres.
const SAME_PLACE_M: f64 = 30.0;

/// What follows when EXIF and XMP place a picture differently.
fn contradiction(reading: &mut Reading, offset: u64, distance_m: f64) {
    let what = format!(
        "EXIF and XMP place this picture {distance_m:.0} m apart: one of them was written later"
    );
    reading
        .defects
        .add(DefectKind::Contradiction, offset, 0, what);
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod truth;
