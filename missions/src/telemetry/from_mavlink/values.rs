//! Single messages as values of the state, units and "unknown" translated.

use super::super::{
    Attitude, Estimator, Fence, FenceBreach, Fix, GimbalAttitude, Gnss, Health, Home, Landed,
    Sticks, SystemStatus, VehicleState, YawFrame,
};
use super::power;
use crate::geodesy::Position;
use crate::link::dialect::{
    self, ALTITUDE_DATA, FENCE_STATUS_DATA, GIMBAL_DEVICE_ATTITUDE_STATUS_DATA,
    GLOBAL_POSITION_INT_DATA, GPS_RAW_INT_DATA, GimbalDeviceFlags, GpsFixType, HOME_POSITION_DATA,
    MavLandedState, MavMessage, MavState, RC_CHANNELS_DATA, SYS_STATUS_DATA, VFR_HUD_DATA,
    WIND_COV_DATA,
};
use crate::time::{BootTime, UtcTime};
use crate::wind::Wind;

impl VehicleState {
    /// Messages that only measure, and make nothing happen.
    pub(super) fn measure(&mut self, now: BootTime, message: &MavMessage) {
        match message {
            MavMessage::GLOBAL_POSITION_INT(m) => self.global_position(now, m),
            MavMessage::ATTITUDE(m) => {
                let attitude = [m.roll, m.pitch, m.yaw];
                let rates = [m.rollspeed, m.pitchspeed, m.yawspeed];
                self.turned(now, m.time_boot_ms, from_angles(attitude), rates);
            }
            MavMessage::ATTITUDE_QUATERNION(m) => {
                let q = [m.q1, m.q2, m.q3, m.q4].map(f64::from);
                let rates = [m.rollspeed, m.pitchspeed, m.yawspeed];
                self.turned(now, m.time_boot_ms, Attitude::from_quaternion(q), rates);
            }
            MavMessage::SYS_STATUS(m) => {
                let known = self.battery.get().unwrap_or_default();
                self.battery.set(now, power::from_sys_status(known, m));
                let charge = power::remaining(m.battery_remaining);
                self.charge.set_some(now, charge);
                self.health.set(now, health(m));
            }
            MavMessage::BATTERY_STATUS(m) if m.id == 0 => {
                let known = self.battery.get().unwrap_or_default();
                self.battery.set(now, power::from_battery_status(known, m));
                let charge = power::remaining(m.battery_remaining);
                self.charge.set_some(now, charge);
            }
            MavMessage::GPS_RAW_INT(m) => self.gnss.set(now, gnss(m)),
            MavMessage::VFR_HUD(m) => self.hud(now, m),
            MavMessage::ALTITUDE(m) => self.altitude(now, m),
            MavMessage::WIND(m) => self.wind.set_some(now, wind(m.direction, m.speed)),
            MavMessage::WIND_COV(m) => self.wind.set_some(now, wind_cov(m)),
            MavMessage::RC_CHANNELS(m) => self.sticks.set_some(now, sticks(m)),
            MavMessage::EKF_STATUS_REPORT(m) => {
                let ratios = [
                    m.velocity_variance,
                    m.pos_horiz_variance,
                    m.pos_vert_variance,
                    m.compass_variance,
                ];
                self.estimator.set(now, estimator(ratios, m.flags.bits()));
            }
            MavMessage::ESTIMATOR_STATUS(m) => {
                let ratios = [
                    m.vel_ratio,
                    m.pos_horiz_ratio,
                    m.pos_vert_ratio,
                    m.mag_ratio,
                ];
                self.estimator.set(now, estimator(ratios, m.flags.bits()));
            }
            MavMessage::GIMBAL_DEVICE_ATTITUDE_STATUS(m) => {
                if let Some(gimbal) = gimbal(m) {
                    self.gimbal.set_measured(now, boot(m.time_boot_ms), gimbal);
                }
            }
            MavMessage::SYSTEM_TIME(m) => self.system_time(now, m),
            _ => {}
        }
    }

    fn global_position(&mut self, now: BootTime, m: &GLOBAL_POSITION_INT_DATA) {
        let measured = boot(m.time_boot_ms);
        if let Some(position) = position(m.lat, m.lon) {
            self.position.set_measured(now, measured, position);
        }
        let metres = |millimetres: i32| f64::from(millimetres) / 1000.0;
        self.height_above_sea_m
            .set_measured(now, measured, metres(m.alt));
        self.height_above_home_m
            .set_measured(now, measured, metres(m.relative_alt));
        let velocity = [m.vx, m.vy, m.vz].map(|cm_s| f64::from(cm_s) / 100.0);
        self.velocity_ned_m_s.set_measured(now, measured, velocity);
        if m.hdg != u16::MAX {
            let heading_deg = f64::from(m.hdg) / 100.0;
            self.heading_deg.set_measured(now, measured, heading_deg);
        }
    }

