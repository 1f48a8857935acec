//! The level of the water from its course in time: a mean in which waves drop out, and how sure it
//! is, from how much the level wanders slowly.

mod pairs;

pub use pairs::{SixPairs, six_pairs};

use std::f64::consts::TAU;

/// Frequencies at which slow wandering is looked for: these many periods in the whole time.
const SLOW: std::ops::RangeInclusive<usize> = 1..=4;
/// Fewer waves than this and the mean is no better than one of them.
const FEW_WAVES: f64 = 3.0;

/// A mean level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Mean draught, metres.
    pub mean_m: f64,
    /// Standard uncertainty of it from waves and slow motion, metres.
    pub u_m: f64,
    /// Standard deviation of the level, metres.
    pub scatter_m: f64,
    /// From the first to the last reading, seconds.
    pub lasting_s: f64,
    /// Waves in that time, counted where the level passes its mean upwards.
    pub waves: f64,
}

/// The mean of readings (seconds, metres) under a Hann taper, which lets waves drop out (F. J.
/// Harris, On the Use of Windows, Proc. IEEE 66, 1978). Its variance is S(0) · ∫w² / (∫w)², with the
/// spectrum S(0) taken from the lowest frequencies that the time allows. None without readings.
pub fn level(readings: &[(f64, f64)]) -> Option<Level> {
    let (first, last) = (readings.first()?.0, readings.last()?.0);
    let lasting_s = last - first;
    let plain_m = readings.iter().map(|(_, z)| z).sum::<f64>() / readings.len() as f64;
    let scatter_m = (readings
        .iter()
        .map(|(_, z)| (z - plain_m).powi(2))
        .sum::<f64>()
        / readings.len() as f64)
        .sqrt();
    let taper = weights(readings, first, lasting_s);
    let total: f64 = taper.iter().sum();
    if lasting_s <= 0.0 || total <= 0.0 {
        return Some(Level {
            mean_m: plain_m,
            u_m: scatter_m,
            scatter_m,
            lasting_s: 0.0,
            waves: 0.0,
        });
    }
    let mean_m = readings
        .iter()
        .zip(&taper)
        .map(|((_, z), w)| w * z)
        .sum::<f64>()
        / total;
    let slow: Vec<f64> = SLOW
        .map(|k| power(readings, &taper, mean_m, k as f64 / lasting_s))
        .collect();
    let spectral_m = (slow.iter().sum::<f64>() / slow.len() as f64).sqrt() / total;
    let waves = waves(readings, mean_m, scatter_m);
    let few_m = if waves < FEW_WAVES { scatter_m } else { 0.0 };
    Some(Level {
        mean_m,
        u_m: spectral_m.max(few_m),
        scatter_m,
        lasting_s,
        waves,
    })
}

/// Hann's taper times the time that each reading stands for.
fn weights(readings: &[(f64, f64)], first: f64, lasting_s: f64) -> Vec<f64> {
    let at = |k: usize| readings[k.min(readings.len() - 1)].0;
    (0..readings.len())
        .map(|k| {
            let stands_for_s = (at(k + 1) - at(k.saturating_sub(1))) / 2.0;
            stands_for_s * (1.0 - (TAU * (at(k) - first) / lasting_s.max(1e-9)).cos())
        })
        .collect()
}

/// |Σ w (z − mean) e^(−iωt)|²: what a slow wave of this frequency would do to the sum.
fn power(readings: &[(f64, f64)], taper: &[f64], mean_m: f64, frequency_hz: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for ((t, z), w) in readings.iter().zip(taper) {
        let phase = TAU * frequency_hz * t;
        re += w * (z - mean_m) * phase.cos();
        im += w * (z - mean_m) * phase.sin();
    }
    re * re + im * im
}

/// Waves: from one rise through the mean to the next, small wiggles left out.
fn waves(readings: &[(f64, f64)], mean_m: f64, scatter_m: f64) -> f64 {
    let band_m = 0.3 * scatter_m;
    let mut below = false;
    let mut rises = 0;
    for (_, z) in readings {
        if *z < mean_m - band_m {
            below = true;
        } else if *z > mean_m + band_m && below {
            below = false;
            rises += 1;
        }
    }
    f64::from(rises)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sea(lasting_s: f64, level: impl Fn(f64) -> f64) -> Level {
        let readings: Vec<_> = (0..(lasting_s * 8.0) as usize)
            .map(|k| k as f64 / 8.0)
            .map(|t| (t, level(t)))
            .collect();
        super::level(&readings).unwrap()
    }

    /// Some waves of a sea of Hs 1 m, with periods that fit nothing.
    fn waves_m(t: f64) -> f64 {
        [(0.22, 4.13), (0.17, 5.31), (0.12, 3.07), (0.1, 6.7)]
            .iter()
            .map(|(a, period)| a * (TAU * t / period + a * 30.0).sin())
            .sum()
    }

    #[test]
    fn a_minute_of_waves_drops_out_to_millimetres() {
        let found = sea(60.0, |t| 8.065 + waves_m(t));
        assert!((found.mean_m - 8.065).abs() < 0.002, "{found:?}");
        assert!(found.u_m < 0.01 && found.scatter_m > 0.15, "{found:?}");
        assert!(found.waves > 10.0, "{found:?}");
    }

    #[test]
    fn the_uncertainty_of_a_short_look_covers_its_error() {
        for start in [0.0, 1.0, 2.0, 3.3, 4.7, 10.1, 21.0, 33.3] {
            for lasting_s in [5.0, 8.0, 20.0] {
                let found = sea(lasting_s, |t| 8.0 + waves_m(t + start));
                assert!(
                    (found.mean_m - 8.0).abs() < 3.0 * found.u_m,
                    "{start} {lasting_s} {found:?}"
                );
            }
        }
    }

    #[test]
    fn a_slow_roll_is_seen_in_the_uncertainty() {
        let still = sea(60.0, |t| 8.0 + 0.2 * (TAU * t / 4.0).sin());
        let rolling = sea(60.0, |t| {
            8.0 + 0.2 * (TAU * t / 4.0).sin() + 0.05 * (TAU * t / 45.0).sin()
        });
        assert!(
            rolling.u_m > 5.0 * still.u_m && rolling.u_m > 0.005,
            "{still:?} {rolling:?}"
        );
    }

    #[test]
    fn one_reading_is_its_own_mean_and_none_is_none() {
        assert_eq!(level(&[]), None);
        let one = level(&[(0.0, 7.5)]).unwrap();
        assert_eq!((one.mean_m, one.lasting_s), (7.5, 0.0));
    }
}
