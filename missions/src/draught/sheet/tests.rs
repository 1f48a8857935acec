//! Survey sheets, good and bad.

use super::*;

const SHEET: &str = r#"
[ship]
name = "DSGear182"
lbp_m = 182
marks = { forward_m = -1.4, midships_m = -0.4, aft_m = 9.95 }

[hydrostatics]
density = 1.025
lcf = "aft of midships"
rows = [
  { draught_m = 4.54, displacement_t = 21226, tpc = 49.7, lcf_m = -6.93 },
  { draught_m = 4.55, displacement_t = 21276, tpc = 49.7, lcf_m = -6.92 },
]
mtc = [[4.04, 529.4], [5.04, 548.0]]

[arrival]
time = 2026-11-22T10:00:00Z
density = 1.023
draughts_m.forward = [3.41, 3.41]
draughts_m.midships = { port = 4.51, starboard = 4.54 }
draughts_m.aft = [5.69, 5.7]
u95_m = 0.01
"#;

fn check(from: &str, to: &str, expected: &str) {
    let text = SHEET.replace(from, to);
    assert_ne!(text, SHEET);
    let message = Sheet::parse(&text).unwrap_err().to_string();
    assert_eq!(message, expected);
}

#[test]
fn a_sheet_is_read() {
    let sheet = Sheet::parse(SHEET).unwrap();
    assert_eq!(sheet.arithmetic, Arithmetic::Form);
    let arrival = sheet.arrival.unwrap();
    assert_eq!(arrival.draughts_m.midships.starboard, Some(4.54));
    assert_eq!(arrival.u95_m, Some(OneOr::One(0.01)));
    assert!(sheet.initial.is_none());
}

#[test]
fn a_misspelt_key_is_told_with_its_line_and_what_was_meant() {
    let message = Sheet::parse(&SHEET.replace("u95_m =", "u59_m ="))
        .unwrap_err()
        .to_string();
    assert!(
        message.starts_with("line 22: `u59_m = 0.01`: unknown field"),
        "{message}"
    );
    assert!(message.ends_with("did you mean `u95_m`?"), "{message}");
}

#[test]
fn a_third_side_is_told_with_its_line() {
    check(
        "[5.69, 5.7]",
        "[5.69, 5.7, 5.8]",
        "line 21: `draughts_m.aft = [5.69, 5.7, 5.8]`: more than two values for port and \
         starboard",
    );
}

#[test]
fn a_missing_side_is_read_as_missing() {
    for one in ["[5.69]", "{ port = 5.69 }"] {
        let sheet = Sheet::parse(&SHEET.replace("[5.69, 5.7]", one)).unwrap();
        let aft = sheet.arrival.unwrap().draughts_m.aft;
        assert_eq!((aft.port, aft.starboard), (Some(5.69), None));
    }
    let sheet = Sheet::parse(&SHEET.replace("draughts_m.aft = [5.69, 5.7]\n", "")).unwrap();
    assert_eq!(sheet.arrival.unwrap().draughts_m.aft, SidesEntry::default());
}

#[test]
fn one_value_or_one_for_each_place() {
    let each = "u95_m = { forward = [0.01, 0.02], midships = [0.01, 0.01], aft = [0.03, 0.03] }";
    let sheet = Sheet::parse(&SHEET.replace("u95_m = 0.01", each)).unwrap();
    let Some(OneOr::Each(spreads)) = sheet.arrival.unwrap().u95_m else {
        panic!("one for each was given");
    };
    assert_eq!(spreads.aft.port, Some(0.03));
}

#[test]
fn a_sheet_that_is_written_is_read_again() {
    let sheet = Sheet::parse(SHEET).unwrap();
    let written = sheet.to_toml().unwrap();
    assert_eq!(Sheet::parse(&written).unwrap(), sheet, "{written}");
}

#[test]
fn an_imo_number_may_be_a_number_and_a_time_may_be_words() {
    let text = SHEET
        .replace("lbp_m = 182", "lbp_m = 182\nimo = 9591741")
        .replace("2026-11-22T10:00:00Z", "\"22 November, 10:00\"");
    let sheet = Sheet::parse(&text).unwrap();
    assert_eq!(sheet.ship.imo.as_deref(), Some("9591741"));
    let time = sheet.arrival.unwrap().time;
    assert_eq!(time.as_deref(), Some("22 November, 10:00"));
    let time = Sheet::parse(SHEET).unwrap().arrival.unwrap().time;
    assert_eq!(time.as_deref(), Some("2026-11-22T10:00:00Z"));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        drop(Sheet::parse(&text));
    }

    #[test]
    fn no_cut_makes_it_panic(at in 0..SHEET.len()) {
        if let Some(text) = SHEET.get(..at) {
            drop(Sheet::parse(text));
        }
    }
}
