//! The plating about one column of marks, as a surface of the second degree.
//!
//! Frame of a plate: x to the right along the waterline as its observer stands, d up the ship as
//! draughts count, y inwards from the tangent at the still waterline (outboard is −y).

use missions::ship::Side;

use super::{Site, Vessel};

/// A plating's shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plating {
    /// The still draught at the column, where the frame begins, metres.
    pub draught_m: f64,
    /// How fast it leans inwards with height: dy/dd.
    pub flare: f64,
    /// How that changes: d²y/dd², 1/m.
    pub flare_rate: f64,
    /// How it curves along the waterline: d²y/dx², 1/m.
    pub curve: f64,
    /// d²y/dxdd, 1/m.
    pub twist: f64,
    /// How the plate's frame is turned from the ship's, about the vertical, radians.
    pub turn_rad: f64,
}

impl Plating {
    /// The plating about a place of a ship.
    pub fn at(vessel: &Vessel, site: &Site) -> Self {
        /// Distances for differences, metres.
        const ALONG: f64 = 1.5;
        const UP: f64 = 0.8;
        let b = |x: f64, z: f64| {
            vessel
                .offsets()
                .half_breadth_m(site.x_m + x, site.draught_m + z)
        };
        let middle = b(0.0, 0.0);
        let slope = (b(ALONG, 0.0) - b(-ALONG, 0.0)) / (2.0 * ALONG);
        let bend = (b(ALONG, 0.0) - 2.0 * middle + b(-ALONG, 0.0)) / (ALONG * ALONG);
        let rise = (b(0.0, UP) - b(0.0, -UP)) / (2.0 * UP);
        let rise_rate = (b(0.0, UP) - 2.0 * middle + b(0.0, -UP)) / (UP * UP);
        let cross =
            (b(ALONG, UP) - b(ALONG, -UP) - b(-ALONG, UP) + b(-ALONG, -UP)) / (4.0 * ALONG * UP);
        let cosine = (1.0 + slope * slope).sqrt().recip();
        let (turn_rad, forward) = match site.side {
            Side::Starboard => ((-slope).atan(), 1.0),
            Side::Port => ((-slope).atan2(-1.0), -1.0),
        };
        Self {
            draught_m: site.draught_m,
            flare: -rise * cosine,
            flare_rate: -rise_rate * cosine,
            curve: -bend * cosine.powi(3),
            twist: -forward * cross * cosine * cosine,
            turn_rad,
        }
    }

    /// A flat, upright plate.
    pub const fn upright(draught_m: f64) -> Self {
        Self {
            draught_m,
            flare: 0.0,
            flare_rate: 0.0,
            curve: 0.0,
            twist: 0.0,
            turn_rad: 0.0,
        }
    }

    /// Where the plate is, inwards of its frame's plane, metres.
    pub fn y_m(&self, x_m: f64, draught_m: f64) -> f64 {
        let up = draught_m - self.draught_m;
        self.flare * up
            + 0.5 * self.flare_rate * up * up
            + 0.5 * self.curve * x_m * x_m
            + self.twist * x_m * up
    }

    /// The outward normal (x, y, up), of length 1.
    pub fn normal(&self, x_m: f64, draught_m: f64) -> [f64; 3] {
        let up = draught_m - self.draught_m;
        let along = self.curve * x_m + self.twist * up;
        let rise = self.flare + self.flare_rate * up + self.twist * x_m;
        let length = (along * along + rise * rise + 1.0).sqrt();
        [along / length, -1.0 / length, rise / length]
    }

    /// How far along a ray the plate is first met, in the plate's own frame (x, y, d − still
    /// draught): the nearer positive root of a quadratic.
    pub fn meet(&self, from: [f64; 3], way: [f64; 3]) -> Option<f64> {
        let form = |a: [f64; 3], b: [f64; 3]| {
            0.5 * self.flare_rate * a[2] * b[2]
                + 0.5 * self.curve * a[0] * b[0]
                + 0.5 * self.twist * (a[0] * b[2] + a[2] * b[0])
        };
        let a = form(way, way);
        let b = 2.0 * form(from, way) + self.flare * way[2] - way[1];
        let c = form(from, from) + self.flare * from[2] - from[1];
        let root = b * b - 4.0 * a * c;
        if root < 0.0 {
            return None;
        }
        // Numerically kind: never the difference of near numbers.
        let q = -0.5 * (b + root.sqrt().copysign(b));
        let (first, second) = (c / q, if a == 0.0 { f64::NAN } else { q / a });
        [first, second]
            .into_iter()
            .filter(|t| t.is_finite() && *t > 0.0)
            .min_by(f64::total_cmp)
    }
}
