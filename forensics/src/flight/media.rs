//! Pictures and videos: what a log says was taken, and what a picture says of itself.

use missions::geodesy::Position;
use missions::time::{BootTime, UtcTime};
use serde::Serialize;

use super::{LocalTime, Trace};

/// A picture or a video.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Media {
    /// Which of the two.
    pub kind: MediaKind,
    /// Its name, where one is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When, by the log's own clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<BootTime>,
    /// When in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "crate::flight::rfc3339::text")]
    pub utc: Option<UtcTime>,
    /// When by a clock of an unknown zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<LocalTime>,
    /// Where the camera was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Above mean sea level or the ellipsoid (makers differ), metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub altitude_m: Option<f64>,
    /// Above the place of take-off, metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_above_home_m: Option<f64>,
    /// The gimbal's yaw, degrees clockwise from north as the maker writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gimbal_yaw_deg: Option<f64>,
    /// The aircraft's yaw, degrees clockwise from north.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aircraft_yaw_deg: Option<f64>,
    /// How long a video runs, seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
    /// Where it was read.
    pub trace: Trace,
}

/// A picture or a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MediaKind {
    /// A still.
    Photo,
    /// Moving.
    Video,
}

impl Media {
    /// Nothing known but what it is and where it was read.
    pub const fn new(kind: MediaKind, trace: Trace) -> Self {
        Self {
            kind,
            name: None,
            at: None,
            utc: None,
            local: None,
            position: None,
            altitude_m: None,
            height_above_home_m: None,
            gimbal_yaw_deg: None,
            aircraft_yaw_deg: None,
            duration_s: None,
            trace,
        }
    }
}
