//! Commands that move the vehicle, or keep it from moving.

use missions::plan::{Datum, Height, Waypoint};

use super::{Given, Outcome};
use crate::vehicle::autopilot::{
    Autopilot, Denied, GoTo, OrbitOrder, OrbitYaw, SpeedKind, YawOrder,
};
use crate::vehicle::modes::{FlightMode, Manner, modelled};
use crate::vehicle::senses::Senses;

/// Parameter 2 of an arm or disarm command that skips the checks.
/// Source: MAVLink common, `MAV_CMD_COMPONENT_ARM_DISARM`.
const FORCE: f64 = 21_196.0;

/// `MAV_DO_REPOSITION_FLAGS_CHANGE_MODE`.
const CHANGE_MODE: u32 = 1;

pub(super) fn execute(
    autopilot: &mut Autopilot,
    senses: &Senses,
    given: &Given,
) -> Option<Outcome> {
    let ardupilot = autopilot.manner() == Manner::ArduPilot;
    Some(match given.number {
        17 => autopilot.set_mode(match autopilot.manner() {
            Manner::ArduPilot => FlightMode::PositionHold,
            Manner::Px4 => FlightMode::Hold,
        }),
        20 => autopilot.return_home(),
        21 => autopilot.land(),
        22 => take_off(autopilot, given),
        34 if !ardupilot => orbit(autopilot, given),
        115 if ardupilot => turn(autopilot, given),
        176 => set_mode(autopilot, given),
        178 => change_speed(autopilot, given),
        179 => set_home(autopilot, senses, given),
        192 => reposition(autopilot, given),
        193 if ardupilot => pause_or_continue(autopilot, given),
        207 if ardupilot => enable_fence(autopilot, given),
        224 => set_current_item(autopilot, given),
        300 => start_mission(autopilot),
        400 => arm_or_disarm(autopilot, given),
        _ => return None,
    })
}

fn invalid(name: &'static str, value: f64) -> Denied {
    Denied::Invalid { name, value }
}

/// ArduPilot counts parameter 7 from home, PX4 from the sea and takes its default for NaN.
fn take_off(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    let height_m = match (autopilot.manner(), given.optional(7)) {
        (Manner::ArduPilot, _) => given.param(7),
        (Manner::Px4, Some(sea_m)) => sea_m - home_sea_m(autopilot),
        (Manner::Px4, None) => autopilot
            .parameters()
            .get("MIS_TAKEOFF_ALT")
            .unwrap_or_default(),
    };
    autopilot.take_off(height_m)
}

fn home_sea_m(autopilot: &Autopilot) -> f64 {
    autopilot
        .home()
        .map_or(0.0, |home| home.place.height.metres)
}

fn arm_or_disarm(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    let force = given.is(2, FORCE);
    match given.whole(1) {
        Some(1) => autopilot.arm(force),
        Some(0) => autopilot.disarm(force),
        _ => Err(Denied::Unsupported),
    }
}

/// ArduPilot's number stands in parameter 2; PX4's main mode in 2 and sub mode in 3.
fn set_mode(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    let number = given
        .whole(2)
        .ok_or_else(|| invalid("a mode", given.param(2)))?;
    let number = match autopilot.manner() {
        Manner::ArduPilot => number,
        Manner::Px4 => (number & 0xff) << 16 | (given.whole(3).unwrap_or(0) & 0xff) << 24,
    };
    let mode = modelled(autopilot.manner(), number).ok_or(Denied::Unsupported)?;
    autopilot.set_mode(mode)
}

fn change_speed(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    let kind = match given.whole(1) {
        Some(0 | 1) => SpeedKind::Ground,
        Some(2) => SpeedKind::Climb,
        Some(3) => SpeedKind::Descent,
        _ => return Err(invalid("a kind of speed", given.param(1))),
    };
    autopilot.change_speed(kind, given.param(2))
}

fn set_home(autopilot: &mut Autopilot, senses: &Senses, given: &Given) -> Outcome {
    if !given.is(1, 1.0) {
        let place = given.place(Datum::Sea)?;
        autopilot.set_home(place.ok_or_else(|| invalid("home", given.param(5)))?);
        return Ok(());
    }
    if !senses.has_position {
        return Err(Denied::NoPosition);
    }
    let here = senses.position_ned_m;
    autopilot.set_home(Waypoint {
        position: autopilot.position_of(here),
        height: Height::above_sea(autopilot.sea_m(here)),
    });
    Ok(())
}

/// Heights of a `COMMAND_LONG` count from the sea; the heading is in radians (MAVLink common).
fn reposition(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    let changes_mode = given.whole(2).unwrap_or(0) & CHANGE_MODE != 0;
    if autopilot.manner() == Manner::ArduPilot {
        match (autopilot.mode(), changes_mode) {
            (FlightMode::Guided, _) => {}
            (_, true) => autopilot.set_mode(FlightMode::Guided)?,
            (_, false) => return Err(Denied::WrongMode),
        }
    }
    autopilot.go_to(GoTo {
        position: given.position()?,
        height: given.height(Datum::Sea),
        yaw_deg: given.optional(4).map(f64::to_degrees),
        speed_m_s: given.optional(1).filter(|speed| *speed > 0.0),
    })
}

fn orbit(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    autopilot.orbit(OrbitOrder {
        centre: given.position()?,
        radius_m: given.optional(1),
        speed_m_s: given.optional(2),
        height: given.height(Datum::Sea),
        yaw: match given.whole(3) {
            Some(1) => OrbitYaw::Initial,
            Some(2) => OrbitYaw::Uncontrolled,
            Some(3) => OrbitYaw::Along,
            _ => OrbitYaw::ToCentre,
        },
    })
}

fn turn(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    autopilot.set_yaw(YawOrder {
        angle_deg: given.param(1),
        rate_deg_s: given.optional(2).unwrap_or(0.0),
        relative: given.is(4, 1.0),
        direction: given.optional(3).map_or(0, |way| way.signum() as i8),
    })
}

fn pause_or_continue(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    match given.whole(1) {
        Some(0) => autopilot.hold(),
        Some(1) => autopilot.resume_mission(),
        _ => Err(Denied::Unsupported),
    }
}

/// 0 disables, 1 enables all, 2 disables the floor only (there is none here).
fn enable_fence(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    match given.whole(1) {
        Some(switch @ (0 | 1)) => autopilot
            .set_parameter("FENCE_ENABLE", f64::from(switch))
            .map(drop)
            .map_err(|_error| Denied::Unsupported),
        Some(2) => Ok(()),
        _ => Err(Denied::Unsupported),
    }
}

fn set_current_item(autopilot: &mut Autopilot, given: &Given) -> Outcome {
    let seq = given
        .whole(1)
        .and_then(|seq| u16::try_from(seq).ok())
        .ok_or_else(|| invalid("a mission item", given.param(1)))?;
    autopilot.set_current_item(seq)
}

/// ArduPilot changes to Auto and flies off; PX4 changes to Mission and arms.
/// Source: ArduCopter `handle_MAV_CMD_MISSION_START`; PX4 `Commander::handle_command`.
fn start_mission(autopilot: &mut Autopilot) -> Outcome {
    autopilot.set_mode(FlightMode::Mission)?;
    match autopilot.manner() {
        Manner::ArduPilot => autopilot.start_mission(None),
        Manner::Px4 => autopilot.arm(false),
    }
}
