//! The waterline across a strip of one picture: the border between hull and water, and where it
//! passes the column of figures.
//!
//! Borders are found by how the colours change down the strip (`edges`), by what is like the hull
//! above and like the water below (`palette`), and followed across the strip (`border`). What speaks
//! for each of them being the water's and what against (`evidence`: the figures whole or missing,
//! images, detail that goes on, colours) is weighed by weights that were learned (`weighing`).
//! Several borders that do nearly as well are told, not chosen between.

mod border;
mod edges;
mod evidence;
mod look;
mod mirror;
mod paint;
mod palette;
mod unclear;
mod weighing;

pub use evidence::{Evidence, KINDS, name};
pub use paint::Ladder;
pub use unclear::Unclear;
pub use weighing::MOST;

use crate::vision::strip::{Blocks, Division, Strip};
pub(super) use edges::borders;
pub(super) use look::Look;
pub(super) use palette::{Known, Tints};

/// Falls of the border along the plate that are tried: the ruler's horizontal is not exact, and
/// waves are long.
const TILTS: [f64; 13] = [
    -0.3, -0.25, -0.2, -0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3,
];
/// Beside the figures nothing is looked at: their own edges are in the way, metres.
const FIGURES_M: f64 = 0.07;
/// How far above and below the lowest figure that was read borders are looked for, metres.
const ABOVE_M: f64 = 0.13;
const BELOW_M: f64 = 0.55;

/// What is out of the question, in units of score.
const NEVER: f32 = -100.0;

/// How much a hull-like colour speaks for hull, where it is the hull and where it may be the hull's
/// image in calm water; where colours count nothing, neither does.
const HULL_ITSELF: f32 = 2.0;
const HULL_IMAGED: f32 = 0.2;
/// How far colours are trusted to tell hull from water; calm water shows the hull's.
const TRUST: f32 = 0.7;
/// Borders whose score is less than the best's by this are left out, and how many are kept.
const REACH: f32 = 8.0;
const KEPT: usize = 25;
/// Borders nearer to one another than this are the same, and those nearer than that are averaged and
/// not told apart, metres.
const SAME_M: f64 = 0.006;
const APART_M: f64 = 0.05;
/// Soft borders are not as wrong as they are wide: no more than this, standard, metres; and a border
/// that is less sure than this is none.
const SOFTEST_M: f64 = 0.012;
const VAGUE_M: f64 = 0.03;
/// Other borders that together are likelier than this are told and not left aside.
const DOUBT: f32 = 0.2;

/// A border that may be the waterline.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its draught at the column, metres.
    pub draught_m: f64,
    /// Standard uncertainty of that, of the line as drawn, metres.
    pub u_m: f64,
    /// How far the border may lie to one side of that because it is not sharp: standard, metres.
    pub softness_m: f64,
    /// How well it does; differences count. Of a still: the logarithm of its odds.
    pub score: f32,
    /// Its course: metres along the plate from the column, draught in metres.
    pub line: Vec<[f64; 2]>,
}

impl Candidate {
    /// Whether they are two borders and not one that is not sharp.
    fn is_apart_from(&self, other: &Self) -> bool {
        (self.draught_m - other.draught_m).abs() > APART_M
    }

    /// Moves it, without turning it.
    fn raise(&mut self, up_m: f64) {
        self.draught_m += up_m;
        for point in &mut self.line {
            point[1] += up_m;
        }
    }
}

