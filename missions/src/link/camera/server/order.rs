//! What each command makes the camera do, and the result that is acknowledged.
#![expect(
    deprecated,
    reason = "clients still ask by the commands that REQUEST_MESSAGE superseded"
)]

use std::time::Duration;

use super::super::{Mode, id};
use super::{
    Event, Interval, Recording, SLIDE_EVERY, SLIDE_PERCENT_PER_S, Series, Server, Sliding,
};
use crate::link::Endpoint;
use crate::link::command::Command;
use crate::link::dialect::{MavCmd, MavResult};
use crate::time::BootTime;

const ACCEPTED: MavResult = MavResult::MAV_RESULT_ACCEPTED;
const DENIED: MavResult = MavResult::MAV_RESULT_DENIED;
const UNSUPPORTED: MavResult = MavResult::MAV_RESULT_UNSUPPORTED;

/// Pictures come no faster than this, seconds.
const SHORTEST_INTERVAL_S: f32 = 0.1;
/// No interval is longer than this, seconds.
const LONGEST_INTERVAL_S: f32 = 86_400.0;
/// What a step of zoom or focus is, percent.
const STEP_PERCENT: f64 = 10.0;

const ALL_IDS: [u32; 8] = [
    id::INFORMATION,
    id::SETTINGS,
    id::STORAGE,
    id::CAPTURE_STATUS,
    id::IMAGE_CAPTURED,
    id::STREAM_INFORMATION,
    id::STREAM_STATUS,
    id::FOV_STATUS,
];

/// Whether it is a camera's command, whoever it names.
pub(super) fn is_owned(command: &Command) -> bool {
    match command.command() {
        MavCmd::MAV_CMD_REQUEST_MESSAGE | MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL => {
            ALL_IDS.contains(&(command.params()[0] as u32))
        }
        MavCmd::MAV_CMD_REQUEST_CAMERA_INFORMATION
        | MavCmd::MAV_CMD_REQUEST_CAMERA_SETTINGS
        | MavCmd::MAV_CMD_REQUEST_STORAGE_INFORMATION
        | MavCmd::MAV_CMD_STORAGE_FORMAT
        | MavCmd::MAV_CMD_REQUEST_CAMERA_CAPTURE_STATUS
        | MavCmd::MAV_CMD_RESET_CAMERA_SETTINGS
        | MavCmd::MAV_CMD_SET_CAMERA_MODE
        | MavCmd::MAV_CMD_SET_CAMERA_ZOOM
        | MavCmd::MAV_CMD_SET_CAMERA_FOCUS
        | MavCmd::MAV_CMD_IMAGE_START_CAPTURE
        | MavCmd::MAV_CMD_IMAGE_STOP_CAPTURE
        | MavCmd::MAV_CMD_REQUEST_CAMERA_IMAGE_CAPTURE
        | MavCmd::MAV_CMD_VIDEO_START_CAPTURE
        | MavCmd::MAV_CMD_VIDEO_STOP_CAPTURE
        | MavCmd::MAV_CMD_VIDEO_START_STREAMING
        | MavCmd::MAV_CMD_VIDEO_STOP_STREAMING
        | MavCmd::MAV_CMD_REQUEST_VIDEO_STREAM_INFORMATION
        | MavCmd::MAV_CMD_REQUEST_VIDEO_STREAM_STATUS => true,
        _ => false,
    }
}

