//! Parallel tracks along a line: a coast, a road, a river.

use geo::{Coord, LineString, Simplify};
use rstar::primitives::Line as Piece;
use rstar::{AABB, RTree};

use super::pass::{Pass, bounded, lines};
use super::rows;
use crate::mission::Mission;
use crate::plan::check::Objection;

/// Beyond this the outside of a bend is cut off flat instead of drawn to a point.
const LONGEST_MITER: f64 = 1.5;

/// Tracks that together see `width_m` around the line, flown to and fro.
///
/// n = ⌈width / spacing⌉ tracks lie half their spacing inside the corridor's borders. Which track
/// and which end come first is chosen by the way from and to home. Tracks follow the line to within
/// a hundredth of their spacing.
pub fn passes(
    line: &LineString<f64>,
    width_m: f64,
    mission: &Mission,
    home: Coord<f64>,
) -> Result<Vec<Pass>, Objection> {
    let count = lines(width_m, mission.spacing_m())
        .map_err(|error| Objection::error("pattern corridor", error.to_string()))?;
    let step = width_m / f64::from(count);
    let line = if rows::is_frayed_line(line, 0.01 * step) {
        line.clone()
    } else {
        line.simplify(0.01 * step)
    };
    let pieces = line.0.len() - 1;
    let said = format!("{count} tracks along a line of {pieces} pieces");
    bounded("corridor", pieces.saturating_mul(count as usize), &said)?;
    let tracks: Vec<Vec<Coord<f64>>> = (0..count)
        .map(|i| parallel(&line.0, (f64::from(i) + 0.5) * step - width_m / 2.0))
        .filter(|track| track.len() >= 2)
        .collect();
    let flown = [(false, false), (false, true), (true, false), (true, true)]
        .into_iter()
        .map(|(last_first, backwards)| to_and_fro(&tracks, last_first, backwards))
        .min_by(|a, b| ends(a, home).total_cmp(&ends(b, home)))
        .unwrap_or_default();
    let pairs = flown.iter().flat_map(|track| track.windows(2));
    Ok(pairs
        .map(|pair| Pass::pictures(pair[0], pair[1], mission))
        .collect())
}

fn to_and_fro(
    tracks: &[Vec<Coord<f64>>],
    last_first: bool,
    backwards: bool,
) -> Vec<Vec<Coord<f64>>> {
    let mut flown = tracks.to_vec();
    if last_first {
        flown.reverse();
    }
    for (index, track) in flown.iter_mut().enumerate() {
        if (index % 2 == 1) != backwards {
            track.reverse();
        }
    }
    flown
}

fn ends(tracks: &[Vec<Coord<f64>>], home: Coord<f64>) -> f64 {
    let first = tracks.first().and_then(|track| track.first());
    let last = tracks.last().and_then(|track| track.last());
    first
        .into_iter()
        .chain(last)
        .map(|end| (end.x - home.x).hypot(end.y - home.y))
        .sum()
}

/// The line moved sideways, metres, right positive; loops on the inside of sharp bends are left
/// out, so that no part comes nearer to the line than it should.
pub fn parallel(line: &[Coord<f64>], right_m: f64) -> Vec<Coord<f64>> {
    let line = without_repeats(line);
    if line.len() < 2 || right_m == 0.0 {
        return line;
    }
    without_loops(&mitred(&line, right_m), &line, right_m.abs())
}

fn without_repeats(line: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let mut line = line.to_vec();
    line.dedup_by(|b, a| (b.x - a.x).hypot(b.y - a.y) < 0.01);
    line
}

fn right_of(a: Coord<f64>, b: Coord<f64>) -> Coord<f64> {
    let way = b - a;
    Coord {
        x: way.y,
        y: -way.x,
    } / way.x.hypot(way.y)
}

/// Each corner moved along the bisector; a long point on the outside of a bend becomes two.
fn mitred(line: &[Coord<f64>], right_m: f64) -> Vec<Coord<f64>> {
    let last = line.len() - 1;
    let mut moved = vec![line[0] + right_of(line[0], line[1]) * right_m];
    for corner in line.windows(3) {
        let (a, b) = (
            right_of(corner[0], corner[1]),
            right_of(corner[1], corner[2]),
        );
        let sum = a + b;
        let half_cos = sum.x.hypot(sum.y) / 2.0;
        if half_cos * LONGEST_MITER >= 1.0 {
            moved.push(corner[1] + sum / (2.0 * half_cos * half_cos) * right_m);
        } else {
            moved.extend(flattened(corner, [a, b], right_m));
        }
    }
    moved.push(line[last] + right_of(line[last - 1], line[last]) * right_m);
    moved
}

/// The two points of a cut-off corner: outside, on the tangent of the circle around the corner;
/// inside, where a loop follows that is left out, the corner moved along both sides.
fn flattened(corner: &[Coord<f64>], [a, b]: [Coord<f64>; 2], right_m: f64) -> [Coord<f64>; 2] {
    let [on, off] = [a, b].map(|right| Coord {
        x: -right.y,
        y: right.x,
    });
    let turn = (on.x * off.y - on.y * off.x).atan2(on.x * off.x + on.y * off.y);
    // Turning left, positive, puts the right side outside.
    let outside = f64::from(turn * right_m > 0.0);
    let beyond = right_m.abs() * (turn.abs() / 4.0).tan() * outside;
    [
        corner[1] + a * right_m + on * beyond,
        corner[1] + b * right_m - off * beyond,
    ]
}

