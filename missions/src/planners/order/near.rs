//! Which stops lie near each other: moves look no farther.

use geo::Coord;

use super::Stop;
use crate::planners::transit::Transits;

/// Near neighbours of a stop that a move looks at.
const NEAR: usize = 8;

/// For each stop the stops whose ends are nearest.
pub(super) fn near(stops: &[Stop], transits: &Transits<'_>) -> Vec<Vec<usize>> {
    let places: Vec<Vec<Coord<f64>>> = stops
        .iter()
        .map(|stop| ports(stop).into_iter().map(|p| transits.place(p)).collect())
        .collect();
    (0..stops.len())
        .map(|a| {
            let others = (0..stops.len()).filter(|&b| b != a);
            let mut others: Vec<(f64, usize)> = others
                .map(|b| (apart_squared(&places[a], &places[b]), b))
                .collect();
            let nearer =
                |x: &(f64, usize), y: &(f64, usize)| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1));
            if others.len() > NEAR {
                others.select_nth_unstable_by(NEAR, nearer);
                others.truncate(NEAR);
            }
            others.sort_unstable_by(nearer);
            others.into_iter().map(|(_, b)| b).collect()
        })
        .collect()
}

fn apart_squared(a: &[Coord<f64>], b: &[Coord<f64>]) -> f64 {
    let pairs = a.iter().flat_map(|p| b.iter().map(move |q| *p - *q));
    pairs
        .map(|d| d.x * d.x + d.y * d.y)
        .fold(f64::INFINITY, f64::min)
}

fn ports(stop: &Stop) -> Vec<usize> {
    let ends = stop.choices.iter().flat_map(|c| [c.entry, c.exit]);
    let mut ports: Vec<usize> = ends.collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}
