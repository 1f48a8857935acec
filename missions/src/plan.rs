//! A plan: what is to be flown, sortie by sortie, leg by leg.
//! Planners make it, formats read and write it, `onboard` flies it.

pub(crate) mod arc;
pub mod check;
pub mod coverage;
pub mod draughts;
pub(crate) mod exclusion;
pub mod item;
pub mod items;
pub mod path;

use serde::{Deserialize, Serialize};

use crate::airspace::Airspace;
use crate::geodesy::{Position, Region};
pub use crate::height::{Datum, Height, Waypoint};
use draughts::Draughts;
use item::Item;

/// What is to be flown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The mission's name.
    pub name: String,
    /// Where the vehicle starts; its height is above the sea. Some formats carry none.
    pub home: Option<Waypoint>,
    /// Ground speed where a leg gives none, metres per second; formats may carry none.
    pub cruise_m_s: Option<f64>,
    /// The flights, in the order in which they are flown.
    pub sorties: Vec<Sortie>,
    /// Fence, zones and rally points.
    pub airspace: Airspace,
    /// What was to be looked at, kept for coverage and for pictures.
    pub area: Vec<Region>,
    /// Width on the ground that one pass sees, metres, kept for coverage and for pictures.
    pub swath_m: Option<f64>,
    /// What a draught survey knows besides its legs.
    pub draughts: Option<Draughts>,
    /// What a file said that has no place above, by its own keys, so that it can be written back.
    pub foreign: serde_json::Map<String, serde_json::Value>,
}

/// One flight on one battery, from take-off to landing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sortie {
    /// Which vehicle of the fleet flies it, from 0.
    pub vehicle: usize,
    /// The legs, in order.
    pub legs: Vec<Leg>,
    /// What it costs; zero where it was read from a file without a vehicle profile.
    pub cost: Cost,
}

/// One thing the vehicle does, ending at a waypoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// What is done.
    pub task: Task,
    /// Where it ends; tasks that do not move repeat the waypoint before.
    pub to: Waypoint,
    /// Ground speed wanted, metres per second; none keeps the plan's.
    pub speed_m_s: Option<f64>,
}

/// What a leg is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Climb to the waypoint's height over the place of start.
    TakeOff,
    /// Fly straight, only to get there.
    Transit,
    /// Fly straight with the camera at work; a picture each `trigger_m` metres if given.
    Line {
        /// Distance between pictures, metres; none for video.
        trigger_m: Option<f64>,
    },
    /// Fly a circle; the waypoint is the place where it begins and ends.
    Orbit {
        /// Centre of the circle.
        centre: Position,
        /// Radius, metres, positive.
        radius_m: f64,
        /// Turns, positive clockwise seen from above.
        turns: f64,
    },
    /// Stay for a time.
    Hold {
        /// Seconds.
        seconds: f64,
    },
    /// Point the camera; angles in degrees, pitch down negative, yaw clockwise from the nose.
    PointCamera {
        /// Pitch, degrees; -90 looks straight down.
        pitch_deg: f64,
        /// Yaw relative to the vehicle's nose, degrees.
        yaw_deg: f64,
    },
    /// Return to home (or the nearest rally point) and land, as the autopilot does it.
    Return,
    /// Land at the waypoint.
    Land,
    /// A mission item without a meaning of ours, kept as it was.
    Command(Item),
}

/// What flying costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Metres over the ground.
    pub distance_m: f64,
    /// Seconds.
    pub time_s: f64,
    /// Watt-hours at the battery.
    pub energy_wh: f64,
}

impl std::ops::Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            distance_m: self.distance_m + other.distance_m,
            time_s: self.time_s + other.time_s,
            energy_wh: self.energy_wh + other.energy_wh,
        }
    }
}

impl std::iter::Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), |sum, cost| sum + cost)
    }
}
