//! What a ship's side throws back of a wave and what goes through beneath it.

use std::f64::consts::PI;

/// A ship's side, as deep as her draught and as thin as a plate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wall {
    /// How deep it reaches, metres.
    pub draught_m: f64,
}

impl Wall {
    /// The share of a wave's amplitude that comes back, by its wave number, rad/m.
    ///
    /// Source: F. Ursell, "The effect of a fixed vertical barrier on surface waves in deep
    /// water", Proc. Camb. Phil. Soc. 43 (1947): R = πI₁(kT)/√(π²I₁² + K₁²).
    pub fn reflected(self, k: f64) -> f64 {
        let (i, kk) = self.bessel(k);
        i.hypot(kk).recip() * i
    }

    /// The share that is found behind it: K₁/√(π²I₁² + K₁²).
    pub fn transmitted(self, k: f64) -> f64 {
        let (i, kk) = self.bessel(k);
        i.hypot(kk).recip() * kk
    }

    /// πI₁ and K₁ of kT, both divided by what keeps them finite.
    fn bessel(self, k: f64) -> (f64, f64) {
        let x = k * self.draught_m;
        if x <= 0.0 {
            return (0.0, 1.0);
        }
        if x > 20.0 {
            return (1.0, 0.0);
        }
        (PI * i1(x), k1(x))
    }
}

/// Horner's rule, the constant term first.
fn polynomial(x: f64, terms: &[f64]) -> f64 {
    terms.iter().rev().fold(0.0, |sum, term| sum * x + term)
}

/// The modified Bessel function I₁ (Abramowitz & Stegun 1964, 9.8.3 and 9.8.4).
fn i1(x: f64) -> f64 {
    let t = x / 3.75;
    if t <= 1.0 {
        let terms = [
            0.5,
            0.878_905_94,
            0.514_988_69,
            0.150_849_34,
            0.026_587_33,
            0.003_015_32,
            0.000_324_11,
        ];
        return x * polynomial(t * t, &terms);
    }
    let terms = [
        0.398_942_28,
        -0.039_880_24,
        -0.003_620_18,
        0.001_638_01,
        -0.010_315_55,
        0.022_829_67,
        -0.028_953_12,
        0.017_876_54,
        -0.004_200_59,
    ];
    polynomial(t.recip(), &terms) * x.exp() / x.sqrt()
}

/// The modified Bessel function K₁ (Abramowitz & Stegun 1964, 9.8.7 and 9.8.8).
fn k1(x: f64) -> f64 {
    let t = x / 2.0;
    if t <= 1.0 {
        let terms = [
            1.0,
            0.154_431_44,
            -0.672_785_79,
            -0.181_568_97,
            -0.019_194_02,
            -0.001_104_04,
            -0.000_046_86,
        ];
        return t.ln() * i1(x) + polynomial(t * t, &terms) / x;
    }
    let terms = [
        1.253_314_14,
        0.234_986_19,
        -0.036_556_20,
        0.015_042_68,
        -0.007_803_53,
        0.003_256_14,
        -0.000_682_45,
    ];
    polynomial(t.recip(), &terms) * (-x).exp() / x.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables 9.8 of Abramowitz & Stegun.
    #[test]
    fn bessel_functions_have_their_tabled_values() {
        for (x, i, k) in [
            (0.5, 0.257_894_305, 1.656_441_120),
            (1.0, 0.565_159_104, 0.601_907_230),
            (2.0, 1.590_636_855, 0.139_865_882),
            (5.0, 24.335_642_142, 0.004_044_613),
        ] {
            assert!((i1(x) / i - 1.0).abs() < 1e-6, "I1({x})");
            assert!((k1(x) / k - 1.0).abs() < 1e-5, "K1({x})");
        }
    }

    #[test]
    fn a_short_wave_is_thrown_back_and_a_long_one_passes() {
        let wall = Wall { draught_m: 8.0 };
        assert!(wall.reflected(1.0) > 0.999);
        assert!(wall.transmitted(0.005) > 0.999);
        for k in [0.01, 0.05, 0.1, 0.3, 5.0] {
            let energy = wall.reflected(k).powi(2) + wall.transmitted(k).powi(2);
            assert!((energy - 1.0).abs() < 1e-12, "{k}");
        }
    }
}
