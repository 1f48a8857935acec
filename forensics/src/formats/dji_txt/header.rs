//! What stands before and behind the records: where they are, and what the app says of the flight.
//!
//! ```text
//! v1–v5    prefix (12)  · records · details          prefix: details' place u64, their length u16,
//! v6–v11   prefix (100) · records · details                  version u8, …
//! v12      prefix (100) · details (436) · records
//! v13–v14  prefix (100) · auxiliary 0 (details, masked) · auxiliary 1 (version) · records
//! ```
//!
//! Source: `lvauvillier/dji-log-parser` (MIT), DJI's own FlightRecordParsingLib.

use super::cipher::{mask, unmask};
use super::frame::Framing;
use crate::cursor::Cursor;

/// The longest prefix.
const PREFIX: usize = 100;

/// Details of version 12 behind the prefix.
const DETAILS_12: usize = 436;

/// Where a log's parts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// The format's version.
    pub version: u8,
    /// The first byte of the first record.
    pub records: usize,
    /// The byte after the last one.
    pub end: usize,
    /// Where the details are said to be.
    pub details: usize,
}

impl Plan {
    /// What a prefix says; `None` where it cannot be one.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let place = usize::try_from(cursor.u64_le()?).ok()?;
        let length = cursor.u16_le()?;
        let version = cursor.u8()?;
        let is_possible = matches!(version, 1..=14) && (200..=2000).contains(&length);
        if !is_possible || (12..PREFIX).contains(&place) {
            return None;
        }
        let plan = match version {
            1..=11 => Self::trailing(bytes, version, place),
            12 => Self {
                version,
                records: PREFIX.saturating_add(DETAILS_12),
                end: bytes.len(),
                details: PREFIX,
            },
            _ => Self {
                version,
                records: leading(bytes, place),
                end: bytes.len(),
                details: PREFIX,
            },
        };
        Some(plan)
    }

    /// Details behind the records; a place without details is not believed.
    fn trailing(bytes: &[u8], version: u8, place: usize) -> Self {
        let records = if version < 6 { 12 } else { PREFIX };
        let is_there = place >= records
            && bytes
                .get(place..)
                .is_some_and(|tail| Details::of(tail, version).is_some());
        Self {
            version,
            records,
            end: if is_there { place } else { bytes.len() },
            details: place,
        }
    }
}

/// Where records begin behind the auxiliary blocks; some apps leave the place out.
fn leading(bytes: &[u8], place: usize) -> usize {
    if place > PREFIX && place < bytes.len() {
        return place;
    }
    let mut at = PREFIX;
    for kind in [0, 1] {
        match auxiliary(bytes, at) {
            Some((found, body, end)) if found == kind && !body.is_empty() => at = end,
            _ => break,
        }
    }
    at
}

/// An auxiliary block: its kind, its bytes, and the byte after it.
fn auxiliary(bytes: &[u8], at: usize) -> Option<(u8, &[u8], usize)> {
    let mut cursor = Cursor::new(bytes);
    cursor.seek(at)?;
    let kind = cursor.u8()?;
    let length = cursor.u16_le()?;
    let body = cursor.take(usize::from(length))?;
    Some((kind, body, cursor.passed()))
}

/// What the app says of the flight.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Details {
    /// How many lines the app counted: its OSD records.
    pub lines: u32,
    /// When the flight began by the device's clock, milliseconds since 1970.
    pub start_ms: i64,
    /// Where, degrees: longitude, latitude.
    pub place: (f64, f64),
    /// How far it went, metres.
    pub distance_m: f32,
    /// How long it lasted, milliseconds.
    pub lasted_ms: i32,
    /// How high it was above take-off, metres.
    pub height_m: f32,
    /// Pictures taken.
    pub pictures: i32,
    /// The aircraft's type.
    pub product: u8,
    /// The app's platform.
    pub platform: u8,
    /// The app's version.
    pub app: [u8; 3],
    /// The name that the owner gave the aircraft, and serial numbers: aircraft, camera, remote
    /// control, battery.
    pub names: [Vec<u8>; 5],
}

impl Details {
    /// The details of a whole log.
    pub(super) fn in_log(bytes: &[u8], plan: Plan) -> Option<Self> {
        if plan.version < 13 {
            return Self::of(bytes.get(plan.details..)?, plan.version);
        }
        let (0, body, _) = auxiliary(bytes, PREFIX)? else {
            return None;
        };
        let (&first, masked) = body.split_first()?;
        let mut plain = Vec::new();
        unmask(masked, mask(0, first), &mut plain);
        let mut cursor = Cursor::new(&plain);
        cursor.skip(1)?;
        let length = cursor.u16_le()?;
        Self::of(cursor.take(usize::from(length))?, plan.version)
    }

    /// Details from their first byte on; `None` where what stands there cannot be any.
    pub(super) fn of(bytes: &[u8], version: u8) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        cursor.skip(83)?;
        let lines = cursor.u32_le()?;
        cursor.skip(4)?;
        let start_ms = cursor.i64_le()?;
        let place = (cursor.f64_le()?, cursor.f64_le()?);
        let distance_m = cursor.f32_le()?;
        let lasted_ms = cursor.i32_le()?;
        let height_m = cursor.f32_le()?;
        cursor.skip(8)?;
        let pictures = cursor.i32_le()?;
        let details = Self {
            lines,
            start_ms,
            place,
            distance_m,
            lasted_ms,
            height_m,
            pictures,
            ..Self::default()
        };
        let is_possible = is_time(start_ms) && lines < 100_000_000;
        is_possible.then(|| details.named(bytes, version))
    }

    /// With what stands at other places in the two layouts; what is cut off stays empty.
    fn named(self, bytes: &[u8], version: u8) -> Self {
        let text = |at: usize, length: usize| {
            let end = at.saturating_add(length);
            bytes.get(at..end).unwrap_or_default().to_vec()
        };
        let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
        let app = |at: usize| [0, 1, 2].map(|step| byte(at.saturating_add(step)));
        if version < 6 {
            return Self {
                product: byte(277),
                platform: byte(348),
                app: app(349),
                names: [
                    text(278, 24),
                    text(267, 10),
                    text(318, 10),
                    text(328, 10),
                    text(338, 10),
                ],
                ..self
            };
        }
        Self {
            product: byte(271),
            platform: byte(376),
            app: app(377),
            names: [
                text(280, 32),
                text(312, 16),
                text(328, 16),
                text(344, 16),
                text(360, 16),
            ],
            ..self
        }
    }
}

/// Whether a number of milliseconds is a time at which such a log can have been written.
pub(super) const fn is_time(ms: i64) -> bool {
    const Y2010: i64 = 1_262_304_000_000;
    const Y2100: i64 = 4_102_444_800_000;
    ms > Y2010 && ms < Y2100
}

/// The framing that a plan states.
impl From<Plan> for Framing {
    fn from(plan: Plan) -> Self {
        Self::of(plan.version)
    }
}
