//! What makes a field impossible to cover, each with its place.

use geo::{
    Area, BoundingRect, Coord, CoordsIter, Intersects as _, Line, LineString, Polygon, Rect,
};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::Field;
use crate::mission::ring::sweep;

/// Why a field cannot be covered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LawnError {
    /// The spacing is not a positive number.
    #[error("line spacing of {0} m is not a positive length")]
    Spacing(f64),
    /// A ring has too few corners to enclose anything.
    #[error("{ring} has {corners} corners, it needs at least 3")]
    Corners {
        /// The ring.
        ring: Ring,
        /// How many different corners it has.
        corners: usize,
    },
    /// A coordinate is NaN or infinite.
    #[error("corner {corner} of {ring} is not a place: ({x}, {y})")]
    NotFinite {
        /// The ring.
        ring: Ring,
        /// The corner, counted from 0.
        corner: usize,
        /// As given.
        x: f64,
        /// As given.
        y: f64,
    },
    /// Two edges cross.
    #[error("{first} and {second} cross at ({:.2} m east, {:.2} m north)", .at.x, .at.y)]
    Crossing {
        /// Ring of one edge.
        first: Ring,
        /// Ring of the other.
        second: Ring,
        /// Where.
        at: Coord<f64>,
    },
    /// A hole lies outside the outline or inside another hole.
    #[error("{ring} is not inside the outline alone: see ({:.2} m east, {:.2} m north)", .at.x, .at.y)]
    Hole {
        /// The hole.
        ring: Ring,
        /// One of its corners.
        at: Coord<f64>,
    },
    /// The area is too small to be one.
    #[error("the area of {area_m2} m² at ({:.2} m east, {:.2} m north) is nothing to cover", .at.x, .at.y)]
    NoArea {
        /// Its size, square metres.
        area_m2: f64,
        /// Its first corner.
        at: Coord<f64>,
    },
    /// The area would take more strokes than can be ordered.
    #[error("{strokes:.0} lines of spacing {spacing_m} m are too many: at most {most}")]
    TooMany {
        /// How many lines it would take, about.
        strokes: f64,
        /// Their distance, metres.
        spacing_m: f64,
        /// The limit.
        most: usize,
    },
    /// The start or the end is not in free space.
    #[error("({:.2} m east, {:.2} m north) is not in free space, so the way cannot begin or end there", .0.x, .0.y)]
    NotFree(Coord<f64>),
    /// A stroke cannot be reached.
    #[error("no way leads to the line that begins at ({:.2} m east, {:.2} m north)", .0.x, .0.y)]
    Unreachable(Coord<f64>),
    /// No place from which the area can be seen is free, or the wind forbids every direction.
    #[error("no line over the area can be flown")]
    Nothing,
}

/// Which ring of a polygon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    /// The outer one.
    Outline,
    /// A hole, counted from 0.
    Hole(usize),
}

impl std::fmt::Display for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Outline => f.write_str("the outline"),
            Self::Hole(hole) => write!(f, "hole {hole}"),
        }
    }
}

/// The first thing that makes a field impossible.
pub(super) fn check(field: &Field<'_>) -> Result<(), LawnError> {
    if !(field.spacing_m.is_finite() && field.spacing_m > 0.0) {
        return Err(LawnError::Spacing(field.spacing_m));
    }
    let rings: Vec<(Ring, &LineString<f64>)> = rings(field.area).collect();
    for (ring, line) in &rings {
        check_ring(*ring, line)?;
    }
    check_crossings(&rings)?;
    check_holes(&rings)?;
    check_size(field)?;
    for end in [field.start, field.end].into_iter().flatten() {
        if !field.free.holds(end) {
            return Err(LawnError::NotFree(end));
        }
    }
    Ok(())
}

fn rings(area: &Polygon<f64>) -> impl Iterator<Item = (Ring, &LineString<f64>)> {
    let holes = area.interiors().iter().enumerate();
    std::iter::once((Ring::Outline, area.exterior()))
        .chain(holes.map(|(i, hole)| (Ring::Hole(i), hole)))
}

fn check_ring(ring: Ring, line: &LineString<f64>) -> Result<(), LawnError> {
    for (corner, c) in line.coords().enumerate() {
        if !(c.x.is_finite() && c.y.is_finite()) {
            return Err(LawnError::NotFinite {
                ring,
                corner,
                x: c.x,
                y: c.y,
            });
        }
    }
    let mut places: Vec<_> = line.0.clone();
    places.dedup();
    let corners = places.len().saturating_sub(1);
    if corners < 3 {
        return Err(LawnError::Corners { ring, corners });
    }
    Ok(())
}

/// So many edges are swept: a star's boxes all meet each other.
const MANY_EDGES: usize = 2000;

