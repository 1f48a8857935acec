//! The strokes over one patch, and what they leave over.

use geo::Coord;

use super::Lanes;
use super::patch::{Box2, Patch};

impl Lanes {
    /// The best line over a patch: least left over, then fewest and shortest strokes.
    pub(super) fn cover(&self, patch: &Patch) -> Cover {
        let half = 0.5 * self.spacing_m;
        let range = [patch.bounds.high.y - half, patch.bounds.low.y + half];
        let slack = range[1] - range[0];
        let shares: &[f64] = if slack < 0.02 * self.spacing_m {
            &[0.5]
        } else {
            &[0.5, 0.0, 0.25, 0.75, 1.0]
        };
        let mut best: Option<(f64, Cover)> = None;
        for share in shares {
            let cover = self.cover_at(patch, range[0] + share * slack);
            let price = cover.price(self.spacing_m);
            if best.as_ref().is_none_or(|(least, _)| price < *least) {
                best = Some((price, cover));
            }
            if best.as_ref().is_some_and(|(_, cover)| cover.is_plain()) {
                break;
            }
        }
        best.map_or_else(Cover::default, |(_, cover)| cover)
    }

    fn cover_at(&self, patch: &Patch, v: f64) -> Cover {
        let half = 0.5 * self.spacing_m;
        let (low, high) = (patch.bounds.low.x, patch.bounds.high.x);
        let (mut start, mut end) = (low + half, high - half);
        if start > end {
            start = 0.5 * (start + end);
            end = start;
        }
        let mut cover = Cover {
            left: vec![patch.clone()],
            ..Cover::default()
        };
        for stretch in self.stretches(v) {
            if stretch[1] < low - half || stretch[0] > high + half {
                continue;
            }
            let line = [start, end].map(|u| u.clamp(stretch[0], stretch[1]));
            let [from, to] = self.widen(line, stretch);
            cover.fly(Box2 {
                low: Coord {
                    x: from - half,
                    y: v - half,
                },
                high: Coord {
                    x: to + half,
                    y: v + half,
                },
            });
        }
        cover
    }

    /// A stroke has a direction, so it has a length: at least a hundredth of the spacing.
    fn widen(&self, [from, to]: [f64; 2], stretch: [f64; 2]) -> [f64; 2] {
        let missing = 0.01 * self.spacing_m - (to - from);
        if missing <= 0.0 {
            return [from, to];
        }
        let from = (from - 0.5 * missing).max(stretch[0]);
        let to = (from + 0.01 * self.spacing_m).min(stretch[1]);
        [(to - 0.01 * self.spacing_m).max(stretch[0]), to]
    }

    /// The free stretches of the line at v, rising u.
    fn stretches(&self, v: f64) -> Vec<[f64; 2]> {
        let crosses = |edge: &&[Coord<f64>; 2]| (edge[0].y > v) != (edge[1].y > v);
        let at = |[p, q]: &[Coord<f64>; 2]| p.x + (v - p.y) / (q.y - p.y) * (q.x - p.x);
        let mut us: Vec<f64> = self.edges.iter().filter(crosses).map(at).collect();
        if self.free_outside {
            us.extend([f64::NEG_INFINITY, f64::INFINITY]);
        }
        us.sort_unstable_by(f64::total_cmp);
        us.chunks_exact(2)
            .map(|pair| [pair[0], pair[1]])
            .filter(|stretch| stretch[1] - stretch[0] > 0.02 * self.spacing_m)
            .collect()
    }
}

/// Swaths over one patch and what they leave over.
#[derive(Default)]
pub(super) struct Cover {
    pub(super) boxes: Vec<Box2>,
    pub(super) left: Vec<Patch>,
}

impl Cover {
    /// Adds a swath, if it covers any of what is left over.
    fn fly(&mut self, swath: Box2) {
        if !self.left.iter().any(|patch| swath.meets(&patch.bounds)) {
            return;
        }
        let before = self.left_m2();
        let left = std::mem::take(&mut self.left);
        let rest: Vec<Patch> = left
            .iter()
            .flat_map(|patch| patch.clone().outside(&swath))
            .collect();
        let after: f64 = rest.iter().map(|p| p.area_m2).sum();
        if before - after > 1e-3 * before.min(1.0) {
            self.boxes.push(swath);
            self.left = rest;
        } else {
            self.left = left;
        }
    }

    fn left_m2(&self) -> f64 {
        self.left.iter().map(|p| p.area_m2).sum()
    }

    fn is_plain(&self) -> bool {
        self.boxes.len() == 1 && self.left.is_empty()
    }

    /// Metres that it is worth: what is left over is dear, each stroke costs its stops.
    fn price(&self, spacing_m: f64) -> f64 {
        let lengths: f64 = self.boxes.iter().map(|b| b.high.x - b.low.x).sum();
        let strokes = self.boxes.len() as f64 * 4.0 * spacing_m;
        lengths + strokes + self.left_m2() * 40.0 / spacing_m
    }
}

/// What a sweep has so far.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) boxes: Vec<(usize, Box2)>,
    pub(super) left: Vec<(usize, Patch)>,
    pub(super) lost_m2: f64,
}

impl Lines {
    pub(super) fn add(&mut self, strip: usize, cover: Cover) {
        self.boxes
            .extend(cover.boxes.into_iter().map(|b| (strip, b)));
        self.left.extend(cover.left.into_iter().map(|p| (strip, p)));
    }

    pub(super) fn drop_what_neighbours_cover(&mut self, spacing_m: f64) {
        let boxes = &self.boxes;
        let left = std::mem::take(&mut self.left);
        for (strip, patch) in left {
            let bounds = patch.bounds;
            let near = boxes
                .iter()
                .filter(|(other, swath)| other.abs_diff(strip) <= 1 && swath.meets(&bounds));
            let rest = near.fold(vec![patch], |rest, (_, swath)| {
                rest.into_iter().flat_map(|p| p.outside(swath)).collect()
            });
            let least = 1e-6 * spacing_m * spacing_m;
            self.left.extend(
                rest.into_iter()
                    .filter(|p| p.area_m2 > least)
                    .map(|p| (strip, p)),
            );
        }
    }
}
