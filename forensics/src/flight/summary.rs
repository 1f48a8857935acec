//! A flight in a few numbers: what `forensics dump` prints of it.

use missions::geodesy::Position;
use missions::time::UtcTime;
use serde::Serialize;

use super::{Flight, LocalTime};

/// What a flight comes to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// When it began, UTC, if that is known.
    #[serde(serialize_with = "crate::flight::rfc3339::text")]
    pub start_utc: Option<UtcTime>,
    /// When it began by a clock of an unknown zone, where that is all there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_local: Option<LocalTime>,
    /// From the log's first instant to its last, seconds.
    pub duration_s: f64,
    /// The first home position.
    pub home: Option<Position>,
    /// How often home was set, the first time included.
    pub home_changes: usize,
    /// Farthest position from the first home over the ellipsoid, metres; from the first position
    /// where the log has no home.
    pub max_distance_m: Option<f64>,
    /// Greatest height above the place of take-off, metres, where the log has heights.
    pub max_height_m: Option<f64>,
    /// Positions with valid coordinates.
    pub fixes: usize,
    /// First and last position.
    pub first: Option<Position>,
    /// First and last position.
    pub last: Option<Position>,
}

impl Summary {
    pub(super) fn of(flight: &Flight) -> Self {
        let positions = || flight.fixes.iter().map(|fix| fix.sample.position);
        let home = flight.homes.first().map(|home| home.position);
        let centre = home.or_else(|| positions().next());
        let distances = centre
            .into_iter()
            .flat_map(|centre| positions().map(move |position| centre.distance_m(position)));
        let heights = flight
            .fixes
            .iter()
            .filter_map(|fix| fix.sample.height_above_home_m);
        let seconds = flight
            .span
            .map(|(first, last)| last.since(first).as_secs_f64());
        Self {
            start_utc: flight.clock.start_utc,
            start_local: flight.clock.start_local,
            duration_s: seconds.unwrap_or_default(),
            home,
            home_changes: flight.homes.len(),
            max_distance_m: distances.reduce(f64::max),
            max_height_m: heights.reduce(f64::max),
            fixes: flight.fixes.len(),
            first: positions().next(),
            last: positions().next_back(),
        }
    }
}

#[cfg(test)]
mod tests {
    use missions::telemetry::Sample;
    use missions::time::BootTime;

    use super::super::{Confidence, Fix, Home, Trace};
    use super::*;

    fn fix(seconds: u64, north_m: f64) -> Fix {
        let position = Position::new(51.95, 4.05).unwrap().offset(0.0, north_m);
        Fix {
            sample: Sample {
                time: BootTime::from_millis(seconds * 1000),
                utc: None,
                position,
                height_above_sea_m: None,
                height_above_home_m: Some(north_m / 2.0),
                velocity_ned_m_s: None,
                attitude: None,
            },
            satellites: None,
            accuracy_m: None,
            trace: Trace::default(),
            confidence: Confidence::Stated,
        }
    }

    #[test]
    fn distance_is_from_the_first_home_else_from_the_first_position() {
        let mut flight = Flight {
            fixes: vec![fix(1, 10.0), fix(2, 110.0), fix(3, 60.0)],
            ..Flight::default()
        };
        let check = |flight: &Flight, expected: f64| {
            let distance = flight.summary().max_distance_m.unwrap();
            assert!((distance - expected).abs() < 1e-6, "{distance}");
        };
        check(&flight, 100.0);
        flight.homes = [0.0, 500.0]
            .map(|north_m| Home {
                at: None,
                position: fix(0, north_m).sample.position,
                trace: Trace::default(),
                confidence: Confidence::Stated,
            })
            .into();
        check(&flight, 110.0);
        assert_eq!(flight.summary().max_height_m, Some(55.0));
    }

    #[test]
    fn a_flight_of_nothing_has_no_numbers() {
        let summary = Flight::default().summary();
        assert_eq!((summary.fixes, summary.max_distance_m), (0, None));
    }
}
