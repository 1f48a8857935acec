//! What lies in the folder of a case, whoever put it there. Nothing is written, no link is followed,
//! nothing but regular files is opened.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use missions::seal::{Claims, Digests, Sighted};

use super::{CaseError, failed};
use crate::evidence::{Raw, stream};

/// Folders in folders are looked into so deep.
const DEEPEST: usize = 16;

/// Everything by its name. `read` is told of each piece, in bytes.
pub(super) fn sight(
    dir: &Path,
    claims: &Claims,
    read: &mut dyn FnMut(u64),
) -> Result<BTreeMap<String, Sighted>, CaseError> {
    let mut sight = Sight {
        claims,
        read,
        sighted: BTreeMap::new(),
    };
    sight.folder(dir, "", 0)?;
    Ok(sight.sighted)
}

struct Sight<'a> {
    claims: &'a Claims,
    read: &'a mut dyn FnMut(u64),
    sighted: BTreeMap<String, Sighted>,
}

impl Sight<'_> {
    fn folder(&mut self, dir: &Path, before: &str, depth: usize) -> Result<(), CaseError> {
        for entry in fs::read_dir(dir).map_err(failed("list", dir))? {
            let entry = entry.map_err(failed("list", dir))?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            let path = entry.path();
            let kind = entry.file_type().map_err(failed("look at", &path))?;
            if kind.is_dir() && depth < DEEPEST && entry.file_name().to_str().is_some() {
                self.folder(&path, &format!("{name}/"), depth.saturating_add(1))?;
                continue;
            }
            let thing = if entry.file_name().to_str().is_none() {
                Sighted::Irregular("a file whose name is no text")
            } else if kind.is_file() {
                self.file(&path, &name)
            } else if kind.is_symlink() {
                Sighted::Irregular("a link")
            } else if kind.is_dir() {
                Sighted::Irregular("a folder too deep")
            } else {
                Sighted::Irregular("a pipe, a socket or a device")
            };
            self.sighted.insert(name, thing);
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: &str) -> Sighted {
        let mut look = || {
            let file = Raw::open(path)?;
            let bytes = crate::evidence::ReadAt::length(&file);
            let mut digests = Digests::at(&self.claims.lengths(name, bytes));
            stream(&file, |_, piece| {
                digests.update(piece);
                (self.read)(piece.len() as u64);
                true
            })?;
            Ok::<_, std::io::Error>(Sighted::File(bytes, digests))
        };
        look().unwrap_or_else(|error| Sighted::Unreadable(error.to_string()))
    }
}
