//! Where words and numbers go, so that they lie neither over each other nor over what must be seen.

use std::collections::BTreeMap;

use super::pen::Point;
use super::view::View;
use crate::plan::Plan;

/// Left, top, right, bottom.
pub(super) type Area = [f64; 4];

/// Areas are found again by the squares of the page that they touch; their side in pixels.
const SQUARE: f64 = 40.0;
/// Lines are known by places so far apart, pixels.
const APART: f64 = 8.0;
/// What a place of a line costs that lies under words, square pixels.
const A_PLACE: f64 = 25.0;
/// What leaves the map costs as much as if all of it lay on something else, so many times.
const OUTSIDE: f64 = 10.0;

/// The areas of the map that are taken.
#[derive(Debug, Default)]
pub(super) struct Labels {
    squares: BTreeMap<(i64, i64), Vec<Area>>,
    /// Places on lines, which words should not lie on where they need not.
    lines: BTreeMap<(i64, i64), Vec<Point>>,
    map: Area,
}

impl Labels {
    /// Home, rally points and the map's furniture are where they are.
    pub(super) fn of(plan: &Plan, view: &View, has_wind: bool) -> Self {
        let [left, top, right, bottom] = view.edges();
        let mut labels = Self {
            map: view.edges(),
            ..Self::default()
        };
        labels.take([left, bottom - 56.0, left + 260.0, bottom]);
        labels.take([right - 62.0, top, right, top + 70.0]);
        if has_wind {
            labels.take([right - 62.0, top + 76.0, right, top + 134.0]);
        }
        if let Some(home) = plan.home {
            // With the marks of take-off and landing at its sides.
            let (x, y) = view.px(home.position);
            labels.take([x - 30.0, y - 14.0, x + 30.0, y + 14.0]);
        }
        for point in &plan.airspace.rally {
            labels.take(around(view.px(point.position), 26.0, 26.0));
        }
        labels
    }

    /// Takes an area.
    pub(super) fn take(&mut self, area: Area) {
        for square in squares(area) {
            self.squares.entry(square).or_default().push(area);
        }
    }

    /// Words should keep off this line where they can.
    pub(super) fn avoid(&mut self, line: &[Point]) {
        for pair in line.windows(2) {
            let &[from, to] = pair else { continue };
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let steps = (dx.hypot(dy) / APART).ceil().clamp(1.0, 500.0) as u32;
            for step in 0..steps {
                let share = f64::from(step) / f64::from(steps);
                let place = (from.0 + dx * share, from.1 + dy * share);
                self.lines.entry(square(place)).or_default().push(place);
            }
        }
    }

    /// Takes it, if nothing is there yet.
    pub(super) fn take_free(&mut self, area: Area) -> bool {
        let is_free = self.overlap(area) == 0.0;
        if is_free {
            self.take(area);
        }
        is_free
    }

    /// Takes that of several places where the least is covered; each has a cost of its own, in
    /// square pixels.
    pub(super) fn take_best(
        &mut self,
        places: &[(f64, Point)],
        area: impl Fn(Point) -> Area,
    ) -> Option<Point> {
        let mut best: Option<(f64, Point)> = None;
        for (own, place) in places {
            let area = area(*place);
            let covered = self.overlap(area) + self.crossed(area);
            let cost = own + covered + OUTSIDE * self.outside(area);
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, *place));
            }
        }
        let (_, place) = best?;
        self.take(area(place));
        Some(place)
    }

    /// How much of an area is taken, square pixels.
    fn overlap(&self, area: Area) -> f64 {
        // What touches several squares is met in each of them: the largest share counts once.
        let met = squares(area).filter_map(|square| self.squares.get(&square));
        let mut seen: Vec<Area> = Vec::new();
        for other in met.flatten() {
            if !seen.contains(other) {
                seen.push(*other);
            }
        }
        seen.iter().map(|other| common(area, *other)).sum()
    }

    /// What lines cost that cross an area, as if they were square pixels.
    fn crossed(&self, area: Area) -> f64 {
        let [left, top, right, bottom] = area;
        let near = squares(area).filter_map(|square| self.lines.get(&square));
        let is_in = |(x, y): &&Point| (left..=right).contains(x) && (top..=bottom).contains(y);
        A_PLACE * near.flatten().filter(is_in).count() as f64
    }

    fn outside(&self, area: Area) -> f64 {
        size(area) - common(area, self.map)
    }
}

/// An area about a point.
pub(super) fn around((x, y): Point, width: f64, height: f64) -> Area {
    let (w, h) = (width / 2.0, height / 2.0);
    [x - w, y - h, x + w, y + h]
}

/// About how wide a text is, pixels.
pub(super) fn width(text: &str, size: f64, weight: u16) -> f64 {
    let of_a_letter = if weight >= 600 { 0.62 } else { 0.56 };
    text.chars().count() as f64 * size * of_a_letter
}

fn square((x, y): Point) -> (i64, i64) {
    ((x / SQUARE).floor() as i64, (y / SQUARE).floor() as i64)
}

fn squares([left, top, right, bottom]: Area) -> impl Iterator<Item = (i64, i64)> {
    let (first, last) = (square((left, top)), square((right, bottom)));
    let columns = first.0..=last.0;
    columns.flat_map(move |x| (first.1..=last.1).map(move |y| (x, y)))
}

fn common(a: Area, b: Area) -> f64 {
    let width = a[2].min(b[2]) - a[0].max(b[0]);
    let height = a[3].min(b[3]) - a[1].max(b[1]);
    width.max(0.0) * height.max(0.0)
}

fn size([left, top, right, bottom]: Area) -> f64 {
    (right - left) * (bottom - top)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Labels {
        Labels {
            map: [0.0, 0.0, 400.0, 400.0],
            ..Labels::default()
        }
    }

    #[test]
    fn what_is_taken_is_not_taken_twice() {
        let mut labels = empty();
        let area = around((100.0, 100.0), 60.0, 20.0);
        assert!(labels.take_free(area));
        assert!(!labels.take_free(around((120.0, 105.0), 15.0, 15.0)));
        assert!(labels.take_free(around((140.0, 105.0), 15.0, 15.0)));
    }

    #[test]
    fn the_least_covered_place_on_the_map_is_taken() {
        let mut labels = empty();
        let area = |place| around(place, 100.0, 20.0);
        let places = [(200.0, 200.0), (200.0, 215.0), (0.0, 200.0), (200.0, 240.0)];
        let costs = places.map(|place| (0.0, place));
        assert_eq!(labels.take_best(&costs, area), Some(places[0]));
        assert_eq!(labels.take_best(&costs, area), Some(places[3]));
        assert_eq!(labels.take_best(&costs, area), Some(places[1]));
        assert_eq!(labels.take_best(&[], area), None);
        let free = [(9.0, (60.0, 50.0)), (8.0, (60.0, 80.0))];
        assert_eq!(labels.take_best(&free, area), Some((60.0, 80.0)));
    }
}
