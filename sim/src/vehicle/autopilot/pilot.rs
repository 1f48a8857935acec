//! The pilot: sticks, what they mean in each mode, and that they always win.

use std::time::Duration;

use missions::time::BootTime;
use nalgebra::Vector3;

use super::super::modes::{FlightMode, Manner, name_of};
use super::Autopilot;
use super::activity::Activity;
use super::control::Demand;
use super::event::Severity;
use super::orders::Sticks;

/// Sticks that were not heard for this long are lost.
const KEPT: Duration = Duration::from_millis(1500);
/// Stick movements below this are a trembling hand.
const DEAD_ZONE: f64 = 0.05;

/// What was heard of the pilot.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pilot {
    sticks: Sticks,
    heard: Option<BootTime>,
    lost: bool,
}

impl Pilot {
    pub(super) fn hear(&mut self, now: BootTime, sticks: Option<Sticks>) {
        match sticks {
            Some(sticks) => {
                self.sticks = sanitised(sticks);
                self.heard = Some(now);
                self.lost = false;
            }
            None => self.lost = self.heard.is_some(),
        }
    }

    /// The sticks now; none when there is no pilot.
    pub(super) fn sticks(&self, now: BootTime) -> Option<Sticks> {
        let heard = self.heard?;
        (!self.lost && now.since(heard) < KEPT).then_some(self.sticks)
    }

    /// Whether there was a pilot, and is no longer.
    pub(super) fn is_gone(&self, now: BootTime) -> bool {
        self.heard.is_some() && self.sticks(now).is_none()
    }

    pub(super) fn is_throttle_low(&self, now: BootTime) -> bool {
        self.sticks(now).is_none_or(|sticks| sticks.throttle < -0.9)
    }
}

impl Autopilot {
    /// Whether a pilot with sticks is there.
    pub fn has_pilot(&self) -> bool {
        self.pilot.sticks(self.now).is_some()
    }

    /// Moved sticks take the vehicle out of modes that fly by themselves.
    ///
    /// PX4 does so by itself (`COM_RC_OVERRIDE`, `COM_RC_STICK_OV`); with ArduPilot the pilot
    /// changes the mode with a switch, and sticks only reposition a landing.
    pub(super) fn watch_pilot(&mut self) {
        let Some(sticks) = self.pilot.sticks(self.now) else {
            return;
        };
        let threshold = self.parameters.number("COM_RC_STICK_OV") / 100.0;
        let takes_over = self.manner == Manner::Px4
            && self.is_airborne()
            && !self.mode.is_flown_by_pilot()
            && self.may_override()
            && sticks.moved(threshold);
        if takes_over {
            let mode = if self.senses.has_position {
                FlightMode::PositionHold
            } else {
                FlightMode::AltitudeHold
            };
            self.text(
                Severity::Info,
                format!(
                    "Pilot took over using sticks, switched to {}",
                    name_of(Manner::Px4, mode)
                ),
            );
            self.failsafes.operator_decided();
            self.enter(mode);
        }
    }

    /// `COM_RC_OVERRIDE`: bit 0 for modes that fly by themselves, bit 1 for Offboard.
    fn may_override(&self) -> bool {
        let bits = self.parameters.number("COM_RC_OVERRIDE") as i64;
        if self.mode == FlightMode::Guided {
            bits & 2 != 0
        } else {
            bits & 1 != 0
        }
    }

