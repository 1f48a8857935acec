//! Missions, fences and rally points up to a vehicle, down from it, and compared; both halves.
//!
//! ```text
//! upload                                     download
//! client            vehicle                  client               vehicle
//!   COUNT n       ────►                        REQUEST_LIST     ────►
//!         ◄──── REQUEST(_INT) 0                        ◄──── COUNT n
//!   ITEM_INT 0    ────►                        REQUEST_INT 0    ────►
//!         ◄──── REQUEST(_INT) 1                        ◄──── ITEM_INT 0
//!   …                                          …
//!         ◄──── ACK                            ACK              ────►
//! ```
//!
//! Who waits for an answer repeats; so in an upload the vehicle asks again for what it misses.
//! Items here are a plan's, without ArduPilot's home item and with jumps counted from the plan's
//! first item; the wire's numbers are the client's and the server's own affair.
//!
//! Source: mavlink.io, "Mission Protocol"; what the recorded ArduCopter and PX4 answered (both
//! ask with `MISSION_REQUEST` at least once, and are given `MISSION_ITEM_INT`).

#![expect(
    deprecated,
    reason = "autopilots still speak MISSION_REQUEST, and old clients MISSION_ITEM"
)]

mod client;
mod counting;
mod difference;
mod server;
#[cfg(test)]
mod tests;

pub use client::{Client, Event as ClientEvent, TransferError};
pub use difference::{Difference, Field, differences};
pub use server::{Event as ServerEvent, Limits, Server};

use super::Endpoint;
use super::dialect::{MISSION_ACK_DATA, MavMessage, MavMissionResult};

/// Which list a transfer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What is to be flown.
    Mission,
    /// The fence.
    Fence,
    /// Places to land beside home.
    Rally,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mission, Self::Fence, Self::Rally];
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Mission => "mission",
            Self::Fence => "fence",
            Self::Rally => "rally points",
        })
    }
}

fn acknowledgement(
    to: Endpoint,
    kind: Kind,
    result: MavMissionResult,
    opaque_id: u32,
) -> MavMessage {
    MavMessage::MISSION_ACK(MISSION_ACK_DATA {
        target_system: to.system,
        target_component: to.component,
        mavtype: result,
        mission_type: super::to_mavlink::mission_type(kind),
        opaque_id,
    })
}
