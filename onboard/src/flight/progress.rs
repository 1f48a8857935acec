//! How much of the plan is flown: which item, how many metres, how many are left.

use geo::Coord;
use missions::frames::{LocalPlane, from_segment_m};
use missions::geodesy::Position;
use missions::plan::item::Item;
use missions::plan::items::{command, place_of};
use serde::Serialize;

/// The plan's items with the way between them.
#[derive(Clone, Debug)]
pub struct Route {
    /// Of each item: the place where it ends, and the metres from the start until there.
    ends: Vec<(Position, f64)>,
    home: Option<Position>,
    /// The last item that moves the vehicle is a return or a landing.
    comes_home: bool,
    /// The number of that item.
    last: usize,
    /// Items are flown again, or left out, as the plan says.
    jumps: bool,
    /// The map of what follows, about home.
    plane: Option<LocalPlane>,
    /// Of each item: the place that the vehicle must come to before it goes on.
    stops: Vec<Option<Stop>>,
    legs: Vec<Leg>,
}

/// A place of the mission, on the route's own map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// Metres east and north of home.
    pub place: Coord<f64>,
    /// How far from it the item itself may be flown, metres: the radius of a circle about it.
    pub within_m: f64,
}

/// From place to place.
#[derive(Clone, Copy, Debug)]
struct Leg {
    from: Coord<f64>,
    to: Coord<f64>,
    /// How far beside it the way may lead, metres.
    beside_m: f64,
}

/// How much of the plan is flown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Progress {
    /// The item that the vehicle flies to, from 1.
    pub item: usize,
    /// How many there are.
    pub items: usize,
    /// Metres of the plan that are flown.
    pub flown_m: f64,
    /// Metres of the plan.
    pub planned_m: f64,
}

impl Route {
    /// The way that `items` (without ArduPilot's home item) lead, from `home`; where that is not
    /// known, from their first place.
    pub fn new(items: &[Item], home: Option<Position>) -> Self {
        let first = || items.iter().find_map(place_of).map(|to| to.position);
        let home = home.or_else(first);
        let mut ends = Vec::with_capacity(items.len());
        let (mut place, mut length_m) = (home, 0.0);
        for item in items {
            let next = match item.command {
                command::RETURN => home,
                moving if moving <= LAST_MOVING => place_of(item).map(|to| to.position),
                _ => None,
            };
            if let (Some(from), Some(to)) = (place, next) {
                length_m += from.distance_m(to);
                place = next;
            }
            ends.extend(place.map(|place| (place, length_m)));
        }
        let plane = home.map(LocalPlane::at);
        let stop = |item: &Item| placed(plane?, item).filter(|_| STOPS.contains(&item.command));
        let last = items.iter().rposition(|item| item.command <= LAST_MOVING);
        let last_command = last
            .and_then(|last| items.get(last))
            .map(|item| item.command);
        Self {
            ends,
            home,
            comes_home: matches!(last_command, Some(command::RETURN | command::LAND)),
            last: last.unwrap_or(0),
            jumps: items.iter().any(|item| JUMPS.contains(&item.command)),
            plane,
            stops: items.iter().map(stop).collect(),
            legs: plane.map_or_else(Vec::new, |plane| legs(plane, items)),
        }
    }

    /// A place on the map that stops are on.
    pub fn on_map(&self, position: Position) -> Option<Coord<f64>> {
        Some(self.plane?.to_plane(position))
    }

    /// Where the vehicle must come to on item `item` (from 0) before its mission goes on.
    pub fn stop(&self, item: usize) -> Option<Stop> {
        self.stops.get(item).copied().flatten()
    }

    /// How far a place of the map is from the nearest leg, metres.
    pub fn off_m(&self, place: Coord<f64>) -> f64 {
        let legs = self.legs.iter();
        let off_m = legs.map(|leg| from_segment_m(place, leg.from, leg.to) - leg.beside_m);
        off_m.fold(f64::INFINITY, f64::min)
    }

    /// Whether the last item is a return or a landing, which ends at the ground by itself.
    pub const fn comes_home(&self) -> bool {
        self.comes_home
    }

    /// The number of the last item that moves the vehicle, from 0.
    pub const fn last(&self) -> usize {
        self.last
    }

    /// Whether the plan itself jumps from item to item.
    pub const fn jumps(&self) -> bool {
        self.jumps
    }

    /// Metres from the start to where an item (from 0) ends.
    pub fn end_m(&self, item: usize) -> f64 {
        let item = item.min(self.ends.len().saturating_sub(1));
        self.ends.get(item).map_or(0.0, |(_, m)| *m)
    }

    /// Metres of the whole way.
    pub fn length_m(&self) -> f64 {
        self.ends.last().map_or(0.0, |(_, length_m)| *length_m)
    }

    /// The farthest place from home, metres.
    pub fn reach_m(&self) -> f64 {
        self.reaches_m().fold(0.0, f64::max)
    }

