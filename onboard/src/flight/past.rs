//! What a flight is told of itself from before the program was killed.

use super::event::Outcome;
use super::figures::PilotSign;
use super::safety::Decision;

/// What is known of this flight from before the program was killed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// The pilot, or a failsafe, had taken the vehicle, and nobody has said `resume` since.
    pub pilot: Option<PilotSign>,
    /// Who withdrew the plan, where nobody has said `resume` since.
    pub withdrawn: Option<String>,
    /// What the safety table had decided, where anything but to fly the plan.
    pub decided: Option<Decision>,
    /// It was told to take off, and nothing says that it stayed down: it is not flown again.
    pub taken_off: bool,
    /// When it was last heard armed, UTC.
    pub armed_until: Option<String>,
    /// How it ended, where only the folder was not closed.
    pub outcome: Option<Outcome>,
    /// It stood at a station of its survey, by our own order.
    pub at_station: bool,
}

impl Past {
    /// Why a vehicle that stands on the ground must not be armed, whatever else is well.
    pub(super) fn forbids(&self) -> Option<String> {
        let why = match (&self.pilot, &self.withdrawn) {
            (Some(sign), _) => format!("{} has the vehicle: {sign}", sign.taker()),
            (None, Some(who)) => format!("the plan was withdrawn by {who}"),
            (None, None) => return None,
        };
        Some(format!(
            "{why}; nobody has said `resume` since, and it is not armed: fly it in another folder"
        ))
    }
}
