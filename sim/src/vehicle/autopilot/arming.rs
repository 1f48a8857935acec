//! Arming and disarming, and the checks before.
//!
//! Texts are those of the real autopilots. Sources: ArduPilot `AP_Arming.cpp` and
//! `ArduCopter/AP_Arming.cpp`; PX4 `commander/HealthAndArmingChecks`.

use std::time::Duration;

use super::super::modes::{FlightMode, Manner, name_of};
use super::Autopilot;
use super::event::{AutopilotEvent, LandedState, Severity};
use super::orders::Denied;

/// From power-on to the end of the start.
pub(super) const BOOT: Duration = Duration::from_millis(800);
/// From the first position to an estimate that ArduPilot arms on.
const SETTLING: Duration = Duration::from_secs(8);

impl Autopilot {
    /// What stands against arming now, in the autopilot's words; empty when it is ready.
    pub fn arming_objections(&self) -> Vec<String> {
        let mut objections = Vec::new();
        if !self.has_booted() {
            objections.push(self.wording("System initialising", "system not ready"));
        }
        let needs_position = self.mode.needs_position() || self.fence.is_enforced(&self.parameters);
        if needs_position && !self.has_settled_position() {
            objections.push(if self.fence.is_enforced(&self.parameters) {
                self.wording(
                    "Fence enabled, need position estimate",
                    "no valid position estimate",
                )
            } else {
                self.wording("Need Position Estimate", "no valid position estimate")
            });
        }
        if self.senses.is_glitching {
            objections.push(self.wording("GPS Glitch or compass error", "position estimate error"));
        }
        objections.extend(self.battery_objection());
        if needs_position
            && self
                .fence
                .breach_here(&self.parameters, self.place())
                .is_some()
        {
            objections.push(self.wording("Vehicle outside Fence", "Geofence violation"));
        }
        objections.extend(self.mode_objection());
        objections
    }

    /// Arms. `force` skips the checks, as the magic number 21196 does on the wire.
    pub fn arm(&mut self, force: bool) -> Result<(), Denied> {
        if self.is_armed() {
            return Ok(());
        }
        let objections = if force {
            Vec::new()
        } else {
            self.arming_objections()
        };
        if !objections.is_empty() {
            for objection in &objections {
                let (severity, prefix) = match self.manner {
                    Manner::ArduPilot => (Severity::Critical, "Arm: "),
                    Manner::Px4 => (Severity::Critical, "Arming denied: "),
                };
                self.text(severity, format!("{prefix}{objection}"));
            }
            return Err(Denied::NotReady(objections));
        }
        if self.senses.has_position {
            self.home_here();
        }
        self.armed_since = Some(self.now);
        self.failsafes.reset();
        self.executor.forget_landing();
        self.activity = super::Activity::Idle;
        let senses = self.senses;
        self.guidance.adopt(
            senses.position_ned_m,
            nalgebra::Vector3::zeros(),
            senses.euler_rad().2,
        );
        self.tell(AutopilotEvent::Armed(true));
        match self.manner {
            Manner::ArduPilot => self.text(Severity::Info, "Arming motors"),
            Manner::Px4 => self.text(Severity::Info, "Armed by external command"),
        }
        self.begin_mode();
        Ok(())
    }

    /// Disarms. In flight only with `force`: the rotors stop.
    pub fn disarm(&mut self, force: bool) -> Result<(), Denied> {
        if !self.is_armed() {
            return Ok(());
        }
        if self.landed != LandedState::OnGround && !force {
            if self.manner == Manner::Px4 {
                self.text(Severity::Critical, "Disarming denied: not landed");
            }
            return Err(Denied::Flying);
        }
        self.stop_rotors("Disarmed by external command");
        Ok(())
    }

    pub(super) fn stop_rotors(&mut self, px4_text: &str) {
        self.armed_since = None;
        self.activity = super::Activity::Idle;
        self.speeds = super::Speeds::default();
        match self.manner {
            Manner::ArduPilot => self.text(Severity::Info, "Disarming motors"),
            Manner::Px4 => self.text(Severity::Info, px4_text),
        }
        self.mission.rest();
        self.camera.trigger_every(0.0, self.senses.position_ned_m);
        self.tell(AutopilotEvent::Armed(false));
        self.believe_landed();
    }

    pub(super) fn tell_ready(&mut self) {
        match self.manner {
            Manner::ArduPilot => {
                // No "-0".
                let field = format!("Field Elevation Set: {}m", self.home_sea_m().round() as i32);
                self.text(Severity::Info, "EKF3 IMU0 origin set");
                self.text(Severity::Info, field);
            }
            Manner::Px4 => self.text(Severity::Info, "Ready for takeoff!"),
        }
    }

    /// Whether the estimate is good enough to arm on: ArduPilot waits for it to settle.
    pub(super) fn has_settled_position(&self) -> bool {
        let settled = match self.manner {
            Manner::ArduPilot => self.now.as_secs_f64() >= SETTLING.as_secs_f64(),
            Manner::Px4 => true,
        };
        self.senses.has_position && self.home.is_some() && settled
    }

    fn battery_objection(&self) -> Option<String> {
        match self.manner {
            Manner::ArduPilot => {
                let least = self
                    .parameters
                    .number("BATT_ARM_VOLT")
                    .max(self.parameters.number("BATT_LOW_VOLT"));
                let volts = self.battery.voltage_v();
                (volts < least).then(|| {
                    format!("Battery 1 below minimum arming voltage ({volts:.1}V < {least:.1}V)")
                })
            }
            Manner::Px4 => (self.battery.remaining() < self.parameters.number("BAT_LOW_THR"))
                .then(|| "Low battery".to_owned()),
        }
    }

    fn mode_objection(&self) -> Option<String> {
        match (self.manner, self.mode) {
            (
                Manner::ArduPilot,
                FlightMode::Return | FlightMode::Land | FlightMode::Brake | FlightMode::Orbit,
            ) => Some(format!(
                "Mode not armable ({})",
                name_of(Manner::ArduPilot, self.mode)
            )),
            (Manner::Px4, FlightMode::Mission) if !self.mission.can_start() => {
                Some("No valid mission available".to_owned())
            }
            (Manner::ArduPilot, FlightMode::Mission) if !self.mission.can_start() => {
                Some("Mission invalid".to_owned())
            }
            _ => None,
        }
    }

    fn wording(&self, ardupilot: &str, px4: &str) -> String {
        match self.manner {
            Manner::ArduPilot => ardupilot.to_owned(),
            Manner::Px4 => px4.to_owned(),
        }
    }
}