fn check_crossings(rings: &[(Ring, &LineString<f64>)]) -> Result<(), LawnError> {
    let edges: Vec<(Ring, [Coord<f64>; 2])> = rings
        .iter()
        .flat_map(|(ring, line)| line.lines().map(|l| (*ring, [l.start, l.end])))
        .collect();
    if edges.len() > MANY_EDGES {
        let lines: Vec<Line<f64>> = edges.iter().map(|(_, [p, q])| Line::new(*p, *q)).collect();
        let cross = |i: usize, j: usize| crossing(edges[i].1, edges[j].1);
        let found = sweep::crossing(&lines, |i, j| cross(i, j).is_some());
        let found = found.and_then(|[i, j]| Some((edges[i].0, edges[j].0, cross(i, j)?)));
        return found.map_or(Ok(()), |(first, second, at)| {
            Err(LawnError::Crossing { first, second, at })
        });
    }
    let boxed = |(i, (_, [p, q])): (usize, &(Ring, [Coord<f64>; 2]))| {
        GeomWithData::new(Rectangle::from_corners([p.x, p.y], [q.x, q.y]), i)
    };
    let tree = RTree::bulk_load(edges.iter().enumerate().map(boxed).collect());
    for (i, (first, [p, q])) in edges.iter().enumerate() {
        let reach = AABB::from_corners([p.x, p.y], [q.x, q.y]);
        for other in tree.locate_in_envelope_intersecting(&reach) {
            let (second, [r, s]) = edges[other.data];
            if other.data > i
                && let Some(at) = crossing([*p, *q], [r, s])
            {
                return Err(LawnError::Crossing {
                    first: *first,
                    second,
                    at,
                });
            }
        }
    }
    Ok(())
}

/// Where two edges cross outright; touching is none.
fn crossing([p, q]: [Coord<f64>; 2], [r, s]: [Coord<f64>; 2]) -> Option<Coord<f64>> {
    let side = |a: Coord<f64>, b: Coord<f64>, c: Coord<f64>| {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    };
    let (a, b) = (side(r, s, p), side(r, s, q));
    let (c, d) = (side(p, q, r), side(p, q, s));
    (a * b < 0.0 && c * d < 0.0).then(|| p + (q - p) * (a / (a - b)))
}

fn check_holes(rings: &[(Ring, &LineString<f64>)]) -> Result<(), LawnError> {
    use geo::coordinate_position::{CoordPos, CoordinatePosition};
    let solids: Vec<Polygon<f64>> = rings
        .iter()
        .map(|(_, line)| Polygon::new((*line).clone(), Vec::new()))
        .collect();
    let bounds: Vec<Option<Rect<f64>>> = solids.iter().map(BoundingRect::bounding_rect).collect();
    let meet = |i: usize, j: usize| match (bounds[i], bounds[j]) {
        (Some(a), Some(b)) => a.intersects(&b),
        _ => true,
    };
    for (i, (ring, line)) in rings.iter().enumerate().skip(1) {
        for (j, solid) in solids.iter().enumerate().filter(|(j, _)| *j != i) {
            if j > 0 && !meet(i, j) {
                continue;
            }
            let wrong = if j == 0 {
                CoordPos::Outside
            } else {
                CoordPos::Inside
            };
            // A corner may touch the other ring: ask the first that does not.
            let clear = line
                .coords()
                .map(|c| (*c, solid.coordinate_position(c)))
                .find(|(_, position)| *position != CoordPos::OnBoundary);
            if let Some((at, _)) = clear.filter(|(_, position)| *position == wrong) {
                return Err(LawnError::Hole { ring: *ring, at });
            }
        }
    }
    Ok(())
}

/// Most lines that a plan may take over one area.
pub(in crate::planners) const MOST: usize = 4000;

/// Refuses what comes to more strokes than can be ordered, whatever its size: a frayed border.
pub(super) fn check_strokes(strokes: usize, spacing_m: f64) -> Result<(), LawnError> {
    if strokes <= MOST {
        return Ok(());
    }
    Err(LawnError::TooMany {
        strokes: strokes as f64,
        spacing_m,
        most: MOST,
    })
}

fn check_size(field: &Field<'_>) -> Result<(), LawnError> {
    let area_m2 = field.area.unsigned_area();
    let at = field.area.exterior().0.first().copied().unwrap_or_default();
    if area_m2 < 1e-6 * field.spacing_m * field.spacing_m {
        return Err(LawnError::NoArea { area_m2, at });
    }
    let (low, high) = field.area.coords_iter().fold((at, at), |(low, high), c| {
        (
            Coord {
                x: low.x.min(c.x),
                y: low.y.min(c.y),
            },
            Coord {
                x: high.x.max(c.x),
                y: high.y.max(c.y),
            },
        )
    });
    let strokes = (high.x - low.x).min(high.y - low.y) / field.spacing_m;
    if strokes > MOST as f64 {
        return Err(LawnError::TooMany {
            strokes,
            spacing_m: field.spacing_m,
            most: MOST,
        });
    }
    Ok(())
}
