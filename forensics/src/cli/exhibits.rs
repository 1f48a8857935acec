//! The files that are analysed: those that were named, those in the folders that were, and the
//! exhibits of cases. Links are not followed: a folder may hold one that leads out of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use missions::cli::shown::line;
use missions::seal::{CUSTODY, Sha256Sum};
use rayon::prelude::*;

use super::Outcome;
use crate::case::{self, EXHIBITS, MANIFEST, verify};
use crate::evidence::Mapped;
use crate::exhibit::{Exhibit, Origin};
use crate::formats::{self, Aids};

/// Deeper folders are not looked into: a ring of mounts would never end.
const DEEPEST: usize = 32;

/// The same, where at least one file is of a format that this program knows.
pub(super) fn known(paths: &[PathBuf]) -> anyhow::Result<Vec<Exhibit>> {
    let exhibits = exhibits(paths)?;
    if exhibits.iter().all(|exhibit| exhibit.reading.is_none()) {
        bail!(
            "none of {} files is of a format that this program knows",
            exhibits.len()
        );
    }
    Ok(exhibits)
}

/// How a command ends that could use the exhibits as they are.
pub(super) fn outcome(exhibits: &[Exhibit]) -> Outcome {
    let mut readings = exhibits
        .iter()
        .filter_map(|exhibit| exhibit.reading.as_ref());
    if readings.any(|reading| reading.defects.is_damage()) {
        Outcome::DataLost
    } else {
        Outcome::Done
    }
}

/// The same of a command that wrote them: what its formats have no place for is told.
pub(super) fn outcome_with(exhibits: &[Exhibit], losses: &[String]) -> Outcome {
    for loss in losses {
        tracing::warn!("{}", line(loss));
    }
    if losses.is_empty() {
        outcome(exhibits)
    } else {
        Outcome::DataLost
    }
}

/// Reads every file, in the order of their names; of a case, every exhibit, in the order in which
/// they were acquired. Files are read side by side, as many as there are processors.
fn exhibits(paths: &[PathBuf]) -> anyhow::Result<Vec<Exhibit>> {
    let mut files = Vec::new();
    for path in paths {
        let about =
            fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
        if is_case(path) {
            files.extend(of_case(path)?);
        } else if about.is_dir() {
            let mut found = Vec::new();
            within(path, 0, &mut found)?;
            files.extend(found.into_iter().map(Found::file));
        } else {
            files.push(Found::file(path.clone()));
        }
    }
    files.into_par_iter().map(exhibit).collect()
}

/// One that has lost its exhibits, or its log, is still a case, and is to be told as such.
fn is_case(path: &Path) -> bool {
    let is_there = |name: &str| path.join(name).exists();
    path.join(MANIFEST).is_file() && (is_there(EXHIBITS) || is_there(CUSTODY))
}

/// A file that is to be read.
struct Found {
    /// The file, or the folder of the case that holds it.
    path: PathBuf,
    name: String,
    origin: Origin,
    /// What its content must sum up to: the case says so.
    sha256: Option<String>,
}

impl Found {
    fn file(path: PathBuf) -> Self {
        Self {
            name: path.to_string_lossy().into_owned(),
            path,
            origin: Origin::Live,
            sha256: None,
        }
    }
}

/// The exhibits of a case by its manifest: one that was come by several times is one.
fn of_case(dir: &Path) -> anyhow::Result<Vec<Found>> {
    let manifest = case::manifest(dir)?;
    let failed = || format!("in the manifest of {}", dir.display());
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (acquisition, item) in manifest.exhibits() {
        // A sum is a name in the case's own folder and can be no way out of it.
        let sum = item.sha256.parse::<Sha256Sum>();
        let sum = sum
            .map_err(anyhow::Error::msg)
            .with_context(failed)?
            .to_string();
        if !seen.insert(sum.clone()) {
            continue;
        }
        let source = Path::new(&acquisition.source.place);
        let source = source.file_name().unwrap_or_default().to_string_lossy();
        found.push(Found {
            path: dir.join(EXHIBITS).join(&sum),
            name: format!("{source}: {}", item.path),
            origin: item.origin,
            sha256: Some(sum),
        });
    }
    Ok(found)
}

/// What the seals of the cases among some paths say, in a sentence each; nothing without a case.
pub(super) fn seals(paths: &[PathBuf]) -> anyhow::Result<Option<String>> {
    let mut said = Vec::new();
    for case in paths.iter().filter(|path| is_case(path)) {
        let judged = verify(case, None, &mut |_| ())?;
        let key = judged.claims.key().map(|key| key.fingerprint().to_string());
        let key = key.unwrap_or_else(|| "none".into());
        let name = case.display();
        said.push(if judged.is_whole() {
            format!("Case {name}: every byte is as it was sealed; key {key}.")
        } else if judged.is_intact() {
            format!("Case {name} is not sealed yet; nothing that its chain holds was changed; key {key}.")
        } else {
            format!("CASE {name} IS NOT AS IT WAS SEALED: run forensics verify before anything is believed; key {key}.")
        });
    }
    Ok((!said.is_empty()).then(|| said.join(" ")))
}

fn within(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let failed = || format!("cannot list {}", folder.display());
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).with_context(failed)? {
        entries.push(entry.with_context(failed)?);
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().with_context(failed)?;
        if kind.is_dir() && depth < DEEPEST {
            within(&entry.path(), depth.saturating_add(1), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn exhibit(found: Found) -> anyhow::Result<Exhibit> {
    let path = found.path.display();
    let bytes = Mapped::open(&found.path).with_context(|| format!("cannot read {path}"))?;
    let sha256 = Sha256Sum::of(&bytes).to_string();
    if found.sha256.is_some_and(|stated| stated != sha256) {
        bail!("{path}: its content is not what the case says that it is; run forensics verify");
    }
    Ok(Exhibit {
        name: found.name,
        sha256,
        size: bytes.len() as u64,
        origin: found.origin,
        reading: formats::read(&bytes, Aids::default(), None),
    })
}
