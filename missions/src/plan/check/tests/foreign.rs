//! Plans of other programs: what the check once let pass without a word.

use super::*;
use crate::formats::{self, Format};
use crate::plan::path::Stretch;

/// Take-off, a waypoint, whatever stands in between (from item 3), a waypoint, return; as Mission
/// Planner writes them, with 0 for the yaw.
fn waypoints(between: &[&str]) -> String {
    let mut rows = vec![
        "0 16 0 0 0 0 51.9 4.0 3",
        "3 22 0 0 0 0 51.9 4.0 50",
        "3 16 0 0 0 0 51.901 4.0 50",
    ];
    rows.extend(between);
    rows.extend(["3 16 0 0 0 0 51.902 4.0 50", "3 20 0 0 0 0 0 0 0"]);
    let line = |(index, row): (usize, &&str)| {
        let on = if row.split(' ').count() == 9 {
            " 1"
        } else {
            ""
        };
        format!("{index} 0 {row}{on}")
    };
    let lines: Vec<String> = rows.iter().enumerate().map(line).collect();
    format!("QGC WPL 110\n{}\n", lines.join("\n"))
}

fn read(between: &[&str]) -> Plan {
    let text = waypoints(between);
    let (plan, losses) = formats::read("x.waypoints", text.as_bytes()).unwrap();
    assert_eq!(losses, []);
    plan
}

fn told(plan: &Plan, conditions: &Conditions<'_>) -> Vec<String> {
    let found = check(plan, conditions);
    found.iter().map(ToString::to_string).collect()
}

/// The items that stand in between, and what is said of them without a vehicle.
fn says_of(between: &[&str], expected: &[&str]) {
    let plan = read(between);
    let found = told(&plan, &Conditions::default());
    assert_eq!(found, expected, "{between:?}");
    for format in [Format::QgcPlan, Format::GeoJson, Format::Kml] {
        let (bytes, _) = formats::write(&plan, format).unwrap();
        let name = match format {
            Format::QgcPlan => "plan",
            Format::GeoJson => "geojson",
            _ => "kml",
        };
        let (again, _) = formats::read(name, &bytes).unwrap();
        let found = told(&again, &Conditions::default());
        assert_eq!(found, expected, "{between:?} as {format}");
    }
}

fn error(item: &str, reason: &str) {
    says_of(
        &[item],
        &[&format!("error: sortie 1, leg 3 (item 3): {reason}")],
    );
}

fn warning(item: &str, reason: &str) {
    says_of(
        &[item],
        &[&format!("warning: sortie 1, leg 3 (item 3): {reason}")],
    );
}

#[test]
fn what_is_understood_passes() {
    says_of(&[], &[]);
    says_of(&["3 16 5 0 0 0 51.9015 4.0 50"], &[]);
    says_of(&["3 18 2 0 30 0 51.9015 4.0 50"], &[]);
    says_of(&["2 206 20 0 1 0 0 0 0"], &[]);
    says_of(&["2 178 1 7 -1 0 0 0 0", "2 115 90 20 1 0 0 0 0"], &[]);
}

#[test]
fn what_never_ends_is_refused() {
    error(
        "3 17 0 0 0 0 51.901 4.0 50",
        "NAV_LOITER_UNLIM: waits there until somebody ends it",
    );
    error(
        "2 177 2 -1 0 0 0 0 0",
        "DO_JUMP to item 2, -1 times: it jumps for ever, the flight never ends",
    );
    error(
        "2 193 0 0 0 0 0 0 0",
        "DO_PAUSE_CONTINUE: stops the mission until somebody continues it",
    );
    error("2 93 -1 12 0 0 0 0 0", "NAV_DELAY: waits for a time of day");
    error(
        "3 16 0 0 0 0 51.9015 4.0 50 0",
        "NAV_WAYPOINT: does not go on by itself (autocontinue 0): PX4 waits there without end",
    );
    error(
        "2 177 2 60000 0 0 0 0 0",
        "DO_JUMP to item 2, 60000 times: the sortie comes to more than 100000 steps",
    );
}

