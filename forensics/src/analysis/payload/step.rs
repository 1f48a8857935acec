//! A lasting step in a signal, once what else explains the signal has been taken out.
//!
//! The signal is fitted by least squares with a constant, time (the battery sags), climb, speed
//! squared (drag) and the velocity's two parts (a steady wind). A step at any instant is then fitted
//! beside them; by the Frisch–Waugh–Lovell theorem all instants together cost one pass: with an
//! orthonormal basis of the other columns, a step's own part is what is left of it, and its inner
//! products are running sums.

use super::series::{Second, Series};
use super::{LEAST_STEP, MOST_BY_CHANCE};

/// A step in one signal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Step {
    /// When, by the log's own clock, seconds.
    pub(super) at_s: f64,
    /// How far that can be off, seconds.
    pub(super) error_s: f64,
    /// How large, as a share of the mean before it: below 0 where the signal falls.
    pub(super) share: f64,
    /// Bound on the probability that chance makes one as large anywhere in the flight.
    pub(super) by_chance: f64,
}

/// So many seconds must lie on either side of a step.
const SIDE: usize = 15;
/// So many are looked for in one flight and one signal.
const MOST: usize = 3;
/// Signals that are tried: each step's chance is counted for all of them.
const SIGNALS: f64 = 2.0;

/// The steps of a signal, the surest first.
pub(super) fn steps(series: &Series, signal: impl Fn(&Second) -> Option<f64>) -> Vec<Step> {
    let all = series.seconds.iter();
    let (seconds, values): (Vec<&Second>, Vec<f64>) = all
        .filter_map(|second| Some((second, signal(second)?)))
        .unzip();
    if values.len() < 4 * SIDE {
        return Vec::new();
    }
    let mut basis = Basis::default();
    for column in explaining(&seconds) {
        basis.add(column);
    }
    let mut found: Vec<Step> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    while found.len() < MOST {
        let Some((place, step)) = best(&basis, &seconds, &values, &places) else {
            break;
        };
        let column = (0..values.len()).map(|at| f64::from(u8::from(at >= place)));
        basis.add(column.collect());
        places.push(place);
        found.push(step);
    }
    found
}

/// What explains a signal besides a step, column by column.
fn explaining(seconds: &[&Second]) -> Vec<Vec<f64>> {
    let column = |value: fn(&Second) -> f64| -> Vec<f64> {
        seconds.iter().map(|second| value(second)).collect()
    };
    vec![
        column(|_| 1.0),
        column(|second| second.at_s),
        column(|second| second.climb_m_s),
        column(|second| second.north_m_s.powi(2) + second.east_m_s.powi(2)),
        column(|second| second.north_m_s),
        column(|second| second.east_m_s),
    ]
}

/// Orthonormal columns.
#[derive(Default)]
struct Basis(Vec<Vec<f64>>);

impl Basis {
    /// Adds what is new in a column; one that the others explain adds nothing.
    fn add(&mut self, mut column: Vec<f64>) {
        let length = dot(&column, &column).sqrt();
        // Twice, so that rounding leaves nothing of the others in it.
        for _ in 0..2 {
            column = self.rest(column);
        }
        let left = dot(&column, &column).sqrt();
        if left > 1e-6 * length.max(1e-12) {
            for value in &mut column {
                *value /= left;
            }
            self.0.push(column);
        }
    }

