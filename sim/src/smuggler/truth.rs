//! What really happened, as a file beside the card: what an analysis is judged by.

use missions::geodesy::Position;
use missions::time::UtcTime;
use serde::Serialize;

use super::{Flown, Smuggler};

/// All flights of all nights.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Truth {
    /// What people call it.
    pub name: String,
    /// Where it started from.
    pub launch: Position,
    /// Where it let go.
    pub drop: Position,
    /// The border.
    pub border: Vec<Position>,
    /// Flights whose logs were deleted, counted from 1.
    pub deleted: Vec<usize>,
    /// Each flight.
    pub flights: Vec<FlightTruth>,
}

/// One flight.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlightTruth {
    /// Its number, from 1.
    pub number: usize,
    /// Its log's path on the card.
    pub log: String,
    /// When its battery was plugged in.
    #[serde(serialize_with = "rfc3339")]
    pub start_utc: UtcTime,
    /// When it was armed.
    #[serde(serialize_with = "rfc3339")]
    pub armed_utc: UtcTime,
    /// When it was disarmed.
    #[serde(serialize_with = "rfc3339")]
    pub landed_utc: UtcTime,
    /// From where it started.
    pub launch: Position,
    /// Where it came down.
    pub landed: Position,
    /// How far it went, metres.
    pub farthest_m: f64,
    /// Where and when it crossed the border.
    pub crossings: Vec<Crossing>,
    /// Where and when it let go.
    pub drop: Option<Drop>,
}

/// A crossing of the border.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Crossing {
    /// When.
    #[serde(serialize_with = "rfc3339")]
    pub utc: UtcTime,
    /// Where.
    pub position: Position,
    /// Which way, degrees clockwise from north.
    pub bearing_deg: f64,
}

/// A load let go.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Drop {
    /// When.
    #[serde(serialize_with = "rfc3339")]
    pub utc: UtcTime,
    /// Where.
    pub position: Position,
    /// How high, above the sea, metres.
    pub height_above_sea_m: f64,
    /// How much, kilograms.
    pub kg: f64,
}

/// As RFC 3339 writes it, for who reads the file.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a field over like this"
)]
fn rfc3339<S: serde::Serializer>(time: &UtcTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

impl Truth {
    pub(super) fn of(smuggler: &Smuggler, flown: &[Flown]) -> Self {
        let told = |flown: &Flown| FlightTruth {
            log: flown.path.clone(),
            ..flown.truth.clone()
        };
        Self {
            name: smuggler.name.clone(),
            launch: smuggler.launch,
            drop: smuggler.drop,
            border: smuggler.border.clone(),
            deleted: smuggler.deleted.clone(),
            flights: flown.iter().map(told).collect(),
        }
    }

    /// The border as an investigator would draw it: a GeoJSON file of questions.
    pub fn questions(&self) -> serde_json::Value {
        let pair = |position: &Position| [position.longitude_deg(), position.latitude_deg()];
        let line: Vec<_> = self.border.iter().map(pair).collect();
        serde_json::json!({"type": "FeatureCollection", "features": [{
            "type": "Feature",
            "properties": {"name": "border"},
            "geometry": {"type": "LineString", "coordinates": line},
        }]})
    }
}

impl FlightTruth {
    pub(super) const fn begun(number: usize, launch: Position, start: UtcTime) -> Self {
        Self {
            number,
            log: String::new(),
            start_utc: start,
            armed_utc: start,
            landed_utc: start,
            launch,
            landed: launch,
            farthest_m: 0.0,
            crossings: Vec::new(),
            drop: None,
        }
    }
}
