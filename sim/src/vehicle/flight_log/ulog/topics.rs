//! The topics that are logged: their fields, how often, and how a moment fills them.
//!
//! Names and fields are those of PX4 1.16's message definitions (`msg/*.msg`), without the
//! fields that have no meaning here.

use missions::time::BootTime;
use nalgebra::{UnitQuaternion, Vector3};

use super::super::super::autopilot::{LandedState, Picture};
use super::super::super::modes::FlightMode;
use super::super::Moment;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Attitude,
    LocalPosition,
    GlobalPosition,
    Gps,
    Combined,
    AirData,
    Magnetometer,
    Battery,
    Status,
    LandDetected,
    MissionResult,
    Home,
    Camera,
    Motors,
}

impl Topic {
    pub(super) const ALL: [Self; 14] = [
        Self::Attitude,
        Self::LocalPosition,
        Self::GlobalPosition,
        Self::Gps,
        Self::Combined,
        Self::AirData,
        Self::Magnetometer,
        Self::Battery,
        Self::Status,
        Self::LandDetected,
        Self::MissionResult,
        Self::Home,
        Self::Camera,
        Self::Motors,
    ];

    pub(super) const fn id(self) -> u16 {
        self as u16
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Attitude => "vehicle_attitude",
            Self::LocalPosition => "vehicle_local_position",
            Self::GlobalPosition => "vehicle_global_position",
            Self::Gps => "vehicle_gps_position",
            Self::Combined => "sensor_combined",
            Self::AirData => "vehicle_air_data",
            Self::Magnetometer => "vehicle_magnetometer",
            Self::Battery => "battery_status",
            Self::Status => "vehicle_status",
            Self::LandDetected => "vehicle_land_detected",
            Self::MissionResult => "mission_result",
            Self::Home => "home_position",
            Self::Camera => "camera_capture",
            Self::Motors => "actuator_motors",
        }
    }

    /// Steps of 4 ms between two records; none for topics that are written when they change.
    pub(super) const fn every(self) -> Option<u64> {
        match self {
            Self::Combined | Self::Attitude => Some(10),
            Self::LocalPosition | Self::Motors => Some(25),
            Self::GlobalPosition | Self::Gps | Self::AirData | Self::Magnetometer => Some(50),
            Self::Battery | Self::Status | Self::LandDetected => Some(250),
            Self::MissionResult | Self::Home | Self::Camera => None,
        }
    }

    pub(super) const fn fields(self) -> &'static str {
        match self {
            Self::Attitude => "uint64_t timestamp;uint64_t timestamp_sample;float[4] q;",
            Self::LocalPosition => {
                "uint64_t timestamp;uint64_t timestamp_sample;double ref_lat;double ref_lon;\
                 float ref_alt;float x;float y;float z;float vx;float vy;float vz;float heading;\
                 float eph;float epv;bool xy_valid;bool z_valid;bool v_xy_valid;bool v_z_valid;"
            }
            Self::GlobalPosition => {
                "uint64_t timestamp;uint64_t timestamp_sample;double lat;double lon;float alt;\
                 float alt_ellipsoid;float eph;float epv;bool lat_lon_valid;bool alt_valid;\
                 bool dead_reckoning;"
            }
            Self::Gps => {
                "uint64_t timestamp;uint64_t time_utc_usec;double latitude_deg;\
                 double longitude_deg;double altitude_msl_m;double altitude_ellipsoid_m;\
                 float eph;float epv;float hdop;float vdop;float s_variance_m_s;float vel_m_s;\
                 float vel_n_m_s;float vel_e_m_s;float vel_d_m_s;float cog_rad;uint8_t fix_type;\
                 uint8_t satellites_used;bool vel_ned_valid;"
            }
            Self::Combined => {
                "uint64_t timestamp;float[3] gyro_rad;uint32_t gyro_integral_dt;\
                 float[3] accelerometer_m_s2;uint32_t accelerometer_integral_dt;"
            }
            Self::AirData => {
                "uint64_t timestamp;float baro_alt_meter;float baro_pressure_pa;\
                 float ambient_temperature;"
            }
            Self::Magnetometer => "uint64_t timestamp;float[3] magnetometer_ga;",
            Self::Battery => {
                "uint64_t timestamp;float voltage_v;float current_a;float discharged_mah;\
                 float remaining;float[14] voltage_cell_v;uint8_t cell_count;uint8_t warning;\
                 bool connected;"
            }
            Self::Status => {
                "uint64_t timestamp;uint64_t armed_time;uint8_t arming_state;uint8_t nav_state;\
                 uint8_t system_type;uint8_t system_id;bool failsafe;bool gcs_connection_lost;"
            }
            Self::LandDetected => {
                "uint64_t timestamp;bool freefall;bool ground_contact;bool maybe_landed;\
                 bool landed;"
            }
            Self::MissionResult => {
                "uint64_t timestamp;int32_t seq_reached;uint16_t seq_current;\
                 uint16_t seq_total;bool valid;bool finished;bool failure;"
            }
            Self::Home => {
                "uint64_t timestamp;double lat;double lon;float alt;float x;float y;float z;\
                 bool valid_hpos;bool valid_alt;"
            }
            Self::Camera => {
                "uint64_t timestamp;uint64_t timestamp_utc;double lat;double lon;uint32_t seq;\
                 float alt;float ground_distance;float[4] q;int8_t result;"
            }
            Self::Motors => "uint64_t timestamp;uint64_t timestamp_sample;float[4] control;",
        }
    }
}

