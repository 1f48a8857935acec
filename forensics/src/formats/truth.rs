//! The real files beside the repository and what independent tools say of them, for tests.
//! The files are never copied into the project; where they are absent, a test says so and passes.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

/// One real file with its row of `MANIFEST.tsv`.
pub(crate) struct Real {
    /// Its path within the folder of logs.
    pub(crate) file: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// What independent tools say of it.
    pub(crate) truth: String,
}

/// Where the real files are.
fn root() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/logs"
    ))
}

/// Every file of the manifest in one folder (`dji_srt`); empty, with a word on the terminal, where
/// there are none at all.
pub(crate) fn files(folder: &str) -> Vec<Real> {
    let root = root();
    let Ok(manifest) = fs::read_to_string(root.join("MANIFEST.tsv")) else {
        skipped();
        return Vec::new();
    };
    let rows = manifest
        .lines()
        .filter(|row| row.starts_with(&format!("{folder}/")));
    let files: Vec<Real> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('\t').collect();
            Real {
                file: cells[0].to_owned(),
                bytes: fs::read(root.join(cells[0])).unwrap(),
                truth: (*cells.last().unwrap()).to_owned(),
            }
        })
        .collect();
    assert!(!files.is_empty(), "the manifest has no row of {folder}");
    files
}

/// One file by its path (`ulg/sample.ulg`); nothing, with a word on the terminal, where there are
/// none at all. A path that the manifest's folder lacks is a mistake of the test.
pub(crate) fn file(path: &str) -> Option<Vec<u8>> {
    let root = root();
    if !root.join("MANIFEST.tsv").is_file() {
        skipped();
        return None;
    }
    Some(fs::read(root.join(path)).unwrap())
}

/// Says so past the test harness, which swallows what a passing test prints.
fn skipped() {
    let mut told = std::io::stderr();
    writeln!(told, "skipped: there is no {}", root().display()).unwrap();
}

impl Real {
    /// What follows a mark in the row, up to the next ` `, or to the closing bracket of `(`.
    pub(crate) fn stated(&self, mark: &str) -> Option<&str> {
        let (_, rest) = self.truth.split_once(mark)?;
        let end = if rest.starts_with('(') { ')' } else { ' ' };
        let end = rest
            .find(end)
            .map_or(rest.len(), |at| at + usize::from(end == ')'));
        Some(&rest[..end])
    }
}
