//! A ship whose draughts are read: her outline and what must be kept clear of, her marks, the
//! hovers before them in the order in which they are flown, what the camera sees, and the sun.

use super::labels::{self, Labels};
use super::legend::Column;
use super::palette;
use super::pen::{Pen, Point, Text, polyline, px, ring, shortened};
use super::view::View;
use crate::geodesy::Position;
use crate::plan::Plan;
use crate::plan::draughts::{Draughts, Hover};
use crate::ship::ShipPoint;
use crate::ship::target::{Obstacle, ObstacleKind, ObstacleShape};
use crate::sun::Sun;

const HULL: &str = "#c8d0d8";
const HULL_EDGE: &str = "#3b4754";
const QUAY: &str = "#ded8cc";
const CLEAR: &str = "#9c6b1e";
const SIGHT: &str = "#e0a100";
const SUN: &str = "#e08a00";

/// Where the sun's sign stands, below those of north and wind: its middle from the map's right and
/// upper edges, pixels.
const SUN_AT: (f64, f64) = (34.0, 166.0);

/// The ship, below the ways.
pub(super) fn ship(pen: &mut Pen, plan: &Plan, view: &View) {
    let Some(draughts) = &plan.draughts else {
        return;
    };
    for obstacle in &draughts.ship.obstacles {
        if obstacle.kind == ObstacleKind::Quay {
            draw(pen, draughts, obstacle, view, &format!("fill=\"{QUAY}\""));
        }
    }
    let hull = draughts.ship.corners();
    let look = format!(
        "fill=\"{HULL}\" stroke=\"{HULL_EDGE}\" stroke-width=\"1.8\" stroke-linejoin=\"round\""
    );
    pen.path(&ring(hull.iter().map(|corner| view.px(*corner))), &look);
    for obstacle in &draughts.ship.obstacles {
        let look = match obstacle.kind {
            ObstacleKind::Quay | ObstacleKind::Hull => continue,
            ObstacleKind::MooringLine => format!("stroke=\"{CLEAR}\" stroke-width=\"2\""),
            ObstacleKind::Crane | ObstacleKind::Other => {
                format!("fill=\"{CLEAR}\" fill-opacity=\"0.18\" stroke=\"{CLEAR}\"")
            }
        };
        draw(pen, draughts, obstacle, view, &look);
    }
    centreline(pen, draughts, view);
}

/// What the camera sees at each hover, and the column of marks that it looks at.
pub(super) fn sight(pen: &mut Pen, plan: &Plan, view: &View) {
    let hovers = plan.draughts.iter().flat_map(|draughts| &draughts.hovers);
    for hover in hovers {
        let (from, to) = (
            view.px(hover.waypoint.position),
            view.px(hover.mark_position),
        );
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy).max(1e-6);
        // Half of what the picture shows of the plating, but enough to be seen on paper.
        let half = (0.5 * hover.picture_m() * view.px_per_m()).max(5.0);
        let side = |sign: f64| {
            (
                to.0 - sign * half * dy / length,
                to.1 + sign * half * dx / length,
            )
        };
        let look = format!("fill=\"{SIGHT}\" fill-opacity=\"0.45\" stroke=\"{SIGHT}\"");
        pen.path(&ring([from, side(1.0), side(-1.0)]), &look);
        mark(pen, to);
    }
}

/// Each hover with its number, and its name beside it.
pub(super) fn hovers(pen: &mut Pen, plan: &Plan, view: &View, labels: &mut Labels) {
    let Some(draughts) = &plan.draughts else {
        return;
    };
    for hover in &draughts.hovers {
        let (x, y) = view.px(hover.waypoint.position);
        labels.take([x - 12.0, y - 12.0, x + 12.0, y + 12.0]);
    }
    let hull: Vec<Point> = draughts
        .ship
        .corners()
        .iter()
        .map(|c| view.px(*c))
        .collect();
    labels.avoid(&hull);
    for (index, hover) in draughts.hovers.iter().enumerate() {
        let at = view.px(hover.waypoint.position);
        station(pen, at, index + 1, palette::sortie(hover.sortie));
        name(pen, hover, at, view, labels);
    }
}

