//! An area and the stays of tracks inside it.

use geo::{Contains as _, Coord, LineString, Point, Polygon};
use missions::frames::{LocalPlane, from_segment_m};
use missions::geodesy::{Position, Region};
use missions::time::BootTime;

use super::{Visit, near, place_error_m, rounding_m};
use crate::analysis::Flown;
use crate::flight::Fix;

/// An area in longitude and latitude, turned so that it does not go over the antimeridian.
pub(super) struct Zone<'q> {
    name: &'q str,
    polygon: Polygon<f64>,
    region: &'q Region,
    /// The longitude that all others are near to.
    about: f64,
}

/// A run of fixes inside, by their numbers.
struct Stay {
    first: usize,
    last: usize,
}

impl<'q> Zone<'q> {
    pub(super) fn new(name: &'q str, region: &'q Region) -> Self {
        let about = region
            .outer
            .first()
            .map_or(0.0, |corner| corner.longitude_deg());
        let ring = |corners: &Vec<Position>| {
            LineString::new(corners.iter().map(|corner| flat(*corner, about)).collect())
        };
        let holes = region.holes.iter().map(ring).collect();
        Self {
            name,
            polygon: Polygon::new(ring(&region.outer), holes),
            region,
            about,
        }
    }

    fn holds(&self, place: Position) -> bool {
        self.polygon.contains(&Point::from(flat(place, self.about)))
    }

    /// Every stay of a flight, in order.
    pub(super) fn visited_by(&self, flown: &Flown<'_>) -> Vec<Visit> {
        let rounding_m = rounding_m(flown);
        let stays = self.stays(flown.fixes());
        stays
            .iter()
            .filter_map(|stay| self.visit(flown, stay, rounding_m))
            .collect()
    }

    fn stays(&self, fixes: &[&Fix]) -> Vec<Stay> {
        let mut stays: Vec<Stay> = Vec::new();
        let mut is_inside = false;
        for (number, fix) in fixes.iter().enumerate() {
            let holds = self.holds(fix.sample.position);
            match stays.last_mut() {
                Some(stay) if holds && is_inside => stay.last = number,
                _ if holds => stays.push(Stay {
                    first: number,
                    last: number,
                }),
                _ => {}
            }
            is_inside = holds;
        }
        stays
    }

    fn visit(&self, flown: &Flown<'_>, stay: &Stay, rounding_m: f64) -> Option<Visit> {
        let fixes = flown.fixes();
        let inside = fixes.get(stay.first..=stay.last)?;
        let (first, last) = (inside.first()?, inside.last()?);
        let before = stay
            .first
            .checked_sub(1)
            .and_then(|before| fixes.get(before));
        let after = fixes.get(stay.last.saturating_add(1));
        let entered = before.map(|before| self.edge(before, first));
        let left = after.map(|after| self.edge(after, last));
        let (deepest, deepest_m) = self.deepest(inside)?;
        let heights = inside.iter().filter_map(|fix| flown.height_m(&fix.sample));
        let from = entered.unwrap_or(first.sample.time);
        let to = left.unwrap_or(last.sample.time);
        Some(Visit {
            flight: flown.id,
            area: self.name.to_owned(),
            entered: entered.map(|at| flown.dating.when(at)),
            left: left.map(|at| flown.dating.when(at)),
            seconds: to.since(from).as_secs_f64(),
            deepest_m,
            position: deepest.sample.position,
            lowest_m: heights.reduce(f64::min),
            confidence: deepest.confidence,
            is_certain: deepest_m > place_error_m(deepest, deepest, rounding_m),
            sources: [first, last].map(|fix| flown.source(fix.trace)),
        })
    }

    /// When the edge was passed between a fix outside and one inside, by halving.
    fn edge(&self, outside: &Fix, inside: &Fix) -> BootTime {
        let (out, mut within) = (outside.sample.position, 1.0);
        let (bearing, way_m) = (
            out.bearing_deg(inside.sample.position),
            out.distance_m(inside.sample.position),
        );
        let mut without = 0.0;
        for _ in 0..20 {
            let middle = f64::midpoint(without, within);
            if self.holds(out.offset(bearing, way_m * middle)) {
                within = middle;
            } else {
                without = middle;
            }
        }
        let (from, to) = (
            outside.sample.time.as_secs_f64(),
            inside.sample.time.as_secs_f64(),
        );
        BootTime::from_secs_f64(from + within * (to - from))
    }

    /// The fix that is farthest from the edge; of a long stay only some are looked at.
    fn deepest<'f>(&self, inside: &[&'f Fix]) -> Option<(&'f Fix, f64)> {
        let every = inside.len().checked_div(500)?.max(1);
        let depths = inside
            .iter()
            .step_by(every)
            .map(|fix| (*fix, self.depth_m(fix)));
        depths.max_by(|(_, a), (_, b)| a.total_cmp(b))
    }

    /// How far a place is from the edge, metres.
    fn depth_m(&self, fix: &Fix) -> f64 {
        let plane = LocalPlane::at(fix.sample.position);
        let rings = std::iter::once(&self.region.outer).chain(&self.region.holes);
        rings
            .map(|ring| to_ring_m(plane, ring))
            .fold(f64::INFINITY, f64::min)
    }
}

fn flat(place: Position, about: f64) -> Coord<f64> {
    Coord {
        x: near(place.longitude_deg(), about),
        y: place.latitude_deg(),
    }
}

fn to_ring_m(plane: LocalPlane, ring: &[Position]) -> f64 {
    let corners: Vec<Coord<f64>> = ring.iter().map(|corner| plane.to_plane(*corner)).collect();
    let next = corners.iter().cycle().skip(1);
    let edges = corners.iter().zip(next);
    edges
        .map(|(a, b)| from_segment_m(Coord::default(), *a, *b))
        .fold(f64::INFINITY, f64::min)
}
