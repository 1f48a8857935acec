//! The surveyor's figure: six highest and six lowest readings, one after the other, and the middle
//! between their means. Reported beside the tapered mean, never in its place.

use serde::Serialize;

/// Pairs that the surveyor takes.
const PAIRS: usize = 6;
/// Part of the scatter by which the level must pass its mean to be on the other side.
const BAND: f64 = 0.3;

/// Maxima and minima of the level, and what follows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SixPairs {
    /// The middle between the means of the maxima and of the minima, metres.
    pub draught_m: f64,
    /// Highest readings, metres.
    pub maxima_m: Vec<f64>,
    /// Lowest readings, metres.
    pub minima_m: Vec<f64>,
}

impl SixPairs {
    /// From readings of maxima and minima, metres; none where one of them is empty.
    pub fn of(maxima_m: Vec<f64>, minima_m: Vec<f64>) -> Option<Self> {
        let mean = |values: &[f64]| {
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        let draught_m = f64::midpoint(mean(&maxima_m)?, mean(&minima_m)?);
        Some(Self {
            draught_m,
            maxima_m,
            minima_m,
        })
    }
}

/// The first six pairs in readings (seconds, metres); none where there are not six.
pub fn six_pairs(readings: &[(f64, f64)], mean_m: f64, scatter_m: f64) -> Option<SixPairs> {
    let mut extremes: Vec<f64> = Vec::new();
    let mut side = 0.0;
    for (_, z) in readings {
        let off = z - mean_m;
        if off.abs() > BAND * scatter_m && off.signum() != side {
            side = off.signum();
            extremes.push(*z);
        } else if let Some(extreme) = extremes
            .last_mut()
            .filter(|extreme| (z - **extreme) * side > 0.0)
        {
            *extreme = *z;
        }
    }
    // The first and the last may be cut off by the ends.
    let whole = extremes.get(1..extremes.len().saturating_sub(1))?;
    let (maxima, minima): (Vec<f64>, Vec<f64>) =
        whole.iter().take(2 * PAIRS).partition(|z| **z > mean_m);
    if maxima.len() < PAIRS || minima.len() < PAIRS {
        return None;
    }
    SixPairs::of(maxima, minima)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A published example of a survey (six pairs, figure 9.22).
    const MAXIMA: [f64; 6] = [9.28, 9.32, 9.26, 9.26, 9.30, 9.36];
    const MINIMA: [f64; 6] = [9.15, 9.10, 9.20, 9.14, 9.14, 9.11];

    #[test]
    fn the_published_example_gives_9_22() {
        let found = SixPairs::of(MAXIMA.to_vec(), MINIMA.to_vec()).unwrap();
        assert_eq!(format!("{:.2}", found.draught_m), "9.22");
    }

    #[test]
    fn the_example_is_found_in_a_course_of_readings() {
        let mut readings = vec![(0.0, 9.22)];
        let mut last = 9.0;
        for pair in MAXIMA
            .iter()
            .zip(MINIMA)
            .flat_map(|(high, low)| [*high, low])
            .chain([9.4])
        {
            for step in 1..=4 {
                let z = last + (pair - last) * f64::from(step) / 4.0;
                readings.push((readings.len() as f64, z));
            }
            last = pair;
        }
        let found = six_pairs(&readings[4..], 9.22, 0.05);
        // The first maximum is the beginning and may be cut off: six whole pairs are not there.
        assert_eq!(found, None);
        let found = six_pairs(&readings, 9.22, 0.05).unwrap();
        assert_eq!(found.maxima_m, MAXIMA);
        assert_eq!(found.minima_m, MINIMA);
    }

    #[test]
    fn without_six_pairs_there_is_no_figure() {
        assert_eq!(
            six_pairs(&[(0.0, 9.0), (1.0, 9.2), (2.0, 9.0)], 9.1, 0.1),
            None
        );
        assert_eq!(six_pairs(&[], 9.1, 0.1), None);
        assert_eq!(SixPairs::of(vec![], vec![9.0]), None);
    }
}