/// It passed without a word, and no autopilot comes to its end.
#[test]
fn a_jump_over_nothing_that_is_flown_is_an_end_that_never_comes() {
    error(
        "2 177 3 40000 0 0 0 0 0",
        "DO_JUMP to item 3, 40000 times: nothing is flown between the two, and no autopilot comes to an \
         end of that",
    );
}

/// Corners of a fence in a mission, and numbers that nobody knows, were only warned of.
#[test]
fn commands_that_nobody_knows_are_not_taken_for_harmless() {
    for (number, words) in [
        (
            40_001,
            "MAV_CMD 40001: is not known here: whether it moves the vehicle is not known either",
        ),
        (
            65_535,
            "MAV_CMD 65535: is not known here: whether it moves the vehicle is not known either",
        ),
    ] {
        error(&format!("2 {number} 0 0 0 0 0 0 0"), words);
    }
    for number in 5000..=5004 {
        let found = told(
            &read(&[&format!("3 {number} 4 0 0 0 51.9015 4.0 50")]),
            &Conditions::default(),
        );
        let words = "belongs into a fence, not into a mission";
        assert!(
            found
                .iter()
                .any(|found| found.starts_with("error") && found.contains(words)),
            "{found:?}"
        );
    }
}

/// PX4 flies level to the place and climbs or sinks over it; ArduCopter flies a slope.
#[test]
fn a_change_of_height_over_a_place_is_judged_in_both_ways() {
    let mut plan = read(&[
        "3 31 0 0 0 0 51.9045 4.0 150",
        "3 16 0 0 0 0 51.9046 4.0 150",
    ]);
    let band = |lower_m: f64, upper_m: f64, north_m: f64| Zone {
        shape: Shape::Circle {
            centre: home().offset(0.0, north_m),
            radius_m: 20.0,
        },
        lower: Some(Height::above_home(lower_m)),
        upper: Some(Height::above_home(upper_m)),
        ..circle("crane", 0.0, 0.0)
    };
    let mut says = |zone| {
        plan.airspace.zones = vec![zone];
        told(&plan, &Conditions::default()).join("\n")
    };
    let level = "where PX4 flies level to the place";
    assert!(!says(band(160.0, 200.0, 450.0)).contains("crane"));
    let sloping_over = says(band(30.0, 60.0, 460.0));
    assert!(sloping_over.contains(level), "{sloping_over}");
    let slope = says(band(90.0, 110.0, 300.0));
    assert!(slope.contains("crane") && !slope.contains(level), "{slope}");
}

#[test]
fn what_ends_the_flight_or_disables_something_is_refused() {
    error(
        "2 185 1 0 0 0 0 0 0",
        "DO_FLIGHTTERMINATION: value 1 ends the flight: the motors stop",
    );
    error(
        "2 400 0 21196 0 0 0 0 0",
        "COMPONENT_ARM_DISARM: disarms by force (21196): the motors stop in the air",
    );
    error(
        "2 400 0 0 0 0 0 0 0",
        "COMPONENT_ARM_DISARM: value 0 disarms: the motors stop",
    );
    error(
        "2 207 NaN 0 0 0 0 0 0",
        "DO_FENCE_ENABLE: value 0 switches the fence off",
    );
    error(
        "2 207 0 0 0 0 0 0 0",
        "DO_FENCE_ENABLE: value 0 switches the fence off",
    );
    error(
        "2 208 2 0 0 0 0 0 0",
        "DO_PARACHUTE: value 2 releases the parachute",
    );
    error(
        "0 179 0 0 0 0 51.95 4.0 3",
        "DO_SET_HOME: moves home: heights, return and landing are no longer those of the plan",
    );
    error(
        "2 3000 4 0 0 0 0 0 0",
        "DO_VTOL_TRANSITION: value 4 leaves hover: what a wing does is not known here",
    );
    error(
        "3 21 0 0 0 0 51.9015 4.0 0",
        "NAV_LAND ends the flight here: 2 behind it, from item 4 on, are never flown",
    );
}

