//! Arcs as chords.

use crate::geodesy::Position;

/// Metres in a nautical mile.
const NAUTICAL_MILE_M: f64 = 1852.0;
/// Chords are nowhere further than this from their arc.
const SAGITTA_M: f64 = 1.0;
/// No zone is larger: a tenth of the way round the earth.
const LARGEST_RADIUS_M: f64 = 4e6;

/// Part of a circle; the radius may change evenly from one end to the other, as it does where
/// a file's two end points are not equally far from the centre.
pub(super) struct Arc {
    centre: Position,
    from_deg: f64,
    /// Positive clockwise.
    turn_deg: f64,
    radius_m: [f64; 2],
}

pub(super) fn radius_m(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.trim().parse().ok();
    number
        .map(|miles| miles * NAUTICAL_MILE_M)
        .filter(|metres| *metres > 0.0 && *metres <= LARGEST_RADIUS_M)
        .ok_or_else(|| format!("{text:?} is not a radius in nautical miles"))
}

impl Arc {
    /// `radius,from,to`: nautical miles, degrees clockwise from true north.
    pub(super) fn between_bearings(
        centre: Position,
        text: &str,
        anticlockwise: bool,
    ) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not radius,from,to");
        let fields: Vec<&str> = text.split(',').collect();
        let [radius, from, to] = <[&str; 3]>::try_from(fields).ok().ok_or_else(wrong)?;
        let degrees = |text: &str| {
            let number: Option<f64> = text.trim().parse().ok();
            number.filter(|n| n.abs() <= 720.0).ok_or_else(wrong)
        };
        let (from_deg, to_deg) = (degrees(from)?, degrees(to)?);
        let radius_m = radius_m(radius)?;
        Ok(Self {
            centre,
            from_deg,
            turn_deg: turn_deg(from_deg, to_deg, anticlockwise),
            radius_m: [radius_m; 2],
        })
    }

    pub(super) fn between_points(
        centre: Position,
        from: Position,
        to: Position,
        anticlockwise: bool,
    ) -> Self {
        let from_deg = centre.bearing_deg(from);
        Self {
            centre,
            from_deg,
            turn_deg: turn_deg(from_deg, centre.bearing_deg(to), anticlockwise),
            radius_m: [centre.distance_m(from), centre.distance_m(to)],
        }
    }

    /// Both ends and what is between them.
    pub(super) fn points(&self) -> impl Iterator<Item = Position> {
        let steps = self.steps();
        (0..=steps).map(move |step| self.at(step, steps))
    }

    /// Without the ends.
    pub(super) fn inner_points(&self) -> impl Iterator<Item = Position> {
        let steps = self.steps();
        (1..steps).map(move |step| self.at(step, steps))
    }

    /// A chord over an angle θ is r·(1 − cos(θ/2)) away from its arc.
    fn steps(&self) -> u32 {
        let [a, b] = self.radius_m;
        let largest_m = a.max(b).max(SAGITTA_M);
        let step_deg = 2.0 * (1.0 - SAGITTA_M / largest_m).acos().to_degrees();
        (self.turn_deg.abs() / step_deg).ceil().max(1.0) as u32
    }

    fn at(&self, step: u32, steps: u32) -> Position {
        let share = f64::from(step) / f64::from(steps);
        let [a, b] = self.radius_m;
        let bearing_deg = self.from_deg + share * self.turn_deg;
        self.centre.offset(bearing_deg, a + share * (b - a))
    }
}

fn turn_deg(from_deg: f64, to_deg: f64, anticlockwise: bool) -> f64 {
    let clockwise = (to_deg - from_deg).rem_euclid(360.0);
    let clockwise = if clockwise == 0.0 { 360.0 } else { clockwise };
    if anticlockwise && clockwise < 360.0 {
        clockwise - 360.0
    } else if anticlockwise {
        -360.0
    } else {
        clockwise
    }
}
