//! The key of the picture: what its colours, lines and marks mean, and only those that are in it.

use super::legend::Column;
use super::pen::{Pen, Point, polyline};
use super::{Overlay, ground, overlay, palette, route};
use crate::plan::{Plan, Task};

impl Column {
    /// Only what is in the picture.
    pub(super) fn key(&mut self, plan: &Plan, overlay: &Overlay<'_>) {
        let has = |test: fn(&Task) -> bool| {
            let mut legs = plan.sorties.iter().flat_map(|sortie| &sortie.legs);
            legs.any(|leg| test(&leg.task))
        };
        let ink = palette::sortie(0);
        if !plan.area.is_empty() {
            let look = format!(
                "fill=\"{}\" stroke=\"{}\" stroke-width=\"1.6\"",
                palette::AREA,
                palette::AREA_EDGE
            );
            self.row("Area", |pen, at| swatch(pen, at, &look));
        }
        if plan.area.iter().any(|region| !region.holes.is_empty()) {
            let look = format!(
                "fill=\"url(#hole)\" stroke=\"{}\" stroke-width=\"1.4\"",
                palette::AREA_EDGE
            );
            self.row("Left out of the area", |pen, at| swatch(pen, at, &look));
        }
        if plan.swath_m.is_some() && has(|task| matches!(task, Task::Line { .. })) {
            let colours = plan.sorties.len().clamp(1, 3);
            self.row("Planned to be seen", |pen, at| stripes(pen, at, colours));
        }
        if !overlay.seen.is_empty() {
            let look = format!("fill=\"{}\" fill-opacity=\"0.35\"", palette::SEEN);
            self.row("Seen", |pen, at| swatch(pen, at, &look));
        }
        if has(|task| matches!(task, Task::Line { .. } | Task::Orbit { .. })) {
            let look = format!("stroke=\"{ink}\" stroke-width=\"2.4\"");
            self.row("Line with camera, numbered in order", |pen, at| {
                dash(pen, at, &look);
            });
        }
        if has(|task| matches!(task, Task::Transit | Task::Return)) {
            let look = format!("stroke=\"{ink}\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"");
            self.row("Transit", |pen, at| dash(pen, at, &look));
        }
        if !overlay.track.is_empty() {
            let look = format!("stroke=\"{}\" stroke-width=\"1.7\"", palette::TRACK);
            self.row("Flown track", |pen, at| dash(pen, at, &look));
            self.row("End of the track", overlay::end);
        }
        if has(|task| matches!(task, Task::TakeOff)) {
            self.row("Take-off", |pen, at| {
                route::triangle(pen, at, 1.0, palette::INK);
            });
        }
        if has(|task| matches!(task, Task::Land | Task::Return)) {
            self.row("Landing", |pen, at| {
                route::triangle(pen, at, -1.0, palette::INK);
            });
        }
        self.ship_key(plan);
        if plan.draughts.is_none() && has(|task| matches!(task, Task::Hold { .. })) {
            self.row("Hold", |pen, at| route::hold(pen, at, ink));
        }
        self.limits(plan);
    }

    fn limits(&mut self, plan: &Plan) {
        if let Some(fence) = &plan.airspace.fence {
            let look = format!(
                "stroke=\"{}\" stroke-width=\"2.2\" stroke-dasharray=\"11 6\"",
                palette::FENCE
            );
            let ceiling = fence
                .ceiling
                .map(|ceiling| format!("Fence, ceiling {:.0} m", ceiling.metres));
            let name = ceiling.as_deref().unwrap_or("Fence");
            self.row(name, |pen, at| dash(pen, at, &look));
            if !fence.exclusions.is_empty() {
                let look = format!("fill=\"url(#exclusion)\" stroke=\"{}\"", palette::FENCE);
                self.row("Fence, keep out", |pen, at| swatch(pen, at, &look));
            }
        }
        let zones = ground::zones_and_whether_they_are_in_the_way(plan);
        if zones.iter().any(|(_, in_the_way)| *in_the_way) {
            let look = format!(
                "fill=\"url(#zone)\" stroke=\"{}\" stroke-width=\"1.6\"",
                palette::ZONE
            );
            self.row("No-fly zone", |pen, at| swatch(pen, at, &look));
        }
        if zones.iter().any(|(_, in_the_way)| !in_the_way) {
            let look = format!("stroke=\"{}\" {}", palette::ZONE, ground::ABOVE);
            self.row("Zone above the flight", |pen, at| dash(pen, at, &look));
        }
        if plan.home.is_some() {
            self.y += 4.0;
            self.row("Home", ground::home);
        }
        if !plan.airspace.rally.is_empty() {
            self.y += 4.0;
            self.row("Rally point", ground::rally);
        }
    }
}

fn swatch(pen: &mut Pen, (x, y): Point, look: &str) {
    pen.rect((x - 12.0, y - 7.0), (24.0, 14.0), look);
}

/// A swatch in the colours of the first sorties.
fn stripes(pen: &mut Pen, (x, y): Point, colours: usize) {
    let width = 24.0 / colours as f64;
    for n in 0..colours {
        let look = format!("fill=\"{}\" fill-opacity=\"0.2\"", palette::sortie(n));
        pen.rect((x - 12.0 + n as f64 * width, y - 7.0), (width, 14.0), &look);
    }
}

fn dash(pen: &mut Pen, (x, y): Point, look: &str) {
    pen.path(&polyline([(x - 12.0, y), (x + 12.0, y)]), look);
}
