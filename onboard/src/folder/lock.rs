//! One program a folder: an advisory lock of the operating system, with who holds it.
//!
//! The lock goes when its program ends, however that ends; the file `onboard.lock` may stay, and
//! means nothing by itself.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;

use super::FolderError;
use super::error::failed;
use super::regular::options;

/// The file that is locked.
pub(super) const LOCK: &str = "onboard.lock";
/// A number and a line end are shorter than this.
pub(super) const LONGEST: u64 = 32;

/// A folder that is ours until this is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the folder, or says who has it.
    pub(super) fn take(dir: &Path) -> Result<Self, FolderError> {
        let path = dir.join(LOCK);
        let mut file = options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(failed("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = holder(&mut file);
                let dir = dir.to_path_buf();
                return Err(FolderError::Taken { dir, holder });
            }
            Err(TryLockError::Error(source)) => return Err(failed("lock", &path)(source)),
        }
        if let Err(error) = sign(&mut file) {
            // The lock holds without a name, too: on a full disk, for example.
            tracing::warn!("cannot write to {}: {error}", path.display());
        }
        Ok(Self { _file: file })
    }
}

fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.take(LONGEST).read_to_string(&mut text);
    match text.trim().parse::<u32>() {
        Ok(pid) if read.is_ok() => format!("process {pid}"),
        _ => "another process".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Folder, SUMMARY};
    use super::*;

    #[test]
    fn two_programs_do_not_write_to_one_folder() {
        let dir = tempfile::tempdir().unwrap();
        let (first, _) = Folder::open(dir.path()).unwrap();
        let error = Folder::open(dir.path()).unwrap_err();
        let pid = std::process::id();
        let words = format!("is in use by process {pid}");
        assert!(error.to_string().contains(&words), "{error}");
        drop(first);
        Folder::open(dir.path()).unwrap();
    }

    #[test]
    fn a_lock_file_that_nobody_holds_means_nothing() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(LOCK), "1\n").unwrap();
        Folder::open(dir.path()).unwrap();
    }

    #[test]
    fn a_holder_without_a_name_is_told_as_such() {
        let dir = tempfile::tempdir().unwrap();
        let (_first, _) = Folder::open(dir.path()).unwrap();
        std::fs::write(dir.path().join(LOCK), "\u{0}\u{0}").unwrap();
        let error = Folder::open(dir.path()).unwrap_err();
        assert!(error.to_string().contains("another process"), "{error}");
    }

    #[test]
    fn a_finished_folder_holds_evidence_only() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, _) = Folder::open(dir.path()).unwrap();
        assert!(
            folder
                .hashes()
                .unwrap()
                .iter()
                .all(|hashed| hashed.file != LOCK)
        );
        folder.keep_json(SUMMARY, &"done").unwrap();
        drop(folder);
        assert!(!dir.path().join(LOCK).exists());
    }
}
