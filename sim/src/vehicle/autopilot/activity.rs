//! What the vehicle is doing within its mode, and how that becomes a demand on control.

use std::time::Duration;

use missions::time::BootTime;
use nalgebra::Vector3;

use super::super::modes::{FlightMode, Manner};
use super::Autopilot;
use super::control::Demand;
use super::event::LandedState;
use super::guidance::{Exit, Limits};
use super::returning::Phase;

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Activity {
    /// On the ground, waiting.
    Idle,
    /// Following the reference.
    Track,
    /// Climbing from the ground to a height (down, metres).
    TakeOff { down_m: f64 },
    /// On the way home.
    Return(Phase),
    /// Sinking over a place until the ground is felt.
    Land { over: Vector3<f64> },
    /// Sinking level, without a position.
    Descend,
    /// Holding a velocity that was ordered; ends when no new order comes.
    Steer { until: BootTime },
    /// The pilot flies.
    Pilot,
}

/// A take-off counts as done this near below its height, metres.
const TAKE_OFF_DONE_M: f64 = 0.3;
/// The nose turns at least this fast, whatever a parameter says, radians per second.
const LEAST_YAW_RAD_S: f64 = 0.05;
/// Guided velocities expire after this long. Source: ArduPilot, `GUID_TIMEOUT` 3 s.
pub(super) const STEERING_KEPT: Duration = Duration::from_secs(3);

impl Autopilot {
    /// One decision of navigation.
    pub(super) fn pursue(&mut self, dt: f64) {
        if !self.is_armed() {
            self.rest_reference();
            return;
        }
        if self.mode == FlightMode::Mission {
            self.run_mission();
        }
        match self.activity {
            Activity::Idle => self.rest_reference(),
            Activity::TakeOff { down_m } => self.climb_out(down_m),
            Activity::Return(phase) => self.come_home(phase),
            Activity::Land { over } => self.sink(over),
            Activity::Steer { until } if self.now >= until => {
                self.guidance.brake();
                self.activity = Activity::Track;
            }
            Activity::Pilot => self.lead_by_sticks(dt),
            Activity::Track | Activity::Descend | Activity::Steer { .. } => {}
        }
        if !matches!(self.activity, Activity::Idle | Activity::Descend) {
            self.guidance.step(dt, self.senses.position_ned_m);
        }
    }

    /// What the rotors are to do at this step.
    pub(super) fn actuate(&mut self, dt: f64) -> [f64; 4] {
        let demand = if self.is_armed() {
            self.demand()
        } else {
            Demand::Off
        };
        let senses = self.senses;
        self.control.step(dt, &demand, &senses)
    }

    fn demand(&self) -> Demand {
        match self.activity {
            Activity::Idle => Demand::Idle,
            Activity::Pilot => self.stick_demand(),
            Activity::Descend => Demand::Tilt {
                roll_rad: 0.0,
                pitch_rad: 0.0,
                yaw_rate_rad_s: 0.0,
                climb_m_s: -self.land_rate(),
            },
            _ => self.track_demand(),
        }
    }

    pub(super) fn track_demand(&self) -> Demand {
        let (yaw_rad, yaw_rate_rad_s) = self.guidance.yaw();
        Demand::Track {
            position: self.guidance.position(),
            velocity: self.guidance.velocity(),
            acceleration: self.guidance.acceleration(),
            yaw_rad,
            yaw_rate_rad_s,
        }
    }

    /// Begins a climb from the ground to a height above home.
    pub(super) fn begin_take_off(&mut self, down_m: f64) {
        let here = self.senses.position_ned_m;
        self.refresh_speeds();
        self.guidance
            .adopt(here, Vector3::zeros(), self.senses.euler_rad().2);
        self.guidance
            .go(Vector3::new(here.x, here.y, down_m), Exit::Stop);
        self.activity = Activity::TakeOff { down_m };
    }

    fn climb_out(&mut self, down_m: f64) {
        if self.senses.position_ned_m.z <= down_m + TAKE_OFF_DONE_M {
            self.activity = Activity::Track;
            self.took_off();
        }
    }

    fn took_off(&mut self) {
        if self.mode == FlightMode::TakeOff {
            self.enter(FlightMode::Hold);
        }
    }

    /// Whether it is still climbing from the ground.
    pub(super) const fn is_taking_off(&self) -> bool {
        matches!(self.activity, Activity::TakeOff { .. })
    }

    /// Whether it is on its way down to the ground.
    pub(super) const fn is_landing(&self) -> bool {
        matches!(
            self.activity,
            Activity::Land { .. } | Activity::Descend | Activity::Return(Phase::Land)
        )
    }

