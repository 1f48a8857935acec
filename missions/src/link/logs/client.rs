//! The asking half: lists, downloads, asks again for what was lost, goes on after a cut link.

mod download;
mod listing;

pub use download::Partial;

use std::collections::VecDeque;
use std::time::Duration;

use thiserror::Error;

use super::{Entry, PACKET};
use crate::link::assembly::Assembly;
use crate::link::dialect::{
    LOG_DATA_DATA, LOG_ENTRY_DATA, LOG_ERASE_DATA, LOG_REQUEST_DATA_DATA, LOG_REQUEST_END_DATA,
    LOG_REQUEST_LIST_DATA, MavMessage,
};
use crate::link::timers::{Expiry, Retry};
use crate::link::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;
use download::Download;
use listing::Listing;

/// After this silence it is asked again …
const AGAIN_AFTER: Duration = Duration::from_millis(500);
/// … this often, with nothing new in between.
const REPEATS: u32 = 20;
/// So much is asked for at once.
const WINDOW: u32 = 400 * PACKET;
/// Gaps no further apart than this are asked for together: sending some of it twice takes less
/// time than another round trip.
const NEARBY: u32 = 10 * PACKET;
/// No log above this size is loaded, unless told otherwise: the whole is kept in memory.
const LARGEST: u32 = 1 << 30;

/// What the owner is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The logs that the vehicle keeps, in rising order of id.
    Listed {
        /// All of them.
        entries: Vec<Entry>,
    },
    /// A download goes on; told at most once a percent.
    Progress {
        /// Of which log.
        id: u16,
        /// Bytes so far.
        done: u32,
        /// Bytes in all.
        total: u32,
    },
    /// A log is here.
    Downloaded {
        /// Which.
        entry: Entry,
        /// Its bytes; fewer than the entry said if the log turned out to be shorter.
        bytes: Vec<u8>,
    },
    /// It failed.
    Failed {
        /// Why.
        error: LogError,
        /// Of a download: what did arrive, for [`Client::resume`].
        partial: Option<Partial>,
    },
}

/// Why it failed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum LogError {
    /// The list did not come.
    #[error("no answer to the request for the list of logs")]
    NoList,
    /// The list came in part.
    #[error("only {here} of {there} entries of the list of logs came")]
    ListIncomplete {
        /// Entries that came.
        here: usize,
        /// Entries that the vehicle says it has.
        there: u16,
    },
    /// The link was cut.
    #[error("log {id}: nothing more came, {missing} bytes are missing")]
    Silence {
        /// Which log.
        id: u16,
        /// How much is missing.
        missing: u32,
    },
    /// A log that is larger than the owner allows.
    #[error("log {id} has {size} bytes, at most {limit} are allowed")]
    TooLarge {
        /// Which log.
        id: u16,
        /// Its bytes.
        size: u32,
        /// Bytes that are allowed.
        limit: u32,
    },
}

