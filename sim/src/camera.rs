//! A camera that looks at a ship's side from a drone, or from the quay: where it stands and
//! looks at any time, what its lens and its sensor do to the picture.
//!
//! World axes are the plating's at rest (x right, y inwards, z up from still water); the camera's
//! are optical (x right, y down, z forward), as everywhere.

mod hover;
mod pose;
mod sensor;

use missions::camera::lens::{Distortion, Lens};
use missions::range::all_outside;
use serde::{Deserialize, Serialize};

pub use hover::Hover;
pub use pose::Pose;
pub(crate) use sensor::Sensor;

/// A camera as it is described.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct View {
    /// Width and height of the picture, pixels.
    pub size_px: [u32; 2],
    /// How far it is from the foot of the column, metres.
    pub distance_m: f64,
    /// What a pixel covers there, millimetres.
    pub gsd_mm: f64,
    /// How steeply it looks down at the foot of the column, degrees.
    pub look_down_deg: f64,
    /// How far to the right of square to the plating it stands, degrees.
    pub bearing_deg: f64,
    /// How far its horizon is turned, degrees; clockwise positive.
    pub roll_deg: f64,
    /// Where the foot of the column is in the picture: shares of width and height.
    pub foot_at: [f64; 2],
    /// How its lens departs from a pinhole.
    pub distortion: Distortion,
    /// How far a hovering drone strays, standard deviation, metres; 0 on a tripod.
    pub hover_m: f64,
    /// How late the gimbal follows, seconds.
    pub gimbal_lag_s: f64,
    /// What is left of the rotors' shaking, degrees.
    pub shake_deg: f64,
    /// How long the shutter is open, seconds.
    pub shutter_s: f64,
    /// From the first line's exposure to the last one's, seconds.
    pub readout_s: f64,
    /// Blur of lens and sensor, standard deviation, pixels.
    pub softness_px: f64,
    /// How many electrons make white: shot noise follows.
    pub full_well: f64,
    /// Noise of reading a pixel, electrons.
    pub read_noise: f64,
    /// Brighter or darker than the meter says, stops.
    pub exposure_ev: f64,
}

impl Default for View {
    fn default() -> Self {
        Self {
            size_px: [1280, 720],
            distance_m: 14.0,
            gsd_mm: 2.4,
            look_down_deg: 15.0,
            bearing_deg: 0.0,
            roll_deg: 0.0,
            foot_at: [0.5, 0.66],
            distortion: Distortion::default(),
            hover_m: 0.08,
            gimbal_lag_s: 0.15,
            shake_deg: 0.004,
            shutter_s: 0.002,
            readout_s: 0.015,
            softness_px: 0.6,
            full_well: 9000.0,
            read_noise: 4.0,
            exposure_ev: 0.0,
        }
    }
}

impl View {
    /// What is wrong with it: field, value and why, a sentence each.
    pub fn faults(&self) -> Vec<String> {
        let [width, height] = self.size_px.map(f64::from);
        let mut faults = all_outside(
            "camera.",
            [
                ("size_px width", width, 64.0, 4096.0),
                ("size_px height", height, 64.0, 4096.0),
                ("distance_m", self.distance_m, 2.0, 120.0),
                ("gsd_mm", self.gsd_mm, 0.3, 30.0),
                ("look_down_deg", self.look_down_deg, 3.0, 60.0),
                ("bearing_deg", self.bearing_deg, -60.0, 60.0),
                ("roll_deg", self.roll_deg, -45.0, 45.0),
                ("foot_at x", self.foot_at[0], 0.0, 1.0),
                ("foot_at y", self.foot_at[1], 0.0, 1.0),
                ("hover_m", self.hover_m, 0.0, 2.0),
                ("gimbal_lag_s", self.gimbal_lag_s, 0.0, 5.0),
                ("shake_deg", self.shake_deg, 0.0, 1.0),
                ("shutter_s", self.shutter_s, 0.0, 0.1),
                ("readout_s", self.readout_s, 0.0, 0.1),
                ("softness_px", self.softness_px, 0.0, 1.2),
                ("full_well", self.full_well, 100.0, 1e6),
                ("read_noise", self.read_noise, 0.0, 200.0),
                ("exposure_ev", self.exposure_ev, -4.0, 4.0),
            ],
        );
        if !self.distortion.is_finite() {
            faults.push("camera.distortion holds a value that is not finite".to_owned());
        }
        faults
    }

    /// Its lens.
    pub fn lens(&self) -> Lens {
        let focal_px = self.distance_m / (self.gsd_mm * 1e-3);
        let principal_px = self.size_px.map(|side| f64::from(side) / 2.0);
        Lens::new(self.size_px, [focal_px; 2], principal_px, self.distortion)
    }

    /// Where it stands at rest, looking so that the foot of the column falls where it should.
    pub fn pose(&self) -> Pose {
        let (bearing, down) = (
            self.bearing_deg.to_radians(),
            self.look_down_deg.to_radians(),
        );
        let from = [
            self.distance_m * down.cos() * bearing.sin(),
            -self.distance_m * down.cos() * bearing.cos(),
            self.distance_m * down.sin(),
        ];
        let lens = self.lens();
        let wanted: [f64; 2] =
            std::array::from_fn(|n| self.foot_at[n] * f64::from(self.size_px[n]));
        let mut pose = Pose::looking(from, [0.0; 3], self.roll_deg.to_radians());
        // The turn that moves the foot to its place: a few steps, as the lens is not linear.
        for _ in 0..6 {
            let Some(seen) = pose.project(&lens, [0.0; 3]) else {
                break;
            };
            let [fx, fy] = lens.focal_px();
            pose = pose.turned([(wanted[1] - seen[1]) / fy, -(wanted[0] - seen[0]) / fx, 0.0]);
        }
        pose
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_foot_of_the_column_falls_where_it_should() {
        let view = View {
            bearing_deg: 12.0,
            roll_deg: 4.0,
            foot_at: [0.4, 0.7],
            distortion: Distortion {
                k1: -0.4,
                ..Distortion::default()
            },
            ..View::default()
        };
        let seen = view.pose().project(&view.lens(), [0.0; 3]).unwrap();
        assert!(
            (seen[0] - 512.0).abs() < 0.01 && (seen[1] - 504.0).abs() < 0.01,
            "{seen:?}"
        );
    }

    #[test]
    fn a_pixel_covers_what_it_should_at_the_foot_of_the_column() {
        let view = View::default();
        let (pose, lens) = (view.pose(), view.lens());
        let apart = pose.project(&lens, [0.5, 0.0, 0.0]).unwrap()[0]
            - pose.project(&lens, [-0.5, 0.0, 0.0]).unwrap()[0];
        assert!((1000.0 / apart - 2.4).abs() < 0.01, "{apart}");
    }

    #[test]
    fn what_is_higher_in_the_world_is_higher_in_the_picture() {
        let view = View::default();
        let seen = |z: f64| view.pose().project(&view.lens(), [0.0, 0.0, z]).unwrap()[1];
        assert!(seen(0.5) < seen(0.0));
    }

    #[test]
    fn a_camera_that_cannot_be_is_told_by_field_and_value() {
        let view = View {
            gsd_mm: 0.0,
            size_px: [0, 720],
            ..View::default()
        };
        assert_eq!(
            view.faults(),
            [
                "camera.size_px width is 0: it must be 64 to 4096",
                "camera.gsd_mm is 0: it must be 0.3 to 30"
            ]
        );
    }
}
