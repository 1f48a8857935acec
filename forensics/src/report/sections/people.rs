//! People: where their devices were, as logged, and, apart from it, where they may have been.

use crate::report::document::{Document, SOURCE};
use crate::report::{Material, words};

pub(super) fn write(material: &Material<'_>, document: &mut Document) {
    document.section("People");
    document.part("As logged");
    let rows = material.analysis.operators_logged.iter().map(|logged| {
        let when = |when: &Option<_>| when.as_ref().map_or_else(String::new, words::when);
        vec![
            words::flight(material, logged.flight),
            words::word(&logged.device),
            format!(
                "{} ± {}",
                words::place(logged.position),
                words::metres(logged.radius_m)
            ),
            logged.count.to_string(),
            format!("{} to {}", when(&logged.first), when(&logged.last)),
            words::sources(&logged.sources),
        ]
    });
    let head = [
        ("flight", 3),
        ("device", 4),
        ("place", 11),
        ("positions", 3),
        ("when", 10),
        (SOURCE, 9),
    ];
    document.table(
        &head,
        rows.collect(),
        "No log states where a person or a person's device was.",
    );
    document.part("Inferred");
    document.text("Nobody logged these. Each says from what it was concluded and how far that goes (0 to 1, a rank).");
    let rows = material.analysis.operators_inferred.iter().map(|inferred| {
        vec![
            words::flight(material, inferred.flight),
            words::place(inferred.position),
            inferred.because.clone(),
            format!("{:.2}", inferred.support),
            words::sources(&inferred.sources),
        ]
    });
    let head = [
        ("flight", 3),
        ("place", 9),
        ("because", 15),
        ("rank", 2),
        (SOURCE, 9),
    ];
    document.table(&head, rows.collect(), "Nothing can be inferred.");
}
