//! What does not fly: the area, what is seen of it, the fence, zones, home and rally points.

use super::palette;
use super::pen::{Pen, Point, Text, ring, shortened};
use super::route::{self, Style};
use super::view::View;
use crate::airspace::Zone;
use crate::geodesy::{Region, Shape};
use crate::plan::exclusion::reaches_down;
use crate::plan::{Datum, Height, Plan};

pub(super) fn area(pen: &mut Pen, plan: &Plan, view: &View) {
    for region in &plan.area {
        let fill = format!(
            "fill=\"{}\" fill-rule=\"evenodd\" stroke=\"{}\" stroke-width=\"1.8\" stroke-linejoin=\"round\"",
            palette::AREA,
            palette::AREA_EDGE
        );
        pen.path(&outline(region, view), &fill);
        for hole in &region.holes {
            let d = ring(hole.iter().map(|corner| view.px(*corner)));
            pen.path(&d, "fill=\"url(#hole)\"");
        }
    }
}

/// One swath wide along each line; overlaps do not add up, the group is made faint as a whole.
pub(super) fn coverage(pen: &mut Pen, plan: &Plan, view: &View) {
    let Some(swath_m) = plan.swath_m else {
        return;
    };
    pen.group("opacity=\"0.2\"", |pen| {
        for (index, sortie) in plan.sorties.iter().enumerate() {
            let strokes = route::strokes(plan, sortie, view);
            let lines = strokes.iter().filter(|stroke| stroke.style == Style::Line);
            for line in lines {
                let attributes = format!(
                    "fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"",
                    palette::sortie(index),
                    super::pen::px(swath_m * view.px_per_m())
                );
                pen.path(&line.path(), &attributes);
            }
        }
    });
}

pub(super) fn fence(pen: &mut Pen, plan: &Plan, view: &View) {
    let Some(fence) = &plan.airspace.fence else {
        return;
    };
    let stroke = format!(
        "stroke=\"{}\" stroke-width=\"2.2\" stroke-dasharray=\"11 6\"",
        palette::FENCE
    );
    for shape in &fence.inclusions {
        draw(pen, shape, view, &format!("fill=\"none\" {stroke}"));
    }
    for shape in &fence.exclusions {
        draw(
            pen,
            shape,
            view,
            &format!("fill=\"url(#exclusion)\" {stroke}"),
        );
    }
}

/// How the edge of a zone looks that begins above the flight.
pub(super) const ABOVE: &str = "stroke-width=\"1.3\" stroke-dasharray=\"2 4\"";

/// Zones that reach down to the flight are hatched, the others only outlined.
pub(super) fn zones(pen: &mut Pen, plan: &Plan, view: &View) {
    let red = palette::ZONE;
    for (zone, in_the_way) in zones_and_whether_they_are_in_the_way(plan) {
        let attributes = if in_the_way {
            format!(
                "fill=\"url(#zone)\" fill-rule=\"evenodd\" stroke=\"{red}\" stroke-width=\"1.8\""
            )
        } else {
            format!("fill=\"none\" stroke=\"{red}\" {ABOVE}")
        };
        draw(pen, &zone.shape, view, &attributes);
    }
}

pub(super) fn zones_and_whether_they_are_in_the_way(plan: &Plan) -> Vec<(&Zone, bool)> {
    let zones = plan.airspace.zones.iter();
    zones
        .map(|zone| {
            let mut sorties = plan.sorties.iter();
            let in_the_way = sorties.any(|sortie| reaches_down(plan, zone, sortie));
            (zone, in_the_way || plan.sorties.is_empty())
        })
        .collect()
}

