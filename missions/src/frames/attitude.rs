//! How the frames of a vehicle and its camera are turned against each other.
//!
//! This is the one file with sguaba's frame *claims*: everything else takes a rotation from here
//! and can then not confuse the frames any more.

use serde::{Deserialize, Serialize};
use sguaba::Vector;
use sguaba::math::{RigidBodyTransform, Rotation};
use sguaba::system;
use sguaba::systems::{Ecef, Wgs84};
use sguaba::vector;
use uom::si::angle::radian;
use uom::si::f64::{Angle, Length};
use uom::si::length::meter;

use super::wrap_rad;

system!(
    /// North, east, down at the vehicle.
    pub struct VehicleNed using NED
);
system!(
    /// The vehicle's body: front, right, down.
    pub struct VehicleBody using FRD
);
system!(
    /// The camera's housing: front along the optical axis, right and down as the picture has them.
    pub struct CameraHousing using FRD
);
system!(
    /// A ship: forward along her centreline, to starboard, and down from the water's surface; the
    /// origin lies on the centreline at her aft perpendicular.
    pub struct ShipBody using FRD
);
system!(
    /// Camera optical: x right, y down in the picture, z out through the lens.
    pub struct CameraOptical using right-handed XYZ
);

/// Roll, pitch and yaw of a body (front-right-down) against another frame, as aerospace angles
/// (yaw, then pitch, then roll: intrinsic z-y′-x″), radians; a vehicle's are against
/// north-east-down, a gimbal's against north-east-down or the vehicle's body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(
    clippy::unsafe_derive_deserialize,
    reason = "sguaba's claims are about frames; no invariant rests on the angles"
)]
pub struct Attitude {
    /// Right side down is positive, ±π.
    pub roll_rad: f64,
    /// Nose up is positive, ±π/2.
    pub pitch_rad: f64,
    /// Clockwise from above is positive, ±π: from true north, or from the nose.
    pub yaw_rad: f64,
}

impl Attitude {
    /// From roll, pitch and yaw in degrees.
    pub fn from_degrees(roll_deg: f64, pitch_deg: f64, yaw_deg: f64) -> Self {
        Self {
            roll_rad: roll_deg.to_radians(),
            pitch_rad: pitch_deg.to_radians(),
            yaw_rad: yaw_deg.to_radians(),
        }
    }

    /// From a quaternion (w, x, y, z) that turns body vectors into north-east-down; it need not
    /// be of unit length. `None` for zero length and for NaN.
    ///
    /// Source: Diebel, "Representing Attitude" (2006), section 8.2 (sequence 3-2-1).
    pub fn from_quaternion(quaternion: [f64; 4]) -> Option<Self> {
        let norm = quaternion.iter().map(|c| c * c).sum::<f64>().sqrt();
        if !norm.is_finite() || norm < 1e-9 {
            return None;
        }
        let [w, x, y, z] = quaternion.map(|c| c / norm);
        Some(Self {
            roll_rad: (2.0 * (w * x + y * z)).atan2(1.0 - 2.0 * (x * x + y * y)),
            pitch_rad: (2.0 * (w * y - z * x)).clamp(-1.0, 1.0).asin(),
            yaw_rad: (2.0 * (w * z + x * y)).atan2(1.0 - 2.0 * (y * y + z * z)),
        })
    }

    /// The quaternion (w, x, y, z) that turns body vectors into north-east-down; w ≥ 0.
    pub fn to_quaternion(self) -> [f64; 4] {
        let (sr, cr) = (self.roll_rad / 2.0).sin_cos();
        let (sp, cp) = (self.pitch_rad / 2.0).sin_cos();
        let (sy, cy) = (self.yaw_rad / 2.0).sin_cos();
        let q = [
            cr * cp * cy + sr * sp * sy,
            sr * cp * cy - cr * sp * sy,
            cr * sp * cy + sr * cp * sy,
            cr * cp * sy - sr * sp * cy,
        ];
        if q[0] < 0.0 { q.map(|c| -c) } else { q }
    }

    /// Yaw as a heading: degrees clockwise from true north, in [0, 360).
    pub fn heading_deg(self) -> f64 {
        self.yaw_rad.to_degrees().rem_euclid(360.0)
    }

    /// The same attitude, known in north-east-down, against a body whose own attitude is `body`: the
    /// angles of a gimbal on it.
    pub fn against(self, body: Self) -> Self {
        let [w, x, y, z] = body.to_quaternion();
        let of_body = [w, -x, -y, -z];
        // Products of unit quaternions are unit quaternions; only NaN gives none.
        Self::from_quaternion(product(of_body, self.to_quaternion())).unwrap_or(Self {
            roll_rad: f64::NAN,
            pitch_rad: f64::NAN,
            yaw_rad: f64::NAN,
        })
    }

