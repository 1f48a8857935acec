//! The search at one station: the vehicle settles, the column of marks is found in the picture,
//! centred and zoomed to, and read until it is read surely enough.

use std::time::Duration;

use missions::camera::Camera;
use missions::time::BootTime;

use super::aim::{self, Aim, Foot};
use super::frames::Frames;
use super::lookout::{Errand, Seen, Taken};
use super::mount::Mount;
use super::news::News;
use super::stop::Stop;
use super::wish::{Brief, Circumstances, Wish};
use crate::flight::guide::Guide;
use crate::vision::reading::Status;

/// The vehicle stands when it is so near to its place, metres, and so slow, metres per second.
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
/// A lens of this share of the wanted length is near enough.
const ZOOMED: f64 = 0.97;
/// A column that is off by more than this share of the picture is turned to before it is zoomed to:
/// zoomed in, it would be out of the picture.
const FAR_OFF: f64 = 0.3;
/// A column that was lost is looked for again with so much shorter a lens, step by step.
const BACK_STEP: f64 = 1.6;
/// After a refusal the lens is so much shorter than it should be: more figures are in the picture.
const WIDER_AGAIN: f64 = 1.5;
/// A station is read so often at most.
const ATTEMPTS: usize = 3;
/// Each time so much longer.
const LONGER: f64 = 1.5;
/// A source that shows nothing for so long is given up.
const NO_FRAMES: Duration = Duration::from_mins(1);

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    /// Vehicle, gimbal and zoom are coming to where they should be; then it is looked for.
    Settle { since: BootTime },
    /// The column is looked for.
    Find,
    /// The column is read.
    Read,
}

/// What came of it: the best reading, or why there is none.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) best: Option<Box<Taken>>,
    pub(super) reason: String,
}

/// A station that is being read.
#[derive(Debug)]
pub(super) struct Visit {
    stop: Stop,
    camera: Camera,
    wanted_u95_m: f64,
    phase: Phase,
    aim: Aim,
    focal_mm: f64,
    /// Where in [`SWEEP`] it is looked for.
    sweep: usize,
    misses: usize,
    turns: usize,
    /// The column was in the picture: where it is lost again it is looked for with a shorter lens,
    /// not elsewhere.
    was_found: bool,
    attempt: usize,
    best: Option<Box<Taken>>,
    /// Why the column was not found.
    reason: String,
    wishes: Vec<Wish>,
    ended: Option<Ended>,
}

impl Visit {
    /// Begins: the vehicle is near, and stands by our own order from now on.
    pub(super) fn begin(
        now: BootTime,
        brief: &Brief,
        stop: &Stop,
        seen: &Circumstances<'_>,
    ) -> Self {
        let mut visit = Self {
            stop: stop.clone(),
            camera: brief.camera.clone(),
            wanted_u95_m: brief.wanted_u95_m,
            phase: Phase::Settle { since: now },
            aim: Aim::default(),
            focal_mm: brief.camera.focal_mm,
            sweep: 0,
            misses: 0,
            turns: 0,
            was_found: false,
            attempt: 0,
            best: None,
            reason: String::new(),
            wishes: vec![Wish::Guide(Guide::Station(Some(stop.target())))],
            ended: None,
        };
        visit.zoom(stop.focal_mm / WIDER);
        let height_m = seen.state.height_above_home_m.get();
        let here = seen.state.position.get().unwrap_or(stop.hover);
        visit.look(stop.aim(here, height_m.unwrap_or(stop.height_above_home_m)));
        visit
    }

