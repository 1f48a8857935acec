//! Daylight over a quay: the sun, the sky that water and wet paint throw back, haze.
//!
//! Frame: the plating's (x right along it, y inwards, z up), so that a sun at azimuth 0 stands
//! behind the observer and one at 180 behind the ship. Radiance is in units of a sunlit white
//! wall's, roughly: only ratios matter, the camera sets its exposure.

use std::f32::consts::PI;

use missions::range::all_outside;
use serde::{Deserialize, Serialize};

/// What kind of day it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weather {
    /// Sun in a blue sky.
    #[default]
    Clear,
    /// Sun through haze, a bright white sky about it.
    Hazy,
    /// Cloud, no shadows.
    Overcast,
    /// The sun is down or nearly so.
    Dusk,
    /// Low cloud and rain.
    Rain,
}

/// The light of a scene.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Light {
    /// What kind of day it is.
    pub weather: Weather,
    /// Where the sun stands, degrees from behind the observer, to his right positive.
    pub sun_azimuth_deg: f64,
    /// How high it stands, degrees.
    pub sun_elevation_deg: f64,
    /// How much the air between veils, from 0 to 1.
    pub haze: f64,
}

impl Default for Light {
    fn default() -> Self {
        Self {
            weather: Weather::Clear,
            sun_azimuth_deg: 40.0,
            sun_elevation_deg: 45.0,
            haze: 0.02,
        }
    }
}

/// Light in red, green and blue.
pub(crate) type Rgb = [f32; 3];

/// The sky and the sun, ready to be asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sky {
    /// Towards the sun.
    pub(crate) sun: [f32; 3],
    /// What the sun throws onto a surface that faces it.
    pub(crate) sunlight: Rgb,
    zenith: Rgb,
    horizon: Rgb,
    halo: Rgb,
    halo_power: i32,
}

impl Light {
    /// What is wrong with it: field, value and why, a sentence each.
    pub fn faults(&self) -> Vec<String> {
        all_outside(
            "light.",
            [
                ("sun_azimuth_deg", self.sun_azimuth_deg, -360.0, 360.0),
                ("sun_elevation_deg", self.sun_elevation_deg, 0.0, 90.0),
                ("haze", self.haze, 0.0, 0.9),
            ],
        )
    }

    pub(crate) fn sky(&self) -> Sky {
        let (azimuth, elevation) = (
            self.sun_azimuth_deg.to_radians() as f32,
            self.sun_elevation_deg.to_radians() as f32,
        );
        let sun = [
            azimuth.sin() * elevation.cos(),
            -azimuth.cos() * elevation.cos(),
            elevation.sin(),
        ];
        // The lower the sun, the longer its way through the air, and the redder it is.
        let air = 0.12 / (elevation.sin() + 0.08);
        let low = [(-0.4 * air).exp(), (-0.7 * air).exp(), (-1.3 * air).exp()];
        let (strength, zenith, horizon, halo, halo_power) = match self.weather {
            Weather::Clear => (3.0, [0.10, 0.19, 0.40], [0.46, 0.55, 0.66], 0.35, 12),
            Weather::Hazy => (1.7, [0.40, 0.46, 0.55], [0.72, 0.75, 0.78], 1.1, 6),
            Weather::Overcast => (0.0, [0.62, 0.65, 0.70], [0.34, 0.36, 0.39], 0.0, 2),
            Weather::Dusk => (0.02, [0.035, 0.05, 0.09], [0.15, 0.12, 0.12], 0.05, 3),
            Weather::Rain => (0.0, [0.36, 0.38, 0.41], [0.25, 0.27, 0.29], 0.0, 2),
        };
        Sky {
            sun,
            sunlight: low.map(|l| l * strength),
            zenith,
            horizon,
            halo: low.map(|l| l * halo),
            halo_power,
        }
    }
}

impl Sky {
    /// What comes from a direction of length 1.
    #[inline]
    pub(crate) fn radiance(&self, way: [f32; 3]) -> Rgb {
        let up = way[2].clamp(0.0, 1.0);
        let share = up.sqrt();
        let towards = (way[0] * self.sun[0] + way[1] * self.sun[1] + way[2] * self.sun[2]).max(0.0);
        let halo = towards.powi(self.halo_power);
        std::array::from_fn(|n| {
            self.horizon[n] + share * (self.zenith[n] - self.horizon[n]) + halo * self.halo[n]
        })
    }

    /// What the sky alone throws onto an upright plate that looks outboard, water below it.
    pub(crate) fn on_plate(&self) -> Rgb {
        self.gathered(|way| (-way[1]).max(0.0), 0.12)
    }

    /// What the sky alone throws onto level water.
    pub(crate) fn on_water(&self) -> Rgb {
        self.gathered(|way| way[2].max(0.0), 0.0)
    }

    /// All radiance weighted by `weight`; below the horizon a share of the sky's is thrown back.
    fn gathered(&self, weight: impl Fn([f32; 3]) -> f32, thrown_back: f32) -> Rgb {
        const RINGS: u16 = 24;
        const STEPS: u16 = 48;
        let solid = 4.0 * PI / f32::from(RINGS * STEPS);
        let mut sum = [0.0; 3];
        for ring in 0..RINGS {
            let z = (f32::from(ring) + 0.5) / f32::from(RINGS) * 2.0 - 1.0;
            for step in 0..STEPS {
                let angle = 2.0 * PI * f32::from(step) / f32::from(STEPS);
                let flat = (1.0 - z * z).sqrt();
                let way = [flat * angle.cos(), flat * angle.sin(), z];
                let from = self.radiance([way[0], way[1], z.abs()]);
                let share = weight(way) * solid * if z < 0.0 { thrown_back } else { 1.0 };
                for (sum, light) in sum.iter_mut().zip(from) {
                    *sum += share * light;
                }
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sun_behind_the_observer_shines_on_the_plate_and_one_behind_the_ship_does_not() {
        let facing = |azimuth| {
            let light = Light {
                sun_azimuth_deg: azimuth,
                ..Light::default()
            };
            -light.sky().sun[1]
        };
        assert!(facing(0.0) > 0.5 && facing(180.0) < -0.5);
    }

    #[test]
    fn an_even_sky_of_one_throws_pi_onto_water_and_half_of_it_onto_a_plate() {
        let sky = Sky {
            sun: [0.0, 0.0, 1.0],
            sunlight: [0.0; 3],
            zenith: [1.0; 3],
            horizon: [1.0; 3],
            halo: [0.0; 3],
            halo_power: 2,
        };
        assert!((sky.on_water()[0] - PI).abs() < 0.02);
        assert!((sky.on_plate()[1] - PI / 2.0 * 1.12).abs() < 0.03);
    }

    #[test]
    fn a_sun_below_the_horizon_is_refused() {
        let light = Light {
            sun_elevation_deg: -5.0,
            ..Light::default()
        };
        assert_eq!(
            light.faults(),
            ["light.sun_elevation_deg is -5: it must be 0 to 90"]
        );
    }
}
