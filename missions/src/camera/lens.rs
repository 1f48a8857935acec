//! From a direction to a pixel and back: a pinhole with Brown–Conrady distortion.
//!
//! Pixels count from the picture's top left corner; the middle of the first pixel is (0.5, 0.5).
//! Source: D. C. Brown, "Decentering distortion of lenses" (1966); coefficients named and
//! ordered as OpenCV does (`calib3d`: k1, k2, p1, p2, k3).

use serde::{Deserialize, Serialize};
use sguaba::Vector;
use uom::si::length::meter;

use crate::frames::attitude::{CameraOptical, optical};

/// How a lens departs from a pinhole, on the normalised image plane (x/z, y/z).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Distortion {
    /// Radial, r².
    pub k1: f64,
    /// Radial, r⁴.
    pub k2: f64,
    /// Tangential.
    pub p1: f64,
    /// Tangential.
    pub p2: f64,
    /// Radial, r⁶.
    pub k3: f64,
}

/// A lens and its picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lens {
    size_px: [u32; 2],
    focal_px: [f64; 2],
    principal_px: [f64; 2],
    distortion: Distortion,
    /// Beyond this radius on the normalised plane the radial polynomial turns back, and a
    /// direction outside the picture would fold into it.
    radius: f64,
}

impl Distortion {
    /// Whether every coefficient is a number.
    pub fn is_finite(&self) -> bool {
        [self.k1, self.k2, self.p1, self.p2, self.k3]
            .iter()
            .all(|k| k.is_finite())
    }

    fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let r2 = x * x + y * y;
        let radial = 1.0 + r2 * (self.k1 + r2 * (self.k2 + r2 * self.k3));
        [
            x * radial + 2.0 * self.p1 * x * y + self.p2 * (r2 + 2.0 * x * x),
            y * radial + self.p1 * (r2 + 2.0 * y * y) + 2.0 * self.p2 * x * y,
        ]
    }

    /// The Jacobian of [`Self::apply`]: [[dx/dx, dx/dy], [dy/dx, dy/dy]].
    fn slope(&self, [x, y]: [f64; 2]) -> [[f64; 2]; 2] {
        let r2 = x * x + y * y;
        let radial = 1.0 + r2 * (self.k1 + r2 * (self.k2 + r2 * self.k3));
        let growth = 2.0 * (self.k1 + r2 * (2.0 * self.k2 + 3.0 * r2 * self.k3));
        let cross = growth * x * y + 2.0 * self.p1 * x + 2.0 * self.p2 * y;
        [
            [
                radial + growth * x * x + 2.0 * self.p1 * y + 6.0 * self.p2 * x,
                cross,
            ],
            [
                cross,
                radial + growth * y * y + 6.0 * self.p1 * y + 2.0 * self.p2 * x,
            ],
        ]
    }

    /// The radius up to which the radial part still grows, at most 10 (84° off the axis).
    fn turning_radius(&self) -> f64 {
        let slope =
            |r2: f64| 1.0 + r2 * (3.0 * self.k1 + r2 * (5.0 * self.k2 + r2 * 7.0 * self.k3));
        (1..=1000)
            .map(|step| f64::from(step) * 0.01)
            .find(|r| slope(r * r) <= 0.0)
            .map_or(10.0, |r| r - 0.01)
    }
}

impl Lens {
    /// A lens from picture size, focal lengths, principal point (all pixels) and distortion.
    pub fn new(
        size_px: [u32; 2],
        focal_px: [f64; 2],
        principal_px: [f64; 2],
        distortion: Distortion,
    ) -> Self {
        Self {
            size_px,
            focal_px,
            principal_px,
            distortion,
            radius: distortion.turning_radius(),
        }
    }

    /// Width and height of the picture, pixels.
    pub const fn size_px(&self) -> [u32; 2] {
        self.size_px
    }

    /// Focal lengths in x and y, pixels.
    pub const fn focal_px(&self) -> [f64; 2] {
        self.focal_px
    }

    /// Where a direction falls in the picture's plane, pixels; it may lie outside the picture.
    ///
    /// `None` for what is behind the camera or beyond the lens's reach.
    pub fn project(&self, direction: Vector<CameraOptical>) -> Option<[f64; 2]> {
        let [x, y, z] = direction.to_cartesian().map(|l| l.get::<meter>());
        if z <= 0.0 {
            return None;
        }
        let point = [x / z, y / z];
        if point[0].hypot(point[1]) > self.radius {
            return None;
        }
        let [u, v] = self.distortion.apply(point);
        Some([
            self.principal_px[0] + self.focal_px[0] * u,
            self.principal_px[1] + self.focal_px[1] * v,
        ])
    }

