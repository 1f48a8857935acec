//! Where it is: position, height, speed, home, origin, and what the GNSS receiver says.

use missions::geodesy::Position;
use missions::link::dialect::{
    ALTITUDE_DATA, GLOBAL_POSITION_INT_DATA, GPS_GLOBAL_ORIGIN_DATA, GPS_RAW_INT_DATA, GpsFixType,
    HOME_POSITION_DATA, LOCAL_POSITION_NED_DATA, MavMessage, VFR_HUD_DATA,
};

use super::super::snapshot::Snapshot;
use super::{centimetres, floats, millimetres};
use crate::vehicle::modes::Manner;

/// Before it has a position ArduPilot sends zeros and PX4 nothing.
pub(super) fn global_position_int(state: &Snapshot, manner: Manner) -> Option<MavMessage> {
    let (lat, lon) = match (state.place.position, manner) {
        (Some(position), _) => position.to_e7(),
        (None, Manner::ArduPilot) => (0, 0),
        (None, Manner::Px4) => return None,
    };
    let known = state.place.position.is_some();
    let height = |metres: f64| if known { millimetres(metres) } else { 0 };
    let [vx, vy, vz] = state.place.velocity_ned_m_s.map(centimetres);
    Some(MavMessage::GLOBAL_POSITION_INT(GLOBAL_POSITION_INT_DATA {
        time_boot_ms: state.time.as_millis_u32(),
        lat,
        lon,
        alt: height(state.place.sea_m),
        relative_alt: height(state.place.home_m),
        vx,
        vy,
        vz,
        hdg: (state.turn.attitude.heading_deg() * 100.0).round() as u16 % 36_000,
    }))
}

pub(super) fn local_position_ned(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let [x, y, z] = floats(state.place.ned_m?);
    let [vx, vy, vz] = floats(state.place.velocity_ned_m_s);
    Some(MavMessage::LOCAL_POSITION_NED(LOCAL_POSITION_NED_DATA {
        time_boot_ms: state.time.as_millis_u32(),
        x,
        y,
        z,
        vx,
        vy,
        vz,
    }))
}

pub(super) fn altitude(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let above_ground_m = state.place.home_m as f32;
    Some(MavMessage::ALTITUDE(ALTITUDE_DATA {
        time_usec: state.time.as_micros(),
        altitude_monotonic: state.inertial.pressure_m as f32,
        altitude_amsl: state.place.sea_m as f32,
        altitude_local: state.place.ned_m.map_or(f32::NAN, |ned| -ned[2] as f32),
        altitude_relative: above_ground_m,
        altitude_terrain: f32::NAN,
        bottom_clearance: f32::NAN,
    }))
}

pub(super) fn vfr_hud(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let [north, east, down] = state.place.velocity_ned_m_s;
    let throttle = 25.0 * state.motors.iter().sum::<f64>();
    Some(MavMessage::VFR_HUD(VFR_HUD_DATA {
        airspeed: state.place.air_speed_m_s as f32,
        groundspeed: north.hypot(east) as f32,
        alt: state.place.sea_m as f32,
        climb: -down as f32,
        heading: state.turn.attitude.heading_deg() as i16,
        throttle: throttle.round().clamp(0.0, 100.0) as u16,
    }))
}

pub(super) fn gps_raw_int(state: &Snapshot, manner: Manner) -> Option<MavMessage> {
    let gnss = &state.gnss;
    let Some(position) = gnss.position else {
        return Some(MavMessage::GPS_RAW_INT(no_fix(state)));
    };
    let (lat, lon) = position.to_e7();
    let [north, east, _] = gnss.velocity_ned_m_s;
    let course_deg = east.atan2(north).to_degrees().rem_euclid(360.0);
    let [h_acc, v_acc] = gnss.accuracy_m.map(|metres| (metres * 1000.0) as u32);
    let [eph, epv] = gnss.dilution.map(|dilution| (dilution * 100.0) as u16);
    // The recorded ArduCopter had an RTK receiver, PX4 a plain one.
    let fix_type = match manner {
        Manner::ArduPilot => GpsFixType::GPS_FIX_TYPE_DGPS,
        Manner::Px4 => GpsFixType::GPS_FIX_TYPE_3D_FIX,
    };
    Some(MavMessage::GPS_RAW_INT(GPS_RAW_INT_DATA {
        time_usec: state.time.as_micros(),
        lat,
        lon,
        alt: millimetres(gnss.sea_m),
        eph,
        epv,
        vel: (north.hypot(east) * 100.0) as u16,
        cog: (course_deg * 100.0) as u16 % 36_000,
        fix_type,
        satellites_visible: gnss.satellites,
        alt_ellipsoid: millimetres(gnss.sea_m),
        h_acc,
        v_acc,
        vel_acc: 0,
        hdg_acc: 0,
        yaw: 0,
    }))
}

fn no_fix(state: &Snapshot) -> GPS_RAW_INT_DATA {
    GPS_RAW_INT_DATA {
        time_usec: state.time.as_micros(),
        fix_type: if state.gnss.satellites == 0 {
            GpsFixType::GPS_FIX_TYPE_NO_GPS
        } else {
            GpsFixType::GPS_FIX_TYPE_NO_FIX
        },
        eph: u16::MAX,
        epv: u16::MAX,
        satellites_visible: state.gnss.satellites,
        ..GPS_RAW_INT_DATA::DEFAULT
    }
}

pub(super) fn home_position(state: &Snapshot, manner: Manner) -> Option<MavMessage> {
    let home = state.home?;
    let (latitude, longitude) = home.position.to_e7();
    let [x, y, z] = state.origin.map_or([0.0; 3], |origin| {
        let bearing = origin.position.bearing_deg(home.position).to_radians();
        let distance_m = origin.position.distance_m(home.position);
        floats([
            distance_m * bearing.cos(),
            distance_m * bearing.sin(),
            origin.sea_m - home.sea_m,
        ])
    });
    // ArduPilot says that it does not know how the ground slopes.
    let q = match manner {
        Manner::ArduPilot => [f32::NAN; 4],
        Manner::Px4 => [1.0, 0.0, 0.0, 0.0],
    };
    Some(MavMessage::HOME_POSITION(HOME_POSITION_DATA {
        latitude,
        longitude,
        altitude: millimetres(home.sea_m),
        x,
        y,
        z,
        q,
        approach_x: 0.0,
        approach_y: 0.0,
        approach_z: 0.0,
        time_usec: state.time.as_micros(),
    }))
}

pub(super) fn gps_global_origin(state: &Snapshot, _: Manner) -> Option<MavMessage> {
    let origin = state.origin?;
    let (latitude, longitude) = Position::to_e7(origin.position);
    Some(MavMessage::GPS_GLOBAL_ORIGIN(GPS_GLOBAL_ORIGIN_DATA {
        latitude,
        longitude,
        altitude: millimetres(origin.sea_m),
        time_usec: state.time.as_micros(),
    }))
}
