//! The plane that planners work in, and the claims that bind frames to each other.

mod angles;
pub mod attitude;
mod segment;
mod sight;

use geo::Coord;
use geographiclib_rs::{Geodesic, InverseGeodesic};

use crate::geodesy::Position;

pub use angles::{wrap_deg, wrap_rad};
pub use segment::from_segment_m;
pub use sight::{Sight, sight};

/// A flat map about an origin: x east, y north, metres.
///
/// Azimuthal equidistant on the ellipsoid: distances and bearings from the origin are exact;
/// elsewhere the scale is off by about d²/(6R²), that is 4 mm a kilometre at 30 km from the
/// origin. Valid across the antimeridian and over the poles.
/// Source: Karney, "Algorithms for geodesics" (2013), section 8.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalPlane {
    origin: Position,
}

impl LocalPlane {
    /// The plane that touches the earth at `origin`.
    pub const fn at(origin: Position) -> Self {
        Self { origin }
    }

    /// Where the plane touches the earth: (0, 0).
    pub const fn origin(self) -> Position {
        self.origin
    }

    /// A position as metres east and north of the origin.
    pub fn to_plane(self, position: Position) -> Coord<f64> {
        let (distance_m, azimuth_deg, _, _): (f64, f64, f64, f64) = Geodesic::wgs84().inverse(
            self.origin.latitude_deg(),
            self.origin.longitude_deg(),
            position.latitude_deg(),
            position.longitude_deg(),
        );
        let (sin, cos) = azimuth_deg.to_radians().sin_cos();
        Coord {
            x: distance_m * sin,
            y: distance_m * cos,
        }
    }

    /// The position of a point of the plane. The point must be finite.
    pub fn to_position(self, point: Coord<f64>) -> Position {
        self.origin
            .offset(point.x.atan2(point.y).to_degrees(), point.x.hypot(point.y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_point_of_the_plane_comes_back(
            latitude in -89.0..89.0, longitude in -180.0..180.0,
            x in -5e4..5e4, y in -5e4..5e4,
        ) {
            let plane = LocalPlane::at(Position::new(latitude, longitude).unwrap());
            let back = plane.to_plane(plane.to_position(Coord { x, y }));
            prop_assert!((back.x - x).hypot(back.y - y) < 1e-6);
        }
    }

    #[test]
    fn north_is_y_and_east_is_x() {
        let origin = Position::new(51.95, 4.05).unwrap();
        let plane = LocalPlane::at(origin);
        let north = plane.to_plane(origin.offset(0.0, 100.0));
        let east = plane.to_plane(origin.offset(90.0, 100.0));
        assert!(north.x.abs() < 1e-6 && (north.y - 100.0).abs() < 1e-6);
        assert!(east.y.abs() < 1e-6 && (east.x - 100.0).abs() < 1e-6);
    }
}
