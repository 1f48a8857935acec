//! What is on board and is not cargo: ballast, fresh water, fuels, stores.

use serde::Serialize;

use super::Arithmetic;
use super::reading::Spread;

/// Something on board that is not cargo.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deductible {
    /// What it is, or which tank holds it.
    pub name: String,
    /// Ballast is pumped and sounded, the rest is taken from the ship's books; a budget keeps
    /// them apart.
    pub kind: Kind,
    /// How much of it there is.
    pub amount: Amount,
    /// How far its mass may be off, tonnes.
    pub spread: Spread,
}

/// What kind of thing is deducted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Ballast water, from a sounding.
    Ballast,
    /// Anything else.
    Other,
}

/// How much of something there is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// Its mass, tonnes.
    Mass {
        /// Tonnes.
        mass_t: f64,
    },
    /// Its volume and density.
    Volume {
        /// Cubic metres.
        volume_m3: f64,
        /// Tonnes per cubic metre.
        density_t_m3: f64,
    },
}

impl Amount {
    /// Its mass, tonnes.
    pub fn mass_t(self, arithmetic: Arithmetic) -> f64 {
        arithmetic.keep(match self {
            Self::Mass { mass_t } => mass_t,
            Self::Volume {
                volume_m3,
                density_t_m3,
            } => volume_m3 * density_t_m3,
        })
    }
}

/// The mass of all of them, tonnes.
pub fn total_t(deductibles: &[Deductible], arithmetic: Arithmetic) -> f64 {
    let masses = deductibles.iter().map(|d| d.amount.mass_t(arithmetic));
    arithmetic.keep(masses.sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mass(mass_t: f64) -> Deductible {
        Deductible {
            name: String::new(),
            kind: Kind::Other,
            amount: Amount::Mass { mass_t },
            spread: Spread::default(),
        }
    }

    /// DSGear182, a worked example of github.com/AVZotov/draft-survey (internal/calculation).
    #[test]
    fn dsgear_carries_ballast_water_and_fuel() {
        let ballast = Deductible {
            kind: Kind::Ballast,
            amount: Amount::Volume {
                volume_m3: 10_347.899,
                density_t_m3: 1.025,
            },
            ..mass(0.0)
        };
        let all = [ballast, mass(364.0), mass(683.868), mass(89.13)];
        assert_eq!(total_t(&all, Arithmetic::Form), 11_743.594);
        let unrounded = total_t(&all, Arithmetic::Unrounded);
        assert!((unrounded - 11_743.594_475).abs() < 1e-9);
    }
}
