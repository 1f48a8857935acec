//! Bands along the plate (weed, a wet stripe, the edge of paint) that calm water shows again upside
//! down, in the order in which they lie above it. A stripe alone is its own mirror image; a border
//! about which all the changes of colour on one side return on the other is the water's, and each of
//! those returned is not. No bands, or water without images, say nothing.

use crate::vision::strip::Strip;

/// How far above and below a border bands are compared, metres.
const REACH_M: [f64; 2] = [0.012, 0.16];
/// A change of colour is taken over so much height, metres.
const CHANGE_M: f64 = 0.02;
/// Changes are averaged over so much of the plate: bands are long, metres.
const ALONG_M: f64 = 0.15;
/// How far from the border the mirror may lie, metres.
const OFF_M: f64 = 0.005;
/// How tall the image is against what is mirrored.
const HEIGHTS: [f64; 2] = [0.9, 1.0];
/// Changes that every picture has, grey levels.
const GRAIN: f32 = 2.0;

/// How the colours change down a strip, block by block.
pub(super) struct Bands<'a> {
    weights: &'a [f32],
    step_m: f64,
    /// Blocks that are averaged.
    along: usize,
    changes: Vec<Vec<[f32; 3]>>,
}

impl<'a> Bands<'a> {
    /// From the mean colour of each block's rows.
    pub(super) fn of(strip: &Strip, weights: &'a [f32], colours: &[Vec<[f32; 3]>]) -> Self {
        let step_m = strip.frame.step_m;
        let width_m = 2.0 * strip.frame.half_width_m / colours.len().max(1) as f64;
        let reach = ((CHANGE_M / 2.0 / step_m).round() as usize).max(1);
        let down = |column: &Vec<[f32; 3]>| {
            let change = |row: usize| {
                let from = column[row.saturating_sub(reach)];
                let to = column[(row + reach).min(column.len() - 1)];
                std::array::from_fn(|channel| to[channel] - from[channel])
            };
            (0..column.len()).map(change).collect()
        };
        Self {
            weights,
            step_m,
            along: ((ALONG_M / width_m).round() as usize).max(1),
            changes: colours.iter().map(down).collect(),
        }
    }

    /// How much the bands below a border, given by its row in each block, are the image of those
    /// above: a correlation.
    pub(super) fn mirrored(&self, rows: &[f64]) -> f32 {
        let off = (OFF_M / self.step_m).round() as i64;
        let looks = (-off..=off).flat_map(|off| HEIGHTS.map(|height| (off, height)));
        looks
            .map(|(off, height)| self.correlation(rows, off, height))
            .fold(0.0, f32::max)
    }

    fn correlation(&self, rows: &[f64], off: i64, height: f64) -> f32 {
        let steps = |metres: f64| (metres / self.step_m).round() as i64;
        let [mut product, mut above, mut below] = [0.0_f32; 3];
        let blocks: Vec<usize> = (0..rows.len()).collect();
        for blocks in blocks.chunks(self.along) {
            for away in steps(REACH_M[0])..steps(REACH_M[1]) {
                let image = (away as f64 * height).round() as i64;
                let mean =
                    |away: i64| self.mean(blocks, |block| rows[block].round() as i64 + off + away);
                let (Some((a, weight)), Some((b, _))) = (mean(-away), mean(image)) else {
                    continue;
                };
                for (a, b) in a.into_iter().zip(b) {
                    product -= weight * a * b;
                    above += weight * (a * a + GRAIN * GRAIN);
                    below += weight * (b * b + GRAIN * GRAIN);
                }
            }
        }
        product / (above * below).sqrt().max(1e-3)
    }

    /// The mean change in some blocks, each in a row of its own, and what they count together.
    fn mean(&self, blocks: &[usize], row: impl Fn(usize) -> i64) -> Option<([f32; 3], f32)> {
        let (mut sum, mut count) = ([0.0; 3], 0.0);
        for &block in blocks {
            let change = usize::try_from(row(block))
                .ok()
                .and_then(|row| self.changes[block].get(row));
            if let Some(change) = change.filter(|change| change[0].is_finite()) {
                let weight = self.weights[block];
                for (sum, value) in sum.iter_mut().zip(change) {
                    *sum += weight * value;
                }
                count += weight;
            }
        }
        (count > 0.0).then(|| (sum.map(|value| value / count), count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vision::strip::Frame;

    /// A strip of rows of one colour each, 2.5 mm apart.
    fn strip(rows: &[[f32; 3]]) -> Strip {
        let frame = Frame {
            half_width_m: 0.1,
            top_m: 0.0,
            step_m: 0.0025,
            rows: rows.len(),
        };
        let rgb = rows.iter().flat_map(|rgb| vec![*rgb; frame.columns()]);
        Strip {
            frame,
            rgb: rgb.collect(),
        }
    }

    fn mirrored(rows: &[[f32; 3]], axis: f64) -> f32 {
        let strip = strip(rows);
        Bands::of(&strip, &[1.0], &[rows.to_vec()]).mirrored(&[axis])
    }

    #[test]
    fn bands_that_return_upside_down_have_their_mirror_between_them() {
        let band = |away: usize| match away {
            0..25 => [60.0, 70.0, 50.0],
            25..40 => [120.0; 3],
            _ => [130.0, 60.0, 70.0],
        };
        let above = (0..100).rev().map(band);
        let below = (0..100).map(|away| band(away).map(|value| 40.0 + 0.5 * value));
        let rows: Vec<[f32; 3]> = above.chain(below).collect();
        assert!(mirrored(&rows, 100.0) > 0.7, "{}", mirrored(&rows, 100.0));
        // the edges of the bands themselves
        for edge in [60.0, 75.0, 125.0, 140.0] {
            assert!(
                mirrored(&rows, edge) < 0.4,
                "{edge}: {}",
                mirrored(&rows, edge)
            );
        }
    }

    #[test]
    fn water_without_bands_has_no_mirror() {
        let rows: Vec<[f32; 3]> = (0..200)
            .map(|row| if row < 100 { [150.0; 3] } else { [90.0; 3] })
            .collect();
        assert!(mirrored(&rows, 100.0) < 0.1);
    }
}
