//! Doubts: what may point to tampering, and what could not be read and why.

use crate::analysis::Weight;
use crate::exhibit::Exhibit;
use crate::report::document::{Document, SOURCE};
use crate::report::{Material, words};

/// So many defects of one exhibit are printed; the exported table has all.
const MOST: usize = 8;

pub(super) fn write(material: &Material<'_>, document: &mut Document) {
    document.section("What may point to tampering");
    document.text("An observation is no accusation: beside each stands what else explains it.");
    let rows = material.analysis.signs.iter().map(|sign| {
        let number = sign.exhibit.saturating_add(1);
        let weight = match sign.weight {
            Weight::Note => "common",
            Weight::Doubt => "uncommon",
            Weight::Strong => "does not come about by itself",
        };
        vec![
            format!("E{number}"),
            weight.to_owned(),
            sign.what.clone(),
            sign.innocent.clone(),
            sign.count.to_string(),
            words::sources(&sign.sources),
        ]
    });
    let head = [
        ("exhibit", 3),
        ("weight", 4),
        ("seen", 12),
        ("what else explains it", 12),
        ("times", 2),
        (SOURCE, 8),
    ];
    document.table(
        &head,
        rows.collect(),
        "Nothing was seen that may point to tampering.",
    );
    unread(material, document);
}

fn unread(material: &Material<'_>, document: &mut Document) {
    document.section("What could not be read, and why");
    let rows: Vec<_> = (1..)
        .zip(material.exhibits)
        .flat_map(|(number, exhibit)| rows(number, exhibit))
        .collect();
    let head = [
        ("exhibit", 3),
        ("kind", 5),
        ("what follows", 18),
        ("bytes", 7),
    ];
    document.table(&head, rows, "Everything was read, whole.");
}

fn rows(number: usize, exhibit: &Exhibit) -> Vec<Vec<String>> {
    let name = format!("E{number}");
    let Some(reading) = &exhibit.reading else {
        let why = "no format that this program knows; the bytes are kept".to_owned();
        return vec![vec![
            name,
            "unknown".into(),
            why,
            format!("all {}", exhibit.size),
        ]];
    };
    let defects = reading.defects.kept();
    let mut rows: Vec<Vec<String>> = defects
        .iter()
        .take(MOST)
        .map(|defect| {
            let bytes = format!("{} at byte {}", defect.length, defect.offset);
            vec![
                name.clone(),
                words::word(&defect.kind),
                defect.consequence.clone(),
                bytes,
            ]
        })
        .collect();
    let more = reading.defects.count().saturating_sub(rows.len() as u64);
    if more > 0 {
        rows.push(vec![
            name,
            String::new(),
            format!("{more} more defects (forensics export lists them)"),
            String::new(),
        ]);
    }
    rows
}
