//! What a source is, and which files it consists of.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use crate::evidence::ewf::{Ewf, MARK};
use crate::evidence::volume::{layout, list};
use crate::evidence::{Evidence, Raw, ReadAt as _, Split, piece};
use crate::formats;

/// A kind of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An image as it is, in one file or several, or a device.
    Image,
    /// An image in the Expert Witness format.
    Ewf,
    /// A folder.
    Folder,
    /// Files in one: zip, tar, gzip.
    Archive,
    /// One file.
    File,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Image => "image",
            Self::Ewf => "image (E01)",
            Self::Folder => "folder",
            Self::Archive => "archive",
            Self::File => "file",
        })
    }
}

/// Why a source cannot be taken.
#[derive(Debug, Error)]
pub enum PlanError {
    /// It cannot be opened or read.
    #[error("cannot read {}", .0.display())]
    Io(PathBuf, #[source] io::Error),
}

/// One file of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is called in the case: its path below the source.
    pub name: String,
}

/// What is to be acquired.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it is.
    pub kind: Kind,
    /// What was named.
    pub place: PathBuf,
    /// The files that it consists of, in order.
    pub files: Vec<Part>,
    /// How many bytes they have.
    pub bytes: u64,
    /// What was met and is not taken: links, devices, what cannot be looked at.
    pub refused: Vec<String>,
}

/// Folders in folders are looked into so deep.
const DEEPEST: usize = 64;

impl Plan {
    /// Looks at a source by its content.
    pub fn of(place: &Path) -> Result<Self, PlanError> {
        let failed = |error| PlanError::Io(place.to_path_buf(), error);
        let about = place.symlink_metadata().map_err(failed)?;
        let mut plan = Self {
            kind: Kind::Folder,
            place: place.to_path_buf(),
            files: Vec::new(),
            bytes: 0,
            refused: Vec::new(),
        };
        if about.is_dir() {
            plan.folder(place, "", 0).map_err(failed)?;
            return Ok(plan);
        }
        let first: Evidence = Arc::new(Raw::open(place).map_err(failed)?);
        let head = piece(&*first, 0, 512).map_err(failed)?;
        plan.kind = kind(&head);
        let paths = match plan.kind {
            Kind::Ewf => Ewf::paths(place),
            _ => Split::paths(place),
        };
        for path in paths {
            plan.add(path.clone(), name_of(&path)).map_err(failed)?;
        }
        if plan.kind == Kind::File {
            plan.kind = plan.image_or_file().map_err(failed)?;
        }
        Ok(plan)
    }

    /// The source's bytes as one, where it is an image or a file.
    pub(super) fn evidence(&self) -> io::Result<Evidence> {
        let parts: io::Result<Vec<Evidence>> = self
            .files
            .iter()
            .map(|part| super::raw(&part.path))
            .collect();
        let mut parts = parts?;
        Ok(match (parts.len(), parts.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                parts.extend(last);
                Arc::new(Split::new(parts))
            }
        })
    }

    fn image_or_file(&self) -> io::Result<Kind> {
        let all = self.evidence()?;
        if list(&all).is_some() || layout(&all).is_some() {
            return Ok(Kind::Image);
        }
        let head = piece(&*all, 0, 1 << 20)?;
        // A dump of flash memory without a file system: what it holds is carved out of it.
        let is_dump = all.length() >= 64 << 10 && all.length().is_multiple_of(512);
        let is_known = formats::recognise(&head).is_some();
        Ok(if is_dump && !is_known {
            Kind::Image
        } else {
            Kind::File
        })
    }

    fn add(&mut self, path: PathBuf, name: String) -> io::Result<()> {
        let length = Raw::open(&path)?.length();
        self.bytes = self.bytes.saturating_add(length);
        self.files.push(Part { path, name });
        Ok(())
    }

    fn folder(&mut self, dir: &Path, before: &str, depth: usize) -> io::Result<()> {
        let mut entries: Vec<_> = fs::read_dir(dir)?.collect::<io::Result<_>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = format!("{before}/{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type()?;
            let refused = if kind.is_symlink() {
                Some("a link: it is not followed".to_owned())
            } else if kind.is_dir() && depth < DEEPEST {
                let deeper = self.folder(&entry.path(), &name, depth.saturating_add(1));
                deeper
                    .err()
                    .map(|error| format!("cannot be looked into: {error}"))
            } else if kind.is_file() {
                let added = self.add(entry.path(), name.clone());
                added.err().map(|error| format!("cannot be read: {error}"))
            } else {
                Some("neither a file nor a folder that is looked into".to_owned())
            };
            self.refused
                .extend(refused.map(|why| format!("{name}: {why}")));
        }
        Ok(())
    }
}

fn kind(head: &[u8]) -> Kind {
    let is_zip = head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06");
    let is_tar = head.get(257..262) == Some(b"ustar");
    if head.starts_with(MARK) {
        Kind::Ewf
    } else if is_zip || is_tar || head.starts_with(&[0x1f, 0x8b, 8]) {
        Kind::Archive
    } else {
        Kind::File
    }
}

/// A file's own name.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
