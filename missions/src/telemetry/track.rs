//! The path that a vehicle took: samples in the order of time.

use std::time::Duration;

use geojson::{Feature, Geometry, JsonObject};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Attitude;
use crate::geodesy::Position;
use crate::time::{BootTime, UtcTime};

/// Where a vehicle was at one instant, and how it was turned.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The instant, by one clock for the whole track.
    pub time: BootTime,
    /// The same instant in UTC, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc: Option<UtcTime>,
    /// Where.
    pub position: Position,
    /// Above mean sea level, metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height_above_sea_m: Option<f64>,
    /// Above home, metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height_above_home_m: Option<f64>,
    /// Over the ground: north, east, down, metres per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub velocity_ned_m_s: Option<[f64; 3]>,
    /// How it was turned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attitude: Option<Attitude>,
}

/// A flown path: samples in rising order of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Track {
    samples: Vec<Sample>,
}

impl Track {
    /// A track without samples.
    pub const fn new() -> Self {
        Self {
            samples: Vec::new(),
        }
    }

    /// Adds a sample; one that is not later than the last is refused with `false`
    /// (telemetry repeats and reorders).
    pub fn push(&mut self, sample: Sample) -> bool {
        let later = self
            .samples
            .last()
            .is_none_or(|last| last.time < sample.time);
        if later {
            self.samples.push(sample);
        }
        later
    }

    /// The samples, in rising order of time.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Path length over the ellipsoid, metres; climbs do not count.
    pub fn length_m(&self) -> f64 {
        self.samples
            .windows(2)
            .map(|pair| pair[0].position.distance_m(pair[1].position))
            .sum()
    }

    /// From the first sample to the last.
    pub fn duration(&self) -> Duration {
        match (self.samples.first(), self.samples.last()) {
            (Some(first), Some(last)) => last.time.since(first.time),
            _ => Duration::ZERO,
        }
    }

    /// Where the vehicle was at an instant, between the two samples about it; `None` outside the
    /// track. Positions go along the geodesic, values that one of the two lacks are left out.
    pub fn at(&self, time: BootTime) -> Option<Sample> {
        let after = self.samples.partition_point(|sample| sample.time < time);
        let next = self.samples.get(after)?;
        if next.time == time {
            return Some(*next);
        }
        let last = self.samples.get(after.checked_sub(1)?)?;
        let share = time.since(last.time).as_secs_f64() / next.time.since(last.time).as_secs_f64();
        Some(last.between(next, time, share))
    }

    /// A GeoJSON line (RFC 7946): longitude, latitude, height above the sea where every sample
    /// has one, rounded to 1e-8 (1 mm); the property `coordTimes` holds UTC where every sample has it, `bootTimes` the
    /// seconds of the track's own clock.
    pub fn to_geojson(&self) -> Feature {
        let mut properties = JsonObject::new();
        let seconds: Vec<f64> = self.samples.iter().map(|s| s.time.as_secs_f64()).collect();
        properties.insert("bootTimes".into(), json!(seconds));
        let utc: Option<Vec<String>> = self
            .samples
            .iter()
            .map(|sample| sample.utc.map(|utc| utc.to_string()))
            .collect();
        if let Some(utc) = utc.filter(|utc| !utc.is_empty()) {
            properties.insert("coordTimes".into(), json!(utc));
        }
        Feature {
            bbox: None,
            geometry: Some(Geometry::new_line_string(self.coordinates())),
            id: None,
            properties: Some(properties),
            foreign_members: None,
        }
    }

    fn coordinates(&self) -> Vec<Vec<f64>> {
        let with_height = self.samples.iter().all(|s| s.height_above_sea_m.is_some());
        let coordinate = |sample: &Sample| {
            let position = sample.position;
            let flat = [position.longitude_deg(), position.latitude_deg()];
            let height = sample.height_above_sea_m.filter(|_| with_height);
            let exact = flat.into_iter().chain(height);
            exact.map(|number| (number * 1e8).round() / 1e8).collect()
        };
        self.samples.iter().map(coordinate).collect()
    }
}

