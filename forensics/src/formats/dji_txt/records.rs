//! The records whose meaning is known, each from its content. Records grow from version to version
//! only at their ends, so that a content tells its layout by its length.
//!
//! ```text
//! OSD     0 longitude f64 rad · 8 latitude · 16 height i16 dm · 18 velocity 3 × i16 dm/s (N, E, D)
//!         24 pitch, roll, yaw 3 × i16 0.1° · 30 mode (7 bits) · 31 app's command · 32 bits: ground
//!         or sky, motors, going home · 33–35 bits · 36 satellites · 37 action · 38 why motors did
//!         not start · 39 bits · 40 battery % · 41 ultrasonic dm · 42 time of flight u16 0.1 s · …
//! Home    0 longitude f64 rad · 8 latitude · 16 altitude f32 dm · 20 bits: home known · …
//! Custom  0 picture u8 · 1 video u8 (1 begun, 2 ended) · 2 speed f32 · 6 distance f32 · 10 UTC ms i64
//! AppGPS  0 f64° · 8 f64° · 16 f32: latitude first in every real log at hand
//! ```
//!
//! Source: `lvauvillier/dji-log-parser` (MIT), `mikeemoo/dji-log-parser`, DJI's
//! FlightRecordParsingLib; each checked against real logs and their exports.

use missions::geodesy::Position;
use missions::telemetry::Attitude;

use crate::cursor::Cursor;
use crate::flight::somewhere;

/// Aircraft's state, ten times a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::formats) struct Osd {
    pub position: Option<Position>,
    pub height_m: f64,
    pub velocity_ned_m_s: [f64; 3],
    pub attitude: Attitude,
    pub mode: u8,
    pub motors: bool,
    pub in_air: bool,
    pub satellites: u8,
    pub action: u8,
}

impl Osd {
    pub(in crate::formats) fn of(content: &[u8]) -> Option<Self> {
        let head = content.first_chunk::<44>()?;
        let mut cursor = Cursor::new(head);
        let (latitude_deg, longitude_deg) = degrees(&mut cursor)?;
        let mut tenths = || cursor.i16_le().map(|number| f64::from(number) / 10.0);
        let height_m = tenths()?;
        let velocity_ned_m_s = [tenths()?, tenths()?, tenths()?];
        let [pitch, roll, yaw] = [tenths()?, tenths()?, tenths()?];
        let [mode, _, state, _, _, _, satellites, action] = cursor.array::<8>()?;
        Some(Self {
            position: somewhere(latitude_deg, longitude_deg),
            height_m,
            velocity_ned_m_s,
            attitude: Attitude::from_degrees(roll, pitch, yaw),
            mode: mode & 0x7F,
            motors: state & 0x08 != 0,
            in_air: state & 0x04 != 0,
            satellites,
            action,
        })
    }
}

/// Longitude and latitude in radians, as latitude and longitude in degrees.
fn degrees(cursor: &mut Cursor<'_>) -> Option<(f64, f64)> {
    let longitude_deg = cursor.f64_le()?.to_degrees();
    Some((cursor.f64_le()?.to_degrees(), longitude_deg))
}

/// Where home is, once it is known.
pub(in crate::formats) fn home(content: &[u8]) -> Option<Position> {
    let mut cursor = Cursor::new(content);
    let (latitude_deg, longitude_deg) = degrees(&mut cursor)?;
    cursor.skip(4)?;
    let is_known = cursor.u8()? & 1 != 0;
    somewhere(latitude_deg, longitude_deg).filter(|_| is_known)
}

/// What the app adds ten times a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Custom {
    pub picture: bool,
    /// 1 where a video begins, 2 where it ends.
    pub video: u8,
    pub utc_ms: i64,
}

impl Custom {
    pub(super) fn of(content: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(content);
        let (picture, video) = (cursor.u8()?, cursor.u8()?);
        cursor.skip(8)?;
        Some(Self {
            picture: picture == 1,
            video,
            utc_ms: cursor.i64_le()?,
        })
    }
}

/// What a battery gives.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Battery {
    pub voltage_v: Option<f64>,
    pub current_a: Option<f64>,
    pub charge: Option<f64>,
}

impl Battery {
    /// `CenterBattery`: the battery's own word.
    pub(super) fn center(content: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(content);
        let charge = cursor.u8()?;
        let voltage = cursor.u16_le()?;
        cursor.skip(11)?;
        let current = cursor.i16_le()?;
        let current_a = (f64::from(current) / -1000.0).max(0.0);
        Self::sound(f64::from(voltage) / 1000.0, Some(current_a), charge)
    }

