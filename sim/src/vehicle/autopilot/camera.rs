//! The camera as the autopilot knows it: when it is triggered and where it looks.

use missions::geodesy::Position;
use missions::time::BootTime;
use nalgebra::Vector3;

use super::event::Picture;
use super::orders::GimbalAim;

/// The trigger and the gimbal.
#[derive(Clone, Debug, Default)]
pub struct Camera {
    pictures: u32,
    every_m: Option<f64>,
    last_ned_m: Vector3<f64>,
    aim: Option<GimbalAim>,
}

/// From where a picture would be taken now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Viewpoint {
    pub(super) time: BootTime,
    pub(super) position: Position,
    pub(super) sea_m: f64,
    pub(super) home_m: f64,
    pub(super) euler_deg: [f64; 3],
}

impl Camera {
    /// Pictures taken since boot.
    pub const fn pictures(&self) -> u32 {
        self.pictures
    }

    /// Distance between pictures, metres, while that is on.
    pub const fn every_m(&self) -> Option<f64> {
        self.every_m
    }

    /// Where it was told to look; none leaves it ahead.
    pub const fn looks_at(&self) -> Option<GimbalAim> {
        self.aim
    }

    pub(super) const fn aim(&mut self, aim: Option<GimbalAim>) {
        self.aim = aim;
    }

    pub(super) fn trigger_every(&mut self, metres: f64, here_ned_m: Vector3<f64>) {
        self.every_m = (metres.is_finite() && metres > 0.0).then_some(metres);
        self.last_ned_m = here_ned_m;
    }

    pub(super) fn is_due(&mut self, here_ned_m: Vector3<f64>) -> bool {
        let Some(every_m) = self.every_m else {
            return false;
        };
        let is_due = (here_ned_m - self.last_ned_m).xy().norm() >= every_m;
        if is_due {
            self.last_ned_m = here_ned_m;
        }
        is_due
    }

    pub(super) const fn shoot(&mut self, from: Viewpoint) -> Picture {
        self.pictures += 1;
        Picture {
            index: self.pictures,
            time: from.time,
            position: from.position,
            sea_m: from.sea_m,
            home_m: from.home_m,
            euler_deg: from.euler_deg,
        }
    }
}
