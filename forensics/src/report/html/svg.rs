//! A drawing as SVG inside the page.

use std::fmt::Write as _;

use missions::html::escaped;

use crate::report::drawing::{Anchor, Drawing, Ink, Shape, Stroke};

/// The element.
pub(super) fn svg(drawing: &Drawing) -> String {
    let [width, height] = drawing.size;
    let title = escaped(&drawing.title);
    let mut out = format!(
        "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\"><title>{title}</title>"
    );
    for shape in &drawing.shapes {
        put(&mut out, shape);
    }
    out.push_str("</svg>");
    out
}

fn put(out: &mut String, shape: &Shape) {
    let written = match shape {
        Shape::Line(points, stroke) => {
            write!(
                out,
                "<polyline points=\"{}\" fill=\"none\"{}/>",
                listed(points),
                look(*stroke)
            )
        }
        Shape::Area(corners, ink) => {
            write!(
                out,
                "<polygon points=\"{}\" fill=\"{}\"/>",
                listed(corners),
                hex(*ink)
            )
        }
        Shape::Disc([x, y], radius, ink) => {
            write!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{}\"/>",
                hex(*ink)
            )
        }
        Shape::Ring([x, y], radius, stroke) => {
            write!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"none\"{}/>",
                look(*stroke)
            )
        }
        Shape::Label {
            at: [x, y],
            text,
            size,
            anchor,
            ink,
        } => {
            let (anchor, ink, text) = (name(*anchor), hex(*ink), escaped(text));
            write!(
                out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"{ink}\">{text}</text>"
            )
        }
    };
    // A text in memory takes everything.
    written.unwrap_or_default();
}

fn listed(points: &[[f64; 2]]) -> String {
    let points: Vec<String> = points
        .iter()
        .map(|[x, y]| format!("{x:.1},{y:.1}"))
        .collect();
    points.join(" ")
}

fn look(stroke: Stroke) -> String {
    let dash = if stroke.is_dashed {
        " stroke-dasharray=\"7 4\""
    } else {
        ""
    };
    let (ink, width) = (hex(stroke.ink), stroke.width);
    format!(" stroke=\"{ink}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"{dash}")
}

fn hex(ink: Ink) -> String {
    let [red, green, blue] = ink.rgb();
    format!("#{red:02x}{green:02x}{blue:02x}")
}

const fn name(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    }
}
