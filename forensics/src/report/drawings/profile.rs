//! One flight over its time: height above the take-off, the current where it is logged, and the
//! instants of crossings and possible releases.

use missions::time::BootTime;

use super::steps::{round_below, ticks};
use crate::analysis::Flown;
use crate::flight::Flight;
use crate::report::Material;
use crate::report::drawing::{Anchor, Drawing, Ink, Stroke};

const SIZE: [f64; 2] = [720.0, 150.0];
const LEFT: f64 = 44.0;
const RIGHT: f64 = 676.0;
const TOP: f64 = 14.0;
const FOOT: f64 = 126.0;
/// So many points of a curve are drawn at most.
const MOST: usize = 700;

/// The profile of a flight; `None` where its log has no heights.
pub(in crate::report) fn profile(
    material: &Material<'_>,
    flight: &Flight,
    flown: &Flown<'_>,
) -> Option<Drawing> {
    let (begin, end) = flown.span()?;
    let heights: Vec<(BootTime, f64)> = flown
        .samples()
        .iter()
        .filter_map(|sample| Some((sample.time, flown.height_m(sample)?)))
        .collect();
    let highest = heights.iter().map(|(_, height)| *height).reduce(f64::max)?;
    let lowest = heights
        .iter()
        .map(|(_, height)| *height)
        .fold(0.0, f64::min);
    let seconds = end.since(begin).as_secs_f64().max(1.0);
    let mut drawing = Drawing::new(SIZE, "Height over time");
    let frame = Frame {
        begin,
        seconds,
        lowest,
        highest: highest.max(lowest + 5.0),
    };
    frame.axes(&mut drawing);
    if let Some(most) = flight
        .power
        .iter()
        .filter_map(|sample| sample.current_a)
        .reduce(f64::max)
    {
        frame.current(&mut drawing, flight, most.max(1.0));
    }
    let stride = heights.len().div_ceil(MOST).max(1);
    let curve = heights.iter().step_by(stride);
    let points = curve
        .map(|(at, height)| [frame.x(*at), frame.y(*height)])
        .collect();
    drawing.line(points, Stroke::solid(Ink::Track, 1.5));
    frame.instants(&mut drawing, material, flown);
    Some(drawing)
}

struct Frame {
    begin: BootTime,
    seconds: f64,
    lowest: f64,
    highest: f64,
}

impl Frame {
    fn x(&self, at: BootTime) -> f64 {
        let share = at.since(self.begin).as_secs_f64() / self.seconds;
        LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT)
    }

    fn y(&self, height_m: f64) -> f64 {
        FOOT - (height_m - self.lowest) / (self.highest - self.lowest) * (FOOT - TOP)
    }

    fn axes(&self, drawing: &mut Drawing) {
        drawing.rectangle([LEFT, TOP, RIGHT - LEFT, FOOT - TOP], Ink::Paper);
        let step = round_below((self.highest - self.lowest) / 2.0);
        for height in ticks(self.lowest, self.highest, step) {
            let y = self.y(height);
            drawing.line(vec![[LEFT, y], [RIGHT, y]], Stroke::solid(Ink::Pale, 0.7));
            drawing.lettering(
                [LEFT - 5.0, y + 3.5],
                format!("{height:.0} m"),
                Anchor::End,
                Ink::Grey,
            );
        }
        let minutes = self.seconds / 60.0;
        let step = round_below(minutes / 4.0);
        for minute in ticks(0.0, minutes, step) {
            let x = LEFT + minute / minutes * (RIGHT - LEFT);
            drawing.line(vec![[x, TOP], [x, FOOT]], Stroke::solid(Ink::Pale, 0.7));
            let text = if step < 1.0 {
                format!("{minute:.1} min")
            } else {
                format!("{minute:.0} min")
            };
            drawing.lettering([x, FOOT + 14.0], text, Anchor::Middle, Ink::Grey);
        }
    }

    fn current(&self, drawing: &mut Drawing, flight: &Flight, most: f64) {
        let samples = flight
            .power
            .iter()
            .filter_map(|sample| Some((sample.at, sample.current_a?)));
        let samples: Vec<_> = samples.collect();
        let stride = samples.len().div_ceil(MOST).max(1);
        let points = samples
            .iter()
            .step_by(stride)
            .map(|(at, current)| [self.x(*at), FOOT - current.max(0.0) / most * (FOOT - TOP)])
            .collect();
        drawing.line(points, Stroke::solid(Ink::Release, 0.8));
        drawing.label(
            [RIGHT + 4.0, TOP + 8.0],
            format!("{most:.0} A"),
            Ink::Release,
        );
    }

    /// Crossings and possible releases, as lines over the whole height.
    fn instants(&self, drawing: &mut Drawing, material: &Material<'_>, flown: &Flown<'_>) {
        let analysis = material.analysis;
        let crossings = analysis
            .crossings
            .iter()
            .filter(|one| one.flight == flown.id);
        let releases = analysis
            .releases
            .iter()
            .filter(|one| one.flight == flown.id);
        let crossings = crossings.map(|one| (&one.when, Ink::Border));
        let releases = releases.map(|one| (&one.when, Ink::Release));
        for (when, ink) in crossings.chain(releases) {
            let Some(at) = when.utc.and_then(|utc| flown.dating.boot(utc)) else {
                continue;
            };
            let x = self.x(at);
            drawing.line(vec![[x, TOP], [x, FOOT]], Stroke::dashed(ink, 1.4));
            if ink == Ink::Release {
                drawing.area(
                    vec![[x, TOP + 7.0], [x - 5.0, TOP - 3.0], [x + 5.0, TOP - 3.0]],
                    ink,
                );
            } else {
                drawing.disc([x, TOP], 3.2, ink);
            }
        }
    }
}
