//! A transmitter's flight, message by message.

use std::collections::BTreeSet;

use missions::geodesy::Position;
use missions::telemetry::Sample;
use missions::time::{BootTime, UtcTime};

use super::message::{self, Message};
use super::radio::Heard;
use crate::flight::{
    Clock, ClockBasis, Confidence, Event, EventKind, Fix, Flight, Home, Identity, IdentityKind,
    OperatorPosition, OperatorSource, Trace,
};

/// So many different texts are kept of one transmitter: a hostile one says another each time.
const MOST_WORDS: usize = 1000;

/// A flight as it is put together.
#[derive(Debug)]
pub(super) struct Course {
    flight: Flight,
    status: Option<u8>,
    /// What was said in words.
    words: BTreeSet<String>,
    now: BootTime,
    utc: UtcTime,
}

impl Course {
    pub(super) fn new(address: [u8; 6], trace: Trace) -> Self {
        let spelt: Vec<String> = address.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut course = Self {
            flight: Flight::default(),
            status: None,
            words: BTreeSet::new(),
            now: BootTime::ZERO,
            utc: UtcTime::from_micros(0),
        };
        if address != [0; 6] {
            course.named(
                IdentityKind::RadioAddress,
                spelt.join(":").as_bytes(),
                trace,
            );
        }
        course
    }

    /// Takes a message; `first` is the capture's first instant.
    pub(super) fn take(&mut self, heard: &Heard<'_>, (us, first): (i64, i64), trace: Trace) {
        let since = u64::try_from(us.saturating_sub(first)).unwrap_or(0);
        self.now = BootTime::from_micros(since);
        self.utc = UtcTime::from_micros(us);
        self.flight.clock.start_utc.get_or_insert(self.utc);
        let start = self.flight.span.map_or(self.now, |(start, _)| start);
        self.flight.span = Some((start, self.now));
        if let Some(network) = heard.network {
            self.named(IdentityKind::NetworkName, network, trace);
        }
        let read = if heard.is_dji {
            message::dji
        } else {
            message::read
        };
        if let Some(message) = read(heard.bytes) {
            self.said(message, trace);
        }
    }

    pub(super) fn into_flight(self) -> Flight {
        let note = "the clock of the computer that captured; broadcasts are not signed, a forged \
                    one looks the same";
        let clock = Clock {
            basis: ClockBasis::Device,
            note: Some(note.into()),
            ..self.flight.clock
        };
        Flight {
            clock,
            ..self.flight
        }
    }

    fn said(&mut self, message: Message, trace: Trace) {
        match message {
            Message::Identity(id) | Message::OperatorIdentity(id) => {
                self.named(IdentityKind::RemoteId, &id, trace);
            }
            Message::Location {
                status,
                position,
                altitude_m,
                height_m,
                accuracy_m,
            } => {
                self.status(status, trace);
                self.fix(position, trace, |fix| {
                    fix.sample.height_above_sea_m = altitude_m;
                    fix.sample.height_above_home_m = height_m;
                    fix.accuracy_m = accuracy_m;
                });
            }
            Message::Words(words) => self.text(&words, trace),
            Message::Operator { position, kind } => {
                self.operator(position, OperatorSource::of_remote_id(kind), trace);
            }
            Message::Dji {
                serial,
                position,
                height_m,
                home,
                app,
            } => {
                self.named(IdentityKind::AircraftSerial, &serial, trace);
                self.fix(position, trace, |fix| {
                    fix.sample.height_above_home_m = Some(height_m);
                });
                self.operator(app, OperatorSource::App, trace);
                self.home(home, trace);
            }
        }
    }

    fn named(&mut self, kind: IdentityKind, text: &[u8], trace: Trace) {
        if let Some(identity) = Identity::stated(kind, text, trace) {
            identity.once(&mut self.flight.identities);
        }
    }

    /// A text, which is said again and again, the first time.
    fn text(&mut self, words: &[u8], trace: Trace) {
        let end = words.iter().position(|byte| *byte == 0);
        let words = words.get(..end.unwrap_or(words.len())).unwrap_or(words);
        let text = String::from_utf8_lossy(words).into_owned();
        if self.words.len() < MOST_WORDS && self.words.insert(text.clone()) {
            self.event(EventKind::Text { text }, trace);
        }
    }

    /// 1 on the ground, 2 in the air, 3 an emergency, 4 its own system failed.
    fn status(&mut self, status: u8, trace: Trace) {
        let before = self.status.replace(status);
        if before == Some(status) {
            return;
        }
        match (before, status) {
            (Some(1), 2) => self.event(EventKind::TakeOff, trace),
            (Some(2), 1) => self.event(EventKind::Landed, trace),
            (_, 3) => self.event(
                EventKind::Failsafe {
                    what: "emergency".into(),
                },
                trace,
            ),
            _ => {}
        }
    }

    fn event(&mut self, kind: EventKind, trace: Trace) {
        let (at, confidence) = (self.now, Confidence::Stated);
        self.flight.events.push(Event {
            at,
            kind,
            trace,
            confidence,
        });
    }

    fn fix(&mut self, position: Option<Position>, trace: Trace, more: impl FnOnce(&mut Fix)) {
        let Some(position) = position else { return };
        let mut fix = Fix {
            sample: Sample {
                time: self.now,
                utc: Some(self.utc),
                position,
                height_above_sea_m: None,
                height_above_home_m: None,
                velocity_ned_m_s: None,
                attitude: None,
            },
            satellites: None,
            accuracy_m: None,
            trace,
            confidence: Confidence::Stated,
        };
        more(&mut fix);
        self.flight.fixes.push(fix);
    }

    fn operator(&mut self, position: Option<Position>, source: OperatorSource, trace: Trace) {
        let Some(position) = position else { return };
        let last = self.flight.operators.last();
        if last.is_some_and(|last| (last.position, last.source) == (position, source)) {
            return;
        }
        self.flight.operators.push(OperatorPosition {
            at: Some(self.now),
            utc: Some(self.utc),
            position,
            accuracy_m: None,
            source,
            trace,
            confidence: Confidence::Stated,
        });
    }

    fn home(&mut self, position: Option<Position>, trace: Trace) {
        let Some(position) = position else { return };
        if self
            .flight
            .homes
            .last()
            .is_none_or(|last| last.position != position)
        {
            let (at, confidence) = (Some(self.now), Confidence::Stated);
            self.flight.homes.push(Home {
                at,
                position,
                trace,
                confidence,
            });
        }
    }
}
