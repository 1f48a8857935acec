//! The asking half: finds a camera, takes pictures and video, and asks again for pictures that
//! were announced and lost.

mod lost;
mod report;

use std::collections::VecDeque;
use std::time::Duration;

use super::{Mode, Shot, id};
use crate::link::command::{self, Command, Outcome, Ticket};
use crate::link::dialect::{
    CAMERA_CAPTURE_STATUS_DATA, CAMERA_IMAGE_CAPTURED_DATA, MavCmd, MavMessage,
};
use crate::link::timers::earliest;
use crate::link::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;

use lost::Lost;
pub use report::{CaptureStatus, Information, Storage, StreamReport};

/// What the owner is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// There is a camera.
    Found(Box<Information>),
    /// What it is set for.
    Settings {
        /// Pictures or video.
        mode: Mode,
        /// Zoom, percent of its range, if it has one.
        zoom_percent: Option<f64>,
    },
    /// What it does.
    Status(CaptureStatus),
    /// Room for pictures.
    Storage(Storage),
    /// A stream that it offers.
    Stream(Box<StreamReport>),
    /// A picture was taken; each is told once, lost ones late.
    Captured {
        /// Its number, from 0.
        index: i32,
        /// What it was taken from.
        shot: Box<Shot>,
    },
    /// A command is over.
    Done {
        /// Which.
        ticket: Ticket,
        /// How it ended.
        outcome: Outcome,
    },
}

/// The asking half, of one camera.
#[derive(Debug)]
pub struct Client {
    camera: Endpoint,
    commands: command::Client,
    /// Of our single pictures.
    sequence: u16,
    /// Pictures up to this one were told, or are missing.
    next_index: Option<i32>,
    lost: Lost,
    /// The camera's time when it last said something new of its pictures.
    newest_boot_ms: u32,
    events: VecDeque<Event>,
}

impl Client {
    /// A client that speaks as `me` with the camera at `camera`.
    pub const fn new(me: Endpoint, camera: Endpoint) -> Self {
        Self {
            camera,
            commands: command::Client::new(me),
            sequence: 0,
            next_index: None,
            lost: Lost::new(),
            newest_boot_ms: 0,
            events: VecDeque::new(),
        }
    }

    /// Asks whether there is a camera.
    pub fn discover(&mut self, now: BootTime) -> Ticket {
        self.request(now, id::INFORMATION, 0.0)
    }

    /// Asks for settings, storage, status and streams.
    pub fn refresh(&mut self, now: BootTime) {
        for id in [
            id::SETTINGS,
            id::STORAGE,
            id::CAPTURE_STATUS,
            id::STREAM_INFORMATION,
        ] {
            self.request(now, id, 0.0);
        }
    }

    /// Takes one picture.
    pub fn take_picture(&mut self, now: BootTime) -> Ticket {
        self.sequence = self.sequence.checked_add(1).unwrap_or(1);
        let params = [0.0, 0.0, 1.0, f32::from(self.sequence)];
        self.send(now, MavCmd::MAV_CMD_IMAGE_START_CAPTURE, &params)
    }

    /// Takes pictures at an interval; `None` is until told otherwise.
    pub fn take_pictures(&mut self, now: BootTime, every: Duration, count: Option<u16>) -> Ticket {
        let count = f32::from(count.unwrap_or(0));
        let params = [0.0, every.as_secs_f32(), count, 0.0];
        self.send(now, MavCmd::MAV_CMD_IMAGE_START_CAPTURE, &params)
    }

    /// Takes no more pictures.
    pub fn stop_pictures(&mut self, now: BootTime) -> Ticket {
        self.send(now, MavCmd::MAV_CMD_IMAGE_STOP_CAPTURE, &[])
    }

    /// Records video; status is reported once a second.
    pub fn start_video(&mut self, now: BootTime) -> Ticket {
        self.send(now, MavCmd::MAV_CMD_VIDEO_START_CAPTURE, &[0.0, 1.0])
    }

    /// Records no more video.
    pub fn stop_video(&mut self, now: BootTime) -> Ticket {
        self.send(now, MavCmd::MAV_CMD_VIDEO_STOP_CAPTURE, &[])
    }

    /// Sends a stream (from 1; 0 is all), or no longer.
    pub fn stream(&mut self, now: BootTime, number: u8, running: bool) -> Ticket {
        let command = if running {
            MavCmd::MAV_CMD_VIDEO_START_STREAMING
        } else {
            MavCmd::MAV_CMD_VIDEO_STOP_STREAMING
        };
        self.send(now, command, &[f32::from(number)])
    }

