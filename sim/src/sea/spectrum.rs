//! How a sea's energy lies over frequency and direction.

use std::f64::consts::{PI, TAU};

use crate::noise::Noise;

/// JONSWAP's shape, its height left open.
///
/// Source: K. Hasselmann et al., "Measurements of wind-wave growth and swell decay during the
/// Joint North Sea Wave Project" (1973).
#[derive(Clone, Copy, Debug)]
pub(super) struct Jonswap {
    pub(super) tp_s: f64,
    pub(super) gamma: f64,
}

impl Jonswap {
    fn peak(self) -> f64 {
        TAU / self.tp_s
    }

    /// Energy a rad/s at ω rad/s, in any unit.
    fn density(self, omega: f64) -> f64 {
        let ratio = omega / self.peak();
        let width = if ratio <= 1.0 { 0.07 } else { 0.09 };
        let sharpened = (-0.5 * ((ratio - 1.0) / width).powi(2)).exp();
        ratio.powi(-5) * (-1.25 * ratio.powi(-4)).exp() * self.gamma.powf(sharpened)
    }

    /// Angular frequencies that stand for equal shares of the energy between half the peak and
    /// `most`, rad/s; each is drawn within its share, so that the sea does not repeat itself.
    pub(super) fn equal_shares(self, count: usize, most: f64, noise: &mut Noise) -> Vec<f64> {
        const STEPS: usize = 4000;
        let (first, last) = (0.5 * self.peak(), most.max(1.2 * self.peak()));
        let step = (last - first) / STEPS as f64;
        let mut sums = Vec::with_capacity(STEPS + 1);
        let mut sum = 0.0;
        for index in 0..=STEPS {
            sums.push(sum);
            sum += self.density(first + (index as f64 + 0.5) * step);
        }
        let total = sums[STEPS];
        (0..count)
            .map(|index| {
                let wanted = total * (index as f64 + noise.share()) / count as f64;
                let at = sums.partition_point(|&s| s <= wanted).clamp(1, STEPS);
                let within = (wanted - sums[at - 1]) / (sums[at] - sums[at - 1]);
                first + (at as f64 - 1.0 + within) * step
            })
            .collect()
    }
}

/// A direction off the mean one, radians, by cos²ˢ(θ/2).
///
/// Source: M. S. Longuet-Higgins, D. E. Cartwright, N. D. Smith, "Observations of the directional
/// spectrum of sea waves using the motions of a floating buoy" (1963).
pub(super) fn spread(s: f64, noise: &mut Noise) -> f64 {
    for _ in 0..10_000 {
        let angle = PI * (2.0 * noise.share() - 1.0);
        if noise.chance((angle / 2.0).cos().powf(2.0 * s)) {
            return angle;
        }
    }
    0.0
}
