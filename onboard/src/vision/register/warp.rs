//! An affine map from a reference picture to another one.

use nalgebra::Matrix2;

/// Scales beyond these are no motion of a drone between two looks at a hull.
const SCALE: [f64; 2] = [0.5, 2.0];

/// From the reference picture's pixels to another picture's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Warp {
    centre: [f64; 2],
    linear: Matrix2<f64>,
    shift: [f64; 2],
}

impl Warp {
    /// Nothing moves.
    pub fn identity(centre: [f64; 2]) -> Self {
        Self {
            centre,
            linear: Matrix2::identity(),
            shift: [0.0; 2],
        }
    }

    /// Where a point of the reference picture is.
    pub fn point(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [dx, dy] = self.direction([x - self.centre[0], y - self.centre[1]]);
        [
            self.centre[0] + self.shift[0] + dx,
            self.centre[1] + self.shift[1] + dy,
        ]
    }

    /// What a difference of two points becomes.
    pub fn direction(&self, [dx, dy]: [f64; 2]) -> [f64; 2] {
        let m = &self.linear;
        [
            m[(0, 0)] * dx + m[(0, 1)] * dy,
            m[(1, 0)] * dx + m[(1, 1)] * dy,
        ]
    }

    /// How far the centre was moved, pixels.
    pub fn moved_px(&self) -> f64 {
        self.shift[0].hypot(self.shift[1])
    }

    /// How much larger things are, across their size.
    pub fn scale(&self) -> f64 {
        self.linear.determinant().abs().sqrt()
    }

    /// Whether it can be a motion of the camera.
    pub(super) fn is_sane(&self) -> bool {
        let scale = self.scale();
        self.linear.determinant() > 0.0
            && (SCALE[0]..SCALE[1]).contains(&scale)
            && self.moved_px().is_finite()
    }

    /// This map after the inverse of a small one about the same centre: `x + shift + change · x`.
    /// None where the small one is not small.
    pub(super) fn after_inverse(&self, shift: [f64; 2], change: Matrix2<f64>) -> Option<Self> {
        let linear = self.linear * (Matrix2::identity() + change).try_inverse()?;
        let [dx, dy] = Self { linear, ..*self }.direction(shift);
        Some(Self {
            linear,
            shift: [self.shift[0] - dx, self.shift[1] - dy],
            ..*self
        })
    }
}
