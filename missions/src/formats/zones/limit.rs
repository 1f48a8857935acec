//! Vertical limits as people write them: `GND`, `1500ft AMSL`, `FL 95`, `120 m AGL`, `UNL`.

use crate::height::{Datum, Height};

/// Metres in an international foot.
const FOOT_M: f64 = 0.3048;
/// Metres in a flight level, 100 feet.
const FLIGHT_LEVEL_M: f64 = 30.48;

/// One limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Limit {
    /// The ground or the water.
    Ground,
    /// No limit.
    Unlimited,
    /// A height.
    Height(Height),
    /// A pressure altitude, hundreds of feet above 1013.25 hPa.
    FlightLevel(f64),
}

/// The unit of a number without one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unit {
    Feet,
    Metres,
}

impl Limit {
    /// As a zone has it: none is the ground below and unlimited above.
    ///
    /// A flight level is taken for a height above the sea; the true height differs by 8.3 m for
    /// each hPa between the day's pressure (QNH) and 1013.25 hPa.
    pub(super) fn height(self) -> Option<Height> {
        match self {
            Self::Ground | Self::Unlimited => None,
            Self::Height(height) => Some(height),
            Self::FlightLevel(level) => Some(Height::above_sea(level * FLIGHT_LEVEL_M)),
        }
    }

    /// What is assumed about it, if anything.
    pub(super) fn assumption(self) -> Option<String> {
        match self {
            Self::FlightLevel(level) => Some(format!(
                "FL {level:.0} is a pressure altitude; it is taken as {:.0} m above the sea, \
                 which is 8 m off for each hPa that the day's pressure differs from 1013.25",
                level * FLIGHT_LEVEL_M
            )),
            _ => None,
        }
    }
}

/// Reads a limit; a height without a reference counts from the sea.
pub(super) fn parse(text: &str, unit: Unit) -> Result<Limit, String> {
    let wrong = || {
        let shown: String = text.chars().take(40).collect();
        format!("{shown:?} is not a height such as GND, 1500ft AMSL, FL 95, 120 m AGL or UNL")
    };
    let upper = text.trim().to_ascii_uppercase();
    match upper.as_str() {
        "GND" | "SFC" | "GROUND" | "SURFACE" => return Ok(Limit::Ground),
        "UNL" | "UNLIM" | "UNLIMITED" | "UNLTD" => return Ok(Limit::Unlimited),
        _ => {}
    }
    let (number, words) = take_number(&upper).ok_or_else(wrong)?;
    let mut above = Datum::Sea;
    let (mut unit, mut level) = (unit, false);
    for word in words {
        match word.as_str() {
            "FL" => level = true,
            "FT" | "F" | "FEET" | "'" => unit = Unit::Feet,
            "M" | "METERS" | "METRES" => unit = Unit::Metres,
            "MSL" | "AMSL" | "ALT" | "STD" | "QNH" => above = Datum::Sea,
            "AGL" | "GND" | "ASFC" | "SFC" => above = Datum::Terrain,
            _ => return Err(wrong()),
        }
    }
    if level {
        return Ok(Limit::FlightLevel(number));
    }
    Ok(measured(number, unit, above))
}

/// A number with its unit and reference; nothing above the ground is the ground.
pub(super) fn measured(number: f64, unit: Unit, above: Datum) -> Limit {
    if number == 0.0 && above == Datum::Terrain {
        return Limit::Ground;
    }
    let metres = match unit {
        Unit::Feet => number * FOOT_M,
        Unit::Metres => number,
    };
    Limit::Height(Height { metres, above })
}

/// The only number of a text, and the words around it.
fn take_number(text: &str) -> Option<(f64, Vec<String>)> {
    let mut words = Vec::new();
    let mut number = None;
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
        let kind = is_number(first);
        let end = rest
            .find(|c: char| is_number(c) != kind || c.is_whitespace())
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end)?;
        if kind {
            let value = word.parse::<f64>().ok().filter(|v| v.is_finite())?;
            if number.replace(value).is_some() {
                return None;
            }
        } else {
            words.push(word.to_owned());
        }
        rest = after.trim_start();
    }
    Some((number?, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Limit) {
        assert_eq!(parse(text, Unit::Feet), Ok(expected), "{text}");
    }

    fn metres(metres: f64, above: Datum) -> Limit {
        Limit::Height(Height { metres, above })
    }

    #[test]
    fn limits_are_read_as_people_write_them() {
        check("GND", Limit::Ground);
        check("sfc", Limit::Ground);
        check("0 AGL", Limit::Ground);
        check("UNL", Limit::Unlimited);
        check("1000", metres(304.8, Datum::Sea));
        check("1000ft MSL", metres(304.8, Datum::Sea));
        check("1000 ft AGL", metres(304.8, Datum::Terrain));
        check("2500ALT", metres(762.0, Datum::Sea));
        check("120 m AGL", metres(120.0, Datum::Terrain));
        check("MSL 100 M", metres(100.0, Datum::Sea));
        check("FL095", Limit::FlightLevel(95.0));
        check("FL 95", Limit::FlightLevel(95.0));
    }

    #[test]
    fn what_is_no_limit_is_told() {
        for text in ["", "high", "12 34", "1e999", "100 yards", "--", "FL"] {
            assert!(parse(text, Unit::Feet).is_err(), "{text}");
        }
    }

    #[test]
    fn a_flight_level_is_converted_and_said() {
        let limit = parse("FL100", Unit::Feet).unwrap();
        assert_eq!(limit.height(), Some(Height::above_sea(3048.0)));
        assert!(limit.assumption().unwrap().contains("3048 m"));
    }
}
