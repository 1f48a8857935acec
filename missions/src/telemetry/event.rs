//! What happened at an instant, worth a line in the flight folder.

use serde::{Deserialize, Serialize};

use super::{Fence, Home, Landed, SystemStatus};
use crate::autopilot::Mode;
use crate::time::BootTime;

/// Something that happened; one line of a flight folder's `events.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When we learned of it, our clock.
    pub at: BootTime,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EventKind {
    /// The flight mode changed, or became known.
    Mode {
        /// The mode before, if it was known.
        from: Option<Mode>,
        /// The mode now.
        to: Mode,
    },
    /// Armed or disarmed, or it became known which.
    Armed {
        /// Armed now.
        armed: bool,
    },
    /// It left the ground, came down, or something between.
    Landed {
        /// What it does now.
        landed: Landed,
    },
    /// The autopilot's own state changed.
    System {
        /// What it is now.
        status: SystemStatus,
    },
    /// A mission item was reached. PX4 repeats its message; this comes once.
    Reached {
        /// MAVLink's number of the item.
        item: u16,
    },
    /// The vehicle is on its way to another mission item.
    Current {
        /// MAVLink's number of the item.
        item: u16,
    },
    /// Home was set or moved.
    HomeSet {
        /// Where it is.
        home: Home,
    },
    /// It left the fence, or came back.
    Fence {
        /// What the autopilot says of the fence.
        fence: Fence,
    },
    /// The autopilot said something in words.
    Text {
        /// How bad.
        severity: Severity,
        /// What.
        text: String,
    },
}

/// How bad a text is: the syslog levels of RFC 5424, which are `MAV_SEVERITY`'s too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The system is unusable.
    Emergency,
    /// Act at once.
    Alert,
    /// A primary system failed.
    Critical,
    /// A secondary system failed.
    Error,
    /// It may fail if nothing is done.
    Warning,
    /// Unusual, not wrong.
    Notice,
    /// Normal.
    Info,
    /// For developers.
    Debug,
}
