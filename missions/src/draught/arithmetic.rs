//! The two arithmetics of a survey: all digits, or three decimals as a form shows them.

use serde::{Deserialize, Serialize};

/// How intermediate values are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arithmetic {
    /// Every value that stands on the form is rounded to three decimals before it is used
    /// further, halves away from zero: what a surveyor with pencil and form finds.
    #[default]
    Form,
    /// Nothing is rounded.
    Unrounded,
}

impl Arithmetic {
    /// A value as it goes on through the survey.
    pub fn keep(self, value: f64) -> f64 {
        match self {
            Self::Form => to_three_decimals(value),
            Self::Unrounded => value,
        }
    }

    /// A value as it is shown: with the decimals that are kept, or enough to see the difference.
    pub fn show(self, value: f64) -> String {
        match self {
            Self::Form => format!("{value:.3}"),
            Self::Unrounded => format!("{value:.5}"),
        }
    }
}

/// Rounds to three decimals, halves away from zero.
///
/// A half is meant in decimals: (3.255 + 6 · 4.632 + 6.101) / 8 is 4.6435 and goes to 4.644,
/// though the nearest binary number, or the sum of the nearest ones, lies a little below. So a
/// value within sixteen steps of the binary grid below a half counts as the half.
pub fn to_three_decimals(value: f64) -> f64 {
    let scaled = value.abs() * 1000.0 * (1.0 + 16.0 * f64::EPSILON);
    let rounded = (scaled + 0.5).floor() / 1000.0;
    // A rounded zero has no sign on a form.
    if rounded == 0.0 {
        0.0
    } else {
        rounded.copysign(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(value: f64, expected: f64) {
        assert_eq!(to_three_decimals(value), expected, "{value}");
        assert_eq!(to_three_decimals(-value), -expected, "-{value}");
    }

    #[test]
    fn halves_go_away_from_zero() {
        check(0.0005, 0.001);
        check(2.4455, 2.446);
        check(1.0015, 1.002);
        check(0.000_499_999, 0.0);
    }

    /// POLAR STAR 1 (see the survey's tests): the mean of means is a decimal tie.
    #[test]
    fn a_half_in_decimals_that_binary_numbers_miss_is_still_a_half() {
        check((3.255 + 6.0 * 4.632 + 6.101) / 8.0, 4.644);
        check(1.0005, 1.001); // binary 1.000499999999999989…
        check(8.1235, 8.124);
    }

    #[test]
    fn what_has_three_decimals_stays() {
        check(19_304.902, 19_304.902);
        check(0.0, 0.0);
    }

    proptest! {
        #[test]
        fn rounding_moves_a_value_by_half_a_thousandth_at_most(value in -1e6..1e6f64) {
            prop_assert!((to_three_decimals(value) - value).abs() <= 0.000_5 + 1e-9);
        }

        #[test]
        fn every_decimal_half_goes_away_from_zero(thousandths in 0u32..100_000_000) {
            let half = f64::from(thousandths) / 1000.0 + 0.000_5;
            prop_assert_eq!(to_three_decimals(half), (f64::from(thousandths) + 1.0) / 1000.0);
        }

        #[test]
        fn rounding_twice_is_rounding_once(value in -1e6..1e6f64) {
            let once = to_three_decimals(value);
            prop_assert_eq!(to_three_decimals(once), once);
        }
    }
}
