//! Who is at the other end of a link that anybody can send to: the vehicle, by what it says and
//! not by when it says it.

use std::mem;
use std::net::SocketAddr;
use std::time::Duration;

use missions::link::wire::{Counts, Reader};
use missions::time::BootTime;

use crate::told::Event;

/// A vehicle that still speaks from one place is not looked for at another.
const SILENT: Duration = Duration::from_secs(3);
/// Between two reports of strangers.
const TOLD_EVERY: Duration = Duration::from_mins(1);

/// The readers of the vehicle's bytes and of everybody else's.
#[derive(Debug, Default)]
pub(super) struct Peers {
    peer: Option<SocketAddr>,
    heard: BootTime,
    ours: Reader,
    others: Reader,
    told: Option<BootTime>,
    /// What strangers sent since that was told.
    bytes: u64,
}

impl Peers {
    /// Whose bytes are kept apart from whose.
    pub(super) fn reader(&mut self, from: Option<SocketAddr>) -> &mut Reader {
        if from.is_none() || from == self.peer {
            &mut self.ours
        } else {
            &mut self.others
        }
    }

    /// Bytes came; those of a stranger are told.
    pub(super) fn push(
        &mut self,
        now: BootTime,
        from: Option<SocketAddr>,
        bytes: &[u8],
    ) -> Option<Event> {
        self.reader(from).push(bytes);
        let stranger = from.filter(|_| self.peer.is_some() && from != self.peer)?;
        self.bytes += bytes.len() as u64;
        if self.told.is_some_and(|at| now.since(at) < TOLD_EVERY) {
            return None;
        }
        self.told = Some(now);
        Some(Event::Stranger {
            address: stranger.to_string(),
            bytes: mem::take(&mut self.bytes),
        })
    }

    /// The vehicle said something that is believed.
    pub(super) fn spoke(&mut self, now: BootTime, from: Option<SocketAddr>) {
        let Some(from) = from else { return };
        if self.peer == Some(from) {
            self.heard = now;
        } else if self.peer.is_none() || now.since(self.heard) >= SILENT {
            mem::swap(&mut self.ours, &mut self.others);
            self.peer = Some(from);
            self.heard = now;
        }
    }

    /// Where the vehicle speaks from.
    pub(super) const fn peer(&self) -> Option<SocketAddr> {
        self.peer
    }

    /// What was read of everybody.
    pub(super) const fn counts(&self) -> Counts {
        let (mut sum, others) = (self.ours.counts(), self.others.counts());
        sum.frames += others.frames;
        sum.lost += others.lost;
        sum.garbage_bytes += others.garbage_bytes;
        sum
    }
}
