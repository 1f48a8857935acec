//! The files that are analysed, read one after the other: those that were named, and those in the
//! folders that were. Links are not followed: a folder may hold one that leads out of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

use super::Outcome;
use crate::case;
use crate::evidence::Mapped;
use crate::exhibit::{Exhibit, Origin};
use crate::formats::{self, Aids};
use crate::record::Value;

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

/// Reads every file, in the order of their names.
fn exhibits(paths: &[PathBuf]) -> anyhow::Result<Vec<Exhibit>> {
    let (mut files, mut taken) = (Vec::new(), Vec::new());
    for path in paths {
        let about =
            fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
        if about.is_dir() && path.join(case::MANIFEST).is_file() {
            taken.extend(of_case(path)?);
        } else if about.is_dir() {
            within(path, 0, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    for file in &files {
        taken.push(exhibit(file)?);
    }
    Ok(taken)
}

/// The exhibits of a case, by its manifest: each content once, under the path that it had in its
/// source. Whether they are what they were is for `forensics verify` to say.
fn of_case(dir: &Path) -> anyhow::Result<Vec<Exhibit>> {
    let manifest = case::manifest(dir)?;
    let mut seen = BTreeSet::new();
    let mut exhibits = Vec::new();
    for (_, item) in manifest.exhibits() {
        if !seen.insert(item.sha256.clone()) {
            continue;
        }
        let bytes = case::exhibit(dir, &item.sha256)?;
        exhibits.push(Exhibit {
            name: item.path.clone(),
            sha256: item.sha256.clone(),
            size: item.bytes,
            origin: item.origin,
            reading: formats::read(&bytes, Aids::default(), None),
        });
    }
    Ok(exhibits)
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

fn exhibit(path: &Path) -> anyhow::Result<Exhibit> {
    let bytes = Mapped::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let hash = Sha256::digest(&*bytes);
    let sha256 = Value::Bytes(&hash).to_string();
    Ok(Exhibit {
        name: path.to_string_lossy().into_owned(),
        sha256,
        size: bytes.len() as u64,
        origin: Origin::Live,
        reading: formats::read(&bytes, Aids::default(), None),
    })
}
