//! A border as a line on a flat plane about the launch, and where a track crosses it.

use geo::Coord;
use missions::frames::LocalPlane;
use missions::geodesy::Position;

/// A line of points, east and north of the launch, metres.
#[derive(Clone, Debug)]
pub(super) struct Border {
    plane: LocalPlane,
    points: Vec<Coord>,
}

impl Border {
    pub(super) fn new(launch: Position, points: &[Position]) -> Self {
        let plane = LocalPlane::at(launch);
        let points = points.iter().map(|point| plane.to_plane(*point)).collect();
        Self { plane, points }
    }

    /// Where the straight way between two places crosses the line: the place, and the share of the
    /// way that is done there.
    pub(super) fn crossed(&self, from: Position, to: Position) -> Option<(Position, f64)> {
        let (start, end) = (self.plane.to_plane(from), self.plane.to_plane(to));
        let share = self
            .points
            .windows(2)
            .find_map(|edge| meeting([start, end], [edge[0], edge[1]]))?;
        let place = start + (end - start) * share;
        Some((self.plane.to_position(place), share))
    }
}

/// The share of the first segment at which it meets the second.
fn meeting([a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> Option<f64> {
    let cross = |u: Coord, v: Coord| u.x * v.y - u.y * v.x;
    let (way, edge) = (b - a, d - c);
    let turned = cross(way, edge);
    if turned == 0.0 {
        return None;
    }
    let along = cross(c - a, edge) / turned;
    let across = cross(c - a, way) / turned;
    let is_met = (0.0..1.0).contains(&along) && (0.0..=1.0).contains(&across);
    is_met.then_some(along)
}
