//! A flight with its wire, its signature and its folder: bytes in, bytes out, evidence kept.
//! It has no socket and no clock; the program and the tests move the bytes.

mod twin;

use missions::geodesy::Position;
use missions::link::dialect::MavMessage;
use missions::link::manners::Autopilot;
use missions::link::signing::{Signing, Verdict};
use missions::link::wire::{Reader, Writer, tlog};
use missions::link::{Conversation as _, Endpoint};
use missions::plan::item::Item;
use missions::time::{BootTime, UtcTime};
use serde::Serialize;

use crate::flight::Flight;
use crate::flight::event::Event;
use crate::flight::operator::Order;
use crate::flown::Flown;
use crate::folder::Folder;
use twin::Twin;

/// One line of `events.jsonl`.
#[derive(Debug, Serialize)]
struct Line<'a> {
    /// When, by this computer's clock.
    utc: String,
    /// Seconds since this program began.
    at_s: f64,
    #[serde(flatten)]
    event: &'a Event,
}

/// A flight under way.
#[derive(Debug)]
pub struct Session {
    flight: Flight,
    flown: Flown,
    folder: Folder,
    reader: Reader,
    writer: Writer,
    signing: Option<Signing>,
    /// UTC at this program's second 0.
    epoch: UtcTime,
    synced: BootTime,
    /// What happened since it was last asked for.
    events: Vec<Event>,
    /// Where decisions were made, for the picture.
    marks: Vec<(Position, String)>,
    twin: Twin,
}

impl Session {
    /// Begins, or goes on, with what was flown already.
    pub fn new(
        flight: Flight,
        flown: Flown,
        folder: Folder,
        signing: Option<Signing>,
        epoch: UtcTime,
    ) -> Self {
        Self {
            flight,
            flown,
            folder,
            reader: Reader::new(),
            writer: Writer::new(),
            signing,
            epoch,
            synced: BootTime::ZERO,
            events: Vec::new(),
            marks: Vec::new(),
            twin: Twin::default(),
        }
    }

    /// Bytes arrived.
    pub fn receive(&mut self, now: BootTime, bytes: &[u8]) {
        self.reader.push(bytes);
        while let Some(frame) = self.reader.next_frame() {
            let utc = self.utc(now);
            self.folder.frame(utc, &frame.raw);
            if self.flight.vehicle().is_some()
                && frame.from == self.flight.address()
                && self.twin.is_news(now, &frame.raw)
            {
                let address = frame.from.to_string();
                self.note(now, Event::Twin { address });
            }
            let believed = self
                .signing
                .as_mut()
                .is_none_or(|signing| !matches!(signing.check(&frame, utc), Verdict::Refused(_)));
            let Some(message) = frame.message().filter(|_| believed) else {
                continue;
            };
            self.flight.handle(now, frame.from, message);
            if self.flight.vehicle() == Some(frame.from) {
                let hole = self.flown.handle(now, self.flight.autopilot(), message);
                if let Some(hole) = hole {
                    let seconds = hole.seconds;
                    self.note(now, Event::TrackGap { seconds });
                }
            }
        }
        self.collect(now);
    }

    /// The time that [`Session::wake_at`] named has come.
    pub fn wake(&mut self, now: BootTime) {
        self.flight.handle_timeout(now);
        if now.since(self.synced).as_secs() >= 1 {
            self.synced = now;
            self.folder.sync(self.utc(now));
        }
        self.collect(now);
    }

    /// When it wants to be woken, at the latest.
    pub fn wake_at(&self) -> Option<BootTime> {
        self.flight.poll_timeout()
    }

    /// The next frame to send.
    pub fn transmit(&mut self, now: BootTime) -> Option<Vec<u8>> {
        let transmit = self.flight.poll_transmit()?;
        let utc = self.utc(now);
        let plain = self.writer.frame(&transmit);
        let frame = match &mut self.signing {
            Some(signing) => signing.sign(&plain, utc),
            None => plain,
        };
        self.folder.frame(utc, &frame);
        self.twin.sent(&frame);
        Some(frame)
    }

    /// The operator said something.
    pub fn order(&mut self, now: BootTime, order: Order, by: &str) {
        self.flight.order(order, by);
        self.flight.handle_timeout(now);
        self.collect(now);
    }

    /// Writes something down that did not come from the flight.
    pub fn note(&mut self, now: BootTime, event: Event) {
        self.write(now, &event);
        self.events.push(event);
    }

    /// What happened since the last call.
    pub fn news(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Where the safety table decided what.
    pub fn marks(&self) -> &[(Position, String)] {
        &self.marks
    }

    /// The flight.
    pub const fn flight(&self) -> &Flight {
        &self.flight
    }

    /// What was flown.
    pub const fn flown(&self) -> &Flown {
        &self.flown
    }

    /// The folder.
    pub const fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Frames that never came, by the gaps in the speakers' sequences.
    pub const fn lost_frames(&self) -> u64 {
        self.reader.counts().lost
    }

    /// UTC of a time of this program.
    pub fn utc(&self, now: BootTime) -> UtcTime {
        self.epoch + now.since(BootTime::ZERO)
    }

    fn collect(&mut self, now: BootTime) {
        while let Some(event) = self.flight.poll_event() {
            self.note(now, event);
        }
        while let Some(trouble) = self.folder.trouble() {
            self.note(now, Event::Folder(trouble));
        }
    }

    fn place(&self) -> Option<Position> {
        self.flight.state()?.position.get()
    }

    fn write(&mut self, now: BootTime, event: &Event) {
        let time = self.utc(now);
        let utc = time.to_string();
        let at_s = now.as_secs_f64();
        if let (Event::Decided(decision), Some(place)) = (event, self.place()) {
            let what = decision
                .situation
                .map_or("goes on".into(), |s| format!("{s:?}"));
            self.marks.push((place, what));
        }
        self.folder.event(time, &Line { utc, at_s, event });
    }
}

/// What the frames of a telemetry log say was flown, with these items.
pub fn replay(log: &[u8], items: &[Item]) -> Flown {
    let mut flown = Flown::new(items);
    let mut vehicle: Option<(Endpoint, Autopilot)> = None;
    let mut begin = None;
    for tlog::Entry { at, frame, .. } in tlog::entries(log) {
        let Some(message) = frame.message() else {
            continue;
        };
        let first = *begin.get_or_insert(at);
        let micros = at.as_micros().saturating_sub(first.as_micros());
        let now = BootTime::from_micros(u64::try_from(micros).unwrap_or(0));
        let (from, autopilot) = match vehicle {
            Some(known) => known,
            None => match autopilot_of(message) {
                Some(autopilot) => *vehicle.insert((frame.from, autopilot)),
                None => continue,
            },
        };
        if frame.from == from {
            flown.handle(now, Some(autopilot), message);
        }
    }
    flown
}

fn autopilot_of(message: &MavMessage) -> Option<Autopilot> {
    match message {
        MavMessage::HEARTBEAT(m) => Autopilot::recognise(m.autopilot),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
