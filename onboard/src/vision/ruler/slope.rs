//! The plate's horizontal: the direction along which the figures' edges are sharpest.

use super::Ruler;
use crate::vision::ladder::strip::Strip;

/// Turns tried, rows of the strip a column, each way.
const MOST: f64 = 0.5;
/// From one turn to the next.
const STEP: f64 = 0.02;
/// How far plates usually are from what was assumed.
const USUAL: f64 = 0.3;

/// By how much the strip's rows must be turned: rows downwards a column to the right.
pub(super) fn turn(strip: &Strip) -> f64 {
    let columns = strip.near_column(0.11);
    let steps = (MOST / STEP) as i32;
    let sharpness: Vec<f64> = (-steps..=steps)
        .map(|i| sharpness(&columns, f64::from(i) * STEP))
        .collect();
    let best = (1..sharpness.len() - 1)
        .max_by(|&a, &b| sharpness[a].total_cmp(&sharpness[b]))
        .unwrap_or(steps as usize);
    let [before, at, after] = [best - 1, best, best + 1].map(|i| sharpness[i]);
    let bow = before - 2.0 * at + after;
    let between = if bow < 0.0 {
        0.5 * (before - after) / bow
    } else {
        0.0
    };
    (best as f64 - f64::from(steps) + between.clamp(-0.5, 0.5)) * STEP
}

/// The picture's slope after turning the strip's rows.
pub(super) fn turned(ruler: &Ruler, turn: f64) -> f64 {
    // the strip's rows go along the column, its columns along the assumed horizontal
    let (lean, slope) = (ruler.line.terms[1], ruler.slope.at_row);
    let along = 1.0 / lean.hypot(1.0);
    let across = 1.0 / slope.hypot(1.0);
    let x = across + turn * lean * along;
    let y = slope * across + turn * along;
    y / x
}

/// How much neighbouring rows differ when columns are shifted by the turn.
fn sharpness(columns: &[(f64, Vec<f32>)], turn: f64) -> f64 {
    let rows = columns.first().map_or(0, |c| c.1.len());
    let mut sums = vec![0.0_f64; rows];
    for (right, values) in columns {
        let shift = turn * right;
        let (whole, part) = (shift.floor(), (shift - shift.floor()) as f32);
        for (row, sum) in sums.iter_mut().enumerate() {
            let at = row as isize + whole as isize;
            let value = |i: isize| values.get(i.max(0) as usize).copied().unwrap_or(0.0);
            *sum += f64::from(value(at) * (1.0 - part) + value(at + 1) * part);
        }
    }
    let edges: f64 = sums.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum();
    edges * (-0.5 * (turn / USUAL).powi(2)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_that_slope_are_sharpest_along_their_slope() {
        let column = |x: i32| {
            let right = f64::from(x);
            let value = |row: i32| {
                let along = (f64::from(row) - 0.2 * right).rem_euclid(40.0);
                (20.0 - (along - 20.0).abs() - 8.0).clamp(0.0, 1.0) as f32
            };
            (right, (0..200).map(value).collect::<Vec<f32>>())
        };
        let columns: Vec<_> = (-20..=20).map(column).collect();
        let turns: Vec<f64> = (-25..=25).map(|i| 0.02 * f64::from(i)).collect();
        let best = turns
            .iter()
            .max_by(|&&a, &&b| sharpness(&columns, a).total_cmp(&sharpness(&columns, b)));
        assert!((best.unwrap() - 0.2).abs() < 0.03, "{best:?}");
    }
}