    fn turned(&mut self, now: BootTime, boot_ms: u32, attitude: Option<Attitude>, rates: [f32; 3]) {
        if let Some(attitude) = attitude {
            self.attitude.set_measured(now, boot(boot_ms), attitude);
        }
        if rates.iter().all(|rate| rate.is_finite()) {
            self.rates_rad_s
                .set_measured(now, boot(boot_ms), rates.map(f64::from));
        }
    }

    fn hud(&mut self, now: BootTime, m: &VFR_HUD_DATA) {
        self.air_speed_m_s.set_some(now, finite(m.airspeed));
        self.ground_speed_m_s.set_some(now, finite(m.groundspeed));
        self.climb_m_s.set_some(now, finite(m.climb));
        self.throttle
            .set(now, f64::from(m.throttle.min(100)) / 100.0);
    }

    fn altitude(&mut self, now: BootTime, m: &ALTITUDE_DATA) {
        self.height_above_ground_m
            .set_some(now, finite(m.bottom_clearance));
    }

    fn system_time(&mut self, now: BootTime, m: &dialect::SYSTEM_TIME_DATA) {
        // 0, or a boot time in its place, is sent before the first fix: take nothing before 2010.
        const YEAR_2010_US: u64 = 1_262_304_000_000_000;
        let utc = i64::try_from(m.time_unix_usec)
            .ok()
            .filter(|_| m.time_unix_usec >= YEAR_2010_US);
        if let Some(micros) = utc {
            self.utc
                .set_measured(now, boot(m.time_boot_ms), UtcTime::from_micros(micros));
        }
    }
}

pub(super) const fn landed(state: MavLandedState) -> Option<Landed> {
    match state {
        MavLandedState::MAV_LANDED_STATE_UNDEFINED => None,
        MavLandedState::MAV_LANDED_STATE_ON_GROUND => Some(Landed::OnGround),
        MavLandedState::MAV_LANDED_STATE_IN_AIR => Some(Landed::InAir),
        MavLandedState::MAV_LANDED_STATE_TAKEOFF => Some(Landed::TakingOff),
        MavLandedState::MAV_LANDED_STATE_LANDING => Some(Landed::Landing),
    }
}

pub(super) const fn system(state: MavState) -> SystemStatus {
    match state {
        MavState::MAV_STATE_UNINIT => SystemStatus::Unknown,
        MavState::MAV_STATE_BOOT => SystemStatus::Booting,
        MavState::MAV_STATE_CALIBRATING => SystemStatus::Calibrating,
        MavState::MAV_STATE_STANDBY => SystemStatus::Standby,
        MavState::MAV_STATE_ACTIVE => SystemStatus::Active,
        MavState::MAV_STATE_CRITICAL => SystemStatus::Critical,
        MavState::MAV_STATE_EMERGENCY => SystemStatus::Emergency,
        MavState::MAV_STATE_POWEROFF => SystemStatus::PoweringOff,
        MavState::MAV_STATE_FLIGHT_TERMINATION => SystemStatus::Terminated,
    }
}

pub(super) fn home(m: &HOME_POSITION_DATA) -> Option<Home> {
    Some(Home {
        position: position(m.latitude, m.longitude)?,
        height_above_sea_m: f64::from(m.altitude) / 1000.0,
    })
}

pub(super) const fn fence(m: &FENCE_STATUS_DATA) -> Fence {
    use dialect::FenceBreach as Side;
    Fence {
        breached: m.breach_status != 0,
        side: match m.breach_type {
            Side::FENCE_BREACH_NONE => FenceBreach::None,
            Side::FENCE_BREACH_MINALT => FenceBreach::Floor,
            Side::FENCE_BREACH_MAXALT => FenceBreach::Ceiling,
            Side::FENCE_BREACH_BOUNDARY => FenceBreach::Boundary,
        },
        count: m.breach_count,
    }
}

/// (0, 0) is what autopilots send before they know where they are.
fn position(latitude_e7: i32, longitude_e7: i32) -> Option<Position> {
    if (latitude_e7, longitude_e7) == (0, 0) {
        return None;
    }
    Position::from_e7(latitude_e7, longitude_e7).ok()
}

const fn boot(boot_ms: u32) -> BootTime {
    BootTime::from_millis(boot_ms as u64)
}

fn finite(value: f32) -> Option<f64> {
    value.is_finite().then(|| f64::from(value))
}

fn from_angles([roll, pitch, yaw]: [f32; 3]) -> Option<Attitude> {
    Some(Attitude {
        roll_rad: finite(roll)?,
        pitch_rad: finite(pitch)?,
        yaw_rad: finite(yaw)?,
    })
}