/// An arrow that points as the sun's rays do.
pub(super) fn sun(pen: &mut Pen, plan: &Plan, view: &View, labels: &mut Labels) {
    let Some(sun) = plan.draughts.as_ref().and_then(|draughts| draughts.sun) else {
        return;
    };
    let [_, top, right, _] = view.edges();
    let (x, y) = (right - SUN_AT.0, top + SUN_AT.1);
    labels.take(labels::around((x, y), 58.0, 58.0));
    pen.circle((x, y), 25.0, "fill=\"#ffffff\" fill-opacity=\"0.85\"");
    pen.raw(&format!(
        "<g transform=\"translate({} {}) rotate({})\">\n",
        px(x),
        px(y),
        px((sun.azimuth_deg + 180.0).rem_euclid(360.0))
    ));
    pen.circle((0.0, 12.0), 5.5, &format!("fill=\"{SUN}\""));
    let stroke = format!("stroke=\"{SUN}\" stroke-width=\"2.2\" stroke-linecap=\"round\"");
    pen.path("M0 3L0 -10", &stroke);
    pen.path("M0 -19L5.5 -8L-5.5 -8Z", &format!("fill=\"{SUN}\""));
    pen.raw("</g>\n");
}

/// Where home lies, where it is off the sheet.
pub(super) fn home_off_sheet(pen: &mut Pen, plan: &Plan, view: &View) {
    let (Some(home), Some(_)) = (plan.home, &plan.draughts) else {
        return;
    };
    let [left, top, right, bottom] = view.edges();
    let (x, y) = view.px(home.position);
    if (left..=right).contains(&x) && (top..=bottom).contains(&y) {
        return;
    }
    let middle = (f64::midpoint(left, right), f64::midpoint(top, bottom));
    let (dx, dy) = (x - middle.0, y - middle.1);
    let room = ((right - left) / 2.0 - 30.0, (bottom - top) / 2.0 - 26.0);
    let scale = (room.0 / dx.abs().max(1e-6)).min(room.1 / dy.abs().max(1e-6));
    let tip = (middle.0 + dx * scale, middle.1 + dy * scale);
    let length = dx.hypot(dy);
    let back = (tip.0 - 26.0 * dx / length, tip.1 - 26.0 * dy / length);
    let ink = palette::INK;
    pen.path(
        &polyline([back, tip]),
        &format!("stroke=\"{ink}\" stroke-width=\"2\""),
    );
    super::route::arrow(
        pen,
        back,
        (2.0 * tip.0 - back.0, 2.0 * tip.1 - back.1),
        7.0,
        ink,
    );
    let away_m = view.centre().distance_m(home.position);
    let words = if away_m >= 1000.0 {
        format!("home {:.1} km", away_m / 1000.0)
    } else {
        format!("home {away_m:.0} m")
    };
    let anchor = if dx < 0.0 { "start" } else { "end" };
    let low = if dy > 0.0 { -8.0 } else { 18.0 };
    pen.text(&Text {
        x: back.0,
        y: back.1 + low,
        size: 12.0,
        weight: 600,
        anchor,
        halo: true,
        content: &words,
        ..Text::default()
    });
}

/// Everything that the sheet must show.
pub(super) fn places(draughts: &Draughts) -> Vec<Position> {
    let ship = &draughts.ship;
    let lines = ship
        .obstacles
        .iter()
        .filter(|o| o.kind != ObstacleKind::Quay);
    let corners = lines.flat_map(|obstacle| obstacle.shape.corners());
    let corners = corners.map(|[x, y]| ship.pose.position(ShipPoint::above_water(x, y, 0.0)));
    let hovers = draughts.hovers.iter().map(|hover| hover.waypoint.position);
    ship.corners()
        .into_iter()
        .chain(corners)
        .chain(hovers)
        .collect()
}

