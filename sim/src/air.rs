//! The moving air: a mean wind that changes with time, and gusts.

use std::time::Duration;

use missions::wind::Wind;
use nalgebra::Vector3;

use crate::noise::{Noise, Wander};

/// What the air does at one vehicle now.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Air {
    /// Velocity over the ground: north, east, down, metres per second.
    pub velocity_ned_m_s: Vector3<f64>,
}

/// Length of the eddies along the mean wind, metres.
///
/// Source: MIL-F-8785C, Dryden turbulence at 30 m: L = h/(0.177 + 0.000823·h[ft])^1.2 ≈ 180 m;
/// shortened to what shakes a vehicle of this size.
const EDDY_M: f64 = 60.0;

/// Slowest mean speed with which eddies pass, metres per second.
const LEAST_DRIFT_M_S: f64 = 3.0;

/// Greatest gust over standard deviation. Source: WMO, peak factor of a 3 s gust in 10 minutes.
const PEAK_FACTOR: f64 = 3.0;

/// Vertical over horizontal deviation near the ground. Source: MIL-F-8785C (σw = 0.1·W20).
const VERTICAL_SHARE: f64 = 0.5;

/// Deviation across the wind over that along it. Source: IEC 61400-1, Kaimal spectrum (σ₂ = 0.8·σ₁).
const ACROSS_SHARE: f64 = 0.8;

/// So much sooner than along the wind gusts across it and upright change. Chosen: eddies are shorter
/// that way in every model, by how much they do not agree (MIL-F-8785C: 1 and height over length;
/// IEC 61400-1: 3 and 12).
const ACROSS_SOONER: f64 = 2.0;
const UPRIGHT_SOONER: f64 = 3.0;

/// Gusts at one vehicle: three wandering velocities (the Dryden spectrum's first-order part).
#[derive(Clone, Debug)]
pub struct Gusts {
    noise: Noise,
    along: Wander,
    across: Wander,
    down: Wander,
}

impl Gusts {
    /// The gusts that the vehicle of this name meets.
    pub fn new(seed: u64, vehicle: &str) -> Self {
        Self {
            noise: Noise::stream(seed, &format!("gusts {vehicle}")),
            along: Wander::default(),
            across: Wander::default(),
            down: Wander::default(),
        }
    }

    /// Goes on by `dt` in a mean wind; `wind.gust_m_s` is the greatest gust above the mean.
    pub fn step(&mut self, dt: Duration, wind: &Wind) -> Air {
        let mean = wind.velocity_m_s();
        let tau = EDDY_M / wind.speed_m_s.max(LEAST_DRIFT_M_S);
        let sigma = wind.gust_m_s / PEAK_FACTOR;
        let seconds = dt.as_secs_f64();
        let along = self.along.step(&mut self.noise, seconds, sigma, tau);
        let across = self.across.step(
            &mut self.noise,
            seconds,
            sigma * ACROSS_SHARE,
            tau / ACROSS_SOONER,
        );
        let down = self.down.step(
            &mut self.noise,
            seconds,
            sigma * VERTICAL_SHARE,
            tau / UPRIGHT_SOONER,
        );
        let (sin, cos) = wind.from_deg.to_radians().sin_cos();
        Air {
            velocity_ned_m_s: Vector3::new(
                mean.y - along * cos + across * sin,
                mean.x - along * sin - across * cos,
                down,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gusts_keep_the_mean_and_reach_but_seldom_pass_their_limit() {
        let wind = Wind {
            speed_m_s: 8.0,
            from_deg: 270.0,
            gust_m_s: 4.0,
        };
        let mut gusts = Gusts::new(1, "a");
        let dt = Duration::from_millis(100);
        let east: Vec<f64> = (0..60_000)
            .map(|_| gusts.step(dt, &wind).velocity_ned_m_s.y)
            .collect();
        let mean = east.iter().sum::<f64>() / 6e4;
        let above = east.iter().filter(|v| **v > 12.0).count() as f64 / 6e4;
        assert!((mean - 8.0).abs() < 0.3, "{mean}");
        assert!((1e-5..5e-3).contains(&above), "{above}");
    }

    #[test]
    fn without_gusts_the_air_moves_as_the_wind_says() {
        let wind = Wind {
            speed_m_s: 5.0,
            from_deg: 0.0,
            gust_m_s: 0.0,
        };
        let air = Gusts::new(1, "a").step(Duration::from_millis(4), &wind);
        assert!((air.velocity_ned_m_s - Vector3::new(-5.0, 0.0, 0.0)).norm() < 1e-9);
    }
}
