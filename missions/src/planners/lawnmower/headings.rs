//! Which directions are worth trying.

use std::f64::consts::PI;

use geo::{ConvexHull, LinesIter, Polygon};

use crate::planners::sweep::Heading;

/// Directions tried at even steps, beside those of edges.
const EVEN: usize = 12;
/// Directions of edges tried, the longest first.
const EDGES: usize = 10;
/// Directions closer than this are one, radians.
const SAME_RAD: f64 = 0.03;

/// Directions of the longest edges, of the area's least width, and at even steps.
pub(super) fn candidates(area: &Polygon<f64>) -> Vec<Heading> {
    let mut angles = vec![least_width(area)];
    for angle in by_length(area).into_iter().take(EDGES) {
        push(&mut angles, angle);
    }
    for step in 0..EVEN {
        push(&mut angles, PI * step as f64 / EVEN as f64);
    }
    angles.into_iter().map(Heading::from_angle).collect()
}

fn push(angles: &mut Vec<f64>, angle: f64) {
    let apart = |other: &f64| {
        let turn = (angle - other).rem_euclid(PI);
        turn.min(PI - turn) >= SAME_RAD
    };
    if angles.iter().all(apart) {
        angles.push(angle);
    }
}

/// Directions of edges by the length of all edges of about that direction, longest first.
fn by_length(area: &Polygon<f64>) -> Vec<f64> {
    let mut bins = vec![(0.0, 0.0, 0.0); 120];
    for line in area.lines_iter() {
        let length = line.dx().hypot(line.dy());
        let angle = line.dy().atan2(line.dx()).rem_euclid(PI);
        let bin = &mut bins[((angle / PI * 120.0) as usize).min(119)];
        bin.0 += length;
        if length > bin.1 {
            *bin = (bin.0, length, angle);
        }
    }
    bins.retain(|bin| bin.0 > 0.0);
    bins.sort_by(|a, b| b.0.total_cmp(&a.0));
    bins.into_iter().map(|bin| bin.2).collect()
}

/// Direction of the hull's edge across which the area is least wide, radians.
pub fn least_width(area: &Polygon<f64>) -> f64 {
    let hull = area.convex_hull();
    let mut best = (f64::INFINITY, 0.0);
    for edge in hull.exterior().lines() {
        let length = edge.dx().hypot(edge.dy());
        let off = |c: &geo::Coord<f64>| {
            (edge.dx() * (c.y - edge.start.y) - edge.dy() * (c.x - edge.start.x)).abs() / length
        };
        let width = hull.exterior().coords().map(off).fold(0.0, f64::max);
        if width < best.0 {
            best = (width, edge.dy().atan2(edge.dx()));
        }
    }
    best.1
}
