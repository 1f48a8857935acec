//! Whether any of many straight lines cross: the sweep of Shamos and Hoey.
//!
//! Lines are met from left to right; those that the sweep stands on are kept from below upwards, and
//! only neighbours are compared. It ends with the first pair, in n log n. A tree of boxes is no way
//! out: the teeth of a star are long, and each box meets every other.
//!
//! Source: M. Shamos, D. Hoey, "Geometric Intersection Problems", 17th FOCS (1976).

use std::cmp::Ordering;

use geo::{Coord, GeoNum, Kernel as _, Line, Orientation};

/// Lines that the sweep stands on are kept in parts of at most twice so many.
const PART: usize = 256;

/// The first two lines that the sweep finds to cross, as `crosses` says of their numbers.
pub(crate) fn crossing(
    lines: &[Line<f64>],
    crosses: impl Fn(usize, usize) -> bool,
) -> Option<[usize; 2]> {
    let lines: Vec<Line<f64>> = lines.iter().map(|line| rightwards(*line)).collect();
    let mut standing = Standing {
        lines: &lines,
        parts: Vec::new(),
    };
    let pair = |a: Option<usize>, b: Option<usize>| {
        let (a, b) = (a?, b?);
        let [a, b] = [a.min(b), a.max(b)];
        crosses(a, b).then_some([a, b])
    };
    for event in events(&lines) {
        let found = if event.begins {
            let [below, above] = standing.insert(event.line);
            let line = Some(event.line);
            pair(below, line).or_else(|| pair(line, above))
        } else {
            let [below, above] = standing.remove(event.line);
            pair(below, above)
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// A line begins or ends.
#[derive(Clone, Copy, Debug)]
struct Event {
    at: Coord<f64>,
    begins: bool,
    line: usize,
}

/// From left to right, upright ones upwards; at one place lines begin before others end.
fn events(lines: &[Line<f64>]) -> Vec<Event> {
    let mut events = Vec::with_capacity(2 * lines.len());
    for (line, Line { start, end }) in lines.iter().enumerate() {
        events.push(Event {
            at: *start,
            begins: true,
            line,
        });
        events.push(Event {
            at: *end,
            begins: false,
            line,
        });
    }
    events.sort_by(|a, b| order(a.at, b.at).then(b.begins.cmp(&a.begins)));
    events
}

fn order(a: Coord<f64>, b: Coord<f64>) -> Ordering {
    a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
}

fn rightwards(line: Line<f64>) -> Line<f64> {
    match order(line.start, line.end) {
        Ordering::Greater => Line::new(line.end, line.start),
        _ => line,
    }
}

/// The lines that the sweep stands on, from below upwards.
struct Standing<'a> {
    lines: &'a [Line<f64>],
    parts: Vec<Vec<usize>>,
}

impl Standing<'_> {
    /// Its neighbours below and above.
    fn insert(&mut self, line: usize) -> [Option<usize>; 2] {
        let Line { start, end } = self.lines[line];
        let [part, at] = self.place(|other| {
            side(self.lines[other], start).then_with(|| side(self.lines[other], end))
        });
        if self.parts.is_empty() {
            self.parts.push(Vec::new());
        }
        self.parts[part].insert(at, line);
        let beside = self.beside(part, at);
        if self.parts[part].len() > 2 * PART {
            let upper = self.parts[part].split_off(PART);
            self.parts.insert(part + 1, upper);
        }
        beside
    }

    /// The neighbours that it had.
    fn remove(&mut self, line: usize) -> [Option<usize>; 2] {
        let end = self.lines[line].end;
        let [part, at] = self.place(|other| side(self.lines[other], end));
        let Some([part, at]) = self.find(line, part, at) else {
            return [None, None];
        };
        let beside = self.beside(part, at);
        self.parts[part].remove(at);
        if self.parts[part].is_empty() {
            self.parts.remove(part);
        }
        beside
    }

    /// Before the first line that a place is not above of.
    fn place(&self, is: impl Fn(usize) -> Ordering) -> [usize; 2] {
        let above = |line: &usize| is(*line) == Ordering::Greater;
        let begins_below = |part: &Vec<usize>| part.first().is_some_and(above);
        let part = self.parts.partition_point(begins_below).saturating_sub(1);
        let at = self.parts.get(part);
        [part, at.map_or(0, |part| part.partition_point(above))]
    }

    /// Where a line is that should be at a place, or among those that begin or end there with it.
    fn find(&self, line: usize, part: usize, at: usize) -> Option<[usize; 2]> {
        let from = |part: usize, at: usize| {
            let lines = self.parts.get(part)?.get(at..)?;
            Some([part, at + lines.iter().position(|other| *other == line)?])
        };
        from(part, at)
            .or_else(|| from(part + 1, 0))
            .or_else(|| (0..self.parts.len()).find_map(|part| from(part, 0)))
    }

    fn beside(&self, part: usize, at: usize) -> [Option<usize>; 2] {
        let below = match (part, at) {
            (0, 0) => None,
            (_, 0) => self.parts[part - 1].last(),
            _ => self.parts[part].get(at - 1),
        };
        let above = self.parts[part].get(at + 1);
        let above = above.or_else(|| self.parts.get(part + 1)?.first());
        [below.copied(), above.copied()]
    }
}

/// Whether a place lies above a line that leads rightwards (greater), on it or below.
fn side(line: Line<f64>, place: Coord<f64>) -> Ordering {
    match <f64 as GeoNum>::Ker::orient2d(line.start, line.end, place) {
        Orientation::CounterClockwise => Ordering::Greater,
        Orientation::Collinear => Ordering::Equal,
        Orientation::Clockwise => Ordering::Less,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::line_intersection::line_intersection;
    use proptest::prelude::*;

    fn lines(ends: &[[i32; 4]]) -> Vec<Line<f64>> {
        let at = |x: i32, y: i32| Coord {
            x: f64::from(x),
            y: f64::from(y),
        };
        let lines = ends.iter().filter(|[a, b, c, d]| (a, b) != (c, d));
        lines
            .map(|[a, b, c, d]| Line::new(at(*a, *b), at(*c, *d)))
            .collect()
    }

    fn found(lines: &[Line<f64>]) -> Option<[usize; 2]> {
        crossing(lines, |a, b| {
            line_intersection(lines[a], lines[b]).is_some()
        })
    }

    #[test]
    fn a_cross_is_found_and_a_ladder_has_none() {
        assert_eq!(found(&lines(&[[0, 0, 9, 9], [0, 9, 9, 0]])), Some([0, 1]));
        let rungs: Vec<[i32; 4]> = (0..2000).map(|i| [0, i, 9, i + 5]).collect();
        assert_eq!(found(&lines(&rungs)), None);
    }

    proptest! {
        /// Corners of a small grid: upright lines, shared ends and lines on lines are common.
        #[test]
        fn whatever_crosses_or_touches_is_found(
            ends in prop::collection::vec([0..12_i32, 0..12, 0..12, 0..12], 2..12),
        ) {
            let lines = lines(&ends);
            let any = (0..lines.len()).any(|a| {
                (0..a).any(|b| line_intersection(lines[a], lines[b]).is_some())
            });
            prop_assert_eq!(found(&lines).is_some(), any);
        }
    }
}
