//! QGroundControl's `.plan`: JSON with one mission, a fence and rally points.
//!
//! ```text
//! { fileType: "Plan", version: 1, groundStation,
//!   mission:     { version: 2, firmwareType, vehicleType, cruiseSpeed, hoverSpeed,
//!                  globalPlanAltitudeMode, plannedHomePosition: [lat, lon, m above sea],
//!                  items: [SimpleItem | ComplexItem { TransectStyleComplexItem.Items }] },
//!   geoFence:    { version: 2, circles, polygons, breachReturn? },
//!   rallyPoints: { version: 2, points: [[lat, lon, m above home]] } }
//! ```
//!
//! Read: what is flown (complex items by their expanded `Items`); the document itself is kept in
//! [`Plan::foreign`], and writing puts back every part of it whose meaning has not changed, so
//! unknown keys and complex items survive.
//! Written: simple items, which every reader of the format understands. What QGroundControl has
//! no place for (name, area, swath, zones, ceiling, cost) stands under one key of ours,
//! `shearwater`, which it ignores; zones that reach down to the flight are exclusions as well.
//!
//! Source: QGroundControl developer guide, "Plan File Format".

mod foreign;
mod limits;
mod mission;
mod own;

pub(super) use foreign::unknown;
use serde_json::{Map, Value, json};

use super::json::{Node, parse};
use super::{Loss, ReadError, WriteError};
use crate::plan::item::Item;
use crate::plan::items;
use crate::plan::{Height, Plan, Sortie, Waypoint};

/// Where [`Plan::foreign`] keeps the document.
pub(super) const KEPT: &str = "qgc_plan";

/// Reads a plan file.
pub fn read(bytes: &[u8]) -> Result<(Plan, Vec<Loss>), ReadError> {
    let document = parse(bytes)?;
    let (mut plan, losses) = meaning(&document)?;
    plan.foreign.insert(KEPT.to_owned(), document);
    Ok((plan, losses))
}

/// Writes one sortie, counted from 0.
pub fn write(plan: &Plan, sortie: usize) -> Result<(Vec<u8>, Vec<Loss>), WriteError> {
    let flown = super::sortie(plan, sortie)?;
    let mut losses = Vec::new();
    let kept = plan.foreign.get(KEPT).and_then(|kept| {
        let (was, _) = meaning(kept).ok()?;
        Some((kept.as_object()?.clone(), was))
    });
    let (mut document, was) = kept.unwrap_or_else(|| (blank(), Plan::default()));
    let is_new = !plan.foreign.contains_key(KEPT);
    write_mission(&mut document, plan, flown, (&was, is_new), &mut losses);
    if is_new || limits::differ(plan, &was) {
        limits::write(&mut document, plan, flown, &mut losses);
    }
    own::write(&mut document, plan, flown, &was);
    let mut bytes = serde_json::to_vec_pretty(&Value::Object(document))
        .expect("a JSON value is always writable");
    bytes.push(b'\n');
    Ok((bytes, losses))
}

fn meaning(document: &Value) -> Result<(Plan, Vec<Loss>), ReadError> {
    let root = Node::root(document);
    root.object()?;
    let kind = root.need("fileType")?;
    if kind.text()? != "Plan" {
        return Err(kind.mismatch("\"Plan\""));
    }
    let version = root.need("version")?;
    if version.whole::<u32>()? != 1 {
        return Err(version.mismatch("version 1, the only one there is"));
    }
    let mission = root.need("mission")?;
    let mut losses = Vec::new();
    let flown: Vec<Item> = mission::read(&mission.need("items")?, &mut losses)?.items();
    losses.extend(other_vehicle(&mission)?);
    let home = home(&mission)?;
    let cruise_m_s = items::cruise_of(&flown);
    let sortie = Sortie {
        legs: items::legs_from(&flown, home, cruise_m_s),
        ..Sortie::default()
    };
    let mut plan = Plan {
        home,
        cruise_m_s,
        sorties: vec![sortie],
        airspace: limits::read(&root)?,
        ..Plan::default()
    };
    own::read(&root, &mut plan)?;
    Ok((plan, losses))
}

