//! A strip divided into blocks of columns, and quantities on them.

use super::Strip;

/// Columns of the strip that go into one block, metres.
const BLOCK_M: f64 = 0.015;

/// A quantity on a strip, block by block along the plate and row by row; the middle block is at
/// the column of figures.
#[derive(Clone, Debug)]
pub struct Blocks {
    /// Blocks along the plate.
    pub count: usize,
    /// Rows of the strip.
    pub rows: usize,
    /// The width of a block, metres.
    pub width_m: f64,
    /// The values; a block's rows are together. NaN outside the picture.
    pub values: Vec<f32>,
}

impl Blocks {
    /// The value at a block and a row.
    pub fn at(&self, block: usize, row: usize) -> f32 {
        self.values[block * self.rows + row]
    }

    /// A block's rows.
    pub fn column(&self, block: usize) -> &[f32] {
        &self.values[block * self.rows..(block + 1) * self.rows]
    }

    /// How far from the figures a block's centre lies along the plate, metres.
    pub fn along_m(&self, block: usize) -> f64 {
        (block as f64 - (self.count / 2) as f64) * self.width_m
    }
}

/// How a strip is divided into blocks.
#[derive(Clone, Copy, Debug)]
pub struct Division {
    half: usize,
    width: usize,
    middle: usize,
}

impl Division {
    /// The blocks of a strip, each an odd number of columns.
    pub fn of(strip: &Strip) -> Self {
        let frame = strip.frame;
        let wide = ((BLOCK_M / frame.step_m / 2.0).round() as usize).max(1);
        let width = 2 * wide + 1;
        let middle = frame.half_columns();
        Self {
            half: middle.saturating_sub(wide) / width,
            width,
            middle,
        }
    }

    /// How many blocks.
    pub fn count(&self) -> usize {
        2 * self.half + 1
    }

    /// The strip's columns of a block.
    pub fn columns(&self, block: usize) -> std::ops::Range<usize> {
        let centre = self.middle + block * self.width - self.half * self.width;
        centre - self.width / 2..centre + self.width / 2 + 1
    }

    /// How far from the figures a block's centre lies along the plate, metres.
    pub fn along_m(&self, block: usize, step_m: f64) -> f64 {
        (block as f64 - self.half as f64) * self.width as f64 * step_m
    }

    /// Works a quantity out block by block.
    pub fn map(&self, strip: &Strip, mut column: impl FnMut(usize) -> Vec<f32>) -> Blocks {
        let values = (0..self.count()).flat_map(&mut column).collect();
        let width_m = self.width as f64 * strip.frame.step_m;
        Blocks {
            count: self.count(),
            rows: strip.frame.rows,
            width_m,
            values,
        }
    }
}
