//! The report of a made exhibit, and of nothing.

use super::*;
use crate::tables::tests::exhibit;

fn document(exhibits: &[Exhibit]) -> Document {
    let questions = Questions::default();
    let analysis = Analysis::of(exhibits, &questions);
    let material = Material {
        title: "Case <7>",
        made: UtcTime::from_secs(1_795_330_800),
        exhibits,
        analysis: &analysis,
        questions: &questions,
        seal: None,
    };
    material.document()
}

fn page(exhibits: &[Exhibit]) -> String {
    html(&document(exhibits))
}

#[test]
fn every_statement_has_its_byte_and_every_exhibit_its_hash() {
    let page = page(&[exhibit()]);
    assert!(page.contains("E1 · byte 64 · record 2"), "{page}");
    assert!(page.contains(&"ab".repeat(32)));
    assert!(page.contains("the last record is missing"));
    assert!(page.contains("<svg"));
}

#[test]
fn what_an_exhibit_is_called_cannot_become_markup() {
    let mut exhibit = exhibit();
    exhibit.name = "<script>alert(1)</script>".into();
    let page = page(&[exhibit]);
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("Case &lt;7&gt;"));
}

#[test]
fn a_case_of_nothing_says_so() {
    let page = page(&[]);
    for words in [
        "No exhibit holds a position.",
        "No exhibit holds a flight.",
        "There are no exhibits.",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn the_pdf_says_the_same_and_names_the_letters_that_it_lacks() {
    let mut exhibit = exhibit();
    exhibit.name = "\u{6d77}.SRT".into();
    let (bytes, losses) = pdf(&document(&[exhibit]));
    assert!(bytes.starts_with(b"%PDF-1."));
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(holds("What could not be read, and why"));
    assert_eq!(losses.len(), 1);
    assert!(losses[0].contains('\u{6d77}'), "{losses:?}");
}
