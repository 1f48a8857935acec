//! Plans as KML 2.2: a folder for each sortie, placemarks with the roles of
//! `formats/features.rs` as extended data.
//!
//! The coordinates are for eyes: heights above home become heights above the sea where home is
//! known (`absolute`), and heights above the ground otherwise (`relativeToGround`). Our own
//! reader takes heights from the extended data. In a file without any role, polygons are the
//! area; other placemarks are left out and said. Source: OGC 07-147r2.

use std::fmt::Write as _;

use serde::Deserialize as _;
use serde_json::Value;

use super::features::{self, Feature, Geometry, Heading};
use super::outline::{self, Figure};
use super::xml::{escape, parse};
use super::{Loss, ReadError};
use crate::geodesy::{Position, Region};
use crate::plan::{Datum, Plan, Waypoint};

/// Colours of sorties, KML's order: alpha, blue, green, red.
const SORTIES: [&str; 8] = [
    "ffbb7700", "ff025fd9", "ff7a8f00", "ff7733cc", "ffaa6655", "ff007799", "ff882233", "ffd69f2a",
];

/// Reads a plan.
pub fn read(bytes: &[u8]) -> Result<(Plan, Vec<Loss>), ReadError> {
    let heading = heading(bytes)?;
    let is_ours = heading.is_some();
    let outlines = outline::read("kml", bytes)?;
    let (mut plan, foreign) = features::read(heading.unwrap_or_default(), outlines)?;
    let mut losses = Vec::new();
    for outline in foreign {
        match outline.figure {
            Figure::Region(region) if !is_ours => plan.area.push(region),
            _ => losses.push(Loss::new(
                outline.place,
                "the placemark has no role in a plan; it is left out",
            )),
        }
    }
    Ok((plan, losses))
}

fn heading(bytes: &[u8]) -> Result<Option<Heading>, ReadError> {
    let root = parse(bytes)?;
    let data = root
        .child("Document")
        .and_then(|document| document.child("ExtendedData"))
        .and_then(|extended| {
            extended
                .named("Data")
                .find(|d| d.attribute("name") == Some("plan"))
        });
    let Some(data) = data else {
        return Ok(None);
    };
    let text = data.text_of("value").unwrap_or_default();
    let value: Value = serde_json::from_str(text).map_err(|error| data.error(error.to_string()))?;
    let heading = Heading::deserialize(value).map_err(|error| data.error(error.to_string()))?;
    Ok(Some(heading))
}

/// Writes all sorties.
pub fn write(plan: &Plan) -> Vec<u8> {
    let mut kml = Writer {
        text: String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n",
        ),
        home_m: plan.home.map(|home| home.height.metres),
    };
    kml.element("name", &plan.name);
    kml.styles(plan);
    let heading = serde_json::to_string(&Heading::of(plan)).unwrap_or_default();
    kml.extended([("plan", heading)]);
    let features = features::features(plan);
    for folder in features.chunk_by(|a, b| a.folder == b.folder) {
        kml.folder(folder);
    }
    kml.text.push_str("</Document>\n</kml>\n");
    kml.text.into_bytes()
}

struct Writer {
    text: String,
    /// Home above the sea.
    home_m: Option<f64>,
}

impl Writer {
    fn say(&mut self, arguments: std::fmt::Arguments<'_>) {
        self.text
            .write_fmt(arguments)
            .expect("writing to a string does not fail");
    }

    fn element(&mut self, name: &str, content: &str) {
        self.say(format_args!("<{name}>{}</{name}>\n", escape(content)));
    }

    fn extended(&mut self, data: impl IntoIterator<Item = (impl AsRef<str>, String)>) {
        self.text.push_str("<ExtendedData>\n");
        for (name, value) in data {
            let (name, value) = (escape(name.as_ref()), escape(&value));
            self.say(format_args!(
                "<Data name=\"{name}\"><value>{value}</value></Data>\n"
            ));
        }
        self.text.push_str("</ExtendedData>\n");
    }

