//! What the picture's marks mean, and what each sortie costs.

use super::pen::{Pen, Point, Text, polyline, shortened};
use super::{
    LEGEND_LEFT, LEGEND_WIDTH, MAP_TOP, Overlay, furniture, heights, overlay, palette, ship,
};
use crate::frames::LocalPlane;
use crate::geodesy::Region;
use crate::plan::{Cost, Plan, Sortie};
use crate::time::lasting;

pub(super) struct Legend {
    pub(super) svg: String,
    pub(super) height: f64,
}

/// Width of the names before facts, pixels.
const NAMES: f64 = 76.0;
/// Lists longer than this are cut, and say so.
const MOST_SORTIES: usize = 12;
const MOST_EVENTS: usize = 14;

pub(super) fn draw(plan: &Plan, overlay: &Overlay<'_>) -> Legend {
    let mut column = Column {
        pen: Pen::default(),
        y: MAP_TOP + 12.0,
    };
    if !plan.sorties.is_empty() {
        column.heading("Sorties");
        for (index, sortie) in plan.sorties.iter().take(MOST_SORTIES).enumerate() {
            column.sortie(index, sortie, overlay.sortie == Some(index));
        }
        column.rest(plan.sorties.len(), MOST_SORTIES, "sorties");
        if plan.sorties.len() > 1 {
            let total = plan.sorties.iter().map(cost).sum();
            column.line("Together", &words(total), 600);
        }
        column.y += 14.0;
    }
    column.stations(plan);
    column.facts(plan, overlay);
    column.heading("Key");
    column.key(plan, overlay);
    if !overlay.events.is_empty() {
        column.y += 14.0;
        column.heading("Events");
        for (index, event) in overlay.events.iter().take(MOST_EVENTS).enumerate() {
            column.row(event.text, |pen, at| overlay::mark(pen, at, index + 1));
        }
        column.rest(overlay.events.len(), MOST_EVENTS, "events");
    }
    Legend {
        height: column.y - MAP_TOP,
        svg: column.pen.finish(),
    }
}

/// The line under the title.
pub(super) fn summary(plan: &Plan) -> String {
    let mut parts = Vec::new();
    let area_m2: f64 = plan.area.iter().map(area_m2).sum();
    if area_m2 >= 1e5 {
        parts.push(format!("{:.2} km²", area_m2 / 1e6));
    } else if area_m2 > 0.0 {
        parts.push(format!("{:.2} ha", area_m2 / 1e4));
    }
    let sorties = plan.sorties.len();
    parts.push(format!(
        "{sorties} sortie{}",
        if sorties == 1 { "" } else { "s" }
    ));
    if let Some(swath_m) = plan.swath_m {
        parts.push(format!("swath {swath_m:.0} m"));
    }
    if let Some(cruise_m_s) = plan.cruise_m_s {
        parts.push(format!("{cruise_m_s:.1} m/s"));
    }
    parts.join(" · ")
}

pub(super) struct Column {
    pen: Pen,
    pub(super) y: f64,
}

impl Column {
    pub(super) fn heading(&mut self, content: &str) {
        self.pen.text(&Text {
            x: LEGEND_LEFT,
            y: self.y,
            size: 13.0,
            weight: 700,
            content,
            ..Text::default()
        });
        let (right, y) = (LEGEND_LEFT + LEGEND_WIDTH, self.y + 7.0);
        let rule = format!("stroke=\"{}\" stroke-width=\"1\"", palette::FAINT);
        self.pen
            .path(&polyline([(LEGEND_LEFT, y), (right, y)]), &rule);
        self.y += 27.0;
    }

    fn sortie(&mut self, index: usize, sortie: &Sortie, is_flown: bool) {
        let y = self.y - 4.0;
        let colour = palette::sortie(index);
        self.pen.path(
            &polyline([(LEGEND_LEFT, y), (LEGEND_LEFT + 24.0, y)]),
            &format!("stroke=\"{colour}\" stroke-width=\"4\" stroke-linecap=\"round\""),
        );
        let flown = if is_flown { " · flown" } else { "" };
        let name = format!(
            "Sortie {} · vehicle {}{flown}",
            index + 1,
            sortie.vehicle + 1
        );
        self.text(34.0, 600, palette::INK, &name);
        self.y += 16.0;
        self.text(34.0, 400, palette::QUIET, &words(cost(sortie)));
        self.y += 21.0;
    }

