//! A metre label: one or two digits with an M right of them.

use super::METRES;
use super::row::{Glyph, Row};
use crate::vision::glyphs::METRE;

/// Probability of digits that cannot be read beside an M that can.
const NO_DIGITS: f32 = 0.003;
/// Probability of an M that cannot be read.
const NO_METRE: f32 = 0.03;
/// The part of the place left of the units that is under paint from which on something stands
/// there, be it legible or not.
const INKED: f32 = 0.025;
/// Probability of a digit that is there and cannot be read.
const WORN: f32 = 0.1;
/// By how much a label must read better as one metre than as any other to be clear by itself.
const CLEAR: f32 = 3.5;
/// Where an M may stand, metres right of the column's middle.
const METRE_SIGN_M: std::ops::Range<f64> = -0.15..0.3;

/// A row read as a metre label.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    /// The logarithm of the probability of every metre of [`METRES`].
    metres: Vec<f32>,
    metre_sign: f32,
}

impl Label {
    /// Reads a row: its small figures, and those twice as high.
    pub(super) fn read(small: &Row, tall: &Row) -> Self {
        let stands_there = |g: &&Glyph| METRE_SIGN_M.contains(&g.u_m) && g.odds[METRE] > -4.0;
        let signs: Vec<&Glyph> = small.glyphs.iter().filter(stands_there).collect();
        let mut metres = vec![f32::NEG_INFINITY; METRES.count()];
        for sign in &signs {
            for row in [small, tall] {
                digits_left_of(row, sign, &mut metres);
            }
        }
        let metre_sign = signs
            .iter()
            .map(|s| s.odds[METRE])
            .fold(f32::NEG_INFINITY, f32::max);
        Self { metres, metre_sign }
    }

    /// How well the row shows a metre's label, on the scale of other rungs: about 0 for an M
    /// that is seen without its digits.
    pub(super) fn score(&self, metre: i32) -> f32 {
        let sign = self.metre_sign.exp().max(NO_METRE);
        (self.chance(metre) / NO_DIGITS + sign).ln()
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
        let seen = at
            .ok()
            .and_then(|i| self.metres.get(i))
            .map_or(0.0, |log| log.exp());
        seen * usual(metre)
    }
}

/// A single 1 or 2 is rather what wear has left of 11 or 12: ships that float at one metre seldom
/// have marks.
fn usual(metre: i32) -> f32 {
    match metre {
        1 => 0.02,
        2 => 0.2,
        _ => 1.0,
    }
}

/// Improves what each metre has with what stands left of an M.
fn digits_left_of(row: &Row, sign: &Glyph, metres: &mut [f32]) {
    let height_m = row.height_m;
    // from the middle of the M, which is never tall, to the middle of the units
    let units = if height_m > 0.15 {
        [0.085, 0.25]
    } else {
        [0.05, 0.17]
    };
    for unit in between(row, sign.u_m, units) {
        let tens: Vec<&Glyph> = between(row, unit.u_m, [0.4 * height_m, 1.6 * height_m]).collect();
        let any = row.any_digit(unit.u_m - 1.6 * height_m, unit.u_m - 0.45 * height_m);
        // tens that are worn away leave traces: then it may be 2 M, 12 M or 22 M
        let traces = row.inked(unit.u_m - 1.5 * height_m, unit.u_m - 0.55 * height_m) > INKED;
        let (alone, worn) = if traces {
            (WORN, WORN.ln())
        } else {
            (1.0 - any, -9.0)
        };
        for metre in METRES {
            let digit = sign.odds[METRE] + unit.odds[metre as usize % 10];
            let log = match metre / 10 {
                0 => digit + alone.min(1.0 - any).max(1e-4).ln(),
                ten => {
                    digit
                        + tens
                            .iter()
                            .map(|t| t.odds[ten as usize])
                            .fold(worn, f32::max)
                }
            };
            let known = &mut metres[(metre - METRES.start()) as usize];
            *known = known.max(log);
        }
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
    use crate::vision::glyphs::NONE;
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
        Row::new(height_m, &us, &seen, &[0.0; 80])
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
    fn an_m_far_from_the_column_is_another_text() {
        check(&[(0.25, 8), (0.35, METRE)], &[], None);
    }
}
