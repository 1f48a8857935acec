//! What the flights of a case come to together: who, where, when, how often, and what links one
//! exhibit to another. Pure: it is given readings and questions, and opens nothing.
//!
//! Every statement says where it was read ([`Source`]: exhibit, byte, record) and how far it can be
//! trusted; what is only inferred says so and says from what. Where several readings of the same
//! facts are possible they are ranked hypotheses, never a verdict.

mod crossings;
mod dating;
mod flown;
mod identity;
mod launch;
mod links;
mod media;
mod night;
mod operator;
mod payload;
mod place;
mod question;
mod rhythm;
mod routes;
mod tampering;
mod timeline;

pub use crossings::{Crossing, Visit};
pub use dating::{Dating, When};
pub use flown::Flown;
pub use identity::Named;
pub use launch::LaunchCell;
pub use links::{Link, LinkKind, SameFlight};
pub use media::{Agreement, Taken};
pub use night::{Darkness, Light};
pub use operator::{Inferred, Logged};
pub use payload::{Evidence, Hypothesis, LEAST_STEP, MOST_BY_CHANCE, Release};
pub use question::{Asked, Question, Questions};
pub use rhythm::Rhythm;
pub use routes::Route;
pub use tampering::{Sign, Weight};
pub use timeline::{End, Gap, HomeChange, Phase, PhaseKind, Told};

use serde::Serialize;

use crate::exhibit::Exhibit;
use crate::flight::Trace;

/// A flight by its place: the exhibit's number in the case and its own in the exhibit, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FlightId {
    /// The exhibit's number.
    pub exhibit: usize,
    /// The flight's number in its exhibit.
    pub flight: usize,
}

/// Where a statement was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Source {
    /// The exhibit's number in the case, from 0.
    pub exhibit: usize,
    /// The record's first byte in the exhibit.
    pub offset: u64,
    /// The record's number.
    pub record: u64,
}

impl Source {
    /// A value's place in an exhibit.
    pub const fn new(exhibit: usize, trace: Trace) -> Self {
        Self {
            exhibit,
            offset: trace.offset,
            record: trace.record,
        }
    }
}

/// An exhibit in the list of those that were analysed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Where it was found.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

impl Entry {
    fn of(exhibit: &Exhibit) -> Self {
        Self {
            name: exhibit.name.clone(),
            sha256: exhibit.sha256.clone(),
        }
    }
}

/// Everything that the analysis says of a case.
#[derive(Clone, Debug, Serialize)]
pub struct Analysis {
    /// The exhibits; every `exhibit` elsewhere is a number in this list, from 0.
    pub exhibits: Vec<Entry>,
    /// Names and numbers, each with every place where it stands.
    pub identities: Vec<Named>,
    /// The flights, in the order of the exhibits.
    pub flights: Vec<Told>,
    /// Logs that tell the same flight.
    pub same_flights: Vec<SameFlight>,
    /// What links exhibits.
    pub links: Vec<Link>,
    /// Lines of the questions that were crossed.
    pub crossings: Vec<Crossing>,
    /// Areas of the questions that were flown into.
    pub visits: Vec<Visit>,
    /// How dark it was.
    pub light: Vec<Light>,
    /// Routes that were flown more than once.
    pub routes: Vec<Route>,
    /// Places from which flights began.
    pub launches: Vec<LaunchCell>,
    /// How often, and how soon after each other.
    pub rhythm: Rhythm,
    /// Where something may have been released.
    pub releases: Vec<Release>,
    /// Where people's devices were, as logged.
    pub operators_logged: Vec<Logged>,
    /// Where people may have been, as inferred.
    pub operators_inferred: Vec<Inferred>,
    /// Where pictures and videos were taken, against the tracks.
    pub media: Vec<Taken>,
    /// What may be signs of tampering.
    pub signs: Vec<Sign>,
}

impl Analysis {
    /// Analyses a case.
    pub fn of(exhibits: &[Exhibit], questions: &Questions) -> Self {
        let flights = Flown::all(exhibits);
        let flights = flights.as_slice();
        let same_flights = links::same_flights(flights);
        let distinct = links::distinct(flights, &same_flights);
        let (crossings, visits) = crossings::asked(flights, questions);
        let told: Vec<Told> = flights
            .iter()
            .map(|f| timeline::told(f, exhibits))
            .collect();
        let launches = launch::cells(flights);
        let media = media::taken(exhibits, flights);
        let signs = tampering::signs(exhibits, flights, &media);
        let identities = identity::collected(exhibits);
        Self {
            exhibits: exhibits.iter().map(Entry::of).collect(),
            links: links::links(&identities, &launches, &same_flights),
            identities,
            light: flights.iter().filter_map(night::light).collect(),
            routes: routes::repeated(&distinct),
            rhythm: rhythm::rhythm(&distinct),
            releases: flights.iter().flat_map(payload::releases).collect(),
            operators_logged: operator::logged(flights),
            operators_inferred: operator::inferred(flights),
            flights: told,
            same_flights,
            crossings,
            visits,
            launches,
            media,
            signs,
        }
    }
}

#[cfg(test)]
mod made;

#[cfg(test)]
mod real;
