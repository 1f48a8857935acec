//! Numbers a column of figures: which of them is 2, 4, 6, 8 and M, and which metre.
//!
//! The whole column is decided at once. A numbering says of every rung what must stand there;
//! its score is the sum over the rungs of how well that is seen. Where the next best numbering
//! is not clearly worse, there is none.

pub mod ink;
pub mod strip;

mod label;
mod row;
mod sight;

use super::glyphs::network::Odds;
use super::glyphs::{CLASSES, METRE, NONE};
use super::ruler::Refusal;
use label::Label;
use strip::Strip;

/// Probability of a rung that cannot be read, whatever stands there.
const UNREADABLE: f32 = 0.03;
/// By how much the best numbering must be better than others: with another decimetre, with
/// another metre (differences of logarithms of probability).
const CLEAR_DECIMETRE: f32 = 4.0;
/// See [`CLEAR_DECIMETRE`]. Of drawn columns (`examples/score_figures`) that were read with less than
/// 3.8, some were a wrong metre; of those above, none.
const CLEAR_METRE: f32 = 4.2;
/// A rung shows a figure clearly from this logarithm of probability on.
const CLEARLY: f32 = -0.7;
/// What a metre label on the lowest figure of all counts: the water may stand in it, and half an 8
/// is a 9.
const LOWEST: f32 = 0.6;
/// Phases worse by this are not looked at again.
const NEAR: f32 = 8.0;
/// Metres that marks show.
const METRES: std::ops::RangeInclusive<i32> = 1..=30;
/// What stands on the rungs from a full metre on: places in the network's classes.
const RUNGS: [usize; 5] = [METRE, 2, 4, 6, 8];

pub use sight::{Column, Reader, STEP_M, Sighting};

/// A numbered column.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbering {
    /// Steps of 0.2 m from draught 0 to the column's step 0.
    pub steps: i32,
    /// How well each rung was seen.
    pub sightings: Vec<Sighting>,
    /// By how much it is better than the next best with another decimetre and another metre.
    pub margins: [f32; 2],
}

/// Numbers the column that was seen on a strip whose draughts are counted from its step 0.
pub fn number(reader: &Reader, strip: &Strip, column: &Column) -> Result<Numbering, Refusal> {
    let column = &column.rungs[..];
    let phases: [f32; 5] = std::array::from_fn(|k| phase_score(column, k as i32));
    let best_phase = phases.into_iter().fold(f32::NEG_INFINITY, f32::max);
    legible(column, &phases)?;
    // only metre rungs that may be metre rungs are worth the look
    let mut labels: Vec<(i32, Label)> = Vec::new();
    for (n, _) in column {
        let phase = (-n).rem_euclid(5) as usize;
        if phases[phase] > best_phase - NEAR {
            labels.push((*n, reader.label(strip, *n)));
        }
    }
    tell(column, &labels);
    let lowest = column.first().map_or(0, |c| c.0);
    let mut scores: Vec<(f32, i32)> = (5 * METRES.start() - 4 - lowest
        ..=5 * METRES.end() + 4 - lowest)
        .filter(|steps| phases[steps.rem_euclid(5) as usize] > best_phase - NEAR)
        .map(|steps| (score(column, &labels, steps), steps))
        .collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (best, steps) = scores[0];
    let rival = |same_phase: bool| {
        let other = |s: &&(f32, i32)| s.1 != steps && ((s.1 - steps) % 5 == 0) == same_phase;
        scores.iter().find(other).copied()
    };
    let decimetre = rival(false).map_or(f32::INFINITY, |r| best - r.0);
    if decimetre < CLEAR_DECIMETRE {
        let other = rival(false).map_or(steps, |r| r.1);
        return Err(Refusal::DecimetreUncertain {
            best: words(column, steps),
            other: words(column, other),
        });
    }
    let metre = rival(true).map_or(0.0, |r| best - r.0);
    if metre < CLEAR_METRE {
        return Err(not_legible(&scores, &labels));
    }
    consistent(&labels, steps)?;
    Ok(Numbering {
        steps,
        sightings: sightings(column, &labels, steps),
        margins: [decimetre, metre],
    })
}

/// For who looks into why a column does or does not read: `RUST_LOG=onboard::vision=debug`.
fn tell(column: &[(i32, Odds)], labels: &[(i32, Label)]) {
    if !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    for (n, odds) in column.iter().rev() {
        let seen = odds.iter().zip(CLASSES).filter(|(log, _)| **log > -4.0);
        let seen: Vec<String> = seen
            .map(|(log, class)| format!("{class} {:.2}", log.exp()))
            .collect();
        let label = labels.iter().find(|l| l.0 == *n).map(|l| l.1.to_string());
        tracing::debug!(
            "step {n}: {} {}",
            seen.join(", "),
            label.unwrap_or_default()
        );
    }
}

