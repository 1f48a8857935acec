//! From the draughts at the marks to the draughts at the perpendiculars and at midships.

use serde::{Deserialize, Serialize};

use super::Arithmetic;
use crate::ship::marks::Stations;

/// Which slope of the waterline moves a draught from its mark to the perpendicular.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Perpendiculars {
    /// One slope, from the forward to the aft marks (ECE/ENERGY/19, Form C).
    #[default]
    Full,
    /// Two slopes, forward marks to midships and midships to aft marks: for a hull that bends.
    Halves,
}

/// Corrections to the perpendiculars and the lengths that they were made with, metres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Corrections {
    /// Distance between the marks that a slope is taken over.
    pub lengths_m: MarkLengths,
    /// What is added to the draught at each station's marks.
    pub corrections_m: Stations<f64>,
}

/// Distances between marks, metres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkLengths {
    /// From the forward to the aft marks: LBM.
    Full(f64),
    /// From the forward to the midship marks, and from there to the aft marks.
    Halves([f64; 2]),
}

impl MarkLengths {
    /// The lengths for marks at distances d (positive forward) from their perpendiculars:
    /// LBM = LBP + dF − dA; by halves LBP/2 + dF − dM and LBP/2 + dM − dA.
    pub fn new(rule: Perpendiculars, lbp_m: f64, marks_m: &Stations<f64>) -> Self {
        match rule {
            Perpendiculars::Full => Self::Full(lbp_m + marks_m.forward - marks_m.aft),
            Perpendiculars::Halves => Self::Halves([
                lbp_m / 2.0 + marks_m.forward - marks_m.midships,
                lbp_m / 2.0 + marks_m.midships - marks_m.aft,
            ]),
        }
    }

    /// The shortest of them.
    pub fn shortest_m(&self) -> f64 {
        match self {
            Self::Full(length_m) => *length_m,
            Self::Halves([forward_m, aft_m]) => forward_m.min(*aft_m),
        }
    }

    fn kept(self, arithmetic: Arithmetic) -> Self {
        match self {
            Self::Full(length_m) => Self::Full(arithmetic.keep(length_m)),
            Self::Halves(lengths_m) => Self::Halves(lengths_m.map(|l| arithmetic.keep(l))),
        }
    }
}

impl Perpendiculars {
    /// The corrections d·(difference of draughts)/(distance between marks) for the mean draughts
    /// at the marks, metres.
    ///
    /// By halves, the midship marks' own correction follows the half in which midships lies as
    /// seen from them: forward where the marks stand aft of it.
    pub fn corrections(
        self,
        lbp_m: f64,
        marks_m: &Stations<f64>,
        means_m: &Stations<f64>,
        arithmetic: Arithmetic,
    ) -> Corrections {
        let lengths_m = MarkLengths::new(self, lbp_m, marks_m).kept(arithmetic);
        let slope = |from_m: f64, to_m: f64, length_m: f64| (from_m, to_m, length_m);
        let (forward, aft) = match lengths_m {
            MarkLengths::Full(length_m) => {
                let whole = slope(means_m.forward, means_m.aft, length_m);
                (whole, whole)
            }
            MarkLengths::Halves([fore_m, after_m]) => (
                slope(means_m.forward, means_m.midships, fore_m),
                slope(means_m.midships, means_m.aft, after_m),
            ),
        };
        let midships = if marks_m.midships > 0.0 { aft } else { forward };
        let correction = |d_m: f64, (from_m, to_m, length_m): (f64, f64, f64)| {
            arithmetic.keep(d_m * arithmetic.keep(to_m - from_m) / length_m)
        };
        Corrections {
            lengths_m,
            corrections_m: Stations {
                forward: correction(marks_m.forward, forward),
                midships: correction(marks_m.midships, midships),
                aft: correction(marks_m.aft, aft),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DSGEAR_MARKS: Stations<f64> = Stations {
        forward: -1.4,
        midships: -0.4,
        aft: 9.95,
    };

    const DSGEAR_MEANS: Stations<f64> = Stations {
        forward: 3.41,
        midships: 4.525,
        aft: 5.695,
    };

    fn check(rule: Perpendiculars, marks_m: Stations<f64>, expected: [f64; 3]) {
        let found = rule.corrections(182.0, &marks_m, &DSGEAR_MEANS, Arithmetic::Form);
        let Stations {
            forward,
            midships,
            aft,
        } = found.corrections_m;
        assert_eq!([forward, midships, aft], expected);
    }

    /// A worked example of github.com/AVZotov/draft-survey (internal/calculation).
    #[test]
    fn dsgear_over_the_full_length() {
        check(Perpendiculars::Full, DSGEAR_MARKS, [-0.019, -0.005, 0.133]);
    }

    /// The same example by halves.
    #[test]
    fn dsgear_by_halves() {
        check(
            Perpendiculars::Halves,
            DSGEAR_MARKS,
            [-0.017, -0.005, 0.144],
        );
    }

    #[test]
    fn midship_marks_forward_of_midships_follow_the_after_half() {
        let marks_m = Stations {
            midships: 2.0,
            ..DSGEAR_MARKS
        };
        // 2 · (5.695 − 4.525) / (91 + 2 − 9.95)
        let found = Perpendiculars::Halves.corrections(
            182.0,
            &marks_m,
            &DSGEAR_MEANS,
            Arithmetic::Unrounded,
        );
        assert!((found.corrections_m.midships - 2.0 * 1.17 / 83.05).abs() < 1e-12);
    }

    #[test]
    fn marks_on_the_perpendiculars_need_no_correction() {
        for rule in [Perpendiculars::Full, Perpendiculars::Halves] {
            check(rule, Stations::default(), [0.0; 3]);
        }
    }

    #[test]
    fn a_straight_hull_has_the_same_corrections_by_halves() {
        let straight = Stations {
            forward: 3.0,
            midships: 3.0 + 2.0 * (91.0 - 1.0) / 170.65,
            aft: 5.0,
        };
        let [full, halves] = [Perpendiculars::Full, Perpendiculars::Halves].map(|rule| {
            rule.corrections(182.0, &DSGEAR_MARKS, &straight, Arithmetic::Unrounded)
                .corrections_m
        });
        assert!((full.forward - halves.forward).abs() < 1e-12);
        assert!((full.aft - halves.aft).abs() < 1e-12);
    }
}
