//! Heights and what they are measured from; a position with one is a waypoint.

use serde::{Deserialize, Serialize};

use crate::geodesy::Position;

/// What a height is measured from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Datum {
    /// The vehicle's home.
    Home,
    /// Mean sea level (EGM96 geoid).
    Sea,
    /// The ground below.
    Terrain,
}

/// A height in metres above a datum.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Height {
    /// Metres, up positive.
    pub metres: f64,
    /// What they are counted from.
    pub above: Datum,
}

/// A position and a height.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waypoint {
    /// Where.
    pub position: Position,
    /// How high.
    pub height: Height,
}

impl Height {
    /// Metres above home.
    pub const fn above_home(metres: f64) -> Self {
        Self {
            metres,
            above: Datum::Home,
        }
    }

    /// Metres above mean sea level.
    pub const fn above_sea(metres: f64) -> Self {
        Self {
            metres,
            above: Datum::Sea,
        }
    }

    /// The height above home, metres, for a home at `home_m` above the sea; a height above the
    /// ground counts as one above home.
    pub fn above_home_m(self, home_m: f64) -> f64 {
        match self.above {
            Datum::Home | Datum::Terrain => self.metres,
            Datum::Sea => self.metres - home_m,
        }
    }
}
