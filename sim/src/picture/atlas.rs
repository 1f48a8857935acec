//! The lit plating as a picture with all its halvings, to be looked up at any size.

use crate::light::Rgb;

/// What 65 535 stands for.
const BRIGHTEST: f32 = 4.0;

/// Part of a plating: metres along it, and above the still waterline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Extent {
    pub(super) x_m: [f32; 2],
    pub(super) up_m: [f32; 2],
}

/// A mip-mapped picture of the plating.
#[derive(Clone, Debug)]
pub(super) struct Atlas {
    extent: Extent,
    texel_m: f32,
    levels: Vec<Level>,
}

#[derive(Clone, Debug)]
struct Level {
    width: usize,
    height: usize,
    texels: Vec<[u16; 4]>,
}

impl Extent {
    /// How many texels it takes, across and up.
    pub(super) fn texels(&self, texel_m: f32) -> [usize; 2] {
        [self.x_m, self.up_m].map(|[low, high]| ((high - low) / texel_m).ceil().max(2.0) as usize)
    }
}

/// A light as it is kept.
#[inline]
pub(super) fn kept(light: Rgb) -> [u16; 4] {
    let [r, g, b] = light.map(|l| (l * (65_535.0 / BRIGHTEST)).clamp(0.0, 65_535.0) as u16);
    [r, g, b, 0]
}

impl Atlas {
    /// From texels row by row, from below upwards.
    pub(super) fn new(extent: Extent, texel_m: f32, texels: Vec<[u16; 4]>) -> Self {
        let [width, height] = extent.texels(texel_m);
        let mut levels = vec![Level {
            width,
            height,
            texels,
        }];
        while let Some(last) = levels.last().filter(|l| l.width > 8 && l.height > 8) {
            let half = last.halved();
            levels.push(half);
        }
        Self {
            extent,
            texel_m,
            levels,
        }
    }

    /// The light of the plating about a place, seen over `width_m`; beyond the border, that of
    /// the border.
    #[inline]
    pub(super) fn light(&self, x_m: f32, up_m: f32, width_m: f32) -> Rgb {
        if width_m < 1.28 * self.texel_m {
            return self.at(0, x_m, up_m);
        }
        let level = (width_m / self.texel_m).log2();
        let last = self.levels.len() - 1;
        let near = (level as usize).min(last);
        let far = (near + 1).min(last);
        let share = (level - near as f32).clamp(0.0, 1.0);
        let a = self.at(near, x_m, up_m);
        let b = self.at(far, x_m, up_m);
        std::array::from_fn(|n| a[n] + share * (b[n] - a[n]))
    }

    /// The same from one level alone, the nearest: for what is broken up by water anyway.
    #[inline]
    pub(super) fn glance(&self, x_m: f32, up_m: f32, width_m: f32) -> Rgb {
        let ratio = (width_m / self.texel_m * std::f32::consts::SQRT_2).max(1.0);
        // The exponent of a number in IEEE 754 is its logarithm, cut to a whole number.
        let level = (ratio.to_bits() >> 23) as usize - 127;
        self.at(level.min(self.levels.len() - 1), x_m, up_m)
    }

    /// Whether a place lies in it.
    #[inline]
    pub(super) fn holds(&self, x_m: f32, up_m: f32) -> bool {
        let within = |[low, high]: [f32; 2], at: f32| at > low && at < high;
        within(self.extent.x_m, x_m) && within(self.extent.up_m, up_m)
    }

    /// The mean light of a part, seen from far.
    pub(super) fn mean(&self, extent: Extent) -> Rgb {
        const SIDE: u8 = 12;
        let mut sum = [0.0; 3];
        for n in 0..SIDE * SIDE {
            let part = |[low, high]: [f32; 2], n: u8| {
                low + (high - low) * (f32::from(n) + 0.5) / f32::from(SIDE)
            };
            let at = self.light(
                part(extent.x_m, n % SIDE),
                part(extent.up_m, n / SIDE),
                0.05,
            );
            for (sum, light) in sum.iter_mut().zip(at) {
                *sum += light / f32::from(SIDE * SIDE);
            }
        }
        sum
    }

    #[inline]
    fn at(&self, level: usize, x_m: f32, up_m: f32) -> Rgb {
        let scale = 1.0 / (self.texel_m * (1_u32 << level) as f32);
        let level = &self.levels[level];
        let u = ((x_m - self.extent.x_m[0]) * scale - 0.5).clamp(0.0, level.width as f32 - 1.001);
        let v =
            ((up_m - self.extent.up_m[0]) * scale - 0.5).clamp(0.0, level.height as f32 - 1.001);
        // By way of a signed number, which the processor converts in one step.
        let (left, low) = (u as i32, v as i32);
        let (u, v) = (u - left as f32, v - low as f32);
        let (column, row) = (left as usize, low as usize);
        let first = row * level.width + column;
        let near = &level.texels[first..first + 2];
        let far = &level.texels[first + level.width..first + level.width + 2];
        let scale = BRIGHTEST / 65_535.0;
        let (w, z) = ((1.0 - v) * scale, v * scale);
        let weights = [(1.0 - u) * w, u * w, (1.0 - u) * z, u * z];
        let mut light = [0.0; 3];
        for (n, light) in light.iter_mut().enumerate() {
            *light = weights[0] * f32::from(near[0][n])
                + weights[1] * f32::from(near[1][n])
                + weights[2] * f32::from(far[0][n])
                + weights[3] * f32::from(far[1][n]);
        }
        light
    }
}

impl Level {
    fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut texels = Vec::with_capacity(width * height);
        for row in 0..height {
            let (low, high) = (2 * row * self.width, (2 * row + 1) * self.width);
            for column in 0..width {
                let four = [low, low + 1, high, high + 1].map(|n| self.texels[n + 2 * column]);
                texels.push(std::array::from_fn(|n| {
                    (four.iter().map(|t| u32::from(t[n])).sum::<u32>() / 4) as u16
                }));
            }
        }
        Self {
            width,
            height,
            texels,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent {
        x_m: [-1.0, 1.0],
        up_m: [-0.5, 1.5],
    };

    /// Red rises with x, green with height.
    fn slope() -> Atlas {
        let texels = (0..200 * 200)
            .map(|n| kept([(n % 200) as f32 / 200.0, (n / 200) as f32 / 200.0, 0.5]))
            .collect();
        Atlas::new(EXTENT, 0.01, texels)
    }

    #[test]
    fn a_place_has_its_own_light_at_every_size() {
        let atlas = slope();
        for width in [0.001, 0.02, 0.05] {
            let [r, g, b] = atlas.light(0.2, 0.7, width);
            assert!(
                (r - 0.6).abs() < 0.01 && (g - 0.6).abs() < 0.01,
                "{width}: {r} {g}"
            );
            assert!((b - 0.5).abs() < 0.001);
            let once = atlas.glance(0.2, 0.7, width)[0];
            assert!((once - 0.6).abs() < 0.01, "{width}: {once}");
        }
    }

    #[test]
    fn beyond_the_border_the_border_goes_on() {
        let [r, g, _] = slope().light(50.0, -50.0, 0.01);
        assert!(r > 0.98 && g < 0.02);
    }
}
