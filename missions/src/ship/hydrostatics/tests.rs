//! Hydrostatic tables between their rows and beyond their ends.

use super::*;

fn row(draught_m: f64, displacement_t: f64, tpc: f64, lcf_aft_m: f64) -> HydrostaticRow {
    HydrostaticRow {
        draught_m,
        displacement_t,
        tpc,
        lcf_aft_m: Some(lcf_aft_m),
        mtc: None,
    }
}

/// POLAR STAR 1, a worked example of github.com/AVZotov/draft-survey (internal/calculation).
fn polar_star() -> Vec<HydrostaticRow> {
    vec![
        row(4.617, 19182.7, 45.2, 91.5 - 98.457),
        row(4.667, 19409.0, 45.3, 91.5 - 98.405),
    ]
}

fn check(rows: Vec<HydrostaticRow>, expected: &str) {
    let error = HydrostaticTable::new(rows, 1.025).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn values_between_two_rows_are_linear() {
    let table = HydrostaticTable::new(polar_star(), 1.025).unwrap();
    let found = table.at(4.644).unwrap();
    assert!((found.displacement_t - 19304.902).abs() < 1e-9);
    assert!((found.tpc - 45.254).abs() < 1e-9);
    assert!((found.lcf_aft_m.unwrap() + 6.92892).abs() < 1e-9);
    assert_eq!(found.mtc, None);
}

#[test]
fn a_row_is_found_as_it_stands() {
    let table = HydrostaticTable::new(polar_star(), 1.025).unwrap();
    for row in polar_star() {
        let found = table.at(row.draught_m).unwrap();
        assert!((found.displacement_t - row.displacement_t).abs() < 1e-9);
    }
}

#[test]
fn a_table_that_is_written_downwards_is_the_same_table() {
    let mut rows = polar_star();
    let table = HydrostaticTable::new(rows.clone(), 1.025);
    rows.reverse();
    assert_eq!(HydrostaticTable::new(rows, 1.025), table);
}

#[test]
fn nothing_is_known_beyond_the_ends() {
    let table = HydrostaticTable::new(polar_star(), 1.025).unwrap();
    let error = table.at(4.668).unwrap_err();
    assert_eq!(
        error.to_string(),
        "draught 4.668 m is outside the table (4.617 to 4.667 m)"
    );
    assert!(table.at(f64::NAN).is_err());
    assert!(table.near(4.767, 0.1).is_ok());
    assert!(table.near(4.768, 0.1).is_err());
}

#[test]
fn rows_that_are_no_table_are_refused_with_place_and_value() {
    let [low, high]: [HydrostaticRow; 2] = polar_star().try_into().unwrap();
    check(
        vec![low],
        "1 row(s): at least two are needed to interpolate",
    );
    check(
        vec![low, low],
        "row 2: draught 4.617 m follows 4.617 m, out of order",
    );
    check(
        vec![low, high, low],
        "row 3: draught 4.617 m follows 4.667 m, out of order",
    );
    let nan = HydrostaticRow {
        tpc: f64::NAN,
        ..high
    };
    check(vec![low, nan], "row 2: TPC NaN is not a positive number");
    let light = HydrostaticRow {
        displacement_t: 1940.9,
        ..high
    };
    check(
        vec![low, light],
        "draught 4.667 m: displacement 1940.9 t is not more than the 19182.7 t of the row \
         above it (4.617 m)",
    );
}

#[test]
fn a_density_of_no_water_is_refused() {
    let error = HydrostaticTable::new(polar_star(), 1025.0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "table density 1025 t/m³ is outside 0.99 to 1.04"
    );
}
