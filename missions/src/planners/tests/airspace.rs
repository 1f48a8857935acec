//! Missions among the fence, its ceiling and a zone: what is flown, and what is refused.

use super::*;

#[test]
fn a_zone_in_the_area_is_refused_unless_the_mission_says_clip() {
    let zone = "[[zones]]\nname = \"tanks\"\n\
                circle = { centre = [51.905, 4.005], radius_m = 80 }\n";
    let found = refused(&with("lawnmower = {}", "", zone));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("error: area: 2.01 ha of"), "{found:?}");
    assert!(found[0].contains("lie inside zone tanks"), "{found:?}");

    let mut clipped = with("lawnmower = {}", "", zone);
    clipped.clip = true;
    let plan = planned(&clipped);
    let fraction = coverage::planned(&plan, 0.0).unwrap().fraction();
    assert!((0.97..0.999).contains(&fraction), "{fraction}");
}

#[test]
fn a_zone_below_the_flight_height_is_overflown() {
    let zone = "[[zones]]\nname = \"cranes\"\nupper = { metres = 40, above = \"home\" }\n\
                circle = { centre = [51.905, 4.005], radius_m = 80 }\n";
    let plan = planned(&with("lawnmower = {}", "", zone));
    assert!(coverage::planned(&plan, 0.0).unwrap().fraction() > 0.999);
}

#[test]
fn a_lower_limit_above_ground_counts_from_the_lower_ground() {
    let zone = "[[zones]]\nname = \"gliders\"\nlower = { metres = 90, above = \"terrain\" }\n\
                circle = { centre = [51.905, 4.005], radius_m = 80 }\n";
    let mut mission = with("lawnmower = {}", "", zone);
    planned(&mission);
    mission.home.height.metres = 43.0;
    let found = refused(&mission);
    assert!(found[0].contains("inside zone gliders"), "{found:?}");
}

#[test]
fn transits_go_round_a_zone_between_home_and_area() {
    let zone = "[[zones]]\nname = \"school\"\npolygon = { outer = [[51.8996, 3.998], \
                [51.8999, 3.998], [51.8999, 4.012], [51.8996, 4.012]] }\n";
    let plan = planned(&with("lawnmower = {}", "", zone));
    assert!(
        plan.sorties[0]
            .legs
            .iter()
            .filter(|l| l.task == Task::Transit)
            .count()
            > 4
    );
}

#[test]
fn a_fence_that_excludes_home_is_refused_with_the_distance() {
    let fence = "[[fence.include]]\npolygon = { outer = [[51.8999, 3.9999], [51.8999, 4.02], \
                 [51.92, 4.02], [51.92, 3.9999]] }\n";
    let found = refused(&with("lawnmower = {}", "", fence));
    assert_eq!(found, ["error: home: lies outside the fence by 52 m"]);
}

#[test]
fn an_area_partly_outside_the_fence_is_refused_with_its_size() {
    let fence = "[[fence.include]]\npolygon = { outer = [[51.899, 3.999], [51.899, 4.02], \
                 [51.909, 4.02], [51.909, 3.999]] }\n";
    let found = refused(&with("lawnmower = {}", "", fence));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("7.65 ha of 76.5"), "{found:?}");
    assert!(found[0].contains("outside the fence"), "{found:?}");
}

#[test]
fn a_height_above_the_ceiling_is_refused() {
    let fence = "[fence]\nceiling = { metres = 50, above = \"home\" }\n";
    let found = refused(&with("lawnmower = {}", "", fence));
    assert_eq!(
        found,
        ["error: flight: the height lies 10.0 m above the fence's ceiling"]
    );
}

/// The vertical margin once counted for zones only.
#[test]
fn a_height_nearer_to_the_ceiling_than_the_margin_is_refused() {
    let ceiling =
        |metres| format!("[fence]\nceiling = {{ metres = {metres}, above = \"home\" }}\n");
    for (metres, below_m) in [(60, "0.0"), (69, "9.0")] {
        let found = refused(&with("lawnmower = {}", "", &ceiling(metres)));
        let expected = format!(
            "error: flight: the height lies {below_m} m below the fence's ceiling, nearer than \
             the vertical margin of 10.0 m"
        );
        assert_eq!(found, [expected]);
    }
    planned(&with("lawnmower = {}", "", &ceiling(70)));
}
