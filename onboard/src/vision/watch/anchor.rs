//! A frame with its ruler, and the frames after it in which the same hull is found.

use super::course::{Moment, Place};
use super::side::{self, Side};
use crate::vision::picture::Picture;
use crate::vision::register::{Pyramid, Registration, Warp};
use crate::vision::ruler::Ruler;
use crate::vision::strip::{Blocks, Division, Frame, Strip};
use crate::vision::waterline::{self, Candidate, Known, Ladder, Look, Tints};

/// Falls of the border along the plate to try beside the last one's.
const TILTS: [f64; 5] = [-0.2, -0.1, 0.0, 0.1, 0.2];
/// How far the likeness to the dry hull is trusted.
const TRUST: f32 = 1.0;
/// Borders of a frame that are weighed by what speaks for them.
const WEIGHED: usize = 10;
/// Borders nearer to one another than this are one, metres.
const SAME_M: f64 = 0.006;
/// How fast it is forgotten how high the water stood, metres a second.
const FALL_M_S: f64 = 0.02;
/// Borders kept of a frame.
const KEPT: usize = 5;
/// Borders whose score is less than the best's by this are left out.
const REACH: f32 = 5.0;
/// How fast water at a ship's side rises, metres a second, and what a jump costs at most.
const RISE_M_S: f64 = 0.5;
const JUMP: f64 = 2.5;

/// The hull as it was found, and where it is now.
#[derive(Debug)]
pub(super) struct Anchor {
    ruler: Ruler,
    frame: Frame,
    registration: Registration,
    warp: Warp,
    side: Side,
    tints: Tints,
    ladder: Ladder,
    level_m: f64,
    /// The highest that the water stood lately, metres.
    high_m: f64,
    time_s: f64,
    line: Vec<[f64; 2]>,
}

impl Anchor {
    /// Begins with a frame; none where its waterline is not to be found. Where the water is known
    /// from before, the border nearest to that is taken.
    pub(super) fn new(
        picture: &Picture,
        ruler: Ruler,
        expected_m: Option<f64>,
        time_s: f64,
    ) -> Option<(Self, Moment)> {
        let ladder = Ladder::of(&ruler)?;
        let still = Strip::cut(picture, &ruler, Frame::about(&ruler, ladder.lowest_m));
        let candidates = waterline::candidates(&still, &ladder);
        let worth = |candidate: &Candidate| {
            let away_m = expected_m.map_or(0.0, |expected_m| candidate.draught_m - expected_m);
            f64::from(candidate.score) - (away_m.abs() * 5.0).min(JUMP)
        };
        let best = candidates
            .iter()
            .max_by(|a, b| worth(a).total_cmp(&worth(b)))?
            .clone();
        let light = Pyramid::of(picture.luminance());
        let registration = Registration::of(&light, &ruler, ladder.lowest_m)?;
        let warp = registration.identity();
        let frame = Frame::watched(&ruler, ladder.lowest_m);
        let strip = Strip::cut(picture, &ruler, frame);
        let division = Division::of(&strip);
        let row = |draught_m: f64| (frame.row(draught_m).max(0.0) as usize).min(frame.rows);
        let known = Known {
            hull: 0..row(best.draught_m + 0.05),
            water: row(best.draught_m - 0.25)..frame.rows,
        };
        let tints = Tints::of(&strip, &known);
        let mut side = Side::unseen(division.count(), frame.rows);
        let border: Vec<f64> = (0..division.count())
            .map(|block| row_of(&best, frame, division.along_m(block, frame.step_m)))
            .collect();
        side.learn(&side::colours(&strip, &division), &border, frame.step_m);
        let moment = Moment::of(time_s, candidates.iter().take(KEPT).map(Place::of));
        let mut anchor = Self {
            ruler,
            frame,
            registration,
            warp,
            side,
            tints,
            ladder,
            level_m: best.draught_m,
            high_m: best.draught_m,
            time_s,
            line: Vec::new(),
        };
        anchor.line = best.line;
        Some((anchor, moment))
    }

    pub(super) fn ruler(&self) -> &Ruler {
        &self.ruler
    }

    pub(super) fn level_m(&self) -> f64 {
        self.level_m
    }

