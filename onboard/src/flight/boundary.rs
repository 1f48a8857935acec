//! The nearest boundary in the direction of flight: fence, zones, ceiling.
//! Distances are along the velocity; what the vehicle would do next is not foreseen here.

use geo::Coord;
use missions::airspace::{Airspace, Zone};
use missions::frames::LocalPlane;
use missions::geodesy::{Position, Region, Shape};
use missions::plan::{Datum, Height};

use super::figures::BoundaryAhead;

/// Where a vehicle is and how it moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Motion {
    /// Where it is.
    pub position: Position,
    /// Metres above home.
    pub height_m: f64,
    /// Home's height above the sea, metres; counts for heights above the sea.
    pub home_above_sea_m: f64,
    /// Over the ground: x east, y north, metres per second.
    pub velocity_m_s: Coord<f64>,
    /// Up is positive, metres per second.
    pub climb_m_s: f64,
}

/// How a vehicle stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brakes {
    /// Deceleration, metres per second squared.
    pub deceleration_m_s2: f64,
    /// From the decision to the first deceleration, seconds.
    pub reaction_s: f64,
}

impl Brakes {
    /// Metres from the decision to the stop: reaction, then constant deceleration, v²/(2a).
    pub fn stopping_m(&self, speed_m_s: f64) -> f64 {
        let speed = speed_m_s.max(0.0);
        speed * self.reaction_s + speed * speed / (2.0 * self.deceleration_m_s2)
    }
}

/// The boundary that leaves the least room beyond the stopping distance, if there is any ahead.
pub fn ahead(airspace: &Airspace, motion: &Motion, brakes: Brakes) -> Option<BoundaryAhead> {
    let view = View::new(motion, brakes);
    let mut found = Vec::new();
    if let Some(fence) = &airspace.fence {
        for (i, shape) in fence.inclusions.iter().enumerate() {
            found.push(view.leaving(shape, || format!("fence, inclusion {}", i + 1)));
        }
        for (i, shape) in fence.exclusions.iter().enumerate() {
            found.push(view.entering(shape, || format!("fence, exclusion {}", i + 1)));
        }
        found.push(fence.ceiling.and_then(|ceiling| view.ceiling(ceiling)));
    }
    for zone in airspace
        .zones
        .iter()
        .filter(|zone| view.within_heights(zone))
    {
        found.push(view.entering(&zone.shape, || format!("zone {}", zone.name)));
    }
    let room = |b: &BoundaryAhead| b.distance_m - b.stopping_m;
    found
        .into_iter()
        .flatten()
        .min_by(|a, b| room(a).total_cmp(&room(b)))
}

/// The vehicle at the origin of its own plane, looking along its velocity.
struct View<'a> {
    motion: &'a Motion,
    brakes: Brakes,
    plane: LocalPlane,
    /// Unit vector of the velocity; zero when it stands.
    course: Coord<f64>,
    stopping_m: f64,
}

impl<'a> View<'a> {
    fn new(motion: &'a Motion, brakes: Brakes) -> Self {
        let speed = motion.velocity_m_s.x.hypot(motion.velocity_m_s.y);
        let course = if speed > 0.1 {
            motion.velocity_m_s / speed
        } else {
            Coord::zero()
        };
        Self {
            motion,
            brakes,
            plane: LocalPlane::at(motion.position),
            course,
            stopping_m: brakes.stopping_m(speed),
        }
    }

    fn leaving(&self, shape: &Shape, name: impl Fn() -> String) -> Option<BoundaryAhead> {
        self.crossing(shape, true).map(|at| self.found(name(), at))
    }

    fn entering(&self, shape: &Shape, name: impl Fn() -> String) -> Option<BoundaryAhead> {
        self.crossing(shape, false).map(|at| self.found(name(), at))
    }

    fn found(&self, boundary: String, distance_m: f64) -> BoundaryAhead {
        BoundaryAhead {
            boundary,
            distance_m,
            stopping_m: self.stopping_m,
        }
    }

    /// Metres to where the course crosses the outline; 0 on the wrong side already.
    fn crossing(&self, shape: &Shape, must_be_inside: bool) -> Option<f64> {
        let (inside, crossing) = match shape {
            Shape::Polygon(region) => self.polygon(region),
            Shape::Circle { centre, radius_m } => self.circle(*centre, *radius_m),
        };
        if inside == must_be_inside {
            crossing
        } else {
            Some(0.0)
        }
    }

