//! Tables as people send them: columns, separators, faults with their line.

use std::io::Write as _;

use super::*;

fn check(text: &str, expected: &str) {
    assert_eq!(parse(text).unwrap_err().to_string(), expected);
}

#[test]
fn a_table_is_read_by_its_columns_names() {
    let read = parse("tpc,draught_m,km,displacement_t,mctc\n45.2,4.617,9.1,19182.7,512\n");
    let read = read.unwrap();
    assert_eq!(
        read.rows,
        [HydrostaticRow {
            draught_m: 4.617,
            displacement_t: 19182.7,
            tpc: 45.2,
            lcf_aft_m: None,
            mtc: Some(512.0),
        }]
    );
    assert_eq!(read.left_aside, ["km"]);
}

#[test]
fn semicolons_leave_the_comma_to_the_decimals() {
    let read = parse("Draught m;Displacement;TPC;LCF from AP\n4,617;19182,7;45,2;98,457\n");
    let read = read.unwrap();
    assert_eq!(read.rows[0].displacement_t, 19182.7);
    assert_eq!(read.rows[0].lcf_aft_m, Some(98.457));
    assert_eq!(read.lcf, Some(LcfOrigin::FromAftPerpendicular));
}

#[test]
fn a_centre_is_turned_to_aft_of_midships() {
    for (origin, lcf_m) in [
        (LcfOrigin::AftOfMidships, -6.957),
        (LcfOrigin::ForwardOfMidships, 6.957),
        (LcfOrigin::FromAftPerpendicular, 98.457),
        (LcfOrigin::FromForwardPerpendicular, 84.543),
    ] {
        let found = origin.aft_of_midships_m(lcf_m, 183.0);
        assert!((found + 6.957).abs() < 1e-9, "{origin:?}");
    }
}

#[test]
fn faults_are_told_with_line_and_column() {
    check("", "the file is empty");
    check(
        "draught_m,tpc\n",
        "no column displacement_t; there are draught_m, tpc",
    );
    check(
        "draught_m,draft,displacement_t,tpc\n",
        "columns draught_m and draft are both the draught",
    );
    check(
        "draught_m,displacement_t,tpc\n4.6,19182.7,45.2\n\n4.7,x,45.3\n",
        "line 4, column displacement_t: `x` is not a number",
    );
    check(
        "draught_m,displacement_t,tpc\n4.6,19182.7\n",
        "line 2: 2 fields where the header has 3",
    );
}

/// A real ship's table, from the shared test data.
#[test]
fn a_real_ships_table_is_read_and_passes_its_check() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/draught/bealuna_hydrostatics.csv"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        writeln!(std::io::stderr(), "skipped: there is no {path}").unwrap();
        return;
    };
    let read = parse(&text).unwrap();
    assert_eq!(read.rows.len(), 291);
    assert_eq!(read.lcf, Some(LcfOrigin::FromAftPerpendicular));
    assert_eq!(read.left_aside, ["disp_fw_t", "lcb_from_AP", "km"]);
    let rows = read.rows.into_iter().map(|row| HydrostaticRow {
        lcf_aft_m: row
            .lcf_aft_m
            .map(|lcf_m| LcfOrigin::FromAftPerpendicular.aft_of_midships_m(lcf_m, 123.175)),
        ..row
    });
    let table = super::super::HydrostaticTable::new(rows.collect(), 1.025).unwrap();
    assert_eq!(super::super::table_check::check(&table, 123.175), vec![]);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        drop(parse(&text));
    }

    #[test]
    fn no_numbers_make_it_panic(text in "draught_m,displacement_t,tpc(\n[-0-9.eE,nainf]{0,20}){0,5}") {
        drop(parse(&text));
    }
}
