//! Which patch of flat ground a camera sees.

use geo::Coord;
use uom::si::length::meter;

use super::lens::Lens;
use crate::frames::attitude::{Attitude, CameraOptical, VehicleNed, housing_to_optical, optical};
use sguaba::Vector;
use sguaba::math::Rotation;

/// How a camera hangs in the world at one instant.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    ned_to_optical: Rotation<VehicleNed, CameraOptical>,
}

impl Look {
    /// Through a gimbal that is held level: `pitch_deg` against the horizon, `yaw_deg` clockwise
    /// from true north.
    pub fn level(pitch_deg: f64, yaw_deg: f64) -> Self {
        let gimbal = Attitude::from_degrees(0.0, pitch_deg, yaw_deg);
        Self {
            ned_to_optical: gimbal.ned_to_housing().and_then(housing_to_optical()),
        }
    }

    /// Through a mounting that moves with the body; the gimbal's yaw counts from the nose.
    pub fn mounted(body: Attitude, gimbal: Attitude) -> Self {
        Self {
            ned_to_optical: body
                .ned_to_body()
                .and_then(gimbal.body_to_housing())
                .and_then(housing_to_optical()),
        }
    }

    /// A direction of the camera in north-east-down.
    pub fn to_ned(&self, direction: Vector<CameraOptical>) -> Vector<VehicleNed> {
        self.ned_to_optical.inverse_transform(direction)
    }

    /// Where the optical axis points and where the picture's right lies, each as north, east,
    /// down, one metre long.
    pub fn axes(&self) -> [f64; 6] {
        let of = |v: Vector<CameraOptical>| self.to_ned(v).to_cartesian().map(|l| l.get::<meter>());
        let [a, b, c] = of(optical(0.0, 0.0, 1.0));
        let [d, e, f] = of(optical(1.0, 0.0, 0.0));
        [a, b, c, d, e, f]
    }

    /// A direction in north-east-down as the camera has it.
    pub fn to_optical(&self, direction: Vector<VehicleNed>) -> Vector<CameraOptical> {
        self.ned_to_optical.transform(direction)
    }

    /// Where the ground that a pixel shows lies: metres east (x) and north (y) of the camera.
    ///
    /// `None` at or above the horizon, or beyond `limit_m`.
    pub fn ground(&self, lens: &Lens, pixel: [f64; 2], reach: Reach) -> Option<Coord<f64>> {
        let ray = self.to_ned(lens.unproject(pixel)?);
        let [north, east, down] = ray.to_cartesian().map(|l| l.get::<meter>());
        let distance = reach.height_m / down;
        let point = Coord {
            x: east * distance,
            y: north * distance,
        };
        (down > 1e-9 && point.x.hypot(point.y) <= reach.limit_m).then_some(point)
    }

    /// The ground that the picture shows: a ring of points, metres east and north of the camera.
    ///
    /// The picture's border is followed in `steps` points a side, so that a distorted lens gives
    /// its true, bent outline. What lies at or above the horizon, or beyond the reach's limit, is
    /// cut at the limit. Empty where the camera sees no ground.
    pub fn footprint(&self, lens: &Lens, reach: Reach, steps: u32) -> Vec<Coord<f64>> {
        let ring: Vec<Coord<f64>> = border(lens.size_px(), steps)
            .filter_map(|pixel| self.ground_or_limit(lens, pixel, reach))
            .collect();
        if ring.len() < 3 { Vec::new() } else { ring }
    }

    fn ground_or_limit(&self, lens: &Lens, pixel: [f64; 2], reach: Reach) -> Option<Coord<f64>> {
        let ray = self.to_ned(lens.unproject(pixel)?);
        let [north, east, down] = ray.to_cartesian().map(|l| l.get::<meter>());
        let across = north.hypot(east);
        if down <= 0.0 && !self.sees_ground(lens) {
            return None;
        }
        let distance = if down > 1e-9 {
            (across * reach.height_m / down).min(reach.limit_m)
        } else {
            reach.limit_m
        };
        let scale = if across > 0.0 { distance / across } else { 0.0 };
        Some(Coord {
            x: east * scale,
            y: north * scale,
        })
    }