    fn polygon(&self, region: &Region) -> (bool, Option<f64>) {
        let mut inside = false;
        let mut nearest: Option<f64> = None;
        for ring in std::iter::once(&region.outer).chain(&region.holes) {
            let corners: Vec<_> = ring.iter().map(|p| self.plane.to_plane(*p)).collect();
            let next = corners.iter().cycle().skip(1);
            for (a, b) in corners.iter().zip(next) {
                inside ^= crosses_east_axis(*a, *b);
                if let Some(at) = ray_meets(self.course, *a, *b) {
                    nearest = Some(nearest.map_or(at, |n| n.min(at)));
                }
            }
        }
        (inside, nearest)
    }

    fn circle(&self, centre: Position, radius_m: f64) -> (bool, Option<f64>) {
        let centre = self.plane.to_plane(centre);
        let along = centre.x * self.course.x + centre.y * self.course.y;
        let square = centre.x * centre.x + centre.y * centre.y;
        let discriminant = along * along - square + radius_m * radius_m;
        let inside = square <= radius_m * radius_m;
        let moves = self.course != Coord::zero();
        if discriminant < 0.0 || !moves {
            return (inside, None);
        }
        let root = discriminant.sqrt();
        let at = if inside { along + root } else { along - root };
        (inside, (at >= 0.0).then_some(at))
    }

    fn ceiling(&self, ceiling: Height) -> Option<BoundaryAhead> {
        let left_m = self.height(ceiling)? - self.motion.height_m;
        let climb = self.motion.climb_m_s;
        (climb > 0.1 || left_m <= 0.0).then(|| BoundaryAhead {
            boundary: "fence, ceiling".into(),
            distance_m: left_m.max(0.0),
            stopping_m: self.brakes.stopping_m(climb),
        })
    }

    fn within_heights(&self, zone: &Zone) -> bool {
        let is_above = |height: Option<Height>| {
            height
                .and_then(|height| self.height(height))
                .is_none_or(|limit_m| self.motion.height_m >= limit_m)
        };
        let is_below = |height: Option<Height>| {
            height
                .and_then(|height| self.height(height))
                .is_none_or(|limit_m| self.motion.height_m <= limit_m)
        };
        is_above(zone.lower) && is_below(zone.upper)
    }

    /// Metres above home; a height above terrain is not known here and gives `None`.
    fn height(&self, height: Height) -> Option<f64> {
        match height.above {
            Datum::Home => Some(height.metres),
            Datum::Sea => Some(height.metres - self.motion.home_above_sea_m),
            Datum::Terrain => None,
        }
    }
}

/// Whether the half line from the origin to the east crosses the edge (even-odd rule).
fn crosses_east_axis(a: Coord<f64>, b: Coord<f64>) -> bool {
    (a.y > 0.0) != (b.y > 0.0) && a.x - a.y * (b.x - a.x) / (b.y - a.y) > 0.0
}

