//! One message from one snapshot: the autopilot's telemetry, in both manners.
//!
//! Which messages a real autopilot has, what it leaves zero or "unknown", follows the recorded
//! conversations with ArduCopter 4.7 and PX4 1.11; units are those of MAVLink common.

#![expect(
    clippy::unnecessary_wraps,
    reason = "all makers have one shape, whether or not they can have nothing to say"
)]

mod health;
mod identity;
mod mission;
mod place;
mod radio;
mod senses;
mod turn;

use missions::link::dialect::MavMessage;

use super::snapshot::Snapshot;
use crate::vehicle::modes::Manner;

/// Builds one message; none when there is nothing to say yet (no position, no home).
type Build = fn(&Snapshot, Manner) -> Option<MavMessage>;

/// The telemetry messages of a manner: number and maker.
///
/// A number that is not in the list cannot be asked for.
pub(super) fn known(manner: Manner, id: u32) -> Option<Build> {
    let shared = SHARED.iter().find(|(known, _)| *known == id);
    let own = match manner {
        Manner::ArduPilot => ARDUPILOT,
        Manner::Px4 => PX4,
    };
    shared
        .or_else(|| own.iter().find(|(known, _)| *known == id))
        .map(|(_, build)| *build)
}

/// Messages that both have. Numbers: MAVLink common and ardupilotmega.
const SHARED: &[(u32, Build)] = &[
    (0, identity::heartbeat),
    (1, health::sys_status),
    (2, identity::system_time),
    (24, place::gps_raw_int),
    (27, senses::raw_imu),
    (26, senses::scaled_imu),
    (29, senses::scaled_pressure),
    (30, turn::attitude),
    (31, turn::attitude_quaternion),
    (32, place::local_position_ned),
    (33, place::global_position_int),
    (36, radio::servo_output_raw),
    (42, mission::mission_current),
    (49, place::gps_global_origin),
    (62, mission::nav_controller_output),
    (65, radio::rc_channels),
    (74, place::vfr_hud),
    (85, mission::position_target_local_ned),
    (87, mission::position_target_global_int),
    (105, senses::highres_imu),
    (147, health::battery_status),
    (148, identity::autopilot_version),
    (162, health::fence_status),
    (241, senses::vibration),
    (242, place::home_position),
    (245, health::extended_sys_state),
];

const ARDUPILOT: &[(u32, Build)] = &[
    (116, senses::scaled_imu2),
    (125, health::power_status),
    (137, senses::scaled_pressure2),
    (152, health::meminfo),
    (163, senses::ahrs),
    (164, senses::simstate),
    (168, senses::wind),
    (178, senses::ahrs2),
    (193, health::ekf_status_report),
];

const PX4: &[(u32, Build)] = &[
    (83, turn::attitude_target),
    (115, senses::hil_state_quaternion),
    (141, place::altitude),
    (230, health::estimator_status),
    (231, senses::wind_cov),
    (331, turn::odometry),
    (436, identity::current_mode),
];

/// Metres as whole millimetres.
fn millimetres(metres: f64) -> i32 {
    (metres * 1000.0).round() as i32
}

/// Metres per second as whole centimetres per second.
fn centimetres(metres: f64) -> i16 {
    (metres * 100.0).round() as i16
}

/// Three numbers as the wire's floats.
fn floats(values: [f64; 3]) -> [f32; 3] {
    values.map(|value| value as f32)
}

#[cfg(test)]
mod tests;
