//! The surface near the plating at one moment, on a grid fine enough for a picture.

use rustfft::num_complex::Complex32;

use super::ripples::CELLS;
use super::waves::Surface;
use super::{Ripples, Waves};

/// Cells between two nodes where the waves are summed.
const STRIDE: usize = 6;

/// A part of the sea's surface, metres in the plating's frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// From the left to the right.
    pub x_m: [f64; 2],
    /// From outboard to inboard.
    pub y_m: [f64; 2],
}

/// The sea over an [`Area`] at a time.
#[derive(Clone, Debug)]
pub struct Patch {
    time_s: f64,
    cell_m: f32,
    origin: [f32; 2],
    size: [usize; 2],
    /// Height and rise, metres and m/s.
    heights: Vec<[f32; 2]>,
    slopes: Vec<[f32; 2]>,
    range_m: [f32; 2],
    steepest: f32,
}

/// Where a point lies between four cells.
struct Between {
    index: usize,
    u: f32,
    v: f32,
}

impl Patch {
    pub(super) fn new(waves: &Waves, ripples: &mut Ripples, area: Area, time_s: f64) -> Self {
        let cell = ripples.cell_m();
        let first = [area.x_m[0], area.y_m[0]].map(|low| (low / cell).floor() as i64);
        let count = |low: i64, high: f64| {
            let cells = ((high / cell).ceil() as i64 - low).max(4) as usize;
            cells.div_ceil(STRIDE) * STRIDE + 1
        };
        let size = [count(first[0], area.x_m[1]), count(first[1], area.y_m[1])];
        let nodes = |axis: usize| -> Vec<f64> {
            let last = (size[axis] - 1) / STRIDE + 1;
            (-1..=last as i64)
                .map(|n| (first[axis] + n * STRIDE as i64) as f64 * cell)
                .collect()
        };
        let (xs, ys) = (nodes(0), nodes(1));
        let coarse = waves.grid(&xs, &ys, time_s);
        let mut patch = Self {
            time_s,
            cell_m: cell as f32,
            origin: first.map(|n| (n as f64 * cell) as f32),
            heights: between_nodes(&coarse, xs.len(), size),
            slopes: Vec::new(),
            size,
            range_m: [0.0; 2],
            steepest: 0.0,
        };
        patch.add_ripples(ripples.tile(time_s), first);
        patch.measure();
        patch
    }

    /// When it was, seconds.
    pub const fn time_s(&self) -> f64 {
        self.time_s
    }

    /// The lowest and the highest point, metres.
    pub const fn range_m(&self) -> [f32; 2] {
        self.range_m
    }

    /// Hardly a slope is steeper: three in a thousand.
    pub const fn steepest(&self) -> f32 {
        self.steepest
    }

    /// Height `later_s` after the patch's own time, metres; beyond its border, that of the border.
    #[inline]
    pub fn height_m(&self, x_m: f32, y_m: f32, later_s: f32) -> f32 {
        let at = self.between(x_m, y_m);
        let [height, rise] = self.blend(&self.heights, &at);
        height + rise * later_s
    }

    /// Height at the patch's own time, metres.
    #[inline]
    pub fn level_m(&self, x_m: f32, y_m: f32) -> f32 {
        let at = self.between(x_m, y_m);
        let near = &self.heights[at.index..at.index + 2];
        let far = &self.heights[at.index + self.size[0]..at.index + self.size[0] + 2];
        let low = near[0][0] + at.u * (near[1][0] - near[0][0]);
        let high = far[0][0] + at.u * (far[1][0] - far[0][0]);
        low + at.v * (high - low)
    }

    /// How steeply the surface rises towards +x and +y.
    #[inline]
    pub fn slope(&self, x_m: f32, y_m: f32) -> [f32; 2] {
        self.blend(&self.slopes, &self.between(x_m, y_m))
    }

    #[inline]
    fn between(&self, x_m: f32, y_m: f32) -> Between {
        let u = ((x_m - self.origin[0]) / self.cell_m).clamp(0.0, self.size[0] as f32 - 1.001);
        let v = ((y_m - self.origin[1]) / self.cell_m).clamp(0.0, self.size[1] as f32 - 1.001);
        // By way of a signed number, which the processor converts in one step.
        let (column, row) = (u as i32, v as i32);
        Between {
            index: row as usize * self.size[0] + column as usize,
            u: u - column as f32,
            v: v - row as f32,
        }
    }

