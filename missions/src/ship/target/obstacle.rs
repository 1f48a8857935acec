//! What stands up from a ship or leads away from her, in her axes.

use serde::{Deserialize, Serialize};

/// Something that must be kept clear of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obstacle {
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: ObstacleKind,
    /// Its extent from above.
    pub shape: ObstacleShape,
    /// Its highest point above the water, metres; none where nothing may be over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_m: Option<f64>,
}

/// What an obstacle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ObstacleKind {
    /// The ship's own hull.
    #[serde(rename = "hull")]
    Hull,
    /// A crane, with all that its jib can reach.
    #[serde(rename = "crane")]
    Crane,
    /// A mooring line or an anchor cable.
    #[serde(rename = "mooring line")]
    MooringLine,
    /// A quay, with what stands and works on it.
    #[serde(rename = "quay")]
    Quay,
    /// Anything else: a gangway, a barge alongside, a mast.
    #[serde(rename = "other")]
    Other,
}

/// Its extent from above; pairs are metres forward of the aft perpendicular and to starboard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObstacleShape {
    /// A polygon, round once.
    Polygon(Vec<[f64; 2]>),
    /// A circle: centre and radius, metres.
    Circle([f64; 2], f64),
    /// A line from one end to the other.
    Line([f64; 2], [f64; 2]),
}

impl ObstacleKind {
    /// Whether it belongs to the ship and moves with her; lines and quays lie beside her.
    pub const fn is_on_board(self) -> bool {
        matches!(self, Self::Hull | Self::Crane | Self::Other)
    }

    /// As people say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hull => "hull",
            Self::Crane => "crane",
            Self::MooringLine => "mooring line",
            Self::Quay => "quay",
            Self::Other => "obstacle",
        }
    }
}

impl ObstacleShape {
    /// Corners from above; a circle as 24 of them outside it, a line as its two ends.
    pub fn corners(&self) -> Vec<[f64; 2]> {
        match self {
            Self::Polygon(corners) => corners.clone(),
            Self::Line(from, to) => vec![*from, *to],
            Self::Circle([x, y], radius_m) => {
                let radius_m = radius_m / (std::f64::consts::PI / 24.0).cos();
                let corner = |n: u32| {
                    let (sin, cos) = (f64::from(n) / 24.0 * std::f64::consts::TAU).sin_cos();
                    [x + radius_m * cos, y + radius_m * sin]
                };
                (0..24).map(corner).collect()
            }
        }
    }
}
