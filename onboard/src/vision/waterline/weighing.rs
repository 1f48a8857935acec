//! How much each piece of evidence counts, and how sure the borders are against one another: a
//! conditional logit (D. McFadden, Conditional logit analysis of qualitative choice behavior, 1974).
//! Its weights were learned from simulated stills and from an independent renderer's, with exact
//! truth (`examples/score_waterline`, `--teach`), not from photographs. One of them was not: what
//! mirrored bands count was set by hand, after looking at one photograph (bands that wholly return
//! upside down against none at all are 2.7 in the logarithm of the odds), until it is taught, too.

use std::ops::Range;
use std::sync::LazyLock;

use super::evidence::{Evidence, KINDS};

/// A kind of evidence farther from its usual value than so many scatters counts no more.
pub const MOST: f64 = 3.0;
/// The odds in a picture that is like none that was learned from are less extreme.
const STRANGENESS: f32 = 0.85;

/// Usual value, scatter and weight of each kind of evidence, and its name, a line each.
const TABLE: &str = include_str!("weights.tsv");

static WEIGHTS: LazyLock<Vec<[f32; 3]>> = LazyLock::new(|| weights(TABLE));

fn weights(table: &str) -> Vec<[f32; 3]> {
    let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(0.0);
    let row = |line: &str| {
        let mut parts = line.split('\t');
        [(); 3].map(|()| number(parts.next()))
    };
    table.lines().take(KINDS).map(row).collect()
}

/// The logarithm of the odds of a border, up to what is the same for all of a strip; some kinds of
/// evidence may be left out.
pub(super) fn score(evidence: &Evidence, left_out: &[Range<usize>]) -> f32 {
    let most = MOST as f32;
    let pairs = evidence.iter().zip(WEIGHTS.iter()).enumerate();
    let sum: f32 = pairs
        .filter(|(kind, _)| !left_out.iter().any(|kinds| kinds.contains(kind)))
        .map(|(_, pair)| pair)
        .map(|(value, [usual, scatter, weight])| {
            weight * ((value - usual) / scatter.max(1e-3)).clamp(-most, most)
        })
        .sum();
    STRANGENESS * sum
}

/// Probabilities from scores.
pub(super) fn shares(scores: &[f32]) -> Vec<f32> {
    let most = scores.iter().fold(f32::MIN, |a, &b| a.max(b));
    let odds: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
    let all: f32 = odds.iter().sum();
    odds.iter().map(|odds| odds / all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vision::waterline::name;

    #[test]
    fn the_table_has_a_line_for_each_kind_of_evidence() {
        let names: Vec<&str> = TABLE
            .lines()
            .filter_map(|line| line.split('\t').nth(3))
            .collect();
        let kinds: Vec<String> = (0..KINDS).map(name).collect();
        assert_eq!(names, kinds);
        assert!(weights(TABLE).iter().all(|[_, scatter, weight]| {
            *scatter > 0.0 && weight.is_finite() && *weight != 0.0
        }));
    }

    #[test]
    fn shares_are_probabilities() {
        let shares = shares(&[3.0, 3.0, f32::MIN]);
        assert_eq!(shares, [0.5, 0.5, 0.0]);
        assert_eq!(super::shares(&[]), [0.0_f32; 0]);
    }
}
