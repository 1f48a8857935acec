//! Areas, lines and points that somebody drew elsewhere: GeoJSON and KML.
//! This is only geometry with a name; what it means (area, zone, fence) its reader decides.

mod geojson;
mod kml;

use serde_json::{Map, Value};

use super::{Format, LARGEST, Loss, ReadError};
use crate::geodesy::{Position, Region};
pub(super) use geojson::feature;

/// One drawn figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Where it stands in the file: `features[3].geometry`, `line 12, <Placemark>`.
    pub place: String,
    /// What was drawn.
    pub figure: Figure,
    /// Everything else that is said about it: GeoJSON properties, KML extended data.
    pub properties: Map<String, Value>,
}

/// What was drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// A polygon with holes.
    Region(Region),
    /// A line through at least two points.
    Line(Vec<Position>),
    /// A point.
    Point(Position),
}

/// The figures of a file, and what else it draws that is none.
#[derive(Debug, Default)]
pub struct Drawing {
    /// In the order of the file.
    pub outlines: Vec<Outline>,
    /// Geometries that are empty or of a kind that is not read, each with its place.
    pub skipped: Vec<Loss>,
}

impl Drawing {
    fn skip(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.skipped.push(Loss::new(place, what));
    }

    fn len(&self) -> usize {
        self.outlines.len() + self.skipped.len()
    }
}

/// Reads all figures of a file; the format is the extension of `name`.
///
/// Collections and multi-geometries come apart into single figures, in order; rings are opened
/// (the last point is dropped where it repeats the first).
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Outline>, ReadError> {
    drawing(name, bytes).map(|drawing| drawing.outlines)
}

/// As [`read`], with what had to be skipped.
pub fn drawing(name: &str, bytes: &[u8]) -> Result<Drawing, ReadError> {
    if bytes.len() > LARGEST {
        return Err(ReadError::TooLarge(bytes.len()));
    }
    match Format::from_path(name) {
        Some(Format::GeoJson) => geojson::read(bytes),
        Some(Format::Kml) => kml::read(bytes),
        Some(Format::Wpml) => kml::read(&super::kmz::document(bytes)?),
        _ => Err(ReadError::Unknown(name.to_owned())),
    }
}

/// A ring as drawn, opened; at least three points.
fn open_ring(mut ring: Vec<Position>) -> Result<Vec<Position>, String> {
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    if ring.len() < 3 {
        return Err(format!("a ring of {} points encloses nothing", ring.len()));
    }
    Ok(ring)
}

fn line(points: Vec<Position>) -> Result<Figure, String> {
    if points.len() < 2 {
        return Err(format!("a line of {} points leads nowhere", points.len()));
    }
    Ok(Figure::Line(points))
}

fn region(rings: Vec<Vec<Position>>) -> Result<Figure, String> {
    let mut rings = rings.into_iter().map(open_ring);
    let outer = rings.next().ok_or("a polygon without a ring")??;
    let holes = rings.collect::<Result<_, _>>()?;
    Ok(Figure::Region(Region { outer, holes }))
}

#[cfg(test)]
mod tests;
