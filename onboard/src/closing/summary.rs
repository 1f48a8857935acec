//! What is to be said of a flight: `summary.json`.

use missions::seal::{Clock, Held};
use serde::Serialize;

use super::readings::Surveyed;
use crate::flight::event::Outcome;
use crate::flown::{Identity, WindMet};

/// What is to be said of a flight; `summary.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The plan's name.
    pub plan: String,
    /// Which sortie of it, from 1.
    pub sortie: usize,
    /// Who flew, where that was said.
    pub operator: Option<String>,
    /// ArduPilot or PX4, where one was heard.
    pub autopilot: Option<String>,
    /// The autopilot as it names itself.
    pub identity: Option<Identity>,
    /// When it was, by this computer's clock and by the vehicle's.
    pub times: Vec<Clock>,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Option<Outcome>,
    /// Length of the track over the ground, metres.
    pub flown_m: f64,
    /// Length of the plan, metres.
    pub planned_m: f64,
    /// How long the plan takes, seconds; none where nobody knows.
    pub planned_s: Option<f64>,
    /// Share of a full battery that the plan takes, 0 to 1.
    pub planned_battery: Option<f64>,
    /// From arming to disarming, seconds of the vehicle's clock.
    pub seconds: f64,
    /// The same by this computer's clock: less, where a simulation was sped up.
    pub seconds_here: Option<f64>,
    /// Share of the battery when it was armed, 0 to 1.
    pub battery_begin: Option<f64>,
    /// Share of the battery at the end, 0 to 1.
    pub battery_left: Option<f64>,
    /// The wind on the way, as the vehicle told it.
    pub wind: Option<WindMet>,
    /// What was to be seen, and what was seen.
    pub coverage: Option<Shares>,
    /// What "seen" means there, in words.
    pub coverage_means: Option<&'static str>,
    /// What a draught survey came to, where one was flown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survey: Option<Surveyed>,
    /// What was lost.
    pub losses: Vec<String>,
    /// Frames of the link that never came, by the gaps in their speakers' counts.
    pub lost_frames: u64,
    /// Frames that were not believed, because they were not signed as they should be.
    pub refused_frames: u64,
    /// Bytes that arrived and belong to no frame: noise, or somebody else's.
    pub garbage_bytes: u64,
    /// Pieces that arrived and were dropped because they came too fast, strangers' first.
    pub dropped_pieces: u64,
    /// The other files of the folder.
    pub files: Vec<Held>,
}

/// What was seen, in shares from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Shares {
    /// Of what this sortie was to see, what it saw; none where it was to see nothing.
    pub of_sortie: Option<f64>,
    /// Of the whole area, what this sortie saw.
    pub of_area: f64,
    /// Of the whole area, what this sortie was to see.
    pub sortie_of_area: f64,
    /// Of the whole area, what all sorties together are to see.
    pub plan_of_area: f64,
}

impl Summary {
    /// When it began: by the vehicle's clock, where that is known.
    pub(super) fn begun(&self) -> Option<&str> {
        self.times.last().map(|clock| clock.from.as_str())
    }

    /// How many times as fast as this computer's clock the vehicle's ran.
    pub fn rate(&self) -> Option<f64> {
        self.seconds_here.map(|here| self.seconds / here)
    }
}
