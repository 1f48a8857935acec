//! Keys of a plan file that are neither read nor written here, only kept.

use serde_json::{Map, Value};

use crate::formats::Loss;

const DOCUMENT: [&str; 7] = [
    "fileType",
    "geoFence",
    "groundStation",
    "mission",
    "rallyPoints",
    "shearwater",
    "version",
];

const MISSION: [&str; 8] = [
    "cruiseSpeed",
    "firmwareType",
    "globalPlanAltitudeMode",
    "hoverSpeed",
    "items",
    "plannedHomePosition",
    "vehicleType",
    "version",
];

/// `coordinate` and `id` are those of mission version 1.
const ITEM: [&str; 11] = [
    "AMSLAltAboveTerrain",
    "Altitude",
    "AltitudeMode",
    "autoContinue",
    "command",
    "coordinate",
    "doJumpId",
    "frame",
    "id",
    "params",
    "type",
];

/// The keys that nobody here understands, each with its path.
pub(in crate::formats) fn unknown(document: &Value) -> Vec<Loss> {
    let mut found = Vec::new();
    let Some(root) = document.as_object() else {
        return found;
    };
    name(root, "", &DOCUMENT, &mut found);
    let Some(mission) = root.get("mission").and_then(Value::as_object) else {
        return found;
    };
    name(mission, "mission.", &MISSION, &mut found);
    let items = mission.get("items").and_then(Value::as_array);
    for (index, item) in items.into_iter().flatten().enumerate() {
        let path = format!("mission.items[{index}]");
        match item.as_object() {
            Some(item) if item.get("type") == Some(&Value::from("ComplexItem")) => {
                let kind = item.get("complexItemType").and_then(Value::as_str);
                let kind = kind.unwrap_or("complex item");
                let what = format!("the {kind} becomes the simple items that are flown");
                found.push(Loss::new(path, what));
            }
            Some(item) => name(item, &format!("{path}."), &ITEM, &mut found),
            None => {}
        }
    }
    found
}

fn name(object: &Map<String, Value>, path: &str, known: &[&str], found: &mut Vec<Loss>) {
    let unknown = object.keys().filter(|key| !known.contains(&key.as_str()));
    found.extend(unknown.map(|key| {
        let what = "is kept in a QGroundControl plan only";
        Loss::new(format!("{path}{key}"), what)
    }));
}
