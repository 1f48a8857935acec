//! A hull of triangles, integrated under any flat water.
//!
//! With h the height of the water above a point of the surface and n its outward normal, the
//! divergence theorem gives the volume as −∫ h·n_z dA over the wetted surface alone: on the
//! waterplane h is zero. The moments follow with x·h, y·h and (w² − z²)/2 (w: the water's own
//! height there), the waterplane with −∫ n_z dA, −∫ x·n_z dA and so on. All integrands are
//! polynomials of second degree, for which the rule of the edges' midpoints is exact.

use std::collections::BTreeMap;

use thiserror::Error;

use super::buoyancy::Sums;
use super::{Buoyancy, Floating, HullError};

/// A point in ship axes, in metres: forward of the aft perpendicular, to port, up.
pub type Point = [f64; 3];

/// Points closer than this are one point (metres).
const WELD_M: f64 = 1e-4;

/// A hull's surface as triangles, its normals outward.
#[derive(Clone, Debug, PartialEq)]
pub struct Mesh {
    triangles: Vec<[Point; 3]>,
    /// One side only; the other is its mirror image.
    half: bool,
    lowest_opening: Option<Point>,
}

/// Why triangles are no hull.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum MeshError {
    /// Nothing at all.
    #[error("the mesh has no triangles")]
    Empty,
    /// A coordinate is NaN or infinite.
    #[error("triangle {0} has a coordinate that is no number")]
    NotFinite(usize),
    /// Neighbours disagree about inside and outside.
    #[error(
        "triangles at x {x_m:.2} m, y {y_m:.2} m, z {z_m:.2} m disagree about which side is out"
    )]
    Tangled {
        /// Where, in ship axes.
        x_m: f64,
        /// Same.
        y_m: f64,
        /// Same.
        z_m: f64,
    },
    /// The surface encloses nothing.
    #[error("the mesh encloses no volume")]
    Flat,
}

impl Mesh {
    /// A hull from triangles in ship axes.
    ///
    /// A mesh of one side, open at the centre plane, is taken for half of a hull. Normals that all
    /// point inward are turned. Openings are allowed (a hull without a deck) as long as they stay
    /// above the water.
    pub fn new(mut triangles: Vec<[Point; 3]>) -> Result<Self, MeshError> {
        if triangles.is_empty() {
            return Err(MeshError::Empty);
        }
        let broken = triangles
            .iter()
            .position(|t| t.iter().flatten().any(|c| !c.is_finite()));
        if let Some(index) = broken {
            return Err(MeshError::NotFinite(index));
        }
        let half = is_one_sided(&triangles);
        let openings = openings(&triangles, half)?;
        match enclosed(&triangles) {
            volume if volume.abs() < 1e-9 => return Err(MeshError::Flat),
            volume if volume < 0.0 => triangles.iter_mut().for_each(|t| t.swap(1, 2)),
            _ => {}
        }
        let lowest_opening = openings.into_iter().min_by(|a, b| a[2].total_cmp(&b[2]));
        Ok(Self {
            triangles,
            half,
            lowest_opening,
        })
    }

    /// The triangles, their normals outward; of one side only where [`Mesh::is_half`].
    pub fn triangles(&self) -> &[[Point; 3]] {
        &self.triangles
    }

    /// Whether the triangles are one side of the hull.
    pub const fn is_half(&self) -> bool {
        self.half
    }

    pub(super) fn buoyancy(&self, floating: Floating) -> Result<Buoyancy, HullError> {
        if self.half && floating.heel_rad != 0.0 {
            return Err(HullError::Heeled(floating.heel_rad));
        }
        if let Some([x_m, y_m, z_m]) = self.lowest_opening
            && floating.water_height_m(x_m, y_m) > z_m
        {
            return Err(HullError::Open { x_m, y_m, z_m });
        }
        let mut sums = Sums::default();
        for triangle in &self.triangles {
            add_wetted(&mut sums, triangle, &floating);
        }
        let sums = if self.half { sums.mirrored() } else { sums };
        Ok(sums.buoyancy(true))
    }
}

