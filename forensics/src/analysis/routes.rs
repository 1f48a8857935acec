//! Routes that were flown more than once: tracks that stay near each other from end to end.
//!
//! Two tracks are compared by the discrete Fréchet distance (T. Eiter, H. Mannila, "Computing
//! discrete Fréchet distance", 1994) of both resampled to the same number of points along their
//! way: the shortest leash with which two walkers can go along them. Time does not count, a slower
//! flight is the same route; the way back along a route is the same route, and is said to be.

use geo::Coord;
use missions::frames::LocalPlane;
use missions::geodesy::Position;
use serde::Serialize;

use super::place::Groups;
use super::{FlightId, Flown, Source};
use crate::flight::Confidence;

/// A route that was flown more than once.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Route {
    /// Which flights.
    pub flights: Vec<FlightId>,
    /// Those of them that flew it the other way round than the first.
    pub reversed: Vec<FlightId>,
    /// How long it is, metres: the first flight's.
    pub length_m: f64,
    /// The longest leash between two of them that were taken to be one, metres.
    pub spread_m: f64,
    /// Where it begins and where it is farthest from there.
    pub ends: [Position; 2],
    /// How far the least trusted of these flights can be trusted.
    pub confidence: Confidence,
    /// The first position of each flight.
    pub sources: Vec<Source>,
}

/// Points that a track is resampled to.
const POINTS: usize = 64;
/// Shorter ways are no routes, metres.
const SHORTEST_M: f64 = 100.0;
/// Two tracks are one route when their leash is no longer than this share of the way…
const SHARE: f64 = 0.04;
/// …but at least and at most so long, metres.
const LEAST_M: f64 = 40.0;
const MOST_M: f64 = 150.0;

struct Way<'f> {
    flown: &'f Flown<'f>,
    points: Vec<Coord<f64>>,
    length_m: f64,
}

