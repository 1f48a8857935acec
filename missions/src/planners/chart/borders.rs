//! Borders moved by the margin, with no more corners than ways round them can be found for.

use geo::algorithm::buffer::{BufferStyle, LineJoin};
use geo::{BoundingRect as _, Buffer, CoordsIter, MultiPolygon, Simplify};

use super::obstacles::{Obstacle, circle};
use crate::planners::rows;

/// Corners that a single border may have before it is drawn coarser.
pub(super) const MANY_CORNERS: usize = 400;

/// Corners that all obstacles together may have before those with the most are drawn coarser,
const MANY_TOGETHER: usize = 1200;

/// and the least that each of them is left then.
const FEW_CORNERS: usize = 24;

/// A border is not drawn coarser than this, metres.
const COARSEST_M: f64 = 64.0;

/// What a border is first drawn coarser by, metres.
const LEAST_SLACK_M: f64 = 0.1;

/// A frayed border is drawn in rows of at least this height, metres, and of so many at first.
const LEAST_ROW_M: f64 = 2.0;
const MOST_ROWS: f64 = 200.0;

/// How far the sides of the polygon that stands for a circle may lie outside it, metres.
const CIRCLE_SLACK_M: f64 = 0.25;

/// A shape grown outwards (shrunk for a negative margin).
#[derive(Debug)]
pub(super) struct Grown {
    pub(super) shape: MultiPolygon<f64>,
    /// By how much more than the margin it was grown, because it is drawn coarser, metres.
    pub(super) slack_m: f64,
}

impl Grown {
    /// Grows a shape; what has more corners than `most` loses some of them, by the least slack
    /// that does it, on the side that keeps more distance, never less.
    pub(super) fn new(shape: &MultiPolygon<f64>, margin_m: f64, most: usize) -> Self {
        if shape.coords_count() > most && rows::is_frayed(shape, LEAST_SLACK_M) {
            return Self::in_rows(shape, margin_m, most);
        }
        let mut slack_m = 0.0;
        let mut simple = shape.clone();
        // Simplifying moves the border by at most the slack, which is then added to the margin.
        while simple.coords_count() > most && slack_m < COARSEST_M {
            slack_m = if slack_m == 0.0 {
                LEAST_SLACK_M
            } else {
                slack_m * 2.0
            };
            simple = shape.simplify(slack_m);
        }
        Self {
            shape: around(&simple, margin_m + slack_m.copysign(margin_m)),
            slack_m,
        }
    }

    /// Of a border that is frayed into teeth: on the side that keeps more distance, too.
    fn in_rows(shape: &MultiPolygon<f64>, margin_m: f64, most: usize) -> Self {
        let draw = |by_m: f64| {
            if margin_m < 0.0 {
                rows::thinned(shape, by_m)
            } else {
                rows::filled(shape, by_m)
            }
        };
        let height_m = shape.bounding_rect().map_or(0.0, geo::Rect::height);
        let mut slack_m = LEAST_ROW_M.max(height_m / MOST_ROWS);
        let mut drawn = draw(slack_m);
        while drawn.coords_count() > most && slack_m < COARSEST_M {
            slack_m *= 2.0;
            drawn = draw(slack_m);
        }
        Self {
            shape: around(&drawn, margin_m),
            slack_m,
        }
    }

    fn circle(obstacle: &Obstacle, margin_m: f64) -> Option<Self> {
        let (centre, radius_m) = obstacle.circle?;
        let radius_m = radius_m + margin_m;
        // The sides touch the circle, the corners lie outside.
        let half_angle = (radius_m / (radius_m + CIRCLE_SLACK_M)).acos();
        let corners = (std::f64::consts::PI / half_angle).ceil().clamp(8.0, 48.0);
        let outside = 1.0 / (std::f64::consts::PI / corners).cos();
        Some(Self {
            shape: MultiPolygon(vec![circle(centre, radius_m * outside, corners as u32)]),
            slack_m: 0.0,
        })
    }
}

/// Each obstacle with its margin.
pub(super) fn grown(obstacles: &[Obstacle], margin_m: f64) -> Vec<Grown> {
    let together: usize = obstacles.iter().map(|o| o.shape.coords_count()).sum();
    let most = if together > MANY_TOGETHER {
        (MANY_TOGETHER / obstacles.len()).clamp(FEW_CORNERS, MANY_CORNERS)
    } else {
        MANY_CORNERS
    };
    obstacles
        .iter()
        .map(|obstacle| {
            Grown::circle(obstacle, margin_m)
                .unwrap_or_else(|| Grown::new(&obstacle.shape, margin_m, most))
        })
        .collect()
}

/// A shape grown by so many metres.
pub(super) fn around(shape: &MultiPolygon<f64>, by_m: f64) -> MultiPolygon<f64> {
    if shape.0.is_empty() {
        return MultiPolygon(Vec::new());
    }
    let style = BufferStyle::new(by_m).line_join(LineJoin::Miter(0.35));
    shape.buffer_with_style(style)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area as _, BooleanOps as _, Contains as _, Coord, polygon};

    #[test]
    fn a_shape_with_few_corners_keeps_the_margin_and_no_more() {
        let square = MultiPolygon(vec![polygon![
            (x: 0., y: 0.), (x: 10., y: 0.), (x: 10., y: 10.), (x: 0., y: 10.)
        ]]);
        let grown = Grown::new(&square, 5.0, MANY_CORNERS);
        assert!((grown.shape.unsigned_area() - 400.0).abs() < 1e-6);
        assert!(grown.slack_m == 0.0);
    }

    /// Its teeth once had ways round each of them, or the program ended on its stack.
    #[test]
    fn a_frayed_border_keeps_its_margin_on_either_side() {
        let star = MultiPolygon(vec![rows::tests::star(2000, 300.0)]);
        let out = Grown::new(&star, 5.0, MANY_CORNERS);
        let within = Grown::new(&star, -5.0, MANY_CORNERS);
        for grown in [&out, &within] {
            let corners = grown.shape.coords_count();
            assert!(corners < 4 * MANY_CORNERS, "{corners}");
            assert!((2.0..=128.0).contains(&grown.slack_m));
        }
        assert!(out.shape.contains(&circle(Coord::default(), 690.0, 360)));
        assert!(star.difference(&out.shape).unsigned_area() < 1.0);
        assert!(within.shape.difference(&star).unsigned_area() < 1.0);
        assert!(within.shape.contains(&circle(Coord::default(), 250.0, 360)));
    }

    #[test]
    fn a_ragged_shape_loses_corners_outwards_by_the_slack_that_it_says() {
        let ragged = |radius_m: f64| {
            let corner = |i: u32| {
                let angle = f64::from(i) / 5000.0 * std::f64::consts::TAU;
                let radius_m = radius_m + f64::from(i % 2);
                Coord {
                    x: radius_m * angle.cos(),
                    y: radius_m * angle.sin(),
                }
            };
            let ring = (0..5000).map(corner).collect();
            MultiPolygon(vec![geo::Polygon::new(ring, Vec::new())])
        };
        let coast = ragged(500.0);
        let out = Grown::new(&coast, 5.0, MANY_CORNERS);
        assert!((0.1..=2.0).contains(&out.slack_m), "{}", out.slack_m);
        assert!(out.shape.contains(&circle(Coord::default(), 505.0, 360)));
        let within = Grown::new(&coast, -5.0, MANY_CORNERS);
        let far = circle(Coord::default(), 496.0, 360);
        assert!(MultiPolygon(vec![far]).contains(&within.shape));
    }
}
