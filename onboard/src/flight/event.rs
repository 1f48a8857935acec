//! What a flight tells its owner: one of these is one line of `events.jsonl`.

use missions::plan::check::Objection;
use missions::seal::Held;
use missions::telemetry::EventKind;
use serde::{Deserialize, Serialize};

use super::guide::Target;
use super::operator::Order;
use super::safety::Decision;
use crate::folder::{Doubt, Torn, Trouble};
use crate::survey::news::News;

/// The command, in words, from which on a flight is not begun again.
pub const TAKE_OFF: &str = "take off";

/// How far a flight has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// The flight is over, and saw less than its sortie was to see.
    SawLess {
        /// Of what it was to see, what it saw, 0 to 1.
        of_sortie: f64,
        /// Of the whole area, what it saw, 0 to 1.
        of_area: f64,
    },
    /// What the vehicle holds could not be compared with the plan in flight.
    NotCompared {
        /// Mission, fence or rally points.
        part: String,
        /// Why.
        why: String,
    },
    /// No position was heard for a time in the air; the track has a hole.
    TrackGap {
        /// How long, seconds.
        seconds: f64,
    },
    /// Somebody else speaks with our own address: a second program commands the vehicle.
    Twin {
        /// Which, `system/component`.
        address: String,
    },
    /// Somebody else than the vehicle sends to our address; told at most once a minute.
    Stranger {
        /// From where, the last of them.
        address: String,
        /// How many bytes since this was last told.
        bytes: u64,
    },
    /// Frames were not believed; told at most once a minute.
    Distrusted {
        /// Whom the last of them says it is from, `system/component`.
        from: String,
        /// The number of its message.
        message: u32,
        /// Why it was not believed.
        reason: String,
        /// How many they are since this was last told.
        frames: u64,
    },
    /// The mission file of this start is not the folder's, though it gives the same plan; the
    /// folder's is kept.
    AnotherMission(Held),
    /// Who flies, as the program was told.
    Operator {
        /// The name.
        name: String,
    },
    /// A file of the folder was torn when the program was killed.
    Torn(Torn),
    /// A file that was being written when the program was killed was removed.
    Leftover(Held),
    /// The custody log does not hold what lay in the folder when it was carried on, or holds it
    /// otherwise.
    Doubted(Doubt),
    /// The end.
    Over(Outcome),
    /// A file of the folder cannot be written to, or can be again.
    #[serde(untagged)]
    Folder(Trouble),
    /// What the survey tells.
    #[serde(untagged)]
    Survey(News),
    /// Something that the vehicle told.
    #[serde(untagged)]
    Vehicle(EventKind),
}