/// A payload under construction; the order of calls is the order of the fields.
struct Row(Vec<u8>);

impl Row {
    fn at(now: BootTime) -> Self {
        Self(Vec::with_capacity(128)).u64(now.as_micros())
    }

    fn u64(mut self, value: u64) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn u32(mut self, value: u32) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn u16(mut self, value: u16) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn u8(mut self, value: u8) -> Self {
        self.0.push(value);
        self
    }

    fn flag(self, value: bool) -> Self {
        self.u8(u8::from(value))
    }

    fn f64(mut self, value: f64) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn f32(mut self, value: f64) -> Self {
        self.0.extend((value as f32).to_le_bytes());
        self
    }

    fn f32s(self, values: impl IntoIterator<Item = f64>) -> Self {
        values.into_iter().fold(self, Self::f32)
    }

    fn vector(self, value: Vector3<f64>) -> Self {
        self.f32s(value.iter().copied())
    }

    fn quaternion(self, value: UnitQuaternion<f64>) -> Self {
        self.f32s([value.w, value.i, value.j, value.k])
    }
}

/// What a moment says on a topic.
pub(super) fn payload(topic: Topic, moment: &Moment<'_>) -> Vec<u8> {
    let micros = moment.now.as_micros();
    let row = Row::at(moment.now);
    let senses = moment.senses;
    let row = match topic {
        Topic::Attitude => row.u64(micros).quaternion(senses.attitude),
        Topic::LocalPosition => local_position(row.u64(micros), moment),
        Topic::GlobalPosition => global_position(row.u64(micros), moment),
        Topic::Gps => gps(row, moment),
        Topic::Combined => row
            .vector(senses.imu.rates_rad_s)
            .u32(4000)
            .vector(senses.imu.force_m_s2)
            .u32(4000),
        Topic::AirData => row.f32s([
            senses.baro.sea_m,
            senses.baro.pressure_hpa * 100.0,
            senses.baro.temperature_c,
        ]),
        Topic::Magnetometer => row.vector(senses.imu.field_gauss),
        Topic::Battery => battery(row, moment),
        Topic::Status => status(row, moment),
        Topic::LandDetected => {
            let landed = moment.autopilot.landed() == LandedState::OnGround;
            row.flag(false).flag(landed).flag(landed).flag(landed)
        }
        Topic::MissionResult => mission_result(row, moment),
        Topic::Home => home(row, moment),
        Topic::Motors => row.u64(micros).f32s(moment.rotors),
        // Pictures are written by `picture`, with their own place and time.
        Topic::Camera => row,
    };
    row.0
}

/// A picture on the camera's topic.
pub(super) fn picture(moment: &Moment<'_>, picture: &Picture) -> Vec<u8> {
    let [roll, pitch, yaw] = picture.euler_deg.map(f64::to_radians);
    Row::at(picture.time)
        .u64(moment.utc.as_micros() as u64)
        .f64(picture.position.latitude_deg())
        .f64(picture.position.longitude_deg())
        .u32(picture.index)
        .f32(picture.sea_m)
        .f32(picture.home_m)
        .quaternion(UnitQuaternion::from_euler_angles(roll, pitch, yaw))
        .u8(1)
        .0
}