#[test]
fn what_has_no_valid_place_is_refused() {
    let plain = "NAV_WAYPOINT: its position is";
    error("3 16 0 0 0 0 0 0 50", &format!("{plain} 0, 0"));
    error("3 16 0 0 0 0 NaN NaN 50", &format!("{plain} null"));
    error(
        "3 16 0 0 0 0 51.9015 4.0 NaN",
        "NAV_WAYPOINT: its height is null",
    );
    error(
        "77 16 0 0 0 0 51.9015 4.0 50",
        "NAV_WAYPOINT: its frame 77 is none in which a place can be checked",
    );
    error(
        "1 16 0 0 0 0 10 20 -50",
        "NAV_WAYPOINT: its frame 1 is none in which a place can be checked",
    );
}

/// It once was no way at all: its end 28 km outside the fence cost nothing and met nothing.
#[test]
fn an_arc_is_not_taken_for_a_straight_way_and_its_end_counts() {
    error(
        "3 36 90 0 0 0 51.9015 4.0 50",
        "NAV_ARC_WAYPOINT: flies an arc, which is not followed here: how far it swings out is not \
         known",
    );
    let plan = read(&["3 36 90 0 0 0 52.2 4.3 50"]);
    let path = plan.path(&plan.sorties[0], plan.plane().unwrap());
    let length_m: f64 = path.iter().map(Stretch::length_m).sum();
    assert!(length_m > 50_000.0, "{length_m}");
}

#[test]
fn what_is_not_understood_is_worth_a_word() {
    warning(
        "2 31010 1 2 3 4 5 6 7",
        "USER_1: what it does is not known here, and not checked",
    );
    warning(
        "2 112 20 0 0 0 0 0 0",
        "CONDITION_DELAY: delays the orders behind it by 20 s: counted as waiting",
    );
    warning(
        "2 208 0 0 0 0 0 0 0",
        "DO_PARACHUTE: value 0 switches the parachute off",
    );
    warning(
        "3 19 10 0 0 0 NaN NaN 50",
        "NAV_LOITER_TIME: its position is null: it is taken for where the vehicle is by then",
    );
}

/// Each was once only a warning, whatever zone it led through.
#[test]
fn what_moves_the_vehicle_and_is_not_followed_is_refused() {
    error(
        "3 82 0 0 0 0 51.9015 4.0 50",
        "NAV_SPLINE_WAYPOINT: flies a curve, which is not followed here: how far it swings out is \
         not known",
    );
    error(
        "2 42702 1 20 0 0 0 0 0",
        "NAV_SCRIPT_TIME: a script flies there: where is not known",
    );
    error(
        "2 218 33 2 0 0 0 0 0",
        "DO_AUX_FUNCTION: works switch function 33 at level 2: such functions change mode, mission, \
         sensors, motors or fence",
    );
    warning(
        "2 218 28 2 0 0 0 0 0",
        "DO_AUX_FUNCTION: works switch function 28 at level 2: it moves no vehicle, and is not checked",
    );
}

