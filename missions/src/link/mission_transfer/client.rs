//! The half that a ground station or an onboard computer speaks.

mod job;

use std::collections::VecDeque;
use std::time::Duration;

use thiserror::Error;

use super::{Kind, acknowledgement, counting};
use crate::link::dialect::{MavMessage, MavMissionResult};
use crate::link::from_mavlink;
use crate::link::manners::Autopilot;
use crate::link::to_mavlink::ItemError;
use crate::link::{Conversation, Endpoint, Transmit};
use crate::plan::Waypoint;
use crate::plan::item::Item;
use crate::time::BootTime;
use job::{Job, Situation, Step};

/// What the owner is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Items done so far, as the wire counts them.
    Progress {
        /// Which list.
        kind: Kind,
        /// Items.
        done: u16,
        /// Of how many.
        total: u16,
    },
    /// The vehicle has accepted the list.
    Uploaded {
        /// Which list.
        kind: Kind,
        /// The vehicle's name for what it now holds; 0 where it gives none.
        opaque_id: u32,
    },
    /// What the vehicle holds.
    Downloaded {
        /// Which list.
        kind: Kind,
        /// Its items, as a plan counts them.
        items: Vec<Item>,
        /// ArduPilot's item 0, height above the sea; none where it was not set.
        home: Option<Waypoint>,
        /// The vehicle's name for what it holds; 0 where it gives none.
        opaque_id: u32,
    },
    /// The vehicle has emptied the list.
    Cleared {
        /// Which list.
        kind: Kind,
    },
    /// It did not work; the vehicle may hold the old list, or none.
    Failed {
        /// Which list.
        kind: Kind,
        /// Why.
        error: TransferError,
    },
}

/// Why a transfer did not work.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum TransferError {
    /// The vehicle refused the list itself, before any item.
    #[error("the vehicle refused it: {0:?}")]
    Refused(MavMissionResult),
    /// The vehicle refused an item.
    #[error("the vehicle refused item {index} (command {command}): {result:?}")]
    RefusedItem {
        /// Which item of the plan, from 0.
        index: u16,
        /// Its command.
        command: u16,
        /// The vehicle's word.
        result: MavMissionResult,
    },
    /// Nothing was heard although it was asked again and again.
    #[error("no answer from the vehicle ({done} of {total} items were through)")]
    NoAnswer {
        /// Items that had gone through.
        done: u16,
        /// Of how many; 0 where that was not known yet.
        total: u16,
    },
    /// An item that MAVLink cannot carry; nothing was sent.
    #[error("item {index}")]
    Item {
        /// Which item of the plan, from 0.
        index: usize,
        /// Why.
        source: ItemError,
    },
    /// More items than the wire can count.
    #[error("{0} items are more than 65,534")]
    TooMany(usize),
    /// The owner called it off.
    #[error("called off")]
    Cancelled,
}

/// Transfers with one vehicle, one after the other in the order in which they were asked for.
#[derive(Debug)]
pub struct Client {
    me: Endpoint,
    to: Endpoint,
    autopilot: Autopilot,
    pace: Pace,
    jobs: VecDeque<Job>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

/// How long an answer takes on this link, measured.
#[derive(Debug)]
struct Pace {
    round_trip: Option<Duration>,
}

impl Pace {
    /// How long to wait for an answer: four round trips, but between 250 ms and 1.5 s, as the
    /// protocol's page recommends.
    fn patience(&self) -> Duration {
        let (least, most) = (Duration::from_millis(250), Duration::from_millis(1500));
        let measured = self
            .round_trip
            .map(|round_trip| (4 * round_trip).clamp(least, most));
        measured.unwrap_or(Duration::from_millis(700))
    }

