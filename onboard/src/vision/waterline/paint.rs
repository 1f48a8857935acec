//! The figures' paint down the column: where a figure ought to stand, whether its paint is there as
//! in the figures that were read. What is under water ought not to have it.

use crate::vision::ruler::Ruler;
use crate::vision::strip::Strip;

/// From figure to figure, where only one is known, metres.
const RUNG_M: f64 = 0.2;

/// Half of the column that is searched for paint, metres.
const COLUMN_M: f64 = 0.06;
/// Where beside the column the hull's own brightness is taken, metres.
const BESIDE_M: [f64; 2] = [0.08, 0.25];
/// Paint must be so much brighter than the bare column to be a standard, grey levels.
const LEAST_GAIN: f32 = 15.0;
/// Brightest pixels of a row that count, metres.
const STROKE_M: f64 = 0.008;

/// A ladder of figures: lower edges a rung apart, each as tall as half of the rung.
#[derive(Clone, Copy, Debug)]
pub struct Ladder {
    /// The lower edge of the lowest figure that was read, metres.
    pub lowest_m: f64,
    /// Metres from rung to rung.
    pub rung_m: f64,
    /// Whole figures read above it that are taken as a standard.
    pub standards: usize,
}

impl Ladder {
    /// The ladder of a ruler; none where no figure was recognised.
    pub fn of(ruler: &Ruler) -> Option<Self> {
        let rungs = ruler.rungs();
        let lowest_m = rungs.iter().find(|rung| rung.seen)?.draught_m;
        let mut apart: Vec<f64> = rungs
            .windows(2)
            .map(|pair| pair[1].draught_m - pair[0].draught_m)
            .collect();
        apart.sort_by(f64::total_cmp);
        let rung_m = apart.get(apart.len() / 2).copied().unwrap_or(RUNG_M);
        let standards = rungs.iter().filter(|rung| rung.seen).count().min(3);
        Some(Self {
            lowest_m,
            rung_m,
            standards,
        })
    }

    /// The same ladder from its first figure above a draught, metres, on.
    pub(in crate::vision) fn above(&self, draught_m: f64) -> Self {
        let rungs = ((draught_m - self.lowest_m) / self.rung_m).ceil();
        Self {
            lowest_m: self.lowest_m + rungs * self.rung_m,
            ..*self
        }
    }

    /// Whether a figure ought to have paint at a draught.
    fn painted(&self, draught_m: f64) -> Option<bool> {
        let place = ((draught_m - self.lowest_m) / self.rung_m).rem_euclid(1.0);
        if (0.06..0.44).contains(&place) {
            return Some(true);
        }
        (0.56..0.94).contains(&place).then_some(false)
    }
}

/// For each row in which a figure ought to have paint, how much of it is there: 1 as in the figures
/// that were read, 0 none; and the same for each row in which none ought to be. Nothing where the
/// figures are no standard.
pub(super) fn ratios(strip: &Strip, ladder: &Ladder) -> [Vec<Option<f32>>; 2] {
    let [light, dark] = [1.0, -1.0].map(|sign| Standard::of(strip, ladder, sign));
    let standard = match (light, dark) {
        (Some(light), Some(dark)) if dark.gain > light.gain => dark,
        (light, dark) => match light.or(dark) {
            Some(standard) => standard,
            None => return [(); 2].map(|()| vec![None; strip.frame.rows]),
        },
    };
    [true, false].map(|wanted| {
        (0..strip.frame.rows)
            .map(|row| {
                let contrast = standard.contrast[row];
                let painted = ladder.painted(strip.frame.draught_m(row as f64));
                let asked = painted == Some(wanted) && standard.gain > LEAST_GAIN;
                (asked && !contrast.is_nan()).then(|| (contrast - standard.bare) / standard.gain)
            })
            .collect()
    })
}

/// How the figures that were read stand out from the hull.
struct Standard {
    contrast: Vec<f32>,
    bare: f32,
    gain: f32,
}

impl Standard {
    /// Of light figures (`sign` 1) or dark ones (−1).
    fn of(strip: &Strip, ladder: &Ladder, sign: f32) -> Option<Self> {
        let frame = strip.frame;
        let rows = 0..frame.rows;
        let contrast: Vec<f32> = rows.clone().map(|row| contrast(strip, row, sign)).collect();
        // The lowest figure may be cut off by the water: those above it are the standard.
        let first_m = ladder.lowest_m
            + if ladder.standards > 1 {
                ladder.rung_m
            } else {
                0.0
            };
        let bounds = [first_m, first_m + ladder.standards as f64 * ladder.rung_m];
        let middle = |painted: bool| {
            let rows = rows.clone().filter(|&row| {
                let draught_m = frame.draught_m(row as f64);
                (bounds[0]..bounds[1]).contains(&draught_m)
                    && ladder.painted(draught_m) == Some(painted)
            });
            let known = rows
                .map(|row| contrast[row])
                .filter(|value| !value.is_nan());
            median(known.collect())
        };
        let (paint, bare) = (middle(true)?, middle(false)?);
        Some(Self {
            contrast,
            bare,
            gain: paint - bare,
        })
    }
}

/// How much brighter (`sign` 1) or darker (−1) a row's strokes in the column are than the hull
/// beside.
fn contrast(strip: &Strip, row: usize, sign: f32) -> f32 {
    let frame = strip.frame;
    let bright = |column: usize| {
        let [r, g, _] = strip.at(column, row);
        sign * r.min(g)
    };
    let middle = frame.half_columns();
    let pixels = |metres: f64| (metres / frame.step_m).round() as usize;
    let column = pixels(COLUMN_M).min(middle);
    let mut strokes: Vec<f32> = (middle - column..=middle + column)
        .map(bright)
        .filter(|v| !v.is_nan())
        .collect();
    let beside = (pixels(BESIDE_M[0])..pixels(BESIDE_M[1]).min(middle))
        .flat_map(|away| [middle - away, middle + away]);
    let Some(hull) = median(beside.map(bright).filter(|v| !v.is_nan()).collect()) else {
        return f32::NAN;
    };
    strokes.sort_by(|a, b| b.total_cmp(a));
    strokes.truncate(pixels(STROKE_M).max(2));
    if strokes.is_empty() {
        return f32::NAN;
    }
    strokes.iter().sum::<f32>() / strokes.len() as f32 - hull
}

/// The middle value.
fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}
