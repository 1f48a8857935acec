//! Whether a zone reaches down to a flight, as far as heights can be compared.

use crate::airspace::Zone;
use crate::plan::{Datum, Height, Plan, Sortie};

/// False only where every leg is below the zone's lower limit for certain.
pub(crate) fn reaches_down(plan: &Plan, zone: &Zone, sortie: &Sortie) -> bool {
    let Some(lower) = zone.lower else {
        return true;
    };
    let home_m = plan.home.map(|home| home.height.metres);
    let mut legs = sortie.legs.iter();
    !legs.all(|leg| is_below(leg.to.height, lower, home_m))
}

fn is_below(height: Height, limit: Height, home_m: Option<f64>) -> bool {
    if height.above == limit.above {
        return height.metres < limit.metres;
    }
    let above_sea = |height: Height| match (height.above, home_m) {
        (Datum::Sea, _) => Some(height.metres),
        (Datum::Home, Some(home_m)) => Some(height.metres + home_m),
        _ => None,
    };
    match (above_sea(height), above_sea(limit)) {
        (Some(height_m), Some(limit_m)) => height_m < limit_m,
        _ => false,
    }
}
