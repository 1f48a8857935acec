//! From a picture to its ruler: find columns, make them upright, number them, fit their edges.

use super::edges::{self, Found};
use super::follow::Looks;
use super::{Along, Edge, Refusal, Ruler, Rung, Slope, along, slope};
use crate::vision::comb::{self, Comb, Paint};
use crate::vision::glyphs::METRE;
use crate::vision::ladder::ink::Ink;
use crate::vision::ladder::strip::Strip;
use crate::vision::ladder::{self, Numbering, Reader, STEP_M};
use crate::vision::picture::Picture;
use std::sync::LazyLock;

/// Fewer rows or columns show no ladder.
const LEAST_PX: usize = 32;
/// Combs of each paint that are tried.
const TRIED: usize = 6;
/// A rung counts as seen from this probability on.
const SURE: f32 = 0.35;
/// Rungs that must be seen.
pub(super) const LEAST_RUNGS: usize = 3;
/// How far beyond a comb's figures others are looked for, metres.
const BEYOND_M: f64 = 1.1;
/// Rungs by which a column must show more than another one to be believed before it.
const MORE: f32 = 0.5;
/// A numbering as clear as this (sum of margins) needs no other kind of paint tried.
const BEYOND_DOUBT: f32 = 9.0;

static READER: LazyLock<Reader> =
    LazyLock::new(|| Reader::taught().expect("the program's own weights fit its network"));

/// Finds and numbers the column of draught marks in a picture.
///
/// # Errors
/// A [`Refusal`] wherever metre or decimetre are not certain; nothing is ever guessed.
pub fn read_ruler(picture: &Picture) -> Result<Ruler, Refusal> {
    let (width, height) = (picture.width(), picture.height());
    if width.min(height) < LEAST_PX {
        return Err(Refusal::TooSmall { width, height });
    }
    let mut search = Search::default();
    for paint in Paint::ALL {
        for comb in comb::combs(picture, paint).iter().take(TRIED) {
            search.add(read_comb(picture, comb));
        }
        if search.is_beyond_doubt() {
            break;
        }
    }
    search.best()
}

/// A column that was read.
struct Read {
    ruler: Ruler,
    margin: f32,
    rungs: usize,
    /// How much speaks for the column: see [`Column::evidence`](ladder::Column::evidence).
    evidence: f32,
}

/// A column that was not, and how much spoke for it.
struct Unread {
    refusal: Refusal,
    evidence: f32,
}

#[derive(Default)]
struct Search {
    read: Vec<Read>,
    unread: Vec<Unread>,
}

impl Search {
    fn add(&mut self, outcome: Result<Read, Unread>) {
        match outcome {
            Ok(read) => self.read.push(read),
            Err(unread) => self.unread.push(unread),
        }
    }

    fn is_beyond_doubt(&self) -> bool {
        self.read
            .iter()
            .any(|r| r.margin > BEYOND_DOUBT && r.rungs >= 4)
    }

    fn best(self) -> Result<Ruler, Refusal> {
        let read = self.read.iter();
        let Some(best) = read.max_by(|a, b| a.weight().total_cmp(&b.weight())) else {
            let unread = self.unread.into_iter();
            let clearest = unread.max_by(|a, b| a.evidence.total_cmp(&b.evidence));
            return Err(clearest.map_or(Refusal::NoMarks, |u| u.refusal));
        };
        // a column that cannot be numbered, but shows more than the one that can, is the true one
        let more = self
            .unread
            .iter()
            .filter(|u| u.evidence > best.evidence + MORE);
        if let Some(unread) = more.max_by(|a, b| a.evidence.total_cmp(&b.evidence)) {
            return Err(unread.refusal.clone());
        }
        for other in &self.read {
            best.ruler.agrees(&other.ruler)?;
        }
        Ok(best.ruler.clone())
    }
}

impl Read {
    fn weight(&self) -> f32 {
        self.evidence + 0.1 * self.margin.min(20.0)
    }
}

impl Ruler {
    /// Two rulers of columns that stand together must read alike.
    fn agrees(&self, other: &Self) -> Result<(), Refusal> {
        let Some(rung) = other.rungs.get(other.rungs.len() / 2) else {
            return Ok(());
        };
        let (one_m, other_m) = (self.draught_m(rung.y), rung.draught_m);
        let apart_m = (self.at(one_m)[0] - rung.x).abs() / self.px_m(one_m);
        if apart_m < 0.6 && (one_m - other_m).abs() > 0.05 {
            return Err(Refusal::ColumnsDiffer { one_m, other_m });
        }
        Ok(())
    }
}

fn read_comb(picture: &Picture, comb: &Comb) -> Result<Read, Unread> {
    let illegible = || Unread {
        refusal: Refusal::NoMarks,
        evidence: 0.0,
    };
    let ink = Ink::of(picture, comb).ok_or_else(illegible)?;
    let rough = upright(picture, &ink, comb).ok_or_else(illegible)?;
    let strip = Strip::new(picture, &ink, &rough, in_picture(picture, &rough, comb));
    let column = READER.column(&strip);
    let evidence = column.evidence();
    let refuse = |refusal: Refusal| Unread { refusal, evidence };
    let numbering = ladder::number(&READER, &strip, &column).map_err(refuse)?;
    let found = edges::find(&strip, &rough, &seen(&numbering));
    let mut ruler = numbered(&rough, &numbering, &found).map_err(refuse)?;
    ruler.looks = Some(Looks::new(picture, &ruler, ink));
    Ok(Read {
        evidence,
        rungs: ruler.rungs.iter().filter(|r| r.seen).count(),
        margin: numbering.margins[0].min(20.0) + numbering.margins[1].min(20.0),
        ruler,
    })
}

