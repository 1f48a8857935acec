//! A hydrostatic table computed from the shape of the hull.

use super::super::sheet::{HullEntry, HydrostaticsEntry};
use super::Resolver;
use crate::ship::HydrostaticTable;
use crate::ship::hull::{Draughts, Hull, Mesh, read_offsets, read_stl};

impl Resolver<'_> {
    /// The table of a hull at a place of the sheet.
    pub(super) fn hull(
        &mut self,
        place: &str,
        entry: &HydrostaticsEntry,
        hull: &HullEntry,
    ) -> Option<HydrostaticTable> {
        let place = format!("{place}.hull");
        if entry.rows.is_some() || entry.file.is_some() {
            let reason = "a table has one of `rows`, `file` and `hull`";
            self.faults.error(place, reason);
            return None;
        }
        let lbp_m = self.sheet.ship.lbp_m;
        let draughts = Draughts {
            first_m: hull.first_m,
            last_m: hull.last_m,
            step_m: hull.step_m,
        };
        (self.read)(&hull.file)
            .and_then(|bytes| shape(&hull.file, &bytes))
            .and_then(|shape| {
                let table = shape.table(lbp_m, draughts, entry.density);
                table.map_err(|error| error.to_string())
            })
            .map_err(|error| {
                let reason = format!("{error}: {}", hull.file);
                self.faults.error(place, reason);
            })
            .ok()
    }
}

fn shape(file: &str, bytes: &[u8]) -> Result<Hull, String> {
    if file.to_lowercase().ends_with(".stl") {
        let triangles = read_stl(bytes).map_err(|error| error.to_string())?;
        let mesh = Mesh::new(triangles).map_err(|error| error.to_string())?;
        return Ok(Hull::Mesh(mesh));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let offsets = read_offsets(text).map_err(|error| error.to_string())?;
    Ok(Hull::Offsets(offsets))
}
