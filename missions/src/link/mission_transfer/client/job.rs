//! One upload, download or clearing, as the client sees it: the table of what to do when.
//!
//! An upload is the vehicle's to drive; but ArduPilot asks for a missing item only each second
//! and gives up after eight, which a poor link outlasts. So after a short silence the item that
//! was sent last is said again together with the next one: whichever the vehicle waits for, it
//! takes, and the other it passes over.
//!
//! What is *not* the end of an upload, because real vehicles go on after it: `MISSION_ACK` with
//! an invalid sequence (ArduPilot's answer to an item out of turn), and with an error (PX4's
//! answer to a repeated `MISSION_COUNT`). Where nothing is asked for after an error or
//! "cancelled", or after a long silence, the upload begins again from `MISSION_COUNT`; so does a
//! download, which PX4 breaks off with an error when a request comes out of turn.
//!
//! Sources: ArduPilot `MissionItemProtocol.cpp`, PX4 `mavlink_mission.cpp`.

mod upload;

use std::time::Duration;

use super::{Event, TransferError};
use crate::link::dialect::{
    MISSION_ACK_DATA, MISSION_CLEAR_ALL_DATA, MISSION_COUNT_DATA, MISSION_ITEM_INT_DATA,
    MISSION_REQUEST_INT_DATA, MISSION_REQUEST_LIST_DATA, MavMessage, MavMissionResult,
};
use crate::link::manners::Autopilot;
use crate::link::mission_transfer::counting;
use crate::link::mission_transfer::{Kind, acknowledgement};
use crate::link::timers::{Expiry, Retry};
use crate::link::{Endpoint, from_mavlink, to_mavlink};
use crate::plan::item::Item;
use crate::time::BootTime;
use upload::Upload;

/// A question is asked again this often: with 30 % loss each way one in 10⁹ stays unanswered.
const REPEATS: u32 = 30;
/// An item is said again this often before the upload begins again.
const ITEM_REPEATS: u32 = 20;
/// How long a vehicle that complained may still go on asking before the upload begins again.
const GRACE: Duration = Duration::from_millis(2500);
/// How often a transfer begins again.
const RESTARTS: u32 = 10;

/// When and with whom a job acts.
#[derive(Debug)]
pub(super) struct Situation {
    pub(super) now: BootTime,
    /// How long to wait for an answer.
    pub(super) patience: Duration,
    pub(super) to: Endpoint,
    pub(super) autopilot: Autopilot,
}

/// One transfer.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) kind: Kind,
    task: Task,
    timer: Retry,
    asked: BootTime,
    asked_again: bool,
    restarts: u32,
}

#[derive(Debug)]
enum Task {
    Upload(Upload),
    List,
    Items {
        total: u16,
        got: Vec<Item>,
        opaque_id: u32,
    },
    Clear,
}

/// What a job wants done.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub(super) say: Vec<MavMessage>,
    pub(super) tell: Vec<Event>,
    pub(super) trip: Option<Duration>,
    pub(super) over: bool,
}

impl Step {
    fn say(message: MavMessage) -> Self {
        Self {
            say: vec![message],
            ..Self::default()
        }
    }

    fn end(event: Event) -> Self {
        Self {
            tell: vec![event],
            over: true,
            ..Self::default()
        }
    }
}

impl Job {
    pub(super) fn upload(kind: Kind, wire: Vec<MISSION_ITEM_INT_DATA>) -> Self {
        Self::new(kind, Task::Upload(Upload::new(wire)))
    }

    pub(super) const fn download(kind: Kind) -> Self {
        Self::new(kind, Task::List)
    }

    pub(super) const fn clear(kind: Kind) -> Self {
        Self::new(kind, Task::Clear)
    }

    const fn new(kind: Kind, task: Task) -> Self {
        Self {
            kind,
            task,
            timer: Retry::new(Duration::ZERO, 0),
            asked: BootTime::ZERO,
            asked_again: false,
            restarts: 0,
        }
    }

