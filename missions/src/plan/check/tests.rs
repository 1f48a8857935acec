//! Plans that are sound, and plans with one thing wrong: what is told, and where.

use super::*;
use crate::airspace::{Airspace, Fence, Zone};
use crate::geodesy::{Position, Region, Shape};
use crate::mission::profiles;
use crate::plan::{Height, Leg, Sortie, Task, Waypoint};

mod foreign;

fn home() -> Position {
    Position::new(51.9, 4.0).unwrap()
}

fn leg(task: Task, east_m: f64, north_m: f64, height_m: f64) -> Leg {
    Leg {
        task,
        to: Waypoint {
            position: home().offset(90.0, east_m).offset(0.0, north_m),
            height: Height::above_home(height_m),
        },
        speed_m_s: None,
    }
}

/// Up, 500 m to the east, home.
fn plan() -> Plan {
    Plan {
        home: Some(Waypoint {
            position: home(),
            height: Height::above_sea(3.0),
        }),
        cruise_m_s: Some(10.0),
        sorties: vec![Sortie {
            legs: vec![
                leg(Task::TakeOff, 0.0, 0.0, 50.0),
                leg(Task::Line { trigger_m: None }, 500.0, 0.0, 50.0),
                leg(Task::Return, 0.0, 0.0, 0.0),
            ],
            ..Sortie::default()
        }],
        ..Plan::default()
    }
}

fn circle(name: &str, east_m: f64, radius_m: f64) -> Zone {
    Zone {
        name: name.to_owned(),
        shape: Shape::Circle {
            centre: home().offset(90.0, east_m),
            radius_m,
        },
        lower: None,
        upper: None,
    }
}

fn assert_says(plan: &Plan, conditions: &Conditions<'_>, expected: &[&str]) {
    let found: Vec<String> = check(plan, conditions)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, expected);
}

fn says(plan: &Plan, expected: &[&str]) {
    assert_says(plan, &Conditions::default(), expected);
}

#[test]
fn a_sound_plan_has_no_objection() {
    says(&plan(), &[]);
}

/// Circles were once judged as chords of 10°, inside the circle by 9.5 m at a radius of 2.5 km.
#[test]
fn a_circle_is_judged_on_its_arc_and_not_on_its_chords() {
    let orbit = |turns| {
        let mut plan = plan();
        plan.sorties[0].legs[1] = leg(
            Task::Orbit {
                centre: home(),
                radius_m: 2_500.0,
                turns,
            },
            0.0,
            2_500.0,
            50.0,
        );
        plan
    };
    // The chords are farthest from the arc at 5°, 15° …
    let on_the_arc = |bearing_deg: f64| Shape::Circle {
        centre: home().offset(bearing_deg, 2_500.0),
        radius_m: 9.0,
    };
    for (turns, bearing_deg) in [(1.0, 45.0), (-1.0, 135.0), (1.0, 315.0)] {
        let mut plan = orbit(turns);
        let mut zone = circle("mast", 0.0, 1.0);
        zone.shape = on_the_arc(bearing_deg);
        plan.airspace.zones = vec![zone];
        says(
            &plan,
            &["error: sortie 1, leg 2: enters zone mast for 18.0 m"],
        );
    }
    let mut plan = orbit(1.0);
    plan.airspace.fence = Some(Fence {
        inclusions: vec![Shape::Circle {
            centre: home(),
            radius_m: 2_499.0,
        }],
        ..Fence::default()
    });
    let found = check(&plan, &Conditions::default());
    let reasons: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert!(
        reasons[0].starts_with("error: sortie 1, leg 2: leaves the fence for 15709"),
        "{reasons:?}"
    );
}

/// A zone whose upper limit was NaN once held nothing, and legs went through it.
#[test]
fn limits_that_are_no_numbers_are_told() {
    let mut plan = plan();
    let mut zone = circle("prison", 250.0, 17.5);
    zone.upper = Some(Height::above_sea(f64::NAN));
    plan.airspace.zones = vec![zone];
    plan.airspace.fence = Some(Fence {
        ceiling: Some(Height::above_home(f64::INFINITY)),
        ..Fence::default()
    });
    says(
        &plan,
        &[
            "error: fence: its ceiling is inf m: it must be a number",
            "error: zone prison: its upper limit is NaN m: it must be a number",
        ],
    );
}

