//! The answering half, with the manners of the autopilot that it plays.
//!
//! ArduPilot takes any type in `PARAM_SET` and keeps the parameter's own; PX4 answers a wrong
//! type with the value that it keeps. Neither says anything to a name that it does not have.

use std::collections::VecDeque;
use std::time::Duration;

use super::{NO_INDEX, Value, name_of, wire_name};
use crate::link::dialect::{MavMessage, PARAM_REQUEST_READ_DATA, PARAM_SET_DATA, PARAM_VALUE_DATA};
use crate::link::manners::Autopilot;
use crate::link::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;

/// Between two parameters of a list: about 25 kB/s.
const PACE: Duration = Duration::from_millis(2);

/// A named number.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// At most 16 characters.
    pub name: String,
    /// Its value.
    pub value: Value,
}

impl Parameter {
    /// A parameter.
    pub fn new(name: impl Into<String>, value: Value) -> Self {
        Self {
            name: name.into(),
            value,
        }
    }
}

/// What the owner is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Somebody has set a parameter; it is in force.
    Set {
        /// Which.
        name: String,
        /// Its value now.
        value: Value,
        /// Who.
        from: Endpoint,
    },
}

/// The parameters of one component.
#[derive(Debug)]
pub struct Server {
    me: Endpoint,
    autopilot: Autopilot,
    parameters: Vec<Parameter>,
    /// The next of a list that is being sent, and when.
    listing: Option<(usize, BootTime)>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

impl Server {
    /// The parameters in the order of their indices; ArduPilot and PX4 sort them by name.
    pub const fn new(me: Endpoint, autopilot: Autopilot, parameters: Vec<Parameter>) -> Self {
        Self {
            me,
            autopilot,
            parameters,
            listing: None,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// All parameters.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// A parameter's value.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.find(name).map(|index| self.parameters[index].value)
    }

    /// A parameter's number, or another where there is no such parameter.
    pub fn number(&self, name: &str, otherwise: f64) -> f64 {
        self.get(name).map_or(otherwise, Value::number)
    }

    /// The owner changes a parameter, in the parameter's own type; it is told to all, as
    /// ArduPilot does. Whether there is such a parameter.
    pub fn put(&mut self, name: &str, number: f64) -> bool {
        let Some(index) = self.find(name) else {
            return false;
        };
        let parameter = &mut self.parameters[index];
        parameter.value = parameter.value.with_number(number);
        self.tell(index, NO_INDEX);
        true
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|p| p.name == name)
    }

    fn tell(&mut self, index: usize, as_index: u16) {
        let Parameter { name, value } = &self.parameters[index];
        let message = MavMessage::PARAM_VALUE(PARAM_VALUE_DATA {
            param_value: value.encode(self.autopilot),
            param_count: self.parameters.len() as u16,
            param_index: as_index,
            param_id: wire_name(name),
            param_type: value.param_type(),
        });
        self.transmits.push_back(Transmit::new(self.me, message));
    }

    fn asked(&mut self, request: &PARAM_REQUEST_READ_DATA) {
        let by_name = || self.find(&name_of(&request.param_id)?);
        let index = match usize::try_from(request.param_index) {
            Ok(index) => Some(index).filter(|index| *index < self.parameters.len()),
            Err(_) => by_name(), // -1: the name counts
        };
        if let Some(index) = index {
            self.tell(index, index as u16);
        }
    }

    fn set(&mut self, from: Endpoint, request: &PARAM_SET_DATA) {
        let Some(index) = name_of(&request.param_id).and_then(|name| self.find(&name)) else {
            return;
        };
        let holds = self.parameters[index].value;
        let wanted = Value::decode(self.autopilot, request.param_value, request.param_type);
        let right_type = wanted.param_type() == holds.param_type();
        if wanted.number().is_finite() && (right_type || self.autopilot == Autopilot::ArduPilot) {
            // The number as it is on the wire: a cast integer's own type does not matter here.
            let number = match self.autopilot {
                Autopilot::ArduPilot => f64::from(request.param_value),
                Autopilot::Px4 => wanted.number(),
            };
            let parameter = &mut self.parameters[index];
            parameter.value = holds.with_number(number);
            self.events.push_back(Event::Set {
                name: parameter.name.clone(),
                value: parameter.value,
                from,
            });
        }
        let as_index = match self.autopilot {
            Autopilot::ArduPilot => NO_INDEX,
            Autopilot::Px4 => index as u16,
        };
        self.tell(index, as_index);
    }
}

impl Conversation for Server {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if !self.me.is_addressed_by(message) {
            return;
        }
        match message {
            MavMessage::PARAM_REQUEST_LIST(_) => self.listing = Some((0, now)),
            MavMessage::PARAM_REQUEST_READ(request) => self.asked(request),
            MavMessage::PARAM_SET(request) => self.set(from, request),
            _ => {}
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        let Some((index, at)) = self.listing.filter(|(_, at)| *at <= now) else {
            return;
        };
        if index < self.parameters.len() {
            self.tell(index, index as u16);
        }
        self.listing = (index + 1 < self.parameters.len()).then_some((index + 1, at + PACE));
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        self.listing.map(|(_, at)| at)
    }
}
