//! How far a gimbal turns a camera.

use serde::{Deserialize, Serialize};

use crate::frames::wrap_deg;

/// Limits of a gimbal, degrees; the same two numbers twice for a fixed mounting.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gimbal {
    /// Lowest and highest pitch: -90 straight down, 0 level.
    #[serde(default = "whole_pitch")]
    pub pitch_deg: [f64; 2],
    /// Leftmost and rightmost yaw from the vehicle's nose, clockwise positive.
    #[serde(default = "whole_yaw")]
    pub yaw_deg: [f64; 2],
}

impl Default for Gimbal {
    fn default() -> Self {
        Self {
            pitch_deg: whole_pitch(),
            yaw_deg: whole_yaw(),
        }
    }
}

const fn whole_pitch() -> [f64; 2] {
    [-90.0, 30.0]
}

const fn whole_yaw() -> [f64; 2] {
    [-180.0, 180.0]
}

impl Gimbal {
    /// The nearest angles that the gimbal reaches: pitch and yaw, degrees.
    pub fn nearest(&self, pitch_deg: f64, yaw_deg: f64) -> (f64, f64) {
        let yaw = wrap_deg(yaw_deg);
        (clamp(pitch_deg, self.pitch_deg), clamp(yaw, self.yaw_deg))
    }

    /// Whether the gimbal reaches these angles (to a tenth of a degree).
    pub fn reaches(&self, pitch_deg: f64, yaw_deg: f64) -> bool {
        let (pitch, yaw) = self.nearest(pitch_deg, yaw_deg);
        let wanted = wrap_deg(yaw_deg);
        (pitch - pitch_deg).abs() <= 0.1 && (yaw - wanted).abs() <= 0.1
    }

    /// What is wrong with the limits, one sentence each.
    pub fn faults(&self) -> Vec<String> {
        [("pitch_deg", self.pitch_deg), ("yaw_deg", self.yaw_deg)]
            .into_iter()
            .filter(|(_, [low, high])| !(low.is_finite() && high.is_finite() && low <= high))
            .map(|(name, [low, high])| {
                format!("gimbal {name} is [{low}, {high}]: the first must not exceed the second")
            })
            .collect()
    }
}

fn clamp(value: f64, [low, high]: [f64; 2]) -> f64 {
    value.max(low).min(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gimbal_stops_at_its_limits_and_knows_it() {
        let gimbal = Gimbal {
            pitch_deg: [-90.0, 0.0],
            yaw_deg: [-30.0, 30.0],
        };
        assert_eq!(gimbal.nearest(-45.0, 100.0), (-45.0, 30.0));
        assert_eq!(gimbal.nearest(-45.0, 350.0), (-45.0, -10.0));
        assert!(gimbal.reaches(-90.0, 350.0));
        assert!(!gimbal.reaches(10.0, 0.0));
    }

    #[test]
    fn limits_the_wrong_way_round_are_named() {
        let gimbal = Gimbal {
            pitch_deg: [0.0, -90.0],
            ..Gimbal::default()
        };
        assert_eq!(gimbal.faults().len(), 1);
    }
}
