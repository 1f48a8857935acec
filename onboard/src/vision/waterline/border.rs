//! The best unbroken border across a strip for every row at which it can pass the column of
//! figures: dynamic programming from both ends to the middle. Not a choice between them.

use crate::vision::strip::Blocks;

/// Rows that a border may rise or fall from one block to the next, beside the tilt.
const STEEPEST: i32 = 3;

/// How stiff a border is and where it is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Cost of a bend of one row between blocks.
    pub(super) stiffness: f32,
    /// Rows that the border falls a block.
    pub(super) tilt: f64,
}

/// Scores of borders by their row at the figures, and the borders themselves.
#[derive(Clone, Debug)]
pub(super) struct Fan {
    /// Mean value a block of the best border through each row.
    pub(super) score: Vec<f32>,
    half: usize,
    tilt: f64,
    left: Vec<Vec<i8>>,
    right: Vec<Vec<i8>>,
}

impl Fan {
    /// Finds the best border through each row. `weights` are the blocks' own, 0 for a block that
    /// says nothing.
    pub(super) fn of(value: &Blocks, weights: &[f32], manner: Manner) -> Self {
        let half = value.count / 2;
        let side =
            |order: &mut dyn Iterator<Item = usize>| side(value, weights, manner, half, order);
        let (from_left, left) = side(&mut (0..half));
        let (from_right, right) = side(&mut (half + 1..value.count).rev());
        let weight: f32 = weights.iter().sum::<f32>().max(1e-6);
        let score = from_left
            .iter()
            .zip(&from_right)
            .zip(value.column(half))
            .map(|((a, b), &middle)| (a + b + known(middle) * weights[half]) / weight)
            .collect();
        Self {
            score,
            half,
            tilt: manner.tilt,
            left,
            right,
        }
    }

    /// The border that passes the figures at a row: its row in each block.
    pub(super) fn border(&self, row: usize) -> Vec<f64> {
        let mut rows = vec![row as f64; 2 * self.half + 1];
        for (away, steps) in self.left.iter().rev().enumerate() {
            let block = self.half - 1 - away;
            rows[block] = rows[block + 1] + f64::from(steps[rows[block + 1] as usize]);
        }
        for (away, steps) in self.right.iter().rev().enumerate() {
            let block = self.half + 1 + away;
            rows[block] = rows[block - 1] + f64::from(steps[rows[block - 1] as usize]);
        }
        (0..rows.len())
            .map(|block| rows[block] + self.shift(block))
            .collect()
    }

    fn shift(&self, block: usize) -> f64 {
        ((block as f64 - self.half as f64) * self.tilt).round()
    }
}

/// What is not known speaks neither for nor against.
fn known(value: f32) -> f32 {
    if value.is_nan() { 0.0 } else { value }
}

/// From an end to the middle: the best value of a border that arrives at each row of the middle
/// block, and for each block passed the step back to where it came from, by the row it goes to.
fn side(
    value: &Blocks,
    weights: &[f32],
    manner: Manner,
    half: usize,
    order: &mut dyn Iterator<Item = usize>,
) -> (Vec<f32>, Vec<Vec<i8>>) {
    let rows = value.rows as i32;
    let mut best = vec![0.0_f32; value.rows];
    let mut steps = Vec::new();
    for block in order {
        let shift = ((block as f64 - half as f64) * manner.tilt).round() as i32;
        let column = value.column(block);
        for (row, best) in best.iter_mut().enumerate() {
            let row = row as i32 + shift;
            if (0..rows).contains(&row) {
                *best += known(column[row as usize]) * weights[block];
            }
        }
        let (next, step) = bent(&best, manner.stiffness);
        best = next;
        steps.push(step);
    }
    (best, steps)
}

/// The best value that arrives at each row by a step of at most [`STEEPEST`].
fn bent(best: &[f32], stiffness: f32) -> (Vec<f32>, Vec<i8>) {
    let rows = best.len() as i32;
    let arrive = |row: i32| {
        (-STEEPEST..=STEEPEST)
            .filter(|step| (0..rows).contains(&(row + step)))
            .map(|step| {
                (
                    best[(row + step) as usize] - stiffness * (step * step) as f32,
                    step as i8,
                )
            })
            .fold((f32::MIN, 0), |a, b| if b.0 > a.0 { b } else { a })
    };
    (0..rows).map(arrive).unzip()
}
