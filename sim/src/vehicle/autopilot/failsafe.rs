//! Failsafes: battery, ground link, pilot's receiver, position estimate.
//!
//! Sources: ArduPilot, "Failsafe" pages and `ArduCopter/events.cpp`, `ekf_check.cpp`; PX4,
//! "Safety Configuration" and `commander/failsafe`.

use missions::time::BootTime;

use super::super::modes::{FlightMode, Manner};
use super::Autopilot;
use super::event::Severity;

/// How bad the battery is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Charge {
    #[default]
    Enough,
    Low,
    Critical,
    Emergency,
}

/// What the failsafes remember.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Failsafes {
    ground_heard: Option<BootTime>,
    ground_is_lost: bool,
    pilot_is_lost: bool,
    charge: Charge,
    low_s: f64,
    critical_s: f64,
    blind_s: f64,
    is_blind: bool,
    is_glitching: bool,
    active: bool,
    pub(super) has_flown: bool,
}

impl Failsafes {
    pub(super) const fn hear_ground(&mut self, now: BootTime) {
        self.ground_heard = Some(now);
    }

    pub(super) const fn hears_ground(&self) -> bool {
        self.ground_heard.is_some() && !self.ground_is_lost
    }

    pub(super) const fn any_active(&self) -> bool {
        self.active
    }

    pub(super) const fn began(&mut self) {
        self.active = true;
    }

    pub(super) const fn operator_decided(&mut self) {
        self.active = false;
    }

    /// Forgets what belongs to the flight before.
    pub(super) const fn reset(&mut self) {
        self.charge = Charge::Enough;
        self.low_s = 0.0;
        self.critical_s = 0.0;
        self.active = false;
        self.has_flown = false;
    }
}

impl Autopilot {
    pub(super) fn watch_failsafes(&mut self, dt: f64) {
        self.watch_charge(dt);
        self.watch_ground_link();
        self.watch_receiver();
        self.watch_glitch();
        self.watch_estimate(dt);
    }

    fn watch_charge(&mut self, dt: f64) {
        if !self.is_airborne() {
            return;
        }
        let charge = match self.manner {
            Manner::ArduPilot => self.charge_by_voltage(dt),
            Manner::Px4 => self.charge_by_share(),
        };
        if charge <= self.failsafes.charge {
            return;
        }
        self.failsafes.charge = charge;
        self.tell_charge(charge);
        if let Some(mode) = self.charge_action(charge) {
            self.fail_to(mode);
        }
    }

    /// ArduPilot: voltage below a limit for `BATT_LOW_TIMER` seconds, or charge used up.
    fn charge_by_voltage(&mut self, dt: f64) -> Charge {
        let number = |name| self.parameters.number(name);
        let volts = self.battery.voltage_v();
        let left_mah = number("BATT_CAPACITY") - self.battery.used_mah();
        let below = |limit: f64, value: f64| limit > 0.0 && value < limit;
        let timer = number("BATT_LOW_TIMER");
        let lasting = |before: f64, is_below: bool| if is_below { before + dt } else { 0.0 };
        let low_s = lasting(self.failsafes.low_s, below(number("BATT_LOW_VOLT"), volts));
        let critical_s = lasting(
            self.failsafes.critical_s,
            below(number("BATT_CRT_VOLT"), volts),
        );
        let charge = if critical_s > timer || below(number("BATT_CRT_MAH"), left_mah) {
            Charge::Critical
        } else if low_s > timer || below(number("BATT_LOW_MAH"), left_mah) {
            Charge::Low
        } else {
            Charge::Enough
        };
        self.failsafes.low_s = low_s;
        self.failsafes.critical_s = critical_s;
        charge
    }

    /// PX4: share of the charge, or what the voltage says if that is worse.
    fn charge_by_share(&self) -> Charge {
        let number = |name| self.parameters.number(name);
        let cells = number("BAT1_N_CELLS").max(1.0);
        let empty = number("BAT1_V_EMPTY") - 0.1;
        let by_voltage = (self.battery.voltage_v() / cells - empty) / 0.3;
        let share = self.battery.remaining().min(by_voltage.max(0.0));
        if share < number("BAT_EMERGEN_THR") {
            Charge::Emergency
        } else if share < number("BAT_CRIT_THR") {
            Charge::Critical
        } else if share < number("BAT_LOW_THR") {
            Charge::Low
        } else {
            Charge::Enough
        }
    }

