//! What a ship's side is painted with, and what the years have done to it: colours, boot top,
//! wear, rust, scum and weed as a description. It is laid on in [`crate::picture`].

use missions::range::all_outside;
use serde::{Deserialize, Serialize};

/// A colour of ship's paint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// Topside black.
    Black,
    /// Red of antifouling.
    Red,
    /// The same, bleached to pink by sun and sea.
    Pink,
    /// Orange-red.
    Orange,
    /// Dark red-brown.
    Maroon,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Light grey.
    Grey,
    /// White.
    White,
    /// Yellow.
    Yellow,
}

impl Colour {
    /// How much it throws back of red, green and blue light (linear).
    pub const fn albedo(self) -> [f32; 3] {
        match self {
            Self::Black => [0.035, 0.036, 0.040],
            Self::Red => [0.42, 0.085, 0.065],
            Self::Pink => [0.50, 0.19, 0.19],
            Self::Orange => [0.62, 0.13, 0.06],
            Self::Maroon => [0.20, 0.060, 0.085],
            Self::Green => [0.05, 0.18, 0.11],
            Self::Blue => [0.05, 0.12, 0.36],
            Self::Grey => [0.36, 0.37, 0.37],
            Self::White => [0.80, 0.79, 0.75],
            Self::Yellow => [0.78, 0.60, 0.10],
        }
    }
}

/// A ship's side.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paint {
    /// Above the boot top.
    pub topside: Colour,
    /// Below its edge.
    pub bottom: Colour,
    /// The edge between them, above the still waterline, metres (below it where negative).
    pub edge_m: f64,
    /// A white line along that edge.
    pub stripe: bool,
    /// Of the figures.
    pub figures: Colour,
    /// How much of the figures is worn off, from 0 to 1.
    pub wear: f64,
    /// How rusty she is, from 0 to 1.
    pub rust: f64,
    /// How scratched by fenders and ropes, from 0 to 1.
    pub scratches: f64,
    /// How dirty, from 0 to 1.
    pub dirt: f64,
    /// Bleached unevenly, from 0 to 1.
    pub fading: f64,
    /// A band of dried scum or salt above the waterline: its middle, metres.
    pub scum_m: Option<f64>,
    /// Weed up to this height above the still waterline, metres.
    pub weed_m: Option<f64>,
    /// How strongly the plates between her frames are dished, from 0 to 1.
    pub dishing: f64,
}

impl Default for Paint {
    fn default() -> Self {
        Self {
            topside: Colour::Black,
            bottom: Colour::Red,
            edge_m: 1.2,
            stripe: false,
            figures: Colour::White,
            wear: 0.1,
            rust: 0.2,
            scratches: 0.2,
            dirt: 0.3,
            fading: 0.4,
            scum_m: None,
            weed_m: None,
            dishing: 0.4,
        }
    }
}

impl Paint {
    /// What is wrong with it: field, value and why, a sentence each.
    pub fn faults(&self) -> Vec<String> {
        let share = |name, value| (name, value, 0.0, 1.0);
        let height = |name, value: Option<f64>| (name, value.unwrap_or(0.0), -30.0, 30.0);
        all_outside(
            "paint.",
            [
                share("wear", self.wear),
                share("rust", self.rust),
                share("scratches", self.scratches),
                share("dirt", self.dirt),
                share("fading", self.fading),
                share("dishing", self.dishing),
                height("edge_m", Some(self.edge_m)),
                height("scum_m", self.scum_m),
                height("weed_m", self.weed_m),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_rust_than_all_is_refused() {
        let paint = Paint {
            rust: 1.5,
            ..Paint::default()
        };
        assert_eq!(paint.faults(), ["paint.rust is 1.5: it must be 0 to 1"]);
    }
}
