//! The answering half: sessions, bursts, and the same reply to the same request.

mod answer;
mod session;

use std::collections::VecDeque;
use std::time::Duration;

use super::{FilePath, Files, Opcode, PathError, Payload};
use crate::link::dialect::MavMessage;
use crate::link::pace::Pace;
use crate::link::timers::earliest;
use crate::link::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;
use session::Sessions;

/// A session that nobody uses is closed after this time.
const IDLE: Duration = Duration::from_secs(30);
/// So many clients' last requests are remembered …
const MOST_PEERS: usize = 16;
/// … so many of each.
const MOST_RECENT: usize = 16;
/// The newest request is taken for a repetition for so long. A client that is started again
/// may begin with the same number, so it is not for ever.
const REPEATED: Duration = Duration::from_secs(10);
/// An older one that comes again within this time was duplicated on the way: executed twice,
/// a late CreateFile would empty what was written since.
const DUPLICATED: Duration = Duration::from_secs(1);
/// What bursts send, bytes a second, unless told otherwise.
const RATE: u32 = 500_000;

/// What the owner is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody asked for a path that leaves the root, or is none.
    Refused {
        /// Who.
        from: Endpoint,
        /// Why.
        reason: PathError,
    },
    /// A file or folder was written, created, removed or renamed.
    Changed {
        /// By whom.
        from: Endpoint,
        /// Which; the new name of what was renamed.
        path: FilePath,
    },
}

/// The answering half over somebody's [`Files`].
///
/// It answers `FILE_TRANSFER_PROTOCOL` that names its component or all, and no commands.
#[derive(Debug)]
pub struct Server<F> {
    me: Endpoint,
    files: F,
    sessions: Sessions,
    peers: Vec<Peer>,
    pace: Pace,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

/// A client and its last requests.
#[derive(Debug)]
struct Peer {
    at: Endpoint,
    heard: BootTime,
    /// The newest first.
    recent: VecDeque<Recent>,
}

/// A request and its reply, which is sent again when the request is.
#[derive(Debug)]
struct Recent {
    request: Payload,
    reply: Option<Payload>,
    heard: BootTime,
}

impl<F: Files> Server<F> {
    /// A server that speaks as `me`.
    pub fn new(me: Endpoint, files: F) -> Self {
        Self::with_rate(me, files, RATE)
    }

    /// A server whose bursts send at most `bytes_per_s`.
    pub fn with_rate(me: Endpoint, files: F, bytes_per_s: u32) -> Self {
        Self {
            me,
            files,
            sessions: Sessions::default(),
            peers: Vec::new(),
            pace: Pace::new(bytes_per_s, super::payload::ROOM as u32),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// The files.
    pub const fn files(&self) -> &F {
        &self.files
    }

    /// The files, to change them behind the clients' backs.
    pub const fn files_mut(&mut self) -> &mut F {
        &mut self.files
    }

    fn requested(&mut self, now: BootTime, from: Endpoint, request: &Payload) {
        if request.opcode >= Opcode::Ack as u8 {
            return; // somebody else's reply
        }
        if self.is_repeated(now, from, request) {
            return;
        }
        let reply = self.answer(now, from, request);
        if let Some(reply) = &reply {
            self.send(from, reply);
        }
        self.remember(now, from, request, reply);
    }

    /// Whether the request was heard before; then the reply is sent again. A burst that still
    /// runs goes on; one that has run, and was lost, begins anew.
    fn is_repeated(&mut self, now: BootTime, from: Endpoint, request: &Payload) -> bool {
        let peer = self.peers.iter_mut().find(|peer| peer.at == from);
        let Some((index, recent)) = peer.and_then(|peer| peer.find(now, request)) else {
            return false;
        };
        recent.heard = now;
        let Some(reply) = recent.reply.clone() else {
            return index > 0 || self.sessions.is_bursting(from, request.session);
        };
        self.send(from, &reply);
        true
    }

    fn remember(
        &mut self,
        now: BootTime,
        from: Endpoint,
        request: &Payload,
        reply: Option<Payload>,
    ) {
        let known = self.peers.iter().position(|peer| peer.at == from);
        let mut peer = known.map_or_else(
            || Peer {
                at: from,
                heard: now,
                recent: VecDeque::new(),
            },
            |index| self.peers.swap_remove(index),
        );
        if self.peers.len() == MOST_PEERS {
            let oldest = self.peers.iter().map(|peer| peer.heard).min();
            self.peers.retain(|peer| Some(peer.heard) != oldest);
        }
        peer.heard = now;
        peer.recent.truncate(MOST_RECENT - 1);
        peer.recent.push_front(Recent {
            request: request.clone(),
            reply,
            heard: now,
        });
        self.peers.push(peer);
    }

    fn send(&mut self, to: Endpoint, reply: &Payload) {
        let message = reply.to_message(to);
        self.transmits.push_back(Transmit::new(self.me, message));
    }

    /// One packet of each running burst.
    fn burst(&mut self) {
        for (to, packet) in self.sessions.burst(&mut self.files) {
            self.send(to, &packet);
        }
        if !self.sessions.any_bursting() {
            self.pace.stop();
        }
    }
}

impl Peer {
    fn find(&mut self, now: BootTime, request: &Payload) -> Option<(usize, &mut Recent)> {
        let mut recent = self.recent.iter_mut().enumerate();
        recent.find(|(index, recent)| {
            let limit = if *index == 0 { REPEATED } else { DUPLICATED };
            recent.request == *request && now.since(recent.heard) <= limit
        })
    }
}

impl<F: Files> Conversation for Server<F> {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if let MavMessage::FILE_TRANSFER_PROTOCOL(m) = message
            && self.me.is_addressed_by(message)
        {
            self.requested(now, from, &Payload::decode(&m.payload));
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        self.sessions.close_idle(now, IDLE);
        for _ in 0..self.pace.take(now) {
            self.burst();
        }
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        earliest([self.pace.due(), self.sessions.idle_at(IDLE)])
    }
}
