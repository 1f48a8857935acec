//! Good sheets, and bad ones: each fault with its place and value.

use std::convert::Infallible;

use super::super::Arithmetic;
use super::super::cargo::Purpose;
use super::super::shipped;
use super::*;

mod hostile;

const ARRIVAL: &str = r#"
[ship]
name = "DSGear182"
lbp_m = 182
breadth_m = 32.2
depth_m = 17
lightship_t = 8390
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
density = 1.023
draughts_m.forward = [3.41, 3.41]
draughts_m.midships = [4.51, 4.54]
draughts_m.aft = [5.69, 5.7]
u95_m = 0.01
tpc_at_midships = [49.665, 49.688]
ballast = [{ tank = "all", volume_m3 = 10347.899, density = 1.025 }]
deductible = [
  { name = "fresh water", mass_t = 364.0 },
  { name = "heavy fuel", mass_t = 683.868, u95_t = 5.0 },
  { name = "diesel", mass_t = 89.13 },
]
"#;

fn resolve(text: &str) -> Result<Resolved, Vec<Objection>> {
    let sheet = Sheet::parse(text).unwrap();
    sheet.resolve(|path| Err::<Vec<u8>, String>(format!("no file {path}")))
}

/// What is said of the DSGear sheet after a replacement.
fn said(from: &str, to: &str) -> Vec<String> {
    let text = ARRIVAL.replacen(from, to, 1);
    assert_ne!(text, ARRIVAL, "nothing was replaced");
    let found = match resolve(&text) {
        Ok(resolved) => resolved.remarks,
        Err(objections) => objections,
    };
    found.iter().map(ToString::to_string).collect()
}

fn check(from: &str, to: &str, expected: &str) {
    assert_eq!(said(from, to), [expected]);
}

#[test]
fn sides_that_differ_more_than_the_list_explains_are_told_or_refused() {
    check(
        "forward = [3.41, 3.41]",
        "forward = [3.31, 3.51]",
        "warning: arrival.draughts_m.forward: port and starboard differ by -0.200 m, amidships by \
         -0.030 m: a ship does not twist, is a reading wrong?",
    );
    let refused = said("forward = [3.41, 3.41]", "forward = [2.91, 3.91]");
    assert!(refused[0].starts_with("error: arrival.draughts_m.forward: port"));
}

#[test]
fn a_final_survey_before_the_initial_one_is_refused() {
    let text = shipped::LOADING.replace("2026-03-16T21:15:00Z", "2026-03-12T21:15:00Z");
    let found: Vec<String> = resolve(&text)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        ["error: final.time: is before the initial survey: are the two swapped?"]
    );
}

#[test]
fn a_constant_beside_two_surveys_is_told_to_be_unused() {
    let text = shipped::LOADING.replace("[cargo]\n", "[cargo]\nconstant_t = 200\n");
    let found: Vec<String> = resolve(&text)
        .unwrap()
        .remarks
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        ["warning: cargo.constant_t: is not used: between two surveys the constant cancels"]
    );
}

#[test]
fn deductibles_above_the_displacement_are_refused() {
    for volume in ["78124", "1e300"] {
        let found = said("volume_m3 = 10347.899", &format!("volume_m3 = {volume}"));
        assert!(
            found.iter().any(|line| line.contains("in another unit?")),
            "{found:?}"
        );
    }
}

#[test]
fn half_widths_that_nobody_would_measure_with_are_refused() {
    check(
        "u95_m = 0.01",
        "u95_m = 0.01\nu95_density = 5",
        "error: arrival.u95_density: 5 t/m³ is outside 0 to 0.05",
    );
    check(
        "density = 1.025\nlcf",
        "u95_percent = 1e300\ndensity = 1.025\nlcf",
        "error: hydrostatics.u95_percent: 1e300 % is outside 0 to 100",
    );
}

#[test]
fn a_length_in_feet_is_told() {
    check(
        "breadth_m = 32.2",
        "breadth_m = 12.0",
        "warning: ship.lbp_m: 182 m is 15.2 times the breadth of 12 m, ships are 1.5 to 12 times \
         as long as broad: are both in metres?",
    );
}

