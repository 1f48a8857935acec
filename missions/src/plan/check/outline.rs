//! A shape in the plane, and which parts of a straight way lie inside it.

use geo::Coord;

use crate::frames::LocalPlane;
use crate::geodesy::Shape;
use crate::plan::path::Stretch;

/// A polygon with holes, or a circle.
#[derive(Clone, Debug)]
pub(super) enum Outline {
    Polygon {
        edges: Vec<[Coord<f64>; 2]>,
        low: Coord<f64>,
        high: Coord<f64>,
    },
    Circle {
        centre: Coord<f64>,
        radius_m: f64,
    },
}

impl Outline {
    pub(super) fn of(shape: &Shape, plane: LocalPlane) -> Self {
        match shape {
            Shape::Circle { centre, radius_m } => Self::Circle {
                centre: plane.to_plane(*centre),
                radius_m: *radius_m,
            },
            Shape::Polygon(region) => {
                let edges: Vec<_> = region
                    .rings()
                    .flat_map(|ring| {
                        let points: Vec<_> = ring.iter().map(|p| plane.to_plane(*p)).collect();
                        let next = points.iter().copied().cycle().skip(1);
                        let edges: Vec<_> = points.iter().copied().zip(next).collect();
                        edges.into_iter().map(|(a, b)| [a, b])
                    })
                    .collect();
                let extreme = |pick: fn(f64, f64) -> f64, start: f64| {
                    edges
                        .iter()
                        .fold(Coord { x: start, y: start }, |sum, [a, _]| Coord {
                            x: pick(sum.x, a.x),
                            y: pick(sum.y, a.y),
                        })
                };
                let low = extreme(f64::min, f64::INFINITY);
                let high = extreme(f64::max, f64::NEG_INFINITY);
                Self::Polygon { edges, low, high }
            }
        }
    }

    pub(super) fn holds(&self, point: Coord<f64>) -> bool {
        match self {
            Self::Circle { centre, radius_m } => {
                (point.x - centre.x).hypot(point.y - centre.y) < *radius_m
            }
            // Even-odd rule over all rings: holes are outside.
            Self::Polygon { edges, .. } => {
                edges
                    .iter()
                    .filter(|[a, b]| {
                        (a.y > point.y) != (b.y > point.y)
                            && point.x < a.x + (b.x - a.x) * (point.y - a.y) / (b.y - a.y)
                    })
                    .count()
                    % 2
                    == 1
            }
        }
    }

    /// The parts of the way from `a` to `b` that lie inside, as shares of it from 0 to 1.
    ///
    /// For a way without length: the whole of it, or nothing.
    pub(super) fn inside(&self, a: Coord<f64>, b: Coord<f64>) -> Vec<[f64; 2]> {
        if !self.may_touch(a, b) {
            return Vec::new();
        }
        let mut cuts = self.cuts(a, b);
        cuts.extend([0.0, 1.0]);
        cuts.retain(|t| (0.0..=1.0).contains(t));
        cuts.sort_by(f64::total_cmp);
        let mut parts: Vec<[f64; 2]> = Vec::new();
        for pair in cuts.windows(2) {
            if !self.holds(a + (b - a) * (0.5 * (pair[0] + pair[1]))) {
                continue;
            }
            match parts.last_mut() {
                Some(last) if last[1] == pair[0] => last[1] = pair[1],
                _ => parts.push([pair[0], pair[1]]),
            }
        }
        parts
    }

    /// Whether the border may come nearer to a straight way than a distance; false only where it
    /// does not.
    pub(super) fn passes_near(&self, a: Coord<f64>, b: Coord<f64>, distance_m: f64) -> bool {
        let low = Coord {
            x: a.x.min(b.x) - distance_m,
            y: a.y.min(b.y) - distance_m,
        };
        let high = Coord {
            x: a.x.max(b.x) + distance_m,
            y: a.y.max(b.y) + distance_m,
        };
        match self {
            Self::Polygon { edges, .. } => edges.iter().any(|[c, d]| {
                c.x.min(d.x) <= high.x
                    && c.x.max(d.x) >= low.x
                    && c.y.min(d.y) <= high.y
                    && c.y.max(d.y) >= low.y
            }),
            Self::Circle { centre, radius_m } => {
                let r = *radius_m;
                centre.x - r <= high.x
                    && centre.x + r >= low.x
                    && centre.y - r <= high.y
                    && centre.y + r >= low.y
            }
        }
    }