/// Distance along the unit vector `course` from the origin to the segment.
fn ray_meets(course: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> Option<f64> {
    let edge = b - a;
    let denominator = course.x * edge.y - course.y * edge.x;
    if denominator.abs() < 1e-12 {
        return None;
    }
    let along = (a.x * edge.y - a.y * edge.x) / denominator;
    let share = (a.x * course.y - a.y * course.x) / denominator;
    (along >= 0.0 && (0.0..=1.0).contains(&share)).then_some(along)
}

#[cfg(test)]
mod tests {
    use super::*;
    use missions::airspace::Fence;

    const BRAKES: Brakes = Brakes {
        deceleration_m_s2: 2.5,
        reaction_s: 0.5,
    };

    fn here() -> Position {
        Position::new(51.95, 4.05).unwrap()
    }

    fn flying(east: f64, north: f64) -> Motion {
        Motion {
            position: here(),
            height_m: 50.0,
            home_above_sea_m: 3.0,
            velocity_m_s: Coord { x: east, y: north },
            climb_m_s: 0.0,
        }
    }

    /// A square whose sides are `half_m` from here.
    fn square(half_m: f64) -> Shape {
        let plane = LocalPlane::at(here());
        let corner = |x: f64, y: f64| {
            plane.to_position(Coord {
                x: x * half_m,
                y: y * half_m,
            })
        };
        Shape::Polygon(Region {
            outer: vec![
                corner(-1.0, -1.0),
                corner(1.0, -1.0),
                corner(1.0, 1.0),
                corner(-1.0, 1.0),
            ],
            holes: vec![],
        })
    }

    fn circle(bearing_deg: f64, distance_m: f64, radius_m: f64) -> Shape {
        Shape::Circle {
            centre: here().offset(bearing_deg, distance_m),
            radius_m,
        }
    }

    fn inside(shape: Shape) -> Airspace {
        Airspace {
            fence: Some(Fence {
                inclusions: vec![shape],
                ..Fence::default()
            }),
            ..Airspace::default()
        }
    }

    fn outside(shape: Shape) -> Airspace {
        Airspace {
            zones: vec![Zone {
                name: "EHR 8".into(),
                shape,
                lower: None,
                upper: Some(Height::above_sea(103.0)),
            }],
            ..Airspace::default()
        }
    }

    fn check(airspace: &Airspace, motion: &Motion, expected: Option<(&str, f64)>) {
        let found = ahead(airspace, motion, BRAKES);
        match (found, expected) {
            (Some(found), Some((boundary, distance_m))) => {
                assert_eq!(found.boundary, boundary);
                assert!((found.distance_m - distance_m).abs() < 0.01, "{found:?}");
            }
            (None, None) => {}
            (found, _) => panic!("{found:?} is not {expected:?}"),
        }
    }

    #[test]
    fn the_side_of_the_fence_that_is_flown_at_is_ahead() {
        let fence = inside(square(100.0));
        check(
            &fence,
            &flying(10.0, 0.0),
            Some(("fence, inclusion 1", 100.0)),
        );
        let diagonal = 100.0 * std::f64::consts::SQRT_2;
        check(
            &fence,
            &flying(-7.0, -7.0),
            Some(("fence, inclusion 1", diagonal)),
        );
    }

    #[test]
    fn outside_the_fence_the_distance_is_zero_even_when_it_stands() {
        let fence = inside(circle(90.0, 500.0, 100.0));
        check(&fence, &flying(0.0, 0.0), Some(("fence, inclusion 1", 0.0)));
    }

    #[test]
    fn a_circle_is_left_on_its_far_side_and_entered_on_its_near_side() {
        check(
            &inside(circle(0.0, 50.0, 200.0)),
            &flying(0.0, 8.0),
            Some(("fence, inclusion 1", 250.0)),
        );
        check(
            &outside(circle(0.0, 300.0, 100.0)),
            &flying(0.0, 8.0),
            Some(("zone EHR 8", 200.0)),
        );
        check(
            &outside(circle(0.0, 300.0, 100.0)),
            &flying(0.0, -8.0),
            None,
        );
    }

    #[test]
    fn a_zone_above_or_below_is_no_boundary() {
        let mut high = flying(0.0, 8.0);
        high.height_m = 101.0;
        check(&outside(circle(0.0, 300.0, 100.0)), &high, None);
    }

    #[test]
    fn a_hole_in_an_inclusion_is_outside() {
        let Shape::Polygon(mut region) = square(400.0) else {
            unreachable!()
        };
        let Shape::Polygon(hole) = square(50.0) else {
            unreachable!()
        };
        let move_north = |p: &Position| p.offset(0.0, 200.0);
        region
            .holes
            .push(hole.outer.iter().map(move_north).collect());
        check(
            &inside(Shape::Polygon(region)),
            &flying(0.0, 9.0),
            Some(("fence, inclusion 1", 150.0)),
        );
    }

    #[test]
    fn a_ceiling_counts_only_while_it_climbs() {
        let mut fence = inside(square(1000.0));
        fence.fence.as_mut().unwrap().ceiling = Some(Height::above_home(60.0));
        let mut climbing = flying(0.0, 0.0);
        check(&fence, &climbing, None);
        climbing.climb_m_s = 3.0;
        check(&fence, &climbing, Some(("fence, ceiling", 10.0)));
    }

    #[test]
    fn stopping_is_reaction_and_then_braking() {
        assert!((BRAKES.stopping_m(10.0) - 25.0).abs() < 1e-12);
        assert!(BRAKES.stopping_m(-3.0).abs() < 1e-12);
    }
}
