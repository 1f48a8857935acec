//! The questions of a case: lines that must not be crossed unseen, areas and places that matter.
//! Somebody draws them as GeoJSON (or KML) and names them; the analysis answers.
//!
//! A line may say what lies on either side of it, seen along its direction: properties `left` and
//! `right`. A point is asked about within `radius_m` (100 m where it does not say).

use missions::formats::ReadError;
use missions::formats::outline::{Figure, Outline, drawing};
use missions::geodesy::{Position, Region};
use serde_json::Value;

/// Everything that is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Questions {
    /// In the order of the file.
    pub all: Vec<Question>,
    /// What the file draws and nobody can ask about, each with its place in the file.
    pub skipped: Vec<String>,
}

/// One thing that is asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its name, or its number in the file.
    pub name: String,
    /// What was drawn.
    pub asked: Asked,
}

/// What is asked about.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// A line: was it crossed?
    Line {
        /// Its points.
        points: Vec<Position>,
        /// What lies on its left.
        left: Option<String>,
        /// What lies on its right.
        right: Option<String>,
    },
    /// An area: was it flown into?
    Area(Region),
}

/// The reach of a point that does not say its own, metres.
const REACH_M: f64 = 100.0;
/// Corners of a circle.
const CORNERS: u32 = 72;

impl Questions {
    /// Reads a file; its name tells GeoJSON from KML.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, ReadError> {
        let drawing = drawing(name, bytes)?;
        let numbered = drawing.outlines.into_iter().zip(1_usize..);
        Ok(Self {
            all: numbered
                .map(|(outline, number)| question(outline, number))
                .collect(),
            skipped: drawing.skipped.iter().map(ToString::to_string).collect(),
        })
    }
}

fn question(outline: Outline, number: usize) -> Question {
    let text = |key: &str| {
        let value = outline.properties.get(key).and_then(Value::as_str);
        value
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned)
    };
    let (left, right) = (text("left"), text("right"));
    let radius_m = outline.properties.get("radius_m").and_then(Value::as_f64);
    let name = outline
        .name
        .clone()
        .unwrap_or_else(|| format!("figure {number}"));
    let asked = match outline.figure {
        Figure::Line(points) => Asked::Line {
            points,
            left,
            right,
        },
        Figure::Region(region) => Asked::Area(region),
        Figure::Point(centre) => Asked::Area(circle(centre, radius_m.unwrap_or(REACH_M))),
    };
    Question { name, asked }
}

fn circle(centre: Position, radius_m: f64) -> Region {
    let corner = |step| centre.offset(f64::from(step) * 360.0 / f64::from(CORNERS), radius_m);
    Region {
        outer: (0..CORNERS).map(corner).collect(),
        holes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_areas_and_points_are_asked_about() {
        let file = br#"{"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"name": "border", "left": "north", "right": "south"},
             "geometry": {"type": "LineString", "coordinates": [[4.0, 51.9], [4.1, 51.9]]}},
            {"type": "Feature", "properties": {"name": "prison"},
             "geometry": {"type": "Polygon", "coordinates": [[[4, 51], [5, 51], [5, 52], [4, 51]]]}},
            {"type": "Feature", "properties": {"radius_m": 250},
             "geometry": {"type": "Point", "coordinates": [4.05, 51.95]}}]}"#;
        let questions = Questions::read("questions.geojson", file).unwrap();
        let names: Vec<_> = questions
            .all
            .iter()
            .map(|question| question.name.as_str())
            .collect();
        assert_eq!(names, ["border", "prison", "figure 3"]);
        let Asked::Line { points, left, .. } = &questions.all[0].asked else {
            panic!("{questions:?}");
        };
        assert_eq!((points.len(), left.as_deref()), (2, Some("north")));
        let Asked::Area(circle) = &questions.all[2].asked else {
            panic!("{questions:?}");
        };
        let centre = Position::new(51.95, 4.05).unwrap();
        assert!((circle.outer[0].distance_m(centre) - 250.0).abs() < 0.01);
    }

    #[test]
    fn what_is_no_geojson_is_refused() {
        assert!(Questions::read("questions.geojson", b"{}").is_err());
        assert!(Questions::read("questions.txt", b"{}").is_err());
    }
}
