//! Open files, each of one client, and the bursts that run on them.

use std::time::Duration;

use super::super::payload::ROOM;
use super::super::{ErrorCode, FilePath, Files, Opcode, Payload};
use super::answer::nak;
use crate::link::Endpoint;
use crate::time::BootTime;

/// So many files are open at once, of all clients together.
const MOST: usize = 8;
/// So many packets are one burst; then the client says what it missed, or goes on.
const BURST_PACKETS: u32 = 100;

/// What a session may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

#[derive(Debug)]
pub(super) struct Session {
    id: u8,
    owner: Endpoint,
    pub(super) path: FilePath,
    pub(super) access: Access,
    used: BootTime,
    burst: Option<Burst>,
}

#[derive(Debug)]
struct Burst {
    /// Of the next packet.
    seq: u16,
    offset: u32,
    packet_bytes: usize,
    packets_left: u32,
}

#[derive(Debug, Default)]
pub(super) struct Sessions {
    open: Vec<Session>,
    next_id: u8,
}

impl Sessions {
    /// Opens a session; its id, unless too many are open. Ids go round, so that a late packet of
    /// a closed session is not taken for one of the next.
    pub(super) fn open(
        &mut self,
        now: BootTime,
        owner: Endpoint,
        path: FilePath,
        access: Access,
    ) -> Option<u8> {
        if self.open.len() >= MOST {
            return None;
        }
        while self.open.iter().any(|session| session.id == self.next_id) {
            self.next_id = self.next_id.wrapping_add(1);
        }
        let id = self.next_id;
        self.next_id = id.wrapping_add(1);
        self.open.push(Session {
            id,
            owner,
            path,
            access,
            used: now,
            burst: None,
        });
        Some(id)
    }

    /// The session of this client; using it keeps it open, and ends its burst.
    pub(super) fn of(&mut self, now: BootTime, owner: Endpoint, id: u8) -> Option<&mut Session> {
        let mut open = self.open.iter_mut();
        let session = open.find(|session| (session.owner, session.id) == (owner, id))?;
        session.used = now;
        session.burst = None;
        Some(session)
    }

    /// Closes one session of this client; whether it was open.
    pub(super) fn close(&mut self, owner: Endpoint, id: u8) -> bool {
        let before = self.open.len();
        self.open
            .retain(|session| (session.owner, session.id) != (owner, id));
        self.open.len() < before
    }

    /// Closes all sessions of this client.
    pub(super) fn close_all(&mut self, owner: Endpoint) {
        self.open.retain(|session| session.owner != owner);
    }

    pub(super) fn close_idle(&mut self, now: BootTime, limit: Duration) {
        self.open.retain(|session| now.since(session.used) < limit);
    }

    /// When the first session will have been idle for `limit`.
    pub(super) fn idle_at(&self, limit: Duration) -> Option<BootTime> {
        self.open.iter().map(|session| session.used + limit).min()
    }

    pub(super) fn is_bursting(&self, owner: Endpoint, id: u8) -> bool {
        let mut open = self.open.iter();
        open.any(|s| (s.owner, s.id) == (owner, id) && s.burst.is_some())
    }

    pub(super) fn any_bursting(&self) -> bool {
        self.open.iter().any(|session| session.burst.is_some())
    }

    /// The next packet of each burst, and to whom it goes.
    pub(super) fn burst(&mut self, files: &mut impl Files) -> Vec<(Endpoint, Payload)> {
        let open = self.open.iter_mut();
        open.filter_map(|session| Some((session.owner, session.packet(files)?)))
            .collect()
    }
}

impl Session {
    /// Starts a burst at the request's offset, in packets of the size that it wants.
    pub(super) fn start_burst(&mut self, request: &Payload) {
        let wanted = usize::from(request.size).min(ROOM);
        self.burst = Some(Burst {
            seq: request.seq.wrapping_add(1),
            offset: request.offset,
            packet_bytes: if wanted == 0 { ROOM } else { wanted },
            packets_left: BURST_PACKETS,
        });
    }

    fn packet(&mut self, files: &mut impl Files) -> Option<Payload> {
        let burst = self.burst.as_mut()?;
        let mut buffer = [0; ROOM];
        let room = &mut buffer[..burst.packet_bytes];
        let seq = burst.seq;
        let request = Opcode::BurstReadFile as u8;
        let read = match files.read(&self.path, burst.offset, room) {
            Ok(0) => Err((ErrorCode::EndOfFile, None)),
            Ok(n) => Ok(n),
            Err(error) => Err(error.code()),
        };
        let length = match read {
            Ok(length) => length,
            Err((code, errno)) => {
                let mut packet = nak(request, seq, self.id, code, errno);
                packet.offset = burst.offset;
                self.burst = None;
                return Some(packet);
            }
        };
        let mut packet =
            Payload::new(Opcode::Ack, seq, self.id, burst.offset).with_data(&buffer[..length]);
        packet.request = request;
        burst.seq = seq.wrapping_add(1);
        burst.offset = burst.offset.saturating_add(length as u32);
        burst.packets_left -= 1;
        if burst.packets_left == 0 {
            packet.burst_complete = true;
            self.burst = None;
        }
        Some(packet)
    }
}
