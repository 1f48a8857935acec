//! Whether a ring of positions bounds an area: the faults that a polygon can have.

pub(crate) mod sweep;

use geo::Contains;
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{BoundingRect as _, Coord, Line, LineString, Polygon};
use rstar::primitives::{GeomWithData, Line as IndexedLine, Rectangle};
use rstar::{AABB, RTree};

use crate::frames::LocalPlane;
use crate::geodesy::{Position, Region};
use crate::plan::check::Objection;

/// A fault is named at most this often in one ring; the rest is counted.
const NAMED: usize = 5;

/// Pairs of edges that are looked at to name and count crossings; and a ring of so many edges is asked
/// first whether it has any at all.
const PAIRS: usize = 2_000_000;
const MANY: usize = 2000;

/// What lies no farther from a border than this is on it, metres: files round to centimetres.
const TOUCH_M: f64 = 0.05;

/// Every fault of a region's rings; the place of each begins with `place`.
pub fn faults(region: &Region, plane: LocalPlane, place: &str) -> Vec<Objection> {
    let outer = format!("{place}, outer ring");
    let mut found = ring_faults(&region.outer, plane, &outer);
    for (index, hole) in region.holes.iter().enumerate() {
        let hole_place = format!("{place}, hole {}", index + 1);
        found.extend(ring_faults(hole, plane, &hole_place));
    }
    if found.is_empty() {
        found = hole_faults(region, plane, place);
    }
    found
}

fn ring_faults(ring: &[Position], plane: LocalPlane, place: &str) -> Vec<Objection> {
    let points = distinct(ring, plane);
    if points.len() < 3 {
        let reason = format!("has {} different points, a polygon needs 3", points.len());
        return vec![Objection::error(place, reason)];
    }
    crossings(&points, ring, place)
}

/// The ring in the plane without repeated neighbours, each point with its number in the file.
fn distinct(ring: &[Position], plane: LocalPlane) -> Vec<(usize, Coord<f64>)> {
    let mut points: Vec<(usize, Coord<f64>)> = ring
        .iter()
        .map(|position| plane.to_plane(*position))
        .enumerate()
        .collect();
    points.dedup_by(|b, a| near(a.1, b.1));
    while points.len() > 1 && near(points[0].1, points[points.len() - 1].1) {
        points.pop();
    }
    points
}

fn near(a: Coord<f64>, b: Coord<f64>) -> bool {
    (a.x - b.x).hypot(a.y - b.y) < 1e-3
}

type Edge = GeomWithData<IndexedLine<[f64; 2]>, usize>;

/// Where edges that are not neighbours touch or cross.
fn crossings(points: &[(usize, Coord<f64>)], ring: &[Position], place: &str) -> Vec<Objection> {
    let count = points.len();
    let line = |i: usize| Line::new(points[i].1, points[(i + 1) % count].1);
    let edges: Vec<Edge> = (0..count)
        .map(|i| {
            let edge = line(i);
            let indexed = IndexedLine::new([edge.start.x, edge.start.y], [edge.end.x, edge.end.y]);
            GeomWithData::new(indexed, i)
        })
        .collect();
    let cross = |i: usize, j: usize| {
        let neighbours = j == i + 1 || (i == 0 && j + 1 == count);
        crosses(line(i), line(j), neighbours)
    };
    let named = |[i, j]: [usize; 2]| {
        let at = ring[points[i].0];
        Objection::error(
            format!("{place}, edges {} and {}", points[i].0 + 1, points[j].0 + 1),
            format!(
                "the ring crosses itself near [{:.5}, {:.5}]",
                at.latitude_deg(),
                at.longitude_deg()
            ),
        )
    };
    let mut found: Vec<[usize; 2]> = Vec::new();
    if count > MANY {
        let lines: Vec<Line<f64>> = (0..count).map(line).collect();
        let Some(first) = sweep::crossing(&lines, cross) else {
            return Vec::new();
        };
        found.push(first);
    }
    let tree = RTree::bulk_load(edges);
    let mut more = 0;
    let mut pairs = 0;
    'edges: for i in 0..count {
        for other in tree.locate_in_envelope_intersecting(&envelope(line(i))) {
            let j = other.data;
            if j <= i {
                continue;
            }
            pairs += 1;
            if pairs > PAIRS {
                break 'edges;
            }
            if !cross(i, j) || found.contains(&[i, j]) {
                continue;
            }
            if found.len() == NAMED {
                more += 1;
            } else {
                found.push([i, j]);
            }
        }
    }
    found.sort_unstable();
    let mut found: Vec<Objection> = found.into_iter().map(named).collect();
    if more > 0 {
        let at_least = if pairs > PAIRS { "at least " } else { "" };
        found.push(Objection::error(
            place,
            format!("crosses itself {at_least}{more} times more"),
        ));
    }
    found
}

