//! Circles for an autopilot that has none: PX4 refuses `NAV_LOITER_TURNS` in missions, so it is
//! sent a ring of waypoints that look at the centre.
//!
//! Source: PX4 `mavlink_mission.cpp`, `parse_mavlink_mission_item`; MAVLink common,
//! `MAV_CMD_NAV_LOITER_TURNS` and `MAV_CMD_NAV_WAYPOINT`.

use std::f64::consts::TAU;

use super::Autopilot;
use crate::geodesy::Position;
use crate::plan::item::Item;
use crate::plan::items::{command, place_of};

/// The chords of a ring stay this close to the circle, metres…
const CHORD_ERROR_M: f64 = 1.0;
/// … and this share of the radius, so that a small circle is round as well.
const CHORD_ERROR: f64 = 0.05;
/// A waypoint of the ring counts as reached within this distance, metres: PX4's own default for
/// multirotors (`NAV_ACC_RAD`), said so that no other setting cuts the ring short.
const REACHED_M: f64 = 2.0;
/// Begun nearer than this to the circle, metres, its first point is where the vehicle is.
const THERE_M: f64 = 1.0;
/// No mission holds more; a circle of more is left as it is, and the autopilot refuses it.
const MOST: f64 = 5_000.0;

impl Autopilot {
    /// A plan's items as this autopilot can fly them, before [`Autopilot::prepared`] puts each in
    /// its words: for PX4, circles become rings of waypoints whose chords are at most 1 m off
    /// the circle, and jumps count on.
    pub fn flyable(self, items: &[Item]) -> Vec<Item> {
        match self {
            Self::ArduPilot => items.to_vec(),
            Self::Px4 => without_circles(items),
        }
    }
}

fn without_circles(items: &[Item]) -> Vec<Item> {
    let mut flyable = Vec::with_capacity(items.len());
    let mut numbers = Vec::with_capacity(items.len());
    let mut here = None;
    for item in items {
        numbers.push(flyable.len());
        match ring(item, here) {
            Some(ring) => flyable.extend(ring),
            None => flyable.push(*item),
        }
        let last = flyable.last().and_then(place_of);
        here = last.map(|place| place.position).or(here);
    }
    for item in &mut flyable {
        let target = item.params[0].max(0.0) as usize;
        if let (command::JUMP, Some(number)) = (item.command, numbers.get(target)) {
            item.params[0] = *number as f64;
        }
    }
    flyable
}

/// The waypoints of a circle that is begun at its point nearest to `here`; none for what is no
/// circle, or none that can be flown.
fn ring(item: &Item, here: Option<Position>) -> Option<Vec<Item>> {
    if item.command != command::LOITER_TURNS {
        return None;
    }
    let centre = place_of(item)?.position;
    let [turns, _, radius_m, _] = item.params;
    let sweep = TAU * turns;
    let error_m = CHORD_ERROR_M.min(CHORD_ERROR * radius_m.abs());
    let widest = 2.0 * (1.0 - error_m / radius_m.abs()).acos();
    let chords = (sweep / widest).ceil();
    if !(1.0..=MOST).contains(&chords) {
        return None;
    }
    let begin_deg = here.map_or(0.0, |here| centre.bearing_deg(here));
    let is_there =
        here.is_some_and(|here| (here.distance_m(centre) - radius_m.abs()).abs() < THERE_M);
    let step_deg = (sweep / chords).to_degrees().copysign(radius_m);
    let corner = |n: u32| {
        let bearing_deg = (begin_deg + step_deg * f64::from(n)).rem_euclid(360.0);
        let at = centre.offset(bearing_deg, radius_m.abs());
        Item {
            command: command::WAYPOINT,
            params: [0.0, REACHED_M, 0.0, (bearing_deg + 180.0).rem_euclid(360.0)],
            x: at.latitude_deg(),
            y: at.longitude_deg(),
            ..*item
        }
    };
    Some((u32::from(is_there)..=chords as u32).map(corner).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::mission_transfer::Kind;
    use proptest::prelude::*;

    fn centre() -> Position {
        Position::new(51.95, 4.05).unwrap()
    }

    fn item(command: u16, params: [f64; 4], at: Position) -> Item {
        Item {
            command,
            frame: 3,
            params,
            x: at.latitude_deg(),
            y: at.longitude_deg(),
            z: 40.0,
            autocontinue: true,
        }
    }

    fn circle(turns: f64, radius_m: f64) -> Item {
        item(18, [turns, 0.0, radius_m, 0.0], centre())
    }

    fn at(item: &Item) -> Position {
        Position::new(item.x, item.y).unwrap()
    }

    #[test]
    fn ardupilot_flies_its_own_circles() {
        let items = [circle(2.0, 50.0)];
        assert_eq!(Autopilot::ArduPilot.flyable(&items), items);
    }

    #[test]
    fn a_circle_is_flown_on_from_where_it_is_begun_and_back_to_there() {
        let begin = centre().offset(90.0, 50.0);
        let items = [item(16, [0.0; 4], begin), circle(1.0, -50.0)];
        let flyable = Autopilot::Px4.flyable(&items);
        assert!(begin.distance_m(at(flyable.last().unwrap())) < 0.01);
        assert!(
            at(&flyable[1]).distance_m(begin) > 5.0,
            "it is there already"
        );
        // Anticlockwise from the east goes north.
        assert!(at(&flyable[1]).latitude_deg() > begin.latitude_deg());
        for corner in &flyable {
            assert_eq!(Autopilot::Px4.judge(Kind::Mission, corner), Ok(()));
        }
    }

    #[test]
    fn a_jump_counts_the_waypoints_of_the_ring() {
        let jump = |to| item(177, [to, 2.0, 0.0, 0.0], centre());
        let items = [jump(2.0), circle(1.0, 50.0), jump(1.0), jump(0.0)];
        let flyable = Autopilot::Px4.flyable(&items);
        let last = flyable.len() - 2;
        assert_eq!(flyable[0].params[0], last as f64);
        assert_eq!(flyable[last].params[0], 1.0);
        assert_eq!(flyable[last + 1].params[0], 0.0);
    }

    #[test]
    fn what_is_no_circle_to_fly_is_left_for_the_autopilot_to_refuse() {
        for bad in [
            circle(0.0, 50.0),
            circle(f64::NAN, 50.0),
            circle(1.0, 0.0),
            circle(1e12, 50.0),
            circle(1.0, f64::INFINITY),
        ] {
            assert_eq!(Autopilot::Px4.flyable(&[bad]).len(), 1, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn no_chord_is_more_than_a_metre_off_the_circle(
            radius_m in 3.0..2_000.0_f64, turns in 0.1..3.0, clockwise: bool, bearing_deg in 0.0..360.0,
        ) {
            let signed_m = if clockwise { radius_m } else { -radius_m };
            let start = item(16, [0.0; 4], centre().offset(bearing_deg, radius_m));
            let flyable = Autopilot::Px4.flyable(&[start, circle(turns, signed_m)]);
            let mut flown_m = 0.0;
            for pair in flyable.windows(2) {
                let (a, b) = (at(&pair[0]), at(&pair[1]));
                let length_m = a.distance_m(b);
                let middle = a.offset(a.bearing_deg(b), length_m / 2.0);
                prop_assert!((centre().distance_m(b) - radius_m).abs() < 0.01);
                prop_assert!(radius_m - centre().distance_m(middle) < 1.01);
                flown_m += length_m;
            }
            let around_m = TAU * turns * radius_m;
            prop_assert!(flown_m > 0.95 * around_m && flown_m < around_m + 0.01);
        }
    }
}