/// Whatever MAV_CMD there is: refused, or known to leave the vehicle on its way.
#[test]
fn of_all_commands_that_move_a_vehicle_none_is_only_a_warning() {
    let moving = [
        17, 23, 24, 25, 30, 32, 33, 34, 35, 36, 81, 82, 83, 84, 85, 94, 113, 176, 186, 190, 191,
        192, 194, 209, 210, 212, 213, 217, 221, 252, 262, 300, 310, 311, 4000, 4001, 4501, 30001,
        31000, 31004, 42701, 42702, 42703, 43000, 43001, 43002, 43003,
    ];
    let unknown_ways =
        (0..=95).filter(|number| ![16, 18, 19, 20, 21, 22, 31, 80, 92, 93].contains(number));
    for number in moving.into_iter().chain(unknown_ways) {
        let plan = read(&[&format!("3 {number} 1 0 0 0 51.9015 4.0 50")]);
        let found = check(&plan, &Conditions::default());
        let refused = found.iter().any(|found| found.severity == Severity::Error);
        assert!(refused, "MAV_CMD {number}: {found:?}");
    }
    for number in [92, 181, 183, 188, 189, 203, 211, 222, 405, 31005, 31010] {
        let plan = read(&[&format!("2 {number} 0 0 0 0 0 0 0")]);
        let found = check(&plan, &Conditions::default());
        let refused = found.iter().any(|found| found.severity == Severity::Error);
        assert!(!refused, "MAV_CMD {number}: {found:?}");
    }
}

#[test]
fn speeds_that_are_none_or_too_much_are_refused() {
    error("2 178 1 0 -1 0 0 0 0", "DO_CHANGE_SPEED: asks for 0 m/s");
    error("2 178 1 -5 -1 0 0 0 0", "DO_CHANGE_SPEED: asks for -5 m/s");
    let vehicle = profiles::vehicle("quadcopter-1kg").unwrap();
    let conditions = Conditions {
        vehicle: Some(&vehicle),
        wind: Wind::CALM,
    };
    let found = told(&read(&["2 178 1 40 0 0 0 0 0"]), &conditions);
    assert_eq!(
        found[0],
        "error: sortie 1, leg 3 (item 3): DO_CHANGE_SPEED: asks for 40.0 m/s, 22.0 more than \
         quadcopter-1kg flies"
    );
}

/// Two hours of hovering over a waypoint once cost nothing.
#[test]
fn holds_turns_delays_and_jumps_cost_their_time_and_their_energy() {
    let vehicle = profiles::vehicle("quadcopter-1kg").unwrap();
    let conditions = Conditions {
        vehicle: Some(&vehicle),
        wind: Wind::CALM,
    };
    let there = "3 16 0 0 0 0 51.9015 4.0 50";
    for (item, said) in [
        ("3 16 7200 0 0 0 51.9015 4.0 50", "NAV_WAYPOINT of 7200 s"),
        ("2 93 36000 0 0 0 0 0 0", "NAV_DELAY of 36000 s"),
        (
            "3 19 7200 0 0 0 51.9015 4.0 50",
            "NAV_LOITER_TIME of 7200 s",
        ),
        ("2 112 7200 0 0 0 0 0 0", "CONDITION_DELAY of 7200 s"),
        (
            "3 18 400 0 30 0 51.9015 4.0 50",
            "NAV_LOITER_TURNS of 400.0 turns, radius 30 m",
        ),
        ("2 177 2 1000 0 0 0 0 0", "DO_JUMP to item 2, 1000 times"),
    ] {
        let plan = read(&[there, item]);
        let errors = |conditions: &Conditions<'_>| -> Vec<String> {
            let found = check(&plan, conditions).into_iter();
            let errors = found.filter(|objection| objection.severity == Severity::Error);
            errors.map(|error| error.to_string()).collect()
        };
        let [whole, blamed] = <[String; 2]>::try_from(errors(&conditions)).unwrap();
        assert!(whole.contains("Wh more than may be spent"), "{whole}");
        assert!(blamed.contains("leg 4 (item 4)"), "{blamed}");
        assert!(blamed.contains(&format!("{said} takes ")), "{blamed}");
        assert!(blamed.ends_with(" Wh too much"), "{blamed}");
        let [whole, blamed] = <[String; 2]>::try_from(errors(&Conditions::default())).unwrap();
        assert!(
            whole.contains("more than multirotors fly on a battery"),
            "{whole}"
        );
        assert!(blamed.contains(&format!("{said} takes about ")), "{blamed}");
    }
}

