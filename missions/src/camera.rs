//! A camera as a mission file describes it, and what follows for the ground below.
//! The lens itself is in [`lens`], the patch of ground that it sees in [`footprint`].

pub mod footprint;
pub mod gimbal;
pub mod lens;

use serde::{Deserialize, Serialize};

use gimbal::Gimbal;
use lens::{Distortion, Lens};

/// A camera on a gimbal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Camera {
    /// What people call it.
    pub name: String,
    /// Width and height of the sensor, millimetres; the width lies across the track.
    pub sensor_mm: [f64; 2],
    /// Width and height of the picture, pixels.
    pub image_px: [u32; 2],
    /// Focal length (real, not "35 mm equivalent"), millimetres.
    pub focal_mm: f64,
    /// Where the optical axis meets the picture, pixels from its top left corner;
    /// the middle where it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal_px: Option<[f64; 2]>,
    /// How the lens departs from a pinhole.
    #[serde(default)]
    pub distortion: Distortion,
    /// How far it can be turned.
    #[serde(default)]
    pub gimbal: Gimbal,
    /// Shortest time between two pictures, seconds; zero for none known.
    #[serde(default)]
    pub interval_s: f64,
}

impl Camera {
    /// The lens with the picture's size, in pixels.
    pub fn lens(&self) -> Lens {
        let [width, height] = self.image_px.map(f64::from);
        Lens::new(
            self.image_px,
            [
                self.focal_mm / self.sensor_mm[0] * width,
                self.focal_mm / self.sensor_mm[1] * height,
            ],
            self.principal_px.unwrap_or([width / 2.0, height / 2.0]),
            self.distortion,
        )
    }

    /// Ground sample distance straight below, metres a pixel, from a height above the ground.
    ///
    /// The coarser of the two directions. Source: similar triangles.
    pub fn ground_sample_m(&self, height_m: f64) -> f64 {
        let [width, height] = self.image_px.map(f64::from);
        let pitch_mm = (self.sensor_mm[0] / width).max(self.sensor_mm[1] / height);
        height_m * pitch_mm / self.focal_mm
    }

    /// Height above the ground, metres, from which a ground sample distance is reached.
    pub fn height_for_m(&self, ground_sample_m: f64) -> f64 {
        ground_sample_m / self.ground_sample_m(1.0)
    }

    /// Ground seen straight below from a height: metres across the track and along it.
    ///
    /// Without distortion, which moves the border of a survey lens by a few per cent at most
    /// and outwards for the usual barrel shape.
    pub fn ground_size_m(&self, height_m: f64) -> [f64; 2] {
        self.sensor_mm.map(|mm| height_m * mm / self.focal_mm)
    }

    /// What is wrong with the profile: field, value, and why, as one sentence each.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut positive = |field: &str, value: f64| {
            if !(value.is_finite() && value > 0.0) {
                faults.push(format!("{field} is {value}: it must be positive"));
            }
        };
        positive("sensor_mm width", self.sensor_mm[0]);
        positive("sensor_mm height", self.sensor_mm[1]);
        positive("image_px width", f64::from(self.image_px[0]));
        positive("image_px height", f64::from(self.image_px[1]));
        positive("focal_mm", self.focal_mm);
        if !(self.interval_s.is_finite() && self.interval_s >= 0.0) {
            faults.push(format!(
                "interval_s is {}: it must not be negative",
                self.interval_s
            ));
        }
        if !self.distortion.is_finite() {
            faults.push("distortion holds a value that is not finite".to_owned());
        }
        faults.extend(self.gimbal.faults());
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A full-frame survey camera; GSD = H·pitch/f with a pitch of 35.9 mm / 8192.
    fn camera() -> Camera {
        Camera {
            name: "test".to_owned(),
            sensor_mm: [35.9, 24.0],
            image_px: [8192, 5460],
            focal_mm: 35.0,
            principal_px: None,
            distortion: Distortion::default(),
            gimbal: Gimbal::default(),
            interval_s: 0.7,
        }
    }

    #[test]
    fn ground_sample_and_height_undo_each_other() {
        let camera = camera();
        assert!((camera.ground_sample_m(100.0) - 0.012_559).abs() < 1e-5);
        assert!((camera.height_for_m(camera.ground_sample_m(77.0)) - 77.0).abs() < 1e-9);
    }

    #[test]
    fn a_sensor_as_wide_as_the_focal_length_sees_its_own_height() {
        let [across, along] = camera().ground_size_m(70.0);
        assert!((across - 71.8).abs() < 1e-9 && (along - 48.0).abs() < 1e-9);
    }

    #[test]
    fn a_negative_focal_length_is_named() {
        let camera = Camera {
            focal_mm: -35.0,
            ..camera()
        };
        assert_eq!(
            camera.faults(),
            ["focal_mm is -35: it must be positive".to_owned()]
        );
    }
}