/// Such numbers once filled the screen with noughts.
#[test]
fn numbers_of_hundreds_of_digits_are_told_in_short() {
    let told = |value: f64| Objection::error("plan", format!("its speed is {value} m/s")).reason;
    assert_eq!(told(1e300), "its speed is 1e300 m/s");
    assert_eq!(told(-1.5e200), "its speed is -1.5e200 m/s");
    assert_eq!(told(12.125), "its speed is 12.125 m/s");
    assert_eq!(told(1e-30), format!("its speed is {} m/s", 1e-30));
}

/// Such a zone once was dropped without a word.
#[test]
fn a_zone_upside_down_is_refused() {
    let mut plan = plan();
    let mut zone = circle("prison", 250.0, 17.5);
    zone.lower = Some(Height::above_sea(200.0));
    zone.upper = Some(Height::above_home(120.0));
    plan.airspace.zones = vec![zone];
    says(
        &plan,
        &["error: zone prison: its lower limit of 200 m is above its upper limit of 120 m"],
    );
}

/// Only the way over the place of the take-off was checked, which ArduCopter leaves out.
#[test]
fn from_a_take_off_elsewhere_the_direct_way_is_checked_too() {
    let mut plan = plan();
    plan.sorties[0].legs = vec![
        leg(Task::TakeOff, 400.0, 0.0, 50.0),
        leg(Task::Transit, 400.0, 400.0, 50.0),
        leg(Task::Land, 400.0, 400.0, 0.0),
    ];
    says(&plan, &[]);
    let mut zone = circle("mast", 0.0, 20.0);
    zone.shape = Shape::Circle {
        centre: home().offset(90.0, 200.0).offset(0.0, 200.0),
        radius_m: 20.0,
    };
    plan.airspace.zones = vec![zone];
    says(
        &plan,
        &[
            "error: sortie 1, leg 2: enters zone mast for 40.0 m on the direct way from the start, \
             which ArduCopter takes: it leaves out the place of the take-off",
        ],
    );
}

/// The planner flew round 0, 0 and the check of the written file refused it.
#[test]
fn a_leg_to_zero_zero_is_refused_whoever_planned_it() {
    let at = |latitude, metres| Waypoint {
        position: Position::new(latitude, 0.0).unwrap(),
        height: Height::above_home(metres),
    };
    let mut plan = plan();
    plan.home = Some(Waypoint {
        height: Height::above_sea(3.0),
        ..at(0.001, 0.0)
    });
    let legs = &mut plan.sorties[0].legs;
    legs[0].to = at(0.001, 50.0);
    legs[1].to = at(0.0, 50.0);
    legs[2].to = at(0.001, 0.0);
    says(
        &plan,
        &["error: sortie 1, leg 2: its position is 0, 0, which autopilots take for no position"],
    );
}

#[test]
fn a_zone_across_a_leg_is_named_with_the_metres_inside() {
    let mut plan = plan();
    plan.airspace.zones = vec![circle("EHR8", 250.0, 17.5)];
    says(
        &plan,
        &[
            "error: sortie 1, leg 2: enters zone EHR8 for 35.0 m",
            "error: sortie 1, leg 3: enters zone EHR8 for 35.0 m",
        ],
    );
}

/// A zone without a name of its own once was "zone zone 3".
#[test]
fn a_zone_that_is_called_zone_is_not_called_so_twice() {
    for (name, called) in [
        ("zone 3", "zone 3"),
        ("Zone Nord", "Zone Nord"),
        ("EHR 27", "zone EHR 27"),
        ("zone", "zone zone"),
        ("zoned", "zone zoned"),
    ] {
        assert_eq!(circle(name, 0.0, 1.0).called(), called);
    }
}

#[test]
fn a_zone_may_be_overflown_but_not_climbed_through() {
    let mut plan = plan();
    let low = |east_m| Zone {
        upper: Some(Height::above_sea(33.0)),
        ..circle("low", east_m, 20.0)
    };
    plan.airspace.zones = vec![low(250.0)];
    says(&plan, &[]);
    plan.airspace.zones = vec![low(0.0)];
    says(
        &plan,
        &[
            "error: home: lies inside zone low",
            "error: sortie 1, leg 1: enters zone low for 30.0 m of height",
            "error: sortie 1, leg 3: enters zone low for 30.0 m of height",
        ],
    );
}

