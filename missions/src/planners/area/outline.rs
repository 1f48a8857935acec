//! The outline of an area as it is mown: with no more corners than lines can be drawn for.
//!
//! A border of very many corners loses those that matter least. Where it is frayed into teeth and
//! clefts nearer to each other than a line sees, each tooth would have lines of its own: there it is
//! drawn in rows. What is mown then holds the whole area and what lies in its clefts, which the lines
//! over the teeth pass over in any case.

use geo::{Area as _, CoordsIter, Euclidean, Length as _, Polygon, Simplify};

use crate::planners::rows;

/// A border with more corners than this is drawn a little coarser.
const MANY_CORNERS: usize = 400;

/// One with more than this may be frayed.
const FRAYED_CORNERS: usize = 100;

/// A border that is so many times longer than lines over the area: each of its teeth would have some.
const LONG: f64 = 4.0;

/// Rows pay where they leave no more than this share of it.
const SHORTER: f64 = 0.25;

/// How high rows may be, in spacings.
const REACHES: [f64; 3] = [0.25, 0.5, 1.0];

/// An outline that is mown.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) polygon: Polygon<f64>,
    /// How far beyond the area it may reach, because it is drawn in rows, metres.
    pub(super) beyond_m: f64,
}

impl Outline {
    /// Of an area that is looked at in lines so far apart, metres.
    pub(super) fn new(area: &Polygon<f64>, spacing_m: f64) -> Self {
        let least_m = spacing_m / 100.0;
        let may_be = area.coords_count() > FRAYED_CORNERS;
        let is_frayed = may_be && rows::is_frayed(&area.clone().into(), least_m);
        let border_m = Euclidean.length(area.exterior());
        let is_long = may_be && border_m * spacing_m > LONG * area.unsigned_area();
        if is_frayed || is_long {
            let mut drawn = REACHES
                .into_iter()
                .filter_map(|reach| in_rows(area, reach * spacing_m, least_m));
            let few = |outline: &Self| {
                let corners = outline.polygon.coords_count();
                let shorter = Euclidean.length(outline.polygon.exterior()) < SHORTER * border_m;
                corners <= MANY_CORNERS
                    && 2 * corners <= area.coords_count()
                    && (is_frayed || shorter)
            };
            if let Some(outline) = drawn.find(few) {
                return outline;
            }
        }
        Self {
            polygon: coarser(area, least_m),
            beyond_m: 0.0,
        }
    }
}

fn in_rows(area: &Polygon<f64>, by_m: f64, least_m: f64) -> Option<Outline> {
    let mut parts = rows::filled(&area.clone().into(), by_m).0;
    let polygon = parts.pop().filter(|_| parts.is_empty())?;
    Some(Outline {
        polygon: coarser(&polygon, least_m),
        beyond_m: by_m,
    })
}

/// A border of very many corners without those that matter least: hundredths of a spacing.
fn coarser(polygon: &Polygon<f64>, least_m: f64) -> Polygon<f64> {
    let mut slack_m = least_m;
    let mut simple = polygon.clone();
    while simple.coords_count() > MANY_CORNERS && slack_m < 32.0 * least_m {
        if rows::is_frayed(&polygon.clone().into(), slack_m) {
            return simple;
        }
        simple = polygon.simplify(slack_m);
        slack_m *= 2.0;
    }
    simple
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planners::rows::tests::star;
    use geo::{Distance as _, polygon};

    /// It was once mown tooth by tooth, for minutes; and one of 100 000 corners ended the program.
    #[test]
    fn a_star_of_thousands_of_corners_is_mown_as_what_its_teeth_fill() {
        for corners in [2000, 100_000] {
            let star = star(corners, 200.0);
            let outline = Outline::new(&star, 30.0);
            let left = outline.polygon.coords_count();
            assert!(left <= MANY_CORNERS, "{corners}: {left}");
            assert!((7.0..=30.0).contains(&outline.beyond_m));
            let outside = star.coords_iter().filter(|corner| {
                let away_m = Euclidean.distance(&geo::Point(*corner), &outline.polygon);
                away_m > 0.35 * 30.0
            });
            assert_eq!(outside.count(), 0, "{corners}");
        }
    }

    /// One of 500 corners took nine seconds and 21 minutes of flight, one of 600 two minutes of flight.
    #[test]
    fn a_border_that_is_frayed_finer_than_lines_is_drawn_in_rows_however_few_its_corners() {
        for corners in [200, 300, 500, 700] {
            let outline = Outline::new(&star(corners, 140.0), 250.0);
            assert!(outline.beyond_m > 0.0, "{corners}");
        }
    }

    #[test]
    fn what_has_few_corners_or_clefts_that_are_wide_stays_as_it_is() {
        let square = polygon![
            (x: 0., y: 0.), (x: 100., y: 0.), (x: 100., y: 100.), (x: 0., y: 100.)
        ];
        assert_eq!(Outline::new(&square, 30.0).polygon, square);
        let wide = star(300, 650.0);
        let outline = Outline::new(&wide, 1.0);
        assert_eq!((outline.polygon, outline.beyond_m), (wide, 0.0));
    }
}
