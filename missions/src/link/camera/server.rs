//! The answering half: a camera that tells its owner when to take a picture.

mod message;
mod order;

use std::collections::VecDeque;
use std::time::Duration;

use super::{Mode, Profile, Shot, id};
use crate::link::command;
use crate::link::dialect::{CAMERA_IMAGE_CAPTURED_DATA, MavMessage};
use crate::link::timers::earliest;
use crate::link::{Conversation, Endpoint, Transmit, target_of};
use crate::time::BootTime;

/// So many pictures can be asked for again.
const MOST_KEPT: usize = 4096;
/// Zooming and focusing without end is followed so often.
const SLIDE_EVERY: Duration = Duration::from_millis(100);
/// Zooming without end covers the whole range in five seconds.
const SLIDE_PERCENT_PER_S: f64 = 20.0;

/// What the owner is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Take a picture now, and say so with [`Server::captured`].
    Capture,
    /// Video is recorded, or no longer.
    Recording(bool),
    /// A stream is wanted, or no longer; streams count from 1.
    Streaming {
        /// Which.
        stream: u8,
        /// Whether it is to be sent.
        running: bool,
    },
    /// Another mode.
    Mode(Mode),
    /// Another zoom factor, 1 to the profile's.
    Zoom(f64),
    /// Another focus, percent of the range; `None` is automatic.
    Focus(Option<f64>),
    /// The storage is to be emptied.
    Format,
}