    /// Smoothed over about eight answers (RFC 6298, section 2).
    fn measured(&mut self, trip: Duration) {
        self.round_trip = Some(self.round_trip.map_or(trip, |old| (old * 7 + trip) / 8));
    }
}

impl Client {
    /// A client that speaks as `me` with the autopilot at `to`.
    pub const fn new(me: Endpoint, to: Endpoint, autopilot: Autopilot) -> Self {
        Self {
            me,
            to,
            autopilot,
            pace: Pace { round_trip: None },
            jobs: VecDeque::new(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Replaces the vehicle's list. `home` is what ArduPilot is sent as item 0 of a mission
    /// (it keeps its own once it knows where it is); PX4 has no such item.
    pub fn upload(&mut self, now: BootTime, kind: Kind, items: &[Item], home: Option<Waypoint>) {
        match counting::wire_items(self.autopilot, self.to, kind, items, home) {
            Ok(wire) => self.begin(now, Job::upload(kind, wire)),
            Err(error) => self.events.push_back(Event::Failed { kind, error }),
        }
    }

    /// Reads the vehicle's list.
    pub fn download(&mut self, now: BootTime, kind: Kind) {
        self.begin(now, Job::download(kind));
    }

    /// Empties the vehicle's list.
    pub fn clear(&mut self, now: BootTime, kind: Kind) {
        self.begin(now, Job::clear(kind));
    }

    /// Calls everything off.
    pub fn cancel(&mut self) {
        if let Some(kind) = self.running() {
            let cancelled = MavMissionResult::MAV_MISSION_OPERATION_CANCELLED;
            let message = acknowledgement(self.to, kind, cancelled, 0);
            self.transmits.push_back(Transmit::new(self.me, message));
        }
        for job in std::mem::take(&mut self.jobs) {
            self.events.push_back(Event::Failed {
                kind: job.kind,
                error: TransferError::Cancelled,
            });
        }
    }

    /// Whether nothing is under way.
    pub fn is_idle(&self) -> bool {
        self.jobs.is_empty()
    }

    fn running(&self) -> Option<Kind> {
        self.jobs.front().map(|job| job.kind)
    }

    fn begin(&mut self, now: BootTime, job: Job) {
        self.jobs.push_back(job);
        if self.jobs.len() == 1 {
            self.step(now, Job::start);
        }
    }

    /// Lets the running job act, and begins the next one when it is over.
    fn step(&mut self, now: BootTime, act: impl FnOnce(&mut Job, &Situation) -> Step) {
        let situation = Situation {
            now,
            patience: self.pace.patience(),
            to: self.to,
            autopilot: self.autopilot,
        };
        let Some(job) = self.jobs.front_mut() else {
            return;
        };
        let step = act(job, &situation);
        if let Some(trip) = step.trip {
            self.pace.measured(trip);
        }
        let me = self.me;
        let spoken = step.say.into_iter();
        self.transmits
            .extend(spoken.map(|message| Transmit::new(me, message)));
        self.events.extend(step.tell);
        if step.over {
            self.jobs.pop_front();
            self.step(now, Job::start);
        }
    }
}

impl Conversation for Client {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if !from.is_meant_by(self.to) || !self.me.is_addressed_by(message) {
            return;
        }
        let kind = mission_kind(message);
        if kind.is_some() && kind == self.running() {
            self.step(now, |job, situation| job.handle(situation, message));
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        self.step(now, Job::expire);
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        self.jobs.front().and_then(Job::due)
    }
}

/// The list that a vehicle's message of this protocol is about.
fn mission_kind(message: &MavMessage) -> Option<Kind> {
    let mission_type = match message {
        MavMessage::MISSION_COUNT(m) => m.mission_type,
        MavMessage::MISSION_REQUEST(m) => m.mission_type,
        MavMessage::MISSION_REQUEST_INT(m) => m.mission_type,
        MavMessage::MISSION_ITEM_INT(m) => m.mission_type,
        MavMessage::MISSION_ACK(m) => m.mission_type,
        _ => return None,
    };
    from_mavlink::kind(mission_type)
}
