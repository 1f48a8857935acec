//! Real parcels beside a plain sweep: one direction, that of the least width, cell by cell.
//! `cargo bench -p missions --bench parcels`; the parcels lie in the shared data.

#[path = "field/baseline.rs"]
mod baseline;
#[path = "field/coverage.rs"]
mod coverage;

use std::io::Write;
use std::path::Path;

use geo::{Area, Coord, LineString, Polygon};
use missions::frames::LocalPlane;
use missions::geodesy::Position;
use missions::planners::cost::TimePrice;
use missions::planners::lawnmower::{Field, lawnmower, least_width};
use missions::planners::sweep::{Heading, Stroke};
use missions::planners::transit::FreeSpace;

const PRICE: TimePrice = TimePrice {
    v_max_m_s: 8.0,
    a_max_m_s2: 2.0,
};

fn main() {
    let data = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/coverage"
    ));
    let mut files: Vec<_> = [data.to_path_buf(), data.join("ethz")]
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let mut out = std::io::stdout().lock();
    if files.is_empty() {
        writeln!(out, "skipped: there is no ../shared/data/coverage").ok();
    }
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let polygons = match file.extension().and_then(|e| e.to_str()) {
            Some("xml") => parcel(&text).into_iter().collect(),
            Some("json") => features(&text),
            Some("yaml") => message(&text).into_iter().collect(),
            _ => Vec::new(),
        };
        for (number, polygon) in polygons.iter().enumerate() {
            writeln!(out, "{name} {number}: {}", compare(polygon)).ok();
        }
    }
}

/// Line spacing: a fortieth of the area's side, so that small test shapes count like fields.
fn compare(polygon: &Polygon<f64>) -> String {
    let spacing_m = polygon.unsigned_area().sqrt() / 40.0;
    let free = FreeSpace::within(polygon);
    let home = polygon.exterior().0[0];
    let field = Field {
        area: polygon,
        free: &free,
        spacing_m,
        start: Some(home),
        end: Some(home),
    };
    let heading = Heading::from_angle(least_width(polygon));
    let (plain, _) = baseline::single_direction(&field, &PRICE, &[heading]);
    let lawn = match lawnmower(&field, &PRICE) {
        Ok(lawn) => lawn,
        Err(error) => return format!("refused: {error}"),
    };
    let legs: Vec<Stroke> = lawn.legs().map(|(leg, _)| leg).collect();
    let length = |legs: &[Stroke]| legs.iter().map(Stroke::length_m).sum::<f64>();
    let plain_turns = plain.legs.len().saturating_sub(1);
    format!(
        "{:.4} ha, spacing {spacing_m:.2} m: length {:.0} m (plain {:.0}), turns {} (plain {plain_turns}), \
         time {:.0} s (plain {:.0}, ratio {:.3}), covered {:.3} % (plain {:.3} %), outside {:.1e} m",
        polygon.unsigned_area() * 1e-4,
        length(&legs),
        length(&plain.legs),
        lawn.turns(),
        lawn.price,
        plain.price,
        lawn.price / plain.price,
        100.0 * coverage::covered(polygon, &lawn.strokes, spacing_m),
        100.0 * coverage::covered(polygon, &plain.strokes, spacing_m),
        coverage::outside_m(polygon, &legs),
    )
}

/// The first outer boundary of a GML parcel: pairs of longitude and latitude.
fn parcel(text: &str) -> Option<Polygon<f64>> {
    let (_, rest) = text.split_once("<gml:coordinates>")?;
    let (list, _) = rest.split_once("</gml:coordinates>")?;
    let place = |pair: &str| {
        let (longitude, latitude) = pair.split_once(',')?;
        Position::new(latitude.parse().ok()?, longitude.parse().ok()?).ok()
    };
    let ring: Vec<Position> = list.split_whitespace().filter_map(place).collect();
    Some(Polygon::new(flat(&ring, *ring.first()?), Vec::new()))
}

/// The polygons of a GeoJSON feature collection.
fn features(text: &str) -> Vec<Polygon<f64>> {
    let Ok(collection) = text.parse::<geojson::FeatureCollection>() else {
        return Vec::new();
    };
    let geometries = collection.features.into_iter().filter_map(|f| f.geometry);
    geometries
        .filter_map(|geometry| Polygon::<f64>::try_from(geometry).ok())
        .filter_map(|polygon| {
            let outline = places(polygon.exterior());
            let origin = *outline.first()?;
            let holes = polygon.interiors().iter();
            let holes = holes.map(|hole| flat(&places(hole), origin)).collect();
            Some(Polygon::new(flat(&outline, origin), holes))
        })
        .collect()
}

fn places(ring: &LineString<f64>) -> Vec<Position> {
    ring.coords()
        .filter_map(|c| Position::new(c.y, c.x).ok())
        .collect()
}

fn flat(ring: &[Position], origin: Position) -> LineString<f64> {
    let plane = LocalPlane::at(origin);
    ring.iter().map(|place| plane.to_plane(*place)).collect()
}

/// A polygon message in YAML, metres: x and y of points under `hull` and under each of `holes`.
fn message(text: &str) -> Option<Polygon<f64>> {
    let mut hull = Vec::new();
    let mut holes: Vec<Vec<Coord<f64>>> = Vec::new();
    let mut in_hull = false;
    let mut x = 0.0;
    for part in text.split(['\n', '{', ',', '}']) {
        let part = part.trim().trim_start_matches("- ");
        let number = |key: &str| part.strip_prefix(key)?.trim().parse::<f64>().ok();
        match part {
            "hull:" => in_hull = true,
            "holes:" => in_hull = false,
            "points:" if !in_hull => holes.push(Vec::new()),
            _ => x = number("x:").unwrap_or(x),
        }
        if let Some(y) = number("y:") {
            let ring = if in_hull {
                &mut hull
            } else {
                holes.last_mut()?
            };
            ring.push(Coord { x, y });
        }
    }
    let holes = holes.into_iter().map(LineString::new).collect();
    (hull.len() > 2).then(|| Polygon::new(LineString::new(hull), holes))
}
