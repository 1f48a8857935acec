//! What is inside a `.kmz`: a zip archive, unpacked with a limit.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::{LARGEST, Loss, ReadError, extension, kml, wpml};
use crate::plan::Plan;

/// More entries than any drawing or flight has.
const MOST_ENTRIES: usize = 10_000;

/// Reads a plan: DJI's waylines where there are some, or else the first `.kml`.
pub(super) fn read(bytes: &[u8]) -> Result<(Plan, Vec<Loss>), ReadError> {
    match unpacked(bytes, |name| name == "wpmz/waylines.wpml")? {
        Some(waylines) => wpml::read(&waylines),
        None => kml::read(&document(bytes)?),
    }
}

/// The first `.kml` of an archive; KMZ calls it `doc.kml` by custom.
pub(crate) fn document(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    unpacked(bytes, |name| extension(name) == "kml")?
        .ok_or_else(|| ReadError::at("archive", "holds no .kml"))
}

/// The first file of an archive whose name, in small letters, is wanted.
fn unpacked(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Result<Option<Vec<u8>>, ReadError> {
    let wrong =
        |error: &dyn std::fmt::Display| ReadError::at("archive", format!("not KMZ: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    if archive.len() > MOST_ENTRIES {
        let reason = format!("{} files are more than {MOST_ENTRIES}", archive.len());
        return Err(ReadError::at("archive", reason));
    }
    let mut names = archive.file_names().filter_map(Result::ok);
    let name = names
        .find(|name| wanted(&name.to_ascii_lowercase()))
        .map(std::borrow::Cow::into_owned);
    drop(names);
    let Some(name) = name else { return Ok(None) };
    let file = archive.by_name(&name).map_err(|error| wrong(&error))?;
    let mut document = Vec::new();
    // What the archive says about the size is not believed.
    file.take(LARGEST as u64 + 1)
        .read_to_end(&mut document)
        .map_err(|error| wrong(&error))?;
    if document.len() > LARGEST {
        let reason = format!("{name} unpacks to more than {LARGEST} bytes");
        return Err(ReadError::at("archive", reason));
    }
    Ok(Some(document))
}
