//! Sheets with any numbers in them: none makes the chain panic, and where both arithmetics find
//! a result they agree within what rounding can do.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::*;
use crate::draught::budget::Budget;
use crate::draught::mean::MeanRule;
use crate::draught::perpendiculars::Perpendiculars;
use crate::draught::sheet::SidesEntry;
use crate::draught::survey::Worked;
use crate::ship::Ship;

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -20.0..20.0f64,
        1 => any::<f64>(),
        1 => Just(0.0),
        1 => Just(f64::NAN),
    ]
}

/// Mostly nothing, so that a sheet with one strange number gets far.
fn now_and_then() -> impl Strategy<Value = Option<f64>> {
    proptest::option::weighted(0.1, any_number())
}

fn any_mean() -> impl Strategy<Value = MeanRule> {
    prop_oneof![
        Just(MeanRule::Quarter),
        Just(MeanRule::Sixth),
        Just(MeanRule::Barge),
    ]
}

/// How far rounding to three decimals can move a survey's net, tonnes.
///
/// Three roundings of a draught (mean, correction, sum) move F′, M′ and A′ by 1.5 mm each, the
/// mean of means by 2 mm, the trim by 3 mm. LCF and TPC move by half a thousandth and by what
/// 2 mm do to them; a dozen masses by half a kilogram each.
fn rounding_t(ship: &Ship, found: &Worked) -> f64 {
    let displacement = &found.displacement;
    let tpc = displacement.tpc;
    let lcf_m = displacement.lcf_aft_m.unwrap_or_default().abs();
    let slope = displacement.mtc.map_or(0.0, |mtc| mtc.per_metre.abs());
    let trim_m = found.trim_m.abs() + 0.003;
    let by_mean_t = 100.0 * tpc * 0.002 * 1.1;
    let by_trim_t = 100.0 * tpc * lcf_m * 0.003 / ship.lbp_m;
    let by_columns_t = 100.0 * trim_m * (tpc * 0.01 + lcf_m * 0.003) / ship.lbp_m;
    let by_second_t = 50.0 * (2.0 * trim_m * 0.003 * slope + trim_m * trim_m * 0.5) / ship.lbp_m;
    let others = 12.0 + found.deductible_masses_t.len() as f64;
    by_mean_t + by_trim_t + by_columns_t + by_second_t + 0.01 + 0.000_5 * others
}

fn agree(case: &Case) -> Result<(), TestCaseError> {
    let (Ok(form), Ok(unrounded)) = (
        case.work(Arithmetic::Form),
        case.work(Arithmetic::Unrounded),
    ) else {
        return Ok(());
    };
    let bound_t: f64 = unrounded
        .surveys
        .iter()
        .map(|found| rounding_t(&case.ship, found))
        .sum();
    let off_t = (form.result_t - unrounded.result_t).abs();
    prop_assert!(off_t <= bound_t, "{} t off, {} t allowed", off_t, bound_t);
    Ok(())
}

proptest! {
    #[test]
    fn no_numbers_make_the_chain_panic(
        numbers in proptest::collection::vec(now_and_then(), 16),
        mean in any_mean(),
        halves in any::<bool>(),
    ) {
        let mut sheet = Sheet::parse(ARRIVAL).unwrap();
        let number = |index: usize, usual: f64| numbers[index].unwrap_or(usual);
        let survey = sheet.arrival.as_mut().unwrap();
        survey.draughts_m.forward.port = Some(number(0, 3.41));
        survey.draughts_m.midships.starboard = Some(number(1, 4.54));
        survey.draughts_m.aft.port = Some(number(2, 5.69));
        survey.density = number(3, 1.023);
        survey.ballast[0].volume_m3 = number(4, 10_347.899);
        survey.deductible[0].mass_t = number(5, 364.0);
        survey.u95_m = Some(OneOr::One(number(6, 0.01)));
        sheet.ship.lbp_m = number(7, 182.0);
        sheet.ship.breadth_m = Some(number(8, 32.2));
        sheet.ship.marks.forward_m = number(9, -1.4);
        sheet.ship.marks.midships_m = number(10, -0.4);
        let table = sheet.hydrostatics.as_mut().unwrap();
        let rows = table.rows.as_mut().unwrap();
        rows[0].draught_m = number(11, 4.54);
        rows[1].displacement_t = number(12, 21_276.0);
        rows[1].tpc = number(13, 49.7);
        rows[0].lcf_m = Some(number(14, -6.93));
        table.mtc = Some(vec![[4.04, number(15, 529.4)], [5.04, 548.0]]);
        sheet.ship.mean = mean;
        if halves {
            sheet.ship.perpendiculars = Perpendiculars::Halves;
        }
        if let Ok(resolved) = sheet.resolve(|path| Err::<Vec<u8>, String>(path.to_owned())) {
            drop(resolved.case.work(Arithmetic::Form));
            prop_assert!(Budget::of(&resolved.case).is_ok());
        }
    }

    #[test]
    fn both_arithmetics_agree_within_what_rounding_can_do(
        forward in 3.5..9.5f64,
        trim in -2.0..3.0f64,
        sag in -0.15..0.15f64,
        list in -0.2..0.2f64,
        density in 0.995..1.03f64,
        halves in any::<bool>(),
        mean in any_mean(),
    ) {
        let mut sheet = Sheet::parse(shipped::LOADING).unwrap();
        let survey = sheet.initial.as_mut().unwrap();
        let middle = forward + trim / 2.0 + sag;
        survey.draughts_m.forward = SidesEntry {
            port: Some(forward), starboard: Some(forward),
        };
        survey.draughts_m.midships = SidesEntry {
            port: Some(middle + list / 2.0), starboard: Some(middle - list / 2.0),
        };
        survey.draughts_m.aft = SidesEntry {
            port: Some(forward + trim), starboard: Some(forward + trim),
        };
        survey.density = density;
        sheet.ship.mean = mean;
        if halves {
            sheet.ship.perpendiculars = Perpendiculars::Halves;
        }
        if let Ok(resolved) = sheet.resolve(|path| Err::<Vec<u8>, String>(path.to_owned())) {
            agree(&resolved.case)?;
        }
    }
}
