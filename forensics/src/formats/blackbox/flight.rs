//! A flight out of the frames of one log.

use missions::geodesy::Position;
use missions::telemetry::Sample;
use missions::time::{BootTime, UtcTime};

use super::definition::{Definition, Definitions};
use super::event::Event;
use super::frames::{Frame, Kind};
use super::header::Header;
use super::modes::Firmware;
use crate::flight::{
    Clock, ClockBasis, Confidence, Event as Happened, EventKind, Fix, Flight, Home, Identity,
    IdentityKind, PowerSample, Trace, somewhere,
};

/// Power is kept once in so many µs: the loop logs thousands of times a second.
const POWER_US: u64 = 100_000;
/// 2010-01-01, µs since 1970: a clock before that was never set.
const YEAR_2010_US: i64 = 1_262_304_000_000_000;

/// The header's lines that name something.
const NAMES: [(&str, IdentityKind); 7] = [
    ("Craft name", IdentityKind::CraftName),
    ("Pilot name", IdentityKind::PilotName),
    ("Firmware revision", IdentityKind::Firmware),
    ("Board information", IdentityKind::Hardware),
    ("DeviceUID", IdentityKind::FlightControllerSerial),
    ("Device UID", IdentityKind::FlightControllerSerial),
    ("MCU UID", IdentityKind::FlightControllerSerial),
];

/// A flight as it is put together frame by frame.
#[derive(Debug)]
pub(super) struct Course {
    flight: Flight,
    places: Places,
    firmware: Firmware,
    motors: (f64, f64),
    start_utc: Option<UtcTime>,
    /// The last main frame's time, with the times that its 32 bits went round.
    now_us: u64,
    baro_m: Option<f64>,
    power_us: Option<u64>,
    has_home: bool,
    failsafe: i32,
    modes: Option<u32>,
}

/// Where the fields are that matter.
#[derive(Debug, Default)]
struct Places {
    time: Option<usize>,
    voltage: Option<usize>,
    current: Option<usize>,
    baro: Option<usize>,
    throttle: Option<usize>,
    motors: Vec<usize>,
    gps: Gps,
    failsafe: Option<usize>,
    modes: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Gps {
    time: Option<usize>,
    latitude: Option<usize>,
    satellites: Option<usize>,
    altitude: Option<usize>,
    accuracy: Option<usize>,
    fix_type: Option<usize>,
}

impl Places {
    fn of(definitions: &Definitions<'_>) -> Self {
        let main = |name: &str| definitions.intra.index(name);
        let slow = |name: &str| definitions.slow.as_ref()?.index(name);
        Self {
            time: main("time"),
            voltage: main("vbatLatest").or_else(|| main("vbat")),
            current: main("amperageLatest").or_else(|| main("amperage")),
            baro: main("baroAlt").or_else(|| main("BaroAlt")),
            throttle: main("rcCommand[3]"),
            motors: (0..8)
                .filter_map(|n| main(&format!("motor[{n}]")))
                .collect(),
            gps: definitions.gps.as_ref().map_or_else(Gps::default, Gps::of),
            failsafe: slow("failsafePhase"),
            modes: slow("flightModeFlags"),
        }
    }
}

impl Gps {
    fn of(gps: &Definition<'_>) -> Self {
        Self {
            time: gps.index("time"),
            latitude: gps.index("GPS_coord[0]"),
            satellites: gps.index("GPS_numSat"),
            altitude: gps.index("GPS_altitude"),
            accuracy: gps.index("GPS_eph"),
            fix_type: gps.index("GPS_fixType"),
        }
    }
}

impl Course {
    pub(super) fn new(header: &Header<'_>, definitions: &Definitions<'_>, record: u64) -> Self {
        let mut flight = Flight::default();
        for (key, kind) in NAMES {
            let line = header.line(key);
            let trace = header.trace(key, record);
            flight
                .identities
                .extend(line.and_then(|line| Identity::stated(kind, line.value, trace)));
        }
        let start_utc: Option<UtcTime> = header
            .text("Log start datetime")
            .and_then(|text| text.parse().ok())
            .filter(|utc: &UtcTime| utc.as_micros() > YEAR_2010_US);
        flight.clock = clock(start_utc);
        let range = header.numbers("motorOutput").unwrap_or_default();
        let range = |at: usize, other: f64| range.get(at).map_or(other, |end| f64::from(*end));
        Self {
            flight,
            places: Places::of(definitions),
            firmware: Firmware::named(&header.text("Firmware revision").unwrap_or_default()),
            motors: (range(0, 1000.0), range(1, 2000.0)),
            start_utc,
            now_us: 0,
            baro_m: None,
            power_us: None,
            has_home: false,
            failsafe: 0,
            modes: None,
        }
    }

