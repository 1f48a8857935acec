//! The neighbourhood of the column, rectified to the plate by the ruler: columns are metres along
//! the plate, rows are draughts. Not a measurement: only the pixels, laid out so that level water
//! is a row.

mod blocks;

pub use blocks::{Blocks, Division};

use super::picture::Picture;
use super::register::Warp;
use super::ruler::Ruler;

/// Metres a pixel, at the finest and at the coarsest.
const FINEST_M: f64 = 0.0025;
const COARSEST_M: f64 = 0.006;
/// How far the neighbourhood reaches above and below the lowest figure, and to each side, metres.
const ABOVE_M: f64 = 0.5;
const BELOW_M: f64 = 0.7;
const HALF_WIDTH_M: f64 = 0.8;
/// The same for a video: metres a pixel at the finest, up and down, and to each side.
const WATCHED_M: f64 = 0.004;
const SWELL_M: f64 = 0.85;
const NEAR_M: f64 = 0.6;

/// Where a strip lies on the plate and how fine it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Half of the strip's width along the plate, metres.
    pub half_width_m: f64,
    /// Draught of the topmost row's centre, metres.
    pub top_m: f64,
    /// Metres a pixel, both ways.
    pub step_m: f64,
    /// Rows, downwards: less draught.
    pub rows: usize,
}

impl Frame {
    /// The neighbourhood in which the water is looked for: from half a metre above the lowest figure
    /// that was read to well below it, at about the picture's own scale.
    pub fn about(ruler: &Ruler, lowest_m: f64) -> Self {
        let step_m = (1.0 / ruler.px_m(lowest_m)).clamp(FINEST_M, COARSEST_M);
        let rows = ((ABOVE_M + BELOW_M) / step_m).round() as usize;
        Self {
            half_width_m: HALF_WIDTH_M,
            top_m: lowest_m + ABOVE_M,
            step_m,
            rows,
        }
    }

    /// The neighbourhood that is watched in a video: the water rises and falls in it, and there is
    /// little time.
    pub fn watched(ruler: &Ruler, lowest_m: f64) -> Self {
        let step_m = (1.0 / ruler.px_m(lowest_m)).clamp(WATCHED_M, 2.0 * WATCHED_M);
        let rows = (2.0 * SWELL_M / step_m).round() as usize;
        Self {
            half_width_m: NEAR_M,
            top_m: lowest_m + SWELL_M,
            step_m,
            rows,
        }
    }

    /// Columns of the strip; the middle one is the column of figures.
    pub fn columns(&self) -> usize {
        2 * self.half_columns() + 1
    }

    /// The strip's column on which the figures stand.
    pub fn half_columns(&self) -> usize {
        (self.half_width_m / self.step_m).round() as usize
    }

    /// The draught of a row's centre; rows may be fractions.
    pub fn draught_m(&self, row: f64) -> f64 {
        self.top_m - row * self.step_m
    }

    /// The row of a draught, a fraction.
    pub fn row(&self, draught_m: f64) -> f64 {
        (self.top_m - draught_m) / self.step_m
    }
}

impl Ruler {
    /// The picture's point of a place on the plate: so far along it from the column, at a draught,
    /// metres.
    pub fn on_plate(&self, along_m: f64, draught_m: f64) -> [f64; 2] {
        let [x, y] = self.at(draught_m);
        let across = self.across(draught_m);
        let away = along_m * self.px_m(draught_m);
        [x + away * across[0], y + away * across[1]]
    }
}

/// A rectified neighbourhood of the column.
#[derive(Clone, Debug)]
pub struct Strip {
    /// Where it lies.
    pub frame: Frame,
    /// Red, green, blue from 0 to 255, row by row; NaN outside the picture.
    pub rgb: Vec<[f32; 3]>,
}

impl Strip {
    /// Cuts the strip out of a picture, each of its pixels the mean of the picture's that it covers.
    pub fn cut(picture: &Picture, ruler: &Ruler, frame: Frame) -> Self {
        Self::cut_moved(picture, ruler, frame, &Warp::identity([0.0; 2]))
    }

    /// Cuts the strip out of a picture in which the ruler's hull has moved.
    pub fn cut_moved(picture: &Picture, ruler: &Ruler, frame: Frame, warp: &Warp) -> Self {
        let half = frame.half_columns() as f64;
        let columns = frame.columns();
        let mut rgb = Vec::with_capacity(columns * frame.rows);
        for row in 0..frame.rows {
            let draught_m = frame.draught_m(row as f64);
            let line = RowLine::at(ruler, draught_m, frame.step_m).moved(warp);
            rgb.extend((0..columns).map(|column| line.sample(picture, column as f64 - half)));
        }
        Self { frame, rgb }
    }

    /// The mean colour of a block's row, what is outside the picture left out; NaN where all of it
    /// is outside.
    pub fn mean(&self, columns: std::ops::Range<usize>, row: usize) -> [f32; 3] {
        let mut sum = [0.0; 3];
        let mut count = 0.0;
        for rgb in columns
            .map(|column| self.at(column, row))
            .filter(|rgb| !rgb[0].is_nan())
        {
            for channel in 0..3 {
                sum[channel] += rgb[channel];
            }
            count += 1.0;
        }
        sum.map(|value| if count > 0.0 { value / count } else { f32::NAN })
    }

    /// The colour of a pixel.
    pub fn at(&self, column: usize, row: usize) -> [f32; 3] {
        self.rgb[row * self.frame.columns() + column]
    }
}

/// One row of the strip as a line in the picture.
struct RowLine {
    origin: [f64; 2],
    along: [f64; 2],
    down: [f64; 2],
    taps: usize,
}

impl RowLine {
    fn at(ruler: &Ruler, draught_m: f64, step_m: f64) -> Self {
        let origin = ruler.at(draught_m);
        let below = ruler.at(draught_m - step_m);
        let scale = ruler.px_m(draught_m) * step_m;
        let across = ruler.across(draught_m);
        Self {
            origin,
            along: [across[0] * scale, across[1] * scale],
            down: [below[0] - origin[0], below[1] - origin[1]],
            taps: (scale.round() as usize).clamp(1, 8),
        }
    }

    fn moved(self, warp: &Warp) -> Self {
        Self {
            origin: warp.point(self.origin),
            along: warp.direction(self.along),
            down: warp.direction(self.down),
            taps: self.taps,
        }
    }

    fn sample(&self, picture: &Picture, column: f64) -> [f32; 3] {
        let mut sum = [0.0; 3];
        let taps = self.taps as f64;
        for tap in 0..self.taps * self.taps {
            let right = column + ((tap % self.taps) as f64 + 0.5) / taps - 0.5;
            let down = ((tap / self.taps) as f64 + 0.5) / taps - 0.5;
            let x = self.origin[0] + right * self.along[0] + down * self.down[0];
            let y = self.origin[1] + right * self.along[1] + down * self.down[1];
            let colour = inside(picture, x, y);
            for channel in 0..3 {
                sum[channel] += colour[channel];
            }
        }
        sum.map(|value| value / (self.taps * self.taps) as f32)
    }
}

/// The picture's colour at a point, NaN outside of it.
fn inside(picture: &Picture, x: f64, y: f64) -> [f32; 3] {
    let within =
        (0.0..picture.width() as f64).contains(&x) && (0.0..picture.height() as f64).contains(&y);
    if within {
        picture.bilinear(x, y)
    } else {
        [f32::NAN; 3]
    }
}
