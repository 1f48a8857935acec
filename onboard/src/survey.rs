//! The draught mission, station by station: go there, read the draught there, go on.
//!
//! [`Survey`] is a state machine beside [`crate::flight`], without sockets, clocks and files: it is
//! told what the vehicle and the pictures say ([`Survey::step`], [`Survey::see`]) and asked what it
//! wants ([`Survey::wish`]). Between stations the plan's own mission is flown; at a station the
//! vehicle stands where the ship is now, and a visit (`survey/visit.rs`) finds the column of marks
//! and reads it. Whatever the safety table, the operator or the pilot decide goes before: the survey
//! lets go at once, and takes a station up again only while the mission is at it.

pub mod aim;
mod frames;
pub mod lookout;
pub mod mount;
pub mod news;
pub mod roster;
pub mod stop;
pub mod surveying;
mod visit;
mod wish;
pub mod words;

use std::collections::VecDeque;

use missions::time::BootTime;

use crate::flight::guide::Guide;
use crate::vision::reading::Status;
use frames::Frames;
use lookout::{Errand, Seen};
use news::News;
use roster::Moved;
use stop::Stop;
use visit::{Ended, Visit};

pub use wish::{Brief, Circumstances, Wish};

/// The mission is at a station when it is so near, metres, and so slow, metres per second.
const NEAR_M: f64 = 15.0;
const SLOW_M_S: f64 = 2.0;
/// A station that moved by less is stood at as it was, metres.
const MOVED_M: f64 = 1.0;
/// A reading that is less sure than this is taken again, metres (95 %).
pub const WANTED_U95_M: f64 = 0.03;

/// The survey.
#[derive(Debug)]
pub struct Survey {
    brief: Brief,
    /// Stations that are read, or given up.
    done: Vec<bool>,
    read: usize,
    /// The station that it is at or on its way to; as many as there are when all are done.
    at: usize,
    /// None while the mission flies between stations.
    visit: Option<Visit>,
    frames: Frames,
    wishes: VecDeque<Wish>,
}

impl Survey {
    /// A survey of which the stations of these names ([`Stop::name`]) were read before; the vehicle
    /// stands at a station now, or it does not.
    pub fn new(brief: Brief, read: &[String], is_at_station: bool) -> Self {
        let done: Vec<bool> = brief
            .stops
            .iter()
            .map(|stop| read.contains(&stop.name()))
            .collect();
        let count = done.iter().filter(|done| **done).count();
        let at = done.iter().position(|done| !done).unwrap_or(done.len());
        let guide = if is_at_station && at < done.len() {
            Guide::Station(None)
        } else {
            Guide::Mission
        };
        Self {
            brief,
            done,
            read: count,
            at,
            visit: None,
            frames: Frames::default(),
            wishes: VecDeque::from([Wish::Guide(guide)]),
        }
    }

    /// What it is for.
    pub const fn brief(&self) -> &Brief {
        &self.brief
    }

    /// The station that it is at or on its way to; none when all are done.
    pub fn stop(&self) -> Option<&Stop> {
        self.brief.stops.get(self.at)
    }

    /// Whether all stations have been visited.
    pub fn is_over(&self) -> bool {
        self.stop().is_none()
    }

