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
    assert!(stderr.contains("harbour.toml: line 33: "), "{stderr}");
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
    assert_eq!(output.status.code(), Some(1));
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
