//! The key `shearwater`: what QGroundControl has no place for.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::airspace::{Fence, Zone};
use crate::formats::ReadError;
use crate::formats::json::Node;
use crate::geodesy::{Region, Shape};
use crate::plan::draughts::Draughts;
use crate::plan::{Cost, Height, Plan, Sortie};

const KEY: &str = "shearwater";

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Own {
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "is_default")]
    vehicle: usize,
    #[serde(skip_serializing_if = "is_default")]
    cost: Cost,
    #[serde(skip_serializing_if = "Option::is_none")]
    swath_m: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    area: Vec<Region>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    zones: Vec<Zone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ceiling: Option<Height>,
    #[serde(skip_serializing_if = "Option::is_none")]
    draughts: Option<Draughts>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

pub(super) fn read(root: &Node<'_>, plan: &mut Plan) -> Result<(), ReadError> {
    let Some(node) = root.get(KEY) else {
        return Ok(());
    };
    let own = Own::deserialize(node.value()).map_err(|error| node.error(error.to_string()))?;
    plan.name = own.name;
    plan.swath_m = own.swath_m;
    plan.draughts = own.draughts;
    plan.area = own.area;
    plan.airspace.zones = own.zones;
    if let Some(sortie) = plan.sorties.first_mut() {
        sortie.vehicle = own.vehicle;
        sortie.cost = own.cost;
    }
    take_zones_out_of_the_fence(plan);
    if own.ceiling.is_some() {
        let fence = plan.airspace.fence.get_or_insert_default();
        fence.ceiling = own.ceiling;
    }
    Ok(())
}

/// Zones are written as exclusions too; here they are only zones again.
fn take_zones_out_of_the_fence(plan: &mut Plan) {
    let Some(fence) = plan.airspace.fence.as_mut() else {
        return;
    };
    let zones = &plan.airspace.zones;
    let shapes: Vec<Shape> = zones.iter().map(|zone| zone.shape.outline()).collect();
    fence.exclusions.retain(|shape| !shapes.contains(shape));
    if *fence == Fence::default() {
        plan.airspace.fence = None;
    }
}

pub(super) fn write(document: &mut Map<String, Value>, plan: &Plan, flown: &Sortie, was: &Plan) {
    let own = own(plan, flown);
    let before = was.sorties.first().map(|sortie| self::own(was, sortie));
    if before.as_ref() == Some(&own) {
        return;
    }
    if own == Own::default() {
        document.remove(KEY);
    } else if let Ok(value) = serde_json::to_value(&own) {
        document.insert(KEY.to_owned(), value);
    }
}

fn own(plan: &Plan, flown: &Sortie) -> Own {
    Own {
        name: plan.name.clone(),
        vehicle: flown.vehicle,
        cost: flown.cost,
        swath_m: plan.swath_m,
        area: plan.area.clone(),
        zones: plan.airspace.zones.clone(),
        ceiling: plan.airspace.fence.as_ref().and_then(|fence| fence.ceiling),
        draughts: plan.draughts.clone(),
    }
}
