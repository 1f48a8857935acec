//! The asking half: sends, repeats, waits out work in progress, and tells the outcome once.

use std::collections::VecDeque;
use std::time::Duration;

use super::Command;
use crate::link::dialect::{COMMAND_ACK_DATA, MavMessage, MavResult};
use crate::link::timers::{Expiry, Retry, earliest};
use crate::link::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;

/// Without an answer a command is said again after this time …
///
/// (The protocol's page leaves the times open; MAVSDK repeats after 0.5 s.)
const AGAIN_AFTER: Duration = Duration::from_millis(500);
/// … this often: with 30 % loss each way one in 1,500 commands still fails.
const REPEATS: u32 = 9;
/// Silence that is borne from a vehicle that said that it is at work.
const WORK_SILENCE: Duration = Duration::from_secs(10);

/// Names a command that was sent, so that its outcome is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(u64);

/// What became of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The vehicle is at work; percent, none where it does not say.
    Progress {
        /// Which command.
        ticket: Ticket,
        /// Percent, 0 to 100.
        percent: Option<u8>,
    },
    /// It is over.
    Done {
        /// Which command.
        ticket: Ticket,
        /// What was asked, so that a reason can be told.
        command: Command,
        /// Of whom.
        to: Endpoint,
        /// How it ended.
        outcome: Outcome,
    },
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// Accepted; the second result parameter, whose meaning depends on the command.
    Accepted(i32),
    /// Refused or failed: the vehicle's own words.
    Refused(MavResult, i32),
    /// No answer to any repeat. ArduPilot drops some unsupported commands silently.
    NoAnswer,
}

/// The asking half, for commands to any number of components.
///
/// Commands with the same number to the same component wait for each other, because an
/// acknowledgement names only the number.
#[derive(Debug)]
pub struct Client {
    me: Endpoint,
    next: u64,
    pending: Vec<Pending>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

#[derive(Debug)]
struct Pending {
    ticket: Ticket,
    to: Endpoint,
    command: Command,
    /// None while it waits for one with the same number.
    retry: Option<Retry>,
}

impl Client {
    /// A client that speaks as `me`.
    pub const fn new(me: Endpoint) -> Self {
        Self {
            me,
            next: 0,
            pending: Vec::new(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Sends a command, and again until it is answered.
    pub fn send(&mut self, now: BootTime, to: Endpoint, command: Command) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        self.pending.push(Pending {
            ticket,
            to,
            command,
            retry: None,
        });
        self.start_waiting(now);
        ticket
    }

    /// Whether nothing is under way.
    pub const fn is_idle(&self) -> bool {
        self.pending.is_empty()
    }

    /// Starts each command before which no other with its number and addressee is under way.
    fn start_waiting(&mut self, now: BootTime) {
        for i in 0..self.pending.len() {
            let (before, rest) = self.pending.split_at_mut(i);
            let pending = &mut rest[0];
            if pending.retry.is_none() && !before.iter().any(|other| other.excludes(pending)) {
                pending.retry = Some(Retry::started(now, AGAIN_AFTER, REPEATS));
                let message = pending.command.to_message(pending.to, 0);
                self.transmits.push_back(Transmit::new(self.me, message));
            }
        }
    }

    fn finish(&mut self, now: BootTime, index: usize, outcome: Outcome) {
        let Pending {
            ticket,
            command,
            to,
            ..
        } = self.pending.remove(index);
        self.events.push_back(Event::Done {
            ticket,
            command,
            to,
            outcome,
        });
        self.start_waiting(now);
    }

    fn acknowledged(&mut self, now: BootTime, from: Endpoint, ack: &COMMAND_ACK_DATA) {
        let Some(index) = self.pending.iter().position(|p| p.is_answered(from, ack)) else {
            return; // late, or a repeat's second answer
        };
        match ack.result {
            MavResult::MAV_RESULT_IN_PROGRESS => self.in_progress(now, index, ack.progress),
            MavResult::MAV_RESULT_ACCEPTED => {
                self.finish(now, index, Outcome::Accepted(ack.result_param2));
            }
            refused => self.finish(now, index, Outcome::Refused(refused, ack.result_param2)),
        }
    }

    fn in_progress(&mut self, now: BootTime, index: usize, progress: u8) {
        let pending = &mut self.pending[index];
        pending.retry = Some(Retry::started(now, WORK_SILENCE, 0));
        self.events.push_back(Event::Progress {
            ticket: pending.ticket,
            percent: (progress <= 100).then_some(progress),
        });
    }
}

impl Pending {
    /// Whether an acknowledgement could not tell the two apart.
    fn excludes(&self, other: &Self) -> bool {
        self.to == other.to && self.command.command() == other.command.command()
    }

    fn is_answered(&self, from: Endpoint, ack: &COMMAND_ACK_DATA) -> bool {
        self.retry.is_some() && self.command.command() == ack.command && from.is_meant_by(self.to)
    }
}

impl Conversation for Client {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if let MavMessage::COMMAND_ACK(ack) = message
            && self.me.is_addressed_by(message)
        {
            self.acknowledged(now, from, ack);
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        let mut index = 0;
        while let Some(pending) = self.pending.get_mut(index) {
            match pending.retry.as_mut().map(|retry| retry.expire(now)) {
                Some(Expiry::GaveUp) => {
                    self.finish(now, index, Outcome::NoAnswer);
                    continue;
                }
                Some(Expiry::Again(n)) => {
                    let confirmation = u8::try_from(n).unwrap_or(u8::MAX);
                    let message = pending.command.to_message(pending.to, confirmation);
                    self.transmits.push_back(Transmit::new(self.me, message));
                }
                Some(Expiry::NotYet) | None => {}
            }
            index += 1;
        }
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        earliest(
            self.pending
                .iter()
                .map(|pending| pending.retry.as_ref().and_then(Retry::due)),
        )
    }
}