#[test]
fn the_published_survey_is_a_sheet() {
    let resolved = resolve(ARRIVAL).unwrap();
    assert_eq!(resolved.remarks, vec![]);
    assert_eq!(resolved.case.purpose, Purpose::Constant);
    let worked = resolved.case.work(Arithmetic::Form).unwrap();
    assert_eq!(worked.surveys[0].net_t, 9021.111);
    assert_eq!(worked.result_t, 631.111);
    assert_eq!(worked.surveys[0].deadweight_t, Some(12374.705));
    let unrounded = resolved.case.work(Arithmetic::Unrounded).unwrap();
    assert!((unrounded.result_t - 631.9672).abs() < 0.000_05);
}

#[test]
fn the_shipped_sheet_is_sound() {
    let sheet = Sheet::parse(shipped::LOADING).unwrap();
    let resolved = sheet
        .resolve(|path| Err::<Vec<u8>, String>(path.to_owned()))
        .unwrap();
    assert_eq!(resolved.remarks, vec![]);
    let worked = resolved.case.work(Arithmetic::Form).unwrap();
    assert!(
        (40_000.0..50_000.0).contains(&worked.result_t),
        "{worked:?}"
    );
}

#[test]
fn what_the_sheet_says_is_stated_and_the_rest_is_assumed() {
    let case = resolve(ARRIVAL).unwrap().case;
    let survey = &case.surveys[0];
    assert_eq!(survey.readings.aft.port.spread, Spread::stated(0.01));
    assert_eq!(survey.density_spread, Spread::assumed(usual::DENSITY_T_M3));
    assert_eq!(survey.deductibles[2].spread, Spread::stated(5.0));
    assert!(survey.deductibles[0].spread.assumed);
}

#[test]
fn an_arrival_with_a_constant_finds_the_cargo() {
    let text = format!("{ARRIVAL}\n[cargo]\nconstant_t = 250.0\ndeclared_t = 380.0\n");
    let case = resolve(&text).unwrap().case;
    let worked = case.work(Arithmetic::Form).unwrap();
    assert_eq!(worked.result_t, 381.111);
    assert!(case.purpose.is_cargo());
}

#[test]
fn a_missing_reading_is_told_with_its_place() {
    check(
        "draughts_m.aft = [5.69, 5.7]",
        "draughts_m.aft = [5.69]",
        "error: arrival.draughts_m.aft, starboard: the reading is missing",
    );
    assert_eq!(
        said("draughts_m.aft = [5.69, 5.7]\n", "").len(),
        2,
        "a missing station lacks both"
    );
}

#[test]
fn readings_that_are_no_draughts_are_told() {
    check(
        "[5.69, 5.7]",
        "[nan, 5.7]",
        "error: arrival.draughts_m.aft, port: NaN m is not a positive number",
    );
    check(
        "[5.69, 5.7]",
        "[-5.69, 5.7]",
        "error: arrival.draughts_m.aft, port: -5.69 m is not a positive number",
    );
    check(
        "[5.69, 5.7]",
        "[5.69, 57]",
        "error: arrival.draughts_m.aft, starboard: 57 m is more than the ship's depth of 17 m",
    );
}

#[test]
fn a_list_above_half_a_degree_is_refused() {
    let found = said("midships = [4.51, 4.54]", "midships = [4.38, 4.67]");
    assert!(
        found[0].starts_with(
            "error: arrival.draughts_m.midships: a list of 0.52° to starboard is more than the \
             0.5° of a draught survey"
        ),
        "{found:?}"
    );
}

#[test]
fn a_mean_outside_the_table_is_told() {
    check(
        "midships = [4.51, 4.54]",
        "midships = [4.61, 4.64]",
        "error: arrival: mean draught: draught 4.617 m is outside the table (4.540 to 4.550 m)",
    );
}

#[test]
fn a_trim_outside_the_ships_table_is_told() {
    let mut text = shipped::LOADING.replace("[11.42, 11.44]", "[9.42, 9.44]");
    text = text.replace("[11.71, 11.70]", "[13.71, 13.70]");
    let found = resolve(&text).unwrap_err();
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    let expected = "error: final.draughts_m: a trim of 4.53";
    assert!(said.iter().any(|s| s.starts_with(expected)), "{said:?}");
    assert!(
        said.iter()
            .any(|s| s.contains("leaves the table: draught 13.")),
        "{said:?}"
    );
}

#[test]
fn a_trim_that_no_ship_has_is_told_whatever_the_table() {
    let found = said("forward = [3.41, 3.41]", "forward = [16.1, 16.1]");
    assert!(
        found.iter().any(|s| s.contains("outside the table")),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|s| s.contains("a trim of -10.405 m is more than 5 % of the length")),
        "{found:?}"
    );
}

