//! Where flying is allowed, and the way round what is in between.
//!
//! [`FreeSpace`] is the fence without the obstacles, with the visibility graph of its corners.
//! [`Transits`] prices the ways between many points by it. Heights do not exist here.

mod corners;
mod edges;
mod legs;
mod parts;
mod table;

use std::sync::OnceLock;

use geo::algorithm::buffer::{BufferStyle, LineJoin};
use geo::{BooleanOps, Buffer, Coord, CoordsIter, LineString, MultiPolygon, Polygon, Simplify};

use crate::planners::cost::LengthPrice;
use crate::planners::rows;
use corners::Corner;
use edges::Edges;
pub use legs::Transits;

/// How far a line may lie on the wrong side of a boundary before it counts, metres.
///
/// Far below what a vehicle can hold, far above what rounding does to kilometres.
pub const TOUCH_M: f64 = 1e-4;

/// Corners from which on free space is drawn with fewer.
const MANY_CORNERS: usize = 1500;

/// Most that a boundary is moved to have fewer corners, metres.
const COARSEST_M: f64 = 5.0;

/// Where flying is allowed: inside the fence, outside the obstacles. Boundaries belong to it.
///
/// Boundaries of more than 1500 corners are simplified towards the inside of free space, by 2 cm
/// or the least doubling of it that leaves so few; where 5 m do not help (many small obstacles),
/// nothing is. A boundary with a corner that is no place (NaN) leaves nothing free.
#[derive(Debug)]
pub struct FreeSpace {
    region: MultiPolygon<f64>,
    edges: Edges,
    /// Whether the inside of the boundary is free (a fence) or its outside (obstacles only).
    bounded: bool,
    corners: Vec<Corner>,
    /// For each corner the corners that it sees and that a shortest way may turn at; looked for
    /// when a way comes by.
    sight: Vec<OnceLock<Vec<usize>>>,
}

impl FreeSpace {
    /// Inside every point of `inside` (everywhere if none) and outside the `obstacles`, staying
    /// `margin_m` (metres, zero or more) away from the boundaries of both.
    pub fn new(
        inside: Option<&MultiPolygon<f64>>,
        obstacles: &MultiPolygon<f64>,
        margin_m: f64,
    ) -> Self {
        let grown = grow(obstacles, margin_m);
        let Some(fence) = inside else {
            return Self::from_region(grown, false);
        };
        let fence = if margin_m > 0.0 {
            grow(fence, -margin_m)
        } else {
            fence.clone()
        };
        if grown.0.is_empty() {
            return Self::from_region(fence, true);
        }
        Self::from_region(fence.difference(&grown), true)
    }

    /// Inside one polygon and outside its holes.
    pub fn within(polygon: &Polygon<f64>) -> Self {
        Self::from_region(MultiPolygon(vec![polygon.clone()]), true)
    }

    /// Whether a place is free.
    pub fn holds(&self, place: Coord<f64>) -> bool {
        self.edges.encloses(place) == self.bounded || self.edges.touches(place, TOUCH_M)
    }

    /// Whether the straight leg stays in free space; touching a boundary is allowed.
    pub fn allows(&self, from: Coord<f64>, to: Coord<f64>) -> bool {
        let way = to - from;
        let Some(stops) = self.edges.contacts(from, to, TOUCH_M) else {
            return false;
        };
        let length = way.x.hypot(way.y);
        stops.windows(2).all(|pair| {
            (pair[1] - pair[0]) * length <= TOUCH_M
                || self.holds(from + way * (0.5 * (pair[0] + pair[1])))
        }) && (length > TOUCH_M || self.holds(from))
    }

    /// The shortest way, as the points from `from` to `to`. `None` if an end is not free or there
    /// is no way.
    pub fn shortest(&self, from: Coord<f64>, to: Coord<f64>) -> Option<LineString<f64>> {
        let mut transits = Transits::new(self, &LengthPrice);
        let ends = (transits.add(from), transits.add(to));
        transits.way(ends.0, ends.1).map(LineString::new)
    }

    /// The edges of its boundary.
    pub(crate) fn edges(&self) -> impl Iterator<Item = &[Coord<f64>; 2]> {
        self.edges.iter()
    }

