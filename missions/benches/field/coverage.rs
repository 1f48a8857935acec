//! What was really covered, and whether anything was flown outside: by polygon booleans, without
//! asking the planner.

use geo::algorithm::bool_ops::unary_union;
use geo::{Area, BooleanOps, Euclidean, Length, LineString, MultiLineString, Polygon};
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

/// Metres of the legs that lie outside the polygon.
pub(crate) fn outside_m(area: &Polygon<f64>, legs: &[Stroke]) -> f64 {
    let lines: Vec<LineString<f64>> = legs
        .iter()
        .map(|leg| LineString::new(vec![leg.from, leg.to]))
        .collect();
    let lines = MultiLineString(lines);
    let out = area.clip(&lines, true);
    Euclidean.length(&out)
}
