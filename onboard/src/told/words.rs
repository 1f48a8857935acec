//! What is told, in words for people: how much it matters, what happened, and why. The report and
//! the terminal both say it so; every event has its words here.

mod flight;
mod survey;
mod vehicle;

pub use flight::phase;

use super::Event;
use crate::folder::{Lost, Torn, Trouble};

/// What people are told of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// How much it matters.
    pub weight: Weight,
    /// What happened.
    pub what: String,
    /// What was measured, or why; may be empty.
    pub why: String,
}

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Only to who watches the flight: no line in a report.
    Passing,
    /// Only on record: who watches the flight sees it otherwise.
    Quiet,
    /// As it should be.
    Normal,
    /// It went otherwise than it should.
    Bad,
    /// The safety table, or the operator, let the flight go another way, or on.
    Order,
    /// The safety table decided against something that is the matter.
    Alarm,
}

impl Said {
    /// In one line.
    pub fn line(&self) -> String {
        match (self.what.as_str(), self.why.as_str()) {
            (what, "") => what.to_owned(),
            (what, why) => format!("{what}: {why}"),
        }
    }
}

fn said(weight: Weight, what: impl Into<String>, why: impl Into<String>) -> Said {
    let (what, why) = (what.into(), why.into());
    Said { weight, what, why }
}

/// What people are told of an event; none where it is nothing to them.
pub fn of(event: &Event) -> Option<Said> {
    let normal = |what: String, why: &str| Some(said(Weight::Normal, what, why));
    let bad = |what: String, why: &str| Some(said(Weight::Bad, what, why));
    match event {
        Event::SawLess { of_sortie, .. } => {
            let seen = of_sortie * 100.0;
            bad(
                format!("only {seen:.1} % of what this sortie was to see was seen"),
                "by what the camera's field of view passed over",
            )
        }
        Event::TrackGap { seconds } => bad(format!("no position for {seconds:.1} s"), ""),
        Event::Twin { address } => bad(
            format!("another program speaks as {address}, as we do"),
            "end one of the two, both command the vehicle",
        ),
        Event::Stranger { address, bytes } => bad(
            format!("{bytes} bytes came from a stranger, {address}"),
            "it is not the vehicle and is not answered",
        ),
        Event::Distrusted {
            from,
            message,
            reason,
            frames,
        } => bad(
            format!("{frames} frames were not believed"),
            &format!("the last, message {message} from {from}, is {reason}"),
        ),
        Event::AnotherMission(given) => bad(
            format!("the folder keeps its own {}", given.file),
            "the one that was given has another text and gives the same plan",
        ),
        Event::Operator { .. } => None,
        Event::Torn(Torn { file, offset, .. }) => {
            bad(format!("{file} was torn at byte {offset}"), "")
        }
        Event::Leftover(held) => normal(
            format!("{} was removed", held.file),
            "it was being written when a program was killed",
        ),
        Event::Doubted(doubt) => bad("the custody log does not hold it".into(), &doubt.what),
        Event::Folder(Trouble::Losing { file, reason }) => bad(
            format!("{file} cannot be written"),
            &format!("{reason}; what belongs there is lost, the flight goes on"),
        ),
        Event::Folder(Trouble::Mended(lost)) => {
            let Lost { file, .. } = lost;
            normal(format!("{file} is written again"), &lost.to_string())
        }
        Event::Survey(news) => survey::of(news),
        Event::Flight(event) => flight::of(event),
    }
}
