//! Plan and mission file in the flight folder: each is kept once, and a folder holds the flight of
//! one plan. Another plan is refused before anything in the folder is touched.

use std::path::Path;

use anyhow::bail;
use missions::seal::Held;

use crate::folder::{self, Folder};
use crate::told::Event;

/// The plan in the folder.
const PLAN: &str = "plan.plan";
/// The mission file in the folder.
const MISSION: &str = "mission.toml";

/// Refuses a folder that holds the flight of another plan, or what is no folder of a flight.
pub(super) fn same_plan(dir: &Path, plan: &[u8]) -> anyhow::Result<()> {
    if let Some(kept) = folder::peek(dir, PLAN)?.filter(|kept| kept != plan) {
        bail!(
            "the folder {} holds a flight of another plan ({} bytes, this one has {})",
            dir.display(),
            kept.len(),
            plan.len()
        );
    }
    Ok(())
}

/// Keeps what is not kept yet: a flight is carried on where the disk is full, too. A mission file
/// with another text that gives the same plan is told, and the first is kept.
pub(super) fn keep(
    folder: &Folder,
    plan: &[u8],
    mission: Option<&[u8]>,
) -> anyhow::Result<Option<Event>> {
    same_plan(folder.dir(), plan)?;
    if folder.read(PLAN)?.is_none() {
        folder.keep(PLAN, plan)?;
    }
    let Some(given) = mission else {
        return Ok(None);
    };
    match folder.read(MISSION)? {
        None => folder.keep(MISSION, given)?,
        Some(kept) if kept != given => {
            return Ok(Some(Event::AnotherMission(Held::of(MISSION, given))));
        }
        Some(_) => {}
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::fs;

    fn content(dir: &Path) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(dir).unwrap().map(Result::unwrap);
        let one = |entry: fs::DirEntry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        };
        entries.map(one).collect()
    }

    #[test]
    fn another_flights_folder_is_refused_before_a_byte_of_it_changes() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(PLAN), "first").unwrap();
        fs::write(dir.path().join("flight.tlog"), "torn").unwrap();
        let before = content(dir.path());
        let error = same_plan(dir.path(), b"second").unwrap_err().to_string();
        assert!(
            error.contains("another plan (5 bytes, this one has 6)"),
            "{error}"
        );
        assert_eq!(content(dir.path()), before);
        same_plan(dir.path(), b"first").unwrap();
        same_plan(&dir.path().join("none yet"), b"first").unwrap();
    }

    #[test]
    fn a_mission_file_that_is_kept_is_not_written_over_by_another_with_the_same_plan() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, _) = Folder::open(dir.path()).unwrap();
        assert_eq!(keep(&folder, b"plan", Some(b"first")).unwrap(), None);
        assert_eq!(keep(&folder, b"plan", Some(b"first")).unwrap(), None);
        let told = keep(&folder, b"plan", Some(b"# second")).unwrap();
        assert!(
            matches!(&told, Some(Event::AnotherMission(hashed)) if hashed.bytes == 8),
            "{told:?}"
        );
        assert_eq!(folder.read(MISSION).unwrap().unwrap(), b"first");
        keep(&folder, b"other", None).unwrap_err();
    }
}
