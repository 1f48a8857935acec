//! Half of what is new, alone: the strokes of one direction, ordered one by one instead of cell by
//! cell. What a plan gains beyond it comes from the freedom of direction.

use geo::LinesIter;
use missions::planners::cost::Price;
use missions::planners::lawnmower::Field;
use missions::planners::order::{Choice, Ends, Stop, order};
use missions::planners::sweep::{Heading, Lanes, Stroke};
use missions::planners::transit::Transits;

/// Random exchanges tried on the order: as many as for our plans.
const EXCHANGES: usize = 100;

/// Price of all strokes of a heading over the whole field in the best order found.
pub(crate) fn ordered(field: &Field<'_>, price: &dyn Price, heading: Heading) -> f64 {
    let edges: Vec<_> = field.area.lines_iter().map(|l| [l.start, l.end]).collect();
    let sweep = Lanes::new(field.free, heading, field.spacing_m).sweep(&edges);
    let mut transits = Transits::new(field.free, price);
    let strokes = sweep.strokes.iter();
    let stops: Vec<Stop> = strokes.map(|s| stop(*s, &mut transits, price)).collect();
    let ends = Ends {
        start: field.start.map(|place| transits.add(place)),
        end: field.end.map(|place| transits.add(place)),
    };
    order(&stops, ends, &mut transits, None, EXCHANGES).cost
}

fn stop(stroke: Stroke, transits: &mut Transits<'_>, price: &dyn Price) -> Stop {
    let (a, b) = (transits.add(stroke.from), transits.add(stroke.to));
    let choice = |entry, exit, cost, reverse| Choice {
        entry,
        exit,
        cost,
        reverse,
    };
    let (forth, back) = (
        price.leg(stroke.from, stroke.to),
        price.leg(stroke.to, stroke.from),
    );
    Stop {
        choices: vec![choice(a, b, forth, 1), choice(b, a, back, 0)],
    }
}
