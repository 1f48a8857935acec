//! The corners of free space that a shortest way can turn at.

use geo::{Coord, LineString, MultiPolygon};

/// A corner that sticks out into free space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corner {
    pub(super) at: Coord<f64>,
    before: Coord<f64>,
    after: Coord<f64>,
}

impl Corner {
    /// Whether the line from a place through the corner grazes it: only such a line can be part
    /// of a shortest way that turns here.
    pub(super) fn is_tangent(&self, place: Coord<f64>) -> bool {
        let way = self.at - place;
        let sides = (
            cross(way, self.before - self.at),
            cross(way, self.after - self.at),
        );
        sides.0 * sides.1 >= -1e-9 * (1.0 + way.x * way.x + way.y * way.y)
    }
}

/// Corners where the boundary turns towards free space; rings have it on their left.
pub(super) fn reflex(region: &MultiPolygon<f64>) -> Vec<Corner> {
    let rings = region
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    rings.flat_map(reflex_of_ring).collect()
}

fn reflex_of_ring(ring: &LineString<f64>) -> Vec<Corner> {
    let mut points = ring.0.clone();
    points.dedup();
    points.pop();
    let n = points.len();
    (0..n)
        .map(|i| Corner {
            at: points[i],
            before: points[(i + n - 1) % n],
            after: points[(i + 1) % n],
        })
        .filter(|corner| cross(corner.at - corner.before, corner.after - corner.at) < 0.0)
        .collect()
}

fn cross(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.y - a.y * b.x
}
