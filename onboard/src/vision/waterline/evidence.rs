//! What speaks for a border being the water's, and what against: numbers, each about 1 where it is
//! strong. Not a decision; `weighing` says how much each of them counts.

mod bands;
mod profile;

use super::Candidate;
use super::mirror::Detail;
use super::paint::{self, Ladder};
use super::palette::Known;
use crate::vision::strip::{Blocks, Strip};
use bands::Bands;
use profile::{BANDS_M, Profile, QUANTITIES};

/// What is looked at of a border as a whole, by name.
const TRAITS: [&str; 25] = [
    "edge",
    "gaps",
    "rough",
    "tilt",
    "image below",
    "detail goes on",
    "detail goes on close by",
    "paint missing above",
    "paint missing close above",
    "paint below",
    "paint close below",
    "strokes between figures above",
    "strokes between figures below",
    "cuts the lowest figure",
    "hides it",
    "stands low",
    "step",
    "step close by",
    "edge above",
    "edge close above",
    "edge below",
    "edge close below",
    "hull above and water below",
    "the same with the hull's image in water",
    "bands mirrored",
];
/// All numbers: `TRAITS`, then quantity by quantity what is seen in bands above and below.
pub const KINDS: usize = TRAITS.len() + QUANTITIES.len() * BANDS_M.len();

/// One number for each of the [`KINDS`].
pub type Evidence = [f32; KINDS];

/// The kinds that hold the border against the lowest figure that was read.
pub(super) const AGAINST_LOWEST: std::ops::Range<usize> = 13..16;

/// The kind that tells mirrored bands.
pub(super) const MIRRORED: std::ops::Range<usize> = 24..25;

/// What a kind of evidence is, in words.
pub fn name(kind: usize) -> String {
    let Some(band) = kind.checked_sub(TRAITS.len()) else {
        return TRAITS[kind].to_owned();
    };
    let [from_m, to_m] = BANDS_M[band % BANDS_M.len()];
    let quantity = QUANTITIES[band / BANDS_M.len()];
    format!(
        "{quantity}, {:.0} to {:.0} mm below",
        1e3 * from_m,
        1e3 * to_m
    )
}

/// Rows beside a border whose evidence is the border's own.
const OWN_ROWS: i64 = 1;
/// Evidence of an edge that is as good as any, and that is none.
const ENOUGH: f32 = 3.0;
const NONE: f32 = 0.7;
/// Roughness of a border that is not the water's, metres.
const ROUGH_M: f64 = 0.01;
/// How far other borders count, and which of them are close, metres.
const OTHERS_M: [f64; 2] = [0.02, 0.4];
const CLOSE_M: [f64; 2] = [0.01, 0.06];
/// How far the figures' paint is asked for, and where it is close, metres.
const PAINT_M: [f64; 2] = [0.4, 0.035];
/// Nearer to the border than this it is not certain what is above and what below, metres.
const TOO_CLOSE_M: f64 = 0.005;
/// How far strokes between figures are looked for, metres.
const STROKES_M: f64 = 0.2;

/// A strip and what is known of it, to ask about borders.
pub(super) struct Witness<'a> {
    strip: &'a Strip,
    ladder: &'a Ladder,
    edges: &'a Blocks,
    weights: &'a [f32],
    detail: Detail,
    profile: Profile<'a>,
    bands: Bands<'a>,
    paint: Vec<Option<f32>>,
    bare: Vec<Option<f32>>,
}

impl<'a> Witness<'a> {
    pub(super) fn of(
        strip: &'a Strip,
        ladder: &'a Ladder,
        edges: &'a Blocks,
        weights: &'a [f32],
        known: &Known,
    ) -> Self {
        let [paint, bare] = paint::ratios(strip, ladder);
        let profile = Profile::of(strip, weights, known);
        Self {
            strip,
            ladder,
            edges,
            weights,
            detail: Detail::of(strip),
            bands: Bands::of(strip, weights, profile.colours()),
            profile,
            paint,
            bare,
        }
    }

    /// What speaks for and against each border; a border is a candidate and its row in every block.
    pub(super) fn evidence(&self, borders: &[(Candidate, Vec<f64>)]) -> Vec<Evidence> {
        let edges: Vec<[f32; 2]> = borders.iter().map(|(_, rows)| self.edge(rows)).collect();
        let one = |((candidate, rows), edge): (&(Candidate, Vec<f64>), &[f32; 2])| {
            let strongest = |sign: f64, [from_m, to_m]: [f64; 2]| {
                let others = borders.iter().zip(&edges).filter(|((other, _), _)| {
                    let above_m = sign * (other.draught_m - candidate.draught_m);
                    (from_m..to_m).contains(&above_m)
                });
                others
                    .map(|(_, [strength, _])| *strength)
                    .fold(0.0, f32::max)
            };
            let others = [
                strongest(1.0, OTHERS_M),
                strongest(1.0, CLOSE_M),
                strongest(-1.0, OTHERS_M),
                strongest(-1.0, CLOSE_M),
            ];
            self.of_border(candidate, rows, *edge, others)
        };
        borders.iter().zip(&edges).map(one).collect()
    }

