//! The boundary's edges, found quickly: what a line meets, what encloses a point.

use geo::{Coord, CoordsIter, LinesIter, MultiPolygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::frames::from_segment_m;

/// From this number of edges on an index is faster than looking at all of them.
const MANY: usize = 160;

#[derive(Debug)]
pub(super) struct Edges {
    all: Vec<[Coord<f64>; 2]>,
    tree: Option<RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>>,
    right: f64,
}

impl Edges {
    pub(super) fn new(region: &MultiPolygon<f64>) -> Self {
        let all: Vec<_> = region
            .lines_iter()
            .filter(|line| line.start != line.end)
            .map(|line| [line.start, line.end])
            .collect();
        let boxes = || {
            let corners = |[p, q]: &[Coord<f64>; 2]| ([p.x, p.y], [q.x, q.y]);
            all.iter().enumerate().map(move |(i, edge)| {
                let (p, q) = corners(edge);
                GeomWithData::new(Rectangle::from_corners(p, q), i)
            })
        };
        let tree = (all.len() > MANY).then(|| RTree::bulk_load(boxes().collect()));
        let right = region.coords_iter().map(|c| c.x).fold(0.0, f64::max);
        Self { all, tree, right }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[Coord<f64>; 2]> {
        self.all.iter()
    }

    /// Whether an odd number of edges lies to the right of the place.
    pub(super) fn encloses(&self, place: Coord<f64>) -> bool {
        let mut inside = false;
        let end = Coord {
            x: self.right.max(place.x),
            y: place.y,
        };
        self.visit(place, end, 0.0, |[p, q]| {
            let spans = (p.y > place.y) != (q.y > place.y);
            inside ^= spans && place.x < p.x + (place.y - p.y) / (q.y - p.y) * (q.x - p.x);
            true
        });
        inside
    }

    /// Whether an edge comes within a distance of the place.
    pub(super) fn touches(&self, place: Coord<f64>, within_m: f64) -> bool {
        !self.visit(place, place, within_m, |[p, q]| {
            from_segment_m(place, p, q) > within_m
        })
    }

    /// Where on the leg (0 to 1, rising, with both ends) it touches the boundary; `None` if it
    /// crosses an edge outright.
    pub(super) fn contacts(
        &self,
        from: Coord<f64>,
        to: Coord<f64>,
        touch_m: f64,
    ) -> Option<Vec<f64>> {
        let mut stops = vec![0.0, 1.0];
        let way = to - from;
        let whole = length(way).max(f64::MIN_POSITIVE);
        let uncrossed = self.visit(from, to, touch_m, |[p, q]| {
            let off_way = (cross(way, p - from) / whole, cross(way, q - from) / whole);
            let edge = q - p;
            let size = length(edge);
            let off_edge = (cross(edge, from - p) / size, cross(edge, to - p) / size);
            if apart(off_way, touch_m) || apart(off_edge, touch_m) {
                return true;
            }
            let grazes = |(a, b): (f64, f64)| a.abs() <= touch_m || b.abs() <= touch_m;
            if !grazes(off_way) && !grazes(off_edge) {
                return false;
            }
            let ends = [p, q].map(|end| dot(end - from, way) / (whole * whole));
            let meeting = off_edge.0 / (off_edge.0 - off_edge.1);
            stops.extend(
                ends.into_iter()
                    .chain([meeting])
                    .filter(|t| (0.0..1.0).contains(t)),
            );
            true
        });
        stops.sort_unstable_by(f64::total_cmp);
        uncrossed.then_some(stops)
    }

    /// Calls `see` with each edge whose box meets the box of two points, widened; until it says
    /// `false`, which is then the answer.
    fn visit(
        &self,
        a: Coord<f64>,
        b: Coord<f64>,
        widen: f64,
        mut see: impl FnMut([Coord<f64>; 2]) -> bool,
    ) -> bool {
        let low = [a.x.min(b.x) - widen, a.y.min(b.y) - widen];
        let high = [a.x.max(b.x) + widen, a.y.max(b.y) + widen];
        if let Some(tree) = &self.tree {
            return tree
                .locate_in_envelope_intersecting(&AABB::from_corners(low, high))
                .all(|found| see(self.all[found.data]));
        }
        self.all
            .iter()
            .filter(|[p, q]| {
                p.x.max(q.x) >= low[0]
                    && p.x.min(q.x) <= high[0]
                    && p.y.max(q.y) >= low[1]
                    && p.y.min(q.y) <= high[1]
            })
            .all(|&edge| see(edge))
    }
}

/// Both on the same side, and further than a touch.
fn apart((a, b): (f64, f64), touch_m: f64) -> bool {
    (a > touch_m && b > touch_m) || (a < -touch_m && b < -touch_m)
}

fn cross(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.y - a.y * b.x
}

fn dot(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.x + a.y * b.y
}

fn length(v: Coord<f64>) -> f64 {
    dot(v, v).sqrt()
}
