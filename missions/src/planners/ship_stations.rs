//! A hover before each of a ship's six columns of draught marks, flown with the least energy.
//!
//! | room | what it answers |
//! | --- | --- |
//! | `site` | the ship and what belongs to her on the chart; where flying beside her is allowed |
//! | `view` | where to stand before a column: square to the plating, near enough, in what light |
//! | `ways` | the cheapest way between two hovers: round her low, or up and over where allowed |
//! | `tour` | the exact least over all orders and all shares into sorties |
//! | `legs` | hovers and ways as the legs of a sortie |
//! | [`again`] | one station placed again for a ship that has moved |
//!
//! Between home and ship a sortie flies at the mission's height, beside her at the height of the
//! hovers; it changes from one to the other straight up and down over a hover.

pub mod again;
mod legs;
mod site;
mod tour;
mod view;
mod ways;

use crate::mission::pattern::DraughtStations;
use crate::mission::{Area, Mission};
use crate::plan::check::{Conditions, Objection, Severity, check};
use crate::plan::draughts::{Draughts, Hover, RefusedStation, name};
use crate::plan::{Cost, Plan, Sortie};
use crate::planners::bill;
use crate::ship::marks::six;
use crate::sun::Sun;
use site::Site;
use ways::{Stop, Ways};

/// The sun's glitter reaches so far from its mirror image on a rough sea, degrees: Cox and Munk
/// (1954) find slopes of 0.14 to 0.2 at 5 to 12 m/s, and a slope turns the reflection by twice
/// its angle.
pub const GLITTER_DEG: f64 = 20.0;

/// Plans the hovers of a mission's ship: the plan and remarks, or everything that forbids it.
///
/// A station that may not be flown to is left out with its reason, in
/// [`Draughts::refused`] and as a remark; if all are, the mission is refused.
pub(super) fn planned(
    mission: &Mission,
    stations: &DraughtStations,
    empty: Plan,
) -> Result<(Plan, Vec<Objection>), Vec<Objection>> {
    let Area::Ship(ship) = &mission.area else {
        return Err(vec![Objection::error("area", "is no ship")]);
    };
    let site = Site::new(mission, ship, *stations);
    let faults = site.faults();
    if !faults.is_empty() {
        return Err(faults);
    }
    let sun = mission
        .take_off
        .map(|time| Sun::at(time, ship.pose.origin))
        .filter(|sun| sun.elevation_deg > 0.0);
    let mut hovers = Vec::new();
    let mut refused = Vec::new();
    for (station, side) in six() {
        match view::best(&site, station, side, sun) {
            Ok(hover) => hovers.push(hover),
            Err(reason) => refused.push(RefusedStation {
                station,
                side,
                reason,
            }),
        }
    }
    let ways = Ways::new(&site, &hovers);
    let unreached = tour::unreached(&site, &ways, &hovers);
    let mut index = 0;
    hovers.retain(|hover| {
        let reason = unreached.get(index).cloned().flatten();
        index += 1;
        let stays = reason.is_none();
        refused.extend(reason.map(|reason| RefusedStation {
            station: hover.station,
            side: hover.side,
            reason,
        }));
        stays
    });
    let mut remarks = said(&refused);
    if hovers.is_empty() {
        for remark in &mut remarks {
            remark.severity = Severity::Error;
        }
        return Err(remarks);
    }
    let ways = Ways::new(&site, &hovers);
    let tours = tour::least(&site, &ways, &hovers);
    let draughts = Draughts {
        ship: (**ship).clone(),
        water_m: site.water_m,
        hovers,
        refused,
        sun,
        wind: mission.wind,
    };
    let plan = flights(mission, &site, &ways, &tours, draughts, empty)?;
    remarks.extend(light(mission, &plan));
    Ok((plan, remarks))
}

/// The tours as sorties, checked like every plan.
fn flights(
    mission: &Mission,
    site: &Site,
    ways: &Ways<'_>,
    tours: &[Vec<usize>],
    mut draughts: Draughts,
    mut plan: Plan,
) -> Result<Plan, Vec<Objection>> {
    let mut flown: Vec<Hover> = Vec::new();
    for (number, tour) in tours.iter().enumerate() {
        let mut stops: Vec<Stop> = vec![Stop::Home];
        stops.extend(tour.iter().map(|index| Stop::Hover(*index)));
        stops.push(Stop::Home);
        let (legs, holds) = legs::legs(site, ways, &draughts.hovers, &stops);
        for (index, leg) in tour.iter().zip(holds) {
            flown.push(Hover {
                sortie: number,
                leg,
                ..draughts.hovers[*index].clone()
            });
        }
        plan.sorties.push(Sortie {
            vehicle: number % mission.fleet.max(1),
            legs,
            cost: Cost::default(),
        });
    }
    for index in 0..plan.sorties.len() {
        let path = plan.path(&plan.sorties[index], site.chart.plane);
        let cost = bill::path(&path, &mission.vehicle, mission.wind);
        plan.sorties[index].cost = cost.map_err(|_stretch| {
            let reason = "a way beside the ship cannot be held in this wind";
            vec![Objection::error("wind", reason)]
        })?;
    }
    draughts.hovers = flown;
    plan.area = Vec::new();
    plan.swath_m = None;
    plan.draughts = Some(draughts);
    let conditions = Conditions {
        vehicle: Some(&mission.vehicle),
        wind: mission.wind,
    };
    let mut objections = check(&plan, &conditions);
    objections.retain(|objection| objection.severity == Severity::Error);
    if objections.is_empty() {
        Ok(plan)
    } else {
        Err(objections)
    }
}

fn said(refused: &[RefusedStation]) -> Vec<Objection> {
    let refused = refused.iter();
    refused
        .map(|refused| {
            let place = format!("station {}", name(refused.station, refused.side));
            Objection::warning(place, refused.reason.clone())
        })
        .collect()
}

/// Hovers that look into the sun's glitter, and when they no longer would.
fn light(mission: &Mission, plan: &Plan) -> Vec<Objection> {
    let hovers = plan.draughts.iter().flat_map(|draughts| &draughts.hovers);
    hovers
        .filter_map(|hover| {
            let light = hover.light.filter(|light| light.glare_deg < GLITTER_DEG)?;
            let better = view::better_time(mission, hover);
            let better = better.map_or(String::new(), |time| {
                format!("; from {time} on it does not")
            });
            let reason = format!(
                "the camera looks within {:.0}° of the sun's mirror image on the water{better}",
                light.glare_deg
            );
            Some(Objection::warning(
                format!("station {}", hover.name()),
                reason,
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests;