fn local_position(row: Row, moment: &Moment<'_>) -> Row {
    let senses = moment.senses;
    let origin = moment.autopilot.position_of(Vector3::zeros());
    row.f64(origin.latitude_deg())
        .f64(origin.longitude_deg())
        .f32(moment.autopilot.sea_m(Vector3::zeros()))
        .vector(senses.position_ned_m)
        .vector(senses.velocity_ned_m_s)
        .f32(senses.euler_rad().2)
        .f32(senses.horizontal_error_m)
        .f32(1.0)
        .flag(senses.has_position)
        .flag(true)
        .flag(senses.has_position)
        .flag(true)
}

fn global_position(row: Row, moment: &Moment<'_>) -> Row {
    let (position, sea_m) = moment.position();
    row.f64(position.latitude_deg())
        .f64(position.longitude_deg())
        .f32(sea_m)
        .f32(sea_m)
        .f32(moment.senses.horizontal_error_m)
        .f32(1.0)
        .flag(moment.senses.has_position)
        .flag(true)
        .flag(moment.senses.horizontal_error_m > 1.0)
}

fn gps(row: Row, moment: &Moment<'_>) -> Row {
    let fix = &moment.senses.gnss;
    let velocity = fix.velocity_ned_m_s;
    let utc = moment.utc.as_micros() - moment.now.since(fix.time).as_micros() as i64;
    row.u64(utc as u64)
        .f64(fix.position.latitude_deg())
        .f64(fix.position.longitude_deg())
        .f64(fix.sea_m)
        .f64(fix.sea_m)
        .f32s([fix.horizontal_m, fix.vertical_m, fix.hdop, fix.vdop])
        .f32(fix.speed_m_s)
        .f32(velocity.xy().norm())
        .vector(velocity)
        .f32(velocity.y.atan2(velocity.x))
        .u8(fix.fix)
        .u8(fix.satellites)
        .flag(fix.fix >= 3)
}

fn battery(row: Row, moment: &Moment<'_>) -> Row {
    let battery = moment.battery;
    let cells = battery.pack().cells;
    let voltages = (0..14_u8).map(|cell| {
        if cell < cells {
            battery.cell_v(cell)
        } else {
            0.0
        }
    });
    row.f32(battery.voltage_v())
        .f32(battery.current_a())
        .f32(battery.used_mah())
        .f32(battery.remaining())
        .f32s(voltages)
        .u8(cells)
        .u8(0)
        .flag(true)
}

fn status(row: Row, moment: &Moment<'_>) -> Row {
    let autopilot = moment.autopilot;
    let armed = autopilot.armed_since().map_or(0, BootTime::as_micros);
    row.u64(armed)
        .u8(if autopilot.is_armed() { 2 } else { 1 })
        .u8(nav_state(autopilot.mode()))
        .u8(2)
        .u8(autopilot.parameters().get("MAV_SYS_ID").unwrap_or(1.0) as u8)
        .flag(autopilot.is_failing_safe())
        .flag(!autopilot.hears_ground())
}

fn mission_result(row: Row, moment: &Moment<'_>) -> Row {
    use super::super::super::autopilot::MissionState;
    let mission = moment.autopilot.mission();
    let reached = mission.reached().map_or(-1, i32::from);
    let total = u16::try_from(mission.items().len()).unwrap_or(u16::MAX);
    row.u32(reached as u32)
        .u16(mission.current())
        .u16(total)
        .flag(total > 0)
        .flag(mission.state() == MissionState::Complete)
        .flag(false)
}

fn home(row: Row, moment: &Moment<'_>) -> Row {
    let home = moment.autopilot.home();
    let ned = home.map_or_else(Vector3::zeros, |home| home.ned_m);
    let position = moment.autopilot.position_of(ned);
    row.f64(position.latitude_deg())
        .f64(position.longitude_deg())
        .f32(moment.autopilot.sea_m(ned))
        .vector(ned)
        .flag(home.is_some())
        .flag(home.is_some())
}

/// Source: PX4, `msg/versioned/VehicleStatus.msg`, `NAVIGATION_STATE_*`.
const fn nav_state(mode: FlightMode) -> u8 {
    match mode {
        FlightMode::Manual(_) | FlightMode::Other(_) => 0,
        FlightMode::AltitudeHold => 1,
        FlightMode::PositionHold => 2,
        FlightMode::Mission => 3,
        FlightMode::Hold | FlightMode::Brake => 4,
        FlightMode::Return => 5,
        FlightMode::Descend => 12,
        FlightMode::Guided => 14,
        FlightMode::Stabilize => 15,
        FlightMode::TakeOff => 17,
        FlightMode::Land => 18,
        FlightMode::Orbit => 21,
    }
}
