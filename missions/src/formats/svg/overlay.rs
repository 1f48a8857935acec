//! What was flown, seen and told, over what was planned.

use super::ground::outline;
use super::labels::Labels;
use super::pen::{Pen, Point, Text, polyline};
use super::view::View;
use super::{Overlay, palette, route};

/// Between two arrows on the track, pixels.
const ARROWS: f64 = 120.0;
/// An arrow points from one place of the track to another that is so far away, pixels.
const STEADY: f64 = 5.0;

pub(super) fn seen(pen: &mut Pen, overlay: &Overlay<'_>, view: &View) {
    let attributes = format!(
        "fill=\"{}\" fill-opacity=\"0.35\" fill-rule=\"evenodd\"",
        palette::SEEN
    );
    for region in overlay.seen {
        pen.path(&outline(region, view), &attributes);
    }
}

/// The track with an arrow here and there.
pub(super) fn track(pen: &mut Pen, overlay: &Overlay<'_>, view: &View, labels: &mut Labels) {
    // Points that fall on the same tenth of a pixel are one point of the picture.
    let mut points: Vec<_> = overlay.track.iter().map(|at| view.px(*at)).collect();
    points.dedup_by(|a, b| (a.0 - b.0).hypot(a.1 - b.1) < 0.3);
    labels.avoid(&points);
    let d = polyline(points.iter().copied());
    for (colour, width) in [("#ffffff", 4.0), (palette::TRACK, 1.7)] {
        let attributes = format!(
            "fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linejoin=\"round\" stroke-linecap=\"round\""
        );
        pen.path(&d, &attributes);
    }
    arrows(pen, &points);
    points.last().into_iter().for_each(|last| end(pen, *last));
}

/// Where the track ends: not always where the plan does.
pub(super) fn end(pen: &mut Pen, at: Point) {
    let ink = palette::TRACK;
    let ring = format!("fill=\"#ffffff\" stroke=\"{ink}\" stroke-width=\"1.7\"");
    pen.circle(at, 5.5, &ring);
    pen.circle(at, 2.2, &format!("fill=\"{ink}\""));
}

fn arrows(pen: &mut Pen, points: &[Point]) {
    let mut since = ARROWS / 2.0;
    let mut before: Option<Point> = None;
    for pair in points.windows(2) {
        let &[from, to] = pair else { continue };
        since += (to.0 - from.0).hypot(to.1 - from.1);
        // Two places that lie so far apart that noise does not turn the arrow.
        let back = *before.get_or_insert(from);
        if (to.0 - back.0).hypot(to.1 - back.1) < STEADY {
            continue;
        }
        before = None;
        if since >= ARROWS {
            since = 0.0;
            route::arrow(pen, back, to, 6.0, palette::TRACK);
        }
    }
}

pub(super) fn events(pen: &mut Pen, overlay: &Overlay<'_>, view: &View) {
    for (index, event) in overlay.events.iter().enumerate() {
        mark(pen, view.px(event.position), index + 1);
    }
}

/// A numbered square, as in the list beside the map.
pub(super) fn mark(pen: &mut Pen, (x, y): Point, number: usize) {
    let attributes = "rx=\"2\" fill=\"#ffcc22\" stroke=\"#1d2733\" stroke-width=\"1.3\"";
    pen.rect((x - 8.0, y - 8.0), (16.0, 16.0), attributes);
    pen.text(&Text {
        x,
        y: y + 3.8,
        size: 10.5,
        weight: 700,
        anchor: "middle",
        content: &number.to_string(),
        ..Text::default()
    });
}
