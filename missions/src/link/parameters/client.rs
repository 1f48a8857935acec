//! The asking half: reads, sets with confirmation, lists with the gaps filled.

mod listing;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use thiserror::Error;

use super::{Value, name_of, target, told, wire_name};
use crate::link::dialect::{
    MavMessage, MavParamError, PARAM_ERROR_DATA, PARAM_REQUEST_READ_DATA, PARAM_SET_DATA,
    PARAM_VALUE_DATA,
};
use crate::link::manners::Autopilot;
use crate::link::timers::{Expiry, Retry};
use crate::link::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;
use listing::Listing;

const AGAIN_AFTER: Duration = Duration::from_millis(700);
/// With 30 % loss each way one request in 800 stays unanswered.
const REPEATS: u32 = 9;
/// How often another value is answered before it is believed that it will not be set.
const CONTRADICTIONS: u32 = 3;

/// What the owner is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// What was read.
    Value {
        /// The parameter.
        name: String,
        /// Its value.
        value: Value,
    },
    /// The vehicle has confirmed a value that was to be set.
    Set {
        /// The parameter.
        name: String,
        /// Its value now.
        value: Value,
    },
    /// So many of so many listed.
    Progress {
        /// Parameters received.
        done: usize,
        /// Parameters that there are.
        total: usize,
    },
    /// All parameters, by name.
    Listed(BTreeMap<String, Value>),
    /// It did not work.
    Failed {
        /// The parameter; empty for a list.
        name: String,
        /// Why.
        error: ParameterError,
    },
}

/// Why a parameter was not read or set.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum ParameterError {
    /// ArduPilot and PX4 say nothing to a name that they do not know.
    #[error("no answer: the vehicle may not have this parameter")]
    NoAnswer,
    /// The vehicle says why (`PARAM_ERROR`, in recent versions).
    #[error("the vehicle refused: {0:?}")]
    Refused(MavParamError),
    /// It answered, but kept to another value.
    #[error("{} was to be set, the vehicle keeps {}", wanted.number(), holds.number())]
    Kept {
        /// What was to be set.
        wanted: Value,
        /// What it holds.
        holds: Value,
    },
    /// So many of so many were listed, then there was silence.
    #[error("{done} of {total} parameters were listed, then there was silence")]
    Incomplete {
        /// Parameters received.
        done: usize,
        /// Parameters that there are.
        total: usize,
    },
}

