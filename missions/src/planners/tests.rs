//! Whole missions, planned from end to end.

mod zones;

use super::*;
use crate::mission::Mission;
use crate::mission::file::MissionFile;
use crate::mission::pattern::{Ladder, Pattern};
use crate::plan::check::{Conditions, Objection, check};
use crate::plan::{Plan, Task, coverage};

/// Around 700 m by 1100 m at the mouth of a river; home on its south-western corner.
const MISSION: &str = r#"
name = "test"
vehicle = "quadcopter-9kg"
camera = "survey-35mm"
[area.polygon]
outer = [[51.900, 4.000], [51.900, 4.010], [51.910, 4.010], [51.910, 4.000]]
[flight]
height_m = 60
[wind]
speed_m_s = 6
from_deg = 240
[home]
position = [51.8995, 3.9995]
height_m = 3.0
"#;

const POINT: &str = "[area]\npoint = [51.905, 4.005]\n";
const LINE: &str = "[area]\nline = [[51.900, 4.000], [51.905, 4.010], [51.910, 4.000]]\n";

/// The test mission with a pattern of its own.
pub(crate) fn mission(pattern: &str) -> Mission {
    with(pattern, "", "")
}

/// The test mission with a pattern, another area, and more tables.
fn with(pattern: &str, area: &str, tables: &str) -> Mission {
    let text = format!("pattern.{pattern}\n{MISSION}{tables}");
    let text = match area {
        "" => text,
        area => elsewhere(&text, area),
    };
    let file = MissionFile::parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    file.resolve(|path| Err::<Vec<u8>, _>(path.to_owned()))
        .unwrap()
}

fn elsewhere(text: &str, area: &str) -> String {
    let (before, rest) = text.split_once("[area.polygon]").unwrap();
    let (_, after) = rest.split_once("[flight]").unwrap();
    format!("{before}{area}[flight]{after}")
}

/// Plans, and checks the plan again in the mission's own conditions.
fn planned(mission: &Mission) -> Plan {
    let plan = plan(mission).unwrap_or_else(|o| panic!("{o:#?}"));
    let conditions = Conditions {
        vehicle: Some(&mission.vehicle),
        wind: mission.wind,
    };
    assert_eq!(check(&plan, &conditions), [], "{}", mission.pattern.name());
    for sortie in &plan.sorties {
        assert!(sortie.cost.energy_wh <= mission.vehicle.spendable_wh());
        assert_eq!(sortie.legs[0].task, Task::TakeOff);
        assert_eq!(sortie.legs.last().unwrap().task, Task::Land);
    }
    plan
}

fn refused(mission: &Mission) -> Vec<String> {
    let objections: Vec<Objection> = plan(mission).unwrap_err();
    objections.iter().map(ToString::to_string).collect()
}

fn lines_m(plan: &Plan) -> f64 {
    let plane = plan.plane().unwrap();
    plan.sorties
        .iter()
        .flat_map(|sortie| plan.path(sortie, plane))
        .filter(|stretch| stretch.watching)
        .map(|stretch| stretch.length_m())
        .sum()
}

#[test]
fn a_rectangle_is_mown_without_a_gap() {
    let plan = planned(&mission("lawnmower = {}"));
    let seen = coverage::planned(&plan, 0.0).unwrap();
    assert!(seen.fraction() > 0.999, "{}", seen.fraction());
    assert!(!plan.sorties.is_empty());
}

#[test]
fn a_mission_longer_than_a_battery_is_cut_into_sorties_that_are_about_equal() {
    let weak = r#"
[vehicle]
name = "small battery"
cruise_m_s = 12
top_air_m_s = 20
climb_m_s = 5
descent_m_s = 3
acceleration_m_s2 = 2.5
mass_kg = 9
wind_limit_m_s = 12
rotor = { curve = [[0, 900], [10, 800], [20, 1200]] }
battery = { energy_wh = 240, reserve = 0.25 }
"#;
    let mut mission = mission("lawnmower = {}");
    let text = format!("pattern.lawnmower = {{}}\n{MISSION}{weak}")
        .replace("vehicle = \"quadcopter-9kg\"\n", "");
    mission.vehicle = MissionFile::parse(&text)
        .unwrap()
        .resolve(|_| Err::<Vec<u8>, _>(""))
        .unwrap()
        .vehicle;
    let plan = planned(&mission);
    assert!(plan.sorties.len() >= 3, "{}", plan.sorties.len());
    let energies: Vec<f64> = plan.sorties.iter().map(|s| s.cost.energy_wh).collect();
    let least = energies.iter().copied().fold(f64::INFINITY, f64::min);
    let most = energies.iter().copied().fold(0.0, f64::max);
    assert!(least > 0.8 * most, "{energies:?}");
    assert!(coverage::planned(&plan, 0.0).unwrap().fraction() > 0.999);
}

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