/// Borders in a strip, the best first; empty where nothing is known below the figures.
pub fn candidates(strip: &Strip, ladder: &Ladder) -> Vec<Candidate> {
    let weighed = |(candidate, evidence): (Candidate, Evidence)| Candidate {
        score: weighing::score(&evidence, &[]),
        ..candidate
    };
    let mut found: Vec<Candidate> = witnessed(strip, ladder).into_iter().map(weighed).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// Borders in a strip with what speaks for each of them being the water's, and against: to learn
/// from.
pub fn witnessed(strip: &Strip, ladder: &Ladder) -> Vec<(Candidate, Evidence)> {
    let division = Division::of(strip);
    let edges = borders(strip, &division);
    let weights = weights(&edges);
    let known = known(strip, ladder);
    let tints = Tints::of(strip, &known);
    let prior = prior(strip, ladder);
    let mut found: Vec<(Candidate, Vec<f64>)> = Vec::new();
    for (hull, trust) in [(HULL_ITSELF, TRUST), (HULL_IMAGED, TRUST), (0.0, 0.0)] {
        let likeness = palette::likeness(strip, &division, &tints, hull);
        let look = Look {
            frame: strip.frame,
            edges: &edges,
            likeness: &likeness,
            trust,
            weights: &weights,
            prior: &prior,
            tilts: &TILTS,
            reach: REACH,
        };
        for border in look.borders().into_iter().take(KEPT) {
            let same = |other: &(Candidate, Vec<f64>)| {
                (other.0.draught_m - border.0.draught_m).abs() < SAME_M
            };
            let possible = can_be(border.0.draught_m, ladder);
            if possible && !found.iter().any(same) {
                found.push(border);
            }
        }
    }
    let witness = evidence::Witness::of(strip, ladder, &edges, &weights, &known);
    let evidence = witness.evidence(&found);
    let candidates = found.into_iter().map(|(candidate, _)| candidate);
    candidates.zip(evidence).collect()
}

/// What each border of a frame of a video is worth: the logarithm of its odds, and the share of those
/// apart from it. The water comes and goes: how it stands to the lowest figure says nothing; and what
/// was not learned does not count, so many frames as there are.
pub(super) fn weigh(
    strip: &Strip,
    ladder: &Ladder,
    edges: &Blocks,
    weights: &[f32],
    borders: &[(Candidate, Vec<f64>)],
) -> Vec<[f32; 2]> {
    let known = known(strip, ladder);
    let witness = evidence::Witness::of(strip, ladder, edges, weights, &known);
    let scores: Vec<f32> = witness
        .evidence(borders)
        .iter()
        .map(|evidence| weighing::score(evidence, &[evidence::AGAINST_LOWEST, evidence::MIRRORED]))
        .collect();
    let shares = weighing::shares(&scores);
    let doubt = |one: &Candidate| -> f32 {
        let others = borders.iter().zip(&shares);
        others
            .filter(|((other, _), _)| one.is_apart_from(other))
            .map(|(_, share)| share)
            .sum()
    };
    let pairs = borders.iter().zip(&scores);
    pairs
        .map(|((one, _), score)| [*score, doubt(one)])
        .collect()
}

/// The best border, unless others are likely, too.
pub fn choose(candidates: Vec<Candidate>, ladder: &Ladder) -> Result<Candidate, Unclear> {
    let shares = weighing::shares(&candidates.iter().map(|c| c.score).collect::<Vec<_>>());
    let mut candidates = candidates.into_iter().zip(shares);
    let Some((mut best, share)) = candidates.next() else {
        return Err(Unclear::NoBorder {
            lowest_m: ladder.lowest_m,
        });
    };
    let (others, same): (Vec<_>, Vec<_>) =
        candidates.partition(|(other, _)| best.is_apart_from(other));
    let doubt: f32 = others.iter().map(|(_, share)| share).sum();
    if let Some((other, _)) = others.first().filter(|_| doubt > DOUBT) {
        return Err(Unclear::TwoEdges {
            one_m: best.draught_m,
            other_m: other.draught_m,
        });
    }
    let all: f32 = share + same.iter().map(|(_, share)| share).sum::<f32>();
    let mean = |value: &dyn Fn(f64) -> f64| -> f64 {
        let values = same
            .iter()
            .map(|(other, share)| f64::from(*share) * value(other.draught_m - best.draught_m));
        values.sum::<f64>() / f64::from(all)
    };
    let up_m = mean(&|off_m| off_m);
    let spread_m = (mean(&|off_m| off_m * off_m) - up_m * up_m).max(0.0).sqrt();
    best.raise(up_m);
    best.softness_m = best.softness_m.min(SOFTEST_M).hypot(spread_m);
    if best.u_m.hypot(best.softness_m) > VAGUE_M {
        return Err(Unclear::NotSharp {
            draught_m: best.draught_m,
            u95_m: 2.0 * best.u_m.hypot(best.softness_m),
        });
    }
    Ok(best)
}

/// Which rows are hull, and which are well below the lowest figure.
fn known(strip: &Strip, ladder: &Ladder) -> Known {
    let row = |draught_m: f64| (strip.frame.row(draught_m).max(0.0) as usize).min(strip.frame.rows);
    Known {
        hull: 0..row(ladder.lowest_m + ladder.rung_m / 2.0),
        water: row(ladder.lowest_m - 2.0 * ladder.rung_m)..strip.frame.rows,
    }
}

/// Where the water can pass the column at all, given the lowest figure that was read: by the row.
fn prior(strip: &Strip, ladder: &Ladder) -> Vec<f32> {
    let row = |row: usize| {
        if can_be(strip.frame.draught_m(row as f64 - 0.5), ladder) {
            0.0
        } else {
            NEVER
        }
    };
    (0..strip.frame.rows).map(row).collect()
}

/// Whether the water can stand so high: it may cover the lowest figure that was read, which may be
/// seen through it, but no more.
fn can_be(draught_m: f64, ladder: &Ladder) -> bool {
    (-BELOW_M..ABOVE_M).contains(&(draught_m - ladder.lowest_m))
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

#[cfg(test)]
mod tests;