#[test]
fn a_zone_above_may_be_flown_under() {
    let mut plan = plan();
    plan.airspace.zones = vec![Zone {
        lower: Some(Height::above_home(120.0)),
        ..circle("CTR", 250.0, 100.0)
    }];
    says(&plan, &[]);
}

#[test]
fn leaving_the_fence_and_rising_above_its_ceiling_is_told_by_how_much() {
    let mut plan = plan();
    plan.airspace.fence = Some(Fence {
        inclusions: vec![circle("", 0.0, 480.0).shape],
        ceiling: Some(Height::above_home(45.0)),
        ..Fence::default()
    });
    says(
        &plan,
        &[
            "error: sortie 1, leg 1: rises 5.0 m above the fence's ceiling",
            "error: sortie 1, leg 2: leaves the fence for 20.0 m",
            "error: sortie 1, leg 2: rises 5.0 m above the fence's ceiling",
            "error: sortie 1, leg 3: leaves the fence for 20.0 m",
            "error: sortie 1, leg 3: rises 5.0 m above the fence's ceiling",
        ],
    );
}

#[test]
fn a_fence_that_excludes_home_is_told() {
    let mut plan = plan();
    let region = |east_m: f64| Region {
        outer: vec![
            home().offset(90.0, east_m).offset(0.0, 900.0),
            home().offset(90.0, 900.0).offset(0.0, 900.0),
            home().offset(90.0, 900.0).offset(180.0, 900.0),
            home().offset(90.0, east_m).offset(180.0, 900.0),
        ],
        holes: Vec::new(),
    };
    plan.airspace.fence = Some(Fence {
        inclusions: vec![Shape::Polygon(region(100.0))],
        ..Fence::default()
    });
    says(
        &plan,
        &[
            "error: home: lies outside the fence",
            "error: sortie 1, leg 1: leaves the fence for 50.0 m of height",
            "error: sortie 1, leg 2: leaves the fence for 100.0 m",
            "error: sortie 1, leg 3: leaves the fence for 100.0 m",
        ],
    );
}

/// An exclusion of radius 0 once vanished without a word.
#[test]
fn circles_that_enclose_nothing_are_told() {
    let mut plan = plan();
    plan.airspace.zones = vec![circle("EHR8", 250.0, f64::NAN)];
    plan.airspace.fence = Some(Fence {
        inclusions: vec![circle("", 0.0, 900.0).shape, circle("", 0.0, -900.0).shape],
        exclusions: vec![circle("", 250.0, 0.0).shape],
        ..Fence::default()
    });
    says(
        &plan,
        &[
            "error: inclusion 2 of the fence: its radius is -900 m: it encloses nothing",
            "error: exclusion 1 of the fence: its radius is 0 m: it encloses nothing",
            "error: zone EHR8: its radius is NaN m: it encloses nothing",
        ],
    );
}

#[test]
fn a_rally_point_in_a_zone_is_told() {
    let mut plan = plan();
    plan.airspace = Airspace {
        zones: vec![circle("tanks", 2000.0, 100.0)],
        rally: vec![leg(Task::Transit, 2000.0, 0.0, 30.0).to],
        ..Airspace::default()
    };
    says(&plan, &["error: rally point 1: lies inside zone tanks"]);
}

