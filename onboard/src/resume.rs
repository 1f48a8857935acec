//! What the events of a killed program say that its successor must know.

use std::collections::BTreeMap;

use serde::Deserialize as _;
use serde_json::{Map, Value};

use crate::flight::event::{Event as InFlight, Outcome, Phase, TAKE_OFF};
use crate::flight::failsafe::Taker;
use crate::flight::figures::PilotSign;
use crate::flight::helm::STATION;
use crate::flight::operator::Order;
use crate::flight::past::Past;
use crate::flight::safety::{Action, Decision, Situation};
use crate::folder::{Lost, Trouble};
use crate::told::{self, Event, What};

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
    let (lines, _torn) = told::read(events);
    for line in &lines {
        if let What::Unknown(members) = &line.what {
            stood_back(&mut before.past, members);
        }
        match line.event() {
            Some(Event::Flight(event)) => flew(&mut before, event),
            Some(Event::Doubted(doubt)) => before.losses.push(doubt.what.clone()),
            Some(Event::Survey(news)) => before.losses.extend(news.loss()),
            Some(Event::Folder(Trouble::Losing { file, reason })) => {
                let utc = &line.utc;
                let words = format!("{file}: records from {utc} on are missing ({reason})");
                losing.insert(file.clone(), words);
            }
            Some(Event::Folder(Trouble::Mended(lost))) => {
                losing.remove(&lost.file);
                before.losses.push(between(lost));
            }
            _ => {}
        }
    }
    before.losses.extend(losing.into_values());
    before
}

fn flew(before: &mut Before, event: &InFlight) {
    let past = &mut before.past;
    match event {
        InFlight::Decided(decision) => decided(past, decision),
        InFlight::Ordered { order, by } => match order {
            Order::Resume => (past.pilot, past.withdrawn, past.decided) = (None, None, None),
            Order::Revoke => {
                past.withdrawn = Some(by.clone());
                before.was_withdrawn = true;
            }
            Order::Hold | Order::Return | Order::Land => {}
        },
        InFlight::StayedDown => past.taken_off = false,
        InFlight::Commanded { command, .. } if command == TAKE_OFF => take_off(past),
        InFlight::Commanded { command, .. } if COURSES.contains(&command.as_str()) => {
            past.at_station = command == STATION;
        }
        // So it was in the folders of earlier versions.
        InFlight::Phase {
            phase: Phase::Flying,
        } => take_off(past),
        InFlight::Over(outcome) => {
            past.outcome = Some(outcome.clone()).filter(Outcome::is_for_good);
        }
        InFlight::Recognised { address, .. } => before.system = system_of(address),
        _ => {}
    }
}

fn decided(past: &mut Past, decision: &Decision) {
    match decision.action {
        Action::StandBack => {
            past.pilot = Some(PilotSign::Before {
                by: taker(decision.situation),
                figures: decision.figures.clone(),
            });
        }
        // While nobody hears it, what was decided before goes on.
        Action::Wait => {}
        Action::Continue => past.decided = None,
        Action::Hold | Action::Return | Action::Land => past.decided = Some(decision.clone()),
    }
}

/// Another version stood back from a situation that this one does not know: somebody has the
/// vehicle all the same.
fn stood_back(past: &mut Past, members: &Map<String, Value>) {
    let action = members.get("action").map(Action::deserialize);
    if matches!(action, Some(Ok(Action::StandBack))) {
        let word = |key: &str| members.get(key).and_then(Value::as_str).unwrap_or_default();
        past.pilot = Some(PilotSign::Before {
            by: Taker::Pilot,
            figures: word("figures").to_owned(),
        });
    }
}

/// Who had the vehicle, as a situation of the safety table says it.
const fn taker(situation: Option<Situation>) -> Taker {
    match situation {
        Some(Situation::FailsafeFlies) => Taker::Failsafe,
        Some(Situation::PilotOrFailsafe) => Taker::Either,
        _ => Taker::Pilot,
    }
}

