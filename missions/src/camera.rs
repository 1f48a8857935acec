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
    /// Shortest and longest focal length, millimetres, of a lens that zooms; it zooms by command
    /// and stands at `focal_mm` otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zoom_mm: Option<[f64; 2]>,
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
    /// Shortest and longest focal length, millimetres; twice the same for a lens that does not
    /// zoom.
    pub fn focal_range_mm(&self) -> [f64; 2] {
        self.zoom_mm.unwrap_or([self.focal_mm; 2])
    }

    /// The same camera zoomed to a focal length, millimetres, as far as its lens goes.
    pub fn zoomed(&self, focal_mm: f64) -> Self {
        let [shortest_mm, longest_mm] = self.focal_range_mm();
        Self {
            focal_mm: focal_mm.max(shortest_mm).min(longest_mm),
            ..self.clone()
        }
    }

    /// Where a focal length (millimetres) lies in the lens's range, 0 to 100 as MAVLink's
    /// `ZOOM_TYPE_RANGE` counts; none for a lens that does not zoom.
    pub fn zoom_percent(&self, focal_mm: f64) -> Option<f64> {
        let [shortest_mm, longest_mm] = self.zoom_mm.filter(|[a, b]| b > a)?;
        let share = (focal_mm - shortest_mm) / (longest_mm - shortest_mm);
        Some((share * 100.0).clamp(0.0, 100.0))
    }

    /// Width of the larger side of a pixel on the sensor, millimetres.
    pub fn pixel_mm(&self) -> f64 {
        let of = |side: usize| self.sensor_mm[side] / f64::from(self.image_px[side]);
        of(0).max(of(1))
    }

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
        if let Some([shortest_mm, longest_mm]) = self.zoom_mm
            && !(shortest_mm > 0.0
                && longest_mm.is_finite()
                && (shortest_mm..=longest_mm).contains(&self.focal_mm))
        {
            faults.push(format!(
                "zoom_mm is [{shortest_mm}, {longest_mm}]: shortest and longest focal length must \
                 be positive and hold focal_mm, {}, between them",
                self.focal_mm
            ));
        }
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
            zoom_mm: None,
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
    fn a_zoom_stops_at_its_ends_and_counts_from_the_shortest() {
        let zoom = Camera {
            zoom_mm: Some([35.0, 135.0]),
            ..camera()
        };
        assert_eq!(zoom.zoomed(85.0).focal_mm, 85.0);
        assert_eq!(zoom.zoomed(500.0).focal_mm, 135.0);
        assert_eq!(zoom.zoom_percent(85.0), Some(50.0));
        assert_eq!(camera().zoom_percent(35.0), None);
        assert_eq!(zoom.faults(), Vec::<String>::new());
        let outside = Camera {
            zoom_mm: Some([50.0, 135.0]),
            ..camera()
        };
        assert_eq!(outside.faults().len(), 1, "focal_mm lies outside the range");
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
