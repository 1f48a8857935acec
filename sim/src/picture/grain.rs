//! Seeded irregularity over a plane: values between lattice points, and sums of octaves.

/// An irregular surface, the same for the same seed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grain(u32);

impl Grain {
    /// The surface called `name` of a scene with this seed.
    pub(super) fn named(seed: u64, name: &str) -> Self {
        let mut hash = (seed ^ (seed >> 32)) as u32 ^ 0x811c_9dc5;
        for byte in name.bytes() {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
        Self(hash)
    }

    /// From 0 to 1, smooth, about one hill in a unit.
    #[inline]
    pub(super) fn value(self, x: f32, y: f32) -> f32 {
        let (column, row) = (floor(x), floor(y));
        let (u, v) = (smooth(x - column as f32), smooth(y - row as f32));
        let low = self.corner(column, row) * (1.0 - u) + self.corner(column + 1, row) * u;
        let high = self.corner(column, row + 1) * (1.0 - u) + self.corner(column + 1, row + 1) * u;
        low + v * (high - low)
    }

    /// A sum of octaves, from 0 to 1.
    #[inline]
    pub(super) fn rough(self, x: f32, y: f32, octaves: u32) -> f32 {
        let (mut sum, mut weight, mut total, mut scale) = (0.0, 1.0, 0.0, 1.0);
        for octave in 0..octaves {
            let turned = Self(self.0.wrapping_add(octave.wrapping_mul(0x9e37_79b9)));
            sum += weight * turned.value(x * scale, y * scale);
            total += weight;
            (weight, scale) = (weight * 0.5, scale * 2.03);
        }
        sum / total
    }

    /// From 0 to 1 for each lattice point.
    #[inline]
    fn corner(self, column: i32, row: i32) -> f32 {
        let mut hash = self.0
            ^ (column as u32).wrapping_mul(0x8da6_b343)
            ^ (row as u32).wrapping_mul(0xd816_3841);
        hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
        hash = (hash ^ (hash >> 12)).wrapping_mul(0x297a_2d39);
        (hash >> 8) as f32 / 16_777_216.0
    }
}

/// The next whole number below; quicker than the library's where the processor has no such step.
#[inline]
pub(super) fn floor(x: f32) -> i32 {
    let cut = x as i32;
    cut - i32::from(x < cut as f32)
}

#[inline]
fn smooth(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

/// 0 below `low`, 1 above `high`, smooth between; the other way round if `high` is the lower one.
#[inline]
pub(super) fn step(low: f32, high: f32, value: f32) -> f32 {
    smooth(((value - low) / (high - low)).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grain_stays_between_nought_and_one_and_has_no_jumps() {
        let grain = Grain::named(3, "test");
        for n in 0..5000_u16 {
            let (x, y) = (f32::from(n) * 0.013 - 20.0, f32::from(n) * 0.007);
            let here = grain.rough(x, y, 4);
            assert!((0.0..=1.0).contains(&here));
            assert!((grain.rough(x + 0.001, y, 4) - here).abs() < 0.02);
        }
    }

    #[test]
    fn names_and_seeds_make_different_grain() {
        let at = |seed, name| Grain::named(seed, name).value(3.5, 7.5);
        assert_ne!(at(1, "rust"), at(1, "dirt"));
        assert_ne!(at(1, "rust"), at(2, "rust"));
        assert_eq!(at(1, "rust"), at(1, "rust"));
    }
}
