//! Whether it stands or flies, told from thrust and motion as the real detectors do.
//!
//! Sources: ArduPilot `ArduCopter/land_detector.cpp`; PX4 `MulticopterLandDetector.cpp`.

use std::time::Duration;

use super::super::modes::{FlightMode, Manner};
use super::Autopilot;
use super::activity::Activity;
use super::event::{AutopilotEvent, LandedState, Severity};

/// How long the signs of the ground must last.
const PATIENCE_S: f64 = 1.0;
/// Thrust below this share of hovering is a sign of the ground.
const LOW_THRUST: f64 = 0.5;
/// Vertical speed below this is a sign of the ground, metres per second.
const STILL_M_S: f64 = 0.35;
/// Level speed below this is a sign of the ground, metres per second.
const STILL_LEVEL_M_S: f64 = 1.0;
/// Rise above the place of rest at which it flies, metres.
const LIFTED_M: f64 = 0.3;

/// It lifts with more than this share of hovering, and rests (its place is that of the ground) with
/// less than this. Chosen on either side of hovering: the sources ask other things (a throttle that is
/// up, a speed of climb) for it.
const LIFTS: f64 = 0.8;
const RESTS: f64 = 0.5;

/// What the detector remembers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Detector {
    signs_s: f64,
    rest_down_m: f64,
    landed_s: f64,
}

impl Autopilot {
    pub(super) fn watch_landing(&mut self, dt: f64) {
        let state = if self.landed == LandedState::OnGround {
            self.lift_off()
        } else {
            self.touch_down(dt)
        };
        if state != self.landed {
            self.announce(state);
        }
        self.disarm_when_due(dt);
    }

    /// Not on the ground, in the words of `MAV_LANDED_STATE`.
    fn aloft(&self) -> LandedState {
        if self.is_taking_off() {
            LandedState::TakingOff
        } else if self.is_landing() {
            LandedState::Landing
        } else {
            LandedState::InAir
        }
    }

    fn lift_off(&mut self) -> LandedState {
        let down = self.senses.position_ned_m.z;
        let hover = self.control.hover_share();
        let lifts = self.is_armed()
            && self.control.throttle() > LIFTS * hover
            && down < self.landing.rest_down_m - LIFTED_M;
        if lifts {
            self.landing.signs_s = 0.0;
            return self.aloft();
        }
        if !self.is_armed() || self.control.throttle() < RESTS * hover {
            self.landing.rest_down_m = down;
        }
        LandedState::OnGround
    }

    fn touch_down(&mut self, dt: f64) -> LandedState {
        let velocity = self.senses.velocity_ned_m_s;
        let is_low = self.control.throttle() < LOW_THRUST * self.control.hover_share();
        let is_still = velocity.z.abs() < STILL_M_S
            && (velocity.xy().norm() < STILL_LEVEL_M_S || !self.senses.has_position);
        let signs = !self.is_armed() || (is_low && is_still && !self.is_taking_off());
        self.landing.signs_s = if signs {
            self.landing.signs_s + dt
        } else {
            0.0
        };
        if self.landing.signs_s < PATIENCE_S {
            return self.aloft();
        }
        self.landing.rest_down_m = self.senses.position_ned_m.z;
        self.landing.landed_s = 0.0;
        LandedState::OnGround
    }

    /// An ArduCopter that is disarmed takes itself for landed at once, wherever it is
    /// (`AP_Arming_Copter::disarm`: `set_land_complete(true)`); a PX4 after a moment.
    pub(super) fn believe_landed(&mut self) {
        if self.manner == Manner::ArduPilot && self.landed != LandedState::OnGround {
            self.announce(LandedState::OnGround);
        }
    }

    fn announce(&mut self, state: LandedState) {
        let before = self.landed;
        self.landed = state;
        if self.manner == Manner::Px4 && before == LandedState::OnGround {
            self.text(Severity::Info, "Takeoff detected");
        }
        if self.manner == Manner::Px4 && state == LandedState::OnGround {
            self.text(Severity::Info, "Landing detected");
        }
        self.tell(AutopilotEvent::Landed(state));
        if state == LandedState::OnGround && self.is_armed() {
            self.executor_landed();
            if self.activity != Activity::Pilot {
                self.activity = Activity::Idle;
            }
        }
    }

    /// Disarms after a landing, and when nothing happens after arming.
    fn disarm_when_due(&mut self, dt: f64) {
        let Some(armed) = self.armed_since else {
            return;
        };
        if self.landed != LandedState::OnGround || self.is_taking_off() {
            self.landing.landed_s = 0.0;
            self.failsafes.has_flown |= self.landed != LandedState::OnGround;
            return;
        }
        self.landing.landed_s += dt;
        let waited = Duration::from_secs_f64(self.landing.landed_s);
        if self.failsafes.has_flown {
            let is_landing_mode = !self.mode.is_flown_by_pilot() && self.mode != FlightMode::Guided;
            let delay = match self.manner {
                Manner::ArduPilot if is_landing_mode => 0.0,
                Manner::ArduPilot => self.parameters.number("DISARM_DELAY"),
                Manner::Px4 => self.parameters.number("COM_DISARM_LAND"),
            };
            if waited.as_secs_f64() >= delay {
                self.stop_rotors("Disarmed by landing");
            }
        } else {
            let delay = match self.manner {
                Manner::ArduPilot => self.parameters.number("DISARM_DELAY"),
                Manner::Px4 => self.parameters.number("COM_DISARM_PRFLT"),
            };
            let is_idle = self.activity == Activity::Idle || self.pilot.is_throttle_low(self.now);
            let since = self.now.since(armed).as_secs_f64();
            if delay > 0.0 && is_idle && since >= delay && waited.as_secs_f64() >= delay {
                self.stop_rotors("Disarmed by auto preflight disarming");
            }
        }
    }
}