/// What stands on step `n` when `steps` are below the column's step 0.
fn class_at(n: i32, steps: i32) -> usize {
    RUNGS[(n + steps).rem_euclid(5) as usize]
}

/// How well a rung shows a class.
fn seen(odds: &Odds, class: usize) -> f32 {
    (odds[class].exp() + UNREADABLE).ln()
}

/// The logarithm of the probability of the figure that a rung shows most clearly.
fn figure(odds: &Odds) -> f32 {
    odds[..NONE]
        .iter()
        .copied()
        .fold(f32::NEG_INFINITY, f32::max)
}

fn phase_score(column: &[(i32, Odds)], steps: i32) -> f32 {
    column
        .iter()
        .map(|(n, odds)| seen(odds, class_at(*n, steps)))
        .sum()
}

fn score(column: &[(i32, Odds)], labels: &[(i32, Label)], steps: i32) -> f32 {
    let clear = |(_, odds): &&(i32, Odds)| figure(odds) > CLEARLY;
    let lowest = column.iter().find(clear).map_or(i32::MIN, |c| c.0);
    let rung = |(n, odds): &(i32, Odds)| {
        let number = n + steps;
        let label = labels
            .iter()
            .find(|l| l.0 == *n && number.rem_euclid(5) == 0);
        match label {
            Some((_, label)) if n <= &lowest => LOWEST * label.score(number.div_euclid(5)),
            Some((_, label)) => label.score(number.div_euclid(5)),
            None => seen(odds, class_at(*n, steps)),
        }
    };
    column.iter().map(rung).sum()
}

/// Refuses a column of which less than two figures read, or that counts feet.
fn legible(column: &[(i32, Odds)], phases: &[f32; 5]) -> Result<(), Refusal> {
    let figures = column.iter().filter(|c| c.1[NONE] < -1.0).count();
    let read = |k: i32| {
        column
            .iter()
            .filter(|(n, odds)| odds[class_at(*n, k)] > -1.0)
            .count()
    };
    let most = (0..5).map(read).max().unwrap_or(0);
    let metric = phases.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let feet = (0..10).map(|k| {
        let digit = |n: i32| (n + k).rem_euclid(10) as usize;
        column
            .iter()
            .map(|(n, odds)| seen(odds, digit(*n)))
            .sum::<f32>()
    });
    if feet.fold(f32::NEG_INFINITY, f32::max) > metric + CLEAR_DECIMETRE {
        return Err(Refusal::Feet);
    }
    if most < 2 {
        return Err(Refusal::Illegible { figures });
    }
    Ok(())
}

fn not_legible(scores: &[(f32, i32)], labels: &[(i32, Label)]) -> Refusal {
    let (best, steps) = scores[0];
    let near = scores
        .iter()
        .filter(|s| (s.1 - steps) % 5 == 0 && s.0 > best - CLEAR_METRE);
    let label = labels.iter().find(|l| (l.0 + steps) % 5 == 0).map(|l| l.0);
    let mut candidates: Vec<u32> = label
        .map(|n| near.map(|s| ((n + s.1) / 5) as u32).collect())
        .unwrap_or_default();
    if candidates.len() > 6 {
        candidates.clear();
    }
    Refusal::MetreNotLegible { candidates }
}

/// No label may clearly read something else than the numbering says.
fn consistent(labels: &[(i32, Label)], steps: i32) -> Result<(), Refusal> {
    let on_metre = |l: &&(i32, Label)| (l.0 + steps).rem_euclid(5) == 0;
    for (n, label) in labels.iter().filter(on_metre) {
        let expected = (n + steps).div_euclid(5);
        if let Some(read) = label.clearly().filter(|&read| read != expected) {
            return Err(Refusal::LabelsContradict {
                lower: read as u32,
                upper: expected as u32,
            });
        }
    }
    Ok(())
}

fn sightings(column: &[(i32, Odds)], labels: &[(i32, Label)], steps: i32) -> Vec<Sighting> {
    let sighting = |(n, odds): &(i32, Odds)| {
        let class = class_at(*n, steps);
        let label = labels.iter().find(|l| l.0 == *n && class == METRE);
        Sighting {
            step: *n,
            class,
            sure: label.map_or(odds[class], |l| l.1.metre_sign()).exp(),
        }
    };
    column.iter().map(sighting).collect()
}

/// The column as it would read, upwards.
fn words(column: &[(i32, Odds)], steps: i32) -> String {
    let texts = column.iter().map(|(n, _)| {
        let draught_m = STEP_M * f64::from(n + steps);
        super::ruler::text(draught_m)
    });
    texts.collect::<Vec<_>>().join(" ")
}
