//! How ArduPilot and PX4 are spoken to, where they differ, as data and small functions: orders,
//! items, fences. It holds no state and sends nothing; their flight modes are [`crate::autopilot`].
//!
//! Sources: ArduPilot's and PX4's own documentation and what real ones answered (see each file).

mod fence;
pub(super) mod items;
mod keeping;
mod orders;
mod rings;

pub use fence::Breach;

pub use crate::autopilot::{Autopilot, FlightMode};

use super::dialect::MavAutopilot;

impl Autopilot {
    /// From `HEARTBEAT.autopilot`; none for ground stations, cameras and other autopilots.
    pub const fn recognise(autopilot: MavAutopilot) -> Option<Self> {
        Self::from_number(autopilot as u8)
    }

    /// As `HEARTBEAT.autopilot` carries it.
    pub const fn to_mavlink(self) -> MavAutopilot {
        match self {
            Self::ArduPilot => MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA,
            Self::Px4 => MavAutopilot::MAV_AUTOPILOT_PX4,
        }
    }

    /// Whether item 0 of the mission on the wire is home, so that the plan's items begin at 1.
    ///
    /// ArduPilot: mavlink.io, "Mission Protocol", "ArduPilot: sequence 0 is home".
    pub const fn home_is_item_0(self) -> bool {
        matches!(self, Self::ArduPilot)
    }
}
