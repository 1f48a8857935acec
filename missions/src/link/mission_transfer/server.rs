//! The half that an autopilot speaks, with the manners of the one that it plays.
//!
//! | | ArduPilot | PX4 |
//! | --- | --- | --- |
//! | asks with | always `MISSION_REQUEST` | `MISSION_REQUEST` until it saw an INT message, then `_INT` |
//! | its way of asking is unsupported | the upload is called off | asks the other way |
//! | asks again after, gives up after | 1 s, 8 s | 250 ms, 5 s |
//! | an item out of turn | `MISSION_ACK` invalid sequence, goes on | ignored |
//! | the last item again, after the end | `MISSION_ACK` error | accepted again |
//! | a count while receiving | begins again | error, goes on (item 0 is asked for again) |
//! | somebody else while receiving | denied | error |
//! | a request out of turn | answered | error, and the reading is broken off |
//! | a request when nothing is being read | answered | ignored |
//! | clearing while receiving | error | ignored |
//! | missions while booting | no space | taken |
//!
//! Sources: ArduPilot `MissionItemProtocol.cpp`, PX4 `mavlink_mission.cpp`, the recorded
//! conversations. Unlike ArduPilot, which overwrites in place, it keeps the old list until the
//! new one is complete.

mod lists;
mod receiving;
mod sending;

pub use lists::Limits;

use std::collections::VecDeque;

use super::counting::counts_home;
use super::{Kind, acknowledgement};
use crate::link::dialect::{MISSION_COUNT_DATA, MavMessage, MavMissionResult, MavMissionType};
use crate::link::manners::Autopilot;
use crate::link::timers::earliest;
use crate::link::{Conversation, Endpoint, Transmit, from_mavlink, to_mavlink};
use crate::plan::Waypoint;
use crate::plan::item::Item;
use crate::time::BootTime;
use lists::Lists;
use receiving::{Receiving, Verdict};
use sending::Sending;

/// What the owner is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A new list is complete and in force: see [`Server::items`].
    Received {
        /// Which list.
        kind: Kind,
        /// Who sent it.
        from: Endpoint,
    },
    /// A list was emptied.
    Cleared {
        /// Which list.
        kind: Kind,
        /// Who wanted it.
        from: Endpoint,
    },
    /// Somebody has read a list to its end.
    Read {
        /// Which list.
        kind: Kind,
        /// Who read it.
        from: Endpoint,
    },
}

