//! How far an upload has come: what was sent, what was told, what the vehicle complained of.

use crate::link::dialect::{
    MISSION_COUNT_DATA, MISSION_ITEM_INT_DATA, MavMessage, MavMissionResult,
};
use crate::link::manners::Autopilot;
use crate::link::mission_transfer::Kind;
use crate::link::mission_transfer::client::{Event, TransferError};
use crate::link::{Endpoint, to_mavlink};

#[derive(Debug)]
pub(super) struct Upload {
    pub(super) wire: Vec<MISSION_ITEM_INT_DATA>,
    /// The number after the highest that was sent since the count was last sent.
    pub(super) sent: u16,
    /// The item that was sent last.
    pub(super) last: u16,
    pub(super) told: u16,
    /// The vehicle's last complaint, and whether it was in this attempt.
    pub(super) complaint: Option<MavMissionResult>,
    pub(super) complained: bool,
}

impl Upload {
    pub(super) const fn new(wire: Vec<MISSION_ITEM_INT_DATA>) -> Self {
        Self {
            wire,
            sent: 0,
            last: 0,
            told: 0,
            complaint: None,
            complained: false,
        }
    }

    pub(super) const fn total(&self) -> u16 {
        self.wire.len() as u16
    }

    /// Whether the vehicle has asked for everything, so that its acknowledgement can be believed.
    pub(super) const fn is_sent(&self) -> bool {
        self.sent == self.total()
    }

    pub(super) fn question(&self, to: Endpoint, kind: Kind) -> MavMessage {
        MavMessage::MISSION_COUNT(MISSION_COUNT_DATA {
            count: self.total(),
            target_system: to.system,
            target_component: to.component,
            mission_type: to_mavlink::mission_type(kind),
            opaque_id: 0,
        })
    }

    /// Whichever of the two the vehicle waits for.
    pub(super) fn last_and_next(&self) -> impl Iterator<Item = MavMessage> {
        let items = self.wire.iter().skip(usize::from(self.last)).take(2);
        items.cloned().map(MavMessage::MISSION_ITEM_INT)
    }

    /// Once for each item that the vehicle asks for the first time.
    pub(super) fn progress(&mut self, kind: Kind) -> Option<Event> {
        let done = self.sent - 1;
        if done <= self.told {
            return None;
        }
        self.told = done;
        Some(Event::Progress {
            kind,
            done,
            total: self.total(),
        })
    }

    /// Forgets what was sent; whether the vehicle was heard at all.
    pub(super) const fn begin_again(&mut self) -> bool {
        let heard = self.sent > 0 || self.complained;
        self.sent = 0;
        self.complained = false;
        heard
    }

    pub(super) fn refusal(&self, autopilot: Autopilot, result: MavMissionResult) -> TransferError {
        let item = self.wire.get(usize::from(self.last));
        match (autopilot.index_of(self.last), item) {
            (Some(index), Some(item)) if self.sent > 0 => TransferError::RefusedItem {
                index,
                command: item.command as u16,
                result,
            },
            _ => TransferError::Refused(result),
        }
    }

    pub(super) fn failure(&self, autopilot: Autopilot) -> TransferError {
        match self.complaint {
            Some(result) => self.refusal(autopilot, result),
            None => TransferError::NoAnswer {
                done: self.told,
                total: self.total(),
            },
        }
    }
}
