//! A report as a PDF on A4, set by [`missions::pdf`] from the same blocks as the page. Letters that
//! its fonts do not have are shown as `?`, and told; the page shows all of them.

mod cells;
mod figure;

use missions::pdf::{self, Colour, Face, Flow, MARGIN, MEASURE, Style};

use super::document::{Block, Document, Tone};
use super::drawing::Ink;

const BODY: Style = style(Face::Plain, 9.5, Ink::Black);
const BOLD: Style = style(Face::Bold, 9.5, Ink::Black);
const SMALL: Style = style(Face::Plain, 8.0, Ink::Grey);
const TITLE: Style = style(Face::Bold, 20.0, Ink::Black);
const SECTION: Style = style(Face::Bold, 13.0, Ink::Black);
const PART: Style = style(Face::Bold, 10.0, Ink::Black);
const KIND: Style = style(Face::Bold, 8.5, Ink::Track);

const fn style(face: Face, size: f32, ink: Ink) -> Style {
    Style {
        face,
        size,
        colour: colour(ink),
    }
}

/// A colour of the report as PDF takes it.
const fn colour(ink: Ink) -> Colour {
    let [red, green, blue] = ink.rgb();
    [
        red as f32 / 255.0,
        green as f32 / 255.0,
        blue as f32 / 255.0,
    ]
}

/// The file, and what could not be shown in it.
pub fn pdf(document: &Document) -> (Vec<u8>, Vec<String>) {
    let mut flow = Flow::new();
    flow.paragraph(MARGIN, MEASURE, &document.kind.to_uppercase(), KIND);
    flow.skip(4.0);
    flow.paragraph(MARGIN, MEASURE, &document.title, TITLE);
    flow.paragraph(MARGIN, MEASURE, &document.subtitle, SMALL);
    let (mut section, mut cut) = (0_u32, 0_usize);
    for block in &document.blocks {
        if matches!(block, Block::Section(_)) {
            section = section.saturating_add(1);
        }
        cut = cut.saturating_add(put(&mut flow, block, section));
    }
    let cut = (cut > 0).then(|| {
        let most = cells::MOST_LINES;
        format!(
            "{cut} cells of tables are longer than {most} lines: the PDF cuts them, the page has \
             them whole"
        )
    });
    let losses = flow.unshown_letters().into_iter().chain(cut).collect();
    (pdf::bytes(&flow.finish(), &document.title), losses)
}

/// Puts a block; how many cells of it were cut is returned.
fn put(flow: &mut Flow, block: &Block, section: u32) -> usize {
    match block {
        Block::Section(title) => {
            flow.room(70.0);
            flow.skip(16.0);
            flow.paragraph(MARGIN, MEASURE, &format!("{section}. {title}"), SECTION);
            flow.skip(3.0);
            flow.rule(1.2, colour(Ink::Track));
            flow.skip(6.0);
        }
        Block::Part(title) => {
            flow.room(80.0);
            flow.skip(8.0);
            flow.paragraph(MARGIN, MEASURE, title, PART);
            flow.skip(2.0);
        }
        Block::Text(text) => paragraph(flow, text, BODY),
        Block::Small(text) => paragraph(flow, text, SMALL),
        Block::Points(points) => points
            .iter()
            .for_each(|(tone, text)| point(flow, *tone, text)),
        Block::Facts(facts) => cells::facts(flow, facts),
        Block::Table { head, rows, widths } => return cells::table(flow, head, rows, widths),
        Block::Figure(drawing, caption) => {
            figure::draw(flow, drawing);
            paragraph(flow, caption, SMALL);
        }
    }
    0
}

fn paragraph(flow: &mut Flow, text: &str, style: Style) {
    flow.paragraph(MARGIN, MEASURE, text, style);
    flow.skip(4.0);
}

/// A sentence with a bar before it, in the colour of its tone; its lines stay together.
fn point(flow: &mut Flow, tone: Tone, text: &str) {
    let (ink, style) = match tone {
        Tone::Plain => (Ink::Pale, BODY),
        Tone::Notice => (Ink::Release, BODY),
        Tone::Grave => (Ink::Border, BOLD),
    };
    let indent = 10.0;
    let lines = pdf::broken(text, MEASURE - indent, style).len() as f32;
    let height = lines * style.size * 1.35;
    flow.room(height + 4.0);
    let top = flow.y;
    flow.paragraph(MARGIN + indent, MEASURE - indent, text, style);
    let foot = flow.y;
    flow.fill([MARGIN, foot, 3.0, top - foot], colour(ink));
    flow.skip(4.0);
}