/// Only the first kind of fault was once told: the zone behind it came to light a check later.
#[test]
fn an_order_that_is_refused_hides_no_zone_and_no_energy() {
    let mut plan = read(&["2 207 0 0 0 0 0 0 0", "2 93 36000 0 0 0 0 0 0"]);
    plan.airspace.zones = vec![circle("tanks", 0.0, 20.0)];
    let found = told(&plan, &Conditions::default()).join("\n");
    for expected in [
        "switches the fence off",
        "enters zone tanks",
        "NAV_DELAY of 36000 s takes",
    ] {
        assert!(found.contains(expected), "{expected}: {found}");
    }
}

/// A file of another program says no cost, and none was compared with the battery.
#[test]
fn the_cost_of_a_sortie_counts_its_holds_and_jumps() {
    let vehicle = profiles::vehicle("quadcopter-1kg").unwrap();
    let cost = |between: &[&str]| {
        let plan = read(between);
        cost(&plan, &plan.sorties[0], &vehicle, Wind::CALM).unwrap()
    };
    let held = cost(&["3 16 60 0 0 0 51.9015 4.0 50"]);
    let flown = cost(&["3 16 0 0 0 0 51.9015 4.0 50"]);
    assert!((held.time_s - flown.time_s - 60.0).abs() < 1e-6);
    let [once, twice] = ["0", "1"].map(|times| {
        let jump = format!("2 177 2 {times} 0 0 0 0 0");
        cost(&["3 16 0 0 0 0 51.9015 4.0 50", &jump])
    });
    let (there_and_back_m, further_m) = (2.0 * 55.6, twice.distance_m - once.distance_m);
    assert!((further_m - there_and_back_m).abs() < 1.0, "{further_m}");
}

#[test]
fn a_short_jump_is_flown_and_paid_for() {
    let (once, thrice) = (read(&[]), read(&["2 177 2 2 0 0 0 0 0"]));
    let vehicle = profiles::vehicle("quadcopter-1kg").unwrap();
    let conditions = Conditions {
        vehicle: Some(&vehicle),
        wind: Wind::CALM,
    };
    assert_eq!(told(&once, &conditions), [""; 0]);
    assert_eq!(told(&thrice, &conditions), [""; 0]);
    // 111 m there and back, twice: nothing to speak of, but a zone on the way is.
    let mut barred = read(&["3 16 0 0 0 0 51.9015 4.003 50", "2 177 2 2 0 0 0 0 0"]);
    let zone = Zone {
        shape: Shape::Circle {
            centre: Position::new(51.90125, 4.0015).unwrap(),
            radius_m: 20.0,
        },
        ..circle("tanks", 0.0, 20.0)
    };
    barred.airspace.zones = vec![zone];
    let found = told(&barred, &conditions);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].contains("leg 3 (item 3): enters zone tanks for 40."),
        "{found:?}"
    );
    assert!(
        found[1].contains("leg 2 (item 2): enters zone tanks for 40."),
        "{found:?}"
    );
}

/// Mission Planner's waypoints were once not looked at at all: their yaw is 0.
#[test]
fn waypoints_of_other_programs_keep_fence_and_zones_too() {
    let mut plan = read(&["3 16 0 0 0 0 51.95 4.0 150"]);
    plan.airspace.fence = Some(Fence {
        inclusions: vec![circle("", 0.0, 1000.0).shape],
        ceiling: Some(Height::above_home(120.0)),
        ..Fence::default()
    });
    let found = told(&plan, &Conditions::default());
    assert!(found[0].starts_with("error: sortie 1, leg 3 (item 3): leaves the fence"));
    assert!(
        found[1].contains("rises 30.0 m above the fence's ceiling"),
        "{found:?}"
    );
}

