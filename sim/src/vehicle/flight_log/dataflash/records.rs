//! The records that are logged: their letters and labels, and how a moment fills them.
//!
//! Letters: Q u64 · I u32 · i i32 · H u16 · h i16 · B u8 · M mode · f float · L degrees·1e7 ·
//! e metres·100 (i32) · c ·100 (i16) · C ·100 (u16) · n, N, Z text of 4, 16, 64 bytes.

use missions::geodesy::Position;
use missions::plan::item::Item;
use missions::time::UtcTime;

use super::super::super::autopilot::Picture;
use super::super::super::modes::Manner;
use super::super::super::parameters::Parameter;
use super::super::Moment;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Record {
    Format,
    Parameter,
    Message,
    Mode,
    Gps,
    Position,
    Attitude,
    Battery,
    Inertial,
    Barometer,
    Command,
    Event,
    Error,
    Arming,
    Origin,
    Camera,
    Outputs,
}

/// Number, name, letters, labels.
type Shape = (u8, &'static str, &'static str, &'static str);

impl Record {
    pub(super) const ALL: [Self; 17] = [
        Self::Format,
        Self::Parameter,
        Self::Message,
        Self::Mode,
        Self::Gps,
        Self::Position,
        Self::Attitude,
        Self::Battery,
        Self::Inertial,
        Self::Barometer,
        Self::Command,
        Self::Event,
        Self::Error,
        Self::Arming,
        Self::Origin,
        Self::Camera,
        Self::Outputs,
    ];

    const fn shape(self) -> Shape {
        match self {
            Self::Format => (128, "FMT", "BBnNZ", "Type,Length,Name,Format,Columns"),
            Self::Parameter => (32, "PARM", "QNff", "TimeUS,Name,Value,Default"),
            Self::Message => (33, "MSG", "QZ", "TimeUS,Message"),
            Self::Mode => (34, "MODE", "QMBB", "TimeUS,Mode,ModeNum,Rsn"),
            Self::Gps => (
                35,
                "GPS",
                "QBBIHBcLLeffffB",
                "TimeUS,I,Status,GMS,GWk,NSats,HDop,Lat,Lng,Alt,Spd,GCrs,VZ,Yaw,U",
            ),
            Self::Position => (
                36,
                "POS",
                "QLLfff",
                "TimeUS,Lat,Lng,Alt,RelHomeAlt,RelOriginAlt",
            ),
            Self::Attitude => (
                37,
                "ATT",
                "QffffffB",
                "TimeUS,DesRoll,Roll,DesPitch,Pitch,DesYaw,Yaw,AEKF",
            ),
            Self::Battery => (
                38,
                "BAT",
                "QBfffffcfB",
                "TimeUS,Inst,Volt,VoltR,Curr,CurrTot,EnrgTot,Temp,Res,RemPct",
            ),
            Self::Inertial => (
                39,
                "IMU",
                "QBffffffIIfBBHH",
                "TimeUS,I,GyrX,GyrY,GyrZ,AccX,AccY,AccZ,EG,EA,T,GH,AH,GHz,AHz",
            ),
            Self::Barometer => (40, "BARO", "QBffcf", "TimeUS,I,Alt,Press,Temp,CRt"),
            Self::Command => (
                41,
                "CMD",
                "QHHHffffLLfB",
                "TimeUS,CTot,CNum,CId,Prm1,Prm2,Prm3,Prm4,Lat,Lng,Alt,Frame",
            ),
            Self::Event => (42, "EV", "QB", "TimeUS,Id"),
            Self::Error => (43, "ERR", "QBB", "TimeUS,Subsys,ECode"),
            Self::Arming => (
                44,
                "ARM",
                "QBIBB",
                "TimeUS,ArmState,ArmChecks,Forced,Method",
            ),
            Self::Origin => (45, "ORGN", "QBLLe", "TimeUS,Type,Lat,Lng,Alt"),
            Self::Camera => (
                46,
                "CAM",
                "QIHLLeeeccC",
                "TimeUS,GPSTime,GPSWeek,Lat,Lng,Alt,RelAlt,GPSAlt,R,P,Y",
            ),
            Self::Outputs => (
                47,
                "RCOU",
                "QHHHHHHHHHHHHHH",
                "TimeUS,C1,C2,C3,C4,C5,C6,C7,C8,C9,C10,C11,C12,C13,C14",
            ),
        }
    }
}

/// Length of a record with its three bytes of head.
pub(super) fn length(record: Record) -> usize {
    let letters = record.shape().2;
    3 + letters
        .bytes()
        .map(|letter| match letter {
            b'Q' => 8,
            b'I' | b'i' | b'f' | b'L' | b'e' | b'n' => 4,
            b'H' | b'h' | b'c' | b'C' => 2,
            b'N' => 16,
            b'Z' => 64,
            _ => 1,
        })
        .sum::<usize>()
}

/// A record under construction; the order of calls is the order of the letters.
#[derive(Clone, Debug)]
pub(super) struct Row(Record, Vec<u8>);

impl Row {
    fn new(record: Record) -> Self {
        Self(record, vec![0xa3, 0x95, record.shape().0])
    }

    fn at(record: Record, moment: &Moment<'_>) -> Self {
        Self::new(record).bytes(&moment.now.as_micros().to_le_bytes())
    }

    #[cfg(test)]
    pub(super) const fn record(&self) -> Record {
        self.0
    }

    pub(super) fn finish(self) -> Vec<u8> {
        debug_assert_eq!(self.1.len(), length(self.0), "{:?}", self.0);
        self.1
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.1.extend(bytes);
        self
    }

    fn u8(self, value: u8) -> Self {
        self.bytes(&[value])
    }

    fn u16(self, value: u16) -> Self {
        self.bytes(&value.to_le_bytes())
    }

    fn u32(self, value: u32) -> Self {
        self.bytes(&value.to_le_bytes())
    }

    fn f32(self, value: f64) -> Self {
        self.bytes(&(value as f32).to_le_bytes())
    }

    fn f32s(self, values: impl IntoIterator<Item = f64>) -> Self {
        values.into_iter().fold(self, Self::f32)
    }

    /// `e`: hundredths in 32 bits.
    fn cents32(self, value: f64) -> Self {
        self.bytes(&((value * 100.0).round() as i32).to_le_bytes())
    }

    /// `c`: hundredths in 16 bits.
    fn cents16(self, value: f64) -> Self {
        self.bytes(&((value * 100.0).round() as i16).to_le_bytes())
    }

    /// `L` twice.
    fn place(self, position: Position) -> Self {
        let (latitude, longitude) = position.to_e7();
        self.bytes(&latitude.to_le_bytes())
            .bytes(&longitude.to_le_bytes())
    }

    /// `n`, `N`, `Z`: text cut off or filled with zeros.
    fn text(mut self, text: &str, size: usize) -> Self {
        let end = self.1.len() + size;
        self.1.extend(text.bytes().take(size));
        self.1.resize(end, 0);
        self
    }
}

pub(super) fn format(record: Record) -> Row {
    let (number, name, letters, labels) = record.shape();
    Row::new(Record::Format)
        .u8(number)
        .u8(length(record) as u8)
        .text(name, 4)
        .text(letters, 16)
        .text(labels, 64)
}

pub(super) fn message(moment: &Moment<'_>, text: &str) -> Row {
    Row::at(Record::Message, moment).text(text, 64)
}

pub(super) fn parameter(moment: &Moment<'_>, parameter: &Parameter) -> Row {
    Row::at(Record::Parameter, moment)
        .text(parameter.name, 16)
        .f32(parameter.value)
        .f32(parameter.default)
}

pub(super) fn command(moment: &Moment<'_>, index: usize, count: usize, item: &Item) -> Row {
    let place = Position::new(item.x, item.y)
        .ok()
        .filter(|_| item.is_global());
    let row = Row::at(Record::Command, moment)
        .u16(count as u16)
        .u16(index as u16)
        .u16(item.command)
        .f32s(item.params);
    match place {
        Some(place) => row.place(place),
        None => row.u32(0).u32(0),
    }
    .f32(item.z)
    .u8(item.frame)
}

pub(super) fn mode(moment: &Moment<'_>) -> Row {
    let mode = moment.autopilot.mode();
    let number = Manner::ArduPilot.custom_mode(mode).unwrap_or(0) as u8;
    Row::at(Record::Mode, moment).u8(number).u8(number).u8(2)
}

pub(super) fn origin(moment: &Moment<'_>) -> Row {
    let zero = nalgebra::Vector3::zeros();
    Row::at(Record::Origin, moment)
        .u8(0)
        .place(moment.autopilot.position_of(zero))
        .cents32(moment.autopilot.sea_m(zero))
}

pub(super) fn home(moment: &Moment<'_>) -> Row {
    let ned = moment
        .autopilot
        .home()
        .map_or_else(nalgebra::Vector3::zeros, |home| home.ned_m);
    Row::at(Record::Origin, moment)
        .u8(1)
        .place(moment.autopilot.position_of(ned))
        .cents32(moment.autopilot.sea_m(ned))
}

pub(super) fn event(moment: &Moment<'_>, id: u8) -> Row {
    Row::at(Record::Event, moment).u8(id)
}

pub(super) fn error(moment: &Moment<'_>, subsystem: u8, code: u8) -> Row {
    Row::at(Record::Error, moment).u8(subsystem).u8(code)
}

pub(super) fn arming(moment: &Moment<'_>, is_armed: bool) -> Row {
    let checks = moment.autopilot.parameters().get("ARMING_CHECK");
    Row::at(Record::Arming, moment)
        .u8(u8::from(is_armed))
        .u32(checks.unwrap_or(0.0) as u32)
        .u8(0)
        .u8(1)
}

pub(super) fn picture(moment: &Moment<'_>, picture: &Picture) -> Row {
    let (week, millis) = gps_time(moment.utc);
    let [roll, pitch, yaw] = picture.euler_deg;
    Row::at(Record::Camera, moment)
        .u32(millis)
        .u16(week)
        .place(picture.position)
        .cents32(picture.sea_m)
        .cents32(picture.home_m)
        .cents32(moment.senses.gnss.sea_m)
        .cents16(roll)
        .cents16(pitch)
        .u16((yaw.rem_euclid(360.0) * 100.0) as u16)
}

pub(super) fn inertial(moment: &Moment<'_>) -> Row {
    let imu = &moment.senses.imu;
    Row::at(Record::Inertial, moment)
        .u8(0)
        .f32s(imu.rates_rad_s.iter().copied())
        .f32s(imu.force_m_s2.iter().copied())
        .u32(0)
        .u32(0)
        .f32(moment.senses.baro.temperature_c)
        .u8(1)
        .u8(1)
        .u16(250)
        .u16(250)
}

pub(super) fn attitude(moment: &Moment<'_>) -> Row {
    let (roll, pitch, yaw) = moment.senses.euler_rad();
    let wanted = moment
        .autopilot
        .target()
        .map_or(yaw.to_degrees(), |target| target.yaw_deg);
    let (roll, pitch) = (roll.to_degrees(), pitch.to_degrees());
    Row::at(Record::Attitude, moment)
        .f32s([roll, roll, pitch, pitch])
        .f32(wanted.rem_euclid(360.0))
        .f32(yaw.to_degrees().rem_euclid(360.0))
        .u8(3)
}

pub(super) fn position(moment: &Moment<'_>) -> Row {
    let (place, sea_m) = moment.position();
    Row::at(Record::Position, moment)
        .place(place)
        .f32(sea_m)
        .f32(moment.home_m())
        .f32(-moment.senses.position_ned_m.z)
}

pub(super) fn battery(moment: &Moment<'_>) -> Row {
    let battery = moment.battery;
    let ohm = f64::from(battery.pack().cells) * battery.pack().cell_ohm;
    Row::at(Record::Battery, moment)
        .u8(0)
        .f32(battery.voltage_v())
        .f32(battery.voltage_v() + battery.current_a() * ohm)
        .f32(battery.current_a())
        .f32(battery.used_mah())
        .f32(battery.drawn_wh())
        .cents16(0.0)
        .f32(ohm)
        .u8((battery.remaining() * 100.0).round() as u8)
}

pub(super) fn barometer(moment: &Moment<'_>) -> Row {
    let baro = &moment.senses.baro;
    Row::at(Record::Barometer, moment)
        .u8(0)
        .f32(-moment.senses.position_ned_m.z)
        .f32(baro.pressure_hpa * 100.0)
        .cents16(baro.temperature_c)
        .f32(-moment.senses.velocity_ned_m_s.z)
}

pub(super) fn gps(moment: &Moment<'_>) -> Row {
    let fix = &moment.senses.gnss;
    let (week, millis) = gps_time(moment.utc);
    let velocity = fix.velocity_ned_m_s;
    Row::at(Record::Gps, moment)
        .u8(0)
        .u8(fix.fix)
        .u32(millis)
        .u16(week)
        .u8(fix.satellites)
        .cents16(fix.hdop)
        .place(fix.position)
        .cents32(fix.sea_m)
        .f32(velocity.xy().norm())
        .f32(velocity.y.atan2(velocity.x).to_degrees().rem_euclid(360.0))
        .f32(velocity.z)
        .f32(0.0)
        .u8(1)
}

pub(super) fn outputs(moment: &Moment<'_>) -> Row {
    let rotors = moment.rotors.map(|rotor| 1000 + (rotor * 1000.0) as u16);
    let servos = moment.autopilot.servos_us();
    let pulses = rotors.into_iter().chain(servos);
    pulses.fold(Row::at(Record::Outputs, moment), Row::u16)
}

/// GPS week and milliseconds of the week.
///
/// GPS time began on 1980-01-06 and is 18 s ahead of UTC since 2017 (IERS Bulletin C 52).
fn gps_time(utc: UtcTime) -> (u16, u32) {
    let millis = utc.as_micros() / 1000 - 315_964_800_000 + 18_000;
    let week = 7 * 24 * 3600 * 1000;
    (
        millis.div_euclid(week) as u16,
        millis.rem_euclid(week) as u32,
    )
}
