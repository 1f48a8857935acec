//! Random polygons with holes, the same ones every time.

use geo::{Area, Coord, Intersects, LineString, Polygon};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Where the outline comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outline {
    /// A square, as in the published benchmark.
    Square,
    /// A random simple polygon.
    Random,
}

/// Area of every outline, square metres.
pub(crate) const AREA_M2: f64 = 10_000.0;

/// A polygon with holes; the same for the same arguments.
pub(crate) fn polygon(outline: Outline, holes: usize, instance: u64) -> Polygon<f64> {
    let seed = instance + 1000 * holes as u64 + 100_000 * u64::from(outline == Outline::Random);
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let shell = match outline {
        Outline::Square => square(AREA_M2.sqrt()),
        Outline::Random => loop {
            let corners = rng.random_range(8..=16);
            let ring = scaled(simple(&mut rng, corners, 100.0), AREA_M2);
            if widest(&ring) < 400.0 {
                break ring;
            }
        },
    };
    let mut polygon = Polygon::new(shell, Vec::new());
    while polygon.interiors().len() < holes {
        let hole = hole(&mut rng, &polygon);
        polygon.interiors_push(hole);
    }
    polygon
}

/// A hole that touches neither the outline nor another hole.
fn hole(rng: &mut Pcg64Mcg, polygon: &Polygon<f64>) -> LineString<f64> {
    let (low, high) = bounds(polygon.exterior());
    loop {
        let side = rng.random_range(6.0..20.0);
        let corner = Coord {
            x: rng.random_range(low.x..high.x),
            y: rng.random_range(low.y..high.y),
        };
        let corners = rng.random_range(3..=7);
        let mut ring = simple(rng, corners, side);
        ring.0.iter_mut().for_each(|c| *c = *c + corner);
        let solid = Polygon::new(ring.clone(), Vec::new());
        let apart = polygon
            .interiors()
            .iter()
            .chain([polygon.exterior()])
            .all(|other| !other.intersects(&ring));
        let hollow = polygon
            .interiors()
            .iter()
            .any(|other| Polygon::new(other.clone(), Vec::new()).intersects(&solid));
        let inside = Polygon::new(polygon.exterior().clone(), Vec::new()).intersects(&solid);
        if apart && inside && !hollow && solid.unsigned_area() > 0.1 * side * side {
            return ring;
        }
    }
}

/// A random simple polygon: random points in a square, crossings undone by 2-opt moves.
fn simple(rng: &mut Pcg64Mcg, corners: usize, side: f64) -> LineString<f64> {
    let mut points: Vec<Coord<f64>> = (0..corners)
        .map(|_| Coord {
            x: rng.random_range(0.0..side),
            y: rng.random_range(0.0..side),
        })
        .collect();
    while let Some((i, j)) = crossing(&points) {
        points[i + 1..=j].reverse();
    }
    points.push(points[0]);
    LineString::new(points)
}

/// Numbers of two edges that cross.
fn crossing(points: &[Coord<f64>]) -> Option<(usize, usize)> {
    let n = points.len();
    let side = |a: Coord<f64>, b: Coord<f64>, c: Coord<f64>| {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    };
    for i in 0..n {
        for j in i + 1..n {
            let (a, b) = (points[i], points[(i + 1) % n]);
            let (c, d) = (points[j], points[(j + 1) % n]);
            let cross = side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0;
            if cross {
                return Some((i, j));
            }
        }
    }
    None
}

fn square(side: f64) -> LineString<f64> {
    LineString::from(vec![
        (0.0, 0.0),
        (side, 0.0),
        (side, side),
        (0.0, side),
        (0.0, 0.0),
    ])
}

fn scaled(ring: LineString<f64>, area_m2: f64) -> LineString<f64> {
    let area = Polygon::new(ring.clone(), Vec::new()).unsigned_area();
    let scale = (area_m2 / area).sqrt();
    LineString::new(ring.0.into_iter().map(|c| c * scale).collect())
}

fn widest(ring: &LineString<f64>) -> f64 {
    let (low, high) = bounds(ring);
    (high.x - low.x).max(high.y - low.y)
}

fn bounds(ring: &LineString<f64>) -> (Coord<f64>, Coord<f64>) {
    ring.coords()
        .fold((ring.0[0], ring.0[0]), |(low, high), c| {
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
        })
}
