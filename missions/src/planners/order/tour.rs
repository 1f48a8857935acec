//! A tour under improvement: the visits as they are, and what they cost. The changes themselves
//! are in [`super::moves`].

use super::near::near;
use super::{Choice, Dice, Ends, Stop, Visit};
use crate::planners::transit::Transits;

/// Savings below this are rounding,
const LEAST: f64 = 1e-7;
/// and so are those below this share of the whole price.
const LEAST_SHARE: f64 = 1e-13;
/// What cannot be flown, as a number that can still be added and subtracted.
pub(super) const FORBIDDEN: f64 = 1e9;
/// Most changes after an exchange; a few dozen are made where nothing is wrong with the prices.
const CHANGES: usize = 1000;
/// And for each stop when the whole tour is improved, where about one is made.
const CHANGES_A_STOP: usize = 50;

/// Of more stops than this not all are looked at for the next.
const MANY_STOPS: usize = 500;

pub(super) struct Tour<'t, 'f> {
    pub(super) stops: &'t [Stop],
    pub(super) ends: Ends,
    pub(super) transits: &'t mut Transits<'f>,
    pub(super) near: Vec<Vec<usize>>,
    pub(super) state: State,
    /// Stops whose surroundings changed.
    open: Vec<usize>,
    /// What a change must save to be one.
    pub(super) least: f64,
    changes: usize,
}

/// The tour as it is now.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) visits: Vec<Visit>,
    /// Where in the tour each stop is.
    pub(super) place: Vec<usize>,
    /// Price of the inside of the tour up to each visit, flown forwards and backwards.
    pub(super) forth: Vec<f64>,
    pub(super) back: Vec<f64>,
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
            least: LEAST,
            changes: 0,
        }
    }

    pub(super) fn set(&mut self, visits: Vec<Visit>) {
        self.state.place = vec![0; visits.len()];
        self.state.visits = visits;
        self.renew();
    }

    /// Always on to the stop that is cheapest to begin next; of very many stops, to the cheapest of
    /// the near ones while any of them is left.
    pub(super) fn set_nearest(&mut self) {
        let mut left: Vec<usize> = (0..self.stops.len()).collect();
        let mut visits: Vec<Visit> = Vec::with_capacity(left.len());
        let mut at = self.ends.start;
        let many = left.len() > MANY_STOPS;
        let mut visited = vec![false; left.len()];
        while !left.is_empty() {
            let last = visits.last().filter(|_| many);
            let near = last.map_or_else(Vec::new, |(stop, _)| self.near[*stop].clone());
            let near: Vec<usize> = near.into_iter().filter(|stop| !visited[*stop]).collect();
            let (index, choice) = if near.is_empty() {
                self.nearest(at, &left)
            } else {
                let (index, choice) = self.nearest(at, &near);
                let place = left.binary_search(&near[index]);
                (place.unwrap_or_default(), choice)
            };
            let stop = left.remove(index);
            visited[stop] = true;
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

    /// How many changes were made so far.
    pub(super) const fn changes(&self) -> usize {
        self.changes
    }

    /// Moves until nothing more can be saved.
    pub(super) fn improve_all(&mut self) {
        self.open = (0..self.stops.len()).collect();
        self.improve(CHANGES + CHANGES_A_STOP * self.stops.len());
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
        self.improve(CHANGES);
        if self.price() > before - self.least {
            self.state = kept;
        }
    }

    fn improve(&mut self, most: usize) {
        let most = self.changes + most;
        while let Some(stop) = self.open.pop() {
            while self.changes < most && self.improve_at(stop) {
                self.changes += 1;
            }
        }
    }

    pub(super) fn changed(&mut self, i: usize, j: usize) {
        self.renew_between(i, j);
        let last = self.state.visits.len() - 1;
        for k in [i.saturating_sub(1), i, j, (j + 1).min(last)] {
            self.reopen(k);
        }
    }

    pub(super) fn reopen(&mut self, at: usize) {
        let last = self.state.visits.len() - 1;
        let stop = self.state.visits[at.min(last)].0;
        if !self.open.contains(&stop) {
            self.open.push(stop);
        }
    }

    /// Places and prices of the whole tour.
    pub(super) fn renew(&mut self) {
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
        let whole = |prices: &[f64]| prices.last().copied().unwrap_or(0.0);
        let both = whole(&self.state.forth) + whole(&self.state.back);
        self.least = LEAST.max(LEAST_SHARE * both);
    }

    pub(super) fn choice_of(&self, (stop, choice): Visit) -> Choice {
        let choice = self.stops[stop].choices[choice];
        Choice {
            cost: choice.cost.min(FORBIDDEN),
            ..choice
        }
    }

    pub(super) fn choice(&self, i: usize) -> Choice {
        self.choice_of(self.state.visits[i])
    }

    pub(super) fn backwards(&self, i: usize) -> Choice {
        self.choice_of((self.state.visits[i].0, self.choice(i).reverse))
    }

    pub(super) fn exit_before(&self, i: usize) -> Option<usize> {
        match i.checked_sub(1) {
            Some(before) => Some(self.choice(before).exit),
            None => self.ends.start,
        }
    }

    pub(super) fn entry_after(&self, i: usize) -> Option<usize> {
        if i + 1 < self.state.visits.len() {
            Some(self.choice(i + 1).entry)
        } else {
            self.ends.end
        }
    }

    /// Price of the way to visit i, or from the last one to the end.
    pub(super) fn link(&mut self, i: usize) -> f64 {
        let to = if i < self.state.visits.len() {
            Some(self.choice(i).entry)
        } else {
            self.ends.end
        };
        way(self.transits, self.exit_before(i), to)
    }
}

pub(super) fn way(transits: &mut Transits<'_>, from: Option<usize>, to: Option<usize>) -> f64 {
    match (from, to) {
        (Some(from), Some(to)) => transits.cost(from, to).min(FORBIDDEN),
        _ => 0.0,
    }
}

/// Less than a way can cost, without looking for it.
pub(super) fn floor(
    transits: &mut Transits<'_>,
    a: impl Into<Option<usize>>,
    b: impl Into<Option<usize>>,
) -> f64 {
    match (a.into(), b.into()) {
        (Some(from), Some(to)) => transits.at_least(from, to).min(FORBIDDEN),
        _ => 0.0,
    }
}
