//! Flights whose truth is known, for tests.

use missions::geodesy::Position;
use missions::telemetry::Sample;
use missions::time::{BootTime, UtcTime};

use crate::exhibit::{Exhibit, Origin};
use crate::flight::{
    Clock, ClockBasis, Confidence, Fix, Flight, Home, Identity, IdentityKind, PowerSample, Trace,
};
use crate::formats::{Format, Reading};

/// Where every made flight is drawn about.
pub(super) fn origin() -> Position {
    Position::new(51.95, 4.05).unwrap()
}

/// A place so many metres east and north of the origin.
pub(super) fn at(east_m: f64, north_m: f64) -> Position {
    let (bearing_deg, distance_m) = (east_m.atan2(north_m).to_degrees(), east_m.hypot(north_m));
    origin().offset(bearing_deg, distance_m)
}

/// A flight through places (metres east, north, up), one a second, with satellites' time.
pub(super) fn flight(start: &str, places: &[(f64, f64, f64)]) -> Flight {
    let start: UtcTime = start.parse().unwrap();
    let fixes: Vec<Fix> = places
        .iter()
        .zip(0_u64..)
        .map(|((east_m, north_m, height_m), second)| Fix {
            sample: Sample {
                time: BootTime::from_millis(second * 1000),
                utc: Some(UtcTime::from_micros(
                    start.as_micros() + second as i64 * 1_000_000,
                )),
                position: at(*east_m, *north_m),
                height_above_sea_m: None,
                height_above_home_m: Some(*height_m),
                velocity_ned_m_s: None,
                attitude: None,
            },
            satellites: Some(14),
            accuracy_m: Some(2.0),
            trace: Trace::new(second * 100, second),
            confidence: Confidence::Checked,
        })
        .collect();
    let last = fixes.last().map_or(BootTime::ZERO, |fix| fix.sample.time);
    let homes = places.first().map(|(east_m, north_m, _)| Home {
        at: Some(BootTime::ZERO),
        position: at(*east_m, *north_m),
        trace: Trace::new(7, 0),
        confidence: Confidence::Checked,
    });
    Flight {
        clock: Clock {
            basis: ClockBasis::Satellites,
            start_utc: Some(start),
            ..Clock::default()
        },
        span: Some((BootTime::ZERO, last)),
        fixes,
        homes: homes.into_iter().collect(),
        ..Flight::default()
    }
}

/// North from the origin at 10 m/s and 40 m, without take-off and landing.
pub(super) fn straight(start: &str, length_m: f64) -> Flight {
    let count = (length_m / 10.0) as usize;
    let places: Vec<_> = (0..=count)
        .map(|step| (0.0, step as f64 * 10.0, 40.0))
        .collect();
    flight(start, &places)
}

/// Up to 40 m, north at 10 m/s, a minute's hover, back, and down: a delivery.
pub(super) fn there_and_back(start: &str, distance_m: f64) -> Flight {
    flight(start, &delivery(0.0, 0.0, 0.0, distance_m))
}

/// The places of a delivery from one place towards a bearing (degrees).
pub(super) fn delivery(
    east_m: f64,
    north_m: f64,
    bearing_deg: f64,
    distance_m: f64,
) -> Vec<(f64, f64, f64)> {
    let (sin, cos) = bearing_deg.to_radians().sin_cos();
    let along = |d: f64, height_m: f64| (east_m + d * sin, north_m + d * cos, height_m);
    let steps = (distance_m / 10.0) as usize;
    let mut places = vec![along(0.0, 0.0); 5];
    places.extend((1..=10).map(|step| along(0.0, f64::from(step) * 4.0)));
    places.extend((1..=steps).map(|step| along(step as f64 * 10.0, 40.0)));
    places.extend(vec![along(distance_m, 40.0); 60]);
    places.extend((0..steps).rev().map(|step| along(step as f64 * 10.0, 40.0)));
    places.extend((0..10).rev().map(|step| along(0.0, f64::from(step) * 4.0)));
    places.extend(vec![along(0.0, 0.0); 12]);
    places
}

/// A file with one flight and the names in it.
pub(super) fn exhibit(name: &str, flight: Flight, names: &[(IdentityKind, &str)]) -> Exhibit {
    let mut reading = Reading::new(Format::DjiSrt, 1);
    reading.identities = names
        .iter()
        .map(|(kind, value)| Identity {
            kind: *kind,
            value: (*value).to_owned(),
            trace: Trace::new(3, 0),
            confidence: Confidence::Stated,
        })
        .collect();
    reading.flights.push(flight);
    Exhibit {
        name: name.to_owned(),
        sha256: String::new(),
        size: 0,
        origin: Origin::Live,
        reading: Some(reading),
    }
}

/// Current and throttle for each fix of a flight, by its second.
pub(super) fn powered(flight: &mut Flight, draw: impl Fn(f64) -> (f64, f64)) {
    flight.power = flight
        .fixes
        .iter()
        .map(|fix| {
            let (current_a, throttle) = draw(fix.sample.time.as_secs_f64());
            PowerSample {
                at: fix.sample.time,
                voltage_v: Some(15.0),
                current_a: Some(current_a),
                charge: None,
                throttle: Some(throttle),
                trace: fix.trace,
            }
        })
        .collect();
}
