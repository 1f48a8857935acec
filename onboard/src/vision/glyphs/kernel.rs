//! Squares of a picture under a kernel that goes over it in steps of two, and the way back.
//!
//! The kernel reaches over the picture's edges, where everything is 0. A picture is (side, side,
//! channels), channels next to one another.

use nalgebra::DMatrix;
use std::ops::Range;

/// A kernel on pictures of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel {
    /// Rows and columns of the kernel; even.
    pub size: usize,
    /// Rows and columns of the pictures; even.
    pub side: usize,
    /// Values a pixel.
    pub channels: usize,
}

impl Kernel {
    /// A column for each place of the kernel, picture after picture: its rows one after the other.
    pub fn gather(self, pictures: &[f32]) -> DMatrix<f32> {
        let pixels = self.side * self.side * self.channels;
        let place = self.size * self.size * self.channels;
        let places = pictures.len() / pixels.max(1) * (self.side / 2).pow(2);
        let mut under = vec![0.0; places * place];
        let squares = under.chunks_exact_mut((self.side / 2).pow(2) * place);
        for (picture, squares) in pictures.chunks_exact(pixels).zip(squares) {
            for (of_square, of_picture) in self.runs() {
                squares[of_square].copy_from_slice(&picture[of_picture]);
            }
        }
        DMatrix::from_vec(place, places, under)
    }

    /// The transpose of [`Kernel::gather`]: what lies under the kernel is added up, pixel by pixel.
    pub fn scatter(self, under: &[f32]) -> Vec<f32> {
        let pixels = self.side * self.side * self.channels;
        let place = self.size * self.size * self.channels;
        let squares = under.chunks_exact((self.side / 2).pow(2) * place);
        let mut pictures = vec![0.0; squares.len() * pixels];
        for (picture, squares) in pictures.chunks_exact_mut(pixels).zip(squares) {
            for (of_square, of_picture) in self.runs() {
                let values = picture[of_picture].iter_mut().zip(&squares[of_square]);
                values.for_each(|(sum, value)| *sum += value);
            }
        }
        pictures
    }

    /// Of every place and row of the kernel, the values within the picture: where they are under
    /// the kernel, and where in the picture.
    fn runs(self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        let Self {
            size,
            side,
            channels,
        } = self;
        let edge = size / 2 - 1;
        let half = side / 2;
        (0..half * half * size).filter_map(move |i| {
            let (row, column, down) = (i / size / half, i / size % half, i % size);
            let y = (2 * row + down).checked_sub(edge).filter(|&y| y < side)?;
            let first = (2 * column).saturating_sub(edge);
            let last = (2 * column + size - edge).min(side);
            let from = (i * size + first + edge - 2 * column) * channels;
            let length = (last - first) * channels;
            let at = (y * side + first) * channels;
            Some((from..from + length, at..at + length))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KERNEL: Kernel = Kernel {
        size: 4,
        side: 6,
        channels: 2,
    };

    fn values(count: usize, seed: u32) -> Vec<f32> {
        let value = |i: u32| ((i.wrapping_mul(2_654_435_761) ^ seed) >> 24) as f32 / 256.0;
        (0..count as u32).map(value).collect()
    }

    #[test]
    fn a_kernel_sees_the_picture_and_nothing_beyond() {
        let picture = values(72, 5);
        let under = KERNEL.gather(&picture);
        assert_eq!((under.nrows(), under.ncols()), (32, 9));
        // the first place begins a row above and a column left of the picture
        assert!(under.column(0).iter().take(10).all(|v| *v == 0.0));
        assert_eq!(under[(10, 0)], picture[0]);
        // the place in the middle lies within
        assert_eq!(under[(0, 4)], picture[(6 + 1) * 2]);
        assert_eq!(under[(31, 4)], picture[(4 * 6 + 4) * 2 + 1]);
    }

    #[test]
    fn the_kernel_reaches_over_the_edges_where_all_is_nothing() {
        let seen: Vec<f32> = (1..=16_u8).map(f32::from).collect();
        let kernel = Kernel {
            size: 4,
            side: 4,
            channels: 1,
        };
        let under = kernel.gather(&seen);
        assert_eq!((under.nrows(), under.ncols()), (16, 4));
        let first: Vec<f32> = under.column(0).iter().copied().collect();
        let expected = [
            0., 0., 0., 0., 0., 1., 2., 3., 0., 5., 6., 7., 0., 9., 10., 11.,
        ];
        assert_eq!(first, expected);
    }

    #[test]
    fn the_way_back_is_the_transpose() {
        let (picture, weights) = (values(144, 5), values(32 * 18, 9));
        let there: f32 = KERNEL
            .gather(&picture)
            .iter()
            .zip(&weights)
            .map(|(a, b)| a * b)
            .sum();
        let back: f32 = KERNEL
            .scatter(&weights)
            .iter()
            .zip(&picture)
            .map(|(a, b)| a * b)
            .sum();
        assert!((there - back).abs() < 1e-3 * there, "{there} {back}");
    }
}