impl Server {
    pub(super) fn obey(&mut self, now: BootTime, from: Endpoint, command: &Command) -> MavResult {
        let params = command.params();
        let [first, second, third, fourth] = params;
        match command.command() {
            MavCmd::MAV_CMD_REQUEST_MESSAGE => self.request(now, first as u32, params),
            MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL => self.repeat(now, first as u32, second),
            MavCmd::MAV_CMD_REQUEST_CAMERA_INFORMATION => {
                self.request(now, id::INFORMATION, params)
            }
            MavCmd::MAV_CMD_REQUEST_CAMERA_SETTINGS => self.request(now, id::SETTINGS, params),
            MavCmd::MAV_CMD_REQUEST_STORAGE_INFORMATION => {
                self.request(now, id::STORAGE, [0.0, first, 0.0, 0.0])
            }
            MavCmd::MAV_CMD_REQUEST_CAMERA_CAPTURE_STATUS => {
                self.request(now, id::CAPTURE_STATUS, params)
            }
            MavCmd::MAV_CMD_REQUEST_CAMERA_IMAGE_CAPTURE => {
                self.request(now, id::IMAGE_CAPTURED, [0.0, first, 0.0, 0.0])
            }
            MavCmd::MAV_CMD_REQUEST_VIDEO_STREAM_INFORMATION => {
                self.request(now, id::STREAM_INFORMATION, [0.0, first, 0.0, 0.0])
            }
            MavCmd::MAV_CMD_REQUEST_VIDEO_STREAM_STATUS => {
                self.request(now, id::STREAM_STATUS, [0.0, first, 0.0, 0.0])
            }
            MavCmd::MAV_CMD_STORAGE_FORMAT => self.format(now, first, second),
            MavCmd::MAV_CMD_RESET_CAMERA_SETTINGS => self.reset(now),
            MavCmd::MAV_CMD_SET_CAMERA_MODE => self.set_mode(now, second),
            MavCmd::MAV_CMD_SET_CAMERA_ZOOM => self.set_zoom(now, first, f64::from(second)),
            MavCmd::MAV_CMD_SET_CAMERA_FOCUS => self.set_focus(now, first, f64::from(second)),
            MavCmd::MAV_CMD_IMAGE_START_CAPTURE => {
                self.start_pictures(now, from, [second, third, fourth])
            }
            MavCmd::MAV_CMD_IMAGE_STOP_CAPTURE => {
                self.series = None;
                self.request(now, id::CAPTURE_STATUS, params)
            }
            MavCmd::MAV_CMD_VIDEO_START_CAPTURE => self.start_video(now, second),
            MavCmd::MAV_CMD_VIDEO_STOP_CAPTURE => self.stop_video(now),
            MavCmd::MAV_CMD_VIDEO_START_STREAMING => self.stream(now, first, true),
            MavCmd::MAV_CMD_VIDEO_STOP_STREAMING => self.stream(now, first, false),
            _ => UNSUPPORTED,
        }
    }

    fn request(&mut self, now: BootTime, id: u32, params: [f32; 4]) -> MavResult {
        if !ALL_IDS.contains(&id) {
            return UNSUPPORTED;
        }
        if self.say_all(now, id, params) {
            ACCEPTED
        } else {
            DENIED
        }
    }

    /// Microseconds; 0 and -1 are "not regularly" here, where nothing is regular by itself.
    fn repeat(&mut self, now: BootTime, id: u32, micros: f32) -> MavResult {
        if !ALL_IDS.contains(&id) || id == id::IMAGE_CAPTURED || !micros.is_finite() {
            return UNSUPPORTED;
        }
        self.intervals.retain(|interval| interval.id != id);
        if micros > 0.0 {
            let every = Duration::from_micros(micros as u64).max(Duration::from_millis(20));
            self.intervals.push(Interval {
                id,
                every,
                due: now,
            });
        }
        ACCEPTED
    }

    fn format(&mut self, now: BootTime, storage: f32, wanted: f32) -> MavResult {
        if wanted != 1.0 || storage > 1.0 {
            return DENIED;
        }
        self.used_mib = 0.0;
        self.image_count = 0;
        self.kept.clear();
        self.events.push_back(Event::Format);
        self.say_all(now, id::STORAGE, [0.0; 4]);
        self.say_all(now, id::CAPTURE_STATUS, [0.0; 4]);
        ACCEPTED
    }

    fn reset(&mut self, now: BootTime) -> MavResult {
        self.mode = Mode::default();
        self.zoom_percent = 0.0;
        self.focus_percent = None;
        self.sliding = None;
        let events = [
            Event::Mode(self.mode),
            Event::Zoom(self.zoom()),
            Event::Focus(None),
        ];
        self.events.extend(events);
        self.request(now, id::SETTINGS, [0.0; 4])
    }

    fn set_mode(&mut self, now: BootTime, number: f32) -> MavResult {
        self.mode = match number {
            0.0 => Mode::Image,
            1.0 => Mode::Video,
            2.0 => Mode::Survey,
            _ => return DENIED,
        };
        self.events.push_back(Event::Mode(self.mode));
        self.request(now, id::SETTINGS, [0.0; 4])
    }

    /// Types of zoom: 0 step, 1 without end (-1, 0, 1), 2 percent of the range, 3 focal length in
    /// millimetres. Source: common.xml, CAMERA_ZOOM_TYPE.
    fn set_zoom(&mut self, now: BootTime, kind: f32, value: f64) -> MavResult {
        if !value.is_finite() || self.profile.zoom <= 1.0 {
            return DENIED;
        }
        self.sliding = None;
        let percent = match kind {
            0.0 => self.zoom_percent + value * STEP_PERCENT,
            1.0 => {
                self.sliding = (value != 0.0).then(|| Sliding {
                    percent_per_s: value.clamp(-1.0, 1.0) * SLIDE_PERCENT_PER_S,
                    since: now,
                    due: now + SLIDE_EVERY,
                });
                return self.request(now, id::SETTINGS, [0.0; 4]);
            }
            2.0 => value,
            3.0 => (value / self.profile.focal_mm - 1.0) / (self.profile.zoom - 1.0) * 100.0,
            _ => return UNSUPPORTED,
        };
        self.zoom_percent = percent.clamp(0.0, 100.0);
        self.events.push_back(Event::Zoom(self.zoom()));
        self.request(now, id::SETTINGS, [0.0; 4])
    }

