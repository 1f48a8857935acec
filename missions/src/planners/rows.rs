//! Shapes whose border is frayed, drawn in rows.
//!
//! A border of thousands of teeth cannot be drawn coarser corner by corner (Douglas and Peucker's
//! way takes off one at a time there, as deep as there are corners), and every tooth would have
//! lines, or ways round it, of its own. In rows it is filled from end to end, but for what is wider
//! than two rows: what comes out holds the whole shape.
//!
//! ```text
//!   ╱╲╱╲╱╲  ╱╲        ██████  ██
//!  ╱      ╲╱  ╲  →   ███████████
//! ```

use geo::{BooleanOps as _, BoundingRect as _, Coord, CoordsIter, LineString, LinesIter as _};
use geo::{MultiPolygon, Polygon, Rect, unary_union};

use crate::frames::from_segment_m;

/// A border that is not frayed takes fewer steps than this for each of its corners.
const STEPS: usize = 60;

/// Spans of a row that are put together before there are more.
const MANY_SPANS: usize = 4096;

/// Whether drawing a shape coarser, within so many metres, would take off corner after corner.
pub fn is_frayed(shape: &MultiPolygon<f64>, slack_m: f64) -> bool {
    let rings = shape.iter().flat_map(|polygon| {
        let holes = polygon.interiors().iter();
        std::iter::once(polygon.exterior()).chain(holes)
    });
    let mut left = STEPS * shape.coords_count();
    rings.into_iter().any(|ring| {
        let steps = steps(ring, slack_m, left);
        left = left.saturating_sub(steps.unwrap_or(left));
        steps.is_none()
    })
}

/// The same of a line.
pub fn is_frayed_line(line: &LineString<f64>, slack_m: f64) -> bool {
    steps(line, slack_m, STEPS * line.0.len()).is_none()
}

/// Steps that Douglas and Peucker's way takes, where they are at most so many.
fn steps(ring: &LineString<f64>, slack_m: f64, most: usize) -> Option<usize> {
    let points = &ring.0;
    let mut steps = 0;
    let mut parts = vec![(0, points.len().saturating_sub(1))];
    while let Some((first, last)) = parts.pop() {
        if last < first + 2 {
            continue;
        }
        steps += last - first;
        if steps > most {
            return None;
        }
        let (a, b) = (points[first], points[last]);
        let farthest = (first + 1..last)
            .map(|i| (from_segment_m(points[i], a, b), i))
            .max_by(|x, y| x.0.total_cmp(&y.0));
        if let Some((_, at)) = farthest.filter(|(off_m, _)| *off_m > slack_m) {
            parts.extend([(first, at), (at, last)]);
        }
    }
    Some(steps)
}

/// A shape in rows of a height, metres: it holds all that it was.
pub fn filled(shape: &MultiPolygon<f64>, by_m: f64) -> MultiPolygon<f64> {
    let Some(bounds) = shape.bounding_rect() else {
        return MultiPolygon(Vec::new());
    };
    let bottom = bounds.min().y;
    let count = (bounds.height() / by_m).ceil().max(1.0) as usize;
    let mut rows: Vec<Row> = vec![Row::default(); count];
    for edge in shape.lines_iter() {
        let (low, high) = if edge.start.y <= edge.end.y {
            (edge.start, edge.end)
        } else {
            (edge.end, edge.start)
        };
        let row_of = |v: f64| (((v - bottom) / by_m) as usize).min(count - 1);
        let (first, last) = (row_of(low.y), row_of(high.y));
        for (k, row) in rows.iter_mut().enumerate().take(last + 1).skip(first) {
            let floor = bottom + by_m * k as f64;
            row.take(low, high, [floor, floor + by_m]);
        }
    }
    let boxes = rows.into_iter().enumerate().flat_map(|(k, row)| {
        let floor = bottom + by_m * k as f64;
        let spans = row.filled(2.0 * by_m).into_iter();
        spans.map(move |[from, to]| Rect::new((from, floor), (to, floor + by_m)).to_polygon())
    });
    let boxes: Vec<Polygon<f64>> = boxes.collect();
    unary_union(&boxes)
}

/// What of a shape is left when everything around it is drawn in rows: it lies within all that it
/// was.
pub fn thinned(shape: &MultiPolygon<f64>, by_m: f64) -> MultiPolygon<f64> {
    let Some(bounds) = shape.bounding_rect() else {
        return MultiPolygon(Vec::new());
    };
    let more = Coord { x: by_m, y: by_m } * 2.0;
    let all = Rect::new(bounds.min() - more, bounds.max() + more).to_polygon();
    let rings = shape.iter().flat_map(|polygon| {
        let holes = polygon.interiors().iter();
        std::iter::once(polygon.exterior()).chain(holes).cloned()
    });
    // Its edges are all that is looked at: what lies inside an odd number of rings.
    let around = Polygon::new(all.exterior().clone(), rings.collect());
    MultiPolygon(vec![all]).difference(&filled(&around.into(), by_m))
}

