use super::*;

const MISSION: &str = r#"
name = "test"
vehicle = "quadcopter-9kg"
camera = "survey-35mm"
pattern.lawnmower = {}
[area.polygon]
outer = [[51.90, 4.00], [51.90, 4.01], [51.91, 4.01], [51.91, 4.00]]
holes = []
[flight]
height_m = 60
[wind]
speed_m_s = 5
[home]
position = [51.90, 4.00]
height_m = 3.0
"#;

fn resolve(text: &str) -> Result<Mission, Vec<Objection>> {
    MissionFile::parse(text)
        .unwrap()
        .resolve(|path| Err::<Vec<u8>, _>(format!("no such file ({path})")))
}

fn check(from: &str, to: &str, expected: &[&str]) {
    let text = MISSION.replace(from, to);
    assert_ne!(text, MISSION);
    let found: Vec<String> = resolve(&text)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_mission_is_resolved() {
    let mission = resolve(MISSION).unwrap();
    assert!((mission.swath_m() - 60.0 * 35.9 / 35.0).abs() < 1e-9);
    assert!((mission.spacing_m() - mission.swath_m() * 0.8).abs() < 1e-9);
}

#[test]
fn a_ground_sample_distance_gives_the_height_above_the_ground() {
    let text = MISSION.replace("height_m = 60", "ground_sample_cm = 1.0\nground_m = 13.0");
    let mission = resolve(&text).unwrap();
    assert!((mission.height_above_ground_m() - 79.624).abs() < 0.01);
    assert!((mission.height_m - 89.624).abs() < 0.01);
}

#[test]
fn values_out_of_range_are_named_with_key_and_value() {
    check(
        "height_m = 60",
        "height_m = -60",
        &["error: flight: height is -60 m above home: it must be positive"],
    );
    check(
        "height_m = 60",
        "height_m = 60\noverlap = { side = 1.0 }",
        &["error: flight: overlap.side is 1: it must be 0 to below 1"],
    );
    check(
        "speed_m_s = 5",
        "speed_m_s = 14.5",
        &[
            "error: wind: speed_m_s is 14.5: that is 2.5 m/s above what quadcopter-9kg may fly in \
           (12 m/s)",
        ],
    );
    check(
        "speed_m_s = 5",
        "speed_m_s = -1",
        &["error: wind: speed_m_s is -1: it must not be negative"],
    );
    check(
        "height_m = 60",
        "",
        &["error: flight: needs exactly one of height_m and ground_sample_cm"],
    );
}

#[test]
fn a_vehicle_with_an_empty_battery_and_negative_speed_is_refused() {
    let own = r#"vehicle = { name = "x", cruise_m_s = -3, top_air_m_s = 20, climb_m_s = 3,
descent_m_s = 2, acceleration_m_s2 = 2, mass_kg = 5, wind_limit_m_s = 10,
rotor = { curve = [[0, 500], [10, 400]] }, battery = { energy_wh = 0, reserve = 0.2 } }"#;
    check(
        "vehicle = \"quadcopter-9kg\"",
        own,
        &[
            "error: vehicle: cruise_m_s is -3: it must be positive",
            "error: vehicle: battery.energy_wh is 0: it must be positive",
        ],
    );
}

#[test]
fn an_unknown_vehicle_is_told_which_there_are() {
    check(
        "\"quadcopter-9kg\"",
        "\"quadcopter\"",
        &[
            "error: vehicle: no built-in vehicle is named `quadcopter`: there are quadcopter-9kg, \
           hexacopter-9kg, quadcopter-1kg",
        ],
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    check(
        "[area.polygon]\nouter = [[51.90, 4.00], [51.90, 4.01], [51.91, 4.01], [51.91, 4.00]]\n\
         holes = []",
        "[area]\nfile = \"basin.geojson\"",
        &["error: area: cannot read basin.geojson: no such file (basin.geojson)"],
    );
}

#[test]
fn a_home_with_latitude_and_longitude_swapped_is_told_so() {
    check(
        "position = [51.90, 4.00]",
        "position = [4.00, 51.90]",
        &[
            "error: home: lies 6901 km from the area: latitude and longitude of home or area are \
           swapped",
        ],
    );
}

#[test]
fn an_area_in_two_hemispheres_by_a_wrong_sign_is_refused_with_its_vertex() {
    let found = resolve(&MISSION.replace("[51.91, 4.01]", "[-51.91, 4.01]")).unwrap_err();
    assert_eq!(found[0].place, "area, vertex 3");
    assert!(found[0].reason.contains("is a sign"), "{}", found[0].reason);
}

#[test]
fn an_area_across_the_antimeridian_or_the_equator_is_taken() {
    let antimeridian = MISSION
        .replace("4.00]", "179.995]")
        .replace("4.01]", "-179.995]");
    assert!(resolve(&antimeridian).is_ok());
    let equator = MISSION.replace("51.90", "-0.005").replace("51.91", "0.005");
    assert!(resolve(&equator).is_ok());
}

#[test]
fn an_empty_area_is_refused() {
    check(
        "outer = [[51.90, 4.00], [51.90, 4.01], [51.91, 4.01], [51.91, 4.00]]",
        "outer = []",
        &["error: area: is empty"],
    );
}

#[test]
fn a_pattern_that_does_not_fit_the_area_is_refused() {
    check(
        "pattern.lawnmower = {}",
        "pattern.corridor = { width_m = 100 }",
        &["error: area: pattern corridor needs a line, the area is a polygon"],
    );
}

#[test]
fn a_take_off_time_is_taken_with_its_offset() {
    let text = format!("take_off = 2026-11-22T08:00:00+01:00\n{MISSION}");
    let mission = resolve(&text).unwrap();
    assert_eq!(mission.take_off, Some(UtcTime::from_secs(1_795_330_800)));
    let text = format!("take_off = 2026-11-22\n{MISSION}");
    assert_eq!(resolve(&text).unwrap_err()[0].place, "take_off");
}

/// Such a limit once switched the zone off without a word.
#[test]
fn a_zone_limit_that_is_no_number_is_refused() {
    let zone = "[[zones]]\nname = \"prison\"\ncircle = { centre = [51.905, 4.005], radius_m = 50.0 }\nupper = { metres = nan, above = \"sea\" }\n[wind]";
    check(
        "[wind]",
        zone,
        &["error: zone prison: its upper limit is NaN m: it must be a number"],
    );
}