/// The asking half, of one vehicle. Jobs wait for each other.
#[derive(Debug)]
pub struct Client {
    me: Endpoint,
    vehicle: Endpoint,
    largest: u32,
    queue: VecDeque<Job>,
    active: Option<Job>,
    retry: Retry,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

#[derive(Debug)]
enum Job {
    List(Listing),
    Download(Download),
}

impl Client {
    /// A client that speaks as `me` and asks `vehicle` (its autopilot component).
    pub const fn new(me: Endpoint, vehicle: Endpoint) -> Self {
        Self {
            me,
            vehicle,
            largest: LARGEST,
            queue: VecDeque::new(),
            active: None,
            retry: Retry::new(AGAIN_AFTER, REPEATS),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Allows logs of up to `bytes`, instead of 1 GiB.
    pub const fn allow(&mut self, bytes: u32) {
        self.largest = bytes;
    }

    /// Asks which logs there are.
    pub fn list(&mut self, now: BootTime) {
        self.add(now, Job::List(Listing::default()));
    }

    /// Downloads a log of the list.
    pub fn download(&mut self, now: BootTime, entry: Entry) {
        if entry.size > self.largest {
            let error = LogError::TooLarge {
                id: entry.id,
                size: entry.size,
                limit: self.largest,
            };
            self.events.push_back(Event::Failed {
                error,
                partial: None,
            });
            return;
        }
        let assembly = Assembly::new(entry.size);
        self.resume(now, Partial { entry, assembly });
    }

    /// Goes on with a download that failed.
    pub fn resume(&mut self, now: BootTime, partial: Partial) {
        self.add(now, Job::Download(Download::new(partial)));
    }

    /// Has all logs removed. The protocol does not confirm it: list afterwards.
    pub fn erase(&mut self) {
        self.say(MavMessage::LOG_ERASE(LOG_ERASE_DATA {
            target_system: self.vehicle.system,
            target_component: self.vehicle.component,
        }));
    }

    /// Whether nothing is under way.
    pub const fn is_idle(&self) -> bool {
        self.active.is_none()
    }

    fn add(&mut self, now: BootTime, job: Job) {
        self.queue.push_back(job);
        self.start(now);
    }

    fn start(&mut self, now: BootTime) {
        if self.active.is_none()
            && let Some(job) = self.queue.pop_front()
        {
            self.active = Some(job);
            self.ask(now);
            self.finish_if_complete(now);
        }
    }

    fn say(&mut self, message: MavMessage) {
        self.transmits.push_back(Transmit::new(self.me, message));
    }

    /// Asks for what is missing, and starts counting repeats anew.
    fn ask(&mut self, now: BootTime) {
        self.retry.start(now);
        self.ask_again();
    }

    fn ask_again(&mut self) {
        let to = self.vehicle;
        let message = match &mut self.active {
            None => return,
            Some(Job::List(listing)) => {
                let (start, end) = listing.missing();
                MavMessage::LOG_REQUEST_LIST(LOG_REQUEST_LIST_DATA {
                    start,
                    end,
                    target_system: to.system,
                    target_component: to.component,
                })
            }
            Some(Job::Download(download)) => {
                let Some(span) = download.partial.assembly.missing_span(NEARBY, WINDOW) else {
                    return;
                };
                download.asked = span.clone();
                MavMessage::LOG_REQUEST_DATA(LOG_REQUEST_DATA_DATA {
                    ofs: span.start,
                    count: span.end - span.start,
                    id: download.partial.entry.id,
                    target_system: to.system,
                    target_component: to.component,
                })
            }
        };
        self.say(message);
    }

    fn entry(&mut self, now: BootTime, m: &LOG_ENTRY_DATA) {
        let Some(Job::List(listing)) = &mut self.active else {
            return;
        };
        if listing.take(m) {
            self.retry.start(now);
        }
        self.finish_if_complete(now);
    }

    fn data(&mut self, now: BootTime, m: &LOG_DATA_DATA) {
        let Some(Job::Download(download)) = &mut self.active else {
            return;
        };
        if m.id != download.partial.entry.id {
            return;
        }
        let new = download.take(m);
        let is_last = m.ofs.saturating_add(u32::from(m.count)) >= download.asked.end;
        let progress = download.progress();
        self.events.extend(progress);
        if self.finish_if_complete(now) {
            return;
        }
        if new && is_last {
            self.ask(now);
        } else if new {
            self.retry.start(now);
        }
    }

    /// Ends the job if nothing is missing; whether it did.
    fn finish_if_complete(&mut self, now: BootTime) -> bool {
        let complete = match &self.active {
            None => false,
            Some(Job::List(listing)) => listing.is_complete(),
            Some(Job::Download(download)) => download.partial.assembly.is_complete(),
        };
        if !complete {
            return false;
        }
        let event = match self.active.take() {
            Some(Job::Download(download)) => {
                self.say(MavMessage::LOG_REQUEST_END(LOG_REQUEST_END_DATA {
                    target_system: self.vehicle.system,
                    target_component: self.vehicle.component,
                }));
                Some(Event::Downloaded {
                    entry: download.partial.entry,
                    bytes: download.partial.assembly.into_bytes(),
                })
            }
            Some(Job::List(listing)) => Some(Event::Listed {
                entries: listing.entries.into_values().collect(),
            }),
            None => None,
        };
        self.events.extend(event);
        self.retry.stop();
        self.start(now);
        true
    }

    fn give_up(&mut self, now: BootTime) {
        let event = match self.active.take() {
            None => return,
            Some(Job::List(listing)) => Event::Failed {
                error: listing.failure(),
                partial: None,
            },
            Some(Job::Download(download)) => Event::Failed {
                error: LogError::Silence {
                    id: download.partial.entry.id,
                    missing: download.partial.missing(),
                },
                partial: Some(download.partial),
            },
        };
        self.events.push_back(event);
        self.start(now);
    }
}

impl Conversation for Client {
    type Event = Event;

    fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if !from.is_meant_by(self.vehicle) {
            return;
        }
        match message {
            MavMessage::LOG_ENTRY(m) => self.entry(now, m),
            MavMessage::LOG_DATA(m) => self.data(now, m),
            _ => {}
        }
    }

    fn handle_timeout(&mut self, now: BootTime) {
        match self.retry.expire(now) {
            Expiry::NotYet => {}
            Expiry::Again(_) => self.ask_again(),
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
        self.retry.due()
    }
}
