//! Ships of every size and heading, planned from end to end; what is promised of each hover is
//! measured on the plan by other means than it was made with.

use geo::{Distance as _, Euclidean};
use proptest::prelude::*;
use uom::si::length::meter;

use super::again::{again, homeward};
use super::*;
use crate::camera::footprint::Look;
use crate::frames::attitude::ned;
use crate::frames::{LocalPlane, wrap_deg};
use crate::geodesy::Position;
use crate::mission::file::MissionFile;
use crate::mission::pattern::Pattern;
use crate::mission::shipped::{BULK_CARRIER, DRAUGHTS};
use crate::plan::Task;
use crate::planners::{plan, planned};
use crate::ship::marks::{Side, Station};
use crate::ship::target::Obstacle;
use crate::ship::{Pose, ShipPoint, ShipTarget};

/// The shipped mission and ship with parts of their text changed.
fn mission(changes: &[(&str, &str)]) -> Mission {
    let changed = |text: &str| {
        let all = changes.iter();
        all.fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    };
    let (mission, ship) = (changed(DRAUGHTS), changed(BULK_CARRIER));
    let file = MissionFile::parse(&mission).unwrap_or_else(|e| panic!("{e}"));
    let read = |path: &str| match path {
        "bulk-carrier.toml" => Ok(ship.clone().into_bytes()),
        path => Err(path.to_owned()),
    };
    file.resolve(read).unwrap_or_else(|o| panic!("{o:#?}"))
}

fn ship(mission: &Mission) -> &ShipTarget {
    match &mission.area {
        Area::Ship(ship) => ship,
        _ => panic!("no ship"),
    }
}

fn hovers(plan: &Plan) -> &[Hover] {
    &plan.draughts.as_ref().unwrap().hovers
}

/// Least distance of a place from the ship and all that belongs to her, metres, over the ground.
fn clearance_m(ship: &ShipTarget, place: Position) -> f64 {
    clearance_of(ship, place, |_| true)
}

fn clearance_of(ship: &ShipTarget, place: Position, counts: impl Fn(&Obstacle) -> bool) -> f64 {
    let plane = LocalPlane::at(ship.pose.origin);
    let at = geo::Point(plane.to_plane(place));
    let all = ship
        .hindrances()
        .into_iter()
        .filter(counts)
        .map(|hindrance| {
            let corners = hindrance.shape.corners().into_iter();
            let ring: geo::LineString<f64> = corners
                .map(|[x, y]| plane.to_plane(ship.pose.position(ShipPoint::above_water(x, y, 0.0))))
                .collect();
            if ring.0.len() == 2 {
                Euclidean.distance(&at, &ring)
            } else {
                Euclidean.distance(&at, &geo::Polygon::new(ring, Vec::new()))
            }
        });
    all.fold(f64::INFINITY, f64::min)
}

/// Millimetres of plating to a pixel in the middle of the picture, along the ship and upwards,
/// measured through lens and gimbal.
fn measured_mm_per_px(mission: &Mission, hover: &Hover) -> [f64; 2] {
    let ship = ship(mission);
    let lens = mission.camera.zoomed(hover.focal_mm).lens();
    let look = Look::level(hover.gimbal_pitch_deg, hover.heading_deg);
    let mark = ship.mark(hover.station, hover.side);
    // Along the plating: a quarter turn from where it faces.
    let along = (mark.faces_deg(hover.side) + 90.0).to_radians();
    let pixel = |along_m: f64, up_m: f64| {
        let point = ShipPoint::above_water(
            hover.mark.forward_m + along_m * along.cos(),
            hover.mark.starboard_m + along_m * along.sin(),
            view::AIM_M + up_m,
        );
        let seen = ShipPoint {
            forward_m: point.forward_m - hover.place.forward_m,
            starboard_m: point.starboard_m - hover.place.starboard_m,
            down_m: point.down_m - hover.place.down_m,
        };
        let [n, e, d] = ship
            .pose
            .to_ned(seen.vector())
            .to_cartesian()
            .map(|l| l.get::<meter>());
        lens.project(look.to_optical(ned(n, e, d))).unwrap()
    };
    let apart = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    [
        100.0 / apart(pixel(-0.05, 0.0), pixel(0.05, 0.0)),
        100.0 / apart(pixel(0.0, -0.05), pixel(0.0, 0.05)),
    ]
}

