//! What a sweep will cost, before it is drawn.

use geo::Coord;

use super::Lanes;
use crate::planners::cost::Price;

impl Lanes {
    /// About what covering a region costs: the lines through the middle of the strips, and a turn
    /// of one spacing after each, and what slanting edges add. Looks at no obstacle.
    pub fn estimate(&self, edges: &[[Coord<f64>; 2]], price: &dyn Price) -> f64 {
        let hop = Coord {
            x: self.spacing_m,
            y: 0.0,
        };
        let turn = price.leg(Coord::default(), hop);
        let mut cost = self.slants(edges) * turn;
        for (v, mut us) in self.crossings(edges) {
            us.sort_unstable_by(f64::total_cmp);
            // A border between two cells is crossed twice at one place.
            let mut end = f64::NEG_INFINITY;
            let mut start = 0.0;
            for pair in us.chunks_exact(2).chain([&[f64::INFINITY; 2][..]]) {
                if pair[0] - end > 1e-6 {
                    if end > start {
                        cost += turn + self.there_and_back(start, end, v, price);
                    }
                    start = pair[0];
                }
                end = pair[1];
            }
        }
        cost
    }

    /// About how many strokes the edges take that lie at less than 45° to the heading: what they
    /// leave over in each strip.
    fn slants(&self, edges: &[[Coord<f64>; 2]]) -> f64 {
        let slant = |[p, q]: &[Coord<f64>; 2]| {
            let along = self.heading.turn(*q - *p);
            let (du, dv) = (along.x.abs(), along.y.abs());
            let steep = dv / du.max(f64::MIN_POSITIVE);
            dv / self.spacing_m * (1.0 - steep).max(0.0)
        };
        edges.iter().map(slant).sum()
    }

    /// Middle of each strip, and where the edges cross it.
    fn crossings(&self, edges: &[[Coord<f64>; 2]]) -> Vec<(f64, Vec<f64>)> {
        let turned: Vec<_> = edges
            .iter()
            .map(|edge| edge.map(|c| self.heading.turn(c)))
            .collect();
        let ends = || turned.iter().flatten().map(|c| c.y);
        let bottom = ends().fold(f64::INFINITY, f64::min);
        let height = ends().fold(f64::NEG_INFINITY, f64::max) - bottom;
        let count = (height / self.spacing_m - 1e-6).ceil().max(1.0);
        let pitch = height / count;
        let mut rows: Vec<(f64, Vec<f64>)> = (0..count as usize)
            .map(|k| (bottom + (k as f64 + 0.5) * pitch, Vec::new()))
            .collect();
        for [p, q] in turned {
            let row = |v: f64| ((v - bottom) / pitch - 0.5).ceil().max(0.0) as usize;
            let (low, high) = (row(p.y.min(q.y)), row(p.y.max(q.y)));
            for (v, us) in rows.iter_mut().take(high).skip(low) {
                us.push(p.x + (*v - p.y) / (q.y - p.y) * (q.x - p.x));
            }
        }
        rows
    }

    /// Mean price of the line between two ends, flown either way, less what its caps see.
    fn there_and_back(&self, start: f64, end: f64, v: f64, price: &dyn Price) -> f64 {
        let half = 0.5 * self.spacing_m.min(end - start);
        let at = |u| self.heading.back(Coord { x: u, y: v });
        let (from, to) = (at(start + half), at(end - half));
        let (forth, back) = (price.leg(from, to), price.leg(to, from));
        if forth.is_finite() && back.is_finite() {
            0.5 * (forth + back)
        } else {
            forth.min(back)
        }
    }
}