    fn styles(&mut self, plan: &Plan) {
        for (number, colour) in (1..=plan.sorties.len()).zip(SORTIES.iter().cycle()) {
            self.style(&format!("sortie-{number}"), colour, 3, "00ffffff");
        }
        self.style("area", "ff38444a", 2, "33f2fdff");
        self.style("fence-inclusion", "ff9d3e7a", 3, "00ffffff");
        self.style("fence-exclusion", "ff9d3e7a", 2, "559d3e7a");
        self.style("zone", "ff2d27c1", 2, "552d27c1");
    }

    fn style(&mut self, id: &str, line: &str, width: u8, fill: &str) {
        self.say(format_args!(
            "<Style id=\"{id}\"><LineStyle><color>{line}</color><width>{width}</width></LineStyle>\
             <PolyStyle><color>{fill}</color></PolyStyle></Style>\n"
        ));
    }

    fn folder(&mut self, features: &[Feature]) {
        let name = features.first().map_or("", |feature| &feature.folder);
        self.text.push_str("<Folder>\n");
        self.element("name", name);
        for feature in features {
            self.placemark(feature);
        }
        self.text.push_str("</Folder>\n");
    }

    fn placemark(&mut self, feature: &Feature) {
        self.text.push_str("<Placemark>\n");
        self.element("name", &feature.name);
        let role = feature.properties.get("role").and_then(Value::as_str);
        match (role, feature.properties.get("sortie")) {
            (_, Some(number)) => self.element("styleUrl", &format!("#sortie-{number}")),
            (Some(role), _) if matches!(feature.geometry, Geometry::Region(_)) => {
                self.element("styleUrl", &format!("#{role}"));
            }
            _ => {}
        }
        self.extended(
            feature
                .properties
                .iter()
                .map(|(name, value)| (name, plain(value))),
        );
        match &feature.geometry {
            Geometry::Point(at) => self.track("Point", std::slice::from_ref(at)),
            Geometry::Line(line) => self.track("LineString", line),
            Geometry::Region(region) => self.polygon(region),
        }
        self.text.push_str("</Placemark>\n");
    }

    fn track(&mut self, name: &str, points: &[Waypoint]) {
        let above = points.last().map_or(Datum::Home, |last| last.height.above);
        let (mode, lift_m) = match (above, self.home_m) {
            (Datum::Sea, _) => ("absolute", 0.0),
            (Datum::Home, Some(home_m)) => ("absolute", home_m),
            (Datum::Home, None) | (Datum::Terrain, _) => ("relativeToGround", 0.0),
        };
        let coordinates: Vec<String> = points
            .iter()
            .map(|point| {
                let same = point.height.above == above;
                let height = if same {
                    Some(point.height)
                } else {
                    points.last().map(|p| p.height)
                };
                let metres = height.map_or(0.0, |height| height.metres) + lift_m;
                format!("{},{metres}", pair(point.position))
            })
            .collect();
        let coordinates = coordinates.join(" ");
        self.say(format_args!(
            "<{name}><altitudeMode>{mode}</altitudeMode><coordinates>{coordinates}</coordinates></{name}>\n"
        ));
    }

    fn polygon(&mut self, region: &Region) {
        self.text.push_str("<Polygon>");
        self.ring("outerBoundaryIs", &region.outer);
        for hole in &region.holes {
            self.ring("innerBoundaryIs", hole);
        }
        self.text.push_str("</Polygon>\n");
    }

    fn ring(&mut self, name: &str, corners: &[Position]) {
        let closed = corners.iter().chain(corners.first());
        let coordinates: Vec<String> = closed.map(|corner| pair(*corner)).collect();
        let coordinates = coordinates.join(" ");
        self.say(format_args!(
            "<{name}><LinearRing><coordinates>{coordinates}</coordinates></LinearRing></{name}>"
        ));
    }
}

fn pair(position: Position) -> String {
    format!("{},{}", position.longitude_deg(), position.latitude_deg())
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
