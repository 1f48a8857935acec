//! Missions among zones: far ones, many, pockets between them, and fences flown along.

use proptest::prelude::*;

use super::{LINE, POINT, mission, planned as sound, refused, with};
use crate::airspace::{Fence, Zone};
use crate::geodesy::{Region, Shape};
use crate::mission::Mission;
use crate::mission::file::MissionFile;
use crate::mission::pattern::Pattern;
use crate::mission::shipped::{BULK_CARRIER, DRAUGHTS, HARBOUR};
use crate::plan::check::{Objection, Severity};
use crate::plan::coverage;
use crate::planners::{plan, planned};

/// A circle so far away from the middle of the area, seen in a direction.
fn circle(mission: &Mission, bearing_deg: f64, away_m: f64, radius_m: f64) -> Zone {
    Zone {
        name: format!("at {bearing_deg:.0}°, {away_m:.0} m"),
        shape: Shape::Circle {
            centre: mission.area.middle().offset(bearing_deg, away_m),
            radius_m,
        },
        lower: None,
        upper: None,
    }
}

fn triangle(mission: &Mission, bearing_deg: f64, away_m: f64, radius_m: f64) -> Zone {
    let middle = mission.area.middle().offset(bearing_deg, away_m);
    let outer = [0.0, 120.0, 240.0].map(|turn| middle.offset(bearing_deg + turn, radius_m));
    let region = Region {
        outer: outer.to_vec(),
        holes: Vec::new(),
    };
    Zone {
        shape: Shape::Polygon(region),
        ..circle(mission, bearing_deg, away_m, radius_m)
    }
}

fn seen(mission: &Mission) -> f64 {
    let plan = sound(mission);
    coverage::planned(&plan, mission.ahead_m())
        .unwrap()
        .fraction()
}

fn remarks(mission: &Mission) -> Vec<String> {
    let planned = planned(mission).unwrap_or_else(|o| panic!("{o:#?}"));
    planned.remarks.iter().map(Objection::to_string).collect()
}

fn harbour() -> Mission {
    let file = MissionFile::parse(HARBOUR).unwrap();
    file.resolve(|path| Err::<Vec<u8>, _>(path.to_owned()))
        .unwrap()
}

/// A hundred zones anywhere on earth once made every margin 64 m wider, and the harbour's coverage
/// fell to 93.7 % without a word.
#[test]
fn far_zones_change_nothing_however_many_they_are() {
    for alone in [harbour(), mission("lawnmower = {}")] {
        let expected = plan(&alone).unwrap().sorties;
        for count in [100, 1000] {
            let mut crowded = alone.clone();
            crowded.airspace.zones.extend((0..count).map(|i| {
                let share = f64::from(i) / f64::from(count);
                let zone = if i % 2 == 0 { circle } else { triangle };
                zone(&alone, 360.0 * share * 7.0, 9_000.0 + 4e6 * share, 300.0)
            }));
            let planned = planned(&crowded).unwrap_or_else(|o| panic!("{o:#?}"));
            assert_eq!(
                planned.plan.sorties, expected,
                "{count} zones, {}",
                alone.name
            );
            assert_eq!(planned.remarks, []);
        }
    }
}

#[test]
fn many_small_zones_beside_the_area_leave_it_as_it_is() {
    let mut mission = mission("lawnmower = {}");
    let alone = seen(&mission);
    let beside = (0..200).map(|i| triangle(&mission, f64::from(i) * 1.8, 800.0, 8.0));
    mission.airspace.zones = beside.collect();
    let crowded = seen(&mission);
    assert!((crowded - alone).abs() < 1e-3, "{crowded} {alone}");
    assert_eq!(remarks(&mission), Vec::<String>::new());
}

#[test]
fn what_the_margins_leave_unseen_is_told_with_size_and_place() {
    let mut mission = mission("lawnmower = {}");
    mission.airspace.zones = vec![circle(&mission, 90.0, 440.0, 90.0)];
    mission.margins.lateral_m = 120.0;
    let told = remarks(&mission);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("warning: area: "), "{told:?}");
    assert!(
        told[0].contains("stay unseen, too near to fence or zones"),
        "{told:?}"
    );
    assert!(told[0].contains(", near [51.9"), "{told:?}");
}

