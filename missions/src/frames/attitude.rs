//! How the frames of a vehicle and its camera are turned against each other.
//!
//! This is the one file with sguaba's frame *claims*: everything else takes a rotation from here
//! and can then not confuse the frames any more.

use sguaba::Vector;
use sguaba::math::Rotation;
use sguaba::system;
use sguaba::vector;
use uom::si::angle::degree;
use uom::si::f64::{Angle, Length};
use uom::si::length::meter;

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
    /// Camera optical: x right, y down in the picture, z out through the lens.
    pub struct CameraOptical using right-handed XYZ
);

/// Roll, pitch, yaw in degrees: intrinsic z-y′-x″, as MAVLink's `ATTITUDE` and `MOUNT_ORIENTATION`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Attitude {
    /// Right wing down positive.
    pub roll_deg: f64,
    /// Nose up positive.
    pub pitch_deg: f64,
    /// Clockwise from above positive; from north for a vehicle, from the nose for a gimbal.
    pub yaw_deg: f64,
}

impl Attitude {
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

    fn angles(self) -> (Angle, Angle, Angle) {
        let of = Angle::new::<degree>;
        (of(self.yaw_deg), of(self.pitch_deg), of(self.roll_deg))
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

/// A direction in the camera's optical frame as a vector of plain metres.
pub fn optical(right_m: f64, down_m: f64, forward_m: f64) -> Vector<CameraOptical> {
    let of = Length::new::<meter>;
    vector!(x = of(right_m), y = of(down_m), z = of(forward_m))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        Attitude {
            roll_deg: 0.0,
            pitch_deg,
            yaw_deg,
        }
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
}
