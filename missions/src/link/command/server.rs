//! The answering half: tells its owner each command once, and repeats the answer to a repeat.

use std::collections::VecDeque;
use std::time::Duration;

use super::Command;
use crate::link::dialect::{COMMAND_ACK_DATA, MavCmd, MavMessage, MavResult};
use crate::link::{Conversation, Endpoint, Message, Transmit, target_of};
use crate::time::BootTime;

/// How long a repeat (same sender, same command, confirmation above 0) is recognised as such.
const MEMORY: Duration = Duration::from_secs(10);
/// More open requests than this are not kept; the oldest is forgotten.
const MOST_OPEN: usize = 64;

/// Names a command that arrived, so that it can be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(u64);

/// What the owner is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Somebody wants something; answer it with [`Server::answer`].
    Request {
        /// To answer it by.
        id: RequestId,
        /// Who asks.
        from: Endpoint,
        /// Whom it names: this component, or all (0).
        to: Endpoint,
        /// What is asked.
        command: Command,
    },
    /// Somebody no longer wants it (`COMMAND_CANCEL`).
    Cancel {
        /// The request that is meant; it still wants an answer.
        id: RequestId,
    },
}

/// What the owner says to a command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// The result; in progress leaves the request open.
    pub result: MavResult,
    /// Percent done, for in progress; 255 where unknown.
    pub progress: u8,
    /// Depends on the command.
    pub result_param2: i32,
}

impl From<MavResult> for Answer {
    fn from(result: MavResult) -> Self {
        let unknown = matches!(result, MavResult::MAV_RESULT_IN_PROGRESS);
        Self {
            result,
            progress: if unknown { u8::MAX } else { 0 },
            result_param2: 0,
        }
    }
}

/// The answering half of one component.
#[derive(Debug)]
pub struct Server {
    me: Endpoint,
    next: u64,
    requests: Vec<Request>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

#[derive(Debug)]
struct Request {
    id: RequestId,
    from: Endpoint,
    command: Command,
    heard: BootTime,
    answer: Option<Answer>,
}

impl Request {
    fn is_open(&self) -> bool {
        self.answer
            .is_none_or(|answer| answer.result == MavResult::MAV_RESULT_IN_PROGRESS)
    }
}

impl Server {
    /// A server that listens and speaks as `me`.
    pub const fn new(me: Endpoint) -> Self {
        Self {
            me,
            next: 0,
            requests: Vec::new(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Answers a request; one that is over, or forgotten, is not answered again.
    pub fn answer(&mut self, id: RequestId, answer: impl Into<Answer>) {
        let answer = answer.into();
        let request = self.requests.iter_mut().find(|request| request.id == id);
        if let Some(request) = request.filter(|request| request.is_open()) {
            request.answer = Some(answer);
            let ack = acknowledgement(request.from, request.command.command(), answer);
            self.transmits.push_back(Transmit::new(self.me, ack));
        }
    }

    /// Closes a request without a word, as ArduPilot does with some commands that it lacks.
    pub fn drop_silently(&mut self, id: RequestId) {
        self.requests.retain(|request| request.id != id);
    }

    fn requested(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        let Some((command, confirmation)) = Command::from_message(message) else {
            return;
        };
        self.requests
            .retain(|request| request.is_open() || now.since(request.heard) < MEMORY);
        let repeated = (confirmation > 0)
            .then(|| self.find(from, &command))
            .flatten();
        match repeated {
            Some(index) => self.repeat(now, index),
            None => self.take(now, from, target_of(message), command),
        }
    }

    /// NaN is equal to itself here: a repeat is the same bytes but for its confirmation.
    fn find(&self, from: Endpoint, command: &Command) -> Option<usize> {
        let wanted = command.to_message(Endpoint::ALL, 0);
        self.requests.iter().rposition(|request| {
            request.from == from
                && same_bytes(&request.command.to_message(Endpoint::ALL, 0), &wanted)
        })
    }

    fn repeat(&mut self, now: BootTime, index: usize) {
        let request = &mut self.requests[index];
        request.heard = now;
        if let Some(answer) = request.answer {
            let ack = acknowledgement(request.from, request.command.command(), answer);
            self.transmits.push_back(Transmit::new(self.me, ack));
        }
    }

    fn take(&mut self, now: BootTime, from: Endpoint, to: Endpoint, command: Command) {
        let id = RequestId(self.next);
        self.next += 1;
        if self.requests.len() == MOST_OPEN {
            self.requests.remove(0);
        }
        self.requests.push(Request {
            id,
            from,
            command: command.clone(),
            heard: now,
            answer: None,
        });
        self.events.push_back(Event::Request {
            id,
            from,
            to,
            command,
        });
    }
}

fn acknowledgement(to: Endpoint, command: MavCmd, answer: Answer) -> MavMessage {
    MavMessage::COMMAND_ACK(COMMAND_ACK_DATA {
        command,
        result: answer.result,
        progress: answer.progress,
        result_param2: answer.result_param2,
        target_system: to.system,
        target_component: to.component,
    })
}

fn same_bytes(a: &MavMessage, b: &MavMessage) -> bool {
    let (mut left, mut right) = ([0; 255], [0; 255]);
    let left_len = a.ser(mavlink::MavlinkVersion::V2, &mut left);
    let right_len = b.ser(mavlink::MavlinkVersion::V2, &mut right);
    a.message_id() == b.message_id() && left[..left_len] == right[..right_len]
}

impl Conversation for Server {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if !self.me.is_addressed_by(message) {
            return;
        }
        if let MavMessage::COMMAND_CANCEL(cancel) = message {
            let open = self.requests.iter().rev().find(|request| {
                request.from == from
                    && request.is_open()
                    && request.command.command() == cancel.command
            });
            self.events
                .extend(open.map(|request| Event::Cancel { id: request.id }));
        }
        self.requested(now, from, message);
    }

    fn handle_timeout(&mut self, _now: BootTime) {}

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        None
    }
}
