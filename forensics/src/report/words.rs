//! Values in words, one way for the whole report.

use missions::geodesy::Position;
use missions::time::UtcTime;

use super::Material;
use crate::analysis::{FlightId, Source, When};

/// `1 flight`, `3 flights`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Latitude and longitude with six decimals, a decimetre: `52.324200 N, 14.583500 E`.
pub(super) fn place(position: Position) -> String {
    let latitude = degrees(position.latitude_deg(), 1e-6, "N", "S");
    let longitude = degrees(position.longitude_deg(), 1e-6, "E", "W");
    format!("{latitude}, {longitude}")
}

/// Degrees with the decimals that a step needs, and the letter of their half.
pub(super) fn degrees(value: f64, step: f64, above: &str, below: &str) -> String {
    let decimals = (-step.log10()).ceil().clamp(0.0, 8.0) as usize;
    let letter = if value < 0.0 { below } else { above };
    format!("{:.decimals$} {letter}", value.abs())
}

/// A length with its unit: `850 m`, `4.20 km`.
pub(super) fn metres(length_m: f64) -> String {
    if length_m.abs() < 10.0 {
        format!("{length_m:.1} m")
    } else if length_m.abs() < 2000.0 {
        format!("{length_m:.0} m")
    } else {
        format!("{:.2} km", length_m / 1000.0)
    }
}

/// `2026-11-20 22:41:03 UTC`.
pub(super) fn utc(time: UtcTime) -> String {
    let text = time.to_string();
    let (date, rest) = text.split_once('T').unwrap_or((&text, ""));
    let time = rest.get(..8).unwrap_or(rest);
    format!("{date} {time} UTC")
}

/// An instant and how far it can be off.
pub(super) fn when(when: &When) -> String {
    let error = when.error_s.map(|error| format!(" ± {error:.1} s"));
    let error = error.unwrap_or_default();
    match (when.utc, when.local) {
        (Some(time), _) => format!("{}{error}", utc(time)),
        (None, Some(local)) => format!("{local} (zone unknown){error}"),
        (None, None) => "time unknown".into(),
    }
}

/// `E3 · byte 1042 · record 17`: exhibits are counted from 1.
pub(super) fn source(source: &Source) -> String {
    let number = source.exhibit.saturating_add(1);
    format!(
        "E{number} · byte {} · record {}",
        source.offset, source.record
    )
}

/// The first few of several sources.
pub(super) fn sources<'s>(all: impl IntoIterator<Item = &'s Source>) -> String {
    let mut all = all.into_iter();
    let mut said: Vec<String> = all.by_ref().take(2).map(source).collect();
    let more = all.count();
    if more > 0 {
        said.push(format!("and {more} more"));
    }
    said.join("; ")
}

/// `E3` or, where an exhibit has several flights, `E3, flight 2`.
pub(super) fn flight(material: &Material<'_>, id: FlightId) -> String {
    let number = id.exhibit.saturating_add(1);
    let reading = material
        .exhibit(id.exhibit)
        .and_then(|exhibit| exhibit.reading.as_ref());
    if reading.is_some_and(|reading| reading.flights.len() > 1) {
        format!("E{number}, flight {}", id.flight.saturating_add(1))
    } else {
        format!("E{number}")
    }
}

/// `E1, E4 and E7`, or how many where they are many.
pub(super) fn exhibits(numbers: &[usize]) -> String {
    if numbers.len() > 12 {
        return format!("{} exhibits", numbers.len());
    }
    let names: Vec<String> = numbers
        .iter()
        .map(|number| format!("E{}", number.saturating_add(1)))
        .collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    }
}

/// The point of the compass: `north-west`.
pub(super) fn compass(bearing_deg: f64) -> &'static str {
    const POINTS: [&str; 9] = [
        "north",
        "north-east",
        "east",
        "south-east",
        "south",
        "south-west",
        "west",
        "north-west",
        "north",
    ];
    let at = ((bearing_deg.rem_euclid(360.0) + 22.5) / 45.0) as usize;
    POINTS.get(at).copied().unwrap_or("north")
}

/// The word that JSON has for a value, with blanks: `aircraft serial`.
pub(super) fn word(value: &impl serde::Serialize) -> String {
    let word = crate::tables::word(value).unwrap_or_default();
    word.replace(['_', '-'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_lengths_are_said_with_their_halves_and_units() {
        let check = |latitude, longitude, expected: &str| {
            assert_eq!(place(Position::new(latitude, longitude).unwrap()), expected);
        };
        check(52.3242, 14.5835, "52.324200 N, 14.583500 E");
        check(-34.5, -58.25, "34.500000 S, 58.250000 W");
        assert_eq!(
            [metres(3.21), metres(850.4), metres(4204.0)],
            ["3.2 m", "850 m", "4.20 km"]
        );
        assert_eq!(
            [compass(0.0), compass(359.0), compass(200.0)],
            ["north", "north", "south"]
        );
        assert_eq!(exhibits(&[0, 3, 6]), "E1, E4 and E7");
        assert_eq!(utc(UtcTime::from_secs(0)), "1970-01-01 00:00:00 UTC");
    }
}
