//! A mission: what is to be achieved, with what, and within which limits.
//!
//! [`file::MissionFile`] is the TOML as an officer writes it; [`Mission`] is what planners take,
//! with every reference followed and every value checked (in [`resolve`]).

pub mod file;
pub mod pattern;
pub mod profiles;
pub mod resolve;
pub mod ring;
pub mod shipped;

use crate::airspace::Airspace;
use crate::camera::Camera;
use crate::geodesy::{Position, Region};
use crate::plan::Waypoint;
use crate::plan::check::Objection;
use crate::plan::coverage::Detection;
use crate::ship::ShipTarget;
use crate::time::UtcTime;
use crate::vehicle::Vehicle;
use crate::wind::Wind;
use pattern::Pattern;
use serde::{Deserialize, Serialize};

/// A checked mission.
#[derive(Clone, Debug, PartialEq)]
pub struct Mission {
    /// What people call it.
    pub name: String,
    /// What it is for, in a sentence.
    pub purpose: String,
    /// What is to be looked at.
    pub area: Area,
    /// How it is looked at.
    pub pattern: Pattern,
    /// What flies.
    pub vehicle: Vehicle,
    /// How many of them share the area, at least 1.
    pub fleet: usize,
    /// What looks.
    pub camera: Camera,
    /// Flight height, metres above home.
    pub height_m: f64,
    /// Height of the ground (or water) in the area above mean sea level, metres.
    pub ground_m: f64,
    /// How much neighbouring pictures share.
    pub overlap: Overlap,
    /// Width within which the search object is found, metres; the camera's swath if not given.
    pub sweep_width_m: Option<f64>,
    /// The wind that is expected.
    pub wind: Wind,
    /// Fence, zones and rally points.
    pub airspace: Airspace,
    /// Where vehicles start and land; its height is above mean sea level.
    pub home: Waypoint,
    /// When the first vehicle takes off, where that matters (a moving ship).
    pub take_off: Option<UtcTime>,
    /// How far to keep from what must not be touched.
    pub margins: Margins,
    /// Cut away what may not be flown instead of refusing the mission.
    pub clip: bool,
    /// What had to be assumed when its files were read; none of it forbids the mission.
    pub remarks: Vec<Objection>,
}

/// What is to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Area {
    /// Polygons with holes.
    Regions(Vec<Region>),
    /// A line: a coast, a road, a river.
    Line(Vec<Position>),
    /// A place: a datum to search around, a ship that is circled.
    Point(Position),
    /// A ship that is flown to, with all that is known of her.
    Ship(Box<ShipTarget>),
}

/// Share of a picture that its neighbour shows again, 0 to below 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Overlap {
    /// Along the track.
    pub forward: f64,
    /// From track to track.
    pub side: f64,
}

impl Default for Overlap {
    /// Enough to leave no gap when a gust moves the vehicle; a map needs more.
    fn default() -> Self {
        Self {
            forward: 0.5,
            side: 0.2,
        }
    }
}

/// Distances to keep from the fence and from zones.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Margins {
    /// Over the ground, metres.
    pub lateral_m: f64,
    /// Above and below, metres.
    pub vertical_m: f64,
}

impl Default for Margins {
    fn default() -> Self {
        Self {
            lateral_m: 10.0,
            vertical_m: 10.0,
        }
    }
}

impl Mission {
    /// Flight height above the ground in the area, metres.
    pub fn height_above_ground_m(&self) -> f64 {
        self.height_m + self.home.height.metres - self.ground_m
    }

    /// Width on the ground that one pass sees, metres.
    pub fn swath_m(&self) -> f64 {
        self.camera.ground_size_m(self.height_above_ground_m())[0]
    }

    /// Length on the ground that one picture sees along the track, metres.
    pub fn picture_m(&self) -> f64 {
        self.camera.ground_size_m(self.height_above_ground_m())[1]
    }

    /// Distance between tracks that the side overlap asks for, metres.
    pub fn spacing_m(&self) -> f64 {
        self.pattern
            .spacing_m()
            .unwrap_or_else(|| self.swath_m() * (1.0 - self.overlap.side))
    }

    /// Distance between pictures that the forward overlap asks for, metres.
    pub fn trigger_m(&self) -> f64 {
        self.picture_m() * (1.0 - self.overlap.forward)
    }

    /// How far beyond the end of a line something is certainly seen, metres: half a picture less
    /// the way on which the last picture may have been taken; half the sweep width in a search.
    pub fn ahead_m(&self) -> f64 {
        if self.pattern.is_search() {
            self.detection_width_m() / 2.0
        } else {
            (self.picture_m() / 2.0 - self.trigger_m()).max(0.0)
        }
    }

    /// Width within which the search object is found, metres.
    pub fn detection_width_m(&self) -> f64 {
        self.sweep_width_m.unwrap_or_else(|| self.swath_m())
    }

    /// How surely something in the area is found, where the pattern has a track spacing.
    pub fn detection(&self) -> Option<Detection> {
        let spaced = !matches!(
            self.pattern,
            Pattern::Perimeter { .. }
                | Pattern::Sector { .. }
                | Pattern::Orbit { .. }
                | Pattern::DraughtStations(_)
        );
        spaced.then(|| Detection::from_spacing(self.detection_width_m(), self.spacing_m()))
    }
}
