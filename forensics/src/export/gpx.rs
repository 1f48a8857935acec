//! All flights as one GPX 1.1 file: a track a flight. GPX has no place for a time that is not UTC,
//! for a height that is not above the sea, for people's positions, or for where a value was read.
//!
//! Source: the schema at topografix.com/GPX/1/1, whose order of elements is kept.

use std::io::{self, Write};

use super::xml::Page;
use super::{Losses, flights, title};
use crate::exhibit::Exhibit;
use crate::flight::{Fix, Flight};

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
        let title = title(exhibit, number, flight);
        losses.extend(lost(&title, flight));
        if flight.fixes.is_empty() {
            continue;
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

/// What GPX cannot hold of a flight.
fn lost(title: &str, flight: &Flight) -> Losses {
    let fixes = &flight.fixes;
    let all = fixes.len();
    let mut losses = Losses::new();
    if !flight.operators.is_empty() {
        losses.push(format!("{title}: positions of people have no place in GPX"));
    }
    let timeless = fixes.iter().filter(|fix| fix.sample.utc.is_none()).count();
    if timeless > 0 {
        losses.push(format!(
            "{title}: {timeless} of {all} positions lose their time: GPX holds none but UTC"
        ));
    }
    let is_above_home_only = |fix: &&Fix| {
        let sample = &fix.sample;
        sample.height_above_sea_m.is_none() && sample.height_above_home_m.is_some()
    };
    let lowered = fixes.iter().filter(is_above_home_only).count();
    if lowered > 0 {
        losses.push(format!(
            "{title}: {lowered} of {all} positions lose their height above home: GPX holds none but \
             those above the sea"
        ));
    }
    losses
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
