//! Where people were: what a log states of their devices, and apart from it what can only be
//! inferred from where an aircraft starts, comes down and is called back to.

use missions::geodesy::Position;
use serde::Serialize;

use super::place::{middle, somewhere_near, together};
use super::{FlightId, Flown, Source, When};
use crate::flight::{Confidence, OperatorPosition, OperatorSource};

/// A place where a device of a person was, as logged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Logged {
    /// In which flight.
    pub flight: FlightId,
    /// Whose position it is.
    pub device: OperatorSource,
    /// The middle of the positions.
    pub position: Position,
    /// The distance of the farthest from it, metres.
    pub radius_m: f64,
    /// How many positions the log states there.
    pub count: usize,
    /// When the first of them was.
    pub first: Option<When>,
    /// When the last of them was.
    pub last: Option<When>,
    /// How far the least trusted of them can be trusted.
    pub confidence: Confidence,
    /// Where the first and the last of them were read.
    pub sources: [Source; 2],
}

/// A place where a person may have been.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inferred {
    /// From which flight.
    pub flight: FlightId,
    /// Where.
    pub position: Position,
    /// From what: a sentence.
    pub because: String,
    /// How far this goes, 0 to 1: a rank, not a probability.
    pub support: f64,
    /// Where what it rests on was read.
    pub sources: Vec<Source>,
}

