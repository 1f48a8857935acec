//! Changing modes, and the orders that each mode takes.

use missions::plan::Height;
use nalgebra::Vector3;

use super::super::modes::{FlightMode, Manner, modelled, name_of};
use super::Autopilot;
use super::activity::{Activity, STEERING_KEPT};
use super::event::{AutopilotEvent, Severity};
use super::guidance::Exit;
use super::orders::{Denied, GoTo, OrbitOrder, Steering};

/// Radius of a circle that was ordered without one (PX4), metres.
const ORBIT_RADIUS_M: f64 = 10.0;

impl Autopilot {
    /// Changes the mode as an operator or a pilot does.
    pub fn set_mode(&mut self, mode: FlightMode) -> Result<(), Denied> {
        let number = self.manner.custom_mode(mode);
        if number.and_then(|number| modelled(self.manner, number)) != Some(mode) {
            return Err(Denied::Unsupported);
        }
        if mode.needs_position() && !self.senses.has_position && self.is_armed() {
            self.refuse_mode(mode, "requires position");
            return Err(Denied::NoPosition);
        }
        if mode == FlightMode::Mission && self.is_armed() && !self.mission.can_start() {
            self.refuse_mode(mode, "no mission");
            return Err(Denied::NoMission);
        }
        if self.mode == mode && mode != FlightMode::Mission {
            return Ok(());
        }
        self.failsafes.operator_decided();
        self.enter(mode);
        Ok(())
    }

    /// Enters a mode; the reference brakes from the vehicle's own motion.
    pub(super) fn enter(&mut self, mode: FlightMode) {
        if self.mode == FlightMode::Mission && mode != FlightMode::Mission {
            self.leave_mission();
        }
        if self.mode != mode {
            self.mode = mode;
            self.tell(AutopilotEvent::ModeChanged(mode));
        }
        self.begin_mode();
    }

    /// Begins what the present mode does.
    pub(super) fn begin_mode(&mut self) {
        if !self.is_armed() {
            return;
        }
        self.speeds = super::Speeds::default();
        self.refresh_speeds();
        let senses = self.senses;
        if self.is_airborne() {
            self.guidance.adopt(
                senses.position_ned_m,
                senses.velocity_ned_m_s,
                senses.euler_rad().2,
            );
        }
        self.activity = match self.mode {
            FlightMode::Stabilize | FlightMode::AltitudeHold | FlightMode::PositionHold => {
                Activity::Pilot
            }
            _ if !self.is_airborne() => Activity::Idle,
            FlightMode::Descend => Activity::Descend,
            FlightMode::Land if !senses.has_position => Activity::Descend,
            _ => Activity::Track,
        };
        match self.mode {
            FlightMode::Mission => self.begin_mission(),
            FlightMode::Return => self.begin_return(),
            FlightMode::Land if self.activity == Activity::Track => {
                self.begin_landing(self.stopping_place());
            }
            FlightMode::TakeOff if !self.is_airborne() => {
                let height = self.parameters.number("MIS_TAKEOFF_ALT").max(1.0);
                self.begin_take_off(self.home_ned().z - height);
            }
            FlightMode::Orbit if self.is_airborne() => self.circle_here(),
            _ => {}
        }
    }

    /// Takes off to a height above home, metres.
    pub fn take_off(&mut self, height_m: f64) -> Result<(), Denied> {
        if !height_m.is_finite() || height_m <= 0.0 {
            return Err(Denied::Invalid {
                name: "a take-off height",
                value: height_m,
            });
        }
        if !self.is_armed() {
            return Err(Denied::NotArmed);
        }
        if self.is_airborne() {
            return Err(Denied::Flying);
        }
        if !self.senses.has_position {
            return Err(Denied::NoPosition);
        }
        match (self.manner, self.mode) {
            (Manner::ArduPilot, FlightMode::Guided) => {}
            (Manner::ArduPilot, _) => return Err(Denied::WrongMode),
            (Manner::Px4, _) => {
                self.mode = FlightMode::TakeOff;
                self.tell(AutopilotEvent::ModeChanged(FlightMode::TakeOff));
                self.text(
                    Severity::Info,
                    format!("Using default takeoff altitude: {height_m:.2} m"),
                );
            }
        }
        self.begin_take_off(self.home_ned().z - height_m);
        Ok(())
    }

    /// Flies to a place and stays there.
    pub fn go_to(&mut self, order: GoTo) -> Result<(), Denied> {
        self.ready_to_steer()?;
        check_finite("a speed", order.speed_m_s)?;
        check_finite("a heading", order.yaw_deg)?;
        check_finite("a height", order.height.map(|height| height.metres))?;
        match self.manner {
            Manner::ArduPilot => {}
            // DO_REPOSITION brings PX4 into Hold.
            Manner::Px4 => self.enter(FlightMode::Hold),
        }
        if let Some(speed) = order.speed_m_s.filter(|speed| *speed > 0.0) {
            self.speeds.ground = Some(speed);
            self.refresh_speeds();
        }
        let from = self.guidance.position();
        let mut to = order.position.map_or(from, |position| {
            let plane = self.plane.to_plane(position);
            Vector3::new(plane.y, plane.x, from.z)
        });
        if let Some(height) = order.height {
            to.z = self.down_of(height);
        }
        self.guidance.go(to, Exit::Stop);
        if let Some(yaw_deg) = order.yaw_deg {
            self.guidance.turn_to(&super::YawOrder {
                angle_deg: yaw_deg,
                rate_deg_s: 0.0,
                relative: false,
                direction: 0,
            });
        }
        self.activity = Activity::Track;
        Ok(())
    }

