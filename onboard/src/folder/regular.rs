//! Only regular files are in a flight folder: a link, a pipe or a device could lead what is read and
//! written anywhere.

use std::fs;
use std::io;
use std::path::Path;

use super::FolderError;
use super::error::failed;

/// Refuses a folder with anything else in it.
pub(super) fn only_files(dir: &Path) -> Result<(), FolderError> {
    for entry in fs::read_dir(dir).map_err(failed("list", dir))? {
        let entry = entry.map_err(failed("list", dir))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(failed("look at", &path))?;
        if !kind.is_file() {
            return Err(FolderError::Irregular(path));
        }
    }
    Ok(())
}

/// Reads a regular file; `None` where it is not there.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, FolderError> {
    match path.symlink_metadata() {
        Ok(about) if !about.is_file() => return Err(FolderError::Irregular(path.to_path_buf())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        _ => {}
    }
    fs::read(path).map(Some).map_err(failed("read", path))
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::{Folder, peek};
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_in_the_folder_is_not_followed() {
        for name in [
            "flight.tlog",
            "events.jsonl",
            "onboard.lock",
            "plan.plan",
            "x",
        ] {
            let outside = tempfile::NamedTempFile::new().unwrap();
            fs::write(outside.path(), "not ours").unwrap();
            let dir = tempfile::tempdir().unwrap();
            symlink(outside.path(), dir.path().join(name)).unwrap();
            let error = Folder::open(dir.path()).unwrap_err();
            assert!(
                matches!(error, FolderError::Irregular(_)),
                "{name}: {error}"
            );
            let left = fs::read_dir(dir.path()).unwrap().count();
            assert_eq!(left, 1, "{name}: something was written");
            assert_eq!(fs::read(outside.path()).unwrap(), b"not ours");
        }
    }

    #[test]
    fn a_link_that_leads_nowhere_and_a_folder_are_refused_too() {
        let dir = tempfile::tempdir().unwrap();
        symlink("nowhere", dir.path().join("plan.plan")).unwrap();
        assert!(peek(dir.path(), "plan.plan").is_err());
        assert!(Folder::open(dir.path()).is_err());
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("events.jsonl")).unwrap();
        assert!(Folder::open(dir.path()).is_err());
        assert_eq!(peek(dir.path(), "plan.plan").unwrap(), None);
    }
}
