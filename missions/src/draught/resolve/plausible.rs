//! What can be said of a case once it is worked: trim and list beyond what the formulas are
//! made for, and values that a wrong reading would explain.

use super::super::Arithmetic;
use super::super::cargo::{Case, CaseError, Purpose, WorkedCase};
use super::super::displacement::CONTINUED_M;
use super::super::reading;
use super::super::sheet::Sheet;
use super::super::survey::{Survey, Worked};
use super::fault::Faults;
use crate::ship::Ship;
use crate::ship::marks::Station;
use crate::time::UtcTime;

/// Greatest list of a draught survey, degrees.
const LIST_DEG: f64 = 0.5;
/// Difference between port and starboard that the list does not explain, metres: waves at most
/// explain the first, a slip of the pen is the second.
const TWIST_M: [f64; 2] = [0.15, 0.5];
/// Trim above which two corrections are not enough, metres.
const TRIM_M: f64 = 3.0;
/// Trim that no ship has in port, as a share of her length.
const TRIM: f64 = 0.05;
/// Deflection that is rather a wrong reading, as a share of the length.
const DEFLECTION: f64 = 1.0 / 600.0;
/// Cargo that may be none, as a share of the displacement.
const NOTHING: f64 = 0.005;
/// Rows of a table above which it is the ship's own, and not the few that a form quotes.
const QUOTED_ROWS: usize = 3;

pub(super) fn check(case: &Case, sheet: &Sheet, faults: &mut Faults) {
    if case.ship.breadth_m.is_none() {
        faults.warning("ship.breadth_m", "not given: the list is not checked");
    }
    for survey in &case.surveys {
        list(&case.ship, survey, faults);
        trim_at_marks(&case.ship, survey, faults);
        twist(survey, faults);
    }
    order_of_times(case, faults);
    match case.work(Arithmetic::Unrounded) {
        Err(CaseError::Survey { occasion, error }) => {
            faults.error(occasion.name(), error.to_string());
        }
        Err(error) => faults.error("sheet", error.to_string()),
        Ok(worked) => {
            for (survey, found) in case.surveys.iter().zip(&worked.surveys) {
                let trusted = is_trusted(survey, sheet);
                worked_survey(&case.ship, survey, found, trusted, faults);
            }
            result(case, &worked, faults);
        }
    }
}

fn is_trusted(survey: &Survey, sheet: &Sheet) -> bool {
    use super::super::survey::Occasion::{Arrival, Final, Initial};
    let entry = match survey.occasion {
        Initial => sheet.initial.as_ref(),
        Final => sheet.last.as_ref(),
        Arrival => sheet.arrival.as_ref(),
    };
    let own = entry.and_then(|entry| entry.hydrostatics.as_ref());
    own.or(sheet.hydrostatics.as_ref())
        .is_some_and(|table| table.trusted)
}

fn list(ship: &Ship, survey: &Survey, faults: &mut Faults) {
    let Some(breadth_m) = ship.breadth_m else {
        return;
    };
    let list_deg = reading::list_deg(&survey.readings.midships, breadth_m);
    if list_deg.abs() > LIST_DEG {
        let side = if list_deg > 0.0 { "port" } else { "starboard" };
        faults.error(
            format!("{}.draughts_m.midships", survey.occasion.name()),
            format!(
                "a list of {:.2}° to {side} is more than the {LIST_DEG}° of a draught survey: \
                 bring the ship upright and read again",
                list_deg.abs()
            ),
        );
    }
}

/// A ship does not twist: at stem and stern the sides differ by no more than amidships, where she
/// is broadest, and to the same side.
fn twist(survey: &Survey, faults: &mut Faults) {
    let difference_m = |station| {
        let sides = survey.readings.get(station);
        sides.port.draught_m - sides.starboard.draught_m
    };
    let midships_m = difference_m(Station::Midships);
    for station in [Station::Forward, Station::Aft] {
        let here_m = difference_m(station);
        let explained_m = here_m.clamp(midships_m.min(0.0), midships_m.max(0.0));
        let off_m = (here_m - explained_m).abs();
        let reason = format!(
            "port and starboard differ by {here_m:.3} m, amidships by {midships_m:.3} m: a ship \
             does not twist, is a reading wrong?"
        );
        let place = format!("{}.draughts_m.{}", survey.occasion.name(), station.name());
        if off_m > TWIST_M[1] {
            faults.error(place, reason);
        } else if off_m > TWIST_M[0] {
            faults.warning(place, reason);
        }
    }
}

/// Times that are written as times; words and times without an offset are not compared.
fn order_of_times(case: &Case, faults: &mut Faults) {
    let [before, after] = case.surveys.as_slice() else {
        return;
    };
    let utc = |survey: &Survey| {
        let written: toml::value::Datetime = survey.time.as_deref()?.parse().ok()?;
        UtcTime::from_datetime(&written)
    };
    if let (Some(first), Some(last)) = (utc(before), utc(after))
        && last < first
    {
        let reason = "is before the initial survey: are the two swapped?";
        faults.error("final.time", reason);
    }
}

