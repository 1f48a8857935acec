//! What the head of a movie comes to: when, how long, where, by which camera.

use std::borrow::Cow;

use missions::time::UtcTime;

use super::Reading;
use super::boxes::Atom;
use crate::cursor::Cursor;
use crate::defect::Defects;
use crate::flight::{Identity, IdentityKind, LocalTime, Media, MediaKind, Trace, somewhere};
use crate::record::{Record, Sink, Value};

/// The claims of one movie as they are gathered.
pub(super) struct Claims<'s> {
    sink: Option<Sink<'s>>,
    count: u64,
    media: Media,
    identities: Vec<Identity>,
}

/// Seconds from 1904 to 1970.
const SINCE_1904_S: i64 = 2_082_844_800;

impl<'s> Claims<'s> {
    pub(super) const fn new(sink: Option<Sink<'s>>) -> Self {
        Self {
            sink,
            count: 0,
            media: Media::new(MediaKind::Video, Trace::new(0, 0)),
            identities: Vec::new(),
        }
    }

    fn trace(&mut self, part: &Atom<'_>, name: &str, value: Value<'_>) -> Trace {
        let trace = Trace::new(part.offset, self.count);
        self.count = self.count.saturating_add(1);
        if let Some(sink) = &mut self.sink {
            sink(&Record {
                offset: trace.offset,
                number: trace.record,
                kind: "movie",
                names: &[Cow::Borrowed(name)],
                values: &[value],
            });
        }
        trace
    }

    /// The movie's header. Source: ISO/IEC 14496-12, 8.2.2.
    pub(super) fn header(&mut self, part: &Atom<'_>) {
        let Some((created, scale, duration)) = header(part.cursor()) else {
            return;
        };
        let trace = self.trace(part, "creation_time", Value::Unsigned(created));
        if scale > 0 {
            self.media.duration_s = Some(duration as f64 / f64::from(scale));
        }
        self.media.trace = trace;
        let seconds = i64::try_from(created)
            .unwrap_or(0)
            .saturating_sub(SINCE_1904_S);
        // Some cameras count from 1970; nobody filmed before 1970.
        let seconds = if seconds < 0 && created > 0 {
            created as i64
        } else {
            seconds
        };
        if created > 0 {
            let time = UtcTime::from_secs(seconds);
            self.media.local = Some(LocalTime::as_if_utc(time));
        }
    }

    /// User data. Source: Apple, QuickTime File Format, "User data atoms"; 3GPP TS 26.244, 8.
    pub(super) fn user_data(&mut self, part: &Atom<'_>, defects: &mut Defects) {
        for part in part.inside(defects) {
            match &part.kind {
                b"loci" => self.loci(&part),
                b"meta" => self.keys(&part, defects),
                [0xa9, name @ ..] => {
                    let text = international(part.cursor());
                    self.named(&part, name_of(*name), text);
                }
                _ => {}
            }
        }
    }

    /// Apple's metadata: names in `keys`, values in `ilst` by their number.
    pub(super) fn keys(&mut self, part: &Atom<'_>, defects: &mut Defects) {
        // QuickTime's meta has no version before its boxes, MP4's has.
        let is_plain = part.content.get(4..8).is_some_and(|kind| kind == b"hdlr");
        let inside = if is_plain {
            part.inside(defects)
        } else {
            part.inside_full(defects)
        };
        let find = |kind: &[u8; 4]| inside.iter().find(|part| part.kind == *kind);
        let Some(list) = find(b"ilst") else {
            return;
        };
        let names = find(b"keys")
            .map(|keys| names(keys.cursor()))
            .unwrap_or_default();
        for item in list.inside(defects) {
            let number = u32::from_be_bytes(item.kind) as usize;
            let name = number.checked_sub(1).and_then(|at| names.get(at)).copied();
            let name = match (name, item.kind) {
                (Some(name), _) => name,
                (None, [0xa9, short @ ..]) => name_of(short),
                _ => continue,
            };
            let data = item
                .inside(defects)
                .into_iter()
                .find(|part| part.kind == *b"data");
            if let Some(data) = data {
                // Type and locale stand before the value.
                let value = data.content.get(8..).unwrap_or_default();
                self.named(&data, name, Some(value));
            }
        }
    }

    fn loci(&mut self, part: &Atom<'_>) {
        let mut cursor = part.cursor();
        let mut read = || {
            cursor.skip(6)?; // version, flags, language
            cursor.until_zero();
            cursor.skip(1)?; // role
            let mut degrees = || cursor.i32_be().map(|fixed| f64::from(fixed) / 65_536.0);
            Some([degrees()?, degrees()?, degrees()?])
        };
        if let Some([longitude, latitude, altitude]) = read() {
            let trace = self.trace(part, "loci", Value::Double(latitude));
            self.place(latitude, longitude, Some(altitude), trace);
        }
    }

