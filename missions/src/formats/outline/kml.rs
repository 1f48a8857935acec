//! Figures of a KML document. Source: OGC 12-007r2 (KML 2.3) and 07-147r2 (KML 2.2).

use serde_json::{Map, Value};

use super::{Drawing, Figure, Outline, line, region};
use crate::formats::ReadError;
use crate::formats::xml::{Element, parse};
use crate::geodesy::Position;

/// What stands beside placemarks and shows something that is not drawn in the file.
const ELSEWHERE: [&str; 4] = [
    "NetworkLink",
    "GroundOverlay",
    "PhotoOverlay",
    "ScreenOverlay",
];

/// Geometries of a placemark that enclose nothing here: a bare ring is a line for KML.
const UNREAD: [&str; 4] = ["LinearRing", "Model", "Track", "MultiTrack"];

pub(super) fn read(bytes: &[u8]) -> Result<Drawing, ReadError> {
    let root = parse(bytes)?;
    if root.name != "kml" {
        return Err(root.error("a KML document begins with <kml>"));
    }
    let mut drawing = Drawing::default();
    let mut waiting = vec![&root];
    // Depth first, in document order; the tree is at most 64 deep.
    while let Some(element) = waiting.pop() {
        if element.name == "Placemark" {
            placemark(element, &mut drawing)?;
        } else if ELSEWHERE.contains(&element.name.as_str()) {
            drawing.skip(place(element), "is not read; it is left out");
        } else {
            waiting.extend(element.children.iter().rev());
        }
    }
    Ok(drawing)
}

/// `line 12, <Placemark> "Prison"`.
fn place(element: &Element) -> String {
    let name = element.text_of("name").map(|name| format!(" {name:?}"));
    let name = name.unwrap_or_default();
    format!("line {}, <{}>{name}", element.line, element.name)
}

fn placemark(placemark: &Element, drawing: &mut Drawing) -> Result<(), ReadError> {
    let before = drawing.len();
    let mut waiting = vec![placemark];
    while let Some(element) = waiting.pop() {
        let figure = match element.name.as_str() {
            "Placemark" | "MultiGeometry" => {
                waiting.extend(element.children.iter().rev());
                continue;
            }
            "Point" => Figure::Point(point(element)?),
            "LineString" => line(coordinates(element)?).map_err(|reason| element.error(reason))?,
            "Polygon" => polygon(element)?,
            unread if UNREAD.contains(&unread) => {
                let what = format!("its <{unread}> is not read; it is left out");
                drawing.skip(place(placemark), what);
                continue;
            }
            _ => continue,
        };
        drawing.outlines.push(Outline {
            name: placemark.text_of("name").map(str::to_owned),
            place: format!("line {}, <Placemark>", placemark.line),
            figure,
            properties: extended(placemark),
        });
    }
    if drawing.len() == before {
        drawing.skip(place(placemark), "has no geometry; it is left out");
    }
    Ok(())
}

fn polygon(element: &Element) -> Result<Figure, ReadError> {
    let ring = |boundary: &Element| match boundary.child("LinearRing") {
        Some(ring) => coordinates(ring),
        None => Err(boundary.error("has no <LinearRing>")),
    };
    let outer = element
        .child("outerBoundaryIs")
        .ok_or_else(|| element.error("has no <outerBoundaryIs>"))?;
    let mut rings = vec![ring(outer)?];
    for boundary in element.named("innerBoundaryIs") {
        rings.push(ring(boundary)?);
    }
    region(rings).map_err(|reason| element.error(reason))
}

fn point(element: &Element) -> Result<Position, ReadError> {
    let points = coordinates(element)?;
    match points.as_slice() {
        [only] => Ok(*only),
        _ => Err(element.error(format!(
            "{} coordinates where a point has one",
            points.len()
        ))),
    }
}

/// `longitude,latitude[,height] …`; heights are not read here.
fn coordinates(element: &Element) -> Result<Vec<Position>, ReadError> {
    let text = element.text_of("coordinates").unwrap_or_default();
    text.split_whitespace()
        .map(|tuple| position(tuple).map_err(|reason| element.error(reason)))
        .collect()
}

fn position(tuple: &str) -> Result<Position, String> {
    let mut numbers = tuple.split(',').map(str::parse::<f64>);
    if let (Some(Ok(longitude)), Some(Ok(latitude))) = (numbers.next(), numbers.next()) {
        return Position::new(latitude, longitude)
            .map_err(|error| format!("{error}; KML has longitude,latitude"));
    }
    let shown: String = tuple.chars().take(40).collect();
    Err(format!("{shown:?} is not longitude,latitude"))
}

/// `<ExtendedData>`: the values of `<Data>` and `<SimpleData>`, as text.
fn extended(placemark: &Element) -> Map<String, Value> {
    let mut values = Map::new();
    let Some(extended) = placemark.child("ExtendedData") else {
        return values;
    };
    for data in extended.named("Data") {
        if let (Some(name), Some(value)) = (data.attribute("name"), data.text_of("value")) {
            values.insert(name.to_owned(), value.into());
        }
    }
    for data in extended
        .named("SchemaData")
        .flat_map(|s| s.named("SimpleData"))
    {
        if let Some(name) = data.attribute("name") {
            values.insert(name.to_owned(), data.text.as_str().into());
        }
    }
    values
}
