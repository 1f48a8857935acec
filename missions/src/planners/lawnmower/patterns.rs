//! The ways to fly one cell's strokes to and fro: a stop with a choice for each.

use super::super::cost::Price;
use super::super::order::{Choice, Stop};
use super::super::sweep::{Stroke, Sweep};
use super::super::transit::Transits;

/// A cell and the strokes that each choice of its stop flies, in order.
#[derive(Clone, Debug)]
pub struct Patterns {
    /// The stop, for [`super::super::order::order`].
    pub stop: Stop,
    /// For each choice its strokes in the order and direction in which they are flown.
    pub strokes: Vec<Vec<Stroke>>,
}

impl Patterns {
    /// For each sweep (the same cell in different directions) four patterns: from either side,
    /// beginning at either end of the first line.
    pub fn new(sweeps: &[Sweep], transits: &mut Transits<'_>, price: &dyn Price) -> Self {
        let mut patterns = Self {
            stop: Stop {
                choices: Vec::new(),
            },
            strokes: Vec::new(),
        };
        for sweep in sweeps {
            for corner in 0..4 {
                let strokes = snake(sweep, corner & 1 == 1, corner & 2 == 2);
                patterns.add_both_ways(strokes, transits, price);
            }
        }
        patterns
    }

    /// Adds a pattern, if it is new, and the same backwards.
    fn add_both_ways(
        &mut self,
        strokes: Vec<Stroke>,
        transits: &mut Transits<'_>,
        price: &dyn Price,
    ) {
        if self.strokes.contains(&strokes) {
            return;
        }
        let backwards: Vec<Stroke> = strokes.iter().rev().map(|s| s.reversed()).collect();
        let ends: Vec<[usize; 2]> = strokes
            .iter()
            .map(|s| [transits.add(s.from), transits.add(s.to)])
            .collect();
        let number = self.strokes.len();
        let mut add = |strokes: Vec<Stroke>, ends: &[[usize; 2]], reverse| {
            let own: f64 = strokes.iter().map(|s| price.leg(s.from, s.to)).sum();
            let ways: f64 = ends
                .windows(2)
                .map(|pair| transits.cost(pair[0][1], pair[1][0]))
                .sum();
            if let (Some(first), Some(last)) = (ends.first(), ends.last()) {
                self.stop.choices.push(Choice {
                    entry: first[0],
                    exit: last[1],
                    cost: own + ways,
                    reverse,
                });
                self.strokes.push(strokes);
            }
        };
        let ends_back: Vec<[usize; 2]> = ends.iter().rev().map(|&[a, b]| [b, a]).collect();
        add(strokes, &ends, number + 1);
        add(backwards, &ends_back, number);
    }
}

/// Strips from one side to the other, each flown the other way than the one before.
fn snake(sweep: &Sweep, from_above: bool, from_right: bool) -> Vec<Stroke> {
    let mut rows: Vec<Vec<Stroke>> = Vec::new();
    let mut strip = None;
    for (stroke, number) in sweep.strokes.iter().zip(&sweep.strips) {
        match rows.last_mut() {
            Some(row) if strip == Some(*number) => row.push(*stroke),
            _ => rows.push(vec![*stroke]),
        }
        strip = Some(*number);
    }
    if from_above {
        rows.reverse();
    }
    let mut leftwards = from_right;
    let mut flown = Vec::with_capacity(sweep.strokes.len());
    for row in rows {
        if leftwards {
            flown.extend(row.iter().rev().map(|stroke| stroke.reversed()));
        } else {
            flown.extend(row);
        }
        leftwards = !leftwards;
    }
    flown
}
