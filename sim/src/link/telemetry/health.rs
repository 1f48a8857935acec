//! How it is: the health of its sensors, battery, estimator, fence.

use missions::link::dialect::{
    BATTERY_STATUS_DATA, EKF_STATUS_REPORT_DATA, ESTIMATOR_STATUS_DATA, EXTENDED_SYS_STATE_DATA,
    EkfStatusFlags, EstimatorStatusFlags, FENCE_STATUS_DATA, FenceBreach, FenceMitigate,
    MEMINFO_DATA, MavBatteryChargeState, MavBatteryFault, MavBatteryFunction, MavBatteryMode,
    MavBatteryType, MavLandedState, MavMessage, MavPowerStatus, MavSysStatusSensor,
    MavSysStatusSensorExtended, MavVtolState, POWER_STATUS_DATA, SYS_STATUS_DATA,
};

use super::super::snapshot::{Battery, Snapshot};
use crate::vehicle::autopilot::{BreachKind, LandedState};
use crate::vehicle::modes::Manner;

pub(super) fn sys_status(state: &Snapshot, manner: Manner) -> Option<MavMessage> {
    let (present, enabled) = sensors(state, manner);
    let battery = &state.battery;
    Some(MavMessage::SYS_STATUS(SYS_STATUS_DATA {
        onboard_control_sensors_present: present,
        onboard_control_sensors_enabled: enabled,
        onboard_control_sensors_health: healthy(state, present),
        load: match manner {
            Manner::ArduPilot => 0,
            Manner::Px4 => 117,
        },
        voltage_battery: millivolts(battery.voltage_v),
        current_battery: centiamperes(battery),
        battery_remaining: per_cent(battery),
        onboard_control_sensors_present_extended: MavSysStatusSensorExtended::empty(),
        onboard_control_sensors_enabled_extended: MavSysStatusSensorExtended::empty(),
        onboard_control_sensors_health_extended: MavSysStatusSensorExtended::empty(),
        ..SYS_STATUS_DATA::DEFAULT
    }))
}

/// What is built in and what is in use. Source: the recorded `SYS_STATUS` of both.
fn sensors(state: &Snapshot, manner: Manner) -> (MavSysStatusSensor, MavSysStatusSensor) {
    use MavSysStatusSensor as S;
    let both = S::MAV_SYS_STATUS_SENSOR_3D_GYRO
        | S::MAV_SYS_STATUS_SENSOR_3D_ACCEL
        | S::MAV_SYS_STATUS_SENSOR_3D_MAG
        | S::MAV_SYS_STATUS_SENSOR_ABSOLUTE_PRESSURE
        | S::MAV_SYS_STATUS_SENSOR_GPS
        | S::MAV_SYS_STATUS_AHRS
        | S::MAV_SYS_STATUS_SENSOR_BATTERY
        | S::MAV_SYS_STATUS_PREARM_CHECK;
    if manner == Manner::Px4 {
        return (both, both);
    }
    let steering = S::MAV_SYS_STATUS_SENSOR_ANGULAR_RATE_CONTROL
        | S::MAV_SYS_STATUS_SENSOR_ATTITUDE_STABILIZATION
        | S::MAV_SYS_STATUS_SENSOR_YAW_POSITION
        | S::MAV_SYS_STATUS_SENSOR_MOTOR_OUTPUTS
        | S::MAV_SYS_STATUS_SENSOR_RC_RECEIVER
        | S::MAV_SYS_STATUS_SENSOR_PROPULSION;
    let positioning =
        S::MAV_SYS_STATUS_SENSOR_Z_ALTITUDE_CONTROL | S::MAV_SYS_STATUS_SENSOR_XY_POSITION_CONTROL;
    let fence = S::MAV_SYS_STATUS_GEOFENCE;
    let logging = S::MAV_SYS_STATUS_LOGGING;
    let mut enabled = both | steering;
    enabled.set(positioning, state.mode.needs_position());
    enabled.set(fence, state.fence.enabled);
    enabled.set(logging, state.armed);
    (both | steering | positioning | fence | logging, enabled)
}

