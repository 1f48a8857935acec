//! Writing files: all of them, whole, or none.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::NamedTempFile;

use super::failure::{Attempt, Misuse};
use super::files;
use crate::formats::{self, Loss};
use crate::plan::Plan;

/// How many sorties of an earlier plan are looked for.
const MOST_LEFT: usize = 20;

/// Files, made but not yet written.
#[derive(Debug, Default)]
pub(super) struct Written {
    files: Vec<(PathBuf, Vec<u8>)>,
    /// What the files lack.
    pub(super) losses: Vec<Loss>,
}

impl Written {
    /// Makes the files for a path: one, or one for each sortie where the format holds only one.
    pub(super) fn add(&mut self, plan: &Plan, path: &Path) -> anyhow::Result<()> {
        let format = files::format(path)?;
        let sorties = plan.sorties.len();
        let context = || Attempt::writing(path);
        if format.holds_all_sorties() || sorties <= 1 {
            let (bytes, losses) = formats::write(plan, format).with_context(context)?;
            return self.keep(path.to_owned(), bytes, losses);
        }
        for sortie in 0..sorties {
            let (bytes, losses) =
                formats::write_sortie(plan, sortie, format).with_context(context)?;
            self.keep(numbered(path, sortie + 1), bytes, losses)?;
        }
        Ok(())
    }

    /// Adds a file as it is.
    pub(super) fn keep(
        &mut self,
        path: PathBuf,
        bytes: Vec<u8>,
        losses: Vec<Loss>,
    ) -> anyhow::Result<()> {
        if self.files.iter().any(|(other, _)| *other == path) {
            return Err(Misuse(format!("{} would be written twice", path.display())).into());
        }
        self.files.push((path, bytes));
        for loss in losses {
            if !self.losses.contains(&loss) {
                self.losses.push(loss);
            }
        }
        Ok(())
    }

    /// Writes all files under other names beside their own and then gives them theirs: if one
    /// cannot be written, none appears.
    pub(super) fn commit(self) -> anyhow::Result<Vec<PathBuf>> {
        let mut ready = Vec::new();
        for (path, bytes) in self.files {
            let file = beside(&path, &bytes).with_context(|| Attempt::writing(&path))?;
            ready.push((path, file));
        }
        let mut appeared: Vec<PathBuf> = Vec::new();
        let mut paths = Vec::new();
        for (path, file) in ready {
            let is_new = !path.exists();
            if let Err(error) = file.persist(&path) {
                for path in &appeared {
                    // It was not there before; if even this fails, the error below says enough.
                    drop(std::fs::remove_file(path));
                }
                return Err(error.error).with_context(|| Attempt::writing(&path));
            }
            if is_new {
                appeared.push(path.clone());
            }
            paths.push(path);
        }
        Ok(paths)
    }
}

/// Sorties that an earlier plan of more of them has left beside a path: they would be flown by
/// mistake.
pub(super) fn of_an_earlier_plan(plan: &Plan, path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if files::format(path)?.holds_all_sorties() {
        return Ok(Vec::new());
    }
    let sorties = plan.sorties.len();
    let now = if sorties > 1 { sorties } else { 0 };
    let others = (now + 1..=now + MOST_LEFT).map(|number| numbered(path, number));
    Ok(others.filter(|path| path.exists()).collect())
}

/// `harbour.plan` → `harbour-2.plan`.
fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{number}.{extension}"))
}

/// The bytes in a file that has no name of its own yet, in the folder where it will stand.
fn beside(path: &Path, bytes: &[u8]) -> std::io::Result<NamedTempFile> {
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        let reason = "there is something that is no regular file";
        return Err(std::io::Error::new(
            std::io::ErrorKind::AlreadyExists,
            reason,
        ));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".missions-");
    #[cfg(unix)]
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(permissions);
    let mut file = builder.tempfile_in(folder).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound && !folder.exists() {
            let reason = format!("there is no folder {}", folder.display());
            return std::io::Error::new(error.kind(), reason);
        }
        plain(&error)
    })?;
    file.write_all(bytes).map_err(|error| plain(&error))?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// The system's reason without the name that the file has for now, which nobody gave it.
fn plain(error: &std::io::Error) -> std::io::Error {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = source {
        if let Some(code) = cause.downcast_ref().and_then(std::io::Error::raw_os_error) {
            return std::io::Error::from_raw_os_error(code);
        }
        source = cause.source();
    }
    error.kind().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first of two files once stayed when the second could not be written.
    #[test]
    fn if_one_file_cannot_be_written_none_appears() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("kept"), "before").unwrap();
        std::fs::create_dir(path("taken")).unwrap();
        for last in ["taken", "missing/x"] {
            let mut written = Written::default();
            for name in ["new", "kept", last] {
                written
                    .keep(path(name), b"after".to_vec(), Vec::new())
                    .unwrap();
            }
            let error = format!("{:#}", written.commit().unwrap_err());
            assert!(error.contains(last), "{error}");
            assert_eq!(std::fs::read(path("kept")).unwrap(), b"before");
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
        }
    }

    /// The error once named a temporary file that nobody had asked for.
    #[test]
    fn what_cannot_be_written_is_named_as_it_was_asked_for() {
        let mut written = Written::default();
        let path = PathBuf::from("/nonexist/x.plan");
        written.keep(path, b"x".to_vec(), Vec::new()).unwrap();
        let error = format!("{:#}", written.commit().unwrap_err());
        assert_eq!(
            error,
            "cannot write /nonexist/x.plan: there is no folder /nonexist"
        );
    }

    #[test]
    fn a_device_is_not_written_over() {
        assert!(beside(Path::new("/dev/null"), b"x").is_err());
    }
}
