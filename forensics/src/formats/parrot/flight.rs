//! Rows as a flight, by the names of their columns.

use missions::geodesy::Position;
use missions::telemetry::{Attitude, Sample};
use missions::time::{BootTime, UtcTime};

use super::Dialect;
use super::json::{Cell, Row, inside, scalar};
use crate::flight::{
    Clock, ClockBasis, Confidence, Event, EventKind, Fix, Flight, Identity, IdentityKind,
    OperatorPosition, OperatorSource, PowerSample, Trace, somewhere,
};
use crate::formats::Reading;

/// A flight as it is put together row by row.
pub(super) struct Course {
    dialect: Dialect,
    columns: Columns,
    flight: Flight,
    state: Option<i64>,
    alert: Option<i64>,
}

/// At which place of a row each value stands.
struct Columns {
    time: Option<usize>,
    place: [Option<usize>; 2],
    controller: [Option<usize>; 2],
    altitude: Option<usize>,
    speed: [Option<usize>; 3],
    angles: [Option<usize>; 3],
    satellites: Option<usize>,
    accuracy: Option<usize>,
    charge: Option<usize>,
    voltage: Option<usize>,
    current: Option<usize>,
    state: Option<usize>,
    alert: Option<usize>,
}

impl Columns {
    fn of(names: &[&str]) -> Self {
        let at = |wanted: &[&str]| names.iter().position(|name| wanted.contains(name));
        Self {
            time: at(&["time", "timestamp"]),
            place: [
                at(&["product_gps_latitude", "gps_lat"]),
                at(&["product_gps_longitude", "gps_lon"]),
            ],
            controller: [
                at(&["controller_gps_latitude"]),
                at(&["controller_gps_longitude"]),
            ],
            altitude: at(&["altitude", "gps_altitude"]),
            speed: [at(&["speed_vx"]), at(&["speed_vy"]), at(&["speed_vz"])],
            angles: [at(&["angle_phi"]), at(&["angle_theta"]), at(&["angle_psi"])],
            satellites: at(&["product_gps_sv_number"]),
            accuracy: at(&["product_gps_position_error"]),
            charge: at(&["battery_level", "battery_percent"]),
            voltage: at(&["battery_voltage"]),
            current: at(&["battery_current"]),
            state: at(&["flying_state"]),
            alert: at(&["alert_state"]),
        }
    }
}

fn number(row: &Row<'_>, column: Option<usize>) -> Option<f64> {
    row.cells.get(column?).copied().and_then(Cell::number)
}

fn numbers<const N: usize>(row: &Row<'_>, columns: [Option<usize>; N]) -> Option<[f64; N]> {
    let mut numbers = [0.0; N];
    for (number, column) in numbers.iter_mut().zip(columns) {
        *number = self::number(row, column)?;
    }
    Some(numbers)
}

fn place(row: &Row<'_>, columns: [Option<usize>; 2]) -> Option<Position> {
    let [latitude_deg, longitude_deg] = numbers(row, columns)?;
    somewhere(latitude_deg, longitude_deg)
}

impl Course {
    /// What the head of a file says, before the first row.
    pub(super) fn new(
        bytes: &[u8],
        dialect: Dialect,
        columns: &[&str],
        reading: &mut Reading,
    ) -> Self {
        let (date, version) = match dialect {
            Dialect::Pud => ("date", scalar(bytes, "version")),
            Dialect::Gutma => ("logging_start_dtg", None),
        };
        let version = version.and_then(|(cell, _)| match cell {
            Cell::Text(text) => Some(text.to_owned()),
            _ => None,
        });
        reading.version = version.or_else(|| match dialect {
            Dialect::Pud => Some("PUD".into()),
            Dialect::Gutma => Some("GUTMA".into()),
        });
        let start_utc = scalar(bytes, date).and_then(|(cell, _)| match cell {
            Cell::Text(text) => instant(text),
            _ => None,
        });
        let identities = match dialect {
            Dialect::Pud => pud_identities(bytes),
            Dialect::Gutma => gutma_identities(bytes),
        };
        let note = "the time of the start is that of the telephone or tablet that flew it";
        Self {
            dialect,
            columns: Columns::of(columns),
            flight: Flight {
                clock: Clock {
                    basis: start_utc.map_or(ClockBasis::None, |_| ClockBasis::Device),
                    start_utc,
                    note: start_utc.map(|_| note.into()),
                    ..Clock::default()
                },
                identities,
                ..Flight::default()
            },
            state: None,
            alert: None,
        }
    }

    pub(super) fn take(&mut self, row: &Row<'_>, record: u64) {
        let trace = Trace::new(row.offset, record);
        let Some(time) = number(row, self.columns.time) else {
            return;
        };
        let at = match self.dialect {
            Dialect::Pud => BootTime::from_secs_f64(time / 1000.0),
            Dialect::Gutma => BootTime::from_secs_f64(time),
        };
        let (first, last) = self.flight.span.unwrap_or((at, at));
        self.flight.span = Some((first, last.max(at)));
        self.position(row, at, trace);
        self.controller(row, at, trace);
        self.power(row, at, trace);
        self.state(row, at, trace);
    }