    /// Begins to land over a place.
    pub(super) fn begin_landing(&mut self, over: Vector3<f64>) {
        self.activity = Activity::Land { over };
        self.guidance.sink(over, self.land_rate());
    }

    pub(super) fn sink(&mut self, over: Vector3<f64>) {
        self.guidance.sink(over, self.land_rate());
    }

    /// Rate of descent at the present height, metres per second.
    ///
    /// Sources: ArduPilot `LAND_SPEED`, `LAND_ALT_LOW`, `LAND_SPEED_HIGH`; PX4 `MPC_LAND_SPEED`,
    /// `MPC_LAND_ALT1`, `MPC_LAND_ALT2`.
    fn land_rate(&self) -> f64 {
        let height = self.height_m();
        match self.manner {
            Manner::ArduPilot => {
                let high = self.parameters.number("LAND_SPEED_HIGH") / 100.0;
                let high = if high > 0.0 {
                    high
                } else {
                    self.limits().descent_m_s
                };
                let low_m = self.parameters.number("LAND_ALT_LOW") / 100.0;
                let slow = self.parameters.number("LAND_SPEED") / 100.0;
                // Slowing must begin early enough to be done at LAND_ALT_LOW.
                if height > low_m + high {
                    high
                } else {
                    slow.max(0.3)
                }
            }
            Manner::Px4 => {
                let slow = self.parameters.number("MPC_LAND_SPEED");
                let fast = self.limits().descent_m_s.max(slow);
                let (upper, lower) = (
                    self.parameters.number("MPC_LAND_ALT1"),
                    self.parameters.number("MPC_LAND_ALT2"),
                );
                let share = ((height - lower) / (upper - lower).max(0.1)).clamp(0.0, 1.0);
                slow + (fast - slow) * share
            }
        }
    }

    /// Goes on standing where it stands.
    fn rest_reference(&mut self) {
        let senses = self.senses;
        self.guidance.adopt(
            senses.position_ned_m,
            Vector3::zeros(),
            senses.euler_rad().2,
        );
    }

    /// The limits that parameters and orders set now.
    pub(super) fn limits(&self) -> Limits {
        let number = |name| self.parameters.number(name);
        let parameters = match self.manner {
            Manner::ArduPilot => Limits {
                ground_m_s: number("WPNAV_SPEED") / 100.0,
                climb_m_s: number("WPNAV_SPEED_UP") / 100.0,
                descent_m_s: number("WPNAV_SPEED_DN") / 100.0,
                acceleration_m_s2: number("WPNAV_ACCEL") / 100.0,
                climb_m_s2: number("WPNAV_ACCEL_Z") / 100.0,
                jerk_m_s3: 8.0,
                yaw_rad_s: 1.05,
            },
            Manner::Px4 => Limits {
                ground_m_s: number("MPC_XY_CRUISE"),
                climb_m_s: number("MPC_Z_V_AUTO_UP"),
                descent_m_s: number("MPC_Z_V_AUTO_DN"),
                acceleration_m_s2: number("MPC_ACC_HOR"),
                climb_m_s2: number("MPC_ACC_DOWN_MAX").min(number("MPC_ACC_UP_MAX")) / 2.0,
                jerk_m_s3: 8.0,
                yaw_rad_s: number("MPC_YAWRAUTO_MAX").to_radians(),
            },
        };
        Limits {
            ground_m_s: self.speeds.ground.unwrap_or(parameters.ground_m_s).max(0.1),
            climb_m_s: self.speeds.climb.unwrap_or(parameters.climb_m_s).max(0.1),
            descent_m_s: self
                .speeds
                .descent
                .unwrap_or(parameters.descent_m_s)
                .max(0.1),
            acceleration_m_s2: parameters.acceleration_m_s2.max(0.5),
            climb_m_s2: parameters.climb_m_s2.max(0.5),
            yaw_rad_s: parameters.yaw_rad_s.max(LEAST_YAW_RAD_S),
            ..parameters
        }
    }

    pub(super) fn refresh_speeds(&mut self) {
        let limits = self.limits();
        self.guidance.limit(limits);
        let tilt_deg = match self.manner {
            Manner::ArduPilot => self.parameters.number("ANGLE_MAX") / 100.0,
            Manner::Px4 => self.parameters.number("MPC_TILTMAX_AIR"),
        };
        self.control.limit_tilt(tilt_deg.to_radians());
    }

    /// Whether it flies (not standing on the ground).
    pub(super) fn is_airborne(&self) -> bool {
        self.is_armed() && self.landed != LandedState::OnGround
    }
}
