//! What makes a plan unflyable: a list of objections, each naming its place and by how much.
//!
//! [`check`] looks at any plan, whoever made it; sorties, legs and mission items count from one.
//! Items of other programs are followed as far as they are understood: what they make of the
//! flight is checked like our own legs; what moves the vehicle and is not followed is an error, what else is
//! not understood at least a warning.

mod commands;
mod course;
mod energy;
mod form;
mod heights;
mod limits;
mod outline;
mod refuge;
mod shortcuts;
mod terrain;
mod values;

use std::fmt;

use serde::{Deserialize, Serialize};

use course::Course;
pub use energy::cost;

use super::Plan;
use crate::vehicle::Vehicle;
use crate::wind::Wind;

pub(crate) use heights::unreal;
pub(crate) use limits::enters;

/// What a plan is checked against besides itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Conditions<'a> {
    /// What will fly it; without one, speeds and climbs are not checked, and instead of its energy
    /// a sortie may take an hour.
    pub vehicle: Option<&'a Vehicle>,
    /// The wind that is expected.
    pub wind: Wind,
}

/// Everything that speaks against a plan; it may be flown if no objection is an error.
///
/// The ground is taken as level with home, legs as straight in the plane of
/// [`crate::frames::LocalPlane`] at home. What the vehicle does by itself (a return height, a
/// rally point nearer than home) is not known here: a return is checked as the straight way home
/// at the height of the leg before. Where autopilots differ (a take-off with a place of its own, a
/// waypoint's acceptance radius, a change of height over a place), both ways are checked. Jumps are
/// followed, and holds, circles and repeated legs cost
/// what they cost. What moves the vehicle in a way that is not followed here is an error.
pub fn check(plan: &Plan, conditions: &Conditions<'_>) -> Vec<Objection> {
    let Some(plane) = plan.plane() else {
        return vec![Objection::error("plan", "has nothing to fly")];
    };
    let sorties = plan.sorties.iter().zip(1..);
    let courses: Vec<_> = sorties
        .map(|(sortie, number)| Course::of(plan, sortie, number))
        .collect();
    let mut found = form::objections(plan, &courses, conditions);
    let mut unsound = form::circles(plan);
    unsound.extend(values::objections(plan, &courses));
    unsound.extend(unreal(&plan.airspace, plan.home_height_m()));
    if !unsound.is_empty() {
        // What is compared with a number that is none is false, whatever it is.
        found.append(&mut unsound);
        return found;
    }
    found.extend(limits::objections(plan, plane, &courses));
    found.extend(terrain::objections(plan, plane, &courses));
    found.extend(energy::objections(plan, plane, &courses, conditions));
    found
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; the plan can be flown.
    Warning,
    /// The plan must not be flown.
    Error,
}

/// One reason against a plan or a mission.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Objection {
    /// How bad it is.
    pub severity: Severity,
    /// Where: `sortie 2, leg 14`, `area, hole 3, vertex 17`, `fence`.
    pub place: String,
    /// What is wrong and by how much, in one sentence without a full stop.
    pub reason: String,
}

impl Objection {
    /// An objection that forbids flying.
    pub fn error(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            place: place.into(),
            reason: short(&reason.into()),
        }
    }

    /// An objection that is only worth knowing.
    pub fn warning(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            place: place.into(),
            reason: short(&reason.into()),
        }
    }
}

/// A reason in which numbers of more than 20 digits are written as 1e300: files may say anything.
fn short(reason: &str) -> String {
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let mut told = String::with_capacity(reason.len().min(1000));
    let mut rest = reason;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let (digits, after) = from.split_at(from.find(|c| !is_number(c)).unwrap_or(from.len()));
        told.push_str(before);
        match digits.parse::<f64>() {
            Ok(value) if digits.len() > 20 && value >= 1e16 => told.extend([format!("{value:e}")]),
            _ => told.push_str(digits),
        }
        rest = after;
    }
    cut(told + rest)
}

/// More letters of a reason than this are told as their number: whole files were once quoted in one.
const MOST_LETTERS: usize = 2000;

fn cut(mut told: String) -> String {
    let Some((at, _)) = told.char_indices().nth(MOST_LETTERS) else {
        return told;
    };
    let more = told.chars().count() - MOST_LETTERS;
    told.truncate(at);
    told + &format!("… and {more} letters more")
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}: {}: {}", self.place, self.reason)
    }
}

#[cfg(test)]
mod tests;
