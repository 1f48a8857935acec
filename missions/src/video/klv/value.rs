//! What an item says, once its bytes have been read.

use std::fmt::Write as _;

use super::special::Special;
use crate::time::UtcTime;

/// The value of an item.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No bytes: the sender does not know it (ST 0107).
    Unknown,
    /// A number in the item's unit.
    Number(f64),
    /// What stands in place of a number.
    Special(Special),
    /// A whole number, a code or a set of flags.
    Count(u64),
    /// A whole number with a sign.
    Integer(i64),
    /// Microseconds since 1970, as the sender counts them.
    Time(u64),
    /// A text.
    Text(String),
    /// Where the horizon crosses the picture.
    Horizon(Horizon),
    /// Pictures in `numerator / denominator` seconds⁻¹.
    Rate {
        /// Pictures.
        numerator: u64,
        /// Seconds.
        denominator: u64,
    },
    /// Bytes of which nothing more is said: a set within the set, a pack, an identifier.
    Bytes(Vec<u8>),
}

/// Tag 81: the horizon as a line across the picture, from a first to a second point.
#[derive(Clone, Debug, PartialEq)]
pub struct Horizon {
    /// x and y of the first and x and y of the second point, per cent of the picture from its top
    /// left corner.
    pub percent: [u8; 4],
    /// Latitude and longitude of the first, then of the second point; degrees.
    pub degrees: [Option<Result<f64, Special>>; 4],
}

impl Value {
    /// The number in the item's unit, if it is one: also counts and integers.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Count(count) => Some(*count as f64),
            Self::Integer(integer) => Some(*integer as f64),
            Self::Rate {
                numerator,
                denominator,
            } => Some(*numerator as f64 / *denominator as f64),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The count, if it is one.
    pub const fn count(&self) -> Option<u64> {
        match self {
            Self::Count(count) => Some(*count),
            _ => None,
        }
    }

    /// In words; numbers with as many decimals as their smallest step is worth.
    pub fn shown(&self, step: f64) -> String {
        match self {
            Self::Unknown => "unknown".to_owned(),
            Self::Number(number) => format!("{number:.*}", decimals(step)),
            Self::Special(special) => special.to_string(),
            Self::Count(count) => count.to_string(),
            Self::Integer(integer) => integer.to_string(),
            Self::Time(micros) => time(*micros),
            Self::Text(text) => format!("{text:?}"),
            Self::Horizon(horizon) => horizon.shown(),
            Self::Rate {
                numerator,
                denominator,
            } => format!("{numerator}/{denominator}"),
            Self::Bytes(bytes) => hex(bytes),
        }
    }
}

impl Horizon {
    fn shown(&self) -> String {
        let [x0, y0, x1, y1] = self.percent;
        let mut text = format!("{x0} % {y0} % to {x1} % {y1} %");
        for degrees in self.degrees.iter().flatten() {
            match degrees {
                Ok(degrees) => write!(text, " {degrees:.7}°"),
                Err(special) => write!(text, " {special}"),
            }
            .unwrap_or_default();
        }
        text
    }
}

/// Bytes as pairs of hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}

fn time(micros: u64) -> String {
    match i64::try_from(micros) {
        Ok(signed) => UtcTime::from_micros(signed).to_string(),
        Err(_too_late) => format!("{micros} µs"),
    }
}

/// Decimals that show a step: 3 for 0.0055, none for 1.
fn decimals(step: f64) -> usize {
    let places = (-step.log10()).ceil();
    if places.is_finite() {
        places.clamp(0.0, 12.0) as usize
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_as_many_decimals_as_they_are_worth() {
        let check = |number: f64, step: f64, expected: &str| {
            assert_eq!(Value::Number(number).shown(step), expected);
        };
        check(201.2726, 360.0 / 65_535.0, "201.273");
        check(41.143_845_66, 180.0 / 4_294_967_294.0, "41.14384566");
        check(147.0, 1.0, "147");
        check(147.0, 0.0, "147");
        check(147.0, f64::NAN, "147");
    }

    #[test]
    fn a_time_beyond_the_calendar_is_said_in_microseconds() {
        assert_eq!(Value::Time(0).shown(1.0), "1970-01-01T00:00:00.000Z");
        assert!(Value::Time(u64::MAX).shown(1.0).ends_with(" µs"));
    }
}
