//! The program `missions` from outside: exit codes, files, what is said where.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its own files should fail"
)]

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn missions(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_missions"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A folder with the shipped harbour mission, after a replacement.
fn harbour(from: &str, to: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let output = missions(folder.path(), &["example", "harbour", "-o", "harbour.toml"]);
    assert_eq!(output.status.code(), Some(0));
    let path = folder.path().join("harbour.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    folder
}

/// The line of the mission where a word stands, from 1.
fn line_of(folder: &TempDir, word: &str) -> usize {
    let text = std::fs::read_to_string(folder.path().join("harbour.toml")).unwrap();
    1 + text.lines().take_while(|line| !line.contains(word)).count()
}

#[test]
fn the_harbour_is_planned_checked_and_converted() {
    let folder = harbour("Kaiserhafen", "Kaiserhafen");
    let output = missions(folder.path(), &["plan", "harbour.toml", "-o", "out.plan"]);
    let (stdout, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(0), "{stdout}{stderr}");
    assert!(stdout.contains("coverage  99."), "{stdout}");
    assert_eq!(
        names(folder.path()),
        ["harbour.toml", "out-1.plan", "out-2.plan"]
    );

    let output = missions(
        folder.path(),
        &["check", "out-2.plan", "--mission", "harbour.toml", "--json"],
    );
    let (stdout, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(0), "{stdout}{stderr}");
    let document: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(document["flyable"], true);

    let output = missions(folder.path(), &["convert", "out-1.plan", "out.waypoints"]);
    let (stdout, _) = said(&output);
    assert_eq!(
        output.status.code(),
        Some(3),
        "a WPL holds no fence: {stdout}"
    );
    assert!(stdout.contains("lost: fence"), "{stdout}");
}

#[test]
fn json_is_one_document_with_every_sortie() {
    let folder = harbour("Kaiserhafen", "Kaiserhafen");
    let output = missions(folder.path(), &["--json", "plan", "harbour.toml"]);
    let (stdout, stderr) = said(&output);
    assert_eq!(stderr, "");
    let document: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(document["sorties"].as_array().unwrap().len(), 2);
    assert!(document["coverage"].as_f64().unwrap() > 0.99);
}

#[test]
fn a_misspelt_key_is_told_once_with_line_and_suggestion_and_nothing_is_written() {
    let folder = harbour("height_m = 100.0", "heigth_m = 100.0");
    let output = missions(folder.path(), &["plan", "harbour.toml", "-o", "out.plan"]);
    let (stdout, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout, "");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    let line = line_of(&folder, "heigth_m");
    assert!(
        stderr.contains(&format!("harbour.toml: line {line}: ")),
        "{stderr}"
    );
    assert!(stderr.contains("did you mean `height_m`?"), "{stderr}");
    assert_eq!(names(folder.path()), ["harbour.toml"]);
}

#[test]
fn a_mission_that_cannot_be_flown_is_refused_and_nothing_is_written() {
    let folder = harbour("speed_m_s = 7.0", "speed_m_s = 17.0");
    let output = missions(folder.path(), &["plan", "harbour.toml", "-o", "out.plan"]);
    let (stdout, _) = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout.contains("5.0 m/s above"), "{stdout}");
    assert_eq!(names(folder.path()), ["harbour.toml"]);
}

#[test]
fn an_extension_without_a_format_is_told_before_anything_is_planned() {
    let folder = harbour("Kaiserhafen", "Kaiserhafen");
    let output = missions(folder.path(), &["plan", "harbour.toml", "-o", "out.doc"]);
    let (_, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr.contains("out.doc: the extension names no format"),
        "{stderr}"
    );
}

#[test]
fn a_folder_that_does_not_exist_is_named_and_leaves_no_trace() {
    let folder = harbour("Kaiserhafen", "Kaiserhafen");
    let output = missions(
        folder.path(),
        &["plan", "harbour.toml", "-o", "no/out.plan"],
    );
    let (_, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("cannot write no/out-1.plan"), "{stderr}");
    assert_eq!(names(folder.path()), ["harbour.toml"]);
}

#[test]
fn an_area_file_that_is_missing_is_named() {
    let folder = harbour(
        "[area.polygon]\nouter = [",
        "[area]\nfile = \"basin.geojson\"\n[unused]\nx = [",
    );
    let output = missions(folder.path(), &["plan", "harbour.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let (_, stderr) = said(&output);
    assert!(stderr.contains("unknown field `unused`"), "{stderr}");
}

#[test]
fn an_area_and_zones_are_taken_from_files_beside_the_mission() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "area.geojson",
        r#"{"type": "Polygon", "coordinates":
            [[[4.0, 51.9], [4.01, 51.9], [4.01, 51.91], [4.0, 51.91], [4.0, 51.9]]]}"#,
    );
    write(
        "zones.txt",
        "AC P\nAN TANKS\nAL GND\nAH 500 ft AGL\nDP 51:54:20 N 004:00:20 E\n\
         DP 51:54:20 N 004:00:30 E\nDP 51:54:25 N 004:00:30 E\n",
    );
    write(
        "mission.toml",
        "name = \"x\"\nvehicle = \"quadcopter-9kg\"\ncamera = \"survey-35mm\"\n\
         area.file = \"area.geojson\"\npattern.lawnmower = {}\n\
         zones = [{ file = \"zones.txt\" }]\nflight = { height_m = 60 }\n\
         home = { position = [51.899, 4.0], height_m = 2 }\n",
    );
    let output = missions(folder.path(), &["plan", "mission.toml"]);
    let (stdout, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}{stderr}");
    assert!(stdout.contains("inside zone TANKS"), "{stdout}{stderr}");
}

