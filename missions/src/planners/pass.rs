//! One thing done with the camera at work, in the plane; patterns are lists of them.

use geo::{Coord, LineString};

use super::bill;
use super::chart::Chart;
use super::lawnmower::{LawnError, MOST_LINES};
use crate::mission::Mission;
use crate::plan::Cost;
use crate::plan::arc::{around, chords};
use crate::plan::check::Objection;
use crate::plan::path::{Point, Stretch};

/// A pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    /// Where it begins.
    pub from: Coord<f64>,
    /// Where it ends.
    pub to: Coord<f64>,
    /// What is flown in between.
    pub shape: Shape,
    /// Distance between pictures, metres; none for video.
    pub trigger_m: Option<f64>,
    /// Ground speed, metres per second; none for the vehicle's cruise.
    pub speed_m_s: Option<f64>,
    /// Where the camera points: pitch and yaw from the nose, degrees.
    pub camera_deg: [f64; 2],
    /// Whether a sortie may end within it and the next one go on there.
    pub divisible: bool,
}

/// What is flown between the ends of a pass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// A straight line.
    Line,
    /// Circles; the pass ends where it began, or a part of a turn further.
    Orbit {
        /// Centre.
        centre: Coord<f64>,
        /// Radius, metres.
        radius_m: f64,
        /// Turns, clockwise positive.
        turns: f64,
    },
}

/// Straight down.
pub const DOWN: [f64; 2] = [-90.0, 0.0];

impl Pass {
    /// A line looked at straight down with video.
    pub fn line(from: Coord<f64>, to: Coord<f64>) -> Self {
        Self {
            from,
            to,
            shape: Shape::Line,
            trigger_m: None,
            speed_m_s: None,
            camera_deg: DOWN,
            divisible: true,
        }
    }

    /// A line with pictures as densely as the mission's forward overlap asks, and no faster than
    /// the camera takes them.
    pub fn pictures(from: Coord<f64>, to: Coord<f64>, mission: &Mission) -> Self {
        let trigger_m = mission.trigger_m();
        let slowest = trigger_m / mission.camera.interval_s;
        let slowed = slowest < mission.vehicle.cruise_m_s;
        Self {
            trigger_m: Some(trigger_m),
            speed_m_s: slowed.then_some(slowest),
            ..Self::line(from, to)
        }
    }

    /// Length over the ground, metres.
    pub fn length_m(&self) -> f64 {
        let way = self.to - self.from;
        match self.shape {
            Shape::Line => way.x.hypot(way.y),
            Shape::Orbit {
                radius_m, turns, ..
            } => radius_m * turns.abs() * std::f64::consts::TAU,
        }
    }

    /// The pass as points in the plane.
    pub fn points(&self) -> Vec<Coord<f64>> {
        match self.shape {
            Shape::Line => vec![self.from, self.to],
            Shape::Orbit {
                centre,
                radius_m,
                turns,
            } => {
                let begin = self.from - centre;
                chords(centre, radius_m, begin.x.atan2(begin.y), turns)
            }
        }
    }

    /// What must be free for the pass to be flown: the line, or the polylines on both sides of
    /// its arc.
    fn flown(&self) -> Vec<LineString<f64>> {
        let Shape::Orbit {
            centre,
            radius_m,
            turns,
        } = self.shape
        else {
            return vec![LineString::new(self.points())];
        };
        let begin = self.from - centre;
        let sweep_rad = turns.clamp(-1.0, 1.0) * std::f64::consts::TAU;
        let lines = around(centre, radius_m, begin.x.atan2(begin.y), sweep_rad);
        lines.into_iter().map(LineString::new).collect()
    }

    /// What the pass costs; `None` where the wind forbids it.
    pub fn cost(&self, mission: &Mission) -> Option<Cost> {
        let point = |at| Point { at, height_m: 0.0 };
        self.points()
            .windows(2)
            .map(|pair| {
                let stretch = Stretch {
                    leg: 0,
                    from: point(pair[0]),
                    to: point(pair[1]),
                    speed_m_s: self.speed_m_s,
                    wait_s: 0.0,
                    rolling: self.shape != Shape::Line,
                    about: None,
                    watching: true,
                };
                bill::one(&stretch, &mission.vehicle, mission.wind)
            })
            .sum()
    }

