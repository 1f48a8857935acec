//! Where DJI's logs end: flight records say where their details stand, or are walked; the aircraft's
//! own files are walked. The layouts stand in `formats::dji_txt` and `formats::dji_dat`.

use super::Ending;
use super::walk::Walk;
use crate::cursor::Cursor;

/// No app writes a longer one.
const LONGEST: u64 = 256 << 20;

/// Where the details stand, how long they are, the version.
fn prefix(bytes: &[u8]) -> Option<(u64, u64, u8)> {
    let mut cursor = Cursor::new(bytes);
    let (place, length, version) = (cursor.u64_le()?, cursor.u16_le()?, cursor.u8()?);
    let is_possible = matches!(version, 1..=14) && (200..=2000).contains(&length);
    let is_placed = (100..LONGEST).contains(&place);
    (is_possible && is_placed).then_some((place, u64::from(length), version))
}

pub(super) fn begins_txt(bytes: &[u8]) -> bool {
    prefix(bytes).is_some()
}

pub(super) fn txt(walk: &mut Walk<'_>) -> Option<(u64, Ending)> {
    let (place, length, version) = prefix(walk.peek(11)?)?;
    walk.skip(match version {
        1..=5 => 12,
        6..=11 => 100,
        12 => 536,
        _ => place,
    })?;
    let until = if version < 12 { place } else { LONGEST };
    let mut count = 0_u64;
    let ending = loop {
        let (more, ending) = records(walk, version > 12, until);
        count = count.saturating_add(more);
        if between(walk).is_none() {
            break ending;
        }
    };
    if count < 2 {
        return None;
    }
    let stated = place.saturating_add(length);
    if version < 12 && stated <= walk.room() {
        return Some((stated, Ending::Stated));
    }
    Some((walk.at, ending))
}

/// Past what stands between records: the mark of an app that began anew, a picture.
fn between(walk: &mut Walk<'_>) -> Option<()> {
    match walk.array::<4>()? {
        [0x39, 0x30, 0, 0] => walk.skip(4),
        [0xff, 0xd8, 0xff, _] => {
            let begins = walk.at;
            let end = super::media::jpeg(walk);
            walk.at = end.map_or(begins, |(end, _)| end);
            end.map(drop)
        }
        _ => None,
    }
}

/// How many records follow each other.
fn records(walk: &mut Walk<'_>, is_wide: bool, until: u64) -> (u64, Ending) {
    let mut count = 0_u64;
    while walk.at < until {
        let Some([_, low, high]) = walk.array() else {
            return (count, Ending::Space);
        };
        let (head, length) = if is_wide {
            (3, u64::from(u16::from_le_bytes([low, high])))
        } else {
            (2, u64::from(low))
        };
        let begins = walk.at;
        let last = walk
            .skip(length.saturating_add(head))
            .and_then(|()| walk.array());
        match last {
            Some([0xff]) => walk.at = walk.at.saturating_add(1),
            last => {
                walk.at = begins;
                let ending = if last.is_none() {
                    Ending::Space
                } else {
                    Ending::Records
                };
                return (count, ending);
            }
        }
        count = count.saturating_add(1);
    }
    (count, Ending::Records)
}

pub(super) fn begins_dat(bytes: &[u8]) -> bool {
    bytes.get(16..21) == Some(b"BUILD")
}

pub(super) fn dat(walk: &mut Walk<'_>) -> Option<(u64, Ending)> {
    let is_third = walk.peek(256)?.get(242..252) == Some(b"DJI_LOG_V3");
    walk.skip(if is_third { 256 } else { 128 })?;
    let mut count = 0_u64;
    let ending = loop {
        let Some([0x55, low, high]) = walk.array() else {
            let is_end = walk.peek(3).is_none();
            break if is_end {
                Ending::Space
            } else {
                Ending::Records
            };
        };
        let length = u16::from_le_bytes([low, high & 3]);
        if length < 10 {
            break Ending::Records;
        }
        if walk.skip(u64::from(length)).is_none() {
            break Ending::Space;
        }
        count = count.saturating_add(1);
    };
    (count > 4).then_some((walk.at, ending))
}
