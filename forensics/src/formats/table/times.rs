//! Dates and times of day as tables write them.

use missions::time::UtcTime;

/// `2021-10-10 00:31:35`, `2021-10-10T00:31:35.250Z`, `05/23/2018 20:50:18` (month first),
/// `20140101 09:08:41:355`; as if its zone were UTC.
pub(super) fn instant(text: &str) -> Option<UtcTime> {
    let text = text.trim().trim_end_matches('Z');
    let (date, time) = text.split_once([' ', 'T'])?;
    let (year, month, day) = date_of(date)?;
    let mut parts = time.trim().split([':', '.']);
    let mut number = || parts.next()?.parse::<u32>().ok();
    let (hour, minute, second) = (number()?, number()?, number()?);
    let fraction = parts.next().unwrap_or_default();
    let digits: String = fraction
        .chars()
        .take_while(char::is_ascii_digit)
        .take(6)
        .collect();
    let text =
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{digits:0<6}Z");
    text.parse().ok()
}

fn date_of(date: &str) -> Option<(u32, u32, u32)> {
    let number = |text: Option<&str>| text?.parse::<u32>().ok();
    if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((
            number(date.get(..4))?,
            number(date.get(4..6))?,
            number(date.get(6..))?,
        ));
    }
    let mut parts = date.split(['-', '/', '.']);
    let (first, second, third) = (parts.next(), parts.next(), parts.next());
    if date.contains('/') && first.is_some_and(|first| first.len() <= 2) {
        return Some((number(third)?, number(first)?, number(second)?));
    }
    Some((number(first)?, number(second)?, number(third)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_the_instant_that_it_means() {
        let check = |text: &str, expected: Option<&str>| {
            let read = instant(text).map(|utc| utc.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("2021-10-10 00:31:35", Some("2021-10-10T00:31:35.000Z"));
        check("2021-10-10T00:31:35.25Z", Some("2021-10-10T00:31:35.250Z"));
        check("05/23/2018 20:50:18", Some("2018-05-23T20:50:18.000Z"));
        check("20140101 09:08:41:355", Some("2014-01-01T09:08:41.355Z"));
        for nothing in [
            "",
            "12",
            "2021-10-10",
            "2021-13-10 00:00:00",
            "x y",
            "99999999 1:2:3",
        ] {
            check(nothing, None);
        }
    }
}
