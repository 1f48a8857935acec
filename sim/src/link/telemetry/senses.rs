//! What the sensors read, how much it shakes, the wind, and the simulator's own truth.

use missions::geodesy::Position;
use missions::link::dialect::{
    AHRS_DATA, AHRS2_DATA, HIGHRES_IMU_DATA, HIL_STATE_QUATERNION_DATA, HighresImuUpdatedFlags,
    MavMessage, RAW_IMU_DATA, SCALED_IMU_DATA, SCALED_IMU2_DATA, SCALED_PRESSURE_DATA,
    SCALED_PRESSURE2_DATA, SIMSTATE_DATA, VIBRATION_DATA, WIND_COV_DATA, WIND_DATA,
};
use missions::vehicle::GRAVITY_M_S2;

use super::super::snapshot::{Inertial, Snapshot};
use super::{centimetres, floats, millimetres};
use crate::vehicle::modes::Manner;

/// Readings as `SCALED_IMU` has them: thousandths of g, of a radian per second, of a gauss.
struct Thousandths {
    force: [i16; 3],
    gyro: [i16; 3],
    field: [i16; 3],
    celsius_100: i16,
}

impl Thousandths {
    fn of(inertial: &Inertial) -> Self {
        let thousandth = |value: f64| (value * 1000.0).round() as i16;
        Self {
            force: inertial.force_m_s2.map(|f| thousandth(f / GRAVITY_M_S2)),
            gyro: inertial.gyro_rad_s.map(thousandth),
            field: inertial.field_gauss.map(thousandth),
            celsius_100: centimetres(inertial.celsius),
        }
    }
}

/// The messages that carry thousandths differ in their time and their number alone.
macro_rules! thousandths {
    ($state:expr, $message:ident, $fields:ident, $($own:ident: $value:expr),+) => {{
        let read = Thousandths::of(&$state.inertial);
        let ([xacc, yacc, zacc], [xgyro, ygyro, zgyro]) = (read.force, read.gyro);
        let [xmag, ymag, zmag] = read.field;
        Some(MavMessage::$message($fields {
            $($own: $value,)+
            xacc,
            yacc,
            zacc,
            xgyro,
            ygyro,
            zgyro,
            xmag,
            ymag,
            zmag,
            temperature: read.celsius_100,
        }))
    }};
}

pub(super) fn raw_imu(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let time_usec = state.time.as_micros();
    thousandths!(state, RAW_IMU, RAW_IMU_DATA, time_usec: time_usec, id: 0)
}

pub(super) fn scaled_imu(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let time_boot_ms = state.time.as_millis_u32();
    thousandths!(state, SCALED_IMU, SCALED_IMU_DATA, time_boot_ms: time_boot_ms)
}

pub(super) fn scaled_imu2(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let time_boot_ms = state.time.as_millis_u32();
    thousandths!(state, SCALED_IMU2, SCALED_IMU2_DATA, time_boot_ms: time_boot_ms)
}

pub(super) fn highres_imu(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let inertial = &state.inertial;
    let [xacc, yacc, zacc] = floats(inertial.force_m_s2);
    let [xgyro, ygyro, zgyro] = floats(inertial.gyro_rad_s);
    let [xmag, ymag, zmag] = floats(inertial.field_gauss);
    Some(MavMessage::HIGHRES_IMU(HIGHRES_IMU_DATA {
        time_usec: state.time.as_micros(),
        xacc,
        yacc,
        zacc,
        xgyro,
        ygyro,
        zgyro,
        xmag,
        ymag,
        zmag,
        abs_pressure: inertial.pressure_hpa as f32,
        diff_pressure: 0.0,
        pressure_alt: inertial.pressure_m as f32,
        temperature: inertial.celsius as f32,
        // All but differential pressure: there is no pitot tube.
        fields_updated: HighresImuUpdatedFlags::from_bits_truncate(0x1bff),
        id: 0,
    }))
}

pub(super) fn scaled_pressure(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    Some(MavMessage::SCALED_PRESSURE(SCALED_PRESSURE_DATA {
        time_boot_ms: state.time.as_millis_u32(),
        press_abs: state.inertial.pressure_hpa as f32,
        press_diff: 0.0,
        temperature: centimetres(state.inertial.celsius),
        temperature_press_diff: 0,
    }))
}