/// The first two edges of a ring of corners, metres, that cross: an edge has the number of the corner that
/// it begins at, from 0.
pub(crate) fn crossed(corners: &[Coord<f64>]) -> Option<[usize; 2]> {
    let count = corners.len();
    let lines: Vec<Line<f64>> = (0..count)
        .map(|i| Line::new(corners[i], corners[(i + 1) % count]))
        .collect();
    sweep::crossing(&lines, |i, j| {
        let neighbours = j == i + 1 || (i == 0 && j + 1 == count);
        crosses(lines[i], lines[j], neighbours)
    })
}

fn envelope(line: Line<f64>) -> AABB<[f64; 2]> {
    AABB::from_corners([line.start.x, line.start.y], [line.end.x, line.end.y])
}

/// Neighbours share a point; they cross only where one folds back onto the other.
fn crosses(a: Line<f64>, b: Line<f64>, neighbours: bool) -> bool {
    match line_intersection(a, b) {
        None => false,
        Some(LineIntersection::Collinear { intersection }) => {
            !near(intersection.start, intersection.end)
        }
        Some(LineIntersection::SinglePoint { .. }) => !neighbours,
    }
}

/// Holes outside the outer ring, and holes that overlap each other.
fn hole_faults(region: &Region, plane: LocalPlane, place: &str) -> Vec<Objection> {
    let outer = polygon(&region.outer, plane);
    let holes: Vec<Polygon<f64>> = region.holes.iter().map(|h| polygon(h, plane)).collect();
    let boxes = holes.iter().enumerate().filter_map(|(index, hole)| {
        let bounds = hole.bounding_rect()?;
        let bounds = Rectangle::from_corners(bounds.min().into(), bounds.max().into());
        Some(GeomWithData::new(bounds, index))
    });
    let boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>> = RTree::bulk_load(boxes.collect());
    let mut found = Vec::new();
    for (index, hole) in holes.iter().enumerate() {
        let name = format!("{place}, hole {}", index + 1);
        let outside = hole.exterior().points().position(|p| !inside(&outer, p.0));
        if let Some(vertex) = outside {
            let at = region.holes[index].get(vertex).copied();
            let at = at.map_or(String::new(), |p| {
                format!(" at [{:.5}, {:.5}]", p.latitude_deg(), p.longitude_deg())
            });
            let beyond_m = hole
                .exterior()
                .0
                .get(vertex)
                .map_or(0.0, |c| away(&outer, *c));
            let reason = format!(
                "vertex {}{at} lies {beyond_m:.1} m outside the outer ring",
                vertex + 1
            );
            found.push(Objection::error(name, reason));
            continue;
        }
        let bounds = hole.bounding_rect();
        let near =
            bounds.map(|bounds| AABB::from_corners(bounds.min().into(), bounds.max().into()));
        let near = near
            .iter()
            .flat_map(|near| boxes.locate_in_envelope_intersecting(near));
        let mut near: Vec<usize> = near.map(|other| other.data).collect();
        near.retain(|other| *other < index);
        near.sort_unstable();
        let other = near.into_iter().find(|other| {
            let o = &holes[*other];
            hole.exterior().points().any(|p| o.contains(&p)) || {
                o.exterior().points().any(|p| hole.contains(&p))
            }
        });
        if let Some(other) = other {
            found.push(Objection::error(
                name,
                format!("overlaps hole {}", other + 1),
            ));
        }
    }
    found
}

