//! A draught reading: the value, how sure it is and from what, and the evidence; or why there is
//! none.

mod budget;
mod still;
mod video;

pub use budget::{Budget, Term};
pub use still::read_still;
pub use video::read_video;

use serde::Serialize;

use super::level::SixPairs;
use super::ruler::Rung;
use super::watch::Place;

/// What reading a source led to. A refusal is an answer.
#[derive(Clone, Debug, Serialize)]
pub struct Reading {
    /// Read, or refused.
    pub status: Status,
    /// The draught at the column of marks, metres.
    pub draught_m: Option<f64>,
    /// Its expanded uncertainty, 95 %, metres.
    pub u95_m: Option<f64>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// Pictures that went into it.
    pub frames: usize,
    /// The figures of the column, from the lowest up, as in the first picture that was read.
    pub rungs: Vec<RungSeen>,
    /// The waterline in that picture, pixels, from the left to the right.
    pub waterline: Vec<[f64; 2]>,
    /// What the uncertainty is made of.
    pub budget: Budget,
    /// The surveyor's figure, where a video shows six pairs of highest and lowest water.
    pub six_pairs: Option<SixPairs>,
    /// The waterline at the column, frame by frame, of a video.
    pub levels: Vec<LevelSeen>,
    /// What a reader should know beside: borders not chosen, frames not used.
    pub remarks: Vec<String>,
}

/// How a reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// There is a draught.
    Read,
    /// There is a reason why not.
    Refused,
}

/// The waterline at the column in one frame.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LevelSeen {
    /// Seconds from the first frame.
    pub time_s: f64,
    /// Draught, metres.
    pub draught_m: f64,
    /// Standard uncertainty of the line in this frame, metres.
    pub u_m: f64,
}

impl From<&(f64, Place)> for LevelSeen {
    fn from((time_s, place): &(f64, Place)) -> Self {
        Self {
            time_s: *time_s,
            draught_m: place.draught_m,
            u_m: place.u_m.hypot(place.softness_m),
        }
    }
}

/// A figure as it is written down with the reading.
#[derive(Clone, Debug, Serialize)]
pub struct RungSeen {
    /// What is painted.
    pub text: String,
    /// The draught of its lower edge, metres.
    pub draught_m: f64,
    /// Where the column passes its lower edge, pixels from the left and from the top.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// It was recognised, not only reckoned.
    pub seen: bool,
}

impl From<&Rung> for RungSeen {
    fn from(rung: &Rung) -> Self {
        Self {
            text: rung.text.clone(),
            draught_m: rung.draught_m,
            x: rung.x,
            y: rung.y,
            seen: rung.seen,
        }
    }
}

impl Reading {
    /// No reading, and why.
    pub fn refused(reason: &impl ToString) -> Self {
        Self {
            status: Status::Refused,
            draught_m: None,
            u95_m: None,
            reason: Some(reason.to_string()),
            frames: 0,
            rungs: Vec::new(),
            waterline: Vec::new(),
            budget: Budget::default(),
            six_pairs: None,
            levels: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Takes a reading back; the evidence stays.
    pub fn refuse(&mut self, reason: String) {
        self.status = Status::Refused;
        self.draught_m = None;
        self.u95_m = None;
        self.reason = Some(reason);
    }
}
