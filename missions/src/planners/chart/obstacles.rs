//! Fence and obstacles drawn on the plane, as they are given.

use geo::{BooleanOps, BoundingRect, Coord, MultiPolygon, Polygon, Rect};

use crate::frames::LocalPlane;
use crate::geodesy::{Position, Shape};
use crate::mission::Mission;
use crate::plan::coverage::shape;

/// Corners of a polygon that stands for a circle.
const CIRCLE_CORNERS: u32 = 48;

/// A shape all of whose corners lie farther away than this, metres, is left out before it is
/// drawn: the plane shows the other side of the earth inside out.
const OTHER_SIDE_M: f64 = 5_000_000.0;

/// A thing that must not be entered at the mission's height.
#[derive(Debug)]
pub(super) struct Obstacle {
    pub(super) name: String,
    /// As given; a circle's corners lie outside it, so that its sides touch the circle.
    pub(super) shape: MultiPolygon<f64>,
    /// Centre and radius, if it is a circle.
    pub(super) circle: Option<(Coord<f64>, f64)>,
    pub(super) bounds: Rect<f64>,
}

impl Obstacle {
    fn new(name: String, outline: &Shape, plane: LocalPlane) -> Option<Self> {
        if !is_on_this_side(outline, plane.origin()) {
            return None;
        }
        let outside = 1.0 / (std::f64::consts::PI / f64::from(CIRCLE_CORNERS)).cos();
        let shape = drawn(outline, plane, outside);
        let circle = match outline {
            Shape::Circle { centre, radius_m } => Some((plane.to_plane(*centre), *radius_m)),
            Shape::Polygon(_) => None,
        };
        let bounds = shape.bounding_rect()?;
        Some(Self {
            name,
            shape,
            circle,
            bounds,
        })
    }
}

fn is_on_this_side(outline: &Shape, middle: Position) -> bool {
    match outline {
        Shape::Polygon(region) => {
            let mut places = region.outer.iter();
            places.any(|place| place.distance_m(middle) < OTHER_SIDE_M)
        }
        Shape::Circle { centre, radius_m } => centre.distance_m(middle) - radius_m < OTHER_SIDE_M,
    }
}

/// The intersection of all inclusions; none if there are none.
pub(super) fn fence(mission: &Mission, plane: LocalPlane) -> Option<MultiPolygon<f64>> {
    let fence = mission.airspace.fence.as_ref()?;
    fence
        .inclusions
        .iter()
        .map(|inclusion| drawn(inclusion, plane, 1.0))
        .reduce(|all, next| all.intersection(&next))
}

/// What blocks the way at the mission's height.
pub(super) fn obstacles(mission: &Mission, plane: LocalPlane) -> Vec<Obstacle> {
    let exclusions = mission
        .airspace
        .fence
        .iter()
        .flat_map(|fence| &fence.exclusions)
        .enumerate()
        .map(|(index, shape)| (format!("exclusion {} of the fence", index + 1), shape));
    let (height_m, margin_m) = (mission.height_m, mission.margins.vertical_m);
    let zones = mission.airspace.zones.iter().filter_map(|zone| {
        let band = zone.widest_band(mission.home.height.metres, mission.ground_m);
        let blocks = band.comes_near(height_m, margin_m);
        blocks.then(|| (zone.called(), &zone.shape))
    });
    exclusions
        .chain(zones)
        .filter_map(|(name, shape)| Obstacle::new(name, shape, plane))
        .collect()
}

fn drawn(outline: &Shape, plane: LocalPlane, circle_scale: f64) -> MultiPolygon<f64> {
    match outline {
        Shape::Polygon(region) => shape(std::slice::from_ref(region), plane),
        Shape::Circle { centre, radius_m } => {
            let centre = plane.to_plane(*centre);
            let ring = circle(centre, radius_m * circle_scale, CIRCLE_CORNERS);
            MultiPolygon(vec![ring])
        }
    }
}

/// A regular polygon with its corners on a circle.
pub(super) fn circle(centre: Coord<f64>, radius_m: f64, corners: u32) -> Polygon<f64> {
    let ring = (0..corners)
        .map(|corner| {
            let angle = f64::from(corner) / f64::from(corners) * std::f64::consts::TAU;
            Coord {
                x: centre.x + radius_m * angle.cos(),
                y: centre.y + radius_m * angle.sin(),
            }
        })
        .collect();
    Polygon::new(ring, Vec::new())
}
