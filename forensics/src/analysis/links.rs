//! What links one exhibit to another: the same aircraft, battery, controller, account, network, the
//! same launch place, the same flight told by two logs.

mod same;

use serde::{Serialize, Serializer};

use super::identity::Named;
use super::{FlightId, Flown, LaunchCell, Source};
use crate::flight::IdentityKind;

pub use same::SameFlight;
pub(super) use same::same_flights;

/// What two or more exhibits have in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// What it is.
    pub kind: LinkKind,
    /// The number, the name or the place that they share.
    pub value: String,
    /// The exhibits, by their numbers.
    pub exhibits: Vec<usize>,
    /// How much it proves, 0 to 1: a rank, not a probability.
    pub strength: f64,
    /// Where it was read in each of them.
    pub sources: Vec<Source>,
}

/// What can link exhibits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// The same name or number.
    Identity(IdentityKind),
    /// Flights that began at the same place.
    LaunchPlace,
    /// Two logs of one flight.
    SameFlight,
}

impl Serialize for LinkKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Identity(kind) => kind.serialize(serializer),
            Self::LaunchPlace => serializer.serialize_str("launch_place"),
            Self::SameFlight => serializer.serialize_str("same_flight"),
        }
    }
}

/// How much it proves that two exhibits share a name of a kind; nothing where it is no link at all
/// (two aircraft of one model, two telephones with one app).
const fn strength(kind: IdentityKind) -> Option<f64> {
    use IdentityKind as Kind;
    Some(match kind {
        Kind::AircraftSerial | Kind::FlightControllerSerial | Kind::RemoteId => 0.95,
        Kind::RemoteSerial | Kind::BatterySerial | Kind::CameraSerial | Kind::GimbalSerial => 0.9,
        Kind::RadioUid | Kind::Account => 0.85,
        Kind::NetworkKey => 0.7,
        Kind::PilotName | Kind::PersonName => 0.6,
        Kind::NetworkName | Kind::AircraftName | Kind::CraftName => 0.5,
        _ => return None,
    })
}

/// Everything that links exhibits, the strongest first.
pub(super) fn links(
    identities: &[Named],
    launches: &[LaunchCell],
    same_flights: &[SameFlight],
) -> Vec<Link> {
    let mut links: Vec<Link> = identities.iter().filter_map(by_name).collect();
    links.extend(launches.iter().filter_map(by_launch));
    links.extend(same_flights.iter().map(by_flight));
    links.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.kind.cmp(&b.kind)));
    links
}

fn by_name(named: &Named) -> Option<Link> {
    let strength = strength(named.kind).filter(|_| named.tells_apart())?;
    (named.exhibits.len() > 1).then(|| Link {
        kind: LinkKind::Identity(named.kind),
        value: named.value.clone(),
        exhibits: named.exhibits.clone(),
        strength,
        sources: named.sources.clone(),
    })
}

fn by_launch(cell: &LaunchCell) -> Option<Link> {
    let (latitude, longitude) = (cell.position.latitude_deg(), cell.position.longitude_deg());
    (cell.exhibits.len() > 1).then(|| Link {
        kind: LinkKind::LaunchPlace,
        value: format!(
            "{latitude:.6}, {longitude:.6} within {:.0} m",
            cell.radius_m.max(1.0)
        ),
        exhibits: cell.exhibits.clone(),
        strength: 0.5,
        sources: cell.sources.clone(),
    })
}

fn by_flight(same: &SameFlight) -> Link {
    let [a, b] = same.flights;
    Link {
        kind: LinkKind::SameFlight,
        value: same.because.clone(),
        exhibits: vec![a.exhibit, b.exhibit],
        strength: same.support,
        sources: same.sources.to_vec(),
    }
}

/// The flights of which each is told once: of two logs of one flight, the one with more positions.
pub(super) fn distinct<'f, 'a>(
    flights: &'f [Flown<'a>],
    same_flights: &[SameFlight],
) -> Vec<&'f Flown<'a>> {
    let count = |id: FlightId| {
        let flown = flights.iter().find(|flown| flown.id == id);
        flown.map_or(0, |flown| flown.samples().len())
    };
    let mut left_out: Vec<FlightId> = Vec::new();
    for same in same_flights.iter().filter(|same| same.support >= 0.5) {
        let [a, b] = same.flights;
        if !left_out.contains(&a) && !left_out.contains(&b) {
            left_out.push(if count(a) >= count(b) { b } else { a });
        }
    }
    flights
        .iter()
        .filter(|flown| !left_out.contains(&flown.id))
        .collect()
}

#[cfg(test)]
mod tests;
