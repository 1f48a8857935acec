//! Where the mission stands and where the autopilot steers to.

use missions::link::dialect::{
    MISSION_CURRENT_DATA, MavFrame, MavMessage, MissionState as WireState,
    NAV_CONTROLLER_OUTPUT_DATA, POSITION_TARGET_GLOBAL_INT_DATA, POSITION_TARGET_LOCAL_NED_DATA,
    PositionTargetTypemask,
};

use super::super::snapshot::{Snapshot, Target};
use crate::vehicle::autopilot::MissionState;
use crate::vehicle::modes::{FlightMode, Manner};

/// ArduPilot counts the items without home: 15 for an upload of 16 (recorded).
pub(super) fn mission_current(state: &Snapshot, manner: Manner) -> Option<MavMessage> {
    let mission = &state.mission;
    let [mission_id, fence_id, rally_points_id] = mission.ids;
    let flying_it = state.mode == FlightMode::Mission;
    Some(MavMessage::MISSION_CURRENT(MISSION_CURRENT_DATA {
        seq: mission.current,
        total: match manner {
            Manner::ArduPilot => mission.count.saturating_sub(1),
            Manner::Px4 => mission.count,
        },
        mission_state: wire_state(mission.state),
        mission_mode: match (flying_it, manner) {
            (true, _) => 1,
            (false, Manner::ArduPilot) => 0,
            (false, Manner::Px4) => 2,
        },
        mission_id,
        fence_id,
        rally_points_id,
    }))
}

const fn wire_state(state: MissionState) -> WireState {
    match state {
        MissionState::None => WireState::MISSION_STATE_NO_MISSION,
        MissionState::NotStarted => WireState::MISSION_STATE_NOT_STARTED,
        MissionState::Active => WireState::MISSION_STATE_ACTIVE,
        MissionState::Paused => WireState::MISSION_STATE_PAUSED,
        MissionState::Complete => WireState::MISSION_STATE_COMPLETE,
    }
}

/// Without a target: heading, and zeros, as ArduPilot sends it on the ground.
pub(super) fn nav_controller_output(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let [roll, pitch, _] = state.turn.angles();
    let (bearing_deg, distance_m, climb_m, cross_m) = match (state.target, state.place.position) {
        (Some(target), Some(here)) => (
            here.bearing_deg(target.position),
            here.distance_m(target.position),
            target.sea_m - state.place.sea_m,
            target.cross_track_m,
        ),
        _ => (0.0, 0.0, 0.0, 0.0),
    };
    Some(MavMessage::NAV_CONTROLLER_OUTPUT(
        NAV_CONTROLLER_OUTPUT_DATA {
            nav_roll: roll.to_degrees(),
            nav_pitch: pitch.to_degrees(),
            alt_error: climb_m as f32,
            aspd_error: 0.0,
            xtrack_error: cross_m as f32,
            nav_bearing: half_turn(state.turn.attitude.heading_deg()),
            target_bearing: half_turn(bearing_deg),
            wp_dist: distance_m.round() as u16,
        },
    ))
}

/// Degrees in (-180, 180], as ArduPilot and PX4 send bearings here.
fn half_turn(bearing_deg: f64) -> i16 {
    let whole = bearing_deg.round() as i16;
    if whole > 180 { whole - 360 } else { whole }
}

/// The recorded mask 65016: position counts, velocity, acceleration and yaw do not.
pub(super) fn position_target_global_int(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let target = state.target?;
    let (lat_int, lon_int) = target.position.to_e7();
    Some(MavMessage::POSITION_TARGET_GLOBAL_INT(
        POSITION_TARGET_GLOBAL_INT_DATA {
            time_boot_ms: state.time.as_millis_u32(),
            lat_int,
            lon_int,
            alt: target.sea_m as f32,
            yaw: target.yaw_rad.unwrap_or_default() as f32,
            type_mask: position_only(&target),
            coordinate_frame: MavFrame::MAV_FRAME_GLOBAL,
            ..POSITION_TARGET_GLOBAL_INT_DATA::DEFAULT
        },
    ))
}

pub(super) fn position_target_local_ned(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let (target, origin) = (state.target?, state.origin?);
    let bearing = origin.position.bearing_deg(target.position).to_radians();
    let distance_m = origin.position.distance_m(target.position);
    Some(MavMessage::POSITION_TARGET_LOCAL_NED(
        POSITION_TARGET_LOCAL_NED_DATA {
            time_boot_ms: state.time.as_millis_u32(),
            x: (distance_m * bearing.cos()) as f32,
            y: (distance_m * bearing.sin()) as f32,
            z: (origin.sea_m - target.sea_m) as f32,
            yaw: target.yaw_rad.unwrap_or_default() as f32,
            type_mask: position_only(&target),
            coordinate_frame: MavFrame::MAV_FRAME_LOCAL_NED,
            ..POSITION_TARGET_LOCAL_NED_DATA::DEFAULT
        },
    ))
}

fn position_only(target: &Target) -> PositionTargetTypemask {
    use PositionTargetTypemask as M;
    let mut mask = M::POSITION_TARGET_TYPEMASK_VX_IGNORE
        | M::POSITION_TARGET_TYPEMASK_VY_IGNORE
        | M::POSITION_TARGET_TYPEMASK_VZ_IGNORE
        | M::POSITION_TARGET_TYPEMASK_AX_IGNORE
        | M::POSITION_TARGET_TYPEMASK_AY_IGNORE
        | M::POSITION_TARGET_TYPEMASK_AZ_IGNORE
        | M::POSITION_TARGET_TYPEMASK_YAW_RATE_IGNORE;
    mask.set(
        M::POSITION_TARGET_TYPEMASK_YAW_IGNORE,
        target.yaw_rad.is_none(),
    );
    mask
}
