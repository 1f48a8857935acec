//! Plans as GeoJSON (RFC 7946): a feature for each leg, area, zone and place, as in
//! `formats/features.rs`; what belongs to the whole plan is the member `plan` of the collection.
//!
//! Features without a role of ours are kept in [`Plan::foreign`] and written back. In a file
//! without any role, polygons are the area; lines are not flown, because they say no height.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::features::{self, Geometry, Heading};
use super::json::{Node, parse};
use super::outline::{Figure, feature as outlines_of};
use super::{Loss, ReadError};
use crate::geodesy::Position;
use crate::plan::Plan;

/// Where [`Plan::foreign`] keeps features and members that are not ours.
pub(super) const KEPT: &str = "geojson";

/// Reads a plan.
pub fn read(bytes: &[u8]) -> Result<(Plan, Vec<Loss>), ReadError> {
    let document = parse(bytes)?;
    let root = Node::root(&document);
    let heading = match root.get("plan") {
        Some(node) => {
            Heading::deserialize(node.value()).map_err(|error| node.error(error.to_string()))?
        }
        None => Heading::default(),
    };
    if root.need("type")?.text()? != "FeatureCollection" {
        return drawn(bytes);
    }
    let mut outlines = Vec::new();
    let mut foreign = Vec::new();
    for node in root.need("features")?.array()? {
        let role = node.get("properties").and_then(|p| p.get("role"));
        if role.is_some() {
            outlines_of(&node, &mut outlines)?;
        } else {
            foreign.push(node.value().clone());
        }
    }
    if outlines.is_empty() && root.get("plan").is_none() {
        return drawn(bytes);
    }
    let (mut plan, unknown) = features::read(heading, outlines)?;
    let losses = unknown.iter().map(|outline| {
        let role = outline.properties.get("role").unwrap_or(&Value::Null);
        Loss::new(
            &outline.place,
            format!("role {role} is not known; it is left out"),
        )
    });
    let losses = losses.collect();
    let mut kept: Map<String, Value> = root.object()?.clone();
    kept.retain(|key, _| !matches!(key.as_str(), "type" | "plan" | "features" | "bbox"));
    if !foreign.is_empty() {
        kept.insert("features".to_owned(), Value::Array(foreign));
    }
    if !kept.is_empty() {
        plan.foreign.insert(KEPT.to_owned(), Value::Object(kept));
    }
    Ok((plan, losses))
}

/// A file that somebody drew: polygons are the area.
fn drawn(bytes: &[u8]) -> Result<(Plan, Vec<Loss>), ReadError> {
    let mut plan = Plan::default();
    let mut losses = Vec::new();
    for outline in super::outline::read("geojson", bytes)? {
        match outline.figure {
            Figure::Region(region) => plan.area.push(region),
            _ => losses.push(Loss::new(
                outline.place,
                "only polygons have a meaning here; it is left out",
            )),
        }
    }
    Ok((plan, losses))
}

/// Writes all sorties.
pub fn write(plan: &Plan) -> Vec<u8> {
    let mut document = match plan.foreign.get(KEPT) {
        Some(Value::Object(kept)) => kept.clone(),
        _ => Map::new(),
    };
    let foreign = document.remove("features");
    let mut features: Vec<Value> = features::features(plan).iter().map(feature).collect();
    if let Some(Value::Array(foreign)) = foreign {
        features.extend(foreign);
    }
    let mut all = Map::new();
    all.insert("type".to_owned(), json!("FeatureCollection"));
    all.insert("plan".to_owned(), json!(Heading::of(plan)));
    all.append(&mut document);
    all.insert("features".to_owned(), Value::Array(features));
    let mut bytes = serde_json::to_vec(&all).expect("a JSON value is always writable");
    bytes.push(b'\n');
    bytes
}

fn feature(feature: &features::Feature) -> Value {
    let geometry = match &feature.geometry {
        Geometry::Point(at) => json!({ "type": "Point", "coordinates": pair(at.position) }),
        Geometry::Line(line) => {
            let points: Vec<_> = line.iter().map(|at| pair(at.position)).collect();
            json!({ "type": "LineString", "coordinates": points })
        }
        Geometry::Region(region) => {
            let outer = ring(&region.outer);
            let holes = region.holes.iter().map(|hole| ring(hole));
            let rings: Vec<_> = std::iter::once(outer).chain(holes).collect();
            json!({ "type": "Polygon", "coordinates": rings })
        }
    };
    let mut properties = feature.properties.clone();
    properties
        .entry("name")
        .or_insert_with(|| json!(feature.name));
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

fn pair(position: Position) -> [f64; 2] {
    [position.longitude_deg(), position.latitude_deg()]
}

/// Closed, as RFC 7946 wants it. The order of its corners is kept as it was drawn: readers
/// must accept either winding, and a ring that was read is written back as it was.
fn ring(corners: &[Position]) -> Vec<[f64; 2]> {
    corners
        .iter()
        .chain(corners.first())
        .map(|corner| pair(*corner))
        .collect()
}