fn take_off(past: &mut Past) {
    past.taken_off = true;
    past.outcome = None;
}

fn between(lost: &Lost) -> String {
    let Lost { file, from, .. } = lost;
    let until = lost.until.as_deref().unwrap_or_default();
    format!("{file}: records between {from} and {until} are missing")
}

/// The system of an address `system/component`.
fn system_of(address: &str) -> Option<u8> {
    address.split_once('/')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(event: impl Into<Event>) -> Vec<u8> {
        let mut line = serde_json::to_vec(&event.into()).unwrap();
        line.push(b'\n');
        line
    }

    fn taken() -> Vec<u8> {
        line(InFlight::Decided(Decision {
            action: Action::StandBack,
            situation: Some(Situation::PilotFlies),
            figures: "stick 1 moved".into(),
        }))
    }

    fn resumed() -> Vec<u8> {
        line(InFlight::Ordered {
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
        let other = b"{\"event\":\"decided\",\"action\":\"stand-back\",\"situation\":\"new\"}\n";
        check(&[other.to_vec()], Some(""));
        check(&[], None);
    }

    #[test]
    fn a_plan_that_was_withdrawn_stays_withdrawn_until_resume() {
        let revoked = line(InFlight::Ordered {
            order: Order::Revoke,
            by: "the file `revoke`".into(),
        });
        let who = |events: &[Vec<u8>]| before(&events.concat()).past.withdrawn;
        assert_eq!(who(&[]), None);
        let over = line(InFlight::Over(Outcome::Failed {
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
                .map(|d| line(InFlight::Decided((*d).clone())));
            before(&lines.collect::<Vec<_>>().concat()).past.decided
        };
        let home = decided(Action::Return, Some(Situation::BatteryLow));
        let silent = decided(Action::Wait, Some(Situation::AutopilotSilent));
        let on = decided(Action::Continue, None);
        assert_eq!(last(&[&home]), Some(home.clone()));
        assert_eq!(last(&[&home, &silent]), Some(home.clone()));
        assert_eq!(last(&[&home, &on]), None);
        let events = [line(InFlight::Decided(home)), resumed()];
        assert_eq!(before(&events.concat()).past.decided, None);
    }

    fn told(command: &str) -> Vec<u8> {
        line(InFlight::Commanded {
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
        let over = |outcome: Outcome| line(InFlight::Over(outcome));
        let cut = Outcome::CutShort {
            reason: "wind".into(),
        };
        let failed = over(Outcome::Failed {
            reason: "contact".into(),
        });
        assert_eq!(past(&[]), (false, None));
        assert_eq!(past(std::slice::from_ref(&armed)), (false, None));
        let flying = line(InFlight::Phase {
            phase: Phase::Flying,
        });
        assert_eq!(past(&[flying]), (true, None), "an earlier version's");
        assert_eq!(past(&[armed, off.clone(), failed]), (true, None));
        let ended = [off.clone(), over(cut.clone())];
        assert_eq!(past(&ended), (true, Some(cut)));
        let done = [off.clone(), over(Outcome::Done)];
        assert_eq!(past(&done), (true, Some(Outcome::Done)));
        let stayed = [off, line(InFlight::StayedDown)];
        assert_eq!(past(&stayed), (false, None));
        assert_eq!(past(&[over(Outcome::Ready)]), (false, None));
    }

    #[test]
    fn the_vehicle_and_what_was_lost_are_remembered() {
        let recognised = InFlight::Recognised {
            autopilot: "PX4".into(),
            address: "3/1".into(),
            version: None,
            capabilities: None,
        };
        let reason = "no space left on device".to_owned();
        let losing = |file: &str| {
            line(Event::Folder(Trouble::Losing {
                file: file.into(),
                reason: reason.clone(),
            }))
        };
        let mended = line(Event::Folder(Trouble::Mended(Lost {
            file: "events.jsonl".into(),
            from: "10:00".into(),
            until: Some("10:01".into()),
            records: 7,
            reason: reason.clone(),
        })));
        let events = [
            line(recognised),
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
