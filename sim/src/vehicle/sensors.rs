//! Sensors: the truth with noise, bias, delay and faults.

mod gnss;

pub use gnss::Receiver;

use nalgebra::Vector3;

use super::dynamics::Truth;
use super::senses::{Baro, Imu};
use crate::noise::{Noise, Wander};

/// Noise of the accelerometers, metres per second squared, at 250 readings a second.
const FORCE_NOISE_M_S2: f64 = 0.06;
/// Bias of the accelerometers that calibration leaves.
const FORCE_BIAS_M_S2: f64 = 0.03;
/// Noise of the gyroscopes, radians per second.
const RATE_NOISE_RAD_S: f64 = 0.003;
/// Bias of the gyroscopes that calibration leaves.
const RATE_BIAS_RAD_S: f64 = 0.0008;
/// Noise of the magnetometer, gauss.
const FIELD_NOISE_GAUSS: f64 = 0.004;
/// Horizontal and downward field, gauss: a middle latitude. Source: WMM 2025, 50° N, rounded.
const FIELD_NED_GAUSS: [f64; 3] = [0.20, 0.0, 0.44];

/// Noise of the barometer as height, metres.
const BARO_NOISE_M: f64 = 0.12;
/// Slow wander of the air pressure as height, metres.
const BARO_WANDER_M: f64 = 0.5;
/// Memory of that wander, seconds.
const BARO_MEMORY_S: f64 = 400.0;

/// The inertial unit with its magnetometer.
#[derive(Clone, Debug)]
pub struct Inertial {
    noise: Noise,
    force_bias: Vector3<f64>,
    rate_bias: Vector3<f64>,
}

impl Inertial {
    /// With biases drawn from the stream of this vehicle.
    pub fn new(seed: u64, vehicle: &str) -> Self {
        let mut noise = Noise::stream(seed, &format!("inertial {vehicle}"));
        let force_bias = noise.normal3() * FORCE_BIAS_M_S2;
        let rate_bias = noise.normal3() * RATE_BIAS_RAD_S;
        Self {
            noise,
            force_bias,
            rate_bias,
        }
    }

    /// A reading; `drift_rad` is how far the compass is turned away.
    pub fn read(&mut self, truth: &Truth, drift_rad: f64) -> Imu {
        let (sin, cos) = drift_rad.sin_cos();
        let [north, east, down] = FIELD_NED_GAUSS;
        // A compass that reads too far clockwise sees the field turned the other way.
        let field = Vector3::new(north * cos + east * sin, east * cos - north * sin, down);
        Imu {
            force_m_s2: truth.specific_force_m_s2
                + self.force_bias
                + self.noise.normal3() * FORCE_NOISE_M_S2,
            rates_rad_s: truth.rates_rad_s
                + self.rate_bias
                + self.noise.normal3() * RATE_NOISE_RAD_S,
            field_gauss: truth.attitude.inverse_transform_vector(&field)
                + self.noise.normal3() * FIELD_NOISE_GAUSS,
        }
    }
}

/// The barometer.
#[derive(Clone, Debug)]
pub struct Barometer {
    noise: Noise,
    wander: Wander,
    ground_sea_m: f64,
}

impl Barometer {
    /// On ground that lies this high above the sea, metres.
    pub fn new(seed: u64, vehicle: &str, ground_sea_m: f64) -> Self {
        Self {
            noise: Noise::stream(seed, &format!("barometer {vehicle}")),
            wander: Wander::default(),
            ground_sea_m,
        }
    }

    /// A reading, `dt` seconds after the one before.
    pub fn read(&mut self, truth: &Truth, dt: f64) -> Baro {
        let wander = self
            .wander
            .step(&mut self.noise, dt, BARO_WANDER_M, BARO_MEMORY_S);
        let sea_m = self.ground_sea_m - truth.position_ned_m.z
            + wander
            + self.noise.normal() * BARO_NOISE_M;
        Baro {
            pressure_hpa: pressure_hpa(sea_m),
            temperature_c: 15.0 - 0.0065 * sea_m,
            sea_m,
        }
    }
}

/// Pressure at a height above the sea. Source: ICAO standard atmosphere, troposphere.
fn pressure_hpa(sea_m: f64) -> f64 {
    1013.25 * (1.0 - 2.255_77e-5 * sea_m).max(0.1).powf(5.255_88)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressure_is_that_of_the_standard_atmosphere() {
        assert!((pressure_hpa(0.0) - 1013.25).abs() < 1e-9);
        assert!((pressure_hpa(1000.0) - 898.75).abs() < 0.1);
    }
}
