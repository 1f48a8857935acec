//! What a report says, section by section, in the order in which somebody reads it: in short, where,
//! when, border, drops, each flight, people, devices, links, pictures, doubts, what could not be
//! read, the exhibits.

mod devices;
mod doubts;
mod exhibits;
mod flights;
mod people;
mod places;
mod short;

use super::Material;
use super::document::Document;
use super::words::utc;

/// The whole report.
pub(super) fn document(material: &Material<'_>) -> Document {
    let mut document = Document {
        title: material.title.to_owned(),
        kind: "What the seized devices say".to_owned(),
        subtitle: format!("made {}", utc(material.made)),
        blocks: Vec::new(),
    };
    short::write(material, &mut document);
    places::write(material, &mut document);
    flights::write(material, &mut document);
    people::write(material, &mut document);
    devices::write(material, &mut document);
    doubts::write(material, &mut document);
    exhibits::write(material, &mut document);
    document
}