/// Splits the moved line where it crosses itself and keeps the pieces that are far enough away.
fn without_loops(moved: &[Coord<f64>], line: &[Coord<f64>], far_m: f64) -> Vec<Coord<f64>> {
    let split = split_at_crossings(moved);
    let near = index(line);
    let mut kept: Vec<Coord<f64>> = Vec::new();
    for pair in split.windows(2) {
        let middle = (pair[0] + pair[1]) * 0.5;
        if comes_near(&near, middle, 0.99 * far_m) {
            continue;
        }
        for point in pair {
            if kept
                .last()
                .is_none_or(|last| (*last - *point).x.hypot((*last - *point).y) > 0.01)
            {
                kept.push(*point);
            }
        }
    }
    kept
}

fn split_at_crossings(line: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let pieces = index(line);
    let mut points = Vec::new();
    for pair in line.windows(2) {
        let envelope = AABB::from_corners([pair[0].x, pair[0].y], [pair[1].x, pair[1].y]);
        let mut cuts: Vec<f64> = pieces
            .locate_in_envelope_intersecting(&envelope)
            .map(|piece| [piece.from, piece.to].map(|[x, y]| Coord { x, y }))
            // Neighbours share an end and do not cross.
            .filter(|other| !other.iter().any(|end| pair.contains(end)))
            .filter_map(|other| crossing(pair, &other))
            .collect();
        cuts.sort_by(f64::total_cmp);
        points.push(pair[0]);
        points.extend(cuts.into_iter().map(|t| pair[0] + (pair[1] - pair[0]) * t));
    }
    points.extend(line.last());
    points
}

/// The pieces of a line, found by where they lie.
fn index(line: &[Coord<f64>]) -> RTree<Piece<[f64; 2]>> {
    let pieces = line.windows(2);
    let pieces = pieces.map(|pair| Piece::new([pair[0].x, pair[0].y], [pair[1].x, pair[1].y]));
    RTree::bulk_load(pieces.collect())
}

fn comes_near(line: &RTree<Piece<[f64; 2]>>, place: Coord<f64>, within_m: f64) -> bool {
    line.locate_within_distance([place.x, place.y], within_m * within_m)
        .next()
        .is_some()
}

/// Where the first piece crosses the second, as a share of the first.
fn crossing(a: &[Coord<f64>], b: &[Coord<f64>]) -> Option<f64> {
    let (u, v, gap) = (a[1] - a[0], b[1] - b[0], b[0] - a[0]);
    let cross = u.x * v.y - u.y * v.x;
    let on_a = (gap.x * v.y - gap.y * v.x) / cross;
    let on_b = (gap.x * u.y - gap.y * u.x) / cross;
    (cross != 0.0 && (0.0..=1.0).contains(&on_a) && (0.0..=1.0).contains(&on_b)).then_some(on_a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    fn distance(point: Coord<f64>, line: &[Coord<f64>]) -> f64 {
        use geo::{Distance as _, Euclidean};
        line.windows(2)
            .map(|pair| Euclidean.distance(&geo::Point(point), &geo::Line::new(pair[0], pair[1])))
            .fold(f64::INFINITY, f64::min)
    }

    /// 100 000 corners once took as many looks at each of them.
    #[test]
    fn a_line_of_very_many_corners_is_moved_with_an_index() {
        let line: Vec<_> = (0..100_000)
            .map(|i| c(f64::from(i), 50.0 * (f64::from(i) / 300.0).sin()))
            .collect();
        let track = parallel(&line, 30.0);
        assert!(
            track.len() > 50_000 && track.len() < 101_000,
            "{}",
            track.len()
        );
    }

    fn check(line: &[Coord<f64>], right_m: f64, expected: &[Coord<f64>]) {
        let got = parallel(line, right_m);
        assert_eq!(got.len(), expected.len(), "{got:?}");
        for (a, b) in got.iter().zip(expected) {
            assert!((a.x - b.x).hypot(a.y - b.y) < 1e-6, "{got:?}");
        }
    }

    #[test]
    fn a_straight_line_moves_to_its_right() {
        check(&[c(0., 0.), c(0., 100.)], 10.0, &[c(10., 0.), c(10., 100.)]);
    }

    #[test]
    fn a_right_angle_keeps_its_corner_inside_and_outside() {
        let line = [c(0., 0.), c(0., 100.), c(100., 100.)];
        check(&line, 10.0, &[c(10., 0.), c(10., 90.), c(100., 90.)]);
        check(&line, -10.0, &[c(-10., 0.), c(-10., 110.), c(100., 110.)]);
    }

    #[test]
    fn a_hairpin_is_cut_off_outside_and_leaves_no_loop_inside() {
        let line = [c(0., 0.), c(100., 5.), c(0., 10.)];
        let outside = parallel(&line, 20.0);
        let inside = parallel(&line, -20.0);
        for track in [&outside, &inside] {
            for pair in track.windows(2) {
                let middle = (pair[0] + pair[1]) * 0.5;
                assert!(distance(middle, &line) > 19.8, "{track:?}");
            }
        }
        assert!(outside.iter().all(|p| p.x < 135.0), "{outside:?}");
    }

    #[test]
    fn a_short_step_in_the_line_leaves_no_loop() {
        // A bend narrower than the offset: the moved middle piece runs backwards.
        let line = [c(0., 0.), c(100., 0.), c(100., -5.), c(200., -5.)];
        let track = parallel(&line, 30.0);
        for pair in track.windows(2) {
            assert!(pair[1].x >= pair[0].x - 1e-9, "{track:?}");
        }
    }
}
