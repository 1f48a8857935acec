//! Places that a device was told of before any flight: waypoints, and where to go in trouble.

use missions::geodesy::Position;
use serde::Serialize;

use super::{Confidence, Trace};

/// One place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PlannedPlace {
    /// What it is for.
    pub kind: PlaceKind,
    /// Its number in the device's list, from 1.
    pub number: u16,
    /// Where.
    pub position: Position,
    /// Above home or above the sea as the device takes it, metres, if stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_m: Option<f64>,
    /// Where it was read.
    pub trace: Trace,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

/// What a planned place is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PlaceKind {
    /// A point of a mission.
    Waypoint,
    /// Where to land.
    Landing,
    /// A point to look at.
    Interest,
    /// A home that the owner set beforehand.
    SafeHome,
}
