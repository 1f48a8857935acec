//! Where a camera is and how it is turned.

use missions::camera::lens::Lens;
use missions::frames::attitude::optical;
use nalgebra::{Matrix3, Rotation3, Vector3};

/// A camera's place and attitude in the world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// Where it is, metres.
    pub position_m: Vector3<f64>,
    /// From the world's axes to the camera's (right, down, forward).
    pub camera_from_world: Matrix3<f64>,
}

impl Pose {
    /// At `from`, looking at `at`, the horizon turned by `roll_rad` (the camera's own turn about
    /// its axis, clockwise as it looks). It must not look straight up or down.
    pub fn looking(from: [f64; 3], at: [f64; 3], roll_rad: f64) -> Self {
        let (from, at) = (Vector3::from(from), Vector3::from(at));
        let forward = (at - from).normalize();
        let right = forward.cross(&Vector3::z()).normalize();
        let down = forward.cross(&right);
        let level = Matrix3::from_rows(&[right.transpose(), down.transpose(), forward.transpose()]);
        let roll = Rotation3::from_axis_angle(&Vector3::z_axis(), -roll_rad);
        Self {
            position_m: from,
            camera_from_world: roll.matrix() * level,
        }
    }

    /// The same place, turned about the camera's own axes by small angles, radians.
    pub fn turned(&self, by: [f64; 3]) -> Self {
        let turn = Rotation3::new(-Vector3::from(by));
        Self {
            position_m: self.position_m,
            camera_from_world: turn.matrix() * self.camera_from_world,
        }
    }

    /// Where a point of the world falls in the picture, pixels.
    pub fn project(&self, lens: &Lens, world: [f64; 3]) -> Option<[f64; 2]> {
        let seen = self.camera_from_world * (Vector3::from(world) - self.position_m);
        lens.project(optical(seen.x, seen.y, seen.z))
    }

    /// The translation that goes with the rotation: camera = rotation · world + translation.
    pub fn translation_m(&self) -> Vector3<f64> {
        -(self.camera_from_world * self.position_m)
    }
}
