//! Only regular files are in a flight folder: a link, a pipe or a device could lead what is read and
//! written anywhere.

use std::fs::{self, File, OpenOptions};
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

/// How a file of the folder is opened to be written to: a link that somebody put in its place since
/// the folder was looked through is refused by the operating system, not followed.
pub(super) fn options() -> OpenOptions {
    let mut options = File::options();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(libc::O_NOFOLLOW);
    }
    options
}

/// Opens a regular file to be read.
pub(super) fn open(path: &Path) -> Result<File, FolderError> {
    let about = path.symlink_metadata().map_err(failed("open", path))?;
    if !about.is_file() {
        return Err(FolderError::Irregular(path.to_path_buf()));
    }
    let file = options().read(true).open(path);
    file.map_err(failed("open", path))
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

    /// The folder was well when it was opened; the files of the end are written much later.
    #[test]
    fn a_link_that_is_put_in_a_files_place_while_it_flies_is_not_written_through() {
        let outside = tempfile::NamedTempFile::new().unwrap();
        fs::write(outside.path(), "not ours").unwrap();
        let dir = tempfile::tempdir().unwrap();
        let (folder, _) = Folder::open(dir.path()).unwrap();
        symlink(outside.path(), dir.path().join("track.geojson.part")).unwrap();
        let kept = folder.keep("track.geojson", b"{}");
        assert!(kept.is_err(), "written through a link");
        assert_eq!(fs::read(outside.path()).unwrap(), b"not ours");
        let opened = options().append(true).open(dir.path().join("x"));
        assert!(opened.is_err(), "nothing is there");
        symlink(outside.path(), dir.path().join("x")).unwrap();
        let opened = options().append(true).open(dir.path().join("x"));
        assert!(opened.is_err(), "a link was followed");
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