pub(super) fn zone_names(pen: &mut Pen, plan: &Plan, view: &View) {
    for zone in &plan.airspace.zones {
        let Some((x, y)) = anchor(&zone.shape, view) else {
            continue;
        };
        let line = |dy: f64, size: f64, weight: u16, content: &str, pen: &mut Pen| {
            pen.text(&Text {
                x,
                y: y + dy,
                size,
                weight,
                fill: palette::ZONE,
                anchor: "middle",
                halo: true,
                content,
            });
        };
        line(0.0, 12.5, 600, &shortened(&zone.name, 34), pen);
        line(14.0, 11.0, 400, &limits(zone), pen);
    }
}

/// Home as an H in a circle, rally points as an R in a diamond.
pub(super) fn places(pen: &mut Pen, plan: &Plan, view: &View) {
    for point in &plan.airspace.rally {
        rally(pen, view.px(point.position));
    }
    if let Some(home) = plan.home {
        self::home(pen, view.px(home.position));
    }
}

pub(super) fn home(pen: &mut Pen, at: Point) {
    pen.circle(
        at,
        11.0,
        &format!(
            "fill=\"#ffffff\" stroke=\"{}\" stroke-width=\"2.4\"",
            palette::INK
        ),
    );
    letter(pen, at, "H", palette::INK);
}

pub(super) fn rally(pen: &mut Pen, (x, y): Point) {
    let d = ring([(x, y - 12.0), (x + 12.0, y), (x, y + 12.0), (x - 12.0, y)]);
    let fill = format!(
        "fill=\"#ffffff\" stroke=\"{}\" stroke-width=\"2.2\"",
        palette::RALLY
    );
    pen.path(&d, &fill);
    letter(pen, (x, y), "R", palette::RALLY);
}

fn letter(pen: &mut Pen, (x, y): Point, content: &str, fill: &str) {
    pen.text(&Text {
        x,
        y: y + 4.4,
        size: 12.5,
        weight: 700,
        fill,
        anchor: "middle",
        content,
        ..Text::default()
    });
}

/// Path data of a region with its holes.
pub(super) fn outline(region: &Region, view: &View) -> String {
    std::iter::once(&region.outer)
        .chain(&region.holes)
        .map(|corners| ring(corners.iter().map(|corner| view.px(*corner))))
        .collect()
}

fn draw(pen: &mut Pen, shape: &Shape, view: &View, attributes: &str) {
    match shape {
        Shape::Polygon(region) => pen.path(&outline(region, view), attributes),
        Shape::Circle { centre, radius_m } => {
            pen.circle(view.px(*centre), radius_m * view.px_per_m(), attributes);
        }
    }
}

/// The middle of what can be seen of a shape.
fn anchor(shape: &Shape, view: &View) -> Option<Point> {
    let points: Vec<Point> = match shape {
        Shape::Polygon(region) => region.outer.iter().map(|corner| view.px(*corner)).collect(),
        Shape::Circle { centre, radius_m } => {
            let (x, y) = view.px(*centre);
            let r = radius_m * view.px_per_m();
            vec![(x - r, y - r), (x + r, y + r)]
        }
    };
    let [left, top, right, bottom] = view.edges();
    let span = |values: &mut dyn Iterator<Item = f64>, low: f64, high: f64| {
        let (a, b) = values.fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
        let (a, b) = (a.max(low), b.min(high));
        (a < b).then_some(f64::midpoint(a, b))
    };
    let x = span(&mut points.iter().map(|point| point.0), left, right)?;
    let y = span(&mut points.iter().map(|point| point.1), top, bottom)?;
    view.holds((x, y), 16.0).then_some((x, y))
}

fn limits(zone: &Zone) -> String {
    let say = |height: Option<Height>, none: &str| {
        height.map_or(none.to_owned(), |height| {
            let above = match height.above {
                Datum::Home => "above home",
                Datum::Sea => "AMSL",
                Datum::Terrain => "AGL",
            };
            format!("{:.0} m {above}", height.metres)
        })
    };
    format!(
        "{} – {}",
        say(zone.lower, "ground"),
        say(zone.upper, "unlimited")
    )
}
