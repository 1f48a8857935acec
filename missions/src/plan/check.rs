//! What makes a plan unflyable: a list of objections, each naming its place and by how much.

use std::fmt;

use serde::Serialize;

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
