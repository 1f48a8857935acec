//! The flight and whoever sits at a ground station: orders that are heard, and what is said.

use missions::link::command::ServerEvent;
use missions::link::dialect::{
    HEARTBEAT_DATA, MavAutopilot, MavMessage, MavModeFlag, MavResult, MavState, MavType,
};
use missions::link::{Conversation as _, Endpoint, Transmit};
use missions::telemetry::Severity;
use missions::time::BootTime;

use super::Flight;
use super::event::{Event, Phase};
use super::operator::Order;
use super::stage::Stage;

impl Flight {
    /// The operator said something; `by` says where it was heard.
    pub fn order(&mut self, order: Order, by: &str) {
        self.events.push_back(Event::Ordered {
            order,
            by: by.to_owned(),
        });
        let Some((desk, stage)) = self.desk() else {
            self.call_off(order, by);
            return;
        };
        if let Stage::Fly(fly) = stage {
            fly.order(order, by, &desk);
        } else {
            self.call_off(order, by);
        }
    }

    /// Only a ground station that names us is obeyed: PX4 says its mission's own commands, a
    /// return among them, to every component of its system. Whoever names us is answered.
    pub(super) fn hear_ground(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        self.server.handle(now, from, message);
        while let Some(event) = self.server.poll_event() {
            let ServerEvent::Request {
                id, to, command, ..
            } = event
            else {
                continue;
            };
            if to != self.me {
                self.server.drop_silently(id);
                continue;
            }
            let Some(order) = Order::from_command(&command) else {
                self.server.answer(id, MavResult::MAV_RESULT_UNSUPPORTED);
                continue;
            };
            if let Some(why) = self.does_not_take(now, from, order) {
                self.server.answer(id, MavResult::MAV_RESULT_DENIED);
                self.say(Severity::Warning, &format!("{order} is not obeyed: {why}"));
                let by = from.to_string();
                let why = why.to_owned();
                self.events.push_back(Event::NotTaken { order, by, why });
                continue;
            }
            self.server.answer(id, MavResult::MAV_RESULT_ACCEPTED);
            self.order(order, &format!("ground station {from}"));
        }
    }

    /// Why an order on the link is not taken.
    fn does_not_take(&self, now: BootTime, from: Endpoint, order: Order) -> Option<&'static str> {
        if !self.stations.has(now, from) {
            return Some("no heartbeat of a ground station has come from there lately");
        }
        let phase = self.phase();
        let is_kept = self.past.pilot.is_some() || self.past.withdrawn.is_some();
        match order {
            _ if phase == Phase::Over => Some("the flight is over"),
            Order::Hold if phase < Phase::Flying => Some("it does not fly yet"),
            Order::Resume if phase < Phase::Flying && !is_kept => Some("it does not fly yet"),
            _ => None,
        }
    }

    /// Whoever sits at a ground station is told why the vehicle does something else than its plan.
    pub(super) fn say_decisions(&mut self, known: usize) {
        if self.stations.last().is_none() {
            return;
        }
        let decisions = self
            .events
            .iter()
            .skip(known)
            .filter_map(|event| match event {
                Event::Decided(decision) => Some(decision.to_string()),
                _ => None,
            });
        for words in decisions.collect::<Vec<_>>() {
            self.say(Severity::Warning, &words);
        }
    }

    /// Before take-off, whatever ends a flight calls it off.
    fn call_off(&mut self, order: Order, by: &str) {
        match order {
            Order::Hold => {}
            // Nothing has been called off for good that is given back before anybody acts on it.
            Order::Resume => (self.past.pilot, self.past.withdrawn) = (None, None),
            Order::Return | Order::Land | Order::Revoke => {
                self.called_off = Some((order, by.to_owned()));
            }
        }
    }

    pub(super) fn say_heartbeat(&mut self, from: Endpoint, mavtype: MavType) {
        let message = MavMessage::HEARTBEAT(HEARTBEAT_DATA {
            custom_mode: 0,
            mavtype,
            autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
            base_mode: MavModeFlag::empty(),
            system_status: MavState::MAV_STATE_ACTIVE,
            mavlink_version: 3,
        });
        self.transmits.push_back(Transmit::new(from, message));
    }

    /// In words, to whoever reads them at a ground station.
    fn say(&mut self, severity: Severity, text: &str) {
        let messages = self.texts.messages(severity, text).into_iter();
        let me = self.me;
        self.transmits
            .extend(messages.map(|message| Transmit::new(me, message)));
    }
}
