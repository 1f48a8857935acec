//! A hull at one scale, and one step towards where it is in another picture.

use nalgebra::{Matrix2, SMatrix, SVector};

use super::Warp;
use crate::vision::picture::Plane;

/// Points that are compared at a scale, about.
const POINTS: f64 = 5000.0;
/// Fewer are too few.
const FEWEST: usize = 150;
/// Distances are counted in these, so that all unknowns are about 1, pixels.
const UNIT_PX: f64 = 100.0;

/// Points of the hull at one scale.
#[derive(Clone, Debug)]
pub(super) struct Template {
    /// Pixels of the finest scale a pixel.
    pixel: f64,
    points: Vec<Point>,
}

#[derive(Clone, Copy, Debug)]
struct Point {
    at: [f64; 2],
    light: f64,
    /// How the light changes with each unknown.
    steepness: SVector<f64, 6>,
}

/// What one step led to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) warp: Warp,
    /// Correlation before the step.
    pub(super) alike: f64,
    /// How far the step moved the centre, pixels of the scale.
    pub(super) moved_px: f64,
}

impl Template {
    /// From the reference picture at a scale; `has` tells which of its (finest) pixels count.
    pub(super) fn of(
        plane: &Plane,
        scale: usize,
        centre: [f64; 2],
        has: impl Fn([f64; 2]) -> bool,
    ) -> Option<Self> {
        let pixel = f64::from(1_u32 << scale);
        let (width, height) = (plane.width(), plane.height());
        let place = |x: usize, y: usize| [(x as f64 + 0.5) * pixel, (y as f64 + 0.5) * pixel];
        let inner = || {
            (1..height.saturating_sub(1))
                .flat_map(move |y| (1..width.saturating_sub(1)).map(move |x| (x, y)))
        };
        let area = inner()
            .filter(|&(x, y)| x % 4 == 0 && y % 4 == 0 && has(place(x, y)))
            .count()
            * 16;
        let every = ((area as f64 / POINTS).sqrt().floor() as usize).max(1);
        let points: Vec<Point> = inner()
            .filter(|&(x, y)| x % every == 0 && y % every == 0 && has(place(x, y)))
            .map(|(x, y)| Point::of(plane, x, y, place(x, y), centre, pixel))
            .collect();
        (points.len() >= FEWEST).then_some(Self { pixel, points })
    }

    /// One step; none where the picture shows too little of the hull.
    pub(super) fn step(&self, plane: &Plane, warp: &Warp) -> Option<Step> {
        let seen: Vec<(&Point, f64)> = self
            .points
            .iter()
            .filter_map(|point| Some((point, self.look(plane, warp, point.at)?)))
            .collect();
        if seen.len() < FEWEST.max(self.points.len() / 4) {
            return None;
        }
        let (gain, offset, alike) = light(&seen);
        if gain <= 0.05 {
            return None;
        }
        let left = |(point, value): &(&Point, f64)| (value - offset) / gain - point.light;
        let usual = seen.iter().map(|pair| left(pair).abs()).sum::<f64>() / seen.len() as f64;
        let mut normal = SMatrix::<f64, 6, 6>::zeros();
        let mut right = SVector::<f64, 6>::zeros();
        for pair in &seen {
            let residual = left(pair);
            // Cauchy's weight: what differs much is not the hull.
            let weight = 1.0 / (1.0 + (residual / (2.0 * usual.max(0.5))).powi(2));
            let steepness = &pair.0.steepness;
            normal += weight * steepness * steepness.transpose();
            right += weight * residual * steepness;
        }
        let unknowns = (normal + SMatrix::identity() * 1e-6 * normal.trace())
            .cholesky()?
            .solve(&right);
        let u = |k: usize| unknowns[k];
        let change = Matrix2::new(u(2), u(3), u(4), u(5)) / UNIT_PX;
        let shift = [u(0), u(1)];
        let warp = warp.after_inverse(shift, change)?;
        Some(Step {
            warp,
            alike,
            moved_px: shift[0].hypot(shift[1]) / self.pixel,
        })
    }

    fn look(&self, plane: &Plane, warp: &Warp, at: [f64; 2]) -> Option<f64> {
        let [x, y] = warp.point(at).map(|value| value / self.pixel);
        let inside =
            x > 0.5 && y > 0.5 && x < plane.width() as f64 - 0.5 && y < plane.height() as f64 - 0.5;
        inside.then(|| f64::from(plane.bilinear(x, y)))
    }
}

impl Point {
    fn of(plane: &Plane, x: usize, y: usize, at: [f64; 2], centre: [f64; 2], pixel: f64) -> Self {
        let light = |x: usize, y: usize| f64::from(plane.at(x, y));
        // a finest pixel to the right, and down
        let gx = (light(x + 1, y) - light(x - 1, y)) / 2.0 / pixel;
        let gy = (light(x, y + 1) - light(x, y - 1)) / 2.0 / pixel;
        let [u, v] = [(at[0] - centre[0]) / UNIT_PX, (at[1] - centre[1]) / UNIT_PX];
        let steepness = SVector::from([gx, gy, gx * u, gx * v, gy * u, gy * v]);
        Self {
            at,
            light: light(x, y),
            steepness,
        }
    }
}

/// Gain and offset of the light against the reference, and the correlation with it.
fn light(seen: &[(&Point, f64)]) -> (f64, f64, f64) {
    let n = seen.len() as f64;
    let mean = |value: &dyn Fn(&(&Point, f64)) -> f64| seen.iter().map(value).sum::<f64>() / n;
    let (a, b) = (mean(&|(point, _)| point.light), mean(&|(_, value)| *value));
    let aa = mean(&|(point, _)| (point.light - a).powi(2));
    let bb = mean(&|(_, value)| (value - b).powi(2));
    let ab = mean(&|(point, value)| (point.light - a) * (value - b));
    let gain = ab / aa.max(1e-9);
    (gain, b - gain * a, ab / (aa * bb).sqrt().max(1e-9))
}