fn healthy(state: &Snapshot, present: MavSysStatusSensor) -> MavSysStatusSensor {
    use MavSysStatusSensor as S;
    let mut health = present;
    health.set(
        S::MAV_SYS_STATUS_SENSOR_GPS,
        state.gnss.position.is_some() && !state.estimator.glitch,
    );
    health.set(
        S::MAV_SYS_STATUS_AHRS,
        state.estimator.attitude && state.estimator.position,
    );
    health.set(S::MAV_SYS_STATUS_SENSOR_BATTERY, !state.battery.critical);
    health.set(S::MAV_SYS_STATUS_PREARM_CHECK, state.ready || state.armed);
    if present.contains(S::MAV_SYS_STATUS_GEOFENCE) {
        health.set(
            S::MAV_SYS_STATUS_GEOFENCE,
            state.fence.breach.kind.is_none(),
        );
    }
    health
}

pub(super) fn battery_status(state: &Snapshot, manner: Manner) -> Option<MavMessage> {
    let battery = &state.battery;
    let mut voltages = [u16::MAX; 10];
    // Neither of the recorded autopilots measured single cells: the first is the pack.
    voltages[0] = millivolts(battery.voltage_v);
    let (battery_function, mavtype) = match manner {
        Manner::ArduPilot => (
            MavBatteryFunction::MAV_BATTERY_FUNCTION_UNKNOWN,
            MavBatteryType::MAV_BATTERY_TYPE_UNKNOWN,
        ),
        Manner::Px4 => (
            MavBatteryFunction::MAV_BATTERY_FUNCTION_ALL,
            MavBatteryType::MAV_BATTERY_TYPE_LIPO,
        ),
    };
    Some(MavMessage::BATTERY_STATUS(BATTERY_STATUS_DATA {
        current_consumed: battery.used_mah.round() as i32,
        // Hectojoules; PX4 does not know.
        energy_consumed: match manner {
            Manner::ArduPilot => (battery.used_wh * 36.0).round() as i32,
            Manner::Px4 => -1,
        },
        temperature: i16::MAX,
        voltages,
        current_battery: centiamperes(battery),
        id: 0,
        battery_function,
        mavtype,
        battery_remaining: per_cent(battery),
        time_remaining: 0,
        charge_state: if battery.critical {
            MavBatteryChargeState::MAV_BATTERY_CHARGE_STATE_CRITICAL
        } else if battery.low {
            MavBatteryChargeState::MAV_BATTERY_CHARGE_STATE_LOW
        } else {
            MavBatteryChargeState::MAV_BATTERY_CHARGE_STATE_OK
        },
        voltages_ext: [0; 4],
        mode: MavBatteryMode::MAV_BATTERY_MODE_UNKNOWN,
        fault_bitmask: MavBatteryFault::empty(),
    }))
}

fn millivolts(volts: f64) -> u16 {
    (volts * 1000.0).round() as u16
}

fn centiamperes(battery: &Battery) -> i16 {
    (battery.current_a * 100.0).round() as i16
}

fn per_cent(battery: &Battery) -> i8 {
    (battery.remaining * 100.0).round().clamp(0.0, 100.0) as i8
}

pub(super) fn extended_sys_state(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let landed_state = match state.landed {
        LandedState::OnGround => MavLandedState::MAV_LANDED_STATE_ON_GROUND,
        LandedState::TakingOff => MavLandedState::MAV_LANDED_STATE_TAKEOFF,
        LandedState::Landing => MavLandedState::MAV_LANDED_STATE_LANDING,
        LandedState::InAir => MavLandedState::MAV_LANDED_STATE_IN_AIR,
    };
    Some(MavMessage::EXTENDED_SYS_STATE(EXTENDED_SYS_STATE_DATA {
        vtol_state: MavVtolState::MAV_VTOL_STATE_UNDEFINED,
        landed_state,
    }))
}

