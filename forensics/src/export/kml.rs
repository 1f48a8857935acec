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
    let height = Height::of(flight);
    page.open("gx:Track", &[])?;
    page.text("altitudeMode", height.mode())?;
    for utc in flight.fixes.iter().filter_map(|fix| fix.sample.utc) {
        page.text("when", &utc.to_string())?;
    }
    for [longitude, latitude, height_m] in height.coordinates(flight) {
        page.text("gx:coord", &format!("{longitude} {latitude} {height_m}"))?;
    }
    page.close("gx:Track")
}

fn line<W: Write>(page: &mut Page<W>, flight: &Flight) -> io::Result<()> {
    let height = Height::of(flight);
    page.open("LineString", &[])?;
    page.text("altitudeMode", height.mode())?;
    let tuples: Vec<String> = height
        .coordinates(flight)
        .map(|place| place.map(|number| number.to_string()).join(","))
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

/// What the heights of a whole track count from: it is said once for all of them.
#[derive(Clone, Copy)]
enum Height {
    AboveSea,
    AboveHome,
    Unknown,
}

impl Height {
    /// The height that the most positions have; above the sea where both are as many.
    fn of(flight: &Flight) -> Self {
        let count = |height: Self| {
            let heights = flight.fixes.iter().filter_map(|fix| height.metres(fix));
            heights.count()
        };
        let (sea, home) = (count(Self::AboveSea), count(Self::AboveHome));
        if sea.max(home) == 0 {
            Self::Unknown
        } else if sea >= home {
            Self::AboveSea
        } else {
            Self::AboveHome
        }
    }

    const fn metres(self, fix: &Fix) -> Option<f64> {
        match self {
            Self::AboveSea => fix.sample.height_above_sea_m,
            Self::AboveHome => fix.sample.height_above_home_m,
            Self::Unknown => None,
        }
    }

    /// Heights above home stand on the ground's model.
    const fn mode(self) -> &'static str {
        match self {
            Self::AboveSea => "absolute",
            Self::AboveHome => "relativeToGround",
            Self::Unknown => "clampToGround",
        }
    }

    /// Longitude, latitude and height of every position. One without this height keeps the one
    /// before it: KML has no height that is not known, and 0 would be one.
    fn coordinates(self, flight: &Flight) -> impl Iterator<Item = [f64; 3]> + '_ {
        let first_m = flight.fixes.iter().find_map(|fix| self.metres(fix));
        let mut height_m = first_m.unwrap_or(0.0);
        flight.fixes.iter().map(move |fix| {
            height_m = self.metres(fix).unwrap_or(height_m);
            let position = fix.sample.position;
            [position.longitude_deg(), position.latitude_deg(), height_m]
        })
    }
}
