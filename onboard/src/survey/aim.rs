//! From pixels to angles and focal lengths: how to turn and zoom so that what was seen in a picture
//! comes to where it is wanted, as large as it is wanted.
//!
//! The horizon is level in the picture, as a gimbal keeps it; the lens is a pinhole, which is near
//! enough for a camera that looks again.

use missions::camera::Camera;
use missions::frames::wrap_deg;
use missions::geodesy::Position;

/// Where the water's edge is wanted in the picture: shares of its width and height.
const WANTED_AT: [f64; 2] = [0.5, 0.64];
/// Off by less than this share of the picture it is left alone.
const NEAR_ENOUGH: f64 = 0.06;

/// Where a camera looks: yaw from true north, clockwise, and pitch from the horizon, up positive;
/// degrees.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Aim {
    /// Clockwise from true north.
    pub yaw_deg: f64,
    /// Up positive.
    pub pitch_deg: f64,
}

/// The foot of a column of marks as it was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Foot {
    /// Where it is, pixels from the picture's top left corner.
    pub at_px: [f64; 2],
    /// What a pixel covers there, millimetres.
    pub mm_px: f64,
    /// Width and height of the picture, pixels.
    pub size_px: [f64; 2],
}

impl Aim {
    /// From a place at a height to another place at another (metres above one level).
    pub fn towards(from: (Position, f64), to: (Position, f64)) -> Self {
        let away_m = from.0.distance_m(to.0);
        Self {
            yaw_deg: from.0.bearing_deg(to.0),
            pitch_deg: (to.1 - from.1).atan2(away_m).to_degrees(),
        }
    }

    /// The same turned so that what is seen in a picture comes to where it is wanted, through a
    /// lens that may be zoomed meanwhile.
    pub fn turned(self, foot: &Foot, seen_focal_px: f64, wanted_focal_px: f64) -> Self {
        let wanted = foot.wanted_px();
        let [right, down] = [0, 1].map(|n| {
            let middle = foot.size_px[n] / 2.0;
            let seen = ((foot.at_px[n] - middle) / seen_focal_px).atan();
            seen - ((wanted[n] - middle) / wanted_focal_px).atan()
        });
        let level = self.pitch_deg.to_radians().cos().max(0.2);
        Self {
            yaw_deg: (self.yaw_deg + (right / level).to_degrees()).rem_euclid(360.0),
            pitch_deg: self.pitch_deg - down.to_degrees(),
        }
    }

    /// How far another aim is off, degrees.
    pub fn off_deg(self, other: Self) -> f64 {
        let yaw = wrap_deg(self.yaw_deg - other.yaw_deg);
        let level = self.pitch_deg.to_radians().cos();
        (yaw * level).hypot(self.pitch_deg - other.pitch_deg)
    }
}

impl Foot {
    /// Where it is wanted, pixels.
    pub fn wanted_px(&self) -> [f64; 2] {
        [0, 1].map(|n| WANTED_AT[n] * self.size_px[n])
    }

    /// How far it is from there, as a share of the picture.
    pub fn off(&self) -> f64 {
        let wanted = self.wanted_px();
        let [x, y] = [0, 1].map(|n| (self.at_px[n] - wanted[n]) / self.size_px[n]);
        x.abs().max(y.abs())
    }

    /// Whether it is near enough to where it is wanted.
    pub fn is_centred(&self) -> bool {
        self.off() < NEAR_ENOUGH
    }
}

/// Pixels of focal length of a camera at a focal length, in pictures of a width: a stream is often
/// smaller than the camera's own pictures.
pub fn focal_px(camera: &Camera, focal_mm: f64, width_px: f64) -> f64 {
    focal_mm / camera.sensor_mm[0] * width_px
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_of_the_middle_is_turned_to_and_what_is_below_is_looked_down_to() {
        let aim = Aim {
            yaw_deg: 359.0,
            pitch_deg: -10.0,
        };
        let foot = Foot {
            at_px: [580.0, 560.8],
            mm_px: 3.0,
            size_px: [960.0, 720.0],
        };
        let turned = aim.turned(&foot, 1000.0, 1000.0);
        assert!((turned.yaw_deg - 4.80).abs() < 0.02, "{turned:?}");
        assert!((turned.pitch_deg + 15.6).abs() < 0.2, "{turned:?}");
        // Zoomed in, the same part of the picture is nearer to the axis.
        let zoomed = aim.turned(&foot, 1000.0, 2000.0);
        assert!(zoomed.pitch_deg < turned.pitch_deg - 2.0, "{zoomed:?}");
        assert!((zoomed.yaw_deg - turned.yaw_deg).abs() < 1e-9);
    }

    #[test]
    fn a_mark_below_and_ahead_is_looked_down_at() {
        let here = Position::new(53.5, 8.5).unwrap();
        let aim = Aim::towards((here, 6.0), (here.offset(30.0, 10.0), 1.0));
        assert!((aim.yaw_deg - 30.0).abs() < 1e-3);
        assert!((aim.pitch_deg + 26.565).abs() < 1e-3);
    }

    #[test]
    fn a_foot_in_the_middle_of_the_picture_is_too_high() {
        let at = |x, y| Foot {
            at_px: [x, y],
            mm_px: 3.0,
            size_px: [960.0, 720.0],
        };
        assert!(!at(480.0, 360.0).is_centred());
        assert!(at(500.0, 450.0).is_centred());
    }
}