    /// Whether the inside of the boundary is free, not its outside.
    pub(crate) const fn is_bounded(&self) -> bool {
        self.bounded
    }

    /// Corners seen from a place that a shortest way from it may turn at.
    fn corners_from(&self, place: Coord<f64>) -> Vec<usize> {
        let seen = |is_turn: fn(&Corner, Coord<f64>) -> bool| -> Vec<usize> {
            let corners = self.corners.iter().enumerate();
            corners
                .filter(|(_, corner)| is_turn(corner, place) && self.allows(place, corner.at))
                .map(|(index, _)| index)
                .collect()
        };
        let corners = seen(Corner::is_tangent);
        if corners.is_empty() {
            return seen(Corner::is_nearly_tangent);
        }
        corners
    }

    /// Corners seen from a corner that a shortest way may go on to.
    fn sight(&self, corner: usize) -> &[usize] {
        self.sight[corner].get_or_init(|| {
            let a = &self.corners[corner];
            let sees = |b: &Corner| {
                b.at != a.at && a.is_tangent(b.at) && b.is_tangent(a.at) && self.allows(a.at, b.at)
            };
            (0..self.corners.len())
                .filter(|&i| sees(&self.corners[i]))
                .collect()
        })
    }

    fn from_region(region: MultiPolygon<f64>, bounded: bool) -> Self {
        let finite = |c: Coord<f64>| c.x.is_finite() && c.y.is_finite();
        if !region.coords_iter().all(finite) {
            return Self::from_region(MultiPolygon(Vec::new()), true);
        }
        Self::drawn(drawn_in(region, bounded), bounded)
    }

    /// A region as it is.
    fn drawn(region: MultiPolygon<f64>, bounded: bool) -> Self {
        let corners = corners::reflex(&region, bounded);
        Self {
            edges: Edges::new(&region),
            sight: vec![OnceLock::new(); corners.len()],
            bounded,
            corners,
            region,
        }
    }
}

/// A region with few enough corners for a visibility graph. Where there are more, the boundary is
/// drawn with straight edges and moved into free space by as much as those deviate.
fn drawn_in(region: MultiPolygon<f64>, bounded: bool) -> MultiPolygon<f64> {
    let mut by_m = 0.02;
    if region.coords_count() <= MANY_CORNERS || rows::is_frayed(&region, by_m) {
        return region;
    }
    let mut simple = region.simplify(by_m);
    while simple.coords_count() > MANY_CORNERS && by_m < COARSEST_M {
        by_m *= 2.0;
        simple = region.simplify(by_m);
    }
    if simple.coords_count() > MANY_CORNERS && 2 * simple.coords_count() > region.coords_count() {
        return region;
    }
    let style = BufferStyle::new(if bounded { -by_m } else { by_m });
    simple.buffer_with_style(style.line_join(LineJoin::Bevel))
}

