//! How a flight's times are known. A log's own clock counts from somewhere; UTC comes from
//! satellites, from a telephone, or not at all, and a local time without its zone is not UTC.

use std::fmt;

use missions::time::UtcTime;
use serde::Serialize;

/// How the times of a flight are known.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Clock {
    /// Where UTC comes from.
    pub basis: ClockBasis,
    /// When the flight began by a clock whose zone nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_local: Option<LocalTime>,
    /// When the log says that it began, in UTC; with satellites' time it is worked back from the
    /// first fix.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "crate::flight::rfc3339::text")]
    pub start_utc: Option<UtcTime>,
    /// How far UTC can be off, seconds, where that can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_s: Option<f64>,
    /// What else is known of it: a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Where a flight's UTC comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockBasis {
    /// Nowhere: only the log's own clock is known.
    #[default]
    None,
    /// The satellites' time, as the aircraft logged it.
    Satellites,
    /// The clock of the telephone, tablet or computer that wrote the log.
    Device,
    /// A clock in the aircraft that was set by somebody or something unknown.
    Aircraft,
    /// A local time of an unknown zone.
    Local,
}

/// A date and a time of day whose zone nobody wrote down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime(UtcTime);

impl LocalTime {
    /// As if it were UTC.
    pub const fn as_if_utc(time: UtcTime) -> Self {
        Self(time)
    }

    /// The instant that it would be if its zone were UTC.
    pub const fn taken_as_utc(self) -> UtcTime {
        self.0
    }
}

/// `2017-07-03T10:15:03.000`: without a zone on purpose.
impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        f.write_str(text.trim_end_matches('Z'))
    }
}

impl Serialize for LocalTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
