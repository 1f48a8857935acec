//! Lines that were crossed and areas that were flown into, each with time, place, direction and how
//! uncertain these are.
//!
//! Lines and areas are straight between their corners in longitude and latitude, as RFC 7946 says
//! (section 3.1.1). A crossing is certain where the aircraft went farther from the line than its
//! place is uncertain, on both sides; who hovers on a border crosses it with every scatter of the
//! receiver, and those are said to be uncertain.

mod line;
mod zone;

use serde::Serialize;

use super::question::Asked;
use super::{FlightId, Flown, Questions, Source, When};
use crate::flight::{Confidence, Fix};
use missions::geodesy::Position;

/// A line that was crossed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Crossing {
    /// By which flight.
    pub flight: FlightId,
    /// The line's name.
    pub line: String,
    /// When.
    pub when: When,
    /// How far the time can be off beside the clock's own error, seconds.
    pub time_error_s: f64,
    /// Where.
    pub position: Position,
    /// How far the place can be off, metres.
    pub place_error_m: f64,
    /// Height above the take-off, metres.
    pub height_m: Option<f64>,
    /// The way it flew there, degrees clockwise from north.
    pub bearing_deg: f64,
    /// In words: `from left to right`, or the names of the two sides.
    pub direction: String,
    /// Whether it went farther from the line than its place is uncertain, on both sides.
    pub is_certain: bool,
    /// How far the positions on either side can be trusted.
    pub confidence: Confidence,
    /// The positions before and after it.
    pub sources: [Source; 2],
}

/// A stay inside an area.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Visit {
    /// By which flight.
    pub flight: FlightId,
    /// The area's name.
    pub area: String,
    /// When it flew in; nothing where the log begins inside.
    pub entered: Option<When>,
    /// When it flew out; nothing where the log ends inside.
    pub left: Option<When>,
    /// How long it was inside, seconds, as far as the log goes.
    pub seconds: f64,
    /// How far inside it came, metres from the edge.
    pub deepest_m: f64,
    /// Where it was deepest.
    pub position: Position,
    /// Lowest height above the take-off inside, metres.
    pub lowest_m: Option<f64>,
    /// Whether it came farther in than its place is uncertain.
    pub is_certain: bool,
    /// How far the deepest position can be trusted.
    pub confidence: Confidence,
    /// The first and the last position inside.
    pub sources: [Source; 2],
}

/// Answers every question for every flight.
pub(super) fn asked(flights: &[Flown<'_>], questions: &Questions) -> (Vec<Crossing>, Vec<Visit>) {
    let (mut crossings, mut visits) = (Vec::new(), Vec::new());
    for question in &questions.all {
        match &question.asked {
            Asked::Line {
                points,
                left,
                right,
            } => {
                let line = line::Line::new(&question.name, points, [left, right]);
                crossings.extend(flights.iter().flat_map(|flown| line.crossed_by(flown)));
            }
            Asked::Area(region) => {
                let zone = zone::Zone::new(&question.name, region);
                visits.extend(flights.iter().flat_map(|flown| zone.visited_by(flown)));
            }
        }
    }
    crossings.sort_by_key(|crossing| (crossing.flight, crossing.sources));
    visits.sort_by_key(|visit| (visit.flight, visit.sources));
    (crossings, visits)
}

/// A receiver that does not say how accurate it is, metres.
const ACCURACY_M: f64 = 5.0;
/// Longer than this between two positions and the way between them is not known, seconds.
const KNOWN_WAY_S: f64 = 3.0;

/// How far a place between two fixes can be off, metres: the receiver's error, what the log rounds,
/// and half the way where nobody knows how it went.
fn place_error_m(from: &Fix, to: &Fix, rounding_m: f64) -> f64 {
    let accuracy = |fix: &Fix| fix.accuracy_m.unwrap_or(ACCURACY_M).clamp(1.0, 1000.0);
    let seconds = to.sample.time.since(from.sample.time).as_secs_f64();
    let step_m = from.sample.position.distance_m(to.sample.position);
    let way_m = if seconds > KNOWN_WAY_S {
        step_m / 2.0
    } else {
        0.0
    };
    accuracy(from)
        .max(accuracy(to))
        .hypot(rounding_m)
        .hypot(way_m)
}

/// What a log rounds its coordinates to, metres: half a unit of the last decimal that any of the
/// first positions has.
fn rounding_m(flown: &Flown<'_>) -> f64 {
    const DEGREE_M: f64 = 111_320.0;
    let positions = || {
        flown
            .samples()
            .iter()
            .take(200)
            .map(|sample| sample.position)
    };
    let has_more = |scale: f64| {
        let is_more = |degrees: f64| ((degrees * scale).round() / scale - degrees).abs() > 1e-9;
        positions().any(|p| is_more(p.latitude_deg()) || is_more(p.longitude_deg()))
    };
    let scales = [1e3, 1e4, 1e5, 1e6];
    let scale = scales.into_iter().find(|scale| !has_more(*scale));
    scale.map_or(0.0, |scale| DEGREE_M / scale / 2.0)
}

/// A longitude as the turn of it that is nearest to another, degrees.
fn near(longitude_deg: f64, other_deg: f64) -> f64 {
    longitude_deg + ((other_deg - longitude_deg) / 360.0).round() * 360.0
}

#[cfg(test)]
mod tests;
