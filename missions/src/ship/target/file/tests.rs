//! Ship files, good and bad.

use super::*;

const SHIP: &str = r#"
name = "TEST"
length_m = 190
lbp_m = 180
stern_m = 5
beam_m = 30
deck_m = 8
lying = "at anchor"
position = [54.0, 8.0]
heading_deg = 90
[marks]
forward = { at_m = 176, half_breadth_m = 6, plating_deg = 35 }
midships = { at_m = 89.5, half_breadth_m = 15, plating_deg = 0 }
aft = { at_m = [6.0, 6.2], half_breadth_m = 6, plating_deg = -30 }
[[obstacle]]
name = "anchor cable"
kind = "mooring line"
line = [[185, 0], [210, 0]]
"#;

fn target(text: &str) -> Result<ShipTarget, Vec<String>> {
    ShipFile::parse(text)
        .unwrap_or_else(|e| panic!("{e}"))
        .target(None)
}

/// What is said of the file with a part of it changed.
fn check(from: &str, to: &str, expected: &str) {
    let text = SHIP.replace(from, to);
    assert_ne!(text, SHIP);
    let faults = target(&text).unwrap_err();
    assert!(
        faults.iter().any(|fault| fault.contains(expected)),
        "{faults:?}"
    );
}

#[test]
fn a_file_that_says_everything_leaves_nothing_to_be_estimated() {
    let ship = target(SHIP).unwrap();
    assert_eq!(ship.estimated, Vec::<String>::new());
    assert_eq!(ship.mark(Station::Aft, Side::Port).forward_m, 6.0);
    assert_eq!(ship.mark(Station::Aft, Side::Starboard).forward_m, 6.2);
    // The middle of a ship that heads east lies where the file says.
    let middle = ShipPoint::above_water(90.0, 0.0, 0.0);
    let there = Position::new(54.0, 8.0).unwrap();
    assert!(ship.pose.position(middle).distance_m(there) < 0.01);
}

#[test]
fn marks_may_count_from_the_bow() {
    let text = SHIP
        .replace("[marks]", "[marks]\nfrom = \"bow\"")
        .replace("176", "9");
    let ship = target(&text.replace("[6.0, 6.2]", "179")).unwrap();
    assert_eq!(ship.mark(Station::Forward, Side::Port).forward_m, 176.0);
}

#[test]
fn of_length_and_beam_alone_the_rest_is_estimated_and_said() {
    let text = "name = \"X\"\nlength_m = 180\nbeam_m = 30\nposition = [1, 2]\nheading_deg = 0";
    let ship = target(text).unwrap();
    let said = ship.estimated.join("; ");
    for what in [
        "lbp_m",
        "stern_m",
        "deck_m",
        "marks.forward",
        "marks.midships",
        "marks.aft",
    ] {
        assert!(said.contains(what), "{said}");
    }
}

#[test]
fn a_ship_alongside_has_a_quay_and_lines_to_it() {
    let text = SHIP.replace("at anchor", "port alongside");
    let ship = target(text.split("[[obstacle]]").next().unwrap_or_default()).unwrap();
    let names: Vec<&str> = ship.obstacles.iter().map(|o| o.name.as_str()).collect();
    assert_eq!(names, ["head lines", "stern lines", "quay"]);
    let quay = ship.obstacles[2].shape.corners();
    assert!(
        quay.iter().all(|[_, starboard_m]| *starboard_m <= -16.0),
        "{quay:?}"
    );
}

/// The lines once led to a quay 1 m off, wherever the file said that it is.
#[test]
fn lines_lead_to_the_quay_where_the_file_has_it() {
    let text = SHIP.replace("at anchor", "port alongside");
    let text = text.split("[[obstacle]]").next().unwrap_or_default();
    let ship = target(&format!("{text}[quay]\ngap_m = 4\n")).unwrap();
    let quay_m = ship.obstacles[2].shape.corners()[0][1];
    assert_eq!(quay_m, -19.0);
    for line in &ship.obstacles[..2] {
        assert_eq!(line.shape.corners()[1][1], quay_m, "{}", line.name);
    }
}

#[test]
fn what_is_wrong_is_named_with_its_key() {
    check("length_m = 190", "length_m = 1900", "length_m is 1900");
    check(
        "lbp_m = 180",
        "lbp_m = 189",
        "lbp_m is 189: with 5 m of stern",
    );
    check("heading_deg = 90", "", "heading_deg: where her bow points");
    check("position = [54.0, 8.0]", "", "position: where she lies");
    check(
        "heading_deg = 90",
        "heading_deg = nan",
        "heading_deg is NaN",
    );
    check("at_m = 176", "at_m = 900", "marks.forward.at_m");
    check(
        "half_breadth_m = 6, plating_deg = 35",
        "half_breadth_m = 60",
        "marks.forward.half_breadth_m",
    );
    check(
        "line = [[185, 0], [210, 0]]",
        "",
        "obstacle 1: needs exactly one",
    );
    check(
        "line = [[185, 0], [210, 0]]",
        "line = [[185, 0], [9999, 0]]",
        "more than 2000 m",
    );
    check(
        "line = [[185, 0], [210, 0]]",
        "polygon = [[1, 2]]",
        "polygon has 1 corners",
    );
    check(
        "name = \"TEST\"",
        "name = \"TEST\"\nimo = 1234568",
        "imo is 1234568",
    );
    check("[marks]", "[quay]\n[marks]", "quay: she lies at none");
    check(
        "heading_deg = 90",
        "heading_deg = 90\ntime = 2026-06-12",
        "time: 2026-06-12 is no date",
    );
}

/// Half of it was then taken for free.
#[test]
fn an_obstacle_that_crosses_itself_is_refused() {
    check(
        "line = [[185, 0], [210, 0]]",
        "polygon = [[10, -5], [20, 5], [20, -5], [10, 5]]",
        "obstacle 1: polygon crosses itself: edges 1 and 3",
    );
}

#[test]
fn a_misspelt_key_is_told_with_its_line_and_what_was_meant() {
    let error = ShipFile::parse(&SHIP.replace("beam_m", "baem_m")).unwrap_err();
    let told = error.to_string();
    assert!(told.starts_with("line 6: `baem_m = 30`"), "{told}");
    assert!(told.ends_with("did you mean `beam_m`?"), "{told}");
}

#[test]
fn a_place_from_ais_goes_before_the_files_own() {
    let seen = Vessel {
        mmsi: 1,
        position: Position::new(54.1, 8.1).ok(),
        is_accurate: true,
        heading_deg: Some(10.0),
        draught_m: Some(9.1),
        extent: Some(Extent {
            bow_m: 160.0,
            stern_m: 30.0,
            port_m: 15.0,
            starboard_m: 15.0,
        }),
        ..Vessel::default()
    };
    let ship = ShipFile::parse(SHIP).unwrap().target(Some(&seen)).unwrap();
    assert_eq!((ship.pose.heading_deg, ship.place_u95_m), (10.0, 10.0));
    assert_eq!(ship.ais_draught_m, Some(9.1));
    let antenna = ShipPoint::above_water(185.0 - 160.0, 0.0, 0.0);
    assert!(
        ship.pose
            .position(antenna)
            .distance_m(seen.position.unwrap())
            < 0.01
    );
}
