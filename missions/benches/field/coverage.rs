//! What was really covered, and whether anything was flown outside: by polygon booleans, without
//! asking the planner.

use geo::algorithm::bool_ops::unary_union;
use geo::{
    Area, BooleanOps, Distance, Euclidean, Intersects, LineString, LinesIter, Point, Polygon,
};
use missions::planners::sweep::Stroke;

/// Share of the area that the strokes' swaths cover: rectangles of one spacing's width, half a
/// spacing longer at each end (square caps).
pub(crate) fn covered(area: &Polygon<f64>, strokes: &[Stroke], spacing_m: f64) -> f64 {
    let swaths: Vec<Polygon<f64>> = strokes
        .iter()
        .map(|stroke| {
            let corners = stroke.swath(spacing_m);
            Polygon::new(LineString::from(corners.to_vec()), Vec::new())
        })
        .collect();
    let seen = unary_union(swaths.iter());
    1.0 - area.difference(&seen).unsigned_area() / area.unsigned_area()
}

/// Furthest that any leg comes out of the polygon, metres: looked at every 5 cm.
pub(crate) fn outside_m(area: &Polygon<f64>, legs: &[Stroke]) -> f64 {
    legs.iter()
        .map(|leg| leg_outside_m(area, leg))
        .fold(0.0, f64::max)
}

fn leg_outside_m(area: &Polygon<f64>, leg: &Stroke) -> f64 {
    let steps = (leg.length_m() / 0.05).ceil().max(1.0);
    (0..=steps as u32)
        .map(|i| Point::from(leg.from + (leg.to - leg.from) * (f64::from(i) / steps)))
        .filter(|place| !area.intersects(place))
        .map(|place| boundary_m(area, place))
        .fold(0.0, f64::max)
}

fn boundary_m(area: &Polygon<f64>, place: Point<f64>) -> f64 {
    area.lines_iter()
        .map(|edge| Euclidean.distance(&edge, &place))
        .fold(f64::INFINITY, f64::min)
}