    /// In Position (Loiter) sticks are velocities that move the reference.
    pub(super) fn lead_by_sticks(&mut self, _dt: f64) {
        let sticks = self.present_sticks();
        if self.mode != FlightMode::PositionHold {
            let senses = self.senses;
            self.guidance.adopt(
                senses.position_ned_m,
                senses.velocity_ned_m_s,
                senses.euler_rad().2,
            );
            return;
        }
        let most = match self.manner {
            Manner::ArduPilot => self.parameters.number("LOIT_SPEED") / 100.0,
            Manner::Px4 => self.parameters.number("MPC_VEL_MANUAL"),
        };
        let (sin, cos) = self.senses.euler_rad().2.sin_cos();
        let (forward, right) = (sticks.pitch * most, sticks.roll * most);
        let velocity = Vector3::new(
            forward * cos - right * sin,
            forward * sin + right * cos,
            -self.stick_climb(sticks),
        );
        if velocity.norm() > 0.01 {
            self.guidance.steer(velocity);
        } else {
            self.guidance.brake_once();
        }
        self.guidance.turn_at(sticks.yaw * self.stick_turn());
    }

    pub(super) fn stick_demand(&self) -> Demand {
        let sticks = self.present_sticks();
        if self.landed == super::LandedState::OnGround && sticks.throttle < 0.1 {
            return Demand::Idle;
        }
        let lean = match self.manner {
            Manner::ArduPilot => self.parameters.number("ANGLE_MAX") / 100.0,
            Manner::Px4 => self.parameters.number("MPC_MAN_TILT_MAX"),
        }
        .to_radians();
        let (roll_rad, pitch_rad) = (sticks.roll * lean, -sticks.pitch * lean);
        let yaw_rate_rad_s = sticks.yaw * self.stick_turn();
        match self.mode {
            FlightMode::PositionHold => self.track_demand(),
            FlightMode::Stabilize => Demand::Thrust {
                roll_rad,
                pitch_rad,
                yaw_rate_rad_s,
                thrust: stick_thrust(sticks.throttle, self.control.hover_share()),
            },
            _ => Demand::Tilt {
                roll_rad,
                pitch_rad,
                yaw_rate_rad_s,
                climb_m_s: self.stick_climb(sticks),
            },
        }
    }

    /// Without a pilot the sticks are centred: it holds, it does not fall.
    fn present_sticks(&self) -> Sticks {
        self.pilot.sticks(self.now).unwrap_or_default()
    }

    fn stick_climb(&self, sticks: Sticks) -> f64 {
        let up = match self.manner {
            Manner::ArduPilot => self.parameters.number("PILOT_SPEED_UP") / 100.0,
            Manner::Px4 => self.parameters.number("MPC_Z_VEL_MAX_UP"),
        };
        let down = match self.manner {
            Manner::ArduPilot => {
                let down = self.parameters.number("PILOT_SPEED_DN") / 100.0;
                if down > 0.0 { down } else { up }
            }
            Manner::Px4 => self.parameters.number("MPC_Z_VEL_MAX_DN"),
        };
        sticks.throttle * if sticks.throttle > 0.0 { up } else { down }
    }

    fn stick_turn(&self) -> f64 {
        match self.manner {
            Manner::ArduPilot => self.parameters.number("PILOT_Y_RATE"),
            Manner::Px4 => self.parameters.number("MPC_MAN_Y_MAX"),
        }
        .to_radians()
        .min(2.0)
    }

    /// Hands the vehicle to the pilot because nobody else can fly it.
    pub(super) fn give_to_pilot(&mut self, mode: FlightMode) {
        self.enter(mode);
        self.activity = Activity::Pilot;
    }
}

/// The middle of the stick hovers, its ends are no and full thrust.
fn stick_thrust(throttle: f64, hover: f64) -> f64 {
    if throttle >= 0.0 {
        hover + (1.0 - hover) * throttle
    } else {
        hover * (1.0 + throttle)
    }
}

fn sanitised(sticks: Sticks) -> Sticks {
    let clean = |value: f64| {
        if value.is_finite() && value.abs() >= DEAD_ZONE {
            value.clamp(-1.0, 1.0)
        } else {
            0.0
        }
    };
    Sticks {
        roll: clean(sticks.roll),
        pitch: clean(sticks.pitch),
        throttle: clean(sticks.throttle),
        yaw: clean(sticks.yaw),
    }
}
