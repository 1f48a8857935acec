//! Foam, bubbles and scum that drift with the stream; thicker along the plating, and in streaks.

use super::grain::{Grain, floor, step};

/// Cells along a side of the field.
const SIDE: usize = 512;
/// Side of a cell, metres.
const CELL_M: f32 = 0.011;

/// What floats on the water, and shades of the water itself.
#[derive(Clone, Debug)]
pub(super) struct Foam {
    amount: f32,
    /// Foam that is there for any amount above this (0 to 255), and the water's own shade.
    field: Vec<[u8; 2]>,
}

impl Foam {
    pub(super) fn new(amount: f64, seed: u64) -> Self {
        let (foam, streaks) = (Grain::named(seed, "foam"), Grain::named(seed, "streaks"));
        let shade = Grain::named(seed, "shade");
        let field = (0..SIDE * SIDE)
            .map(|n| {
                let (x, y) = ((n % SIDE) as f32 * CELL_M, (n / SIDE) as f32 * CELL_M);
                let wide = SIDE as f32 * CELL_M;
                let around = |at: &dyn Fn(f32, f32) -> f32| wrapped(at, x, y, wide);
                let cells = around(&|x, y| foam.rough(x * 16.0, y * 16.0, 4));
                let line = around(&|x, y| streaks.rough(x * 0.8, y * 2.4, 4));
                let ridge = 1.0 - (2.0 * line - 1.0).abs() * 5.0;
                let thick = 0.55 * ridge.max(-0.6) + 0.9 * cells - 0.35;
                let mud = around(&|x, y| shade.rough(x * 0.9, y * 1.6, 4));
                [thick, mud].map(|v| (v.clamp(0.0, 1.0) * 255.0) as u8)
            })
            .collect();
        Self {
            amount: amount as f32,
            field,
        }
    }

    /// How much of the surface is covered at a place, where the stream has carried its water
    /// `drift_m`, and the shade of the water there (0 to 1); `off_m` is the distance from the
    /// plating, `lively` how much the water moves.
    #[inline]
    pub(super) fn at(&self, x_m: f32, y_m: f32, drift_m: f32, off_m: f32, lively: f32) -> [f32; 2] {
        let (u, v) = ((x_m - drift_m) / CELL_M, y_m / CELL_M);
        let (left, low) = (floor(u), floor(v));
        let (u, v) = (u - left as f32, v - low as f32);
        let wrap = |n: i32| n as usize % SIDE;
        let (column, row) = (wrap(left), wrap(low));
        let (next, above) = (wrap(left + 1), wrap(low + 1));
        let at =
            |row: usize, column: usize, n: usize| f32::from(self.field[row * SIDE + column][n]);
        let mixed = |n: usize| {
            let low = at(row, column, n) * (1.0 - u) + at(row, next, n) * u;
            let high = at(above, column, n) * (1.0 - u) + at(above, next, n) * u;
            (low + v * (high - low)) / 255.0
        };
        let near = (-off_m.max(0.0) * 9.0).exp();
        let bar = 1.02 - 0.62 * self.amount - (0.18 * near + 0.25 * lively) * self.amount.sqrt();
        [step(bar, bar + 0.26, mixed(0)), mixed(1)]
    }
}

/// A field made to repeat: it fades into its own copy over the last quarter.
fn wrapped(at: &dyn Fn(f32, f32) -> f32, x: f32, y: f32, wide: f32) -> f32 {
    let fade = |v: f32| step(0.75 * wide, wide, v);
    let along = |y: f32| {
        let share = fade(x);
        at(x, y) * (1.0 - share) + at(x - wide, y) * share
    };
    let share = fade(y);
    along(y) * (1.0 - share) + along(y - wide) * share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_foam_covers_more_and_none_covers_nothing() {
        let cover = |amount: f64| {
            let foam = Foam::new(amount, 3);
            (0..4000_u16)
                .map(|n| {
                    foam.at(
                        f32::from(n) * 0.037,
                        f32::from(n % 61) * 0.09,
                        0.0,
                        1.0,
                        0.0,
                    )[0]
                })
                .sum::<f32>()
                / 4000.0
        };
        assert!(cover(0.0) < 0.002, "{}", cover(0.0));
        assert!(
            cover(0.8) > cover(0.3) + 0.02,
            "{} {}",
            cover(0.8),
            cover(0.3)
        );
    }

    #[test]
    fn foam_drifts_with_the_stream() {
        let foam = Foam::new(0.7, 3);
        let here = foam.at(0.4, -1.0, 0.0, 1.0, 0.0);
        let later = foam.at(0.9, -1.0, 0.5, 1.0, 0.0);
        assert!((here[0] - later[0]).abs() < 0.02 && (here[1] - later[1]).abs() < 0.02);
    }
}
