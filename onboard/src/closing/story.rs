//! What `events.jsonl` tells, for people: of this program and of those before it in the folder.

use missions::telemetry::EventKind;
use missions::time::UtcTime;
use serde_json::{Map, Value};

use crate::flight::event::Event as InFlight;
use crate::told::words::{self, Said, Weight};
use crate::told::{self, Event, Read, What};

/// The events of a flight.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    events: Vec<Read>,
    /// Lines that were torn or are no JSON.
    pub(super) unread: usize,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// When, by this computer's clock.
    pub(super) utc: String,
    pub(super) said: Said,
}

impl Story {
    pub(super) fn read(events: &[u8]) -> Self {
        let (events, unread) = told::read(events);
        Self { events, unread }
    }

    /// When it begins and when it ends, by this computer's clock.
    pub(super) fn span(&self) -> Option<(&str, &str)> {
        let times = self.events.iter().map(|line| line.utc.as_str());
        let mut times = times.filter(|utc| !utc.is_empty());
        let first = times.next()?;
        Some((first, times.next_back().unwrap_or(first)))
    }

    /// Seconds of this computer's clock from when it was first armed to when it was last disarmed.
    pub(super) fn armed_s(&self) -> Option<f64> {
        let told = |line: &&Read, is: bool| {
            let event = Event::Flight(InFlight::Vehicle(EventKind::Armed { armed: is }));
            line.event() == Some(&event)
        };
        let utc = |line: &Read| line.utc.parse::<UtcTime>().ok();
        let from = self.events.iter().find(|line| told(line, true));
        let until = self.events.iter().rfind(|line| told(line, false));
        let (from, until) = (from.and_then(utc)?, until.and_then(utc)?);
        let micros = until.as_micros().saturating_sub(from.as_micros());
        (micros > 0).then_some(micros as f64 / 1e6)
    }

    /// Who flew, as was said last.
    pub(super) fn operator(&self) -> Option<&str> {
        self.last(|event| match event {
            Event::Operator { name } => Some(name.as_str()),
            _ => None,
        })
    }

    /// The vehicle's address on the link, `system/component`.
    pub(super) fn address(&self) -> Option<&str> {
        self.last(|event| match event {
            Event::Flight(InFlight::Recognised { address, .. }) => Some(address.as_str()),
            _ => None,
        })
    }

    fn last<'a, T>(&'a self, of: impl Fn(&'a Event) -> Option<T>) -> Option<T> {
        self.events
            .iter()
            .rev()
            .filter_map(Read::event)
            .find_map(of)
    }

    /// What is worth a line, in order.
    pub(super) fn rows(&self) -> Vec<Row> {
        self.events.iter().filter_map(row).collect()
    }
}

fn row(line: &Read) -> Option<Row> {
    let said = match &line.what {
        What::Known(event) => words::of(event)?,
        What::Unknown(members) => as_it_stands(members),
    };
    let utc = line.utc.clone();
    (said.weight != Weight::Passing).then_some(Row { utc, said })
}

/// What another version told.
fn as_it_stands(members: &Map<String, Value>) -> Said {
    let what = members.get("event").and_then(Value::as_str);
    let others = members.iter().filter(|(key, _)| *key != "event");
    let words = others.map(|(key, value)| match value.as_str() {
        Some(text) => format!("{key}: {text}"),
        None => format!("{key}: {value}"),
    });
    Said {
        weight: Weight::Normal,
        what: what.unwrap_or("something").replace('-', " "),
        why: words.collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flight::safety::{Action, Decision, Situation};
    use crate::survey::news::News;

    fn check(event: &str, expected: Option<(Weight, &str, &str)>) {
        let story = Story::read(event.as_bytes());
        let rows = story.rows();
        let rows: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.said.weight,
                    row.said.what.as_str(),
                    row.said.why.as_str(),
                )
            })
            .collect();
        assert_eq!(rows, expected.into_iter().collect::<Vec<_>>());
    }

    fn check_event(event: &Event, expected: (Weight, &str, &str)) {
        check(&serde_json::to_string(event).unwrap(), Some(expected));
    }

    #[test]
    fn what_the_safety_table_decided_stands_out_with_its_figures() {
        let decided = InFlight::Decided(Decision {
            action: Action::Return,
            situation: Some(Situation::WindTooStrong),
            figures: "mean wind 13.2 m/s, the limit is 12.0".into(),
        });
        let words = "the wind is too strong → return";
        let figures = "mean wind 13.2 m/s, the limit is 12.0";
        check_event(&decided.into(), (Weight::Alarm, words, figures));
    }

    #[test]
    fn a_station_that_was_not_read_and_a_fence_that_was_left_stand_out() {
        let unread = News::Unread {
            station: "aft port".into(),
            reason: "no metre is clear".into(),
        };
        let expected = (Weight::Bad, "aft port is not read", "no metre is clear");
        check_event(&Event::Survey(unread), expected);
        let fence = missions::telemetry::Fence {
            breached: true,
            side: missions::telemetry::FenceBreach::Boundary,
            count: 1,
        };
        let fence = InFlight::Vehicle(EventKind::Fence { fence });
        let why = "across the boundary; breaches so far: 1";
        let expected = (Weight::Alarm, "the vehicle is outside its fence", why);
        check_event(&fence.into(), expected);
    }

    #[test]
    fn what_says_nothing_to_people_is_left_out_and_the_unknown_is_shown() {
        check(r#"{"event":"reached","item":3}"#, None);
        check(r#"{"event":"phase","phase":"flying"}"#, None);
        check(r#"{"event":"text","severity":"info","text":"x"}"#, None);
        check(r#"{"event":"objections","objections":[]}"#, None);
        check(
            r#"{"utc":"u","at_s":1.5,"event":"seen-from-afar","metres":7,"what":"a ship"}"#,
            Some((Weight::Normal, "seen from afar", "metres: 7, what: a ship")),
        );
    }

    #[test]
    fn lines_that_are_torn_are_counted() {
        let story =
            Story::read(b"{\"event\":\"torn\"\n7\n\n{\"event\":\"operator\",\"name\":\"A\"}\n");
        assert_eq!((story.unread, story.operator()), (2, Some("A")));
    }
}