const fn health(m: &SYS_STATUS_DATA) -> Health {
    Health {
        present: m.onboard_control_sensors_present.bits(),
        enabled: m.onboard_control_sensors_enabled.bits(),
        healthy: m.onboard_control_sensors_health.bits(),
    }
}

fn gnss(m: &GPS_RAW_INT_DATA) -> Gnss {
    let fix = match m.fix_type {
        GpsFixType::GPS_FIX_TYPE_NO_GPS => Fix::NoReceiver,
        GpsFixType::GPS_FIX_TYPE_NO_FIX => Fix::None,
        GpsFixType::GPS_FIX_TYPE_2D_FIX => Fix::TwoD,
        GpsFixType::GPS_FIX_TYPE_3D_FIX => Fix::ThreeD,
        GpsFixType::GPS_FIX_TYPE_DGPS
        | GpsFixType::GPS_FIX_TYPE_STATIC
        | GpsFixType::GPS_FIX_TYPE_PPP => Fix::Corrected,
        GpsFixType::GPS_FIX_TYPE_RTK_FLOAT => Fix::RtkFloat,
        GpsFixType::GPS_FIX_TYPE_RTK_FIXED => Fix::RtkFixed,
    };
    Gnss {
        fix,
        satellites: (m.satellites_visible != u8::MAX).then_some(m.satellites_visible),
        hdop: (m.eph != u16::MAX).then(|| f64::from(m.eph) / 100.0),
        horizontal_accuracy_m: (m.h_acc != 0).then(|| f64::from(m.h_acc) / 1000.0),
        position: position(m.lat, m.lon).filter(|_| fix >= Fix::TwoD),
    }
}

fn wind(from_deg: f32, speed_m_s: f32) -> Option<Wind> {
    Some(Wind {
        speed_m_s: finite(speed_m_s).filter(|speed| *speed >= 0.0)?,
        from_deg: finite(from_deg)?.rem_euclid(360.0),
        gust_m_s: 0.0,
    })
}

/// WIND_COV holds the velocity of the air, north and east; gusts are taken as twice its
/// standard deviation.
fn wind_cov(m: &WIND_COV_DATA) -> Option<Wind> {
    let (north, east) = (finite(m.wind_x)?, finite(m.wind_y)?);
    Some(Wind {
        speed_m_s: north.hypot(east),
        from_deg: (-east).atan2(-north).to_degrees().rem_euclid(360.0),
        gust_m_s: 2.0 * finite(m.var_horiz).unwrap_or(0.0).max(0.0).sqrt(),
    })
}

/// `None` when the autopilot has no remote control.
fn sticks(m: &RC_CHANNELS_DATA) -> Option<Sticks> {
    let raw = [
        m.chan1_raw,
        m.chan2_raw,
        m.chan3_raw,
        m.chan4_raw,
        m.chan5_raw,
        m.chan6_raw,
        m.chan7_raw,
        m.chan8_raw,
        m.chan9_raw,
        m.chan10_raw,
        m.chan11_raw,
        m.chan12_raw,
        m.chan13_raw,
        m.chan14_raw,
        m.chan15_raw,
        m.chan16_raw,
        m.chan17_raw,
        m.chan18_raw,
    ];
    (m.chancount > 0).then(|| Sticks {
        channels_us: raw.map(|us| (us != u16::MAX && us != 0).then_some(us)),
        signal: (m.rssi != u8::MAX).then(|| f64::from(m.rssi) / 254.0),
    })
}

/// The low bits of EKF_STATUS_FLAGS and ESTIMATOR_STATUS_FLAGS are the same.
fn estimator(ratios: [f32; 4], flags: u16) -> Estimator {
    let [velocity, horizontal, vertical, compass] = ratios.map(f64::from);
    Estimator {
        velocity_ratio: velocity,
        horizontal_ratio: horizontal,
        vertical_ratio: vertical,
        compass_ratio: compass,
        attitude_ok: flags & 1 != 0,
        velocity_ok: flags & 2 != 0,
        position_ok: flags & 16 != 0,
    }
}

/// Source of the frame rule: MAVLink gimbal protocol v2, "Frames": with neither frame flag set,
/// a locked yaw is against north, any other against the vehicle.
fn gimbal(m: &GIMBAL_DEVICE_ATTITUDE_STATUS_DATA) -> Option<GimbalAttitude> {
    let vehicle = GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_YAW_IN_VEHICLE_FRAME;
    let earth = GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_YAW_IN_EARTH_FRAME;
    let lock = GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_YAW_LOCK;
    let in_earth = m.flags.contains(earth) || !m.flags.contains(vehicle) && m.flags.contains(lock);
    Some(GimbalAttitude {
        attitude: Attitude::from_quaternion(m.q.map(f64::from))?,
        yaw_frame: if in_earth {
            YawFrame::Earth
        } else {
            YawFrame::Vehicle
        },
    })
}