/// A height above the ground was once compared with a ceiling above the sea.
#[test]
fn a_height_above_the_ground_is_compared_with_no_limit_above_the_sea() {
    let item = "10 16 0 0 0 0 51.9015 4.0 50";
    let because = "its height is above the ground, and how high that lies is not known here";
    warning(
        item,
        &format!("{because}: it is checked as if level with home"),
    );
    let mut plan = read(&[item]);
    plan.airspace.fence = Some(Fence {
        ceiling: Some(Height::above_sea(120.0)),
        ..Fence::default()
    });
    let place = "error: sortie 1, leg 3 (item 3)";
    says(
        &plan,
        &[&format!(
            "{place}: {because}: it cannot be compared with the fence's ceiling, 120 m above the sea"
        )],
    );
    let zone = Zone {
        lower: Some(Height::above_sea(300.0)),
        ..circle("CTR", 0.0, 5_000.0)
    };
    plan.airspace.fence = None;
    plan.airspace.zones = vec![zone];
    says(
        &plan,
        &[&format!(
            "{place}: {because}: it cannot be compared with a limit of zone CTR, 300 m above the sea"
        )],
    );
    plan.airspace.zones[0].lower = Some(Height {
        metres: 300.0,
        above: crate::plan::Datum::Terrain,
    });
    assert!(told(&plan, &Conditions::default())[0].starts_with("warning"));
}

#[test]
fn plans_of_our_own_planners_pass_without_a_word() {
    use crate::mission::shipped::{COAST, HARBOUR, OFFSHORE};

    for text in [HARBOUR, COAST, OFFSHORE] {
        let file = crate::mission::file::MissionFile::parse(text).unwrap();
        let mission = file.resolve(|path| std::fs::read(path)).unwrap();
        let plan = crate::planners::plan(&mission).unwrap();
        let conditions = Conditions {
            vehicle: Some(&mission.vehicle),
            wind: mission.wind,
        };
        assert_eq!(told(&plan, &conditions), [""; 0], "{}", mission.name);
        assert_eq!(
            told(&plan, &Conditions::default()),
            [""; 0],
            "{}",
            mission.name
        );
    }
}

/// A turn that PX4 cuts led through a zone that the corner goes round.
#[test]
fn a_corner_that_an_acceptance_radius_cuts_is_checked() {
    let corner = "3 16 0 600 0 0 51.901 4.01 50";
    let mut plan = read(&[corner]);
    let wide = "warning: sortie 1, leg 3 (item 3): NAV_WAYPOINT: its acceptance radius is 600.0 m: \
                so far from it the flight may turn away";
    assert_eq!(told(&plan, &Conditions::default()), [wide]);
    let mut zone = circle("mast", 0.0, 10.0);
    zone.shape = Shape::Circle {
        centre: home().offset(0.0, 166.0).offset(90.0, 43.0),
        radius_m: 10.0,
    };
    plan.airspace.zones = vec![zone];
    let found = told(&plan, &Conditions::default());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[1].starts_with("error: sortie 1, leg 4 (item 4): enters zone mast for ")
            && found[1].ends_with(
                "where the acceptance radius of 600.0 m before it lets PX4 cut the corner"
            ),
        "{found:?}"
    );
}

#[test]
fn a_waypoint_whose_hold_or_acceptance_is_no_number_is_refused() {
    let check = |numbers: &str, reason: &str| {
        let plan = read(&[&format!("3 16 {numbers} 0 0 51.9015 4.001 50")]);
        let found = told(&plan, &Conditions::default());
        assert_eq!(
            found,
            [format!("error: sortie 1, leg 3 (item 3): {reason}")]
        );
    };
    check("-5 0", "its time to hold is -5");
    check("0 -3", "NAV_WAYPOINT: its acceptance radius is -3 m");
    let mut plan = read(&["3 16 0 0 0 0 51.9015 4.001 50"]);
    let Task::Command(item) = &mut plan.sorties[0].legs[2].task else {
        panic!("{plan:?}");
    };
    item.params[0] = f64::NAN;
    let found = told(&plan, &Conditions::default());
    let null = "error: sortie 1, leg 3 (item 3): its time to hold is NaN";
    assert_eq!(found, [null]);
}
