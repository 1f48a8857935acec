//! Round steps for scales and axes.

/// The round length (1, 2 or 5 times a power of ten) that is at most so long.
pub(super) fn round_below(most: f64) -> f64 {
    let magnitude = 10_f64.powf(most.max(1e-9).log10().floor());
    let times = [5.0, 2.0]
        .into_iter()
        .find(|times| times * magnitude <= most);
    magnitude * times.unwrap_or(1.0)
}

/// The multiples of a step between two ends, at most some hundred.
pub(super) fn ticks(from: f64, to: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (from / step).ceil();
    let count = ((to / step).floor() - first).clamp(-1.0, 200.0) as i64;
    (0..=count).map(move |number| (first + number as f64) * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_ticks_stay_between_the_ends() {
        let check = |most: f64, expected: f64| {
            assert!(
                (round_below(most) - expected).abs() < 1e-9 * expected,
                "{most}"
            );
        };
        check(99.0, 50.0);
        check(100.0, 100.0);
        check(0.3, 0.2);
        check(4.9, 2.0);
        let between: Vec<f64> = ticks(-1.5, 3.0, 1.0).collect();
        assert_eq!(between, [-1.0, 0.0, 1.0, 2.0, 3.0]);
        assert_eq!(ticks(0.2, 0.4, 1.0).count(), 0);
    }
}