#[test]
fn a_border_of_very_many_corners_says_how_much_more_it_keeps_away() {
    let mut mission = mission("lawnmower = {}");
    let middle = mission.area.middle();
    let ragged = (0..20_000).map(|i| {
        let radius_m = 1200.0 + f64::from(i * 7919 % 100) / 3.0;
        middle.offset(f64::from(i) * 0.018, radius_m)
    });
    let inclusions = vec![Shape::Polygon(Region {
        outer: ragged.collect(),
        holes: Vec::new(),
    })];
    mission.airspace.fence = Some(Fence {
        inclusions,
        ..Fence::default()
    });
    let told = remarks(&mission);
    assert!(
        told[0].starts_with("warning: fence: its border has so many corners"),
        "{told:?}"
    );
}

/// Two half rings around a court of 120 m in the area, which they shut off.
fn with_a_court() -> Mission {
    let mut mission = mission("lawnmower = {}");
    let middle = mission.area.middle();
    let half = |side: f64| {
        let arc = |radius_m: f64| (0..=18).map(move |i| (side + f64::from(i) * 10.0, radius_m));
        let inner: Vec<_> = arc(120.0).collect();
        let outer = arc(160.0).chain(inner.into_iter().rev());
        let outer = outer.map(|(bearing, away)| middle.offset(bearing, away));
        Region {
            outer: outer.collect(),
            holes: Vec::new(),
        }
    };
    mission.airspace.zones = [-90.0, 90.0]
        .map(|side| Zone {
            name: format!("half {side}"),
            shape: Shape::Polygon(half(side)),
            lower: None,
            upper: None,
        })
        .to_vec();
    mission
}

/// The search for an order once never ended there.
#[test]
fn a_part_that_no_way_leads_to_is_refused_with_size_and_place() {
    let found = refused(&with_a_court());
    assert_eq!(found.len(), 3, "{found:?}");
    let shut_off = "ha lie where no allowed way from home leads, near [51.90";
    assert!(
        found[2].starts_with("error: area: 3.7") && found[2].contains(shut_off),
        "{found:?}"
    );
}

#[test]
fn a_part_that_no_way_leads_to_is_cut_away_with_a_word_where_the_mission_says_clip() {
    let mut mission = with_a_court();
    mission.clip = true;
    sound(&mission);
    let told = remarks(&mission);
    assert!(
        told[2].contains("no allowed way from home leads"),
        "{told:?}"
    );
    assert!(told[2].ends_with(": cut away"), "{told:?}");
}

#[test]
fn a_search_leg_that_no_way_leads_to_is_refused_with_its_reason() {
    let mut mission = with("sector = { radius_m = 100 }", POINT, "");
    mission.airspace = with_a_court().airspace;
    let found = refused(&mission);
    assert!(
        found[0].contains("search leg 1: lies where no allowed way from home leads"),
        "{found:?}"
    );
}

/// The planner once refused its own plan: the check saw a line along the fence on its wrong side.
#[test]
fn without_a_margin_the_lines_along_the_fence_pass_the_check() {
    for pattern in [
        "lawnmower = {}",
        "perimeter = { inset_m = 0 }",
        "parallel = { spacing_m = 30 }",
    ] {
        let mut mission = mission(pattern);
        mission.margins.lateral_m = 0.0;
        mission.clip = true;
        mission.home.position = mission.area.middle();
        let regions = mission.area.regions().to_vec();
        mission.airspace.fence = Some(Fence {
            inclusions: regions.into_iter().map(Shape::Polygon).collect(),
            ..Fence::default()
        });
        mission.airspace.zones = vec![circle(&mission, 90.0, 200.0, 40.0)];
        let seen = seen(&mission);
        assert!(
            pattern.starts_with("per") || seen > 0.98,
            "{pattern}: {seen}"
        );
    }
}

#[test]
fn a_hole_that_touches_the_border_is_a_notch() {
    let mut mission = mission("lawnmower = {}");
    let corner = |lat, lon| crate::geodesy::Position::new(lat, lon).unwrap();
    let mut regions = mission.area.regions().to_vec();
    regions[0].holes = vec![vec![
        corner(51.900, 4.002),
        corner(51.903, 4.004),
        corner(51.900, 4.006),
    ]];
    mission.area = crate::mission::Area::Regions(regions);
    assert!(seen(&mission) > 0.999);
}