/// The height of a rally point was once not looked at.
#[test]
fn the_height_of_a_rally_point_keeps_ceiling_ground_and_zones() {
    let mut plan = plan();
    let rally = |height_m| leg(Task::Transit, 300.0, 0.0, height_m).to;
    let mut lid = circle("lid", 300.0, 50.0);
    (lid.lower, lid.upper) = (
        Some(Height::above_home(60.0)),
        Some(Height::above_home(70.0)),
    );
    plan.airspace = Airspace {
        fence: Some(Fence {
            ceiling: Some(Height::above_sea(103.0)),
            breach_return: Some(rally(101.5)),
            ..Fence::default()
        }),
        zones: vec![lid],
        rally: vec![rally(50.0), rally(65.0), rally(-1.0)],
    };
    says(
        &plan,
        &[
            "error: rally point 2: comes down from 65.0 m above home through 5.0 m of zone lid",
            "error: rally point 3: lies 1.0 m below home, where the ground is taken to be",
            "error: fence, breach return: comes down from 101.5 m above home through 10.0 m of \
             zone lid",
            "error: fence, breach return: lies 1.5 m above the fence's ceiling",
        ],
    );
    plan.airspace.zones.clear();
    plan.airspace.rally = vec![Waypoint {
        height: Height {
            metres: 40.0,
            above: crate::plan::Datum::Terrain,
        },
        ..rally(0.0)
    }];
    let found = check(&plan, &Conditions::default());
    assert!(
        found[0]
            .reason
            .contains("cannot be compared with the fence's ceiling"),
        "{found:?}"
    );
}

#[test]
fn values_that_are_no_numbers_are_told_with_their_leg() {
    let mut plan = plan();
    plan.sorties[0].legs[1].to.height.metres = f64::NAN;
    plan.sorties[0].legs[0].speed_m_s = Some(-2.0);
    says(
        &plan,
        &[
            "error: sortie 1, leg 1: its speed is -2",
            "error: sortie 1, leg 2: its height is NaN",
        ],
    );
}

#[test]
fn a_missing_take_off_a_leg_without_length_and_a_missing_landing_are_told() {
    let mut plan = plan();
    plan.sorties[0].legs = vec![
        leg(Task::Transit, 500.0, 0.0, 50.0),
        leg(Task::Transit, 500.0, 0.0, 50.0),
        leg(Task::Transit, 6000.0, 0.0, -5.0),
    ];
    let found = check(&plan, &Conditions::default());
    let reasons: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(reasons.len(), 4, "{reasons:#?}");
    assert!(reasons[0].starts_with("error: sortie 1: does not begin with a take-off"));
    assert!(reasons[1].starts_with("warning: sortie 1: ends without a return"));
    assert!(reasons[2].starts_with("warning: sortie 1, leg 2: has no length"));
    assert_eq!(reasons[3], "error: sortie 1, leg 3: ends 5.0 m below home");
}

#[test]
fn an_empty_plan_has_nothing_to_fly() {
    says(&Plan::default(), &["error: plan: has nothing to fly"]);
}

#[test]
fn with_a_vehicle_energy_wind_speed_and_climbs_are_checked() {
    let vehicle = profiles::vehicle("quadcopter-1kg").unwrap();
    let conditions = Conditions {
        vehicle: Some(&vehicle),
        wind: Wind::CALM,
    };
    assert_says(&plan(), &conditions, &[]);

    let mut far = plan();
    far.sorties[0].legs[1] = leg(Task::Line { trigger_m: None }, 15_000.0, 0.0, 50.0);
    let found = check(&far, &conditions);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].reason.starts_with("needs "), "{found:?}");
    assert!(
        found[1].reason.contains("77 Wh less 25 % reserve"),
        "{found:?}"
    );

    let mut steep = plan();
    steep.sorties[0]
        .legs
        .insert(2, leg(Task::Transit, 500.0, 10.0, 120.0));
    assert_says(
        &steep,
        &conditions,
        &[
            "warning: sortie 1, leg 3: climbs 70 m on a way of 10 m: that takes 13 s longer than \
           the way",
        ],
    );

    let mut fast = plan();
    fast.sorties[0].legs[1].speed_m_s = Some(30.0);
    assert_says(
        &fast,
        &conditions,
        &["error: sortie 1, leg 2: asks for 30.0 m/s, 12.0 more than quadcopter-1kg flies"],
    );

    let storm = Conditions {
        wind: Wind {
            speed_m_s: 20.0,
            from_deg: 90.0,
            gust_m_s: 0.0,
        },
        ..conditions
    };
    let found = check(&plan(), &storm);
    assert_eq!(found[0].place, "wind");
    assert_eq!(found[1].place, "sortie 1, leg 2");
    assert!(found[1].reason.contains("makes no way"), "{found:?}");
}
