//! What makes a plan unflyable: a list of objections, each naming its place and by how much.
//!
//! [`check`] looks at any plan, whoever made it. Legs and sorties are counted from 1.

mod energy;
mod form;
mod heights;
mod limits;
mod outline;

use std::fmt;

use serde::Serialize;

use super::Plan;
use crate::vehicle::Vehicle;
use crate::wind::Wind;

pub(crate) use heights::unreal;
pub(crate) use limits::enters;

/// What a plan is checked against besides itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Conditions<'a> {
    /// What will fly it; without one, energy, speeds and climbs are not checked.
    pub vehicle: Option<&'a Vehicle>,
    /// The wind that is expected.
    pub wind: Wind,
}

/// Everything that speaks against a plan; it may be flown if no objection is an error.
///
/// The ground is taken as level with home, legs as straight in the plane of
/// [`crate::frames::LocalPlane`] at home. What the vehicle does by itself (a return height, a
/// rally point nearer than home) is not known here: a return is checked as the straight way home
/// at the height of the leg before.
pub fn check(plan: &Plan, conditions: &Conditions<'_>) -> Vec<Objection> {
    let Some(plane) = plan.plane() else {
        return vec![Objection::error("plan", "has nothing to fly")];
    };
    let mut found = form::objections(plan, conditions);
    found.extend(unreal(&plan.airspace));
    if found.iter().any(|o| o.severity == Severity::Error) {
        return found;
    }
    found.extend(limits::objections(plan, plane));
    if let Some(vehicle) = conditions.vehicle {
        found.extend(energy::objections(plan, plane, vehicle, conditions.wind));
    }
    found
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; the plan can be flown.
    Warning,
    /// The plan must not be flown.
    Error,
}

/// One reason against a plan or a mission.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
            reason: reason.into(),
        }
    }

    /// An objection that is only worth knowing.
    pub fn warning(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            place: place.into(),
            reason: reason.into(),
        }
    }
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
