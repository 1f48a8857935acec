//! Where the nose points while the reference moves.

use nalgebra::Vector3;

use super::super::orders::{OrbitYaw, YawOrder};

/// Shorter legs do not turn the nose, metres.
const LEAST_LEG_M: f64 = 2.0;
/// The nose follows the course only above this speed, metres per second.
const LEAST_SPEED_M_S: f64 = 0.5;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Aim {
    /// A heading, radians.
    Heading(f64),
    /// A rate of turn, radians per second.
    Rate(f64),
    /// A place, north, east, down.
    Place(Vector3<f64>),
    /// Where it is going.
    Course,
}

/// The heading and what leads it.
#[derive(Clone, Debug)]
pub(super) struct Facing {
    yaw_rad: f64,
    rate_rad_s: f64,
    aim: Aim,
    /// A region of interest overrides legs until it is ended.
    interest: Option<Vector3<f64>>,
    order_rate_rad_s: Option<f64>,
}

impl Facing {
    pub(super) const fn new(yaw_rad: f64) -> Self {
        Self {
            yaw_rad,
            rate_rad_s: 0.0,
            aim: Aim::Heading(yaw_rad),
            interest: None,
            order_rate_rad_s: None,
        }
    }

    pub(super) const fn yaw_rad(&self) -> f64 {
        self.yaw_rad
    }

    pub(super) const fn rate_rad_s(&self) -> f64 {
        self.rate_rad_s
    }

    pub(super) const fn hold(&mut self, yaw_rad: f64) {
        self.yaw_rad = yaw_rad;
        self.hold_present();
    }

    pub(super) const fn hold_present(&mut self) {
        self.aim = Aim::Heading(self.yaw_rad);
        self.order_rate_rad_s = None;
    }

    pub(super) fn start_leg(&mut self, leg: Vector3<f64>) {
        self.order_rate_rad_s = None;
        self.aim = if leg.xy().norm() >= LEAST_LEG_M {
            Aim::Heading(leg.y.atan2(leg.x))
        } else {
            Aim::Heading(self.yaw_rad)
        };
    }

    pub(super) const fn start_circle(&mut self, centre: Vector3<f64>, yaw: OrbitYaw) {
        self.aim = match yaw {
            OrbitYaw::ToCentre => Aim::Place(centre),
            OrbitYaw::Initial | OrbitYaw::Uncontrolled => Aim::Heading(self.yaw_rad),
            OrbitYaw::Along => Aim::Course,
        };
    }

    pub(super) fn face(&mut self, place: Option<Vector3<f64>>) {
        if self.interest.is_some() && place.is_none() {
            self.aim = Aim::Course;
        }
        self.interest = place;
    }

    pub(super) fn turn_to(&mut self, order: &YawOrder) {
        let angle = order.angle_deg.to_radians();
        let heading = match (order.relative, order.direction) {
            (true, direction) => self.yaw_rad + angle * if direction < 0 { -1.0 } else { 1.0 },
            (false, _) => angle,
        };
        self.aim = Aim::Heading(heading);
        self.interest = None;
        self.order_rate_rad_s = (order.rate_deg_s > 0.0).then_some(order.rate_deg_s.to_radians());
    }

    pub(super) const fn turn_at(&mut self, rate_rad_s: f64) {
        self.aim = Aim::Rate(rate_rad_s);
    }

    /// Whether an ordered heading is reached.
    pub(super) fn is_turned(&self) -> bool {
        match self.aim {
            Aim::Heading(heading) => wrapped(heading - self.yaw_rad).abs() < 0.035,
            _ => true,
        }
    }

    pub(super) fn step(
        &mut self,
        dt: f64,
        most_rad_s: f64,
        here: Vector3<f64>,
        velocity: Vector3<f64>,
    ) {
        let most = self.order_rate_rad_s.unwrap_or(most_rad_s);
        let aim = self.interest.map_or(self.aim, Aim::Place);
        let heading = match aim {
            Aim::Rate(rate) => {
                self.rate_rad_s = rate.clamp(-3.0, 3.0);
                self.yaw_rad = wrapped(self.yaw_rad + self.rate_rad_s * dt);
                return;
            }
            Aim::Heading(heading) => Some(heading),
            Aim::Place(place) => towards(place - here, 1.0),
            Aim::Course => towards(velocity, LEAST_SPEED_M_S),
        };
        let turn = heading.map_or(0.0, |heading| wrapped(heading - self.yaw_rad));
        // A first-order approach keeps the rate continuous at the end of a turn.
        self.rate_rad_s = (turn / 0.3).clamp(-most, most);
        self.yaw_rad = wrapped(self.yaw_rad + self.rate_rad_s * dt);
    }
}

fn towards(offset: Vector3<f64>, least: f64) -> Option<f64> {
    (offset.xy().norm() >= least).then(|| offset.y.atan2(offset.x))
}

/// An angle in (-π, π].
fn wrapped(angle: f64) -> f64 {
    use std::f64::consts::PI;
    let turned = missions::frames::wrap_rad(angle);
    if turned <= -PI { PI } else { turned }
}
