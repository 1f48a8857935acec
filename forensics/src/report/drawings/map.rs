//! Maps without any map behind them: a grid of degrees, a scale, north, and what the case knows.
//! Flights that are far apart are on maps of their own.

use geo::{Coord, LineString, Simplify as _};
use missions::frames::LocalPlane;
use missions::geodesy::Position;

use super::steps::{round_below, ticks};
use crate::analysis::{FlightId, Flown};
use crate::report::drawing::{Anchor, Drawing, Ink, Stroke};
use crate::report::{Material, words};

/// The sheet.
const SIZE: [f64; 2] = [720.0, 520.0];
/// Height of the strip under it that says what the marks mean.
const KEY: f64 = 30.0;
/// Free about what is drawn.
const EDGE: f64 = 46.0;
/// Flights whose middles are farther from each other are on different maps, metres.
const APART_M: f64 = 30_000.0;
/// A map shows at least so much, metres.
const LEAST_M: f64 = 60.0;
/// Shorter detours than this are not drawn, units of the sheet.
const DETAIL: f64 = 0.4;
/// So many maps at most.
const MOST: usize = 8;

/// A map for each of the most flown regions of the case, each with what it shows; and how many
/// regions there are.
pub(in crate::report) fn maps(material: &Material<'_>) -> (Vec<(Drawing, String)>, usize) {
    let flights = Flown::all(material.exhibits);
    let mut regions: Vec<(Position, Vec<&Flown<'_>>)> = Vec::new();
    for flown in &flights {
        let Some(first) = flown.samples().first() else {
            continue;
        };
        let near = regions
            .iter_mut()
            .find(|(place, _)| place.distance_m(first.position) < APART_M);
        match near {
            Some((_, members)) => members.push(flown),
            None => regions.push((first.position, vec![flown])),
        }
    }
    regions.retain(|(_, members)| members.iter().any(|flown| is_way(flown)));
    regions.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
    let drawn = regions.iter().take(MOST);
    let maps = drawn.map(|(_, members)| map(material, members));
    (maps.collect(), regions.len())
}

/// Whether there is something to see: a flight that stays where it is is a mark in a table.
fn is_way(flown: &Flown<'_>) -> bool {
    flown
        .farthest()
        .is_some_and(|(_, far_m)| far_m > LEAST_M / 4.0)
}

fn map(material: &Material<'_>, flights: &[&Flown<'_>]) -> (Drawing, String) {
    let ids: Vec<FlightId> = flights.iter().map(|flown| flown.id).collect();
    let places: Vec<Position> = flights
        .iter()
        .flat_map(|flown| flown.samples().iter().map(|sample| sample.position))
        .collect();
    let sheet = Sheet::about(&places);
    let count = words::count(flights.len(), "flight", "flights");
    let middle = words::place(sheet.middle);
    let caption = format!("{count} about {middle}. North is up.");
    let mut map = Map {
        drawing: Drawing::new([SIZE[0], SIZE[1] + KEY], format!("Map of {caption}")),
        sheet,
    };
    map.grid();
    map.asked(material);
    for flown in flights {
        map.track(flown);
    }
    map.marks(material, &ids);
    map.furniture();
    (map.drawing, caption)
}

/// How places come onto the sheet.
struct Sheet {
    middle: Position,
    plane: LocalPlane,
    /// The plane's point in the middle of the sheet, metres.
    centre: Coord,
    /// Units of the sheet a metre.
    scale: f64,
}

impl Sheet {
    fn about(places: &[Position]) -> Self {
        let origin = places.first().copied();
        let origin = origin.unwrap_or_else(|| Position::from_e7(0, 0).expect("0, 0 is a position"));
        let plane = LocalPlane::at(origin);
        let mut low = plane.to_plane(origin);
        let mut high = low;
        for place in places {
            let point = plane.to_plane(*place);
            low = Coord {
                x: low.x.min(point.x),
                y: low.y.min(point.y),
            };
            high = Coord {
                x: high.x.max(point.x),
                y: high.y.max(point.y),
            };
        }
        let centre = Coord {
            x: low.x.midpoint(high.x),
            y: low.y.midpoint(high.y),
        };
        let [width, height] = SIZE.map(|side| side - 2.0 * EDGE);
        let wide = (high.x - low.x).max(LEAST_M);
        let tall = (high.y - low.y).max(LEAST_M);
        Self {
            middle: plane.to_position(centre),
            plane,
            centre,
            scale: (width / wide).min(height / tall),
        }
    }