    /// The waterline in the last frame, pixels.
    pub(super) fn line(&self) -> Vec<[f64; 2]> {
        let place = |&[along_m, draught_m]: &[f64; 2]| {
            self.warp.point(self.ruler.on_plate(along_m, draught_m))
        };
        self.line.iter().map(place).collect()
    }

    /// The figures in the last frame.
    pub(super) fn figures(&self) -> Vec<(String, [f64; 2])> {
        self.ruler
            .rungs()
            .iter()
            .map(|rung| (rung.text.clone(), self.warp.point([rung.x, rung.y])))
            .collect()
    }

    /// Finds the hull and its waterline in the next frame; none where the hull is lost.
    pub(super) fn follow(
        &mut self,
        picture: &Picture,
        light: &Pyramid,
        time_s: f64,
    ) -> Option<Moment> {
        self.warp = self.registration.find(light, self.warp).ok()?;
        let strip = Strip::cut_moved(picture, &self.ruler, self.frame, &self.warp);
        let division = Division::of(&strip);
        let edges = waterline::borders(&strip, &division);
        let colours = side::colours(&strip, &division);
        let likeness = self.likeness(&division, &strip, &colours);
        let weights = waterline::weights(&edges);
        let prior = self.prior(time_s - self.time_s);
        let look = Look {
            frame: self.frame,
            edges: &edges,
            likeness: &likeness,
            trust: TRUST,
            weights: &weights,
            prior: &prior,
            tilts: &TILTS,
            reach: REACH,
        };
        let mut borders = look.borders();
        borders.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
        borders.truncate(WEIGHED);
        // What shows through the water looks like hull: borders are looked for without colours, too.
        let plain = Look { trust: 0.0, ..look };
        for (mut candidate, rows) in plain.borders().into_iter().take(WEIGHED) {
            let same = |(other, _): &(Candidate, Vec<f64>)| {
                (other.draught_m - candidate.draught_m).abs() < SAME_M
            };
            if !borders.iter().any(same) {
                candidate.score = look.worth(&rows);
                borders.push((candidate, rows));
            }
        }
        let ladder = self.ladder.above(self.high_m);
        let worth = waterline::weigh(&strip, &ladder, &edges, &weights, &borders);
        let mut borders: Vec<(Candidate, Vec<f64>, f32)> = borders
            .into_iter()
            .zip(worth)
            .map(|((mut candidate, rows), [worth, doubt])| {
                candidate.score += worth;
                (candidate, rows, doubt)
            })
            .collect();
        borders.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
        let (best, rows, _) = borders.first()?;
        let passed_s = (time_s - self.time_s).max(0.0);
        self.high_m = best.draught_m.max(self.high_m - FALL_M_S * passed_s);
        self.side.learn(&colours, rows, self.frame.step_m);
        self.level_m = best.draught_m;
        self.line.clone_from(&best.line);
        self.time_s = time_s;
        let own = |(candidate, _, doubt): &(Candidate, Vec<f64>, f32)| {
            let row = (self.frame.row(candidate.draught_m).max(0.0) as usize).min(prior.len() - 1);
            Place {
                score: candidate.score - prior[row],
                doubt: *doubt,
                ..Place::of(candidate)
            }
        };
        Some(Moment::of(time_s, borders.iter().take(KEPT).map(own)))
    }

    fn likeness(&self, division: &Division, strip: &Strip, colours: &[Vec<[f32; 3]>]) -> Blocks {
        division.map(strip, |block| {
            self.side.likeness(block, &colours[block], &self.tints)
        })
    }

    /// What each row is worth by where the water was so long ago.
    fn prior(&self, passed_s: f64) -> Vec<f32> {
        let spread_m = 0.02 + RISE_M_S * passed_s.max(0.0);
        (0..self.frame.rows)
            .map(|row| {
                let away = (self.frame.draught_m(row as f64 - 0.5) - self.level_m) / spread_m;
                -(0.1 * away * away).min(JUMP) as f32
            })
            .collect()
    }
}

/// A border's row in a frame, at a place along the plate.
fn row_of(border: &Candidate, frame: Frame, along_m: f64) -> f64 {
    let near = border
        .line
        .iter()
        .min_by(|a, b| (a[0] - along_m).abs().total_cmp(&(b[0] - along_m).abs()));
    frame.row(near.map_or(border.draught_m, |point| point[1]))
}
