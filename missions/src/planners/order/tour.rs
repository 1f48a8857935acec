//! A tour under improvement: what a change would save, and the changes themselves.

use geo::Coord;

use super::{Choice, Dice, Ends, Stop, Visit};
use crate::planners::transit::Transits;

/// Near neighbours of a stop that a move looks at.
const NEAR: usize = 8;
/// Longest piece that a move carries elsewhere, stops.
const CARRIED: usize = 3;
/// Savings below this are rounding.
const LEAST: f64 = 1e-7;
/// What cannot be flown, as a number that can still be added and subtracted.
const FORBIDDEN: f64 = 1e9;

pub(super) struct Tour<'t, 'f> {
    stops: &'t [Stop],
    ends: Ends,
    transits: &'t mut Transits<'f>,
    near: Vec<Vec<usize>>,
    state: State,
    /// Stops whose surroundings changed.
    open: Vec<usize>,
}

/// The tour as it is now.
#[derive(Clone, Default)]
struct State {
    visits: Vec<Visit>,
    /// Where in the tour each stop is.
    place: Vec<usize>,
    /// Price of the inside of the tour up to each visit, flown forwards and backwards.
    forth: Vec<f64>,
    back: Vec<f64>,
}

impl<'t, 'f> Tour<'t, 'f> {
    pub(super) fn new(stops: &'t [Stop], ends: Ends, transits: &'t mut Transits<'f>) -> Self {
        let near = near(stops, transits);
        Self {
            stops,
            ends,
            transits,
            near,
            state: State::default(),
            open: Vec::new(),
        }
    }

    pub(super) fn set(&mut self, visits: Vec<Visit>) {
        self.state.place = vec![0; visits.len()];
        self.state.visits = visits;
        self.renew();
    }

    /// Always on to the stop that is cheapest to begin next.
    pub(super) fn set_nearest(&mut self) {
        let mut left: Vec<usize> = (0..self.stops.len()).collect();
        let mut visits: Vec<Visit> = Vec::with_capacity(left.len());
        let mut at = self.ends.start;
        while !left.is_empty() {
            let (index, choice) = self.nearest(at, &left);
            let stop = left.remove(index);
            at = Some(self.stops[stop].choices[choice].exit);
            visits.push((stop, choice));
        }
        self.set(visits);
    }

    fn nearest(&mut self, at: Option<usize>, left: &[usize]) -> (usize, usize) {
        let mut best = (f64::INFINITY, 0, 0);
        for (index, &stop) in left.iter().enumerate() {
            for (c, choice) in self.stops[stop].choices.iter().enumerate() {
                let Some(at) = at else { continue };
                if self.transits.at_least(at, choice.entry) < best.0 {
                    let cost = self.transits.cost(at, choice.entry);
                    if cost < best.0 {
                        best = (cost, index, c);
                    }
                }
            }
        }
        (best.1, best.2)
    }

    /// Price of the whole tour.
    pub(super) fn price(&mut self) -> f64 {
        let inside = self.state.forth.last().copied().unwrap_or(0.0);
        let price = inside + self.link(0) + self.link(self.state.visits.len());
        if price >= FORBIDDEN {
            f64::INFINITY
        } else {
            price
        }
    }

    pub(super) fn into_visits(self) -> Vec<Visit> {
        self.state.visits
    }

    /// Moves until nothing more can be saved.
    pub(super) fn improve_all(&mut self) {
        self.open = (0..self.stops.len()).collect();
        self.improve();
    }

    /// Exchanges three neighbouring pieces at random and keeps the result if it became cheaper.
    pub(super) fn try_exchange(&mut self, dice: &mut Dice) {
        let n = self.state.visits.len();
        if n < 4 {
            return;
        }
        let before = self.price();
        let kept = self.state.clone();
        let span = n.min(30);
        let from = dice.roll(n - span + 1);
        let mut cuts = [0; 3].map(|_| from + dice.roll(span));
        cuts.sort_unstable();
        let [a, b, c] = cuts;
        self.state.visits[a..=c].rotate_left((b - a).min(c - a));
        self.renew();
        self.open = [a.saturating_sub(1), a, b, c, (c + 1).min(n - 1)]
            .map(|i| self.state.visits[i].0)
            .to_vec();
        self.improve();
        if self.price() > before - LEAST {
            self.state = kept;
        }
    }

