//! Every step of a survey with its formula and its numbers.

mod draughts;
mod masses;
mod water;

use serde::Serialize;

use super::super::Arithmetic;
use super::super::cargo::{Case, Purpose, WorkedCase};
use super::super::survey::{Survey, Worked};
use super::figure::{number, part, plain};

/// One step: what is found, how, and what it comes to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Heading that this step stands under.
    pub section: &'static str,
    /// What is found.
    pub what: String,
    /// The formula in letters.
    pub formula: String,
    /// The same in numbers.
    pub numbers: String,
    /// What it comes to.
    pub value: f64,
    /// The value as it is printed.
    pub shown: String,
    /// Its unit.
    pub unit: &'static str,
}

/// What the steps are made from.
struct Steps<'a> {
    case: &'a Case,
    survey: &'a Survey,
    worked: &'a Worked,
    arithmetic: Arithmetic,
    section: &'static str,
    done: Vec<Step>,
}

/// The steps of one survey.
pub(super) fn of_survey(
    case: &Case,
    survey: &Survey,
    worked: &Worked,
    arithmetic: Arithmetic,
) -> Vec<Step> {
    let mut steps = Steps {
        case,
        survey,
        worked,
        arithmetic,
        section: "Draughts at the marks",
        done: Vec::new(),
    };
    steps.means();
    steps.section = "Draughts at the perpendiculars";
    steps.lengths();
    steps.perpendiculars();
    steps.section = "Mean draught";
    steps.mean();
    steps.section = "Displacement";
    steps.displacement();
    steps.section = "On board";
    steps.on_board();
    steps.done
}

/// The step from surveys to the result.
pub(super) fn of_result(case: &Case, worked: &WorkedCase, arithmetic: Arithmetic) -> Step {
    let decimals = decimals(arithmetic);
    let show = |value: f64| part(value, decimals);
    let numbers = match (case.purpose, worked.surveys.as_slice()) {
        (Purpose::Loaded, [first, last]) => {
            format!("{} − {}", show(last.net_t), show(first.net_t))
        }
        (Purpose::Discharged, [first, last]) => {
            format!("{} − {}", show(first.net_t), show(last.net_t))
        }
        (Purpose::OnBoard { constant_t }, [only, ..]) => format!(
            "{} − {} − {}",
            show(only.net_t),
            plain(case.ship.lightship_t.unwrap_or_default()),
            plain(constant_t)
        ),
        (Purpose::Constant, [only, ..]) => format!(
            "{} − {}",
            show(only.net_t),
            plain(case.ship.lightship_t.unwrap_or_default())
        ),
        (_, [only, ..]) => format!(
            "{} − {}",
            show(only.displacement.displacement_t),
            show(only.deductibles_t)
        ),
        _ => String::new(),
    };
    Step {
        section: "Result",
        what: case.purpose.name().to_owned(),
        formula: case.purpose.formula().to_owned(),
        numbers,
        value: worked.result_t,
        shown: number(worked.result_t, decimals),
        unit: "t",
    }
}

/// Decimals that are shown.
const fn decimals(arithmetic: Arithmetic) -> usize {
    match arithmetic {
        Arithmetic::Form => 3,
        Arithmetic::Unrounded => 5,
    }
}

impl Steps<'_> {
    fn push(
        &mut self,
        what: impl Into<String>,
        formula: impl Into<String>,
        numbers: impl Into<String>,
        value: f64,
        unit: &'static str,
    ) {
        self.done.push(Step {
            section: self.section,
            what: what.into(),
            formula: formula.into(),
            numbers: numbers.into(),
            value,
            shown: number(value, decimals(self.arithmetic)),
            unit,
        });
    }

    /// A value that was found, as a part of a longer formula.
    fn found(&self, value: f64) -> String {
        part(value, decimals(self.arithmetic))
    }
}
