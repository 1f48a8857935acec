//! A picture in memory and its planes. No files here: the caller decodes.
//!
//! Pixels: origin at the top-left *corner*, x right, y down, the first pixel's centre at (0.5, 0.5).

pub mod plane;

pub use plane::Plane;

/// A colour picture, 8 bits of red, green and blue a pixel, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Picture {
    /// A picture of `width × height` pixels from its bytes; `None` unless there are exactly
    /// `3 × width × height` of them.
    pub fn new(width: usize, height: usize, rgb: Vec<u8>) -> Option<Self> {
        let bytes = width.checked_mul(height)?.checked_mul(3)?;
        (rgb.len() == bytes).then_some(Self { width, height, rgb })
    }

    /// Columns of pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows of pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// All bytes: red, green, blue, row by row.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// Red, green and blue of the pixel in column `x`, row `y`; beyond an edge the edge's pixel,
    /// black in a picture without pixels.
    pub fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        if self.rgb.is_empty() {
            return [0; 3];
        }
        let at = 3 * (y.min(self.height - 1) * self.width + x.min(self.width - 1));
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }

    /// Gives the pixel that a point lies in a colour; a point outside changes nothing.
    pub fn set(&mut self, x: f64, y: f64, colour: [u8; 3]) {
        let inside = x >= 0.0 && y >= 0.0 && x < self.width as f64 && y < self.height as f64;
        if inside {
            let at = 3 * (y as usize * self.width + x as usize);
            self.rgb[at..at + 3].copy_from_slice(&colour);
        }
    }

    /// Red, green and blue (0 to 255) at a point between pixels; beyond an edge the edge's.
    pub fn bilinear(&self, x: f64, y: f64) -> [f32; 3] {
        let (x0, fx) = plane::cell(x, self.width);
        let (y0, fy) = plane::cell(y, self.height);
        let mut out = [0.0; 3];
        let corners = [
            (0, 0, (1.0 - fx) * (1.0 - fy)),
            (1, 0, fx * (1.0 - fy)),
            (0, 1, (1.0 - fx) * fy),
            (1, 1, fx * fy),
        ];
        for (dx, dy, weight) in corners {
            let pixel = self.pixel(x0 + dx, y0 + dy);
            for (sum, value) in out.iter_mut().zip(pixel) {
                *sum += weight * f32::from(value);
            }
        }
        out
    }

    /// One number a pixel, from its red, green and blue (0 to 255).
    pub fn plane(&self, value: impl Fn([f32; 3]) -> f32) -> Plane {
        let values = self
            .rgb
            .chunks_exact(3)
            .map(|p| value([f32::from(p[0]), f32::from(p[1]), f32::from(p[2])]))
            .collect();
        Plane::new(self.width, self.height, values)
    }

    /// Luma, 0 to 255 (ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B).
    pub fn luminance(&self) -> Plane {
        self.plane(|[r, g, b]| 0.299 * r + 0.587 * g + 0.114 * b)
    }
}

impl From<image::RgbImage> for Picture {
    fn from(image: image::RgbImage) -> Self {
        Self {
            width: image.width() as usize,
            height: image.height() as usize,
            rgb: image.into_raw(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_between_two_pixels_is_their_mean() {
        let picture = Picture::new(2, 1, vec![0, 10, 100, 100, 20, 0]).unwrap();
        assert_eq!(picture.bilinear(1.0, 0.5), [50.0, 15.0, 50.0]);
        assert_eq!(picture.bilinear(0.5, 0.5), [0.0, 10.0, 100.0]);
    }

    #[test]
    fn beyond_an_edge_the_edge_goes_on() {
        let picture = Picture::new(2, 1, vec![0, 10, 100, 100, 20, 0]).unwrap();
        assert_eq!(picture.bilinear(-7.0, 99.0), [0.0, 10.0, 100.0]);
        assert_eq!(
            picture.bilinear(f64::NAN, f64::INFINITY),
            [0.0, 10.0, 100.0]
        );
        assert_eq!(picture.pixel(9, 9), [100, 20, 0]);
    }

    #[test]
    fn bytes_that_are_not_a_picture_are_none() {
        assert_eq!(Picture::new(2, 2, vec![0; 11]), None);
        assert_eq!(Picture::new(usize::MAX, 2, vec![]), None);
        assert_eq!(
            Picture::new(0, 0, vec![]).unwrap().bilinear(3.0, 3.0),
            [0.0; 3]
        );
    }
}
