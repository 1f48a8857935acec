//! The camera of a vehicle that looks at a ship at her berth: a picture from where the vehicle
//! really is and its gimbal really points, with the truth about it.
//!
//! Of the ship's six columns of marks one is drawn at a time, the one nearest to where the camera
//! looks; of what is far from all of them only sky and water are seen. Nothing is drawn before
//! somebody asks for it.

mod gaze;
mod lens;
mod truth;

use std::time::Duration;

use missions::ship::{Side, Station};
use missions::time::BootTime;
use nalgebra::Vector3;

use crate::berth::{Berth, Ground};
use crate::camera::Pose;
use crate::picture::Stage;
use crate::ship::{LoadingError, Plating, Site, Vessel};
use crate::vehicle::Vehicle;

pub use gaze::Gaze;
pub use lens::Optics;
pub use truth::{Sight, Survey};

/// A column farther away than this is not drawn, metres.
const FARTHEST_M: f64 = 70.0;
/// So far beside the picture a column may be and is drawn yet, radians.
const BESIDE_RAD: f64 = 0.25;

/// A picture that a vehicle's camera took, and the truth about it.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Red, green, blue, row by row.
    pub rgb: Vec<u8>,
    /// Columns and rows.
    pub size_px: [u32; 2],
    /// The middle of its exposure.
    pub time: BootTime,
    /// What is true of it.
    pub truth: Sight,
}

/// The camera of one vehicle: when it takes a picture, and from where.
#[derive(Debug)]
pub struct Eye {
    artist: Artist,
    gaze: Gaze,
    next: BootTime,
    /// From where the picture that is due is to be taken.
    due: Option<Look>,
}

/// Who draws what a camera sees. He needs nothing but the look: he may sit in a thread of his own.
#[derive(Debug)]
pub struct Artist {
    optics: Optics,
    berth: Berth,
    vessel: Vessel,
    seed: u64,
    stage: Option<(Station, Side, Box<Stage>)>,
}

/// Where a camera is and looks at an instant, and how that changes.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    time: BootTime,
    position: missions::geodesy::Position,
    height_m: f64,
    velocity_ned_m_s: Vector3<f64>,
    /// Yaw from north, pitch from the horizon, radians; and their rates a second.
    angles_rad: [f64; 2],
    rates_rad_s: [f64; 2],
    focal_mm: f64,
}

impl Eye {
    /// The camera of a vehicle near a ship.
    pub fn new(optics: Optics, berth: Berth, seed: u64) -> Result<Self, LoadingError> {
        Ok(Self {
            gaze: Gaze::new(&optics, seed),
            artist: Artist::new(optics, berth, seed)?,
            next: BootTime::ZERO,
            due: None,
        })
    }

    /// What it is.
    pub const fn optics(&self) -> &Optics {
        &self.artist.optics
    }

    /// What is true of the whole ship.
    pub fn survey(&self) -> Survey {
        Survey::of(&self.artist.berth, &self.artist.vessel)
    }

    /// Time goes on by a step; the gimbal says it points like this (yaw from the nose), the zoom
    /// is wanted to be that (from 1).
    pub fn step(&mut self, vehicle: &Vehicle, gimbal_rad: [f64; 2], zoom: f64) {
        let now = vehicle.now();
        let (_, _, nose_rad) = vehicle.truth().euler_rad();
        let [yaw_rad, pitch_rad] = gimbal_rad;
        self.gaze.follow(now, [nose_rad + yaw_rad, pitch_rad], zoom);
        if now < self.next {
            return;
        }
        self.next = now + Duration::from_secs_f64(1.0 / self.artist.optics.fps);
        let (position, height_m) = vehicle.true_position();
        self.due = Some(Look {
            time: now,
            position,
            height_m,
            velocity_ned_m_s: vehicle.truth().velocity_ned_m_s,
            angles_rad: self.gaze.angles_rad(now),
            rates_rad_s: self.gaze.rates_rad_s(),
            focal_mm: self.gaze.focal_mm(),
        });
    }

    /// The look of the picture that is due, if one is, for somebody else to draw.
    pub const fn look(&mut self) -> Option<Look> {
        self.due.take()
    }

    /// Draws the picture that is due, if one is.
    pub fn shot(&mut self) -> Option<Frame> {
        let look = self.due.take()?;
        Some(self.artist.draw(&look))
    }
}

impl Artist {
    /// One who draws what this camera sees of this ship.
    pub fn new(optics: Optics, berth: Berth, seed: u64) -> Result<Self, LoadingError> {
        Ok(Self {
            vessel: berth.vessel()?,
            optics,
            berth,
            seed,
            stage: None,
        })
    }

