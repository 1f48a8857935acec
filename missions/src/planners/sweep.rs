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

mod cover;
mod estimate;
mod patch;
mod slabs;
mod stroke;

use geo::Coord;

use super::transit::FreeSpace;
use cover::Lines;
use patch::Patch;
pub(crate) use slabs::{Slab, slabs};
pub use stroke::{Heading, Stroke};

/// Share of a region's area that may stay uncovered.
pub const TOLERANCE: f64 = 3e-4;

/// With more strokes than this nobody goes on with a sweep (see `lawnmower::check`).
const ENDLESS: usize = 8_000;

/// Most strokes added to a sweep for what slanting boundaries leave over.
const MENDS: usize = 400;

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
            if lines.boxes.len() > ENDLESS {
                break;
            }
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
}