    fn tell_charge(&mut self, charge: Charge) {
        let (severity, text) = match (self.manner, charge) {
            (Manner::ArduPilot, charge) => {
                let word = if charge == Charge::Low {
                    "low"
                } else {
                    "critical"
                };
                (
                    Severity::Warning,
                    format!(
                        "Battery 1 is {word} {:.2}V used {:.0} mAh",
                        self.battery.voltage_v(),
                        self.battery.used_mah()
                    ),
                )
            }
            (Manner::Px4, Charge::Low) => (Severity::Warning, "Low battery level".to_owned()),
            (Manner::Px4, Charge::Critical) => {
                (Severity::Critical, "Critical battery level".to_owned())
            }
            (Manner::Px4, _) => (Severity::Emergency, "Emergency battery level".to_owned()),
        };
        self.text(severity, text);
        if self.manner == Manner::ArduPilot {
            self.text(Severity::Warning, "Battery Failsafe");
        }
    }

    fn charge_action(&self, charge: Charge) -> Option<FlightMode> {
        let number = |name: &str| self.parameters.number(name) as i64;
        match (self.manner, charge) {
            (_, Charge::Enough) => None,
            (Manner::ArduPilot, charge) => {
                let name = if charge == Charge::Low {
                    "BATT_FS_LOW_ACT"
                } else {
                    "BATT_FS_CRT_ACT"
                };
                match number(name) {
                    1 => Some(FlightMode::Land),
                    2..=4 => Some(FlightMode::Return),
                    _ => None,
                }
            }
            (Manner::Px4, charge) => match (number("COM_LOW_BAT_ACT"), charge) {
                (3, Charge::Critical) => Some(FlightMode::Return),
                (2, Charge::Critical) | (2 | 3, Charge::Emergency) => Some(FlightMode::Land),
                _ => None,
            },
        }
    }

    fn watch_ground_link(&mut self) {
        let Some(heard) = self.failsafes.ground_heard else {
            return;
        };
        let timeout_s = match self.manner {
            Manner::ArduPilot => self.parameters.number("FS_GCS_TIMEOUT"),
            Manner::Px4 => self.parameters.number("COM_DL_LOSS_T"),
        };
        let is_lost = self.now.since(heard).as_secs_f64() > timeout_s;
        if is_lost == self.failsafes.ground_is_lost {
            return;
        }
        self.failsafes.ground_is_lost = is_lost;
        let acts = self.ground_link_action();
        match (self.manner, is_lost) {
            (Manner::ArduPilot, true) if acts.is_some() => {
                self.text(Severity::Warning, "GCS Failsafe");
            }
            (Manner::ArduPilot, false) if self.parameters.is_on("FS_GCS_ENABLE") => {
                self.text(Severity::Warning, "GCS Failsafe Cleared");
            }
            (Manner::Px4, true) => {
                self.text(Severity::Warning, "Connection to ground station lost");
            }
            (Manner::Px4, false) => {
                self.text(Severity::Info, "Data link regained");
            }
            (Manner::ArduPilot, _) => {}
        }
        if let (true, Some(mode)) = (is_lost, acts) {
            self.fail_to(mode);
        }
    }

    fn ground_link_action(&self) -> Option<FlightMode> {
        if !self.is_airborne() || self.is_landing() {
            return None;
        }
        let number = |name: &str| self.parameters.number(name) as i64;
        match self.manner {
            Manner::ArduPilot => {
                let options = number("FS_OPTIONS");
                let goes_on = (self.mode == FlightMode::Mission && options & 2 != 0)
                    || (self.mode.is_flown_by_pilot() && options & 16 != 0);
                match number("FS_GCS_ENABLE") {
                    _ if goes_on => None,
                    1..=4 => Some(FlightMode::Return),
                    5 => Some(FlightMode::Land),
                    7 => Some(FlightMode::Brake),
                    _ => None,
                }
            }
            Manner::Px4 => match number("NAV_DLL_ACT") {
                1 => Some(FlightMode::Hold),
                2 => Some(FlightMode::Return),
                3 => Some(FlightMode::Land),
                _ => None,
            },
        }
    }

