//! What is suspicious in a hydrostatic table: a slip of the pen in one row moves tonnes of cargo.
//!
//! Displacement, TPC and draught say the same thing twice, as ΔD = 100·∫TPC dz; a wrong digit in
//! one of them shows there. [`HydrostaticTable::new`] has refused what is no table at all.

use super::hydrostatics::{HydrostaticRow, HydrostaticTable};
use crate::plan::check::Objection;

/// Relative difference between ΔD and ∫TPC that is worth knowing.
const SUSPICIOUS: f64 = 0.01;
/// Relative difference between ΔD and ∫TPC that no table of one ship has.
const WRONG: f64 = 0.05;

/// Everything that speaks against a table of a ship of that length (metres).
///
/// A difference is only counted where it is larger than the last decimals of the table's own
/// columns can make it.
pub fn check(table: &HydrostaticTable, lbp_m: f64) -> Vec<Objection> {
    let rows = table.rows();
    let steps = Decimals::of(rows);
    let mut found = Vec::new();
    for pair in rows.windows(2) {
        let [low, high] = [pair[0], pair[1]];
        found.extend(against_tpc(low, high, steps));
        found.extend(fall(low, high, "TPC", [Some(low.tpc), Some(high.tpc)]));
        found.extend(fall(low, high, "MTC", [low.mtc, high.mtc]));
        found.extend(flip(low, high, lbp_m));
    }
    found.extend(rows.iter().find_map(|row| far_centre(row, lbp_m)));
    found.extend(gaps(rows));
    found
}

/// The smallest step that a column is written in.
#[derive(Clone, Copy, Debug)]
struct Decimals {
    displacement_t: f64,
    tpc: f64,
}

impl Decimals {
    fn of(rows: &[HydrostaticRow]) -> Self {
        let step = |column: fn(&HydrostaticRow) -> f64| {
            let places = rows.iter().map(|row| decimals(column(row))).max();
            0.1_f64.powi(places.unwrap_or(0))
        };
        Self {
            displacement_t: step(|row| row.displacement_t),
            tpc: step(|row| row.tpc),
        }
    }
}

/// How many decimals a number is written with, up to six.
fn decimals(value: f64) -> i32 {
    (0..6)
        .find(|places| {
            let scaled = value * 10_f64.powi(*places);
            (scaled - scaled.round()).abs() < 1e-9 * scaled.abs().max(1.0)
        })
        .unwrap_or(6)
}

fn place(low: HydrostaticRow, high: HydrostaticRow) -> String {
    format!(
        "hydrostatics, rows {} and {} m",
        low.draught_m, high.draught_m
    )
}

fn against_tpc(low: HydrostaticRow, high: HydrostaticRow, steps: Decimals) -> Option<Objection> {
    let centimetres = 100.0 * (high.draught_m - low.draught_m);
    let by_tpc_t = centimetres * f64::midpoint(low.tpc, high.tpc);
    let by_table_t = high.displacement_t - low.displacement_t;
    // Each rounded figure may be half a step off: two of each.
    let rounding_t = steps.displacement_t + centimetres * steps.tpc / 2.0;
    let off_t = ((by_table_t - by_tpc_t).abs() - rounding_t).max(0.0);
    if off_t <= SUSPICIOUS * by_tpc_t {
        return None;
    }
    let reason = format!(
        "displacement grows by {by_table_t:.2} t, but TPC ({} and {}) makes it {by_tpc_t:.2} t: \
         a slip in one of the three columns",
        low.tpc, high.tpc
    );
    Some(if off_t > WRONG * by_tpc_t {
        Objection::error(place(low, high), reason)
    } else {
        Objection::warning(place(low, high), reason)
    })
}

/// TPC and MTC grow with draught on all but odd hulls; a fall by a tenth is a slip.
fn fall(
    low: HydrostaticRow,
    high: HydrostaticRow,
    column: &str,
    values: [Option<f64>; 2],
) -> Option<Objection> {
    let [Some(below), Some(above)] = values else {
        return None;
    };
    let reason = format!("{column} falls from {below} to {above} as the ship goes deeper");
    if above < below * 0.9 {
        Some(Objection::error(place(low, high), reason))
    } else if above < below * 0.99 {
        Some(Objection::warning(place(low, high), reason))
    } else {
        None
    }
}

/// A centre of flotation wanders through midships slowly. One that jumps to the other side, to
/// about the same distance, has lost or gained a sign.
fn flip(low: HydrostaticRow, high: HydrostaticRow, lbp_m: f64) -> Option<Objection> {
    let (below_m, above_m) = (low.lcf_aft_m?, high.lcf_aft_m?);
    let jump_m = (above_m - below_m).abs();
    let possible_m = lbp_m * (0.002 + 0.03 * (high.draught_m - low.draught_m));
    (below_m * above_m < 0.0 && jump_m > possible_m).then(|| {
        Objection::error(
            place(low, high),
            format!(
                "the centre of flotation jumps from {below_m:.3} to {above_m:.3} m aft of \
                 midships: a sign is wrong"
            ),
        )
    })
}

