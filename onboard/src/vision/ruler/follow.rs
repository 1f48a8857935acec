//! The same marks in the next picture of a video: near where they were, numbered as they were.

use super::edges::{self, Found};
use super::search::{LEAST_RUNGS, refit};
use super::{Along, Line, Refusal, Ruler, Rung, Slope};
use crate::vision::ladder::STEP_M;
use crate::vision::ladder::ink::Ink;
use crate::vision::ladder::strip::Strip;
use crate::vision::picture::Picture;

/// How far marks may move from picture to picture, pixels.
const REACH_PX: i32 = 24;
/// Likeness (1 is the same) below which they are lost.
const ALIKE: f64 = 0.5;
/// Half the width that is compared, metres.
const HALF_M: f64 = 0.13;
/// Points compared, a metre.
const POINTS_M: f64 = 80.0;

/// What the column looked like.
#[derive(Clone, Debug)]
pub(super) struct Looks {
    /// What told paint from hull.
    ink: Ink,
    /// Points on the plating, metres right of the column and of draught, with their inks.
    points: Vec<([f64; 2], f32)>,
}

impl Looks {
    /// Of a ruler's column in its picture.
    pub(super) fn new(picture: &Picture, ruler: &Ruler, ink: Ink) -> Self {
        let seen = || ruler.rungs.iter().filter(|r| r.seen).map(|r| r.draught_m);
        let low = seen().fold(f64::INFINITY, f64::min) - 0.05;
        let high = seen().fold(f64::NEG_INFINITY, f64::max) + 0.15;
        let rows = ((high - low) * POINTS_M).clamp(0.0, 400.0) as usize;
        let columns = (2.0 * HALF_M * POINTS_M) as usize;
        let point = |i: usize| {
            let u = (i % columns) as f64 / POINTS_M - HALF_M;
            let at = [u, low + (i / columns) as f64 / POINTS_M];
            (at, ink.value(colour(picture, ruler, at, [0, 0])))
        };
        let points = (0..rows * columns).map(point).collect();
        Self { ink, points }
    }

    /// How alike the picture is when the column is moved: the correlation, 1 for the same.
    fn alike(&self, picture: &Picture, ruler: &Ruler, moved: [i32; 2], every: usize) -> f64 {
        let (mut n, mut x, mut y, mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (at, before) in self.points.iter().step_by(every) {
            let now = f64::from(self.ink.value(colour(picture, ruler, *at, moved)));
            let before = f64::from(*before);
            n += 1.0;
            x += now;
            y += before;
            xx += now * now;
            yy += before * before;
            xy += now * before;
        }
        let spread = ((n * xx - x * x) * (n * yy - y * y)).sqrt();
        if spread > 0.0 {
            (n * xy - x * y) / spread
        } else {
            0.0
        }
    }
}

fn colour(picture: &Picture, ruler: &Ruler, [u, draught_m]: [f64; 2], moved: [i32; 2]) -> [f32; 3] {
    let [x, y] = ruler.at(draught_m);
    let [ax, ay] = ruler.across(draught_m);
    let u_px = u * ruler.px_m(draught_m);
    let [dx, dy] = moved.map(f64::from);
    picture.bilinear(x + u_px * ax + dx, y + u_px * ay + dy)
}

/// The ruler in a picture taken shortly after the one of `previous`; the numbering is kept, the
/// edges are fitted anew.
///
/// # Errors
/// [`Refusal::Lost`] where the marks are not near their last place; then
/// [`read_ruler`](super::read_ruler) may find them.
pub fn follow(previous: &Ruler, picture: &Picture) -> Result<Ruler, Refusal> {
    let looks = previous.looks.as_ref().ok_or(Refusal::Lost)?;
    let moved = moved(looks, previous, picture).ok_or(Refusal::Lost)?;
    let near = previous.moved(moved.map(f64::from));
    let steps: Vec<i32> = near.rungs.iter().filter(|r| r.seen).map(step).collect();
    let (low, high) = steps
        .iter()
        .fold((i32::MAX, i32::MIN), |(a, b), &s| (a.min(s), b.max(s)));
    if steps.len() < 2 {
        return Err(Refusal::Lost);
    }
    let range = STEP_M * f64::from(low) - 0.1..STEP_M * f64::from(high) + 0.25;
    let strip = Strip::new(picture, &looks.ink, &near, range);
    let found: Vec<Found> = edges::find(&strip, &near, &steps);
    let clear = found.iter().filter(|f| !f.edges.is_empty()).count();
    if clear < LEAST_RUNGS.min(steps.len()) {
        return Err(Refusal::Lost);
    }
    let mut ruler = refit(&near, &found, 0).ok_or(Refusal::Lost)?;
    ruler.line = near.line;
    ruler.margins = previous.margins;
    ruler.looks.clone_from(&previous.looks);
    ruler.rungs = near
        .rungs
        .iter()
        .map(|rung| {
            let [x, y] = ruler.at(rung.draught_m);
            let text = rung.text.clone();
            Rung {
                text,
                x,
                y,
                ..*rung
            }
        })
        .collect();
    Ok(ruler)
}

fn step(rung: &Rung) -> i32 {
    (rung.draught_m / STEP_M).round() as i32
}

/// By how many columns and rows the marks have moved: first coarsely, then by single pixels.
fn moved(looks: &Looks, ruler: &Ruler, picture: &Picture) -> Option<[i32; 2]> {
    let mut best = ([0, 0], looks.alike(picture, ruler, [0, 0], 3));
    for (stride, reach, every) in [(4, REACH_PX, 7), (2, 4, 3), (1, 2, 2)] {
        let from = best.0;
        let steps = (-reach / stride)..=(reach / stride);
        let moves = steps
            .clone()
            .flat_map(|i| steps.clone().map(move |j| [i, j]));
        best.1 = looks.alike(picture, ruler, from, every);
        for [i, j] in moves {
            let move_px = [from[0] + stride * i, from[1] + stride * j];
            let alike = looks.alike(picture, ruler, move_px, every);
            if alike > best.1 {
                best = (move_px, alike);
            }
        }
    }
    (best.1 > ALIKE).then_some(best.0)
}

impl Ruler {
    /// The same ruler elsewhere in the picture.
    fn moved(&self, [dx, dy]: [f64; 2]) -> Self {
        let line = Line {
            y_px: self.line.y_px + dy,
            terms: [
                self.line.terms[0] + dx,
                self.line.terms[1],
                self.line.terms[2],
            ],
        };
        let slope = Slope {
            y_px: self.slope.y_px + dy,
            ..self.slope
        };
        let along: Along = self.along.moved(dy);
        Self {
            along,
            line,
            slope,
            ..self.clone()
        }
    }
}
