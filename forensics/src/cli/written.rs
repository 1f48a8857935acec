//! Files that are there whole or not at all: written beside their place, then put there.

use std::fs::Permissions;
use std::io::{self, BufWriter, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::Context as _;
use tempfile::{Builder, NamedTempFile};

/// Writes a file.
pub(super) fn whole<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&NamedTempFile>) -> io::Result<T>,
) -> anyhow::Result<T> {
    let failed = || format!("cannot write {}", path.display());
    let file = Builder::new()
        .permissions(Permissions::from_mode(0o666)) // less what the user's mask takes
        .tempfile_in(folder(path))
        .with_context(failed)?;
    let mut out = BufWriter::new(&file);
    let told = write(&mut out).with_context(failed)?;
    out.flush().with_context(failed)?;
    drop(out);
    file.persist(path).with_context(failed)?;
    Ok(told)
}

/// Lets somebody make a file at a path of its own, then puts it into its place.
pub(super) fn made<E>(path: &Path, make: impl FnOnce(&Path) -> Result<(), E>) -> anyhow::Result<()>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let failed = || format!("cannot write {}", path.display());
    let place = tempfile::tempdir_in(folder(path)).with_context(failed)?;
    let file = place.path().join("whole");
    make(&file).with_context(failed)?;
    std::fs::rename(&file, path).with_context(failed)
}

fn folder(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}
