//! `missions survey` from outside: exit codes, files, what is said where.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its own files should fail"
)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn missions(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_missions"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

/// A folder with the shipped sheet, after a replacement.
fn sheet(from: &str, to: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let output = missions(folder.path(), &["example", "survey", "-o", "sheet.toml"]);
    assert_eq!(output.status.code(), Some(0));
    let path = folder.path().join("sheet.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    folder
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_shipped_sheet_is_worked_said_and_written() {
    let folder = sheet("MV EXAMPLE", "MV EXAMPLE");
    let arguments = [
        "survey",
        "sheet.toml",
        "-o",
        "a.html",
        "-o",
        "a.json",
        "-o",
        "a.pdf",
    ];
    let output = missions(folder.path(), &arguments);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("Cargo loaded = net final − net initial"),
        "{said}"
    );
    assert!(said.contains("written: a.html"), "{said}");
    let page = std::fs::read_to_string(folder.path().join("a.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("MV EXAMPLE"));
    let pdf = std::fs::read(folder.path().join("a.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let text = std::fs::read(folder.path().join("a.json")).unwrap();
    let document: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(document["status"], "worked");
    assert_eq!(document["result"]["what"], "cargo loaded");
}

#[test]
fn the_command_line_chooses_the_arithmetic() {
    let folder = sheet("MV EXAMPLE", "MV EXAMPLE");
    for (name, key) in [("form", "form_t"), ("unrounded", "unrounded_t")] {
        let arguments = ["--json", "survey", "sheet.toml", "--arithmetic", name];
        let document = json(&missions(folder.path(), &arguments));
        assert_eq!(document["arithmetic"], name);
        assert_eq!(document["result"]["value_t"], document["result"][key]);
    }
}

#[test]
fn a_sheet_that_cannot_be_worked_says_why_and_ends_with_1() {
    let folder = sheet("midships = [4.51, 4.55]", "midships = [4.31, 4.75]");
    let output = missions(folder.path(), &["--json", "survey", "sheet.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let document = json(&output);
    assert_eq!(document["status"], "refused");
    let objection = &document["objections"][0];
    assert_eq!(objection["place"], "initial.draughts_m.midships");
    assert!(
        objection["reason"]
            .as_str()
            .unwrap()
            .starts_with("a list of 0.78°")
    );

    let folder = sheet("lbp_m = 183.0", "lpb_m = 183.0");
    let output = missions(folder.path(), &["survey", "sheet.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("did you mean `lbp_m`?"), "{said}");
}

#[test]
fn a_picture_that_is_not_there_costs_itself_alone() {
    let folder = sheet(
        "density = 1.018",
        "density = 1.018\nevidence.forward = [\"fp.jpg\", \"fs.jpg\"]",
    );
    std::fs::write(folder.path().join("fp.jpg"), [0xff, 0xd8, 0xff, 0xe0]).unwrap();
    let output = missions(folder.path(), &["survey", "sheet.toml", "-o", "a.html"]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("cannot read the picture fs.jpg"), "{said}");
    let page = std::fs::read_to_string(folder.path().join("a.html")).unwrap();
    assert!(page.contains("data:image/jpeg;base64,/9j/4A=="));
    assert!(page.contains("no picture: fs.jpg"));
}

#[test]
fn a_statement_of_another_kind_is_refused_before_anything_is_written() {
    let folder = sheet("MV EXAMPLE", "MV EXAMPLE");
    let arguments = ["survey", "sheet.toml", "-o", "a.html", "-o", "a.docx"];
    let output = missions(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path().join("a.html").exists());
}