#[test]
fn densities_of_no_water_are_told() {
    check(
        "density = 1.023",
        "density = 1023",
        "error: arrival.density: 1023 t/m³ is outside 0.99 to 1.04",
    );
    check(
        "volume_m3 = 10347.899, density = 1.025",
        "volume_m3 = 10347.899, density = 0.1",
        "error: arrival.ballast, all: 0.1 t/m³ is outside 0.99 to 1.04",
    );
    check(
        "[hydrostatics]\ndensity = 1.025",
        "[hydrostatics]\ndensity = 0.0",
        "error: hydrostatics: table density 0 t/m³ is outside 0.99 to 1.04",
    );
}

#[test]
fn negative_masses_are_told() {
    check(
        "mass_t = 364.0",
        "mass_t = -364.0",
        "error: arrival.deductible, fresh water: -364 is not a number from 0 up",
    );
}

#[test]
fn a_table_that_fails_its_check_is_refused_unless_it_is_trusted() {
    let slip = ("displacement_t = 21276", "displacement_t = 21376");
    let found = said(slip.0, slip.1);
    assert!(
        found[0].starts_with("error: hydrostatics, rows 4.54 and 4.55 m: displacement grows by"),
        "{found:?}"
    );
    let text = ARRIVAL
        .replace(slip.0, slip.1)
        .replace("[hydrostatics]", "[hydrostatics]\ntrusted = true");
    let remarks = resolve(&text).unwrap().remarks;
    assert_eq!(remarks.len(), 1);
}

/// D(4.542) = 21226 + 0.002 · 100 · 49.7, and LCF as in that row.
#[test]
fn one_row_alone_is_continued_by_its_tpc() {
    let second = "  { draught_m = 4.55, displacement_t = 21276, tpc = 49.7, lcf_m = -6.92 },\n";
    let resolved = resolve(&ARRIVAL.replace(second, "")).unwrap();
    assert!(
        resolved.remarks[0]
            .reason
            .starts_with("one row alone, at 4.54 m")
    );
    let worked = resolved.case.work(Arithmetic::Form).unwrap();
    let found = &worked.surveys[0].displacement;
    assert_eq!(
        (found.by_table_t, found.lcf_aft_m),
        (21_235.94, Some(-6.93))
    );
}

#[test]
fn a_lost_sign_of_lcf_is_told() {
    let found = said("lcf_m = -6.92", "lcf_m = 6.92");
    assert!(found[0].ends_with("a sign is wrong"), "{found:?}");
}

#[test]
fn an_lcf_without_an_origin_is_told() {
    let found = said("lcf = \"aft of midships\"\n", "");
    assert!(
        found[0].starts_with("error: hydrostatics: say what the centre of flotation"),
        "{found:?}"
    );
}

#[test]
fn a_sheet_says_what_it_lacks() {
    check(
        "lightship_t = 8390",
        "lightship_t = 0",
        "error: ship.lightship_t: 0 is not a positive number",
    );
    check(
        "[arrival]",
        "[initial]",
        "error: sheet: a sheet has either [initial] and [final], or [arrival]",
    );
    check(
        "[ship]",
        "cargo.declared_t = 100\n[ship]",
        "error: cargo.constant_t: a single survey needs it to find the cargo beside the declared \
         weight",
    );
    check(
        "mtc = [[4.04, 529.4], [5.04, 548.0]]",
        "mtc = [[4.04, 529.4]]",
        "error: hydrostatics.mtc: [[4.04, 529.4]] are not two pairs of draught and MTC, positive \
         and at two draughts",
    );
}

/// The rows in the text of the sheet.
fn rows() -> &'static str {
    let start = ARRIVAL.find("rows = [").unwrap();
    let end = ARRIVAL.find("mtc = [[").unwrap();
    ARRIVAL.get(start..end).unwrap()
}

#[test]
fn a_table_file_that_cannot_be_read_is_told() {
    check(
        rows(),
        "file = \"lost.csv\"\n",
        "error: hydrostatics.file: no file lost.csv: lost.csv",
    );
}

#[test]
fn a_table_file_is_read_by_its_own_names() {
    let text = ARRIVAL
        .replace(rows(), "file = \"table.csv\"\n")
        .replace("lcf = \"aft of midships\"\n", "");
    let csv = "draught_m,displacement_t,tpc,lcf_from_ap\n4.54,21226,49.7,97.93\n\
               4.55,21276,49.7,97.92\n";
    let sheet = Sheet::parse(&text).unwrap();
    let resolved = sheet.resolve(|_| Ok::<_, Infallible>(csv.into())).unwrap();
    let worked = resolved.case.work(Arithmetic::Form).unwrap();
    assert_eq!(worked.result_t, 631.111);
}

