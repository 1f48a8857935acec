//! What a program leaves that is killed while it closes a folder: a file that was being written and
//! is not in its place yet, a lock that nobody holds. None of it is evidence.

use std::fs;
use std::path::Path;

use missions::seal::{Held, PUBLIC_KEY, SEAL, SIGNATURE};

use super::error::failed;
use super::{FolderError, Lock, OURS, SUMMARY, hashed};

/// What is written whole or not at all.
const WHOLE: [&str; 13] = [
    "coverage.json",
    "flight.svg",
    "mission.toml",
    "plan.plan",
    "report.html",
    SEAL,
    PUBLIC_KEY,
    SIGNATURE,
    SUMMARY,
    "statement.html",
    "statement.json",
    "survey.toml",
    "track.geojson",
];

/// What the names of a draught survey's files begin with, which are written so, too.
const OF_A_SURVEY: [&str; 4] = ["reading-", "frame-", "evidence-", "video-"];

/// Whether this is the name of a file of ours while it is written.
pub(super) fn is_one(name: &str) -> bool {
    let is_survey = |whole: &str| OF_A_SURVEY.iter().any(|begins| whole.starts_with(begins));
    name.strip_suffix(".part")
        .is_some_and(|whole| WHOLE.contains(&whole) || is_survey(whole))
}

/// Removes what was being written; what it was comes back.
pub(super) fn remove(dir: &Path) -> Result<Vec<Held>, FolderError> {
    let mut removed = Vec::new();
    let listed = fs::read_dir(dir).map_err(failed("list", dir))?;
    let names = listed
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| is_one(name)).collect();
    names.sort_unstable();
    for name in names {
        let path = dir.join(&name);
        if path.exists() {
            removed.push(hashed::of(dir, &name)?);
            fs::remove_file(&path).map_err(failed("remove", &path))?;
        }
    }
    Ok(removed)
}

/// Removes lock and reserve from a closed folder whose program was killed before it could.
pub(super) fn tidy(dir: &Path) {
    if OURS.iter().any(|name| dir.join(name).exists()) && Lock::take(dir).is_ok() {
        for name in OURS {
            fs::remove_file(dir.join(name)).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Folder, LOCK, RESERVE};
    use super::*;

    #[test]
    fn what_a_killed_closing_was_writing_is_removed_told_and_not_sealed() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("summary.json.part"), "x").unwrap();
        fs::write(at("photo.part"), "somebody's own").unwrap();
        let (folder, found) = Folder::open(dir.path()).unwrap();
        assert_eq!(found.leftovers, [Held::of("summary.json.part", b"x")]);
        assert!(!at("summary.json.part").exists() && at("photo.part").exists());
        fs::write(at("seal.sig.part"), "y").unwrap();
        let hashed = folder.hashes().unwrap();
        let names: Vec<_> = hashed.iter().map(|held| held.file.as_str()).collect();
        assert_eq!(names, ["events.jsonl", "flight.tlog", "photo.part"]);
    }

    #[test]
    fn a_closed_folder_loses_the_lock_that_a_killed_program_left() {
        let dir = tempfile::tempdir().unwrap();
        for name in [SUMMARY, LOCK, RESERVE] {
            fs::write(dir.path().join(name), "1\n").unwrap();
        }
        Folder::open(dir.path()).unwrap_err();
        let left = fs::read_dir(dir.path()).unwrap().count();
        assert_eq!(left, 1, "the summary only");
    }
}