pub(super) fn scaled_pressure2(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    Some(MavMessage::SCALED_PRESSURE2(SCALED_PRESSURE2_DATA {
        time_boot_ms: state.time.as_millis_u32(),
        press_abs: state.inertial.pressure_hpa as f32,
        press_diff: 0.0,
        temperature: centimetres(state.inertial.celsius),
        temperature_press_diff: 0,
    }))
}

pub(super) fn vibration(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let shaking = state.inertial.vibration_m_s2 as f32;
    Some(MavMessage::VIBRATION(VIBRATION_DATA {
        time_usec: state.time.as_micros(),
        vibration_x: shaking,
        vibration_y: shaking,
        vibration_z: shaking,
        clipping_0: 0,
        clipping_1: 0,
        clipping_2: 0,
    }))
}

/// ArduPilot's direction is where the wind blows from, degrees in (-180, 180].
pub(super) fn wind(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    state.place.position?;
    let [north, east, down] = state.wind_ned_m_s;
    Some(MavMessage::WIND(WIND_DATA {
        direction: (-east).atan2(-north).to_degrees() as f32,
        speed: north.hypot(east) as f32,
        speed_z: down as f32,
    }))
}

pub(super) fn wind_cov(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    state.place.position?;
    let [wind_x, wind_y, wind_z] = floats(state.wind_ned_m_s);
    Some(MavMessage::WIND_COV(WIND_COV_DATA {
        time_usec: state.time.as_micros(),
        wind_x,
        wind_y,
        wind_z,
        var_horiz: f32::NAN,
        var_vert: f32::NAN,
        wind_alt: state.place.sea_m as f32,
        horiz_accuracy: f32::NAN,
        vert_accuracy: f32::NAN,
    }))
}

pub(super) fn ahrs(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    Some(MavMessage::AHRS(AHRS_DATA {
        omegaIx: 0.0,
        omegaIy: 0.0,
        omegaIz: 0.0,
        accel_weight: 0.0,
        renorm_val: 0.0,
        error_rp: 0.002,
        error_yaw: state.estimator.ratios[3] as f32,
    }))
}

pub(super) fn ahrs2(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let [roll, pitch, yaw] = state.turn.angles();
    let (lat, lng) = state.place.position.map_or((0, 0), Position::to_e7);
    Some(MavMessage::AHRS2(AHRS2_DATA {
        roll,
        pitch,
        yaw,
        altitude: state.place.sea_m as f32,
        lat,
        lng,
    }))
}

/// ArduPilot's simulator shows its truth in this message.
pub(super) fn simstate(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let [roll, pitch, yaw] = state.truth.turn.angles();
    let [xgyro, ygyro, zgyro] = floats(state.truth.turn.rates_rad_s);
    let [xacc, yacc, zacc] = floats(state.truth.force_m_s2);
    let (lat, lng) = state.truth.position.to_e7();
    Some(MavMessage::SIMSTATE(SIMSTATE_DATA {
        roll,
        pitch,
        yaw,
        xacc,
        yacc,
        zacc,
        xgyro,
        ygyro,
        zgyro,
        lat,
        lng,
    }))
}

/// PX4's simulators show their truth in this message.
pub(super) fn hil_state_quaternion(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let truth = &state.truth;
    let [rollspeed, pitchspeed, yawspeed] = floats(truth.turn.rates_rad_s);
    let [vx, vy, vz] = truth.velocity_ned_m_s.map(centimetres);
    let [xacc, yacc, zacc] = truth.force_m_s2.map(|f| (f / GRAVITY_M_S2 * 1000.0) as i16);
    let (lat, lon) = truth.position.to_e7();
    let air_speed = (state.place.air_speed_m_s * 100.0) as u16;
    Some(MavMessage::HIL_STATE_QUATERNION(
        HIL_STATE_QUATERNION_DATA {
            time_usec: state.time.as_micros(),
            attitude_quaternion: truth.turn.quaternion(),
            rollspeed,
            pitchspeed,
            yawspeed,
            lat,
            lon,
            alt: millimetres(truth.sea_m),
            vx,
            vy,
            vz,
            ind_airspeed: air_speed,
            true_airspeed: air_speed,
            xacc,
            yacc,
            zacc,
        },
    ))
}
