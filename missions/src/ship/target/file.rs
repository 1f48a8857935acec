//! The ship file: TOML, as an officer writes it of a ship that is to be flown to.
//!
//! Its place may be left out where AIS brings it. Lengths are metres; along the ship they count
//! from the aft perpendicular, positive forward, or from the bow, positive aft, as `marks.from`
//! says; heights count from the water.

use geo::Coord;
use serde::Deserialize;
use thiserror::Error;

use super::form::Form;
use super::obstacle::{Obstacle, ObstacleKind, ObstacleShape};
use super::usual::{GAP_M, usual_lines, usual_sides};
use super::{Lying, Mark, ShipTarget, outwards};
use crate::geodesy::Position;
use crate::mission::file::MissionFileError;
use crate::mission::ring;
use crate::range::outside;
use crate::ship::ais::{BEAMS_M, Extent, LENGTHS_M, Vessel};
use crate::ship::marks::{Side, Sides, Station, Stations};
use crate::ship::particulars::is_imo_number;
use crate::ship::pose::{Pose, ShipPoint};
use crate::time::UtcTime;

/// A place that somebody wrote down is taken to be as good as this at 95 %, metres.
const PLACE_U95_M: f64 = 5.0;
/// Sizes that differ by more than this share, and what AIS rounds away, metres, are another ship's.
const UNLIKE: f64 = 0.05;
const ROUNDED_M: f64 = 2.0;
/// Height of a deck above the water where nobody said, as a share of the length.
const DECK_SHARE: f64 = 0.12;
/// A ship file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipFile {
    /// Her name.
    pub name: String,
    /// Her IMO number.
    pub imo: Option<u32>,
    /// Her MMSI.
    pub mmsi: Option<u32>,
    /// Length over all, metres.
    pub length_m: f64,
    /// Greatest breadth, metres.
    pub beam_m: f64,
    /// Length between perpendiculars, metres.
    pub lbp_m: Option<f64>,
    /// How far the stern reaches aft of the aft perpendicular, metres.
    pub stern_m: Option<f64>,
    /// Height of the deck above the water, metres.
    pub deck_m: Option<f64>,
    /// Where the reference point lies.
    pub position: Option<Position>,
    /// How far that may be off at 95 %, metres.
    pub place_u95_m: Option<f64>,
    /// Where the reference point is on her; the middle of her length and beam if not given.
    pub reference: Option<ReferenceEntry>,
    /// Where the bow points, degrees clockwise from true north.
    pub heading_deg: Option<f64>,
    /// When she lay so: a date and time with its offset.
    pub time: Option<toml::value::Datetime>,
    /// How she lies.
    #[serde(default)]
    pub lying: Lying,
    /// The quay that she lies at.
    pub quay: Option<QuayEntry>,
    /// Where her marks stand.
    #[serde(default)]
    pub marks: MarksEntry,
    /// Cranes, mooring lines and whatever else must be kept clear of.
    #[serde(default)]
    pub obstacle: Vec<ObstacleEntry>,
}

/// A point on her, as AIS says it, metres.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceEntry {
    /// Aft of the bow.
    pub from_bow_m: f64,
    /// To starboard of her port side.
    pub from_port_m: f64,
}

/// A quay beside her.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuayEntry {
    /// Between her side and the quay, metres.
    pub gap_m: f64,
    /// How far it reaches inland, metres.
    pub width_m: f64,
    /// How far it goes on beyond her bow, metres.
    pub ahead_m: f64,
    /// How far it goes on beyond her stern, metres.
    pub astern_m: f64,
    /// Highest thing on it, above the water, metres; nothing flies over it if not given.
    pub top_m: Option<f64>,
}

impl Default for QuayEntry {
    fn default() -> Self {
        Self {
            gap_m: GAP_M,
            width_m: 60.0,
            ahead_m: 100.0,
            astern_m: 100.0,
            top_m: None,
        }
    }
}

