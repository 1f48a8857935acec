//! What the events of a killed program say that its successor must know.

use std::collections::BTreeMap;

use serde::Deserialize as _;
use serde_json::Value;

use crate::closing;
use crate::flight::Past;
use crate::flight::event::{Outcome, TAKE_OFF};
use crate::flight::failsafe::Taker;
use crate::flight::figures::PilotSign;
use crate::flight::helm::STATION;
use crate::flight::safety::{Action, Decision};

/// What the vehicle is asked to fly, in events.
const COURSES: [&str; 5] = ["mission", "hold", "return", "land", STATION];

/// What there was before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Before {
    /// What the flight must know.
    pub past: Past,
    /// The vehicle that the flight was begun with, MAVLink's system.
    pub system: Option<u8>,
    /// The plan was withdrawn at some time, whatever was said after that.
    pub was_withdrawn: bool,
    /// What could not be written, in words.
    pub losses: Vec<String>,
}

/// Reads `events.jsonl`; lines that are torn or not understood are passed over.
pub fn before(events: &[u8]) -> Before {
    let mut before = Before::default();
    let mut losing: BTreeMap<String, String> = BTreeMap::new();
    for line in events.split(|byte| *byte == b'\n') {
        let Ok(event) = serde_json::from_slice::<Value>(line) else {
            continue;
        };
        let word = |key: &str| event.get(key).and_then(Value::as_str).unwrap_or_default();
        match (word("event"), word("action"), word("order")) {
            ("decided", "stand-back", _) => {
                before.past.pilot = Some(PilotSign::Before {
                    by: taker(word("situation")),
                    figures: word("figures").to_owned(),
                });
            }
            // While nobody hears it, what was decided before goes on.
            ("decided", "wait", _) => {}
            ("decided", ..) => before.past.decided = decided(&event),
            ("ordered", _, "resume") => {
                let past = &mut before.past;
                (past.pilot, past.withdrawn, past.decided) = (None, None, None);
            }
            ("ordered", _, "revoke") => {
                before.past.withdrawn = Some(word("by").to_owned());
                before.was_withdrawn = true;
            }
            ("stayed-down", ..) => before.past.taken_off = false,
            ("commanded", ..) if word("command") == TAKE_OFF => take_off(&mut before.past),
            ("commanded", ..) if COURSES.contains(&word("command")) => {
                before.past.at_station = word("command") == STATION;
            }
            // So it was in the folders of earlier versions.
            ("phase", ..) if word("phase") == "flying" => take_off(&mut before.past),
            ("over", ..) => before.past.outcome = ended(&event),
            ("recognised", ..) => before.system = system_of(word("address")),
            ("doubted", ..) => before.losses.push(word("what").to_owned()),
            ("losing", ..) => {
                let (file, utc, reason) = (word("file"), word("utc"), word("reason"));
                let words = format!("{file}: records from {utc} on are missing ({reason})");
                losing.insert(file.to_owned(), words);
            }
            ("mended", ..) => {
                let (file, from, until) = (word("file"), word("from"), word("until"));
                let words = format!("{file}: records between {from} and {until} are missing");
                losing.remove(file);
                before.losses.push(words);
            }
            _ => {}
        }
    }
    before.losses.extend(losing.into_values());
    before
}

/// Who had the vehicle, as a situation of the safety table says it.
fn taker(situation: &str) -> Taker {
    match situation {
        "failsafe-flies" => Taker::Failsafe,
        "pilot-or-failsafe" => Taker::Either,
        _ => Taker::Pilot,
    }
}

fn take_off(past: &mut Past) {
    past.taken_off = true;
    past.outcome = None;
}

/// How a flight ended that is over for good.
fn ended(event: &Value) -> Option<Outcome> {
    let outcome = Outcome::deserialize(event).ok()?;
    closing::is_over(Some(&outcome)).then_some(outcome)
}

/// What a decision was, unless it was to fly the plan.
fn decided(event: &Value) -> Option<Decision> {
    let decision = Decision::deserialize(event).ok()?;
    (decision.action != Action::Continue).then_some(decision)
}

