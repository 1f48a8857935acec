//! Straight lines with the camera on, and the direction that they share.

use geo::Coord;

/// A straight line flown with the camera on, metres, x east, y north.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Where it starts.
    pub from: Coord<f64>,
    /// Where it ends.
    pub to: Coord<f64>,
}

impl Stroke {
    /// The same line flown the other way.
    pub const fn reversed(self) -> Self {
        Self {
            from: self.to,
            to: self.from,
        }
    }

    /// Length, metres.
    pub fn length_m(&self) -> f64 {
        (self.to.x - self.from.x).hypot(self.to.y - self.from.y)
    }

    /// Corners of what it covers at a spacing: see the module's words on the footprint.
    pub fn swath(&self, spacing_m: f64) -> [Coord<f64>; 4] {
        let way = self.to - self.from;
        let along = way / way.x.hypot(way.y) * (0.5 * spacing_m);
        let aside = Coord {
            x: -along.y,
            y: along.x,
        };
        [
            self.from - along - aside,
            self.to + along - aside,
            self.to + along + aside,
            self.from - along + aside,
        ]
    }
}

/// The direction of strokes, with the frame turned into it: u along them, v to their left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heading {
    cos: f64,
    sin: f64,
}

impl Heading {
    /// From an angle counter-clockwise from east, radians.
    pub fn from_angle(angle_rad: f64) -> Self {
        let (sin, cos) = angle_rad.sin_cos();
        Self { cos, sin }
    }

    /// Angle counter-clockwise from east, radians, 0 to π: strokes are flown both ways.
    pub fn angle_rad(self) -> f64 {
        self.sin.atan2(self.cos).rem_euclid(std::f64::consts::PI)
    }

    /// (u, v) of a place.
    pub(crate) fn turn(self, c: Coord<f64>) -> Coord<f64> {
        Coord {
            x: c.x * self.cos + c.y * self.sin,
            y: c.y * self.cos - c.x * self.sin,
        }
    }

    /// The place at (u, v).
    pub(crate) fn back(self, c: Coord<f64>) -> Coord<f64> {
        Coord {
            x: c.x * self.cos - c.y * self.sin,
            y: c.x * self.sin + c.y * self.cos,
        }
    }
}
