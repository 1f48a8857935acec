//! The figures of one row: where the network, moved along, sees something, and what.

use crate::vision::glyphs::NONE;
use crate::vision::glyphs::network::Odds;

/// The logarithm of the probability of *nothing here* below which something is.
const SOMETHING: f32 = -0.36;
/// Figures of one height stand at least so far apart, heights.
const APART: f64 = 0.45;

/// A figure in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    /// Its middle, metres right of the column's.
    pub u_m: f64,
    /// The draught of its middle, metres.
    pub middle_m: f64,
    /// What it is.
    pub odds: Odds,
    /// The part of its column, as wide as a place and as high as the figures (of tall ones the upper
    /// part), under paint.
    pub inked: f32,
}

/// A row looked at with windows of one height.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// Height of the figures, metres.
    pub height_m: f64,
    /// Every place, from the left, with the odds there.
    pub places: Vec<Glyph>,
    /// The places where a figure has its middle, from the left.
    pub glyphs: Vec<Glyph>,
}

impl Row {
    /// From what was seen at each place, from the left, in a window at each of some heights.
    pub(super) fn new(
        height_m: f64,
        us: &[f64],
        middles_m: &[f64],
        seen: &[Odds],
        inked: &[f32],
    ) -> Self {
        let places: Vec<Glyph> = us
            .iter()
            .zip(seen.chunks(middles_m.len().max(1)))
            .zip(inked)
            .map(|((&u_m, shifts), &inked)| {
                let (middle_m, odds) = clearest(middles_m, shifts);
                Glyph {
                    u_m,
                    middle_m,
                    odds,
                    inked,
                }
            })
            .collect();
        let glyphs = peaks(&places, APART * height_m);
        Self {
            height_m,
            places,
            glyphs,
        }
    }

    /// Its figures are twice as high as those of the column.
    pub(super) fn is_tall(&self) -> bool {
        self.height_m > 0.15
    }

    /// The best each class has on the row's figures, and the least of *none*.
    pub(super) fn best(&self) -> Odds {
        let mut out = [-9.0; 12];
        out[NONE] = self.places.iter().map(|p| p.odds[NONE]).fold(0.0, f32::min);
        for glyph in &self.glyphs {
            for (best, value) in out[..NONE].iter_mut().zip(glyph.odds) {
                *best = best.max(value);
            }
        }
        out
    }

    /// Drops figures without so much paint within `half_m` of their middles.
    pub(super) fn keep_painted(&mut self, half_m: f64, least: f32) {
        let painted = |g: &Glyph| self.inked(g.u_m - half_m, g.u_m + half_m) > least;
        self.glyphs = self.glyphs.iter().copied().filter(painted).collect();
    }

    /// The part of the row between two places that is under paint.
    pub(super) fn inked(&self, from_m: f64, to_m: f64) -> f32 {
        let within = || {
            self.places
                .iter()
                .filter(|p| (from_m..to_m).contains(&p.u_m))
        };
        within().map(|p| p.inked).sum::<f32>() / within().count().max(1) as f32
    }
}

/// How clearly a window shows one figure: the logarithm of the probability of the likeliest.
pub(super) fn clarity(odds: &Odds) -> f32 {
    odds[..NONE]
        .iter()
        .copied()
        .fold(f32::NEG_INFINITY, f32::max)
}

/// What is seen where the window fits best. Windows that show parts of two figures show
/// *something*, too, but none of them clearly.
fn clearest(middles_m: &[f64], shifts: &[Odds]) -> (f64, Odds) {
    let shifts = middles_m.iter().copied().zip(shifts.iter().copied());
    let best = shifts.max_by(|(_, a), (_, b)| clarity(a).total_cmp(&clarity(b)));
    best.unwrap_or((0.0, [0.0; 12]))
}

/// Places where something is seen, the clearest (with their neighbours) first in their right to be
/// one.
fn peaks(places: &[Glyph], apart_m: f64) -> Vec<Glyph> {
    let something = (0..places.len()).filter(|&i| places[i].odds[NONE] < SOMETHING);
    let mut order: Vec<Glyph> = something
        .map(|i| Glyph {
            odds: about(places, i),
            ..places[i]
        })
        .collect();
    order.sort_by(|a, b| clarity(&b.odds).total_cmp(&clarity(&a.odds)));
    let mut kept: Vec<Glyph> = Vec::new();
    for glyph in order {
        if kept.iter().all(|k| (k.u_m - glyph.u_m).abs() >= apart_m) {
            kept.push(glyph);
        }
    }
    kept.sort_by(|a, b| a.u_m.total_cmp(&b.u_m));
    kept
}

/// What a place and its neighbours show together: the mean of their probabilities.
fn about(places: &[Glyph], i: usize) -> Odds {
    let near = &places[i.saturating_sub(1)..(i + 2).min(places.len())];
    let mean = |class: usize| near.iter().map(|p| p.odds[class].exp()).sum::<f32>();
    std::array::from_fn(|class| (mean(class) / near.len() as f32).max(1e-9).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odds(class: usize, probability: f32) -> Odds {
        let mut out = [((1.0 - probability) / 11.0).ln(); 12];
        out[class] = probability.ln();
        out
    }

    #[test]
    fn two_figures_beside_one_another_are_two() {
        let us: Vec<f64> = (0..20).map(|i| 0.0125 * f64::from(i)).collect();
        let seen: Vec<Odds> = (0..20)
            .map(|i| match i {
                4..=6 => odds(1, 0.95),
                12..=14 => odds(8, 0.9),
                _ => odds(NONE, 0.9),
            })
            .collect();
        let row = Row::new(0.1, &us, &[0.0], &seen, &[0.0; 20]);
        let found: Vec<f64> = row.glyphs.iter().map(|g| g.u_m).collect();
        assert_eq!(found, [us[5], us[13]]);
        assert!(row.glyphs[0].odds[1] > -0.1 && row.glyphs[1].odds[8] > -0.2);
    }

    #[test]
    fn a_row_without_figures_is_empty() {
        let row = Row::new(0.1, &[0.0, 0.1], &[0.0], &[odds(NONE, 0.99); 2], &[0.0; 2]);
        assert!(row.glyphs.is_empty());
    }
}
