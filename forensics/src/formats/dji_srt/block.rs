//! One subtitle: its bytes, and what its text says.

use std::borrow::Cow;

use missions::time::BootTime;

use super::field::{after, leading, local_time, number_after, video_time};
use crate::flight::LocalTime;
use crate::record::{Record, Value};

/// The one field of a raw record.
const TEXT: &[Cow<'static, str>] = &[Cow::Borrowed("text")];

/// One subtitle.
#[derive(Clone, Debug)]
pub(super) struct Block<'a> {
    /// Its first byte in the file.
    pub offset: u64,
    /// All of it, broken UTF-8 marked.
    pub text: Cow<'a, str>,
    /// The same as a value of a raw record.
    value: [Value<'a>; 1],
    /// Whether a blank line ends it.
    is_closed: bool,
    /// When it is shown, where that stands outside of its text.
    shown: Option<(BootTime, BootTime)>,
}

/// Which number of a pair comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Longitude, as most aircraft write it.
    LongitudeFirst,
    /// Latitude: the Matrice 300, whose third number carries its unit.
    LatitudeFirst,
}

/// The shapes of the lines with which whole blocks of a file end; a hostile file has a new one in
/// every block, so only the first few are kept.
#[derive(Debug, Default)]
pub(super) struct Ends(Vec<String>);

impl Ends {
    const MOST: usize = 64;

    /// Learns how a block ends that is whole.
    pub(super) fn learn(&mut self, block: &Block<'_>) {
        if self.0.len() < Self::MOST && block.is_closed {
            let shape = block.shape();
            if !self.hold(&shape) {
                self.0.push(shape);
            }
        }
    }

    fn hold(&self, shape: &str) -> bool {
        self.0.iter().any(|known| known == shape)
    }
}

/// The blocks of a file: each begins with a line that is a number.
pub(super) fn blocks(bytes: &[u8]) -> impl Iterator<Item = Block<'_>> {
    let mut lines = lines(bytes).peekable();
    std::iter::from_fn(move || {
        let (start, _) = lines.find(|(_, line)| is_number(line))?;
        let mut end = start;
        let mut is_closed = false;
        while let Some((at, line)) = lines.next_if(|(_, line)| !is_number(line)) {
            if line.trim_ascii().is_empty() {
                is_closed = true;
                break;
            }
            end = at.saturating_add(line.len());
        }
        let body = bytes.get(start..end).unwrap_or_default();
        Some(Block {
            offset: start as u64,
            text: String::from_utf8_lossy(body),
            value: [Value::Text(body)],
            is_closed,
            shown: None,
        })
    })
}

/// The lines of a file with their first byte; a mark of UTF-8 before the first is passed over.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut at = bytes.len().saturating_sub(body.len());
    body.split_inclusive(|byte| *byte == b'\n')
        .map(move |line| {
            let start = at;
            at = at.saturating_add(line.len());
            (start, line)
        })
}

/// A count has no zeros before it; a time that was cut off (`00`) has.
fn is_number(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let is_counted = line == b"0" || !line.starts_with(b"0");
    is_counted && !line.is_empty() && line.len() < 10 && line.iter().all(u8::is_ascii_digit)
}

impl<'a> Block<'a> {
    /// One whose time stands in the table of a movie.
    pub(super) fn within(offset: u64, text: &'a [u8], shown: (BootTime, BootTime)) -> Self {
        Self {
            offset,
            text: String::from_utf8_lossy(text),
            value: [Value::Text(text)],
            is_closed: true,
            shown: Some(shown),
        }
    }
}