/// Requests to one vehicle, one after the other.
#[derive(Debug)]
pub struct Client {
    me: Endpoint,
    to: Endpoint,
    autopilot: Autopilot,
    known: BTreeMap<String, Value>,
    jobs: VecDeque<Job>,
    timer: Retry,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

#[derive(Debug)]
enum Job {
    Read(String),
    /// The type must be known before PX4 can be told a number: the value is none until then.
    Set {
        name: String,
        number: f64,
        value: Option<Value>,
        contradictions: u32,
    },
    List(Listing),
}

impl Job {
    fn name(&self) -> &str {
        match self {
            Self::Read(name) | Self::Set { name, .. } => name,
            Self::List(_) => "",
        }
    }
}

impl Client {
    /// A client that speaks as `me` with the autopilot at `to`.
    pub const fn new(me: Endpoint, to: Endpoint, autopilot: Autopilot) -> Self {
        Self {
            me,
            to,
            autopilot,
            known: BTreeMap::new(),
            jobs: VecDeque::new(),
            timer: Retry::new(AGAIN_AFTER, REPEATS),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Asks for one parameter.
    pub fn read(&mut self, now: BootTime, name: &str) {
        self.begin(now, Job::Read(name.to_owned()));
    }

    /// Sets one parameter to a number, in the parameter's own type, and waits until the vehicle
    /// says that it holds it.
    pub fn set(&mut self, now: BootTime, name: &str, number: f64) {
        let name = name.to_owned();
        self.begin(
            now,
            Job::Set {
                name,
                number,
                value: None,
                contradictions: 0,
            },
        );
    }

    /// Asks for all parameters.
    pub fn list(&mut self, now: BootTime) {
        self.begin(now, Job::List(Listing::default()));
    }

    /// What the vehicle said last of a parameter, asked or not.
    pub fn last_known(&self, name: &str) -> Option<Value> {
        self.known.get(name).copied()
    }

    /// Whether nothing is under way.
    pub fn is_idle(&self) -> bool {
        self.jobs.is_empty()
    }

    fn begin(&mut self, now: BootTime, job: Job) {
        self.jobs.push_back(job);
        if self.jobs.len() == 1 {
            self.start(now);
        }
    }

    fn start(&mut self, now: BootTime) {
        let Some(job) = self.jobs.front_mut() else {
            self.timer.stop();
            return;
        };
        if let Job::Set {
            name,
            number,
            value,
            ..
        } = job
        {
            // ArduPilot takes any type and keeps its own.
            let like = self.known.get(name).copied();
            let like = like.or((self.autopilot == Autopilot::ArduPilot).then_some(Value::F32(0.0)));
            *value = like.map(|like| like.with_number(*number));
        }
        self.timer = Retry::started(now, AGAIN_AFTER, REPEATS);
        self.ask();
    }

    fn finish(&mut self, now: BootTime, event: Event) {
        self.jobs.pop_front();
        self.events.push_back(event);
        self.start(now);
    }

    fn ask(&mut self) {
        let Some(job) = self.jobs.front_mut() else {
            return;
        };
        let messages = match job {
            Job::Read(name)
            | Job::Set {
                name, value: None, ..
            } => {
                vec![read_request(self.to, name)]
            }
            Job::Set {
                name,
                value: Some(value),
                ..
            } => vec![set_request(self.to, self.autopilot, name, *value)],
            Job::List(listing) => listing.questions(self.to),
        };
        let me = self.me;
        let messages = messages.into_iter();
        self.transmits
            .extend(messages.map(|message| Transmit::new(me, message)));
    }

    fn heard(&mut self, now: BootTime, message: &PARAM_VALUE_DATA) {
        let Some((name, told)) = told(self.autopilot, message) else {
            return;
        };
        self.known.insert(name.clone(), told);
        match self.jobs.front_mut() {
            Some(Job::Read(wanted)) if *wanted == name => {
                self.finish(now, Event::Value { name, value: told });
            }
            Some(Job::Set { name: wanted, .. }) if *wanted == name => self.set_told(now, told),
            Some(Job::List(listing)) => {
                if listing.take(message.param_index, message.param_count, name, told) {
                    self.timer.start(now);
                }
                self.tell_listing(now);
            }
            _ => {}
        }
    }

    fn set_told(&mut self, now: BootTime, told: Value) {
        let autopilot = self.autopilot;
        let Some(Job::Set {
            name,
            number,
            value,
            contradictions,
        }) = self.jobs.front_mut()
        else {
            return;
        };
        let wanted = told.with_number(*number);
        if value.is_none() && autopilot == Autopilot::Px4 {
            *value = Some(wanted);
            self.timer.start(now);
            self.ask();
            return;
        }
        if told.is_same(wanted) {
            let name = std::mem::take(name);
            self.finish(now, Event::Set { name, value: told });
            return;
        }
        *contradictions += 1;
        if *contradictions > CONTRADICTIONS {
            let name = std::mem::take(name);
            let error = ParameterError::Kept {
                wanted,
                holds: told,
            };
            self.finish(now, Event::Failed { name, error });
        }
    }

    fn tell_listing(&mut self, now: BootTime) {
        let Some(Job::List(listing)) = self.jobs.front_mut() else {
            return;
        };
        let event = listing.progress();
        if listing.is_complete() {
            let all = listing.take_all();
            self.finish(now, Event::Listed(all));
        } else {
            self.events.extend(event);
        }
    }

    fn refused(&mut self, now: BootTime, refusal: &PARAM_ERROR_DATA) {
        let named = name_of(&refusal.param_id);
        let ours = self.jobs.front().map(Job::name);
        if let (Some(name), Some(job)) = (named, ours)
            && name == job
            && !name.is_empty()
        {
            let error = ParameterError::Refused(refusal.error);
            self.finish(now, Event::Failed { name, error });
        }
    }

    fn give_up(&mut self, now: BootTime) {
        let (name, error) = match self.jobs.front() {
            None => return,
            Some(Job::List(listing)) => (String::new(), listing.error()),
            Some(job) => (job.name().to_owned(), ParameterError::NoAnswer),
        };
        self.finish(now, Event::Failed { name, error });
    }
}

fn read_request(to: Endpoint, name: &str) -> MavMessage {
    let (target_system, target_component) = target(to);
    MavMessage::PARAM_REQUEST_READ(PARAM_REQUEST_READ_DATA {
        param_index: -1,
        target_system,
        target_component,
        param_id: wire_name(name),
    })
}

fn set_request(to: Endpoint, autopilot: Autopilot, name: &str, value: Value) -> MavMessage {
    let (target_system, target_component) = target(to);
    MavMessage::PARAM_SET(PARAM_SET_DATA {
        param_value: value.encode(autopilot),
        target_system,
        target_component,
        param_id: wire_name(name),
        param_type: value.param_type(),
    })
}

impl Conversation for Client {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if !from.is_meant_by(self.to) || !self.me.is_addressed_by(message) {
            return;
        }
        match message {
            MavMessage::PARAM_VALUE(value) => self.heard(now, value),
            MavMessage::PARAM_ERROR(refusal) => self.refused(now, refusal),
            _ => {}
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        match self.timer.expire(now) {
            Expiry::NotYet => {}
            Expiry::Again(_) => self.ask(),
            Expiry::GaveUp => self.give_up(now),
        }
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        self.timer.due()
    }
}
