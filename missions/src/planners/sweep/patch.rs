//! A connected part of a strip, as convex pieces, with the little geometry that it takes to say
//! what a swath leaves over.

use geo::Coord;

use super::slabs::Slab;

/// A rectangle along the strokes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Box2 {
    pub(super) low: Coord<f64>,
    pub(super) high: Coord<f64>,
}

impl Box2 {
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.low.x < other.high.x
            && other.low.x < self.high.x
            && self.low.y < other.high.y
            && other.low.y < self.high.y
    }

    fn covers(&self, other: &Self) -> bool {
        self.low.x <= other.low.x + 1e-9
            && self.low.y <= other.low.y + 1e-9
            && self.high.x >= other.high.x - 1e-9
            && self.high.y >= other.high.y - 1e-9
    }

    fn widened(&self, by: f64) -> Self {
        let by = Coord { x: by, y: by };
        Self {
            low: self.low - by,
            high: self.high + by,
        }
    }

    fn around(points: &[Coord<f64>]) -> Self {
        let least = |f: fn(&Coord<f64>) -> f64| points.iter().map(f).fold(f64::INFINITY, f64::min);
        let most =
            |f: fn(&Coord<f64>) -> f64| points.iter().map(f).fold(f64::NEG_INFINITY, f64::max);
        Self {
            low: Coord {
                x: least(|c| c.x),
                y: least(|c| c.y),
            },
            high: Coord {
                x: most(|c| c.x),
                y: most(|c| c.y),
            },
        }
    }

    fn join(self, other: Self) -> Self {
        Self {
            low: Coord {
                x: self.low.x.min(other.low.x),
                y: self.low.y.min(other.low.y),
            },
            high: Coord {
                x: self.high.x.max(other.high.x),
                y: self.high.y.max(other.high.y),
            },
        }
    }
}

/// Convex pieces that hang together.
#[derive(Clone, Debug)]
pub(super) struct Patch {
    pieces: Vec<Vec<Coord<f64>>>,
    pub(super) bounds: Box2,
    pub(super) area_m2: f64,
}

impl Patch {
    /// The patches of the strip between two heights.
    pub(super) fn of_strip(slabs: &[Slab], v: [f64; 2]) -> Vec<Self> {
        let first = slabs.partition_point(|slab| slab.v[1] <= v[0]);
        let mut groups = Groups::default();
        for slab in slabs[first..].iter().take_while(|slab| slab.v[0] < v[1]) {
            let cut = [slab.v[0].max(v[0]), slab.v[1].min(v[1])];
            if cut[1] - cut[0] > 1e-9 {
                groups.stack(slab, cut);
            }
        }
        groups.patches()
    }

    /// What of it lies outside a box: nothing, or connected parts to the left, right, below and
    /// above it.
    pub(super) fn outside(self, swath: &Box2) -> Vec<Self> {
        if swath.covers(&self.bounds) {
            return Vec::new();
        }
        if !swath.meets(&self.bounds) {
            return vec![self];
        }
        let mut left = Vec::new();
        let mut right = Vec::new();
        let mut below = Vec::new();
        let mut above = Vec::new();
        for piece in &self.pieces {
            let (out, inner) = split(piece, |c| c.x - swath.low.x);
            left.extend(out);
            let (inner, out) = split_some(inner, |c| c.x - swath.high.x);
            right.extend(out);
            let (out, inner) = split_some(inner, |c| c.y - swath.low.y);
            below.extend(out);
            let (_, out) = split_some(inner, |c| c.y - swath.high.y);
            above.extend(out);
        }
        [left, right, below, above]
            .into_iter()
            .flat_map(Self::connected)
            .collect()
    }

    /// Pieces whose boxes touch belong together.
    fn connected(pieces: Vec<Vec<Coord<f64>>>) -> Vec<Self> {
        let mut patches: Vec<Self> = Vec::new();
        for mut patch in pieces
            .into_iter()
            .filter_map(|p| Self::from_pieces(vec![p]))
        {
            let reach = patch.bounds.widened(1e-6);
            let (near, apart): (Vec<Self>, Vec<Self>) =
                patches.into_iter().partition(|p| p.bounds.meets(&reach));
            patches = apart;
            for other in near {
                patch.pieces.extend(other.pieces);
                patch.bounds = patch.bounds.join(other.bounds);
                patch.area_m2 += other.area_m2;
            }
            patches.push(patch);
        }
        patches
    }