    /// Holds a velocity for at most three seconds.
    pub fn steer(&mut self, order: Steering) -> Result<(), Denied> {
        self.ready_to_steer()?;
        if self.mode != FlightMode::Guided {
            return Err(Denied::WrongMode);
        }
        let velocity = Vector3::from(order.velocity_ned_m_s);
        check_finite("a velocity", Some(velocity.sum()))?;
        check_finite("a heading", order.yaw_deg)?;
        check_finite("a rate of turn", order.yaw_rate_deg_s)?;
        self.guidance.steer(velocity);
        if let Some(yaw_deg) = order.yaw_deg {
            self.guidance.turn_to(&super::YawOrder {
                angle_deg: yaw_deg,
                rate_deg_s: 0.0,
                relative: false,
                direction: 0,
            });
        } else {
            self.guidance
                .turn_at(order.yaw_rate_deg_s.unwrap_or(0.0).to_radians());
        }
        self.activity = Activity::Steer {
            until: self.now + STEERING_KEPT,
        };
        Ok(())
    }

    /// Flies a circle until told otherwise.
    pub fn orbit(&mut self, order: OrbitOrder) -> Result<(), Denied> {
        self.ready_to_steer()?;
        check_finite("a radius", order.radius_m)?;
        check_finite("a speed", order.speed_m_s)?;
        check_finite("a height", order.height.map(|height| height.metres))?;
        let mode = match self.manner {
            Manner::ArduPilot => FlightMode::Guided,
            Manner::Px4 => FlightMode::Orbit,
        };
        if self.mode != mode {
            self.enter(mode);
        }
        if let Some(speed) = order.speed_m_s.filter(|speed| *speed > 0.0) {
            self.speeds.ground = Some(speed);
            self.refresh_speeds();
        }
        let here = self.guidance.position();
        let down = order.height.map_or(here.z, |height| self.down_of(height));
        let centre = order.centre.map_or(here, |position| {
            let plane = self.plane.to_plane(position);
            Vector3::new(plane.y, plane.x, here.z)
        });
        let centre = Vector3::new(centre.x, centre.y, down);
        let radius = order.radius_m.unwrap_or(ORBIT_RADIUS_M);
        self.guidance.circle(centre, radius, order.yaw);
        self.activity = Activity::Track;
        Ok(())
    }

    /// Lands here.
    pub fn land(&mut self) -> Result<(), Denied> {
        if !self.is_armed() {
            return match self.manner {
                Manner::ArduPilot => self.set_mode(FlightMode::Land),
                Manner::Px4 => Err(Denied::NotArmed),
            };
        }
        self.set_mode(FlightMode::Land)
    }

    /// Comes home and lands.
    pub fn return_home(&mut self) -> Result<(), Denied> {
        self.set_mode(FlightMode::Return)
    }

    /// Stops and stays: what a pause of the mission or an order to hold leads to.
    pub fn hold(&mut self) -> Result<(), Denied> {
        match self.manner {
            Manner::ArduPilot if self.mode == FlightMode::Mission => self.pause_mission(),
            Manner::ArduPilot => self.set_mode(FlightMode::Brake),
            Manner::Px4 => self.set_mode(FlightMode::Hold),
        }
    }

    fn ready_to_steer(&self) -> Result<(), Denied> {
        if !self.is_armed() {
            return Err(Denied::NotArmed);
        }
        if !self.is_airborne() {
            return Err(Denied::WrongMode);
        }
        if !self.senses.has_position {
            return Err(Denied::NoPosition);
        }
        match (self.manner, self.mode) {
            (Manner::ArduPilot, mode) if mode != FlightMode::Guided => Err(Denied::WrongMode),
            _ => Ok(()),
        }
    }

    /// ArduPilot's Circle: the centre lies one radius ahead.
    fn circle_here(&mut self) {
        let radius = match self.manner {
            Manner::ArduPilot => self.parameters.number("CIRCLE_RADIUS") / 100.0,
            Manner::Px4 => ORBIT_RADIUS_M,
        };
        let (sin, cos) = self.senses.euler_rad().2.sin_cos();
        let centre = self.stopping_place() + Vector3::new(cos, sin, 0.0) * radius;
        self.guidance
            .circle(centre, radius, super::OrbitYaw::ToCentre);
    }

    /// Where it would come to rest if it braked now.
    pub(super) fn stopping_place(&self) -> Vector3<f64> {
        let velocity = self.senses.velocity_ned_m_s;
        let level = Vector3::new(velocity.x, velocity.y, 0.0);
        let brake = self.limits().acceleration_m_s2;
        self.senses.position_ned_m + level * (level.norm() / (2.0 * brake))
    }

    fn refuse_mode(&mut self, mode: FlightMode, reason: &str) {
        let text = match self.manner {
            Manner::ArduPilot => format!(
                "Mode change to {} failed: {reason}",
                name_of(Manner::ArduPilot, mode)
            ),
            Manner::Px4 => format!(
                "Switching to mode '{}' is currently not possible",
                name_of(Manner::Px4, mode)
            ),
        };
        self.text(Severity::Warning, text);
    }

    /// A height above home as a height above the sea, metres.
    pub fn sea_of_home_height_m(&self, height: Height) -> f64 {
        self.origin_sea_m - self.down_of(height)
    }
}

fn check_finite(name: &'static str, value: Option<f64>) -> Result<(), Denied> {
    match value {
        Some(value) if !value.is_finite() => Err(Denied::Invalid { name, value }),
        _ => Ok(()),
    }
}
