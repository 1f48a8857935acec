//! Published worked surveys, value by value.

use super::super::sample;
use super::*;

mod vectors;

fn check(name: &str, found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-9,
        "{name}: {found} is not {expected}"
    );
}

fn form((ship, survey): (Ship, Survey)) -> Worked {
    survey
        .work(&ship, Rules::default(), Arithmetic::Form)
        .unwrap()
}

fn stations(name: &str, found: &Stations<f64>, expected: [f64; 3]) {
    for (found, expected) in [found.forward, found.midships, found.aft]
        .into_iter()
        .zip(expected)
    {
        check(name, found, expected);
    }
}

/// github.com/AVZotov/draft-survey, internal/calculation, first POLAR STAR example.
#[test]
fn polar_star_on_an_even_keel_athwart_is_the_published_form() {
    let worked = form(sample::polar_star_1());
    stations("means", &worked.means_m, [3.33, 4.64, 6.12]);
    stations(
        "corrections",
        &worked.corrections.corrections_m,
        [-0.075, -0.008, -0.019],
    );
    stations("draughts", &worked.draughts_m, [3.255, 4.632, 6.101]);
    check("quarter mean", worked.mean_m, 4.644);
    let found = &worked.displacement;
    check("displacement by table", found.by_table_t, 19304.902);
    check("TPC", found.tpc, 45.254);
    check("LCF", found.lcf_aft_m.unwrap(), -6.929);
    check("FTC", found.first_trim_t, -487.653);
    check("STC", found.second_trim_t, 59.088);
    check("list", found.list.correction_t, 0.0);
    check("density", found.density_correction_t, -147.328);
}

/// The second, with a list.
#[test]
fn polar_star_with_a_list_is_the_published_form() {
    let worked = form(sample::polar_star_2());
    stations(
        "corrections",
        &worked.corrections.corrections_m,
        [-0.073, -0.008, -0.018],
    );
    stations("draughts", &worked.draughts_m, [3.302, 4.582, 6.102]);
    check("quarter mean", worked.mean_m, 4.612);
    let found = &worked.displacement;
    check("displacement by table", found.by_table_t, 19160.1);
    check("LCF", found.lcf_aft_m.unwrap(), -6.962);
    check("FTC", found.first_trim_t, -481.481);
    check("STC", found.second_trim_t, 57.622);
    check("list", found.list.correction_t, 0.050);
    check("density", found.density_correction_t, -146.234);
}

#[test]
fn a_keel_plate_is_taken_off_every_draught() {
    let (ship, survey) = sample::polar_star_1();
    let plain = form((ship.clone(), survey.clone()));
    let plated = Ship {
        keel_plate_m: Stations::from_fn(|_| 0.018),
        ..ship
    };
    let worked = form((plated, survey));
    check("trim", worked.trim_m, plain.trim_m);
    check("mean", worked.mean_m, plain.mean_m - 0.018);
}

#[test]
fn a_mean_draught_beyond_the_table_is_told_with_its_value() {
    let (ship, mut survey) = sample::polar_star_1();
    survey.readings.midships.port.draught_m = 4.74;
    let error = survey
        .work(&ship, Rules::default(), Arithmetic::Form)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "mean draught: draught 4.681 m is outside the table (4.617 to 4.667 m)"
    );
}

#[test]
fn a_list_beyond_the_table_by_more_than_ten_centimetres_is_left_out() {
    let (ship, mut survey) = sample::polar_star_2();
    survey.tpc_at_midships = None;
    let near = form((ship.clone(), survey.clone()));
    assert!(near.displacement.list.continued);
    assert!(!near.displacement.list.is_left_out());
    survey.readings.midships.port.draught_m += 0.09;
    survey.readings.midships.starboard.draught_m -= 0.09;
    let far = form((ship, survey));
    assert!(far.displacement.list.is_left_out());
    assert_eq!(far.displacement.list.correction_t, 0.0);
}

#[test]
fn a_table_without_mtc_is_told() {
    let (ship, mut survey) = sample::polar_star_1();
    survey.hydrostatics.mtc_pair = None;
    let error = survey
        .work(&ship, Rules::default(), Arithmetic::Form)
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the table gives no MTC around 4.644 m"),
        "{error}"
    );
}