    /// The two parts of a line cut at a share of its length.
    pub fn cut(&self, share: f64) -> [Self; 2] {
        let at = self.from + (self.to - self.from) * share;
        [
            Self {
                to: at,
                ..self.clone()
            },
            Self {
                from: at,
                ..self.clone()
            },
        ]
    }
}

/// Most lines that a plan may have: more cannot be ordered, cut into sorties or read by anybody.
pub const MOST_PASSES: usize = 20_000;

/// Refuses a pattern of more lines than can be planned, before they are drawn.
pub fn bounded(pattern: &str, lines: usize, of_what: &str) -> Result<(), Objection> {
    if lines <= MOST_PASSES {
        return Ok(());
    }
    let reason = format!("{of_what} are {lines} lines: at most {MOST_PASSES} can be planned");
    Err(Objection::error(format!("pattern {pattern}"), reason))
}

/// How many lines of a spacing cover a width, B/S rounded up: as few as one, and as many as the
/// lawnmower draws.
pub fn lines(width_m: f64, spacing_m: f64) -> Result<u32, LawnError> {
    // What is a whole number but for rounding is one.
    let strokes = (width_m / spacing_m - 1e-9).ceil().max(1.0);
    if strokes <= MOST_LINES as f64 {
        return Ok(strokes as u32);
    }
    Err(LawnError::TooMany {
        strokes,
        spacing_m,
        most: MOST_LINES,
    })
}

/// What is left of a line between two things cut away is not flown if it is shorter, metres.
const SHORTEST_PIECE_M: f64 = 1.0;

/// How far the end of a piece is pulled off the border that it was cut at, metres: cutting rounds
/// to about 1e-9 of what is drawn, and a tenth of a millimetre counts as inside. A fifth of
/// [`LEAST_MARGIN_M`](super::chart::LEAST_MARGIN_M).
const HAIR_M: f64 = 0.01;

/// Keeps what may be flown of each pass. Where something may not, the mission decides: cut away
/// (`clip`), or an objection for each, named `what` and its number.
pub fn allowed(
    passes: Vec<Pass>,
    what: &str,
    mission: &Mission,
    chart: &Chart,
) -> Result<Vec<Pass>, Vec<Objection>> {
    let mut kept = Vec::new();
    let mut refused = Vec::new();
    for (index, pass) in passes.into_iter().enumerate() {
        let lines = pass.flown();
        let is_allowed = |line: &LineString<f64>| {
            let mut lines = line.lines();
            lines.all(|line| chart.free.allows(line.start, line.end))
        };
        let Some(line) = lines.into_iter().find(|line| !is_allowed(line)) else {
            kept.push(pass);
            continue;
        };
        if mission.clip && pass.divisible && pass.shape == Shape::Line {
            kept.extend(pieces(&pass, &line, chart));
        } else {
            let place = format!("{what} {}", index + 1);
            refused.push(Objection::error(place, chart.reason(&line)));
        }
    }
    if refused.is_empty() && kept.is_empty() {
        refused.push(Objection::error("area", "nothing of it may be flown"));
    }
    if refused.is_empty() {
        Ok(kept)
    } else {
        Err(refused)
    }
}

fn pieces(pass: &Pass, line: &LineString<f64>, chart: &Chart) -> Vec<Pass> {
    chart
        .flyable(line)
        .into_iter()
        .map(|piece| Pass {
            from: piece.0[0],
            to: piece.0[piece.0.len() - 1],
            ..pass.clone()
        })
        .filter(|piece| piece.length_m() > SHORTEST_PIECE_M)
        .map(|piece| apart_from_border(&piece, pass))
        .collect()
}

/// A piece whose cut ends, which lie on a border but for rounding, are pulled off it.
fn apart_from_border(piece: &Pass, whole: &Pass) -> Pass {
    let hair = (piece.to - piece.from) * (HAIR_M / piece.length_m());
    let is_cut = |end: Coord<f64>, own: Coord<f64>| (end - own).x.hypot((end - own).y) > HAIR_M;
    let mut pulled = piece.clone();
    if is_cut(piece.from, whole.from) {
        pulled.from = piece.from + hair;
    }
    if is_cut(piece.to, whole.to) {
        pulled.to = piece.to - hair;
    }
    pulled
}
