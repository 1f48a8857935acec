//! UAS geographical zones as the states of the EU publish them.
//!
//! ```text
//! { features: [ { identifier, name, restriction, …,
//!     geometry: [ { uomDimensions: "M" | "FT",
//!                   lowerLimit, lowerVerticalReference: "AGL" | "AMSL",
//!                   upperLimit, upperVerticalReference,
//!                   horizontalProjection: { type: "Polygon", coordinates: [[[lon, lat], …], …] }
//!                                       | { type: "Circle", center: [lon, lat], radius } } ] } ] }
//! ```
//!
//! `restriction`: `PROHIBITED`, `REQ_AUTHORISATION` and `CONDITIONAL` are closed here;
//! `NO_RESTRICTION` is left out and said. Source: EUROCAE ED-269, annex on the common data model.

use super::limit::{Limit, Unit, measured};
use crate::airspace::Zone;
use crate::formats::json::{Node, parse};
use crate::formats::{Loss, ReadError};
use crate::geodesy::{Position, Region, Shape};
use crate::height::{Datum, Height};

/// Whether JSON is ED-269 and not GeoJSON: it names no `type`, or its first feature has a list for a
/// geometry.
pub(super) fn is(bytes: &[u8]) -> Result<bool, ReadError> {
    let document = parse(bytes)?;
    let features = document.get("features").and_then(|list| list.as_array());
    let first = features.and_then(|list| list.first());
    Ok(document.get("type").is_none()
        || first.is_some_and(|feature| feature["geometry"].is_array()))
}

pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Zone>, Vec<Loss>), ReadError> {
    let document = parse(bytes)?;
    let (mut zones, mut losses) = (Vec::new(), Vec::new());
    let mut free = 0_usize;
    for feature in Node::root(&document).need("features")?.array()? {
        let name = name(&feature)?;
        if feature
            .get("restriction")
            .is_some_and(|node| node.value() == "NO_RESTRICTION")
        {
            let what = "has no restriction; it is left out";
            losses.push(Loss::new(format!("zone {name:?}"), what));
            free += 1;
            continue;
        }
        let volumes = feature.need("geometry")?.array()?;
        if volumes.is_empty() {
            losses.push(Loss::new(
                format!("zone {name:?}"),
                "has no geometry; it is left out",
            ));
        }
        for volume in volumes {
            zones.push(zone(&name, &volume, &mut losses)?);
        }
    }
    if free == 0 {
        super::some(&zones, &losses)?;
    }
    Ok((zones, losses))
}

fn name(feature: &Node<'_>) -> Result<String, ReadError> {
    let text = |key: &str| feature.get(key).map(|node| node.text()).transpose();
    let identifier = text("identifier")?.unwrap_or_default();
    let name = text("name")?.unwrap_or_default();
    let both = format!("{identifier} {name}");
    Ok(match both.trim() {
        "" => feature.path().to_owned(),
        both => both.to_owned(),
    })
}

fn zone(name: &str, volume: &Node<'_>, losses: &mut Vec<Loss>) -> Result<Zone, ReadError> {
    let unit = match volume.get("uomDimensions") {
        None => Unit::Metres,
        Some(node) => match node.text()? {
            "M" | "m" => Unit::Metres,
            "FT" | "ft" => Unit::Feet,
            _ => return Err(node.mismatch("\"M\" or \"FT\"")),
        },
    };
    let projection = volume.need("horizontalProjection")?;
    let kind = projection.need("type")?;
    let shape = match kind.text()? {
        "Polygon" => polygon(&projection.need("coordinates")?)?,
        "Circle" => {
            if unit == Unit::Feet {
                let what = "its radius is taken as metres, the larger reading";
                losses.push(Loss::new(format!("zone {name:?}"), what));
            }
            circle(&projection)?
        }
        _ => return Err(kind.mismatch("\"Polygon\" or \"Circle\"")),
    };
    Ok(Zone {
        name: name.to_owned(),
        shape,
        lower: limit(volume, unit, "lowerLimit", "lowerVerticalReference")?,
        upper: limit(volume, unit, "upperLimit", "upperVerticalReference")?,
    })
}

fn limit(
    volume: &Node<'_>,
    unit: Unit,
    key: &str,
    reference: &str,
) -> Result<Option<Height>, ReadError> {
    let Some(number) = volume.get(key) else {
        return Ok(None);
    };
    let number = number.number()?;
    let node = volume.need(reference)?;
    let above = match node.text()? {
        "AGL" => Datum::Terrain,
        "AMSL" => Datum::Sea,
        _ => return Err(node.mismatch("\"AGL\" or \"AMSL\"")),
    };
    let limit = measured(number, unit, above);
    // An upper limit of 0 m above the ground is a zone of no height, not an unlimited one.
    if limit == Limit::Ground && key == "upperLimit" {
        return Ok(Some(Height { metres: 0.0, above }));
    }
    Ok(limit.height())
}

fn polygon(node: &Node<'_>) -> Result<Shape, ReadError> {
    let mut rings = Vec::new();
    for ring in node.array()? {
        let mut points = Vec::new();
        for point in ring.array()? {
            points.push(position(&point)?);
        }
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        if points.len() < 3 {
            return Err(ring.error(format!(
                "a ring of {} points encloses nothing",
                points.len()
            )));
        }
        rings.push(points);
    }
    if rings.is_empty() {
        return Err(node.error("a polygon without a ring"));
    }
    let outer = rings.remove(0);
    Ok(Shape::Polygon(Region {
        outer,
        holes: rings,
    }))
}

fn circle(projection: &Node<'_>) -> Result<Shape, ReadError> {
    let radius_m = projection.need("radius")?.radius_m()?;
    Ok(Shape::Circle {
        centre: position(&projection.need("center")?)?,
        radius_m,
    })
}

fn position(node: &Node<'_>) -> Result<Position, ReadError> {
    let numbers = node.array()?;
    let [longitude, latitude, ..] = numbers.as_slice() else {
        return Err(node.mismatch("[longitude, latitude]"));
    };
    Position::new(latitude.number()?, longitude.number()?)
        .map_err(|error| node.error(format!("{error}; ED-269 has [longitude, latitude]")))
}
