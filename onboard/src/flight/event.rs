//! What a flight tells its owner, who adds what the link, the folder and the survey tell:
//! [`crate::told`].

use missions::plan::check::Objection;
use missions::telemetry::EventKind;
use serde::{Deserialize, Serialize};

use super::guide::Target;
use super::operator::Order;
use super::safety::Decision;

/// The command, in words, from which on a flight is not begun again.
pub const TAKE_OFF: &str = "take off";

/// How far a flight has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Waiting for an autopilot's heartbeat.
    Connecting,
    /// Asking what it is and what it can do; asking for telemetry.
    Recognising,
    /// Comparing mission, fence and rally points with the plan; uploading what differs.
    Loading,
    /// Waiting until nothing speaks against flying.
    Checking,
    /// Arming and starting the mission.
    Departing,
    /// In the air.
    Flying,
    /// Over.
    Over,
}

/// How a flight ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// The plan was flown to its end, and the vehicle is disarmed.
    Done,
    /// The vehicle is disarmed, but the plan was not flown to its end.
    CutShort {
        /// Why.
        reason: String,
    },
    /// Everything is checked and loaded; flying was not asked for.
    Ready,
    /// It never left the ground, or nobody knows.
    Failed {
        /// Why.
        reason: String,
    },
}

impl Outcome {
    /// Whether the flight is over for good: it left the ground and stands on it again. What failed
    /// before take-off, or out of sight, is gone on with in the same folder.
    pub const fn is_for_good(&self) -> bool {
        matches!(self, Self::Done | Self::CutShort { .. })
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// Another phase began.
    Phase {
        /// Which.
        phase: Phase,
    },
    /// An autopilot was found.
    Recognised {
        /// ArduPilot or PX4.
        autopilot: String,
        /// Its address, `system/component`.
        address: String,
        /// Its version, where it said so.
        version: Option<String>,
        /// Its capabilities, MAVLink's MAV_PROTOCOL_CAPABILITY; `None` where it did not say.
        capabilities: Option<u64>,
    },
    /// A flight that was under way was recognised and is carried on.
    Resumed {
        /// The mission item that the vehicle flies to, counted as on the wire.
        item: u16,
        /// Its mode.
        mode: String,
    },
    /// One part of the plan is in the vehicle, read back and compared.
    Loaded {
        /// Mission, fence or rally.
        part: String,
        /// How many items.
        items: usize,
        /// False where the vehicle had it already.
        uploaded: bool,
    },
    /// Somebody changed what the vehicle holds after it was loaded and before take-off: it is loaded
    /// and checked again.
    LoadedAgain {
        /// What was noticed.
        why: String,
    },
    /// A parameter was set and read back.
    Parameter {
        /// Its name.
        name: String,
        /// What it was, where that was known.
        was: Option<f64>,
        /// What it is.
        is: f64,
    },
    /// What speaks against flying; sent when the list changes.
    Objections {
        /// Worst first.
        objections: Vec<Objection>,
    },
    /// The folder's records say that it took off before, and the vehicle does not fly any more: it
    /// is closed, and not flown again.
    AlreadyFlown,
    /// It was told to take off, and certainly stayed on the ground: it may be flown yet.
    StayedDown,
    /// Something was asked of the vehicle.
    Commanded {
        /// What.
        command: String,
        /// Why.
        why: String,
    },
    /// A place that a survey wanted is not flown to.
    Forbidden {
        /// Where.
        target: Target,
        /// What is in the way.
        why: String,
    },
    /// The vehicle did not do what was asked.
    Refused {
        /// What was asked.
        command: String,
        /// What it said.
        answer: String,
    },
    /// The safety table decided.
    Decided(Decision),
    /// The operator said something.
    Ordered {
        /// What.
        order: Order,
        /// Where it was heard.
        by: String,
    },
    /// Somebody on the link ordered something, and was told that it is not done.
    NotTaken {
        /// What.
        order: Order,
        /// Who, `system/component`.
        by: String,
        /// Why it is not done.
        why: String,
    },
    /// The autopilot began again: its clock went back, or it boots. On the ground everything is
    /// loaded and checked again.
    BeganAgain,
    /// The autopilot is still silent; told again and again.
    Waiting {
        /// For how long it has been, seconds.
        seconds: f64,
        /// After how long contact is given up, seconds.
        given_up_s: f64,
    },
    /// Disarmed while it says that it is in the air.
    StoppedInAir {
        /// Metres above home, where that was known.
        height_m: Option<f64>,
    },
    /// The plan is not flown as it was loaded: somebody changed the mission, the fence or the rally
    /// points, items were skipped, or the vehicle is not where its mission leads.
    MissionChanged {
        /// What was noticed.
        what: String,
    },
    /// What the vehicle holds could not be compared with the plan in flight.
    NotCompared {
        /// Mission, fence or rally points.
        part: String,
        /// Why.
        why: String,
    },
    /// The end.
    Over(Outcome),
    /// Something that the vehicle told.
    #[serde(untagged)]
    Vehicle(EventKind),
}
