//! The hydrostatic table of a sheet, from its rows or from a file.

use super::super::displacement::{Hydrostatics, MtcAt};
use super::super::sheet::{HydrostaticsEntry, RowEntry};
use super::Resolver;
use crate::plan::check::{Objection, Severity};
use crate::ship::hydrostatics::{HydrostaticRow, HydrostaticTable};
use crate::ship::table_check;
use crate::ship::table_file::{self, LcfOrigin, TableRows};

/// How far one row alone is continued, metres.
const ONE_ROW_M: f64 = 0.1;

impl Resolver<'_> {
    /// The hydrostatics at a place of the sheet.
    pub(super) fn hydrostatics(
        &mut self,
        place: &str,
        entry: &HydrostaticsEntry,
    ) -> Option<Hydrostatics> {
        let lbp_m = self.sheet.ship.lbp_m;
        let table = match &entry.hull {
            Some(hull) => self.hull(place, entry, hull)?,
            None => self.table(place, entry)?,
        };
        for finding in table_check::check(&table, lbp_m) {
            self.finding(place, entry.trusted, finding);
        }
        Some(Hydrostatics {
            table,
            mtc_pair: self.mtc_pair(place, entry)?,
            trim_corrections: entry.trim_corrections,
        })
    }

    fn table(&mut self, place: &str, entry: &HydrostaticsEntry) -> Option<HydrostaticTable> {
        let read = self.rows(place, entry)?;
        let rows = self.turned(place, entry, read)?;
        let rows = self.continued(place, rows);
        HydrostaticTable::new(rows, entry.density)
            .map_err(|error| self.faults.error(place, error.to_string()))
            .ok()
    }

    /// A finding of the table's check; a trusted table's faults are remarks.
    fn finding(&mut self, place: &str, trusted: bool, finding: Objection) {
        let rest = finding.place.trim_start_matches("hydrostatics");
        let severity = if trusted {
            Severity::Warning
        } else {
            finding.severity
        };
        self.faults.add(Objection {
            severity,
            place: format!("{place}{rest}"),
            ..finding
        });
    }

    fn rows(&mut self, place: &str, entry: &HydrostaticsEntry) -> Option<TableRows> {
        let text = match (&entry.rows, &entry.file) {
            (Some(rows), None) => return Some(written(rows)),
            (None, Some(path)) => (self.read)(path),
            _ => {
                let reason = "a table has one of `rows`, `file` and `hull`";
                self.faults.error(place, reason);
                return None;
            }
        };
        let place = format!("{place}.file");
        let read = text.and_then(|bytes| {
            let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
            table_file::parse(&text).map_err(|error| error.to_string())
        });
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                let path = entry.file.as_deref().unwrap_or_default();
                self.faults.error(place, format!("{error}: {path}"));
                None
            }
        }
    }

    /// Rows with their centre of flotation counted aft of midships.
    fn turned(
        &mut self,
        place: &str,
        entry: &HydrostaticsEntry,
        read: TableRows,
    ) -> Option<Vec<HydrostaticRow>> {
        let lbp_m = self.sheet.ship.lbp_m;
        let has_lcf = read.rows.iter().any(|row| row.lcf_aft_m.is_some());
        let origin = match (read.lcf, entry.lcf) {
            (Some(file), Some(sheet)) if file != sheet => {
                let reason = "the file's own column says otherwise";
                self.faults.error(format!("{place}.lcf"), reason);
                return None;
            }
            (file, sheet) => file.or(sheet),
        };
        if has_lcf && origin.is_none() {
            let reason = "say what the centre of flotation is counted from: X";
            self.faults.error(place, reason);
            return None;
        }
        let origin = origin.unwrap_or(LcfOrigin::AftOfMidships);
        let turn = |row: HydrostaticRow| HydrostaticRow {
            lcf_aft_m: row.lcf_aft_m.map(|m| origin.aft_of_midships_m(m, lbp_m)),
            ..row
        };
        Some(read.rows.into_iter().map(turn).collect())
    }

    /// A form may quote one row: it is continued a little to both sides by its own TPC.
    fn continued(&mut self, place: &str, rows: Vec<HydrostaticRow>) -> Vec<HydrostaticRow> {
        let &[row] = rows.as_slice() else {
            return rows;
        };
        let reason = format!(
            "one row alone, at {} m: it is continued by its TPC for {ONE_ROW_M} m to both sides",
            row.draught_m
        );
        self.faults.warning(place, reason);
        [-ONE_ROW_M, ONE_ROW_M]
            .map(|step_m| HydrostaticRow {
                draught_m: row.draught_m + step_m,
                displacement_t: row.displacement_t + 100.0 * row.tpc * step_m,
                ..row
            })
            .to_vec()
    }

    /// The outer none is a fault, the inner one a sheet without a pair.
    #[expect(
        clippy::option_option,
        reason = "whether there is a pair, and whether it is sound"
    )]
    fn mtc_pair(&mut self, place: &str, entry: &HydrostaticsEntry) -> Option<Option<[MtcAt; 2]>> {
        let Some(pairs) = &entry.mtc else {
            return Some(None);
        };
        let sound = |[draught_m, mtc]: &[f64; 2]| {
            draught_m.is_finite() && *draught_m > 0.0 && mtc.is_finite() && *mtc > 0.0
        };
        match pairs.as_slice() {
            [low, high] if sound(low) && sound(high) && low[0] != high[0] => {
                let mut pair = [*low, *high].map(|[draught_m, mtc]| MtcAt { draught_m, mtc });
                pair.sort_by(|a, b| a.draught_m.total_cmp(&b.draught_m));
                Some(Some(pair))
            }
            _ => {
                let reason = format!(
                    "{pairs:?} are not two pairs of draught and MTC, positive and at two draughts"
                );
                self.faults.error(format!("{place}.mtc"), reason);
                None
            }
        }
    }
}

fn written(rows: &[RowEntry]) -> TableRows {
    let row = |row: &RowEntry| HydrostaticRow {
        draught_m: row.draught_m,
        displacement_t: row.displacement_t,
        tpc: row.tpc,
        lcf_aft_m: row.lcf_m,
        mtc: row.mtc,
    };
    TableRows {
        rows: rows.iter().map(row).collect(),
        lcf: None,
        left_aside: Vec::new(),
    }
}
