//! Places to come down at: home, rally points, where a breach of the fence leads.
//!
//! A vehicle comes to a rally point at the point's height and lands straight below, so the whole
//! way down is checked. The way to it is the autopilot's own and not known here.

use super::Objection;
use super::limits::{Limits, TOUCH_M};
use crate::frames::LocalPlane;
use crate::plan::{Datum, Height, Plan, Waypoint};

pub(super) fn objections(plan: &Plan, plane: LocalPlane, limits: &Limits) -> Vec<Objection> {
    let mut found = Vec::new();
    if let Some(home) = plan.home {
        found.extend(landing(limits, "home", plane, home, 0.0));
    }
    let airspace = &plan.airspace;
    let rally = airspace.rally.iter().zip(1..);
    let rally = rally.map(|(point, number)| (format!("rally point {number}"), *point));
    let back = airspace.fence.as_ref().and_then(|f| f.breach_return);
    let back = back.map(|point| ("fence, breach return".to_owned(), point));
    for (place, point) in rally.chain(back) {
        let height_m = point.height.above_home_m(plan.home_height_m());
        found.extend(landing(limits, &place, plane, point, height_m));
        found.extend(height(plan, limits, &place, point.height, height_m));
    }
    found
}

/// The way straight down from a height above home to the ground.
fn landing(
    limits: &Limits,
    place: &str,
    plane: LocalPlane,
    point: Waypoint,
    from_m: f64,
) -> Vec<Objection> {
    let at = plane.to_plane(point.position);
    let mut found = Vec::new();
    if limits.inclusions.iter().any(|fence| !fence.holds(at)) {
        found.push(Objection::error(place, "lies outside the fence"));
    }
    for zone in limits
        .forbidden
        .iter()
        .filter(|zone| zone.outline.holds(at))
    {
        if zone.band.holds(0.0) {
            let reason = format!("lies inside {}", zone.name);
            found.push(Objection::error(place, reason));
        } else if zone.band.lower_m < from_m - TOUCH_M && zone.band.upper_m > 0.0 {
            let through_m = from_m.min(zone.band.upper_m) - zone.band.lower_m;
            let reason = format!(
                "comes down from {from_m:.1} m above home through {through_m:.1} m of {}",
                zone.name
            );
            found.push(Objection::error(place, reason));
        }
    }
    found
}

fn height(
    plan: &Plan,
    limits: &Limits,
    place: &str,
    height: Height,
    height_m: f64,
) -> Vec<Objection> {
    let mut found = Vec::new();
    let ceiling = plan.airspace.fence.as_ref().and_then(|f| f.ceiling);
    let comparable =
        height.above != Datum::Terrain || ceiling.is_none_or(|c| c.above == Datum::Terrain);
    if !comparable {
        let reason = "its height is above the ground, and how high that lies is not known here: \
                      it cannot be compared with the fence's ceiling";
        found.push(Objection::error(place, reason));
    }
    let over_m = height_m - limits.ceiling_m;
    if over_m > TOUCH_M {
        let reason = format!("lies {over_m:.1} m above the fence's ceiling");
        found.push(Objection::error(place, reason));
    }
    if height_m < -TOUCH_M {
        let below_m = -height_m;
        let reason = format!("lies {below_m:.1} m below home, where the ground is taken to be");
        found.push(Objection::error(place, reason));
    }
    found
}
