//! Two clocks that are never mixed: time since boot, and UTC.
//! Nothing here reads a clock; `now` is always an argument.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Time since the start of a vehicle, a program or a simulation, in microseconds.
///
/// Monotonic. Timers, timeouts and sans-I/O state machines run on it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct BootTime(u64);

impl BootTime {
    /// The instant of boot.
    pub const ZERO: Self = Self(0);

    /// From microseconds since boot.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// From milliseconds since boot, as MAVLink's `time_boot_ms` carries them.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1000))
    }

    /// From seconds since boot; negative and NaN become zero.
    pub fn from_secs_f64(seconds: f64) -> Self {
        Self((seconds * 1e6).max(0.0) as u64)
    }

    /// Microseconds since boot.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Milliseconds since boot, wrapping at 2^32 as MAVLink's `time_boot_ms` does (49.7 days).
    pub const fn as_millis_u32(self) -> u32 {
        (self.0 / 1000) as u32
    }

    /// Seconds since boot.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// How long after `earlier` this is; zero when it is before.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for BootTime {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(micros))
    }
}

impl Sub for BootTime {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.since(earlier)
    }
}

/// Microseconds since 1970-01-01T00:00:00 UTC, without leap seconds (POSIX time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UtcTime(i64);

impl UtcTime {
    /// From microseconds since 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// A date and a time with their offset; none without an offset. No leap seconds.
    pub fn from_datetime(datetime: &toml::value::Datetime) -> Option<Self> {
        use toml::value::Offset;
        let (date, time) = (datetime.date?, datetime.time?);
        let offset_min = match datetime.offset? {
            Offset::Z => 0,
            Offset::Custom { minutes } => i64::from(minutes),
        };
        let days = days_from_civil(
            i64::from(date.year),
            i64::from(date.month),
            i64::from(date.day),
        );
        let minutes = i64::from(time.hour) * 60 + i64::from(time.minute) - offset_min;
        let seconds = days * 86_400 + minutes * 60 + i64::from(time.second.unwrap_or(0));
        Some(Self::from_secs(seconds))
    }

    /// From whole seconds since 1970.
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds since 1970.
    pub const fn as_micros(self) -> i64 {
        self.0
    }
}

impl Add<Duration> for UtcTime {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(micros))
    }
}

impl FromStr for UtcTime {
    type Err = NoUtc;

    /// Reads RFC 3339, with any offset.
    fn from_str(text: &str) -> Result<Self, NoUtc> {
        let datetime: toml::value::Datetime = text.parse().map_err(|_no_datetime| NoUtc)?;
        let micros = datetime.time.and_then(|time| time.nanosecond).unwrap_or(0) / 1000;
        let second = Self::from_datetime(&datetime).ok_or(NoUtc)?;
        Ok(second + Duration::from_micros(u64::from(micros)))
    }
}

/// A text is no date and time with an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("this is no date and time with an offset, as RFC 3339 writes them")]
pub struct NoUtc;

/// RFC 3339 with milliseconds: `2026-11-22T06:40:00.000Z`.
impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0.div_euclid(86_400_000_000);
        let micros = self.0.rem_euclid(86_400_000_000);
        let (year, month, day) = civil_from_days(days);
        let seconds = micros / 1_000_000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let millis = micros / 1000 % 1000;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z"
        )
    }
}

/// A length of time as every program says it: `45 s`, `12 min 05 s`, `1 h 21 min 20 s`. Rounded to
/// the second; what is no time, or longer than anybody waits, says so.
pub fn lasting(seconds: f64) -> String {
    let whole = seconds.round();
    if !(0.0..1e12).contains(&whole) {
        return format!("{seconds:.0} s");
    }
    let whole = whole as u64;
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds:02} s"),
        (hours, minutes, seconds) => format!("{hours} h {minutes:02} min {seconds:02} s"),
    }
}

/// Proleptic Gregorian date of a day number counted from 1970-01-01.
///
/// Source: E. G. Richards, "Mapping Time" (1998), algorithm for eras of 400 years, March-based.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Source: E. G. Richards, "Mapping Time" (1998), as above, the other way.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seconds: i64, expected: &str) {
        assert_eq!(UtcTime::from_secs(seconds).to_string(), expected);
    }

    #[test]
    fn utc_prints_as_rfc_3339() {
        check(0, "1970-01-01T00:00:00.000Z");
        check(951_782_400, "2000-02-29T00:00:00.000Z");
        check(1_795_330_800, "2026-11-22T07:00:00.000Z");
        check(-1, "1969-12-31T23:59:59.000Z");
    }

    #[test]
    fn utc_reads_back_to_the_millisecond() {
        for text in ["2026-11-22T07:00:05.123Z", "1970-01-01T00:00:00.000Z"] {
            assert_eq!(text.parse::<UtcTime>().unwrap().to_string(), text);
        }
        let east = "2026-11-22T08:00:00+01:00".parse();
        assert_eq!(east, Ok(UtcTime::from_secs(1_795_330_800)));
        for text in ["", "2026-11-22", "07:00:00", "2026-11-22T07:00:00", "x"] {
            assert_eq!(text.parse::<UtcTime>(), Err(NoUtc), "{text}");
        }
    }

    #[test]
    fn a_length_of_time_is_said_in_one_way() {
        let check = |seconds: f64, expected: &str| assert_eq!(lasting(seconds), expected);
        check(0.4, "0 s");
        check(59.4, "59 s");
        check(59.6, "1 min 00 s");
        check(725.0, "12 min 05 s");
        check(3600.0, "1 h 00 min 00 s");
        check(4880.0, "1 h 21 min 20 s");
        check(f64::NAN, "NaN s");
        check(f64::INFINITY, "inf s");
        check(-1.0, "-1 s");
    }

    #[test]
    fn the_time_before_an_earlier_instant_is_zero() {
        assert_eq!(
            BootTime::ZERO.since(BootTime::from_millis(5)),
            Duration::ZERO
        );
    }
}
