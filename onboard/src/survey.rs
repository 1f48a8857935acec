//! The draught mission, station by station: go there, find the column of marks in the picture,
//! centre and zoom, record and read it, read it again where it is not sure enough, go on.
//!
//! [`Survey`] is a state machine beside [`crate::flight`], without sockets, clocks and files: it is
//! told what the vehicle and the pictures say ([`Survey::step`], [`Survey::see`]) and asked what it
//! wants ([`Survey::wish`]). Between stations the plan's own mission is flown; at a station the
//! vehicle stands where the ship is now. Whatever the safety table, the operator or the pilot
//! decide goes before: the survey lets go at once, and takes a station up again only while the
//! mission is at it.

pub mod aim;
pub mod evidence;
mod frames;
pub mod lookout;
pub mod mount;
pub mod news;
pub mod roster;
pub mod stop;
pub mod surveying;
pub mod words;

use std::collections::VecDeque;
use std::time::Duration;

use missions::camera::Camera;
use missions::geodesy::Position;
use missions::telemetry::VehicleState;
use missions::time::BootTime;

use crate::flight::guide::Guide;
use crate::vision::reading::Status;
use aim::{Aim, Foot};
use frames::Frames;
use lookout::{Errand, Seen, Taken};
use mount::Mount;
use news::News;
use stop::Stop;

/// The mission is at a station when it is so near, metres, and so slow, metres per second.
const NEAR_M: f64 = 15.0;
const SLOW_M_S: f64 = 2.0;
/// The vehicle stands when it is so near to its place, and so slow.
const STANDS_M: f64 = 1.5;
const STANDS_M_S: f64 = 0.5;
/// The gimbal looks there when it is off by less, degrees.
const LOOKS_DEG: f64 = 1.5;
/// What takes longer to settle is not waited for.
const SETTLES_WITHIN: Duration = Duration::from_secs(30);
/// After turning or zooming so much of the video is passed over, seconds.
const SETTLED_S: f64 = 2.0;
/// Pictures without a column before the camera is turned elsewhere.
const MISSES: usize = 2;
/// Where it is looked for besides: half views to the right of where it should be, and up.
const SWEEP: [[f64; 2]; 7] = [
    [0.0, 0.0],
    [0.7, 0.0],
    [-0.7, 0.0],
    [0.0, -0.9],
    [0.0, 0.9],
    [1.4, 0.0],
    [-1.4, 0.0],
];
/// So often it is turned and zoomed before it is read as it is.
const TURNS: usize = 6;
/// The column is looked for with so much shorter a lens than it is read with.
const WIDER: f64 = 2.6;
/// Turned and zoomed in one step by no more than this.
const ZOOM_STEP: f64 = 2.6;
/// A station is read so often at most.
const ATTEMPTS: usize = 3;
/// Each time so much longer.
const LONGER: f64 = 1.5;
/// A source that shows nothing for so long is given up.
const NO_FRAMES: Duration = Duration::from_mins(1);
/// A station that moved by less is stood at as it was, metres.
const MOVED_M: f64 = 1.0;
/// A reading that is less sure than this is taken again, metres (95 %).
pub const WANTED_U95_M: f64 = 0.03;

/// What is to be surveyed, and with what.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// The stations, in the order in which the mission holds at them.
    pub stops: Vec<Stop>,
    /// The camera.
    pub camera: Camera,
    /// A reading that is less sure than this is taken again, metres (95 %).
    pub wanted_u95_m: f64,
}

/// What the survey sees of the flight.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// What is known of the vehicle.
    pub state: &'a VehicleState,
    /// The item that its mission is at, from 0.
    pub item: Option<usize>,
    /// Nothing is decided against the survey, and nobody else has the vehicle.
    pub is_guided: bool,
    /// It stands at a station, by our own order.
    pub is_at_station: bool,
    /// The camera has zoomed as it was told.
    pub has_zoomed: bool,
}

