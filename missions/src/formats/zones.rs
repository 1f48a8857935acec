//! Zones as they are published or drawn: ED-269, OpenAir, GeoJSON, KML.

mod drawn;
mod ed269;
mod limit;
mod openair;

use super::{Format, LARGEST, Loss, ReadError};
use crate::airspace::Zone;

/// Reads published zones; the format is the extension of `name` and, for `.json`, the content.
///
/// | extension | format |
/// | --- | --- |
/// | `.json`, `.geojson` | ED-269 (EUROCAE), or GeoJSON with `lower` and `upper` properties |
/// | `.kml`, `.kmz` | KML with extended data `lower` and `upper` |
/// | `.txt`, `.openair`, `.air` | OpenAir |
///
/// Every zone of the file is taken as closed at all times, whatever its class or timetable; only
/// ED-269's `NO_RESTRICTION` is left out. The losses say what had to be assumed: pressure
/// altitudes, left-out zones, geometries that enclose nothing. A file of which no zone is
/// understood is an error: it must not pass for a sky without zones.
pub fn read(name: &str, bytes: &[u8]) -> Result<(Vec<Zone>, Vec<Loss>), ReadError> {
    if bytes.len() > LARGEST {
        return Err(ReadError::TooLarge(bytes.len()));
    }
    let extension = name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
    match (extension.as_str(), Format::from_path(name)) {
        ("txt" | "openair" | "air", _) => openair::read(bytes),
        (_, Some(Format::GeoJson)) if ed269::is(bytes)? => ed269::read(bytes),
        (_, Some(Format::GeoJson | Format::Kml | Format::Wpml)) => drawn::read(name, bytes),
        _ => Err(ReadError::Unknown(name.to_owned())),
    }
}

/// Refuses a file that holds no zone, and says what it holds instead.
fn some(zones: &[Zone], losses: &[Loss]) -> Result<(), ReadError> {
    if !zones.is_empty() {
        return Ok(());
    }
    let first = losses.first().map(|loss| format!(": {loss}"));
    let reason = format!("holds no zone{}", first.unwrap_or_default());
    Err(ReadError::at("file", reason))
}

#[cfg(test)]
mod tests;
