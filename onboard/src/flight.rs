//! A flight from first contact to disarming, without sockets, clocks and files.
//!
//! [`Flight`] is a [`Conversation`] like those in [`missions::link`]: it is told what arrived and
//! what time it is, and asked what to send, what happened and when to be called again.

pub mod astray;
pub mod boundary;
pub mod event;
pub mod failsafe;
pub mod figures;
mod ground;
pub mod guide;
pub mod helm;
pub mod homecoming;
pub mod measure;
pub mod meddling;
pub mod operator;
pub mod orders;
mod parameters;
pub mod partner;
pub mod past;
pub mod pilot;
pub mod preflight;
pub mod progress;
pub mod safety;
pub mod silence;
mod stage;
mod stations;
pub mod tally;
pub mod way_home;

use std::collections::VecDeque;
use std::time::Duration;

use missions::link::command;
use missions::link::dialect::{HEARTBEAT_DATA, MavMessage, MavType};
use missions::link::manners::Autopilot;
use missions::link::texts::Texts;
use missions::link::{Conversation, Endpoint, Transmit};
use missions::telemetry::VehicleState;
use missions::time::BootTime;

use event::{Event, Outcome, Phase};
use guide::Guide;
use operator::Order;
use orders::Orders;
use partner::{ONBOARD_COMPUTER, Partner};
use past::Past;
use progress::{Progress, Route};
use safety::{Decision, Limits};
use stage::recognise::Recognise;
use stage::{Desk, Next, Stage};
use stations::Stations;

/// The safety table is judged this often.
const LOOK: Duration = Duration::from_millis(100);
/// A component says once a second that it is there.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// The component that autopilots speak as (MAV_COMP_ID_AUTOPILOT1).
const AUTOPILOT: u8 = 1;
/// A ground station, as they all call themselves.
const STATION: Endpoint = Endpoint::new(255, 190);
/// The system that we speak as until the vehicle is known.
const FIRST_SYSTEM: u8 = 1;

/// One flight.
#[derive(Debug)]
pub struct Flight {
    orders: Orders,
    limits: Limits,
    past: Past,
    partner: Option<Partner>,
    stage: Option<Stage>,
    /// Answers commands that a ground station gives to us.
    server: command::Server,
    me: Endpoint,
    stations: Stations,
    called_off: Option<(Order, String)>,
    /// What a survey asks for.
    guide: Guide,
    /// Why what happens cannot be written down.
    unrecorded: Option<String>,
    next_look: BootTime,
    next_heartbeat: BootTime,
    texts: Texts,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
    told: Option<Phase>,
    /// The system of another autopilot than ours, where nobody said which one to fly.
    second: Option<u8>,
    /// How often everything was loaded again because somebody had changed it.
    reloads: u8,
}

impl Flight {
    /// A flight that has not met its vehicle yet; one that is over already stays over.
    pub fn new(orders: Orders, limits: Limits, past: Past) -> Self {
        let me = Endpoint::new(orders.system.unwrap_or(FIRST_SYSTEM), ONBOARD_COMPUTER);
        let stage = past.outcome.clone().map(Stage::Over);
        let phase = stage.as_ref().map_or(Phase::Connecting, Stage::phase);
        let first = match phase {
            Phase::Over => Event::AlreadyFlown,
            phase => Event::Phase { phase },
        };
        Self {
            orders,
            limits,
            past,
            partner: None,
            stage,
            server: command::Server::new(me),
            me,
            stations: Stations::default(),
            called_off: None,
            guide: Guide::Mission,
            unrecorded: None,
            next_look: BootTime::ZERO,
            next_heartbeat: BootTime::ZERO,
            texts: Texts::new(),
            transmits: VecDeque::new(),
            events: VecDeque::from([first]),
            told: Some(phase),
            second: None,
            reloads: 0,
        }
    }

    /// What happens cannot be written down, and why; or it can be again. A flight that nobody
    /// would know of afterwards is not begun.
    pub fn unrecorded(&mut self, why: Option<String>) {
        self.unrecorded = why;
    }