    /// Whether the lower edge or any corner of the picture looks below the horizon.
    fn sees_ground(&self, lens: &Lens) -> bool {
        border(lens.size_px(), 1).any(|pixel| {
            lens.unproject(pixel)
                .is_some_and(|ray| self.to_ned(ray).to_cartesian()[2].get::<meter>() > 1e-9)
        })
    }
}

/// From how high, and how far away what is seen still counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// Height above flat ground, metres.
    pub height_m: f64,
    /// Greatest distance over the ground, metres.
    pub limit_m: f64,
}

/// Points along the picture's border, clockwise from the top left.
fn border([width, height]: [u32; 2], steps: u32) -> impl Iterator<Item = [f64; 2]> {
    let (w, h) = (f64::from(width), f64::from(height));
    let corners = [[0.0, 0.0], [w, 0.0], [w, h], [0.0, h]];
    (0..4).flat_map(move |side| {
        let (a, b) = (corners[side], corners[(side + 1) % 4]);
        (0..steps).map(move |step| {
            let t = f64::from(step) / f64::from(steps);
            [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::camera::lens::Distortion;

    fn lens() -> Lens {
        Lens::new(
            [1000, 500],
            [1000.0, 1000.0],
            [500.0, 250.0],
            Distortion::default(),
        )
    }

    const REACH: Reach = Reach {
        height_m: 100.0,
        limit_m: 1000.0,
    };

    #[test]
    fn straight_down_the_footprint_is_the_sensor_scaled_by_the_height() {
        let ring = Look::level(-90.0, 0.0).footprint(&lens(), REACH, 1);
        let expected = [(-50.0, 25.0), (50.0, 25.0), (50.0, -25.0), (-50.0, -25.0)];
        for (point, (x, y)) in ring.iter().zip(expected) {
            assert!(
                (point.x - x).abs() < 1e-6 && (point.y - y).abs() < 1e-6,
                "{ring:?}"
            );
        }
    }

    #[test]
    fn heading_east_the_top_of_the_picture_lies_in_the_east() {
        let point = Look::level(-90.0, 90.0)
            .ground(&lens(), [500.0, 0.0], REACH)
            .unwrap();
        assert!(
            (point.x - 25.0).abs() < 1e-6 && point.y.abs() < 1e-6,
            "{point:?}"
        );
    }

    #[test]
    fn looking_45_degrees_down_to_the_north_the_middle_is_one_height_away() {
        let point = Look::level(-45.0, 0.0)
            .ground(&lens(), [500.0, 250.0], REACH)
            .unwrap();
        assert!(
            point.x.abs() < 1e-6 && (point.y - 100.0).abs() < 1e-6,
            "{point:?}"
        );
    }

    #[test]
    fn above_the_horizon_the_footprint_ends_at_the_limit() {
        let ring = Look::level(-5.0, 0.0).footprint(&lens(), REACH, 8);
        let farthest = ring.iter().map(|p| p.x.hypot(p.y)).fold(0.0, f64::max);
        assert!((farthest - 1000.0).abs() < 1e-6, "{farthest}");
        assert!(
            Look::level(60.0, 0.0)
                .footprint(&lens(), REACH, 8)
                .is_empty()
        );
    }

    #[test]
    fn a_body_rolled_right_moves_a_fixed_cameras_view_to_the_left() {
        let body = Attitude::from_degrees(10.0, 0.0, 0.0);
        let down = Attitude::from_degrees(0.0, -90.0, 0.0);
        let point = Look::mounted(body, down)
            .ground(&lens(), [500.0, 250.0], REACH)
            .unwrap();
        assert!(
            (point.x + 100.0 * 10f64.to_radians().tan()).abs() < 1e-6,
            "{point:?}"
        );
    }
}
