//! What water looks like from above and how far one sees into it.

use missions::range::all_outside;
use serde::{Deserialize, Serialize};

use crate::light::Rgb;

/// A kind of harbour water.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A river's brown: nothing is seen below the surface.
    Muddy,
    /// Grey-brown, a little clearer.
    Silty,
    /// An estuary's or a harbour's green.
    #[default]
    Green,
    /// The open sea's: figures shimmer up from below.
    Clear,
    /// A dock's, dark and still.
    Dark,
}

/// Water as it is described.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Water {
    /// What kind it is.
    pub kind: Kind,
    /// How much foam and scum floats on it, from 0 to 1.
    pub foam: f64,
    /// How high above the water the plating stays wet after a wave, from 0 (dries at once) to 1.
    pub wetness: f64,
}

/// How light goes through a kind of water.
#[derive(Clone, Copy, Debug)]
pub(super) struct Optics {
    /// What is lost in a metre, 1/m.
    pub(super) loss: Rgb,
    /// What comes back of the light that falls into it.
    pub(super) body: Rgb,
}

impl Water {
    /// What is wrong with it: field, value and why, a sentence each.
    pub fn faults(&self) -> Vec<String> {
        all_outside(
            "water.",
            [
                ("foam", self.foam, 0.0, 1.0),
                ("wetness", self.wetness, 0.0, 1.0),
            ],
        )
    }
}

impl Kind {
    pub(super) const fn optics(self) -> Optics {
        let (loss, body) = match self {
            Self::Muddy => ([22.0, 26.0, 34.0], [0.210, 0.160, 0.105]),
            Self::Silty => ([9.0, 9.0, 12.0], [0.120, 0.115, 0.080]),
            Self::Green => ([3.2, 2.1, 2.9], [0.022, 0.060, 0.044]),
            Self::Clear => ([0.75, 0.40, 0.38], [0.008, 0.030, 0.042]),
            Self::Dark => ([4.5, 4.0, 5.0], [0.016, 0.018, 0.015]),
        };
        Optics { loss, body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_foam_than_all_is_refused() {
        let water = Water {
            foam: 2.0,
            ..Water::default()
        };
        assert_eq!(water.faults(), ["water.foam is 2: it must be 0 to 1"]);
    }
}
