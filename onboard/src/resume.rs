//! What the events of a killed program say that its successor must know.

use serde_json::Value;

use crate::flight::Past;
use crate::flight::figures::PilotSign;

/// Reads `events.jsonl`; lines that are torn or not understood are passed over.
pub fn past(events: &[u8]) -> Past {
    let mut past = Past::default();
    for line in events.split(|byte| *byte == b'\n') {
        let Ok(event) = serde_json::from_slice::<Value>(line) else {
            continue;
        };
        let word = |key: &str| event.get(key).and_then(Value::as_str);
        match (word("event"), word("action"), word("order")) {
            (Some("decided"), Some("stand-back"), _) => {
                past.pilot = Some(PilotSign::Before {
                    figures: word("figures").unwrap_or_default().to_owned(),
                });
            }
            (Some("ordered"), _, Some("resume")) => past.pilot = None,
            _ => {}
        }
    }
    past
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flight::event::Event;
    use crate::flight::operator::Order;
    use crate::flight::safety::{Action, Decision, Situation};

    fn line(event: &Event) -> Vec<u8> {
        let mut line = serde_json::to_vec(event).unwrap();
        line.push(b'\n');
        line
    }

    fn taken() -> Vec<u8> {
        line(&Event::Decided(Decision {
            action: Action::StandBack,
            situation: Some(Situation::PilotFlies),
            figures: "stick 1 moved".into(),
        }))
    }

    fn resumed() -> Vec<u8> {
        line(&Event::Ordered {
            order: Order::Resume,
            by: "standard input".into(),
        })
    }

    fn check(events: &[Vec<u8>], pilot: Option<&str>) {
        let found = past(&events.concat()).pilot.map(|sign| sign.to_string());
        match (found, pilot) {
            (None, None) => {}
            (Some(found), Some(words)) => assert!(found.contains(words), "{found}"),
            (found, _) => panic!("{found:?}"),
        }
    }

    #[test]
    fn a_pilot_who_took_the_vehicle_still_has_it() {
        check(&[taken()], Some("stick 1 moved"));
        check(
            &[taken(), b"{\"event\":\"deci\n".to_vec()],
            Some("stick 1 moved"),
        );
        check(&[taken(), resumed()], None);
        check(&[taken(), resumed(), taken()], Some("stick 1 moved"));
        check(&[], None);
    }
}