impl Extend<Sample> for Track {
    fn extend<I: IntoIterator<Item = Sample>>(&mut self, samples: I) {
        for sample in samples {
            self.push(sample);
        }
    }
}

impl Sample {
    fn between(&self, next: &Self, time: BootTime, share: f64) -> Self {
        let bearing_deg = self.position.bearing_deg(next.position);
        let along_m = share * self.position.distance_m(next.position);
        let mix = |a: f64, b: f64| a + share * (b - a);
        let both = |a: Option<f64>, b: Option<f64>| Some(mix(a?, b?));
        let (v0, v1) = (self.velocity_ned_m_s, next.velocity_ned_m_s);
        Self {
            time,
            utc: self.utc.map(|utc| utc + time.since(self.time)),
            position: self.position.offset(bearing_deg, along_m),
            height_above_sea_m: both(self.height_above_sea_m, next.height_above_sea_m),
            height_above_home_m: both(self.height_above_home_m, next.height_above_home_m),
            velocity_ned_m_s: v0
                .zip(v1)
                .map(|(a, b)| [mix(a[0], b[0]), mix(a[1], b[1]), mix(a[2], b[2])]),
            attitude: self
                .attitude
                .zip(next.attitude)
                .map(|(a, b)| a.between(b, share)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(seconds: u64, north_m: f64, height_m: Option<f64>) -> Sample {
        Sample {
            time: BootTime::from_millis(seconds * 1000),
            utc: Some(UtcTime::from_secs(1_795_330_800 + seconds as i64)),
            position: Position::new(51.95, 4.05).unwrap().offset(0.0, north_m),
            height_above_sea_m: height_m,
            height_above_home_m: None,
            velocity_ned_m_s: None,
            attitude: None,
        }
    }

    fn track(samples: &[Sample]) -> Track {
        let mut track = Track::new();
        track.extend(samples.iter().copied());
        track
    }

    #[test]
    fn a_sample_that_is_not_later_is_refused() {
        let mut track = track(&[sample(1, 0.0, None), sample(2, 10.0, None)]);
        assert!(!track.push(sample(2, 11.0, None)));
        assert!(!track.push(sample(1, 11.0, None)));
        assert_eq!(track.samples().len(), 2);
        assert!((track.length_m() - 10.0).abs() < 1e-6);
        assert_eq!(track.duration(), Duration::from_secs(1));
    }

    #[test]
    fn between_two_samples_the_vehicle_is_on_the_line() {
        let track = track(&[sample(10, 0.0, Some(20.0)), sample(20, 100.0, Some(40.0))]);
        let middle = track.at(BootTime::from_millis(12_500)).unwrap();
        let from_start = track.samples()[0].position.distance_m(middle.position);
        assert!((from_start - 25.0).abs() < 1e-6);
        assert_eq!(middle.height_above_sea_m, Some(25.0));
        assert_eq!(
            middle.utc.unwrap().as_micros(),
            (1_795_330_800 + 12) * 1_000_000 + 500_000
        );
        assert_eq!(track.at(BootTime::from_millis(9_999)), None);
        assert_eq!(track.at(BootTime::from_millis(20_001)), None);
    }

    #[test]
    fn geojson_has_longitude_first_and_height_only_when_all_have_it() {
        let json = |height| {
            let feature = track(&[sample(1, 0.0, Some(5.0)), sample(2, 1.0, height)]).to_geojson();
            serde_json::to_value(feature).unwrap()
        };
        let full = json(Some(6.0));
        let first = &full["geometry"]["coordinates"][0];
        assert_eq!(*first, json!([4.05, 51.95, 5.0]));
        assert_eq!(
            full["properties"]["coordTimes"][0],
            "2026-11-22T07:00:01.000Z"
        );
        let flat = json(None);
        assert_eq!(
            flat["geometry"]["coordinates"][0].as_array().unwrap().len(),
            2
        );
    }
}