    /// The attitude a share of the way (0 to 1) to another, each angle by the shorter turn.
    ///
    /// Good for the small steps between two telemetry messages, not near ±90° of pitch.
    pub fn between(self, other: Self, share: f64) -> Self {
        let turn = |from: f64, to: f64| wrap_rad(from + share * wrap_rad(to - from));
        Self {
            roll_rad: turn(self.roll_rad, other.roll_rad),
            pitch_rad: turn(self.pitch_rad, other.pitch_rad),
            yaw_rad: turn(self.yaw_rad, other.yaw_rad),
        }
    }

    /// The rotation into the vehicle's body of something known in north-east-down.
    pub fn ned_to_body(self) -> Rotation<VehicleNed, VehicleBody> {
        let (yaw, pitch, roll) = self.angles();
        let builder = Rotation::<VehicleNed, VehicleBody>::tait_bryan_builder();
        // SAFETY: the angles are by definition those that turn north-east-down into this body.
        #[expect(unsafe_code, reason = "sguaba marks frame claims as unsafe")]
        unsafe {
            builder.yaw(yaw).pitch(pitch).roll(roll).build()
        }
    }

    /// As the angles of a gimbal on the body: the rotation from body to the camera's housing.
    pub fn body_to_housing(self) -> Rotation<VehicleBody, CameraHousing> {
        let (yaw, pitch, roll) = self.angles();
        let builder = Rotation::<VehicleBody, CameraHousing>::tait_bryan_builder();
        // SAFETY: the angles are by definition those that turn the body's axes into the housing's.
        #[expect(unsafe_code, reason = "sguaba marks frame claims as unsafe")]
        unsafe {
            builder.yaw(yaw).pitch(pitch).roll(roll).build()
        }
    }

    /// As the angles of a levelled gimbal against north and horizon.
    pub fn ned_to_housing(self) -> Rotation<VehicleNed, CameraHousing> {
        let (yaw, pitch, roll) = self.angles();
        let builder = Rotation::<VehicleNed, CameraHousing>::tait_bryan_builder();
        // SAFETY: the angles are by definition those that turn north-east-down into the housing.
        #[expect(unsafe_code, reason = "sguaba marks frame claims as unsafe")]
        unsafe {
            builder.yaw(yaw).pitch(pitch).roll(roll).build()
        }
    }

    /// As the attitude of a ship: the rotation into her axes of something known in
    /// north-east-down.
    pub fn ned_to_ship(self) -> Rotation<VehicleNed, ShipBody> {
        let (yaw, pitch, roll) = self.angles();
        let builder = Rotation::<VehicleNed, ShipBody>::tait_bryan_builder();
        // SAFETY: the angles are by definition those that turn north-east-down into her axes.
        #[expect(unsafe_code, reason = "sguaba marks frame claims as unsafe")]
        unsafe {
            builder.yaw(yaw).pitch(pitch).roll(roll).build()
        }
    }

    fn angles(self) -> (Angle, Angle, Angle) {
        let of = Angle::new::<radian>;
        (of(self.yaw_rad), of(self.pitch_rad), of(self.roll_rad))
    }
}

/// The Hamilton product of two quaternions (w, x, y, z): first the right one's turn, then the left's.
fn product([a, b, c, d]: [f64; 4], [w, x, y, z]: [f64; 4]) -> [f64; 4] {
    [
        a * w - b * x - c * y - d * z,
        a * x + b * w + c * z - d * y,
        a * y - b * z + c * w + d * x,
        a * z + b * y - c * x + d * w,
    ]
}

/// From the earth's frame to north-east-down at a place.
pub fn ecef_to_ned(place: &Wgs84) -> RigidBodyTransform<Ecef, VehicleNed> {
    // SAFETY: north-east-down is meant to have its origin at this place.
    #[expect(unsafe_code, reason = "sguaba marks frame claims as unsafe")]
    unsafe {
        RigidBodyTransform::ecef_to_ned_at(place)
    }
}

/// The fixed relabelling of the housing's axes: optical x is right, y is down, z is front.
pub fn housing_to_optical() -> Rotation<CameraHousing, CameraOptical> {
    // SAFETY: a third of a turn about the diagonal (1, 1, 1) makes front z, right x and down y;
    // the test below names each axis.
    #[expect(unsafe_code, reason = "sguaba marks frame claims as unsafe")]
    unsafe {
        Rotation::from_quaternion(0.5, -0.5, -0.5, -0.5)
    }
}

/// A direction in north-east-down as a vector of plain metres.
pub fn ned(north_m: f64, east_m: f64, down_m: f64) -> Vector<VehicleNed> {
    let of = Length::new::<meter>;
    vector!(n = of(north_m), e = of(east_m), d = of(down_m))
}

/// A direction in a ship's axes as a vector of plain metres.
pub fn ship_body(forward_m: f64, starboard_m: f64, down_m: f64) -> Vector<ShipBody> {
    let of = Length::new::<meter>;
    vector!(f = of(forward_m), r = of(starboard_m), d = of(down_m))
}