/// Where her marks stand.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MarksEntry {
    /// What `at_m` counts from.
    pub from: MarksOrigin,
    /// The forward marks.
    pub forward: Option<MarkEntry>,
    /// The midship marks.
    pub midships: Option<MarkEntry>,
    /// The aft marks.
    pub aft: Option<MarkEntry>,
}

/// What the place of marks counts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum MarksOrigin {
    /// Positive forward.
    #[default]
    #[serde(rename = "aft perpendicular")]
    AftPerpendicular,
    /// Positive aft.
    #[serde(rename = "bow")]
    Bow,
}

/// The marks of one station.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkEntry {
    /// Where along the ship, metres: one for both sides, or port and starboard.
    pub at_m: OneOrPair,
    /// Half her breadth at the water there, metres.
    pub half_breadth_m: Option<f64>,
    /// How far the plating faces forward of abeam, degrees; negative aft.
    pub plating_deg: Option<f64>,
}

/// One number for both sides, or one for each, port first.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(untagged, expecting = "a number, or [port, starboard]")]
pub enum OneOrPair {
    /// For both.
    Both(f64),
    /// Port and starboard.
    Each([f64; 2]),
}

/// Something to keep clear of: exactly one of circle, polygon and line.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObstacleEntry {
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: ObstacleKind,
    /// Its highest point above the water, metres; nothing flies over it if not given.
    pub top_m: Option<f64>,
    /// Within a radius of a point.
    pub circle: Option<CircleEntry>,
    /// Corners, round once: `[forward, starboard]`.
    pub polygon: Option<Vec<[f64; 2]>>,
    /// From one point to another: `[[forward, starboard], [forward, starboard]]`.
    pub line: Option<[[f64; 2]; 2]>,
}

/// A circle in her axes.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircleEntry {
    /// Centre: `[forward, starboard]`, metres.
    pub centre_m: [f64; 2],
    /// Radius, metres.
    pub radius_m: f64,
}

