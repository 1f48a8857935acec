//! A metre label: one or two digits with an M right of them.

use super::METRES;
use super::row::{Glyph, Row};
use crate::vision::glyphs::{METRE, NONE};
use std::fmt;

/// Probability that a label reads clearly as what it is not.
const MISTAKEN: f32 = 0.002;
/// Probability of an M that cannot be read.
const NO_METRE: f32 = 0.03;
/// The part of the place left of the units that is under paint from which on something stands
/// there, be it legible or not.
const INKED: f32 = 0.025;
/// Probability of a digit that is there and cannot be read.
const WORN: f32 = 0.1;
/// By how much a label must read better as one metre than as any other to be clear by itself.
const CLEAR: f32 = 3.5;
/// How far left of the M's middle its digits reach, and how near they come, metres.
const REACH_M: f64 = 0.4;
/// See [`REACH_M`].
const NARROW_M: f64 = 0.03;
/// How far left of the units the tens may stand, heights: wide figures are set wide.
const TENS: f64 = 2.2;
/// The logarithm of the probability of a clear figure that is none of the label's.
const STRAY: f32 = -4.0;
/// The same of a small one in the place of a tall one.
const COVERED: f32 = -2.0;
/// Where an M may stand, metres right of the column's middle.
const METRE_SIGN_M: std::ops::Range<f64> = -0.15..0.3;

/// A row read as a metre label.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    /// Of every metre of [`METRES`], the probability that its digits stand left of the M.
    metres: Vec<f32>,
    metre_sign: f32,
}

impl Label {
    /// Reads a row: its small figures, and those twice as high.
    pub(super) fn read(small: &Row, tall: &Row) -> Self {
        let stands_there = |g: &&Glyph| METRE_SIGN_M.contains(&g.u_m) && g.odds[METRE] > -4.0;
        let signs: Vec<&Glyph> = small.glyphs.iter().filter(stands_there).collect();
        let mut metres = vec![Parsed::default(); METRES.count()];
        for sign in &signs {
            let text = Text { small, tall, sign };
            text.digits(small, &mut metres);
            text.digits(tall, &mut metres);
        }
        let metre_sign = signs
            .iter()
            .map(|s| s.odds[METRE])
            .fold(f32::NEG_INFINITY, f32::max);
        Self {
            metres: chances(&metres),
            metre_sign,
        }
    }

    /// How well the row shows a metre's label, on the scale of other rungs: about 0 for an M
    /// that is seen without its digits.
    ///
    /// Where no metre reads well, the label is rather one that cannot be read than one of those
    /// that read a little: what is left of certainty goes to all metres alike.
    pub(super) fn score(&self, metre: i32) -> f32 {
        let sign = self.metre_sign.exp();
        let all = METRES.count() as f32;
        let read: f32 = self.metres.iter().sum();
        let chance = self.chance(metre) / read.max(1.0);
        let unread = (sign - read).max(0.0) / all + MISTAKEN * sign;
        (all * (chance + unread)).max(NO_METRE).ln()
    }

    /// The metre it clearly shows, by itself.
    pub(super) fn clearly(&self) -> Option<i32> {
        let best = METRES.max_by(|&a, &b| self.chance(a).total_cmp(&self.chance(b)))?;
        let others = METRES.filter(|&m| m != best).map(|m| self.score(m));
        let next = others.fold(f32::NEG_INFINITY, f32::max);
        (self.score(best) > next + CLEAR).then_some(best)
    }

    /// The logarithm of the probability that there is an M.
    pub(super) fn metre_sign(&self) -> f32 {
        self.metre_sign
    }

    fn chance(&self, metre: i32) -> f32 {
        let at = usize::try_from(metre - METRES.start());
        let seen = at.ok().and_then(|i| self.metres.get(i));
        seen.map_or(0.0, |seen| seen * usual(metre))
    }
}

impl fmt::Display for Label {
    /// The metres it may show, with their probabilities.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "[M {:.2}:", self.metre_sign.exp())?;
        for metre in METRES.filter(|&m| self.chance(m) > 1e-4) {
            write!(out, " {metre}M {:.4}", self.chance(metre))?;
        }
        write!(out, "]")
    }
}

/// How usual a metre is on ships' sides where water is. A single 1 or 2 is rather what wear has
/// left of 11 or 12, for ships that float at one metre seldom have marks; and few ships are as deep
/// as 20 m, hardly any as 26.
fn usual(metre: i32) -> f32 {
    match metre {
        1 => 0.02,
        2 => 0.2,
        3..20 => 1.0,
        20..26 => 0.3,
        _ => 0.05,
    }
}

/// The best way to read one metre's label: logarithms of probability.
#[derive(Clone, Copy, Debug)]
struct Parsed {
    /// Of the figures that are taken for the label's.
    figures: f32,
    /// Of all others being nothing.
    rest: f32,
}

impl Default for Parsed {
    fn default() -> Self {
        Self {
            figures: f32::NEG_INFINITY,
            rest: 0.0,
        }
    }
}

impl Parsed {
    fn all(self) -> f32 {
        self.figures + self.rest
    }

    fn improve(&mut self, figures: f32, rest: f32) {
        if figures + rest > self.all() {
            *self = Self { figures, rest };
        }
    }
}

/// Of every metre its probability: the best one's is that of its figures, the others' follow from
/// how much worse all of the text fits. What else stands there tells metres apart; it does not
/// make a label illegible.
fn chances(metres: &[Parsed]) -> Vec<f32> {
    let best = metres
        .iter()
        .copied()
        .max_by(|a, b| a.all().total_cmp(&b.all()));
    let best = best.unwrap_or_default();
    let chance = |parsed: &Parsed| (best.figures + parsed.all() - best.all()).exp();
    metres
        .iter()
        .map(|parsed| {
            if best.figures.is_finite() {
                chance(parsed)
            } else {
                0.0
            }
        })
        .collect()
}

