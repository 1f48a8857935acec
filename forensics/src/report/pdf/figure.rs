//! A drawing on a page, as wide as the text, or as high as the page where it is too tall for that.

use missions::pdf::{COLUMN, Content, Face, Flow, MARGIN, MEASURE, Style, width};

use super::super::drawing::{Anchor, Drawing, Ink, Shape, Stroke};
use super::colour;

/// Beziers that make a quarter of a circle: the usual share of the radius.
const QUARTER: f32 = 0.552_285;

/// Free below it, for the first line of what it shows.
const CAPTION: f32 = 20.0;

/// Draws it below the present height.
pub(super) fn draw(flow: &mut Flow, drawing: &Drawing) {
    let [across, down] = drawing.size.map(|side| side.max(1.0) as f32);
    let widest = MEASURE / across;
    let scale = widest.min((COLUMN - CAPTION - 4.0) / down);
    let measure = if scale < widest {
        across * scale
    } else {
        MEASURE
    };
    let height = down * scale;
    flow.room(height + CAPTION);
    let sheet = Sheet { top: flow.y, scale };
    let page = flow.page();
    page.save_state();
    page.rect(MARGIN, sheet.top - height, measure, height);
    page.clip_nonzero();
    page.end_path();
    for shape in &drawing.shapes {
        sheet.put(flow, shape);
    }
    flow.page().restore_state();
    flow.skip(height + 3.0);
}

/// How the sheet lies on the page.
#[derive(Clone, Copy)]
struct Sheet {
    top: f32,
    scale: f32,
}

impl Sheet {
    fn at(self, [x, y]: [f64; 2]) -> [f32; 2] {
        [
            MARGIN + x as f32 * self.scale,
            self.top - y as f32 * self.scale,
        ]
    }

    fn put(self, flow: &mut Flow, shape: &Shape) {
        match shape {
            Shape::Line(points, stroke) => {
                self.path(flow.page(), points);
                self.stroke(flow.page(), *stroke);
            }
            Shape::Area(corners, ink) => {
                self.path(flow.page(), corners);
                fill(flow.page(), *ink);
            }
            Shape::Disc(centre, radius, ink) => {
                self.circle(flow.page(), *centre, *radius);
                fill(flow.page(), *ink);
            }
            Shape::Ring(centre, radius, stroke) => {
                self.circle(flow.page(), *centre, *radius);
                self.stroke(flow.page(), *stroke);
            }
            Shape::Label {
                at,
                text,
                size,
                anchor,
                ink,
            } => {
                let style = Style {
                    face: Face::Plain,
                    size: *size as f32 * self.scale,
                    colour: colour(*ink),
                };
                let [x, y] = self.at(*at);
                let back = match anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => width(text, style) / 2.0,
                    Anchor::End => width(text, style),
                };
                flow.line([x - back, y], text, style);
            }
        }
    }

    fn path(self, page: &mut Content, points: &[[f64; 2]]) {
        for (number, point) in points.iter().enumerate() {
            let [x, y] = self.at(*point);
            if number == 0 {
                page.move_to(x, y);
            } else {
                page.line_to(x, y);
            }
        }
    }

    fn circle(self, page: &mut Content, centre: [f64; 2], radius: f64) {
        let [x, y] = self.at(centre);
        let r = radius as f32 * self.scale;
        let k = r * QUARTER;
        page.move_to(x + r, y);
        page.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
        page.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
        page.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
        page.cubic_to(x + k, y - r, x + r, y - k, x + r, y);
        page.close_path();
    }

    fn stroke(self, page: &mut Content, stroke: Stroke) {
        let [red, green, blue] = colour(stroke.ink);
        page.set_stroke_rgb(red, green, blue);
        page.set_line_width(stroke.width as f32 * self.scale);
        let dash = if stroke.is_dashed {
            &[5.0, 3.0][..]
        } else {
            &[]
        };
        page.set_dash_pattern(dash.iter().copied(), 0.0);
        page.stroke();
    }
}

fn fill(page: &mut Content, ink: Ink) {
    let [red, green, blue] = colour(ink);
    page.set_fill_rgb(red, green, blue);
    page.fill_nonzero();
}
