//! Which topics say something of a flight, and which of their values, under all the names that
//! PX4 gave them over the years. Source: PX4's message definitions, 1.5 to 1.16.

/// What a topic is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Other,
    Gps,
    SecondGps,
    Global,
    Home,
    Status,
    Land,
    Battery,
    BatteryInfo,
    Thrust,
    Attitude,
    Capture,
    Trigger,
    Command,
    Gripper,
    FollowTarget,
    RemoteIdSystem,
    Device,
}

impl Role {
    pub(super) fn of(topic: &str, instance: u8) -> Self {
        match (topic, instance) {
            ("vehicle_gps_position", 0) => Self::Gps,
            ("sensor_gps", 0) => Self::SecondGps,
            ("vehicle_global_position", 0) => Self::Global,
            ("home_position", 0) => Self::Home,
            ("vehicle_status", 0) => Self::Status,
            ("vehicle_land_detected", 0) => Self::Land,
            ("battery_status", _) => Self::Battery,
            ("battery_info", _) => Self::BatteryInfo,
            ("vehicle_thrust_setpoint" | "actuator_controls_0", 0) => Self::Thrust,
            ("vehicle_attitude", 0) => Self::Attitude,
            ("camera_capture", _) => Self::Capture,
            ("camera_trigger", _) => Self::Trigger,
            ("vehicle_command", _) => Self::Command,
            ("gripper", _) => Self::Gripper,
            ("follow_target", _) => Self::FollowTarget,
            ("open_drone_id_system", _) => Self::RemoteIdSystem,
            ("device_information", _) => Self::Device,
            _ => Self::Other,
        }
    }

    /// The values that are asked for, each under its newest name first.
    #[rustfmt::skip]
    pub(super) fn wanted(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Other => &[],
            Self::Gps | Self::SecondGps => &[
                &["latitude_deg", "lat"], &["longitude_deg", "lon"], &["altitude_msl_m", "alt"],
                &["fix_type"], &["time_utc_usec", "time_gps_usec"], &["satellites_used"], &["eph", "eph_m"],
                &["vel_n_m_s"], &["vel_e_m_s"], &["vel_d_m_s"],
            ],
            Self::Global => &[
                &["lat"], &["lon"], &["alt"], &["eph"], &["lat_lon_valid"],
                &["vel_n"], &["vel_e"], &["vel_d"],
            ],
            Self::Home => &[&["lat"], &["lon"], &["alt"], &["valid_hpos"]],
            Self::Status => &[&["arming_state"], &["nav_state"], &["failsafe"], &["system_id"]],
            Self::Land => &[&["landed"]],
            Self::Battery => &[
                &["voltage_v"], &["current_a"], &["remaining"], &["serial_number"], &["connected"],
            ],
            Self::BatteryInfo => &[&["serial_number"]],
            Self::Thrust => &[&["xyz[2]", "control[3]"], &["xyz[0]"]],
            Self::Attitude => &[&["q[0]"], &["q[1]"], &["q[2]"], &["q[3]"]],
            Self::Capture => &[&["lat"], &["lon"], &["alt"], &["timestamp_utc"]],
            Self::Trigger => &[&["timestamp_utc"], &["feedback"]],
            Self::Command => &[&["command"], &["param1"], &["param2"]],
            Self::Gripper => &[&["command"]],
            Self::FollowTarget => &[&["lat"], &["lon"]],
            Self::RemoteIdSystem => &[
                &["operator_latitude"], &["operator_longitude"], &["operator_location_type"],
            ],
            Self::Device => &[&["device_type"], &["serial_number"]],
        }
    }
}
