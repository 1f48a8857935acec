//! Attitude, and attitude with position (odometry).

use missions::link::dialect::{
    ATTITUDE_DATA, ATTITUDE_QUATERNION_DATA, ATTITUDE_TARGET_DATA, AttitudeTargetTypemask,
    MavEstimatorType, MavFrame, MavMessage, ODOMETRY_DATA,
};

use super::super::snapshot::Snapshot;
use super::floats;
use crate::vehicle::modes::Manner;

pub(super) fn attitude(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let [roll, pitch, yaw] = state.turn.angles();
    let [rollspeed, pitchspeed, yawspeed] = floats(state.turn.rates_rad_s);
    Some(MavMessage::ATTITUDE(ATTITUDE_DATA {
        time_boot_ms: state.time.as_millis_u32(),
        roll,
        pitch,
        yaw,
        rollspeed,
        pitchspeed,
        yawspeed,
    }))
}

pub(super) fn attitude_quaternion(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let [q1, q2, q3, q4] = state.turn.quaternion();
    let [rollspeed, pitchspeed, yawspeed] = floats(state.turn.rates_rad_s);
    Some(MavMessage::ATTITUDE_QUATERNION(ATTITUDE_QUATERNION_DATA {
        time_boot_ms: state.time.as_millis_u32(),
        q1,
        q2,
        q3,
        q4,
        rollspeed,
        pitchspeed,
        yawspeed,
        repr_offset_q: [0.0; 4],
    }))
}

pub(super) fn attitude_target(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let thrust = state.motors.iter().sum::<f64>() / 4.0;
    Some(MavMessage::ATTITUDE_TARGET(ATTITUDE_TARGET_DATA {
        time_boot_ms: state.time.as_millis_u32(),
        q: state.turn.quaternion(),
        body_roll_rate: 0.0,
        body_pitch_rate: 0.0,
        body_yaw_rate: 0.0,
        thrust: thrust as f32,
        type_mask: AttitudeTargetTypemask::empty(),
    }))
}

pub(super) fn odometry(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let [x, y, z] = floats(state.place.ned_m?);
    let [vx, vy, vz] = floats(state.place.velocity_ned_m_s);
    let [rollspeed, pitchspeed, yawspeed] = floats(state.turn.rates_rad_s);
    let [horizontal, vertical] = state.estimator.accuracy_m.map(|m| (m * m) as f32);
    // The upper triangle of a 6×6 matrix, row by row; NaN is "not known".
    let mut pose_covariance = [f32::NAN; 21];
    (pose_covariance[0], pose_covariance[6], pose_covariance[11]) =
        (horizontal, horizontal, vertical);
    Some(MavMessage::ODOMETRY(ODOMETRY_DATA {
        time_usec: state.time.as_micros(),
        x,
        y,
        z,
        q: state.turn.quaternion(),
        vx,
        vy,
        vz,
        rollspeed,
        pitchspeed,
        yawspeed,
        pose_covariance,
        velocity_covariance: [f32::NAN; 21],
        frame_id: MavFrame::MAV_FRAME_LOCAL_NED,
        child_frame_id: MavFrame::MAV_FRAME_LOCAL_NED,
        reset_counter: 0,
        estimator_type: MavEstimatorType::MAV_ESTIMATOR_TYPE_AUTOPILOT,
        quality: 0,
    }))
}