fn check(mission: &Mission, plan: &Plan) {
    let Pattern::DraughtStations(stations) = mission.pattern else {
        panic!("another pattern")
    };
    let ship = ship(mission);
    let kept_m = stations.clear_m + ship.place_u95_m;
    for hover in hovers(plan) {
        let name = hover.name();
        let faces_deg = ship
            .pose
            .bearing_deg(ship.mark(hover.station, hover.side).faces_deg(hover.side));
        let off_deg = wrap_deg(hover.heading_deg + 180.0 - faces_deg);
        assert!(
            off_deg.abs() <= stations.askew_deg + 1.0,
            "{name}: {off_deg}"
        );
        let seen_from = hover.mark_position.bearing_deg(hover.waypoint.position);
        let astray = wrap_deg(seen_from + 180.0 - hover.heading_deg);
        assert!(
            astray.abs() < 0.1,
            "{name}: looks past its marks by {astray}"
        );
        assert!(stations.look_down_deg[0] - 1e-9 <= -hover.gimbal_pitch_deg);
        assert!(stations.look_down_deg[1] + 1e-9 >= -hover.gimbal_pitch_deg);
        for mm in measured_mm_per_px(mission, hover) {
            assert!(mm <= stations.mm_per_px * 1.01, "{name}: {mm}");
            assert!(
                mm <= hover.mm_per_px * 1.01,
                "{name}: {mm} {}",
                hover.mm_per_px
            );
        }
        let clear_m = clearance_m(ship, hover.waypoint.position);
        assert!(clear_m >= kept_m, "{name}: {clear_m} of {kept_m}");
        assert!(hover.place.height_m() >= stations.over_water_m);
        let above_water_m =
            hover.waypoint.height.metres + mission.home.height.metres - mission.ground_m;
        assert!((above_water_m - hover.place.height_m()).abs() < 1e-9);
        let leg = &plan.sorties[hover.sortie].legs[hover.leg];
        assert_eq!(
            leg.task,
            Task::Hold {
                seconds: hover.hold_s()
            }
        );
        assert_eq!(leg.to, hover.waypoint);
    }
    ways_are_clear(mission, plan, kept_m);
}

/// Every metre of every way is clear of the ship, or over all that stands on her.
fn ways_are_clear(mission: &Mission, plan: &Plan, kept_m: f64) {
    let ship = ship(mission);
    let plane = plan.plane().unwrap();
    let water_m = mission.ground_m - mission.home.height.metres;
    let over_m = water_m + ship.top_m() + mission.margins.vertical_m;
    for stretch in plan
        .sorties
        .iter()
        .flat_map(|sortie| plan.path(sortie, plane))
    {
        let steps = (stretch.length_m() / 2.0).ceil().max(1.0) as u32;
        for step in 0..=steps {
            let point = stretch.at(f64::from(step) / f64::from(steps));
            // Lines and quays may be flown over where the height is clear of them.
            let counts = |o: &Obstacle| {
                let top_m = water_m + o.top_m.unwrap_or(f64::INFINITY);
                o.kind.is_on_board() || point.height_m < top_m + mission.margins.vertical_m
            };
            let clear_m = clearance_of(ship, plane.to_position(point.at), counts);
            let is_over = mission_allows_over(mission) && point.height_m >= over_m - 1e-6;
            assert!(
                clear_m > kept_m - 0.1 || is_over,
                "{clear_m} of {kept_m} at {point:?}"
            );
        }
    }
}

fn mission_allows_over(mission: &Mission) -> bool {
    matches!(&mission.pattern, Pattern::DraughtStations(stations) if stations.over_ship)
}

