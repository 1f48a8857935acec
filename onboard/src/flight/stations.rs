//! The ground stations that have been heard lately. There may be several, and any of them gives
//! orders: an operator's must not depend on whose heartbeat came last.

use std::time::Duration;

use missions::link::Endpoint;
use missions::time::BootTime;

/// A station counts as there for so long after its last heartbeat. It is long, because an order to
/// come home must get through where heartbeats are lost.
const LATELY: Duration = Duration::from_mins(5);
/// More stations than this are not kept; the one that has been silent longest is forgotten.
const MOST: usize = 16;

/// Who they are.
#[derive(Clone, Debug, Default)]
pub(super) struct Stations {
    heard: Vec<(Endpoint, BootTime)>,
}

impl Stations {
    /// A heartbeat came.
    pub(super) fn hear(&mut self, now: BootTime, from: Endpoint) {
        self.heard.retain(|(station, _)| *station != from);
        if self.heard.len() == MOST {
            self.heard.remove(0);
        }
        self.heard.push((from, now));
    }

    /// When any of them was last heard.
    pub(super) fn last(&self) -> Option<BootTime> {
        self.heard.last().map(|(_, at)| *at)
    }

    /// Whether this one has been heard lately.
    pub(super) fn has(&self, now: BootTime, from: Endpoint) -> bool {
        let mut heard = self.heard.iter();
        heard.any(|(station, at)| *station == from && now < *at + LATELY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: u64) -> BootTime {
        BootTime::from_millis(second * 1000)
    }

    #[test]
    fn a_station_is_there_until_it_has_been_silent_for_long() {
        let (first, other) = (Endpoint::new(255, 190), Endpoint::new(254, 1));
        let mut stations = Stations::default();
        assert_eq!(stations.last(), None);
        stations.hear(second(1), first);
        stations.hear(second(2), other);
        assert!(stations.has(second(3), first) && stations.has(second(3), other));
        assert_eq!(stations.last(), Some(second(2)));
        assert!(!stations.has(second(301), first) && stations.has(second(301), other));
        assert!(!stations.has(second(3), Endpoint::new(255, 191)));
    }

    #[test]
    fn a_flood_of_stations_is_not_kept() {
        let mut stations = Stations::default();
        for system in 1..=255 {
            stations.hear(second(u64::from(system)), Endpoint::new(system, 190));
        }
        assert_eq!(stations.heard.len(), MOST);
        assert!(stations.has(second(255), Endpoint::new(240, 190)));
    }
}
