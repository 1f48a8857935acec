//! Parallel track and creeping line: parallel tracks over an area, half a spacing inside.

use geo::{
    BooleanOps, Coord, LineString, MinimumRotatedRect, MultiLineString, MultiPolygon, Polygon,
};

use super::heading;
use crate::planners::lawnmower::LawnError;
use crate::planners::pass::{Pass, lines};

/// Whether tracks lie along the area's longer side (parallel) or its shorter one (creeping).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// Parallel track search.
    Longer,
    /// Creeping line search.
    Shorter,
}

/// The course of the tracks over an area, degrees: along a side of its smallest rectangle.
pub fn course(area: &Polygon<f64>, along: Along) -> f64 {
    let Some(rectangle) = area.minimum_rotated_rect() else {
        return 0.0;
    };
    let mut sides: Vec<Coord<f64>> = rectangle
        .exterior()
        .lines()
        .take(2)
        .map(|side| side.end - side.start)
        .collect();
    sides.sort_by(|a, b| a.x.hypot(a.y).total_cmp(&b.x.hypot(b.y)));
    let side = match along {
        Along::Longer => sides.last(),
        Along::Shorter => sides.first(),
    };
    side.map_or(0.0, |side| {
        side.x.atan2(side.y).to_degrees().rem_euclid(180.0)
    })
}

/// Tracks over an area, to and fro, n = ⌈B/S⌉ of them, B/n apart, the outermost half of that
/// inside the area, and each track ending as far inside; begun at the corner nearest to `near`.
///
/// Source: IAMSAR II, 5.5: the commence search point lies half a track spacing inside the corner.
pub fn passes(
    area: &Polygon<f64>,
    spacing_m: f64,
    course_deg: f64,
    near: Coord<f64>,
) -> Result<Vec<Pass>, LawnError> {
    let (u, v) = (heading(course_deg), heading(course_deg + 90.0));
    let dot = |a: Coord<f64>, b: Coord<f64>| a.x * b.x + a.y * b.y;
    let span = |axis: Coord<f64>| {
        area.exterior()
            .coords()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), c| {
                (low.min(dot(*c, axis)), high.max(dot(*c, axis)))
            })
    };
    let ((u_low, u_high), (v_low, v_high)) = (span(u), span(v));
    let count = lines(v_high - v_low, spacing_m)?;
    let step = (v_high - v_low) / f64::from(count);
    let tracks: Tracks = (0..count)
        .map(|i| {
            let side = v * (v_low + (f64::from(i) + 0.5) * step);
            let line = LineString::new(vec![u * (u_low - 1.0) + side, u * (u_high + 1.0) + side]);
            pieces(area, line, u, step / 2.0)
        })
        .filter(|pieces| !pieces.is_empty())
        .collect();
    Ok(begun_near(&tracks, near))
}

/// The parts of a line inside the area, in the direction `u`, shortened at both ends.
fn pieces(
    area: &Polygon<f64>,
    line: LineString<f64>,
    u: Coord<f64>,
    inset_m: f64,
) -> Vec<[Coord<f64>; 2]> {
    let along = |c: &Coord<f64>| c.x * u.x + c.y * u.y;
    let clipped = MultiPolygon(vec![area.clone()]).clip(&MultiLineString(vec![line]), false);
    let mut pieces: Vec<[Coord<f64>; 2]> = clipped
        .iter()
        .filter_map(|piece| {
            let low = piece
                .coords()
                .min_by(|a, b| along(a).total_cmp(&along(b)))?;
            let high = piece
                .coords()
                .max_by(|a, b| along(a).total_cmp(&along(b)))?;
            let length = along(high) - along(low);
            // What is too short to be shortened is looked at from its middle.
            let inset_m = inset_m.min((length - 1.0) / 2.0);
            (length > 1.0).then(|| [*low + u * inset_m, *high - u * inset_m])
        })
        .collect();
    pieces.sort_by(|a, b| along(&a[0]).total_cmp(&along(&b[0])));
    pieces
}

type Tracks = Vec<Vec<[Coord<f64>; 2]>>;

fn begun_near(tracks: &Tracks, near: Coord<f64>) -> Vec<Pass> {
    let starts = [(false, false), (false, true), (true, false), (true, true)];
    let flown = starts
        .into_iter()
        .map(|(last_first, backwards)| to_and_fro(tracks.clone(), last_first, backwards))
        .min_by(|a, b| first_way(a, near).total_cmp(&first_way(b, near)));
    flown.unwrap_or_default()
}

fn first_way(passes: &[Pass], near: Coord<f64>) -> f64 {
    passes.first().map_or(0.0, |pass| {
        (pass.from.x - near.x).hypot(pass.from.y - near.y)
    })
}

fn to_and_fro(mut tracks: Tracks, last_first: bool, backwards: bool) -> Vec<Pass> {
    if last_first {
        tracks.reverse();
    }
    let mut passes = Vec::new();
    for (index, mut track) in tracks.into_iter().enumerate() {
        if (index % 2 == 1) != backwards {
            track.reverse();
            for piece in &mut track {
                piece.reverse();
            }
        }
        passes.extend(track.into_iter().map(|[from, to]| Pass::line(from, to)));
    }
    passes
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    /// 1000 m east to west, 450 m north to south.
    fn area() -> Polygon<f64> {
        polygon![(x: 0., y: 0.), (x: 1000., y: 0.), (x: 1000., y: 450.), (x: 0., y: 450.)]
    }

    #[test]
    fn parallel_tracks_lie_along_the_longer_side_and_creeping_ones_across() {
        assert!((course(&area(), Along::Longer) - 90.0).abs() < 1e-6);
        assert!(course(&area(), Along::Shorter).abs() < 1e-6);
    }

    #[test]
    fn tracks_are_as_many_as_the_manual_says_and_half_a_spacing_inside() {
        let passes = passes(&area(), 100.0, 90.0, Coord { x: 0.0, y: 0.0 }).unwrap();
        assert_eq!(passes.len(), 5, "450 m at 100 m: five tracks, 90 m apart");
        let first = &passes[0];
        assert!((first.from.x - 45.0).abs() < 1e-6 && (first.from.y - 45.0).abs() < 1e-6);
        assert!((first.to.x - 955.0).abs() < 1e-6, "{first:?}");
        assert!((passes[1].from.x - 955.0).abs() < 1e-6, "to and fro");
        assert!((passes[1].from.y - 135.0).abs() < 1e-6);
    }

    #[test]
    fn a_search_begins_at_the_corner_nearest_to_home() {
        let passes = passes(
            &area(),
            90.0,
            90.0,
            Coord {
                x: 2000.0,
                y: 900.0,
            },
        )
        .unwrap();
        assert!((passes[0].from.x - 955.0).abs() < 1e-6 && (passes[0].from.y - 405.0).abs() < 1e-6);
    }

    #[test]
    fn a_notch_in_the_area_splits_its_tracks() {
        let notched = polygon![
            (x: 0., y: 0.), (x: 1000., y: 0.), (x: 1000., y: 400.), (x: 600., y: 400.),
            (x: 600., y: 200.), (x: 400., y: 200.), (x: 400., y: 400.), (x: 0., y: 400.)
        ];
        let passes = passes(&notched, 100.0, 90.0, Coord { x: 0.0, y: 0.0 }).unwrap();
        assert_eq!(passes.len(), 2 + 2 * 2);
    }
}