/// No ship's centre of flotation lies a quarter of her length from midships.
fn far_centre(row: &HydrostaticRow, lbp_m: f64) -> Option<Objection> {
    let lcf_aft_m = row.lcf_aft_m?;
    (lcf_aft_m.abs() > lbp_m / 4.0).then(|| {
        Objection::error(
            format!("hydrostatics, row {} m", row.draught_m),
            format!(
                "the centre of flotation would lie {lcf_aft_m:.3} m aft of midships of a ship of \
                 {lbp_m} m: is it counted from the aft perpendicular, or the other way?"
            ),
        )
    })
}

/// Rows that are missing: steps more than half again as long as the usual one.
fn gaps(rows: &[HydrostaticRow]) -> Vec<Objection> {
    let step_m = |pair: &[HydrostaticRow]| pair[1].draught_m - pair[0].draught_m;
    let mut steps_m: Vec<f64> = rows.windows(2).map(step_m).collect();
    if steps_m.len() < 4 {
        return Vec::new();
    }
    steps_m.sort_by(f64::total_cmp);
    let usual_m = steps_m[steps_m.len() / 2];
    rows.windows(2)
        .filter(|pair| step_m(pair) > 1.5 * usual_m)
        .map(|pair| {
            Objection::warning(
                place(pair[0], pair[1]),
                format!(
                    "rows are missing: {:.3} m apart where the others are {usual_m:.3} m",
                    step_m(pair)
                ),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::check::Severity;

    /// A box of 100 m by 20 m that trims a little as it sinks.
    fn barge(rows: usize) -> Vec<HydrostaticRow> {
        (0..rows)
            .map(|index| {
                let draught_m = 2.0 + 0.1 * index as f64;
                HydrostaticRow {
                    draught_m,
                    displacement_t: 2050.0 * draught_m,
                    tpc: 20.5,
                    lcf_aft_m: Some(-0.5 + 0.01 * index as f64),
                    mtc: Some(50.0 + draught_m),
                }
            })
            .collect()
    }

    fn found(rows: Vec<HydrostaticRow>) -> Vec<Objection> {
        check(&HydrostaticTable::new(rows, 1.025).unwrap(), 100.0)
    }

    fn said(rows: Vec<HydrostaticRow>, expected: &[&str]) {
        let found: Vec<String> = found(rows).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_sound_table_is_passed() {
        said(barge(20), &[]);
    }

    #[test]
    fn a_wrong_digit_of_a_displacement_is_found_on_both_sides() {
        let mut rows = barge(20);
        rows[10].displacement_t = 6250.0; // was 6150
        let found = found(rows);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|f| f.severity == Severity::Error));
        assert!(found[0].reason.contains("grows by 305.00 t"), "{found:?}");
    }

    #[test]
    fn a_slip_in_tpc_is_found() {
        let mut rows = barge(20);
        rows[10].tpc = 25.0;
        let found = found(rows);
        assert!(found.iter().any(|f| f.reason.contains("makes it 227.50 t")));
        assert!(found.iter().any(|f| f.reason.starts_with("TPC falls")));
    }

    #[test]
    fn a_lost_sign_of_a_centre_of_flotation_is_found() {
        let mut rows = barge(5);
        for row in &mut rows {
            row.lcf_aft_m = Some(-5.2);
        }
        rows[4].lcf_aft_m = Some(5.2);
        said(
            rows,
            &[
                "error: hydrostatics, rows 2.3 and 2.4 m: the centre of flotation jumps from \
               -5.200 to 5.200 m aft of midships: a sign is wrong",
            ],
        );
    }

    #[test]
    fn a_centre_that_wanders_through_midships_is_no_slip() {
        said(barge(80), &[]);
    }

    #[test]
    fn a_centre_counted_from_the_wrong_place_is_found_once() {
        let mut rows = barge(5);
        for row in &mut rows {
            row.lcf_aft_m = Some(48.0);
        }
        assert_eq!(found(rows).len(), 1);
    }

    #[test]
    fn a_missing_row_is_told() {
        let mut rows = barge(20);
        rows.remove(7);
        let found = found(rows);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].severity, Severity::Warning);
        assert!(found[0].reason.starts_with("rows are missing: 0.200 m"));
    }

    /// DSGear182's two rows are written in whole tonnes: 50 t against 49.7 t is rounding.
    #[test]
    fn rounding_of_the_table_itself_is_no_slip() {
        let rows = vec![
            HydrostaticRow {
                draught_m: 4.54,
                displacement_t: 21226.0,
                tpc: 49.7,
                lcf_aft_m: Some(-6.93),
                mtc: None,
            },
            HydrostaticRow {
                draught_m: 4.55,
                displacement_t: 21276.0,
                tpc: 49.7,
                lcf_aft_m: Some(-6.92),
                mtc: None,
            },
        ];
        let table = HydrostaticTable::new(rows, 1.025).unwrap();
        assert_eq!(check(&table, 182.0), vec![]);
    }
}