/// The logged places of people's devices, flight by flight.
pub(super) fn logged(flights: &[Flown<'_>]) -> Vec<Logged> {
    let mut all = Vec::new();
    for flown in flights {
        let mut devices: Vec<OperatorSource> = flown
            .flight
            .operators
            .iter()
            .map(|one| one.source)
            .collect();
        devices.sort_by_key(|device| *device as u8);
        devices.dedup();
        for device in devices {
            let of_device = flown
                .flight
                .operators
                .iter()
                .filter(|one| one.source == device);
            all.extend(of_one(flown, device, &of_device.collect::<Vec<_>>()));
        }
    }
    all
}

/// One device's places, those near each other together. Thousands of positions of a device that
/// lies still would be compared with each other: one a place is enough.
fn of_one(
    flown: &Flown<'_>,
    device: OperatorSource,
    positions: &[&OperatorPosition],
) -> Vec<Logged> {
    let mut kept: Vec<Position> = Vec::new();
    let mut member_of = Vec::new();
    for one in positions {
        let near = kept
            .iter()
            .rposition(|place| place.distance_m(one.position) < 5.0);
        let place = near.unwrap_or(kept.len());
        if near.is_none() {
            kept.push(one.position);
        }
        member_of.push(place);
    }
    let groups = together(&kept);
    groups
        .iter()
        .filter_map(|group| {
            let pairs = positions.iter().zip(&member_of);
            let members: Vec<&OperatorPosition> = pairs
                .filter(|(_, place)| group.binary_search(place).is_ok())
                .map(|(one, _)| *one)
                .collect();
            let places: Vec<Position> = members.iter().map(|one| one.position).collect();
            let (position, radius_m) = middle(&places)?;
            let (first, last) = (members.first()?, members.last()?);
            let when = |one: &OperatorPosition| one.at.map(|at| flown.dating.when(at));
            Some(Logged {
                flight: flown.id,
                device,
                position,
                radius_m,
                count: members.len(),
                first: when(first),
                last: when(last),
                confidence: members.iter().map(|one| one.confidence).max()?,
                sources: [first, last].map(|one| flown.source(one.trace)),
            })
        })
        .collect()
}

/// What can be inferred of where people were, flight by flight.
pub(super) fn inferred(flights: &[Flown<'_>]) -> Vec<Inferred> {
    flights.iter().flat_map(of_flight).collect()
}

fn of_flight(flown: &Flown<'_>) -> Vec<Inferred> {
    let mut all = Vec::new();
    let place = |position, because: &str, support, sources: Vec<Source>| Inferred {
        flight: flown.id,
        position,
        because: because.to_owned(),
        support,
        sources,
    };
    let launch = flown.launch();
    let landing = flown.landing();
    if let Some(sample) = launch {
        let sources = flown.source_at(sample.time).into_iter().collect();
        let because = "somebody set the aircraft down here: it started from here";
        all.push(place(sample.position, because, 0.8, sources));
    }
    if let Some(sample) = landing {
        let sources = flown.source_at(sample.time).into_iter().collect();
        let is_home = launch.is_some_and(|launch| somewhere_near(launch.position, sample.position));
        let (because, support) = if is_home {
            (
                "it came back to where it started: somebody took it up again",
                0.8,
            )
        } else {
            (
                "it came down here, away from its start: somebody may have received it",
                0.4,
            )
        };
        all.push(place(sample.position, because, support, sources));
    }
    all.extend(moved_homes(flown, place));
    all
}

/// A home that moves in flight follows the remote control or the telephone.
fn moved_homes(
    flown: &Flown<'_>,
    place: impl Fn(Position, &str, f64, Vec<Source>) -> Inferred,
) -> Vec<Inferred> {
    let homes = &flown.flight.homes;
    let pairs = homes.iter().zip(homes.iter().skip(1));
    let moved = pairs.filter(|(a, b)| !somewhere_near(a.position, b.position));
    moved
        .map(|(before, home)| {
            let sources = [before, home].map(|home| flown.source(home.trace)).into();
            let at = home.at.and_then(|at| flown.position_at(at));
            let is_own = at.is_some_and(|at| somewhere_near(at, home.position));
            let (because, support) = if is_own {
                ("home was set anew to where the aircraft was", 0.3)
            } else {
                (
                    "home was set anew, away from the aircraft: it follows the remote control",
                    0.7,
                )
            };
            place(home.position, because, support, sources)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;
    use crate::flight::{Flight, Trace};
    use missions::time::BootTime;

    fn phone(second: u64, east_m: f64) -> OperatorPosition {
        OperatorPosition {
            at: Some(BootTime::from_millis(second * 1000)),
            utc: None,
            position: made::at(east_m, 0.0),
            accuracy_m: None,
            source: OperatorSource::App,
            trace: Trace::new(second, second),
            confidence: Confidence::Stated,
        }
    }

    fn walked() -> Flight {
        let mut flight = made::there_and_back("2026-11-22T01:00:00Z", 300.0);
        let stays = (0..20).map(|s| phone(s, 12.0));
        let away = (20..30).map(|s| phone(s, 900.0));
        flight.operators = stays.chain(away).collect();
        flight
    }

    #[test]
    fn a_telephone_that_lies_still_is_one_place() {
        let exhibits = [made::exhibit("x", walked(), &[])];
        let logged = logged(&Flown::all(&exhibits));
        let counts: Vec<_> = logged.iter().map(|place| place.count).collect();
        assert_eq!(counts, [20, 10]);
        assert!(logged[0].position.distance_m(made::at(12.0, 0.0)) < 0.1);
        let last = logged[0].last.unwrap().utc.unwrap();
        assert_eq!(last.to_string(), "2026-11-22T01:00:19.000Z");
        assert_eq!(logged[1].sources[1].record, 29);
    }

    #[test]
    fn what_is_inferred_is_apart_and_says_from_what() {
        let mut flight = walked();
        flight.homes.push(crate::flight::Home {
            at: Some(BootTime::from_millis(30_000)),
            position: made::at(500.0, 0.0),
            ..flight.homes[0]
        });
        let exhibits = [made::exhibit("x", flight, &[])];
        let inferred = inferred(&Flown::all(&exhibits));
        let words: Vec<_> = inferred
            .iter()
            .map(|place| place.because.as_str())
            .collect();
        assert_eq!(inferred.len(), 3, "{words:?}");
        assert!(words[1].contains("came back") && words[2].contains("remote control"));
    }

    #[test]
    fn a_drone_that_does_not_come_back_may_have_been_received() {
        let places: Vec<_> = (0..60)
            .map(|s| (0.0, f64::from(s) * 10.0, f64::from(s.min(59 - s)).min(20.0)))
            .collect();
        let exhibits = [made::exhibit(
            "x",
            made::flight("2026-11-22T01:00:00Z", &places),
            &[],
        )];
        let inferred = inferred(&Flown::all(&exhibits));
        assert!(inferred[1].because.contains("received"));
        assert!(inferred[1].support < inferred[0].support);
    }
}
