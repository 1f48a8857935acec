//! The statement as a page: whole, and safe whatever the sheet says.

use super::super::tests::{dsgear, shipped};
use super::*;

/// Every tag is closed by its own name, so that any reader of XML-like text shows the same page.
fn check_tags(page: &str) {
    const VOID: [&str; 4] = ["meta", "img", "br", "!DOCTYPE"];
    let mut open: Vec<&str> = Vec::new();
    for tag in page.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap();
        let name = tag.split_whitespace().next().unwrap();
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "in <{tag}>");
        } else if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn a_page_is_whole_and_needs_nothing_else() {
    let page = html(&shipped(), &[]);
    check_tags(&page);
    assert!(!page.contains("http://") && !page.contains("https://"));
    assert!(!page.contains("<script") && !page.contains("<link"));
    assert!(page.contains("Form C"));
}

#[test]
fn what_a_sheet_says_cannot_become_a_tag() {
    let mut statement = dsgear();
    statement.ship.name = "<script>alert('&')</script>".to_owned();
    let page = html(&statement, &[]);
    check_tags(&page);
    assert!(page.contains("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"));
}

#[test]
fn a_picture_stands_beside_its_reading_and_a_missing_one_is_named() {
    let mut statement = dsgear();
    statement.surveys[0].readings[0].reading.evidence = Some("fp.jpg".to_owned());
    statement.surveys[0].readings[1].reading.evidence = Some("fs.jpg".to_owned());
    let picture = Picture::new("fp.jpg", vec![0xff, 0xd8, 0xff, 0xe0]).unwrap();
    let page = html(&statement, std::slice::from_ref(&picture));
    check_tags(&page);
    assert!(page.contains("<img src=\"data:image/jpeg;base64,/9j/4A==\""));
    assert!(page.contains("no picture: fs.jpg"));
    assert!(page.contains(&picture.sha256));
}

#[test]
fn every_step_stands_on_the_page_with_formula_and_numbers() {
    let statement = dsgear();
    let page = html(&statement, &[]);
    for step in &statement.surveys[0].steps {
        assert!(page.contains(&step.numbers), "{}", step.what);
        assert!(page.contains(&step.shown), "{}", step.what);
    }
}