#[test]
fn wrong_usage_is_exit_code_2_and_help_has_an_example_for_each_command() {
    let folder = TempDir::new().unwrap();
    assert_eq!(missions(folder.path(), &["fly"]).status.code(), Some(2));
    for command in ["plan", "check", "convert", "example"] {
        let (help, _) = said(&missions(folder.path(), &[command, "--help"]));
        assert!(help.contains("Example"), "{command}");
    }
}

fn object(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// It once threw an edited file away.
#[test]
fn an_example_does_not_overwrite_what_was_made_of_it() {
    let folder = harbour("height_m = 100.0", "height_m = 90.0");
    let again = missions(folder.path(), &["example", "harbour", "-o", "harbour.toml"]);
    assert_eq!(again.status.code(), Some(1));
    let (_, told) = said(&again);
    assert!(
        told.contains("harbour.toml") && told.contains("not overwritten"),
        "{told}"
    );
    let kept = std::fs::read_to_string(folder.path().join("harbour.toml")).unwrap();
    assert!(kept.contains("height_m = 90.0"));
}

/// A `.waypoints` without its fence was once said to be forbidden by nothing.
#[test]
fn a_check_says_what_it_did_not_know() {
    let folder = harbour("Kaiserhafen", "Kaiserhafen");
    missions(
        folder.path(),
        &["plan", "harbour.toml", "-o", "h.waypoints"],
    );
    let bare = missions(folder.path(), &["check", "h-1.waypoints"]);
    let (told, _) = said(&bare);
    let words = "not checked: fence, zones, vehicle, wind";
    assert!(told.contains(words), "{told}");
    let whole = missions(
        folder.path(),
        &["check", "h-1.waypoints", "--mission", "harbour.toml"],
    );
    let (told, _) = said(&whole);
    assert!(told.contains("nothing forbids flying it"), "{told}");
}

/// They once stayed beside the new ones without a word, to be flown by mistake.
#[test]
fn sorties_of_an_earlier_plan_are_told_of() {
    let folder = harbour("Kaiserhafen", "Kaiserhafen");
    std::fs::write(folder.path().join("h-3.plan"), "{}").unwrap();
    let planned = missions(folder.path(), &["plan", "harbour.toml", "-o", "h.plan"]);
    let (_, told) = said(&planned);
    assert!(
        told.contains("h-3.plan is a sortie of an earlier plan"),
        "{told}"
    );
}

/// Failures before planning once left nothing on standard output.
#[test]
fn with_json_every_failure_is_one_object_with_error_and_place() {
    let folder = harbour("height_m = 100.0", "heigth_m = 100.0");
    let sound = harbour("Kaiserhafen", "Kaiserhafen");
    std::fs::write(folder.path().join("broken.plan"), "{\"fileType\": 7}").unwrap();
    let misspelt = format!("harbour.toml, line {}", line_of(&folder, "heigth_m"));
    let whole = sound.path().join("harbour.toml");
    let whole = whole.to_str().unwrap();
    for (arguments, code, error, place) in [
        (
            vec!["plan", "harbour.toml"],
            1,
            "unknown field",
            misspelt.as_str(),
        ),
        (
            vec!["plan", "missing.toml"],
            1,
            "cannot read missing.toml",
            "missing.toml",
        ),
        (
            vec!["check", "broken.plan"],
            1,
            "is not",
            "broken.plan, fileType",
        ),
        (
            vec!["convert", "broken.plan", "x.doc"],
            2,
            "names no format",
            "command line",
        ),
        (
            vec!["plan", whole, "-o", "no/x.plan"],
            1,
            "cannot write",
            "no/x-1.plan",
        ),
        (
            vec!["check", "broken.plan", "--vehicle", "x"],
            1,
            "is not",
            "broken.plan, fileType",
        ),
        (vec!["plan"], 2, "were not provided", "command line"),
        (
            vec!["fly", "x"],
            2,
            "unrecognized subcommand",
            "command line",
        ),
    ] {
        let plain = missions(folder.path(), &arguments);
        let output = missions(folder.path(), &[arguments.clone(), vec!["--json"]].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert_eq!(plain.status.code(), Some(code), "{arguments:?}");
        let object = object(&output);
        let told = object["error"].as_str().unwrap();
        assert!(told.contains(error), "{arguments:?}: {told}");
        assert_eq!(object["place"], place, "{arguments:?}");
    }
}

#[test]
fn a_refusal_says_its_worst_reason_as_an_error_too() {
    let folder = harbour("speed_m_s = 7.0", "speed_m_s = 17.0");
    let output = missions(folder.path(), &["plan", "harbour.toml", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let refused = object(&output);
    assert_eq!(refused["place"], refused["objections"][0]["place"]);
    assert_eq!(refused["error"], refused["objections"][0]["reason"]);

    let items = "QGC WPL 110\n0 1 0 16 0 0 0 0 51.9 4 3 1\n1 0 3 22 0 0 0 0 51.9 4 50 1\n\
        2 0 2 2510 0 0 0 0 0 0 0 1\n3 0 2 185 1 0 0 0 0 0 0 1\n4 0 2 20 0 0 0 0 0 0 0 1\n";
    std::fs::write(folder.path().join("x.waypoints"), items).unwrap();
    let output = missions(folder.path(), &["check", "x.waypoints", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let refused = object(&output);
    assert_eq!(refused["flyable"], false);
    assert_eq!(refused["place"], "sortie 1, leg 3 (item 3)");
    assert!(
        refused["error"]
            .as_str()
            .unwrap()
            .starts_with("DO_FLIGHTTERMINATION: value 1")
    );
    assert_eq!(refused["objections"][0]["severity"], "warning");
    assert_eq!(refused["objections"][1]["severity"], "error");
}

/// The first two files once stayed when the third could not be written.
#[test]
fn of_several_outputs_all_are_written_or_none() {
    let folder = harbour("Kaiserhafen", "Kaiserhafen");
    std::fs::create_dir(folder.path().join("taken.svg")).unwrap();
    let outputs = ["-o", "a.plan", "-o", "b.kml", "-o", "taken.svg"];
    let output = missions(
        folder.path(),
        &[&["plan", "harbour.toml"][..], &outputs].concat(),
    );
    let (_, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("cannot write taken.svg"), "{stderr}");
    assert_eq!(names(folder.path()), ["harbour.toml", "taken.svg"]);
    let twice = ["-o", "a.kml", "-o", "a.kml"];
    let output = missions(
        folder.path(),
        &[&["plan", "harbour.toml"][..], &twice].concat(),
    );
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(names(folder.path()), ["harbour.toml", "taken.svg"]);
}

/// `plan FIFO` once waited for ever; /dev/zero filled the memory.
#[cfg(unix)]
#[test]
fn devices_fifos_and_files_of_gigabytes_are_refused() {
    let folder = harbour("Kaiserhafen", "Kaiserhafen");
    let path = |name: &str| folder.path().join(name);
    let made = Command::new("mkfifo")
        .arg(path("pipe.toml"))
        .status()
        .unwrap();
    assert!(made.success());
    std::fs::File::create(path("large.json"))
        .unwrap()
        .set_len(1 << 30)
        .unwrap();
    std::os::unix::fs::symlink("/dev/zero", path("zero.plan")).unwrap();
    let text = std::fs::read_to_string(path("harbour.toml")).unwrap();
    for (name, zones) in [("a.toml", "large.json"), ("b.toml", "pipe.toml")] {
        let zones = format!("\n[[zones]]\nfile = \"{zones}\"\n");
        std::fs::write(path(name), text.clone() + &zones).unwrap();
    }
    let much = "1073741824 bytes are more than the 33554432 bytes that are read of it";
    for (arguments, expected) in [
        (
            ["plan", "pipe.toml"],
            "cannot read pipe.toml: it is a FIFO, not a regular file",
        ),
        (
            ["check", "zero.plan"],
            "cannot read zero.plan: it is a device, not a regular file",
        ),
        (
            ["plan", "large.json"],
            &format!("cannot read large.json: {much}"),
        ),
        (
            ["plan", "a.toml"],
            &format!("cannot read large.json: {much}"),
        ),
        (
            ["plan", "b.toml"],
            "cannot read pipe.toml: it is a FIFO, not a regular file",
        ),
        (
            ["plan", "."],
            "cannot read .: it is a folder, not a regular file",
        ),
    ] {
        let output = missions(folder.path(), &arguments);
        let (stdout, stderr) = said(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            (stdout + &stderr).contains(expected),
            "{arguments:?}: {stderr}"
        );
    }
}

#[test]
fn what_is_written_for_dji_can_be_checked_again() {
    let folder = harbour("Kaiserhafen", "Kaiserhafen");
    let output = missions(folder.path(), &["plan", "harbour.toml", "-o", "x.kmz"]);
    assert_eq!(output.status.code(), Some(3), "it holds no fence");
    let mission = ["--mission", "harbour.toml"];
    let output = missions(
        folder.path(),
        &[&["check", "x-1.kmz"][..], &mission].concat(),
    );
    let (stdout, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(0), "{stdout}{stderr}");
}
