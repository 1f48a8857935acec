//! How the reference moves: the velocity that its path wants, and the way there within the limits
//! of speed, acceleration and jerk.

use nalgebra::Vector3;

use super::{Exit, Guidance, Path};

/// Time in which the reference closes in on its wanted velocity, seconds.
const VELOCITY_LAG_S: f64 = 0.3;
/// Time in which the reference closes in on its path and on the end of a leg, seconds.
const POSITION_LAG_S: f64 = 0.8;
/// Share of the acceleration used for braking, so that jerk and lag find room.
const BRAKING_SHARE: f64 = 0.7;
/// Share of the acceleration used in corners, for the same reason.
const CORNER_SHARE: f64 = 0.5;
/// Distance of the vehicle from the reference at which the reference begins to wait, metres.
const LEASH_M: f64 = 1.5;
/// Distance at which it stands still, metres.
pub(super) const LEASH_END_M: f64 = 4.0;

impl Guidance {
    /// Moves the reference on by `dt`; `actual` is where the vehicle believes to be.
    pub(in crate::vehicle::autopilot) fn step(&mut self, dt: f64, actual: Vector3<f64>) {
        let lag_m = (self.position - actual).norm();
        let leash_m_s = if lag_m < LEASH_M {
            f64::MAX
        } else {
            let room_m = (LEASH_END_M - lag_m).max(0.0);
            approach_speed(room_m, 0.0, self.limits.acceleration_m_s2)
        };
        let (wanted, bend) = self.wanted(leash_m_s);
        let acceleration = self.approach(wanted) + bend;
        let most = self.limits.jerk_m_s3 * dt;
        let change = acceleration - self.acceleration;
        let norm = change.norm();
        self.acceleration += if norm > most {
            change * (most / norm)
        } else {
            change
        };
        self.velocity += self.acceleration * dt;
        let moved = self.velocity * dt;
        self.position += moved;
        self.follow(moved);
        self.facing
            .step(dt, self.limits.yaw_rad_s, self.position, self.velocity);
    }

    /// Keeps count on a circle, and ends a braking.
    fn follow(&mut self, moved: Vector3<f64>) {
        let here = self.position;
        match &mut self.path {
            Path::Circle {
                centre,
                radius_m,
                turned_rad,
            } => {
                let out = (here - *centre).xy();
                let tangent = nalgebra::Vector2::new(-out.y, out.x) * radius_m.signum();
                *turned_rad += tangent.dot(&moved.xy()) / out.norm_squared().max(1.0);
            }
            Path::Brake if self.velocity.norm() < 0.05 => self.path = Path::Hold(here),
            _ => {}
        }
    }

    /// The velocity wanted now, and the acceleration that a curved path adds.
    fn wanted(&self, leash_m_s: f64) -> (Vector3<f64>, Vector3<f64>) {
        match self.path {
            Path::Hold(place) => (self.homing(place - self.position), Vector3::zeros()),
            Path::Brake => (Vector3::zeros(), Vector3::zeros()),
            Path::Velocity(velocity) => (self.capped(velocity, leash_m_s), Vector3::zeros()),
            Path::Leg {
                from,
                to,
                exit_m_s,
                early_m,
            } => (
                self.along(from, to, (exit_m_s, early_m), leash_m_s),
                Vector3::zeros(),
            ),
            Path::Circle {
                centre, radius_m, ..
            } => self.around(centre, radius_m, leash_m_s),
            Path::Sink { over, rate_m_s } => {
                let mut velocity = self.homing(over - self.position);
                velocity.z = rate_m_s.min(leash_m_s);
                (velocity, Vector3::zeros())
            }
        }
    }

    /// Towards a near place, slowing as it comes nearer.
    fn homing(&self, offset: Vector3<f64>) -> Vector3<f64> {
        let distance = offset.norm();
        if distance < 1e-9 {
            return Vector3::zeros();
        }
        let direction = offset / distance;
        let speed = approach_speed(distance, 0.0, self.acceleration_along(direction));
        direction * speed.min(self.speed_along(direction))
    }

    fn along(
        &self,
        from: Vector3<f64>,
        to: Vector3<f64>,
        (exit_m_s, early_m): (f64, f64),
        leash_m_s: f64,
    ) -> Vector3<f64> {
        let Some(direction) = (to - from).try_normalize(1e-6) else {
            return self.homing(to - self.position);
        };
        let remaining = (to - self.position).dot(&direction);
        let beside = to - direction * remaining - self.position;
        if remaining <= 0.0 {
            return self.homing(to - self.position);
        }
        let brake = approach_speed(
            (remaining - early_m).max(0.0),
            exit_m_s,
            self.acceleration_along(direction),
        );
        let speed = self.speed_along(direction).min(brake).min(leash_m_s);
        direction * speed + self.homing(beside)
    }

