//! Devices: their names and numbers, what links one exhibit to another, and the pictures.

use crate::report::document::{Document, SOURCE};
use crate::report::{Material, words};

/// So many rows of a table are printed.
const MOST: usize = 200;

pub(super) fn write(material: &Material<'_>, document: &mut Document) {
    document.section("Devices, names and networks");
    let identities = &material.analysis.identities;
    let rows = identities.iter().take(MOST).map(|named| {
        vec![
            words::word(&named.kind),
            named.value.clone(),
            words::exhibits(&named.exhibits),
            words::sources(&named.sources),
        ]
    });
    let head = [("what", 6), ("value", 12), ("in", 6), (SOURCE, 10)];
    document.table(
        &head,
        rows.collect(),
        "No exhibit names a device, a person or a network.",
    );
    document.more(
        identities.len(),
        MOST,
        ["name or number", "names and numbers"],
    );
    links(material, document);
    media(material, document);
}

fn links(material: &Material<'_>, document: &mut Document) {
    document.section("What links the exhibits");
    let all = &material.analysis.links;
    let rows = all.iter().take(MOST).map(|link| {
        vec![
            words::exhibits(&link.exhibits),
            words::word(&link.kind),
            link.value.clone(),
            format!("{:.2}", link.strength),
            words::sources(&link.sources),
        ]
    });
    let head = [
        ("exhibits", 5),
        ("by", 5),
        ("which", 12),
        ("rank", 2),
        (SOURCE, 10),
    ];
    document.table(
        &head,
        rows.collect(),
        "Nothing links one exhibit to another.",
    );
    document.more(all.len(), MOST, ["link", "links"]);
}

fn media(material: &Material<'_>, document: &mut Document) {
    let media = &material.analysis.media;
    if media.is_empty() {
        return;
    }
    document.section("Pictures and videos");
    let rows = media.iter().take(MOST).map(|taken| {
        let number = taken.exhibit.saturating_add(1);
        vec![
            format!("E{number}"),
            words::word(&taken.kind),
            taken.position.map_or_else(String::new, words::place),
            taken.utc.map_or_else(String::new, words::utc),
            words::word(&taken.agreement),
            taken.because.clone(),
            words::source(&taken.source),
        ]
    });
    let head = [
        ("exhibit", 3),
        ("kind", 3),
        ("says it was at", 8),
        ("and when", 6),
        ("against the tracks", 5),
        ("because", 10),
        (SOURCE, 7),
    ];
    document.table(&head, rows.collect(), "");
    let what = ["picture or video", "pictures and videos"];
    document.more(media.len(), MOST, what);
}
