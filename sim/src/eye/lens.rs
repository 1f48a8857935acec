//! What a vehicle's camera is: its sensor, its zoom, how fast it takes pictures.

use missions::camera::lens::Distortion;
use missions::range::all_outside;
use serde::{Deserialize, Serialize};

use crate::camera::View;

/// The distance at which a zoom is told as millimetres a pixel, metres.
const NOMINAL_M: f64 = 14.0;

/// A vehicle's camera, as a scenario's `[camera]` describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Optics {
    /// On which vehicle; the first, if none is named.
    pub vehicle: Option<String>,
    /// Width and height of its pictures, pixels; both even.
    pub size_px: [u32; 2],
    /// Pictures a second.
    pub fps: f64,
    /// Width and height of the sensor, millimetres.
    pub sensor_mm: [f64; 2],
    /// Shortest and longest focal length, millimetres.
    pub focal_mm: [f64; 2],
    /// How late it follows its gimbal, seconds.
    pub lag_s: f64,
    /// What is left of the rotors' shaking, degrees.
    pub shake_deg: f64,
    /// How the lens departs from a pinhole.
    pub distortion: Distortion,
    /// How long the shutter is open, seconds.
    pub shutter_s: f64,
    /// From the first line's exposure to the last one's, seconds.
    pub readout_s: f64,
    /// How many electrons make white.
    pub full_well: f64,
    /// Where the video goes as RTP: `udp://HOST:PORT`; none is not sent.
    pub stream: Option<String>,
}

impl Default for Optics {
    fn default() -> Self {
        Self {
            vehicle: None,
            size_px: [960, 720],
            fps: 4.0,
            sensor_mm: [6.4, 4.8],
            focal_mm: [8.0, 60.0],
            lag_s: 0.1,
            shake_deg: 0.004,
            distortion: Distortion::default(),
            shutter_s: 0.002,
            readout_s: 0.01,
            full_well: 9000.0,
            stream: None,
        }
    }
}

impl Optics {
    /// What is wrong with it: field, value and why, a sentence each.
    pub fn faults(&self) -> Vec<String> {
        let [short_mm, long_mm] = self.focal_mm;
        let mut faults = all_outside(
            "",
            [
                ("fps", self.fps, 0.1, 60.0),
                ("sensor_mm width", self.sensor_mm[0], 1.0, 60.0),
                ("sensor_mm height", self.sensor_mm[1], 1.0, 60.0),
                ("focal_mm shortest", short_mm, 1.0, 500.0),
                ("focal_mm longest", long_mm, short_mm, 500.0),
                ("lag_s", self.lag_s, 0.0, 5.0),
                ("shake_deg", self.shake_deg, 0.0, 1.0),
            ],
        );
        if self.size_px.iter().any(|side| !side.is_multiple_of(2)) {
            let [width, height] = self.size_px;
            faults.push(format!("size_px is {width} × {height}: both must be even"));
        }
        faults.extend(self.view().faults());
        faults
    }

    /// A focal length in pixels across the picture.
    pub fn focal_px(&self, focal_mm: f64) -> f64 {
        focal_mm / self.sensor_mm[0] * f64::from(self.size_px[0])
    }

    /// Its greatest zoom.
    pub fn zoom(&self) -> f64 {
        self.focal_mm[1] / self.focal_mm[0]
    }

    /// Half the angle between opposite corners of the picture, radians.
    pub(super) fn half_diagonal_rad(&self, focal_mm: f64) -> f64 {
        let [width, height] = self.size_px.map(f64::from);
        (width.hypot(height) / 2.0 / self.focal_px(focal_mm)).atan()
    }

    /// The same as a scene's camera.
    pub(super) fn view(&self) -> View {
        View {
            size_px: self.size_px,
            distance_m: NOMINAL_M,
            gsd_mm: NOMINAL_M / self.focal_px(self.focal_mm[0]) * 1e3,
            distortion: self.distortion,
            hover_m: 0.0,
            shake_deg: 0.0,
            shutter_s: self.shutter_s,
            readout_s: self.readout_s,
            full_well: self.full_well,
            ..View::default()
        }
    }
}
