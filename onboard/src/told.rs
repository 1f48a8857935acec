//! What is told of a flight: one [`Event`] is one line of `events.jsonl`. A successor of a killed
//! program learns from it, and [`words`] says it to people.

pub mod words;

use missions::seal::Held;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::flight::event::Event as InFlight;
use crate::folder::{Doubt, Torn, Trouble};
use crate::survey::news::News;

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The flight is over, and saw less than its sortie was to see.
    SawLess {
        /// Of what it was to see, what it saw, 0 to 1.
        of_sortie: f64,
        /// Of the whole area, what it saw, 0 to 1.
        of_area: f64,
    },
    /// No position was heard for a time in the air; the track has a hole.
    TrackGap {
        /// How long, seconds.
        seconds: f64,
    },
    /// Somebody else speaks with our own address: a second program commands the vehicle.
    Twin {
        /// Which, `system/component`.
        address: String,
    },
    /// Somebody else than the vehicle sends to our address; told at most once a minute.
    Stranger {
        /// From where, the last of them.
        address: String,
        /// How many bytes since this was last told.
        bytes: u64,
    },
    /// Frames were not believed; told at most once a minute.
    Distrusted {
        /// Whom the last of them says it is from, `system/component`.
        from: String,
        /// The number of its message.
        message: u32,
        /// Why it was not believed.
        reason: String,
        /// How many they are since this was last told.
        frames: u64,
    },
    /// The mission file of this start is not the folder's, though it gives the same plan; the
    /// folder's is kept.
    AnotherMission(Held),
    /// Who flies, as the program was told.
    Operator {
        /// The name.
        name: String,
    },
    /// A file of the folder was torn when the program was killed.
    Torn(Torn),
    /// A file that was being written when the program was killed was removed.
    Leftover(Held),
    /// The custody log does not hold what lay in the folder when it was carried on, or holds it
    /// otherwise.
    Doubted(Doubt),
    /// A file of the folder cannot be written to, or can be again.
    #[serde(untagged)]
    Folder(Trouble),
    /// What the survey tells.
    #[serde(untagged)]
    Survey(News),
    /// What the flight tells.
    #[serde(untagged)]
    Flight(InFlight),
}

impl From<InFlight> for Event {
    fn from(event: InFlight) -> Self {
        Self::Flight(event)
    }
}

/// One line of `events.jsonl`, as it is written.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    /// When, by this computer's clock.
    pub utc: String,
    /// Seconds since the program began.
    pub at_s: f64,
    /// What.
    #[serde(flatten)]
    pub event: &'a Event,
}

/// One line of `events.jsonl`, as it is read again.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// When, by the clock of the computer that wrote it.
    pub utc: String,
    /// What.
    pub what: What,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// An event.
    Known(Box<Event>),
    /// The members of what another version told.
    Unknown(Map<String, Value>),
}

impl Read {
    /// The event, where it is one of this version.
    pub fn event(&self) -> Option<&Event> {
        match &self.what {
            What::Known(event) => Some(event),
            What::Unknown(_) => None,
        }
    }

    fn of(line: &[u8]) -> Option<Self> {
        let mut members: Map<String, Value> = serde_json::from_slice(line).ok()?;
        let utc = members.get("utc").and_then(Value::as_str);
        let utc = utc.unwrap_or_default().to_owned();
        members.retain(|key, _| !["utc", "at_s"].contains(&key.as_str()));
        let what = match Event::deserialize(Value::Object(members.clone())) {
            Ok(event) => What::Known(Box::new(event)),
            Err(_another_version) => What::Unknown(members),
        };
        Some(Self { utc, what })
    }
}

/// The lines of `events.jsonl`, and how many were torn or are no JSON.
pub fn read(events: &[u8]) -> (Vec<Read>, usize) {
    let lines = events.split(|byte| *byte == b'\n');
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    let read: Vec<Read> = lines.iter().filter_map(|line| Read::of(line)).collect();
    let torn = lines.len() - read.len();
    (read, torn)
}

#[cfg(test)]
mod tests;
