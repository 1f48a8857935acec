//! How a vehicle, and the gimbal under it, is turned.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

/// Vehicle body (forward-right-down) against north-east-down, as aerospace angles (yaw, then
/// pitch, then roll), radians.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attitude {
    /// Right side down is positive, ±π.
    pub roll_rad: f64,
    /// Nose up is positive, ±π/2.
    pub pitch_rad: f64,
    /// Clockwise from true north, ±π.
    pub yaw_rad: f64,
}

impl Attitude {
    /// From a quaternion (w, x, y, z) that turns body vectors into north-east-down; it need not
    /// be of unit length. `None` for zero length and for NaN.
    ///
    /// Source: Diebel, "Representing Attitude" (2006), section 8.2 (sequence 3-2-1).
    pub fn from_quaternion(quaternion: [f64; 4]) -> Option<Self> {
        let norm = quaternion.iter().map(|c| c * c).sum::<f64>().sqrt();
        if !norm.is_finite() || norm < 1e-9 {
            return None;
        }
        let [w, x, y, z] = quaternion.map(|c| c / norm);
        Some(Self {
            roll_rad: (2.0 * (w * x + y * z)).atan2(1.0 - 2.0 * (x * x + y * y)),
            pitch_rad: (2.0 * (w * y - z * x)).clamp(-1.0, 1.0).asin(),
            yaw_rad: (2.0 * (w * z + x * y)).atan2(1.0 - 2.0 * (y * y + z * z)),
        })
    }

    /// The quaternion (w, x, y, z) that turns body vectors into north-east-down; w ≥ 0.
    pub fn to_quaternion(self) -> [f64; 4] {
        let (sr, cr) = (self.roll_rad / 2.0).sin_cos();
        let (sp, cp) = (self.pitch_rad / 2.0).sin_cos();
        let (sy, cy) = (self.yaw_rad / 2.0).sin_cos();
        let q = [
            cr * cp * cy + sr * sp * sy,
            sr * cp * cy - cr * sp * sy,
            cr * sp * cy + sr * cp * sy,
            cr * cp * sy - sr * sp * cy,
        ];
        if q[0] < 0.0 { q.map(|c| -c) } else { q }
    }

    /// Yaw as a heading: degrees clockwise from true north, in [0, 360).
    pub fn heading_deg(self) -> f64 {
        self.yaw_rad.to_degrees().rem_euclid(360.0)
    }

    /// The attitude a share of the way (0 to 1) to another, each angle by the shorter turn.
    ///
    /// Good for the small steps between two telemetry messages, not near ±90° of pitch.
    pub fn between(self, other: Self, share: f64) -> Self {
        let turn = |from: f64, to: f64| wrap(from + share * wrap(to - from));
        Self {
            roll_rad: turn(self.roll_rad, other.roll_rad),
            pitch_rad: turn(self.pitch_rad, other.pitch_rad),
            yaw_rad: turn(self.yaw_rad, other.yaw_rad),
        }
    }
}

/// In degrees, as camera geometry takes it.
impl From<Attitude> for crate::frames::attitude::Attitude {
    fn from(attitude: Attitude) -> Self {
        Self {
            roll_deg: attitude.roll_rad.to_degrees(),
            pitch_deg: attitude.pitch_rad.to_degrees(),
            yaw_deg: attitude.yaw_rad.to_degrees(),
        }
    }
}

/// An angle brought into [-π, π).
fn wrap(angle_rad: f64) -> f64 {
    (angle_rad + PI).rem_euclid(2.0 * PI) - PI
}

/// Where a gimbal's yaw is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum YawFrame {
    /// From the vehicle's nose.
    Vehicle,
    /// From true north.
    Earth,
}

/// How a gimbal says that it is turned.
///
/// Roll and pitch are against the horizon in either frame, as MAVLink's gimbal protocol has it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GimbalAttitude {
    /// The angles.
    pub attitude: Attitude,
    /// What its yaw is counted from.
    pub yaw_frame: YawFrame,
}

impl GimbalAttitude {
    /// Against north-east-down, with the vehicle's own attitude where it is needed.
    pub fn in_earth(self, vehicle: Attitude) -> Attitude {
        match self.yaw_frame {
            YawFrame::Earth => self.attitude,
            YawFrame::Vehicle => Attitude {
                yaw_rad: wrap(self.attitude.yaw_rad + vehicle.yaw_rad),
                ..self.attitude
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn angles_survive_the_quaternion(
            roll_rad in -3.1..3.1, pitch_rad in -1.5..1.5, yaw_rad in -3.1..3.1,
        ) {
            let attitude = Attitude { roll_rad, pitch_rad, yaw_rad };
            let back = Attitude::from_quaternion(attitude.to_quaternion()).unwrap();
            prop_assert!((back.roll_rad - roll_rad).abs() < 1e-9);
            prop_assert!((back.pitch_rad - pitch_rad).abs() < 1e-9);
            prop_assert!((back.yaw_rad - yaw_rad).abs() < 1e-9);
        }
    }

    #[test]
    fn halfway_between_350_and_10_degrees_is_north() {
        let yaw = |degrees: f64| Attitude {
            yaw_rad: degrees.to_radians(),
            ..Attitude::default()
        };
        let middle = yaw(-10.0).between(yaw(10.0), 0.5);
        assert!(middle.yaw_rad.abs() < 1e-12);
    }

    #[test]
    fn a_zero_quaternion_is_no_attitude() {
        assert_eq!(Attitude::from_quaternion([0.0; 4]), None);
        assert_eq!(Attitude::from_quaternion([f64::NAN; 4]), None);
    }

    #[test]
    fn a_gimbal_that_looks_ahead_looks_where_the_vehicle_heads() {
        let gimbal = GimbalAttitude {
            attitude: Attitude {
                pitch_rad: -1.0,
                ..Attitude::default()
            },
            yaw_frame: YawFrame::Vehicle,
        };
        let vehicle = Attitude {
            yaw_rad: 1.5,
            roll_rad: 0.2,
            pitch_rad: 0.1,
        };
        let earth = gimbal.in_earth(vehicle);
        assert!((earth.yaw_rad - 1.5).abs() < 1e-12);
        assert!((earth.pitch_rad + 1.0).abs() < 1e-12);
    }
}
