//! The hovers of a draught survey as data: where a vehicle stands before each column of marks,
//! where it looks, how close the picture is, how long it stays.
//!
//! Planned by [`crate::planners::ship_stations`], which also places one again when the ship has
//! swung; flown by `onboard`, drawn by the formats.

use serde::{Deserialize, Serialize};

use crate::geodesy::Position;
use crate::height::Waypoint;
use crate::ship::marks::{Side, Station};
use crate::ship::{ShipPoint, ShipTarget};
use crate::sun::Sun;
use crate::wind::Wind;

/// Width of what is looked at around a column of figures, metres: the figures and a hand's breadth
/// of plating that shows the water rise and fall beside them.
pub const SURROUNDINGS_M: f64 = 3.0;

/// What a plan knows of a draught survey besides its legs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draughts {
    /// The ship as she was planned for.
    pub ship: ShipTarget,
    /// Height of the water above the plan's home, metres.
    pub water_m: f64,
    /// The hovers, in the order in which they are flown.
    pub hovers: Vec<Hover>,
    /// The stations that are not flown to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedStation>,
    /// The sun at take-off, where the mission says when that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sun: Option<Sun>,
    /// The wind that was planned for.
    pub wind: Wind,
}

/// One hover.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hover {
    /// Which marks.
    pub station: Station,
    /// On which side.
    pub side: Side,
    /// In which sortie it is flown, from 0.
    pub sortie: usize,
    /// The leg of that sortie that holds there, from 0.
    pub leg: usize,
    /// The column of marks at the water, in ship axes.
    pub mark: ShipPoint,
    /// The column of marks at the water.
    pub mark_position: Position,
    /// Where the vehicle stands, in ship axes.
    pub place: ShipPoint,
    /// Where the vehicle stands; the height counts from home.
    pub waypoint: Waypoint,
    /// Where nose and camera point, degrees clockwise from true north.
    pub heading_deg: f64,
    /// Pitch of the camera, degrees; down is negative.
    pub gimbal_pitch_deg: f64,
    /// Yaw of the camera from the nose, degrees.
    pub gimbal_yaw_deg: f64,
    /// How far the camera is off square to the plating in azimuth, degrees; positive looks from
    /// further ahead.
    pub askew_deg: f64,
    /// Distance from the lens to the marks at the water, metres.
    pub range_m: f64,
    /// Focal length to read with, millimetres.
    pub focal_mm: f64,
    /// Focal length to look for the column with, millimetres: the lens's shortest.
    pub search_focal_mm: f64,
    /// `focal_mm` as MAVLink's `ZOOM_TYPE_RANGE` counts it; none for a lens that does not zoom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zoom_percent: Option<f64>,
    /// To point, find, centre and zoom, seconds.
    pub settle_s: f64,
    /// To read, seconds.
    pub dwell_s: f64,
    /// Of the plating to a pixel at the marks, in the worse direction, millimetres.
    pub mm_per_px: f64,
    /// [`SURROUNDINGS_M`] in the picture, pixels.
    pub column_px: f64,
    /// Width of the picture on the plating, metres.
    pub width_m: f64,
    /// Whether the hover lies in the ship's lee.
    pub lee: bool,
    /// The light there; none where the sun is not known or down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<Light>,
}

/// How the sun stands to a hover.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Light {
    /// Between the line of sight, mirrored by flat water, and the sun, degrees: how far the middle
    /// of the picture is from the sun's glitter.
    pub glare_deg: f64,
    /// Whether the sun shines on the plating.
    pub sunlit: bool,
}

/// A station that is not flown to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedStation {
    /// Which marks.
    pub station: Station,
    /// On which side.
    pub side: Side,
    /// Why.
    pub reason: String,
}

impl Hover {
    /// `forward port`.
    pub fn name(&self) -> String {
        name(self.station, self.side)
    }

    /// How much of the plating the picture shows from side to side, metres; a picture shows at least
    /// what is looked at.
    pub fn picture_m(&self) -> f64 {
        self.width_m.max(SURROUNDINGS_M)
    }

    /// Seconds that it takes.
    pub fn hold_s(&self) -> f64 {
        self.settle_s + self.dwell_s
    }
}

impl Draughts {
    /// The hover at a station.
    pub fn hover(&self, station: Station, side: Side) -> Option<&Hover> {
        let is_it = |hover: &&Hover| hover.station == station && hover.side == side;
        self.hovers.iter().find(is_it)
    }

    /// Standard uncertainty of the quarter mean over that of a reading of `dwell_s` seconds: 0.545
    /// where all six are read as long. None where one of the six is not flown to.
    ///
    /// QM = (F + 6 M + A) / 8 with the mean of two sides at each; the variance of a reading is
    /// taken to fall with the time that it lasts.
    pub fn quarter_mean_share(&self, dwell_s: f64) -> Option<f64> {
        if self.hovers.len() != 6 {
            return None;
        }
        let variance = self.hovers.iter().map(|hover| {
            let weight = match hover.station {
                Station::Midships => 6.0 / 16.0,
                Station::Forward | Station::Aft => 1.0 / 16.0,
            };
            weight * weight * dwell_s / hover.dwell_s
        });
        Some(variance.sum::<f64>().sqrt())
    }
}

/// `forward port`.
pub fn name(station: Station, side: Side) -> String {
    format!("{} {}", station.name(), side.name())
}
