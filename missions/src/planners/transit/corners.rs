//! The corners of free space that a shortest way can turn at.

use geo::{Coord, LineString, MultiPolygon};

use super::TOUCH_M;

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

    /// The same for a place that touches the boundary: by rounding it lies now on this side and
    /// now on that, and so counts as on the side of the corner that it is nearer to than a touch.
    pub(super) fn is_nearly_tangent(&self, place: Coord<f64>) -> bool {
        let way = self.at - place;
        let off_side_m = |neighbour: Coord<f64>| {
            let side = neighbour - self.at;
            cross(way, side) / side.x.hypot(side.y)
        };
        let (before_m, after_m) = (off_side_m(self.before), off_side_m(self.after));
        before_m.min(after_m) >= -TOUCH_M || before_m.max(after_m) <= TOUCH_M
    }
}

/// Corners where the boundary turns towards free space: that is inside the region if it is bounded.
pub(super) fn reflex(region: &MultiPolygon<f64>, bounded: bool) -> Vec<Corner> {
    let mut corners = Vec::new();
    for polygon in region {
        corners.extend(reflex_of_ring(polygon.exterior(), bounded));
        for hole in polygon.interiors() {
            corners.extend(reflex_of_ring(hole, !bounded));
        }
    }
    corners
}

fn reflex_of_ring(ring: &LineString<f64>, free_inside: bool) -> Vec<Corner> {
    let mut points = ring.0.clone();
    points.dedup();
    points.pop();
    let n = points.len();
    let twice: f64 = (0..n)
        .map(|i| cross(points[i] - points[0], points[(i + 1) % n] - points[0]))
        .sum();
    let left_is_free = (twice > 0.0) == free_inside;
    (0..n)
        .map(|i| Corner {
            at: points[i],
            before: points[(i + n - 1) % n],
            after: points[(i + 1) % n],
        })
        .filter(|corner| {
            let turn = cross(corner.at - corner.before, corner.after - corner.at);
            turn != 0.0 && (turn < 0.0) == left_is_free
        })
        .collect()
}

fn cross(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.y - a.y * b.x
}
