//! Positions: where the aircraft was, and where it thought home was.

use missions::geodesy::Position;
use missions::telemetry::Sample;
use missions::time::BootTime;
use serde::Serialize;

use super::{Confidence, Trace};

/// One position of the aircraft.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fix {
    /// When and where, and what the log says beside it; the time is the log's own clock.
    #[serde(flatten)]
    pub sample: Sample,
    /// Satellites used, if the log says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub satellites: Option<u8>,
    /// Horizontal accuracy that the receiver claims, metres, if the log says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// Where it was read.
    pub trace: Trace,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

/// A home position that the aircraft learned.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Home {
    /// When, by the log's own clock, if the log says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<BootTime>,
    /// Where.
    pub position: Position,
    /// Where it was read.
    pub trace: Trace,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

/// A pair of coordinates as a place; `None` where it stands for "no position": receivers write 0, 0
/// before their first fix, and what is not on the globe is no place either (a DJI log without home
/// says 45836623.61°).
pub fn somewhere(latitude_deg: f64, longitude_deg: f64) -> Option<Position> {
    let is_origin = latitude_deg.abs() < 1e-6 && longitude_deg.abs() < 1e-6;
    let position = Position::new(latitude_deg, longitude_deg).ok();
    position.filter(|_| !is_origin)
}

/// Whether a pair of coordinates stands for "no position".
pub fn is_no_place(latitude_deg: f64, longitude_deg: f64) -> bool {
    somewhere(latitude_deg, longitude_deg).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fix_and_no_home_are_no_places_and_the_gulf_of_guinea_is_one() {
        assert!(is_no_place(0.0, 0.0));
        assert!(is_no_place(45_836_623.61, 45_836_623.61));
        assert!(is_no_place(f64::NAN, 4.0));
        assert!(!is_no_place(0.0, 4.05));
        assert!(!is_no_place(51.95, 4.05));
    }
}
