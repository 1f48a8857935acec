//! The part of free space that can be reached from a place, and the parts that cannot.

use geo::{
    BooleanOps, BoundingRect, Coord, Distance as _, Euclidean, LineString, MultiLineString,
    MultiPolygon, Polygon, Rect,
};

use super::{FreeSpace, TOUCH_M};

/// Beyond everything that is drawn, metres.
const BEYOND_M: f64 = 1000.0;

impl FreeSpace {
    /// What of it can be reached from a place; and the pockets that fence and obstacles shut off.
    ///
    /// Parts that touch in a point only are apart: nobody flies through a gap without width. From
    /// a place that is not free, everything is left as it is.
    pub fn reached_from(self, place: Coord<f64>) -> (Self, MultiPolygon<f64>) {
        let parts = if self.bounded {
            self.region.clone()
        } else {
            let Some(all) = beyond(&self.region, place) else {
                return (self, MultiPolygon(Vec::new()));
            };
            MultiPolygon(vec![all.to_polygon()]).difference(&self.region)
        };
        if parts.0.len() < 2 {
            return (self, MultiPolygon(Vec::new()));
        }
        let away = |part: &Polygon<f64>| Euclidean.distance(&geo::Point(place), part);
        let mut parts = parts.0;
        parts.sort_by(|a, b| away(a).total_cmp(&away(b)));
        if away(&parts[0]) > TOUCH_M {
            return (self, MultiPolygon(Vec::new()));
        }
        let pockets = MultiPolygon(parts.split_off(1));
        let reached = parts.remove(0);
        let open = !self.bounded && touches_beyond(&self.region, place, &reached);
        let free = if open {
            let obstacles = reached.interiors().iter().cloned();
            let obstacles = obstacles.map(|ring| Polygon::new(ring, Vec::new()));
            // Rings of holes turn the other way round than those of obstacles.
            let none = MultiPolygon::<f64>(Vec::new());
            Self::drawn(MultiPolygon(obstacles.collect()).union(&none), false)
        } else {
            Self::drawn(MultiPolygon(vec![reached]), true)
        };
        (free, pockets)
    }

    /// The free parts of a line, in no order.
    pub(crate) fn clip(&self, line: &LineString<f64>) -> MultiLineString<f64> {
        let lines = MultiLineString::new(vec![line.clone()]);
        if self.region.0.is_empty() && !self.bounded {
            return lines;
        }
        self.region.clip(&lines, !self.bounded)
    }

    /// How many corners its boundary has.
    pub fn corners_count(&self) -> usize {
        self.edges.iter().count()
    }
}

/// A box around all obstacles and a place; none without obstacles.
fn beyond(region: &MultiPolygon<f64>, place: Coord<f64>) -> Option<Rect<f64>> {
    let bounds = region.bounding_rect()?;
    let (low, high) = (bounds.min(), bounds.max());
    let low = Coord {
        x: low.x.min(place.x) - BEYOND_M,
        y: low.y.min(place.y) - BEYOND_M,
    };
    let high = Coord {
        x: high.x.max(place.x) + BEYOND_M,
        y: high.y.max(place.y) + BEYOND_M,
    };
    Some(Rect::new(low, high))
}

/// Whether a part is the one around all obstacles.
fn touches_beyond(region: &MultiPolygon<f64>, place: Coord<f64>, part: &Polygon<f64>) -> bool {
    let (Some(all), Some(own)) = (beyond(region, place), part.bounding_rect()) else {
        return false;
    };
    own.width() > all.width() - BEYOND_M
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area as _, polygon};

    const fn c(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    fn square(x: f64, y: f64, side: f64) -> Polygon<f64> {
        polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)]
    }

    /// A wall of 10 m around a court of 80 m.
    fn wall() -> MultiPolygon<f64> {
        let court = square(10., 10., 80.).exterior().clone();
        MultiPolygon(vec![Polygon::new(
            square(0., 0., 100.).exterior().clone(),
            vec![court],
        )])
    }

    #[test]
    fn from_outside_a_court_is_a_pocket() {
        let far = MultiPolygon(vec![wall().0.remove(0), square(300., 0., 10.)]);
        let (free, pockets) = FreeSpace::new(None, &far, 0.0).reached_from(c(200., 50.));
        assert!((pockets.unsigned_area() - 6400.0).abs() < 1e-6);
        assert!(free.holds(c(-1e6, 0.)) && !free.holds(c(50., 50.)) && !free.holds(c(305., 5.)));
        assert!(free.shortest(c(-50., 50.), c(150., 50.)).is_some());
    }

    #[test]
    fn from_inside_a_court_the_world_is_a_pocket() {
        let (free, pockets) = FreeSpace::new(None, &wall(), 0.0).reached_from(c(50., 50.));
        assert_eq!(pockets.0.len(), 1);
        assert!(free.holds(c(20., 20.)) && !free.holds(c(200., 50.)));
    }

    #[test]
    fn a_fence_cut_in_two_keeps_the_part_of_home() {
        let fence = MultiPolygon(vec![square(0., 0., 100.)]);
        let river = MultiPolygon(vec![polygon![
            (x: -10., y: 40.), (x: 110., y: 40.), (x: 110., y: 60.), (x: -10., y: 60.)
        ]]);
        let banks = || FreeSpace::new(Some(&fence), &river, 0.0);
        let (free, pockets) = banks().reached_from(c(50., 10.));
        assert!((pockets.unsigned_area() - 4000.0).abs() < 1e-6);
        assert!(free.holds(c(90., 30.)) && !free.holds(c(50., 80.)));
        let (free, pockets) = banks().reached_from(c(50., 50.));
        assert!(
            pockets.0.is_empty() && free.holds(c(50., 80.)),
            "home is not free"
        );
    }
}