/// The three lists of a vehicle, and who reads or writes them.
#[derive(Debug)]
pub struct Server {
    me: Endpoint,
    autopilot: Autopilot,
    limits: Limits,
    is_ready: bool,
    lists: Lists,
    receiving: Option<Receiving>,
    /// Who sent the last complete list, which, and the number of its last item.
    received: Option<(Endpoint, Kind, u16)>,
    sending: Option<Sending>,
    speaks_int: bool,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

impl Server {
    /// Empty lists, ready.
    pub const fn new(me: Endpoint, autopilot: Autopilot, limits: Limits) -> Self {
        Self {
            me,
            autopilot,
            limits,
            is_ready: true,
            lists: Lists::new(autopilot),
            receiving: None,
            received: None,
            sending: None,
            speaks_int: false,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// What a list holds, as a plan counts it (without ArduPilot's home).
    pub fn items(&self, kind: Kind) -> &[Item] {
        self.lists.items(kind)
    }

    /// Puts a list in force, as a plan counts it: from storage, say.
    pub fn set_items(&mut self, kind: Kind, items: Vec<Item>) {
        self.lists.set(kind, items);
    }

    /// Where home is, height above the sea: ArduPilot's item 0.
    pub const fn set_home(&mut self, home: Option<Waypoint>) {
        self.lists.home = home;
    }

    /// Whether storage is up: until then ArduPilot refuses missions with "no space".
    pub const fn set_ready(&mut self, is_ready: bool) {
        self.is_ready = is_ready;
    }

    /// How many items the wire counts: with ArduPilot's home.
    pub fn count(&self, kind: Kind) -> u16 {
        self.lists.count(kind)
    }

    /// The name of what a list holds, for `MISSION_CURRENT`: PX4 gives one, ArduPilot gives 0.
    pub fn opaque_id(&self, kind: Kind) -> u32 {
        self.lists.opaque_id(kind)
    }

    fn say(&mut self, message: MavMessage) {
        self.transmits.push_back(Transmit::new(self.me, message));
    }

    fn acknowledge(&mut self, to: Endpoint, kind: Kind, result: MavMissionResult) {
        let accepted = result == MavMissionResult::MAV_MISSION_ACCEPTED;
        let opaque_id = if accepted { self.opaque_id(kind) } else { 0 };
        self.say(acknowledgement(to, kind, result, opaque_id));
    }

    fn counted(&mut self, now: BootTime, from: Endpoint, kind: Kind, count: u16) {
        if let Some(refusal) = self.refusal(from, kind, count) {
            self.acknowledge(from, kind, refusal);
            return;
        }
        let px4 = self.autopilot == Autopilot::Px4;
        if let Some(receiving) = self.receiving.as_mut().filter(|_| px4) {
            let begun = receiving.next() > 0 || receiving.kind != kind;
            if begun {
                self.acknowledge(from, kind, MavMissionResult::MAV_MISSION_ERROR);
            } else {
                self.ask(now);
            }
            return;
        }
        if count == 0 {
            self.complete(from, kind, Vec::new());
            return;
        }
        self.receiving = Some(Receiving::new(now, self.autopilot, from, kind, count));
        self.ask(now);
    }

    /// Why a new list is not even begun.
    fn refusal(&self, from: Endpoint, kind: Kind, count: u16) -> Option<MavMissionResult> {
        let stranger = self.receiving.as_ref().is_some_and(|r| r.from != from);
        let storage = self.is_ready || self.autopilot == Autopilot::Px4;
        let home = u16::from(counts_home(self.autopilot, kind));
        if stranger {
            return Some(match self.autopilot {
                Autopilot::ArduPilot => MavMissionResult::MAV_MISSION_DENIED,
                Autopilot::Px4 => MavMissionResult::MAV_MISSION_ERROR,
            });
        }
        (!storage || count > self.limits.of(kind).saturating_add(home))
            .then_some(MavMissionResult::MAV_MISSION_NO_SPACE)
    }

    fn ask(&mut self, now: BootTime) {
        if let Some(receiving) = &mut self.receiving {
            let int = self.autopilot == Autopilot::Px4 && self.speaks_int;
            let request = receiving.ask(now, int);
            self.say(request);
        }
    }

    fn given(&mut self, now: BootTime, from: Endpoint, kind: Kind, seq: u16, item: &Item) {
        let Some(receiving) = self
            .receiving
            .as_mut()
            .filter(|r| r.from == from && r.kind == kind)
        else {
            self.given_too_late(from, kind, seq);
            return;
        };
        match receiving.take(now, seq, item) {
            Verdict::Next => self.ask(now),
            Verdict::OutOfTurn if self.autopilot == Autopilot::ArduPilot => {
                self.acknowledge(from, kind, MavMissionResult::MAV_MISSION_INVALID_SEQUENCE);
            }
            Verdict::OutOfTurn => {}
            Verdict::Refused(result) => {
                self.receiving = None;
                self.acknowledge(from, kind, result);
            }
            Verdict::Complete(items) => {
                self.receiving = None;
                self.received = Some((from, kind, seq));
                self.complete(from, kind, items);
            }
        }
    }

    fn given_too_late(&mut self, from: Endpoint, kind: Kind, seq: u16) {
        let again = self.received == Some((from, kind, seq));
        let result = if again && self.autopilot == Autopilot::Px4 {
            MavMissionResult::MAV_MISSION_ACCEPTED
        } else {
            MavMissionResult::MAV_MISSION_ERROR
        };
        self.acknowledge(from, kind, result);
    }

    fn complete(&mut self, from: Endpoint, kind: Kind, items: Vec<Item>) {
        self.lists.set(kind, items);
        self.acknowledge(from, kind, MavMissionResult::MAV_MISSION_ACCEPTED);
        self.events.push_back(Event::Received { kind, from });
    }

    fn listed(&mut self, now: BootTime, from: Endpoint, kind: Kind) {
        if self.receiving.is_some() {
            let busy = match self.autopilot {
                Autopilot::ArduPilot => MavMissionResult::MAV_MISSION_DENIED,
                Autopilot::Px4 => MavMissionResult::MAV_MISSION_ERROR,
            };
            self.acknowledge(from, kind, busy);
            return;
        }
        let count = MISSION_COUNT_DATA {
            count: self.count(kind),
            target_system: from.system,
            target_component: from.component,
            mission_type: to_mavlink::mission_type(kind),
            opaque_id: self.opaque_id(kind),
        };
        self.sending = Some(Sending::new(now, from, kind));
        self.say(MavMessage::MISSION_COUNT(count));
    }

    fn requested(&mut self, now: BootTime, from: Endpoint, kind: Kind, seq: u16) {
        if self.receiving.is_some() && self.autopilot == Autopilot::ArduPilot {
            self.acknowledge(from, kind, MavMissionResult::MAV_MISSION_DENIED);
            return;
        }
        if self.autopilot == Autopilot::Px4 && !self.is_in_turn(now, from, kind, seq) {
            return;
        }
        match self.lists.wire_item(from, kind, seq) {
            Some(item) => self.say(MavMessage::MISSION_ITEM_INT(item)),
            None => self.acknowledge(from, kind, MavMissionResult::MAV_MISSION_INVALID_SEQUENCE),
        }
    }

    /// PX4 answers only what comes next, or the same again, and only to who reads.
    fn is_in_turn(&mut self, now: BootTime, from: Endpoint, kind: Kind, seq: u16) -> bool {
        let count = self.count(kind);
        let Some(sending) = self
            .sending
            .as_mut()
            .filter(|s| s.to == from && s.kind == kind)
        else {
            return false;
        };
        if sending.is_in_turn(now, seq, count) {
            return true;
        }
        self.sending = None;
        self.acknowledge(from, kind, MavMissionResult::MAV_MISSION_ERROR);
        false
    }

    fn cleared(&mut self, from: Endpoint, mission_type: MavMissionType) {
        if self.receiving.is_some() {
            if self.autopilot == Autopilot::ArduPilot {
                let kind = from_mavlink::kind(mission_type).unwrap_or(Kind::Mission);
                self.acknowledge(from, kind, MavMissionResult::MAV_MISSION_ERROR);
            }
            return;
        }
        let kinds = match from_mavlink::kind(mission_type) {
            Some(kind) => vec![kind],
            None => Kind::ALL.to_vec(),
        };
        let all = kinds.len() > 1;
        for kind in kinds {
            self.lists.set(kind, Vec::new());
            self.events.push_back(Event::Cleared { kind, from });
        }
        let accepted = MavMissionResult::MAV_MISSION_ACCEPTED;
        let mut ack = acknowledgement(from, Kind::Mission, accepted, 0);
        if let MavMessage::MISSION_ACK(ack) = &mut ack {
            ack.mission_type = if all {
                MavMissionType::MAV_MISSION_TYPE_ALL
            } else {
                mission_type
            };
        }
        self.say(ack);
    }

    fn acknowledged(
        &mut self,
        now: BootTime,
        from: Endpoint,
        kind: Kind,
        result: MavMissionResult,
    ) {
        let receives = self.receiving.as_ref().is_some_and(|r| r.from == from);
        let other_form = result == MavMissionResult::MAV_MISSION_UNSUPPORTED;
        if other_form && receives && self.autopilot == Autopilot::Px4 {
            self.speaks_int = !self.speaks_int;
            self.ask(now);
        } else if result == MavMissionResult::MAV_MISSION_ACCEPTED {
            self.sending = None;
            self.events.push_back(Event::Read { kind, from });
        } else if receives {
            self.receiving = None; // called off
        }
    }
}

impl Conversation for Server {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if !self.me.is_addressed_by(message) {
            return;
        }
        let kind = from_mavlink::kind;
        match message {
            MavMessage::MISSION_COUNT(m) => {
                if let Some(kind) = kind(m.mission_type) {
                    self.counted(now, from, kind, m.count);
                }
            }
            MavMessage::MISSION_ITEM_INT(m) => {
                self.speaks_int = true;
                if let Some(kind) = kind(m.mission_type) {
                    self.given(now, from, kind, m.seq, &from_mavlink::item(m));
                }
            }
            MavMessage::MISSION_ITEM(m) => {
                if let Some(kind) = kind(m.mission_type) {
                    self.given(now, from, kind, m.seq, &from_mavlink::item_of_floats(m));
                }
            }
            MavMessage::MISSION_REQUEST_LIST(m) => {
                if let Some(kind) = kind(m.mission_type) {
                    self.listed(now, from, kind);
                }
            }
            MavMessage::MISSION_REQUEST_INT(m) => {
                self.speaks_int = true;
                if let Some(kind) = kind(m.mission_type) {
                    self.requested(now, from, kind, m.seq);
                }
            }
            MavMessage::MISSION_REQUEST(m) => {
                if let Some(kind) = kind(m.mission_type) {
                    self.requested(now, from, kind, m.seq);
                }
            }
            MavMessage::MISSION_CLEAR_ALL(m) => self.cleared(from, m.mission_type),
            MavMessage::MISSION_ACK(m) => {
                if let Some(kind) = kind(m.mission_type) {
                    self.acknowledged(now, from, kind, m.mavtype);
                }
            }
            _ => {}
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        self.sending = self.sending.filter(|sending| !sending.is_over(now));
        let Some(receiving) = &self.receiving else {
            return;
        };
        if receiving.is_over(now) {
            let (from, kind) = (receiving.from, receiving.kind);
            self.receiving = None;
            if self.autopilot == Autopilot::Px4 {
                return; // it only says so in a STATUSTEXT
            }
            let cancelled = MavMissionResult::MAV_MISSION_OPERATION_CANCELLED;
            self.acknowledge(from, kind, cancelled);
        } else if receiving.asks_again(now) {
            self.ask(now);
        }
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        earliest([
            self.sending.map(Sending::due),
            self.receiving.as_ref().map(Receiving::due),
        ])
    }
}
