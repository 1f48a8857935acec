//! The judges' Python, and what it says; shared by the tests that call it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The Python with the judges' packages: in the folder that `SHEARWATER_JUDGES` names, which then
/// must have it (`make test` does so), or where `make` puts it.
pub(crate) fn judges() -> Option<PathBuf> {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/judges");
    let named = std::env::var_os("SHEARWATER_JUDGES").map(PathBuf::from);
    let python = named.as_ref().unwrap_or(&made).join("bin/python");
    let found = python.exists();
    assert!(found || named.is_none(), "there is no {}", python.display());
    if !found {
        // Past the test harness, which swallows what a passing test prints.
        let mut told = std::io::stderr();
        writeln!(told, "skipped: there is no {}", python.display()).expect("standard error");
    }
    found.then_some(python)
}

/// What a judge says about a file: one line of JSON, its last.
pub(crate) fn judged(python: &Path, script: &str, file: &Path) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges");
    let output = Command::new(python)
        .arg(folder.join(script))
        .arg(file)
        .output()
        .expect("python starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let said = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(said.lines().last().unwrap_or_default()).expect("JSON")
}
