//! The answering half. It sends no faster than it is told, because 90-byte packets flood a radio.

use std::collections::VecDeque;

use super::{Entry, PACKET};
use crate::link::dialect::{
    LOG_DATA_DATA, LOG_ENTRY_DATA, LOG_REQUEST_DATA_DATA, LOG_REQUEST_LIST_DATA, MavMessage,
};
use crate::link::pace::Pace;
use crate::link::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;

/// Log bytes a second, unless told otherwise.
const RATE: u32 = 250_000;

/// Whoever keeps the logs.
pub trait Logs {
    /// What there is, in rising order of id.
    fn entries(&mut self) -> Vec<Entry>;

    /// Reads into `buffer` from `offset` on; how much, 0 at and beyond the end and when there is
    /// no such log.
    fn read(&mut self, id: u16, offset: u32, buffer: &mut [u8]) -> usize;

    /// Removes all logs.
    fn erase(&mut self);
}

/// What the owner is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody had all logs removed.
    Erased {
        /// Who.
        from: Endpoint,
    },
}

/// The answering half over somebody's [`Logs`]. One request is served at a time: a new one takes
/// the old one's place, as with ArduPilot and PX4.
///
/// It answers LOG_REQUEST_LIST, _DATA, _END and LOG_ERASE that name its component or all, and no
/// commands.
#[derive(Debug)]
pub struct Server<L> {
    me: Endpoint,
    logs: L,
    pace: Pace,
    listing: VecDeque<LOG_ENTRY_DATA>,
    sending: Option<Sending>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

#[derive(Debug)]
struct Sending {
    id: u16,
    offset: u32,
    end: u32,
}

impl<L: Logs> Server<L> {
    /// A server that speaks as `me`, with 250 kB a second.
    pub fn new(me: Endpoint, logs: L) -> Self {
        Self::with_rate(me, logs, RATE)
    }

    /// A server that sends at most `bytes_per_s` bytes of logs.
    pub fn with_rate(me: Endpoint, logs: L, bytes_per_s: u32) -> Self {
        Self {
            me,
            logs,
            pace: Pace::new(bytes_per_s, PACKET),
            listing: VecDeque::new(),
            sending: None,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// The logs.
    pub const fn logs(&self) -> &L {
        &self.logs
    }

    /// The logs, to add to them.
    pub const fn logs_mut(&mut self) -> &mut L {
        &mut self.logs
    }

    fn list(&mut self, now: BootTime, request: &LOG_REQUEST_LIST_DATA) {
        let entries = self.logs.entries();
        let num_logs = entries.len() as u16;
        let last_log_num = entries.last().map_or(0, |entry| entry.id);
        let asked = request.start..=request.end;
        let entry = |entry: &Entry| LOG_ENTRY_DATA {
            time_utc: entry.utc.map_or(0, |utc| {
                u32::try_from(utc.as_micros() / 1_000_000).unwrap_or(0)
            }),
            size: entry.size,
            id: entry.id,
            num_logs,
            last_log_num,
        };
        self.listing = entries
            .iter()
            .filter(|entry| asked.contains(&entry.id))
            .map(entry)
            .collect();
        if entries.is_empty() {
            self.listing.push_back(LOG_ENTRY_DATA::default());
        }
        self.pace.start(now);
    }

    fn send(&mut self, now: BootTime, request: &LOG_REQUEST_DATA_DATA) {
        let mut entries = self.logs.entries().into_iter();
        self.sending = entries
            .find(|entry| entry.id == request.id)
            .map(|entry| Sending {
                id: request.id,
                offset: request.ofs,
                end: request.ofs.saturating_add(request.count).min(entry.size),
            });
        if self.sending.is_some() {
            self.pace.start(now);
        }
    }

    /// The next packet, if there is one; a request beyond the end is answered with an empty one.
    fn packet(&mut self) -> Option<MavMessage> {
        if let Some(entry) = self.listing.pop_front() {
            return Some(MavMessage::LOG_ENTRY(entry));
        }
        let sending = self.sending.as_mut()?;
        let mut data = [0; PACKET as usize];
        let wanted = sending.end.saturating_sub(sending.offset).min(PACKET) as usize;
        let count = self
            .logs
            .read(sending.id, sending.offset, &mut data[..wanted])
            .min(wanted);
        let packet = LOG_DATA_DATA {
            ofs: sending.offset,
            id: sending.id,
            count: count as u8,
            data,
        };
        sending.offset = sending.offset.saturating_add(count as u32);
        if count < PACKET as usize || sending.offset >= sending.end {
            self.sending = None;
        }
        Some(MavMessage::LOG_DATA(packet))
    }
}

impl<L: Logs> Conversation for Server<L> {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if !self.me.is_addressed_by(message) {
            return;
        }
        match message {
            MavMessage::LOG_REQUEST_LIST(request) => self.list(now, request),
            MavMessage::LOG_REQUEST_DATA(request) => self.send(now, request),
            MavMessage::LOG_REQUEST_END(_) => {
                self.listing.clear();
                self.sending = None;
            }
            MavMessage::LOG_ERASE(_) => {
                self.listing.clear();
                self.sending = None;
                self.logs.erase();
                self.events.push_back(Event::Erased { from });
            }
            _ => {}
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        for _ in 0..self.pace.take(now) {
            match self.packet() {
                Some(message) => self.transmits.push_back(Transmit::new(self.me, message)),
                None => self.pace.stop(),
            }
        }
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        self.pace.due()
    }
}