    pub(super) const fn due(&self) -> Option<BootTime> {
        self.timer.due()
    }

    pub(super) fn start(&mut self, at: &Situation) -> Step {
        self.ask(at);
        Step::say(self.question(at.to))
    }

    pub(super) fn handle(&mut self, at: &Situation, message: &MavMessage) -> Step {
        match message {
            MavMessage::MISSION_REQUEST(m) => self.requested(at, m.seq),
            MavMessage::MISSION_REQUEST_INT(m) => self.requested(at, m.seq),
            MavMessage::MISSION_COUNT(m) => self.counted(at, m),
            MavMessage::MISSION_ITEM_INT(m) => self.received(at, m),
            MavMessage::MISSION_ACK(m) => self.acknowledged(at, m),
            _ => Step::default(),
        }
    }

    pub(super) fn expire(&mut self, at: &Situation) -> Step {
        match self.timer.expire(at.now) {
            Expiry::NotYet => Step::default(),
            Expiry::Again(_) => self.again(at),
            Expiry::GaveUp => self.give_up(at),
        }
    }

    fn again(&mut self, at: &Situation) -> Step {
        self.asked_again = true;
        let mut step = Step::default();
        match &self.task {
            Task::Upload(upload) if upload.sent > 0 => step.say.extend(upload.last_and_next()),
            _ => step.say.push(self.question(at.to)),
        }
        step
    }

    fn ask(&mut self, at: &Situation) {
        self.timer = Retry::started(at.now, at.patience, REPEATS);
        self.asked = at.now;
        self.asked_again = false;
    }

    /// Karn's rule: only an answer to a question that was asked once is measured.
    fn trip(&self, now: BootTime) -> Option<Duration> {
        (!self.asked_again).then(|| now.since(self.asked))
    }

    /// What is asked, and asked again, in the present state.
    fn question(&self, to: Endpoint) -> MavMessage {
        let (target_system, target_component) = (to.system, to.component);
        let mission_type = to_mavlink::mission_type(self.kind);
        match &self.task {
            Task::Upload(upload) => upload.question(to, self.kind),
            Task::List => MavMessage::MISSION_REQUEST_LIST(MISSION_REQUEST_LIST_DATA {
                target_system,
                target_component,
                mission_type,
            }),
            Task::Items { got, .. } => MavMessage::MISSION_REQUEST_INT(MISSION_REQUEST_INT_DATA {
                seq: got.len() as u16,
                target_system,
                target_component,
                mission_type,
            }),
            Task::Clear => MavMessage::MISSION_CLEAR_ALL(MISSION_CLEAR_ALL_DATA {
                target_system,
                target_component,
                mission_type,
            }),
        }
    }

    fn requested(&mut self, at: &Situation, seq: u16) -> Step {
        let trip = self.trip(at.now);
        let Task::Upload(upload) = &mut self.task else {
            return Step::default();
        };
        let Some(item) = upload.wire.get(usize::from(seq)).cloned() else {
            return Step::default();
        };
        let begun = upload.sent > 0;
        (upload.complaint, upload.complained) = (None, false);
        upload.last = seq;
        upload.sent = upload.sent.max(seq + 1);
        self.timer = Retry::started(at.now, at.patience, ITEM_REPEATS);
        self.asked_again = true; // items are not questions; no round trip is measured on them
        let mut step = Step::say(MavMessage::MISSION_ITEM_INT(item));
        step.trip = trip.filter(|_| !begun);
        step.tell.extend(upload.progress(self.kind));
        step
    }

    fn counted(&mut self, at: &Situation, count: &MISSION_COUNT_DATA) -> Step {
        if !matches!(self.task, Task::List) {
            return Step::default();
        }
        let trip = self.trip(at.now);
        self.task = Task::Items {
            total: count.count,
            got: Vec::new(),
            opaque_id: count.opaque_id,
        };
        let mut step = self.ask_next(at);
        step.trip = trip;
        step
    }

