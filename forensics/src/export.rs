//! A case in other programs' formats. Each writer is pure: exhibits in, text or bytes out through
//! whatever takes them; the program opens the files.

pub(crate) mod csv;
mod geojson;
mod geopackage;
mod gpx;
mod kml;
mod xml;

pub use csv::csv;
pub use geojson::geojson;
pub use geopackage::geopackage;
pub use gpx::gpx;
pub use kml::kml;

use std::io;

use crate::exhibit::Exhibit;
use crate::flight::Flight;

/// What a format cannot hold of these exhibits: a sentence each.
pub type Losses = Vec<String>;

/// The flights of all exhibits, each with its exhibit and its number in it, from 1.
fn flights(exhibits: &[Exhibit]) -> impl Iterator<Item = (&Exhibit, usize, &Flight)> {
    exhibits.iter().flat_map(|exhibit| {
        let flights = exhibit.reading.iter().flat_map(|reading| &reading.flights);
        (1..)
            .zip(flights)
            .map(move |(number, flight)| (exhibit, number, flight))
    })
}

/// What a flight is called in a list of many.
fn title(exhibit: &Exhibit, number: usize, flight: &Flight) -> String {
    let clock = &flight.clock;
    let utc = clock.start_utc.map(|utc| utc.to_string());
    let local = clock
        .start_local
        .map(|local| format!("{local} (zone unknown)"));
    let start = utc.or(local).unwrap_or_else(|| "time unknown".into());
    format!("{start} · {} · flight {number}", exhibit.name)
}

/// An error of a writer of markup as one of writing.
fn failed(error: quick_xml::Error) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests;
