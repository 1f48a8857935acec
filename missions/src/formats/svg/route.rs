//! What flies: lines solid, transits dashed, arrows along the way, lines numbered.

use super::labels::{Labels, around};
use super::pen::{Pen, Point, Text, polyline, px, ring};
use super::view::View;
use super::{Overlay, palette};
use crate::plan::{Leg, Plan, Sortie, Task};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Line,
    Transit,
}

/// Legs of one style in a row.
#[derive(Clone, Debug)]
pub(super) struct Stroke {
    pub(super) style: Style,
    pub(super) points: Vec<Point>,
}

impl Stroke {
    pub(super) fn path(&self) -> String {
        polyline(self.points.iter().copied())
    }
}

/// A sortie's legs as strokes, from home on; circles are strokes of many points.
pub(super) fn strokes(plan: &Plan, sortie: &Sortie, view: &View) -> Vec<Stroke> {
    let mut strokes: Vec<Stroke> = Vec::new();
    let mut at = plan.home.map(|home| view.px(home.position));
    for leg in &sortie.legs {
        let to = view.px(leg.to.position);
        let (style, points) = match leg.task {
            Task::Line { .. } => (Style::Line, vec![to]),
            Task::Orbit { centre, turns, .. } => (Style::Line, circle(view.px(centre), to, turns)),
            Task::PointCamera { .. } => continue,
            // An order that moves nothing, whatever place it names.
            Task::Command(_) if leg.meant().is_none() => continue,
            _ => (Style::Transit, vec![to]),
        };
        let from = at.unwrap_or(to);
        at = Some(to);
        if matches!(leg.task, Task::TakeOff) && strokes.is_empty() {
            continue;
        }
        match strokes.last_mut() {
            Some(last) if last.style == style => last.points.extend(points),
            _ => strokes.push(Stroke {
                style,
                points: std::iter::once(from).chain(points).collect(),
            }),
        }
    }
    strokes
}

/// All sorties; where one was flown, it is half and the others are all but faded. What numbers its
/// lines comes back: it goes over the track.
pub(super) fn sorties(
    pen: &mut Pen,
    plan: &Plan,
    overlay: &Overlay<'_>,
    view: &View,
    labels: &mut Labels,
) -> Pen {
    let has_track = !overlay.track.is_empty();
    // What was flown comes first to its numbers, and is drawn last.
    let is_other = |index: &usize| overlay.sortie.is_some_and(|flown| flown != *index);
    let mut order: Vec<usize> = (0..plan.sorties.len()).collect();
    order.sort_by_key(is_other);
    let mut pieces: Vec<Pen> = Vec::new();
    let mut marks = Pen::default();
    for index in order {
        let mut piece = Pen::default();
        let look = match (has_track, is_other(&index)) {
            (_, true) => "opacity=\"0.22\"",
            (true, false) => "opacity=\"0.6\"",
            (false, false) => "",
        };
        piece.group(look, |pen| sortie(pen, plan, index, view, labels));
        pieces.push(piece);
        let look = if is_other(&index) { look } else { "" };
        let colour = palette::sortie(index);
        let sortie = plan.sorties.get(index);
        marks.group(look, |pen| {
            if let Some(sortie) = sortie {
                numbers(pen, plan, sortie, view, colour, labels);
            }
        });
    }
    if overlay.sortie.is_some() {
        pieces.reverse();
    }
    for piece in pieces {
        pen.raw(&piece.finish());
    }
    marks
}

fn sortie(pen: &mut Pen, plan: &Plan, index: usize, view: &View, labels: &mut Labels) {
    let Some(sortie) = plan.sorties.get(index) else {
        return;
    };
    let colour = palette::sortie(index);
    let strokes = strokes(plan, sortie, view);
    for stroke in &strokes {
        let look = match stroke.style {
            Style::Line => format!("stroke-width=\"{}\"", px(line_width(plan, view))),
            Style::Transit => "stroke-width=\"1.5\" stroke-dasharray=\"5 4\"".to_owned(),
        };
        let attributes = format!(
            "fill=\"none\" stroke=\"{colour}\" {look} stroke-linejoin=\"round\" stroke-linecap=\"round\""
        );
        pen.path(&stroke.path(), &attributes);
    }
    for stroke in &strokes {
        arrows(pen, stroke, colour);
    }
    for stroke in &strokes {
        labels.avoid(&stroke.points);
    }
    ends(pen, plan, sortie, view, colour);
}

/// Thinner where the lines lie so close that they would run together.
fn line_width(plan: &Plan, view: &View) -> f64 {
    let swath = plan.swath_m.map_or(f64::MAX, |m| m * view.px_per_m());
    (swath / 3.0).clamp(1.0, 2.4)
}

/// An arrow in the middle of each segment that is long enough to bear one.
fn arrows(pen: &mut Pen, stroke: &Stroke, colour: &str) {
    let size = match stroke.style {
        Style::Line => 6.5,
        Style::Transit => 5.5,
    };
    let mut since_last = f64::MAX;
    for pair in stroke.points.windows(2) {
        let &[from, to] = pair else { continue };
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        since_last += length;
        if since_last > 34.0 && length > 3.0 {
            since_last = length / 2.0;
            arrow(pen, from, to, size, colour);
        }
    }
}

pub(super) fn arrow(pen: &mut Pen, from: Point, to: Point, size: f64, colour: &str) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    let (ux, uy) = (dx / length, dy / length);
    let (x, y) = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    let side = |along: f64, across: f64| {
        (
            x + size * (along * ux - across * uy),
            y + size * (along * uy + across * ux),
        )
    };
    let d = ring([
        side(1.0, 0.0),
        side(-0.75, 0.8),
        side(-0.35, 0.0),
        side(-0.75, -0.8),
    ]);
    pen.path(
        &d,
        &format!("fill=\"{colour}\" stroke=\"#ffffff\" stroke-width=\"0.8\""),
    );
}

