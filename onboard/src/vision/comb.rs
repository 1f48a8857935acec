//! The comb: figures of one size, one above the other, about two of their heights apart.
//!
//! It is found by size and spacing, before anything is read. What it is not: a text block (its
//! letters stand side by side), a fence (its bars are of no figure's shape). What is a comb and
//! no column of marks after all is left to the ladder, which cannot read it.

mod blobs;
mod chain;
mod morphology;

use super::picture::{Picture, Plane};
use blobs::Blob;
use rayon::prelude::*;

/// A figure must be this many pixels high to be read.
const LEAST_PX: usize = 7;
/// Contrast (0 to 255) that paint has at least against the hull round it.
const LEAST_CONTRAST: f32 = 12.0;
/// Combs kept of a picture.
const KEPT: usize = 12;

/// How paint stands out from the hull.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Paint {
    /// White or yellow: strong in red and in green, which hulls seldom are in both.
    Light,
    /// Yellow on grey, white or rust: much less blue than red and green.
    Yellow,
    /// Dark figures on a light hull.
    Dark,
}

impl Paint {
    /// All of them, the likeliest first.
    pub const ALL: [Self; 3] = [Self::Light, Self::Yellow, Self::Dark];

    /// The plane in which such paint is bright, 0 to 255.
    pub fn plane(self, picture: &Picture) -> Plane {
        picture.plane(|colour| self.strength(colour))
    }

    /// How much a colour is of such paint, 0 to 255.
    pub fn strength(self, [r, g, b]: [f32; 3]) -> f32 {
        match self {
            Self::Light => r.min(g),
            Self::Yellow => (1.6 * g - 0.6 * r - b).clamp(0.0, 255.0),
            Self::Dark => 255.0 - r.max(g).max(b),
        }
    }
}

/// A figure's box, pixels of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Its left edge.
    pub left: f32,
    /// Its upper edge.
    pub top: f32,
    /// Its right edge.
    pub right: f32,
    /// Its lower edge.
    pub bottom: f32,
    /// How much brighter it is than what is round it.
    pub contrast: f32,
}

impl Figure {
    /// Pixels from edge to edge.
    pub fn width(&self) -> f32 {
        self.right - self.left
    }

    /// Pixels from edge to edge.
    pub fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// The box's middle column.
    pub fn x(&self) -> f32 {
        f32::midpoint(self.left, self.right)
    }
}

/// Figures that stand as a column of marks does.
#[derive(Clone, Debug, PartialEq)]
pub struct Comb {
    /// How its paint stands out.
    pub paint: Paint,
    /// Its figures from the lowest up, each with its step (0.2 m) above the lowest.
    pub figures: Vec<(i32, Figure)>,
    /// The more, the likelier it is a column of marks.
    pub score: f32,
}

/// The combs of a picture, the best first.
pub fn combs(picture: &Picture, paint: Paint) -> Vec<Comb> {
    let mut found: Vec<Comb> = levels(paint.plane(picture))
        .par_iter()
        .flat_map(|level| level.combs(paint))
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Comb> = Vec::new();
    for comb in found {
        if kept.len() < KEPT && !kept.iter().any(|k| k.has_most_of(&comb)) {
            kept.push(comb);
        }
    }
    kept
}

impl Comb {
    /// Most figures of the other are this one's too.
    fn has_most_of(&self, other: &Self) -> bool {
        let mine = |f: &Figure| {
            self.figures.iter().any(|(_, g)| {
                let near = 0.4 * g.height();
                (f.x() - g.x()).abs() < near && (f.bottom - g.bottom).abs() < near
            })
        };
        let common = other.figures.iter().filter(|(_, f)| mine(f)).count();
        2 * common > other.figures.len()
    }
}

/// A plane made smaller, and the window in which paint must be narrow.
struct Level {
    plane: Plane,
    half: usize,
    /// Pixels of the picture a pixel of the plane.
    scale: f32,
}

/// Figures of 8 to about 400 pixels are between two windows of some level.
fn levels(mut plane: Plane) -> Vec<Level> {
    let mut out = Vec::new();
    let mut scale = 1.0;
    while plane.width().min(plane.height()) >= 4 * LEAST_PX && scale < 20.0 {
        let halved = plane.halved();
        for half in [4, 6] {
            out.push(Level {
                plane: plane.clone(),
                half,
                scale,
            });
        }
        plane = halved;
        scale *= 2.0;
    }
    out
}

impl Level {
    fn combs(&self, paint: Paint) -> Vec<Comb> {
        let hat = morphology::top_hat(&self.plane, self.half);
        let peak = morphology::dilated(&hat, self.half);
        let inside = |x: usize, y: usize, value: f32| {
            value > LEAST_CONTRAST && value > 0.45 * peak.row(y)[x]
        };
        let mut figures: Vec<Figure> = blobs::blobs(&hat, inside)
            .into_iter()
            .filter(|blob| self.is_figure_like(blob))
            .map(|blob| self.figure(&blob))
            .collect();
        figures.sort_by(|a, b| a.bottom.total_cmp(&b.bottom));
        chain::chains(&figures)
            .into_iter()
            .map(|chain| Comb {
                paint,
                score: chain.score,
                figures: chain.links.iter().map(|&(n, i)| (n, figures[i])).collect(),
            })
            .collect()
    }

    /// Neither a speck nor a line, with paint in a good part of its box.
    fn is_figure_like(&self, blob: &Blob) -> bool {
        let (w, h) = (blob.width() as f32, blob.height() as f32);
        let fill = blob.area as f32 / (w * h);
        let high = blob.height() >= LEAST_PX && h <= 9.0 * self.half as f32;
        high && (0.12..2.2).contains(&(w / h)) && (0.2..1.01).contains(&fill)
    }

    fn figure(&self, blob: &Blob) -> Figure {
        Figure {
            left: blob.left as f32 * self.scale,
            top: blob.top as f32 * self.scale,
            right: (blob.right + 1) as f32 * self.scale,
            bottom: (blob.bottom + 1) as f32 * self.scale,
            contrast: (blob.sum / blob.area as f64) as f32,
        }
    }
}