#[test]
fn the_shipped_ship_is_read_at_six_stations_in_one_sortie() {
    let mission = mission(&[]);
    let planned = planned(&mission).unwrap_or_else(|o| panic!("{o:#?}"));
    let plan = planned.plan;
    check(&mission, &plan);
    let draughts = plan.draughts.as_ref().unwrap();
    assert_eq!((draughts.hovers.len(), plan.sorties.len()), (6, 1));
    assert!(draughts.sun.is_some());
    let amidships = draughts.hover(Station::Midships, Side::Port).unwrap();
    assert!(
        draughts
            .hovers
            .iter()
            .all(|hover| hover.dwell_s <= amidships.dwell_s)
    );
    let share = draughts.quarter_mean_share(60.0).unwrap();
    // sqrt(2 · (6/16)² / 2 + 4 · (1/16)²) with twice the time amidships; 0.545 with the same.
    assert!((share - 0.395).abs() < 0.001, "{share}");
    // The wind is from 300°, the bow points to 295°: her starboard side is the weather side.
    for hover in &draughts.hovers {
        assert_eq!(
            hover.lee,
            hover.station == Station::Aft
                || hover.side == Side::Port && hover.station == Station::Midships,
            "{}",
            hover.name()
        );
    }
}

#[test]
fn six_readings_of_one_length_make_the_known_share_of_the_quarter_mean() {
    let mission = mission(&[("midships_dwell_s = 120.0", "midships_dwell_s = 60.0")]);
    let plan = plan(&mission).unwrap();
    let share = plan.draughts.unwrap().quarter_mean_share(60.0).unwrap();
    assert!((share - 0.545).abs() < 0.0005, "{share}");
}

/// All orders of all hovers, one by one.
fn by_brute_force(ways: &Ways<'_>, left: &[usize], at: Stop) -> f64 {
    if left.is_empty() {
        return ways.wh(at, Stop::Home);
    }
    let each = left.iter().map(|next| {
        let rest: Vec<usize> = left.iter().copied().filter(|other| other != next).collect();
        ways.wh(at, Stop::Hover(*next)) + by_brute_force(ways, &rest, Stop::Hover(*next))
    });
    each.fold(f64::INFINITY, f64::min)
}

#[test]
fn no_order_takes_less_energy_than_the_one_that_is_flown() {
    for (wind, heading) in [("0", "0"), ("300", "295"), ("90", "40"), ("200", "170")] {
        let mission = mission(&[
            ("from_deg = 300.0", &format!("from_deg = {wind}")),
            ("heading_deg = 295.0", &format!("heading_deg = {heading}")),
        ]);
        let plan = plan(&mission).unwrap();
        let Pattern::DraughtStations(stations) = mission.pattern else {
            panic!("another pattern")
        };
        let site = Site::new(&mission, ship(&mission), stations);
        let ways = Ways::new(&site, hovers(&plan));
        let holds: f64 = hovers(&plan).iter().map(|hover| ways.hold_wh(hover)).sum();
        let least = by_brute_force(&ways, &[0, 1, 2, 3, 4, 5], Stop::Home) + holds;
        let flown = plan.sorties[0].cost.energy_wh;
        assert!((flown - least).abs() < 0.01, "{flown} {least}");
    }
}

#[test]
fn a_small_battery_makes_more_sorties_that_each_come_home() {
    let small = r#"
[vehicle]
name = "small battery"
cruise_m_s = 12
top_air_m_s = 20
climb_m_s = 4
descent_m_s = 3
acceleration_m_s2 = 2.5
mass_kg = 9
wind_limit_m_s = 12
rotor.curve = [[0, 900], [10, 800], [20, 1400]]
battery = { energy_wh = 170, reserve = 0.25 }
[area]"#;
    let mission = mission(&[("vehicle = \"quadcopter-9kg\"", ""), ("[area]", small)]);
    let plan = plan(&mission).unwrap_or_else(|o| panic!("{o:#?}"));
    check(&mission, &plan);
    assert!(
        (2..=6).contains(&plan.sorties.len()),
        "{}",
        plan.sorties.len()
    );
    assert_eq!(hovers(&plan).len(), 6);
    for sortie in &plan.sorties {
        assert!(sortie.cost.energy_wh <= mission.vehicle.spendable_wh());
    }
}

