//! Lines along a line, round a border, and the searches of the IAMSAR manual.

use super::*;

#[test]
fn a_search_beyond_the_battery_is_refused_with_the_line_and_the_shortage() {
    let mut far = mission("lawnmower = {}");
    far.home.position = far.home.position.offset(270.0, 12_000.0);
    let found = refused(&far);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("error: line from [51."), "{found:?}");
    assert!(
        found[0].contains("Wh more than one battery may spend"),
        "{found:?}"
    );
}

#[test]
fn a_corridor_is_seen_to_its_borders() {
    let plan = planned(&with("corridor = { width_m = 120 }", LINE, ""));
    let length = 2.0 * (883.0);
    assert!(
        (lines_m(&plan) / length - 3.0).abs() < 0.15,
        "three tracks: {}",
        lines_m(&plan)
    );
}

#[test]
fn a_perimeter_is_flown_as_often_as_asked() {
    let one = lines_m(&planned(&mission("perimeter = { inset_m = 30 }")));
    let three = lines_m(&planned(&mission("perimeter = { inset_m = 30, laps = 3 }")));
    assert!((three / one - 3.0).abs() < 1e-3, "{three} {one}");
}

#[test]
fn iamsar_tracks_are_as_far_apart_as_asked() {
    for pattern in [
        "parallel = { spacing_m = 100 }",
        "creeping-line = { spacing_m = 100 }",
    ] {
        let plan = planned(&mission(pattern));
        let wanted = if pattern.starts_with('p') { 7 } else { 12 };
        let lines = plan.sorties.iter().flat_map(|s| &s.legs);
        let count = lines
            .filter(|l| matches!(l.task, Task::Line { .. }))
            .count();
        assert_eq!(count, wanted, "{pattern}");
    }
}

#[test]
fn searches_around_a_datum_have_the_length_of_the_manual() {
    let square = planned(&with(
        "expanding-square = { spacing_m = 100, legs = 8 }",
        POINT,
        "",
    ));
    assert!(
        (lines_m(&square) - 2000.0).abs() < 1.0,
        "{}",
        lines_m(&square)
    );
    let sector = planned(&with("sector = { radius_m = 300, passes = 2 }", POINT, ""));
    assert!(
        (lines_m(&sector) - 18.0 * 300.0).abs() < 2.0,
        "{}",
        lines_m(&sector)
    );
}

#[test]
fn a_search_leg_through_a_zone_is_refused_by_its_number() {
    let zone = "[[zones]]\nname = \"EHR4\"\n\
                circle = { centre = [51.9055, 4.005], radius_m = 20 }\n";
    let found = refused(&with(
        "expanding-square = { spacing_m = 100, legs = 4 }",
        POINT,
        zone,
    ));
    assert_eq!(found, ["error: search leg 1: enters zone EHR4 for 40 m"]);
}

/// 10⁹ tracks once were drawn until memory ended; 2400 of 5 cm took more than a minute.
#[test]
fn a_spacing_far_below_what_is_seen_is_refused_by_every_pattern_that_has_one() {
    for spacing_m in [1e-6, 0.05] {
        let ladder = Ladder {
            spacing_m: Some(spacing_m),
            course_deg: None,
        };
        for pattern in [Pattern::Parallel(ladder), Pattern::CreepingLine(ladder)] {
            let mut mission = mission("parallel = {}");
            mission.pattern = pattern;
            let found = refused(&mission);
            assert_eq!(found.len(), 1, "{found:?}");
            let start = format!("error: pattern {}: ", mission.pattern.name());
            assert!(found[0].starts_with(&start), "{found:?}");
            assert!(found[0].ends_with("seen more than 100 times"), "{found:?}");
        }
    }
    let found = refused(&with("corridor = { width_m = 1e6 }", LINE, ""));
    assert!(
        found[0].starts_with("error: pattern corridor: "),
        "{found:?}"
    );
    assert!(
        found[0].ends_with("are too many: at most 4000"),
        "{found:?}"
    );
}
