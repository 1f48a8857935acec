//! Movies: MP4 and QuickTime, for what the container says: when, how long, where, by which camera,
//! and the subtitles that DJI aircraft write into a track of it. No picture is decoded.
//!
//! ```text
//! u32 size, 4 letters, content                     a box; size 1: u64 follows, 0: to the end
//! ftyp · moov · mdat · …                           at the top; mdat holds the samples
//! moov ┬ mvhd                                      creation, time scale, duration
//!      ├ udta ┬ ©xyz "+47.4692+008.2090+456/"      place (ISO 6709), ©mak ©mod ©mdl ©swr: camera
//!      │      └ loci                               place (3GPP)
//!      ├ meta ─ keys, ilst                         the same by Apple's names
//!      └ trak ─ mdia ┬ hdlr                        what a track holds: vide, soun, text, sbtl, meta
//!                    └ minf ─ stbl                 stsd, stts, stsz, stsc, stco/co64: its samples
//! ```
//!
//! A record is one value that the container states, or one subtitle. Creation is seconds since
//! 1904, in UTC by the standard; many cameras write their local time there, so it is kept as a
//! time of an unknown zone unless another value states the zone.
//! Sources: ISO/IEC 14496-12 (boxes), 3GPP TS 26.244 (loci), Apple's QuickTime File Format
//! (udta, keys), ISO 6709; which of DJI's values is what: ExifTool's tag tables.
//!
//! Why our own and not `nom-exif` or `mp4parse`: neither gives the byte of a value or the samples
//! of a text track, and both stop at the first box that is wrong.

mod boxes;
mod claims;
mod samples;

use self::boxes::{Atom, boxes};
use self::claims::Claims;
use super::dji_srt::{self, Subtitle};
use super::{Aids, Format, Reading};
use crate::cursor::Cursor;
use crate::defect::{DefectKind, Defects};
use crate::record::Sink;

/// Grows when what this reader makes of a file changes.
const DECODER: u32 = 1;

/// A first box of a kind that only stands at the beginning of a movie.
pub(super) fn recognise(bytes: &[u8]) -> bool {
    let mut cursor = Cursor::new(bytes);
    let (Some(size), Some(kind)) = (cursor.u32_be(), cursor.array::<4>()) else {
        return false;
    };
    match &kind {
        b"ftyp" => (8..=4096).contains(&size),
        b"moov" | b"wide" | b"mdat" | b"skip" | b"pnot" => {
            // Older QuickTime has no ftyp: then the next box must be one, too.
            let next = boxes(bytes, 0, &mut Defects::new()).into_iter().nth(1);
            next.is_some_and(|next| matches!(&next.kind, b"moov" | b"mdat" | b"free" | b"wide"))
        }
        _ => false,
    }
}

/// Reads what a movie says of itself.
pub(super) fn read(bytes: &[u8], _aids: Aids<'_>, sink: Option<Sink<'_>>) -> Reading {
    let mut reading = Reading::new(Format::Movie, DECODER);
    let mut claims = Claims::new(sink);
    let top = boxes(bytes, 0, &mut reading.defects);
    let brand = top.iter().find(|part| part.kind == *b"ftyp");
    reading.version = brand.and_then(|brand| {
        let brand = brand.content.get(..4)?;
        Some(String::from_utf8_lossy(brand).trim().to_owned())
    });
    let Some(moov) = top.iter().find(|part| part.kind == *b"moov") else {
        let what = "the movie's table is missing: neither times nor places are known";
        reading
            .defects
            .add(DefectKind::Headless, bytes.len() as u64, 0, what);
        return reading;
    };
    let mut tracks = Vec::new();
    for part in moov.inside(&mut reading.defects) {
        match &part.kind {
            b"mvhd" => claims.header(&part),
            b"udta" => claims.user_data(&part, &mut reading.defects),
            b"meta" => claims.keys(&part, &mut reading.defects),
            b"trak" => tracks.push(part),
            _ => {}
        }
    }
    claims.into_reading(&mut reading);
    for track in tracks {
        subtitles(bytes, &track, &mut reading);
    }
    reading
}

/// The flight that a track of subtitles tells, if it is one of an aircraft.
fn subtitles(bytes: &[u8], track: &Atom<'_>, reading: &mut Reading) {
    let Some(table) = samples::Table::of(track, &mut reading.defects) else {
        return;
    };
    if !table.is_text() {
        table.report(reading);
        return;
    }
    let texts: Vec<Subtitle<'_>> = table
        .samples(bytes, &mut reading.defects)
        .filter_map(|sample| {
            // Two bytes of length, the text, then boxes of style.
            let mut cursor = Cursor::within(sample.bytes, sample.offset);
            let length = usize::from(cursor.u16_be()?);
            let text = cursor.take(length.min(cursor.remaining()))?;
            Some(Subtitle {
                offset: sample.offset,
                text,
                from: sample.from,
                to: sample.to,
            })
        })
        .collect();
    let first_record = reading.records;
    reading.records = first_record.saturating_add(texts.len() as u64);
    reading
        .flights
        .extend(dji_srt::flight_of(&texts, first_record));
}

#[cfg(test)]
mod tests;
