//! All parameters: what came, what is missing, and what to ask for next.

use std::collections::BTreeMap;

use super::{Event, ParameterError};
use crate::link::Endpoint;
use crate::link::dialect::{MavMessage, PARAM_REQUEST_LIST_DATA, PARAM_REQUEST_READ_DATA};
use crate::link::parameters::{NO_INDEX, Value, target, wire_name};

/// So many missing parameters are asked for at once.
const AT_ONCE: usize = 10;
/// Progress is told once in so many parameters.
const TELL_EACH: usize = 50;

/// A list that is being received.
#[derive(Debug, Default)]
pub(super) struct Listing {
    got: BTreeMap<u16, (String, Value)>,
    total: u16,
}

impl Listing {
    /// Takes one; whether it was new. PX4 sends a hash of all with no index, which is none of them.
    pub(super) fn take(&mut self, index: u16, count: u16, name: String, value: Value) -> bool {
        if index == NO_INDEX || index >= count {
            return false;
        }
        self.total = count;
        self.got.insert(index, (name, value)).is_none()
    }

    pub(super) fn is_complete(&self) -> bool {
        self.total > 0 && self.got.range(..self.total).count() == usize::from(self.total)
    }

    pub(super) fn take_all(&mut self) -> BTreeMap<String, Value> {
        std::mem::take(&mut self.got).into_values().collect()
    }

    pub(super) fn progress(&self) -> Option<Event> {
        let done = self.got.len();
        done.is_multiple_of(TELL_EACH).then_some(Event::Progress {
            done,
            total: self.total.into(),
        })
    }

    pub(super) fn error(&self) -> ParameterError {
        if self.total == 0 {
            return ParameterError::NoAnswer;
        }
        ParameterError::Incomplete {
            done: self.got.len(),
            total: self.total.into(),
        }
    }

    /// All of them while nothing came, then some of those that are missing.
    pub(super) fn questions(&self, to: Endpoint) -> Vec<MavMessage> {
        let (target_system, target_component) = target(to);
        if self.total == 0 {
            return vec![MavMessage::PARAM_REQUEST_LIST(PARAM_REQUEST_LIST_DATA {
                target_system,
                target_component,
            })];
        }
        let missing = (0..self.total).filter(|index| !self.got.contains_key(index));
        let ask = |index: u16| {
            MavMessage::PARAM_REQUEST_READ(PARAM_REQUEST_READ_DATA {
                param_index: index.cast_signed(),
                target_system,
                target_component,
                param_id: wire_name(""),
            })
        };
        missing.take(AT_ONCE).map(ask).collect()
    }
}
