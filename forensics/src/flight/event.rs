//! What happened at an instant of a flight, as its log says.

use missions::time::BootTime;
use serde::Serialize;

use super::{Confidence, Trace};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// When, by the log's own clock.
    pub at: BootTime,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
    /// Where it was read.
    pub trace: Trace,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EventKind {
    /// Motors armed or started.
    Armed,
    /// Motors disarmed or stopped.
    Disarmed,
    /// It left the ground, by the log's own word.
    TakeOff,
    /// It came down, by the log's own word.
    Landed,
    /// Another flight mode.
    Mode {
        /// Its name, or its number where the name is not known.
        mode: String,
    },
    /// The program on board acted on a fault: link lost, battery low, fence crossed.
    Failsafe {
        /// Which, as the log names it.
        what: String,
    },
    /// A warning or a message in words.
    Text {
        /// As it stands in the log.
        text: String,
    },
    /// Something was released, as the log itself says (a servo, a gripper, a drop command).
    Release {
        /// What the log says of it.
        what: String,
    },
    /// A picture was taken.
    Photo,
    /// A video was begun or ended.
    Video {
        /// Whether it runs from here on.
        running: bool,
    },
}
