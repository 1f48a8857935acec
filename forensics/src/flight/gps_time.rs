//! UTC from the weeks and milliseconds that satellite receivers count.

use missions::time::UtcTime;

/// 1980-01-06T00:00:00 UTC, where GPS weeks begin, seconds since 1970.
const EPOCH_S: i64 = 315_964_800;

const WEEK_MS: u32 = 604_800_000;

/// From when on (UTC, seconds since 1970) GPS time has been how many seconds ahead of UTC.
///
/// Source: IERS, Bulletin C 30 to 52 and those after it, none of which announced another.
const LEAPS: [(i64, i64); 5] = [
    (1_483_228_800, 18), // 2017-01-01
    (1_435_708_800, 17), // 2015-07-01
    (1_341_100_800, 16), // 2012-07-01
    (1_230_768_000, 15), // 2009-01-01
    (1_136_073_600, 14), // 2006-01-01
];

/// UTC of a GPS week and the milliseconds in it; `None` for what no receiver of a drone has said:
/// weeks before 2006 (a receiver without its almanac counts from 0) or beyond 2100.
pub fn utc_of_gps(week: u32, millis: u32) -> Option<UtcTime> {
    if !(1356..6300).contains(&week) || millis >= WEEK_MS {
        return None;
    }
    let gps_s = EPOCH_S.checked_add(i64::from(week).checked_mul(604_800)?)?;
    let gps_us = gps_s
        .checked_mul(1_000_000)?
        .checked_add(i64::from(millis).checked_mul(1000)?)?;
    let ahead_us = |(from_s, ahead_s): &(i64, i64)| {
        let utc_us = gps_us.saturating_sub(ahead_s.saturating_mul(1_000_000));
        (utc_us >= from_s.saturating_mul(1_000_000)).then_some(utc_us)
    };
    LEAPS.iter().find_map(ahead_us).map(UtcTime::from_micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leap_seconds_are_those_of_the_day() {
        let check = |week, millis, expected: Option<&str>| {
            let utc = utc_of_gps(week, millis).map(|utc| utc.to_string());
            assert_eq!(utc.as_deref(), expected);
        };
        check(1928, 483_338_600, Some("2016-12-23T14:15:21.600Z"));
        check(1966, 38_980_800, Some("2017-09-10T10:49:22.800Z"));
        check(2347, 481_465_600, Some("2025-01-03T13:44:07.600Z"));
        check(1825, 0, Some("2014-12-27T23:59:44.000Z"));
        check(0, 481_465_600, None);
        check(2347, WEEK_MS, None);
        check(u32::MAX, 0, None);
    }
}
