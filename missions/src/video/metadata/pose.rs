//! From where and how a frame was taken, in the terms of [`crate::camera`] and [`crate::frames`].

use thiserror::Error;

use super::{Figure, FrameMetadata};
use crate::camera::footprint::Look;
use crate::camera::lens::{Distortion, Lens};
use crate::frames::attitude::Attitude;
use crate::geodesy::Position;
use crate::time::UtcTime;

/// The pose of a camera when it took a frame.
#[derive(Clone, Debug)]
pub struct CameraPose {
    /// When.
    pub time: Option<UtcTime>,
    /// On which vehicle.
    pub vehicle: Option<String>,
    /// Where.
    pub position: Position,
    /// Above mean sea level, metres.
    pub msl_m: Option<f64>,
    /// Above the ellipsoid, metres.
    pub hae_m: Option<f64>,
    /// How the vehicle was turned against north-east-down.
    pub body: Attitude,
    /// How the camera was turned against the vehicle.
    pub mounted: Attitude,
    /// Across and down the picture, degrees.
    pub view_deg: Option<[f64; 2]>,
}

/// What a packet does not say, so that nobody knows how the camera stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoPose {
    /// Tags 13 and 14.
    #[error("the packet does not say where the camera is")]
    Position,
    /// Tag 5.
    #[error("the packet does not say the platform's heading")]
    Heading,
    /// Tags 6 and 90.
    #[error("the packet does not say the platform's pitch")]
    Pitch,
    /// Tags 7 and 91.
    #[error("the packet does not say the platform's roll")]
    Roll,
    /// Tag 18.
    #[error("the packet does not say the camera's azimuth")]
    Azimuth,
    /// Tag 19.
    #[error("the packet does not say the camera's elevation")]
    Elevation,
}

impl FrameMetadata {
    /// The camera's pose. A camera of which no roll is said (tag 20) has none.
    ///
    /// Turns follow one another as ST 0601 has them: heading, pitch, roll of the platform, then
    /// azimuth, elevation, roll of the camera, each about an axis that the one before has turned.
    pub fn pose(&self) -> Result<CameraPose, NoPose> {
        let number = |figure: Figure, none| figure.number().ok_or(none);
        Ok(CameraPose {
            time: self.time,
            vehicle: self.vehicle().map(str::to_owned),
            position: self.sensor.position().ok_or(NoPose::Position)?,
            msl_m: self.sensor_msl_m.number(),
            hae_m: self.sensor_hae_m.number(),
            body: Attitude::from_degrees(
                number(self.roll_deg, NoPose::Roll)?,
                number(self.pitch_deg, NoPose::Pitch)?,
                number(self.heading_deg, NoPose::Heading)?,
            ),
            mounted: Attitude::from_degrees(
                self.camera_roll_deg.number().unwrap_or(0.0),
                number(self.elevation_deg, NoPose::Elevation)?,
                number(self.azimuth_deg, NoPose::Azimuth)?,
            ),
            view_deg: both(self.horizontal_view_deg, self.vertical_view_deg),
        })
    }
}

impl CameraPose {
    /// How the camera hangs in the world.
    pub fn look(&self) -> Look {
        Look::mounted(self.body, self.mounted)
    }

    /// A pinhole with the fields of view, for a picture of a size in pixels; none where they are not
    /// known, or are no angles that a flat picture can have.
    pub fn lens(&self, size_px: [u32; 2]) -> Option<Lens> {
        let [across, down] = self.view_deg?;
        let half = size_px.map(|pixels| f64::from(pixels) / 2.0);
        let focal = |half: f64, view: f64| half / (view.to_radians() / 2.0).tan();
        let seen = (1e-3..180.0).contains(&across) && (1e-3..180.0).contains(&down);
        seen.then(|| {
            let focal_px = [focal(half[0], across), focal(half[1], down)];
            Lens::new(size_px, focal_px, half, Distortion::default())
        })
    }
}

fn both(first: Figure, second: Figure) -> Option<[f64; 2]> {
    Some([first.number()?, second.number()?])
}
