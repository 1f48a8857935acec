//! Whether the vehicle is where its mission leads, from what it says itself: its index and its
//! place.
//!
//! - An autopilot goes on to the next item when it has been at the place of the one before: an
//!   index that goes on while the vehicle is elsewhere was moved by somebody. Wind and corners do
//!   not matter, because the autopilot itself waits until it is there.
//! - An index does not go back. (After a hold a PX4 may go back by itself; so the time after the
//!   mission was taken up does not count.)
//! - A vehicle that flies its mission is near one of its legs, or on its straight way from where it
//!   took the mission up. The corridor is wide enough for corners cut and overshot, and must be
//!   left for a while.
//!
//! What happened in a hole of the link is not known: it is judged from the first index that is heard
//! after it.
//!
//! What is looked at here is told; what is done about it is not decided here.

use std::time::Duration;

use geo::Coord;
use missions::frames::from_segment_m;
use missions::time::BootTime;

use super::progress::Route;

/// What index and place may differ by, metres: a second of flight between their messages.
const NEAR_M: f64 = 25.0;
/// No vehicle here flies faster over the ground, metres per second.
const FASTEST_M_S: f64 = 30.0;
/// Positions come five times a second; of a longer gap than this nothing is known, seconds.
const GAP_S: f64 = 1.0;
/// After the mission was taken up its index may be put right by the autopilot.
const SETTLES_WITHIN: Duration = Duration::from_secs(10);
/// Besides a vehicle's own radius at waypoints the corridor is so wide to each side, metres …
const CORRIDOR_M: f64 = 25.0;
/// … and wider by what is flown in this time, seconds: it is overshot at speed.
const CORRIDOR_S: f64 = 2.0;
/// The corridor must be left for so long.
const OFF_FOR: Duration = Duration::from_secs(5);

/// What a vehicle that flies its mission says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// Where it is on the route's map, and when that was heard.
    pub place: (BootTime, Coord<f64>),
    /// Over the ground, metres per second.
    pub speed_m_s: f64,
    /// The item that it flies to, from 0, and when that was heard.
    pub item: (BootTime, usize),
    /// When its mode was heard.
    pub mode_at: BootTime,
    /// How near to a place it must come, metres.
    pub accepts_within_m: f64,
}

/// Watches index and place while the mission is flown.
#[derive(Clone, Debug, Default)]
pub struct Astray(Option<Watch>);

#[derive(Clone, Debug)]
struct Watch {
    /// When the mission was taken up, where, and at which item.
    begun: (BootTime, Coord<f64>, usize),
    /// Its index was heard since: after a hole in the link a place may come before the index.
    heard: bool,
    place: (BootTime, Coord<f64>),
    item: usize,
    /// Of each item's place: how near the vehicle has come since its index last moved, metres.
    nearest_m: Vec<f64>,
    /// What is wrong with the index, until mode and index are heard again; and from which item it
    /// moved.
    suspected: Option<(BootTime, usize, String)>,
    off: Option<BootTime>,
    told: bool,
}

impl Astray {
    /// The vehicle does not fly its mission now.
    pub fn rest(&mut self) {
        self.0 = None;
    }

    /// The vehicle flies its mission; what is wrong comes back, once.
    pub fn look(&mut self, now: BootTime, said: &Said, route: &Route) -> Option<String> {
        if route.jumps() {
            return None; // any order of its places may be the plan's
        }
        let watch = self.0.get_or_insert_with(|| Watch::begin(now, said, route));
        watch.move_to(said, route);
        if let Some(jumped) = watch.follow_index(now, said, route) {
            self.rest(); // it flies from here to where it was sent
            return Some(jumped);
        }
        watch.look_for_legs(now, said, route)
    }
}

impl Watch {
    fn begin(now: BootTime, said: &Said, route: &Route) -> Self {
        Self {
            begun: (now, said.place.1, said.item.1),
            heard: false,
            place: said.place,
            item: said.item.1,
            nearest_m: vec![f64::INFINITY; route.last() + 1],
            suspected: None,
            off: None,
            told: false,
        }
    }

