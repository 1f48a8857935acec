//! The settings of INAV and Betaflight in flash: at the beginning of a sector a header, then a
//! chain of records, an empty record, a checksum.
//!
//! ```text
//! INAV        version (1)          Betaflight   version (1) │ BE
//! record      size (2, with these 6) │ number (2, low 12 bits) │ version (1) │ profile (1) │ bytes
//! end         00 00 │ CRC-16/XMODEM of all before it (2)
//! ```
//!
//! What is read of them: the names, INAV's waypoints and safe homes. Source: INAV's and
//! Betaflight's `config_eeprom.c`, `parameter_group_ids.h`, `navigation.h`, `pilot.h`.

use missions::geodesy::Position;

use super::{add, structure, trusted};
use crate::cursor::Cursor;
use crate::flight::{Confidence, IdentityKind, PlaceKind, PlannedPlace, Trace, somewhere};
use crate::formats::Reading;
use crate::record::{Sink, Value};

/// A sector of a flash memory begins at a multiple of this.
const SECTOR: usize = 2048;
/// So many records in a row are no accident.
const ENOUGH: usize = 12;
/// No record is longer.
const LONGEST: u16 = 8192;
/// The second byte of Betaflight's header.
const BETAFLIGHT: u8 = 0xBE;
/// How long a name can be.
const NAME: usize = 16;

/// PG_SYSTEM_CONFIG, PG_WAYPOINT_MISSION_STORAGE and PG_SAFE_HOME_CONFIG of INAV; PG_PILOT_CONFIG
/// of Betaflight.
const SYSTEM: u16 = 18;
const WAYPOINTS: u16 = 1007;
const SAFE_HOMES: u16 = 1026;
const PILOT: u16 = 47;

/// One chain of records.
#[derive(Clone, Debug)]
pub(super) struct Chain<'a> {
    records: Vec<Setting<'a>>,
    /// Where what follows it begins.
    end: usize,
    is_betaflight: bool,
    /// Whether its checksum fits.
    is_checked: bool,
}

/// One record.
#[derive(Clone, Copy, Debug)]
struct Setting<'a> {
    offset: usize,
    number: u16,
    version: u8,
    bytes: &'a [u8],
}

/// The chains in a dump; what is in one begins no other.
pub(super) fn chains(bytes: &[u8]) -> impl Iterator<Item = Chain<'_>> {
    let mut sector = 0_usize;
    std::iter::from_fn(move || {
        while sector < bytes.len() {
            let found = chain(bytes, sector);
            let behind = sector.saturating_add(1);
            let end = found.as_ref().map_or(behind, |chain| chain.end);
            sector = end.checked_next_multiple_of(SECTOR)?;
            if found.is_some() {
                return found;
            }
        }
        None
    })
}

fn chain(bytes: &[u8], at: usize) -> Option<Chain<'_>> {
    let mut cursor = Cursor::new(bytes);
    cursor.seek(at)?;
    let version = cursor.u8()?;
    let is_betaflight = cursor.peek(1) == Some(&[BETAFLIGHT]);
    if is_betaflight {
        cursor.skip(1)?;
    }
    if matches!(version, 0 | 0xFF) {
        return None;
    }
    let mut records = Vec::new();
    while let Some(record) = next(&mut cursor) {
        records.push(record);
    }
    if records.len() < ENOUGH {
        return None;
    }
    let end = cursor.passed();
    let is_closed = cursor.u16_le() == Some(0);
    let covered = bytes.get(at..cursor.passed()).unwrap_or_default();
    let stated = cursor.u16_le();
    let fits = |start| stated == Some(crc_16(covered, start));
    Some(Chain {
        records,
        end,
        is_betaflight,
        is_checked: is_closed && (fits(0) || fits(0xFFFF)),
    })
}

fn next<'a>(cursor: &mut Cursor<'a>) -> Option<Setting<'a>> {
    let mut ahead = *cursor;
    let offset = ahead.passed();
    let size = ahead.u16_le().filter(|size| (7..=LONGEST).contains(size))?;
    let number = ahead.u16_le()? & 0x0FFF;
    let version = ahead.u8().filter(|version| *version < 64)?;
    ahead.u8().filter(|profile| *profile < 8)?;
    let bytes = ahead.take(usize::from(size.checked_sub(6)?))?;
    *cursor = ahead;
    (number != 0).then_some(Setting {
        offset,
        number,
        version,
        bytes,
    })
}