#[test]
fn a_side_at_a_quay_is_refused_station_by_station_and_the_other_is_flown() {
    let mission = mission(&[("\"at anchor\"", "\"port alongside\"")]);
    let planned = planned(&mission).unwrap_or_else(|o| panic!("{o:#?}"));
    check(&mission, &planned.plan);
    let draughts = planned.plan.draughts.unwrap();
    assert!(
        draughts
            .hovers
            .iter()
            .all(|hover| hover.side == Side::Starboard)
    );
    assert_eq!(draughts.hovers.len(), 3);
    assert_eq!(draughts.refused.len(), 3);
    for refused in &draughts.refused {
        assert_eq!(refused.side, Side::Port);
        assert!(refused.reason.contains("quay"), "{}", refused.reason);
    }
    let told: Vec<&str> = planned.remarks.iter().map(|r| r.place.as_str()).collect();
    assert!(told.contains(&"station midships port"), "{told:?}");
}

#[test]
fn from_askew_a_forward_column_at_a_quay_is_seen_where_the_limit_allows_it() {
    let mission = mission(&[
        (
            "\"at anchor\"",
            "\"port alongside\"\nquay = { ahead_m = 30 }",
        ),
        (
            "line = [[184.0, -3.0], [215.0, -5.0]]",
            "line = [[-5.0, 3.0], [-30.0, 14.0]]",
        ),
        ("clear_m = 12.0", "clear_m = 6.0"),
        ("place_u95_m = 5.0", "place_u95_m = 0.0"),
        ("from_deg = 300.0", "from_deg = 120.0"),
        ("askew_deg = 0.0", "askew_deg = 50.0"),
    ]);
    let plan = plan(&mission).unwrap_or_else(|o| panic!("{o:#?}"));
    check(&mission, &plan);
    let draughts = plan.draughts.unwrap();
    let forward = draughts.hover(Station::Forward, Side::Port);
    let forward = forward.unwrap_or_else(|| panic!("{:#?}", draughts.refused));
    assert!(forward.askew_deg > 0.0, "from further ahead");
    assert!(draughts.hover(Station::Midships, Side::Port).is_none());
}

#[test]
fn a_zone_over_a_station_refuses_it_and_names_the_zone() {
    let free = plan(&mission(&[])).unwrap();
    let there: [f64; 2] = hovers(&free)[2].waypoint.position.into();
    let circle = format!("circle = {{ centre = {there:?}, radius_m = 70 }}");
    let zone = format!("[[zones]]\nname = \"pilots\"\n{circle}\n[wind]");
    let mission = mission(&[("[wind]", &zone)]);
    let planned = planned(&mission).unwrap_or_else(|o| panic!("{o:#?}"));
    check(&mission, &planned.plan);
    let refused = planned.plan.draughts.unwrap().refused;
    assert!(!refused.is_empty());
    assert!(
        refused[0].reason.contains("zone pilots"),
        "{}",
        refused[0].reason
    );
}

#[test]
fn a_lens_that_is_too_short_is_told_with_what_it_shows() {
    let mission = mission(&[("\"zoom-23x\"", "\"thermal-640\"")]);
    let objections = plan(&mission).unwrap_err();
    assert_eq!(objections.len(), 6, "{objections:#?}");
    assert!(
        objections[0].to_string().contains("thermal-640 shows"),
        "{}",
        objections[0]
    );
}

#[test]
fn ways_lead_over_her_only_where_that_is_allowed_and_high_enough() {
    let over = |height: &str, allowed: &str| {
        let mission = mission(&[
            ("over_ship = false", &format!("over_ship = {allowed}")),
            ("height_m = 40.0", &format!("height_m = {height}")),
        ]);
        let plan = plan(&mission).unwrap_or_else(|o| panic!("{o:#?}"));
        check(&mission, &plan);
        plan.sorties[0].cost.energy_wh
    };
    assert!(over("60.0", "true") <= over("60.0", "false"));
    // 34 m of deckhouse and 10 m of margin: at 30 m nothing flies over her, allowed or not.
    assert!((over("30.0", "true") - over("30.0", "false")).abs() < 1e-9);
}

#[test]
fn without_a_time_there_is_no_sun_and_by_night_none_either() {
    let dark = |text: &str| {
        let plan = plan(&mission(&[("take_off = 2026-06-12T08:30:00Z", text)])).unwrap();
        let draughts = plan.draughts.unwrap();
        draughts.sun.is_none() && draughts.hovers.iter().all(|hover| hover.light.is_none())
    };
    assert!(dark(""));
    assert!(dark("take_off = 2026-06-12T23:30:00Z"));
    assert!(!dark("take_off = 2026-06-12T08:30:00Z"));
}

