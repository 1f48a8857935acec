//! Boustrophedon cells: a region cut where a line swept over it breaks up or joins.
//!
//! Within a cell every line along the heading is unbroken. Source: Choset and Pignon, "Coverage
//! path planning: the boustrophedon cellular decomposition", Field and Service Robotics 1998; here
//! on slabs between the heights of corners, so no corner is a special case.

use geo::Coord;

use super::sweep::{Heading, Slab, slabs};

/// Edges of the rings of a region, metres, x east, y north.
pub type Edges = Vec<[Coord<f64>; 2]>;

/// A region cut into cells.
#[derive(Clone, Debug)]
pub struct Cells {
    /// The boundary of each cell.
    pub cells: Vec<Edges>,
    /// Pairs of cells with a common border.
    pub borders: Vec<(usize, usize)>,
}

/// Cuts a region, given by the edges of its rings, along a heading.
pub fn cells(region: &[[Coord<f64>; 2]], heading: Heading) -> Cells {
    let turned: Vec<_> = region
        .iter()
        .map(|edge| edge.map(|c| heading.turn(c)))
        .collect();
    let slabs = slabs(&turned);
    let mut chains: Vec<Chain> = Vec::new();
    let mut borders = Vec::new();
    let mut below: Vec<usize> = Vec::new();
    for (k, slab) in slabs.iter().enumerate() {
        let links = k
            .checked_sub(1)
            .map_or_else(Vec::new, |under| adjoining(&slabs[under], slab));
        let mut here = Vec::with_capacity(slab.spans.len());
        for (upper, span) in slab.spans.iter().enumerate() {
            let lower: Vec<usize> = lowers(&links, upper);
            let goes_on = lower.len() == 1 && uppers(&links, lower[0]) == 1;
            let chain = if goes_on {
                below[lower[0]]
            } else {
                borders.extend(lower.iter().map(|&l| (below[l], chains.len())));
                chains.push(Chain::default());
                chains.len() - 1
            };
            chains[chain].grow(slab.v, span.left, span.right);
            here.push(chain);
        }
        below = here;
    }
    borders.sort_unstable();
    borders.dedup();
    let cells = chains.iter().map(|chain| chain.edges(heading)).collect();
    Cells { cells, borders }
}

fn lowers(links: &[(usize, usize)], upper: usize) -> Vec<usize> {
    let under = links.iter().filter(|link| link.1 == upper);
    under.map(|link| link.0).collect()
}

fn uppers(links: &[(usize, usize)], lower: usize) -> usize {
    links.iter().filter(|link| link.0 == lower).count()
}

/// Pairs (span below, span above) that share a piece of the cut between two slabs.
fn adjoining(lower: &Slab, upper: &Slab) -> Vec<(usize, usize)> {
    let mut links = Vec::new();
    for (i, a) in lower.spans.iter().enumerate() {
        for (j, b) in upper.spans.iter().enumerate() {
            if a.right[1].min(b.right[0]) - a.left[1].max(b.left[0]) > 1e-6 {
                links.push((i, j));
            }
        }
    }
    links
}

/// The two sides of a growing cell.
#[derive(Default)]
struct Chain {
    left: Vec<Coord<f64>>,
    right: Vec<Coord<f64>>,
}

impl Chain {
    fn grow(&mut self, v: [f64; 2], left: [f64; 2], right: [f64; 2]) {
        for k in 0..2 {
            self.left.push(Coord {
                x: left[k],
                y: v[k],
            });
            self.right.push(Coord {
                x: right[k],
                y: v[k],
            });
        }
    }

    fn edges(&self, heading: Heading) -> Edges {
        let ring = self.right.iter().chain(self.left.iter().rev());
        let mut ring: Vec<_> = ring.map(|&c| heading.back(c)).collect();
        ring.dedup();
        (0..ring.len())
            .map(|i| [ring[i], ring[(i + 1) % ring.len()]])
            .filter(|[a, b]| a != b)
            .collect()
    }
}
