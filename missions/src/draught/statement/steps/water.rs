//! From the mean draught to the displacement.

use super::super::super::displacement::TrimCorrections;
use super::super::figure::plain;
use super::Steps;

impl Steps<'_> {
    pub(super) fn displacement(&mut self) {
        self.by_table();
        self.trim_corrections();
        self.list();
        self.density();
    }

    fn by_table(&mut self) {
        let mean_m = self.worked.mean_m;
        let [low, high] = self.survey.hydrostatics.table.around(mean_m);
        let found = &self.worked.displacement;
        let share = format!(
            "({} − {}) / ({} − {})",
            self.found(mean_m),
            plain(low.draught_m),
            plain(high.draught_m),
            plain(low.draught_m)
        );
        let mut column = |what: &str, letter: &str, rows: [f64; 2], value: f64, unit| {
            self.push(
                what,
                format!("{letter} = {letter}₁ + (QM − d₁) / (d₂ − d₁) · ({letter}₂ − {letter}₁)"),
                format!(
                    "{} + {share} · ({} − {})",
                    plain(to_six(rows[0])),
                    plain(to_six(rows[1])),
                    plain(to_six(rows[0]))
                ),
                value,
                unit,
            );
        };
        column(
            "Displacement by the table",
            "D",
            [low.displacement_t, high.displacement_t],
            found.by_table_t,
            "t",
        );
        column(
            "Tonnes per centimetre",
            "TPC",
            [low.tpc, high.tpc],
            found.tpc,
            "t/cm",
        );
        if let (Some(below_m), Some(above_m), Some(lcf_aft_m)) =
            (low.lcf_aft_m, high.lcf_aft_m, found.lcf_aft_m)
        {
            column(
                "Centre of flotation, aft of midships",
                "LCF",
                [below_m, above_m],
                lcf_aft_m,
                "m",
            );
        }
    }

    fn trim_corrections(&mut self) {
        let found = &self.worked.displacement;
        let (trim, lbp) = (self.found(self.worked.trim_m), plain(self.case.ship.lbp_m));
        let corrections = self.survey.hydrostatics.trim_corrections;
        if corrections == TrimCorrections::None {
            return;
        }
        self.push(
            "First trim correction",
            "FTC = 100 · T · TPC · LCF / LBP",
            format!(
                "100 · {trim} · {} · {} / {lbp}",
                self.found(found.tpc),
                self.found(found.lcf_aft_m.unwrap_or_default())
            ),
            found.first_trim_t,
            "t",
        );
        let Some(slope) = found.mtc else {
            return;
        };
        let [low, high] = slope.at;
        self.push(
            "Change of MTC over a metre of draught",
            "ΔMTC = (MTC₂ − MTC₁) / (d₂ − d₁)",
            format!(
                "({} − {}) / ({} − {})",
                plain(to_six(high.mtc)),
                plain(to_six(low.mtc)),
                plain(to_six(high.draught_m)),
                plain(to_six(low.draught_m))
            ),
            slope.per_metre,
            "t·m/cm/m",
        );
        self.push(
            "Second trim correction (Nemoto)",
            "STC = 50 · T² · ΔMTC / LBP",
            format!("50 · {trim}² · {} / {lbp}", self.found(slope.per_metre)),
            found.second_trim_t,
            "t",
        );
    }

    fn list(&mut self) {
        let list = &self.worked.displacement.list;
        let difference = self.found(list.difference_m);
        let numbers = match (list.tpc, list.is_left_out()) {
            (Some(tpc), _) => format!(
                "6 · {difference} · ({} − {})",
                self.found(tpc.port),
                self.found(tpc.starboard)
            ),
            (None, true) => "left out: TPC at the sides is not known".to_owned(),
            (None, false) => "no list".to_owned(),
        };
        self.push(
            "List correction",
            "6 · (dp − ds) · (TPCp − TPCs)",
            numbers,
            list.correction_t,
            "t",
        );
    }

    fn density(&mut self) {
        let found = &self.worked.displacement;
        self.push(
            "Displacement in the table's water",
            "D + FTC + STC + list",
            format!(
                "{} + {} + {} + {}",
                self.found(found.by_table_t),
                self.found(found.first_trim_t),
                self.found(found.second_trim_t),
                self.found(found.list.correction_t)
            ),
            found.in_table_water_t,
            "t",
        );
        self.push(
            "Density correction",
            "Δρ = D · (ρ / ρ table − 1)",
            format!(
                "{} · ({} / {} − 1)",
                self.found(found.in_table_water_t),
                plain(self.survey.density_t_m3),
                plain(self.survey.hydrostatics.table.density_t_m3())
            ),
            found.density_correction_t,
            "t",
        );
        self.push(
            "Displacement",
            "D + Δρ",
            format!(
                "{} + {}",
                self.found(found.in_table_water_t),
                self.found(found.density_correction_t)
            ),
            found.displacement_t,
            "t",
        );
    }
}

/// What a sheet's own number, turned or interpolated, is to six decimals.
fn to_six(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
