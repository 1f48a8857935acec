//! What lies in a folder that is carried on, against its custody log: whoever signs from now on must
//! not sign as his own what nothing held before, or what was held otherwise.

use std::fs;
use std::path::{Path, PathBuf};

use missions::seal::{CUSTODY, Claims, Fault, Holder, Log, Part, SEAL};
use serde::{Deserialize, Serialize};

use super::error::failed;
use super::{EVENTS, FolderError, NAMES, TLOG, regular, sight};

/// Something that the custody log does not hold, or holds otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Which file.
    pub file: String,
    /// What is the matter with it, a whole sentence that names the file.
    pub what: String,
}

/// Whatever speaks against the records of a folder that is carried on.
pub(super) fn doubts(dir: &Path) -> Result<Vec<Doubt>, FolderError> {
    let log = regular::read(&dir.join(CUSTODY))?;
    let claims = Claims::read(None, None, log.as_deref());
    let sighted = sight(dir, &claims, &mut |_bytes| {})?;
    let verdict = claims.weigh(&sighted, None, NAMES);
    let is_sealed = dir.join(SEAL).exists();
    let contradicted = verdict.findings.iter().filter(|finding| {
        // A seal that is there is the last closing's, and is made again.
        !(is_sealed
            && matches!(
                finding.fault,
                Fault::SealGone { .. } | Fault::SealBegun | Fault::SealLeft
            ))
    });
    let contradicted = contradicted.map(|finding| Doubt {
        file: finding.file.clone(),
        what: format!("when the program began again: {finding}"),
    });
    let is_told = |file: &str| verdict.findings.iter().any(|finding| finding.file == file);
    let grown = verdict
        .parts
        .iter()
        .filter(|part| [EVENTS, TLOG].contains(&&*part.file) && !is_told(&part.file));
    Ok(contradicted.chain(grown.filter_map(unheld)).collect())
}

/// The bytes at the end of a file that no entry held.
fn unheld(part: &Part) -> Option<Doubt> {
    let Part { file, bytes, .. } = part;
    let from = match part.holder {
        Holder::Entry { held_bytes, .. } => held_bytes,
        _ => 0,
    };
    (from < *bytes).then(|| Doubt {
        file: file.clone(),
        what: format!(
            "bytes {from} to {bytes} of {file} were not held by anything when the program began again"
        ),
    })
}

/// Refuses a folder from which records were taken: what it says of a flight, that it was begun for
/// example, cannot be relied on any more.
pub(super) fn all_there(dir: &Path) -> Result<(), FolderError> {
    let log = regular::read(&dir.join(CUSTODY))?.unwrap_or_default();
    let log = Log::read(&log);
    for held in log.entries().flat_map(|entry| &entry.files) {
        let is_needed = [EVENTS, TLOG].contains(&&*held.file);
        if is_needed && held.bytes > length(&dir.join(&held.file))? {
            return Err(FolderError::Removed {
                dir: PathBuf::from(dir),
                file: held.file.clone(),
                held_bytes: held.bytes,
            });
        }
    }
    Ok(())
}

/// How long a file is; 0 where it is not there.
fn length(path: &Path) -> Result<u64, FolderError> {
    match fs::symlink_metadata(path) {
        Ok(about) => Ok(about.len()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(failed("look at", path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Folder, Found};
    use super::*;
    use missions::seal::EvidenceKey;
    use missions::time::UtcTime;

    fn second(n: i64) -> UtcTime {
        UtcTime::from_secs(1_795_327_200 + n)
    }

    fn key() -> EvidenceKey {
        EvidenceKey::from_seed([1; 32])
    }

    /// A flight of 40 s that was killed: entries at 0 and at 30 s.
    fn killed() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let (mut folder, _) = Folder::open(dir.path()).unwrap();
        let begun = folder.sign_with(key(), second(0)).unwrap();
        assert_eq!(begun, Found::default(), "nothing to doubt in a new folder");
        for n in 0..40 {
            folder.event(second(n), &(n % 10));
            folder.sync(second(n));
        }
        dir
    }

    fn told(dir: &Path) -> Vec<String> {
        let (mut folder, _) = Folder::open(dir).unwrap();
        let found = folder.sign_with(key(), second(100)).unwrap();
        found.doubts.into_iter().map(|doubt| doubt.what).collect()
    }

    #[test]
    fn records_that_nothing_held_are_not_signed_without_a_word() {
        let dir = killed();
        let expected =
            "bytes 62 to 80 of events.jsonl were not held by anything when the program began again";
        assert_eq!(told(dir.path()), [expected]);
        assert!(told(dir.path()).is_empty(), "they are held now");
        fs::remove_file(dir.path().join(CUSTODY)).unwrap();
        let expected =
            "bytes 0 to 80 of events.jsonl were not held by anything when the program began again";
        assert_eq!(told(dir.path()), [expected]);
    }

    #[test]
    fn records_that_contradict_the_custody_log_are_not_carried_on_without_a_word() {
        let dir = killed();
        let path = dir.path().join(EVENTS);
        let mut events = fs::read(&path).unwrap();
        events[20] = b'7';
        fs::write(&path, events).unwrap();
        let told = told(dir.path());
        let expected = "when the program began again: events.jsonl: changed between byte 0 and byte 62, which entry 2 of the custody log held";
        assert_eq!(told, [expected]);
    }

    #[test]
    fn a_folder_whose_records_were_removed_is_refused_and_not_touched() {
        for is_cut in [false, true] {
            let dir = killed();
            let path = dir.path().join(EVENTS);
            if is_cut {
                fs::write(&path, b"0\n").unwrap();
            } else {
                fs::remove_file(&path).unwrap();
            }
            let error = Folder::open(dir.path()).unwrap_err();
            assert!(
                matches!(&error, FolderError::Removed { file, held_bytes: 62, .. } if file == EVENTS),
                "{error}"
            );
            assert!(error.to_string().contains("name a new folder"), "{error}");
            assert_eq!(path.exists(), is_cut, "nothing was made in its place");
        }
    }
}
