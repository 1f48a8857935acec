//! Places from which flights began: the yards, fields and lay-bys that a case comes back to.

use missions::geodesy::Position;
use serde::Serialize;

use super::place::{middle, together};
use super::{FlightId, Flown, Source};
use crate::flight::Confidence;

/// A place from which flights began.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LaunchCell {
    /// The middle of the launches.
    pub position: Position,
    /// The distance of the farthest of them from it, metres.
    pub radius_m: f64,
    /// Which flights began here.
    pub flights: Vec<FlightId>,
    /// From which exhibits.
    pub exhibits: Vec<usize>,
    /// How far the least trusted of these flights can be trusted.
    pub confidence: Confidence,
    /// Where each launch was read.
    pub sources: Vec<Source>,
}

/// The launch places of all flights, the most used first. A flight whose log begins in the air
/// counts where it learned its first home.
pub(super) fn cells(flights: &[Flown<'_>]) -> Vec<LaunchCell> {
    let launches: Vec<_> = flights.iter().filter_map(launch).collect();
    let places: Vec<Position> = launches.iter().map(|(_, place, _, _)| *place).collect();
    let groups = together(&places).into_iter();
    let mut cells: Vec<LaunchCell> = groups
        .filter_map(|group| {
            let members: Vec<_> = group.iter().filter_map(|at| launches.get(*at)).collect();
            let places: Vec<Position> = members.iter().map(|(_, place, _, _)| *place).collect();
            let (position, radius_m) = middle(&places)?;
            let flights: Vec<FlightId> = members.iter().map(|(id, _, _, _)| *id).collect();
            let mut exhibits: Vec<usize> = flights.iter().map(|id| id.exhibit).collect();
            exhibits.dedup();
            Some(LaunchCell {
                position,
                radius_m,
                flights,
                exhibits,
                confidence: members
                    .iter()
                    .map(|(_, _, _, confidence)| *confidence)
                    .max()?,
                sources: members.iter().map(|(_, _, source, _)| *source).collect(),
            })
        })
        .collect();
    cells.sort_by_key(|cell| std::cmp::Reverse(cell.flights.len()));
    cells
}

type Launch = (FlightId, Position, Source, Confidence);

fn launch(flown: &Flown<'_>) -> Option<Launch> {
    if let Some(sample) = flown.launch() {
        return Some((
            flown.id,
            sample.position,
            flown.source_at(sample.time)?,
            flown.confidence(),
        ));
    }
    let home = flown.flight.homes.first()?;
    Some((
        flown.id,
        home.position,
        flown.source(home.trace),
        home.confidence,
    ))
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;

    #[test]
    fn flights_from_one_yard_have_one_launch_place() {
        let from = |east_m: f64, north_m: f64, bearing_deg: f64| {
            let places = made::delivery(east_m, north_m, bearing_deg, 300.0);
            made::exhibit("x", made::flight("2026-11-22T01:00:00Z", &places), &[])
        };
        let exhibits = [
            from(900.0, 0.0, 0.0),
            from(0.0, 0.0, 10.0),
            from(20.0, 5.0, 200.0),
        ];
        let cells = cells(&Flown::all(&exhibits));
        let counts: Vec<_> = cells.iter().map(|cell| cell.exhibits.as_slice()).collect();
        assert_eq!(counts, [&[1, 2][..], &[0]]);
        assert!((cells[0].radius_m - 10.3).abs() < 0.1);
        assert!(cells[0].position.distance_m(made::at(10.0, 2.5)) < 0.1);
    }

    #[test]
    fn a_log_that_begins_in_the_air_began_at_its_home() {
        let mut flight = made::straight("2026-11-22T01:00:00Z", 300.0);
        flight.homes[0].position = made::at(-400.0, 0.0);
        let exhibits = [made::exhibit("x", flight, &[])];
        let cells = cells(&Flown::all(&exhibits));
        assert!(cells[0].position.distance_m(made::at(-400.0, 0.0)) < 0.01);
        assert_eq!(cells[0].sources[0].offset, 7);
    }
}
