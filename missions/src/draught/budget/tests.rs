//! The budget's terms against their formulas, worked by hand.

use proptest::prelude::*;

use super::super::cargo::{Purpose, SharedSpreads};
use super::super::reading::Spread;
use super::super::sample;
use super::super::survey::{Occasion, Rules};
use super::*;
use crate::ship::marks::Stations;

/// The constant of DSGear182, with nothing uncertain but what a test adds.
fn certain() -> Case {
    let (ship, mut survey) = sample::dsgear();
    // The form's two rows lie too near to each other to move a draught between them.
    survey.hydrostatics.table =
        sample::table(&[[4.0, 18_526.0, 49.7, -7.47], [5.0, 23_526.0, 49.7, -6.47]]);
    survey.density_spread = Spread::default();
    for deductible in &mut survey.deductibles {
        deductible.spread = Spread::default();
    }
    for (station, side) in crate::ship::marks::six() {
        survey.readings.get_mut(station).get_mut(side).spread = Spread::default();
    }
    Case {
        ship,
        rules: Rules::default(),
        purpose: Purpose::Constant,
        surveys: vec![survey],
        declared_t: None,
        shared: SharedSpreads::default(),
    }
}

fn with_readings(mut case: Case, u95_m: f64) -> Case {
    for survey in &mut case.surveys {
        for (station, side) in crate::ship::marks::six() {
            survey.readings.get_mut(station).get_mut(side).spread = Spread::stated(u95_m);
        }
    }
    case
}

fn line<'a>(budget: &'a Budget, input: &str) -> &'a Line {
    budget.lines.iter().find(|l| l.input == input).unwrap()
}

fn near(found: f64, expected: f64, relative: f64) {
    assert!(
        (found - expected).abs() <= relative * expected.abs(),
        "{found} is not {expected}"
    );
}

/// u(QM) = √(1 + 6² + 1) / (8·√2) · u(reading) = 0.5449 u: the marks at the perpendiculars, no
/// trim corrections, so that the displacement follows the mean draught alone.
#[test]
fn equal_readings_make_a_quarter_mean_that_is_0_545_as_uncertain() {
    let mut case = with_readings(certain(), 0.01);
    case.ship.marks_m = Stations::default();
    let survey = &mut case.surveys[0];
    survey.hydrostatics.trim_corrections = super::super::displacement::TrimCorrections::None;
    survey.tpc_at_midships = Some(crate::ship::marks::Sides {
        port: 49.7,
        starboard: 49.7,
    });
    survey.density_t_m3 = 1.025;
    let budget = Budget::of(&case).unwrap();
    let per_metre_t = 5000.0; // 50 t a centimetre between the two rows
    let u_mean_m = root_of_squares(
        budget
            .lines
            .iter()
            .filter(|line| line.group == Group::Readings),
    ) / per_metre_t;
    near(u_mean_m, 0.5449 * 0.005, 0.0002);
}

/// ∂D/∂ρ = D/ρ.
#[test]
fn density_does_what_its_formula_says() {
    let mut case = certain();
    case.surveys[0].density_spread = Spread::stated(0.001);
    let worked = case.work(Arithmetic::Unrounded).unwrap();
    let displacement_t = worked.surveys[0].displacement.displacement_t;
    let budget = Budget::of(&case).unwrap();
    let line = line(&budget, "density of the water");
    near(line.sensitivity, displacement_t / 1.023, 1e-9);
    near(line.contribution_t, displacement_t / 1.023 * 0.0005, 1e-9);
}

/// ∂FTC/∂LCF = 100·T·TPC/LBP, in the water that the ship floats in.
#[test]
fn the_centre_of_flotation_does_what_its_formula_says() {
    let mut case = certain();
    case.shared.lcf_m = Spread::stated(0.2);
    let worked = case.work(Arithmetic::Unrounded).unwrap();
    let trim_m = worked.surveys[0].trim_m;
    let expected = 100.0 * trim_m * 49.7 / 182.0 * 1.023 / 1.025;
    let budget = Budget::of(&case).unwrap();
    near(
        line(&budget, "centre of flotation").sensitivity,
        expected,
        1e-9,
    );
}

/// A relative error of the table is one of displacement, FTC by TPC, and nothing else.
#[test]
fn the_table_does_what_its_formula_says() {
    let mut case = certain();
    case.shared.table = Spread::stated(0.002);
    case.shared.mtc = Spread::stated(0.2);
    let worked = case.work(Arithmetic::Unrounded).unwrap();
    let found = &worked.surveys[0].displacement;
    let in_water = 1.023 / 1.025;
    let budget = Budget::of(&case).unwrap();
    let expected = (found.by_table_t + found.first_trim_t) * in_water;
    near(
        line(&budget, "hydrostatic table").sensitivity,
        expected,
        1e-9,
    );
    let expected = found.second_trim_t * in_water;
    near(line(&budget, "slope of MTC").sensitivity, expected, 1e-9);
}