    fn utc(&self, at: BootTime) -> Option<UtcTime> {
        let since_start = match self.dialect {
            // Its clock counts from some seconds before the start; the first row is the start.
            Dialect::Pud => at.since(self.flight.span?.0),
            Dialect::Gutma => at.since(BootTime::ZERO),
        };
        self.flight.clock.start_utc.map(|start| start + since_start)
    }

    fn position(&mut self, row: &Row<'_>, at: BootTime, trace: Trace) {
        let Some(position) = place(row, self.columns.place) else {
            return;
        };
        let altitude = number(row, self.columns.altitude);
        let (height_above_sea_m, height_above_home_m) = match self.dialect {
            Dialect::Pud => (None, altitude.map(|millimetres| millimetres / 1000.0)),
            Dialect::Gutma => (altitude, None),
        };
        let attitude = numbers(row, self.columns.angles);
        let satellites = number(row, self.columns.satellites);
        self.flight.fixes.push(Fix {
            sample: Sample {
                time: at,
                utc: self.utc(at),
                position,
                height_above_sea_m,
                height_above_home_m,
                velocity_ned_m_s: numbers(row, self.columns.speed),
                attitude: attitude.map(|[roll, pitch, yaw]| {
                    let degrees = [roll, pitch, yaw].map(f64::to_degrees);
                    Attitude::from_degrees(degrees[0], degrees[1], degrees[2])
                }),
            },
            satellites: satellites
                .filter(|count| (0.0..=255.0).contains(count))
                .map(|n| n as u8),
            accuracy_m: number(row, self.columns.accuracy).filter(|error| *error > 0.0),
            trace,
            confidence: Confidence::Stated,
        });
    }

    /// Where the telephone or tablet was.
    fn controller(&mut self, row: &Row<'_>, at: BootTime, trace: Trace) {
        let Some(position) = place(row, self.columns.controller) else {
            return;
        };
        let is_new = |last: &OperatorPosition| last.position != position;
        if self.flight.operators.last().is_none_or(is_new) {
            self.flight.operators.push(OperatorPosition {
                at: Some(at),
                utc: self.utc(at),
                position,
                accuracy_m: None,
                source: OperatorSource::App,
                trace,
                confidence: Confidence::Stated,
            });
        }
    }

    fn power(&mut self, row: &Row<'_>, at: BootTime, trace: Trace) {
        // −1 is "not known" in GUTMA.
        let known = |column| number(row, column).filter(|value| *value >= 0.0);
        let sample = PowerSample {
            at,
            voltage_v: known(self.columns.voltage),
            current_a: known(self.columns.current),
            charge: known(self.columns.charge).map(|percent| (percent / 100.0).min(1.0)),
            throttle: None,
            trace,
        };
        if sample.voltage_v.is_some() || sample.current_a.is_some() || sample.charge.is_some() {
            self.flight.power.push(sample);
        }
    }

    fn state(&mut self, row: &Row<'_>, at: BootTime, trace: Trace) {
        let state = number(row, self.columns.state).map(|state| state as i64);
        if state != self.state {
            let kind = match (self.state, state) {
                (_, Some(1)) => Some(EventKind::TakeOff),
                (Some(_), Some(0)) => Some(EventKind::Landed),
                (_, Some(5)) => Some(EventKind::Failsafe {
                    what: "emergency".into(),
                }),
                _ => None,
            };
            self.event(kind, at, trace);
            self.state = state;
        }
        let alert = number(row, self.columns.alert).map(|alert| alert as i64);
        if alert != self.alert {
            let what = alert.and_then(alert_name);
            self.event(
                what.map(|what| EventKind::Failsafe { what: what.into() }),
                at,
                trace,
            );
            self.alert = alert;
        }
    }

    fn event(&mut self, kind: Option<EventKind>, at: BootTime, trace: Trace) {
        self.flight.events.extend(kind.map(|kind| Event {
            at,
            kind,
            trace,
            confidence: Confidence::Stated,
        }));
    }

    /// The flight, with the events that GUTMA lists by themselves.
    pub(super) fn into_flight(mut self, bytes: &[u8]) -> Flight {
        if self.dialect == Dialect::Gutma {
            self.listed_events(bytes);
        }
        self.flight
    }

    fn listed_events(&mut self, bytes: &[u8]) {
        let Some((mut rest, mut at)) = inside(bytes, "events") else {
            return;
        };
        while let Some((Cell::Text(info), step)) = scalar(rest, "event_info") {
            let next = step.saturating_add(info.len());
            let (tail, _) = rest
                .split_at_checked(next)
                .map_or((rest, rest), |(a, b)| (b, a));
            // The time stands beside it, before or behind: look in the object only.
            let object = object_about(rest, step);
            let time = scalar(object, "event_timestamp").and_then(|(cell, _)| cell.number());
            let trace = Trace::new(at.saturating_add(step) as u64, 0);
            if let Some(time) = time {
                self.event(Some(listed(info)), BootTime::from_secs_f64(time), trace);
            }
            at = at.saturating_add(next);
            rest = tail;
        }
    }
}

