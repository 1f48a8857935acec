//! A scene at a ship's side: ship, marks, paint, sea, water, light and camera, as a file or made
//! by chance; and the film that is shot of it.

mod spread;
mod truth_file;

use missions::range::all_outside;
use missions::ship::{Side, Station};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::camera::View;
use crate::light::Light;
use crate::picture::{Frame, Stage, Water};
use crate::sea::SeaState;
use crate::ship::ladder::Marks;
use crate::ship::paint::Paint;
use crate::ship::{Loading, LoadingError};

pub use spread::{Group, spread};
pub use truth_file::{ClipTruth, StillTruth};

/// A scene.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scene {
    /// What people call it.
    pub name: String,
    /// Everything by chance follows from it.
    pub seed: u64,
    /// How long a film of it is, seconds.
    pub duration_s: f64,
    /// Frames a second.
    pub fps: f64,
    /// Which marks are filmed.
    pub station: Station,
    /// On which side.
    pub side: Side,
    /// How fast sea and ship rise with the tide, metres an hour.
    pub tide_m_h: f64,
    /// The ship and how she is loaded.
    pub ship: Loading,
    /// Her marks.
    pub marks: Marks,
    /// Her paint.
    pub paint: Paint,
    /// The sea.
    pub sea: SeaState,
    /// What the water looks like.
    pub water: Water,
    /// The light.
    pub light: Light,
    /// The camera.
    pub camera: View,
}

/// Why a scene cannot be filmed.
#[derive(Debug, Error)]
pub enum SceneError {
    /// The file is not a scene.
    #[error("this is no scene file")]
    File(#[from] toml::de::Error),
    /// Values are out of their range.
    #[error("the scene cannot be: {}", .0.join("; "))]
    Values(Vec<String>),
    /// The ship cannot lie like that.
    #[error("the ship cannot lie like that")]
    Ship(#[from] LoadingError),
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            name: String::new(),
            seed: 1,
            duration_s: 10.0,
            fps: 10.0,
            station: Station::Midships,
            side: Side::Starboard,
            tide_m_h: 0.0,
            ship: Loading::default(),
            marks: Marks::default(),
            paint: Paint::default(),
            sea: SeaState::default(),
            water: Water::default(),
            light: Light::default(),
            camera: View::default(),
        }
    }
}

impl Scene {
    /// Reads a scene from its file's text, and checks it.
    pub fn parse(text: &str) -> Result<Self, SceneError> {
        let scene: Self = toml::from_str(text)?;
        scene.check()?;
        Ok(scene)
    }

    /// Whether it can be filmed.
    pub fn check(&self) -> Result<(), SceneError> {
        let mut faults = all_outside(
            "",
            [
                ("duration_s", self.duration_s, 0.0, 86_400.0),
                ("fps", self.fps, 0.01, 120.0),
                ("tide_m_h", self.tide_m_h, -5.0, 5.0),
            ],
        );
        faults.extend(self.marks.faults());
        faults.extend(self.paint.faults());
        faults.extend(self.sea.faults());
        faults.extend(self.water.faults());
        faults.extend(self.light.faults());
        faults.extend(self.camera.faults());
        if faults.is_empty() {
            Ok(())
        } else {
            Err(SceneError::Values(faults))
        }
    }

    /// How many frames its film has: at least one.
    pub fn frames(&self) -> u64 {
        (self.duration_s * self.fps).round().max(1.0) as u64
    }

    /// Films it, frame by frame.
    pub fn film(&self) -> Result<Film, SceneError> {
        self.check()?;
        Ok(Film {
            stage: Stage::new(self)?,
            next: 0,
        })
    }
}

/// A film being shot.
#[derive(Debug)]
pub struct Film {
    stage: Stage,
    next: u64,
}

impl Film {
    /// What it is shot on.
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }
}

impl Film {
    /// One picture at a time of the scene, instead of the film.
    pub fn still(&mut self, time_s: f64) -> Frame {
        self.stage.shot(time_s)
    }
}

impl Iterator for Film {
    type Item = Frame;

    fn next(&mut self) -> Option<Frame> {
        let scene = self.stage.scene();
        if self.next >= scene.frames() {
            return None;
        }
        let time_s = self.next as f64 / scene.fps;
        self.next += 1;
        Some(self.stage.shot(time_s))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = (self.stage.scene().frames() - self.next) as usize;
        (left, Some(left))
    }
}

#[cfg(test)]
mod tests;