/// What of a shape lies in a row, as spans along it.
#[derive(Clone, Default)]
struct Row {
    /// Of each edge, as far as it lies in the row.
    spans: Vec<[f64; 2]>,
    /// Where edges cross its lower side.
    crossings: Vec<f64>,
}

impl Row {
    /// An edge, its lower end first, that comes into the row between two heights.
    fn take(&mut self, low: Coord<f64>, high: Coord<f64>, v: [f64; 2]) {
        let rise = high.y - low.y;
        let at = |v: f64| low.x + ((v - low.y) / rise).clamp(0.0, 1.0) * (high.x - low.x);
        let [from, to] = if rise > 0.0 {
            v.map(at)
        } else {
            [low.x, high.x]
        };
        self.spans.push([from.min(to), from.max(to)]);
        if low.y <= v[0] && high.y > v[0] {
            self.crossings.push(from);
        }
        if self.spans.len() >= MANY_SPANS {
            self.join(0.0);
        }
    }

    /// Spans that are no farther from each other than this become one.
    fn join(&mut self, gap_m: f64) {
        self.spans.sort_unstable_by(|a, b| a[0].total_cmp(&b[0]));
        let mut joined: Vec<[f64; 2]> = Vec::new();
        for [from, to] in self.spans.drain(..) {
            match joined.last_mut() {
                Some(last) if from - last[1] <= gap_m => last[1] = last[1].max(to),
                _ => joined.push([from, to]),
            }
        }
        self.spans = joined;
    }

    /// All that lies in the row, gaps of up to so many metres with it.
    ///
    /// Straight below a place of the shape lies either an edge in the row, or a place of the shape
    /// on the row's lower side.
    fn filled(mut self, gap_m: f64) -> Vec<[f64; 2]> {
        self.crossings.sort_unstable_by(f64::total_cmp);
        let inside = self.crossings.chunks_exact(2);
        self.spans.extend(inside.map(|pair| [pair[0], pair[1]]));
        self.join(gap_m);
        self.spans.retain(|[from, to]| to > from);
        self.spans
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use geo::{Area as _, polygon};

    /// A star about the origin, with teeth from the inner radius to 700 m.
    pub(crate) fn star(corners: u32, inner_m: f64) -> Polygon<f64> {
        let corner = |i: u32| {
            let radius_m = if i.is_multiple_of(2) { 700.0 } else { inner_m };
            let angle = f64::from(i) / f64::from(corners) * std::f64::consts::TAU;
            Coord {
                x: radius_m * angle.cos(),
                y: radius_m * angle.sin(),
            }
        };
        Polygon::new((0..corners).map(corner).collect(), Vec::new())
    }

    #[test]
    fn what_is_drawn_in_rows_holds_the_shape_and_what_is_left_lies_within_it() {
        let notched: MultiPolygon<f64> = polygon!(
            exterior: [(x: 0., y: 0.), (x: 100., y: 3.), (x: 80., y: 90.), (x: 50., y: 20.), (x: 20., y: 95.)],
            interiors: [[(x: 40., y: 5.), (x: 60., y: 5.), (x: 50., y: 15.)]],
        )
        .into();
        for shape in [notched, star(60, 300.0).into(), star(1000, 100.0).into()] {
            let grown = filled(&shape, 4.0);
            let lost = shape.difference(&grown).unsigned_area();
            assert!(lost < 1e-6 * shape.unsigned_area(), "{lost}");
            let shrunk = thinned(&shape, 4.0);
            let gained = shrunk.difference(&shape).unsigned_area();
            assert!(gained < 1e-6 * shape.unsigned_area(), "{gained}");
            assert!(shrunk.unsigned_area() < grown.unsigned_area());
        }
    }

    /// Recursion as deep as there are corners once ended the program.
    #[test]
    fn a_star_is_frayed_and_a_ragged_coast_is_not() {
        assert!(is_frayed(&star(100_000, 200.0).into(), 0.3));
        assert!(is_frayed(&star(2000, 200.0).into(), 0.3));
        assert!(!is_frayed(&star(40, 200.0).into(), 0.3));
        let coast = (0..100_000).map(|i| {
            let angle = f64::from(i) / 100_000.0 * std::f64::consts::TAU;
            let radius_m = 500.0 * (1.0 + 0.01 * (angle * 637.0).sin());
            Coord {
                x: radius_m * angle.cos(),
                y: radius_m * angle.sin(),
            }
        });
        assert!(!is_frayed(
            &Polygon::new(coast.collect(), Vec::new()).into(),
            0.3
        ));
    }
}
