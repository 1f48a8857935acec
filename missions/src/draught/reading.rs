//! The six readings of a survey, each with its uncertainty and its evidence.

use serde::Serialize;

use super::Arithmetic;
use crate::ship::marks::{Sides, Stations};

/// One draught, read at one mark.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reading {
    /// Draught at the mark, metres.
    pub draught_m: f64,
    /// How far the true draught may be off, metres.
    pub spread: Spread,
    /// File name of the picture that shows it.
    pub evidence: Option<String>,
}

/// Half the width of a 95 % interval around a value, in the value's unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// Half the width.
    pub u95: f64,
    /// The sheet does not say; this is what is usual.
    pub assumed: bool,
}

/// The readings of one survey.
pub type Readings = Stations<Sides<Reading>>;

impl Spread {
    /// As the sheet says.
    pub const fn stated(u95: f64) -> Self {
        Self {
            u95,
            assumed: false,
        }
    }

    /// As is usual.
    pub const fn assumed(u95: f64) -> Self {
        Self { u95, assumed: true }
    }

    /// Standard uncertainty: a 95 % interval is taken as k = 2 standard uncertainties wide
    /// (JCGM 100:2008, 4.3.4 and 6.3.3).
    pub fn standard(self) -> f64 {
        self.u95 / 2.0
    }
}

/// Mean of port and starboard at each station, metres.
pub fn means_m(readings: &Readings, arithmetic: Arithmetic) -> Stations<f64> {
    Stations::from_fn(|station| {
        let sides = readings.get(station);
        arithmetic.keep(f64::midpoint(
            sides.port.draught_m,
            sides.starboard.draught_m,
        ))
    })
}

/// Angle of list, degrees, positive to port, of a ship of that breadth (metres).
pub fn list_deg(midships: &Sides<Reading>, breadth_m: f64) -> f64 {
    let difference_m = midships.port.draught_m - midships.starboard.draught_m;
    (difference_m / breadth_m).atan().to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(draught_m: f64) -> Reading {
        Reading {
            draught_m,
            ..Reading::default()
        }
    }

    #[test]
    fn a_mean_on_the_form_has_three_decimals() {
        let sides = Sides {
            port: at(3.41),
            starboard: at(3.413),
        };
        let readings = Stations::from_fn(|_| sides.clone());
        assert_eq!(means_m(&readings, Arithmetic::Form).forward, 3.412);
        let unrounded = means_m(&readings, Arithmetic::Unrounded).forward;
        assert!((unrounded - 3.4115).abs() < 1e-12);
    }

    #[test]
    fn a_deeper_port_side_is_a_list_to_port() {
        let sides = Sides {
            port: at(9.45),
            starboard: at(9.08),
        };
        assert!((list_deg(&sides, 45.0) - 0.471).abs() < 0.001);
    }
}
