//! One system of a MAVLink network, and what it says of its flight.

use super::Said;
use super::identity;
use super::mode;
use super::payload::{
    BatteryStatus, CommandInt, CommandLong, ExtendedSysState, FenceStatus, Heartbeat, StatusText,
    SysStatus, SystemTime, VfrHud,
};
use super::words::Words;
use crate::flight::{Event, EventKind, Fix, Flight, PowerSample};

/// MAV_AUTOPILOT_INVALID: a component that flies nothing.
const NO_AUTOPILOT: u8 = 8;
/// MAV_TYPE_GCS.
const GROUND_STATION: u8 = 6;
/// MAV_MODE_FLAG_SAFETY_ARMED.
const ARMED: u8 = 0x80;
/// 2010-01-01, µs since 1970: a vehicle's clock before that was never set.
const YEAR_2010_US: i64 = 1_262_304_000_000_000;

/// One system.
#[derive(Debug)]
pub(super) struct System {
    pub number: u8,
    /// What it says.
    pub flight: Flight,
    /// How its own UTC stands against the log's.
    pub offset: Option<Offset>,
    pub(super) state: State,
    words: Words,
    role: Role,
}

/// What was said last.
#[derive(Debug, Default)]
pub(super) struct State {
    heartbeat: Option<(bool, u32, u8)>,
    landed: Option<bool>,
    is_breached: bool,
    throttle: Option<f64>,
    pub attitude: Option<missions::telemetry::Attitude>,
    pub satellites: Option<u8>,
    pub accuracy_m: Option<f64>,
    /// Whether the autopilot gave a position of its own: the receiver's are left out from then on.
    pub has_filtered: bool,
}

/// What a system is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Role {
    /// Its heartbeat is an autopilot's.
    flies: bool,
    /// Its heartbeat is a ground station's.
    commands: bool,
    /// It says what only vehicles say.
    is_placed: bool,
}

impl System {
    /// A system as its first message shows it.
    pub(super) fn new(said: &Said<'_>) -> Self {
        Self {
            number: said.system,
            flight: Flight {
                identities: vec![identity::system(said)],
                ..Flight::default()
            },
            offset: None,
            state: State::default(),
            words: Words::default(),
            role: Role::default(),
        }
    }

    /// Whether it flies: by its heartbeat; without one (they were lost), by its positions.
    pub(super) const fn is_vehicle(&self) -> bool {
        self.role.flies || self.role.is_placed && !self.role.commands
    }

    /// Takes in one message of this system.
    pub(super) fn take(&mut self, said: &Said<'_>) {
        let payload = said.payload;
        match said.id {
            Heartbeat::ID => self.heartbeat(Heartbeat::of(payload), said),
            SysStatus::ID => self.sys_status(SysStatus::of(payload), said),
            SystemTime::ID => self.system_time(SystemTime::of(payload), said),
            VfrHud::ID => {
                let percent = f64::from(VfrHud::of(payload).throttle);
                self.state.throttle = (percent <= 100.0).then_some(percent / 100.0);
                self.power(said, PowerSample::default());
            }
            CommandInt::ID => {
                let command = CommandInt::of(payload);
                self.order(command.command, [command.param1, command.param2], said);
            }
            CommandLong::ID => {
                let command = CommandLong::of(payload);
                self.order(command.command, [command.param1, command.param2], said);
            }
            BatteryStatus::ID => self.battery(BatteryStatus::of(payload), said),
            FenceStatus::ID => self.fence(FenceStatus::of(payload), said),
            ExtendedSysState::ID => self.landed(ExtendedSysState::of(payload), said),
            StatusText::ID => {
                for text in self.words.take(said) {
                    self.text(&text, said);
                }
            }
            _ => self.place(said),
        }
    }

    pub(super) fn event(&mut self, kind: EventKind, said: &Said<'_>) {
        self.flight.events.push(Event {
            at: said.instant.at,
            kind,
            trace: said.trace,
            confidence: said.confidence,
        });
    }

    pub(super) const fn is_placed(&mut self) {
        self.role.is_placed = true;
    }

    fn heartbeat(&mut self, m: Heartbeat, said: &Said<'_>) {
        self.role.commands |= m.r#type == GROUND_STATION;
        if m.autopilot == NO_AUTOPILOT || m.r#type == GROUND_STATION {
            return;
        }
        self.role.flies = true;
        let now = (m.base_mode & ARMED != 0, m.custom_mode, m.system_status);
        let before = self.state.heartbeat.replace(now);
        let (armed, custom_mode, status) = now;
        if before.is_none_or(|(_, before, _)| before != custom_mode) {
            let mode = mode::name(m.autopilot, m.r#type, custom_mode);
            self.event(EventKind::Mode { mode }, said);
        }
        // A log that begins on the ground says nothing by it.
        if before.map_or(armed, |(before, _, _)| before != armed) {
            let kind = if armed {
                EventKind::Armed
            } else {
                EventKind::Disarmed
            };
            self.event(kind, said);
        }
        let is_trouble = |status: u8| matches!(status, 5 | 6);
        if is_trouble(status) && before.is_none_or(|(_, _, before)| before != status) {
            let what = if status == 5 {
                "MAV_STATE_CRITICAL"
            } else {
                "MAV_STATE_EMERGENCY"
            };
            self.event(EventKind::Failsafe { what: what.into() }, said);
        }
    }

