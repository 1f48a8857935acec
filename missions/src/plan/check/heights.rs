//! Whether the heights of fence, zones and rally points are numbers at all, and the right way up.

use super::Objection;
use crate::airspace::{Airspace, Zone};
use crate::plan::{Datum, Height};

/// Limits that are no numbers, or leave nothing between them: whatever is compared with them is
/// false, and the zone is gone. Home is `home_m` above the sea.
pub(crate) fn unreal(airspace: &Airspace, home_m: f64) -> Vec<Objection> {
    let ceiling = airspace.fence.iter().filter_map(|fence| fence.ceiling);
    let ceiling = ceiling.map(|height| ("fence".to_owned(), "ceiling", height));
    let zones = airspace.zones.iter().flat_map(|zone| {
        let named =
            |what, height: Option<Height>| height.map(|height| (zone.called(), what, height));
        [
            named("lower limit", zone.lower),
            named("upper limit", zone.upper),
        ]
        .into_iter()
        .flatten()
    });
    let rally = airspace.rally.iter().enumerate();
    let rally = rally.map(|(index, rally)| {
        let place = format!("rally point {}", index + 1);
        (place, "height", rally.height)
    });
    ceiling
        .chain(zones)
        .chain(rally)
        .filter(|(_, _, height)| !height.metres.is_finite())
        .map(|(place, what, height)| {
            let reason = format!("its {what} is {} m: it must be a number", height.metres);
            Objection::error(place, reason)
        })
        .chain(
            airspace
                .zones
                .iter()
                .filter_map(|zone| upturned(zone, home_m)),
        )
        .collect()
}

fn upturned(zone: &Zone, home_m: f64) -> Option<Objection> {
    let (lower, upper) = (zone.lower?, zone.upper?);
    // Whether the ground lies high enough is not known.
    let compared = lower.above == upper.above
        || lower.above != Datum::Terrain && upper.above != Datum::Terrain;
    let height_m = |height: Height| height.above_home_m(home_m);
    (compared && height_m(lower) > height_m(upper)).then(|| {
        let reason = format!(
            "its lower limit of {} m is above its upper limit of {} m",
            lower.metres, upper.metres
        );
        Objection::error(zone.called(), reason)
    })
}
