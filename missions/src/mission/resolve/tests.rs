//! Mission files from text to mission, and what is said of values that nobody flies.

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
        &["error: flight: height_m is -60: it must be 2 to 5000, metres above home"],
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
rotor = { curve = [[0, 500], [10, 400], [20, 700]] }, battery = { energy_wh = 0, reserve = 0.2 } }"#;
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
fn a_height_that_nobody_flies_is_refused_with_the_key_that_asks_for_it() {
    for height in ["0.1", "1000000000", "nan"] {
        let said = height.replace("nan", "NaN").replace("1000000000", "1e9");
        check(
            "height_m = 60",
            &format!("height_m = {height}"),
            &[&format!(
                "error: flight: height_m is {said}: it must be 2 to 5000, metres above home"
            )],
        );
    }
    check(
        "height_m = 60",
        "height_m = 60\nground_m = 62.5",
        &[
            "error: flight: height_m is 60: that is 0.5 m above the ground in the area, it must be \
           2 to 5000 (home lies 3 m, the ground 62.5 m above the sea)",
        ],
    );
    check(
        "height_m = 60",
        "ground_sample_cm = 0.0001",
        &[
            "error: flight: ground_sample_cm is 0.0001: survey-35mm would have to be 0.01 m above \
           the ground for it, 2 to 5000 m can be flown",
        ],
    );
    check(
        "height_m = 60",
        "height_m = 60\nground_m = 1e9",
        &["error: flight: flight.ground_m is 1e9: it must be -450 to 9000"],
    );
}

#[test]
fn a_wind_that_nobody_meets_is_refused_with_its_key_and_range() {
    check(
        "speed_m_s = 5",
        "speed_m_s = 5\ngust_m_s = 300",
        &[
            "error: wind: gust_m_s is 300: it must be 0 to 18.0, since with the mean wind \
           quadcopter-9kg would be carried away at 305 m/s, its top air speed is 23 m/s",
        ],
    );
    check(
        "speed_m_s = 5",
        "speed_m_s = 5\nfrom_deg = 4000",
        &["error: wind: from_deg is 4000: it must be -360 to 360"],
    );
}

#[test]
fn a_course_and_a_length_out_of_range_are_refused_with_the_range() {
    check(
        "pattern.lawnmower = {}",
        "pattern.parallel = { course_deg = 1000, spacing_m = 1e300 }",
        &[
            "error: pattern parallel: spacing_m is 1e300: it must be above 0 and at most 1000000",
            "error: pattern parallel: course_deg is 1000: it must be -360 to 360",
        ],
    );
}

/// The power beyond the last point once fell below zero, and the plan with it.
#[test]
fn a_power_curve_must_reach_from_hover_to_the_top_air_speed() {
    let own = r#"vehicle = { name = "x", cruise_m_s = 25, top_air_m_s = 20, climb_m_s = 3,
descent_m_s = 2, acceleration_m_s2 = 2, mass_kg = 5, wind_limit_m_s = 21,
rotor = { curve = [[2, 500], [10, 400]] }, battery = { energy_wh = 500, reserve = 0.2 } }"#;
    check(
        "vehicle = \"quadcopter-9kg\"",
        own,
        &[
            "error: vehicle: cruise_m_s is 25: it must not be above top_air_m_s, 20",
            "error: vehicle: wind_limit_m_s is 21: it must not be above top_air_m_s, 20",
            "error: vehicle: rotor.curve begins at 2 m/s: it must begin at 0, in hover",
            "error: vehicle: rotor.curve ends at 10 m/s: it must reach top_air_m_s, 20",
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

#[test]
fn a_sweep_width_and_a_rally_height_of_1e300_metres_are_refused() {
    check(
        "height_m = 60",
        "height_m = 60\nsweep_width_m = 1e300",
        &["error: flight: sweep_width_m is 1e300: it must be more than 0, at most 100000"],
    );
    check(
        "[home]",
        "[[rally]]\nposition = [51.90, 4.00]\nheight_m = 1e300\n[home]",
        &["error: rally 1: height_m is 1e300: it must be -450 to 5000"],
    );
}

#[test]
fn a_line_of_one_point_is_no_metre_long_and_not_minus_none() {
    let area = MISSION.split_once("[area.polygon]").unwrap().1;
    let area = area.split_once("[flight]").unwrap().0;
    let text = MISSION
        .replace(area, "\n")
        .replace("[area.polygon]", "[area]\nline = [[51.9, 4.0]]")
        .replace("lawnmower = {}", "corridor = { width_m = 50 }");
    let found = resolve(&text).unwrap_err();
    assert_eq!(found[0].to_string(), "error: area: the line is 0.00 m long");
}
