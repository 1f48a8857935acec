//! The best choices for an order that stays as it is: exactly, by dynamic programming.

use super::tour::{FORBIDDEN, Tour, way};

impl Tour<'_, '_> {
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
}
