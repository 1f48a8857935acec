//! The wind, and what it makes of an air speed.

use geo::Coord;
use serde::{Deserialize, Serialize};

/// A steady horizontal wind with gusts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wind {
    /// Mean speed, metres per second.
    #[serde(default)]
    pub speed_m_s: f64,
    /// Where it blows *from*, degrees clockwise from true north, as a forecast says it.
    #[serde(default)]
    pub from_deg: f64,
    /// Gusts above the mean, metres per second.
    #[serde(default)]
    pub gust_m_s: f64,
}

impl Wind {
    /// No wind.
    pub const CALM: Self = Self {
        speed_m_s: 0.0,
        from_deg: 0.0,
        gust_m_s: 0.0,
    };

    /// The air's velocity over the ground: x east, y north, metres per second.
    pub fn velocity_m_s(&self) -> Coord<f64> {
        let (sin, cos) = self.from_deg.to_radians().sin_cos();
        Coord {
            x: -self.speed_m_s * sin,
            y: -self.speed_m_s * cos,
        }
    }

    /// Air speed of a vehicle that moves over the ground at `ground` (x east, y north, m/s).
    pub fn air_speed_m_s(&self, ground: Coord<f64>) -> f64 {
        let air = ground - self.velocity_m_s();
        air.x.hypot(air.y)
    }

    /// Greatest ground speed along the unit vector `course` that an air speed allows.
    ///
    /// `None` when the wind is stronger across the course than the vehicle can hold, or
    /// drives it backwards. Source: the wind triangle.
    pub fn ground_speed_m_s(&self, course: Coord<f64>, air_speed_m_s: f64) -> Option<f64> {
        let wind = self.velocity_m_s();
        let along = wind.x * course.x + wind.y * course.y;
        let across = wind.x * course.y - wind.y * course.x;
        let left = air_speed_m_s * air_speed_m_s - across * across;
        let speed = along + left.max(0.0).sqrt();
        (left >= 0.0 && speed > 0.0).then_some(speed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORTH: Coord<f64> = Coord { x: 0.0, y: 1.0 };

    #[test]
    fn a_north_wind_blows_south_and_slows_who_flies_north() {
        let wind = Wind {
            speed_m_s: 5.0,
            from_deg: 0.0,
            gust_m_s: 0.0,
        };
        assert!((wind.velocity_m_s().y + 5.0).abs() < 1e-12);
        assert_eq!(wind.ground_speed_m_s(NORTH, 15.0), Some(10.0));
        assert_eq!(wind.ground_speed_m_s(NORTH, 4.0), None);
        assert!((wind.air_speed_m_s(Coord { x: 0.0, y: 10.0 }) - 15.0).abs() < 1e-12);
    }
}
