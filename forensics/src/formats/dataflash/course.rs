//! A flight as it is put together from the messages of a log, in their order.

mod place;
mod state;

use missions::time::BootTime;

use self::place::Places;
use self::state::State;
use super::kinds::Kind;
use super::role::Role;
use crate::defect::{DefectKind, Defects};
use crate::flight::{
    Clock, ClockBasis, Confidence, Event, EventKind, Flight, Identity, IdentityKind, PowerSample,
    Trace,
};
use crate::formats::boot_clock::{Running, utc_offset};
use crate::record::Value;

/// One message of a kind that says something of the flight.
#[derive(Clone, Copy)]
pub(super) struct Row<'a, 'k> {
    pub kind: &'k Kind,
    pub body: &'a [u8],
    pub trace: Trace,
    pub confidence: Confidence,
}

impl<'a> Row<'a, '_> {
    /// The columns that its role asks for.
    fn values<const N: usize>(&self) -> [Option<Value<'a>>; N] {
        self.kind.picked(self.body)
    }

    /// The same as numbers.
    fn numbers<const N: usize>(&self) -> [Option<f64>; N] {
        self.values().map(|value| value.and_then(Value::number))
    }
}

/// A flight in the making.
#[derive(Default)]
pub(super) struct Course {
    flight: Flight,
    running: Running,
    places: Places,
    state: State,
    throttle: Option<f64>,
}

impl Course {
    /// Takes a message.
    pub(super) fn take(&mut self, row: &Row<'_, '_>) {
        let own_us = row.kind.at_us(row.body);
        let is_in_step = own_us.is_none_or(|at_us| self.running.take(at_us));
        if row.kind.role == Role::Other {
            return;
        }
        // what bears no time, as old logs' texts, happened when the last message did
        let at = own_us
            .map(BootTime::from_micros)
            .or_else(|| self.running.now());
        let at = at.unwrap_or(BootTime::ZERO);
        match row.kind.role {
            Role::Gps | Role::Position | Role::Attitude if !is_in_step => {
                self.places.leave_out(row.trace);
            }
            Role::Gps => self.places.gps(row, at),
            Role::GpsAccuracy => self.places.accuracy(row, at),
            Role::Position => self.places.position(row, at),
            Role::Origin | Role::Command => self.places.home(row, at),
            Role::Attitude => self.places.attitude(row, at),
            Role::Camera | Role::Trigger => self.places.picture(row, at),
            Role::Battery => self.battery(row, at),
            Role::Throttle => self.throttle(row),
            Role::Message => self.message(row, at),
            Role::Parameter => self.parameter(row),
            Role::Version => self.version(row),
            _ => self.state.take(row, at, &mut self.flight),
        }
    }

