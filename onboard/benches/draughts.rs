//! How well draughts are read from films with truth: the simulator's spread of scenes, half of them
//! calm, half in a sea of Hs 0.3 to 1.0 m, filmed picture by picture and read as `onboard read`
//! reads a video.
//!
//! `cargo bench -p onboard --bench draughts -- [SCENES] [FIRST]` (200 scenes from number 0, the
//! whole of which takes hours on two cores); a table on standard output, a line a scene on standard
//! error. The simulator is ours: agreement here proves little about real pictures, disagreement
//! much. Refused scenes count as refused whether a person could read them or not.

use std::io::Write as _;

use anyhow::Context as _;
use onboard::vision::picture::Picture;
use onboard::vision::reading::{Reading, read_video};
use onboard::vision::ruler::read_ruler;
use onboard::vision::watch::Watch;
use sim::scene::{Group, Scene, spread};

/// An error above this is a wrong number, not an inexact one, metres.
const WRONG_M: f64 = 0.05;

/// One scene, read.
struct Outcome {
    group: Group,
    name: String,
    /// Of the mean waterline at the column in the film, and of still water, metres.
    truths_m: [f64; 2],
    reading: Reading,
}

impl Outcome {
    /// Deviation from the mean waterline, metres; `None` where refused.
    fn error_m(&self) -> Option<f64> {
        Some(self.reading.draught_m? - self.truths_m[0])
    }

    /// The still draught lies within the stated interval.
    fn is_covered(&self) -> Option<bool> {
        let off_m = self.reading.draught_m? - self.truths_m[1];
        Some(off_m.abs() <= self.reading.u95_m?)
    }
}

fn main() -> anyhow::Result<()> {
    // cargo adds a `--bench` of its own
    let numbers = std::env::args().skip(1).filter(|a| a != "--bench");
    let numbers = numbers
        .map(|a| a.parse().with_context(|| format!("{a} is no number")))
        .collect::<anyhow::Result<Vec<usize>>>()?;
    let count = numbers.first().copied().unwrap_or(200);
    let first = numbers.get(1).copied().unwrap_or(0);
    let mut outcomes = Vec::new();
    for scene in spread(first + count).into_iter().skip(first) {
        let outcome = read(&scene).with_context(|| format!("the scene {}", scene.name))?;
        tell(&outcome)?;
        outcomes.push(outcome);
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "group  scenes refused | mean |e|  95th  worst  bias, mm | within u95 | wrong by > 50 mm"
    )?;
    for (name, group) in [("calm", Group::Calm), ("sea", Group::Sea)] {
        row(&mut out, name, outcomes.iter().filter(|o| o.group == group))?;
    }
    Ok(())
}

fn read(scene: &Scene) -> anyhow::Result<Outcome> {
    let mut film = scene.film()?;
    let still_m = film.stage().site().draught_m;
    let mut watch = Watch::new(read_ruler);
    let (mut sum_m, mut frames) = (0.0, 0.0);
    for frame in film.by_ref() {
        sum_m += frame.truth.draught_at_column_m;
        frames += 1.0;
        let picture = Picture::new(frame.width as usize, frame.height as usize, frame.rgb)
            .context("a frame without its pixels")?;
        watch.see(&picture, frame.time_s);
    }
    Ok(Outcome {
        group: scene.group(),
        name: scene.name.clone(),
        truths_m: [sum_m / frames, still_m],
        reading: read_video(&watch),
    })
}

fn tell(outcome: &Outcome) -> std::io::Result<()> {
    let mut err = std::io::stderr().lock();
    let Outcome {
        name,
        truths_m,
        reading,
        ..
    } = outcome;
    match (outcome.error_m(), reading.u95_m) {
        (Some(error_m), Some(u95_m)) => writeln!(
            err,
            "{name}: {:.3} m, {:+.1} mm off the mean water, {:+.1} mm off the still, ± {:.1}",
            truths_m[0],
            1e3 * error_m,
            1e3 * (truths_m[0] + error_m - truths_m[1]),
            1e3 * u95_m
        ),
        _ => writeln!(
            err,
            "{name}: {:.3} m, refused: {}",
            truths_m[0],
            reading.reason.as_deref().unwrap_or("without a reason")
        ),
    }
}

fn row<'a>(
    out: &mut impl std::io::Write,
    name: &str,
    outcomes: impl Iterator<Item = &'a Outcome>,
) -> std::io::Result<()> {
    let outcomes: Vec<&Outcome> = outcomes.collect();
    let signed: Vec<f64> = outcomes
        .iter()
        .filter_map(|o| o.error_m())
        .map(|e| 1e3 * e)
        .collect();
    let mut sizes: Vec<f64> = signed.iter().map(|e| e.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let within = outcomes
        .iter()
        .filter(|o| o.is_covered() == Some(true))
        .count();
    writeln!(
        out,
        "{name:<6} {:>6} {:>7} | {:>8.1} {:>5.1} {:>6.1} {:>+9.1} | {within:>3} of {:<3} | {}",
        outcomes.len(),
        outcomes.len() - signed.len(),
        mean(&sizes),
        at(&sizes, 0.95),
        at(&sizes, 1.0),
        mean(&signed),
        signed.len(),
        sizes.iter().filter(|e| **e > 1e3 * WRONG_M).count()
    )
}

/// The value below which this part of the sorted values lies; 0 of none.
fn at(sorted: &[f64], part: f64) -> f64 {
    let rank = (part * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}
