//! What wears and hides paint: smooth noise for wear and rust, scratches, seams, scum lines.

use super::Colour;
use rand::RngExt;
use rand_pcg::Pcg32;

/// Smooth noise over the plating, the same at the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noise {
    seed: u32,
}

impl Noise {
    /// One of many.
    pub fn new(seed: u32) -> Self {
        Self { seed }
    }

    /// 0 to 1, changing over `size_m`.
    pub fn at(&self, u: f32, z: f32, size_m: f32) -> f32 {
        let (x, y) = (u / size_m, z / size_m);
        let (x0, y0) = (x.floor(), y.floor());
        let smooth = |t: f32| t * t * (3.0 - 2.0 * t);
        let (fx, fy) = (smooth(x - x0), smooth(y - y0));
        let (x0, y0) = (x0 as i32, y0 as i32);
        let row = |dy: i32| {
            let (left, right) = (self.knot(x0, y0 + dy), self.knot(x0 + 1, y0 + dy));
            left + fx * (right - left)
        };
        row(0) + fy * (row(1) - row(0))
    }

    /// 0 or 1, with a soft edge: patches of about `size_m` that cover about `part` of the plate.
    pub fn patch(&self, u: f32, z: f32, size_m: f32, part: f32) -> f32 {
        let coarse = self.at(u, z, size_m);
        let fine = self.at(u + 9.0, z, size_m / 2.7);
        let level = 0.72 - 0.45 * part;
        ((0.65 * coarse + 0.35 * fine - level) / 0.06).clamp(0.0, 1.0)
    }

    /// As [`Noise::patch`], with what has run down from it.
    pub fn streak(&self, u: f32, z: f32, part: f32) -> f32 {
        let patch = self.patch(u + 31.0, z, 0.06, 0.8 * part);
        let run = self.patch(u + 57.0, z * 0.12, 0.05, 0.7 * part);
        patch.max(0.6 * run)
    }

    /// Hashed as by Jenkins's one-at-a-time steps.
    fn knot(self, x: i32, y: i32) -> f32 {
        let mut hash = self.seed;
        for part in [x as u32, y as u32, 0x9e37_79b9] {
            hash = hash.wrapping_add(part);
            hash = hash.wrapping_add(hash << 10);
            hash ^= hash >> 6;
        }
        hash = hash.wrapping_add(hash << 3);
        hash ^= hash >> 11;
        hash = hash.wrapping_add(hash << 15);
        (hash >> 8) as f32 / (1 << 24) as f32
    }
}

/// A straight line on the plating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scratch {
    at: [f32; 2],
    direction: [f32; 2],
    half_m: f32,
    thick_m: f32,
    strength: f32,
    /// Its colour.
    pub colour: Colour,
}

impl Scratch {
    /// As many as the dice have, at draughts between `low` and `high`.
    pub fn some(dice: &mut Pcg32, [low, high]: [f32; 2]) -> Vec<Self> {
        let count = dice.random_range(0..9_u32);
        (0..count)
            .map(|_| {
                let z = dice.random_range(low..high);
                Self::random(dice, z)
            })
            .collect()
    }

    fn random(dice: &mut Pcg32, z: f32) -> Self {
        let level = dice.random_bool(0.7);
        let angle = 0.15 * normal(dice) + if level { 0.0 } else { 1.5 };
        let light = dice.random_range(0.0..1.0_f32);
        Self {
            at: [dice.random_range(-0.6..0.6), z],
            direction: [angle.cos(), angle.sin()],
            half_m: dice.random_range(0.02..0.5),
            // scum and welds are as thick as a stroke
            thick_m: 0.002 + 0.03 * dice.random_range(0.0..1.0_f32).powi(2),
            strength: dice.random_range(0.3..1.0),
            colour: if light > 0.3 {
                [0.8; 3]
            } else {
                [0.12, 0.1, 0.1]
            },
        }
    }

    /// How much of it is at a point, 0 to 1.
    pub fn cover(&self, u: f32, z: f32, px_m: f32) -> f32 {
        let (du, dz) = (u - self.at[0], z - self.at[1]);
        let along = du * self.direction[0] + dz * self.direction[1];
        if along.abs() > self.half_m {
            return 0.0;
        }
        let off = (dz * self.direction[0] - du * self.direction[1]).abs();
        self.strength * (0.5 + (self.thick_m / 2.0 - off) / px_m).clamp(0.0, 1.0)
    }
}

/// A number from the standard normal distribution (twelve even ones, less six).
pub fn normal(dice: &mut Pcg32) -> f32 {
    (0..12).map(|_| dice.random::<f32>()).sum::<f32>() - 6.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_the_same_at_the_same_place_and_smooth() {
        let noise = Noise::new(7);
        assert!((noise.at(0.31, 5.2, 0.1) - noise.at(0.31, 5.2, 0.1)).abs() < f32::EPSILON);
        assert!((noise.at(0.31, 5.2, 0.1) - noise.at(0.311, 5.2, 0.1)).abs() < 0.1);
    }

    #[test]
    fn patches_grow_with_their_part() {
        let noise = Noise::new(3);
        let covered = |part: f32| {
            let places = (0..4000).map(|i| (0.013 * (i % 63) as f32, 0.017 * (i / 63) as f32));
            places
                .map(|(u, z)| noise.patch(u, z, 0.035, part))
                .sum::<f32>()
                / 4000.0
        };
        let (none, some, much) = (covered(0.0), covered(0.3), covered(0.6));
        assert!(
            none < 0.1 && some > none && much > some + 0.1,
            "{none} {some} {much}"
        );
    }
}
