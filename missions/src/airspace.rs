//! Where a vehicle may be: the fence, zones that must not be entered, places to land.

mod band;

pub use band::Band;
use serde::{Deserialize, Serialize};

use crate::geodesy::Shape;
use crate::height::{Height, Waypoint};

/// All limits of one mission.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Airspace {
    /// The fence, if there is one.
    pub fence: Option<Fence>,
    /// Zones that must not be entered.
    pub zones: Vec<Zone>,
    /// Places to land beside home.
    pub rally: Vec<Waypoint>,
}

/// What the vehicle itself enforces: inside every inclusion, outside every exclusion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fence {
    /// Must be inside each of these.
    pub inclusions: Vec<Shape>,
    /// Must be outside all of these.
    pub exclusions: Vec<Shape>,
    /// Must stay below.
    pub ceiling: Option<Height>,
    /// Where a breach leads to, in the formats that carry it (QGroundControl's breachReturn).
    pub breach_return: Option<Waypoint>,
}

/// A published or self-made zone that must not be entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// Identifier or name, as published.
    pub name: String,
    /// Its horizontal extent.
    pub shape: Shape,
    /// Lower limit; none means the ground.
    pub lower: Option<Height>,
    /// Upper limit; none means unlimited.
    pub upper: Option<Height>,
}

impl Zone {
    /// `zone EHR 27`; a name that says already what it is stands alone.
    pub fn called(&self) -> String {
        let name = self.name.trim();
        let first = name.split_whitespace().next().unwrap_or_default();
        if first.eq_ignore_ascii_case("zone") && first.len() < name.len() {
            name.to_owned()
        } else {
            format!("zone {name}")
        }
    }
}