    fn battery(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let [voltage, current, percent, instance] = row.numbers();
        let [voltage_raw, ..]: [Option<Value<'_>>; 4] = row.values();
        // the oldest logs count hundredths of a volt and of an ampere
        let unit = if matches!(voltage_raw, Some(Value::Single(_) | Value::Double(_))) {
            1.0
        } else {
            100.0
        };
        if instance.unwrap_or_default() != 0.0 {
            return;
        }
        self.flight.power.push(PowerSample {
            at,
            voltage_v: voltage
                .map(|volts| volts / unit)
                .filter(|volts| (0.0..1000.0).contains(volts)),
            current_a: current
                .map(|amperes| amperes / unit)
                .filter(|amperes| (-1000.0..5000.0).contains(amperes)),
            charge: percent
                .filter(|percent| *percent <= 100.0)
                .map(|percent| percent / 100.0),
            throttle: self.throttle,
            trace: row.trace,
        });
    }

    /// Copters write a share, planes per cent, the oldest logs thousandths.
    fn throttle(&mut self, row: &Row<'_, '_>) {
        let [out] = row.numbers();
        self.throttle = match out {
            Some(share) if (0.0..=1.5).contains(&share) => Some(share.min(1.0)),
            Some(percent) if (0.0..=100.0).contains(&percent) => Some(percent / 100.0),
            Some(thousandths) if (0.0..=1000.0).contains(&thousandths) => {
                Some(thousandths / 1000.0)
            }
            _ => None,
        };
    }

    fn message(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let [Some(Value::Text(text))] = row.values() else {
            return;
        };
        let words = String::from_utf8_lossy(text).trim().to_owned();
        if let Some(firmware) = firmware(&words) {
            self.state.vehicle(firmware);
            self.identify(IdentityKind::Firmware, firmware, row);
        } else if let Some((board, serial)) = board(&words) {
            self.identify(IdentityKind::Hardware, board, row);
            self.identify(IdentityKind::FlightControllerSerial, serial, row);
        }
        self.flight.events.push(Event {
            at,
            kind: EventKind::Text { text: words },
            trace: row.trace,
            confidence: row.confidence,
        });
    }

    fn version(&mut self, row: &Row<'_, '_>) {
        if let [Some(Value::Text(text))] = row.values() {
            let words = String::from_utf8_lossy(text).into_owned();
            self.state.vehicle(&words);
            self.identify(IdentityKind::Firmware, &words, row);
        }
    }

    fn parameter(&mut self, row: &Row<'_, '_>) {
        let [name, value] = row.values();
        let (Some(Value::Text(name)), Some(value)) = (name, value.and_then(Value::number)) else {
            return;
        };
        let kind = match name {
            b"SYSID_THISMAV" | b"MAV_SYSID" => IdentityKind::SystemId,
            b"BRD_SERIAL_NUM" if value != 0.0 => IdentityKind::AircraftSerial,
            b"BATT_SERIAL_NUM" | b"BATT2_SERIAL_NUM" if value > 0.0 => IdentityKind::BatterySerial,
            b"STAT_BOOTCNT" => IdentityKind::FlightNumber,
            _ => return,
        };
        self.identify(kind, &format!("{value}"), row);
    }

    fn identify(&mut self, kind: IdentityKind, text: &str, row: &Row<'_, '_>) {
        if let Some(mut identity) = Identity::stated(kind, text.as_bytes(), row.trace) {
            identity.confidence = row.confidence;
            identity.once(&mut self.flight.identities);
        }
    }

    /// The flight; positions that cannot be are defects.
    pub(super) fn into_flight(mut self, defects: &mut Defects) -> Flight {
        for trace in self.places.left_out() {
            let what = "the time of this message leaps away from its neighbours': it was left out";
            defects.add(DefectKind::Implausible, trace.offset, 0, what);
        }
        self.state.name_modes(&mut self.flight.events);
        let offset = utc_offset(&self.places.utc);
        let span = self.running.span();
        self.flight.span = span;
        if let Some((offset, error_s)) = offset {
            let start = span.map_or(BootTime::ZERO, |(first, _)| first);
            self.flight.clock = Clock {
                basis: ClockBasis::Satellites,
                start_utc: Some(offset.of(start)),
                error_s: Some(error_s),
                note: Some("GPS weeks less the leap seconds of the day (IERS, Bulletin C)".into()),
                ..Clock::default()
            };
        }
        self.places
            .finish(&mut self.flight, offset.map(|(offset, _)| offset), defects);
        self.flight
    }
}

/// `ArduCopter V4.3.6 (0c5e999c)`, `APM:Copter V3.4.4-rc1 (65ffe9d7)`: a name, a version, a hash.
fn firmware(words: &str) -> Option<&str> {
    let (name, rest) = words.split_once(" V")?;
    let is_version = rest.starts_with(|letter: char| letter.is_ascii_digit());
    let is_whole = words.ends_with(')') && words.contains(" (");
    (is_version && is_whole && !name.contains(' ')).then_some(words)
}

/// `Pixhawk1 00310019 3138510E 35363631`: a board, and the 96 bits of its processor.
fn board(words: &str) -> Option<(&str, &str)> {
    let (board, serial) = words.split_once(' ')?;
    let parts: Vec<&str> = serial.split(' ').collect();
    let is_part =
        |part: &&str| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_serial = parts.len() == 3 && parts.iter().all(is_part);
    is_serial.then_some((board, serial))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_messages_name_firmware_and_board() {
        assert!(firmware("ArduPlane V4.2.3 (55685c43)").is_some());
        assert!(firmware("APM:Copter V3.4.4-rc1 (65ffe9d7)").is_some());
        assert_eq!(firmware("Param space used: 608/8704"), None);
        assert_eq!(firmware("EKF3 IMU0 Variance (x)"), None);
        let expected = ("Pixhawk1", "00310019 3138510E 35363631");
        assert_eq!(board("Pixhawk1 00310019 3138510E 35363631"), Some(expected));
        assert_eq!(board("ChibiOS: d2030d88"), None);
        assert_eq!(board(""), None);
    }
}
