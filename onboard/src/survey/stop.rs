//! A station of the survey as it is flown: where to stand, what to look at, how long.

use missions::geodesy::Position;
use missions::ship::{Side, Station};
use serde::Serialize;

use super::aim::Aim;
use crate::flight::guide::Target;

/// A station.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stop {
    /// Which marks.
    pub station: Station,
    /// On which side.
    pub side: Side,
    /// The item of the mission that holds there, from 0.
    pub item: usize,
    /// Where the vehicle stands.
    pub hover: Position,
    /// Metres above home.
    pub height_above_home_m: f64,
    /// Where its nose points, degrees clockwise from true north.
    pub heading_deg: f64,
    /// Where the column of marks stands.
    pub mark: Position,
    /// How high the water is above home, metres: usually negative.
    pub water_above_home_m: f64,
    /// The focal length to read it with, millimetres.
    pub focal_mm: f64,
    /// How long to read it, seconds.
    pub dwell_s: f64,
}

impl Stop {
    /// As the plan calls it: `forward port`.
    pub fn name(&self) -> String {
        missions::plan::draughts::name(self.station, self.side)
    }

    /// The same without spaces, for files.
    pub fn file_name(&self) -> String {
        self.name().replace(' ', "-")
    }

    /// The video of an attempt (from 1), without its extension.
    pub fn video_name(&self, attempt: usize) -> String {
        format!("video-{}-{attempt}", self.file_name())
    }

    /// Where to stand.
    pub const fn target(&self) -> Target {
        Target {
            position: self.hover,
            height_above_home_m: self.height_above_home_m,
            heading_deg: self.heading_deg,
        }
    }

    /// Where to look from a place (metres above home): somewhat above the water.
    pub fn aim(&self, from: Position, height_above_home_m: f64) -> Aim {
        const ABOVE_M: f64 = 0.5;
        let mark = (self.mark, self.water_above_home_m + ABOVE_M);
        Aim::towards((from, height_above_home_m), mark)
    }
}
