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

use std::time::Duration;

use super::{Event, TransferError};
use crate::geodesy::Position;
use crate::link::dialect::{
    MISSION_ACK_DATA, MISSION_CLEAR_ALL_DATA, MISSION_COUNT_DATA, MISSION_ITEM_INT_DATA,
    MISSION_REQUEST_INT_DATA, MISSION_REQUEST_LIST_DATA, MavMessage, MavMissionResult,
};
use crate::link::manners::Autopilot;
use crate::link::mission_transfer::{Kind, acknowledgement};
use crate::link::timers::{Expiry, Retry};
use crate::link::{Endpoint, from_mavlink, to_mavlink};
use crate::plan::item::Item;
use crate::plan::{Height, Waypoint};
use crate::time::BootTime;

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

#[derive(Debug)]
struct Upload {
    wire: Vec<MISSION_ITEM_INT_DATA>,
    /// The number after the highest that was sent since the count was last sent.
    sent: u16,
    /// The item that was sent last.
    last: u16,
    told: u16,
    /// The vehicle's last complaint, and whether it was in this attempt.
    complaint: Option<MavMissionResult>,
    complained: bool,
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
        let upload = Upload {
            wire,
            sent: 0,
            last: 0,
            told: 0,
            complaint: None,
            complained: false,
        };
        Self::new(kind, Task::Upload(upload))
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
            let downloaded = downloaded(at.autopilot, kind, std::mem::take(got), *opaque_id);
            step.tell.push(downloaded);
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

impl Upload {
    const fn total(&self) -> u16 {
        self.wire.len() as u16
    }

    /// Whether the vehicle has asked for everything, so that its acknowledgement can be believed.
    const fn is_sent(&self) -> bool {
        self.sent == self.total()
    }

    fn question(&self, to: Endpoint, kind: Kind) -> MavMessage {
        MavMessage::MISSION_COUNT(MISSION_COUNT_DATA {
            count: self.total(),
            target_system: to.system,
            target_component: to.component,
            mission_type: to_mavlink::mission_type(kind),
            opaque_id: 0,
        })
    }

    /// Whichever of the two the vehicle waits for.
    fn last_and_next(&self) -> impl Iterator<Item = MavMessage> {
        let items = self.wire.iter().skip(usize::from(self.last)).take(2);
        items.cloned().map(MavMessage::MISSION_ITEM_INT)
    }

    /// Once for each item that the vehicle asks for the first time.
    fn progress(&mut self, kind: Kind) -> Option<Event> {
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
    const fn begin_again(&mut self) -> bool {
        let heard = self.sent > 0 || self.complained;
        self.sent = 0;
        self.complained = false;
        heard
    }

    fn refusal(&self, autopilot: Autopilot, result: MavMissionResult) -> TransferError {
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

    fn failure(&self, autopilot: Autopilot) -> TransferError {
        match self.complaint {
            Some(result) => self.refusal(autopilot, result),
            None => TransferError::NoAnswer {
                done: self.told,
                total: self.total(),
            },
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

/// A plan's items as the wire counts them, home before them where it belongs.
pub(super) fn wire_items(
    autopilot: Autopilot,
    to: Endpoint,
    kind: Kind,
    items: &[Item],
    home: Option<Waypoint>,
) -> Result<Vec<MISSION_ITEM_INT_DATA>, TransferError> {
    if items.len() >= usize::from(u16::MAX) {
        return Err(TransferError::TooMany(items.len()));
    }
    let mut wire = Vec::with_capacity(items.len() + 1);
    if counts_home(autopilot, kind) {
        let item = to_mavlink::item(&home_item(home), 0, to, kind);
        wire.push(item.map_err(|source| TransferError::Item { index: 0, source })?);
    }
    for (index, item) in items.iter().enumerate() {
        let item = autopilot.prepared(item);
        let item = to_mavlink::item(&item, wire.len() as u16, to, kind);
        wire.push(item.map_err(|source| TransferError::Item { index, source })?);
    }
    Ok(wire)
}

fn counts_home(autopilot: Autopilot, kind: Kind) -> bool {
    kind == Kind::Mission && autopilot.home_is_item_0()
}

/// Home, above the sea; zeros where it is not known, as ArduPilot itself says it.
pub(in crate::link::mission_transfer) fn home_item(home: Option<Waypoint>) -> Item {
    let place = home.map(|home| (home.position, home.height.metres));
    Item {
        command: 16,
        frame: 0,
        params: [0.0; 4],
        x: place.map_or(0.0, |(position, _)| position.latitude_deg()),
        y: place.map_or(0.0, |(position, _)| position.longitude_deg()),
        z: place.map_or(0.0, |(_, metres)| metres),
        autocontinue: true,
    }
}

fn downloaded(autopilot: Autopilot, kind: Kind, mut items: Vec<Item>, opaque_id: u32) -> Event {
    let home = (counts_home(autopilot, kind) && !items.is_empty())
        .then(|| items.remove(0))
        .filter(|item| item.x != 0.0 || item.y != 0.0)
        .and_then(|item| {
            let position = Position::new(item.x, item.y).ok()?;
            let height = Height::above_sea(item.z);
            Some(Waypoint { position, height })
        });
    if kind == Kind::Mission {
        for item in &mut items {
            *item = autopilot.as_planned(item);
        }
    }
    Event::Downloaded {
        kind,
        items,
        home,
        opaque_id,
    }
}
