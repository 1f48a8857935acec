//! The parameters on the wire, kept the same as the autopilot's own table.

use missions::link::dialect::MavMessage;
use missions::link::parameters::{Parameter, Server, ServerEvent, Value};
use missions::link::{Conversation, Endpoint, Transmit};
use missions::time::BootTime;

use super::catch_up;
use crate::vehicle::autopilot::Autopilot;
use crate::vehicle::modes::Manner;
use crate::vehicle::parameters::{Kind, Parameter as Own};

/// The parameters of a vehicle.
#[derive(Debug)]
pub(super) struct Table {
    server: Server,
    /// The autopilot's values when they were last looked at.
    seen: Vec<f64>,
}

impl Table {
    pub(super) fn new(me: Endpoint, manner: Manner, autopilot: &Autopilot) -> Self {
        let own = autopilot.parameters().iter();
        let parameters = own
            .clone()
            .map(|own| Parameter::new(own.name, value(own)))
            .collect();
        Self {
            server: Server::new(me, manner, parameters),
            seen: own.map(|own| own.value).collect(),
        }
    }

    pub(super) fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        self.server.handle(now, from, message);
    }

    pub(super) fn look_at(&mut self, now: BootTime) {
        catch_up(&mut self.server, now);
    }

    /// What was set on the wire is set in the autopilot, and the other way round.
    pub(super) fn settle(&mut self, autopilot: &mut Autopilot) {
        while let Some(ServerEvent::Set { name, value, .. }) = self.server.poll_event() {
            match autopilot.set_parameter(&name, value.number()) {
                Ok(index) => self.note(index, autopilot),
                Err(_) => self.restore(&name, autopilot),
            }
        }
        for (seen, own) in self.seen.iter_mut().zip(autopilot.parameters().iter()) {
            if *seen != own.value {
                *seen = own.value;
                self.server.put(own.name, own.value);
            }
        }
    }

    pub(super) fn poll_transmit(&mut self) -> Option<Transmit> {
        self.server.poll_transmit()
    }

    fn note(&mut self, index: usize, autopilot: &Autopilot) {
        let own = autopilot.parameters().at(index);
        if let (Some(seen), Some(own)) = (self.seen.get_mut(index), own) {
            *seen = own.value;
        }
    }

    /// The autopilot did not take a value: the wire is told the one that it has.
    fn restore(&mut self, name: &str, autopilot: &Autopilot) {
        if let Some(value) = autopilot.parameters().get(name) {
            self.server.put(name, value);
        }
    }
}

fn value(own: &Own) -> Value {
    let zero = match own.kind {
        Kind::Int8 => Value::I8(0),
        Kind::Int16 => Value::I16(0),
        Kind::Int32 => Value::I32(0),
        Kind::Real32 => Value::F32(0.0),
    };
    zero.with_number(own.value)
}
