//! What the autopilot did: armed, left the ground, changed its mode, acted on a fault, let go.

use missions::autopilot::Autopilot;
use missions::time::BootTime;

use super::super::role::Role;
use super::Row;
use crate::flight::{Event, EventKind, Flight};

/// The last state that was seen, and what kind of vehicle it is.
#[derive(Default)]
pub(super) struct State {
    is_armed: Option<bool>,
    is_flying: Option<bool>,
    mode: Option<u8>,
    vehicle: Vehicle,
}

/// Whose numbers the modes are.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Vehicle {
    #[default]
    Unknown,
    Copter,
    Plane,
    Rover,
    Other,
}

impl State {
    /// Learns what kind of vehicle it is from its firmware's name.
    pub(super) fn vehicle(&mut self, firmware: &str) {
        self.vehicle = match firmware {
            name if name.contains("Copter") => Vehicle::Copter,
            name if name.contains("Plane") => Vehicle::Plane,
            name if name.contains("Rover") => Vehicle::Rover,
            _ => Vehicle::Other,
        };
    }

    pub(super) fn take(&mut self, row: &Row<'_, '_>, at: BootTime, flight: &mut Flight) {
        let mut happened = |kind| {
            flight.events.push(Event {
                at,
                kind,
                trace: row.trace,
                confidence: row.confidence,
            });
        };
        match row.kind.role {
            Role::Mode => self.mode(row, &mut happened),
            Role::Arm => self.armed(row.numbers() == [Some(1.0)], &mut happened),
            Role::Event => self.event(row, &mut happened),
            Role::Status => self.status(row, &mut happened),
            Role::Error => fault(row).into_iter().for_each(happened),
            Role::Order => order(row).into_iter().for_each(happened),
            _ => {}
        }
    }

    /// The number for now; [`State::name_modes`] puts the name in its place once the firmware has
    /// told what it is.
    fn mode(&mut self, row: &Row<'_, '_>, happened: &mut dyn FnMut(EventKind)) {
        let [number] = row.numbers();
        let number = number.map(|number| number as u8);
        if self.mode != number {
            self.mode = number;
            let mode = format!("mode {}", number.unwrap_or_default());
            happened(EventKind::Mode { mode });
        }
    }

    pub(super) fn name_modes(&self, events: &mut [Event]) {
        for event in events {
            if let EventKind::Mode { mode } = &mut event.kind {
                let number = mode
                    .strip_prefix("mode ")
                    .and_then(|number| number.parse().ok());
                if let Some(name) = number.and_then(|number| mode_name(self.vehicle, number)) {
                    name.clone_into(mode);
                }
            }
        }
    }

    fn armed(&mut self, is_armed: bool, happened: &mut dyn FnMut(EventKind)) {
        let was = self.is_armed.replace(is_armed);
        if was.unwrap_or(false) != is_armed {
            happened(if is_armed {
                EventKind::Armed
            } else {
                EventKind::Disarmed
            });
        }
    }

    fn flying(&mut self, is_flying: bool, happened: &mut dyn FnMut(EventKind)) {
        let was = self.is_flying.replace(is_flying);
        if was.is_some_and(|was| was != is_flying) || (was.is_none() && is_flying) {
            happened(if is_flying {
                EventKind::TakeOff
            } else {
                EventKind::Landed
            });
        }
    }

    /// Source: ArduPilot, `AP_Logger.h`, `LogEvent`.
    fn event(&mut self, row: &Row<'_, '_>, happened: &mut dyn FnMut(EventKind)) {
        let release = |what: &str| EventKind::Release { what: what.into() };
        match row.numbers() {
            [Some(10.0)] => self.armed(true, happened),
            [Some(11.0)] => self.armed(false, happened),
            [Some(18.0)] => {
                self.is_flying.get_or_insert(true);
                self.flying(false, happened);
            }
            [Some(28.0)] => self.flying(true, happened),
            [Some(47.0)] => happened(release("gripper released")),
            [Some(51.0)] => happened(release("parachute released")),
            _ => {}
        }
    }