/// A direction in the camera's optical frame as a vector of plain metres.
pub fn optical(right_m: f64, down_m: f64, forward_m: f64) -> Vector<CameraOptical> {
    let of = Length::new::<meter>;
    vector!(x = of(right_m), y = of(down_m), z = of(forward_m))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(attitude: Attitude, seen: Vector<VehicleNed>, expected: [f64; 3]) {
        let got = attitude
            .ned_to_housing()
            .and_then(housing_to_optical())
            .transform(seen)
            .to_cartesian()
            .map(|l| l.get::<meter>());
        for (a, b) in got.iter().zip(expected) {
            assert!((a - b).abs() < 1e-9, "{got:?} != {expected:?}");
        }
    }

    fn facing(yaw_deg: f64, pitch_deg: f64) -> Attitude {
        Attitude::from_degrees(0.0, pitch_deg, yaw_deg)
    }

    #[test]
    fn a_camera_that_faces_north_sees_north_ahead_east_right_and_ground_below() {
        check(facing(0.0, 0.0), ned(1.0, 0.0, 0.0), [0.0, 0.0, 1.0]);
        check(facing(0.0, 0.0), ned(0.0, 1.0, 0.0), [1.0, 0.0, 0.0]);
        check(facing(0.0, 0.0), ned(0.0, 0.0, 1.0), [0.0, 1.0, 0.0]);
    }

    #[test]
    fn a_camera_that_faces_east_sees_south_on_its_right() {
        check(facing(90.0, 0.0), ned(-1.0, 0.0, 0.0), [1.0, 0.0, 0.0]);
    }

    #[test]
    fn a_camera_that_looks_down_sees_the_ground_ahead_and_the_nose_at_the_top() {
        check(facing(0.0, -90.0), ned(0.0, 0.0, 1.0), [0.0, 0.0, 1.0]);
        check(facing(0.0, -90.0), ned(1.0, 0.0, 0.0), [0.0, -1.0, 0.0]);
    }

    #[test]
    fn a_gimbal_turned_with_the_body_adds_to_the_bodys_yaw() {
        let body = facing(30.0, 0.0).ned_to_body();
        let gimbal = facing(60.0, -20.0).body_to_housing();
        let both = body.and_then(gimbal).transform(ned(0.3, 0.5, 0.2));
        let one = facing(90.0, -20.0)
            .ned_to_housing()
            .transform(ned(0.3, 0.5, 0.2));
        for (a, b) in both.to_cartesian().iter().zip(one.to_cartesian()) {
            assert!((*a - b).get::<meter>().abs() < 1e-9);
        }
    }

    proptest! {
        #[test]
        fn angles_survive_the_quaternion(
            roll_rad in -3.1..3.1, pitch_rad in -1.5..1.5, yaw_rad in -3.1..3.1,
        ) {
            let attitude = Attitude { roll_rad, pitch_rad, yaw_rad };
            let back = Attitude::from_quaternion(attitude.to_quaternion()).unwrap();
            prop_assert!((back.roll_rad - roll_rad).abs() < 1e-9);
            prop_assert!((back.pitch_rad - pitch_rad).abs() < 1e-9);
            prop_assert!((back.yaw_rad - yaw_rad).abs() < 1e-9);
        }
    }

    proptest! {
        #[test]
        fn a_gimbals_angles_against_the_body_look_where_its_angles_against_north_do(
            body in [-3.1..3.1, -1.5..1.5, -3.1..3.1], gimbal in [-3.1..3.1, -1.5..1.5, -3.1..3.1],
        ) {
            let of = |[roll_rad, pitch_rad, yaw_rad]: [f64; 3]| Attitude { roll_rad, pitch_rad, yaw_rad };
            let (body, gimbal) = (of(body), of(gimbal));
            let seen = ned(0.3, -0.5, 0.8);
            let direct = gimbal.ned_to_housing().transform(seen);
            let by_body = body.ned_to_body().and_then(gimbal.against(body).body_to_housing()).transform(seen);
            for (a, b) in direct.to_cartesian().iter().zip(by_body.to_cartesian()) {
                prop_assert!((*a - b).get::<meter>().abs() < 1e-7);
            }
        }
    }

    #[test]
    fn halfway_between_350_and_10_degrees_is_north() {
        let yaw = |degrees: f64| Attitude {
            yaw_rad: degrees.to_radians(),
            ..Attitude::default()
        };
        let middle = yaw(-10.0).between(yaw(10.0), 0.5);
        assert!(middle.yaw_rad.abs() < 1e-12);
    }

    #[test]
    fn a_zero_quaternion_is_no_attitude() {
        assert_eq!(Attitude::from_quaternion([0.0; 4]), None);
        assert_eq!(Attitude::from_quaternion([f64::NAN; 4]), None);
    }
}