#[test]
fn a_tank_takes_off_what_it_holds() {
    let mut case = certain();
    case.surveys[0].deductibles[0].spread = Spread::stated(100.0);
    let budget = Budget::of(&case).unwrap();
    near(line(&budget, "ballast").sensitivity, -1.0, 1e-9);
    let dominating = budget.dominating().unwrap();
    assert_eq!(dominating.group, Group::Ballast);
    near(dominating.standard_t, 50.0, 1e-9);
    let halved = (budget.u95_t.powi(2) - 0.75 * 100.0_f64.powi(2)).sqrt();
    near(budget.u95_with_half_t(dominating), halved, 1e-9);
}

/// What both surveys share cancels where they are alike: loading nothing is certain.
#[test]
fn a_shared_error_cancels_between_two_like_surveys() {
    let mut case = certain();
    case.shared.ruler_m = Spread::stated(0.02);
    case.shared.table = Spread::stated(0.01);
    let mut last = case.surveys[0].clone();
    last.occasion = Occasion::Final;
    case.surveys[0].occasion = Occasion::Initial;
    case.surveys.push(last);
    case.purpose = Purpose::Loaded;
    let budget = Budget::of(&case).unwrap();
    assert!(line(&budget, "hydrostatic table").contribution_t.abs() < 1e-6);
    assert!(
        line(&budget, "marks and edges, common to all readings")
            .contribution_t
            .abs()
            < 1e-6
    );
}

/// Two rows and sides far beyond them: nothing is known of TPC there, and the budget says so.
#[test]
fn a_list_correction_that_was_left_out_is_uncertain_instead() {
    let (ship, mut survey) = sample::polar_star_2();
    survey.tpc_at_midships = None;
    let midships = &mut survey.readings.midships;
    midships.port.draught_m += 0.09;
    midships.starboard.draught_m -= 0.09;
    let case = Case {
        ship,
        purpose: Purpose::Net,
        surveys: vec![survey],
        ..certain()
    };
    let budget = Budget::of(&case).unwrap();
    let expected = 6.0 * 0.28 * 0.28 / 3.0_f64.sqrt() * 1.017 / 1.025;
    near(
        line(&budget, "list correction").contribution_t,
        expected,
        1e-9,
    );
}

/// A reading that may be half a metre off looks far over the ends of a form's two rows.
#[test]
fn a_very_uncertain_reading_still_has_a_budget() {
    let (ship, survey) = sample::polar_star_1();
    let case = Case {
        ship,
        purpose: Purpose::Net,
        surveys: vec![survey],
        ..certain()
    };
    let budget = Budget::of(&with_readings(case, 0.5)).unwrap();
    assert!(budget.u95_t > 1000.0);
}

/// The rectangle between 3/4 and 2/3 of the deflection.
#[test]
fn a_bent_hull_is_uncertain_by_a_twelfth_of_its_bend() {
    near(
        input::deflection_standard_m(-0.12),
        0.01 / 3.0_f64.sqrt(),
        1e-12,
    );
}

#[test]
fn nothing_uncertain_is_a_certain_result() {
    let mut case = certain();
    case.surveys[0].readings.midships.port.draught_m = 4.54;
    let budget = Budget::of(&case).unwrap();
    // What is left is the shape of the hull.
    let bend = line(&budget, "shape of the bent hull");
    near(budget.standard_t, bend.contribution_t.abs(), 1e-9);
    assert_eq!(budget.dominating().unwrap().group, Group::Deflection);
}

proptest! {
    /// The readings' part of the budget grows in proportion to their uncertainty.
    #[test]
    fn twice_the_spread_is_twice_the_uncertainty(u95_m in 0.001..0.02f64) {
        let readings = |u95_m: f64| {
            let budget = Budget::of(&with_readings(certain(), u95_m)).unwrap();
            budget.groups.iter().find(|g| g.group == Group::Readings).unwrap().standard_t
        };
        let (one, two) = (readings(u95_m), readings(2.0 * u95_m));
        prop_assert!((two / one - 2.0).abs() < 0.01, "{} {}", one, two);
    }

    /// Shares add up to the whole.
    #[test]
    fn shares_add_up(u95_m in 0.001..0.02f64, table in 0.0..0.01f64) {
        let mut case = with_readings(certain(), u95_m);
        case.shared.table = Spread::stated(table);
        let budget = Budget::of(&case).unwrap();
        let sum: f64 = budget.groups.iter().map(|g| g.share).sum();
        prop_assert!((sum - 1.0).abs() < 1e-9);
    }
}