    /// From home to the first place that is not home, metres.
    pub fn first_m(&self) -> f64 {
        self.reaches_m().find(|m| *m > 0.1).unwrap_or(0.0)
    }

    fn reaches_m(&self) -> impl Iterator<Item = f64> {
        let home = self.home;
        let ends = self.ends.iter().map(|(end, _)| *end);
        ends.filter_map(move |end| Some(home?.distance_m(end)))
    }

    /// Flying to item `item` (from 0), the vehicle is at `position`.
    pub fn progress(&self, item: usize, position: Option<Position>) -> Progress {
        let item = item.min(self.ends.len().saturating_sub(1));
        let (end, end_m) = self
            .ends
            .get(item)
            .map_or((None, 0.0), |(end, m)| (Some(*end), *m));
        let begin_m = item
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .map_or(0.0, |(_, m)| *m);
        let left_m = position
            .zip(end)
            .map_or(0.0, |(from, to)| from.distance_m(to));
        Progress {
            item: item + 1,
            items: self.ends.len(),
            flown_m: (end_m - left_m).clamp(begin_m, end_m),
            planned_m: self.length_m(),
        }
    }
}

/// Where an item leads the vehicle; a take-off is flown where it stands.
fn placed(plane: LocalPlane, item: &Item) -> Option<Stop> {
    let radius_m = match item.command {
        command::TAKEOFF | command::VTOL_TAKEOFF => return None,
        command::WAYPOINT | command::LOITER_TO_ALTITUDE => item.params[1],
        command::LOITER_TURNS | command::LOITER_TIME | command::LOITER_UNLIMITED => {
            item.params[2].abs()
        }
        moving if moving <= LAST_MOVING => 0.0,
        _ => return None,
    };
    let place = plane.to_plane(place_of(item)?.position);
    let within_m = if radius_m > 0.0 { radius_m } else { 0.0 };
    Some(Stop { place, within_m })
}

/// Items that are over when the vehicle has been at their place.
const STOPS: [u16; 4] = [
    command::WAYPOINT,
    command::SPLINE,
    command::LOITER_TURNS,
    command::LOITER_TIME,
];

/// The first begins at home, and the last ends there.
fn legs(plane: LocalPlane, items: &[Item]) -> Vec<Leg> {
    let home = Stop {
        place: Coord::zero(),
        within_m: 0.0,
    };
    let (mut from, mut curved) = (home, false);
    let flown = items
        .iter()
        .filter_map(|item| Some((item.command == command::SPLINE, placed(plane, item)?)));
    let mut legs = Vec::with_capacity(items.len() + 1);
    for (curves, to) in flown.chain([(false, home)]) {
        let along = to.place - from.place;
        // A spline swings out beside its leg.
        let swings_m = if curves || curved {
            along.x.hypot(along.y) / 2.0
        } else {
            0.0
        };
        legs.push(Leg {
            from: from.place,
            to: to.place,
            beside_m: swings_m + to.within_m.max(from.within_m),
        });
        (from, curved) = (to, curves);
    }
    legs
}

/// MAV_CMD_NAV_LAST: commands above it do not move the vehicle.
const LAST_MOVING: u16 = 95;
/// Items after which another than the next is flown.
const JUMPS: [u16; 2] = [command::JUMP, command::JUMP_TO_TAG];

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> Position {
        Position::new(51.95, 4.05).unwrap()
    }

    fn item(command: u16, to: Option<Position>) -> Item {
        Item {
            command,
            frame: 3,
            params: [0.0; 4],
            x: to.map_or(0.0, Position::latitude_deg),
            y: to.map_or(0.0, Position::longitude_deg),
            z: 40.0,
            autocontinue: true,
        }
    }

    fn route() -> Route {
        let (a, b) = (home().offset(0.0, 300.0), home().offset(0.0, 1000.0));
        let items = [
            item(command::TAKEOFF, None),
            item(command::CHANGE_SPEED, None),
            item(command::WAYPOINT, Some(a)),
            item(command::WAYPOINT, Some(b)),
            item(command::RETURN, None),
        ];
        Route::new(&items, Some(home()))
    }

    #[test]
    fn the_way_counts_the_return() {
        let route = route();
        assert!((route.length_m() - 2000.0).abs() < 0.01);
        assert!((route.reach_m() - 1000.0).abs() < 0.01);
        assert!((route.first_m() - 300.0).abs() < 0.01);
        assert!(route.comes_home());
        assert_eq!(route.last(), 4);
    }

    #[test]
    fn what_is_flown_grows_within_an_item_and_never_leaves_it() {
        let route = route();
        let at = |item, north_m| {
            route
                .progress(item, Some(home().offset(0.0, north_m)))
                .flown_m
        };
        assert!((at(3, 450.0) - 450.0).abs() < 0.01);
        assert!((at(3, 0.0) - 300.0).abs() < 0.01);
        assert!((at(4, 250.0) - 1750.0).abs() < 0.01);
        assert!(at(0, 0.0).abs() < 0.01);
        assert_eq!(route.progress(99, None).item, 5);
    }
}