    fn of_border(
        &self,
        candidate: &Candidate,
        rows: &[f64],
        edge: [f32; 2],
        others: [f32; 4],
    ) -> Evidence {
        let mut evidence = [0.0; KINDS];
        let traits = edge
            .into_iter()
            .chain(self.course(rows))
            .chain(self.detail.images(rows, self.edges.width_m))
            .chain(self.paint(candidate.draught_m))
            .chain(self.strokes(candidate.draught_m))
            .chain(self.place(candidate.draught_m))
            .chain(self.profile.steps(rows))
            .chain(others)
            .chain(self.profile.sides(rows))
            .chain([self.bands.mirrored(rows)]);
        let texture = self.detail.texture(rows, self.edges.width_m, &BANDS_M);
        let bands = self.profile.bands(rows).into_iter().chain(texture);
        for (place, value) in evidence.iter_mut().zip(traits.chain(bands)) {
            *place = if value.is_finite() { value } else { 0.0 };
        }
        evidence
    }

    /// How much of an edge it is, and in how much of its length it is none.
    fn edge(&self, rows: &[f64]) -> [f32; 2] {
        let [mut sum, mut gaps, mut count] = [0.0; 3];
        for (block, row) in rows.iter().enumerate() {
            let near = (-OWN_ROWS..=OWN_ROWS)
                .filter_map(|off| self.strip.row_near(*row, off))
                .map(|row| self.edges.at(block, row));
            let best = near.fold(f32::NAN, f32::max);
            if !best.is_nan() {
                let weight = self.weights[block];
                sum += weight * best.min(ENOUGH) / ENOUGH;
                gaps += weight * f32::from(u8::from(best < NONE));
                count += weight;
            }
        }
        [sum / count.max(1e-3), gaps / count.max(1e-3)]
    }

    /// How rough it is, and how much it tilts.
    fn course(&self, rows: &[f64]) -> [f32; 2] {
        let far = (0.06 / self.edges.width_m).round().max(1.0) as usize;
        let bends: Vec<f64> = rows
            .windows(2 * far + 1)
            .map(|w| (w[0] - 2.0 * w[far] + w[2 * far]) * self.strip.frame.step_m)
            .collect();
        let rough_m = (bends.iter().map(|b| b * b).sum::<f64>() / bends.len().max(1) as f64).sqrt();
        let middle = (rows.len() / 2) as f64;
        let (mut product, mut square) = (0.0, 1e-9);
        for (block, row) in rows.iter().enumerate() {
            product += (block as f64 - middle) * row;
            square += (block as f64 - middle).powi(2);
        }
        let tilt = product / square * self.strip.frame.step_m / self.edges.width_m;
        [
            (rough_m / ROUGH_M).min(2.0) as f32,
            (tilt.abs() / 0.2) as f32,
        ]
    }

    /// What becomes of the figures' paint: missing above the border and close above it, there below
    /// it and close below it; of the paint that is asked for close by, in tenths of a metre else.
    fn paint(&self, draught_m: f64) -> [f32; 4] {
        let frame = self.strip.frame;
        let tenths = (frame.step_m / 0.1) as f32;
        let [mut missing, mut below] = [[0.0; 2]; 2];
        let [mut asked_above, mut asked_below] = [0.0_f32; 2];
        for (row, ratio) in self.paint.iter().enumerate() {
            let Some(ratio) = ratio else { continue };
            let above_m = frame.draught_m(row as f64) - draught_m;
            let away_m = above_m.abs();
            if !(TOO_CLOSE_M..PAINT_M[0]).contains(&away_m) {
                continue;
            }
            let close = f32::from(u8::from(away_m < PAINT_M[1]));
            if above_m > 0.0 {
                let value = ((0.7 - ratio) / 0.4).clamp(0.0, 1.0);
                missing[0] += value * tenths;
                missing[1] += value * close;
                asked_above += close;
            } else {
                let value = ((ratio - 0.4) / 0.4).clamp(0.0, 1.0);
                below[0] += value * tenths;
                below[1] += value * close;
                asked_below += close;
            }
        }
        [
            missing[0],
            missing[1] / asked_above.max(3.0),
            below[0],
            below[1] / asked_below.max(3.0),
        ]
    }

    /// How much there is of strokes where no figure stands, above and below the border: images and
    /// what shows through water are not where the ladder has them.
    fn strokes(&self, draught_m: f64) -> [f32; 2] {
        let frame = self.strip.frame;
        let [mut above, mut below] = [[0.0_f32; 2]; 2];
        for (row, ratio) in self.bare.iter().enumerate() {
            let above_m = frame.draught_m(row as f64) - draught_m;
            let Some(ratio) = ratio.filter(|_| (TOO_CLOSE_M..STROKES_M).contains(&above_m.abs()))
            else {
                continue;
            };
            let side = if above_m > 0.0 {
                &mut above
            } else {
                &mut below
            };
            side[0] += (ratio / 0.4).clamp(0.0, 1.0);
            side[1] += 1.0;
        }
        [above, below].map(|[sum, count]| sum / count.max(3.0))
    }

    /// How the border stands to the lowest figure that was read: cutting it, hiding more than half
    /// of it, or more than a rung below it; rungs.
    fn place(&self, draught_m: f64) -> [f32; 3] {
        let Ladder {
            lowest_m, rung_m, ..
        } = *self.ladder;
        let cut = draught_m - lowest_m - 0.01;
        let hidden = cut - rung_m / 2.0 + 0.02;
        let low = lowest_m - rung_m - 0.01 - draught_m;
        [cut, hidden, low].map(|over_m| (over_m.max(0.0) / rung_m) as f32)
    }
}
