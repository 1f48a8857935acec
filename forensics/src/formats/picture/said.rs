//! Times and numbers as pictures spell them.

use std::str::FromStr;

use missions::time::UtcTime;

use crate::flight::LocalTime;

/// `2021:05:28 10:33:46` (EXIF), `2021-05-28T10:33:46.123+02:00` (XMP): a date and a time, taken
/// as if they were UTC, and the offset that stands behind them, minutes.
pub(super) fn date_time(text: &str) -> Option<(LocalTime, Option<i64>)> {
    let text = text.trim();
    let (date, rest) = text.split_at_checked(10)?;
    let (clock, offset) = parted(rest.trim_start_matches([' ', 'T']));
    let date = date.replace([':', '.'], "-");
    let clock = if clock.matches(':').count() == 1 {
        format!("{clock}:00")
    } else {
        clock.to_owned()
    };
    let time: UtcTime = format!("{date}T{clock}Z").parse().ok()?;
    Some((LocalTime::as_if_utc(time), offset_minutes(offset)))
}

fn parted(clock: &str) -> (&str, &str) {
    let end = clock.find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, ':' | '.')));
    clock
        .split_at_checked(end.unwrap_or(clock.len()))
        .unwrap_or((clock, ""))
}

/// `+02:00`, `-0330`, `Z`.
pub(super) fn offset_minutes(text: &str) -> Option<i64> {
    let text = text.trim();
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    let hours = i64::from_str(hours).ok().filter(|hours| *hours <= 14)?;
    let minutes = i64::from_str(minutes)
        .ok()
        .filter(|minutes| *minutes < 60)?;
    hours
        .checked_mul(60)?
        .checked_add(minutes)?
        .checked_mul(sign)
}

/// A local time whose zone is known.
pub(super) fn in_utc(local: LocalTime, offset_minutes: i64) -> UtcTime {
    let micros = offset_minutes.saturating_mul(60_000_000);
    UtcTime::from_micros(local.taken_as_utc().as_micros().saturating_sub(micros))
}

/// A number, with or without a sign before it and a unit behind it.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim().trim_start_matches('+');
    let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '-' | 'e' | 'E');
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    let number: f64 = text.get(..end)?.parse().ok()?;
    number.is_finite().then_some(number)
}

/// A coordinate in degrees: `+40.5637811`, or XMP's `48,50.1234N` (degrees, minutes and a letter).
pub(super) fn coordinate(text: &str) -> Option<f64> {
    let text = text.trim();
    let (degrees, rest) = text.split_once(',').unwrap_or((text, ""));
    let letter = text.chars().next_back()?;
    let sign = if matches!(letter, 'S' | 'W') {
        -1.0
    } else {
        1.0
    };
    let mut parts = rest.split(',').map(number);
    let minutes = parts.next().flatten().unwrap_or(0.0);
    let seconds = parts.next().flatten().unwrap_or(0.0);
    Some(sign * (number(degrees)? + minutes / 60.0 + seconds / 3600.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_both_spellings_and_its_zone_where_it_has_one() {
        let check = |text: &str, expected: Option<(&str, Option<i64>)>| {
            let read = date_time(text).map(|(local, offset)| (local.to_string(), offset));
            let read = read
                .as_ref()
                .map(|(local, offset)| (local.as_str(), *offset));
            assert_eq!(read, expected, "{text}");
        };
        check(
            "2021:05:28 10:33:46",
            Some(("2021-05-28T10:33:46.000", None)),
        );
        check(
            "2021-05-28T10:33:46.25+02:00",
            Some(("2021-05-28T10:33:46.250", Some(120))),
        );
        check(
            "2021-05-28T10:33-0330",
            Some(("2021-05-28T10:33:00.000", Some(-210))),
        );
        check("0000:00:00 00:00:00", None);
        check("2013-12-01", None);
        check("", None);
        check("2021:05:2\u{e9}", None);
    }

    #[test]
    fn a_coordinate_is_read_in_degrees_or_in_minutes() {
        let check =
            |text: &str, expected: Option<f64>| assert_eq!(coordinate(text), expected, "{text}");
        check("+40.5637811", Some(40.563_781_1));
        check("-79.7649628", Some(-79.764_962_8));
        check("48,30.0N", Some(48.5));
        check("2,15,36S", Some(-2.26));
        check("north", None);
    }
}
