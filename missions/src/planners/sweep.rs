//! Strokes: the straight lines, flown with the camera on, that cover a region in one direction.
//!
//! A stroke covers a rectangle: half the spacing to each side and half the spacing beyond each
//! end, the footprint of a square picture. A region is cut into strips of equal height no higher
//! than the spacing; each connected part of a strip, a *patch*, gets one stroke, more where an
//! obstacle stands on the line. What a slanting boundary leaves over is covered by short strokes of
//! its own, the largest first, until less than [`TOLERANCE`] of the region is left.
//!
//! ```text
//!   v ↑   ┌───────────────╲
//!     │   │ ───────────── ╲      strip: at most one spacing high
//!     │   ├────────────────╲
//!     │   │ ──────  ┌──┐ ── ╲    patch left and right of a hole: a stroke each
//!     │   └─────────┘  └─────╲
//!     └──────────────────────→ u   along the strokes
//! ```

mod patch;
mod slabs;

use geo::Coord;

use super::cost::Price;
use super::transit::FreeSpace;
use patch::{Box2, Patch};
pub(crate) use slabs::{Slab, slabs};

/// Share of a region's area that may stay uncovered.
pub const TOLERANCE: f64 = 3e-4;

/// Most strokes added to a sweep for what slanting boundaries leave over.
const MENDS: usize = 400;

/// A straight line flown with the camera on, metres, x east, y north.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Where it starts.
    pub from: Coord<f64>,
    /// Where it ends.
    pub to: Coord<f64>,
}

impl Stroke {
    /// The same line flown the other way.
    pub const fn reversed(self) -> Self {
        Self {
            from: self.to,
            to: self.from,
        }
    }

    /// Length, metres.
    pub fn length_m(&self) -> f64 {
        (self.to.x - self.from.x).hypot(self.to.y - self.from.y)
    }

    /// Corners of what it covers at a spacing: see the module's words on the footprint.
    pub fn swath(&self, spacing_m: f64) -> [Coord<f64>; 4] {
        let way = self.to - self.from;
        let along = way / way.x.hypot(way.y) * (0.5 * spacing_m);
        let aside = Coord {
            x: -along.y,
            y: along.x,
        };
        [
            self.from - along - aside,
            self.to + along - aside,
            self.to + along + aside,
            self.from - along + aside,
        ]
    }
}

/// The direction of strokes, with the frame turned into it: u along them, v to their left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heading {
    cos: f64,
    sin: f64,
}

impl Heading {
    /// From an angle counter-clockwise from east, radians.
    pub fn from_angle(angle_rad: f64) -> Self {
        let (sin, cos) = angle_rad.sin_cos();
        Self { cos, sin }
    }

    /// Angle counter-clockwise from east, radians, 0 to π: strokes are flown both ways.
    pub fn angle_rad(self) -> f64 {
        self.sin.atan2(self.cos).rem_euclid(std::f64::consts::PI)
    }

    /// (u, v) of a place.
    pub(crate) fn turn(self, c: Coord<f64>) -> Coord<f64> {
        Coord {
            x: c.x * self.cos + c.y * self.sin,
            y: c.y * self.cos - c.x * self.sin,
        }
    }

    /// The place at (u, v).
    pub(crate) fn back(self, c: Coord<f64>) -> Coord<f64> {
        Coord {
            x: c.x * self.cos - c.y * self.sin,
            y: c.x * self.sin + c.y * self.cos,
        }
    }
}

/// Free space seen along one heading: which stretches of a line are free.
#[derive(Debug)]
pub struct Lanes {
    heading: Heading,
    spacing_m: f64,
    edges: Vec<[Coord<f64>; 2]>,
    free_outside: bool,
}

/// The strokes that cover a region, and what they leave over.
#[derive(Clone, Debug, Default)]
pub struct Sweep {
    /// Strip by strip, rising v; within a strip rising u; all flown towards +u.
    pub strokes: Vec<Stroke>,
    /// The strip that each stroke belongs to.
    pub strips: Vec<usize>,
    /// Area that no stroke covers, square metres.
    pub left_over_m2: f64,
}

