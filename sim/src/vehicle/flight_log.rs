//! The log that the autopilot keeps of each flight, from arming to disarming.
//!
//! PX4 manner: ULog; ArduPilot manner: DataFlash. What is logged is
//! what the autopilot knew, not the truth.

mod dataflash;
mod ulog;

use missions::geodesy::Position;
use missions::time::{BootTime, UtcTime};

use super::autopilot::{Autopilot, AutopilotEvent};
use super::battery::Battery;
use super::modes::Manner;
use super::senses::Senses;

/// One flight's log, finished or still being written.
#[derive(Clone, Debug)]
pub struct FlightLog {
    number: u16,
    begun: UtcTime,
    path: String,
    is_open: bool,
    writer: Writer,
}

#[derive(Clone, Debug)]
enum Writer {
    Ulog(ulog::Writer),
    DataFlash(dataflash::Writer),
}

/// What there is to write down at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment<'a> {
    pub(super) now: BootTime,
    pub(super) utc: UtcTime,
    pub(super) board: [u32; 3],
    pub(super) senses: &'a Senses,
    pub(super) battery: &'a Battery,
    pub(super) autopilot: &'a Autopilot,
    pub(super) rotors: [f64; 4],
}

impl Moment<'_> {
    fn position(&self) -> (Position, f64) {
        let ned = self.senses.position_ned_m;
        (self.autopilot.position_of(ned), self.autopilot.sea_m(ned))
    }

    /// Height above home, metres.
    fn home_m(&self) -> f64 {
        let home = self.autopilot.home().map_or(0.0, |home| home.ned_m.z);
        home - self.senses.position_ned_m.z
    }
}

impl FlightLog {
    /// Number of the log, from 1, as MAVLink's log list counts.
    pub const fn number(&self) -> u16 {
        self.number
    }

    /// When it was begun.
    pub const fn begun(&self) -> UtcTime {
        self.begun
    }

    /// Where it lies on the autopilot's card, as MAVLink FTP sees it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether it is still being written.
    pub const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Its bytes so far.
    pub fn bytes(&self) -> &[u8] {
        match &self.writer {
            Writer::Ulog(writer) => writer.bytes(),
            Writer::DataFlash(writer) => writer.bytes(),
        }
    }

    fn begin(number: u16, moment: &Moment<'_>) -> Self {
        let (path, writer) = match moment.autopilot.manner() {
            Manner::ArduPilot => (
                format!("/APM/LOGS/{number:08}.BIN"),
                Writer::DataFlash(dataflash::Writer::begin(moment)),
            ),
            Manner::Px4 => (
                ulog_path(moment.utc),
                Writer::Ulog(ulog::Writer::begin(moment)),
            ),
        };
        Self {
            number,
            begun: moment.utc,
            path,
            is_open: true,
            writer,
        }
    }

    fn event(&mut self, moment: &Moment<'_>, event: &AutopilotEvent) {
        match &mut self.writer {
            Writer::Ulog(writer) => writer.event(moment, event),
            Writer::DataFlash(writer) => writer.event(moment, event),
        }
    }

    fn tick(&mut self, step: u64, moment: &Moment<'_>) {
        match &mut self.writer {
            Writer::Ulog(writer) => writer.tick(step, moment),
            Writer::DataFlash(writer) => writer.tick(step, moment),
        }
    }
}

/// PX4 names a log after the time at which it was begun.
fn ulog_path(utc: UtcTime) -> String {
    let text = utc.to_string();
    let (day, time) = text.split_once('T').unwrap_or((&text, ""));
    let time: String = time.chars().take(8).collect();
    format!("/fs/microsd/log/{day}/{}.ulg", time.replace(':', "_"))
}

/// The logs of one vehicle.
#[derive(Clone, Debug, Default)]
pub(super) struct Logbook {
    logs: Vec<FlightLog>,
    step: u64,
}

impl Logbook {
    pub(super) fn logs(&self) -> &[FlightLog] {
        &self.logs
    }

    pub(super) fn erase(&mut self) {
        self.logs.retain(FlightLog::is_open);
    }

    /// Writes down one step and what was said in it.
    pub(super) fn write(&mut self, moment: &Moment<'_>, said: &[AutopilotEvent]) {
        self.step += 1;
        for event in said {
            if *event == AutopilotEvent::Armed(true) {
                let number = self.logs.last().map_or(1, |log| log.number.wrapping_add(1));
                self.logs.push(FlightLog::begin(number, moment));
            }
            if let Some(log) = self.logs.last_mut().filter(|log| log.is_open) {
                log.event(moment, event);
                log.is_open = *event != AutopilotEvent::Armed(false);
            }
        }
        if let Some(log) = self.logs.last_mut().filter(|log| log.is_open) {
            log.tick(self.step, moment);
        }
    }
}

#[cfg(test)]
mod tests;
