//! The waterline across a strip of one picture: the border between hull and water, and where it
//! passes the column of figures.
//!
//! Borders are found by how the colours change down the strip (`edges`), by what is like the hull
//! above and like the water below (`palette`), and followed across the strip (`border`). Which
//! of them is the water is decided by the figures too: a figure that was read whole stands above
//! the water, a figure's paint that is missing does not (`paint`), and calm water shows the hull
//! upside down (`mirror`). Several borders that do equally well are told, not chosen between.

mod border;
mod edges;
mod look;
mod mirror;
mod paint;
mod palette;
mod unclear;

pub use paint::Ladder;
pub use unclear::Unclear;

use crate::vision::strip::{Blocks, Division, Strip};
pub(super) use edges::borders;
pub(super) use look::Look;
pub(super) use palette::{Known, Tints};

/// Falls of the border along the plate that are tried: the ruler's horizontal is not exact, and
/// waves are long.
const TILTS: [f64; 9] = [-0.2, -0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2];
/// Beside the figures nothing is looked at: their own edges are in the way, metres.
const FIGURES_M: f64 = 0.07;
/// Water below the lowest figure that was read by more than a rung and this is unlikely, metres.
const SLACK_M: f64 = 0.02;

/// What it costs, a metre, that the water cuts the lowest figure that was read, that it stands
/// above it, and that figures between it and the water were not read.
const CUT: f64 = 5.0;
const HIDDEN: f64 = 25.0;
const BELOW: f64 = 10.0;
/// How much a hull-like colour speaks for hull, where it is the hull and where it may be the hull's
/// image in calm water.
const HULL_ITSELF: f32 = 2.0;
const HULL_IMAGED: f32 = 0.2;
/// How far colours are trusted to tell hull from water; calm water shows the hull's.
const TRUST: f32 = 0.7;
/// Borders whose score is less than the best's by this are left out.
const REACH: f32 = 8.0;
/// Borders nearer to one another than this are one, metres.
const APART_M: f64 = 0.03;
/// The best border must be better than the next by this.
const CLEAR: f32 = 0.3;

/// A border that may be the waterline.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its draught at the column, metres.
    pub draught_m: f64,
    /// Standard uncertainty of that, of the line as drawn, metres.
    pub u_m: f64,
    /// How far the border may lie to one side of that because it is not sharp: standard, metres.
    pub softness_m: f64,
    /// How well it does; differences count.
    pub score: f32,
    /// Its course: metres along the plate from the column, draught in metres.
    pub line: Vec<[f64; 2]>,
}

impl Candidate {
    /// Whether they are two borders and not one that is not sharp.
    fn is_apart_from(&self, other: &Self) -> bool {
        let apart_m = (self.draught_m - other.draught_m).abs();
        apart_m > APART_M.max(2.0 * self.u_m.hypot(self.softness_m))
    }
}

/// Borders in a strip, the best first; empty where nothing is known below the figures. Where the
/// best is another one once hull-like colours below it are taken for the hull's image in the water,
/// that one stands beside it.
pub fn candidates(strip: &Strip, ladder: &Ladder) -> Vec<Candidate> {
    let mut found = borders_by(strip, ladder, HULL_ITSELF);
    let imaged = borders_by(strip, ladder, HULL_IMAGED).into_iter().next();
    if let (Some(best), Some(mut other)) = (found.first_mut(), imaged) {
        if best.is_apart_from(&other) {
            other.score = best.score - CLEAR / 2.0;
            found.insert(1, other);
        } else {
            let half_m = (best.draught_m - other.draught_m) / 2.0;
            best.softness_m = best.softness_m.hypot(half_m);
        }
    }
    found
}

/// Borders, the best first, where a hull-like colour speaks for hull by so much.
fn borders_by(strip: &Strip, ladder: &Ladder, hull: f32) -> Vec<Candidate> {
    let division = Division::of(strip);
    let edges = borders(strip, &division);
    let weights = weights(&edges);
    let likeness = palette::likeness(strip, &division, &known(strip, ladder), hull);
    let prior = prior(strip, ladder);
    let look = Look {
        frame: strip.frame,
        edges: &edges,
        likeness: &likeness,
        trust: TRUST,
        weights: &weights,
        prior: &prior,
        tilts: &TILTS,
        reach: REACH,
    };
    let mirror = mirror::Detail::of(strip);
    let mut found: Vec<Candidate> = look
        .borders()
        .into_iter()
        .map(|(mut candidate, rows)| {
            candidate.score += mirror.speech(&rows, edges.width_m);
            candidate
        })
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// The best border, unless another does as well elsewhere.
pub fn choose(candidates: Vec<Candidate>, ladder: &Ladder) -> Result<Candidate, Unclear> {
    let mut candidates = candidates.into_iter();
    let Some(best) = candidates.next() else {
        return Err(Unclear::NoBorder {
            lowest_m: ladder.lowest_m,
        });
    };
    match candidates.find(|other| other.score > best.score - CLEAR && best.is_apart_from(other)) {
        Some(other) => Err(Unclear::TwoEdges {
            one_m: best.draught_m,
            other_m: other.draught_m,
        }),
        None => Ok(best),
    }
}

/// Which rows are hull, and which are well below the lowest figure.
fn known(strip: &Strip, ladder: &Ladder) -> Known {
    let row = |draught_m: f64| (strip.frame.row(draught_m).max(0.0) as usize).min(strip.frame.rows);
    Known {
        hull: 0..row(ladder.lowest_m + ladder.rung_m / 2.0),
        water: row(ladder.lowest_m - 2.0 * ladder.rung_m)..strip.frame.rows,
    }
}

/// What each row is worth as the place where the water passes the column, by the figures alone.
fn prior(strip: &Strip, ladder: &Ladder) -> Vec<f32> {
    let present = paint::presence(strip, ladder);
    let tolerance = (0.01 / strip.frame.step_m) as usize;
    let mut missing = 0.0;
    (0..strip.frame.rows)
        .map(|row| {
            let worth = missing - surprise(strip.frame.draught_m(row as f64 - 0.5), ladder);
            missing += present[row.saturating_sub(tolerance)] * (strip.frame.step_m / 0.02) as f32;
            worth
        })
        .collect()
}

/// The weights of all blocks of a strip.
pub(super) fn weights(edges: &Blocks) -> Vec<f32> {
    let along_m = (0..edges.count).map(|block| edges.along_m(block));
    along_m.map(weight).collect()
}

/// How much a block counts by its distance from the column.
fn weight(along_m: f64) -> f32 {
    let away = along_m.abs();
    if away < FIGURES_M {
        0.0
    } else {
        (1.3 - away).clamp(0.3, 1.0) as f32
    }
}

/// How unlikely a draught is given the lowest figure that was read, in units of score: the water
/// may cut that figure, but not hide it.
fn surprise(draught_m: f64, ladder: &Ladder) -> f32 {
    let cut = draught_m - ladder.lowest_m - SLACK_M;
    let hidden = cut - ladder.rung_m / 2.0;
    let below = ladder.lowest_m - ladder.rung_m - SLACK_M - draught_m;
    (CUT * cut.max(0.0) + HIDDEN * hidden.max(0.0) + BELOW * below.max(0.0)) as f32
}

#[cfg(test)]
mod tests;
