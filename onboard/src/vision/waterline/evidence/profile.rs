//! What the strip looks like in bands along a border, above and below it, against the hull and the
//! water that are certain.

use crate::vision::strip::{Blocks, Division, Strip};
use crate::vision::waterline::palette::{self, Known, Tints};
use crate::vision::waterline::{HULL_IMAGED, HULL_ITSELF};

/// Bands along a border: from and to so far below it, metres.
pub(super) const BANDS_M: [[f64; 2]; 8] = [
    [-0.15, -0.06],
    [-0.06, -0.03],
    [-0.03, -0.015],
    [-0.015, -0.004],
    [0.004, 0.015],
    [0.015, 0.03],
    [0.03, 0.06],
    [0.06, 0.15],
];
/// What is measured in each band: how much more a colour is like the hull than like the water; how
/// far its hue is from the hull's in the same place along the plate, and how much less light it has;
/// how strong the detail is.
pub(super) const QUANTITIES: [&str; 4] = ["hull rather than water", "hue", "darkness", "detail"];

/// Distances of colours at which they are clearly different, grey levels, and of hues.
const APART: f32 = 12.0;
const HUES: f32 = 0.03;
/// Bands on both sides of a border that are compared, metres from it.
const STEP_M: [f64; 2] = [0.006, 0.03];
const CLOSE_STEP_M: [f64; 2] = [0.003, 0.01];

pub(super) struct Profile<'a> {
    strip: &'a Strip,
    weights: &'a [f32],
    colours: Vec<Vec<[f32; 3]>>,
    quantities: [Blocks; 3],
}

impl<'a> Profile<'a> {
    pub(super) fn of(strip: &'a Strip, weights: &'a [f32], known: &Known) -> Self {
        let division = Division::of(strip);
        let column = |block| {
            (0..strip.frame.rows)
                .map(|row| strip.mean(division.columns(block), row))
                .collect()
        };
        let colours: Vec<Vec<[f32; 3]>> = (0..division.count()).map(column).collect();
        let likeness = palette::likeness(strip, &division, &Tints::of(strip, known), HULL_ITSELF);
        let hull: Vec<Option<[f32; 3]>> = colours
            .iter()
            .map(|column| mean(column[known.hull.clone()].iter()))
            .collect();
        let against = |value: &dyn Fn([f32; 3], [f32; 3]) -> f32| {
            division.map(strip, |block| {
                let own = |rgb: &[f32; 3]| hull[block].map_or(f32::NAN, |hull| value(*rgb, hull));
                colours[block].iter().map(own).collect()
            })
        };
        let hues = against(&|rgb, hull| (hue_distance(rgb, hull) / HUES).min(3.0));
        let darkness = against(&|rgb, hull| {
            let ratio = (light(hull) + 10.0) / (light(rgb) + 10.0);
            ratio.ln().clamp(-1.5, 1.5)
        });
        Self {
            strip,
            weights,
            quantities: [likeness, hues, darkness],
            colours,
        }
    }

    /// The mean colour of each block's rows.
    pub(super) fn colours(&self) -> &[Vec<[f32; 3]>] {
        &self.colours
    }

    /// How much all above a border is like the hull and all below like the water, each tenth of a
    /// metre: where hull-like colours are the hull, and where they may be its image.
    pub(super) fn sides(&self, rows: &[f64]) -> [f32; 2] {
        let tenths = (self.strip.frame.step_m / 0.1) as f32;
        [HULL_ITSELF, HULL_IMAGED].map(|most| {
            let [mut sum, mut count] = [0.0; 2];
            for (block, border) in rows.iter().enumerate() {
                for (row, like) in self.quantities[0].column(block).iter().enumerate() {
                    let sign = if (row as f64) < *border { 1.0 } else { -1.0 };
                    sum += self.weights[block] * sign * like.min(most) * tenths;
                }
                count += self.weights[block];
            }
            sum / f32::max(count, 1e-3)
        })
    }

    /// The mean of each quantity in each band along a border.
    pub(super) fn bands(&self, rows: &[f64]) -> Vec<f32> {
        let quantities = self.quantities.iter();
        quantities
            .flat_map(|quantity| BANDS_M.map(|band| self.along(rows, band, quantity)))
            .collect()
    }

    /// How much the colours change across a border, and close by.
    pub(super) fn steps(&self, rows: &[f64]) -> [f32; 2] {
        [STEP_M, CLOSE_STEP_M].map(|[from_m, to_m]| {
            let [mut sum, mut count] = [0.0; 2];
            for (block, row) in rows.iter().enumerate() {
                let above = self.colour(block, *row, [-to_m, -from_m]);
                let below = self.colour(block, *row, [from_m, to_m]);
                if let (Some(above), Some(below)) = (above, below) {
                    sum += self.weights[block] * (1.0 - (-distance(above, below) / APART).exp());
                    count += self.weights[block];
                }
            }
            sum / f32::max(count, 1e-3)
        })
    }

    fn colour(&self, block: usize, row: f64, band: [f64; 2]) -> Option<[f32; 3]> {
        let rows = self.strip.rows_between(row, band);
        mean(rows.map(|row| &self.colours[block][row]))
    }

    fn along(&self, rows: &[f64], band: [f64; 2], quantity: &Blocks) -> f32 {
        let [mut sum, mut count] = [0.0; 2];
        for (block, row) in rows.iter().enumerate() {
            for row in self.strip.rows_between(*row, band) {
                let value = quantity.at(block, row);
                if !value.is_nan() {
                    sum += self.weights[block] * value;
                    count += self.weights[block];
                }
            }
        }
        sum / count.max(1e-3)
    }
}

impl Strip {
    /// The row so many below a border's, if the strip has it.
    pub(in crate::vision::waterline) fn row_near(&self, row: f64, below: i64) -> Option<usize> {
        let row = usize::try_from(row.round() as i64 + below).ok()?;
        (row < self.frame.rows).then_some(row)
    }

    /// The rows between two distances below a border's, metres; at least one.
    fn rows_between(&self, row: f64, [from_m, to_m]: [f64; 2]) -> impl Iterator<Item = usize> {
        let steps = |metres: f64| (metres / self.frame.step_m).round() as i64;
        let (from, to) = (steps(from_m), steps(to_m));
        (from..to.max(from + 1)).filter_map(move |below| self.row_near(row, below))
    }
}

fn mean<'a>(colours: impl Iterator<Item = &'a [f32; 3]>) -> Option<[f32; 3]> {
    let mut sum = [0.0; 3];
    let mut count = 0.0;
    for rgb in colours.filter(|rgb| !rgb[0].is_nan()) {
        for (sum, value) in sum.iter_mut().zip(rgb) {
            *sum += value;
        }
        count += 1.0;
    }
    (count > 0.0).then(|| sum.map(|value| value / count))
}

fn light(rgb: [f32; 3]) -> f32 {
    (rgb[0] + rgb[1] + rgb[2]) / 3.0
}

fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    let square: f32 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    (square / 3.0).sqrt()
}

/// How far two colours are apart when their brightness is left out.
fn hue_distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    let share = |rgb: [f32; 3]| rgb.map(|value| (value + 4.0) / (3.0 * light(rgb) + 12.0));
    distance(share(a), share(b))
}