    fn place(&mut self, latitude: f64, longitude: f64, altitude_m: Option<f64>, trace: Trace) {
        if self.media.position.is_none()
            && let Some(position) = somewhere(latitude, longitude)
        {
            self.media.position = Some(position);
            self.media.altitude_m = altitude_m;
            self.media.trace = trace;
        }
    }

    fn named(&mut self, part: &Atom<'_>, name: &str, text: Option<&[u8]>) {
        let text = text.unwrap_or_default();
        let trace = self.trace(part, name, Value::Text(text));
        let kind = match name {
            "place" | "com.apple.quicktime.location.ISO6709" => {
                let text = String::from_utf8_lossy(text);
                if let Some((latitude, longitude, altitude)) = iso_6709(&text) {
                    self.place(latitude, longitude, altitude, trace);
                }
                return;
            }
            "day" | "com.apple.quicktime.creationdate" => {
                let utc = String::from_utf8_lossy(text).trim().parse().ok();
                self.media.utc = self.media.utc.or(utc);
                return;
            }
            "maker" | "com.apple.quicktime.make" => IdentityKind::Maker,
            "model" | "com.apple.quicktime.model" => IdentityKind::Product,
            "software" | "com.apple.quicktime.software" | "tool" => IdentityKind::App,
            "com.apple.quicktime.author" => IdentityKind::PersonName,
            "serial" => IdentityKind::CameraSerial,
            _ => return,
        };
        self.identities.extend(Identity::stated(kind, text, trace));
    }

    pub(super) fn into_reading(self, reading: &mut Reading) {
        reading.records = self.count;
        reading.identities = self.identities;
        reading.media.push(self.media);
    }
}

/// Creation, time scale, duration.
fn header(mut cursor: Cursor<'_>) -> Option<(u64, u32, u64)> {
    let version = cursor.u8()?;
    cursor.skip(3)?;
    if version == 1 {
        let created = cursor.u64_be()?;
        cursor.skip(8)?;
        return Some((created, cursor.u32_be()?, cursor.u64_be()?));
    }
    let created = u64::from(cursor.u32_be()?);
    cursor.skip(4)?;
    Some((created, cursor.u32_be()?, u64::from(cursor.u32_be()?)))
}

/// The three letters behind `©`.
const fn name_of(name: [u8; 3]) -> &'static str {
    match &name {
        b"xyz" => "place",
        b"day" => "day",
        b"mak" => "maker",
        b"mod" | b"mdl" => "model",
        b"swr" => "software",
        b"too" => "tool",
        b"dsn" | b"csn" => "serial",
        _ => "other",
    }
}

/// A text with its length and language before it; without them where the length does not fit.
fn international(mut cursor: Cursor<'_>) -> Option<&[u8]> {
    let all = cursor.rest();
    let length = usize::from(cursor.u16_be()?);
    cursor.skip(2)?;
    cursor.take(length).or(Some(all))
}

/// The names of Apple's keys. Source: QuickTime File Format, "Metadata item keys atom".
fn names(mut cursor: Cursor<'_>) -> Vec<&str> {
    let mut names = Vec::new();
    if cursor.skip(8).is_none() {
        return names; // version, flags and count
    }
    let mut next = || {
        let length = usize::try_from(cursor.u32_be()?).ok()?.checked_sub(8)?;
        cursor.skip(4)?;
        std::str::from_utf8(cursor.take(length)?).ok()
    };
    while let Some(name) = next() {
        names.push(name);
    }
    names
}

/// `+47.4692+008.2090+456.0/`: latitude, longitude, height. Source: ISO 6709, annex H; only degrees
/// with decimals, as cameras write them.
pub(super) fn iso_6709(text: &str) -> Option<(f64, f64, Option<f64>)> {
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0');
    let text = text.split(['/', 'C']).next()?;
    let mut numbers = Vec::new();
    let mut rest = text;
    while let Some(sign) = rest.chars().next().filter(|sign| matches!(sign, '+' | '-')) {
        let digits = rest.get(1..)?;
        let end = digits.find(['+', '-']).unwrap_or(digits.len());
        let (digits, tail) = digits.split_at_checked(end)?;
        let number: f64 = digits
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())?;
        numbers.push(if sign == '-' { -number } else { number });
        rest = tail;
    }
    match numbers.as_slice() {
        [latitude, longitude] => Some((*latitude, *longitude, None)),
        [latitude, longitude, height] => Some((*latitude, *longitude, Some(*height))),
        _ => None,
    }
}
