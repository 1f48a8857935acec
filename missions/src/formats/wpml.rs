//! DJI's WPML: a `.kmz` with `wpmz/template.kml` (what DJI Pilot 2 edits) and
//! `wpmz/waylines.wpml` (what the aircraft flies, and what is read again). One sortie a file.
//!
//! | plan | WPML |
//! | --- | --- |
//! | take-off | `takeOffSecurityHeight`; the flight to the first waypoint is DJI's own |
//! | transit, line | a waypoint, flown straight and to the point |
//! | line with pictures | `takePhoto` every so many metres (`multipleDistance`) from its start to its end |
//! | line with video | `startRecord` and `stopRecord` at its ends |
//! | orbit | waypoints on the circle, each 10° |
//! | hold, camera | `hover`, `gimbalRotate` at the waypoint |
//! | return, land | `finishAction` `goHome`, `autoLand` |
//!
//! The aircraft is named as a Mavic 3 Enterprise (type 77, camera 66); DJI Pilot 2 asks when
//! another one is connected. Fences and zones are not part of WPML. The times of creation are
//! left out, so that the same plan gives the same bytes.
//! Source: DJI Cloud API, "WPML" (namespace `wpmz/1.0.2`).

mod flight;
mod reading;
mod xml;

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Format, Loss, WriteError};
use crate::plan::Plan;
use flight::Flight;
pub(super) use reading::read;

/// Writes one sortie, counted from 0.
pub fn write(plan: &Plan, sortie: usize) -> Result<(Vec<u8>, Vec<Loss>), WriteError> {
    let flown = super::sortie(plan, sortie)?;
    let (flight, mut losses) = Flight::of(plan, flown)?;
    losses.extend(super::limits_left_out(plan, Format::Wpml));
    let archive = zipped(&[
        ("wpmz/template.kml", xml::template(&flight)),
        ("wpmz/waylines.wpml", xml::waylines(&flight)),
    ]);
    let bytes = archive.expect("writing to memory does not fail");
    Ok((bytes, losses))
}

fn zipped(files: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, content) in files {
        archive.start_file(*name, options)?;
        archive.write_all(content.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests;
