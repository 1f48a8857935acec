//! What lies ahead of a vehicle 50 m above a home that is 3 m above the sea.

use super::*;
use missions::airspace::Fence;
use missions::geodesy::{Region, Shape};

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
        home_above_sea_m: Some(3.0),
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

/// The same zone between two heights above home.
fn between(shape: Shape, lower_m: f64, upper_m: f64) -> Airspace {
    let mut airspace = outside(shape);
    airspace.zones[0].lower = Some(Height::above_home(lower_m));
    airspace.zones[0].upper = Some(Height::above_home(upper_m));
    airspace
}

fn climbing(east: f64, north: f64, climb_m_s: f64) -> Motion {
    Motion {
        climb_m_s,
        ..flying(east, north)
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

#[test]
fn a_zone_above_is_climbed_into_and_one_below_is_sunk_into() {
    let above = between(circle(0.0, 0.0, 100.0), 70.0, 120.0);
    check(&above, &climbing(0.0, 0.0, 2.0), Some(("zone EHR 8", 20.0)));
    check(&above, &climbing(0.0, 0.0, -2.0), None);
    let below = between(circle(0.0, 0.0, 100.0), 0.0, 40.0);
    check(
        &below,
        &climbing(0.0, 0.0, -2.0),
        Some(("zone EHR 8", 10.0)),
    );
    check(&below, &climbing(0.0, 0.0, 2.0), None);
}

/// The circle is flown over from second 20 to second 40; its floor at 100 m is reached in second
/// 25, one at 80 m in second 15.
#[test]
fn a_slanting_course_enters_a_zone_where_it_comes_last() {
    let zone = between(circle(0.0, 300.0, 100.0), 100.0, 200.0);
    check(&zone, &climbing(0.0, 10.0, 2.0), Some(("zone EHR 8", 50.0)));
    let zone = between(circle(0.0, 300.0, 100.0), 80.0, 200.0);
    check(
        &zone,
        &climbing(0.0, 10.0, 2.0),
        Some(("zone EHR 8", 200.0)),
    );
}

#[test]
fn a_course_that_has_passed_before_it_is_high_enough_enters_nothing() {
    let zone = between(circle(0.0, 300.0, 100.0), 140.0, 200.0);
    check(&zone, &climbing(0.0, 10.0, 2.0), None);
    let left_above = between(circle(0.0, 300.0, 100.0), 0.0, 80.0);
    check(&left_above, &climbing(0.0, 10.0, 2.0), None);
}

#[test]
fn a_ceiling_above_ground_counts_from_homes_ground() {
    let mut fence = inside(square(1000.0));
    fence.fence.as_mut().unwrap().ceiling = Some(Height {
        metres: 60.0,
        above: Datum::Terrain,
    });
    check(
        &fence,
        &climbing(0.0, 0.0, 3.0),
        Some(("fence, ceiling", 10.0)),
    );
}

/// Home is not at the sea because nobody said how high it is.
#[test]
fn heights_above_the_sea_are_not_judged_where_homes_is_not_known() {
    let mut motion = flying(0.0, 8.0);
    motion.home_above_sea_m = None;
    let zone = outside(circle(0.0, 300.0, 100.0));
    check(&zone, &motion, None);
    assert_eq!(unjudged(&zone), ["zone EHR 8"]);
    motion.home_above_sea_m = Some(3.0);
    check(&zone, &motion, Some(("zone EHR 8", 200.0)));
    let from_ground = between(circle(0.0, 300.0, 100.0), 0.0, 80.0);
    assert!(unjudged(&from_ground).is_empty());
}
