//! The last look before arming: what was loaded and compared may have been replaced since.
//!
//! All lists are read and compared once more, the mission last, and what keeps the fence is looked
//! at. What somebody was seen to change meanwhile is read again.

use std::collections::VecDeque;

use missions::link::Conversation as _;
use missions::link::mission_transfer::{Kind, differences};
use missions::plan::item::Item;
use missions::time::BootTime;

use super::super::parameters;
use super::Desk;
use super::load::{chain, planned, takes, told};
use super::reading::{Came, Reading};

/// How often a list is tried to be read.
const TRIES: u8 = 4;
/// How often everything is read again because somebody was seen at it.
const ROUNDS: u8 = 4;

#[derive(Debug)]
pub(super) struct Look {
    left: VecDeque<Kind>,
    reading: Reading,
    rounds: u8,
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
    pub(super) fn begin(desk: &mut Desk<'_>) -> Self {
        let mut look = Self {
            left: VecDeque::new(),
            reading: Reading::of_tries(TRIES),
            rounds: 0,
        };
        look.begin_round(desk);
        look
    }

    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Seen {
        while let Some(event) = desk.partner.transfers.poll_event() {
            match self.reading.hear(now, event) {
                Some(Came::List(kind, items)) => {
                    if let Some(what) = differs(kind, &items, desk) {
                        return Seen::Other(what);
                    }
                }
                Some(Came::Again(kind)) => self.left.push_front(kind),
                Some(Came::Not(kind, error)) if !is_optional(kind, desk) => {
                    return Seen::Unread(format!("the {kind}: {}", chain(&error)));
                }
                Some(Came::Not(..)) | None => {}
            }
        }
        if !self.reading.is_free(now) {
            return Seen::Nothing;
        }
        match self.left.pop_front() {
            Some(kind) => {
                self.reading.begin(now, kind, desk.partner);
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
        if let Some(why) = desk.partner.return_leads_out(desk.orders) {
            return Seen::Other(why);
        }
        let Some(sign) = desk.partner.meddling.sign() else {
            return Seen::Plan;
        };
        self.rounds += 1;
        if self.rounds >= ROUNDS {
            return Seen::Other(format!("somebody does not stop: {sign}"));
        }
        self.reading.pause(now);
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
