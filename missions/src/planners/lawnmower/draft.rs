//! Strokes on their way to a lawn: drafts, and the mower that orders them.

use geo::Coord;

use super::super::cost::Price;
use super::super::order::{Choice, Ends, Route, Stop, order};
use super::super::sweep::{Lanes, Stroke, Sweep};
use super::super::transit::Transits;
use super::pieces::Piece;
use super::{Field, Lawn, Patterns};

/// Strokes in a first order.
pub(super) struct Draft {
    strokes: Vec<Stroke>,
    left_over_m2: f64,
    /// Price with what is left over counted dear: drafts are compared by it.
    pub(super) rating: f64,
}

/// What all drafts of a field share.
pub(super) struct Mower<'a> {
    price: &'a dyn Price,
    transits: Transits<'a>,
    ends: Ends,
    spacing_m: f64,
}

/// Random exchanges tried on the order of pieces.
const EXCHANGES: usize = 30;

impl<'a> Mower<'a> {
    pub(super) fn new(field: &Field<'a>, price: &'a dyn Price) -> Self {
        let mut transits = Transits::new(field.free, price);
        let ends = Ends {
            start: field.start.map(|place| transits.add(place)),
            end: field.end.map(|place| transits.add(place)),
        };
        Self {
            price,
            transits,
            ends,
            spacing_m: field.spacing_m,
        }
    }

    /// Price of a leg of so many spacings: the cheapest of four directions.
    pub(super) fn hop(&self, spacings: f64) -> f64 {
        let reach = spacings * self.spacing_m;
        [(reach, 0.0), (-reach, 0.0), (0.0, reach), (0.0, -reach)]
            .map(|(x, y)| self.price.leg(Coord::default(), Coord { x, y }))
            .into_iter()
            .fold(f64::INFINITY, f64::min)
    }

    /// About what a sweep costs before it is in order.
    pub(super) fn rate(&self, sweep: &Sweep) -> f64 {
        let own: f64 = sweep.strokes.iter().map(|s| self.either_way(s)).sum();
        own + self.hop(1.0) * (sweep.strokes.len() as f64 + self.dearness(sweep.left_over_m2))
    }

    /// One direction for the whole area.
    pub(super) fn one_heading(&mut self, sweep: &Sweep) -> Draft {
        let stops = self.stops(&sweep.strokes);
        let route = order(&stops, self.ends, &mut self.transits, None, 0);
        let turned = route
            .visits
            .iter()
            .map(|&(stop, turn)| flown(sweep.strokes[stop], turn));
        self.draft(turned.collect(), sweep.left_over_m2, route.cost)
    }

    /// A direction for each piece, chosen together with their order; then stroke by stroke.
    pub(super) fn by_pieces(&mut self, pieces: &[Piece], lanes: &[Lanes]) -> Draft {
        let mut left_over_m2 = 0.0;
        let mut patterns = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let sweeps = piece.sweeps(lanes);
            left_over_m2 += sweeps.iter().map(|s| s.left_over_m2).fold(0.0, f64::max);
            if !sweeps.is_empty() {
                patterns.push(Patterns::new(&sweeps, &mut self.transits, self.price));
            }
        }
        let stops: Vec<Stop> = patterns.iter().map(|p| p.stop.clone()).collect();
        let route = order(&stops, self.ends, &mut self.transits, None, EXCHANGES);
        let strokes = route
            .visits
            .iter()
            .flat_map(|&(stop, choice)| patterns[stop].strokes[choice].iter().copied());
        let draft = self.draft(strokes.collect(), left_over_m2, route.cost);
        let lawn = self.finish(&draft, 0);
        self.draft(lawn.strokes, lawn.left_over_m2, lawn.price)
    }

    /// The draft's strokes, one by one in the best order found.
    pub(super) fn finish(&mut self, draft: &Draft, exchanges: usize) -> Lawn {
        let stops = self.stops(&draft.strokes);
        let first = (0..stops.len()).map(|i| (i, 0)).collect();
        let route = order(
            &stops,
            self.ends,
            &mut self.transits,
            Some(first),
            exchanges,
        );
        self.lawn(draft, &stops, &route)
    }

    fn draft(&self, strokes: Vec<Stroke>, left_over_m2: f64, price: f64) -> Draft {
        Draft {
            strokes,
            left_over_m2,
            rating: self.rating(price, left_over_m2),
        }
    }

    /// Price with what is left over counted dear.
    pub(super) fn rating(&self, price: f64, left_over_m2: f64) -> f64 {
        price + self.hop(1.0) * self.dearness(left_over_m2)
    }

    /// What is left over, counted in turns.
    fn dearness(&self, left_over_m2: f64) -> f64 {
        4.0 * left_over_m2 / (self.spacing_m * self.spacing_m)
    }

    /// Mean price of a stroke flown this way or that; what only one way can be flown has its price.
    fn either_way(&self, stroke: &Stroke) -> f64 {
        let forth = self.price.leg(stroke.from, stroke.to);
        let back = self.price.leg(stroke.to, stroke.from);
        if forth.is_finite() && back.is_finite() {
            0.5 * (forth + back)
        } else {
            forth.min(back)
        }
    }

    fn stops(&mut self, strokes: &[Stroke]) -> Vec<Stop> {
        let mut stops = Vec::with_capacity(strokes.len());
        for stroke in strokes {
            let (a, b) = (self.transits.add(stroke.from), self.transits.add(stroke.to));
            let choice = |entry, exit, cost: f64, reverse| Choice {
                entry,
                exit,
                cost,
                reverse,
            };
            let forth = self.price.leg(stroke.from, stroke.to);
            let back = self.price.leg(stroke.to, stroke.from);
            stops.push(Stop {
                choices: vec![choice(a, b, forth, 1), choice(b, a, back, 0)],
            });
        }
        stops
    }

    fn lawn(&mut self, draft: &Draft, stops: &[Stop], route: &Route) -> Lawn {
        let mut lawn = Lawn {
            strokes: Vec::with_capacity(stops.len()),
            transits: Vec::with_capacity(stops.len() + 1),
            price: route.cost,
            left_over_m2: draft.left_over_m2,
        };
        let mut at = self.ends.start;
        for &(stop, turn) in &route.visits {
            let choice = stops[stop].choices[turn];
            lawn.transits.push(self.way(at, Some(choice.entry)));
            lawn.strokes.push(flown(draft.strokes[stop], turn));
            at = Some(choice.exit);
        }
        lawn.transits.push(self.way(at, self.ends.end));
        lawn
    }

    fn way(&mut self, from: Option<usize>, to: Option<usize>) -> Vec<Coord<f64>> {
        match (from, to) {
            (Some(from), Some(to)) => self.transits.way(from, to).unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

const fn flown(stroke: Stroke, turn: usize) -> Stroke {
    if turn == 0 { stroke } else { stroke.reversed() }
}
