//! What does not fly: the area, what is seen of it, the fence, zones, home and rally points.

use super::labels::{self, Labels};
use super::palette;
use super::pen::{Pen, Point, Text, polyline, ring, shortened};
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

/// One swath wide along each line; overlaps do not add up, a group is made faint as a whole. Of
/// several sorties the one that was flown stands out.
pub(super) fn coverage(pen: &mut Pen, plan: &Plan, flown: Option<usize>, view: &View) {
    let Some(swath_m) = plan.swath_m else {
        return;
    };
    let width = super::pen::px(swath_m * view.px_per_m());
    for (opacity, is_flown) in [("0.08", false), ("0.2", true)] {
        let sorties = plan.sorties.iter().enumerate();
        let sorties =
            sorties.filter(|(index, _)| flown.is_none_or(|flown| flown == *index) == is_flown);
        pen.group(&format!("opacity=\"{opacity}\""), |pen| {
            for (index, sortie) in sorties {
                let look = format!(
                    "fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"",
                    palette::sortie(index),
                );
                let strokes = route::strokes(plan, sortie, view);
                let lines = strokes.iter().filter(|stroke| stroke.style == Style::Line);
                lines.for_each(|line| pen.path(&line.path(), &look));
            }
        });
    }
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

/// In the middle of a zone, or beside it where something else is there already.
pub(super) fn zone_names(pen: &mut Pen, plan: &Plan, view: &View, labels: &mut Labels) {
    for zone in &plan.airspace.zones {
        let (name, limits) = (shortened(&zone.name, 34), limits(zone));
        let width = labels::width(&name, 12.5, 600).max(labels::width(&limits, 11.0, 400));
        let Some(places) = around(&zone.shape, width, view) else {
            continue;
        };
        // From the top of the first line to the foot of the second.
        let area = |(x, y): Point| [x - width / 2.0, y - 11.0, x + width / 2.0, y + 18.0];
        let Some((x, y)) = labels.take_best(&places, area) else {
            continue;
        };
        if places
            .iter()
            .any(|(cost, place)| *cost >= FAR && *place == (x, y))
        {
            leader(pen, area((x, y)), places[0].1);
        }
        let lines = [(0.0, 12.5, 600, name), (14.0, 11.0, 400, limits)];
        for (dy, size, weight, content) in lines {
            pen.text(&Text {
                x,
                y: y + dy,
                size,
                weight,
                fill: palette::ZONE,
                anchor: "middle",
                halo: true,
                content: &content,
            });
        }
    }
}

/// Home as an H in a circle, rally points as an R in a diamond.
pub(super) fn places(pen: &mut Pen, plan: &Plan, view: &View) {
    for point in &plan.airspace.rally {
        rally(pen, view.px(point.position));
    }
    if let Some(home) = plan.home {
        let (x, y) = view.px(home.position);
        let (takes_off, lands) = route::at_home(plan, view);
        if takes_off {
            route::triangle(pen, (x - AT_HOME, y), 1.0, palette::INK);
        }
        if lands {
            route::triangle(pen, (x + AT_HOME, y), -1.0, palette::INK);
        }
        self::home(pen, (x, y));
    }
}

/// How far beside home the marks of take-off and landing stand, pixels.
const AT_HOME: f64 = 20.0;

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

/// A name that costs so much stands so far away that a line leads to what it names.
const FAR: f64 = 450.0;

/// A line from the nearer side of a name to its zone.
fn leader(pen: &mut Pen, [left, top, right, bottom]: labels::Area, (x, y): Point) {
    let from = (x.clamp(left, right), (y + 3.0).clamp(top, bottom));
    let look = format!("stroke=\"{}\" stroke-width=\"1\"", palette::ZONE);
    pen.path(&polyline([from, (x, y + 3.0)]), &look);
}

/// Where the name of a shape may stand and what that costs, its middle first: above, below, beside
/// it, farther away; none where nothing of it is on the map.
fn around(shape: &Shape, width: f64, view: &View) -> Option<Vec<(f64, Point)>> {
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
        (a < b).then_some((a, b))
    };
    let (west, east) = span(&mut points.iter().map(|point| point.0), left, right)?;
    let (north, south) = span(&mut points.iter().map(|point| point.1), top, bottom)?;
    let (x, y) = (f64::midpoint(west, east), f64::midpoint(north, south));
    let beside = width / 2.0 + 6.0;
    let far = beside + 52.0;
    Some(vec![
        (0.0, (x, y - 3.0)),
        (150.0, (x, north - 22.0)),
        (150.0, (x, south + 15.0)),
        (250.0, (east + beside, y - 3.0)),
        (250.0, (west - beside, y - 3.0)),
        (350.0, (east + beside, north - 8.0)),
        (350.0, (west - beside, north - 8.0)),
        (350.0, (east + beside, south + 8.0)),
        (350.0, (west - beside, south + 8.0)),
        (FAR, (east + far, y - 3.0)),
        (FAR, (west - far, y - 3.0)),
        (FAR, (east + far, north - 30.0)),
        (FAR, (east + far, south + 30.0)),
        (FAR, (west - far, north - 30.0)),
        (FAR, (west - far, south + 30.0)),
    ])
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