    fn sys_status(&mut self, m: SysStatus, said: &Said<'_>) {
        let voltage = (m.voltage_battery != u16::MAX).then(|| f64::from(m.voltage_battery) / 1e3);
        self.power(
            said,
            PowerSample {
                voltage_v: voltage,
                current_a: current_a(m.current_battery),
                charge: charge(m.battery_remaining),
                ..PowerSample::default()
            },
        );
    }

    fn battery(&mut self, m: BatteryStatus, said: &Said<'_>) {
        if m.id != 0 {
            return;
        }
        let cells = said.payload.slice(10, 20).as_chunks::<2>().0;
        let known = cells.iter().map(|cell| u16::from_le_bytes(*cell));
        let sum: u32 = known.filter(|mv| *mv != u16::MAX).map(u32::from).sum();
        self.power(
            said,
            PowerSample {
                voltage_v: (sum > 0).then(|| f64::from(sum) / 1e3),
                current_a: current_a(m.current_battery),
                charge: charge(m.battery_remaining),
                ..PowerSample::default()
            },
        );
    }

    fn power(&mut self, said: &Said<'_>, sample: PowerSample) {
        self.flight.power.push(PowerSample {
            at: said.instant.at,
            throttle: self.state.throttle,
            trace: said.trace,
            ..sample
        });
    }

    fn system_time(&mut self, m: SystemTime, said: &Said<'_>) {
        let vehicle = i64::try_from(m.time_unix_usec).ok();
        if let Some(vehicle) = vehicle.filter(|us| *us > YEAR_2010_US) {
            let offset_s = vehicle.saturating_sub(said.instant.us) as f64 / 1e6;
            self.offset = Some(Offset::with(self.offset, offset_s));
        }
    }

    fn fence(&mut self, m: FenceStatus, said: &Said<'_>) {
        let is_breached = m.breach_status != 0;
        if is_breached && !self.state.is_breached {
            let side = match m.breach_type {
                1 => "below its floor",
                2 => "above its ceiling",
                3 => "across its boundary",
                _ => "of a kind that is not said",
            };
            let what = format!("fence breached, {side}");
            self.event(EventKind::Failsafe { what }, said);
        }
        self.state.is_breached = is_breached;
    }

    fn landed(&mut self, m: ExtendedSysState, said: &Said<'_>) {
        let flies = match m.landed_state {
            1 => false,
            2..=4 => true,
            _ => return,
        };
        match self.state.landed.replace(flies) {
            Some(before) if before == flies => {}
            None if !flies => {}
            _ if flies => self.event(EventKind::TakeOff, said),
            _ => self.event(EventKind::Landed, said),
        }
    }

    /// A command, to whomever: what lets go of something, and what records.
    fn order(&mut self, command: u16, [first, second]: [f32; 2], said: &Said<'_>) {
        let release = |what: String| EventKind::Release { what };
        let kind = match command {
            181 => release(format!(
                "relay {first} set to {second} (MAV_CMD_DO_SET_RELAY)"
            )),
            183 => release(format!(
                "servo {first} set to {second} µs (MAV_CMD_DO_SET_SERVO)"
            )),
            211 if second == 0.0 => release(format!("gripper {first} opened (MAV_CMD_DO_GRIPPER)")),
            42_600 => release(format!("winch {first}, action {second} (MAV_CMD_DO_WINCH)")),
            2500 => EventKind::Video { running: true },
            2501 => EventKind::Video { running: false },
            _ => return,
        };
        self.event(kind, said);
    }
}

/// How a vehicle's UTC stands against the log's, seconds: positive where the vehicle's is later.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offset {
    first_s: f64,
    least_s: f64,
    most_s: f64,
    count: u64,
}

impl Offset {
    fn with(known: Option<Self>, offset_s: f64) -> Self {
        let known = known.unwrap_or(Self {
            first_s: offset_s,
            least_s: offset_s,
            most_s: offset_s,
            count: 0,
        });
        Self {
            first_s: known.first_s,
            least_s: known.least_s.min(offset_s),
            most_s: known.most_s.max(offset_s),
            count: known.count.saturating_add(1),
        }
    }

    pub(super) fn greatest_s(self) -> f64 {
        self.least_s.abs().max(self.most_s.abs())
    }

    pub(super) fn in_words(self) -> String {
        let Self {
            first_s,
            least_s,
            most_s,
            count,
        } = self;
        format!(
            "the ground computer's clock; the vehicle's own UTC (SYSTEM_TIME, {count} times) less \
             it is {first_s:.3} s at first, {least_s:.3} s at least and {most_s:.3} s at most"
        )
    }
}

fn current_a(centiamperes: i16) -> Option<f64> {
    (centiamperes != -1).then(|| f64::from(centiamperes) / 100.0)
}

fn charge(percent: i8) -> Option<f64> {
    (0..=100)
        .contains(&percent)
        .then(|| f64::from(percent) / 100.0)
}

impl State {
    /// What the receiver last said of itself, on a position.
    pub(super) const fn beside(&self, fix: Fix) -> Fix {
        Fix {
            satellites: self.satellites,
            accuracy_m: self.accuracy_m,
            ..fix
        }
    }
}
