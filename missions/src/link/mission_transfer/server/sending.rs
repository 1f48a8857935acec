//! What PX4 remembers of somebody who reads a list.

use std::time::Duration;

use crate::link::Endpoint;
use crate::link::mission_transfer::Kind;
use crate::time::BootTime;

/// PX4's `MAVLINK_MISSION_PROTOCOL_TIMEOUT_DEFAULT`.
const PATIENCE: Duration = Duration::from_secs(5);

/// Somebody who reads a list, and how far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sending {
    pub(super) to: Endpoint,
    pub(super) kind: Kind,
    next: u16,
    heard: BootTime,
}

impl Sending {
    pub(super) const fn new(now: BootTime, to: Endpoint, kind: Kind) -> Self {
        Self {
            to,
            kind,
            next: 0,
            heard: now,
        }
    }

    /// Whether item `seq` of `count` is what comes next, or the same again.
    pub(super) fn is_in_turn(&mut self, now: BootTime, seq: u16, count: u16) -> bool {
        self.heard = now;
        if seq == self.next && seq < count {
            self.next += 1;
            return true;
        }
        seq.checked_add(1) == Some(self.next)
    }

    /// When it is over if nothing is heard.
    pub(super) fn due(self) -> BootTime {
        self.heard + PATIENCE
    }

    pub(super) fn is_over(self, now: BootTime) -> bool {
        now >= self.due()
    }
}