fn grow(region: &MultiPolygon<f64>, metres: f64) -> MultiPolygon<f64> {
    if region.0.is_empty() {
        return MultiPolygon(Vec::new());
    }
    if metres == 0.0 {
        // Overlapping obstacles become one.
        return region.union(&MultiPolygon::<f64>(Vec::new()));
    }
    let style = BufferStyle::new(metres).line_join(LineJoin::Miter(0.35));
    region.buffer_with_style(style)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    fn c(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    /// A square of 100 m with a square hole of 20 m in the middle.
    fn yard() -> FreeSpace {
        FreeSpace::within(&polygon!(
            exterior: [(x: 0., y: 0.), (x: 100., y: 0.), (x: 100., y: 100.), (x: 0., y: 100.)],
            interiors: [[(x: 40., y: 40.), (x: 60., y: 40.), (x: 60., y: 60.), (x: 40., y: 60.)]],
        ))
    }

    fn square(x: f64, y: f64, side: f64) -> Polygon<f64> {
        polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)]
    }

    #[test]
    fn legs_may_touch_boundaries_but_not_cross_them() {
        let yard = yard();
        for (from, to, allowed) in [
            (c(10., 10.), c(90., 10.), true),
            (c(0., 0.), c(100., 0.), true),    // along the fence
            (c(20., 40.), c(80., 40.), true),  // along the hole
            (c(40., 40.), c(60., 40.), true),  // an edge of the hole
            (c(20., 60.), c(60., 20.), true),  // past its corner
            (c(40., 40.), c(60., 60.), false), // through it, corner to corner
            (c(30., 30.), c(70., 70.), false),
            (c(10., 50.), c(90., 50.), false),
            (c(10., 50.), c(40., 50.), true),  // up to it
            (c(40., 50.), c(60., 50.), false), // from side to side
            (c(45., 50.), c(55., 50.), false), // inside it
            (c(90., 90.), c(110., 90.), false),
            (c(50., 50.), c(50., 50.), false),
            (c(10., 10.), c(10., 10.), true),
        ] {
            assert_eq!(yard.allows(from, to), allowed, "{from:?} {to:?}");
            assert_eq!(yard.allows(to, from), allowed, "{to:?} {from:?}");
        }
    }

    #[test]
    fn the_shortest_way_goes_round_the_corner() {
        let way = yard().shortest(c(10., 50.), c(90., 50.)).unwrap();
        assert_eq!(way.0.len(), 4, "{way:?}");
        let length: f64 = way.lines().map(|l| (l.dx()).hypot(l.dy())).sum();
        assert!((length - (2.0 * 30f64.hypot(10.0) + 20.0)).abs() < 1e-9);
        assert!(way.lines().all(|l| yard().allows(l.start, l.end)));
    }

    /// A micrometre on the wrong side of a border, no corner of it was seen to lead anywhere.
    #[test]
    fn a_place_on_a_border_but_for_rounding_has_a_way_round_it() {
        let yard = yard();
        for off_m in [-1e-6, -1e-9, 0.0, 1e-9, 1e-6] {
            let way = yard.shortest(c(40. + off_m, 50.), c(90., 50.)).unwrap();
            let length: f64 = way.lines().map(|l| (l.dx()).hypot(l.dy())).sum();
            assert!(
                (length - (10.0 + 20.0 + 30f64.hypot(10.0))).abs() < 1e-3,
                "{off_m}"
            );
        }
    }

    #[test]
    fn a_margin_keeps_away_from_obstacles_and_from_the_fence() {
        let fence = MultiPolygon(vec![square(0., 0., 100.)]);
        let obstacles = MultiPolygon(vec![square(40., 40., 20.), square(50., 50., 20.)]);
        let free = FreeSpace::new(Some(&fence), &obstacles, 5.0);
        assert!(free.holds(c(34., 50.)) && !free.holds(c(36., 50.)));
        assert!(free.holds(c(6., 50.)) && !free.holds(c(4., 50.)));
        assert!(free.shortest(c(10., 10.), c(90., 90.)).is_some());
        assert!(
            free.shortest(c(10., 10.), c(50., 50.)).is_none(),
            "inside an obstacle"
        );
    }

    #[test]
    fn without_a_fence_only_obstacles_count() {
        let obstacles = MultiPolygon(vec![square(0., 0., 10.)]);
        let free = FreeSpace::new(None, &obstacles, 0.0);
        assert!(free.allows(c(-1e4, -5.), c(1e4, -5.)));
        assert!(!free.allows(c(-1e4, 5.), c(1e4, 5.)));
        assert_eq!(free.shortest(c(-5., 5.), c(15., 5.)).unwrap().0.len(), 4);
        let nothing = FreeSpace::new(None, &MultiPolygon(Vec::new()), 5.0);
        assert!(nothing.allows(c(0., 0.), c(1e5, 1e5)));
    }

    #[test]
    fn a_walled_court_cannot_be_left() {
        let wall = Polygon::new(
            square(0., 0., 100.).exterior().clone(),
            vec![square(10., 10., 80.).exterior().clone()],
        );
        let free = FreeSpace::new(None, &MultiPolygon(vec![wall]), 0.0);
        assert!(free.shortest(c(50., 50.), c(200., 50.)).is_none());
        assert!(free.shortest(c(50., 50.), c(20., 50.)).is_some());
    }
}