    fn at(&self, place: Position) -> [f64; 2] {
        let point = self.plane.to_plane(place);
        let east = (point.x - self.centre.x) * self.scale;
        let north = (point.y - self.centre.y) * self.scale;
        [SIZE[0] / 2.0 + east, SIZE[1] / 2.0 - north]
    }

    /// The place under a point of the sheet.
    fn under(&self, [x, y]: [f64; 2]) -> Position {
        let point = Coord {
            x: self.centre.x + (x - SIZE[0] / 2.0) / self.scale,
            y: self.centre.y + (SIZE[1] / 2.0 - y) / self.scale,
        };
        self.plane.to_position(point)
    }
}

struct Map {
    drawing: Drawing,
    sheet: Sheet,
}

impl Map {
    /// Lines of longitude and latitude, with their degrees.
    fn grid(&mut self) {
        self.drawing
            .rectangle([0.0, 0.0, SIZE[0], SIZE[1]], Ink::Paper);
        let north_west = self.sheet.under([0.0, 0.0]);
        let south_east = self.sheet.under(SIZE);
        let (west, east) = (north_west.longitude_deg(), south_east.longitude_deg());
        let (south, north) = (south_east.latitude_deg(), north_west.latitude_deg());
        let stroke = Stroke::solid(Ink::Pale, 0.7);
        let step = round_below((east - west).max(1e-6) / 4.0);
        for longitude in ticks(west, east, step) {
            if let Ok(place) = Position::new(south.midpoint(north), longitude) {
                let [x, _] = self.sheet.at(place);
                self.drawing.line(vec![[x, 0.0], [x, SIZE[1]]], stroke);
                let text = words::degrees(longitude, step, "E", "W");
                self.drawing
                    .label([x + 3.0, SIZE[1] - 5.0], text, Ink::Grey);
            }
        }
        let step = round_below((north - south).max(1e-6) / 3.0);
        for latitude in ticks(south, north, step) {
            if let Ok(place) = Position::new(latitude, west.midpoint(east)) {
                let [_, y] = self.sheet.at(place);
                self.drawing.line(vec![[0.0, y], [SIZE[0], y]], stroke);
                let text = words::degrees(latitude, step, "N", "S");
                self.drawing.label([4.0, y - 3.0], text, Ink::Grey);
            }
        }
    }

    /// The lines and areas of the questions.
    fn asked(&mut self, material: &Material<'_>) {
        use crate::analysis::Asked;
        for question in &material.questions.all {
            let mut outline: Vec<[f64; 2]> = match &question.asked {
                Asked::Line { points, .. } => points.iter().map(|p| self.sheet.at(*p)).collect(),
                Asked::Area(region) => region.outer.iter().map(|p| self.sheet.at(*p)).collect(),
            };
            if matches!(question.asked, Asked::Area(_)) {
                outline.extend(outline.first().copied());
            }
            let named = outline.iter().copied().find(|point| is_on(*point));
            self.drawing.line(outline, Stroke::dashed(Ink::Border, 2.0));
            if let Some([x, y]) = named {
                self.drawing
                    .label([x + 6.0, y - 6.0], &question.name, Ink::Border);
            }
        }
    }

    fn track(&mut self, flown: &Flown<'_>) {
        let points = flown.samples().iter().map(|sample| {
            let [x, y] = self.sheet.at(sample.position);
            Coord { x, y }
        });
        let line: LineString = points.collect();
        let line = line.simplify(DETAIL);
        let points = line.0.iter().map(|point| [point.x, point.y]).collect();
        self.drawing.line(points, Stroke::solid(Ink::Track, 1.1));
    }

