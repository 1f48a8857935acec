//! Everybody who spoke in a log, by system number: each vehicle becomes a flight, a ground
//! station's positions and orders go to the flights that it was with.

use std::collections::BTreeMap;

use missions::time::UtcTime;

use super::Said;
use super::system::{Offset, System};
use crate::flight::{Clock, ClockBasis, Flight, OperatorPosition};

/// Everybody.
#[derive(Debug)]
pub(super) struct Fleet {
    systems: Vec<Option<Box<System>>>,
    versions: [bool; 3],
    span: Option<(missions::time::BootTime, missions::time::BootTime)>,
}

impl Fleet {
    pub(super) fn new() -> Self {
        Self {
            systems: std::iter::repeat_with(|| None).take(256).collect(),
            versions: [false; 3],
            span: None,
        }
    }

    /// Takes in one message.
    pub(super) fn take(&mut self, said: &Said<'_>) {
        if let Some(version) = self.versions.get_mut(usize::from(said.version)) {
            *version = true;
        }
        let at = said.instant.at;
        let (first, last) = self.span.unwrap_or((at, at));
        self.span = Some((first.min(at), last.max(at)));
        let Some(system) = self.systems.get_mut(usize::from(said.system)) else {
            return;
        };
        system
            .get_or_insert_with(|| Box::new(System::new(said)))
            .take(said);
    }

    /// The versions of MAVLink that were spoken.
    pub(super) fn version(&self) -> Option<String> {
        let [_, one, two] = self.versions;
        match (one, two) {
            (false, false) => None,
            (true, false) => Some("MAVLink 1".into()),
            (false, true) => Some("MAVLink 2".into()),
            (true, true) => Some("MAVLink 1 and 2".into()),
        }
    }

    /// A flight a vehicle, in the order of their numbers.
    pub(super) fn into_flights(self, first_us: Option<i64>) -> Vec<Flight> {
        let (span, start_utc) = (self.span, first_us.map(UtcTime::from_micros));
        let systems = self.systems.into_iter().flatten();
        let (vehicles, others): (Vec<_>, Vec<_>) = systems.partition(|system| system.is_vehicle());
        let mut flights: BTreeMap<u8, Flight> = BTreeMap::new();
        for vehicle in vehicles {
            let clock = vehicle.clock(start_utc);
            let mut flight = vehicle.flight;
            flight.clock = clock;
            flight.span = span;
            flights.insert(vehicle.number, flight);
        }
        for other in others {
            give(other.flight, &mut flights);
        }
        flights.into_values().collect()
    }
}

/// What a ground station or another device said, to every flight of the log: who was ordered is
/// rarely said, and a log has rarely more than one.
fn give(said: Flight, flights: &mut BTreeMap<u8, Flight>) {
    let positions = said.fixes.iter().map(OperatorPosition::of_ground_station);
    let positions: Vec<_> = said.operators.into_iter().chain(positions).collect();
    for flight in flights.values_mut() {
        flight.operators.extend(&positions);
        flight
            .operators
            .sort_by_key(|position| position.trace.record);
        flight.events.extend(said.events.iter().cloned());
        flight.events.sort_by_key(|event| event.trace.record);
        let mut identities = said.identities.clone();
        identities.retain(|identity| !flight.identities.contains(identity));
        flight.identities.extend(identities);
    }
}

impl System {
    /// How the times of its flight are known.
    fn clock(&self, start_utc: Option<UtcTime>) -> Clock {
        Clock {
            basis: ClockBasis::Device,
            start_utc,
            error_s: self.offset.map(Offset::greatest_s),
            note: Some(self.offset.map_or_else(
                || "the ground computer's clock; the vehicle never said what time it was".into(),
                Offset::in_words,
            )),
            ..Clock::default()
        }
    }
}