    /// A pilot who was there and is gone: modes that he flies come home.
    fn watch_receiver(&mut self) {
        let is_lost = self.pilot.is_gone(self.now);
        if is_lost == self.failsafes.pilot_is_lost {
            return;
        }
        self.failsafes.pilot_is_lost = is_lost;
        if !is_lost || !self.is_airborne() || !self.mode.is_flown_by_pilot() {
            return;
        }
        let action = match self.manner {
            Manner::ArduPilot => match self.parameters.number("FS_THR_ENABLE") as i64 {
                0 => None,
                3 => Some(FlightMode::Land),
                _ => Some(FlightMode::Return),
            },
            Manner::Px4 => match self.parameters.number("NAV_RCL_ACT") as i64 {
                1 => Some(FlightMode::Hold),
                2 => Some(FlightMode::Return),
                3 => Some(FlightMode::Land),
                _ => None,
            },
        };
        let text = match self.manner {
            Manner::ArduPilot => "Radio Failsafe",
            Manner::Px4 => "Manual control lost",
        };
        self.text(Severity::Warning, text);
        if let Some(mode) = action {
            self.fail_to(mode);
        }
    }

    fn watch_glitch(&mut self) {
        if self.senses.is_glitching == self.failsafes.is_glitching {
            return;
        }
        self.failsafes.is_glitching = self.senses.is_glitching;
        match (self.manner, self.senses.is_glitching) {
            (Manner::ArduPilot, true) => {
                self.text(Severity::Critical, "GPS Glitch or Compass error");
            }
            (Manner::ArduPilot, false) => self.text(Severity::Critical, "Glitch cleared"),
            (Manner::Px4, true) => self.text(Severity::Warning, "GNSS position jump detected"),
            (Manner::Px4, false) => self.text(Severity::Info, "GNSS position is consistent again"),
        }
    }

    fn watch_estimate(&mut self, dt: f64) {
        let needs = self.is_airborne()
            && (self.mode.needs_position()
                || matches!(self.activity, super::Activity::Land { .. }));
        if self.senses.has_position || !needs {
            self.failsafes.blind_s = 0.0;
            self.failsafes.is_blind = false;
            return;
        }
        self.failsafes.blind_s += dt;
        let delay_s = match self.manner {
            Manner::ArduPilot => 1.0,
            Manner::Px4 => self.parameters.number("COM_POS_FS_DELAY"),
        };
        if self.failsafes.is_blind || self.failsafes.blind_s < delay_s {
            return;
        }
        self.failsafes.is_blind = true;
        self.failsafes.began();
        match self.manner {
            Manner::ArduPilot => self.fail_without_position_as_ardupilot(),
            Manner::Px4 => self.fail_without_position_as_px4(),
        }
    }

    /// `FS_EKF_ACTION`: 2 holds the height, everything else lands.
    fn fail_without_position_as_ardupilot(&mut self) {
        self.text(Severity::Critical, "EKF variance: position lost");
        if self.parameters.number("FS_EKF_ACTION") as i64 == 2 {
            self.text(Severity::Critical, "EKF Failsafe: changed to ALT_HOLD Mode");
            self.give_to_pilot(FlightMode::AltitudeHold);
        } else {
            self.text(Severity::Critical, "EKF Failsafe: changed to LAND Mode");
            self.enter(FlightMode::Land);
        }
    }

    /// With a pilot: Altitude. Without: Descend.
    fn fail_without_position_as_px4(&mut self) {
        self.text(Severity::Critical, "Failsafe: local position invalid");
        if self.has_pilot() {
            self.give_to_pilot(FlightMode::AltitudeHold);
        } else {
            self.enter(FlightMode::Descend);
        }
    }

    /// A failsafe changes the mode, unless the vehicle already does that or better.
    fn fail_to(&mut self, mode: FlightMode) {
        self.failsafes.began();
        let is_milder = matches!(self.mode, FlightMode::Land | FlightMode::Descend)
            || (self.mode == FlightMode::Return && mode != FlightMode::Land);
        if is_milder || self.is_landing() {
            return;
        }
        let mode = if mode.needs_position() && !self.senses.has_position {
            FlightMode::Land
        } else {
            mode
        };
        if self.manner == Manner::Px4 && mode == FlightMode::Return {
            self.text(Severity::Warning, "Failsafe activated: entering Return");
        }
        self.enter(mode);
    }
}
