//! The payloads whose meaning is known.
//!
//! ```text
//! GPS  2096, 5   0 date u32 (20170829) · 4 time u32 (185838 UTC) · 8 longitude i32 1e-7° · 12 latitude
//!                16 height above the sea i32 mm · 20 velocity N, E, D 3 × f32 cm/s · 32 HDOP f32 0.01
//!                · 36 PDOP · … · 56 GPS and 60 GLONASS satellites u32 · 64 satellites used u16
//! IMU  2048      0 longitude f64 rad · 8 latitude · 16 barometric height f32 m · … · 48 attitude w, x,
//!                y, z 4 × f32
//! Home 13        as in the app's records: longitude, latitude f64 rad, height f32, bits
//! OSD  12        as in the app's records
//! Battery 1710   0 voltage u16 mV · … · 16 current i32 mA · … · 22 charge u8 %
//! Motors 1307    0 what each of the motors is given, u16 of 10,000
//! Words 32768    text
//! ```
//!
//! Source: `BudWalkerJava/DatCon` (BSD); GPS, IMU and battery checked against the app's log of the
//! same flight.

use missions::geodesy::Position;
use missions::telemetry::Attitude;
use missions::time::UtcTime;

use crate::cursor::Cursor;
use crate::flight::somewhere;
use crate::formats::layout::{Layout, layout};

/// What the receiver says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gps {
    pub utc: Option<UtcTime>,
    pub position: Option<Position>,
    pub height_above_sea_m: f64,
    pub velocity_ned_m_s: [f64; 3],
    pub satellites: u8,
}

impl Gps {
    pub(super) fn of(payload: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(payload);
        let (date, time) = (cursor.u32_le()?, cursor.u32_le()?);
        let (longitude, latitude) = (cursor.i32_le()?, cursor.i32_le()?);
        let height_above_sea_m = f64::from(cursor.i32_le()?) / 1000.0;
        let mut speed = || cursor.f32_le().map(|number| f64::from(number) / 100.0);
        let velocity_ned_m_s = [speed()?, speed()?, speed()?];
        cursor.seek(64)?;
        let (latitude_deg, longitude_deg) = (f64::from(latitude) / 1e7, f64::from(longitude) / 1e7);
        Some(Self {
            utc: utc(date, time),
            position: somewhere(latitude_deg, longitude_deg),
            height_above_sea_m,
            velocity_ned_m_s,
            satellites: u8::try_from(cursor.u16_le()?).unwrap_or(u8::MAX),
        })
    }
}

/// `20170829` and `185838`; none before the receiver knows the date.
fn utc(date: u32, time: u32) -> Option<UtcTime> {
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    let (hour, minute, second) = (time / 10_000, time / 100 % 100, time % 100);
    if !(2010..2100).contains(&year) {
        return None;
    }
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
        .parse()
        .ok()
}

/// What the inertial unit makes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Imu {
    pub height_m: f64,
    pub attitude: Option<Attitude>,
}

impl Imu {
    pub(super) fn of(payload: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(payload);
        cursor.skip(16)?;
        let height_m = f64::from(cursor.f32_le()?);
        cursor.seek(48)?;
        let mut part = || cursor.f32_le().map(f64::from);
        let quaternion = [part()?, part()?, part()?, part()?];
        Some(Self {
            height_m,
            attitude: Attitude::from_quaternion(quaternion),
        })
    }
}

/// Volts, amperes and charge of a battery.
pub(super) fn battery(payload: &[u8]) -> Option<(f64, f64, f64)> {
    let mut cursor = Cursor::new(payload.first_chunk::<44>()?);
    let voltage = f64::from(cursor.u16_le()?) / 1000.0;
    cursor.skip(14)?;
    let current = (f64::from(cursor.i32_le()?) / -1000.0).max(0.0);
    cursor.skip(2)?;
    let charge = f64::from(cursor.u8()?) / 100.0;
    let is_sound = (1.0..100.0).contains(&voltage) && current < 1000.0 && charge <= 1.0;
    is_sound.then_some((voltage, current, charge))
}

/// The mean of what the first four motors are given, 0 to 1.
pub(super) fn throttle(payload: &[u8]) -> Option<f64> {
    let mut cursor = Cursor::new(payload);
    let mut motor = || cursor.u16_le().map(f64::from);
    let sum = motor()? + motor()? + motor()? + motor()?;
    Some((sum / 40_000.0).clamp(0.0, 1.0))
}

const GPS: Layout = layout! {
    "date" U32, "time" U32, "longitude_e7" I32, "latitude_e7" I32, "height_above_sea_mm" I32,
    "velocity_north_cm_s" F32, "velocity_east_cm_s" F32, "velocity_down_cm_s" F32,
    "hdop_centi" F32, "pdop_centi" F32, "horizontal_accuracy" F32, "speed_accuracy" F32,
    "unknown_1" F32, "unknown_2" F32, "gps_satellites" U32, "glonass_satellites" U32,
    "satellites" U16,
};

const IMU: Layout = layout! {
    "longitude_rad" F64, "latitude_rad" F64, "height_m" F32,
    "acceleration_x" F32, "acceleration_y" F32, "acceleration_z" F32,
    "turn_x" F32, "turn_y" F32, "turn_z" F32, "barometer_m" F32,
    "attitude_w" F32, "attitude_x" F32, "attitude_y" F32, "attitude_z" F32,
};

const HOME: Layout =
    layout! { "longitude_rad" F64, "latitude_rad" F64, "altitude" F32, "state" U16 };
const MOTORS: Layout = layout! { "motor_1" U16, "motor_2" U16, "motor_3" U16, "motor_4" U16 };
const WORDS: Layout = layout! { "text" Words };
const OTHER: Layout = layout! {};

/// The name and the layout of a type of records.
pub(super) const fn layout_of(kind: u16) -> (&'static str, Layout) {
    match kind {
        5 | 2096..=2098 => ("GPS", GPS),
        12 => ("OSD", OTHER),
        13 => ("Home", HOME),
        2048..=2050 => ("IMU", IMU),
        1307 => ("Motors", MOTORS),
        1710 => ("Battery", OTHER),
        32_768 => ("Words", WORDS),
        _ => ("Unknown", OTHER),
    }
}
