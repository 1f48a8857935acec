//! How much of an area was, or will be, seen, and how surely a thing in it is detected.

mod seen;

use geo::orient::{Direction, Orient as _};
use geo::{Area as _, BooleanOps, MultiPolygon, Polygon};

pub use seen::{Sighting, achieved, planned, planned_by};

use crate::frames::LocalPlane;
use crate::geodesy::Region;

/// What part of an area was seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// Size of the area without its holes, square metres.
    pub area_m2: f64,
    /// Seen part of it, square metres.
    pub seen_m2: f64,
    /// What was missed, in pieces of more than a square metre.
    pub missed: Vec<Region>,
    /// What was seen, inside the area and beside it.
    pub seen: Vec<Region>,
}

/// How surely a thing in the area is found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detection {
    /// Coverage C: width swept times length of track, over the size of the area.
    pub coverage: f64,
    /// Probability of detection of one search, 0 to 1.
    pub probability: f64,
}

impl Coverage {
    /// Share of the area that was seen, 0 to 1; 1 for an area without size.
    pub fn fraction(&self) -> f64 {
        if self.area_m2 > 0.0 {
            (self.seen_m2 / self.area_m2).clamp(0.0, 1.0)
        } else {
            1.0
        }
    }

    /// What part of what `asked` would see of an area `self` has seen: as if that were the area.
    ///
    /// So a sortie is measured by its own share of a plan, not by the whole.
    pub fn of_what_was_asked(&self, asked: &Self, area: &[Region]) -> Self {
        let Some(origin) = area.iter().flat_map(|region| &region.outer).next() else {
            return Self::default();
        };
        let plane = LocalPlane::at(*origin);
        let asked = shape(&asked.seen, plane).intersection(&shape(area, plane));
        Self::of(&asked, &shape(&self.seen, plane), plane)
    }

    fn of(area: &MultiPolygon<f64>, seen: &MultiPolygon<f64>, plane: LocalPlane) -> Self {
        let missed = area.difference(seen);
        let area_m2 = area.unsigned_area();
        Self {
            area_m2,
            seen_m2: area_m2 - missed.unsigned_area(),
            missed: regions(&missed, plane, 1.0),
            seen: regions(seen, plane, 0.0),
        }
    }
}

impl Detection {
    /// From sweep width W and track spacing S: C = W/S, POD = 1 − e^(−C).
    ///
    /// Source: IAMSAR manual, volume II, chapter 4; the exponential (random search) curve of
    /// B. O. Koopman, "Search and Screening" (1946).
    pub fn from_spacing(sweep_width_m: f64, spacing_m: f64) -> Self {
        Self::from_coverage(sweep_width_m / spacing_m)
    }

    /// From the effort: sweep width (metres), length of track over the area (metres), and size of
    /// the area (square metres).
    pub fn from_effort(sweep_width_m: f64, track_m: f64, area_m2: f64) -> Self {
        Self::from_coverage(sweep_width_m * track_m / area_m2)
    }

    fn from_coverage(coverage: f64) -> Self {
        Self {
            coverage,
            probability: 1.0 - (-coverage).exp(),
        }
    }
}

/// Regions as one shape in the plane; what overlaps is counted once.
pub fn shape(regions: &[Region], plane: LocalPlane) -> MultiPolygon<f64> {
    let polygons: Vec<Polygon<f64>> = regions
        .iter()
        .map(|region| {
            let ring = |ring: &Vec<_>| ring.iter().map(|p| plane.to_plane(*p)).collect();
            let holes = region.holes.iter().map(ring).collect();
            // However the rings were drawn: the union tells holes by their sense of rotation.
            Polygon::new(ring(&region.outer), holes).orient(Direction::Default)
        })
        .collect();
    geo::unary_union(&polygons)
}

/// A shape of the plane as regions; pieces up to `least_m2` are left out.
pub fn regions(shape: &MultiPolygon<f64>, plane: LocalPlane, least_m2: f64) -> Vec<Region> {
    let open = |ring: &geo::LineString<f64>| {
        let points = ring.0.len().saturating_sub(1);
        ring.coords()
            .take(points)
            .map(|c| plane.to_position(*c))
            .collect()
    };
    shape
        .iter()
        .filter(|polygon| polygon.unsigned_area() > least_m2)
        .map(|polygon| Region {
            outer: open(polygon.exterior()),
            holes: polygon.interiors().iter().map(open).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_is_a_hole_whichever_way_round_it_was_drawn() {
        let plane = LocalPlane::at(crate::geodesy::Position::new(51.9, 4.0).unwrap());
        let ring = |size: f64| -> Vec<_> {
            [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size)]
                .map(|(x, y)| plane.to_position(geo::Coord { x, y }))
                .to_vec()
        };
        let mut region = Region {
            outer: ring(100.0),
            holes: vec![ring(50.0)],
        };
        for _ in 0..2 {
            let size = shape(std::slice::from_ref(&region), plane).unsigned_area();
            assert!((size - 7_500.0).abs() < 0.1, "{size}");
            region.holes[0].reverse();
        }
    }

    /// The table of IAMSAR II, figure N-10: coverage 0.5 → 39 %, 1.0 → 63 %, 2.0 → 86 %.
    #[test]
    fn probability_of_detection_follows_the_exponential_curve() {
        for (width, spacing, percent) in [
            (50.0, 100.0, 39.0),
            (100.0, 100.0, 63.0),
            (200.0, 100.0, 86.0),
        ] {
            let detection = Detection::from_spacing(width, spacing);
            assert!(
                (detection.probability * 100.0 - percent).abs() < 0.5,
                "{detection:?}"
            );
        }
    }
}
