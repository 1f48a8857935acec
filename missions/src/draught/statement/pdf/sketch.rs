//! The ship from starboard with her waterline through the three draughts, heights enlarged.

use pdf_writer::Content;

use super::super::SurveyPart;
use super::super::figure::number;
use crate::pdf::Face;
use crate::pdf::{Flow, MARGIN, MEASURE, Style};
use crate::ship::Ship;

/// Height of the drawing.
pub(super) const HEIGHT: f32 = 118.0;
/// From the keel to the deck.
const DEPTH: f32 = 78.0;
/// Aft perpendicular, midships, forward perpendicular, as shares of the width.
const STATIONS: [f32; 3] = [0.09, 0.5, 0.91];
const SEA: [f32; 3] = [0.863, 0.922, 0.961];
const SIDE: [f32; 3] = [0.231, 0.29, 0.349];
const BOTTOM: [f32; 3] = [0.635, 0.271, 0.184];
const SURFACE: [f32; 3] = [0.165, 0.396, 0.573];

/// Draws a survey below the present height.
pub(super) fn draw(flow: &mut Flow, ship: &Ship, survey: &SurveyPart, style: Style) {
    flow.room(HEIGHT);
    flow.skip(HEIGHT);
    let keel = flow.y + 16.0;
    let d = survey.form.draughts_m;
    let draughts_m = [d.aft, d.midships, d.forward];
    let deepest_m = draughts_m.iter().copied().fold(0.0, f64::max);
    let height_m = ship.depth_m.unwrap_or(0.0).max(deepest_m * 1.15);
    let levels = draughts_m.map(|m| keel + (m / height_m) as f32 * DEPTH);
    let page = flow.page();
    sea(page, levels, keel);
    colour(page, SEA);
    page.fill_nonzero();
    hull(page, keel);
    colour(page, SIDE);
    page.fill_nonzero();
    page.save_state();
    sea(page, levels, keel);
    page.clip_nonzero();
    page.end_path();
    hull(page, keel);
    colour(page, BOTTOM);
    page.fill_nonzero();
    page.restore_state();
    page.set_stroke_rgb(SURFACE[0], SURFACE[1], SURFACE[2]);
    page.set_line_width(1.1);
    surface(page, levels);
    page.stroke();
    for ((name, share), draught_m) in ["A′", "M′", "F′"].into_iter().zip(STATIONS).zip(draughts_m)
    {
        let text = format!("{name} {} m", number(draught_m, 3));
        let style = Style {
            face: Face::Bold,
            ..style
        };
        let half = crate::pdf::width(&text, style) / 2.0;
        let at = [x(share) - half, keel - 12.0];
        flow.line(at, &text, style);
    }
}

fn x(share: f32) -> f32 {
    MARGIN + share * MEASURE
}

fn colour(page: &mut Content, [r, g, b]: [f32; 3]) {
    page.set_fill_rgb(r, g, b);
}

fn hull(page: &mut Content, keel: f32) {
    let deck = keel + DEPTH;
    page.rect(x(0.12), deck, 0.075 * MEASURE, 0.3 * DEPTH);
    page.move_to(x(0.06), deck);
    page.line_to(x(0.065), keel + 0.55 * DEPTH);
    page.cubic_to(x(0.09), keel + 0.5 * DEPTH, x(0.09), keel, x(0.16), keel);
    page.line_to(x(0.85), keel);
    page.cubic_to(
        x(0.9),
        keel,
        x(0.91),
        keel + 0.2 * DEPTH,
        x(0.92),
        keel + 0.4 * DEPTH,
    );
    page.line_to(x(0.955), deck);
    page.close_path();
}

/// A parabola through the three levels, drawn as a cubic, straight beyond the ends.
fn surface(page: &mut Content, [aft, midships, forward]: [f32; 3]) {
    let turn = 2.0 * midships - f32::midpoint(aft, forward);
    let [x_aft, _, x_forward] = STATIONS.map(x);
    let third = |from: f32, to: f32| from + (to - from) * 2.0 / 3.0;
    let middle = f32::midpoint(x_aft, x_forward);
    let slope_aft = (turn - aft) / (middle - x_aft);
    let slope_forward = (forward - turn) / (x_forward - middle);
    page.move_to(x(0.0), aft - slope_aft * (x_aft - x(0.0)));
    page.line_to(x_aft, aft);
    page.cubic_to(
        third(x_aft, middle),
        third(aft, turn),
        third(x_forward, middle),
        third(forward, turn),
        x_forward,
        forward,
    );
    page.line_to(x(1.0), forward + slope_forward * (x(1.0) - x_forward));
}

fn sea(page: &mut Content, levels: [f32; 3], keel: f32) {
    surface(page, levels);
    page.line_to(x(1.0), keel - 16.0);
    page.line_to(x(0.0), keel - 16.0);
    page.close_path();
}
