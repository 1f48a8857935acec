//! Several vehicles for one area: consecutive parts of the passes, so that all are home about the
//! same time.

use super::pass::Pass;
use super::sorties::{Ways, cut};
use crate::mission::Mission;
use crate::plan::check::Objection;

/// Times that the parts are weighed again.
const ROUNDS: usize = 8;

/// The sorties of each vehicle.
pub type Shares = Vec<Vec<Vec<Pass>>>;

/// Shares passes among the mission's fleet and cuts each share into sorties.
pub fn share(
    passes: &[Pass],
    mission: &Mission,
    ways: &Ways<'_>,
    flight_s: impl Fn(&[Pass]) -> f64,
) -> Result<Shares, Objection> {
    let fleet = mission.fleet;
    let mut weights = vec![1.0 / fleet as f64; fleet];
    let mut best: Option<(f64, Shares)> = None;
    let rounds = if fleet == 1 { 1 } else { ROUNDS };
    for _ in 0..rounds {
        let shares = parts(passes, &weights, mission)
            .iter()
            .map(|part| cut(part, ways))
            .collect::<Result<Shares, Objection>>()?;
        let times: Vec<f64> = shares
            .iter()
            .map(|sorties| sorties.iter().map(|sortie| flight_s(sortie)).sum())
            .collect();
        let last = times.iter().copied().fold(0.0, f64::max);
        if best.as_ref().is_none_or(|(time, _)| last < *time) {
            best = Some((last, shares));
        }
        weights = reweighed(&weights, &times);
    }
    Ok(best.map(|(_, shares)| shares).unwrap_or_default())
}

/// Who was home late gets less, who was home early gets more.
fn reweighed(weights: &[f64], times: &[f64]) -> Vec<f64> {
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    let moved: Vec<f64> = weights
        .iter()
        .zip(times)
        .map(|(weight, time)| weight * (mean / time.max(1.0)).sqrt())
        .collect();
    let sum: f64 = moved.iter().sum();
    moved.iter().map(|weight| weight / sum).collect()
}

/// Consecutive parts of the passes whose work is as the weights say. A cut within a line moves to
/// its end if that is less than a tenth of the part away.
fn parts(passes: &[Pass], weights: &[f64], mission: &Mission) -> Vec<Vec<Pass>> {
    let work = |pass: &Pass| {
        pass.cost(mission)
            .map_or(pass.length_m(), |cost| cost.energy_wh)
    };
    let total: f64 = passes.iter().map(work).sum();
    let mut left: std::collections::VecDeque<Pass> = passes.iter().cloned().collect();
    let mut parts = Vec::new();
    for (index, weight) in weights.iter().enumerate() {
        let mut part = Vec::new();
        let (wanted, mut done) = (weight * total, 0.0);
        let is_last = index + 1 == weights.len();
        while let Some(pass) = left.pop_front() {
            let (own, open) = (work(&pass), wanted - done);
            if is_last || own <= open + 0.1 * wanted {
                done += own;
                part.push(pass);
                continue;
            }
            if open < 0.1 * wanted || !pass.divisible {
                left.push_front(pass);
            } else {
                let [head, tail] = pass.cut(open / own);
                part.push(head);
                left.push_front(tail);
            }
            break;
        }
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Coord;

    fn line(from: f64, to: f64) -> Pass {
        Pass::line(Coord { x: from, y: 0.0 }, Coord { x: to, y: 0.0 })
    }

    #[test]
    fn parts_follow_the_weights_and_lose_nothing() {
        let mission = crate::planners::tests::mission("lawnmower = {}");
        let passes = [
            line(0.0, 1000.0),
            line(1000.0, 2000.0),
            line(2000.0, 3000.0),
        ];
        let parts = parts(&passes, &[0.5, 0.5], &mission);
        let lengths: Vec<f64> = parts
            .iter()
            .map(|part| part.iter().map(Pass::length_m).sum())
            .collect();
        assert!((lengths[0] + lengths[1] - 3000.0).abs() < 1e-6);
        assert!((lengths[0] - 1500.0).abs() < 60.0, "{lengths:?}");
        assert_eq!(parts[0].last().unwrap().to, parts[1][0].from);
    }

    #[test]
    fn who_was_late_gets_less() {
        let weights = reweighed(&[0.5, 0.5], &[200.0, 100.0]);
        assert!(weights[0] < 0.5 && (weights[0] + weights[1] - 1.0).abs() < 1e-12);
    }
}
