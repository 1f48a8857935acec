//! What `events.jsonl` tells, for people: of this program and of those before it in the folder.

use missions::autopilot::Mode;
use missions::time::UtcTime;
use serde::Deserialize as _;
use serde_json::Value;

use crate::flight::safety::{Action, Decision};

/// The events of a flight.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    events: Vec<Value>,
    /// Lines that were torn or are no JSON.
    pub(super) unread: usize,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// When, by this computer's clock.
    pub(super) utc: String,
    pub(super) weight: Weight,
    /// What happened.
    pub(super) what: String,
    /// What was measured, or why.
    pub(super) why: String,
}

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Normal,
    /// It went otherwise than it should.
    Bad,
    /// The safety table decided.
    Safety,
}

impl Story {
    pub(super) fn read(events: &[u8]) -> Self {
        let lines = events
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        let (mut read, mut unread) = (Vec::new(), 0);
        for line in lines {
            match serde_json::from_slice::<Value>(line) {
                Ok(event) if event.is_object() => read.push(event),
                _ => unread += 1,
            }
        }
        Self {
            events: read,
            unread,
        }
    }

    /// When it begins and when it ends, by this computer's clock.
    pub(super) fn span(&self) -> Option<(&str, &str)> {
        let mut times = self
            .events
            .iter()
            .filter_map(|event| event.get("utc")?.as_str());
        let first = times.next()?;
        Some((first, times.next_back().unwrap_or(first)))
    }

    /// Seconds of this computer's clock from when it was first armed to when it was last disarmed.
    pub(super) fn armed_s(&self) -> Option<f64> {
        let is = |event: &&Value, armed: bool| {
            word(event, "event") == "armed" && event["armed"] == armed
        };
        let utc = |event: &Value| word(event, "utc").parse::<UtcTime>().ok();
        let from = self
            .events
            .iter()
            .find(|event| is(event, true))
            .and_then(utc)?;
        let until = self
            .events
            .iter()
            .rfind(|event| is(event, false))
            .and_then(utc)?;
        let micros = until.as_micros().saturating_sub(from.as_micros());
        (micros > 0).then_some(micros as f64 / 1e6)
    }

    /// Who flew, as was said last.
    pub(super) fn operator(&self) -> Option<&str> {
        self.last("operator")?.get("name")?.as_str()
    }

    /// The vehicle's address on the link, `system/component`.
    pub(super) fn address(&self) -> Option<&str> {
        self.last("recognised")?.get("address")?.as_str()
    }

    fn last(&self, kind: &str) -> Option<&Value> {
        self.events
            .iter()
            .rfind(|event| word(event, "event") == kind)
    }

    /// What is worth a line, in order.
    pub(super) fn rows(&self) -> Vec<Row> {
        self.events.iter().filter_map(row).collect()
    }
}

