//! The column of marks made upright: a plane of 200 pixels a metre.

use super::ink::Ink;
use crate::vision::glyphs::window::{PX_M, SIDE, normalise};
use crate::vision::picture::{Picture, Plane};
use crate::vision::ruler::Ruler;
use std::ops::Range;

/// What is shown left and right of the column's middle, metres.
const SIDES_M: Range<f64> = -0.72..0.52;
/// Contrast below which a window is noise, parts of the paint's.
const LEAST: f32 = 0.06;

/// The strip, in inks ([`Ink::value`]).
#[derive(Clone, Debug)]
pub struct Strip {
    /// 200 pixels a metre, and the same at 100.
    planes: [Plane; 2],
    /// Draught of the upper edge, by the ruler that made it.
    high_m: f64,
    low_m: f64,
    /// Draughts that lie in the picture.
    within_m: Range<f64>,
}

impl Strip {
    /// The strip along a ruler between two draughts of it.
    pub fn new(picture: &Picture, ink: &Ink, ruler: &Ruler, range_m: Range<f64>) -> Self {
        let [width, height] =
            [SIDES_M, range_m.clone()].map(|r| ((r.end - r.start) * PX_M) as usize & !1);
        let mut values = Vec::with_capacity(width * height);
        for row in 0..height {
            let draught_m = range_m.end - (row as f64 + 0.5) / PX_M;
            let [x, y] = ruler.at(draught_m);
            let [ax, ay] = ruler.across(draught_m);
            let px_m = ruler.px_m(draught_m);
            // several samples a pixel where the picture is finer than the strip
            let fine = (px_m / PX_M / 1.3).ceil().clamp(1.0, 5.0) as usize;
            let part = px_m / PX_M / fine as f64;
            let offset = (fine as f64 - 1.0) / 2.0;
            for column in 0..width {
                let u = (SIDES_M.start + (column as f64 + 0.5) / PX_M) * px_m;
                let mut sum = 0.0;
                for i in 0..fine * fine {
                    let du = ((i % fine) as f64 - offset) * part;
                    let dy = ((i / fine) as f64 - offset) * part;
                    let at = [x + (u + du) * ax, y + (u + du) * ay + dy];
                    sum += ink.value(picture.bilinear(at[0], at[1]));
                }
                values.push((sum / (fine * fine) as f32).clamp(-0.7, 1.7));
            }
        }
        let plane = Plane::new(width, height, values);
        let rows = [picture.height() as f64, 0.0].map(|y| ruler.draught_m(y));
        Self {
            planes: [plane.clone(), plane.halved()],
            high_m: range_m.end,
            low_m: range_m.start,
            within_m: rows[0]..rows[1],
        }
    }

    /// The strip at 200 pixels a metre.
    pub fn plane(&self) -> &Plane {
        &self.planes[0]
    }

    /// Steps of 0.2 m whose figures lie in the strip and in the picture.
    pub fn steps(&self) -> std::ops::RangeInclusive<i32> {
        let low = self.low_m.max(self.within_m.start);
        let high = self.high_m.min(self.within_m.end) - 0.092;
        ((low - 0.005) / 0.2).ceil() as i32..=(high / 0.2).floor() as i32
    }

    /// Whether a draught lies in the picture.
    pub fn shows(&self, draught_m: f64) -> bool {
        self.within_m.contains(&draught_m)
    }

    /// Appends the window round a point: `u_m` right of the column, at a draught; `scale` 1 for
    /// small figures, 2 for those twice as high.
    pub fn window(&self, u_m: f64, draught_m: f64, scale: usize, out: &mut Vec<f32>) {
        let plane = &self.planes[scale - 1];
        let px_m = PX_M / scale as f64;
        let half = (SIDE / 2) as f64;
        let left = ((u_m - SIDES_M.start) * px_m - half).round() as isize;
        let top = ((self.high_m - draught_m) * px_m - half).round() as isize;
        let from = out.len();
        for row in 0..SIDE as isize {
            let y = (top + row).max(0) as usize;
            let columns = (0..SIDE as isize).map(|column| (left + column).max(0) as usize);
            out.extend(columns.map(|x| plane.at(x, y)));
        }
        normalise(&mut out[from..], LEAST);
    }

    /// The strip's columns within `half_m` of the middle, each with its pixels right of it.
    pub fn near_column(&self, half_m: f64) -> Vec<(f64, Vec<f32>)> {
        let plane = self.plane();
        let middle = -SIDES_M.start * PX_M;
        let half = half_m * PX_M;
        let columns = (middle - half) as usize..(middle + half) as usize;
        let column = |x: usize| {
            let values = (0..plane.height()).map(|y| plane.at(x, y)).collect();
            (x as f64 + 0.5 - middle, values)
        };
        columns.map(column).collect()
    }

    /// The part of a box that is under paint: `us_m` right of the column, between two draughts.
    pub fn inked(&self, us_m: Range<f64>, range_m: Range<f64>) -> f32 {
        let plane = self.plane();
        let pixels = |from: f64, to: f64| {
            (from * PX_M).round().max(0.0) as usize..(to * PX_M).round().max(0.0) as usize
        };
        let columns = pixels(us_m.start - SIDES_M.start, us_m.end - SIDES_M.start);
        let rows = pixels(self.high_m - range_m.end, self.high_m - range_m.start);
        let count = (columns.len() * rows.len()).max(1);
        let inked = |y: usize| {
            columns
                .clone()
                .filter(move |&x| plane.at(x, y) > 0.5)
                .count()
        };
        rows.map(inked).sum::<usize>() as f32 / count as f32
    }

    /// The columns within `half_m` of the middle between two draughts, values from below up.
    pub fn columns(&self, half_m: f64, range_m: Range<f64>) -> Vec<Vec<f32>> {
        let plane = self.plane();
        let middle = -SIDES_M.start * PX_M;
        let half = half_m * PX_M;
        let rows = ((range_m.end - range_m.start) * PX_M).round() as usize;
        let lowest = (self.high_m - range_m.start) * PX_M - 0.5;
        let column = |x: usize| {
            let from_below = |i: usize| plane.bilinear(x as f64 + 0.5, lowest - i as f64);
            (0..rows).map(from_below).collect()
        };
        ((middle - half) as usize..(middle + half) as usize)
            .map(column)
            .collect()
    }
}