    /// What a survey asks for from now on; the safety table, the operator and the pilot go before.
    pub const fn guide(&mut self, guide: Guide) {
        self.guide = guide;
    }

    /// Whether the vehicle is at a survey's disposal: in the air, with nothing that the safety table
    /// or a pilot has against it.
    pub fn is_guided(&self) -> bool {
        match &self.stage {
            Some(Stage::Fly(fly)) => fly.may_be_guided(),
            _ => false,
        }
    }

    /// Whether it stands at a station, as the survey asked.
    pub fn is_at_station(&self) -> bool {
        match &self.stage {
            Some(Stage::Fly(fly)) => fly.is_at_station(),
            _ => false,
        }
    }

    /// The item of the mission that it flies to, from 0, as it said last.
    pub fn item(&self) -> Option<usize> {
        let partner = self.partner.as_ref()?;
        let mission = partner.state.mission.get()?;
        partner.autopilot.index_of(mission.current).map(usize::from)
    }

    /// How far it is.
    pub fn phase(&self) -> Phase {
        self.stage.as_ref().map_or(Phase::Connecting, Stage::phase)
    }

    /// How it ended, once it has.
    pub const fn outcome(&self) -> Option<&Outcome> {
        match &self.stage {
            Some(Stage::Over(outcome)) => Some(outcome),
            _ => None,
        }
    }

    /// What is known of the vehicle.
    pub fn state(&self) -> Option<&VehicleState> {
        self.partner.as_ref().map(|partner| &partner.state)
    }

    /// The address that we speak as: a component of the vehicle's system, once that is known.
    pub const fn address(&self) -> Endpoint {
        self.me
    }

    /// The vehicle's address, once it is known.
    pub fn vehicle(&self) -> Option<Endpoint> {
        self.partner.as_ref().map(|partner| partner.address)
    }

    /// Whose manners the vehicle has, once that is known.
    pub fn autopilot(&self) -> Option<Autopilot> {
        self.partner.as_ref().map(|partner| partner.autopilot)
    }

    /// How much of the plan is flown, in the air.
    pub const fn progress(&self) -> Option<Progress> {
        match &self.stage {
            Some(Stage::Fly(fly)) => Some(fly.progress()),
            _ => None,
        }
    }

    /// What the safety table says, in the air.
    pub fn decision(&self) -> Option<Decision> {
        match &self.stage {
            Some(Stage::Fly(fly)) => Some(fly.safety().standing()),
            _ => None,
        }
    }

    /// The plan was withdrawn, in the air or before.
    pub const fn is_revoked(&self) -> bool {
        match &self.stage {
            Some(Stage::Fly(fly)) => fly.is_revoked(),
            _ => self.called_off.is_some(),
        }
    }

    /// Length of the sortie over the ground, metres.
    pub fn planned_m(&self) -> f64 {
        let home = self.orders.plan.home.map(|home| home.position);
        let items = match self.autopilot() {
            Some(autopilot) => self.orders.flyable(autopilot),
            None => self.orders.items(),
        };
        Route::new(&items, home).length_m()
    }

    /// What it is ordered to do.
    pub const fn orders(&self) -> &Orders {
        &self.orders
    }

    fn heartbeat(&mut self, now: BootTime, from: Endpoint, m: &HEARTBEAT_DATA) {
        if m.mavtype == MavType::MAV_TYPE_GCS {
            self.stations.hear(now, from);
            return;
        }
        let wanted = self
            .orders
            .system
            .is_none_or(|system| system == from.system);
        let known = self.partner.is_some() || from.component != AUTOPILOT;
        self.look_for_second(from, m);
        let Some(autopilot) = Autopilot::recognise(m.autopilot).filter(|_| wanted && !known) else {
            return;
        };
        self.me = Endpoint::new(from.system, ONBOARD_COMPUTER);
        self.server = command::Server::new(self.me);
        let mut partner = Partner::new(autopilot, from);
        self.stage = Some(Stage::Recognise(Recognise::begin(now, &mut partner)));
        self.partner = Some(partner);
    }

