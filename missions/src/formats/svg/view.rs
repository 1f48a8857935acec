//! Which part of the earth is on the sheet, and where on the page a position is.

use geo::Coord;

use super::pen::{Pen, Point};
use super::{MAP_LEFT, MAP_TOP, MAP_WIDTH, Overlay, palette, ship};
use crate::frames::LocalPlane;
use crate::geodesy::{Position, Shape};
use crate::plan::{Plan, Task};

/// Heights that the map may have, pixels.
const LOWEST: f64 = 420.0;
const HIGHEST: f64 = 980.0;
/// Share of the map that is left free at each side.
const MARGIN: f64 = 0.07;
/// How much wider than the rest a fence may be and still be shown whole.
const WIDEST_FENCE: f64 = 1.6;
/// Less than this is never shown, metres: a plan of one point has no size.
const SMALLEST_M: f64 = 60.0;

#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    plane: LocalPlane,
    px_per_m: f64,
    height: f64,
}

impl View {
    /// Everything that is planned and flown; a fence too, unless it is so wide that the rest
    /// would shrink to nothing. Zones do not widen the view.
    pub(super) fn of(plan: &Plan, overlay: &Overlay<'_>, legend_height: f64) -> Self {
        let wanted = content(plan, overlay);
        let fallback = Position::new(0.0, 0.0).expect("0, 0 is a position");
        let first = wanted.first().copied().unwrap_or(fallback);
        let plane = LocalPlane::at(first);
        let mut bounds = Bounds::of(plane, &wanted);
        let with_fence = bounds.with(&Bounds::of(plane, &fence(plan)));
        if with_fence.span() <= WIDEST_FENCE * bounds.span() {
            bounds = with_fence;
        }
        let (width_m, height_m) = bounds.size();
        let free = 1.0 - 2.0 * MARGIN;
        let natural = MAP_WIDTH * height_m / width_m;
        let lowest = LOWEST.max(legend_height).min(HIGHEST.max(legend_height));
        let height = natural.clamp(lowest, HIGHEST.max(lowest)).round();
        Self {
            plane: LocalPlane::at(plane.to_position(bounds.middle())),
            px_per_m: (MAP_WIDTH * free / width_m).min(height * free / height_m),
            height,
        }
    }

    pub(super) const fn height(&self) -> f64 {
        self.height
    }

    pub(super) const fn px_per_m(&self) -> f64 {
        self.px_per_m
    }

    /// The middle of the map.
    pub(super) const fn centre(&self) -> Position {
        self.plane.origin()
    }

    /// Where a position is on the page.
    pub(super) fn px(&self, position: Position) -> Point {
        let metres = self.plane.to_plane(position);
        (
            MAP_LEFT + MAP_WIDTH / 2.0 + metres.x * self.px_per_m,
            MAP_TOP + self.height / 2.0 - metres.y * self.px_per_m,
        )
    }

    /// Which position is at a point of the page.
    pub(super) fn position(&self, (x, y): Point) -> Position {
        self.plane.to_position(Coord {
            x: (x - MAP_LEFT - MAP_WIDTH / 2.0) / self.px_per_m,
            y: (MAP_TOP + self.height / 2.0 - y) / self.px_per_m,
        })
    }

    /// Left, top, right, bottom.
    pub(super) fn edges(&self) -> [f64; 4] {
        let (right, bottom) = (MAP_LEFT + MAP_WIDTH, MAP_TOP + self.height);
        [MAP_LEFT, MAP_TOP, right, bottom]
    }

    pub(super) fn sheet(&self, pen: &mut Pen) {
        self.rect(pen, &format!("fill=\"{}\"", palette::SHEET));
    }

    pub(super) fn clip(&self, pen: &mut Pen) {
        self.rect(pen, "");
    }

    pub(super) fn border(&self, pen: &mut Pen) {
        let stroke = format!(
            "fill=\"none\" stroke=\"{}\" stroke-width=\"1.2\"",
            palette::INK
        );
        self.rect(pen, &stroke);
    }

    fn rect(&self, pen: &mut Pen, attributes: &str) {
        pen.rect((MAP_LEFT, MAP_TOP), (MAP_WIDTH, self.height), attributes);
    }
}

fn content(plan: &Plan, overlay: &Overlay<'_>) -> Vec<Position> {
    if let Some(draughts) = &plan.draughts {
        // A ship is small beside her distance from home, and is what the sheet is for.
        let track = overlay.track.is_empty();
        return ship::places(draughts)
            .into_iter()
            .chain(
                overlay
                    .events
                    .iter()
                    .filter(|_| track)
                    .map(|event| event.position),
            )
            .collect();
    }
    let mut all: Vec<Position> = plan.home.map(|home| home.position).into_iter().collect();
    all.extend(
        plan.area
            .iter()
            .flat_map(|region| region.outer.iter().copied()),
    );
    for leg in plan.sorties.iter().flat_map(|sortie| &sortie.legs) {
        all.push(leg.to.position);
        if let Task::Orbit {
            centre, radius_m, ..
        } = leg.task
        {
            all.extend(around(centre, radius_m));
        }
    }
    all.extend(plan.airspace.rally.iter().map(|point| point.position));
    all.extend(overlay.track);
    all.extend(overlay.events.iter().map(|event| event.position));
    all
}

fn fence(plan: &Plan) -> Vec<Position> {
    let shapes = plan
        .airspace
        .fence
        .iter()
        .flat_map(|fence| &fence.inclusions);
    shapes
        .flat_map(|shape| match shape {
            Shape::Polygon(region) => region.outer.clone(),
            Shape::Circle { centre, radius_m } => around(*centre, *radius_m),
        })
        .collect()
}

fn around(centre: Position, radius_m: f64) -> Vec<Position> {
    let reach_m = radius_m.clamp(0.0, 1e6);
    [0.0, 90.0, 180.0, 270.0]
        .map(|bearing| centre.offset(bearing, reach_m))
        .to_vec()
}

#[derive(Clone, Copy)]
struct Bounds {
    low: Coord<f64>,
    high: Coord<f64>,
}

impl Bounds {
    fn of(plane: LocalPlane, positions: &[Position]) -> Self {
        let mut points = positions.iter().map(|position| plane.to_plane(*position));
        let first = points.next().unwrap_or_default();
        let one = Self {
            low: first,
            high: first,
        };
        points.fold(one, |bounds, point| {
            bounds.with(&Self {
                low: point,
                high: point,
            })
        })
    }

    fn with(&self, other: &Self) -> Self {
        Self {
            low: Coord {
                x: self.low.x.min(other.low.x),
                y: self.low.y.min(other.low.y),
            },
            high: Coord {
                x: self.high.x.max(other.high.x),
                y: self.high.y.max(other.high.y),
            },
        }
    }

    fn size(&self) -> (f64, f64) {
        let size = self.high - self.low;
        (size.x.max(SMALLEST_M), size.y.max(SMALLEST_M))
    }

    fn span(&self) -> f64 {
        let (width, height) = self.size();
        width.max(height)
    }

    fn middle(&self) -> Coord<f64> {
        (self.low + self.high) / 2.0
    }
}
