//! The best single-direction sweep: what a planner does that chooses one direction for all cells.
//!
//! For every candidate direction the polygon is cut into boustrophedon cells, each cell is swept
//! in that direction (from any of its four corners), and the cells are ordered by the same search,
//! with the same shortest ways and the same prices, as our own plans. The best direction counts.

use geo::{Coord, LinesIter, Polygon};
use missions::planners::cells::cells;
use missions::planners::cost::Price;
use missions::planners::order::{Choice, Ends, Stop, order};
use missions::planners::sweep::{Heading, Lanes, Stroke, Sweep};
use missions::planners::transit::{FreeSpace, Transits};

/// Price of the best single-direction sweep from a place and back to it.
pub(crate) fn single_direction(
    polygon: &Polygon<f64>,
    free: &FreeSpace,
    spacing_m: f64,
    home: Coord<f64>,
    price: &dyn Price,
    headings: &[Heading],
    exchanges: usize,
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
            .map(|sweep| patterns(&sweep, &mut transits, price))
            .collect();
        let ends = Ends {
            start: Some(home),
            end: Some(home),
        };
        best = best.min(order(&stops, ends, &mut transits, None, exchanges).cost);
    }
    best
}

/// The four ways to sweep a cell: from either side, beginning at either end of the first line.
fn patterns(sweep: &Sweep, transits: &mut Transits<'_>, price: &dyn Price) -> Stop {
    let ends: Vec<[usize; 2]> = sweep
        .strokes
        .iter()
        .map(|stroke| [transits.add(stroke.from), transits.add(stroke.to)])
        .collect();
    let choices = (0..4)
        .map(|way| snake(sweep, &ends, way & 1 == 1, way & 2 == 2, transits, price))
        .collect::<Vec<_>>();
    let mut stop = Stop {
        choices: choices.clone(),
    };
    for choice in &mut stop.choices {
        let back = choices
            .iter()
            .position(|c| c.entry == choice.exit && c.exit == choice.entry);
        choice.reverse = back.unwrap_or(choice.reverse);
    }
    stop
}

fn snake(
    sweep: &Sweep,
    ends: &[[usize; 2]],
    from_above: bool,
    from_right: bool,
    transits: &mut Transits<'_>,
    price: &dyn Price,
) -> Choice {
    let mut strips: Vec<Vec<usize>> = Vec::new();
    for (i, strip) in sweep.strips.iter().enumerate() {
        match strips.last_mut() {
            Some(row) if sweep.strips[row[0]] == *strip => row.push(i),
            _ => strips.push(vec![i]),
        }
    }
    if from_above {
        strips.reverse();
    }
    let mut leftwards = from_right;
    let mut at: Option<usize> = None;
    let mut cost = 0.0;
    let mut entry = 0;
    for mut row in strips {
        if leftwards {
            row.reverse();
        }
        for i in row {
            let Stroke { from, to } = sweep.strokes[i];
            let [a, b] = ends[i];
            let (first, last, own) = if leftwards {
                (b, a, price.leg(to, from))
            } else {
                (a, b, price.leg(from, to))
            };
            match at {
                Some(at) => cost += transits.cost(at, first),
                None => entry = first,
            }
            cost += own;
            at = Some(last);
        }
        leftwards = !leftwards;
    }
    Choice {
        entry,
        exit: at.unwrap_or(entry),
        cost,
        reverse: usize::from(from_above) + 2 * usize::from(from_right),
    }
}