    /// Launch places, people, crossings, what may have been released.
    fn marks(&mut self, material: &Material<'_>, ids: &[FlightId]) {
        let analysis = material.analysis;
        for crossing in analysis
            .crossings
            .iter()
            .filter(|one| ids.contains(&one.flight))
        {
            let at = self.sheet.at(crossing.position);
            self.drawing.disc(at, 3.2, Ink::Border);
        }
        for release in analysis
            .releases
            .iter()
            .filter(|one| ids.contains(&one.flight))
        {
            if let Some(position) = release.position {
                self.triangle(self.sheet.at(position));
            }
        }
        for logged in analysis
            .operators_logged
            .iter()
            .filter(|one| ids.contains(&one.flight))
        {
            self.square(self.sheet.at(logged.position));
        }
        for (number, cell) in (1..).zip(&analysis.launches) {
            if cell.flights.iter().any(|id| ids.contains(id)) {
                let [x, y] = self.sheet.at(cell.position);
                self.drawing
                    .ring([x, y], 9.0, Stroke::solid(Ink::Launch, 2.4));
                self.drawing
                    .label([x + 12.0, y + 4.0], format!("L{number}"), Ink::Launch);
            }
        }
    }

    /// Scale, north, and what the marks mean.
    fn furniture(&mut self) {
        let most = 150.0 / self.sheet.scale;
        let length_m = round_below(most);
        let (x, y) = (SIZE[0] - 20.0, SIZE[1] - 26.0);
        let left = x - length_m * self.sheet.scale;
        self.drawing
            .rectangle([left - 8.0, y - 20.0, x - left + 16.0, 28.0], Ink::White);
        self.drawing.line(
            vec![[left, y - 4.0], [left, y], [x, y], [x, y - 4.0]],
            Stroke::solid(Ink::Black, 1.4),
        );
        self.drawing.lettering(
            [left.midpoint(x), y - 7.0],
            words::metres(length_m),
            Anchor::Middle,
            Ink::Black,
        );
        let tip = [SIZE[0] - 26.0, 16.0];
        self.drawing.area(
            vec![
                tip,
                [tip[0] - 6.0, tip[1] + 20.0],
                [tip[0] + 6.0, tip[1] + 20.0],
            ],
            Ink::Black,
        );
        self.drawing
            .lettering([tip[0], tip[1] + 33.0], "N", Anchor::Middle, Ink::Black);
        self.key();
    }

    /// What the marks mean, under the map.
    fn key(&mut self) {
        let y = SIZE[1] + 15.0;
        self.drawing
            .rectangle([0.0, SIZE[1], SIZE[0], KEY], Ink::White);
        let rows = [
            (12.0, "track"),
            (84.0, "crossing"),
            (166.0, "possible release"),
            (292.0, "person, as logged"),
            (424.0, "place of launch"),
            (548.0, "asked about"),
        ];
        for (row, (x, text)) in rows.into_iter().enumerate() {
            self.drawing.label([x + 24.0, y + 3.5], text, Ink::Black);
            let (x, line) = (x + 9.0, vec![[x, y], [x + 18.0, y]]);
            match row {
                0 => self.drawing.line(line, Stroke::solid(Ink::Track, 1.6)),
                1 => self.drawing.disc([x, y], 3.2, Ink::Border),
                2 => self.triangle([x, y]),
                3 => self.square([x, y]),
                4 => self
                    .drawing
                    .ring([x, y], 6.0, Stroke::solid(Ink::Launch, 2.4)),
                _ => self.drawing.line(line, Stroke::dashed(Ink::Border, 2.0)),
            }
        }
    }

    fn triangle(&mut self, [x, y]: [f64; 2]) {
        let corners = vec![[x, y + 6.0], [x - 5.5, y - 4.0], [x + 5.5, y - 4.0]];
        self.drawing.area(corners, Ink::Release);
    }

    fn square(&mut self, [x, y]: [f64; 2]) {
        self.drawing
            .rectangle([x - 4.0, y - 4.0, 8.0, 8.0], Ink::Person);
    }
}

fn is_on([x, y]: [f64; 2]) -> bool {
    (20.0..SIZE[0] - 80.0).contains(&x) && (30.0..SIZE[1] - 20.0).contains(&y)
}
