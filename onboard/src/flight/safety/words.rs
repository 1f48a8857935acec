//! Situations and actions as people are told of them: on the terminal, in the reason of a flight
//! that was cut short, and in its picture.

use std::fmt;

use super::{Action, Decision, Situation};

impl fmt::Display for Situation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PilotFlies => "the pilot flies",
            Self::FailsafeFlies => "the autopilot's failsafe flies",
            Self::PilotOrFailsafe => "the pilot or the autopilot's failsafe flies",
            Self::AutopilotSilent => "the autopilot is silent",
            Self::OperatorLands => "the operator says land",
            Self::FoundLanding => "found landing",
            Self::GnssLost => "GNSS is lost",
            Self::WayHomeLost => "no way home",
            Self::WayHomeBarred => "the way home is barred",
            Self::FenceAhead => "a fence ahead",
            Self::TelemetryLost => "telemetry is lost",
            Self::OperatorReturns => "the operator says return",
            Self::FoundReturning => "found coming home",
            Self::BatteryLow => "the battery is low",
            Self::PlanRevoked => "the plan is revoked",
            Self::PlanLost => "the plan is lost",
            Self::WindTooStrong => "the wind is too strong",
            Self::GroundSilent => "the ground is silent",
            Self::GnssDegraded => "GNSS is degraded",
            Self::TelemetrySilent => "telemetry is silent",
            Self::PlanChanged => "the plan was changed",
            Self::OperatorHolds => "the operator says hold",
            Self::FoundHolding => "found holding",
        })
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Continue => "go on",
            Self::Hold => "hold",
            Self::Return => "return",
            Self::Land => "land",
            Self::Wait => "wait",
            Self::StandBack => "stand back",
        })
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.situation {
            Some(situation) => write!(f, "{situation} → {}: {}", self.action, self.figures),
            None => f.write_str("all is well again"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::TABLE;

    /// The table in the README says the same in the same words.
    #[test]
    fn the_readmes_table_and_the_programs_words_are_the_same() {
        let readme = include_str!("../../../README.md");
        for (number, row) in (1..).zip(TABLE) {
            let begins = format!("| {number} | {} |", row.situation);
            let line = readme.lines().find(|line| line.starts_with(&begins));
            let line = line.unwrap_or_else(|| panic!("no line of the README begins {begins}"));
            let cells: Vec<_> = line.split('|').map(str::trim).collect();
            assert!(
                cells[5].starts_with(&row.action.to_string()),
                "{line}: {}",
                row.action
            );
        }
    }
}