    /// The best choices for the order as it is.
    pub(super) fn choose_best(&mut self) {
        let mut costs: Vec<f64> = vec![0.0];
        let mut exits: Vec<Option<usize>> = vec![self.ends.start];
        let mut came: Vec<Vec<usize>> = Vec::with_capacity(self.state.visits.len());
        for i in 0..self.state.visits.len() {
            let choices = &self.stops[self.state.visits[i].0].choices;
            let mut next = Vec::with_capacity(choices.len());
            let mut from = Vec::with_capacity(choices.len());
            for choice in choices {
                let ways = costs
                    .iter()
                    .zip(&exits)
                    .enumerate()
                    .map(|(k, (cost, exit))| {
                        (cost + way(self.transits, *exit, Some(choice.entry)), k)
                    });
                let (cost, k) = ways.fold((f64::INFINITY, 0), |a, b| if b.0 < a.0 { b } else { a });
                next.push(cost + choice.cost.min(FORBIDDEN));
                from.push(k);
            }
            came.push(from);
            exits = choices.iter().map(|choice| Some(choice.exit)).collect();
            costs = next;
        }
        let last = exits
            .iter()
            .map(|exit| way(self.transits, *exit, self.ends.end));
        let totals = costs.iter().zip(last).map(|(cost, last)| cost + last);
        let best = totals
            .enumerate()
            .fold((0, f64::INFINITY), |a, b| if b.1 < a.1 { b } else { a });
        let mut choice = best.0;
        for (visit, came) in self.state.visits.iter_mut().zip(&came).rev() {
            visit.1 = choice;
            choice = came[choice];
        }
        self.renew();
    }

    fn improve(&mut self) {
        while let Some(stop) = self.open.pop() {
            while self.improve_at(stop) {}
        }
    }

    fn improve_at(&mut self, stop: usize) -> bool {
        self.change_choice(stop) || self.carry(stop) || self.turn_round(stop)
    }

    /// Another choice for one stop.
    fn change_choice(&mut self, stop: usize) -> bool {
        let i = self.state.place[stop];
        if self.stops[stop].choices.len() < 2 {
            return false;
        }
        let (before, after) = (self.exit_before(i), self.entry_after(i));
        let old = self.choice(i);
        let now = self.link(i) + old.cost + self.link(i + 1);
        for (c, choice) in self.stops[stop].choices.iter().enumerate() {
            let ways = way(self.transits, before, Some(choice.entry))
                + way(self.transits, Some(choice.exit), after);
            if choice.cost.min(FORBIDDEN) + ways < now - LEAST {
                self.state.visits[i].1 = c;
                self.changed(i, i);
                return true;
            }
        }
        false
    }

    /// A piece that begins or ends at the stop, carried to beside a neighbour.
    fn carry(&mut self, stop: usize) -> bool {
        let n = self.state.visits.len();
        let i = self.state.place[stop];
        for length in 1..=CARRIED.min(n - 1) {
            let starts = [i, (i + 1).wrapping_sub(length)];
            for &first in &starts[..if length == 1 { 1 } else { 2 }] {
                if first < n && first + length <= n && self.carry_piece(first, first + length - 1) {
                    return true;
                }
            }
        }
        false
    }