    /// `SmartBattery`: what the flight controller makes of it.
    pub(super) fn smart(content: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(content);
        cursor.skip(24)?;
        let voltage = cursor.u16_le()?;
        Self::sound(f64::from(voltage) / 1000.0, None, cursor.u8()?)
    }

    /// `SmartBatteryGroup`, the part that changes.
    pub(super) fn group(content: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(content);
        if cursor.u8()? != 2 {
            return None;
        }
        cursor.skip(1)?;
        let voltage = f64::from(cursor.i32_le()?) / 1000.0;
        let current = (f64::from(cursor.i32_le()?) / -1000.0).max(0.0);
        cursor.skip(11)?;
        Self::sound(voltage, Some(current), cursor.u8()?)
    }

    /// Without what no battery of an aircraft gives.
    fn sound(voltage_v: f64, current_a: Option<f64>, percent: u8) -> Option<Self> {
        let battery = Self {
            voltage_v: Some(voltage_v).filter(|volts| (1.0..=100.0).contains(volts)),
            current_a: current_a.filter(|amperes| *amperes < 1000.0),
            charge: Some(f64::from(percent) / 100.0).filter(|charge| *charge <= 1.0),
        };
        (battery != Self::default()).then_some(battery)
    }
}

/// The throttle stick, 0 to 1: 364 is down, 1684 is up.
pub(super) fn throttle(content: &[u8]) -> Option<f64> {
    let mut cursor = Cursor::new(content);
    cursor.skip(4)?;
    let stick = cursor.u16_le()?;
    let is_stick = (300..=1750).contains(&stick);
    is_stick.then(|| ((f64::from(stick) - 364.0) / 1320.0).clamp(0.0, 1.0))
}

/// The two numbers of `AppGPS`, degrees.
pub(super) fn app_place(content: &[u8]) -> Option<(f64, f64)> {
    let mut cursor = Cursor::new(content);
    Some((cursor.f64_le()?, cursor.f64_le()?))
}

/// Where the remote control is, with its accuracy in metres, once its receiver says so.
pub(super) fn remote_place(content: &[u8]) -> Option<(Position, f64)> {
    let mut cursor = Cursor::new(content);
    cursor.skip(7)?;
    let (latitude, longitude) = (cursor.i32_le()?, cursor.i32_le()?);
    cursor.skip(9)?;
    let accuracy = f64::from(cursor.f32_le()?);
    let is_valid = cursor.u16_le()? != 0;
    let position = somewhere(f64::from(latitude) / 1e7, f64::from(longitude) / 1e7)?;
    is_valid.then_some((position, accuracy))
}

/// What the app writes again and again so that a log without its details can be told. (Its time
/// is the aircraft's activation, in seconds or milliseconds, and left alone.)
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Recover<'a> {
    pub product: u8,
    pub platform: u8,
    pub app: [u8; 3],
    /// The owner's name for the aircraft; serial numbers: aircraft, camera, remote control, battery.
    pub names: [&'a [u8]; 5],
}

impl<'a> Recover<'a> {
    pub(super) fn of(content: &'a [u8]) -> Option<Self> {
        let serial = if content.len() < 100 { 10 } else { 16 };
        let mut cursor = Cursor::new(content);
        let [product, platform, app @ ..] = cursor.array::<5>()?;
        let aircraft = cursor.take(serial)?;
        let name = cursor.take(32)?;
        cursor.skip(8)?;
        let mut next = || cursor.take(serial);
        Some(Self {
            product,
            platform,
            app,
            names: [name, aircraft, next()?, next()?, next()?],
        })
    }
}

/// A component's kind and its serial number.
pub(super) fn component(content: &[u8]) -> Option<(u16, &[u8])> {
    let mut cursor = Cursor::new(content);
    let kind = cursor.u16_le()?;
    let length = cursor.u8()?;
    Some((kind, cursor.take(usize::from(length))?))
}

/// The versions of the components' firmware: the component's kind, and four numbers.
pub(super) fn firmware(content: &[u8]) -> impl Iterator<Item = (u8, [u8; 4])> {
    let (entries, _) = content.as_chunks::<6>();
    entries
        .iter()
        .map(|&[kind, _, a, b, c, d]| (kind, [a, b, c, d]))
}
