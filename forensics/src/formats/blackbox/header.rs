//! The lines `H key:value` with which a log begins.

use std::borrow::Cow;

use super::definition::{Definition, Definitions};
use crate::defect::{Defect, DefectKind};
use crate::flight::Trace;

/// No line is longer, or it is none.
const LONGEST: usize = 4096;

/// The lines of one log.
#[derive(Debug)]
pub(super) struct Header<'a> {
    lines: Vec<Line<'a>>,
    /// Where the frames begin.
    pub end: usize,
    /// Lines that could not be read.
    pub defects: Vec<Defect>,
}

/// One line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub offset: u64,
    pub key: &'a str,
    pub value: &'a [u8],
}

impl<'a> Header<'a> {
    /// Reads the lines from a byte on, no farther than `end`.
    pub(super) fn read(bytes: &'a [u8], start: usize, end: usize) -> Self {
        let bytes = bytes.get(..end).unwrap_or(bytes);
        let mut header = Self {
            lines: Vec::new(),
            end: start,
            defects: Vec::new(),
        };
        while let Some((line, next)) = next_line(bytes, header.end) {
            let gap = line.offset.saturating_sub(header.end as u64);
            if gap > 0 {
                let what = "a damaged line of the header: what it said is lost";
                let defect = Defect::new(DefectKind::Unreadable, header.end as u64, gap, what);
                header.defects.push(defect);
            }
            header.lines.push(line);
            header.end = next;
        }
        header
    }

    /// The first line of a key.
    pub(super) fn line(&self, key: &str) -> Option<&Line<'a>> {
        self.lines.iter().find(|line| line.key == key)
    }

    /// A value as text.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let line = self.line(key)?;
        Some(String::from_utf8_lossy(line.value).trim().to_owned())
    }

    /// The first whole number of a value.
    pub(super) fn number(&self, key: &str) -> Option<i32> {
        self.numbers(key)
            .and_then(|numbers| numbers.first().copied())
    }

    /// The whole numbers of a value, separated by commas.
    pub(super) fn numbers(&self, key: &str) -> Option<Vec<i32>> {
        let text = self.text(key)?;
        text.split(',')
            .map(|part| part.trim().parse().ok())
            .collect()
    }

    /// The I and P frames, where the header describes them.
    pub(super) fn main(&self) -> Option<(Definition<'a>, Definition<'a>)> {
        let intra = self.definition("I", None)?;
        let inter = self.definition("P", Some(&intra))?;
        Some((intra, inter))
    }

    /// All kinds of frames.
    pub(super) fn definitions(&self) -> Option<Definitions<'a>> {
        let (intra, inter) = self.main()?;
        let motors = self.numbers("motorOutput").unwrap_or_default();
        let interval = self.number("I interval").filter(|interval| *interval > 0);
        let (numerator, denominator) = self.share();
        Some(Definitions {
            minimum_throttle: self.number("minthrottle").unwrap_or(1150),
            minimum_motor: motors.first().copied().unwrap_or_default(),
            battery_reference: self.number("vbatref").unwrap_or(4095),
            interval: u32::try_from(interval.unwrap_or(32)).unwrap_or(32),
            numerator,
            denominator,
            slow: self.definition("S", None),
            gps: self.definition("G", None),
            home: self.definition("H", None),
            intra,
            inter,
        })
    }

    /// How many of the loop's rounds are logged: `P interval:1/2`, or `P interval:16` for 1/16.
    fn share(&self) -> (u32, u32) {
        let text = self.text("P interval").unwrap_or_default();
        let (numerator, denominator) = text.split_once('/').unwrap_or(("1", &text));
        let number = |text: &str| text.trim().parse().ok().filter(|number| *number > 0);
        (
            number(numerator).unwrap_or(1),
            number(denominator).unwrap_or(1),
        )
    }

    fn definition(&self, kind: &str, named: Option<&Definition<'a>>) -> Option<Definition<'a>> {
        let version = self.number("Data version").unwrap_or(2);
        let list = |what: &str| self.numbers(&format!("Field {kind} {what}"));
        let named = named.map(|other| (other.names().to_vec(), other.signs()));
        let (names, signs) = named.or_else(|| {
            let line = self.line(&format!("Field {kind} name"))?;
            let names = line
                .value
                .split(|byte| *byte == b',')
                .map(<[u8]>::trim_ascii);
            let names: Vec<Cow<'a, str>> = names.map(String::from_utf8_lossy).collect();
            let signs = list("signed").unwrap_or_else(|| vec![0; names.len()]);
            Some((names, signs.iter().map(|sign| *sign != 0).collect()))
        })?;
        let packing = (list("predictor")?, list("encoding")?);
        Definition::new(names, &signs, packing, u32::try_from(version).unwrap_or(2))
    }

    /// A line's place.
    pub(super) fn trace(&self, key: &str, record: u64) -> Trace {
        Trace::new(self.line(key).map_or(0, |line| line.offset), record)
    }
}

/// The next line, over a damaged one if need be, and where the one after it begins.
fn next_line(bytes: &[u8], at: usize) -> Option<(Line<'_>, usize)> {
    if let Some(found) = line(bytes, at) {
        return Some(found);
    }
    let near = bytes.get(at..)?;
    let near = near.get(..LONGEST).unwrap_or(near);
    let step = memchr::memmem::find(near, b"\nH ")?;
    line(bytes, at.saturating_add(step).saturating_add(1))
}

fn line(bytes: &[u8], at: usize) -> Option<(Line<'_>, usize)> {
    let rest = bytes.get(at..)?.strip_prefix(b"H ")?;
    let near = rest.get(..LONGEST).unwrap_or(rest);
    let length = memchr::memchr(b'\n', near)?;
    let text = near.get(..length)?;
    let colon = memchr::memchr(b':', text)?;
    let (key, value) = text.split_at_checked(colon)?;
    let key = std::str::from_utf8(key).ok()?;
    if !key
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic())
    {
        return None;
    }
    let next = at.saturating_add(3).saturating_add(length);
    let line = Line {
        offset: at as u64,
        key,
        value: value.get(1..)?,
    };
    Some((line, next))
}