#[test]
fn an_orbit_looks_at_its_centre_and_is_flown_as_slowly_as_it_must() {
    let plan = planned(&with("orbit = { radius_m = 40, turns = 2 }", POINT, ""));
    let legs = &plan.sorties[0].legs;
    let orbit = legs
        .iter()
        .find(|l| matches!(l.task, Task::Orbit { .. }))
        .unwrap();
    assert!(
        (orbit.speed_m_s.unwrap() - 10.0).abs() < 1e-9,
        "sqrt(2.5 · 40)"
    );
    let looks = legs.iter().any(
        |l| matches!(l.task, Task::PointCamera { pitch_deg, .. } if (pitch_deg + 56.3).abs() < 0.1),
    );
    assert!(looks, "{legs:?}");
}

/// One and a half turns were once written as such, and most autopilots flew one.
#[test]
fn a_circle_that_not_every_autopilot_keeps_is_a_ring_of_waypoints() {
    use crate::link::manners::Autopilot;
    use crate::link::mission_transfer::Kind;
    for (radius_m, turns, is_ring) in [
        (80.0, 1.0, false),
        (255.0, -2.0, false),
        (80.0, 1.5, true),
        (80.5, -1.0, true),
        (256.0, 1.0, true),
    ] {
        let pattern = format!("orbit = {{ radius_m = {radius_m}, turns = {turns} }}");
        let plan = planned(&with(&pattern, POINT, ""));
        let around_m = std::f64::consts::TAU * radius_m * f64::abs(turns);
        let flown_m = lines_m(&plan);
        assert!(
            (flown_m / around_m - 1.0).abs() < 0.012,
            "{pattern}: {flown_m} {around_m}"
        );
        let items = crate::plan::items::to_items(&plan, &plan.sorties[0]);
        let circles: Vec<_> = items.iter().filter(|item| item.command == 18).collect();
        assert_eq!(circles.is_empty(), is_ring, "{pattern}");
        for circle in circles {
            let kept = Autopilot::ArduPilot.kept(Kind::Mission, circle);
            assert_eq!(kept.params, circle.params, "{pattern}");
        }
    }
}

