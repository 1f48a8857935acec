//! Which part of the budget dominates, and what an officer can do about it.

use super::super::budget::{Budget, Group, GroupShare};
use super::super::cargo::Case;
use super::figure::{grouped, number, uncertainty_decimals};

/// Groups below this share of the variance are not worth advice.
const WORTH: f64 = 0.15;

/// What dominates the uncertainty and what can be done, a sentence or two for each group that
/// matters, the greatest first; at most three.
pub fn advice(case: &Case, budget: &Budget) -> Vec<String> {
    let Some(first) = budget.dominating() else {
        return vec!["Nothing in this survey was stated to be uncertain.".to_owned()];
    };
    let others = budget
        .groups
        .iter()
        .skip(1)
        .filter(|group| group.share >= WORTH)
        .take(2);
    std::iter::once(&first)
        .chain(others)
        .map(|group| sentence(case, budget, *group))
        .collect()
}

fn sentence(case: &Case, budget: &Budget, group: GroupShare) -> String {
    let decimals = uncertainty_decimals(budget.u95_t);
    let opening = if budget.dominating() == Some(group) {
        format!(
            "The {} dominate{} the uncertainty with {} % of its variance (± {} t by itself).",
            group.group.name(),
            if plural(group.group) { "" } else { "s" },
            number(100.0 * group.share, 0),
            grouped(2.0 * group.standard_t, decimals),
        )
    } else {
        format!(
            "The {} make{} {} %.",
            group.group.name(),
            if plural(group.group) { "" } else { "s" },
            number(100.0 * group.share, 0)
        )
    };
    format!(
        "{opening} {} If that were halved, the result would be known to ± {} t instead of ± {} t.{}",
        remedy(case, group.group),
        grouped(budget.u95_with_half_t(group), decimals),
        grouped(budget.u95_t, decimals),
        assumed(budget, group.group),
    )
}

const fn plural(group: Group) -> bool {
    matches!(
        group,
        Group::Readings | Group::Ruler | Group::Trim | Group::Stores | Group::Constant
    )
}

fn remedy(case: &Case, group: Group) -> &'static str {
    match group {
        Group::Readings => {
            "Read the marks again and longer, amidships first: the two midship readings weigh \
             three quarters of the mean."
        }
        Group::Ruler => {
            "Compare one mark with a tape from the deck line or the load-line disc; the error is \
             common to all readings and does not average out."
        }
        Group::Deflection => {
            "The hull is bent: read again when ballast or cargo is spread more evenly, or use the \
             ship's own hog and sag table."
        }
        Group::Density => {
            "Sample the water at several depths on the side away from the quay, at the time of \
             the readings, with a draught-survey hydrometer that has a certificate."
        }
        Group::Table => {
            "Ask for the approved stability booklet and its table for the ship as built; its \
             error is common to both surveys and only a better table lessens it."
        }
        Group::Trim => {
            "Bring the ship nearer to an even keel before the readings: the trim corrections grow \
             with the trim and its square."
        }
        Group::List => "Bring the ship upright before the readings.",
        Group::Ballast => {
            "Sound every ballast tank again with the master's tables for this trim, press up or \
             strip the large ones, and measure the density in the tanks."
        }
        Group::Stores => {
            "Sound the fuel and fresh-water tanks and compare with the engine log and the bunker \
             delivery notes."
        }
        Group::Constant if case.surveys.len() == 1 => {
            "Survey the ship once more without cargo: two surveys need neither lightship nor \
             constant."
        }
        Group::Constant => "Compare lightship and constant with the ship's earlier surveys.",
    }
}

/// Tells where the greatest input of the group is only what is usual.
fn assumed(budget: &Budget, group: Group) -> String {
    budget
        .lines
        .iter()
        .find(|line| line.group == group)
        .filter(|line| line.assumed && group != Group::Deflection && group != Group::List)
        .map(|line| {
            format!(
                " (The sheet does not say how uncertain it is: \"{}\" was taken as usual.)",
                line.input
            )
        })
        .unwrap_or_default()
}
