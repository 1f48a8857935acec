//! All flights as one KML file: a track in time where the log knows UTC, a line where it does not,
//! and placemarks for homes and for people.
//!
//! Source: OGC KML 2.3 (12-007r2), `Track` with `when` and `coord`; the names with `gx:` are those
//! that Google Earth reads.

use std::io::{self, Write};

use missions::geodesy::Position;

use super::xml::Page;
use super::{flights, title};
use crate::exhibit::Exhibit;
use crate::flight::{Fix, Flight};

/// Writes a document with a folder for every flight.
pub fn kml(exhibits: &[Exhibit], out: &mut impl Write) -> io::Result<()> {
    let mut page = Page::begin(&mut *out)?;
    page.open(
        "kml",
        &[
            ("xmlns", "http://www.opengis.net/kml/2.2"),
            ("xmlns:gx", "http://www.google.com/kml/ext/2.2"),
        ],
    )?;
    page.open("Document", &[])?;
    page.text("name", "Flights")?;
    for (exhibit, number, flight) in flights(exhibits) {
        folder(&mut page, &title(exhibit, number, flight), exhibit, flight)?;
    }
    page.close("Document")?;
    page.close("kml")?;
    out.write_all(b"\n")
}

fn folder<W: Write>(
    page: &mut Page<W>,
    title: &str,
    exhibit: &Exhibit,
    flight: &Flight,
) -> io::Result<()> {
    page.open("Folder", &[])?;
    page.text("name", title)?;
    page.text("description", &format!("exhibit {}", exhibit.sha256))?;
    if !flight.fixes.is_empty() {
        page.open("Placemark", &[])?;
        page.text("name", "track")?;
        if flight.fixes.iter().all(|fix| fix.sample.utc.is_some()) {
            track(page, flight)?;
        } else {
            line(page, flight)?;
        }
        page.close("Placemark")?;
    }
    for home in &flight.homes {
        point(page, "home", home.position)?;
    }
    for operator in &flight.operators {
        point(page, "operator, as logged", operator.position)?;
    }
    page.close("Folder")
}

fn track<W: Write>(page: &mut Page<W>, flight: &Flight) -> io::Result<()> {
    page.open("gx:Track", &[])?;
    page.text("altitudeMode", mode(flight))?;
    for utc in flight.fixes.iter().filter_map(|fix| fix.sample.utc) {
        page.text("when", &utc.to_string())?;
    }
    for fix in &flight.fixes {
        let [longitude, latitude, height] = coordinates(fix);
        page.text("gx:coord", &format!("{longitude} {latitude} {height}"))?;
    }
    page.close("gx:Track")
}

fn line<W: Write>(page: &mut Page<W>, flight: &Flight) -> io::Result<()> {
    page.open("LineString", &[])?;
    page.text("altitudeMode", mode(flight))?;
    let tuples: Vec<String> = flight
        .fixes
        .iter()
        .map(|fix| coordinates(fix).map(|number| number.to_string()).join(","))
        .collect();
    page.text("coordinates", &tuples.join(" "))?;
    page.close("LineString")
}

fn point<W: Write>(page: &mut Page<W>, name: &str, position: Position) -> io::Result<()> {
    page.open("Placemark", &[])?;
    page.text("name", name)?;
    page.open("Point", &[])?;
    let (longitude, latitude) = (position.longitude_deg(), position.latitude_deg());
    page.text("coordinates", &format!("{longitude},{latitude}"))?;
    page.close("Point")?;
    page.close("Placemark")
}

/// Heights stand on the ground's model where only the height above home is known.
fn mode(flight: &Flight) -> &'static str {
    let first = flight.fixes.first().map(|fix| fix.sample);
    match first.map(|sample| (sample.height_above_sea_m, sample.height_above_home_m)) {
        Some((Some(_), _)) => "absolute",
        Some((None, Some(_))) => "relativeToGround",
        _ => "clampToGround",
    }
}

fn coordinates(fix: &Fix) -> [f64; 3] {
    let sample = &fix.sample;
    let height = sample.height_above_sea_m.or(sample.height_above_home_m);
    let position = sample.position;
    [
        position.longitude_deg(),
        position.latitude_deg(),
        height.unwrap_or(0.0),
    ]
}
