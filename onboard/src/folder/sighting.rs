//! What lies in a folder, whoever put it there: read for [`missions::seal`] to judge. Nothing is
//! written, no link is followed, nothing but regular files is opened.

use std::collections::BTreeMap;
use std::fs::{self, FileType};
use std::path::Path;

use missions::seal::{Claims, Digests, Names, Sighted};

use super::error::failed;
use super::{FolderError, LOCK, RESERVE, SUMMARY, hashed, lock, reserve};

/// What lies in the folder of a flight that is not closed, and is no evidence; and what is written
/// when it is closed, after the seal.
pub const NAMES: Names<'static> = Names {
    passing: &[LOCK, RESERVE],
    after: &[SUMMARY],
};

/// Everything in a folder by its name, folders in it included. `read` is told of each piece, in
/// bytes.
pub fn sight(
    dir: &Path,
    claims: &Claims,
    read: &mut impl FnMut(u64),
) -> Result<BTreeMap<String, Sighted>, FolderError> {
    let mut sighted = BTreeMap::new();
    sight_in(dir, "", claims, read, &mut sighted)?;
    Ok(sighted)
}

fn sight_in(
    dir: &Path,
    before: &str,
    claims: &Claims,
    read: &mut impl FnMut(u64),
    sighted: &mut BTreeMap<String, Sighted>,
) -> Result<(), FolderError> {
    for entry in fs::read_dir(dir).map_err(failed("list", dir))? {
        let entry = entry.map_err(failed("list", dir))?;
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        let kind = entry.file_type().map_err(failed("look at", &path))?;
        if kind.is_file() && is_ours(&path, &name) {
            continue;
        }
        let thing = if entry.file_name().to_str().is_none() {
            Sighted::Irregular("a file whose name is no text")
        } else if kind.is_file() {
            file(&path, &name, claims, read)
        } else if kind.is_dir() && claims.has_in(&name) {
            sight_in(&path, &format!("{name}/"), claims, read, sighted)?;
            continue;
        } else {
            Sighted::Irregular(words(kind))
        };
        sighted.insert(name, thing);
    }
    Ok(())
}

fn file(path: &Path, name: &str, claims: &Claims, read: &mut impl FnMut(u64)) -> Sighted {
    let mut look = || -> Result<Sighted, FolderError> {
        let bytes = path
            .symlink_metadata()
            .map_err(failed("look at", path))?
            .len();
        let lengths = claims.lengths(name, bytes);
        let mut digests = Digests::at(&lengths);
        let most = lengths.last().copied().unwrap_or(0);
        hashed::read(path, most, |piece| {
            digests.update(piece);
            read(piece.len() as u64);
        })?;
        Ok(Sighted::File(bytes, digests))
    };
    look().unwrap_or_else(|error| Sighted::Unreadable(error.words()))
}

/// Lock and reserve with what this program writes into them: a killed program leaves them, in a
/// folder that is sealed, too. With anything else in them they are files like any other.
fn is_ours(path: &Path, name: &str) -> bool {
    let most = match name {
        LOCK => lock::LONGEST,
        RESERVE => reserve::SIZE,
        _ => return false,
    };
    let is_short = path
        .symlink_metadata()
        .is_ok_and(|about| about.len() <= most);
    let mut bytes = Vec::new();
    let is_read =
        is_short && hashed::read(path, most, |piece| bytes.extend_from_slice(piece)).is_ok();
    is_read
        && match name {
            LOCK => bytes
                .iter()
                .all(|byte| byte.is_ascii_digit() || *byte == b'\n'),
            _ => reserve::is_filling(&bytes),
        }
}

fn words(kind: FileType) -> &'static str {
    if kind.is_symlink() {
        "a link"
    } else if kind.is_dir() {
        "a folder"
    } else {
        "a pipe, a socket or a device"
    }
}
