//! Guidance: a reference that moves along legs and circles as smoothly as the vehicle can follow.
//!
//! The reference is a point with velocity and acceleration. It never exceeds the limits of speed,
//! acceleration and jerk, turns early at corners by the acceptance radius, and waits for a
//! vehicle that lags. North, east, down; metres, seconds, radians.

mod facing;
mod motion;

use nalgebra::Vector3;

use super::Target;
use super::orders::{OrbitYaw, YawOrder};
use facing::Facing;
use motion::remaining;

/// A leg is done when the reference is this near its end, metres.
const DONE_M: f64 = 0.1;

/// How fast the reference may move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limits {
    pub(super) ground_m_s: f64,
    pub(super) climb_m_s: f64,
    pub(super) descent_m_s: f64,
    pub(super) acceleration_m_s2: f64,
    pub(super) climb_m_s2: f64,
    pub(super) jerk_m_s3: f64,
    pub(super) yaw_rad_s: f64,
}

/// How a leg ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Exit {
    /// Standing at its end.
    Stop,
    /// On to the next one, cutting the corner within this radius.
    Through { next: Vector3<f64>, radius_m: f64 },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Path {
    /// Stand still here.
    Hold(Vector3<f64>),
    /// Brake, then stand still wherever that is.
    Brake,
    /// A straight line; `exit_m_s` is the speed at its end, `early_m` how far before it ends.
    Leg {
        from: Vector3<f64>,
        to: Vector3<f64>,
        exit_m_s: f64,
        early_m: f64,
    },
    /// A level circle; positive radius is clockwise. `turned` is how far it has come, radians.
    Circle {
        centre: Vector3<f64>,
        radius_m: f64,
        turned_rad: f64,
    },
    /// A velocity.
    Velocity(Vector3<f64>),
    /// Stay over a place and sink.
    Sink { over: Vector3<f64>, rate_m_s: f64 },
}

/// The moving reference.
#[derive(Clone, Debug)]
pub(super) struct Guidance {
    position: Vector3<f64>,
    velocity: Vector3<f64>,
    acceleration: Vector3<f64>,
    path: Path,
    facing: Facing,
    limits: Limits,
}

impl Guidance {
    /// Standing at a place with a heading.
    pub(super) fn at(position: Vector3<f64>, yaw_rad: f64) -> Self {
        Self {
            position,
            velocity: Vector3::zeros(),
            acceleration: Vector3::zeros(),
            path: Path::Hold(position),
            facing: Facing::new(yaw_rad),
            limits: Limits {
                ground_m_s: 5.0,
                climb_m_s: 2.0,
                descent_m_s: 1.0,
                acceleration_m_s2: 2.5,
                climb_m_s2: 1.5,
                jerk_m_s3: 8.0,
                yaw_rad_s: 1.0,
            },
        }
    }

    pub(super) const fn limit(&mut self, limits: Limits) {
        self.limits = limits;
    }

    #[cfg(test)]
    pub(super) const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Takes the vehicle's own motion as the reference, and brakes.
    pub(super) fn adopt(&mut self, position: Vector3<f64>, velocity: Vector3<f64>, yaw_rad: f64) {
        self.position = position;
        self.velocity = velocity;
        self.acceleration = Vector3::zeros();
        self.path = Path::Brake;
        self.facing.hold(yaw_rad);
    }

    pub(super) fn brake(&mut self) {
        self.path = Path::Brake;
        self.facing.hold_present();
    }

    /// Brakes if it was following a velocity; otherwise goes on.
    pub(super) const fn brake_once(&mut self) {
        if matches!(self.path, Path::Velocity(_)) {
            self.path = Path::Brake;
        }
    }

    pub(super) fn sink(&mut self, over: Vector3<f64>, rate_m_s: f64) {
        self.path = Path::Sink { over, rate_m_s };
    }

    pub(super) const fn steer(&mut self, velocity: Vector3<f64>) {
        self.path = Path::Velocity(velocity);
    }

    /// Flies straight from the reference's present place.
    pub(super) fn go(&mut self, to: Vector3<f64>, exit: Exit) {
        self.leg(self.position, to, exit);
    }

    /// Flies the line `from`–`to`, whose beginning the reference may be beside.
    pub(super) fn leg(&mut self, from: Vector3<f64>, to: Vector3<f64>, exit: Exit) {
        let (exit_m_s, early_m) = self.corner(from, to, exit);
        self.path = Path::Leg {
            from,
            to,
            exit_m_s,
            early_m,
        };
        self.facing.start_leg(to - from);
    }

    pub(super) fn circle(&mut self, centre: Vector3<f64>, radius_m: f64, yaw: OrbitYaw) {
        self.path = Path::Circle {
            centre,
            radius_m,
            turned_rad: 0.0,
        };
        self.facing.start_circle(centre, yaw);
    }

    pub(super) fn face(&mut self, place: Option<Vector3<f64>>) {
        self.facing.face(place);
    }

    pub(super) fn turn_to(&mut self, order: &YawOrder) {
        self.facing.turn_to(order);
    }

    pub(super) fn turn_at(&mut self, rate_rad_s: f64) {
        self.facing.turn_at(rate_rad_s);
    }

    pub(super) fn is_turned(&self) -> bool {
        self.facing.is_turned()
    }

    /// Whether the leg is flown: the reference may go on to the next.
    pub(super) fn is_done(&self) -> bool {
        match self.path {
            Path::Leg {
                from, to, early_m, ..
            } => remaining(from, to, self.position) <= early_m.max(DONE_M),
            Path::Hold(_) => true,
            Path::Brake => self.velocity.norm() < 0.2,
            Path::Circle { .. } | Path::Velocity(_) | Path::Sink { .. } => false,
        }
    }

    /// Turns flown on the circle, positive.
    pub(super) fn turns(&self) -> f64 {
        match self.path {
            Path::Circle { turned_rad, .. } => turned_rad / std::f64::consts::TAU,
            _ => 0.0,
        }
    }

    pub(super) fn target(&self) -> Target {
        Target {
            position_ned_m: self.position,
            velocity_ned_m_s: self.velocity,
            yaw_deg: self.facing.yaw_rad().to_degrees().rem_euclid(360.0),
            goal_ned_m: match self.path {
                Path::Leg { to, .. } => to,
                Path::Circle { centre, .. } => centre,
                Path::Hold(place) | Path::Sink { over: place, .. } => place,
                Path::Brake | Path::Velocity(_) => self.position,
            },
        }
    }

    pub(super) const fn position(&self) -> Vector3<f64> {
        self.position
    }

    pub(super) const fn acceleration(&self) -> Vector3<f64> {
        self.acceleration
    }

    pub(super) const fn velocity(&self) -> Vector3<f64> {
        self.velocity
    }

    pub(super) const fn yaw(&self) -> (f64, f64) {
        (self.facing.yaw_rad(), self.facing.rate_rad_s())
    }
}

#[cfg(test)]
mod tests;
