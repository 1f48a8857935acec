//! The colours that the hull has above the lowest figures, and those that the water has well below
//! them: how much more each pixel between is like the one or the other. Not a decision: the hull's
//! image in the water has the hull's colours, and the wet band has neither's.

use super::edges::opponent;
use crate::vision::strip::{Blocks, Division, Strip};

/// Cells of the palette along each channel.
const CELLS: usize = 32;
/// Width of a cell, grey levels.
const CELL: f64 = 8.0;
/// The share of pixels whose colour says nothing.
const STRANGE: f64 = 0.15;

/// Which rows of a strip are certainly hull and which are certainly not.
#[derive(Clone, Debug)]
pub(in crate::vision) struct Known {
    /// Rows of bare hull.
    pub(in crate::vision) hull: std::ops::Range<usize>,
    /// Rows of open water, or of what is mirrored in it or seen through it.
    pub(in crate::vision) water: std::ops::Range<usize>,
}

/// How often colours are seen.
struct Palette {
    share: Vec<f32>,
}

impl Palette {
    fn of(strip: &Strip, rows: std::ops::Range<usize>) -> Self {
        let mut share = vec![0.0_f32; CELLS * CELLS * CELLS];
        let mut count = 0.0_f32;
        for row in rows {
            for column in 0..strip.frame.columns() {
                let rgb = strip.at(column, row);
                if !rgb[0].is_nan() {
                    share[cell(rgb)] += 1.0;
                    count += 1.0;
                }
            }
        }
        for axis in [1, CELLS, CELLS * CELLS] {
            share = blurred(&share, axis);
        }
        for value in &mut share {
            *value /= count.max(1.0);
        }
        Self { share }
    }
}

fn cell(rgb: [f32; 3]) -> usize {
    let [light, red, yellow] = opponent(rgb);
    let index = |value: f64| ((value / CELL).round().max(0.0) as usize).min(CELLS - 1);
    let middle = CELL * (CELLS / 2) as f64;
    (index(light) * CELLS + index(red + middle)) * CELLS + index(yellow + middle)
}

/// Each cell shares with its neighbours along an axis.
fn blurred(share: &[f32], axis: usize) -> Vec<f32> {
    let value = |k: usize| share.get(k).copied().unwrap_or(0.0);
    (0..share.len())
        .map(|k| 0.5 * value(k) + 0.25 * (value(k.wrapping_sub(axis)) + value(k + axis)))
        .collect()
}

/// How much more a colour is like the hull than like the water.
#[derive(Clone, Debug)]
pub(in crate::vision) struct Tints {
    ratio: Vec<f32>,
}

impl Tints {
    /// From what is known of a strip.
    pub(in crate::vision) fn of(strip: &Strip, known: &Known) -> Self {
        let hull = Palette::of(strip, known.hull.clone());
        let water = Palette::of(strip, known.water.clone());
        let strange = (STRANGE / 100.0) as f32;
        let ratio = |(h, w): (&f32, &f32)| ((h + strange) / (w + strange)).ln().clamp(-2.0, 2.0);
        Self {
            ratio: hull.share.iter().zip(&water.share).map(ratio).collect(),
        }
    }

    /// ln(hull/water), from −2 to 2; 0 where neither is known.
    pub(in crate::vision) fn at(&self, rgb: [f32; 3]) -> f32 {
        self.ratio[cell(rgb)]
    }
}

/// The mean over each block's row of ln(hull/water), 0 where neither is known; a hull-like colour
/// counts `most` at most.
pub(super) fn likeness(strip: &Strip, division: &Division, tints: &Tints, most: f32) -> Blocks {
    division.map(strip, |block| {
        (0..strip.frame.rows)
            .map(|row| {
                let pixels = division.columns(block).map(|column| strip.at(column, row));
                let known: Vec<f32> = pixels
                    .filter(|rgb| !rgb[0].is_nan())
                    .map(|rgb| tints.at(rgb).min(most))
                    .collect();
                if known.is_empty() {
                    0.0
                } else {
                    known.iter().sum::<f32>() / known.len() as f32
                }
            })
            .collect()
    })
}
