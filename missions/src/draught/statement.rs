//! The statement: everything that a survey found and how, ready to be read by people.
//! It holds no layout; [`text`], [`html`], [`pdf`] and JSON show the same lines.

mod advice;
mod comparison;
mod figure;
pub mod html;
pub mod pdf;
pub mod picture;
mod steps;
pub mod text;

pub use advice::advice;
pub use comparison::{Comparison, Verdict};
pub use steps::Step;

use serde::Serialize;

use super::Arithmetic;
use super::budget::{Budget, Line};
use super::cargo::{Case, CaseError, WorkedCase};
use super::reading::Reading;
use super::resolve::Resolved;
use super::survey::{Survey, Worked};
use crate::plan::check::Objection;
use crate::ship::Ship;
use crate::ship::marks::{Side, Station, six};

/// A draught survey's statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// The ship.
    pub ship: Ship,
    /// Which arithmetic the steps show.
    pub arithmetic: Arithmetic,
    /// Each survey.
    pub surveys: Vec<SurveyPart>,
    /// What was found in the end.
    pub result: Found,
    /// How far it may be off.
    pub budget: Budget,
    /// What dominates that, and what can be done about it.
    pub advice: Vec<String>,
    /// What is doubtful.
    pub remarks: Vec<Objection>,
}

/// One survey of a statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SurveyPart {
    /// `initial`, `final` or `arrival`.
    pub occasion: &'static str,
    /// When.
    pub time: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// The six readings, from forward to aft, port first.
    pub readings: Vec<ReadingPart>,
    /// Every step.
    pub steps: Vec<Step>,
    /// Every value on the form, rounded as a form does.
    pub form: Worked,
    /// The same values without rounding.
    pub unrounded: Worked,
}

/// One reading of a statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadingPart {
    /// Where along the ship.
    pub station: Station,
    /// On which side.
    pub side: Side,
    /// What was read, how surely, and the picture that shows it.
    #[serde(flatten)]
    pub reading: Reading,
}

/// What was found in the end, tonnes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// What it is: `cargo loaded`, `constant` …
    pub what: &'static str,
    /// How it follows, in letters and in numbers.
    pub step: Step,
    /// In the statement's arithmetic.
    pub value_t: f64,
    /// By form rounding.
    pub form_t: f64,
    /// Without rounding.
    pub unrounded_t: f64,
    /// Half the width of the 95 % interval.
    pub u95_t: f64,
    /// Beside the papers, where they say something.
    pub declared: Option<Comparison>,
}

impl Statement {
    /// The statement of a sheet's case in one arithmetic.
    pub fn of(resolved: &Resolved, arithmetic: Arithmetic) -> Result<Self, CaseError> {
        let case = &resolved.case;
        let form = case.work(Arithmetic::Form)?;
        let unrounded = case.work(Arithmetic::Unrounded)?;
        let budget = Budget::of(case)?;
        let surveys = case
            .surveys
            .iter()
            .zip(form.surveys.iter().zip(&unrounded.surveys))
            .map(|(survey, (form, unrounded))| {
                SurveyPart::of(case, survey, [form, unrounded], arithmetic)
            })
            .collect();
        Ok(Self {
            ship: case.ship.clone(),
            arithmetic,
            surveys,
            result: Found::of(case, [&form, &unrounded], &budget, arithmetic),
            advice: advice(case, &budget),
            budget,
            remarks: resolved.remarks.clone(),
        })
    }
}

impl SurveyPart {
    fn of(
        case: &Case,
        survey: &Survey,
        [form, unrounded]: [&Worked; 2],
        arithmetic: Arithmetic,
    ) -> Self {
        let shown = match arithmetic {
            Arithmetic::Form => form,
            Arithmetic::Unrounded => unrounded,
        };
        let readings = six().map(|(station, side)| ReadingPart {
            station,
            side,
            reading: survey.readings.get(station).get(side).clone(),
        });
        Self {
            occasion: survey.occasion.name(),
            time: survey.time.clone(),
            place: survey.place.clone(),
            readings: readings.collect(),
            steps: steps::of_survey(case, survey, shown, arithmetic),
            form: form.clone(),
            unrounded: unrounded.clone(),
        }
    }
}

impl Found {
    fn of(
        case: &Case,
        [form, unrounded]: [&WorkedCase; 2],
        budget: &Budget,
        arithmetic: Arithmetic,
    ) -> Self {
        let shown = match arithmetic {
            Arithmetic::Form => form,
            Arithmetic::Unrounded => unrounded,
        };
        let declared_t = case.declared_t.filter(|_| case.purpose.is_cargo());
        Self {
            what: case.purpose.name(),
            step: steps::of_result(case, shown, arithmetic),
            value_t: shown.result_t,
            form_t: form.result_t,
            unrounded_t: unrounded.result_t,
            u95_t: budget.u95_t,
            declared: declared_t
                .map(|declared_t| Comparison::new(declared_t, shown.result_t, budget.u95_t)),
        }
    }
}

/// Contributions below this share of the greatest are counted, not listed, on a page.
const SHOWN: f64 = 0.005;

/// The lines of a budget that a page lists, and how many more there are.
fn budget_lines(budget: &Budget) -> (Vec<&Line>, usize) {
    let greatest_t = budget
        .lines
        .first()
        .map_or(0.0, |line| line.contribution_t.abs());
    let (shown, rest): (Vec<&Line>, Vec<&Line>) = budget
        .lines
        .iter()
        .partition(|line| line.contribution_t.abs() > SHOWN * greatest_t);
    (shown, rest.len())
}

#[cfg(test)]
mod tests;
