//! Places and heights that a damaged byte made, taken out of what a log says (`spikes` finds them).

use missions::geodesy::Position;
use missions::time::BootTime;

use super::spikes::{Series, is_alone, spikes};
use crate::flight::{Fix, Home, Trace};

/// What has a place and an instant.
pub(super) trait Spot {
    fn spot(&self) -> (Position, Option<BootTime>, Trace);
}

impl Spot for Fix {
    fn spot(&self) -> (Position, Option<BootTime>, Trace) {
        (self.sample.position, Some(self.sample.time), self.trace)
    }
}

impl Spot for Home {
    fn spot(&self) -> (Position, Option<BootTime>, Trace) {
        (self.position, self.at, self.trace)
    }
}

/// Places in the order of the log.
struct Places<'a, S>(&'a [S]);

impl<S: Spot> Places<'_, S> {
    fn seconds(&self, a: usize, b: usize) -> f64 {
        let time = |at: usize| self.0.get(at).and_then(|spot| spot.spot().1);
        let pair = time(a).zip(time(b));
        pair.map_or(0.0, |(a, b)| (a.max(b).since(a.min(b))).as_secs_f64())
    }
}

impl<S: Spot> Series for Places<'_, S> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn between(&self, a: usize, b: usize) -> f64 {
        let spot = |at: usize| self.0.get(at).map(|spot| spot.spot().0);
        let pair = spot(a).zip(spot(b));
        pair.map_or(0.0, |(a, b)| flat_m(a, b))
    }

    /// A metre of receiver's noise, and what turning back at 20 m/s² comes to.
    fn slack(&self, a: usize, b: usize, c: usize) -> f64 {
        let seconds = self.seconds(a, b).min(self.seconds(b, c));
        1.0 + 20.0 * seconds.powi(2)
    }
}

/// Distance on a sphere's flat map: exact enough to tell a leap from a flight.
fn flat_m(a: Position, b: Position) -> f64 {
    const DEGREE_M: f64 = 111_195.0;
    let north = (a.latitude_deg() - b.latitude_deg()) * DEGREE_M;
    let turn = (a.longitude_deg() - b.longitude_deg()).abs();
    let middle = f64::midpoint(a.latitude_deg(), b.latitude_deg());
    let east = turn.min(360.0 - turn) * DEGREE_M * middle.to_radians().cos();
    north.hypot(east)
}

/// Takes out what leaps away and back; in a damaged log also a first or last place far from all
/// others.
pub(super) fn without_spikes<S: Spot>(spots: &mut Vec<S>, is_damaged: bool) -> Vec<Trace> {
    let series = Places(spots);
    let mut wrong = spikes(&series);
    if is_damaged && let Some(last) = spots.len().checked_sub(1).filter(|last| *last >= 2) {
        let ends = [
            (0, 1, 2),
            (last, last.saturating_sub(1), last.saturating_sub(2)),
        ];
        wrong.extend(
            ends.iter()
                .filter(|(a, b, c)| is_alone(&series, *a, *b, *c))
                .map(|end| end.0),
        );
    }
    wrong.sort_unstable();
    let traces = wrong
        .iter()
        .filter_map(|at| spots.get(*at))
        .map(|spot| spot.spot().2)
        .collect();
    let mut at = 0_usize;
    spots.retain(|_| {
        let is_right = wrong.binary_search(&at).is_err();
        at = at.saturating_add(1);
        is_right
    });
    traces
}

/// Takes out each home, however near, that stands once between two that are the same. Homes are in
/// the order of the log.
pub(super) fn without_slips(homes: &mut Vec<Home>) -> Vec<Trace> {
    let is_slip = |three: &[Home]| {
        let [before, home, next] = three else {
            return false;
        };
        before.position == next.position && home.position != before.position
    };
    let slips = homes.windows(3).filter(|three| is_slip(three));
    let traces: Vec<Trace> = slips
        .filter_map(|three| three.get(1))
        .map(|home| home.trace)
        .collect();
    homes.retain(|home| {
        let offset = home.trace.offset;
        let found = traces.binary_search_by_key(&offset, |trace| trace.offset);
        found.is_err()
    });
    traces
}

/// Takes the height off each fix whose height leaps away and back.
pub(super) fn without_leaps(fixes: &mut [Fix]) -> Vec<Trace> {
    let mut wrong = spikes(&Heights(fixes));
    wrong.sort_unstable();
    let mut traces = Vec::new();
    for at in wrong {
        if let Some(fix) = fixes.get_mut(at) {
            fix.sample.height_above_home_m = None;
            traces.push(fix.trace);
        }
    }
    traces
}

/// Heights of fixes, metres.
struct Heights<'a>(&'a [Fix]);

impl Series for Heights<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn between(&self, a: usize, b: usize) -> f64 {
        let height = |at: usize| {
            self.0
                .get(at)
                .and_then(|fix| fix.sample.height_above_home_m)
        };
        let pair = height(a).zip(height(b));
        pair.map_or(0.0, |(a, b)| (a - b).abs())
    }

    fn slack(&self, a: usize, b: usize, c: usize) -> f64 {
        3.0 + Places(self.0).slack(a, b, c)
    }
}
