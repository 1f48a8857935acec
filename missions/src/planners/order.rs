//! In which order, and in which way, to visit what has several ways to be visited.
//!
//! The equality generalised travelling salesman problem over a path: each *stop* (a stroke, a cell)
//! is visited once by one of its *choices* (which end first, which pattern), and the ways between
//! them are paid for. Solved by local search: pieces of the tour are moved and turned round (2-opt
//! and Or-opt over near neighbours), the choices for a fixed order are made exactly by dynamic
//! programming, and small random exchanges with a fixed seed lead out of local optima.

mod choices;
mod moves;
mod near;
mod tour;

use super::transit::Transits;
use tour::Tour;

/// One way to visit a stop. Points are numbers in a [`Transits`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Where it begins.
    pub entry: usize,
    /// Where it ends.
    pub exit: usize,
    /// Its own price.
    pub cost: f64,
    /// The choice of the same stop that is this one flown backwards.
    pub reverse: usize,
}

/// What must be visited once, in one of several ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// The ways; at least one.
    pub choices: Vec<Choice>,
}

/// Which stop, by which of its choices.
pub type Visit = (usize, usize);

/// Where a tour begins and ends, as numbers in a [`Transits`]; anywhere if none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ends {
    /// Where it begins.
    pub start: Option<usize>,
    /// Where it ends.
    pub end: Option<usize>,
}

/// A tour and its price.
#[derive(Clone, Debug)]
pub struct Route {
    /// Every stop once.
    pub visits: Vec<Visit>,
    /// Price of all choices and all ways; infinite if a stop cannot be reached.
    pub cost: f64,
    /// How many changes the search made; bounded, whatever the prices are.
    pub changes: usize,
}

/// Finds a good order; `first` is a tour to begin with, `exchanges` how many random ones to try.
pub fn order(
    stops: &[Stop],
    ends: Ends,
    transits: &mut Transits<'_>,
    first: Option<Vec<Visit>>,
    exchanges: usize,
) -> Route {
    let mut tour = Tour::new(stops, ends, transits);
    match first {
        Some(visits) => tour.set(visits),
        None => tour.set_nearest(),
    }
    tour.improve_all();
    let mut dice = Dice(0x5eed);
    for _ in 0..exchanges {
        tour.try_exchange(&mut dice);
    }
    tour.choose_best();
    tour.improve_all();
    Route {
        cost: tour.price(),
        changes: tour.changes(),
        visits: tour.into_visits(),
    }
}

/// A small generator of random numbers (SplitMix64), so that a plan depends on its input only.
struct Dice(u64);

impl Dice {
    /// A number below `below`, which is at least 1.
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planners::cost::LengthPrice;
    use crate::planners::transit::FreeSpace;
    use geo::{Coord, MultiPolygon, polygon};

    /// Strokes between the given places, each to be flown either way.
    fn stops(lines: &[[(f64, f64); 2]], transits: &mut Transits<'_>) -> Vec<Stop> {
        lines
            .iter()
            .map(|line| {
                let [a, b] = line.map(|(x, y)| transits.add(Coord { x, y }));
                let cost = transits.cost(a, b);
                let forth = Choice {
                    entry: a,
                    exit: b,
                    cost,
                    reverse: 1,
                };
                let back = Choice {
                    entry: b,
                    exit: a,
                    cost,
                    reverse: 0,
                };
                Stop {
                    choices: vec![forth, back],
                }
            })
            .collect()
    }

    #[test]
    fn a_shuffled_field_is_mown_to_and_fro() {
        let free = FreeSpace::new(None, &MultiPolygon(Vec::new()), 0.0);
        let mut transits = Transits::new(&free, &LengthPrice);
        let shuffled = [7, 2, 9, 4, 0, 5, 8, 1, 6, 3];
        let lines: Vec<_> = shuffled
            .iter()
            .map(|&i| [(f64::from(i) * 3.0, 0.0), (f64::from(i) * 3.0, 50.0)])
            .collect();
        let stops = stops(&lines, &mut transits);
        let route = order(&stops, Ends::default(), &mut transits, None, 200);
        assert!(
            (route.cost - (10.0 * 50.0 + 9.0 * 3.0)).abs() < 1e-9,
            "{route:?}"
        );
    }

