//! Areas that are mown: by one battery and several, by a fleet, and of any shape and place.

use super::*;

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

/// As an area, and as the fence around it: what is drawn coarser, and what stays unseen by that, is
/// told.
#[test]
fn a_star_of_four_thousand_corners_is_drawn_coarser_with_a_word() {
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
    let frayed = "warning: area: its border is frayed into 4001 corners";
    let coarser = "warning: fence: its border has so many corners that it is drawn 5.0 m coarser";
    let unseen = "warning: area: 17.57 ha of 23.56 ha stay unseen, too near to fence or zones";
    for (fence, expected) in [
        (None, &[frayed][..]),
        (Some(fence), &[coarser, frayed, unseen][..]),
    ] {
        let mut mission = mission.clone();
        mission.area = star.clone();
        mission.home.position = mission.area.middle();
        mission.clip = true;
        mission.airspace.fence = fence;
        let planned = crate::planners::planned(&mission).unwrap_or_else(|o| panic!("{o:#?}"));
        let told: Vec<String> = planned.remarks.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), expected.len(), "{told:#?}");
        for (told, expected) in told.iter().zip(expected) {
            assert!(told.starts_with(expected), "{told}");
        }
    }
}