/// The system of an address `system/component`.
fn system_of(address: &str) -> Option<u8> {
    address.split_once('/')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flight::event::{Event, Phase};
    use crate::flight::operator::Order;
    use crate::flight::safety::Situation;
    use crate::folder::{Lost, Trouble};

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
        let found = before(&events.concat())
            .past
            .pilot
            .map(|sign| sign.to_string());
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

    #[test]
    fn a_plan_that_was_withdrawn_stays_withdrawn_until_resume() {
        let revoked = line(&Event::Ordered {
            order: Order::Revoke,
            by: "the file `revoke`".into(),
        });
        let who = |events: &[Vec<u8>]| before(&events.concat()).past.withdrawn;
        assert_eq!(who(&[]), None);
        let over = line(&Event::Over(Outcome::Failed {
            reason: "called off".into(),
        }));
        let ended = [revoked.clone(), over];
        assert_eq!(who(&ended).as_deref(), Some("the file `revoke`"));
        assert_eq!(who(&[revoked.clone(), resumed()]), None);
        assert!(who(&[resumed(), revoked]).is_some());
    }

    #[test]
    fn what_the_table_had_decided_is_remembered_until_it_goes_on() {
        let decided = |action, situation| Decision {
            action,
            situation,
            figures: "because".into(),
        };
        let last = |decisions: &[&Decision]| {
            let lines = decisions
                .iter()
                .map(|d| line(&Event::Decided((*d).clone())));
            before(&lines.collect::<Vec<_>>().concat()).past.decided
        };
        let home = decided(Action::Return, Some(Situation::BatteryLow));
        let silent = decided(Action::Wait, Some(Situation::AutopilotSilent));
        let on = decided(Action::Continue, None);
        assert_eq!(last(&[&home]), Some(home.clone()));
        assert_eq!(last(&[&home, &silent]), Some(home.clone()));
        assert_eq!(last(&[&home, &on]), None);
        let events = [line(&Event::Decided(home)), resumed()];
        assert_eq!(before(&events.concat()).past.decided, None);
    }

    fn told(command: &str) -> Vec<u8> {
        line(&Event::Commanded {
            command: command.into(),
            why: String::new(),
        })
    }

    fn past(events: &[Vec<u8>]) -> (bool, Option<Outcome>) {
        let past = before(&events.concat()).past;
        (past.taken_off, past.outcome)
    }

    #[test]
    fn what_took_off_and_how_it_ended_is_remembered() {
        let (armed, off) = (told("arm"), told(TAKE_OFF));
        let over = |outcome: Outcome| line(&Event::Over(outcome));
        let cut = Outcome::CutShort {
            reason: "wind".into(),
        };
        let failed = over(Outcome::Failed {
            reason: "contact".into(),
        });
        assert_eq!(past(&[]), (false, None));
        assert_eq!(past(std::slice::from_ref(&armed)), (false, None));
        let flying = line(&Event::Phase {
            phase: Phase::Flying,
        });
        assert_eq!(past(&[flying]), (true, None), "an earlier version's");
        assert_eq!(past(&[armed, off.clone(), failed]), (true, None));
        let ended = [off.clone(), over(cut.clone())];
        assert_eq!(past(&ended), (true, Some(cut)));
        let done = [off.clone(), over(Outcome::Done)];
        assert_eq!(past(&done), (true, Some(Outcome::Done)));
        let stayed = [off, line(&Event::StayedDown)];
        assert_eq!(past(&stayed), (false, None));
        assert_eq!(past(&[over(Outcome::Ready)]), (false, None));
    }

    #[test]
    fn the_vehicle_and_what_was_lost_are_remembered() {
        let recognised = Event::Recognised {
            autopilot: "PX4".into(),
            address: "3/1".into(),
            version: None,
            capabilities: None,
        };
        let reason = "no space left on device".to_owned();
        let losing = |file| {
            line(&Event::Folder(Trouble::Losing {
                file,
                reason: reason.clone(),
            }))
        };
        let mended = line(&Event::Folder(Trouble::Mended(Lost {
            file: "events.jsonl",
            from: "10:00".into(),
            until: Some("10:01".into()),
            records: 7,
            reason: reason.clone(),
        })));
        let events = [
            line(&recognised),
            losing("flight.tlog"),
            losing("events.jsonl"),
            mended,
        ];
        let found = before(&events.concat());
        assert_eq!(found.system, Some(3));
        assert_eq!(
            found.losses,
            [
                "events.jsonl: records between 10:00 and 10:01 are missing",
                "flight.tlog: records from  on are missing (no space left on device)"
            ]
        );
    }
}