    pub(super) fn take(&mut self, frame: &Frame<'_, '_>, record: u64) {
        let trace = Trace::new(frame.offset, record);
        match (frame.kind, frame.event) {
            (Kind::Main, _) => self.main(frame.fields, trace),
            (Kind::Gps, _) => self.gps(frame.fields, trace),
            (Kind::Home, _) => self.home(frame.fields, trace),
            (Kind::Slow, _) => self.slow(frame.fields, trace),
            (Kind::Event, Some(event)) => self.happened(event, trace),
            (Kind::Event, None) => {}
        }
    }

    pub(super) fn into_flight(self) -> Flight {
        self.flight
    }

    fn now(&self) -> BootTime {
        BootTime::from_micros(self.now_us)
    }

    /// The log begins when it is armed, and its start is said for that instant.
    fn utc(&self, at: BootTime) -> Option<UtcTime> {
        let (first, _) = self.flight.span?;
        self.start_utc.map(|start| start + at.since(first))
    }

    fn main(&mut self, fields: &[i32], trace: Trace) {
        let field = |at: Option<usize>| at.and_then(|at| fields.get(at)).copied();
        let time = field(self.places.time).unwrap_or_default().cast_unsigned();
        let passed = time.wrapping_sub(self.now_us as u32);
        self.now_us = match self.flight.span {
            None => u64::from(time),
            Some(_) => self.now_us.saturating_add(u64::from(passed)),
        };
        let now = self.now();
        let first = self.flight.span.map_or(now, |(first, _)| first);
        self.flight.span = Some((first, now));
        self.baro_m = field(self.places.baro).map(|cm| f64::from(cm) / 100.0);
        if self
            .power_us
            .is_none_or(|last| self.now_us.saturating_sub(last) >= POWER_US)
        {
            self.power_us = Some(self.now_us);
            self.power(fields, trace);
        }
    }

    fn power(&mut self, fields: &[i32], trace: Trace) {
        let field = |at: Option<usize>| at.and_then(|at| fields.get(at)).copied();
        let hundredths = |at: Option<usize>| field(at).map(|raw| f64::from(raw) / 100.0);
        let (least, most) = self.motors;
        let motors = self.places.motors.iter().filter_map(|at| fields.get(*at));
        let sum: f64 = motors.map(|motor| f64::from(*motor)).sum();
        let mean = sum / self.places.motors.len() as f64;
        let stick = field(self.places.throttle).map(|us| (f64::from(us) - 1000.0) / 1000.0);
        let has_motors = mean.is_finite() && most > least;
        let throttle = if has_motors {
            Some((mean - least) / (most - least))
        } else {
            stick
        };
        self.flight.power.push(PowerSample {
            at: self.now(),
            voltage_v: hundredths(self.places.voltage),
            current_a: hundredths(self.places.current),
            charge: None,
            throttle: throttle.map(|share| share.clamp(0.0, 1.0)),
            trace,
        });
    }

