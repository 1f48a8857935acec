//! What a statement says of its steps, and what it advises.

use super::super::cargo::{Purpose, SharedSpreads};
use super::super::reading::Spread;
use super::super::sheet::Sheet;
use super::super::survey::Rules;
use super::super::{sample, shipped};
use super::*;

/// The shipped sheet's statement.
pub(super) fn shipped() -> Statement {
    let sheet = Sheet::parse(shipped::LOADING).unwrap();
    let resolved = sheet
        .resolve(|path| Err::<Vec<u8>, String>(path.to_owned()))
        .unwrap();
    Statement::of(&resolved, sheet.arithmetic).unwrap()
}

/// DSGear182's statement.
pub(super) fn dsgear() -> Statement {
    let (ship, survey) = sample::dsgear();
    let case = Case {
        ship,
        rules: Rules::default(),
        purpose: Purpose::Constant,
        surveys: vec![survey],
        declared_t: None,
        shared: SharedSpreads {
            table: Spread::stated(0.002),
            ..SharedSpreads::default()
        },
    };
    let resolved = Resolved {
        case,
        remarks: Vec::new(),
    };
    Statement::of(&resolved, Arithmetic::Form).unwrap()
}

fn check(statement: &Statement, what: &str, numbers: &str, shown: &str) {
    let step = statement.surveys[0]
        .steps
        .iter()
        .find(|step| step.what == what)
        .unwrap();
    assert_eq!(
        (step.numbers.as_str(), step.shown.as_str()),
        (numbers, shown)
    );
}

#[test]
fn each_step_shows_the_numbers_that_it_was_made_from() {
    let statement = dsgear();
    check(
        &statement,
        "Length between the marks",
        "182 + (−1.4) − 9.95",
        "170.650",
    );
    check(
        &statement,
        "Correction aft",
        "9.95 · (5.695 − 3.410) / 170.650",
        "0.133",
    );
    check(
        &statement,
        "Mean of means",
        "(3.391 + 6·4.520 + 5.828) / 8",
        "4.542",
    );
    check(
        &statement,
        "First trim correction",
        "100 · 2.437 · 49.700 · (−6.928) / 182",
        "−461.050",
    );
    check(
        &statement,
        "Density correction",
        "20805.301 · (1.023 / 1.025 − 1)",
        "−40.596",
    );
    check(&statement, "Net", "20764.705 − 11743.594", "9021.111");
    assert_eq!(statement.result.step.numbers, "9021.111 − 8390");
    assert_eq!(statement.result.form_t, 631.111);
}

#[test]
fn the_shipped_statement_compares_and_advises() {
    let statement = shipped();
    let declared = statement.result.declared.as_ref().unwrap();
    assert_eq!(declared.declared_t, 45_250.0);
    assert!(
        statement.advice[0].contains("dominate"),
        "{:?}",
        statement.advice
    );
    assert!(statement.result.u95_t > 10.0);
    let text = text::text(&statement);
    assert!(text.contains("Initial survey · 2026-03-14T06:40:00Z · Rotterdam"));
    assert!(text.contains(&declared.sentence), "{text}");
}

#[test]
fn advice_says_what_halving_the_greatest_term_would_bring() {
    let statement = dsgear();
    let budget = &statement.budget;
    let first = budget.dominating().unwrap();
    let halved = format!("± {:.0} t", budget.u95_with_half_t(first));
    assert!(
        statement.advice[0].contains(&halved),
        "{:?}",
        statement.advice
    );
}

#[test]
fn a_statement_is_json() {
    let value = serde_json::to_value(shipped()).unwrap();
    let initial = &value["surveys"][0];
    assert!(initial["form"]["mean_m"].is_f64());
    assert!(initial["unrounded"]["displacement_t"].is_f64());
    assert_eq!(initial["readings"][0]["station"], "forward");
    assert_eq!(value["result"]["declared"]["declared_t"], 45_250.0);
}
