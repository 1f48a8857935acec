//! Seeded randomness: the only source of chance in a simulation.

use rand::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

/// A stream of random numbers, the same for the same seed and name on every machine.
#[derive(Clone, Debug)]
pub struct Noise(Pcg64Mcg);

/// A name as a number: FNV-1a, 64 bits.
pub(crate) fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Noise {
    /// The stream called `name` of a simulation with this seed. Streams do not disturb each other.
    pub fn stream(seed: u64, name: &str) -> Self {
        // By its name, so that a stream keeps its numbers when others are added.
        Self(Pcg64Mcg::seed_from_u64(seed ^ hash(name)))
    }

    /// Evenly between 0 and 1 (1 excluded).
    pub fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// Normal with mean 0 and variance 1, cut off at ±6.
    ///
    /// The sum of twelve even numbers (Irwin–Hall): needs no logarithm, whose last bit differs
    /// between platforms.
    pub fn normal(&mut self) -> f64 {
        let mut sum = 0_u64;
        for _ in 0..3 {
            let bits = self.0.next_u64();
            sum += (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48);
        }
        (sum as f64 + 6.0) / 65_536.0 - 6.0
    }

    /// Three independent normal numbers.
    pub fn normal3(&mut self) -> nalgebra::Vector3<f64> {
        nalgebra::Vector3::new(self.normal(), self.normal(), self.normal())
    }
}

/// A value that wanders about zero and forgets (Ornstein–Uhlenbeck, exact in discrete time).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wander {
    /// The present value.
    pub value: f64,
}

impl Wander {
    /// Goes on by `dt` seconds with a standard deviation and a memory of `tau` seconds.
    pub fn step(&mut self, noise: &mut Noise, dt: f64, sigma: f64, tau: f64) -> f64 {
        let keep = (-dt / tau).exp();
        self.value = self.value * keep + noise.normal() * sigma * (1.0 - keep * keep).sqrt();
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_numbers_have_mean_zero_and_variance_one() {
        let mut noise = Noise::stream(7, "test");
        let numbers: Vec<f64> = (0..100_000).map(|_| noise.normal()).collect();
        let mean = numbers.iter().sum::<f64>() / 1e5;
        let variance = numbers.iter().map(|x| x * x).sum::<f64>() / 1e5;
        assert!(mean.abs() < 0.01, "{mean}");
        assert!((variance - 1.0).abs() < 0.02, "{variance}");
    }

    #[test]
    fn a_wandering_value_keeps_its_deviation_whatever_the_step() {
        for dt in [0.01, 0.5] {
            let mut noise = Noise::stream(3, "wander");
            let mut wander = Wander::default();
            let count = 200_000;
            let power: f64 = (0..count)
                .map(|_| wander.step(&mut noise, dt, 2.0, 1.0).powi(2))
                .sum::<f64>()
                / f64::from(count);
            assert!((power.sqrt() - 2.0).abs() < 0.15, "{dt}: {power}");
        }
    }

    #[test]
    fn streams_of_one_seed_differ_and_repeat() {
        let first = |name| Noise::stream(1, name).share();
        assert_eq!(first("gnss"), first("gnss"));
        assert_ne!(first("gnss"), first("baro"));
    }
}
