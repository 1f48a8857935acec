//! The satellite receiver: five fixes a second, late, with noise that wanders.

use std::time::Duration;

use geo::Coord;
use missions::frames::LocalPlane;
use missions::time::BootTime;
use nalgebra::Vector3;

use super::super::dynamics::Truth;
use super::super::senses::Gnss;
use crate::noise::{Noise, Wander};

/// Time between fixes.
const PERIOD: Duration = Duration::from_millis(200);
/// Time from the measurement to its arrival.
const LATENCY: Duration = Duration::from_millis(120);
/// White noise of a fix, metres; twice that vertically.
const WHITE_M: f64 = 0.15;
/// Slow wander (ionosphere, multipath), metres; twice that vertically.
const WANDER_M: f64 = 0.45;
/// Memory of the wander, seconds.
const WANDER_MEMORY_S: f64 = 180.0;
/// Noise of the velocity, metres per second.
const SPEED_M_S: f64 = 0.06;
/// From power-on to the first fix.
const FIRST_FIX: Duration = Duration::from_millis(1500);
/// From the end of a loss to the next fix.
const RECOVERY: Duration = Duration::from_secs(2);

/// The receiver.
#[derive(Clone, Debug)]
pub struct Receiver {
    noise: Noise,
    wander: [Wander; 3],
    plane: LocalPlane,
    ground_sea_m: f64,
    next: BootTime,
    blind_until: BootTime,
    pending: Option<Gnss>,
    last: Gnss,
}

impl Receiver {
    /// At the origin of `plane`, on ground that lies this high above the sea.
    pub fn new(seed: u64, vehicle: &str, plane: LocalPlane, ground_sea_m: f64) -> Self {
        let mut noise = Noise::stream(seed, &format!("gnss {vehicle}"));
        let wander = [WANDER_M, WANDER_M, 2.0 * WANDER_M].map(|sigma| Wander {
            value: noise.normal() * sigma,
        });
        Self {
            noise,
            wander,
            plane,
            ground_sea_m,
            next: BootTime::ZERO,
            blind_until: BootTime::ZERO + FIRST_FIX,
            pending: None,
            last: Gnss {
                time: BootTime::ZERO,
                fix: 1,
                position: plane.origin(),
                sea_m: ground_sea_m,
                velocity_ned_m_s: Vector3::zeros(),
                satellites: 0,
                hdop: 99.99,
                vdop: 99.99,
                horizontal_m: 1e3,
                vertical_m: 1e3,
                speed_m_s: 1e2,
            },
        }
    }

    /// The last fix that arrived.
    pub const fn last(&self) -> &Gnss {
        &self.last
    }

    /// How late fixes arrive.
    pub const fn latency() -> Duration {
        LATENCY
    }

    /// Goes on to `now`; returns a fix when one arrives. `jump_ned_m` is added to the truth.
    pub fn step(
        &mut self,
        now: BootTime,
        truth: &Truth,
        is_lost: bool,
        jump_ned_m: Vector3<f64>,
    ) -> Option<Gnss> {
        if is_lost {
            self.blind_until = now + RECOVERY;
        }
        let arrived = self.pending.filter(|fix| now.since(fix.time) >= LATENCY);
        if let Some(fix) = arrived {
            self.pending = None;
            self.last = fix;
        }
        if now >= self.next {
            self.next = now + PERIOD;
            self.pending = Some(if now < self.blind_until {
                self.no_fix(now)
            } else {
                self.measure(now, truth, jump_ned_m)
            });
        }
        arrived
    }

    fn no_fix(&self, now: BootTime) -> Gnss {
        Gnss {
            time: now,
            fix: 1,
            satellites: 0,
            hdop: 99.99,
            vdop: 99.99,
            horizontal_m: 1e3,
            vertical_m: 1e3,
            speed_m_s: 1e2,
            velocity_ned_m_s: Vector3::zeros(),
            ..self.last
        }
    }

    fn measure(&mut self, now: BootTime, truth: &Truth, jump: Vector3<f64>) -> Gnss {
        let dt = PERIOD.as_secs_f64();
        let mut error = Vector3::zeros();
        for (axis, scale) in [1.0, 1.0, 2.0].into_iter().enumerate() {
            let slow =
                self.wander[axis].step(&mut self.noise, dt, WANDER_M * scale, WANDER_MEMORY_S);
            error[axis] = slow + self.noise.normal() * WHITE_M * scale;
        }
        let ned = truth.position_ned_m + error + jump;
        Gnss {
            time: now,
            fix: 3,
            position: self.plane.to_position(Coord { x: ned.y, y: ned.x }),
            sea_m: self.ground_sea_m - ned.z,
            velocity_ned_m_s: truth.velocity_ned_m_s + self.noise.normal3() * SPEED_M_S,
            satellites: 14,
            hdop: 0.8,
            vdop: 1.2,
            horizontal_m: 0.9,
            vertical_m: 1.6,
            speed_m_s: 0.2,
        }
    }
}
