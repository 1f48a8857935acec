//! Values that a damaged byte made: one that leaps away from its neighbours and back.
//!
//! A vehicle passes between two places without leaving them far to the side: the way from one to
//! the next by a third is hardly longer than the straight one. A place for which the shorter of
//! its two ways is longer than the straight way past it, by more than a turn explains, was never
//! flown. Damage is rare and neighbours of damage are whole, so that one place in a row stands out;
//! several are peeled off one by one.

/// What a series is made of.
pub(super) trait Series {
    /// How many values it has.
    fn len(&self) -> usize;
    /// How far two values are apart.
    fn between(&self, a: usize, b: usize) -> f64;
    /// How far a value may stand aside of two others, by the shorter of the times to them.
    fn slack(&self, a: usize, b: usize, c: usize) -> f64;
}

/// Which values of a series leap away and back: their places in it, in no order.
pub(super) fn spikes(series: &impl Series) -> Vec<usize> {
    let mut spikes = Vec::new();
    let mut kept: Vec<usize> = Vec::new();
    for next in 0..series.len() {
        while let [.., before, last] = kept.as_slice()
            && leaps(series, *before, *last, next)
        {
            spikes.extend(kept.pop());
        }
        kept.push(next);
    }
    spikes
}

fn leaps(series: &impl Series, a: usize, b: usize, c: usize) -> bool {
    let (there, back) = (series.between(a, b), series.between(b, c));
    let shorter = there.min(back);
    // A place beside its neighbour needs no second look.
    shorter > 1.0 && shorter - series.between(a, c) > series.slack(a, b, c)
}

/// Whether the first of three values stands alone before two that belong together.
pub(super) fn is_alone(series: &impl Series, alone: usize, next: usize, beyond: usize) -> bool {
    let together = series.between(next, beyond);
    series.between(alone, next) > (20.0 * together).max(200.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Heights<'a>(&'a [f64]);

    impl Series for Heights<'_> {
        fn len(&self) -> usize {
            self.0.len()
        }

        fn between(&self, a: usize, b: usize) -> f64 {
            (self.0[a] - self.0[b]).abs()
        }

        fn slack(&self, _a: usize, _b: usize, _c: usize) -> f64 {
            1.0
        }
    }

    fn check(heights: &[f64], expected: &[usize]) {
        let mut found = spikes(&Heights(heights));
        found.sort_unstable();
        assert_eq!(found, expected, "{heights:?}");
    }

    #[test]
    fn what_leaps_away_and_back_is_found_and_a_step_is_not() {
        check(&[0.0, 1.0, 900.0, 2.0, 3.0], &[2]);
        check(&[0.0, 1.0, 50.0, 51.0, 52.0], &[]);
        check(&[0.0, 10.0, 20.0, 10.0, 0.0], &[2]);
        check(&[0.0, 900.0, -700.0, 1.0, 2.0], &[1, 2]);
        check(&[5.0, 900.0], &[]);
        check(&[], &[]);
    }

    #[test]
    fn a_first_value_far_from_two_that_agree_is_alone() {
        assert!(is_alone(&Heights(&[900.0, 1.0, 2.0]), 0, 1, 2));
        assert!(!is_alone(&Heights(&[90.0, 1.0, 2.0]), 0, 1, 2));
    }
}
