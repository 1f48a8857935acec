//! The best single-direction sweep: what a planner does that chooses one direction for all cells.
//!
//! For every candidate direction the polygon is cut into boustrophedon cells, each cell is swept
//! in that direction (from any of its four corners), and the cells are ordered by the same search,
//! with the same shortest ways and the same prices, as our own plans. The best direction counts.

use geo::LinesIter;
use missions::planners::cells::cells;
use missions::planners::cost::Price;
use missions::planners::lawnmower::{Field, Patterns};
use missions::planners::order::{Ends, Stop, order};
use missions::planners::sweep::{Heading, Lanes, Stroke};
use missions::planners::transit::Transits;

/// Random exchanges tried on each order of cells.
const EXCHANGES: usize = 100;

/// A single-direction sweep: all legs in order, and the strokes among them.
#[derive(Default)]
pub(crate) struct SingleDirection {
    pub(crate) legs: Vec<Stroke>,
    pub(crate) strokes: Vec<Stroke>,
    pub(crate) price: f64,
}

/// The cheapest of the headings, and which it is.
pub(crate) fn single_direction(
    field: &Field<'_>,
    price: &dyn Price,
    headings: &[Heading],
) -> (SingleDirection, Heading) {
    let sweeps = headings.iter().map(|h| (sweep(field, price, *h), *h));
    let best = sweeps.min_by(|a, b| a.0.price.total_cmp(&b.0.price));
    best.unwrap_or_else(|| (SingleDirection::default(), Heading::from_angle(0.0)))
}

fn sweep(field: &Field<'_>, price: &dyn Price, heading: Heading) -> SingleDirection {
    let edges: Vec<_> = field.area.lines_iter().map(|l| [l.start, l.end]).collect();
    let lanes = Lanes::new(field.free, heading, field.spacing_m);
    let mut transits = Transits::new(field.free, price);
    let patterns: Vec<Patterns> = cells(&edges, heading)
        .cells
        .iter()
        .map(|cell| lanes.sweep(cell))
        .filter(|sweep| !sweep.strokes.is_empty())
        .map(|sweep| Patterns::new(&[sweep], &mut transits, price))
        .collect();
    let stops: Vec<Stop> = patterns.iter().map(|p| p.stop.clone()).collect();
    let ends = Ends {
        start: field.start.map(|place| transits.add(place)),
        end: field.end.map(|place| transits.add(place)),
    };
    let route = order(&stops, ends, &mut transits, None, EXCHANGES);
    let strokes: Vec<Stroke> = route
        .visits
        .iter()
        .flat_map(|&(stop, choice)| patterns[stop].strokes[choice].clone())
        .collect();
    let mut legs = Vec::new();
    let mut at = ends.start;
    for stroke in &strokes {
        let (from, to) = (transits.add(stroke.from), transits.add(stroke.to));
        legs.extend(ways(&mut transits, at, Some(from)));
        legs.push(*stroke);
        at = Some(to);
    }
    legs.extend(ways(&mut transits, at, ends.end));
    SingleDirection {
        legs,
        strokes,
        price: route.cost,
    }
}

fn ways(transits: &mut Transits<'_>, from: Option<usize>, to: Option<usize>) -> Vec<Stroke> {
    let way = from.zip(to).and_then(|(from, to)| transits.way(from, to));
    let way = way.unwrap_or_default();
    let hops = way.windows(2).map(|hop| Stroke {
        from: hop[0],
        to: hop[1],
    });
    hops.filter(|hop| hop.length_m() > 0.0).collect()
}
