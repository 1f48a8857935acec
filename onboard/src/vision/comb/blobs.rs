//! Connected parts of a mask, as boxes.

use crate::vision::picture::Plane;

/// A connected part (also over corners).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Blob {
    /// The first column of pixels in it.
    pub left: usize,
    /// The first row.
    pub top: usize,
    /// The last column.
    pub right: usize,
    /// The last row.
    pub bottom: usize,
    /// How many pixels it has.
    pub area: usize,
    /// The sum of the plane's values in it.
    pub sum: f64,
}

impl Blob {
    /// Columns from the first to the last.
    pub(super) fn width(&self) -> usize {
        self.right - self.left + 1
    }

    /// Rows from the first to the last.
    pub(super) fn height(&self) -> usize {
        self.bottom - self.top + 1
    }

    fn of(x: usize, y: usize, value: f32) -> Self {
        Self {
            left: x,
            top: y,
            right: x,
            bottom: y,
            area: 1,
            sum: f64::from(value),
        }
    }

    fn join(&mut self, other: &Self) {
        self.left = self.left.min(other.left);
        self.top = self.top.min(other.top);
        self.right = self.right.max(other.right);
        self.bottom = self.bottom.max(other.bottom);
        self.area += other.area;
        self.sum += other.sum;
    }
}

/// A stretch of a row that is in the mask.
struct Run {
    first: usize,
    last: usize,
    part: u32,
}

/// All parts of the plane where `inside` holds of the value and its column and row.
pub(super) fn blobs(plane: &Plane, inside: impl Fn(usize, usize, f32) -> bool) -> Vec<Blob> {
    let mut parts = Parts::default();
    let mut above: Vec<Run> = Vec::new();
    for y in 0..plane.height() {
        let mut runs: Vec<Run> = Vec::new();
        for (x, &value) in plane.row(y).iter().enumerate() {
            if inside(x, y, value) {
                parts.put(&mut runs, x, y, value);
            }
        }
        parts.tie(&above, &runs);
        above = runs;
    }
    parts.whole()
}

/// Parts that grow together: a forest with its roots' blobs.
#[derive(Default)]
struct Parts {
    parent: Vec<u32>,
    blobs: Vec<Blob>,
}

impl Parts {
    fn put(&mut self, runs: &mut Vec<Run>, x: usize, y: usize, value: f32) {
        if let Some(run) = runs.last_mut().filter(|run| run.last + 1 == x) {
            run.last = x;
            self.blobs[run.part as usize].join(&Blob::of(x, y, value));
            return;
        }
        let part = self.parent.len() as u32;
        self.parent.push(part);
        self.blobs.push(Blob::of(x, y, value));
        runs.push(Run {
            first: x,
            last: x,
            part,
        });
    }

    /// Joins the runs of a row with those of the row above that they touch.
    fn tie(&mut self, above: &[Run], runs: &[Run]) {
        let mut at = 0;
        for run in runs {
            while above.get(at).is_some_and(|a| a.last + 1 < run.first) {
                at += 1;
            }
            for other in above[at..].iter().take_while(|a| a.first <= run.last + 1) {
                let (a, b) = (self.root(run.part), self.root(other.part));
                self.parent[a.max(b) as usize] = a.min(b);
            }
        }
    }

    fn root(&mut self, mut part: u32) -> u32 {
        while self.parent[part as usize] != part {
            let parent = self.parent[part as usize];
            self.parent[part as usize] = self.parent[parent as usize];
            part = parent;
        }
        part
    }

    fn whole(mut self) -> Vec<Blob> {
        for part in (0..self.parent.len() as u32).rev() {
            let root = self.root(part);
            if root != part {
                let blob = self.blobs[part as usize];
                self.blobs[root as usize].join(&blob);
            }
        }
        let roots = self.parent.iter().enumerate();
        roots
            .filter(|&(i, &parent)| parent as usize == i)
            .map(|(i, _)| self.blobs[i])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[&str], expected: &[(usize, usize, usize, usize, usize)]) {
        let values = rows
            .iter()
            .flat_map(|r| r.bytes().map(|b| f32::from(b == b'#')));
        let plane = Plane::new(rows[0].len(), rows.len(), values.collect());
        let found = blobs(&plane, |_, _, v| v > 0.5);
        let boxes: Vec<_> = found
            .iter()
            .map(|b| (b.left, b.top, b.right, b.bottom, b.area))
            .collect();
        assert_eq!(boxes, expected);
    }

    #[test]
    fn corners_join() {
        check(&["#..", ".#.", "..#"], &[(0, 0, 2, 2, 3)]);
    }

    #[test]
    fn two_arms_that_meet_below_are_one() {
        check(
            &["#.#.#", "#.#.#", "###.#"],
            &[(0, 0, 2, 2, 7), (4, 0, 4, 2, 3)],
        );
    }

    #[test]
    fn a_spiral_is_one() {
        check(
            &["#####", "....#", "###.#", "#...#", "#####"],
            &[(0, 0, 4, 4, 17)],
        );
    }

    #[test]
    fn nothing_gives_nothing() {
        check(&["...", "..."], &[]);
    }
}
