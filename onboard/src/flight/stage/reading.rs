//! One of the vehicle's lists that is being read, and read again where that fails: other stations use
//! the link, too, and may be changing the list.

use std::time::Duration;

use missions::link::mission_transfer::{ClientEvent, Kind, TransferError};
use missions::plan::item::Item;
use missions::time::BootTime;

use super::super::partner::Partner;

/// Between two tries, and from a sign that a list changed to when it is read: who changes it may
/// still be at it.
const PAUSE: Duration = Duration::from_secs(2);

/// The list that is being read, if one is.
#[derive(Debug)]
pub(super) struct Reading {
    kind: Option<Kind>,
    tries: u8,
    not_before: BootTime,
    /// So often it is tried.
    most: u8,
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Came {
    /// The list.
    List(Kind, Vec<Item>),
    /// It is to be read again, after a pause.
    Again(Kind),
    /// That was the last try.
    Not(Kind, TransferError),
}

impl Reading {
    /// None yet; each is tried so often.
    pub(super) const fn of_tries(most: u8) -> Self {
        Self {
            kind: None,
            tries: 0,
            not_before: BootTime::ZERO,
            most,
        }
    }

    /// Whether one is being read.
    pub(super) const fn is_under_way(&self) -> bool {
        self.kind.is_some()
    }

    /// Whether the next may be read.
    pub(super) fn is_free(&self, now: BootTime) -> bool {
        self.kind.is_none() && now >= self.not_before
    }

    /// Reads a list.
    pub(super) fn begin(&mut self, now: BootTime, kind: Kind, partner: &mut Partner) {
        self.kind = Some(kind);
        partner.transfers.download(now, kind);
    }

    /// Nothing is read for a while.
    pub(super) fn pause(&mut self, now: BootTime) {
        self.not_before = now + PAUSE;
    }

    /// Something was noticed: the tries count anew, after a pause.
    pub(super) fn begin_again(&mut self, now: BootTime) {
        self.tries = 0;
        self.pause(now);
    }

    /// What a transfer's event is for the list that is being read.
    pub(super) fn hear(&mut self, now: BootTime, event: ClientEvent) -> Option<Came> {
        match event {
            ClientEvent::Downloaded { kind, items, .. } if self.kind == Some(kind) => {
                (self.kind, self.tries) = (None, 0);
                Some(Came::List(kind, items))
            }
            ClientEvent::Failed { kind, error } if self.kind == Some(kind) => {
                self.kind = None;
                self.tries += 1;
                if self.tries < self.most {
                    self.pause(now);
                    return Some(Came::Again(kind));
                }
                self.tries = 0;
                Some(Came::Not(kind, error))
            }
            _ => None,
        }
    }
}