    fn around(
        &self,
        centre: Vector3<f64>,
        radius_m: f64,
        leash_m_s: f64,
    ) -> (Vector3<f64>, Vector3<f64>) {
        let out = Vector3::new(self.position.x - centre.x, self.position.y - centre.y, 0.0);
        let distance = out.norm();
        let outward = out.try_normalize(1e-6).unwrap_or_else(Vector3::x);
        let tangent = Vector3::new(-outward.y, outward.x, 0.0) * radius_m.signum();
        let radius = radius_m.abs().max(0.5);
        let speed = self
            .limits
            .ground_m_s
            .min((self.limits.acceleration_m_s2 * BRAKING_SHARE * radius).sqrt())
            .min(leash_m_s);
        let aside = outward * (radius - distance) + Vector3::z() * (centre.z - self.position.z);
        let bend = -outward * (self.velocity.dot(&tangent).powi(2) / radius);
        (tangent * speed + self.homing(aside), bend)
    }

    /// The acceleration that brings the reference's velocity to the wanted one.
    fn approach(&self, wanted: Vector3<f64>) -> Vector3<f64> {
        let mut acceleration = (wanted - self.velocity) / VELOCITY_LAG_S;
        let level = acceleration.xy().norm();
        if level > self.limits.acceleration_m_s2 {
            let share = self.limits.acceleration_m_s2 / level;
            acceleration.x *= share;
            acceleration.y *= share;
        }
        acceleration.z = acceleration
            .z
            .clamp(-self.limits.climb_m_s2, self.limits.climb_m_s2);
        acceleration
    }

    /// Speed at the corner and the distance before it at which the turn begins.
    ///
    /// A turn of angle θ on a circle of radius ρ = v²/a begins ρ·tan(θ/2) before the corner.
    pub(super) fn corner(&self, from: Vector3<f64>, to: Vector3<f64>, exit: Exit) -> (f64, f64) {
        let Exit::Through { next, radius_m } = exit else {
            return (0.0, 0.0);
        };
        let (Some(into), Some(out)) = (
            (to - from).try_normalize(1e-3),
            (next - to).try_normalize(1e-3),
        ) else {
            return (0.0, 0.0);
        };
        let room = radius_m
            .min((to - from).norm() / 2.0)
            .min((next - to).norm() / 2.0);
        let half = (into.dot(&out).clamp(-1.0, 1.0).acos() / 2.0)
            .tan()
            .max(1e-6);
        let braking = CORNER_SHARE
            * self
                .acceleration_along(into)
                .min(self.acceleration_along(out));
        let speed = (braking * room / half)
            .sqrt()
            .min(self.speed_along(into))
            .min(self.speed_along(out));
        // It must also be able to stop on the next leg.
        let stop = (2.0 * braking * BRAKING_SHARE * (next - to).norm()).sqrt();
        let speed = speed.min(stop);
        (speed, (speed * speed / braking * half).min(room))
    }

    fn capped(&self, velocity: Vector3<f64>, leash_m_s: f64) -> Vector3<f64> {
        let mut capped = velocity;
        let level = velocity.xy().norm();
        let most = self.limits.ground_m_s.min(leash_m_s);
        if level > most {
            let share = most / level;
            capped.x *= share;
            capped.y *= share;
        }
        capped.z = velocity
            .z
            .clamp(-self.limits.climb_m_s, self.limits.descent_m_s);
        capped
    }

    fn speed_along(&self, direction: Vector3<f64>) -> f64 {
        let vertical = if direction.z < 0.0 {
            self.limits.climb_m_s
        } else {
            self.limits.descent_m_s
        };
        least(direction, self.limits.ground_m_s, vertical)
    }

    fn acceleration_along(&self, direction: Vector3<f64>) -> f64 {
        least(
            direction,
            self.limits.acceleration_m_s2,
            self.limits.climb_m_s2,
        )
    }
}

/// The greatest length along a unit vector whose level and vertical parts stay within limits.
fn least(direction: Vector3<f64>, level: f64, vertical: f64) -> f64 {
    let (h, v) = (direction.xy().norm(), direction.z.abs());
    (level / h.max(1e-9)).min(vertical / v.max(1e-9))
}

/// The speed from which one can still slow to `exit_m_s` within `distance`.
fn approach_speed(distance: f64, exit_m_s: f64, acceleration: f64) -> f64 {
    let brake = BRAKING_SHARE * acceleration;
    // Near the end the speed falls linearly, so that it arrives without overshoot.
    let linear_m = brake * POSITION_LAG_S * POSITION_LAG_S;
    if exit_m_s <= 0.0 && distance < linear_m {
        return distance / POSITION_LAG_S;
    }
    let offset = if exit_m_s <= 0.0 { linear_m / 2.0 } else { 0.0 };
    (exit_m_s * exit_m_s + 2.0 * brake * (distance - offset))
        .max(0.0)
        .sqrt()
}

/// How far it is yet to the end of a leg: along it, or beside its end once past that.
pub(super) fn remaining(from: Vector3<f64>, to: Vector3<f64>, here: Vector3<f64>) -> f64 {
    (to - from).try_normalize(1e-6).map_or(0.0, |direction| {
        let along = (to - here).dot(&direction);
        let beside = (to - here - direction * along).norm();
        if along <= 0.0 { beside } else { along }
    })
}
