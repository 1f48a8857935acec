//! Where the sun stands, from time and place.
//!
//! Source: J. Meeus, "Astronomical Algorithms" (2nd edition), chapters 12, 13 and 25 (low
//! accuracy: 0.01° in the sun's place between 1950 and 2050; refraction is left out, half a degree
//! at the horizon).

use serde::{Deserialize, Serialize};

use crate::geodesy::Position;
use crate::time::UtcTime;

/// Where the sun stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sun {
    /// Degrees clockwise from true north, in [0, 360).
    pub azimuth_deg: f64,
    /// Degrees above the horizon; negative when it is down.
    pub elevation_deg: f64,
}

impl Sun {
    /// The sun seen from a place at a time.
    pub fn at(time: UtcTime, place: Position) -> Self {
        let days = time.as_micros() as f64 / 86_400e6 - 10_957.5; // since 2000-01-01 12:00
        let centuries = days / 36_525.0;
        let mean_longitude = 280.466_46 + centuries * (36_000.769_83 + centuries * 0.000_303_2);
        let anomaly = 357.529_11 + centuries * (35_999.050_29 - centuries * 0.000_153_7);
        let anomaly = anomaly.to_radians();
        let centre = (1.914_602 - centuries * 0.004_817) * anomaly.sin()
            + 0.019_993 * (2.0 * anomaly).sin()
            + 0.000_289 * (3.0 * anomaly).sin();
        let node = (125.04 - 1934.136 * centuries).to_radians();
        let longitude = mean_longitude + centre - 0.005_69 - 0.004_78 * node.sin();
        let obliquity = 23.439_291 - 0.013_004 * centuries + 0.002_56 * node.cos();
        let (sin_l, cos_l) = longitude.to_radians().sin_cos();
        let (sin_e, cos_e) = obliquity.to_radians().sin_cos();
        let right_ascension = (cos_e * sin_l).atan2(cos_l);
        let declination = (sin_e * sin_l).asin();
        let sidereal = 280.460_618_37 + 360.985_647_366_29 * days;
        let hour_angle = (sidereal + place.longitude_deg()).to_radians() - right_ascension;
        let (sin_h, cos_h) = hour_angle.sin_cos();
        let (sin_p, cos_p) = place.latitude_deg().to_radians().sin_cos();
        let (sin_d, cos_d) = declination.sin_cos();
        let from_south = sin_h.atan2(cos_h * sin_p - sin_d / cos_d * cos_p);
        Self {
            azimuth_deg: (from_south.to_degrees() + 180.0).rem_euclid(360.0),
            elevation_deg: (sin_p * sin_d + cos_p * cos_d * cos_h).asin().to_degrees(),
        }
    }

    /// Angle between the sun and a direction (azimuth and elevation), degrees.
    pub fn angle_deg(self, azimuth_deg: f64, elevation_deg: f64) -> f64 {
        let (sin_a, cos_a) = self.elevation_deg.to_radians().sin_cos();
        let (sin_b, cos_b) = elevation_deg.to_radians().sin_cos();
        let turn = (self.azimuth_deg - azimuth_deg).to_radians();
        let cos = sin_a * sin_b + cos_a * cos_b * turn.cos();
        cos.clamp(-1.0, 1.0).acos().to_degrees()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(time: &str, [latitude, longitude]: [f64; 2], azimuth_deg: f64, elevation_deg: f64) {
        let place = Position::new(latitude, longitude).unwrap();
        let sun = Sun::at(time.parse().unwrap(), place);
        assert!((sun.azimuth_deg - azimuth_deg).abs() < 0.05, "{sun:?}");
        assert!((sun.elevation_deg - elevation_deg).abs() < 0.05, "{sun:?}");
    }

    /// The worked example of Reda and Andreas, "Solar position algorithm for solar radiation
    /// applications", NREL/TP-560-34302 (2003), table A5.1: zenith 50.11162°, azimuth 194.34024°
    /// (with refraction, 0.02° there).
    #[test]
    fn the_published_example_of_nrel_is_met() {
        let place = [39.742_476, -105.178_6];
        check("2003-10-17T12:30:30-07:00", place, 194.340, 39.872);
    }

    #[test]
    fn at_the_equinox_it_stands_overhead_at_noon_on_the_equator() {
        let place = Position::new(0.0, 0.0).unwrap();
        let sun = Sun::at("2026-03-20T12:07:30Z".parse().unwrap(), place);
        assert!(sun.elevation_deg > 89.5, "{sun:?}");
    }

    #[test]
    fn the_angle_to_itself_is_none_and_to_the_other_side_a_half_turn() {
        let sun = Sun {
            azimuth_deg: 200.0,
            elevation_deg: 30.0,
        };
        assert!(sun.angle_deg(200.0, 30.0) < 1e-6);
        assert!((sun.angle_deg(20.0, -30.0) - 180.0).abs() < 1e-6);
    }
}