    fn received(&mut self, at: &Situation, item: &MISSION_ITEM_INT_DATA) -> Step {
        let trip = self.trip(at.now);
        match &mut self.task {
            Task::Items { got, .. } if usize::from(item.seq) == got.len() => {
                got.push(from_mavlink::item(item));
            }
            _ => return Step::default(), // a repeat
        }
        let mut step = self.ask_next(at);
        step.trip = trip;
        step
    }

    fn ask_next(&mut self, at: &Situation) -> Step {
        let Task::Items {
            total,
            got,
            opaque_id,
        } = &mut self.task
        else {
            return Step::default();
        };
        let (kind, total, done) = (self.kind, *total, got.len() as u16);
        if done == total {
            let accepted = MavMissionResult::MAV_MISSION_ACCEPTED;
            let mut step = Step::say(acknowledgement(at.to, kind, accepted, 0));
            let (items, home) = counting::planned(at.autopilot, kind, std::mem::take(got));
            step.tell.push(Event::Downloaded {
                kind,
                items,
                home,
                opaque_id: *opaque_id,
            });
            step.over = true;
            return step;
        }
        self.ask(at);
        let mut step = Step::say(self.question(at.to));
        if done > 0 {
            step.tell.push(Event::Progress { kind, done, total });
        }
        step
    }

    fn acknowledged(&mut self, at: &Situation, ack: &MISSION_ACK_DATA) -> Step {
        let (kind, opaque_id, result) = (self.kind, ack.opaque_id, ack.mavtype);
        if result == MavMissionResult::MAV_MISSION_ACCEPTED {
            return match &self.task {
                Task::Upload(upload) if upload.is_sent() => {
                    Step::end(Event::Uploaded { kind, opaque_id })
                }
                Task::Clear => Step::end(Event::Cleared { kind }),
                _ => Step::default(), // late, of something before
            };
        }
        if result == MavMissionResult::MAV_MISSION_INVALID_SEQUENCE || is_passing(result) {
            self.complained(at, result);
            return Step::default();
        }
        let error = match &self.task {
            Task::Upload(upload) => upload.refusal(at.autopilot, result),
            Task::List | Task::Items { .. } | Task::Clear => TransferError::Refused(result),
        };
        Step::end(Event::Failed { kind, error })
    }

    /// A complaint after which real vehicles may go on. If this one does not, it begins again.
    fn complained(&mut self, at: &Situation, result: MavMissionResult) {
        match &mut self.task {
            Task::Upload(upload) => {
                upload.complaint = Some(result);
                if is_passing(result) && !std::mem::replace(&mut upload.complained, true) {
                    self.timer = Retry::started(at.now, GRACE, 0);
                }
            }
            Task::Items { .. } => self.timer = Retry::started(at.now, at.patience, 0),
            Task::List | Task::Clear => {}
        }
    }

    fn give_up(&mut self, at: &Situation) -> Step {
        self.restarts += 1;
        let heard = self.begin_again();
        if heard && self.restarts <= RESTARTS {
            return self.start(at);
        }
        let error = match &self.task {
            Task::Upload(upload) => upload.failure(at.autopilot),
            Task::List | Task::Items { .. } | Task::Clear => {
                TransferError::NoAnswer { done: 0, total: 0 }
            }
        };
        let kind = self.kind;
        Step::end(Event::Failed { kind, error })
    }

    /// Back to the first question; whether anything was heard since it was last asked.
    fn begin_again(&mut self) -> bool {
        match &mut self.task {
            Task::Upload(upload) => upload.begin_again(),
            Task::Items { .. } => {
                self.task = Task::List;
                true
            }
            Task::List | Task::Clear => false,
        }
    }
}

/// Whether it means that the vehicle is not, or no longer, at it.
const fn is_passing(result: MavMissionResult) -> bool {
    matches!(
        result,
        MavMissionResult::MAV_MISSION_ERROR | MavMissionResult::MAV_MISSION_OPERATION_CANCELLED
    )
}
