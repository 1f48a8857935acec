//! Points, distances and bearings on the WGS 84 ellipsoid.
//! The flat plane that planners work in is in [`crate::frames`].

use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A point on the WGS 84 ellipsoid, in degrees: north and east positive.
///
/// In files of our own it is the pair `[latitude, longitude]`, as officers say it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; 2]", into = "[f64; 2]")]
pub struct Position {
    latitude_deg: f64,
    longitude_deg: f64,
}

/// Why two numbers are no position.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum PositionError {
    /// NaN or infinite.
    #[error("[{0}, {1}] is not a position: both numbers must be finite")]
    NotFinite(f64, f64),
    /// Outside ±90°; most often the pair was given as [longitude, latitude].
    #[error("latitude {0} is outside ±90 (positions are [latitude, longitude])")]
    Latitude(f64),
    /// Outside ±180°.
    #[error("longitude {0} is outside ±180 (positions are [latitude, longitude])")]
    Longitude(f64),
}

impl Position {
    /// A position from degrees.
    pub fn new(latitude_deg: f64, longitude_deg: f64) -> Result<Self, PositionError> {
        if !latitude_deg.is_finite() || !longitude_deg.is_finite() {
            return Err(PositionError::NotFinite(latitude_deg, longitude_deg));
        }
        if latitude_deg.abs() > 90.0 {
            return Err(PositionError::Latitude(latitude_deg));
        }
        if longitude_deg.abs() > 180.0 {
            return Err(PositionError::Longitude(longitude_deg));
        }
        Ok(Self {
            latitude_deg,
            longitude_deg,
        })
    }

    /// Degrees north.
    pub const fn latitude_deg(self) -> f64 {
        self.latitude_deg
    }

    /// Degrees east.
    pub const fn longitude_deg(self) -> f64 {
        self.longitude_deg
    }

    /// From MAVLink's integers of 1e-7 degrees.
    pub fn from_e7(latitude_e7: i32, longitude_e7: i32) -> Result<Self, PositionError> {
        Self::new(f64::from(latitude_e7) / 1e7, f64::from(longitude_e7) / 1e7)
    }

    /// As MAVLink's integers of 1e-7 degrees (11 mm at the equator), rounded: (latitude, longitude).
    pub fn to_e7(self) -> (i32, i32) {
        let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
        (e7(self.latitude_deg), e7(self.longitude_deg))
    }

    /// Geodesic distance in metres. Source: Karney, "Algorithms for geodesics" (2013).
    pub fn distance_m(self, other: Self) -> f64 {
        Geodesic::wgs84().inverse(
            self.latitude_deg,
            self.longitude_deg,
            other.latitude_deg,
            other.longitude_deg,
        )
    }

    /// Initial bearing to `other`, degrees clockwise from true north, in [0, 360).
    pub fn bearing_deg(self, other: Self) -> f64 {
        let (_, azimuth, _, _): (f64, f64, f64, f64) = Geodesic::wgs84().inverse(
            self.latitude_deg,
            self.longitude_deg,
            other.latitude_deg,
            other.longitude_deg,
        );
        azimuth.rem_euclid(360.0)
    }

    /// The position `distance_m` away in direction `bearing_deg` (clockwise from true north).
    pub fn offset(self, bearing_deg: f64, distance_m: f64) -> Self {
        let (latitude_deg, longitude_deg): (f64, f64) = Geodesic::wgs84().direct(
            self.latitude_deg,
            self.longitude_deg,
            bearing_deg,
            distance_m,
        );
        Self {
            latitude_deg,
            longitude_deg,
        }
    }
}

impl TryFrom<[f64; 2]> for Position {
    type Error = PositionError;

    fn try_from([latitude_deg, longitude_deg]: [f64; 2]) -> Result<Self, PositionError> {
        Self::new(latitude_deg, longitude_deg)
    }
}

impl From<Position> for [f64; 2] {
    fn from(position: Position) -> Self {
        [position.latitude_deg, position.longitude_deg]
    }
}

/// A polygon with holes on the ellipsoid; rings are open (the last point is not the first again).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// The outer ring.
    pub outer: Vec<Position>,
    /// Rings cut out of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holes: Vec<Vec<Position>>,
}

/// A region's or a zone's shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// A polygon with holes.
    Polygon(Region),
    /// All points within a distance of a centre.
    Circle {
        /// The centre.
        centre: Position,
        /// Radius, metres.
        radius_m: f64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude_deg: f64, longitude_deg: f64) -> Position {
        Position::new(latitude_deg, longitude_deg).unwrap()
    }

    /// JFK to LHR, the points of GeographicLib's own example (`example-Geodesic.cpp`). Its GeodSolve
    /// says: azi1 51.198882845579824, s12 5551759.4003186841.
    #[test]
    fn distance_and_bearing_agree_with_the_published_geodesic() {
        let (jfk, lhr) = (at(40.6, -73.8), at(51.6, -0.5));
        assert!((jfk.distance_m(lhr) - 5_551_759.400_318_684).abs() < 1e-6);
        assert!((jfk.bearing_deg(lhr) - 51.198_882_845_579_824).abs() < 1e-9);
    }

    #[test]
    fn a_swapped_pair_is_told_so() {
        let message = Position::new(103.8, 1.25).unwrap_err().to_string();
        assert!(message.contains("[latitude, longitude]"), "{message}");
    }

    #[test]
    fn nan_is_no_position() {
        assert!(Position::new(f64::NAN, 0.0).is_err());
    }
}