    /// All orders and all choices of six strokes, against the search.
    #[test]
    fn six_strokes_with_both_ends_given_are_ordered_as_well_as_by_trying_everything() {
        let free = FreeSpace::new(None, &MultiPolygon(Vec::new()), 0.0);
        for seed in 0..20 {
            let mut dice = Dice(seed);
            let mut place = || (dice.roll(100) as f64, dice.roll(100) as f64);
            let lines: Vec<_> = (0..6).map(|_| [place(), place()]).collect();
            let mut transits = Transits::new(&free, &LengthPrice);
            let stops = stops(&lines, &mut transits);
            let ends = Ends {
                start: Some(transits.add(Coord { x: 0.0, y: 0.0 })),
                end: Some(transits.add(Coord { x: 100.0, y: 0.0 })),
            };
            let route = order(&stops, ends, &mut transits, None, 300);
            let best = try_all(&stops, ends, &mut transits, &mut Vec::new());
            assert!(
                route.cost < best + 1e-9,
                "seed {seed}: {} {best}",
                route.cost
            );
        }
    }

    /// Fields that a wall parts once kept the search busy for ever: prices of 1e9 swallowed what
    /// a change saved, and rounding feigned savings.
    #[test]
    fn stops_that_cannot_be_reached_do_not_keep_the_search_busy() {
        let wall = polygon![
            (x: -1e3, y: 40.), (x: 1e3, y: 40.), (x: 1e3, y: 60.), (x: -1e3, y: 60.)
        ];
        let fence = geo::Rect::new((-1e3, -100.0), (1e3, 200.0)).to_polygon();
        let free = FreeSpace::new(
            Some(&MultiPolygon(vec![fence])),
            &MultiPolygon(vec![wall]),
            0.0,
        );
        let mut dice = Dice(7);
        let mut place = |low: f64| {
            let mut share = || dice.roll(1000) as f64 / 1000.0;
            (share() * 100.0, low + share() * 35.0)
        };
        let lines: Vec<_> = (0..60)
            .map(|i| if i % 2 == 0 { 0.0 } else { 62.0 })
            .map(|low| [place(low), place(low)])
            .collect();
        let mut transits = Transits::new(&free, &LengthPrice);
        let stops = stops(&lines, &mut transits);
        let start = Some(transits.add(Coord { x: 0.0, y: 0.0 }));
        let ends = Ends { start, end: start };
        let route = order(&stops, ends, &mut transits, None, 50);
        assert!(route.cost.is_infinite());
        assert_eq!(route.visits.len(), 60);
        assert!(route.changes < 5_000, "{}", route.changes);
    }

    fn try_all(
        stops: &[Stop],
        ends: Ends,
        transits: &mut Transits<'_>,
        visits: &mut Vec<Visit>,
    ) -> f64 {
        if visits.len() == stops.len() {
            let mut at = ends.start.unwrap();
            let mut cost = 0.0;
            for &(stop, choice) in visits.iter() {
                let choice = stops[stop].choices[choice];
                cost += transits.cost(at, choice.entry) + choice.cost;
                at = choice.exit;
            }
            return cost + transits.cost(at, ends.end.unwrap());
        }
        let mut best = f64::INFINITY;
        for stop in 0..stops.len() {
            if visits.iter().any(|visit| visit.0 == stop) {
                continue;
            }
            for choice in 0..2 {
                visits.push((stop, choice));
                best = best.min(try_all(stops, ends, transits, visits));
                visits.pop();
            }
        }
        best
    }
}
