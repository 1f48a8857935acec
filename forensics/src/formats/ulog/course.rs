//! A flight as it is put together from the messages of a log, in their order.

mod place;
mod state;

use missions::time::BootTime;

use self::place::Places;
use self::state::State;
use super::keyed::{Keyed, Said, release};
use super::role::Role;
use super::topics::Topic;
use crate::defect::{DefectKind, Defects};
use crate::flight::{
    Clock, ClockBasis, Confidence, Event, EventKind, Flight, Identity, IdentityKind, PowerSample,
    Trace,
};
use crate::formats::boot_clock::{Running, utc_offset};
use crate::record::Value;

/// One data message of a known topic.
#[derive(Clone, Copy)]
pub(super) struct Row<'a, 't> {
    pub topic: &'t Topic,
    pub body: &'a [u8],
    pub trace: Trace,
    pub confidence: Confidence,
}

impl<'a> Row<'a, '_> {
    /// Its time, where its topic has one.
    pub(super) fn at_us(&self) -> Option<u64> {
        let time = self.body.first_chunk::<8>()?;
        (self.topic.layout.has_timestamp).then(|| u64::from_le_bytes(*time))
    }

    /// The values that its role asks for.
    fn values<const N: usize>(&self) -> [Option<Value<'a>>; N] {
        self.topic.picked(self.body)
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
    has_battery: bool,
    version: Version,
    ticks: u64,
}

/// What the log says of the program on board.
#[derive(Default)]
struct Version {
    system: Option<String>,
    release: Option<String>,
    hash: Option<String>,
    /// Where its release stands, else the first of the others.
    trace: Option<Trace>,
}

impl Course {
    /// A log that says when it began, microseconds since boot.
    pub(super) fn new(start_us: Option<u64>) -> Self {
        Self {
            running: Running::new(start_us),
            ..Self::default()
        }
    }

    /// Takes a data message.
    pub(super) fn take(&mut self, row: &Row<'_, '_>) {
        let Some(at_us) = row.at_us() else {
            return;
        };
        let is_in_step = self.running.take(at_us);
        if row.topic.role == Role::Other {
            return;
        }
        let at = BootTime::from_micros(at_us);
        match row.topic.role {
            Role::Gps | Role::SecondGps | Role::Global | Role::Attitude if !is_in_step => {
                self.places.leave_out(row.trace);
            }
            Role::Gps | Role::SecondGps => self.places.gps(row, at),
            Role::Global => self.places.global(row, at),
            Role::Attitude => self.places.attitude(row, at),
            Role::Home => self.places.home(row, at),
            Role::Capture | Role::Trigger => self.picture(row, at),
            Role::FollowTarget | Role::RemoteIdSystem => self.places.operator(row, at),
            Role::Battery => self.battery(row, at),
            Role::BatteryInfo => {
                let [serial] = row.values();
                self.battery_serial(serial, row.trace);
            }
            Role::Thrust => self.thrust(row, at),
            Role::Status | Role::Land | Role::Command | Role::Gripper | Role::Device => {
                self.state.take(row, at, &mut self.flight);
            }
            Role::Other => {}
        }
    }

    /// Takes a text of the program on board.
    pub(super) fn say(&mut self, said: Said<'_>, trace: Trace) {
        let text = String::from_utf8_lossy(said.text).trim().to_owned();
        self.flight.events.push(Event {
            at: BootTime::from_micros(said.at_us),
            kind: EventKind::Text { text },
            trace,
            confidence: Confidence::Stated,
        });
    }

    /// Takes information on the system.
    pub(super) fn inform(&mut self, keyed: Keyed<'_>, trace: Trace) {
        let text = match keyed.value {
            Value::Text(text) => text,
            _ => b"",
        };
        let words = || Some(String::from_utf8_lossy(text).trim().to_owned());
        match keyed.name {
            "sys_uuid" => self.identify(IdentityKind::FlightControllerSerial, text, trace),
            "ver_hw" => self.identify(IdentityKind::Hardware, text, trace),
            "sys_name" => {
                self.version.system = words();
                self.version.trace.get_or_insert(trace);
            }
            "ver_sw" => {
                self.version.hash = words();
                self.version.trace.get_or_insert(trace);
            }
            "ver_sw_release" => {
                let packed = keyed.value.number().unwrap_or_default();
                self.version.release = Some(release(packed as u32));
                self.version.trace = Some(trace);
            }
            "time_ref_utc" => self.zone(keyed.value),
            _ => {}
        }
    }

    /// Takes a parameter.
    pub(super) fn set(&mut self, keyed: Keyed<'_>, trace: Trace) {
        let kind = match keyed.name {
            "MAV_SYS_ID" => IdentityKind::SystemId,
            "COM_FLIGHT_UUID" => IdentityKind::FlightNumber,
            _ => return,
        };
        if let Value::Signed(number) = keyed.value {
            self.identify(kind, number.to_string().as_bytes(), trace);
        }
    }

