//! `geoFence` and `rallyPoints`.

use serde_json::{Map, Value, json};

use super::{section, set};
use crate::airspace::{Airspace, Fence};
use crate::formats::json::Node;
use crate::formats::{Loss, ReadError};
use crate::geodesy::{Position, Region, Shape};
use crate::plan::{Datum, Height, Plan, Sortie, Waypoint};

pub(super) fn read(root: &Node<'_>) -> Result<Airspace, ReadError> {
    Ok(Airspace {
        fence: root.get("geoFence").map_or(Ok(None), |node| fence(&node))?,
        zones: Vec::new(),
        rally: root
            .get("rallyPoints")
            .map_or(Ok(Vec::new()), |node| rally(&node))?,
    })
}

fn fence(node: &Node<'_>) -> Result<Option<Fence>, ReadError> {
    let mut fence = Fence::default();
    let mut add = |inclusion: bool, shape| {
        let shapes = if inclusion {
            &mut fence.inclusions
        } else {
            &mut fence.exclusions
        };
        shapes.push(shape);
    };
    for each in list(node, "circles")? {
        let circle = each.need("circle")?;
        let shape = Shape::Circle {
            centre: circle.need("center")?.position()?,
            radius_m: circle.need("radius")?.radius_m()?,
        };
        add(each.need("inclusion")?.truth()?, shape);
    }
    for each in list(node, "polygons")? {
        let points = each.need("polygon")?.array()?;
        let outer = points
            .iter()
            .map(Node::position)
            .collect::<Result<_, _>>()?;
        let region = Region {
            outer,
            holes: Vec::new(),
        };
        add(each.need("inclusion")?.truth()?, Shape::Polygon(region));
    }
    let back = node.get("breachReturn");
    fence.breach_return = back.map(|back| above_home(&back)).transpose()?;
    Ok((fence != Fence::default()).then_some(fence))
}

fn rally(node: &Node<'_>) -> Result<Vec<Waypoint>, ReadError> {
    list(node, "points")?.iter().map(above_home).collect()
}

fn list<'a>(node: &Node<'a>, key: &str) -> Result<Vec<Node<'a>>, ReadError> {
    node.get(key).map_or(Ok(Vec::new()), |list| list.array())
}

fn above_home(node: &Node<'_>) -> Result<Waypoint, ReadError> {
    let metres = node.array()?.get(2).map_or(Ok(0.0), Node::number)?;
    Ok(Waypoint {
        position: node.position()?,
        height: Height::above_home(metres),
    })
}

pub(super) fn differ(plan: &Plan, was: &Plan) -> bool {
    plan.airspace != was.airspace
}

pub(super) fn write(
    document: &mut Map<String, Value>,
    plan: &Plan,
    flown: &Sortie,
    losses: &mut Vec<Loss>,
) {
    let none = Fence::default();
    let fence = plan.airspace.fence.as_ref().unwrap_or(&none);
    let mut shapes = Vec::new();
    for shape in &fence.inclusions {
        shapes.extend(pieces(shape, true));
    }
    for shape in &fence.exclusions {
        shapes.extend(excluded(shape, "fence exclusion", losses));
    }
    for zone in plan.exclusion_zones(flown) {
        shapes.extend(excluded(
            &zone.shape,
            &format!("zone {:?}", zone.name),
            losses,
        ));
    }
    let (circles, polygons): (Vec<Value>, Vec<Value>) = shapes
        .into_iter()
        .partition(|shape| shape.get("circle").is_some());
    let home = plan.home;
    let back = fence
        .breach_return
        .and_then(|to| numbers(to, home, "fence, breach return", losses));
    let node = section(document, "geoFence");
    node.remove("breachReturn");
    if let Some(back) = back {
        set(node, "breachReturn", back);
    }
    set(node, "circles", Value::Array(circles));
    set(node, "polygons", Value::Array(polygons));
    set(node, "version", json!(2));
    let mut points = Vec::new();
    for (index, point) in plan.airspace.rally.iter().enumerate() {
        let place = format!("rally point {}", index + 1);
        points.extend(numbers(*point, home, &place, losses));
    }
    let node = section(document, "rallyPoints");
    set(node, "points", Value::Array(points));
    set(node, "version", json!(2));
}

/// The holes of an inclusion are exclusions.
fn pieces(shape: &Shape, inclusion: bool) -> Vec<Value> {
    match shape {
        Shape::Circle { centre, radius_m } => {
            let centre: [f64; 2] = (*centre).into();
            let circle = json!({ "center": centre, "radius": radius_m });
            vec![json!({ "circle": circle, "inclusion": inclusion, "version": 1 })]
        }
        Shape::Polygon(region) => {
            let ring = |ring: &[Position], inclusion: bool| json!({ "inclusion": inclusion, "polygon": ring, "version": 1 });
            let holes = region.holes.iter().map(|hole| ring(hole, !inclusion));
            std::iter::once(ring(&region.outer, inclusion))
                .chain(holes)
                .collect()
        }
    }
}

fn excluded(shape: &Shape, place: &str, losses: &mut Vec<Loss>) -> Vec<Value> {
    if matches!(shape, Shape::Polygon(region) if !region.holes.is_empty()) {
        let what = "an exclusion has no holes here; all of it is excluded";
        losses.push(Loss::new(place, what));
    }
    pieces(&shape.outline(), false)
}

/// `[latitude, longitude, metres above home]`.
fn numbers(
    to: Waypoint,
    home: Option<Waypoint>,
    place: &str,
    losses: &mut Vec<Loss>,
) -> Option<Value> {
    let metres = match (to.height.above, home) {
        (Datum::Home, _) => to.height.metres,
        (Datum::Sea, Some(home)) => to.height.metres - home.height.metres,
        _ => {
            let what = "its height cannot be said above home; it is left out";
            losses.push(Loss::new(place, what));
            return None;
        }
    };
    let [latitude, longitude]: [f64; 2] = to.position.into();
    Some(json!([latitude, longitude, metres]))
}