/// Flags as recorded: 1024 before the start, 831 with a position.
pub(super) fn ekf_status_report(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    use EkfStatusFlags as F;
    let attitude = F::EKF_ATTITUDE | F::EKF_VELOCITY_VERT | F::EKF_POS_VERT_ABS;
    let position = F::EKF_VELOCITY_HORIZ
        | F::EKF_POS_HORIZ_REL
        | F::EKF_POS_HORIZ_ABS
        | F::EKF_PRED_POS_HORIZ_REL
        | F::EKF_PRED_POS_HORIZ_ABS;
    let mut flags = F::empty();
    flags.set(F::EKF_UNINITIALIZED, !state.estimator.attitude);
    flags.set(attitude, state.estimator.attitude);
    flags.set(position, state.estimator.position);
    let drifting = state.estimator.attitude && !state.estimator.position;
    flags.set(F::EKF_CONST_POS_MODE, drifting);
    flags.set(F::EKF_GPS_GLITCHING, state.estimator.glitch);
    let [velocity, horizontal, vertical, compass] = state.estimator.ratios.map(|r| r as f32);
    Some(MavMessage::EKF_STATUS_REPORT(EKF_STATUS_REPORT_DATA {
        velocity_variance: velocity,
        pos_horiz_variance: horizontal,
        pos_vert_variance: vertical,
        compass_variance: compass,
        terrain_alt_variance: 0.0,
        flags,
        airspeed_variance: 0.0,
    }))
}

/// Flags as recorded on PX4 with a position: 895.
pub(super) fn estimator_status(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    use EstimatorStatusFlags as F;
    let attitude = F::ESTIMATOR_ATTITUDE
        | F::ESTIMATOR_VELOCITY_VERT
        | F::ESTIMATOR_POS_VERT_ABS
        | F::ESTIMATOR_POS_VERT_AGL;
    let position = F::ESTIMATOR_VELOCITY_HORIZ
        | F::ESTIMATOR_POS_HORIZ_REL
        | F::ESTIMATOR_POS_HORIZ_ABS
        | F::ESTIMATOR_PRED_POS_HORIZ_REL
        | F::ESTIMATOR_PRED_POS_HORIZ_ABS;
    let mut flags = F::empty();
    flags.set(attitude, state.estimator.attitude);
    flags.set(position, state.estimator.position);
    flags.set(F::ESTIMATOR_GPS_GLITCH, state.estimator.glitch);
    let [velocity, horizontal, vertical, compass] = state.estimator.ratios.map(|r| r as f32);
    let [pos_horiz_accuracy, pos_vert_accuracy] = state.estimator.accuracy_m.map(|m| m as f32);
    Some(MavMessage::ESTIMATOR_STATUS(ESTIMATOR_STATUS_DATA {
        time_usec: state.time.as_micros(),
        vel_ratio: velocity,
        pos_horiz_ratio: horizontal,
        pos_vert_ratio: vertical,
        mag_ratio: compass,
        hagl_ratio: 0.0,
        tas_ratio: 0.0,
        pos_horiz_accuracy,
        pos_vert_accuracy,
        flags,
    }))
}

pub(super) fn fence_status(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let breach = state.fence.breach;
    Some(MavMessage::FENCE_STATUS(FENCE_STATUS_DATA {
        breach_time: breach.since.as_millis_u32(),
        breach_count: breach.count,
        breach_status: u8::from(breach.kind.is_some()),
        breach_type: match breach.kind {
            None => FenceBreach::FENCE_BREACH_NONE,
            Some(BreachKind::TooLow) => FenceBreach::FENCE_BREACH_MINALT,
            Some(BreachKind::TooHigh) => FenceBreach::FENCE_BREACH_MAXALT,
            Some(BreachKind::Boundary) => FenceBreach::FENCE_BREACH_BOUNDARY,
        },
        breach_mitigation: FenceMitigate::FENCE_MITIGATE_NONE,
    }))
}

pub(super) fn power_status(_: &Snapshot, _: Manner) -> Option<MavMessage> {
    Some(MavMessage::POWER_STATUS(POWER_STATUS_DATA {
        Vcc: 5000,
        Vservo: 0,
        flags: MavPowerStatus::empty(),
    }))
}

pub(super) fn meminfo(_: &Snapshot, _: Manner) -> Option<MavMessage> {
    Some(MavMessage::MEMINFO(MEMINFO_DATA {
        brkval: 0,
        freemem: u16::MAX,
        freemem32: 524_288,
    }))
}