/// A ruler that counts draughts from the comb's lowest figure, with the plate's horizontal.
fn upright(picture: &Picture, ink: &Ink, comb: &Comb) -> Option<Ruler> {
    let mut ruler = from_comb(comb)?;
    let steps: Vec<i32> = comb.figures.iter().map(|f| f.0).collect();
    let last = *steps.last()?;
    for _ in 0..2 {
        let range = -0.1..STEP_M * f64::from(last) + 0.25;
        let strip = Strip::new(picture, ink, &ruler, range);
        let turn = slope::turn(&strip);
        ruler.slope.at_row = slope::turned(&ruler, turn);
        let strip = Strip::new(picture, ink, &ruler, -0.1..STEP_M * f64::from(last) + 0.25);
        let found = edges::find(&strip, &ruler, &steps);
        if let Some(better) = refit(&ruler, &found, 0) {
            ruler = better;
        }
    }
    Some(ruler)
}

fn from_comb(comb: &Comb) -> Option<Ruler> {
    let mut rows = Vec::new();
    let mut places = Vec::new();
    for (n, figure) in &comb.figures {
        let draught_m = STEP_M * f64::from(*n);
        let u_px = 0.5 + 0.06 * f64::from(figure.height());
        let row = |upper: bool, y: f32| Edge {
            draught_m,
            upper,
            y_px: f64::from(y),
            u_px,
        };
        rows.extend([row(false, figure.bottom), row(true, figure.top)]);
        places.push([
            f64::from(figure.x()),
            f64::from(figure.bottom + figure.top) / 2.0,
        ]);
    }
    let line = along::line(&places, 0.1 * f64::from(comb.figures[0].1.height()));
    // a picture that is turned turns column and plate alike, a raked stem only the column
    let slope = Slope {
        y_px: line.y_px,
        at_row: -0.5 * line.terms[1],
        a_row: 0.0,
    };
    Some(Ruler::new(Along::fit(&rows)?, line, slope, Vec::new()))
}

/// The draughts of a rough ruler that lie in the picture, and not far from the comb's figures.
fn in_picture(picture: &Picture, ruler: &Ruler, comb: &Comb) -> std::ops::Range<f64> {
    let top_m = STEP_M * f64::from(comb.figures.last().map_or(0, |f| f.0));
    let low = ruler.draught_m(picture.height() as f64).max(-BEYOND_M);
    let high = ruler.draught_m(0.0).min(top_m + BEYOND_M);
    low - 0.05..high.max(low) + 0.15
}

fn seen(numbering: &Numbering) -> Vec<i32> {
    let sure = numbering.sightings.iter().filter(|s| s.sure > SURE);
    sure.map(|s| s.step).collect()
}

/// The ruler through found edges; draughts are moved up by `steps`.
pub(super) fn refit(rough: &Ruler, found: &[Found], steps: i32) -> Option<Ruler> {
    let shift_m = STEP_M * f64::from(steps);
    let rows: Vec<Edge> = found
        .iter()
        .flat_map(|f| f.edges.iter())
        .map(|e| Edge {
            draught_m: e.draught_m + shift_m,
            ..*e
        })
        .collect();
    let places: Vec<[f64; 2]> = found.iter().filter_map(|f| f.middle).collect();
    let line = if places.len() >= 2 {
        along::line(&places, 2.0)
    } else {
        rough.line
    };
    let rungs: usize = found.iter().filter(|f| !f.edges.is_empty()).count();
    (rungs >= 2).then_some(())?;
    Some(Ruler::new(
        Along::fit(&rows)?,
        line,
        rough.slope,
        Vec::new(),
    ))
}

fn numbered(rough: &Ruler, numbering: &Numbering, found: &[Found]) -> Result<Ruler, Refusal> {
    let all = numbering.sightings.iter().filter(|s| s.sure > SURE).count();
    // the M of a label seldom stands in the middle of the column
    let mut found = found.to_vec();
    for one in &mut found {
        let label = |s: &&ladder::Sighting| s.step == one.step && s.class == METRE;
        if numbering.sightings.iter().any(|s| label(&s)) {
            one.middle = None;
        }
    }
    let straight = |good: usize| Refusal::NoStraightRuler { good, all };
    let mut ruler = refit(rough, &found, numbering.steps).ok_or_else(|| straight(0))?;
    let fits = |f: &Found| {
        f.edges.iter().any(|e| {
            let moved = Edge {
                draught_m: e.draught_m + STEP_M * f64::from(numbering.steps),
                ..*e
            };
            ruler.along.off_px(&moved).abs() < 0.012 * ruler.px_m(moved.draught_m) + 1.0
        })
    };
    let good: Vec<i32> = found.iter().filter(|f| fits(f)).map(|f| f.step).collect();
    if good.len() < LEAST_RUNGS.min(all) || good.len() < 2 || 2 * good.len() < all {
        return Err(straight(good.len()));
    }
    ruler.rungs = rungs(&ruler, numbering, &good);
    ruler.margins = numbering.margins;
    Ok(ruler)
}

fn rungs(ruler: &Ruler, numbering: &Numbering, good: &[i32]) -> Vec<Rung> {
    let rung = |sighting: &ladder::Sighting| {
        let number = sighting.step + numbering.steps;
        let draught_m = f64::from(number) / 5.0;
        let [x, y] = ruler.at(draught_m);
        Rung {
            text: super::text(draught_m),
            draught_m,
            x,
            y,
            seen: sighting.sure > SURE && good.contains(&sighting.step),
        }
    };
    numbering.sightings.iter().map(rung).collect()
}

#[cfg(test)]
mod tests;
