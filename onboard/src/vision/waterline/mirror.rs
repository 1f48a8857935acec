//! Whether what is above a row is seen again, upside down, below it: the hull's image in calm water.
//! Only detail along the plate counts (figures, streaks, seams), so that a painted stripe, which is
//! its own mirror image, does not. No image says nothing: rough or muddy water has none.

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
/// A correlation that chance gives, one that leaves nothing to ask, and what the latter counts.
const CHANCE: f32 = 0.25;
const CERTAIN: f32 = 0.5;
const WORTH: f32 = 1.5;

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

    /// What the mirror says of a border, given by its row in each block of a width.
    pub(super) fn speech(&self, border: &[f64], block_m: f64) -> f32 {
        let rows = self.by_column(border, block_m);
        let off = (OFF_M / self.step_m).round() as i64;
        let best = (-off..=off)
            .flat_map(|off| HEIGHTS.map(|height| self.correlation(&rows, off, height)))
            .fold(0.0, f32::max);
        WORTH * ((best - CHANCE) / (CERTAIN - CHANCE)).clamp(0.0, 1.0)
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