    fn from_pieces(pieces: Vec<Vec<Coord<f64>>>) -> Option<Self> {
        let bounds = pieces.iter().map(|p| Box2::around(p)).reduce(Box2::join)?;
        let area_m2 = pieces.iter().map(|piece| area(piece)).sum();
        Some(Self {
            pieces,
            bounds,
            area_m2,
        })
    }
}

/// Trapezoids of a strip on their way to become patches.
#[derive(Default)]
struct Groups {
    /// The patch that each piece belongs to: follow until it points at itself.
    parent: Vec<usize>,
    pieces: Vec<Vec<Coord<f64>>>,
    /// The top side of each span of the slab below: number, left, right.
    top: Vec<(usize, f64, f64)>,
    top_v: f64,
}

impl Groups {
    fn stack(&mut self, slab: &Slab, cut: [f64; 2]) {
        let share = cut.map(|v| (v - slab.v[0]) / (slab.v[1] - slab.v[0]));
        let below = std::mem::take(&mut self.top);
        let adjoins = (cut[0] - self.top_v).abs() < 1e-6;
        for span in &slab.spans {
            let at = |side: [f64; 2]| share.map(|s| side[0] + s * (side[1] - side[0]));
            let (left, right) = (at(span.left), at(span.right));
            let number = self.pieces.len();
            self.parent.push(number);
            self.pieces.push(vec![
                Coord {
                    x: left[0],
                    y: cut[0],
                },
                Coord {
                    x: right[0],
                    y: cut[0],
                },
                Coord {
                    x: right[1],
                    y: cut[1],
                },
                Coord {
                    x: left[1],
                    y: cut[1],
                },
            ]);
            for &(other, from, to) in below.iter().filter(|_| adjoins) {
                if right[0].min(to) - left[0].max(from) > 1e-6 {
                    let (a, b) = (self.root(other), self.root(number));
                    self.parent[a.max(b)] = a.min(b);
                }
            }
            self.top.push((number, left[1], right[1]));
        }
        self.top_v = cut[1];
    }

    fn root(&self, mut piece: usize) -> usize {
        while self.parent[piece] != piece {
            piece = self.parent[piece];
        }
        piece
    }

    fn patches(self) -> Vec<Patch> {
        let mut members: Vec<Vec<Vec<Coord<f64>>>> = vec![Vec::new(); self.pieces.len()];
        let roots: Vec<usize> = (0..self.pieces.len()).map(|i| self.root(i)).collect();
        for (piece, root) in self.pieces.into_iter().zip(roots) {
            if area(&piece) > 1e-9 {
                members[root].push(piece);
            }
        }
        members.into_iter().filter_map(Patch::from_pieces).collect()
    }
}

type Part = Option<Vec<Coord<f64>>>;

/// The parts of a convex piece where a linear function is negative and where it is positive.
fn split(piece: &[Coord<f64>], side: impl Fn(&Coord<f64>) -> f64) -> (Part, Part) {
    let sides: Vec<f64> = piece.iter().map(&side).collect();
    if sides.iter().all(|s| *s >= 0.0) {
        return (None, Some(piece.to_vec()));
    }
    if sides.iter().all(|s| *s <= 0.0) {
        return (Some(piece.to_vec()), None);
    }
    let mut parts = (Vec::new(), Vec::new());
    for i in 0..piece.len() {
        let j = (i + 1) % piece.len();
        if sides[i] <= 0.0 {
            parts.0.push(piece[i]);
        }
        if sides[i] >= 0.0 {
            parts.1.push(piece[i]);
        }
        if sides[i] * sides[j] < 0.0 {
            let cut = piece[i] + (piece[j] - piece[i]) * (sides[i] / (sides[i] - sides[j]));
            parts.0.push(cut);
            parts.1.push(cut);
        }
    }
    (worth(parts.0), worth(parts.1))
}

fn split_some(piece: Part, side: impl Fn(&Coord<f64>) -> f64) -> (Part, Part) {
    piece.map_or((None, None), |piece| split(&piece, side))
}

fn worth(piece: Vec<Coord<f64>>) -> Part {
    (area(&piece) > 1e-9).then_some(piece)
}

fn area(piece: &[Coord<f64>]) -> f64 {
    let Some(&origin) = piece.first() else {
        return 0.0;
    };
    let twice: f64 = piece
        .windows(2)
        .map(|w| {
            let (a, b) = (w[0] - origin, w[1] - origin);
            a.x * b.y - a.y * b.x
        })
        .sum();
    0.5 * twice.abs()
}
