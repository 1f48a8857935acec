//! Figures of a GeoJSON document. Source: RFC 7946.

use serde_json::{Map, Value};

use super::{Drawing, Figure, Outline, line, region};
use crate::formats::ReadError;
use crate::formats::json::{Node, parse};
use crate::geodesy::Position;

pub(super) fn read(bytes: &[u8]) -> Result<Drawing, ReadError> {
    let document = parse(bytes)?;
    let root = Node::root(&document);
    let mut drawing = Drawing::default();
    let kind = root.need("type")?;
    match kind.text()? {
        "FeatureCollection" => {
            for feature in root.need("features")?.array()? {
                drawn(&feature, &mut drawing)?;
            }
        }
        "Feature" => drawn(&root, &mut drawing)?,
        _ => geometry(&root, &About::default(), &mut drawing)?,
    }
    Ok(drawing)
}

#[derive(Default)]
struct About {
    name: Option<String>,
    properties: Map<String, Value>,
}

/// The figures of one feature.
pub(in crate::formats) fn feature(
    node: &Node<'_>,
    outlines: &mut Vec<Outline>,
) -> Result<(), ReadError> {
    let mut drawing = Drawing::default();
    drawn(node, &mut drawing)?;
    outlines.append(&mut drawing.outlines);
    Ok(())
}

fn drawn(node: &Node<'_>, drawing: &mut Drawing) -> Result<(), ReadError> {
    if node.need("type")?.text()? != "Feature" {
        return Err(node.need("type")?.mismatch("\"Feature\""));
    }
    let properties = match node.get("properties") {
        Some(properties) => properties.object()?.clone(),
        None => Map::new(),
    };
    let name = properties.get("name").and_then(Value::as_str);
    let about = About {
        name: name.map(str::to_owned),
        properties,
    };
    let Some(geometry) = node.get("geometry") else {
        drawing.skip(node.path(), "has no geometry; it is left out");
        return Ok(());
    };
    self::geometry(&geometry, &about, drawing)
}

fn geometry(node: &Node<'_>, about: &About, drawing: &mut Drawing) -> Result<(), ReadError> {
    let kind = node.need("type")?;
    if kind.text()? == "GeometryCollection" {
        let members = node.need("geometries")?.array()?;
        if members.is_empty() {
            drawing.skip(node.path(), "is empty; it is left out");
        }
        return members
            .iter()
            .try_for_each(|member| geometry(member, about, drawing));
    }
    let coordinates = node.need("coordinates")?;
    let figures = match kind.text()? {
        "Point" => vec![Figure::Point(position(&coordinates)?)],
        "MultiPoint" => each(&coordinates, |node| position(node).map(Figure::Point))?,
        "LineString" => vec![line_string(&coordinates)?],
        "MultiLineString" => each(&coordinates, line_string)?,
        "Polygon" => vec![polygon(&coordinates)?],
        "MultiPolygon" => each(&coordinates, polygon)?,
        _ => return Err(kind.mismatch("a GeoJSON type")),
    };
    if figures.is_empty() {
        drawing.skip(node.path(), "is empty; it is left out");
    }
    drawing
        .outlines
        .extend(figures.into_iter().map(|figure| Outline {
            name: about.name.clone(),
            place: node.path().to_owned(),
            figure,
            properties: about.properties.clone(),
        }));
    Ok(())
}

fn each<T>(
    node: &Node<'_>,
    read: impl Fn(&Node<'_>) -> Result<T, ReadError>,
) -> Result<Vec<T>, ReadError> {
    node.array()?.iter().map(read).collect()
}

fn polygon(node: &Node<'_>) -> Result<Figure, ReadError> {
    let rings = each(node, |ring| each(ring, position))?;
    region(rings).map_err(|reason| node.error(reason))
}

fn line_string(node: &Node<'_>) -> Result<Figure, ReadError> {
    line(each(node, position)?).map_err(|reason| node.error(reason))
}

/// `[longitude, latitude, height?]`; heights are not read.
fn position(node: &Node<'_>) -> Result<Position, ReadError> {
    let numbers = node.array()?;
    let [longitude, latitude, ..] = numbers.as_slice() else {
        return Err(node.mismatch("[longitude, latitude]"));
    };
    Position::new(latitude.number()?, longitude.number()?)
        .map_err(|error| node.error(format!("{error}; GeoJSON has [longitude, latitude]")))
}