    #[inline]
    fn blend(&self, field: &[[f32; 2]], at: &Between) -> [f32; 2] {
        let near = &field[at.index..at.index + 2];
        let far = &field[at.index + self.size[0]..at.index + self.size[0] + 2];
        let mix = |n: usize| {
            let low = near[0][n] + at.u * (near[1][n] - near[0][n]);
            let high = far[0][n] + at.u * (far[1][n] - far[0][n]);
            low + at.v * (high - low)
        };
        [mix(0), mix(1)]
    }

    fn add_ripples(&mut self, tile: &[Complex32], first: [i64; 2]) {
        let wrap = |n: i64| n.rem_euclid(CELLS as i64) as usize;
        for (row, cells) in self.heights.chunks_exact_mut(self.size[0]).enumerate() {
            let y = wrap(first[1] + row as i64);
            for (column, cell) in cells.iter_mut().enumerate() {
                let ripple = tile[wrap(first[0] + column as i64) * CELLS + y];
                cell[0] += ripple.re;
                cell[1] += ripple.im;
            }
        }
    }

    fn measure(&mut self) {
        let [width, height] = self.size;
        let half = 0.5 / self.cell_m;
        let mut steepness = [0_u32; 256];
        let mut range = [f32::INFINITY, f32::NEG_INFINITY];
        self.slopes = vec![[0.0; 2]; width * height];
        for row in 0..height {
            let (below, above) = (row.max(1) - 1, (row + 1).min(height - 1));
            for column in 0..width {
                let (left, right) = (column.max(1) - 1, (column + 1).min(width - 1));
                let at = |row: usize, column: usize| self.heights[row * width + column][0];
                let slope = [
                    (at(row, right) - at(row, left)) * half,
                    (at(above, column) - at(below, column)) * half,
                ];
                self.slopes[row * width + column] = slope;
                let size = (slope[0] * slope[0] + slope[1] * slope[1]).sqrt();
                steepness[((size * 256.0) as usize).min(255)] += 1;
                let here = at(row, column);
                range = [range[0].min(here), range[1].max(here)];
            }
        }
        let mut left = (width * height * 3 / 1000) as u32;
        let cut = steepness.iter().rposition(|count| {
            let within = *count <= left;
            left = left.saturating_sub(*count);
            !within
        });
        self.range_m = range;
        self.steepest = (cut.unwrap_or(0) + 1) as f32 / 256.0;
    }
}

/// Fills in between nodes by Catmull and Rom's cubic, first along x, then along y.
fn between_nodes(coarse: &[Surface], across: usize, size: [usize; 2]) -> Vec<[f32; 2]> {
    let weights: Vec<[f32; 4]> = (0..STRIDE)
        .map(|n| cubic(n as f32 / STRIDE as f32))
        .collect();
    let rows = coarse.len() / across;
    let mut wide = vec![[0.0_f32; 2]; rows * size[0]];
    for row in 0..rows {
        let nodes = &coarse[row * across..(row + 1) * across];
        for column in 0..size[0] {
            let (node, part) = (column / STRIDE, column % STRIDE);
            let mut sum = [0.0; 2];
            for (weight, surface) in weights[part].iter().zip(&nodes[node..]) {
                sum[0] += weight * surface.height_m as f32;
                sum[1] += weight * surface.rise_m_s as f32;
            }
            wide[row * size[0] + column] = sum;
        }
    }
    let mut fine = vec![[0.0_f32; 2]; size[0] * size[1]];
    for (row, cells) in fine.chunks_exact_mut(size[0]).enumerate() {
        let (node, part) = (row / STRIDE, row % STRIDE);
        for (weight, nodes) in weights[part]
            .iter()
            .zip(wide.chunks_exact(size[0]).skip(node))
        {
            for (cell, node) in cells.iter_mut().zip(nodes) {
                cell[0] += weight * node[0];
                cell[1] += weight * node[1];
            }
        }
    }
    fine
}

/// Weights of the four nodes about a place between the middle two.
fn cubic(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [
        0.5 * (-t + 2.0 * t2 - t3),
        0.5 * (2.0 - 5.0 * t2 + 3.0 * t3),
        0.5 * (t + 4.0 * t2 - 3.0 * t3),
        0.5 * (t3 - t2),
    ]
}
