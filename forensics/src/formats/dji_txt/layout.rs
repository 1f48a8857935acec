//! The fields of each type of records, as they stand in it: no number is rescaled, a name tells its
//! unit.

use crate::formats::layout::{Layout, layout};

const OSD: Layout = layout! {
    "longitude_rad" F64, "latitude_rad" F64, "height_dm" I16,
    "velocity_north_dm_s" I16, "velocity_east_dm_s" I16, "velocity_down_dm_s" I16,
    "pitch_decideg" I16, "roll_decideg" I16, "yaw_decideg" I16,
    "mode" U8, "app_command" U8, "state_bits" U8, "sensor_bits" U8, "gps_bits" U8,
    "warning_bits" U8, "satellites" U8, "flight_action" U8, "motor_start_failed_cause" U8,
    "non_gps_cause" U8, "battery_percent" U8, "ultrasonic_height_dm" U8, "fly_time_ds" U16,
    "motor_revolution" U8, "unknown" U16, "version" U8, "drone_type" U8, "imu_init_fail_reason" U8,
};

const HOME: Layout = layout! {
    "longitude_rad" F64, "latitude_rad" F64, "altitude_dm" F32, "home_bits" U8, "mode_bits" U8,
    "go_home_height_m" U16, "course_lock_decideg" I16, "sd_state" U8, "sd_used_percent" U8,
    "sd_left_time" U16, "flight_record_index" U16,
};

const GIMBAL: Layout = layout! {
    "pitch_decideg" I16, "roll_decideg" I16, "yaw_decideg" I16, "mode_bits" U8, "roll_adjust" I8,
    "yaw_angle_decideg" I16, "limit_bits" U8,
};

const RC: Layout = layout! {
    "aileron" U16, "elevator" U16, "throttle" U16, "rudder" U16, "gimbal" U16, "wheel_bits" U8,
    "mode_bits" U8, "button_bits" U8,
};

const CUSTOM: Layout = layout! {
    "picture" U8, "video" U8, "speed_m_s" F32, "distance_m" F32, "utc_ms" I64,
};

const CENTER_BATTERY: Layout = layout! {
    "percent" U8, "voltage_mv" U16, "capacity_mah" U16, "full_capacity_mah" U16, "life" U8,
    "discharges" U16, "error" U32, "current_ma" I16, "cell_1_mv" U16, "cell_2_mv" U16,
    "cell_3_mv" U16, "cell_4_mv" U16, "cell_5_mv" U16, "cell_6_mv" U16, "serial" U16,
    "product_date" U16,
};

const SMART_BATTERY: Layout = layout! {
    "useful_time_s" U16, "go_home_time_s" U16, "land_time_s" U16, "go_home_percent" U16,
    "land_percent" U16, "safe_radius_m" F32, "consumption" F32, "status" U32,
    "go_home_status" U8, "go_home_countdown_s" U8, "voltage_mv" U16, "percent" U8,
};

const RC_GPS: Layout = layout! {
    "hour" U8, "minute" U8, "second" U8, "year" U16, "month" U8, "day" U8, "latitude_e7" I32,
    "longitude_e7" I32, "speed_x" I32, "speed_y" I32, "satellites" U8, "accuracy_m" F32,
    "valid" U16,
};

const RECOVER_OLD: Layout = layout! {
    "product" U8, "platform" U8, "app_major" U8, "app_minor" U8, "app_patch" U8,
    "aircraft_serial" Text(10), "aircraft_name" Text(32), "activation" I64,
    "camera_serial" Text(10), "remote_serial" Text(10), "battery_serial" Text(10),
};

const RECOVER: Layout = layout! {
    "product" U8, "platform" U8, "app_major" U8, "app_minor" U8, "app_patch" U8,
    "aircraft_serial" Text(16), "aircraft_name" Text(32), "activation" I64,
    "camera_serial" Text(16), "remote_serial" Text(16), "battery_serial" Text(16),
};

const APP_GPS: Layout = layout! { "first_deg" F64, "second_deg" F64, "third" F32 };

const CAMERA: Layout = layout! {
    "state_bits" U8, "card_bits" U8, "storing_bits" U8, "mode_bits" U8, "work_mode" U8,
    "card_total_mb" U32, "card_left_mb" U32, "photos_left" U32, "video_left_s" U32,
    "recording_s" U16, "camera_type" U8,
};

const TEXT: Layout = layout! { "text" Words };
const PARAMETERS: Layout = layout! { "failsafe" U8, "vision_bits" U8 };
const DEFORM: Layout = layout! { "bits" U8 };
const COMPONENT: Layout = layout! { "component" U16, "length" U8, "serial" Words };
const OTHER: Layout = layout! {};

/// The layout of a type of records whose content is so long.
pub(super) const fn of(kind: u8, length: usize) -> Layout {
    match kind {
        1 => OSD,
        2 => HOME,
        3 => GIMBAL,
        4 => RC,
        5 => CUSTOM,
        6 => DEFORM,
        7 => CENTER_BATTERY,
        8 => SMART_BATTERY,
        9 | 10 | 24 => TEXT,
        11 => RC_GPS,
        13 if length < 100 => RECOVER_OLD,
        13 => RECOVER,
        14 => APP_GPS,
        19 => PARAMETERS,
        25 => CAMERA,
        40 => COMPONENT,
        _ => OTHER,
    }
}
