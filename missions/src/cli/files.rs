//! Reading missions and plans, and saying things on standard output.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::failure::{Attempt, Misuse};
use super::input;
use super::shown::shown;
use crate::formats::{self, Format, Loss};
use crate::mission::Mission;
use crate::mission::file::MissionFile;
use crate::plan::Plan;
use crate::plan::check::Objection;

/// Reads a file.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    input::read(path).with_context(|| Attempt::reading(path))
}

/// Reads a mission file; paths in it count from its own folder.
pub(super) fn mission(path: &Path) -> anyhow::Result<Result<Mission, Vec<Objection>>> {
    let context = || Attempt::reading(path);
    let bytes = read(path)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|error| anyhow!("it is no UTF-8 text ({error})"))
        .with_context(context)?;
    let file = MissionFile::parse(text).with_context(context)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(file.resolve(|named| input::read(folder.join(named))))
}

/// Reads a plan in whatever format its extension names.
pub(super) fn plan(path: &Path) -> anyhow::Result<(Plan, Vec<Loss>)> {
    let bytes = read(path)?;
    formats::read(&path.to_string_lossy(), &bytes).with_context(|| Attempt::reading(path))
}

/// The format that a path's extension names.
pub(super) fn format(path: &Path) -> anyhow::Result<Format> {
    let format = Format::from_path(&path.to_string_lossy());
    Ok(format.ok_or_else(|| {
        Misuse(format!(
            "{}: the extension names no format; there are .plan .waypoints .geojson .kml .kmz .svg",
            path.display()
        ))
    })?)
}

/// One line, or a document, on standard output.
pub(super) fn say(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", shown(text.trim_end())) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}

/// A value as the one JSON document on standard output.
pub(super) fn say_json(value: &serde_json::Value) -> anyhow::Result<()> {
    say(&serde_json::to_string_pretty(value)?)
}
