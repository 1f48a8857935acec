//! What flies: lines solid, transits dashed, arrows along the way, lines numbered.

use super::palette;
use super::pen::{Pen, Point, Text, polyline, px, ring};
use super::view::View;
use crate::plan::{Plan, Sortie, Task};

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

pub(super) fn sorties(pen: &mut Pen, plan: &Plan, view: &View) {
    let mut taken = Taken::default();
    for (index, sortie) in plan.sorties.iter().enumerate() {
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
        ends(pen, sortie, view, colour);
        numbers(pen, plan, sortie, view, colour, &mut taken);
    }
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

fn arrow(pen: &mut Pen, from: Point, to: Point, size: f64, colour: &str) {
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

/// Take-off, landing and holds.
fn ends(pen: &mut Pen, sortie: &Sortie, view: &View, colour: &str) {
    for leg in &sortie.legs {
        let at = view.px(leg.to.position);
        match leg.task {
            Task::TakeOff => triangle(pen, at, 1.0, colour),
            Task::Land => triangle(pen, at, -1.0, colour),
            Task::Hold { .. } => hold(pen, at, colour),
            _ => {}
        }
    }
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

/// The number of each line where it begins; what would cover another number is left out.
fn numbers(
    pen: &mut Pen,
    plan: &Plan,
    sortie: &Sortie,
    view: &View,
    colour: &str,
    taken: &mut Taken,
) {
    let mut number = 0;
    let mut at = plan.home.map(|home| home.position);
    for leg in &sortie.legs {
        let from = at.replace(leg.to.position).unwrap_or(leg.to.position);
        if !matches!(leg.task, Task::Line { .. } | Task::Orbit { .. }) {
            continue;
        }
        number += 1;
        let place = view.px(from);
        if taken.take(place) {
            badge(pen, place, number, colour);
        }
    }
}

pub(super) fn badge(pen: &mut Pen, (x, y): Point, number: usize, colour: &str) {
    let content = number.to_string();
    let width = 7.0 + 6.0 * content.len() as f64;
    let attributes =
        format!("rx=\"7.5\" fill=\"{colour}\" stroke=\"#ffffff\" stroke-width=\"1.2\"");
    let width = width.max(15.0);
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

/// Where numbers already stand.
#[derive(Default)]
struct Taken(std::collections::BTreeSet<(i64, i64)>);

impl Taken {
    /// True where no number stands within a cell of 17 pixels around; it does then.
    fn take(&mut self, (x, y): Point) -> bool {
        let cell = ((x / 17.0).floor() as i64, (y / 17.0).floor() as i64);
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)));
        let free = around
            .into_iter()
            .all(|(dx, dy)| !self.0.contains(&(cell.0 + dx, cell.1 + dy)));
        free && self.0.insert(cell)
    }
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