    /// What it wants since the last call.
    pub(super) fn wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }

    /// What came of it, once it is over.
    pub(super) fn ended(&mut self) -> Option<Ended> {
        self.ended.take()
    }

    /// The ship lies otherwise, and the station with her.
    pub(super) fn moved(&mut self, stop: Stop) {
        self.want(Wish::Guide(Guide::Station(Some(stop.target()))));
        self.stop = stop;
    }

    /// Time goes on.
    pub(super) fn step(&mut self, now: BootTime, seen: &Circumstances<'_>, frames: &mut Frames) {
        match self.phase {
            Phase::Settle { since } => self.settle(now, since, seen, frames),
            Phase::Find | Phase::Read if frames.silent(now) >= NO_FRAMES => {
                self.give_up("no pictures came from the camera");
            }
            Phase::Find | Phase::Read => {}
        }
    }

    /// Something was seen in the pictures.
    pub(super) fn see(&mut self, now: BootTime, seen: Seen, frames: &Frames) {
        match seen {
            Seen::Column {
                foot,
                is_read,
                time_s,
            } if frames.is_settled(time_s) => self.found(now, &foot, is_read),
            Seen::Nothing { reason, time_s } if frames.is_settled(time_s) => {
                self.missed(now, reason);
            }
            Seen::Column { .. } | Seen::Nothing { .. } | Seen::Frame { .. } => {}
            Seen::Taken(taken) => self.weigh(now, taken),
            Seen::Ended { reason } => self.give_up(&format!("the video ended: {reason}")),
        }
    }

    fn settle(
        &mut self,
        now: BootTime,
        since: BootTime,
        seen: &Circumstances<'_>,
        frames: &mut Frames,
    ) {
        let state = seen.state;
        let here = state.position.get().zip(state.height_above_home_m.get());
        let stands = here.is_some_and(|(here, _)| here.distance_m(self.stop.hover) < STANDS_M)
            && state
                .ground_speed_m_s
                .get()
                .is_some_and(|m_s| m_s < STANDS_M_S)
            && seen.is_at_station;
        let is_first = !self.was_found && self.sweep == 0;
        if let (true, Some((here, height_m))) = (is_first && !stands, here) {
            let aim = self.stop.aim(here, height_m);
            if aim.off_deg(self.aim) > LOOKS_DEG / 2.0 {
                self.look(aim);
            }
        }
        let looks = Mount::pointing(state).is_none_or(|is| is.off_deg(self.aim) < LOOKS_DEG);
        if (stands && looks && seen.has_zoomed) || now >= since + SETTLES_WITHIN {
            frames.settle(SETTLED_S);
            self.phase = Phase::Find;
            self.misses = 0;
            self.want(Wish::Look(Errand::Find));
        }
    }

    /// The column is in the picture: nearer to its middle, larger, or it is read.
    fn found(&mut self, now: BootTime, foot: &Foot, is_read: bool) {
        match self.phase {
            Phase::Find => {
                self.was_found = true;
                let is_zoomed = self.focal_mm >= ZOOMED * self.wanted_focal_mm();
                if (foot.is_centred() && is_zoomed) || self.turns >= TURNS {
                    self.want(Wish::Tell(News::ColumnFound {
                        station: self.stop.name(),
                        mm_px: foot.mm_px,
                        figures_read: is_read,
                    }));
                    self.read();
                } else {
                    self.approach(now, foot);
                }
            }
            Phase::Read if !foot.is_centred() => self.follow(foot),
            Phase::Read | Phase::Settle { .. } => {}
        }
    }

    /// The longest focal length that is of use here.
    fn wanted_focal_mm(&self) -> f64 {
        self.camera.zoomed(self.stop.focal_mm).focal_mm
    }

    fn approach(&mut self, now: BootTime, foot: &Foot) {
        self.turns += 1;
        let next_mm = if foot.off() < FAR_OFF {
            self.wanted_focal_mm().min(self.focal_mm * ZOOM_STEP)
        } else {
            self.focal_mm
        };
        let focal_px = |focal_mm: f64| aim::focal_px(&self.camera, focal_mm, foot.size_px[0]);
        let aim = self
            .aim
            .turned(foot, focal_px(self.focal_mm), focal_px(next_mm));
        self.look(aim);
        self.zoom(next_mm);
        self.look_again(now);
    }

    /// While it is read, the camera goes after it by small steps.
    fn follow(&mut self, foot: &Foot) {
        const GENTLY: f64 = 0.5;
        let focal_px = aim::focal_px(&self.camera, self.focal_mm, foot.size_px[0]);
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
        if self.was_found {
            self.turns += 1;
            if self.turns >= TURNS {
                self.read();
                return;
            }
            self.zoom((self.focal_mm / BACK_STEP).max(self.stop.focal_mm / WIDER));
        } else if self.sweep + 1 < SWEEP.len() {
            self.turn_aside();
        } else {
            let reason = format!("no column of marks was found: {}", self.reason);
            self.give_up(&reason);
            return;
        }
        self.look_again(now);
    }

    fn turn_aside(&mut self) {
        let (was, is) = (SWEEP[self.sweep], SWEEP[self.sweep + 1]);
        self.sweep += 1;
        let sensor_mm = self.camera.sensor_mm;
        let [right_deg, up_deg] = [0, 1].map(|n| {
            let half_view_rad = (sensor_mm[n] / 2.0 / self.focal_mm).atan();
            (is[n] - was[n]) * half_view_rad.to_degrees()
        });
        self.look(Aim {
            yaw_deg: (self.aim.yaw_deg + right_deg).rem_euclid(360.0),
            pitch_deg: self.aim.pitch_deg + up_deg,
        });
    }

    /// Once all has settled.
    fn look_again(&mut self, now: BootTime) {
        self.phase = Phase::Settle { since: now };
        self.want(Wish::Look(Errand::Idle));
    }

    fn read(&mut self) {
        self.attempt += 1;
        let longer = LONGER.powi(self.attempt as i32 - 1);
        self.phase = Phase::Read;
        let video = self.stop.video_name(self.attempt);
        self.want(Wish::Record(Some(video)));
        self.want(Wish::Look(Errand::Read {
            station: self.stop.name(),
            attempt: self.attempt,
            seconds: self.stop.dwell_s * longer,
        }));
    }

    /// A reading is done: is it sure enough?
    fn weigh(&mut self, now: BootTime, taken: Box<Taken>) {
        if self.phase != Phase::Read || taken.station != self.stop.name() {
            return;
        }
        self.want(Wish::Record(None));
        let reading = &taken.reading;
        let is_read = reading.status == Status::Read;
        let is_sure = reading
            .u95_m
            .is_some_and(|u95_m| u95_m <= self.wanted_u95_m);
        let is_last = self.attempt >= ATTEMPTS;
        let next = match (is_read, is_sure, is_last) {
            (true, true, _) => "it is sure enough",
            (_, _, true) => "that was the last attempt",
            (true, false, _) => "it is read again, longer",
            (false, ..) => "the column is looked for again",
        };
        self.want(Wish::Tell(News::Reading {
            station: taken.station.clone(),
            attempt: taken.attempt,
            draught_m: reading.draught_m,
            u95_m: reading.u95_m,
            reason: reading.reason.clone(),
            next: next.to_owned(),
        }));
        let is_better = self.best.as_ref().is_none_or(|best| better(&taken, best));
        if is_better {
            self.best = Some(taken);
        }
        if is_sure && is_read || is_last {
            self.end();
        } else if is_read {
            self.read();
        } else {
            (self.turns, self.was_found) = (0, true);
            self.zoom(self.stop.focal_mm / WIDER_AGAIN);
            self.phase = Phase::Settle { since: now };
        }
    }

    fn give_up(&mut self, reason: &str) {
        self.want(Wish::Record(None));
        reason.clone_into(&mut self.reason);
        self.end();
    }

    fn end(&mut self) {
        self.ended = Some(Ended {
            best: self.best.take(),
            reason: std::mem::take(&mut self.reason),
        });
    }

    fn look(&mut self, aim: Aim) {
        self.aim = aim;
        self.want(Wish::Aim(aim));
    }

    fn zoom(&mut self, focal_mm: f64) {
        let focal_mm = self.camera.zoomed(focal_mm).focal_mm;
        self.focal_mm = focal_mm;
        self.want(Wish::Zoom(focal_mm));
    }

    fn want(&mut self, wish: Wish) {
        self.wishes.push(wish);
    }
}

/// A reading is better than none, and a sure one better than an unsure one.
fn better(one: &Taken, other: &Taken) -> bool {
    let worth = |taken: &Taken| taken.reading.u95_m.unwrap_or(f64::INFINITY);
    worth(one) < worth(other)
}
