//! Zones drawn in GeoJSON or KML: polygons, and points with a radius.
//!
//! Properties (KML: extended data): `lower` and `upper` (also `floor` and `ceiling`), a number
//! of metres above the sea, a text such as `120 m AGL` or `FL 95`, or this crate's own
//! `{ "metres": 120, "above": "terrain" }`; `radius_m` (also `radius`) makes a point a circle.

use serde::Deserialize as _;
use serde_json::Value;

use super::limit::{Limit, Unit, parse};
use crate::airspace::Zone;
use crate::formats::outline::{self, Figure, Outline};
use crate::formats::{Loss, ReadError};
use crate::geodesy::Shape;
use crate::height::Height;

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<(Vec<Zone>, Vec<Loss>), ReadError> {
    let drawing = outline::drawing(name, bytes)?;
    let (mut zones, mut losses) = (Vec::new(), drawing.skipped);
    for (index, outline) in drawing.outlines.into_iter().enumerate() {
        let name = outline.name.clone();
        let name = name.unwrap_or_else(|| format!("zone {}", index + 1));
        let lower = limit(&outline, &["lower", "floor"], &name, &mut losses)?;
        let upper = limit(&outline, &["upper", "ceiling"], &name, &mut losses)?;
        let radius_m = radius_m(&outline)?;
        let shape = match (outline.figure, radius_m) {
            (Figure::Region(region), _) => Shape::Polygon(region),
            (Figure::Point(centre), Some(radius_m)) => Shape::Circle { centre, radius_m },
            (Figure::Point(_), None) => {
                return Err(ReadError::at(
                    outline.place,
                    "a point is no zone without a property radius_m",
                ));
            }
            (Figure::Line(_), _) => {
                return Err(ReadError::at(outline.place, "a line is no zone"));
            }
        };
        zones.push(Zone {
            name,
            shape,
            lower,
            upper,
        });
    }
    super::some(&zones, &losses)?;
    Ok((zones, losses))
}

fn limit(
    outline: &Outline,
    keys: &[&str],
    name: &str,
    losses: &mut Vec<Loss>,
) -> Result<Option<Height>, ReadError> {
    let found = keys.iter().find_map(|key| {
        let value = outline.properties.get(*key)?;
        Some((*key, value))
    });
    let Some((key, value)) = found else {
        return Ok(None);
    };
    let wrong = |reason: String| ReadError::at(&outline.place, format!("{key}: {reason}"));
    let limit = match value {
        Value::Null => return Ok(None),
        Value::Number(number) => {
            let metres = number.as_f64().unwrap_or(f64::NAN);
            Limit::Height(Height::above_sea(metres))
        }
        Value::String(text) => parse(text, Unit::Metres).map_err(wrong)?,
        other => {
            Limit::Height(Height::deserialize(other).map_err(|error| wrong(error.to_string()))?)
        }
    };
    if let Some(what) = limit.assumption() {
        losses.push(Loss::new(format!("zone {name:?}, {key}"), what));
    }
    Ok(limit.height())
}

fn radius_m(outline: &Outline) -> Result<Option<f64>, ReadError> {
    let properties = &outline.properties;
    let value = properties.get("radius_m").or(properties.get("radius"));
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    let radius_m = match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    };
    match radius_m {
        Some(radius_m) if radius_m.is_finite() && radius_m > 0.0 => Ok(Some(radius_m)),
        _ => Err(ReadError::at(
            &outline.place,
            format!("radius_m: {value} is not a number of metres above 0"),
        )),
    }
}
