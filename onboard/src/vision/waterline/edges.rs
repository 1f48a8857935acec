//! How much each place of a strip looks like a border between two things, one above the other:
//! whether two straight lines describe its colours down the strip much better than one does. A
//! steady change (water that grows darker with depth) is no border, its beginning is one. Not a
//! decision: paint lines and weed are borders too.

use crate::vision::strip::{Blocks, Division, Strip};

/// Heights of what is compared above and below, metres.
const HEIGHTS_M: [f64; 3] = [0.012, 0.03, 0.08];
/// Scatter that a surface has in the mean of a block's row: at least and at most so much, grey
/// levels; and in how much of the strip it is no more than the surface's own.
const FLOOR: [f64; 2] = [0.8, 3.0];
const SURFACE: f64 = 0.5;
/// Channels of a colour.
const CHANNELS: usize = 3;

/// Evidence for a border between each row and the one above it.
pub(in crate::vision) fn borders(strip: &Strip, division: &Division) -> Blocks {
    let tall: Vec<usize> = HEIGHTS_M
        .iter()
        .map(|height| ((height / strip.frame.step_m).round() as usize).max(3))
        .collect();
    let sums: Vec<Sums> = (0..division.count())
        .map(|block| Sums::down(strip, division.columns(block)))
        .collect();
    let floor = floor(&sums, tall[tall.len() / 2]);
    division.map(strip, |block| {
        (0..strip.frame.rows)
            .map(|row| sums[block].evidence(row, &tall, floor))
            .collect()
    })
}

/// The scatter of the strip's surfaces: what straight lines usually leave unexplained.
fn floor(sums: &[Sums], tall: usize) -> f64 {
    let mut left: Vec<f64> = sums
        .iter()
        .flat_map(|sums| {
            (0..sums.running.len().saturating_sub(tall))
                .step_by(tall.div_ceil(2))
                .filter_map(|from| sums.unexplained(from, from + tall))
        })
        .map(|left| (left / tall as f64).sqrt())
        .collect();
    left.sort_by(f64::total_cmp);
    let usual = left.get((SURFACE * left.len() as f64) as usize);
    usual.map_or(FLOOR[1], |usual| usual.clamp(FLOOR[0], FLOOR[1]))
}

/// Running sums down a block: of 1, t, t², and of v, tv, v² a channel; t is the row, v the mean
/// colour of the block's row.
struct Sums {
    running: Vec<[f64; 3 + 3 * CHANNELS]>,
}

impl Sums {
    fn down(strip: &Strip, columns: std::ops::Range<usize>) -> Self {
        let mut total = [0.0; 3 + 3 * CHANNELS];
        let mut running = vec![total];
        for row in 0..strip.frame.rows {
            if let Some(colour) = mean(strip, columns.clone(), row) {
                let t = row as f64 - strip.frame.rows as f64 / 2.0;
                for (sum, value) in total.iter_mut().zip([1.0, t, t * t]) {
                    *sum += value;
                }
                for (channel, v) in opponent(colour).into_iter().enumerate() {
                    for (k, value) in [v, t * v, v * v].into_iter().enumerate() {
                        total[3 + 3 * channel + k] += value;
                    }
                }
            }
            running.push(total);
        }
        Self { running }
    }

    /// What straight lines, one a channel, leave unexplained between two rows.
    fn unexplained(&self, from: usize, to: usize) -> Option<f64> {
        let (a, b) = (&self.running[from], &self.running[to]);
        let sum = |k: usize| b[k] - a[k];
        let n = sum(0);
        if n < (to - from) as f64 {
            return None;
        }
        let tt = (sum(2) - sum(1) * sum(1) / n).max(1e-9);
        let left = (0..CHANNELS).map(|channel| {
            let [v, tv, vv] = [0, 1, 2].map(|k| sum(3 + 3 * channel + k));
            let tv = tv - sum(1) * v / n;
            (vv - v * v / n - tv * tv / tt).max(0.0)
        });
        Some(left.sum())
    }

    fn evidence(&self, row: usize, tall: &[usize], floor: f64) -> f32 {
        let mut total = 0.0;
        for &tall in tall {
            if row < tall || row + tall >= self.running.len() {
                return if total > 0.0 { total as f32 } else { f32::NAN };
            }
            let whole = self.unexplained(row - tall, row + tall);
            let parts = [
                self.unexplained(row - tall, row),
                self.unexplained(row, row + tall),
            ];
            let (Some(whole), [Some(above), Some(below)]) = (whole, parts) else {
                return if total > 0.0 { total as f32 } else { f32::NAN };
            };
            let floor = 2.0 * tall as f64 * floor * floor;
            total += ((whole + floor) / (above + below + floor)).ln();
        }
        total as f32
    }
}

/// Mean colour of a block's row; none where all of it is outside the picture.
fn mean(strip: &Strip, columns: std::ops::Range<usize>, row: usize) -> Option<[f32; 3]> {
    let mut sum = [0.0; 3];
    let mut count = 0.0;
    for rgb in columns
        .map(|column| strip.at(column, row))
        .filter(|rgb| !rgb[0].is_nan())
    {
        for channel in 0..3 {
            sum[channel] += rgb[channel];
        }
        count += 1.0;
    }
    (count > 0.0).then(|| sum.map(|value| value / count))
}

/// Brightness, red against green, yellow against blue, in about the same scatter.
pub(super) fn opponent(rgb: [f32; 3]) -> [f64; 3] {
    let [r, g, b] = rgb.map(f64::from);
    [(r + g + b) / 3.0, r - g, f64::midpoint(r, g) - b]
}
