//! Prices of the ways between many points, found when asked for and remembered.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

use geo::Coord;

use super::FreeSpace;
use super::table::Table;
use crate::planners::cost::Price;

/// The cheapest ways between the points that were added.
pub struct Transits<'a> {
    free: &'a FreeSpace,
    price: &'a dyn Price,
    points: Vec<Coord<f64>>,
    numbers: HashMap<(u64, u64), usize>,
    known: Table,
    floors: Table,
    /// The corners that each point can start for, with the price there and back.
    exits: Vec<Option<Vec<(usize, f64, f64)>>>,
    /// From each corner: the corners that it sees, with the price of the leg there.
    hops: Vec<Option<Vec<(usize, f64)>>>,
    /// From each corner: the price to every other, and the corner before it.
    trees: Vec<Option<Vec<(f64, usize)>>>,
}

impl std::fmt::Debug for Transits<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transits")
            .field("points", &self.points.len())
            .finish_non_exhaustive()
    }
}

impl<'a> Transits<'a> {
    /// No points yet.
    pub fn new(free: &'a FreeSpace, price: &'a dyn Price) -> Self {
        Self {
            free,
            price,
            points: Vec::new(),
            numbers: HashMap::new(),
            known: Table::new(),
            floors: Table::new(),
            exits: Vec::new(),
            hops: vec![None; free.corners.len()],
            trees: vec![None; free.corners.len()],
        }
    }

    /// Adds a point, if it is new, and says its number.
    pub fn add(&mut self, point: Coord<f64>) -> usize {
        let key = (point.x.to_bits(), point.y.to_bits());
        *self.numbers.entry(key).or_insert_with(|| {
            self.points.push(point);
            self.exits.push(None);
            self.points.len() - 1
        })
    }

    /// Where a point is.
    pub fn place(&self, point: usize) -> Coord<f64> {
        self.points[point]
    }

    /// What the straight line would cost if nothing were in between: no more than [`Self::cost`].
    pub fn at_least(&mut self, from: usize, to: usize) -> f64 {
        self.floors.fit(self.points.len());
        self.floors.get(from, to).unwrap_or_else(|| {
            let floor = self.price.leg(self.points[from], self.points[to]);
            self.floors.put(from, to, floor);
            floor
        })
    }

    /// Price of the cheapest way, infinite if there is none.
    pub fn cost(&mut self, from: usize, to: usize) -> f64 {
        self.known.fit(self.points.len());
        self.known.get(from, to).unwrap_or_else(|| {
            let cost = self.find(from, to);
            self.known.put(from, to, cost);
            cost
        })
    }

    /// The points of the cheapest way, both ends included.
    pub fn way(&mut self, from: usize, to: usize) -> Option<Vec<Coord<f64>>> {
        let (start, end) = (self.points[from], self.points[to]);
        if self.direct(from, to).is_some() {
            return Some(vec![start, end]);
        }
        let (_, first, last) = self.round(from, to)?;
        let tree = self.trees[first].as_ref()?;
        let mut corners = vec![last];
        while let Some(&corner) = corners.last()
            && corner != first
        {
            corners.push(tree[corner].1);
        }
        let between = corners.iter().rev().map(|&i| self.free.corners[i].at);
        let mut way: Vec<_> = std::iter::once(start).chain(between).chain([end]).collect();
        way.dedup();
        Some(way)
    }

    fn find(&mut self, from: usize, to: usize) -> f64 {
        self.direct(from, to)
            .or_else(|| self.round(from, to).map(|(cost, ..)| cost))
            .unwrap_or(f64::INFINITY)
    }

    fn direct(&self, from: usize, to: usize) -> Option<f64> {
        let (start, end) = (self.points[from], self.points[to]);
        let cost = self.price.leg(start, end);
        (cost.is_finite() && self.free.allows(start, end)).then_some(cost)
    }

    /// Price, first and last corner of the cheapest way round corners.
    fn round(&mut self, from: usize, to: usize) -> Option<(f64, usize, usize)> {
        self.find_exits(from);
        self.find_exits(to);
        let (exits, entries) = (self.exits[from].as_ref()?, self.exits[to].as_ref()?);
        let (free, price, goal) = (self.free, self.price, self.points[to]);
        // The most promising exit first: it shows that most of the others lead astray.
        let mut exits: Vec<(f64, usize, f64)> = exits
            .iter()
            .map(|&(first, out, _)| {
                let rest = price.leg(free.corners[first].at, goal);
                (out + rest, first, out)
            })
            .collect();
        exits.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut best: Option<(f64, usize, usize)> = None;
        for (least, first, out) in exits {
            if least.is_finite() && best.is_some_and(|found| least >= found.0) {
                break;
            }
            let hops = &mut self.hops;
            let tree = self.trees[first].get_or_insert_with(|| grow_tree(free, price, hops, first));
            for &(last, _, back) in entries {
                let cost = out + tree[last].0 + back;
                if cost < best.map_or(f64::INFINITY, |found| found.0) {
                    best = Some((cost, first, last));
                }
            }
        }
        best
    }

    fn find_exits(&mut self, point: usize) {
        if self.exits[point].is_some() {
            return;
        }
        let place = self.points[point];
        let exit = |corner: usize| {
            let at = self.free.corners[corner].at;
            (corner, self.price.leg(place, at), self.price.leg(at, place))
        };
        let exits = self.free.corners_from(place).into_iter().map(exit);
        self.exits[point] = Some(exits.collect());
    }
}

/// Dijkstra over the corners.
fn grow_tree(
    free: &FreeSpace,
    price: &dyn Price,
    hops: &mut [Option<Vec<(usize, f64)>>],
    root: usize,
) -> Vec<(f64, usize)> {
    let mut tree = vec![(f64::INFINITY, root); free.corners.len()];
    tree[root].0 = 0.0;
    let mut open = BinaryHeap::from([Reached(0.0, root)]);
    while let Some(Reached(cost, here)) = open.pop() {
        if cost > tree[here].0 {
            continue;
        }
        for &(there, hop) in hops[here]
            .get_or_insert_with(|| hops_from(free, price, here))
            .iter()
        {
            let next = cost + hop;
            if next < tree[there].0 {
                tree[there] = (next, here);
                open.push(Reached(next, there));
            }
        }
    }
    tree
}

fn hops_from(free: &FreeSpace, price: &dyn Price, corner: usize) -> Vec<(usize, f64)> {
    let at = |corner: usize| free.corners[corner].at;
    let seen = free.sight(corner).iter();
    seen.map(|&there| (there, price.leg(at(corner), at(there))))
        .collect()
}

/// A corner at a price; the cheapest is the greatest, as a heap wants it.
#[derive(PartialEq)]
struct Reached(f64, usize);

impl Eq for Reached {}

impl Ord for Reached {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0).then(other.1.cmp(&self.1))
    }
}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