    /// The direction that a pixel looks in, one metre long.
    ///
    /// `None` where no direction falls on that pixel (a strongly distorted lens's far corners).
    pub fn unproject(&self, [u, v]: [f64; 2]) -> Option<Vector<CameraOptical>> {
        let target = [
            (u - self.principal_px[0]) / self.focal_px[0],
            (v - self.principal_px[1]) / self.focal_px[1],
        ];
        let [x, y] = self.straighten(target)?;
        let length = (x * x + y * y + 1.0).sqrt();
        Some(optical(x / length, y / length, 1.0 / length))
    }

    /// Whether a point lies in the picture.
    pub fn holds(&self, [u, v]: [f64; 2]) -> bool {
        (0.0..=f64::from(self.size_px[0])).contains(&u)
            && (0.0..=f64::from(self.size_px[1])).contains(&v)
    }

    /// Newton's method on the distortion; `None` where it does not settle within the reach.
    fn straighten(&self, target: [f64; 2]) -> Option<[f64; 2]> {
        let mut point = target;
        for _ in 0..50 {
            let [u, v] = self.distortion.apply(point);
            let (du, dv) = (target[0] - u, target[1] - v);
            if du.hypot(dv) < 1e-13 {
                break;
            }
            let [[a, b], [c, d]] = self.distortion.slope(point);
            let det = a * d - b * c;
            if det.abs() < 1e-12 {
                return None;
            }
            point = self.within_reach([
                point[0] + (d * du - b * dv) / det,
                point[1] + (a * dv - c * du) / det,
            ]);
        }
        let [u, v] = self.distortion.apply(point);
        ((target[0] - u).hypot(target[1] - v) < 1e-9).then_some(point)
    }

    fn within_reach(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let scale = (self.radius / x.hypot(y).max(f64::MIN_POSITIVE)).min(1.0);
        [x * scale, y * scale]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lens(distortion: Distortion) -> Lens {
        Lens::new([1920, 1080], [1600.0, 1600.0], [960.0, 540.0], distortion)
    }

    const BARREL: Distortion = Distortion {
        k1: -0.28,
        k2: 0.09,
        p1: 0.001,
        p2: -0.0005,
        k3: -0.01,
    };

    #[test]
    fn the_axis_falls_on_the_principal_point() {
        let pixel = lens(BARREL).project(optical(0.0, 0.0, 5.0)).unwrap();
        assert_eq!(pixel, [960.0, 540.0]);
    }

    #[test]
    fn what_is_right_and_below_falls_right_and_below() {
        let pixel = lens(Distortion::default())
            .project(optical(0.1, 0.05, 1.0))
            .unwrap();
        assert!((pixel[0] - 1120.0).abs() < 1e-9 && (pixel[1] - 620.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_behind_is_not_seen() {
        assert_eq!(lens(BARREL).project(optical(0.0, 0.0, -1.0)), None);
    }

    #[test]
    fn a_direction_beyond_the_turning_point_does_not_fold_back_into_the_picture() {
        let strong = Distortion {
            k1: -0.4,
            ..Distortion::default()
        };
        // r (1 − 0.4 r²) turns at r = 0.9129 and would be back at 0 for r = 1.58.
        assert_eq!(lens(strong).project(optical(1.5, 0.0, 1.0)), None);
    }

    /// One point worked by hand: r² = 0.0625, radial = 1 − 0.28·0.0625 + 0.09·0.00390625
    /// − 0.01·0.000244140625.
    #[test]
    fn distortion_follows_the_formula() {
        let [u, v] = lens(BARREL).project(optical(0.25, 0.0, 1.0)).unwrap();
        let radial = 1.0 - 0.0175 + 0.000_351_562_5 - 0.000_002_441_406_25;
        assert!((u - (960.0 + 1600.0 * (0.25 * radial - 0.0005 * 3.0 * 0.0625))).abs() < 1e-9);
        assert!((v - (540.0 + 1600.0 * 0.001 * 0.0625)).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn a_pixel_comes_back(u in 0.0..1920.0, v in 0.0..1080.0) {
            let lens = lens(BARREL);
            let ray = lens.unproject([u, v]).unwrap();
            let back = lens.project(ray).unwrap();
            prop_assert!((back[0] - u).hypot(back[1] - v) < 1e-6, "{back:?}");
        }
    }
}