impl Block<'_> {
    /// As a raw record.
    pub(super) const fn record(&self, number: u64) -> Record<'_> {
        Record {
            offset: self.offset,
            number,
            kind: "subtitle",
            names: TEXT,
            values: &self.value,
        }
    }

    /// Whether it says what only an aircraft's subtitle says.
    pub(super) fn is_of_a_drone(&self) -> bool {
        let marks = [
            "GPS",
            "RTK (",
            "HOME(",
            "[iso",
            "[latitude",
            "DiffTime",
            "BAROMETER",
        ];
        let text = &self.text;
        marks.iter().any(|mark| text.contains(mark))
            && (self.span().is_some() || self.local().is_some())
    }

    /// Whether it has a time, closes what it opens, and has its own end: a blank line or, at the
    /// end of the file, a line of the same shape as one with which a block before it ended.
    pub(super) fn is_whole(&self, ends: &Ends) -> bool {
        let has_time = self.span().is_some() || self.local().is_some();
        let has_end = self.is_closed || ends.hold(&self.shape());
        has_time && has_end && self.closes_what_it_opens()
    }

    fn closes_what_it_opens(&self) -> bool {
        let count = |mark: &str| self.text.matches(mark).count();
        [("[", "]"), ("(", ")"), ("<font", "</font>")]
            .iter()
            .all(|(open, close)| count(open) == count(close))
    }

    /// Its last line with every run of digits as one mark.
    fn shape(&self) -> String {
        let last = self.text.lines().next_back().unwrap_or_default();
        let mut shape = String::with_capacity(last.len());
        for letter in last.trim_end().chars() {
            let letter = if letter.is_ascii_digit() { '#' } else { letter };
            if letter != '#' || !shape.ends_with('#') {
                shape.push(letter);
            }
        }
        shape
    }

    /// From when to when it is shown, time in the video.
    pub(super) fn span(&self) -> Option<(BootTime, BootTime)> {
        if self.shown.is_some() {
            return self.shown;
        }
        let line = self.text.lines().find(|line| line.contains("-->"))?;
        let (from, to) = line.split_once("-->")?;
        Some((video_time(from)?, video_time(to)?))
    }

    /// The aircraft's time of day.
    pub(super) fn local(&self) -> Option<LocalTime> {
        local_time(&self.text)
    }

    /// Latitude and longitude of the aircraft.
    pub(super) fn place(&self, order: Order) -> Option<(f64, f64)> {
        let longitude = || {
            let right = number_after(&self.text, "[longitude");
            right.or_else(|| number_after(&self.text, "[longtitude"))
        };
        let named = number_after(&self.text, "[latitude").zip(longitude());
        named
            .or_else(|| self.pair("GPS", order))
            .or_else(|| self.pair("RTK", Order::LongitudeFirst))
    }

    /// The gimbal's yaw and the aircraft's, degrees, where a block has them.
    pub(super) fn yaws_deg(&self) -> (Option<f64>, Option<f64>) {
        let third = |mark: &str| {
            let (inner, _) = after(&self.text, mark)?.split_once(')')?;
            leading(inner.split(',').nth(2)?.trim_start()).map(|(number, _)| number)
        };
        let gimbal = number_after(&self.text, "gb_yaw");
        (gimbal.or_else(|| third("G.PRY")), third("F.PRY"))
    }

    /// Latitude and longitude of home.
    pub(super) fn home(&self, order: Order) -> Option<(f64, f64)> {
        self.pair("HOME", order)
    }

    /// Above the sea, as the aircraft has it, metres.
    pub(super) fn altitude_m(&self) -> Option<f64> {
        let absolute = number_after(&self.text, "abs_alt");
        absolute.or_else(|| number_after(&self.text, "[altitude"))
    }

    /// Above the place of take-off, metres.
    pub(super) fn height_m(&self) -> Option<f64> {
        ["rel_alt", "BAROMETER", "Hb", ", H "]
            .iter()
            .find_map(|mark| number_after(&self.text, mark))
    }

    /// Satellites, where the third number of a pair is a count.
    pub(super) fn satellites(&self) -> Option<u8> {
        let (_, _, third) = self.triple("GPS").or_else(|| self.triple("RTK"))?;
        third?.trim().parse().ok()
    }

    fn pair(&self, mark: &str, order: Order) -> Option<(f64, f64)> {
        let (first, second, _) = self.triple(mark)?;
        Some(match order {
            Order::LongitudeFirst => (second, first),
            Order::LatitudeFirst => (first, second),
        })
    }

    /// The two numbers in brackets behind a mark, and the text of the third. The closing bracket
    /// must be there: a number that was cut off is another number.
    fn triple(&self, mark: &str) -> Option<(f64, f64, Option<&str>)> {
        let (inner, _) = after(&self.text, mark)?.split_once(')')?;
        let mut parts = inner.split(',');
        let mut number = || leading(parts.next()?.trim_start()).map(|(number, _)| number);
        let (first, second) = (number()?, number()?);
        Some((first, second, parts.next()))
    }
}

impl Order {
    /// The order of a whole file: a number beyond ±90 can only be a longitude and decides; else a
    /// third number with its unit is the Matrice's.
    pub(super) fn of<'a>(blocks: impl Iterator<Item = Block<'a>>) -> Self {
        let mut order = Self::LongitudeFirst;
        for block in blocks {
            let Some((first, second, third)) = block.triple("GPS") else {
                continue;
            };
            if first.abs() > 90.0 {
                return Self::LongitudeFirst;
            }
            if second.abs() > 90.0 {
                return Self::LatitudeFirst;
            }
            if third.is_some_and(|third| third.trim_end().ends_with('M')) {
                order = Self::LatitudeFirst;
            }
        }
        order
    }
}