    fn gps(&mut self, fields: &[i32], trace: Trace) {
        let gps = self.places.gps;
        let field = |at: Option<usize>| at.and_then(|at| fields.get(at)).copied();
        let longitude = gps.latitude.map(|at| at.saturating_add(1));
        let pair = field(gps.latitude).zip(field(longitude));
        let Some(position) = pair.and_then(|(lat, lon)| place(lat, lon)) else {
            return;
        };
        // A difference to a home that was never said is no place; INAV says when there is no fix.
        if !self.has_home || field(gps.fix_type) == Some(0) {
            return;
        }
        let time = field(gps.time).map(i32::cast_unsigned);
        let later = time.map_or(0, |time| time.wrapping_sub(self.now_us as u32));
        // Nearly always the main frame's time, and never far from it.
        let later = if later < 10_000_000 { later } else { 0 };
        let at = BootTime::from_micros(self.now_us.saturating_add(u64::from(later)));
        let scale = if self.firmware == Firmware::Inav {
            1.0
        } else {
            0.1
        };
        self.flight.fixes.push(Fix {
            sample: Sample {
                time: at,
                utc: self.utc(at),
                position,
                height_above_sea_m: field(gps.altitude).map(|raw| f64::from(raw) * scale),
                height_above_home_m: self.baro_m,
                velocity_ned_m_s: None,
                attitude: None,
            },
            satellites: field(gps.satellites).and_then(|count| u8::try_from(count).ok()),
            accuracy_m: field(gps.accuracy).map(|cm| f64::from(cm) / 100.0),
            trace,
            confidence: Confidence::Stated,
        });
    }

    fn home(&mut self, fields: &[i32], trace: Trace) {
        let [latitude, longitude, ..] = *fields else {
            return;
        };
        let Some(position) = place(latitude, longitude) else {
            return;
        };
        self.has_home = true;
        if self
            .flight
            .homes
            .last()
            .is_none_or(|home| home.position != position)
        {
            self.flight.homes.push(Home {
                at: self.flight.span.map(|(_, now)| now),
                position,
                trace,
                confidence: Confidence::Stated,
            });
        }
    }

    fn slow(&mut self, fields: &[i32], trace: Trace) {
        let field = |at: Option<usize>| at.and_then(|at| fields.get(at)).copied();
        let phase = field(self.places.failsafe).unwrap_or_default();
        if phase != 0 && phase != self.failsafe {
            let what = self.firmware.failsafe(phase);
            self.event(EventKind::Failsafe { what }, trace);
        }
        self.failsafe = phase;
        if let Some(modes) = field(self.places.modes) {
            self.switched(modes.cast_unsigned(), trace);
        }
    }

    fn switched(&mut self, modes: u32, trace: Trace) {
        let before = self
            .modes
            .replace(modes)
            .map(|modes| self.firmware.modes(modes));
        let mode = self.firmware.modes(modes);
        if before.as_ref() != Some(&mode) {
            self.event(EventKind::Mode { mode }, trace);
        }
    }

    fn happened(&mut self, event: Event, trace: Trace) {
        match event {
            Event::Beep(_) => self.event(EventKind::Armed, trace),
            Event::Disarm(reason) => {
                self.event(EventKind::Disarmed, trace);
                let text = format!("disarmed for reason {reason}");
                self.event(EventKind::Text { text }, trace);
            }
            Event::Modes(modes) => self.switched(modes, trace),
            Event::SensorFailure(number) => {
                let what = format!("inertial sensors failed ({number})");
                self.event(EventKind::Failsafe { what }, trace);
            }
            Event::Adjustment | Event::Resume { .. } | Event::End => {}
        }
    }

    fn event(&mut self, kind: EventKind, trace: Trace) {
        self.flight.events.push(Happened {
            at: self.now(),
            kind,
            trace,
            confidence: Confidence::Stated,
        });
    }
}

fn clock(start_utc: Option<UtcTime>) -> Clock {
    let note = match start_utc {
        Some(_) => {
            "the flight controller's clock, set by satellites, by its radio or by a computer"
        }
        None => {
            "the flight controller's clock was never set: only the time since it was powered is known"
        }
    };
    Clock {
        basis: if start_utc.is_some() {
            ClockBasis::Aircraft
        } else {
            ClockBasis::None
        },
        start_utc,
        note: Some(note.into()),
        ..Clock::default()
    }
}

fn place(latitude_e7: i32, longitude_e7: i32) -> Option<Position> {
    somewhere(f64::from(latitude_e7) / 1e7, f64::from(longitude_e7) / 1e7)
}
