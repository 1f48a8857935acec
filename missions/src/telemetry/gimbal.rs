//! How the gimbal under a vehicle says that it is turned.

use serde::{Deserialize, Serialize};

use crate::frames::attitude::Attitude;
use crate::frames::wrap_rad;

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
                yaw_rad: wrap_rad(self.attitude.yaw_rad + vehicle.yaw_rad),
                ..self.attitude
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