fn word<'a>(event: &'a Value, key: &str) -> &'a str {
    event.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn row(event: &Value) -> Option<Row> {
    let said = |weight, what: String, why: &str| {
        Some(Row {
            utc: word(event, "utc").to_owned(),
            weight,
            what,
            why: why.to_owned(),
        })
    };
    let normal = |what: String, why: &str| said(Weight::Normal, what, why);
    let bad = |what: String, why: &str| said(Weight::Bad, what, why);
    let is = |key: &str| word(event, key);
    let figure = |key: &str| event.get(key).and_then(Value::as_f64).unwrap_or_default();
    match is("event") {
        "phase" | "reached" | "current" | "system" | "home-set" | "operator" | "stayed-down" => {
            None
        }
        "recognised" => normal(
            format!("{} {} recognised", is("autopilot"), is("version")),
            &format!("address {}", is("address")),
        ),
        "resumed" => normal(
            "the program began again and carried the flight on".into(),
            &format!("item {}, {}", figure("item"), is("mode")),
        ),
        "loaded" => {
            let how = if event["uploaded"] == true {
                "uploaded, read back and compared"
            } else {
                "in the vehicle already, read back and compared"
            };
            normal(
                format!("{} loaded", is("part")),
                &format!("{} items {how}", figure("items")),
            )
        }
        "parameter" => normal(
            format!("parameter {} set to {}", is("name"), event["is"]),
            &format!("it was {}", event["was"]),
        ),
        "objections" => {
            let objections = event["objections"].as_array()?;
            let words = objections.iter().map(|objection| {
                format!(
                    "{}: {}",
                    word(objection, "place"),
                    word(objection, "reason")
                )
            });
            let words: Vec<_> = words.collect();
            (!words.is_empty())
                .then(|| bad("remarks before the flight".into(), &words.join("; ")))?
        }
        "already-flown" => bad(
            "this sortie took off before: it is not flown again".into(),
            "",
        ),
        "commanded" => normal(format!("commanded: {}", is("command")), is("why")),
        "refused" => bad(format!("{} was refused", is("command")), is("answer")),
        "decided" => {
            decided(event).and_then(|(what, figures)| said(Weight::Safety, what, &figures))
        }
        "ordered" => said(
            Weight::Safety,
            format!("ordered: {}", is("order")),
            &format!("by {}", is("by")),
        ),
        "not-taken" => bad(
            format!("{} of {} was not obeyed", is("order"), is("by")),
            is("why"),
        ),
        "waiting" => bad(format!("no heartbeat for {:.0} s", figure("seconds")), ""),
        "stopped-in-air" => said(
            Weight::Safety,
            "disarmed in the air: it falls".into(),
            &height(event),
        ),
        "mission-changed" => bad(
            "the mission is not flown as it was loaded".into(),
            is("what"),
        ),
        "loaded-again" => bad(
            "somebody changed what the vehicle holds: loaded and checked again".into(),
            is("why"),
        ),
        "track-gap" => bad(format!("no position for {:.1} s", figure("seconds")), ""),
        "twin" => bad(format!("another program speaks as {}", is("address")), ""),
        "stranger" => bad(
            format!("{} bytes came from a stranger", figure("bytes")),
            is("address"),
        ),
        "distrusted" => bad(
            format!("{} frames were not believed", figure("frames")),
            is("reason"),
        ),
        "another-mission" => bad(
            "another mission file gives the same plan; the folder keeps its own".into(),
            "",
        ),
        "doubted" => bad("the custody log does not hold it".into(), is("what")),
        "leftover" => normal(
            format!("{} was removed", is("file")),
            "it was being written when a program was killed",
        ),
        "torn" => bad(
            format!("{} was torn at byte {}", is("file"), figure("offset")),
            "",
        ),
        "losing" => bad(format!("{} cannot be written", is("file")), is("reason")),
        "mended" => normal(format!("{} is written again", is("file")), is("reason")),
        "over" => normal(format!("over: {}", is("outcome")), is("reason")),
        "mode" => {
            let mode = |key: &str| Some(Mode::deserialize(event.get(key)?).ok()?.to_string());
            let before = mode("from").map_or(String::new(), |mode| format!("it was {mode}"));
            normal(format!("mode {}", mode("to").unwrap_or_default()), &before)
        }
        "armed" if event["armed"] == true => normal("motors armed".into(), ""),
        "armed" => normal("motors disarmed".into(), ""),
        "landed" => normal(
            is("landed").replace('-', " "),
            "by the vehicle's own account",
        ),
        "text" => match is("severity") {
            "info" | "debug" | "notice" => None,
            severity => bad(format!("vehicle: {}", is("text")), severity),
        },
        // What a later version tells is shown as it stands.
        kind => normal(kind.replace('-', " "), &rest(event)),
    }
}

fn decided(event: &Value) -> Option<(String, String)> {
    let decision = Decision::deserialize(event).ok()?;
    let what = match (decision.situation, decision.action) {
        (None, Action::Continue) => "all is well again: the flight goes on".to_owned(),
        (None, action) => action.to_string(),
        (Some(situation), action) => format!("{situation} → {action}"),
    };
    Some((what, decision.figures))
}

fn height(event: &Value) -> String {
    let height_m = event.get("height_m").and_then(Value::as_f64);
    height_m.map_or(String::new(), |m| format!("{m:.0} m above home"))
}

/// The members of an event beside those that every event has.
fn rest(event: &Value) -> String {
    let members = event.as_object().into_iter().flatten();
    let ours = members.filter(|(key, _)| !matches!(key.as_str(), "utc" | "at_s" | "event"));
    let words = ours.map(|(key, value)| match value.as_str() {
        Some(text) => format!("{key}: {text}"),
        None => format!("{key}: {value}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flight::event::Event;
    use crate::flight::safety::Situation;

    fn check(event: &str, expected: Option<(Weight, &str, &str)>) {
        let story = Story::read(event.as_bytes());
        let rows = story.rows();
        let rows: Vec<_> = rows
            .iter()
            .map(|row| (row.weight, row.what.as_str(), row.why.as_str()))
            .collect();
        assert_eq!(rows, expected.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn what_the_safety_table_decided_stands_out_with_its_figures() {
        let decided = Event::Decided(Decision {
            action: Action::Return,
            situation: Some(Situation::WindTooStrong),
            figures: "mean wind 13.2 m/s, the limit is 12.0".into(),
        });
        let words = "the wind is too strong → return";
        let figures = "mean wind 13.2 m/s, the limit is 12.0";
        let line = serde_json::to_string(&decided).unwrap();
        check(&line, Some((Weight::Safety, words, figures)));
    }

    #[test]
    fn what_says_nothing_to_people_is_left_out_and_the_unknown_is_shown() {
        check(r#"{"event":"reached","item":3}"#, None);
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
