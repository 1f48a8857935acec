//! What messages and commands ask of a gimbal, in the domain's words.

use super::{Control, Pose, Target};
use crate::frames::wrap_rad;
use crate::geodesy::Position;
use crate::link::Endpoint;
use crate::link::command::Command;
use crate::link::dialect::{
    GIMBAL_MANAGER_SET_ATTITUDE_DATA, GIMBAL_MANAGER_SET_PITCHYAW_DATA, GimbalManagerFlags,
    MavFrame,
};
use crate::telemetry::{Attitude, YawFrame};

/// Angles and rates as the wire has them: NaN is "not said".
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) flags: GimbalManagerFlags,
    pub(super) pitch_rad: f64,
    pub(super) yaw_rad: f64,
    pub(super) pitch_rad_s: f64,
    pub(super) yaw_rad_s: f64,
}

impl Order {
    pub(super) fn from_pitchyaw(m: &GIMBAL_MANAGER_SET_PITCHYAW_DATA) -> Self {
        Self {
            flags: m.flags,
            pitch_rad: f64::from(m.pitch),
            yaw_rad: f64::from(m.yaw),
            pitch_rad_s: f64::from(m.pitch_rate),
            yaw_rad_s: f64::from(m.yaw_rate),
        }
    }

    pub(super) fn from_attitude(m: &GIMBAL_MANAGER_SET_ATTITUDE_DATA) -> Self {
        let angles = Attitude::from_quaternion(m.q.map(f64::from));
        Self {
            flags: m.flags,
            pitch_rad: angles.map_or(f64::NAN, |angles| angles.pitch_rad),
            yaw_rad: angles.map_or(f64::NAN, |angles| angles.yaw_rad),
            pitch_rad_s: f64::from(m.angular_velocity_y),
            yaw_rad_s: f64::from(m.angular_velocity_z),
        }
    }

    /// `MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW`: degrees, flags in parameter 5.
    pub(super) fn from_command(command: &Command) -> Self {
        let [pitch, yaw, pitch_rate, yaw_rate] = command
            .params()
            .map(|degrees| f64::from(degrees).to_radians());
        let flags = match *command {
            Command::Long { params, .. } => params[4] as u32,
            Command::Int { x, .. } => x as u32,
        };
        Self {
            flags: GimbalManagerFlags::from_bits_truncate(flags),
            pitch_rad: pitch,
            yaw_rad: yaw,
            pitch_rad_s: pitch_rate,
            yaw_rad_s: yaw_rate,
        }
    }

    /// Angles go before rates; neither said is no target.
    ///
    /// Source of the frame rule: MAVLink gimbal protocol v2: with neither frame flag set, a
    /// locked yaw is counted from north, any other from the vehicle's nose.
    pub(super) fn target(self, vehicle: &Pose) -> Option<Target> {
        let has = |flag| self.flags.contains(flag);
        if has(GimbalManagerFlags::GIMBAL_MANAGER_FLAGS_RETRACT) {
            return Some(Target::Retracted);
        }
        if has(GimbalManagerFlags::GIMBAL_MANAGER_FLAGS_NEUTRAL) {
            return Some(Target::Neutral);
        }
        let locked = has(GimbalManagerFlags::GIMBAL_MANAGER_FLAGS_YAW_LOCK);
        let yaw_frame = if locked {
            YawFrame::Earth
        } else {
            YawFrame::Vehicle
        };
        if self.pitch_rad.is_finite() || self.yaw_rad.is_finite() {
            let counted_from_north =
                has(GimbalManagerFlags::GIMBAL_MANAGER_FLAGS_YAW_IN_EARTH_FRAME)
                    || locked
                        && !has(GimbalManagerFlags::GIMBAL_MANAGER_FLAGS_YAW_IN_VEHICLE_FRAME);
            let nose = vehicle.attitude.yaw_rad;
            let yaw_rad = match (counted_from_north, locked) {
                (true, false) => wrap_rad(self.yaw_rad - nose),
                (false, true) => wrap_rad(self.yaw_rad + nose),
                _ => self.yaw_rad,
            };
            return Some(Target::Angles {
                pitch_rad: self.pitch_rad,
                yaw_rad,
                yaw_frame,
            });
        }
        let turns = self.pitch_rad_s.is_finite() || self.yaw_rad_s.is_finite();
        turns.then_some(Target::Rates {
            pitch_rad_s: self.pitch_rad_s,
            yaw_rad_s: self.yaw_rad_s,
            yaw_frame,
        })
    }
}

/// The device that a command names: 0 is all. DO_SET_ROI_* has it in parameter 1, the others in
/// parameter 7.
pub(super) fn device_of(command: &Command, is_roi: bool) -> u8 {
    let number = match *command {
        _ if is_roi => command.params()[0],
        Command::Long { params, .. } => params[6],
        Command::Int { z, .. } => z,
    };
    number as u8
}

/// `MAV_CMD_DO_SET_ROI_LOCATION`: degrees in a COMMAND_LONG, 1e-7 degrees in a COMMAND_INT.
/// Heights are above the sea unless the frame says above home.
pub(super) fn place(command: &Command, vehicle: &Pose) -> Option<Target> {
    let (position, height_m, above_home) = match *command {
        Command::Long { params, .. } => {
            let position = Position::new(f64::from(params[4]), f64::from(params[5]));
            (position, params[6], false)
        }
        Command::Int { frame, x, y, z, .. } => (Position::from_e7(x, y), z, is_above_home(frame)),
    };
    let home_m = vehicle.height_above_sea_m - vehicle.height_above_home_m;
    let height_m = f64::from(height_m);
    if !height_m.is_finite() {
        return None;
    }
    Some(Target::Place {
        position: position.ok()?,
        height_above_sea_m: if above_home {
            home_m + height_m
        } else {
            height_m
        },
    })
}

#[expect(deprecated, reason = "clients still send the superseded frame")]
const fn is_above_home(frame: MavFrame) -> bool {
    matches!(
        frame,
        MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT | MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT
    )
}

/// `MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE`: parameters 1 and 2 are the system and component in
/// primary control, 3 and 4 in secondary. -1 leaves it, -2 takes it, -3 gives it up, 0 is nobody.
/// `None` for a number that is none of these.
pub(super) fn configured(control: Control, command: &Command, from: Endpoint) -> Option<Control> {
    let [
        primary_system,
        primary_component,
        secondary_system,
        secondary_component,
    ] = command.params();
    Some(Control {
        primary: seat(control.primary, primary_system, primary_component, from)?,
        secondary: seat(
            control.secondary,
            secondary_system,
            secondary_component,
            from,
        )?,
    })
}

/// The outer `None` is a number without a meaning, the inner one is nobody.
#[expect(clippy::option_option, reason = "the two have different meanings")]
fn seat(
    now: Option<Endpoint>,
    system: f32,
    component: f32,
    from: Endpoint,
) -> Option<Option<Endpoint>> {
    let is_id = |number: f32| (0.0..=255.0).contains(&number) && number.fract() == 0.0;
    match system {
        -1.0 => Some(now),
        -2.0 => Some(Some(from)),
        -3.0 => Some(now.filter(|in_control| *in_control != from)),
        0.0 => Some(None),
        _ if is_id(system) && is_id(component) => {
            Some(Some(Endpoint::new(system as u8, component as u8)))
        }
        _ => None,
    }
}