#[test]
fn who_looks_into_the_glitter_is_told_and_until_when() {
    // Evening sun in the west-north-west, seen over a ship that heads north.
    let mission = mission(&[
        ("08:30:00Z", "19:20:00Z"),
        ("heading_deg = 295.0", "heading_deg = 30.0"),
        (
            "look_down_deg = [10.0, 25.0]",
            "look_down_deg = [10.0, 12.0]",
        ),
    ]);
    let planned = planned(&mission).unwrap();
    let glare: Vec<String> = planned.remarks.iter().map(ToString::to_string).collect();
    assert!(
        glare.iter().any(|remark| remark.contains("mirror image")),
        "{glare:#?}"
    );
}

#[test]
fn a_vehicle_that_the_ship_swings_against_is_led_away_and_home() {
    let mission = mission(&[]);
    let plan = plan(&mission).unwrap();
    let draughts = plan.draughts.as_ref().unwrap();
    let hover = draughts.hover(Station::Midships, Side::Starboard).unwrap();
    let pose = Pose {
        heading_deg: draughts.ship.pose.heading_deg - 12.0,
        ..draughts.ship.pose
    };
    let aft = draughts.hover(Station::Aft, Side::Starboard).unwrap();
    let here = aft.waypoint;
    let placed = again(&mission, hover, pose, here, None).unwrap_or_else(|o| panic!("{o}"));
    let moved = draughts.ship.moved(pose);
    assert!(clearance_m(&moved, placed.hover.waypoint.position) >= 17.0);
    assert_eq!(placed.way.last(), Some(&placed.hover.waypoint));
    let way = homeward(&mission, pose, here).unwrap_or_else(|o| panic!("{o}"));
    assert_eq!(way.last().unwrap().position, mission.home.position);
    let over_her = Position::new(54.0525, 7.426).unwrap();
    let over = crate::plan::Waypoint {
        position: over_her,
        ..here
    };
    assert!(again(&mission, hover, draughts.ship.pose, over, None).is_err());
}

#[test]
fn a_hover_that_swings_into_a_zone_is_refused_by_name() {
    let zone = "[[zones]]\nname = \"fairway\"\ncircle = { centre = [54.0500, 7.42600], radius_m = 200 }\n[wind]";
    let mission = mission(&[("[wind]", zone)]);
    let plan = plan(&mission).unwrap_or_else(|o| panic!("{o:#?}"));
    let draughts = plan.draughts.as_ref().unwrap();
    let forward = draughts.hover(Station::Forward, Side::Port).unwrap();
    let pose = Pose {
        heading_deg: 180.0,
        ..draughts.ship.pose
    };
    let refused = again(&mission, forward, pose, mission.home, None).unwrap_err();
    assert!(refused.to_string().contains("fairway"), "{refused}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn every_ship_at_every_heading_is_read_square_clear_and_fine_enough(
        length_m in 90.0..320.0_f64, share in 0.13..0.18_f64, heading_deg in 0.0..360.0_f64,
        wind_deg in 0.0..360.0_f64, clear_m in 8.0..25.0_f64,
    ) {
        let beam_m = length_m * share;
        let marked = BULK_CARRIER.split("[marks]").next().unwrap_or_default();
        let own = marked
            .replace("length_m = 190.0", &format!("length_m = {length_m}"))
            .replace("lbp_m = 180.0", &format!("lbp_m = {}", 0.93 * length_m))
            .replace("beam_m = 30.0", &format!("beam_m = {beam_m}"))
            .replace("from_bow_m = 168.0, from_port_m = 15.0", "from_bow_m = 30, from_port_m = 5")
            .replace("heading_deg = 295.0", &format!("heading_deg = {heading_deg}"));
        let wind = format!("from_deg = {wind_deg}");
        let clear = format!("clear_m = {clear_m}");
        let mission = mission(&[
            (BULK_CARRIER, &own), ("from_deg = 300.0", &wind), ("clear_m = 12.0", &clear),
        ]);
        let plan = plan(&mission).unwrap_or_else(|o| panic!("{o:#?}"));
        prop_assert_eq!(hovers(&plan).len(), 6);
        check(&mission, &plan);
    }

    #[test]
    fn a_hover_placed_again_moves_as_one_with_the_ship(
        turn_deg in -60.0..60.0_f64, away_m in 0.0..150.0_f64, bearing_deg in 0.0..360.0_f64,
    ) {
        let mission = mission(&[]);
        let plan = plan(&mission).unwrap();
        let ship = ship(&mission);
        let pose = Pose {
            origin: ship.pose.origin.offset(bearing_deg, away_m),
            heading_deg: (ship.pose.heading_deg + turn_deg).rem_euclid(360.0),
            time: None,
        };
        let high = crate::plan::Waypoint { position: mission.home.position, height: crate::plan::Height::above_home(40.0) };
        for hover in hovers(&plan) {
            let Ok(placed) = again(&mission, hover, pose, high, None) else {
                // Home may lie too near to where she went; nothing else forbids it here.
                prop_assert!(clearance_m(&ship.moved(pose), mission.home.position) < 30.0);
                continue;
            };
            let next = &placed.hover;
            let there = pose.point(next.waypoint.position, next.place.height_m());
            prop_assert!((there.forward_m - hover.place.forward_m).abs() < 0.01);
            prop_assert!((there.starboard_m - hover.place.starboard_m).abs() < 0.01);
            let turned = wrap_deg(next.heading_deg - hover.heading_deg - turn_deg);
            prop_assert!(turned.abs() < 1e-6, "{turned}");
            prop_assert!((next.waypoint.height.metres - hover.waypoint.height.metres).abs() < 1e-9);
            prop_assert_eq!(next.focal_mm, hover.focal_mm);
            prop_assert!(clearance_m(&ship.moved(pose), next.waypoint.position) >= 17.0 - 0.01);
        }
    }
}

