//! The changes that a tour is improved by: another choice, a piece carried elsewhere or turned round.
//!
//! A change that is made saves more than rounding can feign, and there is a bound on how many are
//! made, so that the search ends whatever the prices are.

use super::tour::{FORBIDDEN, Tour, floor, way};

/// Longest piece that a move carries elsewhere, stops.
const CARRIED: usize = 3;

impl Tour<'_, '_> {
    /// Makes one change at a stop that saves something; false if there is none.
    pub(super) fn improve_at(&mut self, stop: usize) -> bool {
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
            if choice.cost.min(FORBIDDEN) + ways < now - self.least {
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
        if open - floor(self.transits, ends.0, ends.1) <= self.least {
            return false;
        }
        let gain = open - way(self.transits, ends.0, ends.1);
        if gain <= self.least {
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
            if least + extra >= gain - self.least {
                continue;
            }
            let ways =
                way(self.transits, before, Some(entry)) + way(self.transits, Some(exit), after);
            if ways + extra < gain - self.least {
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
        if least >= gain - self.least {
            return false;
        }
        let ways = way(self.transits, before, Some(entry)) + way(self.transits, Some(exit), after);
        if ways >= gain - self.least {
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
}
