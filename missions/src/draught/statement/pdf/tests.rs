//! The statement as a PDF, and what of it PDF does not take.

use super::super::tests::{dsgear, shipped};
use super::*;

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

#[test]
fn a_statement_is_a_pdf_with_its_figures() {
    let (bytes, losses) = pdf(&shipped(), &[]);
    assert!(bytes.starts_with(b"%PDF-1.") && holds(&bytes, "%%EOF"));
    assert_eq!(losses, Vec::<String>::new());
    for text in ["MV EXAMPLE", "Nemoto", "/Helvetica-Bold", "44746.047"] {
        assert!(holds(&bytes, text), "{text}");
    }
}

#[test]
fn letters_that_no_font_has_are_told() {
    let mut statement = dsgear();
    statement.ship.name = "海王星 <(\\)>".to_owned();
    let (_, losses) = pdf(&statement, &[]);
    assert_eq!(losses.len(), 1);
    assert!(losses[0].contains('海'), "{losses:?}");
}

#[test]
fn a_picture_that_pdf_does_not_take_is_told() {
    let mut statement = dsgear();
    statement.surveys[0].readings[0].reading.evidence = Some("fp.gif".to_owned());
    let gif = Picture::new("fp.gif", b"GIF89a".to_vec()).unwrap();
    let (_, losses) = pdf(&statement, &[gif]);
    assert_eq!(losses, ["the PDF takes no picture packed like fp.gif"]);
}

proptest::proptest! {
    #[test]
    fn no_name_makes_it_panic(name in "\\PC{0,200}") {
        let mut statement = dsgear();
        statement.ship.name = name;
        let (bytes, _) = pdf(&statement, &[]);
        proptest::prop_assert!(bytes.starts_with(b"%PDF"));
    }
}
