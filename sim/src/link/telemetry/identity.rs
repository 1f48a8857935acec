//! Who it is and what it does: heartbeat, version, mode, time.

use missions::link::dialect::{
    AUTOPILOT_VERSION_DATA, CURRENT_MODE_DATA, HEARTBEAT_DATA, MavMessage, MavModeFlag,
    MavProtocolCapability, MavStandardMode, MavState, MavType, SYSTEM_TIME_DATA,
};

use super::super::snapshot::Snapshot;
use crate::vehicle::autopilot::SystemState;
use crate::vehicle::modes::{FlightMode, Manner};

pub(super) fn heartbeat(state: &Snapshot, manner: Manner) -> Option<MavMessage> {
    Some(MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        custom_mode: manner.custom_mode(state.mode).unwrap_or_default(),
        mavtype: MavType::MAV_TYPE_QUADROTOR,
        autopilot: manner.to_mavlink(),
        base_mode: base_mode(state, manner),
        system_status: system_status(state, manner),
        mavlink_version: 3,
    }))
}

/// The recorded heartbeats: ArduCopter 81, 89, 209, 217; PX4 29, 157.
fn base_mode(state: &Snapshot, manner: Manner) -> MavModeFlag {
    let mut flags = MavModeFlag::MAV_MODE_FLAG_CUSTOM_MODE_ENABLED
        | MavModeFlag::MAV_MODE_FLAG_STABILIZE_ENABLED;
    let by_itself = !state.mode.is_flown_by_pilot();
    match manner {
        Manner::ArduPilot => {
            flags |= MavModeFlag::MAV_MODE_FLAG_MANUAL_INPUT_ENABLED;
            let guided = state.mode == FlightMode::Guided || state.armed && by_itself;
            flags.set(MavModeFlag::MAV_MODE_FLAG_GUIDED_ENABLED, guided);
        }
        Manner::Px4 => {
            flags.set(MavModeFlag::MAV_MODE_FLAG_MANUAL_INPUT_ENABLED, !by_itself);
            flags.set(MavModeFlag::MAV_MODE_FLAG_GUIDED_ENABLED, by_itself);
            flags.set(MavModeFlag::MAV_MODE_FLAG_AUTO_ENABLED, by_itself);
        }
    }
    flags.set(MavModeFlag::MAV_MODE_FLAG_SAFETY_ARMED, state.armed);
    flags
}

/// ArduPilot is active when it flies, PX4 when it is armed.
fn system_status(state: &Snapshot, manner: Manner) -> MavState {
    match state.system {
        SystemState::Boot => MavState::MAV_STATE_BOOT,
        SystemState::Critical => MavState::MAV_STATE_CRITICAL,
        SystemState::Active => MavState::MAV_STATE_ACTIVE,
        SystemState::Standby if manner == Manner::Px4 && state.armed => MavState::MAV_STATE_ACTIVE,
        SystemState::Standby => MavState::MAV_STATE_STANDBY,
    }
}

pub(super) fn system_time(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let unix = state.utc.map_or(0, |utc| utc.as_micros().max(0) as u64);
    Some(MavMessage::SYSTEM_TIME(SYSTEM_TIME_DATA {
        time_unix_usec: unix,
        time_boot_ms: state.time.as_millis_u32(),
    }))
}

/// The versions and capabilities that were recorded: ArduCopter 4.7.0-dev, PX4 1.11.0.
pub(super) fn autopilot_version(_: &Snapshot, manner: Manner) -> Option<MavMessage> {
    let (capabilities, uid, flight_sw_version, flight_custom_version) = match manner {
        Manner::ArduPilot => (63_983, 0, 4 << 24 | 7 << 16, *b"90700977"),
        Manner::Px4 => (
            59_647,
            5_283_920_058_631_409_231,
            1 << 24 | 11 << 16,
            [0, 0, 0, 57, 228, 203, 232, 107],
        ),
    };
    Some(MavMessage::AUTOPILOT_VERSION(AUTOPILOT_VERSION_DATA {
        capabilities: MavProtocolCapability::from_bits_truncate(capabilities),
        uid,
        flight_sw_version,
        middleware_sw_version: 0,
        os_sw_version: 0,
        board_version: 0,
        vendor_id: 0,
        product_id: 0,
        flight_custom_version,
        middleware_custom_version: [0; 8],
        os_custom_version: [0; 8],
        uid2: [0; 18],
    }))
}

pub(super) fn current_mode(state: &Snapshot, manner: Manner) -> Option<MavMessage> {
    let custom_mode = manner.custom_mode(state.mode)?;
    Some(MavMessage::CURRENT_MODE(CURRENT_MODE_DATA {
        custom_mode,
        intended_custom_mode: custom_mode,
        standard_mode: match state.mode {
            FlightMode::AltitudeHold => MavStandardMode::MAV_STANDARD_MODE_ALTITUDE_HOLD,
            FlightMode::PositionHold => MavStandardMode::MAV_STANDARD_MODE_POSITION_HOLD,
            FlightMode::TakeOff => MavStandardMode::MAV_STANDARD_MODE_TAKEOFF,
            FlightMode::Mission => MavStandardMode::MAV_STANDARD_MODE_MISSION,
            FlightMode::Return => MavStandardMode::MAV_STANDARD_MODE_SAFE_RECOVERY,
            FlightMode::Land => MavStandardMode::MAV_STANDARD_MODE_LAND,
            FlightMode::Orbit => MavStandardMode::MAV_STANDARD_MODE_ORBIT,
            _ => MavStandardMode::MAV_STANDARD_MODE_NON_STANDARD,
        },
    }))
}