/// Adds the part of a triangle that is under water.
fn add_wetted(sums: &mut Sums, triangle: &[Point; 3], floating: &Floating) {
    let depth = triangle.map(|p| floating.water_height_m(p[0], p[1]) - p[2]);
    let mut wet: Vec<Point> = Vec::with_capacity(4);
    for (i, (&from, &from_depth)) in triangle.iter().zip(&depth).enumerate() {
        let next = (i + 1) % 3;
        let (to, to_depth) = (triangle[next], depth[next]);
        if from_depth >= 0.0 {
            wet.push(from);
        }
        if (from_depth > 0.0 && to_depth < 0.0) || (from_depth < 0.0 && to_depth > 0.0) {
            let along = from_depth / (from_depth - to_depth);
            wet.push(between(from, to, along));
        }
    }
    for i in 2..wet.len() {
        add_triangle(sums, [wet[0], wet[i - 1], wet[i]], floating);
    }
}

/// Adds a triangle that is under water from corner to corner.
fn add_triangle(sums: &mut Sums, [a, b, c]: [Point; 3], floating: &Floating) {
    let area = area_vector(a, b, c);
    let downward = -area[2];
    sums.wetted += area.iter().map(|n| n * n).sum::<f64>().sqrt();
    for [x, y, z] in [between(a, b, 0.5), between(b, c, 0.5), between(c, a, 0.5)] {
        let water = floating.water_height_m(x, y);
        let part = downward / 3.0;
        let depth = water - z;
        sums.volume += part * depth;
        sums.volume_x += part * depth * x;
        sums.volume_y += part * depth * y;
        sums.volume_z += part * (water * water - z * z) / 2.0;
        sums.area += part;
        sums.area_x += part * x;
        sums.area_y += part * y;
        sums.area_xx += part * x * x;
        sums.area_yy += part * y * y;
    }
}

fn between(a: Point, b: Point, along: f64) -> Point {
    [0, 1, 2].map(|i| a[i] + along * (b[i] - a[i]))
}

/// The area of a triangle times its normal.
fn area_vector(a: Point, b: Point, c: Point) -> Point {
    let [u, v] = [b, c].map(|p| [0, 1, 2].map(|i| p[i] - a[i]));
    [
        (u[1] * v[2] - u[2] * v[1]) / 2.0,
        (u[2] * v[0] - u[0] * v[2]) / 2.0,
        (u[0] * v[1] - u[1] * v[0]) / 2.0,
    ]
}

/// Signed volume of the cones from a point of the centre plane, at the top of the mesh, to all
/// triangles: an opening there, or a flat deck that is missing, adds nothing.
fn enclosed(triangles: &[[Point; 3]]) -> f64 {
    let top = triangles
        .iter()
        .flatten()
        .map(|p| p[2])
        .fold(f64::NEG_INFINITY, f64::max);
    let cone = |&[a, b, c]: &[Point; 3]| {
        let n = area_vector(a, b, c);
        (n[0] * a[0] + n[1] * a[1] + n[2] * (a[2] - top)) / 3.0
    };
    triangles.iter().map(cone).sum()
}

fn is_one_sided(triangles: &[[Point; 3]]) -> bool {
    let sides = |sign: f64| triangles.iter().flatten().all(|p| sign * p[1] >= -WELD_M);
    sides(1.0) || sides(-1.0)
}

/// Middles of the edges that only one triangle has, without those in the centre plane of a half.
fn openings(triangles: &[[Point; 3]], half: bool) -> Result<Vec<Point>, MeshError> {
    type Corner = [i64; 3];
    let corner = |p: Point| p.map(|c| (c / WELD_M).round() as i64);
    let mut edges: BTreeMap<(Corner, Corner), (i32, u32, Point)> = BTreeMap::new();
    for triangle in triangles {
        for i in 0..3 {
            let (from, to) = (triangle[i], triangle[(i + 1) % 3]);
            let (a, b) = (corner(from), corner(to));
            if a == b {
                continue;
            }
            let (key, direction) = if a < b { ((a, b), 1) } else { ((b, a), -1) };
            let edge = edges.entry(key).or_insert((0, 0, between(from, to, 0.5)));
            edge.0 += direction;
            edge.1 += 1;
        }
    }
    let mut open = Vec::new();
    for &(balance, uses, middle @ [x_m, y_m, z_m]) in edges.values() {
        match (balance, uses) {
            // Both sides of a sharp stem may share an edge, so four are as good as two.
            (0, _) => {}
            (_, 1) if half && y_m.abs() < WELD_M => {}
            (_, 1) => open.push(middle),
            _ => return Err(MeshError::Tangled { x_m, y_m, z_m }),
        }
    }
    Ok(open)
}
