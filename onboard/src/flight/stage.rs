//! The stages of a flight, one file each, and what they share.
//!
//! A stage is asked again and again what is to be done ([`Stage::step`]); it looks at the partner,
//! speaks through it, and says when the next stage begins.

pub(super) mod check;
pub(super) mod depart;
pub(super) mod fly;
pub(super) mod load;
mod look;
mod reading;
pub(super) mod recognise;
pub(super) mod rejoin;
pub(super) mod settings;
mod streams;

use std::collections::VecDeque;

use missions::time::BootTime;

use super::Past;
use super::event::{Event, Outcome, Phase};
use super::guide::Guide;
use super::operator::Order;
use super::orders::Orders;
use super::partner::Partner;
use super::safety::Limits;

/// What a stage works with.
pub(super) struct Desk<'a> {
    pub(super) orders: &'a Orders,
    pub(super) limits: &'a Limits,
    pub(super) past: &'a Past,
    pub(super) partner: &'a mut Partner,
    pub(super) events: &'a mut VecDeque<Event>,
    /// The operator has called the flight off.
    pub(super) called_off: Option<&'a (Order, String)>,
    /// What a survey asks for.
    pub(super) guide: &'a Guide,
    /// Why what happens cannot be written down.
    pub(super) unrecorded: Option<&'a str>,
    /// When a ground station was last heard.
    pub(super) ground_heard: Option<BootTime>,
    /// The system of another autopilot on the link, where nobody said which one is meant.
    pub(super) second: Option<u8>,
    /// How often everything was loaded again because somebody had changed it.
    pub(super) reloads: &'a mut u8,
}

impl Desk<'_> {
    pub(super) fn tell(&mut self, event: Event) {
        self.events.push_back(event);
    }
}

/// A stage after contact.
#[derive(Debug)]
pub(super) enum Stage {
    Recognise(recognise::Recognise),
    Rejoin(rejoin::Rejoin),
    Load(Box<load::Load>),
    Settle(settings::Settings),
    Check(check::Check),
    Depart(depart::Depart),
    Fly(Box<fly::Fly>),
    Over(Outcome),
}

/// What a stage says.
#[derive(Debug)]
pub(super) enum Next {
    Stay,
    Go(Stage),
}

impl Next {
    /// The flight is over before it began.
    pub(super) fn fail(reason: impl Into<String>) -> Self {
        Self::Go(Stage::Over(Outcome::Failed {
            reason: reason.into(),
        }))
    }
}

impl Stage {
    pub(super) const fn phase(&self) -> Phase {
        match self {
            Self::Recognise(_) | Self::Rejoin(_) => Phase::Recognising,
            Self::Load(_) | Self::Settle(_) => Phase::Loading,
            Self::Check(_) => Phase::Checking,
            Self::Depart(_) => Phase::Departing,
            Self::Fly(_) => Phase::Flying,
            Self::Over(_) => Phase::Over,
        }
    }

    /// Nothing that may be in the air is left alone because it was called off.
    fn may_be_called_off(&self, partner: &Partner) -> bool {
        match self {
            Self::Recognise(_) => !partner.is_armed(),
            Self::Depart(depart) => !depart.told(),
            Self::Rejoin(_) | Self::Fly(_) | Self::Over(_) => false,
            Self::Load(_) | Self::Settle(_) | Self::Check(_) => true,
        }
    }

    /// Nothing has been asked of the vehicle yet that could move it.
    const fn is_undecided(&self) -> bool {
        !matches!(self, Self::Depart(_) | Self::Fly(_) | Self::Over(_))
    }

    /// It has not been told to take off, and may be begun again from the beginning.
    pub(super) const fn may_begin_again(&self) -> bool {
        match self {
            Self::Depart(depart) => !depart.told(),
            Self::Rejoin(_) => false,
            stage => stage.is_undecided(),
        }
    }

    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Next {
        if let (true, Some((_, who))) = (self.may_be_called_off(desk.partner), desk.called_off) {
            if matches!(self, Self::Depart(_)) {
                let disarm = desk.partner.autopilot.disarm();
                desk.partner.command(now, disarm);
            }
            return Next::fail(format!("called off by {who} before take-off"));
        }
        if let (true, Some(second)) = (self.is_undecided(), desk.second) {
            let first = desk.partner.address.system;
            return Next::fail(format!(
                "two autopilots are on this link, of systems {first} and {second}: say with --system which one is to fly"
            ));
        }
        match self {
            Self::Recognise(stage) => stage.step(now, desk),
            Self::Rejoin(stage) => stage.step(now, desk),
            Self::Load(stage) => stage.step(now, desk),
            Self::Settle(stage) => stage.step(now, desk),
            Self::Check(stage) => stage.step(now, desk),
            Self::Depart(stage) => stage.step(now, desk),
            Self::Fly(stage) => stage.step(now, desk),
            Self::Over(_) => Next::Stay,
        }
    }
}
