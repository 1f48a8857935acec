//! A video, frame by frame: the column is found once, the hull followed from then on, and the
//! waterline read in every frame; what is kept of a frame is a handful of numbers.

mod anchor;
mod course;
mod side;

pub use course::{Moment, Place, course};

use anchor::Anchor;

use super::picture::Picture;
use super::register::Pyramid;
use super::ruler::{Refusal, Ruler};

/// Frames in a row without the hull after which the column is looked for anew.
const PATIENCE: usize = 5;
/// Looking for the column is dear: after each failure it is left alone so much longer, seconds.
const PAUSE_S: f64 = 0.3;
const LONGEST_PAUSE_S: f64 = 5.0;
/// A picture whose pixels are all darker than this shows nothing, grey levels.
const BLACK: u8 = 24;

/// How the column is found in a picture.
pub type Reader = fn(&Picture) -> Result<Ruler, Refusal>;

/// What a frame led to.
#[derive(Clone, Debug, PartialEq)]
pub enum Sight {
    /// The waterline, as it seems so far: metres.
    Level(f64),
    /// The hull was lost.
    Lost,
    /// The column is not found yet.
    Searching,
    /// The picture is black.
    Black,
}

/// What was seen of a video so far.
#[derive(Debug)]
pub struct Watch {
    reader: Reader,
    anchor: Option<Anchor>,
    lost_in_a_row: usize,
    failures: usize,
    next_search_s: f64,
    /// What is kept of each frame in which the waterline was looked for.
    pub moments: Vec<Moment>,
    /// The ruler of the first frame in which the column was found, and its waterline's picture.
    pub first: Option<First>,
    /// Why the column was not found the last time.
    pub refusal: Option<Refusal>,
    /// Frames seen, black ones, and ones without the hull.
    pub counts: Counts,
    /// Rulers that disagree with the first: draughts for the same place, metres.
    pub disagreements: Vec<[f64; 2]>,
}

/// The first frame in which the column was found.
#[derive(Clone, Debug)]
pub struct First {
    /// Its ruler.
    pub ruler: Ruler,
    /// Its waterline, pixels.
    pub waterline: Vec<[f64; 2]>,
    /// When it was taken, seconds.
    pub time_s: f64,
}

/// How many frames were what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub seen: usize,
    /// Black.
    pub black: usize,
    /// Without the column, or with the hull lost.
    pub without: usize,
}

impl Watch {
    /// Nothing seen yet.
    pub fn new(reader: Reader) -> Self {
        Self {
            reader,
            anchor: None,
            lost_in_a_row: 0,
            failures: 0,
            next_search_s: f64::MIN,
            moments: Vec::new(),
            first: None,
            refusal: None,
            counts: Counts::default(),
            disagreements: Vec::new(),
        }
    }

    /// Looks at the next frame.
    pub fn see(&mut self, picture: &Picture, time_s: f64) -> Sight {
        self.counts.seen += 1;
        if picture
            .rgb()
            .iter()
            .step_by(101)
            .all(|value| *value < BLACK)
        {
            self.counts.black += 1;
            return Sight::Black;
        }
        let sight = match self.anchor.take() {
            Some(anchor) => self.follow(anchor, picture, time_s),
            None => self.search(picture, time_s),
        };
        if !matches!(sight, Sight::Level(_)) {
            self.counts.without += 1;
        }
        sight
    }

    /// The waterline of the last frame, pixels; empty where there was none.
    pub fn line(&self) -> Vec<[f64; 2]> {
        self.anchor.as_ref().map_or_else(Vec::new, Anchor::line)
    }

    /// The column's figures in the last frame: draught, and the place in the picture.
    pub fn figures(&self) -> Vec<(String, [f64; 2])> {
        self.anchor.as_ref().map_or_else(Vec::new, Anchor::figures)
    }

    fn follow(&mut self, mut anchor: Anchor, picture: &Picture, time_s: f64) -> Sight {
        let light = Pyramid::of(picture.luminance());
        let Some(moment) = anchor.follow(picture, &light, time_s) else {
            self.lost_in_a_row += 1;
            if self.lost_in_a_row < PATIENCE {
                self.anchor = Some(anchor);
            }
            return Sight::Lost;
        };
        self.lost_in_a_row = 0;
        self.moments.push(moment);
        let level_m = anchor.level_m();
        self.anchor = Some(anchor);
        Sight::Level(level_m)
    }

    fn search(&mut self, picture: &Picture, time_s: f64) -> Sight {
        if time_s < self.next_search_s {
            return Sight::Searching;
        }
        match (self.reader)(picture) {
            Ok(ruler) => self.begin(picture, ruler, time_s),
            Err(refusal) => {
                self.refusal = Some(refusal);
                self.pause(time_s)
            }
        }
    }

    fn begin(&mut self, picture: &Picture, ruler: Ruler, time_s: f64) -> Sight {
        let expected_m = self.moments.last().and_then(Moment::best_m);
        let Some((anchor, moment)) = Anchor::new(picture, ruler, expected_m, time_s) else {
            return self.pause(time_s);
        };
        self.failures = 0;
        self.lost_in_a_row = 0;
        let level_m = anchor.level_m();
        self.moments.push(moment);
        if self.first.is_none() {
            self.first = Some(First {
                ruler: anchor.ruler().clone(),
                waterline: anchor.line(),
                time_s,
            });
        }
        self.anchor = Some(anchor);
        Sight::Level(level_m)
    }

    fn pause(&mut self, time_s: f64) -> Sight {
        self.failures += 1;
        self.next_search_s = time_s + (PAUSE_S * self.failures as f64).min(LONGEST_PAUSE_S);
        Sight::Searching
    }
}
