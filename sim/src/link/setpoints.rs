//! Guided flight by messages: `SET_POSITION_TARGET_GLOBAL_INT` and `…_LOCAL_NED`.
//!
//! Source: MAVLink common, `POSITION_TARGET_TYPEMASK` and `MAV_FRAME`; ArduPilot, "Copter
//! commands in guided mode": position wins over velocity, acceleration alone is not obeyed here.

use missions::geodesy::Position;
use missions::link::dialect::{
    MavFrame, PositionTargetTypemask, SET_POSITION_TARGET_GLOBAL_INT_DATA,
    SET_POSITION_TARGET_LOCAL_NED_DATA,
};
use missions::plan::{Datum, Height};
use nalgebra::{Rotation2, Vector2, Vector3};

use crate::vehicle::autopilot::{Autopilot, Denied, GoTo, Steering};
use crate::vehicle::senses::Senses;

/// What a mask leaves.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    position: bool,
    velocity: bool,
    yaw_deg: Option<f64>,
    yaw_rate_deg_s: Option<f64>,
}

impl Wanted {
    fn of(mask: PositionTargetTypemask, yaw_rad: f32, yaw_rate_rad_s: f32) -> Self {
        use PositionTargetTypemask as M;
        let position = M::POSITION_TARGET_TYPEMASK_X_IGNORE
            | M::POSITION_TARGET_TYPEMASK_Y_IGNORE
            | M::POSITION_TARGET_TYPEMASK_Z_IGNORE;
        let velocity = M::POSITION_TARGET_TYPEMASK_VX_IGNORE
            | M::POSITION_TARGET_TYPEMASK_VY_IGNORE
            | M::POSITION_TARGET_TYPEMASK_VZ_IGNORE;
        let degrees = |ignored: M, value: f32| {
            (!mask.contains(ignored)).then(|| f64::from(value).to_degrees())
        };
        Self {
            position: !mask.intersects(position),
            velocity: !mask.intersects(velocity),
            yaw_deg: degrees(M::POSITION_TARGET_TYPEMASK_YAW_IGNORE, yaw_rad),
            yaw_rate_deg_s: degrees(M::POSITION_TARGET_TYPEMASK_YAW_RATE_IGNORE, yaw_rate_rad_s),
        }
    }

    fn steer(self, autopilot: &mut Autopilot, velocity: Vector3<f64>) -> Result<(), Denied> {
        autopilot.steer(Steering {
            velocity_ned_m_s: velocity.into(),
            yaw_deg: self.yaw_deg,
            yaw_rate_deg_s: self.yaw_rate_deg_s,
        })
    }

    fn go(self, autopilot: &mut Autopilot, to: Position, height: Height) -> Result<(), Denied> {
        autopilot.go_to(GoTo {
            position: Some(to),
            height: Some(height),
            yaw_deg: self.yaw_deg,
            speed_m_s: None,
        })
    }
}

/// Obeys a setpoint in latitude and longitude.
pub(super) fn global(
    autopilot: &mut Autopilot,
    target: &SET_POSITION_TARGET_GLOBAL_INT_DATA,
) -> Result<(), Denied> {
    let wanted = Wanted::of(target.type_mask, target.yaw, target.yaw_rate);
    if wanted.position {
        let position = Position::from_e7(target.lat_int, target.lon_int);
        let position = position.map_err(|_error| Denied::Invalid {
            name: "a latitude",
            value: f64::from(target.lat_int) / 1e7,
        })?;
        let above = match target.coordinate_frame as u8 {
            3 | 6 => Datum::Home,
            10 | 11 => Datum::Terrain,
            _ => Datum::Sea,
        };
        let metres = f64::from(target.alt);
        return wanted.go(autopilot, position, Height { metres, above });
    }
    if wanted.velocity {
        let velocity = [target.vx, target.vy, target.vz].map(f64::from);
        return wanted.steer(autopilot, velocity.into());
    }
    Err(Denied::Unsupported)
}

/// Obeys a setpoint in metres from the origin, from here, or from the nose.
pub(super) fn local(
    autopilot: &mut Autopilot,
    senses: &Senses,
    target: &SET_POSITION_TARGET_LOCAL_NED_DATA,
) -> Result<(), Denied> {
    let wanted = Wanted::of(target.type_mask, target.yaw, target.yaw_rate);
    let frame = target.coordinate_frame;
    if wanted.position {
        let given = Vector3::from([target.x, target.y, target.z].map(f64::from));
        let ned_m = match frame {
            MavFrame::MAV_FRAME_LOCAL_NED => given,
            MavFrame::MAV_FRAME_LOCAL_OFFSET_NED => senses.position_ned_m + given,
            _ => senses.position_ned_m + from_nose(senses, given),
        };
        let sum = ned_m.sum();
        if !sum.is_finite() || ned_m.norm() > FARTHEST_M {
            return Err(Denied::Invalid {
                name: "a distance",
                value: sum,
            });
        }
        let position = autopilot.position_of(ned_m);
        let height = Height::above_sea(autopilot.sea_m(ned_m));
        return wanted.go(autopilot, position, height);
    }
    if wanted.velocity {
        let given = Vector3::from([target.vx, target.vy, target.vz].map(f64::from));
        let velocity = match frame {
            MavFrame::MAV_FRAME_LOCAL_NED | MavFrame::MAV_FRAME_LOCAL_OFFSET_NED => given,
            _ => from_nose(senses, given),
        };
        return wanted.steer(autopilot, velocity);
    }
    Err(Denied::Unsupported)
}

/// No setpoint is farther from the origin than this, metres.
const FARTHEST_M: f64 = 1e6;

fn from_nose(senses: &Senses, given: Vector3<f64>) -> Vector3<f64> {
    let level = Rotation2::new(senses.euler_rad().2) * Vector2::new(given.x, given.y);
    Vector3::new(level.x, level.y, given.z)
}
