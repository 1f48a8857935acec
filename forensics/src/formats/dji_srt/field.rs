//! Numbers and times as they stand in a subtitle's text.

use std::str::FromStr;

use missions::time::{BootTime, UtcTime};

use crate::flight::LocalTime;

/// The text after a mark, without the blanks, colons and opening brackets that follow it.
pub(super) fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(mark)?;
    Some(rest.trim_start_matches([' ', ':', '(']))
}

/// The number with which a text begins, and what follows it.
pub(super) fn leading(text: &str) -> Option<(f64, &str)> {
    let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '-' | '+');
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    let (number, rest) = text.split_at_checked(end)?;
    let number: f64 = number.parse().ok()?;
    number.is_finite().then_some((number, rest))
}

/// The number after a mark.
pub(super) fn number_after(text: &str, mark: &str) -> Option<f64> {
    leading(after(text, mark)?).map(|(number, _)| number)
}

/// `00:00:01,000`, as time in the video.
pub(super) fn video_time(text: &str) -> Option<BootTime> {
    let mut parts = text.trim().split([':', ',', '.']).map(u64::from_str);
    let mut next = || parts.next()?.ok().filter(|part| *part < 100_000);
    let (hours, minutes, seconds, millis) = (next()?, next()?, next()?, next()?);
    let all = hours
        .saturating_mul(3600)
        .saturating_add(minutes.saturating_mul(60))
        .saturating_add(seconds);
    Some(BootTime::from_millis(
        all.saturating_mul(1000).saturating_add(millis),
    ))
}

/// The first date with a time of day in a text: `2017.8.5 14:11:51`, `2022-08-07 13:40:40,774,808`.
pub(super) fn local_time(text: &str) -> Option<LocalTime> {
    let mut words = text
        .split([' ', '\n', '\r', '\t'])
        .filter(|word| !word.is_empty());
    let mut date = words.next()?;
    for time in words {
        if let Some(local) = dated(date, time) {
            return Some(local);
        }
        date = time;
    }
    None
}

fn dated(date: &str, time: &str) -> Option<LocalTime> {
    let mut day = date.split(['.', '-']).map(u32::from_str);
    let (year, month, date) = (day.next()?.ok()?, day.next()?.ok()?, day.next()?.ok()?);
    let mut parts = time.split([':', ',', '.']).map(u32::from_str);
    let (hour, minute, second) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    let fraction = |part: Option<Result<u32, _>>| part.and_then(Result::ok).unwrap_or(0).min(999);
    let (millis, micros) = (fraction(parts.next()), fraction(parts.next()));
    let text = format!(
        "{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}{micros:03}Z"
    );
    text.parse::<UtcTime>().ok().map(LocalTime::as_if_utc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_date_are_read_and_a_version_number_is_none() {
        let check = |text: &str, expected: Option<&str>| {
            let read = local_time(text).map(|local| local.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check(
            "HOME(1,2) 2017.8.5 14:11:51",
            Some("2017-08-05T14:11:51.000"),
        );
        check(
            "x\n2022-08-07 13:40:40,774,808\ny",
            Some("2022-08-07T13:40:40.774"),
        );
        check("2017.13.05 14:11:51", None);
        check("1.2.3 4.5", None);
        check("", None);
    }

    #[test]
    fn a_time_in_the_video_is_read_to_the_millisecond() {
        let check = |text: &str, expected: Option<u64>| {
            assert_eq!(
                video_time(text),
                expected.map(BootTime::from_millis),
                "{text}"
            );
        };
        check("01:00:01,033", Some(3_601_033));
        check("00:00:01", None);
        check("99999999999:00:00,000", None);
    }
}
