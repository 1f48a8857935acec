//! What the flight tells, in words.

use missions::plan::check::Objection;

use super::{Said, Weight, said, vehicle};
use crate::flight::event::{Event, Outcome, Phase};
use crate::flight::safety::{Action, Decision};

pub(super) fn of(event: &Event) -> Option<Said> {
    let normal = |what: String, why: String| Some(said(Weight::Normal, what, why));
    let bad = |what: String, why: &str| Some(said(Weight::Bad, what, why));
    match event {
        Event::Phase { phase: is } => Some(said(Weight::Passing, phase(*is), "")),
        Event::Recognised {
            autopilot,
            address,
            version,
            ..
        } => {
            let version = version.as_deref().unwrap_or("of unknown version");
            normal(
                format!("{autopilot} {version} recognised"),
                format!("address {address}"),
            )
        }
        Event::Resumed { item, mode } => normal(
            "the flight is under way and is carried on".into(),
            format!("item {item}, {mode}"),
        ),
        Event::Loaded {
            part,
            items,
            uploaded,
        } => {
            let how = if *uploaded {
                "uploaded"
            } else {
                "in the vehicle already"
            };
            normal(
                format!("{part} loaded"),
                format!("{items} items {how}, read back and compared"),
            )
        }
        Event::LoadedAgain { why } => bad(
            "somebody changed what the vehicle holds: loaded and checked again".into(),
            why,
        ),
        Event::Parameter { name, was, is } => {
            let was = was.map_or("it was not known".into(), |was| format!("it was {was}"));
            normal(format!("parameter {name} set to {is}"), was)
        }
        Event::Objections { objections } => {
            let lines: Vec<_> = objections.iter().map(Objection::to_string).collect();
            (!lines.is_empty())
                .then(|| bad("remarks before the flight".into(), &lines.join("; ")))?
        }
        Event::AlreadyFlown => bad(
            "this sortie took off before and is not flown a second time".into(),
            "its folder says so and is closed; to fly the sortie again, name a new folder with --out",
        ),
        Event::StayedDown => None,
        Event::Commanded { command, why } => normal(format!("commanded: {command}"), why.clone()),
        Event::Forbidden { why, .. } => bad("a place is not flown to".into(), why),
        Event::Refused { command, answer } => bad(format!("{command} was refused"), answer),
        Event::Decided(decision) => Some(decided(decision)),
        Event::Ordered { order, by } => Some(said(
            Weight::Order,
            format!("ordered: {order}"),
            format!("by {by}"),
        )),
        Event::NotTaken { order, by, why } => bad(format!("{order} of {by} is not obeyed"), why),
        Event::BeganAgain => bad("the autopilot began again".into(), ""),
        Event::Waiting {
            seconds,
            given_up_s,
        } => bad(
            format!("no heartbeat for {seconds:.0} s"),
            &format!("it is waited for until {given_up_s:.0} s, its own failsafe flies"),
        ),
        Event::StoppedInAir { height_m } => {
            let height = height_m.map_or(String::new(), |m| format!("{m:.0} m above home"));
            Some(said(Weight::Alarm, "disarmed in the air: it falls", height))
        }
        Event::MissionChanged { what } => {
            bad("the mission is not flown as it was loaded".into(), what)
        }
        Event::NotCompared { part, why } => {
            bad(format!("the {part} in the vehicle could not be read"), why)
        }
        Event::Over(outcome) => Some(over(outcome)),
        Event::Vehicle(kind) => vehicle::of(kind),
    }
}

fn decided(decision: &Decision) -> Said {
    let figures = decision.figures.as_str();
    match (decision.situation, decision.action) {
        (None, Action::Continue) => said(
            Weight::Order,
            "all is well again: the flight goes on",
            figures,
        ),
        (None, action) => said(Weight::Order, action.to_string(), figures),
        (Some(situation), action) => {
            said(Weight::Alarm, format!("{situation} → {action}"), figures)
        }
    }
}

fn over(outcome: &Outcome) -> Said {
    match outcome {
        Outcome::Done => said(Weight::Quiet, "over: flown", ""),
        Outcome::Ready => said(Weight::Quiet, "over: loaded and checked", ""),
        Outcome::CutShort { reason } => said(Weight::Bad, "over: cut short", reason.as_str()),
        Outcome::Failed { reason } => said(Weight::Bad, "over: failed", reason.as_str()),
    }
}

/// What is done in a phase.
pub const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Connecting => "waiting for the autopilot",
        Phase::Recognising => "asking what it is",
        Phase::Loading => "loading mission, fence and rally points",
        Phase::Checking => "checking the vehicle",
        Phase::Departing => "arming and starting",
        Phase::Flying => "flying",
        Phase::Over => "over",
    }
}