fn worked_survey(ship: &Ship, survey: &Survey, found: &Worked, trusted: bool, faults: &mut Faults) {
    let name = survey.occasion.name();
    trim(survey, found, trusted, faults);
    let deflection_m = found.deflection_m;
    if deflection_m.abs() > DEFLECTION * ship.lbp_m {
        let bend = if deflection_m > 0.0 { "sag" } else { "hog" };
        let reason = format!(
            "a {bend} of {:.3} m is more than a six hundredth of the length: is a reading a \
             decimetre wrong?",
            deflection_m.abs()
        );
        faults.warning(format!("{name}.draughts_m"), reason);
    }
    if let Some(summer_m) = ship.summer_draught_m.filter(|m| found.mean_m > *m) {
        let reason = format!(
            "the mean draught of {:.3} m is more than the summer draught of {summer_m} m \
             (allowance for fresh water not counted)",
            found.mean_m
        );
        faults.warning(format!("{name}.draughts_m"), reason);
    }
    if let Some(over_t) = found.over_lightship_t.filter(|t| *t < 0.0) {
        let reason = format!(
            "the net is {:.3} t less than the lightship: are lightship and deductibles right?",
            -over_t
        );
        faults.warning(name, reason);
    }
    // Written so that what is no number is a fault as well.
    let is_left = found.net_t > 0.0 && found.net_t.is_finite();
    if !is_left {
        let reason = format!(
            "the deductibles of {:.3} t leave {:.3} t of a displacement of {:.3} t: is one of them \
             in another unit?",
            found.deductibles_t, found.net_t, found.displacement.displacement_t
        );
        faults.error(name, reason);
    }
    tpc_beyond(survey, found, faults);
    if let Some([low, high]) = survey.hydrostatics.mtc_pair
        && !(low.draught_m..=high.draught_m).contains(&found.mean_m)
    {
        let reason = format!(
            "the two MTC values are at {} and {} m, the mean draught is {:.3} m: they should lie \
             on both sides of it",
            low.draught_m, high.draught_m, found.mean_m
        );
        faults.warning(format!("{name}, mtc"), reason);
    }
}

fn trim_at_marks(ship: &Ship, survey: &Survey, faults: &mut Faults) {
    let means_m = reading::means_m(&survey.readings, Arithmetic::Unrounded);
    let trim_m = means_m.aft - means_m.forward;
    if trim_m.abs() > TRIM * ship.lbp_m {
        let reason = format!(
            "a trim of {trim_m:.3} m is more than {} % of the length: are forward and aft what \
             they say?",
            100.0 * TRIM
        );
        faults.error(format!("{}.draughts_m", survey.occasion.name()), reason);
    }
}

fn trim(survey: &Survey, found: &Worked, trusted: bool, faults: &mut Faults) {
    let place = format!("{}.draughts_m", survey.occasion.name());
    let trim_m = found.trim_m;
    if trim_m.abs() > TRIM_M {
        let reason = format!(
            "a trim of {trim_m:.3} m is more than the {TRIM_M} m up to which two trim \
             corrections are known to be enough"
        );
        faults.warning(&place, reason);
    }
    let table = &survey.hydrostatics.table;
    let ends_m = [found.draughts_m.forward, found.draughts_m.aft];
    if table.rows().len() <= QUOTED_ROWS {
        return;
    }
    if let Err(outside) = survey.hydrostatics.reaches(ends_m) {
        let reason = format!("a trim of {trim_m:.3} m leaves the table: {outside}");
        if trusted {
            faults.warning(place, reason);
        } else {
            faults.error(place, reason);
        }
    }
}

fn tpc_beyond(survey: &Survey, found: &Worked, faults: &mut Faults) {
    let place = format!("{}.tpc_at_midships", survey.occasion.name());
    let list = &found.displacement.list;
    if list.is_left_out() {
        let reason = format!(
            "the list correction is left out: the table does not reach within {CONTINUED_M} m of \
             the draughts amidships, and TPC there is not given"
        );
        faults.warning(place, reason);
    } else if list.continued {
        let reason = "for the list correction TPC is continued a little beyond the table's rows";
        faults.warning(place, reason);
    }
}

fn result(case: &Case, worked: &WorkedCase, faults: &mut Faults) {
    if worked.result_t >= 0.0 {
        return;
    }
    let reason = match case.purpose {
        Purpose::Loaded => "is negative: was it discharged, or are the surveys swapped?",
        Purpose::Discharged => "is negative: was it loaded, or are the surveys swapped?",
        // Told for the survey already.
        Purpose::Constant | Purpose::Net => return,
        Purpose::OnBoard { .. } => "is negative: are constant and deductibles right?",
    };
    let (name, reason) = (
        case.purpose.name(),
        format!("{:.3} t {reason}", worked.result_t),
    );
    let displacements_t = worked.surveys.iter().map(|s| s.displacement.displacement_t);
    let largest_t = displacements_t.fold(0.0, f64::max);
    if -worked.result_t > NOTHING * largest_t {
        faults.error(name, reason);
    } else {
        faults.warning(name, reason);
    }
}
