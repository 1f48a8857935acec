//! Writes SVG elements with numbers of one decimal: enough for the eye, the same on each machine.

use std::fmt::Write as _;

use super::palette;
pub(super) use crate::formats::xml::escape;

/// A point of the page, pixels, y down.
pub(super) type Point = (f64, f64);

#[derive(Debug, Default)]
pub(super) struct Pen(String);

/// A piece of text.
pub(super) struct Text<'a> {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) fill: &'a str,
    pub(super) weight: u16,
    pub(super) anchor: &'a str,
    /// A white edge, so that it can be read over lines.
    pub(super) halo: bool,
    pub(super) content: &'a str,
}

impl Default for Text<'_> {
    fn default() -> Self {
        Self {
            x: 0.0,
            y: 0.0,
            size: 12.0,
            fill: palette::INK,
            weight: 400,
            anchor: "start",
            halo: false,
            content: "",
        }
    }
}

impl Pen {
    pub(super) fn finish(self) -> String {
        self.0
    }

    pub(super) fn raw(&mut self, svg: &str) {
        self.0.push_str(svg);
    }

    pub(super) fn group(&mut self, attributes: &str, draw: impl FnOnce(&mut Self)) {
        let space = if attributes.is_empty() { "" } else { " " };
        self.say(format_args!("<g{space}{attributes}>\n"));
        draw(self);
        self.raw("</g>\n");
    }

    pub(super) fn path(&mut self, d: &str, attributes: &str) {
        if !d.is_empty() {
            self.say(format_args!("<path d=\"{d}\" {attributes}/>\n"));
        }
    }

    pub(super) fn circle(&mut self, (x, y): Point, radius: f64, attributes: &str) {
        let (x, y, r) = (px(x), px(y), px(radius));
        self.say(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" {attributes}/>\n"
        ));
    }

    pub(super) fn rect(&mut self, (x, y): Point, (w, h): Point, attributes: &str) {
        let [x, y, w, h] = [x, y, w, h].map(px);
        self.say(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" {attributes}/>\n"
        ));
    }

    pub(super) fn text(&mut self, text: &Text<'_>) {
        let (x, y, size) = (px(text.x), px(text.y), px(text.size));
        let common = format!(
            "x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{}\" text-anchor=\"{}\"",
            text.weight, text.anchor
        );
        let content = escape(text.content);
        if text.halo {
            // A text of its own below, because not every program knows paint-order.
            self.say(format_args!(
                "<text {common} fill=\"none\" stroke=\"#ffffff\" stroke-width=\"3.4\" \
                 stroke-linejoin=\"round\" stroke-opacity=\"0.9\">{content}</text>\n"
            ));
        }
        self.say(format_args!(
            "<text {common} fill=\"{}\">{content}</text>\n",
            text.fill
        ));
    }

    fn say(&mut self, arguments: std::fmt::Arguments<'_>) {
        self.0
            .write_fmt(arguments)
            .expect("writing to a string does not fail");
    }
}

/// One decimal, without "-0.0".
pub(super) fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = if text == "-0.0" { "0.0" } else { &text };
    text.strip_suffix(".0").unwrap_or(text).to_owned()
}

/// Path data through points.
pub(super) fn polyline(points: impl IntoIterator<Item = Point>) -> String {
    let mut d = String::new();
    for (index, (x, y)) in points.into_iter().enumerate() {
        d.push_str(if index == 0 { "M" } else { "L" });
        d.push_str(&px(x));
        d.push(' ');
        d.push_str(&px(y));
    }
    d
}

/// Path data of a closed ring.
pub(super) fn ring(points: impl IntoIterator<Item = Point>) -> String {
    let d = polyline(points);
    if d.is_empty() { d } else { d + "Z" }
}

/// A text cut to so many characters.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}
