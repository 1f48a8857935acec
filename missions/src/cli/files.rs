//! Reading and writing files; what is written appears whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::formats::{self, Format, Loss};
use crate::mission::Mission;
use crate::mission::file::MissionFile;
use crate::plan::Plan;
use crate::plan::check::Objection;

/// Reads a file.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Reads a mission file; paths in it count from its own folder.
pub(super) fn mission(path: &Path) -> anyhow::Result<Result<Mission, Vec<Objection>>> {
    let bytes = read(path)?;
    let text = std::str::from_utf8(&bytes)
        .with_context(|| format!("{} is not UTF-8 text", path.display()))?;
    let file = MissionFile::parse(text).with_context(|| path.display().to_string())?;
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(file.resolve(|named| std::fs::read(folder.join(named))))
}

/// Reads a plan in whatever format its extension names.
pub(super) fn plan(path: &Path) -> anyhow::Result<(Plan, Vec<Loss>)> {
    let bytes = read(path)?;
    let name = path.to_string_lossy();
    formats::read(&name, &bytes).with_context(|| format!("cannot read {}", path.display()))
}

/// The format that a path's extension names.
pub(super) fn format(path: &Path) -> anyhow::Result<Format> {
    Format::from_path(&path.to_string_lossy()).with_context(|| {
        format!(
            "{}: the extension names no format; there are .plan .waypoints .geojson .kml .kmz .svg",
            path.display()
        )
    })
}

/// A plan as files, made but not yet written.
#[derive(Debug, Default)]
pub(super) struct Written {
    files: Vec<(PathBuf, Vec<u8>)>,
    /// What the files lack.
    pub(super) losses: Vec<Loss>,
}

impl Written {
    /// Makes the files for a path: one, or one for each sortie where the format holds only one.
    pub(super) fn add(&mut self, plan: &Plan, path: &Path) -> anyhow::Result<()> {
        let format = format(path)?;
        let sorties = plan.sorties.len();
        let context = || format!("cannot write {}", path.display());
        if format.holds_all_sorties() || sorties <= 1 {
            let (bytes, losses) = formats::write(plan, format).with_context(context)?;
            self.keep(path.to_owned(), bytes, losses);
            return Ok(());
        }
        for sortie in 0..sorties {
            let (bytes, losses) =
                formats::write_sortie(plan, sortie, format).with_context(context)?;
            self.keep(numbered(path, sortie + 1), bytes, losses);
        }
        Ok(())
    }

    fn keep(&mut self, path: PathBuf, bytes: Vec<u8>, losses: Vec<Loss>) {
        self.files.push((path, bytes));
        for loss in losses {
            if !self.losses.contains(&loss) {
                self.losses.push(loss);
            }
        }
    }

    /// Writes all files, none of them half.
    pub(super) fn commit(self) -> anyhow::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for (path, bytes) in self.files {
            write(&path, &bytes)?;
            paths.push(path);
        }
        Ok(paths)
    }
}

/// `harbour.plan` → `harbour-2.plan`.
fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{number}.{extension}"))
}

/// Writes a file under another name beside it and then gives it its own.
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let context = || format!("cannot write {}", path.display());
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
    let mut file = builder.tempfile_in(folder).with_context(context)?;
    file.write_all(bytes).with_context(context)?;
    file.as_file().sync_all().with_context(context)?;
    file.persist(path)
        .map_err(|error| error.error)
        .with_context(context)?;
    Ok(())
}

/// One line, or a document, on standard output.
pub(super) fn say(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", text.trim_end()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}

/// A value as the one JSON document on standard output.
pub(super) fn say_json(value: &serde_json::Value) -> anyhow::Result<()> {
    say(&serde_json::to_string_pretty(value)?)
}