/// CRC-16 of CCITT's polynomial, highest bit first.
pub(super) fn crc_16(bytes: &[u8], start: u16) -> u16 {
    bytes.iter().fold(start, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| {
            let shifted = crc << 1;
            if crc & 0x8000 == 0 {
                shifted
            } else {
                shifted ^ 0x1021
            }
        })
    })
}

/// Reads what is known of the records.
pub(super) fn read(chain: &Chain<'_>, reading: &mut Reading, sink: &mut Option<Sink<'_>>) {
    for setting in &chain.records {
        let fields = [
            ("number", Value::Unsigned(setting.number.into())),
            ("version", Value::Unsigned(setting.version.into())),
            ("bytes", Value::Bytes(setting.bytes)),
        ];
        let trace = structure((setting.offset, "setting"), &fields, reading, sink);
        let confidence = trusted(chain.is_checked);
        match (chain.is_betaflight, setting.number) {
            (false, SYSTEM) => system(setting, trace, reading),
            (true, PILOT) => pilot(setting, trace, reading),
            (false, WAYPOINTS) => waypoints(setting.bytes, (trace, confidence), reading),
            (false, SAFE_HOMES) => safe_homes(setting.bytes, (trace, confidence), reading),
            _ => {}
        }
    }
}

/// INAV's names lie in the middle of its system settings, whose beginning changes with the
/// version: two fields of 17 letters and zeros at their end. Up to 4.x there is only the craft's.
fn system(setting: &Setting<'_>, trace: Trace, reading: &mut Reading) {
    let field = NAME.saturating_add(1);
    let kinds = [IdentityKind::CraftName, IdentityKind::PilotName];
    let first = setting.bytes.iter().position(u8::is_ascii_alphanumeric);
    let Some(first) = first.filter(|first| *first >= 4) else {
        return;
    };
    let fields = setting.bytes.get(first..).unwrap_or_default();
    for (kind, name) in kinds.into_iter().zip(fields.chunks(field)) {
        let text = super::padded(name);
        if !text.is_empty()
            && text
                .iter()
                .all(|byte| *byte == b' ' || byte.is_ascii_graphic())
        {
            add(reading, kind, text, trace);
        }
    }
}

/// Betaflight: craft's name, from 4.4 on the pilot's.
fn pilot(setting: &Setting<'_>, trace: Trace, reading: &mut Reading) {
    let kinds = [IdentityKind::CraftName, IdentityKind::PilotName];
    let fields = setting.bytes.chunks(NAME.saturating_add(1));
    for (kind, name) in kinds.into_iter().zip(fields) {
        add(reading, kind, name, trace);
    }
}

/// 20 bytes each: latitude, longitude (1e-7 degrees), height (cm), three parameters, action, flag.
fn waypoints(bytes: &[u8], (trace, confidence): (Trace, Confidence), reading: &mut Reading) {
    for (number, waypoint) in (1_u16..).zip(bytes.as_chunks::<20>().0) {
        let mut cursor = Cursor::new(waypoint);
        let place = place(&mut cursor);
        let height_m = cursor.i32_le().map(|cm| f64::from(cm) / 100.0);
        let action = waypoint.get(18).copied().unwrap_or_default();
        let kind = match action {
            1..=3 => PlaceKind::Waypoint,
            5 => PlaceKind::Interest,
            8 => PlaceKind::Landing,
            _ => continue,
        };
        reading.places.extend(place.map(|position| PlannedPlace {
            kind,
            number,
            position,
            height_m,
            trace,
            confidence,
        }));
    }
}

/// 12 bytes each: whether it is set (4 with padding), latitude, longitude.
fn safe_homes(bytes: &[u8], (trace, confidence): (Trace, Confidence), reading: &mut Reading) {
    for (number, home) in (1_u16..).zip(bytes.as_chunks::<12>().0) {
        let mut cursor = Cursor::new(home);
        let is_set = cursor.u32_le().is_some_and(|set| set & 0xFF != 0);
        let position = place(&mut cursor).filter(|_| is_set);
        reading.places.extend(position.map(|position| PlannedPlace {
            kind: PlaceKind::SafeHome,
            number,
            position,
            height_m: None,
            trace,
            confidence,
        }));
    }
}

fn place(cursor: &mut Cursor<'_>) -> Option<Position> {
    let (latitude, longitude) = (cursor.i32_le()?, cursor.i32_le()?);
    somewhere(f64::from(latitude) / 1e7, f64::from(longitude) / 1e7)
}
