//! One number a pixel.

/// Numbers in rows, in the picture's pixel coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Plane {
    /// From its values, row by row. What is missing is 0, what is too much is left out.
    pub fn new(width: usize, height: usize, mut values: Vec<f32>) -> Self {
        values.resize(width * height, 0.0);
        Self {
            width,
            height,
            values,
        }
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// All values, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// One row's values.
    pub fn row(&self, y: usize) -> &[f32] {
        &self.values[y * self.width..(y + 1) * self.width]
    }

    /// All values, row by row, to be changed.
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// The value in column `x`, row `y`; beyond an edge the edge's, 0 where there is none.
    pub fn at(&self, x: usize, y: usize) -> f32 {
        if self.values.is_empty() {
            return 0.0;
        }
        self.values[y.min(self.height - 1) * self.width + x.min(self.width - 1)]
    }

    /// Bilinear between pixels; beyond an edge the edge's.
    pub fn bilinear(&self, x: f64, y: f64) -> f32 {
        let (x0, fx) = cell(x, self.width);
        let (y0, fy) = cell(y, self.height);
        let top = self.at(x0, y0) * (1.0 - fx) + self.at(x0 + 1, y0) * fx;
        let bottom = self.at(x0, y0 + 1) * (1.0 - fx) + self.at(x0 + 1, y0 + 1) * fx;
        top * (1.0 - fy) + bottom * fy
    }

    /// Each value with the other plane's at the same place. Both must be of one size.
    pub fn with(&self, other: &Self, join: impl Fn(f32, f32) -> f32) -> Self {
        let values = self.values.iter().zip(&other.values);
        Self::new(
            self.width,
            self.height,
            values.map(|(&a, &b)| join(a, b)).collect(),
        )
    }

    /// Half as many rows and columns: each value the mean of four.
    pub fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut values = Vec::with_capacity(width * height);
        for y in 0..height {
            let (upper, lower) = (self.row(2 * y), self.row(2 * y + 1));
            let pairs = upper.chunks_exact(2).zip(lower.chunks_exact(2));
            values.extend(pairs.map(|(a, b)| 0.25 * (a[0] + a[1] + b[0] + b[1])));
        }
        Self::new(width, height, values)
    }

    /// Rows as columns.
    pub fn turned(&self) -> Self {
        /// Cells of this size stay in the processor's nearest memory.
        const CELL: usize = 32;
        let mut values = vec![0.0; self.values.len()];
        for top in (0..self.height).step_by(CELL) {
            for left in (0..self.width).step_by(CELL) {
                for y in top..(top + CELL).min(self.height) {
                    let row = &self.row(y)[left..(left + CELL).min(self.width)];
                    for (x, &value) in row.iter().enumerate() {
                        values[(left + x) * self.height + y] = value;
                    }
                }
            }
        }
        Self::new(self.height, self.width, values)
    }
}

/// The pixel whose centre is left of (above) a coordinate, and how far beyond that centre it is.
pub(super) fn cell(at: f64, size: usize) -> (usize, f32) {
    let last = size.saturating_sub(1) as f64;
    // `max` first: it turns NaN into 0
    let at = (at - 0.5).max(0.0).min(last);
    let first = at.floor();
    (first as usize, (at - first) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(width: usize, height: usize) -> Plane {
        Plane::new(
            width,
            height,
            (0..width * height).map(|i| i as f32).collect(),
        )
    }

    #[test]
    fn turned_twice_it_is_as_before() {
        let plane = counting(45, 70);
        assert_eq!(plane.turned().turned(), plane);
        assert_eq!(plane.turned().at(3, 7), plane.at(7, 3));
    }

    #[test]
    fn halving_keeps_means_and_forgets_an_odd_row() {
        let plane = counting(4, 3).halved();
        assert_eq!((plane.width(), plane.height()), (2, 1));
        assert_eq!(plane.values(), [2.5, 4.5]);
    }

    #[test]
    fn a_bilinear_value_on_a_slope_is_the_slope() {
        let plane = counting(5, 1);
        assert!((plane.bilinear(2.75, 0.5) - 2.25).abs() < 1e-6);
    }
}
