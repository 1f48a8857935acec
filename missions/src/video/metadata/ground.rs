//! The ground in the picture, worked out from the pose: to check what a packet says, and to say it.

use thiserror::Error;

use super::{CameraPose, Figure, FrameMetadata, NoPose, Place};
use crate::camera::lens::Lens;
use crate::frames::{Sight, sight};

/// The height of the ground, and what it counts from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Surface {
    /// Metres above mean sea level.
    Msl(f64),
    /// Metres above the ellipsoid.
    Hae(f64),
}

/// Why the ground cannot be worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoGround {
    /// It is not known how the camera stood.
    #[error(transparent)]
    Pose(#[from] NoPose),
    /// Camera and ground have no height that counts from the same.
    #[error("the packet does not say the heights of camera and frame centre above the same datum")]
    Height,
    /// The camera looks above the horizon.
    #[error("the optical axis does not meet the ground")]
    Sky,
}

impl CameraPose {
    /// What a pixel shows of the ground: where, and how far away. `None` for the sky, for a pixel of
    /// no direction, and where the camera's own height above the surface's datum is not known.
    pub fn ground(&self, lens: &Lens, pixel: [f64; 2], surface: Surface) -> Option<Sight> {
        let direction = self.look().to_ned(lens.unproject(pixel)?);
        let (height_m, surface_m) = self.heights(surface)?;
        sight(self.position, height_m, direction, surface_m)
    }

    /// Where the optical axis meets the ground.
    pub fn centre(&self, surface: Surface) -> Option<Sight> {
        let axis = crate::frames::attitude::optical(0.0, 0.0, 1.0);
        let (height_m, surface_m) = self.heights(surface)?;
        sight(self.position, height_m, self.look().to_ned(axis), surface_m)
    }

    fn heights(&self, surface: Surface) -> Option<(f64, f64)> {
        match surface {
            Surface::Msl(metres) => Some((self.msl_m?, metres)),
            Surface::Hae(metres) => Some((self.hae_m?, metres)),
        }
    }
}

impl FrameMetadata {
    /// The ground at the frame centre, by the datum that the camera's height has too; above the
    /// ellipsoid where both are.
    pub fn surface(&self) -> Option<Surface> {
        let known = |camera: Figure, ground: Figure| camera.number().and(ground.number());
        known(self.sensor_hae_m, self.centre_hae_m)
            .map(Surface::Hae)
            .or_else(|| known(self.sensor_msl_m, self.centre_msl_m).map(Surface::Msl))
    }

    /// The frame centre, worked out from the pose and the height of its ground, to be held against
    /// the one that the packet states.
    pub fn recomputed_centre(&self) -> Result<Sight, NoGround> {
        let pose = self.pose()?;
        let surface = self.surface().ok_or(NoGround::Height)?;
        pose.centre(surface).ok_or(NoGround::Sky)
    }

    /// Says what the picture shows of ground of a height: centre, slant range, corners and width; what
    /// shows the sky is off earth. The pose and the camera's height above the same datum must be
    /// there.
    pub fn see(&mut self, lens: &Lens, surface: Surface) -> Result<(), NoGround> {
        let pose = self.pose()?;
        pose.heights(surface).ok_or(NoGround::Height)?;
        match surface {
            Surface::Msl(metres) => self.centre_msl_m = Figure::Number(metres),
            Surface::Hae(metres) => self.centre_hae_m = Figure::Number(metres),
        }
        let [w, h] = lens.size_px().map(f64::from);
        let place = |pixel| {
            pose.ground(lens, pixel, surface)
                .map(|sight| sight.position)
        };
        let middle = pose.ground(lens, [w / 2.0, h / 2.0], surface);
        self.centre = Place::from(middle.map(|sight| sight.position));
        self.slant_range_m = distance(middle.map(|sight| sight.distance_m));
        self.corners = [[0.0, 0.0], [w, 0.0], [w, h], [0.0, h]].map(|pixel| place(pixel).into());
        let (left, right) = (place([0.0, h / 2.0]), place([w, h / 2.0]));
        self.width_m = distance(left.zip(right).map(|(left, right)| left.distance_m(right)));
        Ok(())
    }
}

fn distance(metres: Option<f64>) -> Figure {
    metres.map_or(Figure::Absent, Figure::Number)
}