/// A box of 182 m by 32 m: 1.025 · 182 · 32 · T.
#[test]
fn a_table_is_computed_from_a_hull() {
    let hull = "hull = { file = \"box.csv\", first_m = 1.0, last_m = 9.0, step_m = 0.5 }\n";
    let text = ARRIVAL
        .replace(rows(), hull)
        .replace("mtc = [[4.04, 529.4], [5.04, 548.0]]\n", "");
    let sheet = Sheet::parse(&text).unwrap();
    let offsets = "station, 0, 5, 10\n0, 16, 16, 16\n91, 16, 16, 16\n182, 16, 16, 16\n";
    let resolved = sheet
        .resolve(|_| Ok::<_, Infallible>(offsets.into()))
        .unwrap();
    let worked = resolved.case.work(Arithmetic::Unrounded).unwrap();
    let found = &worked.surveys[0];
    let expected_t = 1.025 * 182.0 * 32.0 * found.mean_m;
    assert!((found.displacement.by_table_t - expected_t).abs() < 0.01);
    assert!(found.displacement.first_trim_t.abs() < 0.01);
    let lost = sheet.resolve(|path| Err::<Vec<u8>, String>(format!("no {path}")));
    let said = lost.unwrap_err()[0].to_string();
    assert_eq!(said, "error: hydrostatics.hull: no box.csv: box.csv");
}

#[test]
fn a_cargo_that_is_less_than_nothing_is_refused() {
    let text = shipped::LOADING.replace("\"loading\"", "\"discharging\"");
    let found = resolve(&text).unwrap_err();
    assert_eq!(
        found[0].to_string(),
        "error: cargo discharged: -44749.727 t is negative: was it loaded, or are the surveys \
         swapped?"
    );
}

#[test]
fn what_is_wrong_with_a_table_of_two_surveys_is_told_once() {
    let lines: Vec<&str> = shipped::LOADING
        .lines()
        .filter(|line| !line.contains("draught_m =  5.50"))
        .collect();
    let text = lines.join("\n");
    let remarks = resolve(&text).unwrap().remarks;
    assert_eq!(remarks.len(), 1, "{remarks:?}");
    assert!(remarks[0].reason.starts_with("rows are missing"));
}

/// BeaLuna's initial survey (see the survey's own tests) from her table's file as it is.
#[test]
fn a_real_ships_file_is_her_table() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/draught/");
    let Ok(table) = std::fs::read(format!("{folder}bealuna_hydrostatics.csv")) else {
        println!("skipped: no {folder}");
        return;
    };
    let text = r#"
[ship]
name = "BeaLuna"
lbp_m = 123.175
marks = { forward_m = -2.095, midships_m = 1.078, aft_m = -2.4 }
[hydrostatics]
density = 1.025
file = "bealuna_hydrostatics.csv"
[arrival]
density = 1.025
draughts_m = { forward = [7.12, 7.12], midships = [7.365, 7.365], aft = [7.57, 7.57] }
deductible = [{ name = "all", mass_t = 1041.32 }]
"#;
    let sheet = Sheet::parse(text).unwrap();
    let resolved = sheet
        .resolve(|_| Ok::<_, Infallible>(table.clone()))
        .unwrap();
    let worked = resolved.case.work(Arithmetic::Unrounded).unwrap();
    assert!((worked.result_t - 11_131.807_8).abs() < 0.000_1);
}

#[test]
fn a_wrong_check_digit_and_a_missing_breadth_are_worth_knowing() {
    check(
        "lbp_m = 182\n",
        "lbp_m = 182\nimo = \"9591742\"\n",
        "warning: ship.imo: `9591742` is not an IMO number: seven digits, the last a check digit",
    );
    check(
        "breadth_m = 32.2\n",
        "",
        "warning: ship.breadth_m: not given: the list is not checked",
    );
}

#[test]
fn a_reading_that_is_a_decimetre_wrong_shows_as_a_bend() {
    let text = shipped::LOADING.replace("[11.60, 11.62]", "[12.00, 12.02]");
    let remarks = resolve(&text).unwrap().remarks;
    assert!(
        remarks
            .iter()
            .any(|r| r.reason.contains("is a reading a decimetre wrong?")),
        "{remarks:?}"
    );
}