#[test]
fn the_hovers_survive_every_format_that_has_a_place_for_them() {
    use crate::formats::{self, Format};
    let plan = plan(&mission(&[])).unwrap();
    for (format, name) in [
        (Format::QgcPlan, "x.plan"),
        (Format::GeoJson, "x.geojson"),
        (Format::Kml, "x.kml"),
    ] {
        let (bytes, losses) = formats::write(&plan, format).unwrap();
        assert_eq!(losses, [], "{name}");
        let (read, losses) = formats::read(name, &bytes).unwrap();
        assert_eq!(losses, [], "{name}");
        assert_eq!(read.draughts, plan.draughts, "{name}");
        let (read, own) = (&read.sorties[0], &plan.sorties[0]);
        assert_eq!(read.cost, own.cost, "{name}");
        for (index, (read, own)) in read.legs.iter().zip(&own.legs).enumerate() {
            assert_eq!(read, own, "{name}, leg {}", index + 1);
        }
        assert_eq!(read.legs.len(), own.legs.len(), "{name}");
    }
    let (bytes, _) = formats::write(&plan, Format::Wpl).unwrap();
    let (read, _) = formats::read("x.waypoints", &bytes).unwrap();
    assert_eq!(read.sorties[0].legs, plan.sorties[0].legs);
}

#[test]
fn a_hover_is_a_look_a_zoom_and_a_hold() {
    let plan = plan(&mission(&[])).unwrap();
    let hover = &hovers(&plan)[0];
    let legs = &plan.sorties[0].legs;
    let commands: Vec<Option<u16>> = (hover.leg - 2..=hover.leg + 1)
        .map(|index| match legs[index].task {
            Task::Command(item) => Some(item.command),
            _ => None,
        })
        .collect();
    assert_eq!(commands, [Some(195), Some(531), None, Some(197)]);
    let fixed = mission(&[
        ("\"zoom-23x\"", "\"survey-35mm\""),
        ("place_u95_m = 5.0", "place_u95_m = 0.0"),
    ]);
    let fixed = planned(&fixed).unwrap_or_else(|o| panic!("{o:#?}")).plan;
    let zooms = fixed.sorties.iter().flat_map(|sortie| &sortie.legs);
    let zooms = zooms.filter(|leg| matches!(leg.task, Task::Command(item) if item.command == 531));
    assert_eq!(zooms.count(), 0, "a lens that does not zoom is not told to");
}
