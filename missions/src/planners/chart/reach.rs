//! Which obstacles can matter to a flight at all.
//!
//! Let *reach* be a box that holds home, every line that the pattern can draw, and, whole, every
//! obstacle (and the fence, where the box touches it) that meets the box. Then the cheapest way
//! between two places in it turns at corners that lie in it, and so stays in it: a box is convex.
//! What lies outside is met by no line and by no way, and is left out; the plan is the same.

use geo::{BoundingRect, Contains, Coord, Intersects, MultiPolygon, Rect};

use super::obstacles::Obstacle;
use crate::frames::LocalPlane;
use crate::mission::Mission;
use crate::mission::pattern::Pattern;

/// Beyond every bound below, metres: a turn, a picture more, rounding.
const MORE_M: f64 = 100.0;

/// A pointed corner grows by at most so many margins (a mitre at 0.35 rad: 1 / sin 0.175).
const MITRE: f64 = 6.0;

/// A box that holds home and every line that the pattern can draw.
pub(super) fn wanted(mission: &Mission, plane: LocalPlane) -> Rect<f64> {
    let by_m = beyond_area_m(mission) + MORE_M;
    let places = mission.area.positions();
    let area = places.iter().map(|place| plane.to_plane(*place));
    let area = area.map(|at| Rect::new(at, at)).reduce(both);
    let home = plane.to_plane(mission.home.position);
    let home = wider(Rect::new(home, home), MORE_M);
    area.map_or(home, |area| both(wider(area, by_m), home))
}

/// How far outside the area's bounds a pattern may draw lines, metres.
fn beyond_area_m(mission: &Mission) -> f64 {
    match &mission.pattern {
        // A line through the middle of a strip, made longer by half a spacing at both ends.
        Pattern::Lawnmower {} => 2.0 * mission.spacing_m(),
        // Half the width, more at a pointed bend.
        Pattern::Corridor { width_m } => *width_m,
        Pattern::Perimeter { .. } | Pattern::Parallel(_) | Pattern::CreepingLine(_) => 0.0,
        // Beside her, and round her and what belongs to her.
        Pattern::DraughtStations(stations) => stations.clear_m + 200.0,
        Pattern::ExpandingSquare {
            spacing_m, legs, ..
        } => spacing_m * f64::from(legs / 2 + 1),
        Pattern::Sector { radius_m, .. } => *radius_m,
        Pattern::Orbit { radius_m, ship, .. } => {
            let astray_m = ship.map_or(0.0, |ship| {
                ship.speed_m_s * (ship.age_s + mission.vehicle.longest_flight_s())
            });
            radius_m + astray_m
        }
    }
}

/// The obstacles that can matter.
pub(super) fn near(
    obstacles: Vec<Obstacle>,
    wanted: Rect<f64>,
    inside: Option<&MultiPolygon<f64>>,
    margin_m: f64,
) -> Vec<Obstacle> {
    let bounds = |obstacle: &Obstacle| wider(obstacle.bounds, MITRE * margin_m);
    let within = inside.and_then(BoundingRect::bounding_rect);
    let mut left: Vec<Obstacle> = obstacles
        .into_iter()
        .filter(|obstacle| within.is_none_or(|fence| fence.intersects(&bounds(obstacle))))
        .collect();
    let mut reach = wanted;
    let mut met = Vec::new();
    loop {
        if let (Some(fence), Some(within)) = (inside, within)
            && !fence.contains(&reach.to_polygon())
        {
            reach = both(reach, within);
        }
        let (next, rest): (Vec<_>, Vec<_>) = left
            .into_iter()
            .partition(|obstacle| reach.intersects(&bounds(obstacle)));
        if next.is_empty() {
            return met;
        }
        left = rest;
        for obstacle in next {
            // What of it lies outside the fence is nobody's way.
            let own = bounds(&obstacle);
            reach = both(reach, within.map_or(own, |fence| overlap(own, fence)));
            met.push(obstacle);
        }
    }
}

fn wider(rect: Rect<f64>, by_m: f64) -> Rect<f64> {
    let by = Coord { x: by_m, y: by_m };
    Rect::new(rect.min() - by, rect.max() + by)
}

fn both(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    let low = |pick: fn(Coord<f64>) -> f64| pick(a.min()).min(pick(b.min()));
    let high = |pick: fn(Coord<f64>) -> f64| pick(a.max()).max(pick(b.max()));
    Rect::new((low(|c| c.x), low(|c| c.y)), (high(|c| c.x), high(|c| c.y)))
}

/// Where two boxes that meet overlap.
fn overlap(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    let low = |pick: fn(Coord<f64>) -> f64| pick(a.min()).max(pick(b.min()));
    let high = |pick: fn(Coord<f64>) -> f64| pick(a.max()).min(pick(b.max()));
    Rect::new((low(|c| c.x), low(|c| c.y)), (high(|c| c.x), high(|c| c.y)))
}