impl Column {
    /// What each hover is, in the order in which they are flown, and what is left out.
    pub(super) fn stations(&mut self, plan: &Plan) {
        let Some(draughts) = &plan.draughts else {
            return;
        };
        self.heading("Stations");
        for (index, hover) in draughts.hovers.iter().enumerate() {
            let colour = palette::sortie(hover.sortie);
            self.row(&hover.name(), |pen, at| station(pen, at, index + 1, colour));
            self.y -= 8.0;
            for line in facts(hover) {
                self.text(34.0, 400, palette::QUIET, &line);
                self.y += 15.0;
            }
            self.y += 6.0;
        }
        for refused in &draughts.refused {
            let name = crate::plan::draughts::name(refused.station, refused.side);
            let words = format!("not flown: {name}");
            self.row(&words, refused_mark);
            self.y -= 8.0;
            for line in lines(&refused.reason, 46).iter().take(4) {
                self.text(34.0, 400, palette::QUIET, line);
                self.y += 15.0;
            }
            self.y += 8.0;
        }
        self.y += 6.0;
    }

    /// What the signs of this room mean.
    pub(super) fn ship_key(&mut self, plan: &Plan) {
        let Some(draughts) = &plan.draughts else {
            return;
        };
        let hull = format!("fill=\"{HULL}\" stroke=\"{HULL_EDGE}\" stroke-width=\"1.6\"");
        let words = format!("Ship, heading {:.0}°", draughts.ship.pose.heading_deg);
        self.row(&words, |pen, (x, y)| {
            pen.rect((x - 12.0, y - 6.0), (24.0, 12.0), &hull);
        });
        let sight = format!("fill=\"{SIGHT}\" fill-opacity=\"0.45\" stroke=\"{SIGHT}\"");
        self.row("What the camera sees of the plating", |pen, (x, y)| {
            pen.path(
                &ring([(x - 12.0, y), (x + 10.0, y - 6.0), (x + 10.0, y + 6.0)]),
                &sight,
            );
            mark(pen, (x + 10.0, y));
        });
        if draughts
            .ship
            .obstacles
            .iter()
            .any(|o| o.kind != ObstacleKind::Quay)
        {
            let look = format!("fill=\"{CLEAR}\" fill-opacity=\"0.18\" stroke=\"{CLEAR}\"");
            self.row("Kept clear of: cranes, lines, deck", |pen, (x, y)| {
                pen.rect((x - 12.0, y - 6.0), (24.0, 12.0), &look);
            });
        }
        if draughts
            .ship
            .obstacles
            .iter()
            .any(|o| o.kind == ObstacleKind::Quay)
        {
            self.row("Quay", |pen, (x, y)| {
                pen.rect(
                    (x - 12.0, y - 6.0),
                    (24.0, 12.0),
                    &format!("fill=\"{QUAY}\""),
                );
            });
        }
    }
}

/// The sun in words.
pub(super) fn sun_words(sun: Sun) -> String {
    format!("{:.0}°, {:.0}° high", sun.azimuth_deg, sun.elevation_deg)
}

fn facts(hover: &Hover) -> [String; 2] {
    let light = match hover.light {
        Some(light) if light.sunlit => " · sunlit",
        Some(_) => " · in shade",
        None => "",
    };
    let lee = if hover.lee { " · lee" } else { "" };
    let off_m = hover.range_m * hover.gimbal_pitch_deg.to_radians().cos();
    [
        format!(
            "read for {:.0} s · {:.1} mm a pixel",
            hover.dwell_s, hover.mm_per_px
        ),
        format!(
            "{off_m:.0} m off, {:.0} m high{light}{lee}",
            hover.place.height_m()
        ),
    ]
}

/// Words broken into lines of at most so many letters.
fn lines(words: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(shortened(word, most)),
        }
    }
    lines
}

fn draw(pen: &mut Pen, draughts: &Draughts, obstacle: &Obstacle, view: &View, look: &str) {
    let pose = draughts.ship.pose;
    let corners = obstacle.shape.corners().into_iter();
    let corners = corners.map(|[forward_m, starboard_m]| {
        view.px(pose.position(ShipPoint::above_water(forward_m, starboard_m, 0.0)))
    });
    let d = match obstacle.shape {
        ObstacleShape::Line(..) => polyline(corners),
        ObstacleShape::Polygon(_) | ObstacleShape::Circle(..) => ring(corners),
    };
    pen.path(&d, look);
}

