//! The camera as the autopilot knows it: when it is triggered and where it looks.

use missions::geodesy::Position;
use missions::plan::Waypoint;
use missions::time::BootTime;
use nalgebra::Vector3;

use super::Autopilot;
use super::event::{AutopilotEvent, Picture};
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

impl Autopilot {
    /// Turns the nose to a region of interest, and the camera with it; none ends that.
    pub fn set_region_of_interest(&mut self, place: Option<Waypoint>) {
        self.camera.aim(place.map(GimbalAim::Place));
        self.guidance.face(place.map(|place| self.ned_of(place)));
    }

    /// Points the camera.
    pub fn point_camera(&mut self, aim: GimbalAim) {
        self.camera.aim(Some(aim));
    }

    /// Takes one picture now.
    pub fn take_picture(&mut self) {
        let picture = self.camera.shoot(self.viewpoint());
        self.tell(AutopilotEvent::Picture(picture));
    }

    /// Takes a picture every so many metres; zero or less stops it.
    pub fn set_trigger_distance(&mut self, metres: f64, also_now: bool) {
        self.camera
            .trigger_every(metres, self.senses.position_ned_m);
        if also_now && metres > 0.0 {
            self.take_picture();
        }
    }

    pub(super) fn viewpoint(&self) -> Viewpoint {
        let ned = self.senses.position_ned_m;
        let (roll, pitch, yaw) = self.senses.euler_rad();
        Viewpoint {
            time: self.now,
            position: self.position_of(ned),
            sea_m: self.sea_m(ned),
            home_m: self.height_m(),
            euler_deg: [roll, pitch, yaw].map(f64::to_degrees),
        }
    }

    pub(super) fn watch_camera(&mut self) {
        if self.is_armed() && self.camera.is_due(self.senses.position_ned_m) {
            self.take_picture();
        }
    }
}