    /// An autopilot that began again may have lost what it was told: on the ground everything is
    /// begun again with it.
    fn look_for_beginning(&mut self, now: BootTime) {
        let Some(partner) = &mut self.partner else {
            return;
        };
        if !partner.take_began_again() {
            return;
        }
        let (autopilot, address) = (partner.autopilot, partner.address);
        self.events.push_back(Event::BeganAgain);
        if self.stage.as_ref().is_some_and(Stage::may_begin_again) {
            let mut partner = Partner::new(autopilot, address);
            self.stage = Some(Stage::Recognise(Recognise::begin(now, &mut partner)));
            self.partner = Some(partner);
        } else if let Some((desk, Stage::Fly(fly))) = self.desk() {
            fly.began_again(&desk);
        }
    }

    /// Two autopilots are heard, and nobody said which one is meant.
    fn look_for_second(&mut self, from: Endpoint, m: &HEARTBEAT_DATA) {
        let is_autopilot =
            from.component == AUTOPILOT && Autopilot::recognise(m.autopilot).is_some();
        let is_other = self.vehicle().is_some_and(|ours| ours != from);
        if is_autopilot && is_other && self.orders.system.is_none() {
            self.second = Some(from.system);
        }
    }

    fn desk(&mut self) -> Option<(Desk<'_>, &mut Stage)> {
        let desk = Desk {
            orders: &self.orders,
            limits: &self.limits,
            past: &self.past,
            partner: self.partner.as_mut()?,
            events: &mut self.events,
            called_off: self.called_off.as_ref(),
            guide: &self.guide,
            unrecorded: self.unrecorded.as_deref(),
            ground_heard: self.stations.last(),
            second: self.second,
            reloads: &mut self.reloads,
        };
        Some((desk, self.stage.as_mut()?))
    }

    fn step(&mut self, now: BootTime) {
        let known = self.events.len();
        self.go_on(now);
        self.say_decisions(known);
    }

    fn go_on(&mut self, now: BootTime) {
        if now >= self.next_look {
            self.next_look = now + LOOK;
        }
        while let Some((mut desk, stage)) = self.desk() {
            match stage.step(now, &mut desk) {
                Next::Stay => break,
                Next::Go(next) => *stage = next,
            }
            self.tell_phase();
        }
        self.tell_phase();
        if self.partner.is_none()
            && let Some((_, who)) = &self.called_off
        {
            let reason = format!("called off by {who} before a vehicle was heard");
            self.stage = Some(Stage::Over(Outcome::Failed { reason }));
        }
    }

    fn tell_phase(&mut self) {
        let phase = self.phase();
        if self.told == Some(phase) {
            return;
        }
        self.told = Some(phase);
        self.events.push_back(Event::Phase { phase });
        if let Some(outcome) = self.outcome().cloned() {
            self.events.push_back(Event::Over(outcome));
        }
    }
}

impl Conversation for Flight {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if let MavMessage::HEARTBEAT(m) = message {
            self.heartbeat(now, from, m);
        }
        if let Some(partner) = &mut self.partner {
            let happened = partner.handle(now, from, message);
            self.events.extend(happened.into_iter().map(Event::Vehicle));
        }
        self.look_for_beginning(now);
        self.hear_ground(now, from, message);
        self.step(now);
    }

    fn handle_timeout(&mut self, now: BootTime) {
        if let Some(partner) = &mut self.partner {
            partner.handle_timeout(now);
        }
        if now >= self.next_heartbeat {
            self.next_heartbeat = now + HEARTBEAT;
            self.say_heartbeat(self.me, MavType::MAV_TYPE_ONBOARD_CONTROLLER);
            if self.orders.station {
                self.say_heartbeat(STATION, MavType::MAV_TYPE_GCS);
            }
        }
        self.step(now);
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits
            .pop_front()
            .or_else(|| self.partner.as_mut()?.poll_transmit())
            .or_else(|| self.server.poll_transmit())
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        let conversations = self.partner.as_ref().and_then(Partner::poll_timeout);
        let own = self.next_look.min(self.next_heartbeat);
        Some(conversations.map_or(own, |at| at.min(own)))
    }
}

#[cfg(test)]
mod tests;