    /// How many stations were read, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.read, self.brief.stops.len())
    }

    /// What it wants next; call until none.
    pub fn wish(&mut self) -> Option<Wish> {
        self.wishes.pop_front()
    }

    /// The ship lies otherwise: the stations that could be placed again are there now, the others
    /// stay where they were.
    pub fn follow(&mut self, moved: Moved) {
        let Moved {
            stops,
            heading_deg,
            unmoved,
        } = moved;
        for (station, reason) in unmoved {
            self.tell(News::NotMoved { station, reason });
        }
        let mut after = self.brief.stops.clone();
        for stop in stops {
            let was = after.iter_mut().find(|was| was.name() == stop.name());
            if let Some(was) = was {
                *was = stop;
            }
        }
        let pairs = self.brief.stops.iter().zip(&after);
        let by_m = pairs
            .map(|(was, is)| was.hover.distance_m(is.hover))
            .fold(0.0, f64::max);
        if by_m < MOVED_M {
            return;
        }
        self.brief.stops = after;
        self.tell(News::ShipMoved { heading_deg, by_m });
        if let (Some(visit), Some(stop)) = (&mut self.visit, self.brief.stops.get(self.at)) {
            visit.moved(stop.clone());
            self.wishes.extend(visit.wishes());
        }
    }

    /// What the ship says of herself is not believed.
    pub fn doubt_ship(&mut self, why: String) {
        self.tell(News::NotFollowed { why });
    }

    /// Time goes on.
    pub fn step(&mut self, now: BootTime, seen: &Circumstances<'_>) {
        if self.is_over() {
            return;
        }
        if !seen.is_guided {
            self.let_go();
        } else if self.visit.is_some() {
            self.attend(now, |visit, frames| visit.step(now, seen, frames));
        } else {
            self.arrive(now, seen);
        }
    }

    /// Something was seen in the pictures.
    pub fn see(&mut self, now: BootTime, seen: Seen) {
        if let Seen::Frame { time_s } = seen {
            self.frames.came(now, time_s);
        }
        self.attend(now, |visit, frames| visit.see(now, seen, frames));
    }

    /// Does something at the station, and goes on where that was the last to do there.
    fn attend(&mut self, now: BootTime, act: impl FnOnce(&mut Visit, &mut Frames)) {
        let Some(visit) = &mut self.visit else {
            return;
        };
        act(visit, &mut self.frames);
        self.wishes.extend(visit.wishes());
        if let Some(ended) = visit.ended() {
            self.finish(now, ended);
        }
    }

    fn arrive(&mut self, now: BootTime, seen: &Circumstances<'_>) {
        let (Some(item), Some(stop)) = (seen.item, self.stop().cloned()) else {
            return;
        };
        if seen.is_at_station && item < stop.item {
            // The station that it stands at is done.
            self.want(Wish::Guide(Guide::MissionFrom(item + 1)));
            return;
        }
        if item > stop.item && !seen.is_at_station {
            let reason = "the mission has gone on beyond it".to_owned();
            self.leave_unread(now, &stop, reason);
            return;
        }
        let (Some(here), Some(speed_m_s)) =
            (seen.state.position.get(), seen.state.ground_speed_m_s.get())
        else {
            return;
        };
        let is_near = here.distance_m(stop.hover) < NEAR_M && speed_m_s < SLOW_M_S;
        if item == stop.item && is_near {
            self.tell(News::AtStation {
                station: stop.name(),
                number: self.at + 1,
                of: self.brief.stops.len(),
            });
            self.frames.wait(now);
            self.visit = Some(Visit::begin(now, &self.brief, &stop, seen));
            self.attend(now, |_visit, _frames| {});
        }
    }

    fn finish(&mut self, now: BootTime, ended: Ended) {
        let Some(stop) = self.stop().cloned() else {
            return;
        };
        let Ended { best, mut reason } = ended;
        let mut is_read = false;
        if let Some(taken) = best {
            is_read = taken.reading.status == Status::Read;
            reason = taken.reading.reason.clone().unwrap_or_default();
            self.want(Wish::Keep {
                stop: Box::new(stop.clone()),
                taken,
            });
        }
        if is_read {
            self.read += 1;
            self.next(now, &stop);
        } else {
            self.leave_unread(now, &stop, reason);
        }
    }

    fn leave_unread(&mut self, now: BootTime, stop: &Stop, reason: String) {
        let station = stop.name();
        self.tell(News::Unread { station, reason });
        self.next(now, stop);
    }

    /// On to the next station that is not done.
    fn next(&mut self, now: BootTime, stop: &Stop) {
        self.done[self.at] = true;
        self.want(Wish::Look(Errand::Idle));
        self.frames.wait(now);
        let next = (self.at..self.done.len()).find(|n| !self.done[*n]);
        self.at = next.unwrap_or(self.done.len());
        self.visit = None;
        // The mission goes on from behind this station's hold, and points the camera itself.
        self.want(Wish::Release);
        self.want(Wish::Guide(Guide::MissionFrom(stop.item + 1)));
        if next.is_none() {
            let (read, of) = self.progress();
            self.tell(News::Surveyed { read, of });
        }
    }

    /// Somebody else has the vehicle, or the safety table wants it otherwise.
    fn let_go(&mut self) {
        if self.visit.take().is_none() {
            return;
        }
        if let Some(stop) = self.stop() {
            let station = stop.name();
            self.tell(News::Interrupted { station });
        }
        self.want(Wish::Look(Errand::Idle));
        self.want(Wish::Record(None));
        self.want(Wish::Release);
        self.want(Wish::Guide(Guide::Mission));
    }

    fn tell(&mut self, news: News) {
        self.want(Wish::Tell(news));
    }

    fn want(&mut self, wish: Wish) {
        self.wishes.push_back(wish);
    }
}

#[cfg(test)]
mod tests;