/// The braces about a byte; the closing one is not looked for farther than any object goes.
fn object_about(bytes: &[u8], at: usize) -> &[u8] {
    let (before, behind) = bytes.split_at_checked(at).unwrap_or((bytes, &[]));
    let behind = behind.get(..4096).unwrap_or(behind);
    let from = before.iter().rposition(|byte| *byte == b'{').unwrap_or(0);
    let length = behind
        .iter()
        .position(|byte| *byte == b'}')
        .unwrap_or(behind.len());
    bytes
        .get(from..at.saturating_add(length))
        .unwrap_or_default()
}

fn listed(info: &str) -> EventKind {
    match info
        .to_ascii_uppercase()
        .replace(['-', '_', ' '], "")
        .as_str()
    {
        "TAKEOFF" | "TOF" | "TAKINGOFF" => EventKind::TakeOff,
        "LANDED" | "LANDING" | "LDG" => EventKind::Landed,
        _ => EventKind::Text {
            text: info.to_owned(),
        },
    }
}

/// Source: ARSDK, `ARDrone3.PilotingState.AlertStateChanged`.
const fn alert_name(alert: i64) -> Option<&'static str> {
    Some(match alert {
        1 => "user emergency",
        2 => "motors cut out",
        3 => "battery critical",
        4 => "battery low",
        5 => "too much tilt",
        _ => return None,
    })
}

/// `2015-10-24T175916+0000`, or RFC 3339.
fn instant(text: &str) -> Option<UtcTime> {
    if let Ok(utc) = text.parse() {
        return Some(utc);
    }
    let (date, rest) = text.split_once('T')?;
    let (clock, offset) = rest.split_at_checked(6)?;
    let pairs = |digits: &str, count: usize| -> Option<Vec<String>> {
        let is_digits = digits.len() == count.checked_mul(2)?
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        let pair = |at: usize| {
            digits
                .get(at.checked_mul(2)?..)?
                .get(..2)
                .map(str::to_owned)
        };
        is_digits.then(|| (0..count).filter_map(pair).collect())
    };
    let clock = pairs(clock, 3)?.join(":");
    let (sign, offset) = offset.split_at_checked(1)?;
    let offset = pairs(offset, 2)?.join(":");
    format!("{date}T{clock}{sign}{offset}").parse().ok()
}

fn stated(bytes: &[u8], base: usize, key: &str, kind: IdentityKind) -> Option<Identity> {
    let (cell, at) = scalar(bytes, key)?;
    let trace = Trace::new(base.saturating_add(at) as u64, 0);
    match cell {
        Cell::Text(text) => Identity::stated(kind, text.as_bytes(), trace),
        _ => None,
    }
}

fn pud_identities(bytes: &[u8]) -> Vec<Identity> {
    let of = [
        ("product_name", IdentityKind::Product),
        ("serial_number", IdentityKind::AircraftSerial),
        ("software_version", IdentityKind::Firmware),
        ("hardware_version", IdentityKind::Hardware),
        ("controller_model", IdentityKind::Device),
        ("controller_application", IdentityKind::App),
        ("uuid", IdentityKind::FlightNumber),
    ];
    of.iter()
        .filter_map(|(key, kind)| stated(bytes, 0, key, *kind))
        .collect()
}

fn gutma_identities(bytes: &[u8]) -> Vec<Identity> {
    use IdentityKind::{
        AircraftName, AircraftSerial, App, BatterySerial, CameraSerial, Firmware, FlightNumber,
        Hardware, Maker, Product, RemoteSerial,
    };
    let parts: [(&str, &[(&str, IdentityKind)]); 5] = [
        (
            "aircraft",
            &[
                ("manufacturer", Maker),
                ("model", Product),
                ("name", AircraftName),
                ("serial_number", AircraftSerial),
                ("firmware_version", Firmware),
                ("hardware_version", Hardware),
            ],
        ),
        ("gcs", &[("model", App), ("serial_number", RemoteSerial)]),
        ("payload", &[("serial_number", CameraSerial)]),
        ("battery", &[("serial_number", BatterySerial)]),
        ("flight_data", &[("flight_id", FlightNumber)]),
    ];
    let mut identities = Vec::new();
    for (part, keys) in parts {
        if let Some((object, base)) = inside(bytes, part) {
            let of = |(key, kind): &(&str, IdentityKind)| stated(object, base, key, *kind);
            identities.extend(keys.iter().filter_map(of));
        }
    }
    identities
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_a_pud_is_read_with_its_zone() {
        let check = |text: &str, expected: Option<&str>| {
            let read = instant(text).map(|utc| utc.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("2015-10-24T175916+0000", Some("2015-10-24T17:59:16.000Z"));
        check("2015-10-24T175916-0330", Some("2015-10-24T21:29:16.000Z"));
        check("2017-05-16T13:19:25.250Z", Some("2017-05-16T13:19:25.250Z"));
        check("2015-10-24T1759", None);
        check("2015-10-24T\u{e9}75916+0000", None);
        check("", None);
    }
}
