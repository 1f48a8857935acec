//! Where the camera really looks and how far it is zoomed: behind its gimbal by a lag, shaken by
//! the rotors, the zoom as fast as its motor turns.

use std::f64::consts::TAU;

use missions::frames::wrap_rad;
use missions::time::BootTime;

use super::Optics;
use crate::noise::Noise;

/// How fast the zoom moves: powers of two a second.
const DOUBLINGS_A_SECOND: f64 = 1.5;
/// Frequencies of the shaking, hertz.
const SHAKES_HZ: [f64; 4] = [0.6, 1.7, 7.0, 19.0];

/// The camera's own attitude and zoom.
#[derive(Clone, Debug)]
pub struct Gaze {
    lag_s: f64,
    shake_rad: f64,
    phases: [[f64; 4]; 2],
    shortest_mm: f64,
    at: Option<BootTime>,
    /// Yaw and pitch.
    angles_rad: [f64; 2],
    rates_rad_s: [f64; 2],
    focal_mm: f64,
}

impl Gaze {
    pub(super) fn new(optics: &Optics, seed: u64) -> Self {
        let mut noise = Noise::stream(seed, "gaze");
        Self {
            lag_s: optics.lag_s,
            shake_rad: optics.shake_deg.to_radians(),
            phases: std::array::from_fn(|_| std::array::from_fn(|_| TAU * noise.share())),
            shortest_mm: optics.focal_mm[0],
            at: None,
            angles_rad: [0.0; 2],
            rates_rad_s: [0.0; 2],
            focal_mm: optics.focal_mm[0],
        }
    }

    /// The gimbal points to these angles, the zoom is wanted to be that.
    pub(super) fn follow(&mut self, now: BootTime, wanted_rad: [f64; 2], zoom: f64) {
        let passed_s = self.at.map_or(1e3, |at| now.since(at).as_secs_f64());
        self.at = Some(now);
        let share = 1.0 - (-passed_s / self.lag_s.max(1e-6)).exp();
        for ((angle, rate), wanted) in self
            .angles_rad
            .iter_mut()
            .zip(&mut self.rates_rad_s)
            .zip(wanted_rad)
        {
            let off = wrap_rad(wanted - *angle);
            *angle += share * off;
            *rate = if passed_s > 0.0 && passed_s < 1.0 {
                share * off / passed_s
            } else {
                0.0
            };
        }
        let most = (DOUBLINGS_A_SECOND * passed_s.min(1e3)).exp2();
        let goal_mm = self.shortest_mm * zoom.max(1.0);
        self.focal_mm = goal_mm.clamp(self.focal_mm / most, self.focal_mm * most);
    }

    /// Yaw from north and pitch from the horizon, radians, the shaking included.
    pub(super) fn angles_rad(&self, now: BootTime) -> [f64; 2] {
        let time_s = now.as_secs_f64();
        std::array::from_fn(|axis| {
            let shakes = SHAKES_HZ.iter().zip(self.phases[axis]);
            let shake: f64 = shakes
                .map(|(hertz, phase)| (TAU * hertz * time_s + phase).sin())
                .sum();
            self.angles_rad[axis] + self.shake_rad * shake / (SHAKES_HZ.len() as f64 / 2.0).sqrt()
        })
    }

    pub(super) const fn rates_rad_s(&self) -> [f64; 2] {
        self.rates_rad_s
    }

    /// Its focal length now, millimetres.
    pub const fn focal_mm(&self) -> f64 {
        self.focal_mm
    }
}
