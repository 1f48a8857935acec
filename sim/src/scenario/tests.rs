//! Scenario files, good and bad.

use super::*;

const WHOLE: &str = r#"
name = "harbour"
seed = 9
duration_s = 600

[[wind]]
speed_m_s = 5
from_deg = 200

[[wind]]
at_s = 60
speed_m_s = 8
from_deg = 210
gust_m_s = 3

[[vehicles]]
name = "alpha"
home = [51.95, 4.05]

[vehicles.parameters]
RTL_ALT = 3000

[[vehicles]]
name = "bravo"
manner = "px4"
home = [51.96, 4.05]

[[faults]]
vehicle = "bravo"
from_s = 30
to_s = 40
fault = "gnss-loss"

[[faults]]
from_s = 10
fault = { packet-loss = { share = 0.3 } }

[[faults]]
vehicle = "alpha"
from_s = 10
fault = { motor-weakness = { motor = 2, left = 0.7 } }
"#;

#[test]
fn a_whole_scenario_is_read() {
    let scenario = Scenario::parse(WHOLE).unwrap();
    let [alpha, bravo] = scenario.vehicles.as_slice() else {
        panic!("two vehicles");
    };
    assert_eq!((alpha.system, bravo.system), (1, 2));
    assert_eq!(bravo.manner, Manner::Px4);
    assert_eq!(bravo.faults.len(), 1);
    assert_eq!((alpha.link_faults.len(), bravo.link_faults.len()), (1, 1));
    assert_eq!(alpha.parameters.get("RTL_ALT"), Some(&3000.0));
    assert_eq!(
        scenario.wind_at(BootTime::from_millis(59_999)).speed_m_s,
        5.0
    );
    assert_eq!(
        scenario.wind_at(BootTime::from_millis(60_000)).speed_m_s,
        8.0
    );
}

#[test]
fn wrong_scenarios_are_refused_with_their_key() {
    let check = |from: &str, to: &str, expected: &str| {
        let text = WHOLE.replacen(from, to, 1);
        assert_ne!(text, WHOLE, "{from}");
        let message = Scenario::parse(&text).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    };
    check("seed = 9", "sede = 9", "sede");
    check("speed_m_s = 5", "speed_m_s = nan", "wind[0].speed_m_s");
    check("at_s = 60", "at_s = 0", "wind[1].at_s");
    check(
        "home = [51.95, 4.05]",
        "home = [151.95, 4.05]",
        "latitude 151.95",
    );
    check(
        "RTL_ALT",
        "RTL_ALTITUDE",
        "vehicles[0].parameters.RTL_ALTITUDE",
    );
    check("manner = \"px4\"", "manner = \"dji\"", "dji");
    check("name = \"bravo\"", "name = \"alpha\"", "vehicles[1].name");
    check(
        "vehicle = \"bravo\"",
        "vehicle = \"charlie\"",
        "faults[0].vehicle",
    );
    check("to_s = 40", "to_s = 20", "faults[0].to_s");
    check("\"gnss-loss\"", "\"gnss-lost\"", "known faults");
    check(
        "share = 0.3",
        "share = 3",
        "faults[1].fault.packet-loss.share",
    );
    check(
        "motor = 2",
        "motor = 5",
        "faults[2].fault.motor-weakness.motor",
    );
    check("duration_s = 600", "duration_s = -1", "duration_s");
}

#[test]
fn shipped_scenarios_are_sound() {
    for text in [
        include_str!("../../scenarios/harbour.toml"),
        include_str!("../../scenarios/faults.toml"),
    ] {
        Scenario::parse(text).unwrap();
    }
}

#[test]
fn a_mission_file_is_told_from_a_scenario() {
    let told = Scenario::parse(missions::mission::shipped::HARBOUR).unwrap_err();
    assert!(
        told.to_string().starts_with("this is a mission file"),
        "{told}"
    );
}

/// A profile of one's own is held to what planners ask of it.
#[test]
fn a_power_curve_that_ends_below_the_top_air_speed_is_refused() {
    let profile = r#"
[[vehicles]]
home = [51.95, 4.05]
[vehicles.profile]
name = "own"
cruise_m_s = 8
top_air_m_s = 20
climb_m_s = 3
descent_m_s = 2
acceleration_m_s2 = 2
mass_kg = 4
wind_limit_m_s = 12
rotor = { curve = [[0, 400], [10, 380], [LAST, 600]] }
battery = { energy_wh = 300, reserve = 0.2 }
"#;
    Scenario::parse(&profile.replace("LAST", "20")).unwrap();
    let refused = Scenario::parse(&profile.replace("LAST", "15")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "vehicles[0].profile: rotor.curve ends at 15 m/s: it must reach top_air_m_s, 20"
    );
}

#[test]
fn a_scenario_without_vehicles_is_refused() {
    assert!(
        Scenario::parse("seed = 1")
            .unwrap_err()
            .to_string()
            .contains("vehicles")
    );
}

#[test]
fn a_vehicle_of_the_shipped_missions_is_named() {
    let text = "[[vehicles]]\nprofile = \"quadcopter-9kg\"\nhome = [51.95, 4.05]\n";
    let scenario = Scenario::parse(text).unwrap();
    assert_eq!(scenario.vehicles[0].profile.mass_kg, 9.0);
    let wrong = Scenario::parse(&text.replace("9kg", "8kg")).unwrap_err();
    let message = wrong.to_string();
    assert!(
        message.contains("vehicles[0].profile") && message.contains("quadcopter-9kg"),
        "{message}"
    );
}