    fn status(&mut self, row: &Row<'_, '_>, happened: &mut dyn FnMut(EventKind)) {
        let [armed, flying] = row.numbers();
        if let Some(armed) = armed {
            self.armed(armed != 0.0, happened);
        }
        if let Some(flying) = flying {
            self.flying(flying != 0.0, happened);
        }
    }
}

/// A fault on which the autopilot acted. Source: ArduPilot, `AP_Logger.h`, `LogErrorSubsystem`.
fn fault(row: &Row<'_, '_>) -> Option<EventKind> {
    let [Some(subsystem), Some(code)] = row.numbers() else {
        return None;
    };
    let what = match subsystem as u8 {
        5 => "radio failsafe",
        6 => "battery failsafe",
        7 => "GPS failsafe",
        8 => "ground station failsafe",
        9 => "fence breached",
        12 => "crash check",
        16 => "EKF check",
        17 => "EKF failsafe",
        20 => "ADS-B failsafe",
        23 => "terrain failsafe",
        25 => "thrust loss",
        26 => "sensor failsafe",
        27 => "leak failsafe",
        29 => "vibration failsafe",
        _ => return None,
    };
    let what = format!("{what}, code {code}");
    (code != 0.0).then_some(EventKind::Failsafe { what })
}

/// Orders that can let something go. Source: MAVLink's numbers of commands.
fn order(row: &Row<'_, '_>) -> Option<EventKind> {
    let [command, first, second, result] = row.numbers();
    let (first, second) = (first.unwrap_or(f64::NAN), second.unwrap_or(f64::NAN));
    let what = match command? as u32 {
        181 => format!("order: relay {first} to {second}"),
        183 => format!("order: servo {first} to {second} µs"),
        208 if first == 2.0 => "order: release the parachute".into(),
        211 if second == 0.0 => format!("order: gripper {first} releases"),
        94 => "order: place the payload".into(),
        42_600 => format!("order: winch {first}, action {second}"),
        _ => return None,
    };
    result
        .is_none_or(|result| result == 0.0)
        .then_some(EventKind::Release { what })
}

fn mode_name(vehicle: Vehicle, number: u8) -> Option<&'static str> {
    match vehicle {
        Vehicle::Copter => Autopilot::ArduPilot.mode_name(number.into()),
        Vehicle::Plane => plane_mode(number),
        Vehicle::Rover => rover_mode(number),
        Vehicle::Unknown | Vehicle::Other => None,
    }
}

/// Source: ArduPilot, `ArduPlane/mode.h`, `Mode::Number`.
const fn plane_mode(number: u8) -> Option<&'static str> {
    Some(match number {
        0 => "MANUAL",
        1 => "CIRCLE",
        2 => "STABILIZE",
        3 => "TRAINING",
        4 => "ACRO",
        5 => "FLY_BY_WIRE_A",
        6 => "FLY_BY_WIRE_B",
        7 => "CRUISE",
        8 => "AUTOTUNE",
        10 => "AUTO",
        11 => "RTL",
        12 => "LOITER",
        13 => "TAKEOFF",
        14 => "AVOID_ADSB",
        15 => "GUIDED",
        16 => "INITIALISING",
        17 => "QSTABILIZE",
        18 => "QHOVER",
        19 => "QLOITER",
        20 => "QLAND",
        21 => "QRTL",
        22 => "QAUTOTUNE",
        23 => "QACRO",
        24 => "THERMAL",
        25 => "LOITER_ALT_QLAND",
        _ => return None,
    })
}

/// Source: ArduPilot, `Rover/mode.h`, `Mode::Number`.
const fn rover_mode(number: u8) -> Option<&'static str> {
    Some(match number {
        0 => "MANUAL",
        1 => "ACRO",
        3 => "STEERING",
        4 => "HOLD",
        5 => "LOITER",
        6 => "FOLLOW",
        7 => "SIMPLE",
        10 => "AUTO",
        11 => "RTL",
        12 => "SMART_RTL",
        15 => "GUIDED",
        16 => "INITIALISING",
        _ => return None,
    })
}
