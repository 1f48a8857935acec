//! What becomes of the hull's detail at a border: seen again upside down below it (its image in calm
//! water), going on across it (a paint line), or lost. Only detail along the plate counts (figures,
//! streaks, seams), so that a painted stripe, which is its own mirror image, does not. No image
//! says nothing: rough or muddy water has none.

use super::FIGURES_M;
use crate::vision::strip::Strip;

/// How far above and below the row is compared, metres.
const REACH_M: [f64; 2] = [0.008, 0.13];
/// How tall the image is against what is mirrored: waves and flare shorten it.
const HEIGHTS: [f64; 3] = [0.7, 0.85, 1.0];
/// Along the plate, to each side, metres.
const ALONG_M: f64 = 0.5;
/// What is wider than this along the plate is no detail, metres.
const DETAIL_M: f64 = 0.06;

/// How far from the border the mirror may lie, metres.
const OFF_M: f64 = 0.012;
/// Where detail is compared across a border, metres from it.
const ACROSS_M: [[f64; 2]; 2] = [[0.008, 0.035], [0.003, 0.012]];
/// Detail that every picture has, grey levels.
const GRAIN: f32 = 2.0;

/// Brightness less its mean over the neighbourhood along the plate.
pub(super) struct Detail {
    reach: usize,
    rows: usize,
    step_m: f64,
    values: Vec<f32>,
}

impl Detail {
    pub(super) fn of(strip: &Strip) -> Self {
        let frame = strip.frame;
        let middle = frame.half_columns();
        let reach = ((ALONG_M / frame.step_m) as usize).min(middle);
        let near = ((DETAIL_M / frame.step_m) as usize).max(1);
        let mut values = Vec::with_capacity((2 * reach + 1) * frame.rows);
        for row in 0..frame.rows {
            let light: Vec<f32> = (middle - reach..=middle + reach)
                .map(|column| brightness(strip.at(column, row)))
                .collect();
            values.extend(less_local_mean(&light, near));
        }
        Self {
            reach,
            rows: frame.rows,
            step_m: frame.step_m,
            values,
        }
    }

    /// How much the detail below a border, given by its row in each block of a width, is the image
    /// of that above, and how much that above goes on below, and close by: correlations.
    pub(super) fn images(&self, border: &[f64], block_m: f64) -> [f32; 3] {
        let rows = self.by_column(border, block_m);
        let off = (OFF_M / self.step_m).round() as i64;
        let best = (-off..=off)
            .flat_map(|off| HEIGHTS.map(|height| self.correlation(&rows, off, height)))
            .fold(0.0, f32::max);
        let [on, close] = ACROSS_M.map(|band_m| self.across(&rows, band_m));
        [best, on, close]
    }

    /// How much stronger than in the topmost rows the detail is in bands along a border, each from
    /// and to so many metres below it: logarithms of ratios.
    pub(super) fn texture(&self, border: &[f64], block_m: f64, bands_m: &[[f64; 2]]) -> Vec<f32> {
        let rows = self.by_column(border, block_m);
        let usual = self.strength(&vec![0; rows.len()], 0, (0.25 / self.step_m) as i64);
        let step = |metres: f64| (metres / self.step_m).round() as i64;
        let strength = |[from_m, to_m]: &[f64; 2]| {
            let from = step(*from_m);
            let found = self.strength(&rows, from, step(*to_m).max(from + 1));
            ((found + GRAIN) / (usual + GRAIN)).ln()
        };
        bands_m.iter().map(strength).collect()
    }

    /// Root of the mean square of the detail beside the figures, between two distances below a
    /// border.
    fn strength(&self, border: &[i64], from: i64, to: i64) -> f32 {
        let [mut sum, mut count] = [0.0_f32; 2];
        for column in (0..border.len()).filter(|column| self.is_beside(*column)) {
            for off in from..to {
                let value = self.at(column, border[column] + off);
                if !value.is_nan() {
                    sum += value * value;
                    count += 1.0;
                }
            }
        }
        (sum / count.max(1.0)).sqrt()
    }

    /// How alike the detail close above a border and close below it are, column by column.
    fn across(&self, border: &[i64], band_m: [f64; 2]) -> f32 {
        let [from, to] = band_m.map(|metres| (metres / self.step_m).round() as i64);
        let [mut product, mut above2, mut below2] = [0.0_f32; 3];
        for column in (0..border.len()).filter(|column| self.is_beside(*column)) {
            let mean = |from: i64, to: i64| {
                let to = to.max(from + 1);
                let values = (from..to).map(|off| self.at(column, border[column] + off));
                values.sum::<f32>() / (to - from).max(1) as f32
            };
            let (a, b) = (mean(-to, -from), mean(from, to));
            if !(a * b).is_nan() {
                product += a * b;
                above2 += a * a;
                below2 += b * b;
            }
        }
        product / (above2 * below2).sqrt().max(1.0)
    }

    fn is_beside(&self, column: usize) -> bool {
        (column as f64 - self.reach as f64).abs() * self.step_m > FIGURES_M
    }

    /// The border's row in each column of the detail.
    fn by_column(&self, border: &[f64], block_m: f64) -> Vec<i64> {
        (0..=2 * self.reach)
            .map(|column| {
                let along_m = (column as f64 - self.reach as f64) * self.step_m;
                let block = (along_m / block_m + (border.len() / 2) as f64)
                    .round()
                    .max(0.0) as usize;
                border[block.min(border.len() - 1)].round() as i64
            })
            .collect()
    }

    fn at(&self, column: usize, row: i64) -> f32 {
        match usize::try_from(row) {
            Ok(row) if row < self.rows => self.values[row * (2 * self.reach + 1) + column],
            _ => f32::NAN,
        }
    }

    fn correlation(&self, border: &[i64], off: i64, height: f64) -> f32 {
        let [mut product, mut above2, mut below2] = [0.0_f64; 3];
        let steps = |metres: f64| (metres / self.step_m).round() as i64;
        for away in steps(REACH_M[0])..steps(REACH_M[1]) {
            let image = (away as f64 * height).round() as i64;
            for (column, row) in border.iter().enumerate() {
                let (a, b) = (
                    self.at(column, row + off - away),
                    self.at(column, row + off + image),
                );
                if !(a * b).is_nan() {
                    product += f64::from(a * b);
                    above2 += f64::from(a * a);
                    below2 += f64::from(b * b);
                }
            }
        }
        (product / (above2 * below2).sqrt().max(1.0)) as f32
    }
}

fn brightness(rgb: [f32; 3]) -> f32 {
    (rgb[0] + rgb[1] + rgb[2]) / 3.0
}

fn less_local_mean(values: &[f32], near: usize) -> Vec<f32> {
    let mut running = vec![0.0_f64];
    for value in values {
        running.push(running[running.len() - 1] + f64::from(*value));
    }
    (0..values.len())
        .map(|k| {
            let (from, to) = (k.saturating_sub(near), (k + near + 1).min(values.len()));
            values[k] - ((running[to] - running[from]) / (to - from) as f64) as f32
        })
        .collect()
}