    /// Whether something of what is flown lies inside.
    pub(super) fn touches(&self, stretch: &Stretch) -> bool {
        let inside = |way: &Stretch| !self.inside(way.from.at, way.to.at).is_empty();
        inside(stretch)
            || stretch.about.is_some()
                && self.passes_near(stretch.from.at, stretch.to.at, stretch.bulge_m())
                && stretch.flown().iter().flatten().any(inside)
    }

    fn may_touch(&self, a: Coord<f64>, b: Coord<f64>) -> bool {
        let (low, high) = match self {
            Self::Polygon { low, high, .. } => (*low, *high),
            Self::Circle { centre, radius_m } => {
                let r = Coord {
                    x: *radius_m,
                    y: *radius_m,
                };
                (*centre - r, *centre + r)
            }
        };
        a.x.min(b.x) <= high.x
            && a.x.max(b.x) >= low.x
            && a.y.min(b.y) <= high.y
            && a.y.max(b.y) >= low.y
    }

    /// Where the way crosses the border, as shares of it; some may lie outside 0 to 1.
    fn cuts(&self, a: Coord<f64>, b: Coord<f64>) -> Vec<f64> {
        let way = b - a;
        match self {
            Self::Circle { centre, radius_m } => {
                let from = a - *centre;
                let square = way.x * way.x + way.y * way.y;
                let half = from.x * way.x + from.y * way.y;
                let rest = from.x * from.x + from.y * from.y - radius_m * radius_m;
                let root = half * half - square * rest;
                if square == 0.0 || root <= 0.0 {
                    return Vec::new();
                }
                vec![
                    (-half - root.sqrt()) / square,
                    (-half + root.sqrt()) / square,
                ]
            }
            Self::Polygon { edges, .. } => edges
                .iter()
                .filter_map(|[c, d]| {
                    let edge = *d - *c;
                    let cross = way.x * edge.y - way.y * edge.x;
                    let gap = *c - a;
                    let along_edge = (gap.x * way.y - gap.y * way.x) / cross;
                    let along_way = (gap.x * edge.y - gap.y * edge.x) / cross;
                    (cross != 0.0 && (-1e-9..=1.0 + 1e-9).contains(&along_edge))
                        .then_some(along_way)
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{Position, Region};

    fn plane() -> LocalPlane {
        LocalPlane::at(Position::new(51.9, 4.0).unwrap())
    }

    fn square() -> Outline {
        let ring = |size: f64| {
            [(-size, -size), (size, -size), (size, size), (-size, size)]
                .map(|(x, y)| plane().to_position(Coord { x, y }))
                .to_vec()
        };
        let region = Region {
            outer: ring(100.0),
            holes: vec![ring(20.0)],
        };
        Outline::of(&Shape::Polygon(region), plane())
    }

    fn check(outline: &Outline, from: (f64, f64), to: (f64, f64), expected: &[[f64; 2]]) {
        let parts = outline.inside(from.into(), to.into());
        assert_eq!(parts.len(), expected.len(), "{parts:?}");
        for (part, wanted) in parts.iter().zip(expected) {
            assert!((part[0] - wanted[0]).abs() < 1e-6, "{parts:?}");
            assert!((part[1] - wanted[1]).abs() < 1e-6, "{parts:?}");
        }
    }

    #[test]
    fn a_way_through_a_polygon_with_a_hole_is_inside_twice() {
        check(
            &square(),
            (-200.0, 0.0),
            (200.0, 0.0),
            &[[0.25, 0.45], [0.55, 0.75]],
        );
        check(&square(), (-50.0, 0.0), (-30.0, 0.0), &[[0.0, 1.0]]);
        check(&square(), (-10.0, 0.0), (10.0, 0.0), &[]);
        check(&square(), (-200.0, 150.0), (200.0, 150.0), &[]);
    }

    #[test]
    fn a_stay_is_inside_or_not() {
        check(&square(), (50.0, 50.0), (50.0, 50.0), &[[0.0, 1.0]]);
        check(&square(), (0.0, 0.0), (0.0, 0.0), &[]);
    }

    #[test]
    fn a_way_through_a_circle_is_inside_once() {
        let circle = Outline::Circle {
            centre: Coord { x: 0.0, y: 0.0 },
            radius_m: 50.0,
        };
        check(&circle, (-100.0, 0.0), (100.0, 0.0), &[[0.25, 0.75]]);
        check(&circle, (-100.0, 51.0), (100.0, 51.0), &[]);
        check(&circle, (10.0, 0.0), (10.0, 0.0), &[[0.0, 1.0]]);
    }
}
