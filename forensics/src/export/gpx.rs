//! All flights as one GPX 1.1 file: a track a flight. GPX has no place for a time that is not UTC,
//! for people's positions, or for where a value was read.
//!
//! Source: the schema at topografix.com/GPX/1/1, whose order of elements is kept.

use std::io::{self, Write};

use super::xml::Page;
use super::{Losses, flights, title};
use crate::exhibit::Exhibit;
use crate::flight::Fix;

/// Writes the file; what it cannot hold is returned.
pub fn gpx(exhibits: &[Exhibit], out: &mut impl Write) -> io::Result<Losses> {
    let mut page = Page::begin(&mut *out)?;
    let attributes = [
        ("version", "1.1"),
        ("creator", "Shearwater"),
        ("xmlns", "http://www.topografix.com/GPX/1/1"),
    ];
    page.open("gpx", &attributes)?;
    let mut losses = Losses::new();
    for (exhibit, number, flight) in flights(exhibits) {
        if flight.fixes.is_empty() {
            continue;
        }
        let title = title(exhibit, number, flight);
        if !flight.operators.is_empty() {
            losses.push(format!("{title}: positions of people have no place in GPX"));
        }
        page.open("trk", &[])?;
        page.text("name", &title)?;
        page.text("desc", &format!("exhibit {}", exhibit.sha256))?;
        page.open("trkseg", &[])?;
        for fix in &flight.fixes {
            point(&mut page, fix)?;
        }
        page.close("trkseg")?;
        page.close("trk")?;
    }
    page.close("gpx")?;
    out.write_all(b"\n")?;
    Ok(losses)
}

fn point<W: Write>(page: &mut Page<W>, fix: &Fix) -> io::Result<()> {
    let sample = &fix.sample;
    let latitude = sample.position.latitude_deg().to_string();
    let longitude = sample.position.longitude_deg().to_string();
    page.open("trkpt", &[("lat", &latitude), ("lon", &longitude)])?;
    if let Some(height) = sample.height_above_sea_m {
        page.text("ele", &height.to_string())?;
    }
    if let Some(utc) = sample.utc {
        page.text("time", &utc.to_string())?;
    }
    if let Some(satellites) = fix.satellites {
        page.text("sat", &satellites.to_string())?;
    }
    page.close("trkpt")
}
