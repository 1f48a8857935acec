//! How far a survey's result may be off: an uncertainty budget through the whole chain.
//!
//! The method is the *Guide to the expression of uncertainty in measurement*, JCGM 100:2008:
//! every input is moved up and down by its standard uncertainty, the unrounded chain is worked
//! again, and half the difference is that input's contribution (5.1.3, note 2). Contributions are
//! added in squares (5.1.2); inputs that both surveys share move both at once. The result carries
//! twice the combined standard uncertainty, a level of confidence of about 95 % (6.3.3).

mod group;
mod input;

pub use group::Group;
pub use input::Input;

use serde::Serialize;

use super::Arithmetic;
use super::cargo::{Case, CaseError};

/// Coverage factor for about 95 %.
pub const COVERAGE: f64 = 2.0;

/// An uncertainty budget.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Budget {
    /// What was found, unrounded, tonnes.
    pub result_t: f64,
    /// Every input, the greatest contribution first.
    pub lines: Vec<Line>,
    /// Contributions by what an officer can do about them, the greatest first.
    pub groups: Vec<GroupShare>,
    /// Combined standard uncertainty, tonnes.
    pub standard_t: f64,
    /// Half the width of the 95 % interval, tonnes.
    pub u95_t: f64,
}

/// What one input does to the result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Which input.
    pub input: String,
    /// What an officer would do about it.
    pub group: Group,
    /// Its standard uncertainty, in its own unit.
    pub standard: f64,
    /// That unit.
    pub unit: &'static str,
    /// The sheet does not say; this is what is usual.
    pub assumed: bool,
    /// Change of the result for a unit of the input.
    pub sensitivity: f64,
    /// What it does to the result, tonnes, with its sign.
    pub contribution_t: f64,
}

/// What one group of inputs does to the result.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GroupShare {
    /// The group.
    pub group: Group,
    /// What it does to the result, one standard uncertainty, tonnes.
    pub standard_t: f64,
    /// Its share of the result's variance, 0 to 1.
    pub share: f64,
}

impl Budget {
    /// The budget of a case.
    pub fn of(case: &Case) -> Result<Self, CaseError> {
        let worked = case.work(Arithmetic::Unrounded)?;
        let inputs = input::inputs(case, &worked);
        let mut lines = Vec::with_capacity(inputs.len());
        for input in inputs {
            lines.push(line(case, &worked, input)?);
        }
        lines.sort_by(|a, b| b.contribution_t.abs().total_cmp(&a.contribution_t.abs()));
        let standard_t = root_of_squares(lines.iter());
        Ok(Self {
            result_t: worked.result_t,
            groups: groups(&lines, standard_t),
            standard_t,
            u95_t: COVERAGE * standard_t,
            lines,
        })
    }

    /// The group that dominates; none where nothing is uncertain.
    pub fn dominating(&self) -> Option<GroupShare> {
        self.groups.first().copied().filter(|g| g.standard_t > 0.0)
    }

    /// Half the width of the 95 % interval if a group's uncertainties were halved, tonnes.
    pub fn u95_with_half_t(&self, group: GroupShare) -> f64 {
        let without = self.standard_t.powi(2) - 0.75 * group.standard_t.powi(2);
        COVERAGE * without.max(0.0).sqrt()
    }
}

fn line(
    case: &Case,
    worked: &super::cargo::WorkedCase,
    input: input::Uncertain,
) -> Result<Line, CaseError> {
    let at = |delta: f64| {
        let (moved, disturbances) = input.input.moved(case, worked, delta);
        let worked = moved.work_disturbed(Arithmetic::Unrounded, &disturbances)?;
        Ok(worked.result_t)
    };
    let contribution_t = (at(input.standard)? - at(-input.standard)?) / 2.0;
    let sensitivity = if input.standard > 0.0 {
        contribution_t / input.standard
    } else {
        0.0
    };
    Ok(Line {
        group: input.input.group(case),
        unit: input.input.unit(),
        input: input.input.name(case),
        standard: input.standard,
        assumed: input.assumed,
        sensitivity,
        contribution_t,
    })
}

fn root_of_squares<'a>(lines: impl Iterator<Item = &'a Line>) -> f64 {
    let sum: f64 = lines.map(|line| line.contribution_t.powi(2)).sum();
    sum.sqrt()
}

fn groups(lines: &[Line], standard_t: f64) -> Vec<GroupShare> {
    let mut groups: Vec<GroupShare> = Group::ALL
        .into_iter()
        .map(|group| {
            let own_t = root_of_squares(lines.iter().filter(|line| line.group == group));
            GroupShare {
                group,
                standard_t: own_t,
                share: if standard_t > 0.0 {
                    (own_t / standard_t).powi(2)
                } else {
                    0.0
                },
            }
        })
        .collect();
    groups.sort_by(|a, b| b.standard_t.total_cmp(&a.standard_t));
    groups
}

#[cfg(test)]
mod tests;
