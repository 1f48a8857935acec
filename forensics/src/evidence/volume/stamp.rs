//! A file's times as its file system states them, with what is not known of them.

use std::fmt;

use missions::time::UtcTime;
use serde::{Deserialize, Serialize};

/// One time of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// What happened then.
    pub of: StampKind,
    /// When: `2026-12-01T03:20:10.00`, with a zone behind it only where the file system states one.
    pub time: String,
    /// Of which zone it is.
    pub zone: Zone,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StampKind {
    /// It was made here.
    Created,
    /// Its content was written.
    Modified,
    /// It was opened; with FAT only the day is stated.
    Accessed,
    /// Its record was changed.
    Changed,
    /// It was deleted.
    Deleted,
}

/// Of which zone a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// The writing device's own, which is not stated.
    Local,
    /// UTC.
    Utc,
    /// It is stated.
    Stated,
}

impl Stamp {
    /// Seconds and nanoseconds since 1970, UTC.
    pub(crate) fn utc(of: StampKind, seconds: i64, nanos: u32) -> Option<Self> {
        let micros = seconds.checked_mul(1_000_000)?;
        let micros = micros.checked_add(i64::from(nanos / 1000))?;
        (seconds != 0).then(|| Self {
            of,
            time: UtcTime::from_micros(micros).to_string(),
            zone: Zone::Utc,
        })
    }
}

/// A date and a time of day as DOS packs them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DosTime {
    /// Year since 1980 (7 bits), month (4), day (5).
    pub date: u16,
    /// Hour (5 bits), minute (6), seconds / 2 (5).
    pub time: u16,
    /// Hundredths of a second beyond that, up to 199.
    pub hundredths: u8,
}

impl DosTime {
    /// Whether it is a date at all.
    pub(super) const fn is_set(self) -> bool {
        self.date != 0
    }

    /// As a stamp; `zone` stands behind the time.
    pub(super) fn stamp(self, of: StampKind, zone: Option<String>) -> Option<Stamp> {
        let month = self.date >> 5 & 15;
        let day = self.date & 31;
        if !(1..=12).contains(&month) || day == 0 {
            return None;
        }
        Some(Stamp {
            of,
            time: format!("{self}{}", zone.as_deref().unwrap_or_default()),
            zone: zone.map_or(Zone::Local, |_| Zone::Stated),
        })
    }
}

impl fmt::Display for DosTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.date, self.time);
        let year = (date >> 9).saturating_add(1980);
        let (month, day) = (date >> 5 & 15, date & 31);
        let (hour, minute) = (time >> 11, time >> 5 & 63);
        let more = u16::from(self.hundredths);
        let second = (time & 31).saturating_mul(2).saturating_add(more / 100);
        let rest = more % 100;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{rest:02}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dos_time_has_two_seconds_and_hundredths_and_no_zone() {
        let time = DosTime {
            date: (46 << 9) | (12 << 5) | 1,
            time: (3 << 11) | (20 << 5) | 5,
            hundredths: 137,
        };
        let stamp = time.stamp(StampKind::Created, None).unwrap();
        assert_eq!(stamp.time, "2026-12-01T03:20:11.37");
        assert_eq!(stamp.zone, Zone::Local);
        let stated = time
            .stamp(StampKind::Created, Some("+02:00".into()))
            .unwrap();
        assert_eq!(stated.time, "2026-12-01T03:20:11.37+02:00");
        assert!(DosTime::default().stamp(StampKind::Created, None).is_none());
    }
}