/// What the survey wants.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Of the flight.
    Guide(Guide),
    /// Of the gimbal.
    Aim(Aim),
    /// Of the camera: a focal length, millimetres.
    Zoom(f64),
    /// Of who looks at the pictures.
    Look(Errand),
    /// The video is to be kept under this name; none is not kept any more.
    Record(Option<String>),
    /// The best reading of a station, with its evidence, is to be kept.
    Keep {
        /// Which station.
        stop: Box<Stop>,
        /// The reading.
        taken: Box<Taken>,
    },
    /// The gimbal is not needed any more.
    Release,
    /// Something is to be written down.
    Tell(News),
}

/// How far a station is.
#[derive(Clone, Debug, PartialEq)]
enum Phase {
    /// The mission brings it there.
    Underway,
    /// Vehicle, gimbal and zoom are coming to where they should be; then it is looked for.
    Settle { since: BootTime },
    /// The column is looked for.
    Find,
    /// The column is read.
    Read,
    /// All stations are done.
    Over,
}

/// The survey.
#[derive(Debug)]
pub struct Survey {
    brief: Brief,
    /// Stations that are read, or given up.
    done: Vec<bool>,
    read: usize,
    at: usize,
    phase: Phase,
    frames: Frames,
    aim: Aim,
    focal_mm: f64,
    guide: Guide,
    sweep: usize,
    misses: usize,
    turns: usize,
    attempt: usize,
    best: Option<Box<Taken>>,
    /// Why the column was not found.
    reason: String,
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
            phase: if at < done.len() {
                Phase::Underway
            } else {
                Phase::Over
            },
            focal_mm: brief.camera.focal_mm,
            brief,
            done,
            read: count,
            at,
            frames: Frames::default(),
            aim: Aim::default(),
            guide,
            sweep: 0,
            misses: 0,
            turns: 0,
            attempt: 0,
            best: None,
            reason: String::new(),
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
        self.phase == Phase::Over
    }

    /// How many stations were read, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.read, self.brief.stops.len())
    }

    /// What it wants next; call until none.
    pub fn wish(&mut self) -> Option<Wish> {
        self.wishes.pop_front()
    }

    /// The ship lies otherwise: the stations are these now, in the same order.
    pub fn replace(&mut self, stops: Vec<Stop>, heading_deg: f64) {
        if stops.len() != self.brief.stops.len() {
            return;
        }
        let moved = self.brief.stops.iter().zip(&stops);
        let by_m = moved
            .map(|(was, is)| was.hover.distance_m(is.hover))
            .fold(0.0, f64::max);
        if by_m < MOVED_M {
            return;
        }
        self.brief.stops = stops;
        self.tell(News::ShipMoved { heading_deg, by_m });
        if matches!(self.phase, Phase::Settle { .. } | Phase::Find | Phase::Read)
            && let Some(stop) = self.stop()
        {
            let target = stop.target();
            self.ask(Guide::Station(Some(target)));
        }
    }

    /// Time goes on.
    pub fn step(&mut self, now: BootTime, seen: &Circumstances<'_>) {
        if self.is_over() {
            return;
        }
        if !seen.is_guided {
            self.let_go();
            return;
        }
        match self.phase {
            Phase::Underway => self.arrive(now, seen),
            Phase::Settle { since } => self.settle(now, since, seen),
            Phase::Find | Phase::Read if self.frames.silent(now) >= NO_FRAMES => {
                self.give_up(now, "no pictures came from the camera");
            }
            Phase::Find | Phase::Read | Phase::Over => {}
        }
    }

    /// Something was seen in the pictures.
    pub fn see(&mut self, now: BootTime, seen: Seen) {
        match seen {
            Seen::Frame { time_s } => self.frames.came(now, time_s),
            Seen::Column {
                foot,
                is_read,
                time_s,
            } if self.frames.is_settled(time_s) => self.found(now, &foot, is_read),
            Seen::Nothing { reason, time_s } if self.frames.is_settled(time_s) => {
                self.missed(now, reason);
            }
            Seen::Column { .. } | Seen::Nothing { .. } => {}
            Seen::Taken(taken) => self.weigh(now, taken),
            Seen::Ended { reason } => {
                if matches!(self.phase, Phase::Find | Phase::Read | Phase::Settle { .. }) {
                    self.give_up(now, &format!("the video ended: {reason}"));
                }
            }
        }
    }

    fn arrive(&mut self, now: BootTime, seen: &Circumstances<'_>) {
        let (Some(item), Some(stop)) = (seen.item, self.stop().cloned()) else {
            return;
        };
        if seen.is_at_station && item < stop.item {
            // The station that it stands at is done.
            self.ask(Guide::MissionFrom(item + 1));
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
            self.begin(now, &stop, here, seen);
        }
    }

    fn begin(&mut self, now: BootTime, stop: &Stop, here: Position, seen: &Circumstances<'_>) {
        self.tell(News::AtStation {
            station: stop.name(),
            number: self.at + 1,
            of: self.brief.stops.len(),
        });
        self.ask(Guide::Station(Some(stop.target())));
        self.frames.wait(now);
        (self.sweep, self.misses, self.turns, self.attempt) = (0, 0, 0, 0);
        self.best = None;
        self.zoom(stop.focal_mm / WIDER);
        let height_m = seen.state.height_above_home_m.get();
        self.look(stop.aim(here, height_m.unwrap_or(stop.height_above_home_m)));
        self.phase = Phase::Settle { since: now };
    }

    fn settle(&mut self, now: BootTime, since: BootTime, seen: &Circumstances<'_>) {
        let Some(stop) = self.stop().cloned() else {
            return;
        };
        let state = seen.state;
        let here = state.position.get().zip(state.height_above_home_m.get());
        let stands = here.is_some_and(|(here, _)| here.distance_m(stop.hover) < STANDS_M)
            && state
                .ground_speed_m_s
                .get()
                .is_some_and(|m_s| m_s < STANDS_M_S)
            && seen.is_at_station;
        let is_first = self.turns == 0 && self.sweep == 0;
        if let (true, Some((here, height_m))) = (is_first && !stands, here) {
            let aim = stop.aim(here, height_m);
            if aim.off_deg(self.aim) > LOOKS_DEG / 2.0 {
                self.look(aim);
            }
        }
        let looks = Mount::pointing(state).is_none_or(|is| is.off_deg(self.aim) < LOOKS_DEG);
        if (stands && looks && seen.has_zoomed) || now >= since + SETTLES_WITHIN {
            self.frames.settle(SETTLED_S);
            self.phase = Phase::Find;
            self.misses = 0;
            self.want(Wish::Look(Errand::Find));
        }
    }

    /// The column is in the picture: nearer to its middle, larger, or it is read.
    fn found(&mut self, now: BootTime, foot: &Foot, is_read: bool) {
        let Some(stop) = self.stop().cloned() else {
            return;
        };
        match self.phase {
            Phase::Find => {
                let is_zoomed = self.focal_mm >= 0.97 * self.wanted_focal_mm(&stop);
                if (foot.is_centred() && is_zoomed) || self.turns >= TURNS {
                    self.tell(News::ColumnFound {
                        station: stop.name(),
                        mm_px: foot.mm_px,
                        figures_read: is_read,
                    });
                    self.read(&stop);
                } else {
                    self.approach(now, &stop, foot);
                }
            }
            Phase::Read if !foot.is_centred() => self.follow(foot),
            _ => {}
        }
    }

    /// The longest focal length that is of use at a stop.
    fn wanted_focal_mm(&self, stop: &Stop) -> f64 {
        self.brief.camera.zoomed(stop.focal_mm).focal_mm
    }

    fn approach(&mut self, now: BootTime, stop: &Stop, foot: &Foot) {
        self.turns += 1;
        let wanted_mm = self.wanted_focal_mm(stop);
        // Far off its place it is brought there first: zoomed in, it would be out of the picture.
        let next_mm = if foot.off() < 0.3 {
            wanted_mm.min(self.focal_mm * ZOOM_STEP)
        } else {
            self.focal_mm
        };
        let focal_px = |focal_mm: f64| aim::focal_px(&self.brief.camera, focal_mm, foot.size_px[0]);
        let aim = self
            .aim
            .turned(foot, focal_px(self.focal_mm), focal_px(next_mm));
        self.look(aim);
        self.zoom(next_mm);
        self.phase = Phase::Settle { since: now };
        self.want(Wish::Look(Errand::Idle));
    }

    /// While it is read, the camera goes after it by small steps.
    fn follow(&mut self, foot: &Foot) {
        const GENTLY: f64 = 0.5;
        let focal_px = aim::focal_px(&self.brief.camera, self.focal_mm, foot.size_px[0]);
        let wanted = foot.wanted_px();
        let at_px = [0, 1].map(|n| wanted[n] + GENTLY * (foot.at_px[n] - wanted[n]));
        let aim = self
            .aim
            .turned(&Foot { at_px, ..*foot }, focal_px, focal_px);
        self.look(aim);
    }

    fn missed(&mut self, now: BootTime, reason: String) {
        if self.phase != Phase::Find {
            return;
        }
        self.reason = reason;
        self.misses += 1;
        if self.misses < MISSES {
            return;
        }
        let Some(stop) = self.stop().cloned() else {
            return;
        };
        if self.turns > 0 {
            // It was there before: with a shorter lens it is found again.
            self.turns += 1;
            if self.turns >= TURNS {
                self.read(&stop);
                return;
            }
            self.zoom((self.focal_mm / 1.6).max(stop.focal_mm / WIDER));
        } else if self.sweep + 1 < SWEEP.len() {
            self.turn_aside();
        } else {
            let reason = self.reason.clone();
            self.give_up(now, &format!("no column of marks was found: {reason}"));
            return;
        }
        self.phase = Phase::Settle { since: now };
        self.want(Wish::Look(Errand::Idle));
    }

    fn turn_aside(&mut self) {
        let (was, is) = (SWEEP[self.sweep], SWEEP[self.sweep + 1]);
        self.sweep += 1;
        let sensor_mm = self.brief.camera.sensor_mm;
        let [right_deg, up_deg] = [0, 1].map(|n| {
            let half_view_rad = (sensor_mm[n] / 2.0 / self.focal_mm).atan();
            (is[n] - was[n]) * half_view_rad.to_degrees()
        });
        self.look(Aim {
            yaw_deg: (self.aim.yaw_deg + right_deg).rem_euclid(360.0),
            pitch_deg: self.aim.pitch_deg + up_deg,
        });
    }

    fn read(&mut self, stop: &Stop) {
        self.attempt += 1;
        let longer = LONGER.powi(self.attempt as i32 - 1);
        self.phase = Phase::Read;
        self.want(Wish::Record(Some(format!(
            "video-{}-{}",
            stop.file_name(),
            self.attempt
        ))));
        self.want(Wish::Look(Errand::Read {
            station: stop.name(),
            attempt: self.attempt,
            seconds: stop.dwell_s * longer,
        }));
    }

    /// A reading is done: is it sure enough?
    fn weigh(&mut self, now: BootTime, taken: Box<Taken>) {
        let Some(stop) = self
            .stop()
            .cloned()
            .filter(|stop| stop.name() == taken.station)
        else {
            return;
        };
        if self.phase != Phase::Read {
            return;
        }
        self.want(Wish::Record(None));
        let reading = &taken.reading;
        let is_read = reading.status == Status::Read;
        let is_sure = reading
            .u95_m
            .is_some_and(|u95_m| u95_m <= self.brief.wanted_u95_m);
        let is_last = self.attempt >= ATTEMPTS;
        let next = match (is_read, is_sure, is_last) {
            (true, true, _) => "it is sure enough",
            (_, _, true) => "that was the last attempt",
            (true, false, _) => "it is read again, longer",
            (false, ..) => "the column is looked for again",
        };
        self.tell(News::Reading {
            station: taken.station.clone(),
            attempt: taken.attempt,
            draught_m: reading.draught_m,
            u95_m: reading.u95_m,
            reason: reading.reason.clone(),
            next: next.to_owned(),
        });
        let is_better = self.best.as_ref().is_none_or(|best| better(&taken, best));
        if is_better {
            self.best = Some(taken);
        }
        if is_sure && is_read || is_last {
            self.finish(now, &stop);
        } else if is_read {
            self.read(&stop);
        } else {
            // A wider view shows more figures.
            self.turns = 1;
            self.zoom(stop.focal_mm / 1.5);
            self.phase = Phase::Settle { since: now };
        }
    }

    fn finish(&mut self, now: BootTime, stop: &Stop) {
        let best = self.best.take();
        match best {
            Some(taken) if taken.reading.status == Status::Read => {
                self.read += 1;
                self.want(Wish::Keep {
                    stop: Box::new(stop.clone()),
                    taken,
                });
                self.next(now, stop);
            }
            Some(taken) => {
                let reason = taken.reading.reason.clone().unwrap_or_default();
                self.want(Wish::Keep {
                    stop: Box::new(stop.clone()),
                    taken,
                });
                self.leave_unread(now, stop, reason);
            }
            None => {
                let reason = self.reason.clone();
                self.leave_unread(now, stop, reason);
            }
        }
    }

    fn give_up(&mut self, now: BootTime, reason: &str) {
        let Some(stop) = self.stop().cloned() else {
            return;
        };
        self.want(Wish::Record(None));
        reason.clone_into(&mut self.reason);
        self.finish(now, &stop);
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
        self.phase = Phase::Underway;
        // The mission goes on from behind this station's hold, and points the camera itself.
        self.want(Wish::Release);
        self.ask(Guide::MissionFrom(stop.item + 1));
        if next.is_none() {
            self.phase = Phase::Over;
            let (read, of) = self.progress();
            self.tell(News::Surveyed { read, of });
        }
    }

    /// Somebody else has the vehicle, or the safety table wants it otherwise.
    fn let_go(&mut self) {
        if self.phase == Phase::Underway {
            return;
        }
        if let Some(stop) = self.stop() {
            let station = stop.name();
            self.tell(News::Interrupted { station });
        }
        self.phase = Phase::Underway;
        self.want(Wish::Look(Errand::Idle));
        self.want(Wish::Record(None));
        self.want(Wish::Release);
        self.ask(Guide::Mission);
    }

    fn look(&mut self, aim: Aim) {
        self.aim = aim;
        self.want(Wish::Aim(aim));
    }

    fn zoom(&mut self, focal_mm: f64) {
        let focal_mm = self.brief.camera.zoomed(focal_mm).focal_mm;
        self.focal_mm = focal_mm;
        self.want(Wish::Zoom(focal_mm));
    }

    fn ask(&mut self, guide: Guide) {
        self.guide = guide;
        self.want(Wish::Guide(guide));
    }

    fn tell(&mut self, news: News) {
        self.want(Wish::Tell(news));
    }

    fn want(&mut self, wish: Wish) {
        self.wishes.push_back(wish);
    }
}

/// A reading is better than none, and a sure one better than an unsure one.
fn better(one: &Taken, other: &Taken) -> bool {
    let worth = |taken: &Taken| taken.reading.u95_m.unwrap_or(f64::INFINITY);
    worth(one) < worth(other)
}

#[cfg(test)]
mod tests;
