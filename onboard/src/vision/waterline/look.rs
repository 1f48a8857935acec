//! One look at a strip: what it says of each place, and the borders that follow from it.

use super::Candidate;
use super::border::{Fan, Manner};
use crate::vision::strip::{Blocks, Frame};

/// Evidence of a border at which more of it counts no more, a block.
const ENOUGH: f32 = 1.0;
/// Cost of a bend of a border by one row from block to block.
const STIFFNESS: f32 = 0.1;
/// Cost of the steepest of [`TILTS`].
const TILT_COST: f32 = 0.3;
/// How far each side of the column the height at the column is taken from, standard, metres:
/// ripples are short.
const NEAR_M: f64 = 0.12;
/// What a block counts there in which nothing is seen of the border.
const LEAST_SEEN: f64 = 0.1;
/// Borders nearer to one another than this are one, metres.
const APART_M: f64 = 0.01;
/// A border with less of its evidence than this is clearly worse.
const LESS: f32 = 0.7;

/// What is known of a strip.
pub(in crate::vision) struct Look<'a> {
    /// Where it lies.
    pub(in crate::vision) frame: Frame,
    /// Evidence for borders.
    pub(in crate::vision) edges: &'a Blocks,
    /// How much each place is hull, below 0 water.
    pub(in crate::vision) likeness: &'a Blocks,
    /// What a block's row of 10 cm of hull above or of water below counts, against [`ENOUGH`].
    pub(in crate::vision) trust: f32,
    /// How much each block counts.
    pub(in crate::vision) weights: &'a [f32],
    /// What is known of the water's height at the column beforehand, by the row.
    pub(in crate::vision) prior: &'a [f32],
    /// Falls of the border along the plate to try.
    pub(in crate::vision) tilts: &'a [f64],
    /// Borders whose score is less than the best's by this are left out.
    pub(in crate::vision) reach: f32,
}

impl Look<'_> {
    /// The borders that do best, each with its row in every block.
    pub(in crate::vision) fn borders(&self) -> Vec<(Candidate, Vec<f64>)> {
        let fans = self.fans(&self.value());
        let scores: Vec<f32> = (0..self.frame.rows)
            .map(|row| best(&fans, row).map_or(f32::MIN, |(_, score)| score + self.prior[row]))
            .collect();
        let draw = |row: usize| {
            let rows = best(&fans, row)?.0.border(row);
            let (draught_m, u_m) = self.at_column(&rows);
            let softness_m = softness(self.edges, self.weights, &rows) * self.frame.step_m;
            let line = rows
                .iter()
                .enumerate()
                .map(|(block, row)| [self.edges.along_m(block), self.frame.draught_m(row - 0.5)]);
            let candidate = Candidate {
                draught_m,
                u_m,
                softness_m,
                score: scores[row],
                line: line.collect(),
            };
            Some((candidate, rows))
        };
        peaks(&scores, self.frame.step_m, self.reach)
            .into_iter()
            .filter_map(draw)
            .collect()
    }

    /// What a border that was found otherwise is worth, its bends and its tilt left aside.
    pub(in crate::vision) fn worth(&self, rows: &[f64]) -> f32 {
        let value = self.value();
        let place = |row: f64| (row.max(0.0) as usize).min(value.rows - 1);
        let [mut sum, mut count] = [0.0, 1e-6];
        for (block, (row, weight)) in rows.iter().zip(self.weights).enumerate() {
            let value = value.at(block, place(*row));
            if !value.is_nan() {
                sum += weight * value;
            }
            count += weight;
        }
        sum / count + self.prior[place(rows[rows.len() / 2])]
    }

    /// What each block's row is worth as a place of the border.
    fn value(&self) -> Blocks {
        let mut value = self.edges.clone();
        let scale = self.trust * (self.frame.step_m / 0.1) as f32;
        for block in 0..value.count {
            let rows = self.likeness.column(block);
            let mut sides = -rows.iter().sum::<f32>();
            for (row, like) in rows.iter().enumerate() {
                let place = &mut value.values[block * value.rows + row];
                *place = ENOUGH * (1.0 - (-*place / ENOUGH).exp()) + scale * sides;
                sides += 2.0 * like;
            }
        }
        value
    }

    /// The best borders for each tilt, and what the tilt costs.
    fn fans(&self, value: &Blocks) -> Vec<(Fan, f32)> {
        let steepest = self.tilts.iter().fold(1e-6_f64, |a, b| a.max(b.abs()));
        let fan = |tilt: &f64| {
            let tilt_rows = tilt * value.width_m / self.frame.step_m;
            let manner = Manner {
                stiffness: STIFFNESS,
                tilt: tilt_rows,
            };
            (
                Fan::of(value, self.weights, manner),
                TILT_COST * (tilt / steepest).powi(2) as f32,
            )
        };
        self.tilts.iter().map(fan).collect()
    }

    /// A border's height at the column, from what lies near, and its standard uncertainty.
    fn at_column(&self, rows: &[f64]) -> (f64, f64) {
        let near = rows.iter().zip(self.weights).enumerate();
        let near: Vec<([f64; 2], f64)> = near
            .filter(|(_, (_, weight))| **weight > 0.0)
            .map(|(block, (row, _))| {
                let along_m = self.edges.along_m(block);
                let last = self.edges.rows.saturating_sub(1);
                let seen = self.edges.at(block, (row.max(0.0) as usize).min(last));
                let seen = if seen.is_nan() {
                    0.0
                } else {
                    seen.min(ENOUGH) / ENOUGH
                };
                let closeness = (-0.5 * (along_m / NEAR_M).powi(2)).exp();
                let point = [along_m, self.frame.draught_m(row - 0.5)];
                (point, closeness * (LEAST_SEEN + f64::from(seen)))
            })
            .collect();
        let (draught_m, scatter_m) = straight(&near);
        // Neighbouring blocks share their errors: about one in four is its own.
        let own = (near.iter().map(|(_, weight)| weight).sum::<f64>() / 4.0).max(1.0);
        (
            draught_m,
            (scatter_m * scatter_m / own + (self.frame.step_m / 2.0).powi(2)).sqrt(),
        )
    }
}

