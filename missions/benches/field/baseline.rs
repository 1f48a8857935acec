//! The best single-direction sweep: what a planner does that chooses one direction for all cells.
//!
//! For every candidate direction the polygon is cut into boustrophedon cells, each cell is swept
//! in that direction (from any of its four corners), and the cells are ordered by the same search,
//! with the same shortest ways and the same prices, as our own plans. The best direction counts.

use geo::{Coord, LinesIter, Polygon};
use missions::planners::cells::cells;
use missions::planners::cost::Price;
use missions::planners::lawnmower::Patterns;
use missions::planners::order::{Ends, Stop, order};
use missions::planners::sweep::{Heading, Lanes};
use missions::planners::transit::{FreeSpace, Transits};

/// Random exchanges tried on each order of cells.
const EXCHANGES: usize = 100;

/// Price of the best single-direction sweep from a place and back to it.
pub(crate) fn single_direction(
    polygon: &Polygon<f64>,
    free: &FreeSpace,
    spacing_m: f64,
    home: Coord<f64>,
    price: &dyn Price,
    headings: &[Heading],
) -> f64 {
    let edges: Vec<_> = polygon.lines_iter().map(|l| [l.start, l.end]).collect();
    let mut best = f64::INFINITY;
    for &heading in headings {
        let lanes = Lanes::new(free, heading, spacing_m);
        let mut transits = Transits::new(free, price);
        let home = transits.add(home);
        let stops: Vec<Stop> = cells(&edges, heading)
            .cells
            .iter()
            .map(|cell| lanes.sweep(cell))
            .filter(|sweep| !sweep.strokes.is_empty())
            .map(|sweep| Patterns::new(&[sweep], &mut transits, price).stop)
            .collect();
        let ends = Ends {
            start: Some(home),
            end: Some(home),
        };
        best = best.min(order(&stops, ends, &mut transits, None, EXCHANGES).cost);
    }
    best
}
