//! Covering an area line by line.

mod check;
mod headings;

use geo::{Coord, LinesIter, Polygon};

use super::cost::Price;
use super::order::{Choice, Ends, Route, Stop, order};
use super::sweep::{Lanes, Stroke, Sweep};
use super::transit::{FreeSpace, Transits};
pub use check::LawnError;

/// What is to be covered, and where one may fly for it.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// What is to be seen.
    pub area: &'a Polygon<f64>,
    /// Where flying is allowed.
    pub free: &'a FreeSpace,
    /// Distance between neighbouring lines, metres: what one line sees, less the overlap.
    pub spacing_m: f64,
    /// Where the vehicle comes from; none if it may begin anywhere.
    pub start: Option<Coord<f64>>,
    /// Where it goes afterwards; none if it may end anywhere.
    pub end: Option<Coord<f64>>,
}

/// How an area is covered.
#[derive(Clone, Debug)]
pub struct Lawn {
    /// The lines flown with the camera on, in their order.
    pub strokes: Vec<Stroke>,
    /// The way to each stroke, and after the last one to the end: points, both ends included;
    /// empty before the first (after the last) if the field has no start (end).
    pub transits: Vec<Vec<Coord<f64>>>,
    /// Price of strokes and transits together.
    pub price: f64,
    /// Area that no stroke covers, square metres, as planned.
    pub left_over_m2: f64,
}

impl Lawn {
    /// Straight legs in order, and whether the camera is on.
    pub fn legs(&self) -> impl Iterator<Item = (Stroke, bool)> + '_ {
        let strokes = self.strokes.iter().map(Some).chain([None]);
        self.transits.iter().zip(strokes).flat_map(|(way, stroke)| {
            let hops = way.windows(2).map(|hop| Stroke {
                from: hop[0],
                to: hop[1],
            });
            let hops = hops.filter(|hop| hop.length_m() > 0.0);
            hops.map(|hop| (hop, false))
                .chain(stroke.map(|stroke| (*stroke, true)))
        })
    }

    /// Where the first stroke begins that no way leads to or from.
    fn unreached(&self, field: &Field<'_>) -> Coord<f64> {
        let last = self.strokes.len();
        let asked = |i: usize| match i {
            0 => field.start.is_some(),
            i if i == last => field.end.is_some(),
            _ => true,
        };
        let missing = (0..=last).find(|&i| asked(i) && self.transits[i].is_empty());
        let stroke = self.strokes[missing.unwrap_or(0).min(last - 1)];
        stroke.from
    }

    /// Length of everything flown, metres.
    pub fn length_m(&self) -> f64 {
        self.legs().map(|(leg, _)| leg.length_m()).sum()
    }

    /// Number of times that the vehicle stops to turn.
    pub fn turns(&self) -> usize {
        self.legs().count().saturating_sub(1)
    }
}

/// Covers a field at the lowest price found.
pub fn lawnmower(field: &Field<'_>, price: &dyn Price) -> Result<Lawn, LawnError> {
    check::check(field)?;
    let region: Vec<_> = field
        .area
        .lines_iter()
        .map(|line| [line.start, line.end])
        .collect();
    let mut plans: Vec<Draft> = headings::candidates(field.area)
        .into_iter()
        .map(|heading| {
            let lanes = Lanes::new(field.free, heading, field.spacing_m);
            Draft::new(lanes.sweep(&region), field, price)
        })
        .filter(|draft| !draft.sweep.strokes.is_empty())
        .collect();
    plans.sort_by(|a, b| a.estimate.total_cmp(&b.estimate));
    plans.truncate(3);
    let best = plans
        .into_iter()
        .map(|draft| draft.mow(field, price, 100))
        .min_by(|a, b| a.price.total_cmp(&b.price));
    match best.ok_or(LawnError::Nothing)? {
        lawn if lawn.price.is_finite() => Ok(lawn),
        lawn => Err(LawnError::Unreachable(lawn.unreached(field))),
    }
}

/// Strokes without an order.
struct Draft {
    sweep: Sweep,
    estimate: f64,
}

impl Draft {
    fn new(sweep: Sweep, field: &Field<'_>, price: &dyn Price) -> Self {
        let own: f64 = sweep
            .strokes
            .iter()
            .map(|stroke| price.leg(stroke.from, stroke.to))
            .sum();
        let origin = Coord { x: 0.0, y: 0.0 };
        let aside = Coord {
            x: field.spacing_m,
            y: 0.0,
        };
        let turn = price.leg(origin, aside);
        let estimate = own + turn * sweep.strokes.len() as f64;
        Self { sweep, estimate }
    }

    fn mow(&self, field: &Field<'_>, price: &dyn Price, exchanges: usize) -> Lawn {
        let mut transits = Transits::new(field.free, price);
        let ends = Ends {
            start: field.start.map(|place| transits.add(place)),
            end: field.end.map(|place| transits.add(place)),
        };
        let strokes = &self.sweep.strokes;
        let stops = stops(strokes, &mut transits, price);
        let route = order(&stops, ends, &mut transits, None, exchanges);
        lawn(
            strokes,
            &stops,
            ends,
            &route,
            &mut transits,
            self.sweep.left_over_m2,
        )
    }
}

fn stops(strokes: &[Stroke], transits: &mut Transits<'_>, price: &dyn Price) -> Vec<Stop> {
    let mut stop = |stroke: &Stroke| {
        let (a, b) = (transits.add(stroke.from), transits.add(stroke.to));
        let choice = |entry, exit, cost, reverse| Choice {
            entry,
            exit,
            cost,
            reverse,
        };
        let forth = price.leg(stroke.from, stroke.to);
        let back = price.leg(stroke.to, stroke.from);
        Stop {
            choices: vec![choice(a, b, forth, 1), choice(b, a, back, 0)],
        }
    };
    strokes.iter().map(&mut stop).collect()
}

fn lawn(
    strokes: &[Stroke],
    stops: &[Stop],
    ends: Ends,
    route: &Route,
    transits: &mut Transits<'_>,
    left_over_m2: f64,
) -> Lawn {
    let mut at = ends.start;
    let mut ways = Vec::with_capacity(strokes.len() + 1);
    let mut way = |from: Option<usize>, to: Option<usize>| match (from, to) {
        (Some(from), Some(to)) => transits.way(from, to).unwrap_or_default(),
        _ => Vec::new(),
    };
    let mut flown = Vec::with_capacity(strokes.len());
    for &(stop, turn) in &route.visits {
        let choice = stops[stop].choices[turn];
        ways.push(way(at, Some(choice.entry)));
        let stroke = strokes[stop];
        flown.push(if turn == 0 { stroke } else { stroke.reversed() });
        at = Some(choice.exit);
    }
    ways.push(way(at, ends.end));
    Lawn {
        strokes: flown,
        transits: ways,
        price: route.cost,
        left_over_m2,
    }
}