    /// What is said of the plan, or of the flight.
    fn facts(&mut self, plan: &Plan, overlay: &Overlay<'_>) {
        let heading = if overlay.track.is_empty() {
            "Plan"
        } else {
            "Flight"
        };
        let mut facts: Vec<(&str, String)> = Vec::new();
        facts.extend(heights::words(plan, overlay.sortie).map(|height| ("Height", height)));
        if !overlay.track.is_empty() {
            let pairs = overlay.track.windows(2);
            let distance_m = pairs
                .map(|pair| pair.first().zip(pair.last()))
                .map(|ends| ends.map_or(0.0, |(a, b)| a.distance_m(*b)))
                .sum();
            facts.push(("Flown", distance(distance_m)));
        }
        let wind = overlay.wind.filter(|wind| wind.speed_m_s > 0.0);
        facts.extend(wind.map(|wind| ("Wind", furniture::wind_words(wind))));
        let sun = plan.draughts.as_ref().and_then(|draughts| draughts.sun);
        facts.extend(sun.map(|sun| ("Sun", ship::sun_words(sun))));
        facts.extend(overlay.facts.iter().cloned());
        if facts.is_empty() {
            return;
        }
        self.heading(heading);
        for (name, value) in &facts {
            self.text(0.0, 400, palette::QUIET, name);
            self.text(NAMES, 400, palette::INK, &shortened(value, 32));
            self.y += 18.0;
        }
        self.y += 17.0;
    }

    fn line(&mut self, name: &str, value: &str, weight: u16) {
        self.text(34.0, weight, palette::INK, name);
        self.y += 16.0;
        self.text(34.0, 400, palette::QUIET, value);
        self.y += 21.0;
    }

    fn rest(&mut self, all: usize, shown: usize, what: &str) {
        if let Some(more) = all.checked_sub(shown).filter(|more| *more > 0) {
            self.text(
                34.0,
                400,
                palette::QUIET,
                &format!("and {more} more {what}"),
            );
            self.y += 21.0;
        }
    }

    pub(super) fn row(&mut self, name: &str, symbol: impl FnOnce(&mut Pen, Point)) {
        symbol(&mut self.pen, (LEGEND_LEFT + 12.0, self.y - 4.0));
        self.text(34.0, 400, palette::INK, &shortened(name, 42));
        self.y += 23.0;
    }

    pub(super) fn text(&mut self, dx: f64, weight: u16, fill: &str, content: &str) {
        self.pen.text(&Text {
            x: LEGEND_LEFT + dx,
            y: self.y,
            size: 12.0,
            weight,
            fill,
            content,
            ..Text::default()
        });
    }
}

/// The stated cost; without one, at least the distance between the waypoints.
fn cost(sortie: &Sortie) -> Cost {
    if sortie.cost != Cost::default() {
        return sortie.cost;
    }
    let places: Vec<_> = sortie.legs.iter().map(|leg| leg.to.position).collect();
    let pairs = places.iter().zip(places.iter().skip(1));
    Cost {
        distance_m: pairs.map(|(from, to)| from.distance_m(*to)).sum(),
        ..Cost::default()
    }
}

fn words(cost: Cost) -> String {
    let mut words = vec![distance(cost.distance_m)];
    if cost.time_s > 0.0 {
        words.push(lasting(cost.time_s));
    }
    if cost.energy_wh > 0.0 {
        words.push(format!("{:.1} Wh", cost.energy_wh));
    }
    words.join(" · ")
}

fn distance(metres: f64) -> String {
    if metres >= 1000.0 {
        format!("{:.2} km", metres / 1000.0)
    } else {
        format!("{metres:.0} m")
    }
}

/// On the plane about the first corner; the holes taken off.
fn area_m2(region: &Region) -> f64 {
    let Some(origin) = region.outer.first() else {
        return 0.0;
    };
    let plane = LocalPlane::at(*origin);
    let ring_m2 = |ring: &[crate::geodesy::Position]| {
        let points: Vec<_> = ring.iter().map(|corner| plane.to_plane(*corner)).collect();
        let next = points.iter().skip(1).chain(points.first());
        let doubled: f64 = points
            .iter()
            .zip(next)
            .map(|(a, b)| a.x * b.y - b.x * a.y)
            .sum();
        doubled.abs() / 2.0
    };
    let holes: f64 = region.holes.iter().map(|hole| ring_m2(hole)).sum();
    ring_m2(&region.outer) - holes
}
