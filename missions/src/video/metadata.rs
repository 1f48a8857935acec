//! What a frame was taken with, from where, and what it shows: the items of ST 0601 that a picture
//! needs, as typed values; from and to a local set, and to the pose of the camera.
//!
//! Where the standard has an item twice, with a narrow and a wide range (6 and 90, 7 and 91, 22 and
//! 96, 75 and 104, 26 to 33 and 82 to 89), the wide one holds. Written are the narrow ones, the wide
//! one with them where the value needs it, corners in full, and the height above the ellipsoid both
//! ways: the narrow one has steps of 0.3 m.

mod binding;
mod figure;
mod ground;
mod pose;

use crate::frames::attitude::Attitude;
use crate::geodesy::Position;
use crate::time::UtcTime;

pub use figure::{Figure, Place};
pub use ground::{NoGround, Surface};
pub use pose::{CameraPose, NoPose};

/// The metadata of one frame. What the sender did not say is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameMetadata {
    /// When the frame was taken. Where the packet has leap seconds and a correction (tags 136 and
    /// 137) it is UTC by them; otherwise as the sender counts: ST 0603 does so without leap seconds,
    /// most senders give UTC, and so do we.
    pub time: Option<UtcTime>,
    /// Mission ID.
    pub mission: Option<String>,
    /// Platform Tail Number.
    pub tail_number: Option<String>,
    /// Platform Call Sign.
    pub call_sign: Option<String>,
    /// Platform Designation: the model.
    pub platform: Option<String>,
    /// Image Source Sensor: the camera.
    pub camera: Option<String>,
    /// Image Coordinate System.
    pub coordinate_system: Option<String>,
    /// The version of ST 0601 that the sender follows.
    pub version: Option<u8>,
    /// Generic Flag Data.
    pub flags: Option<u8>,

    /// The nose, degrees clockwise from true north.
    pub heading_deg: Figure,
    /// Nose up is positive, degrees.
    pub pitch_deg: Figure,
    /// Right side down is positive, degrees.
    pub roll_deg: Figure,
    /// Over the ground, metres per second.
    pub ground_speed_m_s: Figure,
    /// Where it moves to, degrees clockwise from true north.
    pub course_deg: Figure,
    /// Above the ground or water below, metres.
    pub above_ground_m: Figure,

    /// Where the camera is.
    pub sensor: Place,
    /// Above mean sea level, metres.
    pub sensor_msl_m: Figure,
    /// Above the ellipsoid, metres.
    pub sensor_hae_m: Figure,
    /// The camera's turn on the platform: about its down axis from the nose, clockwise from above.
    pub azimuth_deg: Figure,
    /// Then about its right axis, up is positive.
    pub elevation_deg: Figure,
    /// Then about the optical axis, clockwise as the camera looks.
    pub camera_roll_deg: Figure,
    /// Across the picture, degrees.
    pub horizontal_view_deg: Figure,
    /// Down the picture, degrees.
    pub vertical_view_deg: Figure,

    /// From the camera to the frame centre, metres in a straight line.
    pub slant_range_m: Figure,
    /// Width of the ground in the middle of the picture, metres.
    pub width_m: Figure,
    /// What the middle of the picture shows.
    pub centre: Place,
    /// Its ground above mean sea level, metres.
    pub centre_msl_m: Figure,
    /// Its ground above the ellipsoid, metres.
    pub centre_hae_m: Figure,
    /// Where the picture's corners lie: upper left, upper right, lower right, lower left.
    pub corners: [Place; 4],
    /// What is looked at, where that is not the frame centre.
    pub target: Place,
    /// Its ground above mean sea level, metres.
    pub target_msl_m: Figure,
}

impl FrameMetadata {
    /// Says how the vehicle and the camera are turned, both known against north-east-down.
    pub fn turn(&mut self, vehicle: Attitude, camera: Attitude) {
        let mounted = camera.against(vehicle);
        let number = |radians: f64| Figure::Number(radians.to_degrees());
        self.heading_deg = Figure::Number(vehicle.heading_deg());
        self.pitch_deg = number(vehicle.pitch_rad);
        self.roll_deg = number(vehicle.roll_rad);
        self.azimuth_deg = Figure::Number(mounted.heading_deg());
        self.elevation_deg = number(mounted.pitch_rad);
        self.camera_roll_deg = Figure::Number(mounted.roll_rad.to_degrees().rem_euclid(360.0));
    }

    /// Says where the camera is.
    pub fn stand(&mut self, position: Position) {
        self.sensor = position.into();
    }

    /// Who took the frame: its call sign, tail number or model, whichever is said first.
    pub fn vehicle(&self) -> Option<&str> {
        let names = [&self.call_sign, &self.tail_number, &self.platform];
        names
            .into_iter()
            .flatten()
            .map(String::as_str)
            .find(|name| !name.is_empty())
    }
}

#[cfg(test)]
mod tests;