/// A plan for a wing: it turns and circles otherwise than everything here takes for granted.
/// Source: MAVLink common, `MAV_TYPE`: 1 is a fixed wing, 19 to 25 are VTOLs.
fn other_vehicle(mission: &Node<'_>) -> Result<Option<Loss>, ReadError> {
    let Some(node) = mission.get("vehicleType") else {
        return Ok(None);
    };
    let kind = match node.whole::<u64>()? {
        1 => "a fixed wing",
        19..=25 => "a VTOL",
        _ => return Ok(None),
    };
    let what = format!("the plan is for {kind}: it is taken as a multirotor would fly it");
    Ok(Some(Loss::new(node.path(), what)))
}

fn home(mission: &Node<'_>) -> Result<Option<Waypoint>, ReadError> {
    let Some(node) = mission.get("plannedHomePosition") else {
        return Ok(None);
    };
    let metres = node.array()?.get(2).map_or(Ok(0.0), Node::number)?;
    Ok(Some(Waypoint {
        position: node.position()?,
        height: Height::above_sea(metres),
    }))
}

fn blank() -> Map<String, Value> {
    let document = json!({
        "fileType": "Plan",
        "geoFence": { "circles": [], "polygons": [], "version": 2 },
        "groundStation": "Shearwater",
        "mission": {},
        "rallyPoints": { "points": [], "version": 2 },
        "version": 1,
    });
    match document {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn write_mission(
    document: &mut Map<String, Value>,
    plan: &Plan,
    flown: &Sortie,
    (was, is_new): (&Plan, bool),
    losses: &mut Vec<Loss>,
) {
    let items = items::to_items(plan, flown);
    let mission = section(document, "mission");
    if is_new {
        set(
            mission,
            "cruiseSpeed",
            json!(plan.cruise_m_s.unwrap_or(15.0)),
        );
        // MAV_AUTOPILOT_ARDUPILOTMEGA; QGroundControl only uses it while no vehicle is there.
        set(mission, "firmwareType", json!(3));
        set(
            mission,
            "globalPlanAltitudeMode",
            json!(mission::global_mode(&items)),
        );
        set(mission, "hoverSpeed", json!(plan.cruise_m_s.unwrap_or(5.0)));
    } else if let Some(cruise_m_s) = plan
        .cruise_m_s
        .filter(|_| plan.cruise_m_s != was.cruise_m_s)
    {
        set(mission, "hoverSpeed", json!(cruise_m_s));
    }
    mission::write(mission, &items, losses);
    if is_new || plan.home != was.home {
        set(
            mission,
            "plannedHomePosition",
            planned_home(plan, flown, losses),
        );
    }
    if is_new {
        // MAV_TYPE_QUADROTOR.
        set(mission, "vehicleType", json!(2));
        set(mission, "version", json!(2));
    }
}

fn planned_home(plan: &Plan, flown: &Sortie, losses: &mut Vec<Loss>) -> Value {
    let start = flown.legs.first().map(|leg| leg.to.position);
    let (position, metres) = match (plan.home, start) {
        (Some(home), _) => (Some(home.position), home.height.metres),
        (None, start) => {
            losses.push(Loss::new(
                "home",
                "the plan has none; the place of start is written, at sea level",
            ));
            (start, 0.0)
        }
    };
    let [latitude, longitude] = position.map_or([0.0, 0.0], Into::into);
    json!([latitude, longitude, metres])
}

/// An object under a key, made where it is missing.
fn section<'a>(document: &'a mut Map<String, Value>, key: &str) -> &'a mut Map<String, Value> {
    let value = document
        .entry(key)
        .or_insert_with(|| Value::Object(Map::new()));
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().expect("it was just made an object")
}

fn set(section: &mut Map<String, Value>, key: &str, value: Value) {
    section.insert(key.to_owned(), value);
}

#[cfg(test)]
mod tests;
