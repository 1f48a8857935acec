//! A list that is being received: which item comes next, and when to ask for it again.

use std::time::Duration;

use crate::link::Endpoint;
use crate::link::dialect::{
    MISSION_REQUEST_DATA, MISSION_REQUEST_INT_DATA, MavMessage, MavMissionResult,
};
use crate::link::manners::Autopilot;
use crate::link::mission_transfer::Kind;
use crate::link::to_mavlink;
use crate::plan::item::Item;
use crate::time::BootTime;

/// One upload.
#[derive(Debug)]
pub(super) struct Receiving {
    pub(super) from: Endpoint,
    pub(super) kind: Kind,
    autopilot: Autopilot,
    count: u16,
    next: u16,
    items: Vec<Item>,
    asked: BootTime,
    heard: BootTime,
}

/// What an item did to the upload.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It was the one that was asked for; there are more.
    Next,
    /// It was not.
    OutOfTurn,
    /// It will not do.
    Refused(MavMissionResult),
    /// It was the last; the list as a plan counts it.
    Complete(Vec<Item>),
}

impl Receiving {
    pub(super) const fn new(
        now: BootTime,
        autopilot: Autopilot,
        from: Endpoint,
        kind: Kind,
        count: u16,
    ) -> Self {
        Self {
            from,
            kind,
            autopilot,
            count,
            next: 0,
            items: Vec::new(),
            asked: now,
            heard: now,
        }
    }

    /// The number of the item that is asked for.
    pub(super) const fn next(&self) -> u16 {
        self.next
    }

    /// Asks for the next item.
    pub(super) const fn ask(&mut self, now: BootTime, int: bool) -> MavMessage {
        self.asked = now;
        let (target_system, target_component) = (self.from.system, self.from.component);
        let mission_type = to_mavlink::mission_type(self.kind);
        let seq = self.next;
        if int {
            MavMessage::MISSION_REQUEST_INT(MISSION_REQUEST_INT_DATA {
                seq,
                target_system,
                target_component,
                mission_type,
            })
        } else {
            MavMessage::MISSION_REQUEST(MISSION_REQUEST_DATA {
                seq,
                target_system,
                target_component,
                mission_type,
            })
        }
    }

    pub(super) fn take(&mut self, now: BootTime, seq: u16, item: &Item) -> Verdict {
        self.heard = now;
        if seq != self.next {
            return Verdict::OutOfTurn;
        }
        if !self.is_home(seq) {
            if let Err(refusal) = self.autopilot.judge(self.kind, item) {
                return Verdict::Refused(refusal);
            }
            self.items.push(self.kept(item));
        }
        self.next += 1;
        if self.next < self.count {
            return Verdict::Next;
        }
        if self.kind == Kind::Fence && crate::link::from_mavlink::fence(&self.items).is_err() {
            return Verdict::Refused(MavMissionResult::MAV_MISSION_ERROR);
        }
        Verdict::Complete(std::mem::take(&mut self.items))
    }

    fn is_home(&self, seq: u16) -> bool {
        self.kind == Kind::Mission && self.autopilot.index_of(seq).is_none()
    }

    fn kept(&self, item: &Item) -> Item {
        let kept = self.autopilot.kept(self.kind, item);
        match self.kind {
            Kind::Mission => self.autopilot.as_planned(&kept),
            Kind::Fence | Kind::Rally => kept,
        }
    }

    /// Whether the sender was silent too long.
    pub(super) fn is_over(&self, now: BootTime) -> bool {
        now >= self.heard + self.patience().1
    }

    /// Whether it is time to ask again.
    pub(super) fn asks_again(&self, now: BootTime) -> bool {
        now >= self.asked + self.patience().0
    }

    pub(super) fn due(&self) -> BootTime {
        let (again, over) = self.patience();
        (self.asked + again).min(self.heard + over)
    }

    /// After how long it asks again, and gives up.
    const fn patience(&self) -> (Duration, Duration) {
        match self.autopilot {
            Autopilot::ArduPilot => (Duration::from_secs(1), Duration::from_secs(8)),
            Autopilot::Px4 => (Duration::from_millis(250), Duration::from_secs(5)),
        }
    }
}
