//! The exhibits with their hashes, and how the report was made: what another party needs to check it.

use crate::report::Material;
use crate::report::document::Document;
use crate::report::words;

pub(super) fn write(material: &Material<'_>, document: &mut Document) {
    document.section("Exhibits");
    let rows = (1..)
        .zip(material.exhibits)
        .map(|(number, exhibit): (usize, _)| {
            let reading = exhibit.reading.as_ref();
            let kind = reading.map_or("unknown", |reading| reading.format.name());
            let version = reading
                .and_then(|reading| reading.version.clone())
                .unwrap_or_default();
            let read = reading.map_or_else(String::new, |reading| {
                format!(
                    "{} records by reader {} v{}",
                    reading.records,
                    reading.format.name(),
                    reading.decoder
                )
            });
            vec![
                format!("E{number}"),
                format!("{} ({})", exhibit.name, words::word(&exhibit.origin)),
                format!("{} bytes, SHA-256 {}", exhibit.size, exhibit.sha256),
                format!("{kind} {version}"),
                read,
            ]
        });
    let head = [
        ("", 2),
        ("name and how it was found", 10),
        ("size and hash", 13),
        ("kind", 6),
        ("read", 6),
    ];
    document.table(&head, rows.collect(), "There are no exhibits.");
    document.part("How to check this");
    document.text(format!(
        "Made by Shearwater forensics {}. Take the exhibit with the hash above, go to the byte that a \
         statement names, and read the record there with any reader of its format; `forensics dump \
         EXHIBIT --csv OUT` prints every record with its byte and number.",
        env!("CARGO_PKG_VERSION"),
    ));
}