/// A search cut at a round zone in open water was once refused: the piece began on the border, by
/// rounding on its inner side, where no corner of the border was seen to lead anywhere; and the
/// reason told was a wind of 0 m/s.
#[test]
fn a_search_cut_at_a_zone_goes_on_at_its_border() {
    let search = |pattern: &str, zone: [f64; 3]| {
        let text = format!(
            "name = \"q\"\nvehicle = \"quadcopter-9kg\"\ncamera = \"survey-35mm\"\n\
             home = {{ position = [54.001, 7.999], height_m = 0 }}\narea.point = [54.0025, 8.005]\n\
             pattern.{pattern}\nflight = {{ height_m = 60, clip = true }}\n\
             zones = [{{ circle = {{ centre = [{}, {}], radius_m = {} }} }}]\n",
            zone[0], zone[1], zone[2]
        );
        let file = MissionFile::parse(&text).unwrap();
        file.resolve(|path| Err::<Vec<u8>, _>(path.to_owned()))
            .unwrap()
    };
    sound(&search(
        "sector = { radius_m = 500 }",
        [54.006, 8.005, 60.0],
    ));
    for course_deg in [0, 7, 45, 200] {
        sound(&search(
            &format!(
                "expanding-square = {{ spacing_m = 100, legs = 10, course_deg = {course_deg} }}"
            ),
            [54.001, 8.006, 40.0],
        ));
    }
}

/// Every pattern over the same place, but a ship's draughts, which are read where she lies.
const PATTERNS: [(&str, &str); 9] = [
    ("lawnmower = {}", ""),
    ("corridor = { width_m = 120 }", LINE),
    ("perimeter = { inset_m = 20, laps = 2 }", ""),
    ("parallel = { spacing_m = 60 }", ""),
    ("creeping-line = { spacing_m = 60 }", ""),
    ("expanding-square = { spacing_m = 60, legs = 14 }", POINT),
    ("sector = { radius_m = 400, passes = 2 }", POINT),
    ("orbit = { radius_m = 150, turns = -1.5 }", POINT),
    (
        "orbit = { radius_m = 150, ship = { course_deg = 90, speed_m_s = 4 } }",
        POINT,
    ),
];

fn every_pattern() -> Vec<Mission> {
    let file = MissionFile::parse(DRAUGHTS).unwrap();
    let ship = |_path: &str| Ok::<_, std::io::Error>(BULK_CARRIER.as_bytes().to_vec());
    let draughts = file.resolve(ship).unwrap();
    let others = PATTERNS
        .iter()
        .map(|(pattern, area)| with(pattern, area, ""));
    others.chain([draughts]).collect()
}

/// A pattern that is added makes the compiler ask for its place here, and the test below for it in
/// [`every_pattern`].
const fn number(pattern: &Pattern) -> usize {
    match pattern {
        Pattern::Lawnmower {} => 0,
        Pattern::Corridor { .. } => 1,
        Pattern::Perimeter { .. } => 2,
        Pattern::Parallel(_) => 3,
        Pattern::CreepingLine(_) => 4,
        Pattern::ExpandingSquare { .. } => 5,
        Pattern::Sector { .. } => 6,
        Pattern::Orbit { ship: None, .. } => 7,
        Pattern::Orbit { ship: Some(_), .. } => 8,
        Pattern::DraughtStations(_) => 9,
    }
}

#[test]
fn the_list_has_every_pattern() {
    let missions = every_pattern();
    let numbers: Vec<usize> = missions.iter().map(|m| number(&m.pattern)).collect();
    assert_eq!(numbers, (0..=9).collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 6,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(3),
        ..ProptestConfig::default()
    })]

    /// Zones anywhere in and around the area: each pattern gives a sound plan or says why not, and
    /// each search in it is bounded by a count of steps.
    #[test]
    fn every_pattern_comes_to_an_end_among_any_zones(
        zones in prop::collection::vec((0.0..360.0_f64, 0.0..900.0_f64, 5.0..120.0_f64), 0..40),
        clip in any::<bool>(),
    ) {
        for mut mission in every_pattern() {
            let pattern = mission.pattern.name();
            mission.clip = clip;
            mission.airspace.zones = zones
                .iter()
                .enumerate()
                .map(|(i, &(bearing, away, radius))| {
                    let zone = if i % 2 == 0 { circle } else { triangle };
                    zone(&mission, bearing, away, radius)
                })
                .collect();
            match plan(&mission) {
                Ok(_) => { sound(&mission); }
                Err(found) => prop_assert!(
                    found.iter().any(|o| o.severity == Severity::Error) , "{pattern}"
                ),
            }
        }
    }
}