/// What stands left of an M, in both heights.
struct Text<'a> {
    small: &'a Row,
    tall: &'a Row,
    sign: &'a Glyph,
}

impl Text<'_> {
    /// Improves what each metre has with the digits of one height.
    fn digits(&self, row: &Row, metres: &mut [Parsed]) {
        let height_m = row.height_m;
        // from the middle of the M, which is never tall, to the middle of the units
        let units = if row.is_tall() {
            [0.085, 0.25]
        } else {
            [0.05, 0.22]
        };
        for unit in between(row, self.sign.u_m, units) {
            let without = self.unexplained(row, &[unit]);
            // tens that are worn away leave traces: then it may be 2 M, 12 M or 22 M
            let traces = row.inked(unit.u_m - 1.5 * height_m, unit.u_m - 0.55 * height_m) > INKED;
            let worn = if traces { WORN.ln() } else { -9.0 };
            let mut tens = [Parsed {
                figures: worn,
                rest: without,
            }; 10];
            tens[0].figures = if traces { WORN.ln() } else { 0.0 };
            for ten in between(row, unit.u_m, [0.4 * height_m, TENS * height_m]) {
                let with = self.unexplained(row, &[unit, ten]);
                let read = tens.iter_mut().zip(ten.odds).skip(1);
                read.for_each(|(best, odds)| best.improve(odds, with));
            }
            for (metre, known) in METRES.zip(metres.iter_mut()) {
                let left = tens[metre as usize / 10];
                let units = self.sign.odds[METRE] + unit.odds[metre as usize % 10];
                known.improve(units + left.figures, left.rest);
            }
        }
    }

    /// The logarithm of the probability that everything left of the M but these figures is
    /// nothing. What a tall figure covers is rather part of it.
    fn unexplained(&self, row: &Row, figures: &[&Glyph]) -> f32 {
        let near =
            |g: &&Glyph| (self.sign.u_m - REACH_M..self.sign.u_m - NARROW_M).contains(&g.u_m);
        let covered = |g: &Glyph, by_m: f64| figures.iter().any(|f| (f.u_m - g.u_m).abs() < by_m);
        let least = |other: &Row, g: &Glyph| match (row.is_tall(), other.is_tall()) {
            (true, false) if covered(g, 0.6 * row.height_m) => COVERED,
            (true, true) | (false, false) if covered(g, 0.4 * row.height_m) => 0.0,
            _ => STRAY,
        };
        let unexplained = |other: &Row| -> f32 {
            let left = other.glyphs.iter().filter(near);
            left.map(|g| g.odds[NONE].max(least(other, g))).sum()
        };
        unexplained(self.small) + unexplained(self.tall)
    }
}

/// Figures that are between two distances left of `u_m`.
fn between(row: &Row, u_m: f64, [near, far]: [f64; 2]) -> impl Iterator<Item = &Glyph> {
    let range = u_m - far..u_m - near;
    row.glyphs.iter().filter(move |g| range.contains(&g.u_m))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vision::glyphs::network::Odds;

    fn odds(class: usize) -> Odds {
        let mut out = [0.005_f32.ln(); 12];
        out[class] = 0.945_f32.ln();
        out
    }

    fn row(height_m: f64, figures: &[(f64, usize)]) -> Row {
        let step = height_m / 8.0;
        let us: Vec<f64> = (0..80).map(|i| -0.55 + step * f64::from(i)).collect();
        let class = |u: f64| {
            let here = figures.iter().find(|f| (f.0 - u).abs() < 1.5 * step);
            here.map_or(NONE, |f| f.1)
        };
        let seen: Vec<Odds> = us.iter().map(|&u| odds(class(u))).collect();
        Row::new(height_m, &us, &[0.0], &seen, &[0.0; 80])
    }

    fn check(small: &[(f64, usize)], tall: &[(f64, usize)], expected: Option<i32>) {
        let label = Label::read(&row(0.1, small), &row(0.2, tall));
        assert_eq!(label.clearly(), expected, "{label:?}");
    }

    #[test]
    fn digits_count_only_left_of_their_m() {
        check(&[(-0.1, 8), (0.0, METRE)], &[], Some(8));
        check(&[(-0.2, 1), (-0.1, 2), (0.0, METRE)], &[], Some(12));
        check(&[(0.0, METRE), (0.1, 8)], &[], None);
        check(&[(0.0, METRE)], &[], None);
        check(&[(-0.1, 8)], &[], None);
    }

    #[test]
    fn a_tall_digit_belongs_to_a_small_m() {
        check(&[(0.0, METRE)], &[(-0.16, 6)], Some(6));
        check(&[(0.0, METRE)], &[(-0.35, 1), (-0.16, 1)], Some(11));
    }

    #[test]
    fn a_piece_of_a_tall_digit_is_no_small_one() {
        // the network takes the lower half of the 6 for half an 8
        let mut small = row(0.1, &[(0.0, METRE), (-0.15, 8)]);
        for place in &mut small.glyphs {
            if place.odds[8] > -1.0 {
                place.odds[8] = 0.3_f32.ln();
                place.odds[NONE] = 0.65_f32.ln();
            }
        }
        let label = Label::read(&small, &row(0.2, &[(-0.16, 6)]));
        assert_eq!(label.clearly(), Some(6), "{label}");
        assert!(label.score(6) > label.score(8) + 4.0, "{label}");
    }

    #[test]
    fn an_m_far_from_the_column_is_another_text() {
        check(&[(0.25, 8), (0.35, METRE)], &[], None);
    }
}