/// Inside or on the border; a hole that touches the border, or shares a side with it, is a notch.
fn inside(polygon: &Polygon<f64>, point: Coord<f64>) -> bool {
    use geo::coordinate_position::{CoordPos, CoordinatePosition};
    polygon.coordinate_position(&point) != CoordPos::Outside || away(polygon, point) < TOUCH_M
}

fn away(polygon: &Polygon<f64>, point: Coord<f64>) -> f64 {
    use geo::{Distance as _, Euclidean};
    Euclidean.distance(&geo::Point(point), polygon.exterior())
}

fn polygon(ring: &[Position], plane: LocalPlane) -> Polygon<f64> {
    let ring: LineString<f64> = ring.iter().map(|p| plane.to_plane(*p)).collect();
    Polygon::new(ring, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: (f64, f64) = (51.9, 4.0);

    fn ring(points: &[(f64, f64)]) -> Vec<Position> {
        let origin = Position::new(ORIGIN.0, ORIGIN.1).unwrap();
        let plane = LocalPlane::at(origin);
        points
            .iter()
            .map(|&(x, y)| plane.to_position(Coord { x, y }))
            .collect()
    }

    fn check(outer: &[(f64, f64)], holes: &[&[(f64, f64)]], expected: &[&str]) {
        let region = Region {
            outer: ring(outer),
            holes: holes.iter().map(|hole| ring(hole)).collect(),
        };
        let plane = LocalPlane::at(Position::new(ORIGIN.0, ORIGIN.1).unwrap());
        let found: Vec<String> = faults(&region, plane, "area")
            .iter()
            .map(|o| format!("{}: {}", o.place, o.reason))
            .collect();
        assert_eq!(found, expected);
    }

    const SQUARE: [(f64, f64); 4] = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)];

    #[test]
    fn a_square_has_no_fault_however_often_its_corner_is_repeated() {
        check(&SQUARE, &[], &[]);
        check(
            &[
                (0.0, 0.0),
                (0.0, 0.0),
                (100.0, 0.0),
                (100.0, 100.0),
                (0.0, 0.0),
            ],
            &[],
            &[],
        );
    }

    #[test]
    fn a_bow_tie_crosses_itself() {
        check(
            &[(0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 100.0)],
            &[],
            &["area, outer ring, edges 1 and 3: the ring crosses itself near [51.90000, 4.00000]"],
        );
    }

    #[test]
    fn a_spike_folds_back_onto_itself() {
        let region = Region {
            outer: ring(&[
                (0.0, 0.0),
                (100.0, 0.0),
                (200.0, 0.0),
                (100.0, 0.0),
                (50.0, 80.0),
            ]),
            holes: Vec::new(),
        };
        let plane = LocalPlane::at(Position::new(ORIGIN.0, ORIGIN.1).unwrap());
        assert!(!faults(&region, plane, "area").is_empty());
    }

    #[test]
    fn two_points_are_no_polygon() {
        check(
            &[(0.0, 0.0), (100.0, 0.0), (0.0, 0.0)],
            &[],
            &["area, outer ring: has 2 different points, a polygon needs 3"],
        );
    }

    #[test]
    fn a_hole_outside_is_named_with_its_vertex() {
        check(
            &SQUARE,
            &[
                &[(10.0, 10.0), (20.0, 10.0), (10.0, 20.0)],
                &[(90.0, 50.0), (120.0, 50.0), (90.0, 60.0)],
            ],
            &["area, hole 2: vertex 2 at [51.90045, 4.00174] lies 20.0 m outside the outer ring"],
        );
    }

    /// A corner on the border once was said to lie outside, by rounding.
    #[test]
    fn a_hole_may_touch_the_border() {
        check(
            &SQUARE,
            &[
                &[(0.0, 50.0), (20.0, 40.0), (20.0, 60.0)],
                &[(50.0, 100.001), (60.0, 90.0), (40.0, 90.0)],
            ],
            &[],
        );
    }

    #[test]
    fn holes_that_overlap_are_named() {
        check(
            &SQUARE,
            &[
                &[(10.0, 10.0), (40.0, 10.0), (10.0, 40.0)],
                &[(12.0, 12.0), (20.0, 12.0), (12.0, 20.0)],
            ],
            &["area, hole 2: overlaps hole 1"],
        );
    }

    /// Corners of a star, out and in, each a tooth.
    fn star(count: u32) -> Vec<(f64, f64)> {
        let corner = |i: u32| {
            let radius_m = if i.is_multiple_of(2) { 500.0 } else { 100.0 };
            let (sin, cos) = (f64::from(i) / f64::from(count) * std::f64::consts::TAU).sin_cos();
            (radius_m * cos, radius_m * sin)
        };
        (0..count).map(corner).collect()
    }

    /// Every edge's box meets a quarter of all others: it took minutes.
    #[test]
    fn a_star_of_a_hundred_thousand_corners_is_checked_in_seconds() {
        check(&star(50_000), &[], &[]);
    }

    /// A thousand million crossings once were counted one by one.
    #[test]
    fn of_countless_crossings_the_first_are_named() {
        let mut corners = star(30_000);
        for i in 0..corners.len() {
            let other = i * 7919 % corners.len();
            corners.swap(i, other);
        }
        let region = Region {
            outer: ring(&corners),
            holes: Vec::new(),
        };
        let plane = LocalPlane::at(Position::new(ORIGIN.0, ORIGIN.1).unwrap());
        let found = faults(&region, plane, "area");
        assert_eq!(found.len(), NAMED + 1, "{found:?}");
        assert!(found[0].reason.starts_with("the ring crosses itself near"));
        assert!(found[NAMED].reason.starts_with("crosses itself at least"));
    }

    /// Every tooth's box meets every other's; the one crossing is the last that is looked at. Pairs
    /// were counted twice, and the count ran out before it.
    #[test]
    fn the_last_of_many_teeth_that_cross_is_found() {
        let teeth = 900;
        let tooth = |i: i32| {
            let x = f64::from(i);
            [(x, 0.0), (x + 4000.0, 3000.0)]
        };
        let mut corners: Vec<(f64, f64)> = (0..teeth).flat_map(tooth).collect();
        corners.push((5000.0, -10.0));
        corners.push((0.0, -10.0));
        let region = |corners: &[(f64, f64)]| Region {
            outer: ring(corners),
            holes: Vec::new(),
        };
        let plane = LocalPlane::at(Position::new(ORIGIN.0, ORIGIN.1).unwrap());
        assert!(corners.len() < MANY);
        assert_eq!(faults(&region(&corners), plane, "area"), []);
        let last = corners.len() - 3; // leans over the tooth before
        corners[last].0 -= 1.5;
        assert!(!faults(&region(&corners), plane, "area").is_empty());
    }

    #[test]
    fn a_hundred_thousand_vertices_are_checked() {
        let count = 100_000;
        let circle: Vec<(f64, f64)> = (0..count)
            .map(|i| {
                let (sin, cos) =
                    (f64::from(i) / f64::from(count) * std::f64::consts::TAU).sin_cos();
                (5000.0 * cos, 5000.0 * sin)
            })
            .collect();
        check(&circle, &[], &[]);
    }
}