    fn has_settled(&self, now: BootTime) -> bool {
        now.since(self.begun.0) >= SETTLES_WITHIN
    }

    /// What came near on the way from the last place to this one.
    fn move_to(&mut self, said: &Said, route: &Route) {
        let (before, after) = (self.place, said.place);
        if after == before && self.nearest_m.get(self.item).is_some_and(|m| m.is_finite()) {
            return;
        }
        self.place = after;
        let gap_s = (after.0.since(before.0).as_secs_f64() - GAP_S).max(0.0);
        for (item, nearest_m) in self.nearest_m.iter_mut().enumerate().skip(self.item) {
            if let Some(stop) = route.stop(item) {
                let past_m = from_segment_m(stop.place, before.1, after.1);
                *nearest_m = nearest_m.min(past_m - FASTEST_M_S * gap_s);
            }
        }
    }

    fn follow_index(&mut self, now: BootTime, said: &Said, route: &Route) -> Option<String> {
        let (at, item) = said.item;
        if !self.heard {
            // What it passed while nobody heard it is not known.
            self.heard = at >= self.begun.0;
            self.item = item;
        }
        if item != self.item {
            let from = self.item;
            let wrong = self.wrong_with(item, now, said, route);
            self.suspected = wrong
                .map(|words| (at, from, words))
                .or(self.suspected.take());
            self.item = item;
            self.nearest_m.fill(f64::INFINITY);
            self.move_to(said, route);
        }
        let (since, from, words) = self.suspected.take()?;
        let is_forward = item > from;
        let words_forward = !words.starts_with(BACK);
        if is_forward != words_forward {
            return None; // messages came in another order than they were sent
        }
        if at > since && said.mode_at > since {
            return Some(words);
        }
        self.suspected = Some((since, from, words));
        None
    }

    fn wrong_with(&self, item: usize, now: BootTime, said: &Said, route: &Route) -> Option<String> {
        let (from, to) = (self.item + 1, item + 1);
        if item < self.item {
            let is_wrong = self.has_settled(now) && self.item < route.last();
            return is_wrong.then(|| format!("{BACK} from item {from} to item {to}"));
        }
        let missed = (self.item..item).find_map(|passed| {
            let stop = route.stop(passed)?;
            let nearest_m = self.nearest_m.get(passed).copied()?;
            let allowed_m = stop.within_m + said.accepts_within_m + NEAR_M;
            (nearest_m > allowed_m).then_some((passed + 1, nearest_m))
        });
        let (place, metres) = missed?;
        Some(format!(
            "the mission went on from item {from} to item {to}, but the vehicle came no nearer than {metres:.0} m to the place of item {place}"
        ))
    }

    fn look_for_legs(&mut self, now: BootTime, said: &Said, route: &Route) -> Option<String> {
        let (_, from, first) = self.begun;
        if !self.has_settled(now) {
            // The index may be older than the mode.
            self.begun.2 = said.item.1;
            return None;
        }
        let place = said.place.1;
        let allowed_m = CORRIDOR_M + said.accepts_within_m + CORRIDOR_S * said.speed_m_s;
        let taken_up = (first.saturating_sub(1)..=first + 1)
            .filter_map(|item| route.stop(item))
            .map(|stop| from_segment_m(place, from, stop.place) - stop.within_m);
        let off_m = taken_up.fold(route.off_m(place), f64::min);
        if off_m <= allowed_m {
            (self.off, self.told) = (None, false);
            return None;
        }
        let since = *self.off.get_or_insert(now);
        if self.told || now.since(since) < OFF_FOR {
            return None;
        }
        self.told = true;
        Some(format!(
            "the vehicle flies its mission, but is {off_m:.0} m away from where the plan leads"
        ))
    }
}

/// How a text of an index that went back begins.
const BACK: &str = "the mission went back";
