//! Round and round inside the border of a polygon.

use geo::algorithm::buffer::{BufferStyle, LineJoin};
use geo::{Area as _, Buffer, Coord, CoordsIter, Polygon, Simplify};

use super::pass::{Pass, bounded};
use super::rows;
use crate::plan::check::Objection;

/// A border with more corners than this is flown with fewer,
const MANY_CORNERS: usize = 1000;

/// as long as the track stays this near to it, metres.
const COARSEST_M: f64 = 2.0;

/// The laps around one polygon: its border moved inwards, flown with video from the corner that is
/// nearest to home. Holes are not a border: nobody patrols around a tank farm's inside. A border of
/// more than 1000 corners is flown with straight lines that deviate by at most 2 m.
pub fn passes(
    area: &Polygon<f64>,
    inset_m: f64,
    laps: u32,
    home: Coord<f64>,
) -> Result<Vec<Pass>, Objection> {
    let whole = coarser(&Polygon::new(area.exterior().clone(), Vec::new()));
    let corners = whole.exterior().0.len() - 1;
    bounded("perimeter", corners, &format!("{corners} sides"))?;
    let inner = if inset_m > 0.0 {
        let style = BufferStyle::new(-inset_m).line_join(LineJoin::Miter(0.35));
        whole.buffer_with_style(style).0
    } else {
        vec![whole]
    };
    let mut rings: Vec<&Polygon<f64>> = inner.iter().filter(|p| p.unsigned_area() > 1.0).collect();
    if rings.is_empty() {
        let reason = format!("nothing is left of the area {inset_m} m inside its border");
        return Err(Objection::error("pattern perimeter", reason));
    }
    let sides: usize = rings.iter().map(|ring| ring.exterior().0.len() - 1).sum();
    let said = format!("{laps} laps of {sides} sides");
    bounded("perimeter", sides.saturating_mul(laps as usize), &said)?;
    let near = |ring: &Polygon<f64>| nearest(&ring.exterior().0, home).1;
    rings.sort_by(|a, b| near(a).total_cmp(&near(b)));
    let passes = rings.into_iter().flat_map(|ring| {
        let ring = from_nearest(&ring.exterior().0, home);
        (0..laps)
            .flat_map(|_| ring.windows(2))
            .map(|pair| Pass::line(pair[0], pair[1]))
            .collect::<Vec<_>>()
    });
    Ok(passes.collect())
}

fn coarser(whole: &Polygon<f64>) -> Polygon<f64> {
    let mut slack_m = 0.02;
    let mut simple = whole.clone();
    while simple.coords_count() > MANY_CORNERS && 2.0 * slack_m <= COARSEST_M {
        slack_m *= 2.0;
        if rows::is_frayed(&whole.clone().into(), slack_m) {
            return simple;
        }
        simple = whole.simplify(slack_m);
    }
    simple
}

/// A closed ring turned so that it begins and ends at the corner nearest to home.
fn from_nearest(ring: &[Coord<f64>], home: Coord<f64>) -> Vec<Coord<f64>> {
    let mut open = ring[..ring.len() - 1].to_vec();
    let first = nearest(&open, home).0;
    open.rotate_left(first);
    open.push(open[0]);
    open
}

fn nearest(ring: &[Coord<f64>], home: Coord<f64>) -> (usize, f64) {
    ring.iter()
        .map(|p| (p.x - home.x).hypot(p.y - home.y))
        .enumerate()
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((0, f64::INFINITY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    fn square() -> Polygon<f64> {
        polygon![(x: 0., y: 0.), (x: 100., y: 0.), (x: 100., y: 100.), (x: 0., y: 100.)]
    }

    #[test]
    fn two_laps_inside_a_square_begin_at_the_corner_near_home() {
        let home = Coord { x: 200.0, y: -50.0 };
        let passes = passes(&square(), 10.0, 2, home).unwrap();
        assert_eq!(passes.len(), 8);
        let length: f64 = passes.iter().map(Pass::length_m).sum();
        assert!((length - 2.0 * 320.0).abs() < 1e-3, "{length}");
        assert!((passes[0].from.x - 90.0).abs() < 1e-3 && (passes[0].from.y - 10.0).abs() < 1e-3);
    }

    /// 1000 laps round 100 000 sides once were drawn until memory ended.
    #[test]
    fn more_laps_than_can_be_planned_are_refused_with_their_number() {
        let objection = passes(&square(), 10.0, 5001, Coord { x: 0.0, y: 0.0 }).unwrap_err();
        assert_eq!(
            objection.to_string(),
            "error: pattern perimeter: 5001 laps of 4 sides are 20004 lines: at most 20000 can be \
             planned"
        );
    }

    #[test]
    fn a_border_of_very_many_corners_is_flown_with_fewer() {
        let corner = |i: i32| {
            let angle = f64::from(i) / 1e5 * std::f64::consts::TAU;
            Coord {
                x: 2000.0 * angle.cos(),
                y: 2000.0 * angle.sin(),
            }
        };
        let round = Polygon::new((0..100_000).map(corner).collect(), Vec::new());
        let passes = passes(&round, 30.0, 1, Coord { x: 0.0, y: 0.0 }).unwrap();
        assert!((50..=1000).contains(&passes.len()), "{}", passes.len());
        let length: f64 = passes.iter().map(Pass::length_m).sum();
        assert!((length / (std::f64::consts::TAU * 1970.0) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn an_inset_larger_than_the_area_is_refused() {
        let objection = passes(&square(), 60.0, 1, Coord { x: 0.0, y: 0.0 }).unwrap_err();
        assert_eq!(
            objection.reason,
            "nothing is left of the area 60 m inside its border"
        );
    }
}