    /// Types of focus: 0 step, 1 without end, 2 percent, 4 to 6 automatic. Source: common.xml,
    /// SET_FOCUS_TYPE. Without end goes to that end at once.
    fn set_focus(&mut self, now: BootTime, kind: f32, value: f64) -> MavResult {
        let known = self.focus_percent.unwrap_or(50.0);
        let percent = match kind {
            0.0 => Some(known + value * STEP_PERCENT),
            1.0 if value == 0.0 => Some(known),
            1.0 => Some(if value < 0.0 { 0.0 } else { 100.0 }),
            2.0 => Some(value),
            4.0 | 5.0 | 6.0 => None,
            _ => return UNSUPPORTED,
        };
        if percent.is_some_and(|percent| !percent.is_finite()) {
            return DENIED;
        }
        self.focus_percent = percent.map(|percent| percent.clamp(0.0, 100.0));
        self.events.push_back(Event::Focus(self.focus_percent));
        self.request(now, id::SETTINGS, [0.0; 4])
    }

    /// Interval in seconds, number of pictures (0 is until told otherwise), and the sender's own
    /// number of a single picture, which is not taken twice.
    fn start_pictures(
        &mut self,
        now: BootTime,
        from: Endpoint,
        [interval_s, count, sequence]: [f32; 3],
    ) -> MavResult {
        let interval_s = if interval_s.is_nan() { 0.0 } else { interval_s };
        if interval_s < 0.0 || !(0.0..=1e6).contains(&count) {
            return DENIED;
        }
        if count == 1.0 {
            if !self.is_repeated(from, sequence as u32) {
                self.events.push_back(Event::Capture);
            }
            return ACCEPTED;
        }
        let every_s = interval_s.clamp(SHORTEST_INTERVAL_S, LONGEST_INTERVAL_S);
        self.series = Some(Series {
            every: Duration::from_secs_f32(every_s),
            due: now,
            left: (count > 0.0).then_some(count as u32),
        });
        self.request(now, id::CAPTURE_STATUS, [0.0; 4])
    }

    /// Whether the sender has asked for the picture with this number already; 0 is no number.
    fn is_repeated(&mut self, from: Endpoint, sequence: u32) -> bool {
        if sequence == 0 {
            return false;
        }
        if self.sequences.contains(&(from, sequence)) {
            return true;
        }
        self.sequences.retain(|(sender, _)| *sender != from);
        if self.sequences.len() == 16 {
            self.sequences.remove(0);
        }
        self.sequences.push((from, sequence));
        false
    }

    fn start_video(&mut self, now: BootTime, report_hz: f32) -> MavResult {
        if self.recording.is_some() {
            return ACCEPTED;
        }
        let report_every = (report_hz > 0.0 && report_hz.is_finite())
            .then(|| Duration::from_secs_f32(1.0 / report_hz.clamp(0.01, 50.0)));
        self.recording = Some(Recording {
            since: now,
            report_every,
            report_due: now + report_every.unwrap_or_default(),
        });
        self.events.push_back(Event::Recording(true));
        self.request(now, id::CAPTURE_STATUS, [0.0; 4])
    }

    fn stop_video(&mut self, now: BootTime) -> MavResult {
        if self.recording.take().is_some() {
            self.events.push_back(Event::Recording(false));
        }
        self.request(now, id::CAPTURE_STATUS, [0.0; 4])
    }

    fn stream(&mut self, now: BootTime, wanted: f32, running: bool) -> MavResult {
        let wanted = wanted as usize;
        if wanted > self.profile.streams.len() || self.profile.streams.is_empty() {
            return DENIED;
        }
        for (stream, number) in self.profile.streams.iter_mut().zip(1_u8..) {
            if wanted == 0 || wanted == usize::from(number) {
                stream.running = running;
                self.events.push_back(Event::Streaming {
                    stream: number,
                    running,
                });
            }
        }
        self.request(now, id::STREAM_STATUS, [0.0, wanted as f32, 0.0, 0.0])
    }
}
