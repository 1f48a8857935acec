//! A report as one HTML file that needs nothing else: its look and its drawings are inside. What
//! people wrote is escaped; the page has no script.

mod svg;

use std::fmt::Write as _;

use missions::html::escaped;

use super::document::{Block, Document, SOURCE, Tone};

const STYLE: &str = include_str!("html/style.css");

/// The whole page.
pub fn html(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n\
         <p class=\"kind\">{}</p>\n<h1>{title}</h1>\n<p class=\"small\">{}</p>\n</header>\n",
        escaped(&document.kind),
        escaped(&document.subtitle),
    );
    contents(&mut page, document);
    let mut section = 0_usize;
    for block in &document.blocks {
        if matches!(block, Block::Section(_)) {
            section = section.saturating_add(1);
        }
        put(&mut page, block, section);
    }
    page.push_str("</body>\n</html>\n");
    page
}

/// Adds to a page; text in memory takes everything.
macro_rules! add {
    ($page:expr, $($words:tt)*) => {
        write!($page, $($words)*).unwrap_or_default()
    };
}

fn contents(page: &mut String, document: &Document) {
    page.push_str("<nav><ol>");
    let titles = document.blocks.iter().filter_map(|block| match block {
        Block::Section(title) => Some(title),
        _ => None,
    });
    for (number, title) in (1..).zip(titles) {
        add!(
            page,
            "<li><a href=\"#s{number}\">{}</a></li>",
            escaped(title)
        );
    }
    page.push_str("</ol></nav>\n");
}

fn put(page: &mut String, block: &Block, section: usize) {
    match block {
        Block::Section(title) => {
            add!(
                page,
                "<h2 id=\"s{section}\">{section}. {}</h2>\n",
                escaped(title)
            );
        }
        Block::Part(title) => add!(page, "<h3>{}</h3>\n", escaped(title)),
        Block::Text(text) => add!(page, "<p>{}</p>\n", escaped(text)),
        Block::Small(text) => add!(page, "<p class=\"small\">{}</p>\n", escaped(text)),
        Block::Points(points) => {
            page.push_str("<ul>");
            for (tone, text) in points {
                add!(
                    page,
                    "<li class=\"{}\">{}</li>",
                    tone_class(*tone),
                    escaped(text)
                );
            }
            page.push_str("</ul>\n");
        }
        Block::Facts(facts) => {
            page.push_str("<dl>");
            for (name, value) in facts {
                add!(
                    page,
                    "<div><dt>{}</dt><dd>{}</dd></div>",
                    escaped(name),
                    escaped(value)
                );
            }
            page.push_str("</dl>\n");
        }
        Block::Table { head, rows, widths } => table(page, head, rows, widths),
        Block::Figure(drawing, caption) => {
            add!(
                page,
                "<figure>{}<figcaption>{}</figcaption></figure>\n",
                svg::svg(drawing),
                escaped(caption)
            );
        }
    }
}

const fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Notice => "notice",
        Tone::Grave => "grave",
    }
}

fn table(page: &mut String, head: &[&str], rows: &[Vec<String>], widths: &[u8]) {
    let all: u32 = widths.iter().map(|width| u32::from(*width)).sum();
    page.push_str("<table>\n<colgroup>");
    for width in widths {
        add!(
            page,
            "<col style=\"width:{:.1}%\">",
            100.0 * f64::from(*width) / f64::from(all.max(1))
        );
    }
    page.push_str("</colgroup>\n<thead><tr>");
    for name in head {
        let class = if *name == SOURCE {
            " class=\"source\""
        } else {
            ""
        };
        add!(page, "<th{class}>{}</th>", escaped(name));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        page.push_str("<tr>");
        for (cell, name) in row.iter().zip(head) {
            let class = if *name == SOURCE {
                " class=\"source\""
            } else {
                ""
            };
            add!(page, "<td{class}>{}</td>", escaped(cell));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n");
}