    fn carry_piece(&mut self, i: usize, j: usize) -> bool {
        let ends = (self.exit_before(i), self.entry_after(j));
        let open = self.link(i) + self.link(j + 1);
        if open - floor(self.transits, ends.0, ends.1) <= LEAST {
            return false;
        }
        let gain = open - way(self.transits, ends.0, ends.1);
        if gain <= LEAST {
            return false;
        }
        for end in [i, j] {
            for k in 0..self.near[self.state.visits[end].0].len() {
                let beside = self.state.place[self.near[self.state.visits[end].0][k]];
                for gap in [beside, beside + 1] {
                    if (gap < i || gap > j + 1) && self.carry_to(i, j, gap, gain) {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Puts the piece i..=j between the visits gap-1 and gap, if it pays.
    fn carry_to(&mut self, i: usize, j: usize, gap: usize, gain: f64) -> bool {
        let (before, after) = (self.exit_before(gap), self.state.visits.get(gap).copied());
        let after = after.map_or(self.ends.end, |v| Some(self.choice_of(v).entry));
        let gain = gain + self.link(gap);
        let (first, last) = (self.choice(i), self.choice(j));
        let (first_back, last_back) = (self.backwards(i), self.backwards(j));
        let turned =
            self.state.back[j] - self.state.back[i] - (self.state.forth[j] - self.state.forth[i])
                + first_back.cost
                - first.cost;
        for (entry, exit, extra, turn) in [
            (first.entry, last.exit, 0.0, false),
            (last_back.entry, first_back.exit, turned, true),
        ] {
            let least = floor(self.transits, before, entry) + floor(self.transits, exit, after);
            if least + extra >= gain - LEAST {
                continue;
            }
            let ways =
                way(self.transits, before, Some(entry)) + way(self.transits, Some(exit), after);
            if ways + extra < gain - LEAST {
                self.apply_carry(i, j, gap, turn);
                return true;
            }
        }
        false
    }

    fn apply_carry(&mut self, i: usize, j: usize, gap: usize, turn: bool) {
        if turn {
            self.turn_visits(i, j);
        }
        let length = j - i + 1;
        if gap > j {
            self.state.visits[i..gap].rotate_left(length);
            self.changed(i, gap - 1);
            self.reopen(gap - length);
        } else {
            self.state.visits[gap..=j].rotate_right(length);
            self.changed(gap, j);
            self.reopen(gap + length);
        }
    }

    /// A piece of the tour turned round so that the stop and a neighbour become neighbours.
    fn turn_round(&mut self, stop: usize) -> bool {
        let i = self.state.place[stop];
        for k in 0..self.near[stop].len() {
            let j = self.state.place[self.near[stop][k]];
            let (a, b) = (i.min(j), i.max(j));
            if self.turn_if_better(a + 1, b) || (b > a && self.turn_if_better(a, b - 1)) {
                return true;
            }
        }
        let last = self.state.visits.len() - 1;
        self.turn_if_better(i, last) || self.turn_if_better(0, i)
    }

    fn turn_if_better(&mut self, i: usize, j: usize) -> bool {
        if i > j {
            return false;
        }
        let (before, after) = (self.exit_before(i), self.entry_after(j));
        let (entry, exit) = (self.backwards(j).entry, self.backwards(i).exit);
        let inside =
            self.state.back[j] - self.state.back[i] - (self.state.forth[j] - self.state.forth[i])
                + self.backwards(i).cost
                - self.choice(i).cost;
        let gain = self.link(i) + self.link(j + 1) - inside;
        let least = floor(self.transits, before, entry) + floor(self.transits, exit, after);
        if least >= gain - LEAST {
            return false;
        }
        let ways = way(self.transits, before, Some(entry)) + way(self.transits, Some(exit), after);
        if ways >= gain - LEAST {
            return false;
        }
        self.turn_visits(i, j);
        self.changed(i, j);
        true
    }

    fn turn_visits(&mut self, i: usize, j: usize) {
        self.state.visits[i..=j].reverse();
        for k in i..=j {
            self.state.visits[k].1 = self.choice(k).reverse;
        }
    }

    fn changed(&mut self, i: usize, j: usize) {
        self.renew_between(i, j);
        let last = self.state.visits.len() - 1;
        for k in [i.saturating_sub(1), i, j, (j + 1).min(last)] {
            self.reopen(k);
        }
    }

    fn reopen(&mut self, at: usize) {
        let last = self.state.visits.len() - 1;
        let stop = self.state.visits[at.min(last)].0;
        if !self.open.contains(&stop) {
            self.open.push(stop);
        }
    }

    fn renew(&mut self) {
        self.state.forth = vec![0.0; self.state.visits.len()];
        self.state.back = vec![0.0; self.state.visits.len()];
        if let Some(last) = self.state.visits.len().checked_sub(1) {
            self.renew_between(0, last);
        }
    }

    /// Places and prices after the visits i..=j changed; later prices follow.
    fn renew_between(&mut self, i: usize, j: usize) {
        for k in i..=j {
            self.state.place[self.state.visits[k].0] = k;
        }
        for k in i..self.state.visits.len() {
            let (forth, back) = match k.checked_sub(1) {
                None => (0.0, 0.0),
                Some(p) => (
                    self.state.forth[p] + self.link(k),
                    self.state.back[p]
                        + way(
                            self.transits,
                            Some(self.backwards(k).exit),
                            Some(self.backwards(p).entry),
                        ),
                ),
            };
            self.state.forth[k] = forth + self.choice(k).cost;
            self.state.back[k] = back + self.backwards(k).cost;
        }
    }

    fn choice_of(&self, (stop, choice): Visit) -> Choice {
        let choice = self.stops[stop].choices[choice];
        Choice {
            cost: choice.cost.min(FORBIDDEN),
            ..choice
        }
    }

    fn choice(&self, i: usize) -> Choice {
        self.choice_of(self.state.visits[i])
    }

    fn backwards(&self, i: usize) -> Choice {
        self.choice_of((self.state.visits[i].0, self.choice(i).reverse))
    }

    fn exit_before(&self, i: usize) -> Option<usize> {
        match i.checked_sub(1) {
            Some(before) => Some(self.choice(before).exit),
            None => self.ends.start,
        }
    }

    fn entry_after(&self, i: usize) -> Option<usize> {
        if i + 1 < self.state.visits.len() {
            Some(self.choice(i + 1).entry)
        } else {
            self.ends.end
        }
    }

    /// Price of the way to visit i, or from the last one to the end.
    fn link(&mut self, i: usize) -> f64 {
        let to = if i < self.state.visits.len() {
            Some(self.choice(i).entry)
        } else {
            self.ends.end
        };
        way(self.transits, self.exit_before(i), to)
    }
}

fn way(transits: &mut Transits<'_>, from: Option<usize>, to: Option<usize>) -> f64 {
    match (from, to) {
        (Some(from), Some(to)) => transits.cost(from, to).min(FORBIDDEN),
        _ => 0.0,
    }
}

/// Less than a way can cost, without looking for it.
fn floor(
    transits: &mut Transits<'_>,
    a: impl Into<Option<usize>>,
    b: impl Into<Option<usize>>,
) -> f64 {
    match (a.into(), b.into()) {
        (Some(from), Some(to)) => transits.at_least(from, to).min(FORBIDDEN),
        _ => 0.0,
    }
}

/// For each stop the stops whose ends are nearest.
fn near(stops: &[Stop], transits: &Transits<'_>) -> Vec<Vec<usize>> {
    let places: Vec<Vec<Coord<f64>>> = stops
        .iter()
        .map(|stop| ports(stop).into_iter().map(|p| transits.place(p)).collect())
        .collect();
    (0..stops.len())
        .map(|a| {
            let others = (0..stops.len()).filter(|&b| b != a);
            let mut others: Vec<(f64, usize)> = others
                .map(|b| (apart_squared(&places[a], &places[b]), b))
                .collect();
            let nearer =
                |x: &(f64, usize), y: &(f64, usize)| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1));
            if others.len() > NEAR {
                others.select_nth_unstable_by(NEAR, nearer);
                others.truncate(NEAR);
            }
            others.sort_unstable_by(nearer);
            others.into_iter().map(|(_, b)| b).collect()
        })
        .collect()
}

fn apart_squared(a: &[Coord<f64>], b: &[Coord<f64>]) -> f64 {
    let pairs = a.iter().flat_map(|p| b.iter().map(move |q| *p - *q));
    pairs
        .map(|d| d.x * d.x + d.y * d.y)
        .fold(f64::INFINITY, f64::min)
}

fn ports(stop: &Stop) -> Vec<usize> {
    let ends = stop.choices.iter().flat_map(|c| [c.entry, c.exit]);
    let mut ports: Vec<usize> = ends.collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}
