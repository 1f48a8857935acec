//! What a command means to this vehicle: from `COMMAND_LONG` and `COMMAND_INT` to orders, and
//! from the autopilot's refusal to a `MAV_RESULT`.
//!
//! Sources: ArduPilot, `GCS_MAVLINK_Copter::handle_command_int_packet` and
//! `GCS_MAVLINK::handle_command_int_packet` (what is not known is answered UNSUPPORTED); PX4,
//! `Commander::handle_command`. Orders about telemetry itself are in [`super::station`].

mod flight;
mod given;
mod payload;

use missions::link::dialect::MavResult;

use crate::vehicle::autopilot::{Autopilot, Denied};
use crate::vehicle::modes::Manner;
use crate::vehicle::senses::Senses;

pub(super) use given::Given;

/// Carries out a command; none where this vehicle has no such command.
pub(super) fn execute(
    autopilot: &mut Autopilot,
    senses: &Senses,
    given: &Given,
) -> Option<MavResult> {
    let outcome =
        flight::execute(autopilot, senses, given).or_else(|| payload::execute(autopilot, given))?;
    Some(match outcome {
        Ok(()) => MavResult::MAV_RESULT_ACCEPTED,
        Err(denied) => result(autopilot.manner(), &denied),
    })
}

/// What came of a command: done, or why not.
type Outcome = Result<(), Denied>;

/// The result by which a refusal is told: where ArduPilot has failed, PX4 refuses for now.
pub(super) const fn result(manner: Manner, denied: &Denied) -> MavResult {
    match (denied, manner) {
        (Denied::Unsupported, _) => MavResult::MAV_RESULT_UNSUPPORTED,
        (Denied::Invalid { .. } | Denied::NoMission, _) => MavResult::MAV_RESULT_DENIED,
        (_, Manner::ArduPilot) => MavResult::MAV_RESULT_FAILED,
        (_, Manner::Px4) => MavResult::MAV_RESULT_TEMPORARILY_REJECTED,
    }
}
