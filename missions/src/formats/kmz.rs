//! The KML inside a `.kmz`: a zip archive, unpacked with a limit.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::{LARGEST, ReadError};

/// The first `.kml` of an archive; KMZ calls it `doc.kml` by custom.
pub(crate) fn document(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let wrong =
        |error: &dyn std::fmt::Display| ReadError::at("archive", format!("not KMZ: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let name = archive
        .file_names()
        .filter_map(Result::ok)
        .find(|name| name.to_ascii_lowercase().ends_with(".kml"))
        .map(std::borrow::Cow::into_owned)
        .ok_or_else(|| ReadError::at("archive", "holds no .kml"))?;
    let file = archive.by_name(&name).map_err(|error| wrong(&error))?;
    let mut document = Vec::new();
    // What the archive says about the size is not believed.
    file.take(LARGEST as u64 + 1)
        .read_to_end(&mut document)
        .map_err(|error| wrong(&error))?;
    if document.len() > LARGEST {
        return Err(ReadError::TooLarge(document.len()));
    }
    Ok(document)
}
