//! One draught for the whole ship: a mean that allows for a hull that bends.

use serde::{Deserialize, Serialize};

use super::Arithmetic;
use crate::ship::marks::Stations;

/// How the three draughts make one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeanRule {
    /// Quarter mean, (F + 6M + A) / 8: sea-going ships (ECE/ENERGY/19, Form C).
    #[default]
    Quarter,
    /// (F + 4M + A) / 6: river ships, whose waterplane is nearly a rectangle.
    Sixth,
    /// (3F + 14M + 3A) / 20: box-shaped barges.
    Barge,
}

impl MeanRule {
    /// Weights of forward, midships and aft, and their sum.
    pub const fn weights(self) -> ([f64; 3], f64) {
        match self {
            Self::Quarter => ([1.0, 6.0, 1.0], 8.0),
            Self::Sixth => ([1.0, 4.0, 1.0], 6.0),
            Self::Barge => ([3.0, 14.0, 3.0], 20.0),
        }
    }

    /// The rule in letters.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::Quarter => "(F′ + 6·M′ + A′) / 8",
            Self::Sixth => "(F′ + 4·M′ + A′) / 6",
            Self::Barge => "(3·F′ + 14·M′ + 3·A′) / 20",
        }
    }

    /// The mean of draughts at the perpendiculars and at midships, metres.
    pub fn mean_m(self, draughts_m: &Stations<f64>, arithmetic: Arithmetic) -> f64 {
        let ([forward, midships, aft], sum) = self.weights();
        let weighted =
            forward * draughts_m.forward + midships * draughts_m.midships + aft * draughts_m.aft;
        arithmetic.keep(weighted / sum)
    }
}

/// Deflection of the hull, metres: how much deeper midships lies than the mean of the ends.
/// Positive in sag, negative in hog.
pub fn deflection_m(draughts_m: &Stations<f64>, arithmetic: Arithmetic) -> f64 {
    arithmetic.keep(draughts_m.midships - f64::midpoint(draughts_m.forward, draughts_m.aft))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BENT: Stations<f64> = Stations {
        forward: 7.0,
        midships: 7.3,
        aft: 7.4,
    };

    fn check(rule: MeanRule, expected: f64) {
        assert!((rule.mean_m(&BENT, Arithmetic::Unrounded) - expected).abs() < 1e-12);
    }

    #[test]
    fn each_rule_has_its_own_weights() {
        check(MeanRule::Quarter, 58.2 / 8.0);
        check(MeanRule::Sixth, 43.6 / 6.0);
        check(MeanRule::Barge, 145.4 / 20.0);
    }

    #[test]
    fn a_straight_hull_has_one_mean() {
        let straight = Stations {
            midships: 7.2,
            ..BENT
        };
        for rule in [MeanRule::Quarter, MeanRule::Sixth, MeanRule::Barge] {
            assert!((rule.mean_m(&straight, Arithmetic::Unrounded) - 7.2).abs() < 1e-12);
        }
    }

    #[test]
    fn a_ship_that_is_deepest_amidships_sags() {
        assert!((deflection_m(&BENT, Arithmetic::Unrounded) - 0.1).abs() < 1e-12);
        assert_eq!(deflection_m(&BENT, Arithmetic::Form), 0.1);
    }
}
