//! How ArduPilot and PX4 differ, as data and small functions: modes, orders, items, fences.
//! It holds no state and sends nothing.
//!
//! Sources: ArduPilot's and PX4's own documentation and what real ones answered (see each file).

mod fence;
pub(super) mod items;
mod keeping;

mod modes;
mod orders;
mod rings;

pub use fence::Breach;
pub use modes::FlightMode;

use super::dialect::{MavAutopilot, MavState};

/// Whose manners are spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Autopilot {
    /// ArduPilot, with ArduCopter's modes.
    ArduPilot,
    /// PX4, multicopter.
    Px4,
}

impl Autopilot {
    /// From `HEARTBEAT.autopilot`; none for ground stations, cameras and other autopilots.
    pub const fn recognise(autopilot: MavAutopilot) -> Option<Self> {
        match autopilot {
            MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA => Some(Self::ArduPilot),
            MavAutopilot::MAV_AUTOPILOT_PX4 => Some(Self::Px4),
            _ => None,
        }
    }

    /// As `HEARTBEAT.autopilot` carries it.
    pub const fn to_mavlink(self) -> MavAutopilot {
        match self {
            Self::ArduPilot => MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA,
            Self::Px4 => MavAutopilot::MAV_AUTOPILOT_PX4,
        }
    }

    /// Whether missions can be sent in this state.
    ///
    /// ArduPilot answers `MISSION_ACK` 4 (no space) while it boots, because its storage is not
    /// sized yet: wait for STANDBY. Seen with ArduCopter 4.7-dev.
    pub const fn takes_missions(self, state: MavState) -> bool {
        match (self, state) {
            (_, MavState::MAV_STATE_UNINIT | MavState::MAV_STATE_POWEROFF)
            | (Self::ArduPilot, MavState::MAV_STATE_BOOT) => false,
            (Self::ArduPilot | Self::Px4, _) => true,
        }
    }

    /// Whether item 0 of the mission on the wire is home, so that the plan's items begin at 1.
    ///
    /// ArduPilot: mavlink.io, "Mission Protocol", "ArduPilot: sequence 0 is home".
    pub const fn home_is_item_0(self) -> bool {
        matches!(self, Self::ArduPilot)
    }
}

impl std::fmt::Display for Autopilot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::ArduPilot => "ArduPilot",
            Self::Px4 => "PX4",
        })
    }
}
