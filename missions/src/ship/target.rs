//! A ship as something to fly to: her size, where she lies, where her draught marks stand, and
//! what on her must be kept clear of.
//!
//! Points are in ship axes (see [`pose`](super::pose)). A ship comes from a file ([`mod@file`]), from
//! AIS ([`ais`](super::ais)), or from a file with the place of now from AIS; what neither says is
//! estimated from her length and beam ([`form`]) and named in [`ShipTarget::estimated`].

pub mod file;
pub mod form;
mod obstacle;
pub(crate) mod usual;

use serde::{Deserialize, Serialize};

pub use file::{ShipFile, ShipFileError};
pub use obstacle::{Obstacle, ObstacleKind, ObstacleShape};

use super::marks::{Side, Sides, Station, Stations};
use super::pose::{Pose, ShipPoint};
use crate::geodesy::Position;
use form::Form;

/// A ship to fly to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShipTarget {
    /// Her name.
    pub name: String,
    /// Her IMO number, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imo: Option<String>,
    /// Her MMSI, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mmsi: Option<u32>,
    /// Her shape from above.
    pub form: Form,
    /// Height of the highest deck that the whole outline stands for above the water, metres.
    pub deck_m: f64,
    /// Her six marks.
    pub marks: Stations<Sides<Mark>>,
    /// How she lies.
    pub lying: Lying,
    /// What stands up from her or leads away from her, besides her hull.
    pub obstacles: Vec<Obstacle>,
    /// Where she lies.
    pub pose: Pose,
    /// How far her place may be off at 95 %, metres.
    pub place_u95_m: f64,
    /// What nobody said and was estimated, each in a sentence.
    pub estimated: Vec<String>,
    /// Her draught as her AIS has it, metres: typed in by her crew. It is shown beside a reading
    /// and never goes into one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ais_draught_m: Option<f64>,
}

/// Where a column of draught marks stands on the plating, at the water.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Forward of the aft perpendicular, metres.
    pub forward_m: f64,
    /// From the centreline, metres, on either side positive.
    pub half_breadth_m: f64,
    /// How far the plating faces forward of abeam, degrees; negative where it faces aft.
    pub plating_deg: f64,
}

/// How a ship lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lying {
    /// Nobody said.
    #[default]
    #[serde(rename = "unknown")]
    Unknown,
    /// At anchor: she may swing.
    #[serde(rename = "at anchor")]
    AtAnchor,
    /// At a quay to port.
    #[serde(rename = "port alongside")]
    PortAlongside,
    /// At a quay to starboard.
    #[serde(rename = "starboard alongside")]
    StarboardAlongside,
}

impl Lying {
    /// The side that a quay is on.
    pub const fn quay(self) -> Option<Side> {
        match self {
            Self::Unknown | Self::AtAnchor => None,
            Self::PortAlongside => Some(Side::Port),
            Self::StarboardAlongside => Some(Side::Starboard),
        }
    }
}

/// 1 to starboard, -1 to port: the sign of a side in ship axes.
pub const fn outwards(side: Side) -> f64 {
    match side {
        Side::Port => -1.0,
        Side::Starboard => 1.0,
    }
}

impl Mark {
    /// The mark on a side, at the water.
    pub const fn point(&self, side: Side) -> ShipPoint {
        ShipPoint {
            forward_m: self.forward_m,
            starboard_m: self.half_breadth_m * outwards(side),
            down_m: 0.0,
        }
    }

    /// Where the plating faces on a side, degrees clockwise from the bow.
    pub const fn faces_deg(&self, side: Side) -> f64 {
        (90.0 - self.plating_deg) * outwards(side)
    }
}

impl ShipTarget {
    /// One of her marks.
    pub const fn mark(&self, station: Station, side: Side) -> &Mark {
        self.marks.get(station).get(side)
    }

    /// The corners of her outline on the earth.
    pub fn corners(&self) -> Vec<Position> {
        let outline = self.form.outline().into_iter();
        outline
            .map(|[forward_m, starboard_m]| {
                let corner = ShipPoint::above_water(forward_m, starboard_m, 0.0);
                self.pose.position(corner)
            })
            .collect()
    }

    /// The same ship somewhere else.
    pub fn moved(&self, pose: Pose) -> Self {
        Self {
            pose,
            ..self.clone()
        }
    }

    /// Everything that must be kept clear of, her hull first, in her axes.
    pub fn hindrances(&self) -> Vec<Obstacle> {
        let hull = Obstacle {
            name: format!("ship {}", self.name),
            kind: ObstacleKind::Hull,
            shape: ObstacleShape::Polygon(self.form.outline()),
            top_m: Some(self.deck_m),
        };
        std::iter::once(hull)
            .chain(self.obstacles.iter().cloned())
            .collect()
    }

    /// Height of her highest part above the water, metres; infinite where something has no top.
    pub fn top_m(&self) -> f64 {
        let tops = self.hindrances();
        let tops = tops
            .iter()
            .filter(|o| o.kind.is_on_board())
            .map(|o| o.top_m.unwrap_or(f64::INFINITY));
        tops.fold(0.0, f64::max)
    }
}