    /// What is seen in a look. Looks come in the order of their times.
    pub fn draw(&mut self, look: &Look) -> Frame {
        let (rgb, truth) = match self.column(look) {
            Some((station, side)) => self.drawn(look, station, side),
            None => (self.open_water(look), Sight::of_nothing(look)),
        };
        Frame {
            rgb,
            size_px: self.optics.size_px,
            time: look.time,
            truth,
        }
    }

    fn drawn(&mut self, look: &Look, station: Station, side: Side) -> (Vec<u8>, Sight) {
        let at = self.vessel.site(station, side);
        let ground = self.ground(look, &at);
        let focal_px = self.optics.focal_px(look.focal_mm);
        let is_kept = matches!(&self.stage, Some((s, d, _)) if (*s, *d) == (station, side));
        if !is_kept {
            self.stage = None;
        }
        let time_s = look.time.as_secs_f64();
        if self.stage.is_none() {
            let heading_deg = self.berth.lie(look.time).heading_deg;
            let view = self.optics.view();
            let scene = self
                .berth
                .scene(station, side, heading_deg, &view, self.seed);
            let Ok(stage) = Stage::roaming(&scene, time_s) else {
                return (self.open_water(look), Sight::of_nothing(look)); // she was afloat before
            };
            self.stage = Some((station, side, Box::new(stage)));
        }
        let Some((.., stage)) = &mut self.stage else {
            return (self.open_water(look), Sight::of_nothing(look));
        };
        stage.zoom(focal_px);
        let look = *look;
        let frame = stage.shot_from(time_s, |at_s| look.pose(&ground, at_s));
        let sight = Sight::of(&look, &at, &frame.truth);
        (frame.rgb, sight)
    }

    fn ground(&self, look: &Look, site: &Site) -> Ground {
        let plating = Plating::at(&self.vessel, site);
        let lie = self.berth.lie(look.time);
        Ground::new(lie, self.berth.loading.lbp_m, site, &plating)
    }

    /// The column that is nearest to the middle of the picture, if any is near it.
    fn column(&self, look: &Look) -> Option<(Station, Side)> {
        let half_view = self.optics.half_diagonal_rad(look.focal_mm) + BESIDE_RAD;
        let places = Station::ALL
            .into_iter()
            .flat_map(|station| Side::ALL.map(|side| (station, side)));
        let seen = places.filter_map(|(station, side)| {
            let site = self.vessel.site(station, side);
            let pose = look.pose(&self.ground(look, &site), look.time.as_secs_f64());
            let to_foot = -pose.position_m;
            let is_outboard = pose.position_m.y < -1.0 && to_foot.norm() < FARTHEST_M;
            let ahead = (pose.camera_from_world * to_foot).normalize().z;
            let off = ahead.clamp(-1.0, 1.0).acos();
            (is_outboard && off < half_view).then_some((off, station, side))
        });
        seen.min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, station, side)| (station, side))
    }

    /// Water up to the horizon, and sky: nothing that could be taken for a ship.
    fn open_water(&self, look: &Look) -> Vec<u8> {
        const SKY: [u8; 3] = [176, 190, 204];
        const WATER: [u8; 3] = [74, 88, 84];
        let [width, height] = self.optics.size_px.map(|side| side as usize);
        let rise_px = look.angles_rad[1].tan() * self.optics.focal_px(look.focal_mm);
        let horizon = (height as f64 / 2.0 + rise_px).clamp(0.0, height as f64) as usize;
        (0..width * height)
            .flat_map(|n| if n / width < horizon { SKY } else { WATER })
            .collect()
    }
}

impl Look {
    /// The camera in the plating's frame a little earlier or later.
    fn pose(&self, ground: &Ground, at_s: f64) -> Pose {
        let later_s = at_s - self.time.as_secs_f64();
        let moved = self.velocity_ned_m_s * later_s;
        let [yaw, pitch] =
            std::array::from_fn(|n| self.angles_rad[n] + self.rates_rad_s[n] * later_s);
        let ((sin_yaw, cos_yaw), (sin_pitch, cos_pitch)) = (yaw.sin_cos(), pitch.sin_cos());
        let forward = Vector3::new(cos_pitch * cos_yaw, cos_pitch * sin_yaw, -sin_pitch);
        let right = Vector3::new(-sin_yaw, cos_yaw, 0.0);
        let down = forward.cross(&right);
        let rows = [right, down, forward].map(|way| ground.direction(way).transpose());
        let place = ground.place(self.position, self.height_m) + ground.direction(moved);
        Pose {
            position_m: place,
            camera_from_world: nalgebra::Matrix3::from_rows(&rows),
        }
    }
}

#[cfg(test)]
mod tests;
