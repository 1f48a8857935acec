//! A sheet is filled in, and stays the officer's.

use super::*;
use crate::draught::shipped::{LOADING, TEMPLATE};

fn reading(draught_m: f64, picture: &str) -> Taken {
    Taken::Read(TakenReading {
        draught_m,
        u95_m: 0.008,
        evidence: Some(picture.to_owned()),
        time: "2026-06-12T08:41:00Z".parse().ok(),
        by: "onboard 0.1.0".to_owned(),
    })
}

fn six_readings() -> Stations<Sides<Taken>> {
    let depth = |station, side: Side| {
        let mean_m = match station {
            Station::Forward => 8.71,
            Station::Midships => 8.982,
            Station::Aft => 9.2304,
        };
        let list_m = if side == Side::Port { 0.01 } else { -0.01 };
        reading(
            mean_m + list_m,
            &format!("{}-{}.jpg", Station::name(station), side.name()),
        )
    };
    Stations::from_fn(|station| Sides::from_fn(|side| depth(station, side)))
}

#[test]
fn six_readings_make_a_sheet_that_can_be_worked() {
    let filled = fill(TEMPLATE, None, &six_readings()).unwrap();
    assert_eq!(filled.occasion, Occasion::Arrival);
    assert_eq!(filled.missing, []);
    let sheet = Sheet::parse(&filled.text).unwrap();
    let arrival = sheet.arrival.as_ref().unwrap();
    let draught = arrival.draughts_m.get(Station::Aft, Side::Port);
    assert_eq!(draught, Some(&9.24), "to a millimetre");
    let picture = arrival.evidence.get(Station::Midships, Side::Starboard);
    assert_eq!(picture.map(String::as_str), Some("midships-starboard.jpg"));
    assert_eq!(arrival.time.as_deref(), Some("2026-06-12T08:41:00Z"));
    let survey = sheet.resolve(|path: &str| Err::<Vec<u8>, _>(path.to_owned()));
    assert!(survey.is_ok(), "{survey:?}");
}

#[test]
fn every_line_of_the_template_is_still_there() {
    let filled = fill(TEMPLATE, None, &six_readings()).unwrap();
    let mut lines = filled.text.lines();
    for line in TEMPLATE.lines() {
        assert!(lines.any(|kept| kept == line), "{line} is gone or moved");
    }
}

#[test]
fn a_reading_that_was_refused_is_missing_with_its_reason() {
    let mut taken = six_readings();
    *taken.get_mut(Station::Aft).get_mut(Side::Starboard) = Taken::Refused {
        reason: "the marks are\nin shade".to_owned(),
    };
    let filled = fill(TEMPLATE, None, &taken).unwrap();
    assert_eq!(filled.missing, [(Station::Aft, Side::Starboard)]);
    let told = "# aft starboard: missing: refused, the marks are in shade\n";
    assert!(filled.text.contains(told), "{}", filled.text);
    let sheet = Sheet::parse(&filled.text).unwrap();
    let faults = sheet
        .resolve(|path: &str| Err::<Vec<u8>, _>(path.to_owned()))
        .unwrap_err();
    let told: Vec<String> = faults.iter().map(|fault| format!("{fault:?}")).collect();
    assert!(
        told.iter()
            .any(|fault| fault.contains("draughts_m.aft, starboard")),
        "{told:?}"
    );
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn a_template_without_readings_misses_all_six() {
    let sheet = Sheet::parse(TEMPLATE).unwrap();
    let faults = sheet
        .resolve(|path: &str| Err::<Vec<u8>, _>(path.to_owned()))
        .unwrap_err();
    assert_eq!(faults.len(), 6, "{faults:?}");
}

#[test]
fn a_full_sheet_is_overwritten_only_where_it_is_said_which_survey() {
    let taken = six_readings();
    assert!(matches!(
        fill(LOADING, None, &taken),
        Err(FillingError::Full)
    ));
    let filled = fill(LOADING, Some(Occasion::Final), &taken).unwrap();
    let sheet = Sheet::parse(&filled.text).unwrap();
    let first = |survey: &Option<crate::draught::sheet::SurveyEntry>| {
        let survey = survey.as_ref().unwrap();
        survey.draughts_m.get(Station::Forward, Side::Port).copied()
    };
    assert_eq!(first(&sheet.last), Some(8.72));
    assert_eq!(
        first(&sheet.initial),
        Some(3.42),
        "the other survey is left alone"
    );
}

#[test]
fn what_is_no_sheet_or_no_number_is_told() {
    let taken = six_readings();
    assert!(matches!(
        fill("ship = 3", None, &taken),
        Err(FillingError::Sheet(_))
    ));
    let none = fill(TEMPLATE, Some(Occasion::Initial), &taken).unwrap_err();
    assert_eq!(
        none.to_string(),
        "the sheet to be filled in has no table [initial]"
    );
    let mut wrong = taken;
    *wrong.get_mut(Station::Forward).get_mut(Side::Port) = reading(f64::NAN, "x.jpg");
    assert!(matches!(
        fill(TEMPLATE, None, &wrong),
        Err(FillingError::NoNumber(..))
    ));
}