/// Take-off, landing and holds; at home the first two stand beside its mark.
fn ends(pen: &mut Pen, plan: &Plan, sortie: &Sortie, view: &View, colour: &str) {
    for leg in &sortie.legs {
        let at = view.px(leg.to.position);
        match leg.task {
            // The hovers of a survey have their own marks.
            Task::Hold { .. } if plan.draughts.is_none() => hold(pen, at, colour),
            Task::TakeOff if !is_home(plan, at, view) => triangle(pen, at, 1.0, colour),
            Task::Land if !is_home(plan, at, view) => triangle(pen, at, -1.0, colour),
            _ => {}
        }
    }
}

/// Whether anything takes off, and whether anything lands, at home.
pub(super) fn at_home(plan: &Plan, view: &View) -> (bool, bool) {
    let legs = || plan.sorties.iter().flat_map(|sortie| &sortie.legs);
    let is_at_home = |leg: &Leg| is_home(plan, view.px(leg.to.position), view);
    let takes_off = legs().any(|leg| matches!(leg.task, Task::TakeOff) && is_at_home(leg));
    let lands = legs().any(|leg| match leg.task {
        Task::Land => is_at_home(leg),
        Task::Return => true,
        _ => false,
    });
    (takes_off, lands)
}

/// So close to home that its mark would cover it.
fn is_home(plan: &Plan, (x, y): Point, view: &View) -> bool {
    plan.home.is_some_and(|home| {
        let at = view.px(home.position);
        (at.0 - x).hypot(at.1 - y) < 24.0
    })
}

/// Pointing up for a take-off (`up` 1), down for a landing (`up` -1).
pub(super) fn triangle(pen: &mut Pen, (x, y): Point, up: f64, colour: &str) {
    let d = ring([
        (x, y - 9.0 * up),
        (x + 8.0, y + 6.0 * up),
        (x - 8.0, y + 6.0 * up),
    ]);
    pen.path(
        &d,
        &format!("fill=\"{colour}\" stroke=\"#ffffff\" stroke-width=\"1.4\""),
    );
}

pub(super) fn hold(pen: &mut Pen, (x, y): Point, colour: &str) {
    pen.circle(
        (x, y),
        6.5,
        &format!("fill=\"#ffffff\" stroke=\"{colour}\" stroke-width=\"2\""),
    );
    for dx in [-2.8, 1.0] {
        pen.rect((x + dx, y - 3.0), (1.8, 6.0), &format!("fill=\"{colour}\""));
    }
}

/// The number of each line where it begins, or a little farther along where something else is
/// there; what finds no place on the first half of its line is left out.
fn numbers(
    pen: &mut Pen,
    plan: &Plan,
    sortie: &Sortie,
    view: &View,
    colour: &str,
    labels: &mut Labels,
) {
    let mut number = 0;
    let mut at = plan.home.map(|home| home.position);
    for leg in &sortie.legs {
        let from = at.replace(leg.to.position).unwrap_or(leg.to.position);
        if !matches!(leg.task, Task::Line { .. } | Task::Orbit { .. }) {
            continue;
        }
        number += 1;
        let (from, to) = (view.px(from), view.px(leg.to.position));
        let width = badge_width(number) + 1.0;
        let place = along(from, to).find(|place| labels.take_free(around(*place, width, 16.0)));
        if let Some(place) = place {
            badge(pen, place, number, colour);
        }
    }
}

/// Places on the first half of a line, 9 pixels apart, at most 12.
fn along(from: Point, to: Point) -> impl Iterator<Item = Point> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    let steps = (length / 2.0 / 9.0).floor().clamp(0.0, 12.0) as u32;
    (0..=steps).map(move |step| {
        let share = if length > 0.0 {
            f64::from(step) * 9.0 / length
        } else {
            0.0
        };
        (from.0 + dx * share, from.1 + dy * share)
    })
}

fn badge_width(number: usize) -> f64 {
    let digits = number.to_string().len();
    (7.0 + 6.0 * digits as f64).max(15.0)
}

pub(super) fn badge(pen: &mut Pen, (x, y): Point, number: usize, colour: &str) {
    let content = number.to_string();
    let attributes =
        format!("rx=\"7.5\" fill=\"{colour}\" stroke=\"#ffffff\" stroke-width=\"1.2\"");
    let width = badge_width(number);
    pen.rect((x - width / 2.0, y - 7.5), (width, 15.0), &attributes);
    pen.text(&Text {
        x,
        y: y + 3.6,
        size: 10.0,
        weight: 700,
        fill: "#ffffff",
        anchor: "middle",
        content: &content,
        ..Text::default()
    });
}

/// One turn (or the part of it that is flown) from a point of the rim.
fn circle(centre: Point, from: Point, turns: f64) -> Vec<Point> {
    let (dx, dy) = (from.0 - centre.0, from.1 - centre.1);
    let sweep = turns.clamp(-1.0, 1.0) * std::f64::consts::TAU;
    (0..=48)
        .map(|step| {
            // y points down, so a positive angle is clockwise to the eye.
            let (sin, cos) = (sweep * f64::from(step) / 48.0).sin_cos();
            (
                centre.0 + dx * cos - dy * sin,
                centre.1 + dx * sin + dy * cos,
            )
        })
        .collect()
}