/// The tilt that does best at a row, and how well.
fn best(fans: &[(Fan, f32)], row: usize) -> Option<(&Fan, f32)> {
    let scored = fans.iter().map(|(fan, cost)| (fan, fan.score[row] - cost));
    scored.max_by(|a, b| a.1.total_cmp(&b.1))
}

/// How many rows a border may be moved, standard, before its evidence is clearly less.
fn softness(edges: &Blocks, weights: &[f32], rows: &[f64]) -> f64 {
    let along: f32 = weights.iter().sum();
    let evidence = |off: i64| -> f32 {
        let places = rows.iter().enumerate().map(|(block, row)| {
            let row = (*row as i64 + off).clamp(0, edges.rows as i64 - 1) as usize;
            let value = edges.at(block, row);
            if value.is_nan() {
                0.0
            } else {
                value * weights[block]
            }
        });
        places.sum::<f32>() / along
    };
    let enough = LESS * evidence(0);
    let side = |sign: i64| {
        (1..20)
            .take_while(|off| evidence(sign * off) > enough)
            .count()
    };
    // evenly likely over the whole width
    (side(1) + side(-1) + 1) as f64 / 12.0_f64.sqrt()
}

/// Rows that do better than all within [`APART_M`]; the middle one where several are equal.
fn peaks(scores: &[f32], step_m: f64, reach: f32) -> Vec<usize> {
    let near = ((APART_M / step_m) as usize).max(1);
    let mut found: Vec<usize> = Vec::new();
    let mut order: Vec<usize> = (1..scores.len().saturating_sub(1)).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let Some(&first) = order.first() else {
        return found;
    };
    for row in order {
        let local = scores[row - 1] <= scores[row] && scores[row + 1] <= scores[row];
        let alone = found.iter().all(|&other| other.abs_diff(row) > near);
        if local && alone && scores[row] > scores[first] - reach {
            let equal = (row..scores.len())
                .take_while(|&next| scores[next] == scores[row])
                .count();
            let before = (0..row)
                .rev()
                .take_while(|&next| scores[next] == scores[row])
                .count();
            found.push((2 * row + equal - 1 - before) / 2);
        }
    }
    found
}

/// The height at the column and the scatter about the straight line through weighted points.
fn straight(points: &[([f64; 2], f64)]) -> (f64, f64) {
    let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        points.iter().map(|([x, z], w)| w * f(*x, *z)).sum()
    };
    let n = sum(&|_, _| 1.0);
    if n <= 0.0 {
        return (f64::NAN, f64::NAN);
    }
    let (x, z) = (sum(&|x, _| x) / n, sum(&|_, z| z) / n);
    let slope = sum(&|a, b| (a - x) * (b - z)) / sum(&|a, _| (a - x).powi(2)).max(1e-9);
    let middle = z - slope * x;
    let scatter = (sum(&|a, b| (b - middle - slope * a).powi(2)) / n).sqrt();
    (middle, scatter)
}