/// From stern to bow, with her name beside it.
fn centreline(pen: &mut Pen, draughts: &Draughts, view: &View) {
    let ship = &draughts.ship;
    let at = |forward_m: f64| {
        let point = ShipPoint::above_water(forward_m, 0.0, 0.0);
        view.px(ship.pose.position(point))
    };
    let (stern, bow) = (at(-ship.form.stern_m), at(ship.form.bow_m()));
    let look = format!("stroke=\"{HULL_EDGE}\" stroke-width=\"0.8\" stroke-dasharray=\"9 3 2 3\"");
    pen.path(&polyline([stern, bow]), &look);
    let (x, y) = (f64::midpoint(stern.0, bow.0), f64::midpoint(stern.1, bow.1));
    let angle = (bow.1 - stern.1).atan2(bow.0 - stern.0).to_degrees();
    // Never upside down.
    let angle = (angle + 90.0).rem_euclid(180.0) - 90.0;
    pen.raw(&format!(
        "<g transform=\"translate({} {}) rotate({})\">\n",
        px(x),
        px(y),
        px(angle)
    ));
    pen.text(&Text {
        y: -5.0,
        size: 12.5,
        weight: 600,
        anchor: "middle",
        halo: true,
        content: &shortened(&ship.name, 30),
        ..Text::default()
    });
    pen.raw("</g>\n");
}

fn mark(pen: &mut Pen, at: Point) {
    pen.circle(
        at,
        3.2,
        "fill=\"#ffffff\" stroke=\"#1d2733\" stroke-width=\"1.4\"",
    );
}

fn station(pen: &mut Pen, (x, y): Point, number: usize, colour: &str) {
    let look = format!("fill=\"{colour}\" stroke=\"#ffffff\" stroke-width=\"1.6\"");
    pen.circle((x, y), 9.5, &look);
    pen.text(&Text {
        x,
        y: y + 4.0,
        size: 11.5,
        weight: 700,
        fill: "#ffffff",
        anchor: "middle",
        content: &number.to_string(),
        ..Text::default()
    });
}

fn refused_mark(pen: &mut Pen, (x, y): Point) {
    let look = format!("stroke=\"{}\" stroke-width=\"2.4\"", palette::ZONE);
    pen.path(&polyline([(x - 6.0, y - 6.0), (x + 6.0, y + 6.0)]), &look);
    pen.path(&polyline([(x - 6.0, y + 6.0), (x + 6.0, y - 6.0)]), &look);
}

/// Beside its hover, on the side away from the ship where there is room.
fn name(pen: &mut Pen, hover: &Hover, at: Point, view: &View, labels: &mut Labels) {
    let words = hover.name();
    let width = labels::width(&words, 12.0, 600);
    let mark = view.px(hover.mark_position);
    let (dx, dy) = (at.0 - mark.0, at.1 - mark.1);
    let length = dx.hypot(dy).max(1e-6);
    let (ux, uy) = (dx / length, dy / length);
    let out = (
        at.0 + ux * (16.0 + width / 2.0 * ux.abs()),
        at.1 + uy * 22.0,
    );
    let places = [
        (0.0, out),
        (60.0, (at.0, at.1 - 18.0)),
        (60.0, (at.0, at.1 + 22.0)),
        (90.0, (at.0 + 16.0 + width / 2.0, at.1 + 3.0)),
        (90.0, (at.0 - 16.0 - width / 2.0, at.1 + 3.0)),
    ];
    let area = |(x, y): Point| [x - width / 2.0, y - 8.0, x + width / 2.0, y + 8.0];
    if let Some((x, y)) = labels.take_best(&places, area) {
        pen.text(&Text {
            x,
            y: y + 4.0,
            size: 12.0,
            weight: 600,
            anchor: "middle",
            halo: true,
            content: &words,
            ..Text::default()
        });
    }
}
