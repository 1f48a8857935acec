//! Whether every sortie fits into the battery.

use super::Objection;
use crate::frames::LocalPlane;
use crate::plan::Plan;
use crate::planners::bill;
use crate::vehicle::Vehicle;
use crate::wind::Wind;

pub(super) fn objections(
    plan: &Plan,
    plane: LocalPlane,
    vehicle: &Vehicle,
    wind: Wind,
) -> Vec<Objection> {
    let mut found = Vec::new();
    if wind.speed_m_s > vehicle.wind_limit_m_s {
        let over = wind.speed_m_s - vehicle.wind_limit_m_s;
        let reason = format!(
            "{:.1} m/s are {over:.1} m/s above what {} may fly in",
            wind.speed_m_s, vehicle.name
        );
        found.push(Objection::error("wind", reason));
    }
    for (index, sortie) in plan.sorties.iter().enumerate() {
        let place = format!("sortie {}", index + 1);
        let path = plan.path(sortie, plane);
        match bill::path(&path, vehicle, wind) {
            Ok(cost) => found.extend(too_much(&place, cost.energy_wh, vehicle)),
            Err(stretch) => found.push(Objection::error(
                format!("{place}, leg {}", stretch.leg + 1),
                format!(
                    "{} makes no way there against {:.1} m/s of wind",
                    vehicle.name, wind.speed_m_s
                ),
            )),
        }
    }
    found
}

fn too_much(place: &str, needed_wh: f64, vehicle: &Vehicle) -> Option<Objection> {
    let spendable_wh = vehicle.spendable_wh();
    (needed_wh > spendable_wh + 1e-6).then(|| {
        let reason = format!(
            "needs {needed_wh:.1} Wh, that is {:.1} Wh more than may be spent \
             ({:.0} Wh less {:.0} % reserve)",
            needed_wh - spendable_wh,
            vehicle.battery.energy_wh,
            vehicle.battery.reserve * 100.0
        );
        Objection::error(place, reason)
    })
}