#[test]
fn a_ring_is_refused_to_a_camera_that_cannot_look_aside() {
    let mut mission = with("orbit = { radius_m = 80, turns = 1.5 }", POINT, "");
    mission.camera.gimbal.yaw_deg = [-30.0, 30.0];
    let found = refused(&mission);
    assert!(
        found[0]
            .starts_with("error: camera: a circle of 1.5 turns, radius 80 m is flown as a ring"),
        "{found:?}"
    );
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

#[test]
fn the_circle_moves_with_the_ship() {
    let pattern = "orbit = { radius_m = 150, turns = 1, \
                   ship = { course_deg = 90, speed_m_s = 5, age_s = 60 } }";
    let mission = with(pattern, POINT, "");
    let plan = planned(&mission);
    let plane = plan.plane().unwrap();
    let ship = plane.to_plane(mission.area.middle());
    // Walk the path in time: at every waypoint of the circle the ship is 150 m away.
    let mut time_s = 60.0;
    for stretch in plan.path(&plan.sorties[0], plane) {
        if stretch.watching {
            let ship = ship
                + geo::Coord {
                    x: 5.0 * time_s,
                    y: 0.0,
                };
            let away = stretch.from.at - ship;
            assert!((away.x.hypot(away.y) - 150.0).abs() < 3.0, "{away:?}");
            time_s += stretch.length_m() / stretch.speed_m_s.unwrap();
        } else {
            time_s += bill::one(&stretch, &mission.vehicle, mission.wind)
                .unwrap()
                .time_s;
        }
    }
}

#[test]
fn a_ship_faster_than_the_vehicle_is_refused() {
    let pattern = "orbit = { radius_m = 150, ship = { course_deg = 90, speed_m_s = 13 } }";
    let found = refused(&with(pattern, POINT, ""));
    assert!(found[0].contains("it cannot circle it"), "{found:?}");
}

#[test]
fn a_fleet_shares_the_area_and_is_home_about_the_same_time() {
    let mut mission = mission("lawnmower = {}");
    let alone: f64 = planned(&mission)
        .sorties
        .iter()
        .map(|s| s.cost.time_s)
        .sum();
    mission.fleet = 3;
    let plan = planned(&mission);
    let time = |vehicle| -> f64 {
        let own = plan.sorties.iter().filter(|s| s.vehicle == vehicle);
        own.map(|s| s.cost.time_s).sum()
    };
    let times = [time(0), time(1), time(2)];
    let last = times.iter().copied().fold(0.0, f64::max);
    let first = times.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(first > 0.8 * last, "{times:?}");
    assert!(last < 0.5 * alone, "{times:?} {alone}");
    assert!(coverage::planned(&plan, 0.0).unwrap().fraction() > 0.999);
}

#[test]
fn an_area_across_the_antimeridian_is_planned_like_any_other() {
    let area = "[area.polygon]\nouter = [[51.900, 179.995], [51.900, -179.995], \
                [51.910, -179.995], [51.910, 179.995]]\n";
    let mission = mission("lawnmower = {}");
    let text = elsewhere(&format!("pattern.lawnmower = {{}}\n{MISSION}"), area);
    let text = text.replace("3.9995]", "179.9945]");
    let there = MissionFile::parse(&text)
        .unwrap()
        .resolve(|_| Err::<Vec<u8>, _>(""))
        .unwrap();
    let here_m = lines_m(&planned(&mission));
    let there_m = lines_m(&planned(&there));
    assert!((here_m / there_m - 1.0).abs() < 0.02, "{here_m} {there_m}");
}

/// A ragged coast of 100 000 vertices around a lake of as many.
#[test]
fn a_hundred_thousand_vertices_are_planned_and_kept_out_of() {
    let mut mission = with("lawnmower = {}", "", "");
    let middle = mission.area.middle();
    let ragged = |radius_m: f64| -> Vec<_> {
        let count = 100_000;
        let point = |i: i32| {
            let share = f64::from(i) / f64::from(count);
            let radius_m = radius_m * (1.0 + 0.01 * (share * 4000.0).sin());
            middle.offset(share * 360.0, radius_m)
        };
        (0..count).map(point).collect()
    };
    let lake = crate::geodesy::Region {
        outer: ragged(100.0),
        holes: Vec::new(),
    };
    mission.area = crate::mission::Area::Regions(vec![crate::geodesy::Region {
        outer: ragged(500.0),
        holes: vec![ragged(100.0)],
    }]);
    mission.airspace.zones = vec![crate::airspace::Zone {
        name: "lake".to_owned(),
        shape: crate::geodesy::Shape::Polygon(lake),
        lower: None,
        upper: None,
    }];
    let plan = planned(&mission);
    let fraction = coverage::planned(&plan, mission.ahead_m())
        .unwrap()
        .fraction();
    assert!(fraction > 0.99, "{fraction}");
}

fn star(corners: u32, home: crate::geodesy::Position) -> crate::mission::Area {
    let corner = |i: u32| {
        let away_m = if i.is_multiple_of(2) { 500.0 } else { 150.0 };
        home.offset(f64::from(i) / f64::from(corners) * 360.0, away_m)
    };
    crate::mission::Area::Regions(vec![crate::geodesy::Region {
        outer: (0..corners).map(corner).collect(),
        holes: Vec::new(),
    }])
}

/// Its teeth were once mown one by one, for minutes.
#[test]
fn a_star_of_two_thousand_corners_is_seen_whole_with_few_lines_and_a_word() {
    let mut mission = with("lawnmower = {}", "", "");
    mission.area = star(2000, mission.area.middle());
    let planned = crate::planners::planned(&mission).unwrap_or_else(|o| panic!("{o:#?}"));
    let told: Vec<String> = planned.remarks.iter().map(ToString::to_string).collect();
    assert!(
        told.iter()
            .any(|told| told.contains("frayed into 2001 corners")),
        "{told:?}"
    );
    let lines = |sortie: &crate::plan::Sortie| sortie.legs.len();
    let legs: usize = planned.plan.sorties.iter().map(lines).sum();
    assert!(legs < 400, "{legs}");
    let seen = coverage::planned(&planned.plan, mission.ahead_m()).unwrap();
    assert!(seen.fraction() > 0.999, "{}", seen.fraction());
}

/// As an area, and as the fence around it.
#[test]
fn a_star_of_four_thousand_corners_is_drawn_or_refused() {
    let mission = with("lawnmower = {}", "", "");
    let star = star(4000, mission.area.middle());
    let crate::mission::Area::Regions(regions) = &star else {
        panic!("no regions");
    };
    let fence = crate::airspace::Fence {
        inclusions: regions
            .iter()
            .cloned()
            .map(crate::geodesy::Shape::Polygon)
            .collect(),
        ..crate::airspace::Fence::default()
    };
    for with_fence in [false, true] {
        let mut mission = mission.clone();
        mission.area = star.clone();
        mission.home.position = mission.area.middle();
        mission.clip = true;
        mission.airspace.fence = with_fence.then(|| fence.clone());
        match crate::planners::planned(&mission) {
            Ok(planned) => assert!(!planned.remarks.is_empty()),
            Err(found) => assert!(!found.is_empty()),
        }
    }
}