/// The answering half of one camera.
///
/// It is a component of its own (100 to 105) and acknowledges *every* command that names this
/// component, and of those that name all components (0) only a camera's ([`Server::answers`]):
/// MAV_CMD_REQUEST_MESSAGE for 259 to 263 and 269 to 271, SET_MESSAGE_INTERVAL for some of these,
/// 521, 522, 525, 526, 527, 529 to 532, 2000 to 2002 and 2500 to 2505. The component's heartbeat is
/// not in here.
#[derive(Debug)]
pub struct Server {
    me: Endpoint,
    profile: Profile,
    mode: Mode,
    zoom_percent: f64,
    focus_percent: Option<f64>,
    sliding: Option<Sliding>,
    used_mib: f64,
    series: Option<Series>,
    recording: Option<Recording>,
    intervals: Vec<Interval>,
    view: Shot,
    kept: VecDeque<CAMERA_IMAGE_CAPTURED_DATA>,
    image_count: i32,
    /// The last single picture that each sender numbered, so that it is taken once.
    sequences: Vec<(Endpoint, u32)>,
    commands: command::Server,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

/// Pictures at an interval.
#[derive(Clone, Debug)]
struct Series {
    every: Duration,
    due: BootTime,
    /// `None` is until told otherwise.
    left: Option<u32>,
}

#[derive(Clone, Debug)]
struct Recording {
    since: BootTime,
    report_every: Option<Duration>,
    report_due: BootTime,
}

/// A message that somebody wants regularly.
#[derive(Clone, Debug)]
struct Interval {
    id: u32,
    every: Duration,
    due: BootTime,
}

/// Zoom that goes on until it is stopped or at its end.
#[derive(Clone, Debug)]
struct Sliding {
    percent_per_s: f64,
    since: BootTime,
    due: BootTime,
}

impl Server {
    /// A camera that speaks as `me`.
    pub fn new(me: Endpoint, profile: Profile) -> Self {
        Self {
            me,
            profile,
            mode: Mode::default(),
            zoom_percent: 0.0,
            focus_percent: None,
            sliding: None,
            used_mib: 0.0,
            series: None,
            recording: None,
            intervals: Vec::new(),
            view: Shot::default(),
            kept: VecDeque::new(),
            image_count: 0,
            sequences: Vec::new(),
            commands: command::Server::new(me),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// A picture was taken, asked for or not: tells everybody, and keeps it to be asked for again.
    /// Gives its index, from 0.
    pub fn captured(&mut self, now: BootTime, shot: &Shot) -> i32 {
        let index = self.image_count;
        self.image_count = index.saturating_add(1);
        let room_mib = self.profile.storage_mib - self.used_mib;
        self.used_mib += self.profile.picture_mib.min(room_mib);
        let message = message::image_captured(now, index, shot);
        if self.kept.len() == MOST_KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(message.clone());
        self.say(MavMessage::CAMERA_IMAGE_CAPTURED(message));
        index
    }

    /// Where the camera is and how it is turned now, for CAMERA_FOV_STATUS; the file and time in
    /// it do not matter.
    pub fn look(&mut self, view: Shot) {
        self.view = view;
    }

    /// What it is.
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// What it is set for.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Zoom factor, 1 to the profile's.
    pub fn zoom(&self) -> f64 {
        1.0 + (self.profile.zoom - 1.0) * self.zoom_percent / 100.0
    }

    /// Whether video is recorded.
    pub const fn is_recording(&self) -> bool {
        self.recording.is_some()
    }

    /// Pictures taken since the storage was emptied.
    pub const fn image_count(&self) -> i32 {
        self.image_count
    }

    /// Whether this server acknowledges the command that a message carries.
    pub fn answers(&self, message: &MavMessage) -> bool {
        let Some((command, _)) = command::Command::from_message(message) else {
            return false;
        };
        self.me.is_addressed_by(message)
            && (target_of(message).component == self.me.component || order::is_owned(&command))
    }

    fn say(&mut self, message: MavMessage) {
        self.transmits.push_back(Transmit::new(self.me, message));
    }

    /// Says all messages with an id; whether there are any.
    fn say_all(&mut self, now: BootTime, id: u32, params: [f32; 4]) -> bool {
        let messages = self.messages(now, id, params);
        let any = !messages.is_empty();
        for message in messages {
            self.say(message);
        }
        any
    }

    fn next_picture(&mut self, now: BootTime) {
        let Some(series) = self.series.as_mut().filter(|series| series.due <= now) else {
            return;
        };
        series.due = (series.due + series.every).max(now);
        series.left = series.left.map(|left| left.saturating_sub(1));
        let over = series.left == Some(0);
        if over {
            self.series = None;
        }
        self.events.push_back(Event::Capture);
        if over {
            self.say_all(now, id::CAPTURE_STATUS, [0.0; 4]);
        }
    }

    fn slide(&mut self, now: BootTime) {
        let Some(sliding) = self.sliding.as_mut().filter(|sliding| sliding.due <= now) else {
            return;
        };
        let moved = sliding.percent_per_s * now.since(sliding.since).as_secs_f64();
        (sliding.since, sliding.due) = (now, now + SLIDE_EVERY);
        let before = self.zoom_percent;
        self.zoom_percent = (before + moved).clamp(0.0, 100.0);
        if self.zoom_percent == before {
            self.sliding = None;
        } else {
            self.events.push_back(Event::Zoom(self.zoom()));
        }
        self.say_all(now, id::SETTINGS, [0.0; 4]);
    }

    fn report(&mut self, now: BootTime) {
        let mut due = Vec::new();
        if let Some(recording) = &mut self.recording
            && let Some(every) = recording.report_every
            && recording.report_due <= now
        {
            recording.report_due = now + every;
            due.push(id::CAPTURE_STATUS);
        }
        for interval in &mut self.intervals {
            if interval.due <= now {
                interval.due = now + interval.every;
                due.push(interval.id);
            }
        }
        for id in due {
            self.say_all(now, id, [0.0; 4]);
        }
    }
}

impl Conversation for Server {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        self.commands.handle(now, from, message);
        while let Some(event) = self.commands.poll_event() {
            let command::ServerEvent::Request {
                id,
                from,
                to,
                command,
            } = event
            else {
                continue;
            };
            if to.component != self.me.component && !order::is_owned(&command) {
                self.commands.drop_silently(id);
                continue;
            }
            let result = self.obey(now, from, &command);
            self.commands.answer(id, result);
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        self.next_picture(now);
        self.slide(now);
        self.report(now);
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        let ack = self.commands.poll_transmit();
        ack.or_else(|| self.transmits.pop_front())
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        let reported = self.recording.as_ref().filter(|r| r.report_every.is_some());
        let intervals = self.intervals.iter().map(|interval| interval.due).min();
        earliest([
            self.series.as_ref().map(|series| series.due),
            self.sliding.as_ref().map(|sliding| sliding.due),
            reported.map(|recording| recording.report_due),
            intervals,
        ])
    }
}
