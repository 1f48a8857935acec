//! Flat opening by running minima and maxima over squares.
//!
//! Each line is done in three comparisons a value, whatever the window (van Herk 1992, Gil and
//! Werman 1993).

use crate::vision::picture::Plane;
use rayon::prelude::*;

/// What is brighter than its surroundings and narrower than the square of `2 half + 1` pixels.
pub(super) fn top_hat(plane: &Plane, half: usize) -> Plane {
    let opened = dilated(&eroded(plane, half), half);
    plane.with(&opened, |value, ground| value - ground)
}

/// The largest value within `half` pixels, each way.
pub(super) fn dilated(plane: &Plane, half: usize) -> Plane {
    both_ways(plane, half, f32::max, f32::NEG_INFINITY)
}

fn eroded(plane: &Plane, half: usize) -> Plane {
    both_ways(plane, half, f32::min, f32::INFINITY)
}

fn both_ways(plane: &Plane, half: usize, pick: fn(f32, f32) -> f32, edge: f32) -> Plane {
    let across = rows(plane, half, pick, edge);
    rows(&across.turned(), half, pick, edge).turned()
}

fn rows(plane: &Plane, half: usize, pick: fn(f32, f32) -> f32, edge: f32) -> Plane {
    let width = plane.width().max(1);
    let mut values = vec![0.0; plane.values().len()];
    values
        .par_chunks_mut(16 * width)
        .zip(plane.values().par_chunks(16 * width))
        .for_each(|(out, lines)| {
            let mut running = Running::new(width, half, pick, edge);
            let lines = lines.chunks_exact(width).zip(out.chunks_exact_mut(width));
            lines.for_each(|(line, out)| running.line(line, out));
        });
    Plane::new(plane.width(), plane.height(), values)
}

/// Room for one line's blocks.
struct Running {
    half: usize,
    pick: fn(f32, f32) -> f32,
    padded: Vec<f32>,
    /// The pick of each block from its beginning, and to its end.
    from_begin: Vec<f32>,
    to_end: Vec<f32>,
}

impl Running {
    fn new(width: usize, half: usize, pick: fn(f32, f32) -> f32, edge: f32) -> Self {
        let padded = vec![edge; width + 2 * half];
        Self {
            half,
            pick,
            from_begin: padded.clone(),
            to_end: padded.clone(),
            padded,
        }
    }

    fn line(&mut self, line: &[f32], out: &mut [f32]) {
        let window = 2 * self.half + 1;
        self.padded[self.half..self.half + line.len()].copy_from_slice(line);
        let blocks = self.padded.chunks(window);
        let begins = self.from_begin.chunks_mut(window);
        let ends = self.to_end.chunks_mut(window);
        for ((block, begin), end) in blocks.zip(begins).zip(ends) {
            let mut running = block[0];
            for (value, out) in block.iter().zip(begin) {
                running = (self.pick)(running, *value);
                *out = running;
            }
            let mut running = block[block.len() - 1];
            for (value, out) in block.iter().zip(end).rev() {
                running = (self.pick)(running, *value);
                *out = running;
            }
        }
        let last = &self.from_begin[window - 1..];
        for ((out, a), b) in out.iter_mut().zip(&self.to_end).zip(last) {
            *out = (self.pick)(*a, *b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by looking at every neighbour.
    fn slowly_dilated(plane: &Plane, half: usize) -> Vec<f32> {
        let (w, h) = (plane.width(), plane.height());
        let largest = |x: usize, y: usize| {
            let columns = x.saturating_sub(half)..(x + half + 1).min(w);
            let rows = y.saturating_sub(half)..(y + half + 1).min(h);
            let near = rows.flat_map(|y| columns.clone().map(move |x| (x, y)));
            near.map(|(x, y)| plane.at(x, y))
                .fold(f32::NEG_INFINITY, f32::max)
        };
        (0..w * h).map(|i| largest(i % w, i / w)).collect()
    }

    proptest! {
        #[test]
        fn running_maxima_are_the_maxima(w in 1_usize..40, h in 1_usize..30, half in 0_usize..9, seed in 0_u32..1000) {
            let values = (0..(w * h) as u32).map(|i| ((i.wrapping_mul(2_654_435_761) ^ seed) >> 20) as f32);
            let plane = Plane::new(w, h, values.collect());
            let dilated = dilated(&plane, half);
            prop_assert_eq!(dilated.values(), &slowly_dilated(&plane, half)[..]);
        }
    }

    #[test]
    fn a_narrow_stroke_stays_and_a_broad_patch_goes() {
        let values = (0..40).map(|x| {
            if x == 5 || (20..32).contains(&x) {
                9.0
            } else {
                1.0
            }
        });
        let line: Vec<f32> = values.collect();
        let plane = Plane::new(40, 9, line.repeat(9));
        let hat = top_hat(&plane, 3);
        assert!((hat.at(5, 4) - 8.0).abs() < 1e-6);
        assert!(hat.at(25, 4).abs() < 1e-6);
    }
}