/// Why a text is no ship file: the line, what is wrong, and what was probably meant.
#[derive(Clone, Debug, Error, PartialEq)]
#[error(transparent)]
pub struct ShipFileError(#[from] pub MissionFileError);

impl ShipFile {
    /// Reads a ship file's text.
    pub fn parse(text: &str) -> Result<Self, ShipFileError> {
        toml::from_str(text).map_err(|error| MissionFileError::at(&error, text).into())
    }

    /// The ship, at the place that AIS reported if `seen` is given; `Err` with everything that is
    /// wrong or missing, each beginning with its key.
    pub fn target(self, seen: Option<&Vessel>) -> Result<ShipTarget, Vec<String>> {
        let mut faults = self.faults();
        let estimated = Form::estimated(self.length_m, self.beam_m);
        let mut guesses = Vec::new();
        let form = Form {
            lbp_m: said_or(self.lbp_m, estimated.lbp_m, "lbp_m", &mut guesses),
            stern_m: said_or(self.stern_m, estimated.stern_m, "stern_m", &mut guesses),
            ..estimated
        };
        if faults.is_empty() && form.lbp_m + form.stern_m > form.length_m + 1e-6 {
            faults.push(format!(
                "lbp_m is {}: with {} m of stern it is longer than length_m, {}",
                form.lbp_m, form.stern_m, form.length_m
            ));
        }
        let deck_m = said_or(
            self.deck_m,
            DECK_SHARE * self.length_m,
            "deck_m",
            &mut guesses,
        );
        let marks = self.marks(&form, &mut faults, &mut guesses);
        let obstacles = self.obstacles(&form, deck_m, &mut faults, &mut guesses);
        let pose = self.pose(&form, seen, &mut faults);
        if let Some(seen) = seen {
            self.compare(seen, &mut faults, &mut guesses);
        }
        let u95_m = seen.filter(|seen| seen.position.is_some());
        let u95_m = u95_m.map(Vessel::place_u95_m).or(self.place_u95_m);
        match pose {
            Some(pose) if faults.is_empty() => Ok(ShipTarget {
                name: self.name,
                imo: self.imo.map(|imo| imo.to_string()),
                mmsi: self.mmsi.or(seen.map(|seen| seen.mmsi)),
                form,
                deck_m,
                marks,
                lying: self.lying,
                obstacles,
                pose,
                place_u95_m: u95_m.unwrap_or(PLACE_U95_M),
                estimated: guesses,
                ais_draught_m: seen.and_then(|seen| seen.draught_m),
            }),
            _ => Err(faults),
        }
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut within = |key: &str, value: Option<f64>, low: f64, high: f64| {
            faults.extend(value.and_then(|value| outside(key, value, low, high)));
        };
        within("length_m", Some(self.length_m), LENGTHS_M[0], LENGTHS_M[1]);
        within("beam_m", Some(self.beam_m), BEAMS_M[0], BEAMS_M[1]);
        within("lbp_m", self.lbp_m, 5.0, 500.0);
        within("stern_m", self.stern_m, 0.0, 50.0);
        within("deck_m", self.deck_m, 0.0, 60.0);
        within("heading_deg", self.heading_deg, -360.0, 360.0);
        within("place_u95_m", self.place_u95_m, 0.0, 1000.0);
        if let Some(reference) = self.reference {
            let (length_m, beam_m) = (self.length_m, self.beam_m);
            within(
                "reference.from_bow_m",
                Some(reference.from_bow_m),
                0.0,
                length_m,
            );
            within(
                "reference.from_port_m",
                Some(reference.from_port_m),
                0.0,
                beam_m,
            );
        }
        if let Some(quay) = self.quay {
            within("quay.gap_m", Some(quay.gap_m), 0.0, 100.0);
            within("quay.width_m", Some(quay.width_m), 1.0, 5000.0);
            within("quay.ahead_m", Some(quay.ahead_m), -500.0, 5000.0);
            within("quay.astern_m", Some(quay.astern_m), -500.0, 5000.0);
            within("quay.top_m", quay.top_m, 0.0, 300.0);
            if self.lying.quay().is_none() {
                let reason = "quay: she lies at none: lying must be \"port alongside\" or \
                              \"starboard alongside\"";
                faults.push(reason.to_owned());
            }
        }
        if let Some(imo) = self.imo.filter(|imo| !is_imo_number(&imo.to_string())) {
            faults.push(format!("imo is {imo}: its check digit is wrong"));
        }
        faults
    }

    /// Whether the ship of the AIS is the ship of the file, and lies still.
    fn compare(&self, seen: &Vessel, faults: &mut Vec<String>, guesses: &mut Vec<String>) {
        if let Some(mmsi) = self.mmsi.filter(|mmsi| *mmsi != seen.mmsi) {
            faults.push(format!("mmsi is {mmsi}: the AIS is {}'s", seen.called()));
        }
        if let Some((imo, is)) = self.imo.zip(seen.imo).filter(|(imo, is)| imo != is) {
            faults.push(format!("imo is {imo}: her AIS says {is}"));
        }
        faults.extend(seen.makes_way());
        let Some([length_m, beam_m]) = seen.extent.as_ref().map(Extent::size_m) else {
            return;
        };
        let differs = |here_m: f64, is_m: f64| {
            is_m > 0.0 && (here_m - is_m).abs() > UNLIKE * here_m + ROUNDED_M
        };
        if differs(self.length_m, length_m) || differs(self.beam_m, beam_m) {
            guesses.push(format!(
                "she is {} × {} m here, and {length_m} × {beam_m} m by her AIS: is it the same ship?",
                self.length_m, self.beam_m
            ));
        }
    }

    fn pose(&self, form: &Form, seen: Option<&Vessel>, faults: &mut Vec<String>) -> Option<Pose> {
        let own = self.reference.map_or(
            ShipPoint::above_water(form.bow_m() - 0.5 * form.length_m, 0.0, 0.0),
            |reference| {
                let forward_m = form.bow_m() - reference.from_bow_m;
                let starboard_m = reference.from_port_m - 0.5 * form.beam_m;
                ShipPoint::above_water(forward_m, starboard_m, 0.0)
            },
        );
        let seen_at = seen.and_then(|seen| seen.position);
        let reference = match seen_at {
            Some(_) => seen.and_then(|seen| seen.reference(form)).unwrap_or(own),
            None => own,
        };
        if seen_at.is_some()
            && self.reference.is_none()
            && seen.is_some_and(|s| s.reference(form).is_none())
        {
            let reason = "reference: where on her the position of her AIS lies is known neither \
                          from it (dimensions A and C are 0) nor from here";
            faults.push(reason.to_owned());
        }
        let position = seen_at.or(self.position);
        let heading_deg = seen.and_then(|seen| seen.heading_deg).or(self.heading_deg);
        let mut missing = |key: &str, what: &str| {
            faults.push(format!(
                "{key}: {what} is known neither from here nor from AIS"
            ));
        };
        if position.is_none() {
            missing("position", "where she lies");
        }
        if heading_deg.is_none() {
            missing("heading_deg", "where her bow points");
        }
        let time = self.time.as_ref().filter(|_| seen_at.is_none());
        let at = time.and_then(UtcTime::from_datetime);
        if let Some(time) = time.filter(|_| at.is_none()) {
            let reason = format!("time: {time} is no date, time and offset (2026-11-22T07:00:00Z)");
            faults.push(reason);
        }
        Some(Pose {
            time: at,
            ..Pose::of_reference(position?, reference, heading_deg?)
        })
    }

    fn marks(
        &self,
        form: &Form,
        faults: &mut Vec<String>,
        guesses: &mut Vec<String>,
    ) -> Stations<Sides<Mark>> {
        Stations::from_fn(|station| {
            let entry = match station {
                Station::Forward => self.marks.forward,
                Station::Midships => self.marks.midships,
                Station::Aft => self.marks.aft,
            };
            let name = station.name();
            let Some(entry) = entry else {
                let usual_m = form.usual_mark_m(station);
                guesses.push(format!(
                    "marks.{name} are taken to stand {usual_m:.1} m forward of the aft \
                     perpendicular"
                ));
                return usual_sides(form, usual_m);
            };
            if entry.half_breadth_m.is_none() || entry.plating_deg.is_none() {
                guesses.push(format!("the plating at marks.{name} is estimated"));
            }
            Sides::from_fn(|side| {
                let mark = self.mark(form, entry, side);
                faults.extend(mark_faults(&mark, form, name));
                mark
            })
        })
    }

    fn mark(&self, form: &Form, entry: MarkEntry, side: Side) -> Mark {
        let at_m = match (entry.at_m, side) {
            (OneOrPair::Both(at_m), _) => at_m,
            (OneOrPair::Each([port_m, _]), Side::Port) => port_m,
            (OneOrPair::Each([_, starboard_m]), Side::Starboard) => starboard_m,
        };
        let forward_m = match self.marks.from {
            MarksOrigin::AftPerpendicular => at_m,
            MarksOrigin::Bow => form.bow_m() - at_m,
        };
        let (half_breadth_m, plating_deg) = form.plating(forward_m);
        Mark {
            forward_m,
            half_breadth_m: entry.half_breadth_m.unwrap_or(half_breadth_m),
            plating_deg: entry.plating_deg.unwrap_or(plating_deg),
        }
    }

    fn obstacles(
        &self,
        form: &Form,
        deck_m: f64,
        faults: &mut Vec<String>,
        guesses: &mut Vec<String>,
    ) -> Vec<Obstacle> {
        let mut all = Vec::new();
        for (index, entry) in self.obstacle.iter().enumerate() {
            match entry.obstacle() {
                Ok(obstacle) => all.push(obstacle),
                Err(reason) => faults.push(format!("obstacle {}: {reason}", index + 1)),
            }
        }
        if !all
            .iter()
            .any(|obstacle| obstacle.kind == ObstacleKind::MooringLine)
        {
            let lines = usual_lines(
                self.lying,
                form,
                deck_m,
                self.quay.unwrap_or_default().gap_m,
            );
            let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
            if !names.is_empty() {
                guesses.push(format!("{} lead as they usually do", names.join(" and ")));
            }
            all.extend(lines);
        }
        all.extend(self.quay(form));
        all
    }

    fn quay(&self, form: &Form) -> Option<Obstacle> {
        let side = outwards(self.lying.quay()?);
        let quay = self.quay.unwrap_or_default();
        let (aft_m, fore_m) = (-form.stern_m - quay.astern_m, form.bow_m() + quay.ahead_m);
        let near_m = side * (0.5 * form.beam_m + quay.gap_m);
        let far_m = near_m + side * quay.width_m;
        Some(Obstacle {
            name: "quay".to_owned(),
            kind: ObstacleKind::Quay,
            shape: ObstacleShape::Polygon(vec![
                [aft_m, near_m],
                [fore_m, near_m],
                [fore_m, far_m],
                [aft_m, far_m],
            ]),
            top_m: quay.top_m,
        })
    }
}

impl ObstacleEntry {
    fn obstacle(&self) -> Result<Obstacle, String> {
        let shape = match (self.circle, &self.polygon, self.line) {
            (Some(circle), None, None) => ObstacleShape::Circle(circle.centre_m, circle.radius_m),
            (None, Some(corners), None) => ObstacleShape::Polygon(corners.clone()),
            (None, None, Some([from, to])) => ObstacleShape::Line(from, to),
            _ => return Err("needs exactly one of circle, polygon and line".to_owned()),
        };
        if self.kind == ObstacleKind::Hull {
            return Err("kind \"hull\" is the ship herself".to_owned());
        }
        if let ObstacleShape::Polygon(corners) = &shape
            && !(3..=1000).contains(&corners.len())
        {
            return Err(format!(
                "polygon has {} corners: it must have 3 to 1000",
                corners.len()
            ));
        }
        if let ObstacleShape::Polygon(corners) = &shape {
            let corners: Vec<Coord<f64>> = corners
                .iter()
                .map(|[x, y]| Coord { x: *x, y: *y })
                .collect();
            let is_finite = corners.iter().all(|c| c.x.is_finite() && c.y.is_finite());
            if let Some([a, b]) = ring::crossed(&corners).filter(|_| is_finite) {
                let edges = format!("edges {} and {}", a + 1, b + 1);
                return Err(format!("polygon crosses itself: {edges}"));
            }
        }
        if let Some(circle) = self.circle
            && !(circle.radius_m > 0.0 && circle.radius_m <= 1000.0)
        {
            return Err(format!(
                "circle.radius_m is {}: it must be above 0, at most 1000",
                circle.radius_m
            ));
        }
        let far = shape
            .corners()
            .into_iter()
            .flatten()
            .find(|m| m.is_nan() || m.abs() > 2000.0);
        if let Some(far) = far {
            return Err(format!("{far} m lies more than 2000 m from the ship"));
        }
        let top = self
            .top_m
            .and_then(|top_m| outside("top_m", top_m, 0.0, 300.0));
        if let Some(fault) = top {
            return Err(fault);
        }
        Ok(Obstacle {
            name: self.name.clone(),
            kind: self.kind,
            shape,
            top_m: self.top_m,
        })
    }
}

fn said_or(said: Option<f64>, usual_m: f64, key: &str, guesses: &mut Vec<String>) -> f64 {
    said.unwrap_or_else(|| {
        guesses.push(format!("{key} is not given: {usual_m:.1} m is taken"));
        usual_m
    })
}

fn mark_faults(mark: &Mark, form: &Form, station: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut within = |key: &str, value: f64, low: f64, high: f64| {
        if !(low..=high).contains(&value) {
            faults.push(format!(
                "marks.{station}.{key}: {value:.1} must be {low:.1} to {high:.1}"
            ));
        }
    };
    let half_m = 0.5 * form.beam_m;
    within(
        "at_m, forward of the aft perpendicular",
        mark.forward_m,
        -form.stern_m,
        form.bow_m(),
    );
    within("half_breadth_m", mark.half_breadth_m, 0.0, half_m);
    within("plating_deg", mark.plating_deg, -80.0, 80.0);
    faults
}

#[cfg(test)]
mod tests;
