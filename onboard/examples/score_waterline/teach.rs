//! Learns how much each kind of evidence counts, from stills with exact truth: the weights of a
//! conditional logit, by gradient, drawn towards 0; and writes them as the reader reads them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use onboard::camera::source;
use onboard::vision::strip::{Frame, Strip};
use onboard::vision::waterline::{Evidence, KINDS, Ladder, MOST, name, witnessed};

use super::truth::{Case, Manner};

/// A border so near the truth may be the waterline, and how much nearer ones are preferred, metres.
const TRUE_M: f64 = 0.015;
const NEARER_M: f64 = 0.006;
/// Steps, how far each goes, and how strongly weights are drawn to 0.
const STEPS: i32 = 500;
const RATE: f64 = 0.03;
const DECAY: f64 = 0.003;
/// What is added to each kind's scatter: kinds that hardly ever differ shall not be made much of.
const SCATTER: f64 = 0.05;

/// The borders of one picture.
pub(crate) struct Lesson {
    name: String,
    /// How far each border is from the truth, metres, and what speaks for it.
    borders: Vec<(f64, Evidence)>,
}

/// Pictures become lessons.
pub(crate) fn lessons(cases: &[Case]) -> anyhow::Result<Vec<Lesson>> {
    let mut lessons = Vec::new();
    for case in cases {
        let picture = source::still(&case.path)?;
        for manner in Manner::ALL {
            let ruler = manner.ruler(case.draught_m, &case.points);
            let Some((ruler, ladder)) = ruler.and_then(|r| Some((r.clone(), Ladder::of(&r)?)))
            else {
                continue;
            };
            let strip = Strip::cut(&picture, &ruler, Frame::about(&ruler, ladder.lowest_m));
            let borders = witnessed(&strip, &ladder).into_iter();
            lessons.push(Lesson {
                name: format!("{} {manner:?}", super::still::name(&case.path)),
                borders: borders
                    .map(|(border, evidence)| (border.draught_m - case.draught_m, evidence))
                    .collect(),
            });
        }
    }
    Ok(lessons)
}

/// Learns the weights, writes them and tells where they go wrong.
pub(crate) fn teach(lessons: &[Lesson], path: &Path) -> anyhow::Result<()> {
    let (found, lost): (Vec<&Lesson>, Vec<&Lesson>) =
        lessons.iter().partition(|lesson| lesson.wanted().is_some());
    let mut out = std::io::stdout().lock();
    for lesson in &lost {
        writeln!(out, "not among the borders: {}", lesson.name)?;
    }
    let scales = scales(&found);
    let known: Vec<Known> = found
        .iter()
        .filter_map(|lesson| Some(Known::of(lesson, lesson.wanted()?, &scales)))
        .collect();
    let weights = fit(&known);
    let mut wrong = 0;
    for (lesson, known) in found.iter().zip(&known) {
        let right: f64 = known
            .shares(&weights)
            .iter()
            .zip(&known.wanted)
            .map(|(s, w)| if *w > 0.0 { *s } else { 0.0 })
            .sum();
        if right < 0.5 {
            wrong += 1;
            writeln!(out, "right with {right:.2}: {}", lesson.name)?;
        }
    }
    writeln!(
        out,
        "{} lessons, {} without the waterline, {wrong} decided wrongly",
        lessons.len(),
        lost.len()
    )?;
    let mut table = String::new();
    for (kind, ([mean, scatter], weight)) in scales.iter().zip(&weights).enumerate() {
        writeln!(
            table,
            "{mean:.4}\t{scatter:.4}\t{weight:.4}\t{}",
            name(kind)
        )?;
    }
    std::fs::write(path, table)
        .with_context(|| format!("cannot write the weights {}", path.display()))
}

impl Lesson {
    /// How much each border is wanted as the answer; none where none is the waterline.
    fn wanted(&self) -> Option<Vec<f64>> {
        let worth = |off_m: f64| {
            let near = (-0.5 * (off_m / NEARER_M).powi(2)).exp();
            if off_m.abs() < TRUE_M { near } else { 0.0 }
        };
        let worth: Vec<f64> = self
            .borders
            .iter()
            .map(|(off_m, _)| worth(*off_m))
            .collect();
        let all: f64 = worth.iter().sum();
        (all > 0.0).then(|| worth.iter().map(|worth| worth / all).collect())
    }
}

/// Mean and scatter of each kind of evidence.
fn scales(lessons: &[&Lesson]) -> Vec<[f64; 2]> {
    let all: Vec<&Evidence> = lessons
        .iter()
        .flat_map(|lesson| lesson.borders.iter().map(|(_, evidence)| evidence))
        .collect();
    let count = all.len().max(1) as f64;
    let scale = |kind: usize| {
        let mean = all.iter().map(|e| f64::from(e[kind])).sum::<f64>() / count;
        let squares = all.iter().map(|e| (f64::from(e[kind]) - mean).powi(2));
        [mean, (squares.sum::<f64>() / count).sqrt() + SCATTER]
    };
    (0..KINDS).map(scale).collect()
}

/// A lesson in the scales of all.
struct Known {
    borders: Vec<Vec<f64>>,
    wanted: Vec<f64>,
}

impl Known {
    fn of(lesson: &Lesson, wanted: Vec<f64>, scales: &[[f64; 2]]) -> Self {
        let scaled = |(_, evidence): &(f64, Evidence)| {
            let pairs = evidence.iter().zip(scales);
            pairs
                .map(|(value, [mean, scatter])| {
                    ((f64::from(*value) - mean) / scatter).clamp(-MOST, MOST)
                })
                .collect()
        };
        Self {
            borders: lesson.borders.iter().map(scaled).collect(),
            wanted,
        }
    }

    fn shares(&self, weights: &[f64]) -> Vec<f64> {
        let score =
            |border: &Vec<f64>| -> f64 { border.iter().zip(weights).map(|(a, b)| a * b).sum() };
        let scores: Vec<f64> = self.borders.iter().map(score).collect();
        let most = scores.iter().fold(f64::MIN, |a, b| a.max(*b));
        let odds: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
        let all: f64 = odds.iter().sum();
        odds.iter().map(|odds| odds / all).collect()
    }
}

/// Adam (Kingma and Ba, 2015) on the likelihood of the right borders.
fn fit(lessons: &[Known]) -> Vec<f64> {
    let mut weights = vec![0.0; KINDS];
    let (mut first, mut second) = (weights.clone(), weights.clone());
    for step in 1..=STEPS {
        let slope = slope(lessons, &weights);
        for k in 0..weights.len() {
            first[k] = 0.9 * first[k] + 0.1 * slope[k];
            second[k] = 0.999 * second[k] + 0.001 * slope[k] * slope[k];
            let m = first[k] / (1.0 - 0.9_f64.powi(step));
            let v = second[k] / (1.0 - 0.999_f64.powi(step));
            weights[k] -= RATE * m / (v.sqrt() + 1e-9);
        }
    }
    weights
}

fn slope(lessons: &[Known], weights: &[f64]) -> Vec<f64> {
    let mut slope: Vec<f64> = weights.iter().map(|weight| DECAY * weight).collect();
    for lesson in lessons {
        let shares = lesson.shares(weights);
        for ((border, share), wanted) in lesson.borders.iter().zip(&shares).zip(&lesson.wanted) {
            for (slope, value) in slope.iter_mut().zip(border) {
                *slope += (share - wanted) * value / lessons.len() as f64;
            }
        }
    }
    slope
}