/// The routes that at least two flights flew, the most flown first.
pub(super) fn repeated(flights: &[&Flown<'_>]) -> Vec<Route> {
    let first = flights.iter().find_map(|flown| flown.samples().first());
    let Some(first) = first else {
        return Vec::new();
    };
    let plane = LocalPlane::at(first.position);
    let ways: Vec<Way<'_>> = flights
        .iter()
        .filter_map(|flown| way(flown, plane))
        .collect();
    let mut groups = Groups::new(ways.len());
    let mut leashes = vec![0.0_f64; ways.len()];
    for (a, one) in ways.iter().enumerate() {
        for (b, other) in ways.iter().enumerate().skip(a.saturating_add(1)) {
            let Some((leash_m, _)) = same_route(one, other) else {
                continue;
            };
            groups.join(a, b);
            if let Some(leash) = leashes.get_mut(b) {
                *leash = leash.max(leash_m);
            }
        }
    }
    let groups = groups.all().into_iter().filter(|group| group.len() > 1);
    let mut routes: Vec<Route> = groups
        .filter_map(|group| route(&ways, &leashes, &group))
        .collect();
    routes.sort_by_key(|route| std::cmp::Reverse(route.flights.len()));
    routes
}

fn route(ways: &[Way<'_>], leashes: &[f64], group: &[usize]) -> Option<Route> {
    let members: Vec<&Way<'_>> = group.iter().filter_map(|at| ways.get(*at)).collect();
    let first = members.first()?;
    let (farthest, _) = first.flown.farthest()?;
    let reversed = members.iter().filter(|other| is_reversed(first, other));
    let leashes_m = group.iter().filter_map(|at| leashes.get(*at).copied());
    Some(Route {
        flights: members.iter().map(|way| way.flown.id).collect(),
        reversed: reversed.map(|way| way.flown.id).collect(),
        length_m: first.length_m,
        spread_m: leashes_m.fold(0.0, f64::max),
        ends: [first.flown.samples().first()?.position, farthest.position],
        confidence: members.iter().map(|way| way.flown.confidence()).max()?,
        sources: members
            .iter()
            .filter_map(|way| Some(way.flown.source(way.flown.fixes().first()?.trace)))
            .collect(),
    })
}

/// A track as points that are equally far apart along it.
fn way<'f>(flown: &'f Flown<'f>, plane: LocalPlane) -> Option<Way<'f>> {
    let corners: Vec<Coord<f64>> = flown
        .samples()
        .iter()
        .map(|sample| plane.to_plane(sample.position))
        .collect();
    let steps: Vec<f64> = corners
        .iter()
        .zip(corners.iter().skip(1))
        .map(|(a, b)| (b.x - a.x).hypot(b.y - a.y))
        .collect();
    let length_m: f64 = steps.iter().sum();
    // A way that scatters about one place adds up, too.
    let (_, reach_m) = flown.farthest()?;
    if length_m < SHORTEST_M || reach_m < SHORTEST_M / 2.0 {
        return None;
    }
    Some(Way {
        flown,
        points: resampled(&corners, &steps, length_m),
        length_m,
    })
}

fn resampled(corners: &[Coord<f64>], steps: &[f64], length_m: f64) -> Vec<Coord<f64>> {
    let mut points = Vec::with_capacity(POINTS);
    let mut legs = corners.iter().zip(corners.iter().skip(1)).zip(steps);
    let mut leg = legs.next();
    let mut passed_m = 0.0;
    for number in 0..POINTS {
        let wanted_m = length_m * number as f64 / POINTS.saturating_sub(1) as f64;
        while let Some((_, step)) = leg.filter(|(_, step)| passed_m + *step < wanted_m) {
            passed_m += step;
            leg = legs.next();
        }
        let point = match leg {
            Some(((a, b), step)) => {
                let share = if *step > 0.0 {
                    (wanted_m - passed_m) / step
                } else {
                    0.0
                };
                Coord {
                    x: a.x + share * (b.x - a.x),
                    y: a.y + share * (b.y - a.y),
                }
            }
            None => corners.last().copied().unwrap_or_default(),
        };
        points.push(point);
    }
    points
}

/// The leash of two ways that are one route, and whether one is flown the other way round.
fn same_route(one: &Way<'_>, other: &Way<'_>) -> Option<(f64, bool)> {
    let most_m = (SHARE * one.length_m.max(other.length_m)).clamp(LEAST_M, MOST_M);
    let gap = |a: Option<&Coord<f64>>, b: Option<&Coord<f64>>| {
        let (a, b) = a.zip(b)?;
        Some((a.x - b.x).hypot(a.y - b.y))
    };
    // The leash is never shorter than the gap between the beginnings: most pairs end here.
    let (a, b) = (&one.points, &other.points);
    let forward = gap(a.first(), b.first())? <= most_m;
    let backward = gap(a.first(), b.last())? <= most_m;
    let forward_m = forward.then(|| leash_m(a, &b.iter()));
    let backward_m = backward.then(|| leash_m(a, &b.iter().rev()));
    // A way out and back is as good in both directions.
    let best = match (forward_m, backward_m) {
        (Some(forward), Some(backward)) if backward < 0.8 * forward => (backward, true),
        (Some(forward), _) => (forward, false),
        (None, Some(backward)) => (backward, true),
        (None, None) => return None,
    };
    (best.0 <= most_m).then_some(best)
}

/// Whether a way of a group is flown the other way round than its first. One that came into the
/// group over others between them need not be the same route as the first: then the shorter leash
/// says.
fn is_reversed(first: &Way<'_>, other: &Way<'_>) -> bool {
    let (a, b) = (&first.points, &other.points);
    same_route(first, other).map_or_else(
        || leash_m(a, &b.iter().rev()) < leash_m(a, &b.iter()),
        |(_, is_reversed)| is_reversed,
    )
}

/// The discrete Fréchet distance, one row of its table at a time.
fn leash_m<'p>(a: &[Coord<f64>], b: &(impl Iterator<Item = &'p Coord<f64>> + Clone)) -> f64 {
    let mut above: Vec<f64> = Vec::new();
    for point in a {
        let mut row: Vec<f64> = Vec::with_capacity(above.len());
        for (column, other) in b.clone().enumerate() {
            let distance_m = (point.x - other.x).hypot(point.y - other.y);
            let left = row.last().copied();
            let up = above.get(column).copied();
            let before = column
                .checked_sub(1)
                .and_then(|left| above.get(left))
                .copied();
            let ways = [left, up, before].into_iter().flatten();
            let easiest = ways.reduce(f64::min).unwrap_or(0.0);
            row.push(distance_m.max(easiest));
        }
        above = row;
    }
    above.last().copied().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;
    use crate::exhibit::Exhibit;
    use crate::flight::Flight;

    const START: &str = "2026-11-22T01:00:00Z";

    fn routes_of(flights: Vec<Flight>) -> Vec<Route> {
        let exhibits: Vec<Exhibit> = flights
            .into_iter()
            .map(|flight| made::exhibit("x", flight, &[]))
            .collect();
        let all = Flown::all(&exhibits);
        repeated(&all.iter().collect::<Vec<_>>())
    }

    fn delivery(bearing_deg: f64, distance_m: f64) -> Flight {
        made::flight(START, &made::delivery(0.0, 0.0, bearing_deg, distance_m))
    }

    #[test]
    fn the_same_way_flown_again_is_one_route() {
        let routes = routes_of(vec![
            delivery(0.0, 800.0),
            delivery(90.0, 800.0),
            delivery(1.5, 810.0),
            delivery(91.0, 790.0),
            delivery(180.0, 500.0),
        ]);
        let members: Vec<Vec<usize>> = routes
            .iter()
            .map(|route| route.flights.iter().map(|id| id.exhibit).collect())
            .collect();
        assert_eq!(members, [[0, 2], [1, 3]]);
        assert!(
            routes[0].spread_m > 5.0 && routes[0].spread_m < 40.0,
            "{}",
            routes[0].spread_m
        );
        assert!(routes[0].ends[1].distance_m(made::at(0.0, 800.0)) < 1.0);
        assert!(routes[0].reversed.is_empty());
    }

    #[test]
    fn the_way_back_is_the_same_route_the_other_way_round() {
        let there: Vec<_> = (0..60).map(|s| (0.0, f64::from(s) * 10.0, 40.0)).collect();
        let back: Vec<_> = there.iter().rev().copied().collect();
        let routes = routes_of(vec![
            made::flight(START, &there),
            made::flight(START, &back),
            made::flight(START, &there),
        ]);
        let reversed = routes[0].reversed.iter().map(|id| id.exhibit);
        assert_eq!(reversed.collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn hovering_in_one_place_is_no_route() {
        let still: Vec<_> = (0..300).map(|s| (f64::from(s % 2), 0.0, 40.0)).collect();
        let flights = vec![made::flight(START, &still), made::flight(START, &still)];
        assert_eq!(routes_of(flights), []);
        assert_eq!(routes_of(vec![Flight::default()]), []);
    }

    #[test]
    fn the_leash_of_two_parallel_lines_is_their_distance() {
        let line =
            |y: f64| -> Vec<Coord<f64>> { (0..10).map(|x| Coord { x: f64::from(x), y }).collect() };
        assert_eq!(leash_m(&line(0.0), &line(3.0).iter()), 3.0);
        assert_eq!(leash_m(&line(0.0), &line(0.0).iter().rev()), 9.0);
    }
}