    /// What the columns do not explain of another.
    fn rest(&self, mut column: Vec<f64>) -> Vec<f64> {
        for unit in &self.0 {
            let share = dot(&column, unit);
            column
                .iter_mut()
                .zip(unit)
                .for_each(|(value, one)| *value -= share * one);
        }
        column
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The surest step that is not near one that was found, if it is sure and large enough.
fn best(
    basis: &Basis,
    seconds: &[&Second],
    values: &[f64],
    places: &[usize],
) -> Option<(usize, Step)> {
    let rest = basis.rest(values.to_vec());
    let total = dot(&rest, &rest);
    let fits = fits(basis, &rest);
    let is_free = |place: usize| places.iter().all(|other| place.abs_diff(*other) >= SIDE);
    let last = values.len().checked_sub(SIDE)?;
    let all = fits.iter().enumerate().take(last).skip(SIDE);
    let (place, fit) = all
        .filter(|(place, _)| is_free(*place))
        .max_by(|(_, a), (_, b)| a.explained.total_cmp(&b.explained))?;
    let (at, before) = (seconds.get(place)?, seconds.get(place.checked_sub(1)?)?);
    let share = fit.height / level_before(seconds.get(..place)?, values)?.abs().max(1e-9);
    let left = after_step(basis, rest, place, fit.height);
    let freedom = (values.len() as f64 - basis.0.len() as f64 - 1.0).max(1.0);
    // Neighbouring seconds say the same twice: the variance of a mean is so many times larger, and
    // it is known from so many fewer.
    let inflation = inflation(&left);
    let variance = (total - fit.explained).max(1e-12 * total) / freedom * inflation;
    let t_squared = fit.explained / variance.max(1e-300);
    let known_by = (freedom / inflation).max(2.0);
    let tail = (1.0 + t_squared / known_by).powf(-known_by / 2.0);
    let tried = values.len() as f64 * SIGNALS;
    let by_chance = (tried * tail).min(1.0);
    let step = Step {
        at_s: f64::midpoint(at.at_s, before.at_s),
        error_s: error_s(&fits, place, variance),
        share,
        by_chance,
    };
    (by_chance <= MOST_BY_CHANCE && share.abs() >= LEAST_STEP).then_some((place, step))
}

/// What the signal was before a step: in the hover, where there was one, for there nothing but the
/// mass is carried.
fn level_before(before: &[&Second], values: &[f64]) -> Option<f64> {
    let is_still = |second: &Second| {
        second.north_m_s.hypot(second.east_m_s) < 2.0 && second.climb_m_s.abs() < 0.5
    };
    let pairs = || before.iter().zip(values);
    let still: Vec<f64> = pairs()
        .filter(|(second, _)| is_still(second))
        .map(|(_, value)| *value)
        .collect();
    let all: Vec<f64> = pairs().map(|(_, value)| *value).collect();
    let level = if still.len() >= 5 { still } else { all };
    (!level.is_empty()).then(|| level.iter().sum::<f64>() / level.len() as f64)
}

/// A step at one place: its height, and how much of the sum of squares it explains.
#[derive(Clone, Copy, Default)]
struct Fit {
    height: f64,
    explained: f64,
}

/// The fit of a step at every place.
fn fits(basis: &Basis, rest: &[f64]) -> Vec<Fit> {
    let mut shares = vec![0.0; basis.0.len()]; // of the step in each column
    let (mut product, mut count) = (0.0, 0.0);
    let mut fits = vec![Fit::default(); rest.len()];
    for (place, fit) in fits.iter_mut().enumerate().rev() {
        product += rest.get(place).copied().unwrap_or(0.0);
        count += 1.0;
        for (share, unit) in shares.iter_mut().zip(&basis.0) {
            *share += unit.get(place).copied().unwrap_or(0.0);
        }
        let own = count - shares.iter().map(|share| share * share).sum::<f64>();
        // A step that the other columns all but explain says nothing.
        if own > 0.02 * count {
            *fit = Fit {
                height: product / own,
                explained: product * product / own,
            };
        }
    }
    fits
}

/// What is left once a step is taken out, too.
fn after_step(basis: &Basis, mut rest: Vec<f64>, place: usize, height: f64) -> Vec<f64> {
    let step = (0..rest.len()).map(|at| f64::from(u8::from(at >= place)));
    let own = basis.rest(step.collect());
    rest.iter_mut()
        .zip(own)
        .for_each(|(value, own)| *value -= height * own);
    rest
}

/// By how much the variance of a mean is larger than for independent samples, for a process in which
/// each sample remembers the one before (AR(1)). The memory is taken from the slowest of several
/// lags, and made larger by what a short series shows too little of (M. G. Kendall, 1954: about
/// (1 + 3 m) / n, here for every column that was taken out, too).
fn inflation(left: &[f64]) -> f64 {
    let power = dot(left, left).max(1e-300);
    let memory = |lag: usize| {
        let later = left.get(lag..).unwrap_or_default();
        let share = (dot(left, later) / power).clamp(0.0, 0.98);
        share.powf(1.0 / lag as f64)
    };
    let memory = [1, 2, 4, 8].into_iter().map(memory).fold(0.0, f64::max);
    let count = (left.len() as f64).max(1.0);
    let memory = (memory + 3.0 * (1.0 + 3.0 * memory) / count).min(0.98);
    (1.0 + memory) / (1.0 - memory)
}

/// Places that fit nearly as well: within what a 95 % region of one parameter allows.
fn error_s(fits: &[Fit], place: usize, variance: f64) -> f64 {
    let best = fits.get(place).map_or(0.0, |fit| fit.explained);
    let is_near = |fit: &Fit| best - fit.explained < 3.84 * variance;
    let before = fits
        .iter()
        .take(place)
        .rev()
        .take_while(|fit| is_near(fit))
        .count();
    let after = fits
        .iter()
        .skip(place)
        .take_while(|fit| is_near(fit))
        .count();
    (before.max(after) as f64).max(1.0)
}
