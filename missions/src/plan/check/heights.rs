//! Whether the heights of fence, zones and rally points are numbers at all.

use super::Objection;
use crate::airspace::Airspace;
use crate::plan::Height;

/// Limits that are no numbers: whatever is compared with them is false, and the zone is gone.
pub(crate) fn unreal(airspace: &Airspace) -> Vec<Objection> {
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
        .collect()
}