    /// Pictures or video.
    pub fn set_mode(&mut self, now: BootTime, mode: Mode) -> Ticket {
        let number = match mode {
            Mode::Image => 0.0,
            Mode::Video => 1.0,
            Mode::Survey => 2.0,
        };
        self.send(now, MavCmd::MAV_CMD_SET_CAMERA_MODE, &[0.0, number])
    }

    /// Zooms to a percentage of the range.
    pub fn zoom_to(&mut self, now: BootTime, percent: f64) -> Ticket {
        let percent = percent.clamp(0.0, 100.0) as f32;
        self.send(now, MavCmd::MAV_CMD_SET_CAMERA_ZOOM, &[2.0, percent])
    }

    /// Zooms to a focal length, millimetres; not every camera knows its own.
    pub fn zoom_to_focal(&mut self, now: BootTime, focal_mm: f64) -> Ticket {
        let params = [3.0, focal_mm as f32];
        self.send(now, MavCmd::MAV_CMD_SET_CAMERA_ZOOM, &params)
    }

    /// Empties the storage.
    pub fn format(&mut self, now: BootTime) -> Ticket {
        self.send(now, MavCmd::MAV_CMD_STORAGE_FORMAT, &[1.0, 1.0, 1.0])
    }

    fn request(&mut self, now: BootTime, id: u32, which: f32) -> Ticket {
        let params = [id as f32, which];
        self.send(now, MavCmd::MAV_CMD_REQUEST_MESSAGE, &params)
    }

    fn send(&mut self, now: BootTime, command: MavCmd, params: &[f32]) -> Ticket {
        let command = Command::long(command, params);
        self.commands.send(now, self.camera, command)
    }

    fn captured(&mut self, now: BootTime, m: &CAMERA_IMAGE_CAPTURED_DATA) {
        let index = m.image_index;
        let next = self.next_index.unwrap_or(index);
        if index < next {
            if !self.lost.found(index) {
                return; // told before
            }
        } else {
            self.lose(now, next, index);
            self.next_index = Some(index.saturating_add(1));
            self.newest_boot_ms = self.newest_boot_ms.max(m.time_boot_ms);
        }
        let shot = Box::new(report::shot(m));
        self.events.push_back(Event::Captured { index, shot });
    }

    /// The count tells of pictures whose own message was lost; a smaller one, of an emptied
    /// storage, unless it is only late.
    fn counted(&mut self, now: BootTime, m: &CAMERA_CAPTURE_STATUS_DATA) {
        let next = self.next_index.unwrap_or(m.image_count);
        let is_smaller = u32::from(m.image_count < next);
        if m.time_boot_ms < self.newest_boot_ms.saturating_add(is_smaller) {
            return;
        }
        self.newest_boot_ms = m.time_boot_ms;
        self.lose(now, next, m.image_count);
        if m.image_count < next {
            self.lost.clear();
        }
        self.next_index = Some(m.image_count);
    }

    /// The pictures from `next` to before `index` were taken and not announced.
    fn lose(&mut self, now: BootTime, next: i32, index: i32) {
        for lost in next.max(index.saturating_sub(lost::MOST))..index {
            self.lost.add(now, lost);
        }
        self.ask_for_lost(now);
    }

    fn ask_for_lost(&mut self, now: BootTime) {
        while let Some(index) = self.lost.next(now) {
            let ticket = self.request(now, id::IMAGE_CAPTURED, index as f32);
            self.lost.asked(index, ticket);
        }
    }

    /// Tells what became of the owner's commands; not of requests of our own.
    fn finish_commands(&mut self, now: BootTime) {
        while let Some(event) = self.commands.poll_event() {
            if let command::ClientEvent::Done {
                ticket, outcome, ..
            } = event
                && !self.lost.answered(now, ticket)
            {
                self.events.push_back(Event::Done { ticket, outcome });
            }
        }
    }
}

impl Conversation for Client {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        self.commands.handle(now, from, message);
        self.finish_commands(now);
        if !from.is_meant_by(self.camera) {
            return;
        }
        match message {
            MavMessage::CAMERA_IMAGE_CAPTURED(m) => {
                self.captured(now, m);
            }
            MavMessage::CAMERA_CAPTURE_STATUS(m) => {
                self.counted(now, m);
                self.events.push_back(Event::Status(report::status(m)));
            }
            other => self.events.extend(report::event(other)),
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        self.commands.handle_timeout(now);
        self.finish_commands(now);
        self.ask_for_lost(now);
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.commands.poll_transmit()
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        earliest([self.commands.poll_timeout(), self.lost.due()])
    }
}
