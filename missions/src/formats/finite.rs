//! Refuses NaN and infinities before anything is written: no text format carries them as numbers.

use super::WriteError;
use crate::airspace::Fence;
use crate::geodesy::Shape;
use crate::plan::{Cost, Height, Leg, Plan, Sortie, Task};

/// The first number of a plan that cannot be written.
///
/// Positions are finite by construction; a kept [`Task::Command`] may have NaN for "unchanged",
/// but not infinity.
pub(super) fn check(plan: &Plan) -> Result<(), WriteError> {
    let own = [
        ("cruise speed", plan.cruise_m_s),
        ("swath", plan.swath_m),
        ("home, height", plan.home.map(|home| home.height.metres)),
    ];
    for (place, value) in own {
        number(place, value)?;
    }
    for (index, sortie) in plan.sorties.iter().enumerate() {
        check_sortie(index + 1, sortie)?;
    }
    for (index, point) in plan.airspace.rally.iter().enumerate() {
        let place = format!("rally point {}, height", index + 1);
        number(&place, Some(point.height.metres))?;
    }
    for zone in &plan.airspace.zones {
        let place = format!("zone {:?}", zone.name);
        number(&place, zone.lower.map(metres))?;
        number(&place, zone.upper.map(metres))?;
        shape(&place, &zone.shape)?;
    }
    plan.airspace.fence.iter().try_for_each(fence)
}

fn check_sortie(number_from_1: usize, sortie: &Sortie) -> Result<(), WriteError> {
    let Cost {
        distance_m,
        time_s,
        energy_wh,
    } = sortie.cost;
    for value in [distance_m, time_s, energy_wh] {
        number(&format!("sortie {number_from_1}, cost"), Some(value))?;
    }
    for (index, each) in sortie.legs.iter().enumerate() {
        leg(&format!("sortie {number_from_1}, leg {}", index + 1), each)?;
    }
    Ok(())
}

fn leg(place: &str, leg: &Leg) -> Result<(), WriteError> {
    number(&format!("{place}, height"), Some(leg.to.height.metres))?;
    number(&format!("{place}, speed"), leg.speed_m_s)?;
    let numbers = match leg.task {
        Task::Line { trigger_m } => vec![trigger_m.unwrap_or(0.0)],
        Task::Orbit {
            radius_m, turns, ..
        } => vec![radius_m, turns],
        Task::Hold { seconds } => vec![seconds],
        Task::PointCamera { pitch_deg, yaw_deg } => vec![pitch_deg, yaw_deg],
        Task::Command(item) => [item.x, item.y, item.z]
            .into_iter()
            .chain(item.params)
            .filter(|value| value.is_infinite())
            .collect(),
        Task::TakeOff | Task::Transit | Task::Return | Task::Land => vec![],
    };
    numbers
        .into_iter()
        .try_for_each(|value| number(place, Some(value)))
}

fn fence(fence: &Fence) -> Result<(), WriteError> {
    number("fence, ceiling", fence.ceiling.map(metres))?;
    let back = fence.breach_return.map(|to| to.height.metres);
    number("fence, breach return", back)?;
    let shapes = fence.inclusions.iter().chain(&fence.exclusions);
    shapes
        .into_iter()
        .try_for_each(|each| shape("fence, radius", each))
}

fn shape(place: &str, shape: &Shape) -> Result<(), WriteError> {
    match shape {
        Shape::Circle { radius_m, .. } => number(place, Some(*radius_m)),
        Shape::Polygon(_) => Ok(()),
    }
}

const fn metres(height: Height) -> f64 {
    height.metres
}

fn number(place: &str, value: Option<f64>) -> Result<(), WriteError> {
    match value {
        Some(value) if !value.is_finite() => Err(WriteError::NotFinite {
            place: place.to_owned(),
            value: value.to_string(),
        }),
        _ => Ok(()),
    }
}
