//! The whole way, by the program: the card of a simulated smuggler's drone is acquired, analysed and
//! reported, and what is said is held against what the simulator flew.

#![expect(clippy::unwrap_used, reason = "a test that panics has found something")]

use std::path::Path;
use std::process::Command;

use missions::geodesy::Position;
use missions::time::UtcTime;
use serde_json::Value;
use sim::smuggler::{FlightTruth, Flown, Smuggler};

/// The demo's two nights, of which the first three flights are flown here.
const NIGHTS: &str = include_str!("../../sim/scenarios/smuggler.toml");

/// A statement agrees with the truth within these.
const CROSSING: (f64, f64) = (2.0, 15.0);
const DROP: (f64, f64) = (6.0, 15.0);

/// Runs the program; what it printed.
fn forensics(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_forensics"))
        .args(arguments)
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", folder.join("settings"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Seconds and metres between what is said and what was.
fn off(said: &Value, utc: UtcTime, position: Position) -> (f64, f64) {
    let when: UtcTime = said["when"]["utc"].as_str().unwrap().parse().unwrap();
    let place: Position = serde_json::from_value(said["position"].clone()).unwrap();
    let seconds = (when.as_micros() - utc.as_micros()) as f64 / 1e6;
    (seconds.abs(), place.distance_m(position))
}

/// What is said of the flight of an exhibit.
fn of<'a>(analysis: &'a Value, what: &str, exhibit: usize) -> Vec<&'a Value> {
    let all = analysis[what].as_array().unwrap().iter();
    all.filter(|one| one["flight"]["exhibit"] == exhibit)
        .collect()
}

fn check(analysis: &Value, exhibit: usize, truth: &FlightTruth) {
    let crossings = of(analysis, "crossings", exhibit);
    assert_eq!(crossings.len(), truth.crossings.len(), "{truth:?}");
    for (said, was) in crossings.iter().zip(&truth.crossings) {
        let (seconds, metres) = off(said, was.utc, was.position);
        assert!(seconds < CROSSING.0 && metres < CROSSING.1, "{said}");
        assert_eq!(said["is_certain"], true);
    }
    let releases = of(analysis, "releases", exhibit);
    let drop = truth.drop.unwrap();
    assert_eq!(releases.len(), 1, "{releases:?}");
    let (seconds, metres) = off(releases[0], drop.utc, drop.position);
    assert!(
        seconds < DROP.0 && metres < DROP.1,
        "{seconds} s, {metres} m"
    );
}

#[test]
fn the_card_of_a_smuggler_s_drone_tells_what_was_flown() {
    let folder = tempfile::tempdir().unwrap();
    let mut smuggler = Smuggler::parse(NIGHTS).unwrap();
    smuggler.nights.truncate(1);
    smuggler.nights[0].flights = 3;
    smuggler.deleted = vec![2];
    let flown: Vec<Flown> = smuggler.fly().collect();
    let card = smuggler.card(&flown).unwrap();
    let truth = smuggler.truth(&flown);
    std::fs::write(folder.path().join("card.img"), &card.image).unwrap();
    let questions = truth.questions().to_string();
    std::fs::write(folder.path().join("border.geojson"), questions).unwrap();
    forensics(folder.path(), &["acquire", "card.img", "case"]);
    let asked = ["case", "--questions", "border.geojson"];
    let said = forensics(
        folder.path(),
        &[&["analyse", "--json"], &asked[..]].concat(),
    );
    let analysis: Value = serde_json::from_str(&said).unwrap();
    for (log, truth) in card.logs.iter().zip(&truth.flights) {
        // Deleted or not, the bytes are those that the autopilot wrote.
        let mut exhibits = analysis["exhibits"].as_array().unwrap().iter();
        let exhibit = exhibits.position(|exhibit| exhibit["sha256"] == log.sha256.as_str());
        check(&analysis, exhibit.unwrap(), truth);
    }
    let launch = &analysis["launches"][0];
    let place: Position = serde_json::from_value(launch["position"].clone()).unwrap();
    assert!(place.distance_m(smuggler.launch) < 10.0);
    assert_eq!(launch["flights"].as_array().unwrap().len(), 3);
    assert_eq!(analysis["same_flights"].as_array().unwrap().len(), 0);
    let paper = [
        &["report", "-o", "report.html", "-o", "report.pdf"],
        &asked[..],
    ]
    .concat();
    forensics(folder.path(), &paper);
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(page.contains("6 crossings of the lines that were asked about"));
    forensics(folder.path(), &["verify", "case"]);
    let one = folder.path().join("case/manifest.json");
    let changed = std::fs::read_to_string(&one)
        .unwrap()
        .replace("card.img", "Card.img");
    std::fs::write(&one, changed).unwrap();
    let judged = Command::new(env!("CARGO_BIN_EXE_forensics"))
        .args(["verify", "case"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(judged.status.code(), Some(1));
}
