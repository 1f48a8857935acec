//! Where pictures, movies and databases end.
//!
//! ```text
//! JPEG    ff d8 │ ff kind │ u16 length … │ ff da … entropy: ff 00, ff d0–d7 … │ ff d9
//! MP4     u32 length │ 4 letters │ …      length 1: u64 behind the letters
//! SQLite  "SQLite format 3" 00 │ u16 bytes a page │ … │ 28 u32 pages      big-endian
//! ```

use memchr::memchr;

use super::Ending;
use super::walk::Walk;

pub(super) const SQLITE: &[u8] = b"SQLite format 3\0";
/// A picture is not larger.
const PICTURE: u64 = 128 << 20;

pub(super) fn begins_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff]) && matches!(bytes.get(3), Some(0xc0..=0xfe))
}

pub(super) fn jpeg(walk: &mut Walk<'_>) -> Option<(u64, Ending)> {
    walk.skip(2)?;
    loop {
        let [mark, kind, high, low] = walk.array()?;
        let length = u64::from(u16::from_be_bytes([high, low]));
        if mark != 0xff || length < 2 || !matches!(kind, 0xc0..=0xfe) {
            return None;
        }
        walk.skip(length.saturating_add(2))?;
        if kind == 0xda {
            entropy(walk)?;
            if walk.array() == Some([0xff, 0xd9]) {
                walk.skip(2)?;
                // Some cameras put further pictures right behind the first.
                if walk.array() != Some([0xff, 0xd8, 0xff]) {
                    return Some((walk.at, Ending::Stated));
                }
                walk.skip(2)?;
            }
        }
    }
}

/// Past the coded part, to the mark behind it.
fn entropy(walk: &mut Walk<'_>) -> Option<()> {
    while walk.at < PICTURE {
        let bytes = walk.up_to(64 << 10);
        let (count, mark) = (bytes.len() as u64, memchr(0xff, bytes));
        let Some(at) = mark else {
            walk.skip(count).filter(|()| count > 0)?;
            continue;
        };
        walk.skip(at as u64)?;
        match walk.array()? {
            [_, 0 | 0xd0..=0xd7] => walk.skip(2)?,
            [_, 0xff] => walk.skip(1)?,
            _ => return Some(()),
        }
    }
    None
}

pub(super) fn begins_movie(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp") && bytes.starts_with(&[0, 0, 0])
}

pub(super) fn movie(walk: &mut Walk<'_>) -> Option<(u64, Ending)> {
    const BOXES: [&[u8; 4]; 12] = [
        b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"udta", b"meta", b"uuid", b"moof",
        b"mfra", b"sidx",
    ];
    let mut count = 0_u64;
    let ending = loop {
        let Some([a, b, c, d, name @ ..]) = walk.array::<8>() else {
            break Ending::Space;
        };
        if !BOXES.contains(&&name) {
            break Ending::Records;
        }
        let length = match u32::from_be_bytes([a, b, c, d]) {
            1 => match walk.array::<16>() {
                Some([.., a, b, c, d, e, f, g, h]) => u64::from_be_bytes([a, b, c, d, e, f, g, h]),
                None => break Ending::Space,
            },
            short => u64::from(short),
        };
        if length < 8 {
            break Ending::Records;
        }
        if walk.skip(length).is_none() {
            // What is there of it tells something, too.
            walk.at = walk.room();
            break Ending::Space;
        }
        count = count.saturating_add(1);
    };
    (count > 1 || (count == 1 && ending == Ending::Space)).then_some((walk.at, ending))
}

pub(super) fn sqlite(walk: &mut Walk<'_>) -> Option<(u64, Ending)> {
    let head = walk.array::<100>()?;
    let page = u64::from(u16::from_be_bytes(*head.get(16..)?.first_chunk()?));
    let page = if page == 1 { 65_536 } else { page };
    let pages = u64::from(u32::from_be_bytes(*head.get(28..)?.first_chunk()?));
    let length = pages.checked_mul(page)?;
    let is_sound = page.is_power_of_two() && page >= 512 && pages > 0;
    if !is_sound || head.get(21..24) != Some(&[64, 32, 32]) {
        return None;
    }
    if length <= walk.room() {
        Some((length, Ending::Stated))
    } else {
        Some((walk.room(), Ending::Space))
    }
}
