//! What a survey tells: lines of `events.jsonl`.

use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum News {
    /// The survey took the vehicle over at a station.
    AtStation {
        /// Which.
        station: String,
        /// From 1.
        number: usize,
        /// How many there are.
        of: usize,
    },
    /// The column of marks was found in the picture.
    ColumnFound {
        /// Where.
        station: String,
        /// What a pixel covers, millimetres.
        mm_px: f64,
        /// Whether its figures were read already.
        figures_read: bool,
    },
    /// A reading, good or not.
    Reading {
        /// Where.
        station: String,
        /// From 1.
        attempt: usize,
        /// The draught, metres.
        draught_m: Option<f64>,
        /// Its expanded uncertainty, metres.
        u95_m: Option<f64>,
        /// Why there is none.
        reason: Option<String>,
        /// What is done next.
        next: String,
    },
    /// A station was left without a reading.
    Unread {
        /// Which.
        station: String,
        /// Why.
        reason: String,
    },
    /// The survey gave the vehicle back in the middle of a station.
    Interrupted {
        /// Which.
        station: String,
    },
    /// The ship lies otherwise than before, and the stations with her.
    ShipMoved {
        /// Her heading, degrees.
        heading_deg: f64,
        /// How far the farthest station moved, metres.
        by_m: f64,
    },
    /// A station could not be placed where the ship lies now, and stays where it was; told once.
    NotMoved {
        /// Which.
        station: String,
        /// Why.
        reason: String,
    },
    /// What the ship's AIS says is not believed, and she is not followed; told once until it is again.
    NotFollowed {
        /// Why.
        why: String,
    },
    /// Something of the evidence could not be written.
    NotKept {
        /// Which file.
        file: String,
        /// Why.
        reason: String,
    },
    /// All stations have been visited.
    Surveyed {
        /// How many were read.
        read: usize,
        /// How many there are.
        of: usize,
    },
}

impl News {
    /// What of the evidence is missing by it, in words.
    pub fn loss(&self) -> Option<String> {
        match self {
            Self::NotKept { file, reason } => Some(format!("{file} is not kept: {reason}")),
            _ => None,
        }
    }
}