    fn identify(&mut self, kind: IdentityKind, text: &[u8], trace: Trace) {
        if let Some(identity) = Identity::stated(kind, text, trace) {
            identity.once(&mut self.flight.identities);
        }
    }

    /// A zone that the aircraft's owner set for the names of its logs.
    fn zone(&mut self, value: Value<'_>) {
        let minutes = value.number().unwrap_or_default() / 60.0;
        if minutes != 0.0 {
            let note = format!("the owner had set a zone of {minutes} min east of UTC");
            self.flight.clock.note = Some(note);
        }
    }

    fn battery(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let [voltage_v, current_a, remaining, _, connected] = row.numbers();
        if row.topic.instance == 0 && connected != Some(0.0) {
            self.has_battery = true;
            self.flight.power.push(PowerSample {
                at,
                voltage_v: voltage_v.filter(|volts| (0.0..1000.0).contains(volts)),
                current_a: current_a
                    .filter(|amperes| (-1000.0..5000.0).contains(amperes) && *amperes != -1.0),
                charge: remaining.filter(|charge| (0.0..=1.0).contains(charge)),
                throttle: self.throttle,
                trace: row.trace,
            });
        }
        let [_, _, _, serial, _]: [Option<Value<'_>>; 5] = row.values();
        self.battery_serial(serial, row.trace);
    }

    /// A number in older logs, text in newer ones.
    fn battery_serial(&mut self, serial: Option<Value<'_>>, trace: Trace) {
        match serial {
            Some(Value::Text(text)) => self.identify(IdentityKind::BatterySerial, text, trace),
            Some(Value::Unsigned(number)) if number > 0 => {
                let text = number.to_string();
                self.identify(IdentityKind::BatterySerial, text.as_bytes(), trace);
            }
            _ => {}
        }
    }

    /// The thrust that is asked for: straight up in the newer topic, a throttle in the older one;
    /// an aircraft with wings pulls forwards.
    fn thrust(&mut self, row: &Row<'_, '_>, at: BootTime) {
        let [up, forward] = row.numbers();
        let larger = [up, forward]
            .into_iter()
            .flatten()
            .map(f64::abs)
            .reduce(f64::max);
        self.throttle = larger.filter(|share| (0.0..=1.0).contains(share));
        self.ticks = self.ticks.saturating_add(1);
        if !self.has_battery && self.ticks.is_multiple_of(16) {
            self.flight.power.push(PowerSample {
                at,
                throttle: self.throttle,
                trace: row.trace,
                ..PowerSample::default()
            });
        }
    }

    fn picture(&mut self, row: &Row<'_, '_>, at: BootTime) {
        if let Some(media) = self.places.picture(row, at) {
            self.flight.media.push(media);
            self.flight.events.push(Event {
                at,
                kind: EventKind::Photo,
                trace: row.trace,
                confidence: row.confidence,
            });
        }
    }

    /// The flight; positions that cannot be are defects.
    pub(super) fn into_flight(mut self, defects: &mut Defects) -> Flight {
        for trace in self.places.left_out() {
            let what = "the time of this message leaps away from its neighbours': it was left out";
            defects.add(DefectKind::Implausible, trace.offset, 0, what);
        }
        self.version_identity();
        let offset = utc_offset(&self.places.utc);
        let span = self.running.span();
        self.flight.span = span;
        if let Some((offset, error_s)) = offset {
            let start = span.map_or(BootTime::ZERO, |(first, _)| first);
            self.flight.clock = Clock {
                basis: ClockBasis::Satellites,
                start_utc: Some(offset.of(start)),
                error_s: Some(error_s),
                note: self.flight.clock.note.take(),
                ..Clock::default()
            };
        }
        self.note_leaps();
        self.places
            .finish(&mut self.flight, offset.map(|(offset, _)| offset), defects);
        self.flight
    }

    /// Stamps of a topic far ahead of all others are old news from before, or damage.
    fn note_leaps(&mut self) {
        let leaps = self.running.leaps();
        if leaps > 0 {
            let said = self.flight.clock.note.take().map(|note| note + "; ");
            let said = said.unwrap_or_default();
            let note = format!(
                "{said}{leaps} messages bear a time far ahead of all others and do not count in the log's length"
            );
            self.flight.clock.note = Some(note);
        }
    }

    fn version_identity(&mut self) {
        let version = std::mem::take(&mut self.version);
        let hash = version.hash.map(|hash| format!("git {hash}"));
        let parts: Vec<String> = [version.system, version.release, hash]
            .into_iter()
            .flatten()
            .collect();
        self.identify(
            IdentityKind::Firmware,
            parts.join(" ").as_bytes(),
            version.trace.unwrap_or_default(),
        );
    }
}
