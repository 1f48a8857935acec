//! How a hovering drone strays, and how its gimbal keeps the camera on the marks: sums of slow
//! oscillations, so that a pose is a function of time alone.
//!
//! The gimbal turns the camera back to the same point as the drone strays, but as a system of
//! first order, late; what it misses is seen in the picture. Above that, the rotors shake it.

use std::f64::consts::TAU;

use nalgebra::Vector3;

use super::{Pose, View};
use crate::noise::Noise;

/// One oscillation along an axis.
#[derive(Clone, Copy, Debug)]
struct Swing {
    amplitude: f64,
    omega: f64,
    phase: f64,
}

/// The motion of a camera about its place.
#[derive(Clone, Debug)]
pub struct Hover {
    rest: Pose,
    distance_m: f64,
    lag_s: f64,
    strays: [Vec<Swing>; 3],
    shakes: [Vec<Swing>; 3],
}

impl Swing {
    fn at(self, time_s: f64) -> f64 {
        self.amplitude * (self.omega * time_s + self.phase).sin()
    }

    /// The same through a system of first order.
    fn late(self, time_s: f64, lag_s: f64) -> f64 {
        let turn = self.omega * lag_s;
        self.amplitude * (self.omega * time_s + self.phase - turn.atan()).sin()
            / (1.0 + turn * turn).sqrt()
    }
}

fn swings(deviation: f64, periods_s: [f64; 2], noise: &mut Noise) -> Vec<Swing> {
    const COUNT: i32 = 5;
    (0..COUNT)
        .map(|n| {
            let share = (f64::from(n) + noise.share()) / f64::from(COUNT);
            let period = periods_s[0] * (periods_s[1] / periods_s[0]).powf(share);
            Swing {
                amplitude: deviation * (2.0 / f64::from(COUNT)).sqrt(),
                omega: TAU / period,
                phase: TAU * noise.share(),
            }
        })
        .collect()
}

impl Hover {
    /// The motion of a camera; the same seed makes the same motion.
    pub fn new(view: &View, seed: u64) -> Self {
        let mut noise = Noise::stream(seed, "hover");
        let shake = view.shake_deg.to_radians();
        let axis = |noise: &mut Noise, share: f64| swings(view.hover_m * share, [2.5, 25.0], noise);
        let strays = [
            axis(&mut noise, 1.0),
            axis(&mut noise, 1.0),
            axis(&mut noise, 0.6),
        ];
        let mut turn = |share: f64| {
            let mut slow = swings(shake * share, [0.4, 3.0], &mut noise);
            slow.extend(swings(0.3 * shake * share, [0.03, 0.15], &mut noise));
            slow
        };
        Self {
            rest: view.pose(),
            distance_m: view.distance_m,
            lag_s: view.gimbal_lag_s,
            strays,
            shakes: [turn(1.0), turn(1.0), turn(0.5)],
        }
    }

    /// Where the camera is and looks at a time.
    pub fn pose(&self, time_s: f64) -> Pose {
        let stray = |n: usize| self.strays[n].iter().map(|s| s.at(time_s)).sum::<f64>();
        let late = |n: usize| {
            let swings = self.strays[n].iter();
            swings.map(|s| s.late(time_s, self.lag_s)).sum::<f64>()
        };
        let moved = Vector3::new(stray(0), stray(1), stray(2));
        let known = Vector3::new(late(0), late(1), late(2));
        let back = self.rest.camera_from_world * known / self.distance_m;
        let shake = |n: usize| self.shakes[n].iter().map(|s| s.at(time_s)).sum::<f64>();
        let mut pose = self
            .rest
            .turned([back.y + shake(0), -back.x + shake(1), shake(2)]);
        pose.position_m += moved;
        pose
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far the foot of the column strays in the picture, pixels.
    fn strayed(view: &View) -> f64 {
        let (hover, lens) = (Hover::new(view, 5), view.lens());
        let rest = view.pose().project(&lens, [0.0; 3]).unwrap();
        let power: f64 = (0..600)
            .map(|n| {
                let seen = hover
                    .pose(f64::from(n) * 0.1)
                    .project(&lens, [0.0; 3])
                    .unwrap();
                (seen[0] - rest[0]).powi(2) + (seen[1] - rest[1]).powi(2)
            })
            .sum();
        (power / 600.0).sqrt()
    }

    #[test]
    fn a_gimbal_keeps_the_marks_in_place_and_a_late_one_less_so() {
        let with = |gimbal_lag_s| View {
            hover_m: 0.2,
            gimbal_lag_s,
            shake_deg: 0.0,
            ..View::default()
        };
        let (quick, late) = (strayed(&with(0.01)), strayed(&with(0.6)));
        let drone = 0.2 / (View::default().gsd_mm * 1e-3);
        assert!(quick < 0.1 * drone, "{quick} of {drone}");
        assert!(late > 3.0 * quick, "{late} {quick}");
    }

    #[test]
    fn a_tripod_stands_still() {
        let view = View {
            hover_m: 0.0,
            shake_deg: 0.0,
            ..View::default()
        };
        assert!(strayed(&view) < 1e-9);
    }
}
