//! Places that are one place: receivers scatter, and a launch place is a yard, not a point.

use missions::frames::{LocalPlane, wrap_deg};
use missions::geodesy::Position;
use rstar::RTree;
use rstar::primitives::GeomWithData;

/// Two places that are nearer to each other are one, metres: the scatter of two receivers and the
/// length of a yard.
pub(super) const SAME_PLACE_M: f64 = 60.0;

/// Whether two places are one.
pub(super) fn somewhere_near(a: Position, b: Position) -> bool {
    a.distance_m(b) <= SAME_PLACE_M
}

/// How far two places are apart, metres, to 1 % up to some kilometres: a geodesic costs thirty times
/// as much, and most questions are whether something is nowhere near.
pub(super) fn roughly_m(a: Position, b: Position) -> f64 {
    let flat = on_map(a, b);
    flat.x.hypot(flat.y)
}

/// A place as metres east and north of another, to 1 % up to some kilometres.
pub(super) fn on_map(origin: Position, place: Position) -> geo::Coord<f64> {
    let turn = wrap_deg(place.longitude_deg() - origin.longitude_deg());
    let latitude_deg = f64::midpoint(origin.latitude_deg(), place.latitude_deg());
    geo::Coord {
        x: turn.to_radians() * latitude_deg.to_radians().cos() * RADIUS_M,
        y: (place.latitude_deg() - origin.latitude_deg()).to_radians() * RADIUS_M,
    }
}

/// The earth's mean radius, metres (IUGG).
const RADIUS_M: f64 = 6_371_008.8;

/// Sets that grow together: which of some things belong to which others.
#[derive(Debug)]
pub(super) struct Groups(Vec<usize>);

impl Groups {
    /// Each by itself.
    pub(super) fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&self, mut one: usize) -> usize {
        while let Some(parent) = self.0.get(one).copied().filter(|parent| *parent != one) {
            one = parent;
        }
        one
    }

    /// Puts two together.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(parent) = self.0.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }

    /// The groups, each in rising order, by their first member.
    pub(super) fn all(&self) -> Vec<Vec<usize>> {
        let mut groups = vec![Vec::new(); self.0.len()];
        for one in 0..self.0.len() {
            if let Some(group) = groups.get_mut(self.root(one)) {
                group.push(one);
            }
        }
        groups.retain(|group| !group.is_empty());
        groups
    }
}

/// Groups places that are one place, directly or over others between them.
pub(super) fn together(places: &[Position]) -> Vec<Vec<usize>> {
    let mut groups = Groups::new(places.len());
    let Some(origin) = places.first() else {
        return Vec::new();
    };
    // On the sphere's own coordinates, so that places of any two continents can stand together.
    let points = places
        .iter()
        .enumerate()
        .map(|(number, place)| GeomWithData::new(on_sphere(*place), number));
    let tree = RTree::bulk_load(points.collect());
    let reach = SAME_PLACE_M * 1.01; // a chord of the sphere against the ellipsoid
    for (number, place) in places.iter().enumerate() {
        for other in tree.locate_within_distance(on_sphere(*place), reach * reach) {
            let near = places.get(other.data).copied().unwrap_or(*origin);
            if other.data > number && somewhere_near(*place, near) {
                groups.join(number, other.data);
            }
        }
    }
    groups.all()
}

/// Metres from the middle of a sphere of the earth's mean size.
fn on_sphere(place: Position) -> [f64; 3] {
    let (sin_lat, cos_lat) = place.latitude_deg().to_radians().sin_cos();
    let (sin_lon, cos_lon) = place.longitude_deg().to_radians().sin_cos();
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat].map(|share| share * RADIUS_M)
}

/// The middle of some places and the distance of the farthest of them, metres.
pub(super) fn middle(places: &[Position]) -> Option<(Position, f64)> {
    let plane = LocalPlane::at(*places.first()?);
    let count = places.len() as f64;
    let (mut x, mut y) = (0.0, 0.0);
    for place in places {
        let point = plane.to_plane(*place);
        (x, y) = (x + point.x / count, y + point.y / count);
    }
    let middle = plane.to_position(geo::Coord { x, y });
    let radius_m = places
        .iter()
        .map(|place| middle.distance_m(*place))
        .fold(0.0, f64::max);
    Some((middle, radius_m))
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;

    #[test]
    fn places_of_one_yard_are_together_and_others_are_not() {
        let places = [
            (0.0, 0.0),
            (500.0, 0.0),
            (50.0, 0.0),
            (100.0, 0.0),
            (505.0, 0.0),
        ]
        .map(|(east_m, north_m)| made::at(east_m, north_m));
        assert_eq!(together(&places), [vec![0, 2, 3], vec![1, 4]]);
        let (middle, radius_m) = middle(&places[..1]).unwrap();
        assert!(middle.distance_m(places[0]) < 0.01 && radius_m < 0.01);
        assert_eq!(together(&[]), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn a_rough_distance_is_right_to_a_hundredth() {
        for (east_m, north_m) in [(0.0, 900.0), (900.0, 0.0), (-3000.0, 2000.0)] {
            let (a, b) = (made::origin(), made::at(east_m, north_m));
            let share = roughly_m(a, b) / a.distance_m(b);
            assert!((share - 1.0).abs() < 0.01, "{share}");
        }
    }

    #[test]
    fn places_about_the_antimeridian_are_together() {
        let east = Position::new(-17.0, 179.9999).unwrap();
        let west = Position::new(-17.0, -179.9999).unwrap();
        assert_eq!(together(&[east, west]), [vec![0, 1]]);
    }
}
