//! A region cut at the height of each of its corners: between two cuts it is a row of trapezoids.
//!
//! Even-odd at mid-height decides what is inside, so vertical and doubled edges, collinear corners
//! and touching rings need no special case.

use geo::Coord;

/// The region between two heights.
#[derive(Clone, Debug)]
pub(crate) struct Slab {
    /// Lower and upper height.
    pub(crate) v: [f64; 2],
    /// Its spans, rising u.
    pub(crate) spans: Vec<Span>,
}

/// A trapezoid: left and right end at the lower and upper height.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) left: [f64; 2],
    pub(crate) right: [f64; 2],
}

/// Heights closer than this are one, metres.
const SAME_M: f64 = 1e-7;

/// Cuts a region, given as the edges of its rings (u, v), lowest slab first.
pub(crate) fn slabs(edges: &[[Coord<f64>; 2]]) -> Vec<Slab> {
    let mut rising: Vec<[Coord<f64>; 2]> = edges
        .iter()
        .map(|&[p, q]| if p.y <= q.y { [p, q] } else { [q, p] })
        .filter(|[p, q]| q.y - p.y > SAME_M)
        .collect();
    rising.sort_unstable_by(|a, b| a[0].y.total_cmp(&b[0].y));
    let mut heights: Vec<f64> = rising.iter().flat_map(|[p, q]| [p.y, q.y]).collect();
    heights.sort_unstable_by(f64::total_cmp);
    heights.dedup_by(|b, a| *b - *a < SAME_M);

    let mut waiting = rising.into_iter().peekable();
    let mut active: Vec<[Coord<f64>; 2]> = Vec::new();
    let mut slabs = Vec::new();
    for pair in heights.windows(2) {
        let middle = 0.5 * (pair[0] + pair[1]);
        active.retain(|edge| edge[1].y > middle);
        while let Some(edge) = waiting.next_if(|edge| edge[0].y <= middle) {
            active.push(edge);
        }
        active.retain(|edge| edge[1].y > middle);
        active.sort_unstable_by(|a, b| u_at(a, middle).total_cmp(&u_at(b, middle)));
        slabs.push(Slab {
            v: [pair[0], pair[1]],
            spans: spans(&active, [pair[0], pair[1]]),
        });
    }
    slabs
}

fn spans(active: &[[Coord<f64>; 2]], v: [f64; 2]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::with_capacity(active.len() / 2);
    for pair in active.chunks_exact(2) {
        let span = Span {
            left: v.map(|v| u_at(&pair[0], v)),
            right: v.map(|v| u_at(&pair[1], v)),
        };
        match spans.last_mut() {
            Some(last) if touches(last.right, span.left) => last.right = span.right,
            _ => spans.push(span),
        }
    }
    spans
}

fn touches(a: [f64; 2], b: [f64; 2]) -> bool {
    (a[0] - b[0]).abs() < 1e-6 && (a[1] - b[1]).abs() < 1e-6
}

fn u_at([p, q]: &[Coord<f64>; 2], v: f64) -> f64 {
    let share = ((v - p.y) / (q.y - p.y)).clamp(0.0, 1.0);
    p.x + share * (q.x - p.x)
}
