//! Whether the height that an autopilot returns at keeps to the plan's airspace.
//!
//! Judged are the ceiling, and the zones that the plan flies over or under: a vehicle climbs to its
//! height of return where it is and flies straight then. What a straight way meets at any height is
//! not judged here.

use missions::airspace::Zone;
use missions::frames::LocalPlane;
use missions::geodesy::Position;

use super::course::Course;
use crate::flight::orders::Orders;

/// Parameters are single floats, and ceilings were converted from feet: this much is the same height.
const SAME_M: f64 = 0.5;

/// Why nothing may return at so many metres above home, in words.
pub fn objection(height_m: f64, orders: &Orders) -> Option<String> {
    let ceiling_m = orders.ceiling_above_home_m();
    if let Some(ceiling_m) = ceiling_m.filter(|ceiling_m| height_m > ceiling_m + SAME_M) {
        return Some(format!(
            "the vehicle returns at {height_m:.0} m, above the fence's ceiling of {ceiling_m:.0} m"
        ));
    }
    let home_m = orders.plan.home.map_or(0.0, |home| home.height.metres);
    let zones = orders.plan.overflown_zones(orders.sortie());
    let entered = zones.into_iter().find(|zone| {
        let mut legs = orders.sortie().legs.iter().map(|leg| leg.to);
        legs.any(|place| {
            let from_m = place.height.above_home_m(home_m);
            haven(place.position, orders)
                .is_some_and(|to| enters(zone, home_m, place.position, to, [from_m, height_m]))
        })
    })?;
    let name = entered.called();
    Some(format!(
        "the vehicle returns at {height_m:.0} m, and from places of the plan that leads into {name}"
    ))
}

fn haven(from: Position, orders: &Orders) -> Option<Position> {
    let rally = orders.plan.airspace.rally.iter();
    let home = orders.plan.home.iter();
    rally
        .chain(home)
        .map(|place| place.position)
        .min_by(|a, b| from.distance_m(*a).total_cmp(&from.distance_m(*b)))
}

/// Whether a climb on the spot, or the straight way that follows, enters a zone.
fn enters(
    zone: &Zone,
    home_m: f64,
    from: Position,
    to: Position,
    [from_m, return_m]: [f64; 2],
) -> bool {
    let band = zone.band(home_m);
    let cruise_m = from_m.max(return_m);
    let plane = LocalPlane::at(from);
    let way = plane.to_plane(to);
    let distance_m = way.x.hypot(way.y);
    let course = Course::along((distance_m > 0.1).then(|| way / distance_m));
    let inside = course.inside(plane, &zone.shape);
    let crosses = |part: &[f64; 2]| part[0] < distance_m;
    let stands_in = |part: &[f64; 2]| part[0] <= 0.0;
    let climbs_in = from_m < band.lower_m && cruise_m > band.lower_m;
    (band.holds(cruise_m) && inside.iter().any(crosses))
        || (climbs_in && inside.iter().any(stands_in))
}
