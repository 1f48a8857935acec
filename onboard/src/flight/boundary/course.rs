//! Where a straight course over the ground is inside a shape.

use geo::Coord;
use missions::frames::LocalPlane;
use missions::geodesy::{Position, Region, Shape};

/// From the origin of a plane into one direction; without one it stays there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    /// Unit vector, x east and y north.
    direction: Option<Coord<f64>>,
}

impl Course {
    pub(super) const fn along(direction: Option<Coord<f64>>) -> Self {
        Self { direction }
    }

    /// The parts of it that are inside, metres from the origin, nearest first.
    pub(super) fn inside(self, plane: LocalPlane, shape: &Shape) -> Vec<[f64; 2]> {
        let (is_inside, mut crossings) = match shape {
            Shape::Polygon(region) => self.polygon(plane, region),
            Shape::Circle { centre, radius_m } => self.circle(plane, *centre, *radius_m),
        };
        crossings.sort_by(f64::total_cmp);
        // Who crosses the outline an odd number of times was inside, even on the outline itself.
        let is_inside = self
            .direction
            .map_or(is_inside, |_| crossings.len() % 2 == 1);
        let begin = is_inside.then_some(0.0);
        let ends: Vec<f64> = begin.into_iter().chain(crossings).collect();
        let part = |ends: &[f64]| [ends[0], ends.get(1).copied().unwrap_or(f64::INFINITY)];
        ends.chunks(2).map(part).collect()
    }

    /// Metres to where it is outside for the first time, if it ever is.
    pub(super) fn outside(self, plane: LocalPlane, shape: &Shape) -> Option<f64> {
        match self.inside(plane, shape).first() {
            Some([begin, end]) if *begin <= 0.0 => end.is_finite().then_some(*end),
            _ => Some(0.0),
        }
    }

    /// Whether the origin is inside, and where the outline is crossed.
    fn polygon(self, plane: LocalPlane, region: &Region) -> (bool, Vec<f64>) {
        let mut inside = false;
        let mut crossings = Vec::new();
        for ring in std::iter::once(&region.outer).chain(&region.holes) {
            let corners: Vec<_> = ring.iter().map(|p| plane.to_plane(*p)).collect();
            let next = corners.iter().cycle().skip(1);
            for (a, b) in corners.iter().zip(next) {
                inside ^= crosses_east_axis(*a, *b);
                crossings.extend(self.direction.and_then(|course| ray_meets(course, *a, *b)));
            }
        }
        (inside, crossings)
    }

    fn circle(self, plane: LocalPlane, centre: Position, radius_m: f64) -> (bool, Vec<f64>) {
        let centre = plane.to_plane(centre);
        let square = centre.x * centre.x + centre.y * centre.y;
        let inside = square <= radius_m * radius_m;
        let Some(course) = self.direction else {
            return (inside, Vec::new());
        };
        let along = centre.x * course.x + centre.y * course.y;
        let discriminant = along * along - square + radius_m * radius_m;
        if discriminant <= 0.0 {
            return (inside, Vec::new());
        }
        let half = discriminant.sqrt();
        let roots = [along - half, along + half];
        let ahead = |root: &f64| *root > 0.0;
        (inside, roots.into_iter().filter(ahead).collect())
    }
}

/// Whether the half line from the origin to the east crosses the edge (even-odd rule).
fn crosses_east_axis(a: Coord<f64>, b: Coord<f64>) -> bool {
    (a.y > 0.0) != (b.y > 0.0) && a.x - a.y * (b.x - a.x) / (b.y - a.y) > 0.0
}

/// Distance along the unit vector `course` from the origin to the segment. A corner belongs to
/// the edge on one side of the course only, so that each crossing counts once.
fn ray_meets(course: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> Option<f64> {
    let aside = |p: Coord<f64>| course.x * p.y - course.y * p.x;
    let (left_a, left_b) = (aside(a), aside(b));
    if (left_a > 0.0) == (left_b > 0.0) {
        return None;
    }
    let share = left_a / (left_a - left_b);
    let at = a + (b - a) * share;
    let along = at.x * course.x + at.y * course.y;
    (along > 0.0).then_some(along)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> Position {
        Position::new(51.95, 4.05).unwrap()
    }

    fn ring(corners: &[(f64, f64)]) -> Vec<Position> {
        let plane = LocalPlane::at(here());
        let place = |(x, y): &(f64, f64)| plane.to_position(Coord { x: *x, y: *y });
        corners.iter().map(place).collect()
    }

    fn check(outer: &[(f64, f64)], hole: &[(f64, f64)], north: bool, expected: &[[f64; 2]]) {
        let region = Region {
            outer: ring(outer),
            holes: if hole.is_empty() {
                vec![]
            } else {
                vec![ring(hole)]
            },
        };
        let course = Course::along(north.then_some(Coord { x: 0.0, y: 1.0 }));
        let found = course.inside(LocalPlane::at(here()), &Shape::Polygon(region));
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            let near = |a: f64, b: f64| a == b || (a - b).abs() < 0.01;
            let same = near(found[0], expected[0]) && near(found[1], expected[1]);
            assert!(same, "{found:?} is not {expected:?}");
        }
    }

    const AHEAD: [(f64, f64); 4] = [(-50.0, 100.0), (50.0, 100.0), (50.0, 300.0), (-50.0, 300.0)];
    const HOLE: [(f64, f64); 4] = [(-20.0, 150.0), (20.0, 150.0), (20.0, 200.0), (-20.0, 200.0)];
    const HERE: [(f64, f64); 4] = [(-50.0, -80.0), (50.0, -80.0), (50.0, 80.0), (-50.0, 80.0)];

    #[test]
    fn a_course_is_cut_into_the_parts_that_are_inside() {
        check(&AHEAD, &[], true, &[[100.0, 300.0]]);
        check(&AHEAD, &HOLE, true, &[[100.0, 150.0], [200.0, 300.0]]);
        check(&HERE, &[], true, &[[0.0, 80.0]]);
        check(&HERE, &[], false, &[[0.0, f64::INFINITY]]);
        check(&AHEAD, &[], false, &[]);
    }

    /// The course goes exactly through two corners of a diamond, and along an edge.
    #[test]
    fn a_corner_that_is_flown_through_counts_once() {
        let diamond = [(0.0, 100.0), (50.0, 150.0), (0.0, 200.0), (-50.0, 150.0)];
        check(&diamond, &[], true, &[[100.0, 200.0]]);
    }
}