impl Lanes {
    /// Free space for strokes of a heading and spacing (metres).
    pub fn new(free: &FreeSpace, heading: Heading, spacing_m: f64) -> Self {
        let turned = |edge: &[Coord<f64>; 2]| edge.map(|c| heading.turn(c));
        Self {
            heading,
            spacing_m,
            edges: free.edges().map(turned).collect(),
            free_outside: !free.is_bounded(),
        }
    }

    /// Covers a region: polygons that do not overlap, as their rings' edges.
    pub fn sweep(&self, edges: &[[Coord<f64>; 2]]) -> Sweep {
        let turned: Vec<_> = edges
            .iter()
            .map(|edge| edge.map(|c| self.heading.turn(c)))
            .collect();
        self.sweep_slabs(&slabs(&turned))
    }

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

    fn sweep_slabs(&self, slabs: &[Slab]) -> Sweep {
        let (Some(first), Some(last)) = (slabs.first(), slabs.last()) else {
            return Sweep::default();
        };
        let bottom = first.v[0];
        let height = last.v[1] - bottom;
        let count = (height / self.spacing_m - 1e-6).ceil().max(1.0);
        let pitch = height / count;
        let mut lines = Lines::default();
        let mut area = 0.0;
        for strip in 0..count as usize {
            let v = [strip, strip + 1].map(|k| bottom + pitch * k as f64);
            for patch in Patch::of_strip(slabs, v) {
                area += patch.area_m2;
                lines.add(strip, self.cover(&patch));
            }
        }
        self.mend(&mut lines, area * TOLERANCE);
        self.finish(&lines)
    }

    /// Covers the largest of what is left over until little enough is.
    fn mend(&self, lines: &mut Lines, tolerance_m2: f64) {
        lines.drop_what_neighbours_cover(self.spacing_m);
        for _ in 0..MENDS {
            let total: f64 = lines.left.iter().map(|(_, patch)| patch.area_m2).sum();
            let largest = lines
                .left
                .iter()
                .enumerate()
                .max_by(|a, b| a.1.1.area_m2.total_cmp(&b.1.1.area_m2));
            let Some((index, _)) = largest.filter(|_| total > tolerance_m2) else {
                break;
            };
            let (strip, patch) = lines.left.swap_remove(index);
            let cover = self.cover(&patch);
            if cover.boxes.is_empty() {
                lines.lost_m2 += patch.area_m2;
            } else {
                lines.add(strip, cover);
            }
        }
    }

    fn finish(&self, lines: &Lines) -> Sweep {
        let half = 0.5 * self.spacing_m;
        let left: f64 = lines.left.iter().map(|(_, patch)| patch.area_m2).sum();
        let mut order: Vec<usize> = (0..lines.boxes.len()).collect();
        let key = |i: usize| (lines.boxes[i].0, lines.boxes[i].1.low.x);
        order.sort_by(|&a, &b| {
            let (a, b) = (key(a), key(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        let stroke = |i: &usize| {
            let swath = &lines.boxes[*i].1;
            let v = 0.5 * (swath.low.y + swath.high.y);
            let at = |u| self.heading.back(Coord { x: u, y: v });
            Stroke {
                from: at(swath.low.x + half),
                to: at(swath.high.x - half),
            }
        };
        Sweep {
            strokes: order.iter().map(stroke).collect(),
            strips: order.iter().map(|&i| lines.boxes[i].0).collect(),
            left_over_m2: left + lines.lost_m2,
        }
    }

    /// The best line over a patch: least left over, then fewest and shortest strokes.
    fn cover(&self, patch: &Patch) -> Cover {
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
struct Cover {
    boxes: Vec<Box2>,
    left: Vec<Patch>,
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
struct Lines {
    boxes: Vec<(usize, Box2)>,
    left: Vec<(usize, Patch)>,
    lost_m2: f64,
}

impl Lines {
    fn add(&mut self, strip: usize, cover: Cover) {
        self.boxes
            .extend(cover.boxes.into_iter().map(|b| (strip, b)));
        self.left.extend(cover.left.into_iter().map(|p| (strip, p)));
    }

    fn drop_what_neighbours_cover(&mut self, spacing_m: f64) {
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
