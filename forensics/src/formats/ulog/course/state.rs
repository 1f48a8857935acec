//! What the autopilot did: armed, left the ground, changed its mode, obeyed an order to let go.

use missions::time::BootTime;

use super::super::role::Role;
use super::Row;
use crate::flight::{Event, EventKind, Flight, Identity, IdentityKind};
use crate::record::Value;

/// The number of a battery among PX4's kinds of devices. Source: `msg/DeviceInformation.msg`.
const DEVICE_BATTERY: f64 = 14.0;

/// The last state that was seen, to tell changes.
#[derive(Default)]
pub(super) struct State {
    is_armed: Option<bool>,
    mode: Option<u8>,
    is_failsafe: Option<bool>,
    is_landed: Option<bool>,
}

impl State {
    pub(super) fn take(&mut self, row: &Row<'_, '_>, at: BootTime, flight: &mut Flight) {
        let mut happened = |kind| {
            flight.events.push(Event {
                at,
                kind,
                trace: row.trace,
                confidence: row.confidence,
            });
        };
        match row.topic.role {
            Role::Status => self.status(row, &mut happened),
            Role::Land => self.land(row, &mut happened),
            Role::Command => row_order(row).into_iter().for_each(happened),
            Role::Gripper if row.numbers() == [Some(1.0)] => happened(EventKind::Release {
                what: "gripper told to release".into(),
            }),
            Role::Device => {
                if let Some(identity) = battery_serial(row) {
                    identity.once(&mut flight.identities);
                }
            }
            _ => {}
        }
    }

    fn status(&mut self, row: &Row<'_, '_>, happened: &mut dyn FnMut(EventKind)) {
        let [arming, mode, failsafe, _system] = row.numbers();
        let is_armed = arming.map(|state| state == 2.0);
        if changed(&mut self.is_armed, is_armed, Some(false)) {
            happened(if is_armed == Some(true) {
                EventKind::Armed
            } else {
                EventKind::Disarmed
            });
        }
        let mode = mode.map(|mode| mode as u8);
        if changed(&mut self.mode, mode, None) {
            let mode = mode_name(mode.unwrap_or_default());
            happened(EventKind::Mode { mode });
        }
        let is_failsafe = failsafe.map(|failsafe| failsafe != 0.0);
        if changed(&mut self.is_failsafe, is_failsafe, Some(false)) && is_failsafe == Some(true) {
            let what = "the autopilot acts on a fault".into();
            happened(EventKind::Failsafe { what });
        }
    }

    fn land(&mut self, row: &Row<'_, '_>, happened: &mut dyn FnMut(EventKind)) {
        let [landed] = row.numbers();
        let is_landed = landed.map(|landed| landed != 0.0);
        if changed(&mut self.is_landed, is_landed, is_landed) {
            happened(if is_landed == Some(true) {
                EventKind::Landed
            } else {
                EventKind::TakeOff
            });
        }
    }
}

/// Whether a state is another than the last; `before` is what counts as the last one at first.
fn changed<T: Copy + PartialEq>(last: &mut Option<T>, now: Option<T>, before: Option<T>) -> bool {
    if now.is_none() {
        return false;
    }
    let was = last.or(before);
    *last = now;
    was != now
}

/// Orders that can let something go. Source: MAVLink's numbers of commands.
fn row_order(row: &Row<'_, '_>) -> Option<EventKind> {
    let [command, first, second] = row.numbers();
    let (first, second) = (first.unwrap_or(f64::NAN), second.unwrap_or(f64::NAN));
    let what = match command? as u32 {
        181 => format!("order: relay {first} to {second}"),
        183 => format!("order: servo {first} to {second} µs"),
        187 => format!("order: actuators to {first}, {second}"),
        208 if first == 2.0 => "order: release the parachute".into(),
        211 if second == 0.0 => format!("order: gripper {first} releases"),
        30_002 => "order: payload is released".into(),
        42_600 => format!("order: winch {first}, action {second}"),
        42_700 => "order: payload is lowered and released".into(),
        _ => return None,
    };
    Some(EventKind::Release { what })
}

fn battery_serial(row: &Row<'_, '_>) -> Option<Identity> {
    let [kind, serial] = row.values();
    let Some(Value::Text(serial)) = serial else {
        return None;
    };
    let is_battery = kind.and_then(Value::number) == Some(DEVICE_BATTERY);
    let identity = Identity::stated(IdentityKind::BatterySerial, serial, row.trace)?;
    is_battery.then_some(identity)
}

/// What PX4 calls its own numbers of modes. Source: `msg/versioned/VehicleStatus.msg`.
fn mode_name(mode: u8) -> String {
    let name = match mode {
        0 => "Manual",
        1 => "Altitude",
        2 => "Position",
        3 => "Mission",
        4 => "Hold",
        5 => "Return",
        6 => "Position Slow",
        10 => "Acro",
        12 => "Descend",
        13 => "Termination",
        14 => "Offboard",
        15 => "Stabilized",
        17 => "Takeoff",
        18 => "Land",
        19 => "Follow Target",
        20 => "Precision Land",
        21 => "Orbit",
        22 => "VTOL Takeoff",
        mode => return format!("mode {mode}"),
    };
    name.into()
}
