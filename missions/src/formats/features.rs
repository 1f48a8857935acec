//! A plan as named figures with properties: what GeoJSON and KML have in common.
//!
//! | `role` | figure | properties |
//! | --- | --- | --- |
//! | `leg` | line from the place before (a circle for an orbit) | `sortie`, `leg` (from 1), `task`, `height_m`, `height_above`, `speed_m_s`, and those of the task |
//! | `area` | polygon | |
//! | `fence-inclusion`, `fence-exclusion` | polygon | of a circle also `centre_lat`, `centre_lon`, `radius_m` |
//! | `zone` | polygon | `name`, `lower_m`, `lower_above`, `upper_m`, `upper_above`, and those of a circle |
//! | `ship` | polygon | `name`, `heading_deg`: for eyes, as are the next two; the plan as a whole has all of it |
//! | `station`, `mark` | point | `station`, `height_m`, `heading_deg`, `pitch_deg`, `dwell_s`, `mm_per_px` |
//! | `home`, `rally`, `breach-return` | point | `height_m`, `height_above` |
//!
//! Heights are in properties because both formats know none above home. What belongs to the plan
//! as a whole is its [`Heading`].

mod reading;
mod writing;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::geodesy::{Position, Region};
use crate::plan::draughts::Draughts;
use crate::plan::{Cost, Height, Plan, Waypoint};

pub(super) use reading::read;
pub(super) use writing::features;

/// A figure with a role.
#[derive(Clone, Debug)]
pub(super) struct Feature {
    /// What people see.
    pub(super) name: String,
    /// Where it is filed: `Sortie 2`, `Airspace`.
    pub(super) folder: String,
    pub(super) geometry: Geometry,
    pub(super) properties: Map<String, Value>,
}

#[derive(Clone, Debug)]
pub(super) enum Geometry {
    Line(Vec<Waypoint>),
    Point(Waypoint),
    Region(Region),
}

/// What belongs to the plan as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Heading {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cruise_m_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    swath_m: Option<f64>,
    /// Whether there is a fence at all: one may have nothing but a ceiling.
    has_fence: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ceiling: Option<Height>,
    #[serde(skip_serializing_if = "Option::is_none")]
    draughts: Option<Draughts>,
    sorties: Vec<SortieHeading>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct SortieHeading {
    vehicle: usize,
    cost: Cost,
}

impl Heading {
    pub(super) fn of(plan: &Plan) -> Self {
        let fence = plan.airspace.fence.as_ref();
        let sorties = plan.sorties.iter().map(|sortie| SortieHeading {
            vehicle: sortie.vehicle,
            cost: sortie.cost,
        });
        Self {
            name: plan.name.clone(),
            cruise_m_s: plan.cruise_m_s,
            swath_m: plan.swath_m,
            has_fence: fence.is_some(),
            ceiling: fence.and_then(|fence| fence.ceiling),
            draughts: plan.draughts.clone(),
            sorties: sorties.collect(),
        }
    }
}

/// A circle as a polygon, for eyes; readers of ours take centre and radius.
fn circle(centre: Position, radius_m: f64) -> Region {
    let bearings = (0..72).map(|step| f64::from(step) * 5.0);
    Region {
        outer: bearings.map(|deg| centre.offset(deg, radius_m)).collect(),
        holes: Vec::new(),
    }
}
