//! What a sortie costs as it is flown: every stretch of its path, summed.

use crate::plan::Cost;
use crate::plan::path::Stretch;
use crate::planners::cost::EnergyPrice;
use crate::vehicle::Vehicle;
use crate::wind::Wind;

/// Cost of a path for a vehicle in a wind; `Err` with the first stretch that the wind forbids.
pub fn path<'a>(
    stretches: &'a [Stretch],
    vehicle: &Vehicle,
    wind: Wind,
) -> Result<Cost, &'a Stretch> {
    stretches.iter().try_fold(Cost::default(), |sum, stretch| {
        let cost = one(stretch, vehicle, wind).ok_or(stretch)?;
        Ok(sum + cost)
    })
}

/// Cost of one stretch; `None` where the wind forbids it.
pub fn one(stretch: &Stretch, vehicle: &Vehicle, wind: Wind) -> Option<Cost> {
    let price = EnergyPrice::new(vehicle, wind);
    let price = stretch
        .speed_m_s
        .map_or(price, |speed| price.at_speed(speed));
    let climb_m = stretch.to.height_m - stretch.from.height_m;
    let way = if stretch.rolling {
        rolling(stretch, vehicle, wind, price)?
    } else {
        price.cost(stretch.from.at, stretch.to.at, climb_m)?
    };
    Some(way + price.hover(stretch.wait_s))
}

/// Part of a circle: no slowing down at its ends.
fn rolling(
    stretch: &Stretch,
    vehicle: &Vehicle,
    wind: Wind,
    price: EnergyPrice<'_>,
) -> Option<Cost> {
    let distance_m = stretch.length_m();
    if distance_m == 0.0 {
        return Some(Cost::default());
    }
    let course = (stretch.to.at - stretch.from.at) / distance_m;
    let speed = price.ground_speed_m_s(course)?;
    let time_s = distance_m / speed;
    let power_w = vehicle.power_w(wind.air_speed_m_s(course * speed), 0.0);
    Some(Cost {
        distance_m,
        time_s,
        energy_wh: power_w * time_s / 3600.0,
    })
}
