//! The last look before arming: what was loaded and compared may have been replaced since.
//!
//! All lists are read and compared once more, the mission last, and what keeps the fence is looked
//! at. What somebody was seen to change meanwhile is read again.

use std::collections::VecDeque;
use std::time::Duration;

use missions::link::Conversation as _;
use missions::link::mission_transfer::{ClientEvent, Kind, differences};
use missions::plan::item::Item;
use missions::time::BootTime;

use super::super::parameters;
use super::Desk;
use super::load::{chain, planned, takes, told};

/// How often a list is tried to be read.
const TRIES: u8 = 4;
/// How often everything is read again because somebody was seen at it.
const ROUNDS: u8 = 4;
/// Between two tries, and from a sign that a list is changed to when it is read: who changes it may
/// still be at it.
const PAUSE: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(super) struct Look {
    left: VecDeque<Kind>,
    reading: Option<Kind>,
    tries: u8,
    rounds: u8,
    not_before: BootTime,
}

/// What was seen.
#[derive(Debug)]
pub(super) enum Seen {
    /// Still looking.
    Nothing,
    /// The plan, and nothing but the plan.
    Plan,
    /// Something else, in words.
    Other(String),
    /// It could not be read, and why.
    Unread(String),
}

impl Look {
    pub(super) fn begin(now: BootTime, desk: &mut Desk<'_>) -> Self {
        let mut look = Self {
            left: VecDeque::new(),
            reading: None,
            tries: 0,
            rounds: 0,
            not_before: now,
        };
        look.begin_round(desk);
        look
    }

    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Seen {
        while let Some(event) = desk.partner.transfers.poll_event() {
            match event {
                ClientEvent::Downloaded { kind, items, .. } if self.reading == Some(kind) => {
                    self.reading = None;
                    self.tries = 0;
                    if let Some(what) = differs(kind, &items, desk) {
                        return Seen::Other(what);
                    }
                }
                ClientEvent::Failed { kind, error } if self.reading == Some(kind) => {
                    self.reading = None;
                    self.tries += 1;
                    if self.tries < TRIES {
                        self.left.push_front(kind);
                        self.not_before = now + PAUSE;
                    } else if !is_optional(kind, desk) {
                        return Seen::Unread(format!("the {kind}: {}", chain(&error)));
                    }
                }
                _ => {}
            }
        }
        if self.reading.is_some() || now < self.not_before {
            return Seen::Nothing;
        }
        match self.left.pop_front() {
            Some(kind) => {
                self.reading = Some(kind);
                desk.partner.transfers.download(now, kind);
                Seen::Nothing
            }
            None => self.end_round(now, desk),
        }
    }

    fn begin_round(&mut self, desk: &mut Desk<'_>) {
        desk.partner.meddling.forget();
        let kinds = [Kind::Rally, Kind::Fence, Kind::Mission];
        let kept = kinds
            .into_iter()
            .filter(|kind| !is_empty(*kind, desk) || takes(*kind, desk));
        self.left = kept.collect();
    }

    fn end_round(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Seen {
        let wanted = parameters::of_the_fence(desk.partner.autopilot, desk.orders);
        let undone = desk.partner.undone(&wanted).into_iter().next();
        if let Some(((name, wanted), is)) = undone {
            return Seen::Other(format!("{name} is {is}, the plan's fence needs {wanted}"));
        }
        let Some(sign) = desk.partner.meddling.sign() else {
            return Seen::Plan;
        };
        self.rounds += 1;
        if self.rounds >= ROUNDS {
            return Seen::Other(format!("somebody does not stop: {sign}"));
        }
        self.not_before = now + PAUSE;
        self.begin_round(desk);
        Seen::Nothing
    }
}

fn differs(kind: Kind, held: &[Item], desk: &Desk<'_>) -> Option<String> {
    let autopilot = desk.partner.autopilot;
    let planned = planned(kind, desk.orders, autopilot);
    let found = differences(&planned, held, kind, autopilot);
    (!found.is_empty()).then(|| format!("the vehicle's {kind}: {}", told(&found)))
}

fn is_empty(kind: Kind, desk: &Desk<'_>) -> bool {
    planned(kind, desk.orders, desk.partner.autopilot).is_empty()
}

/// Nobody said that this kind of list exists at all, and the plan has none.
fn is_optional(kind: Kind, desk: &Desk<'_>) -> bool {
    is_empty(kind, desk) && desk.partner.capabilities.is_none()
}
