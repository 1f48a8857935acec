//! Where a ship lies and how she heads at a time; from her axes to the earth and back.
//!
//! Ship axes are [`ShipBody`]: forward of the aft perpendicular, starboard of the centreline, down
//! from the water's surface. She is taken as upright: list and trim move a mark on her side by
//! centimetres, a hover by nothing.

use serde::{Deserialize, Serialize};
use sguaba::Vector;
use uom::si::length::meter;

use crate::frames::attitude::{Attitude, ShipBody, VehicleNed, ned, ship_body};
use crate::geodesy::Position;
use crate::time::UtcTime;

/// A point in ship axes, metres; see [`ShipBody`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipPoint {
    /// Forward of the aft perpendicular.
    pub forward_m: f64,
    /// To starboard of the centreline.
    pub starboard_m: f64,
    /// Down from the water's surface; what stands above it is negative.
    pub down_m: f64,
}

/// Where her aft perpendicular lies, and where her bow points, at a time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pose {
    /// The origin of her axes: the aft perpendicular on the centreline.
    pub origin: Position,
    /// Where her bow points, degrees clockwise from true north.
    pub heading_deg: f64,
    /// When; none where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<UtcTime>,
}

impl ShipPoint {
    /// A point at a height above the water, metres.
    pub const fn above_water(forward_m: f64, starboard_m: f64, height_m: f64) -> Self {
        Self {
            forward_m,
            starboard_m,
            down_m: -height_m,
        }
    }

    /// Height above the water, metres.
    pub fn height_m(self) -> f64 {
        0.0 - self.down_m
    }

    /// As seen from the origin of her axes.
    pub fn vector(self) -> Vector<ShipBody> {
        ship_body(self.forward_m, self.starboard_m, self.down_m)
    }
}

impl Pose {
    /// The pose of a ship of whom one point is known: `reference` (in her axes) lies at `at`.
    pub fn of_reference(at: Position, reference: ShipPoint, heading_deg: f64) -> Self {
        let mut pose = Self {
            origin: at,
            heading_deg: heading_deg.rem_euclid(360.0),
            time: None,
        };
        let back = ShipPoint {
            forward_m: -reference.forward_m,
            starboard_m: -reference.starboard_m,
            down_m: 0.0,
        };
        pose.origin = pose.position(back);
        pose
    }

    /// A direction in her axes as north, east, down.
    pub fn to_ned(&self, direction: Vector<ShipBody>) -> Vector<VehicleNed> {
        self.attitude().ned_to_ship().inverse_transform(direction)
    }

    /// A direction in north, east, down in her axes.
    pub fn to_ship(&self, direction: Vector<VehicleNed>) -> Vector<ShipBody> {
        self.attitude().ned_to_ship().transform(direction)
    }

    /// Over which place of the earth a point in her axes lies.
    pub fn position(&self, point: ShipPoint) -> Position {
        let [north_m, east_m, _] = metres(self.to_ned(point.vector()).to_cartesian());
        let bearing_deg = east_m.atan2(north_m).to_degrees();
        self.origin.offset(bearing_deg, north_m.hypot(east_m))
    }

    /// A place of the earth, at a height above the water (metres), in her axes.
    pub fn point(&self, position: Position, height_m: f64) -> ShipPoint {
        let distance_m = self.origin.distance_m(position);
        let (sin, cos) = self.origin.bearing_deg(position).to_radians().sin_cos();
        let seen = self.to_ship(ned(distance_m * cos, distance_m * sin, -height_m));
        let [forward_m, starboard_m, down_m] = metres(seen.to_cartesian());
        ShipPoint {
            forward_m,
            starboard_m,
            down_m,
        }
    }

    /// A horizontal direction in her axes, degrees clockwise from the bow, as degrees clockwise
    /// from true north, in [0, 360).
    pub fn bearing_deg(&self, from_bow_deg: f64) -> f64 {
        (self.heading_deg + from_bow_deg).rem_euclid(360.0)
    }

    fn attitude(&self) -> Attitude {
        Attitude::from_degrees(0.0, 0.0, self.heading_deg)
    }
}

fn metres(vector: [uom::si::f64::Length; 3]) -> [f64; 3] {
    vector.map(|length| length.get::<meter>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pose(heading_deg: f64) -> Pose {
        Pose {
            origin: Position::new(53.9, 8.2).unwrap(),
            heading_deg,
            time: None,
        }
    }

    #[test]
    fn the_bow_of_a_ship_that_heads_east_lies_east_and_her_starboard_side_south() {
        let pose = pose(90.0);
        let bow = pose.position(ShipPoint::above_water(100.0, 0.0, 0.0));
        assert!((pose.origin.bearing_deg(bow) - 90.0).abs() < 1e-3);
        let side = pose.position(ShipPoint::above_water(0.0, 15.0, 0.0));
        assert!((pose.origin.bearing_deg(side) - 180.0).abs() < 1e-3);
        assert!((pose.origin.distance_m(side) - 15.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn a_point_of_the_ship_comes_back(
            heading_deg in 0.0..360.0, forward_m in -50.0..400.0, starboard_m in -90.0..90.0,
            height_m in 0.0..50.0,
        ) {
            let pose = pose(heading_deg);
            let there = ShipPoint::above_water(forward_m, starboard_m, height_m);
            let back = pose.point(pose.position(there), height_m);
            prop_assert!((back.forward_m - forward_m).abs() < 1e-6, "{back:?}");
            prop_assert!((back.starboard_m - starboard_m).abs() < 1e-6, "{back:?}");
            prop_assert!((back.height_m() - height_m).abs() < 1e-9);
        }

        #[test]
        fn the_reference_point_lies_where_it_was_seen(
            heading_deg in -360.0..720.0, forward_m in 0.0..300.0, starboard_m in -30.0..30.0,
        ) {
            let seen = Position::new(1.2, 103.8).unwrap();
            let reference = ShipPoint::above_water(forward_m, starboard_m, 0.0);
            let pose = Pose::of_reference(seen, reference, heading_deg);
            // North is not quite the same direction at both.
            prop_assert!(pose.position(reference).distance_m(seen) < 0.01);
        }
    }
}
