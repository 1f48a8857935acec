//! The sea against a ship's side: wind waves and swell with second-order crests, ripples, and
//! what the plating throws back. Where the water is and how fast it rises, at any time; what it
//! looks like is [`crate::picture`]'s business.
//!
//! Frame: the plating's, as its observer stands: `x` to the right along the plating, `y` towards
//! the ship (outboard is −y), heights upwards from still water; metres, seconds. A wave's heading
//! is the direction it travels in, degrees from straight onto the plating towards +x.

mod patch;
mod reflection;
mod ripples;
mod spectrum;
mod waves;

use missions::range::outside;
use serde::{Deserialize, Serialize};

pub use patch::{Area, Patch};
pub use reflection::Wall;
pub use ripples::{CELLS, Ripples};
pub use waves::{Component, Waves};

use crate::noise::Noise;

/// Standard gravity, m/s².
pub(crate) const GRAVITY: f64 = 9.806_65;

/// A sea as it is described.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeaState {
    /// Significant height of the wind waves where they stand against the plating (four standard
    /// deviations there, what is thrown back included), metres.
    pub hs_m: f64,
    /// Their peak period, seconds.
    pub tp_s: f64,
    /// Their peak's sharpness (JONSWAP's γ).
    pub gamma: f64,
    /// Where they travel, degrees from straight onto the plating; beyond 90 they come from behind
    /// the ship.
    pub heading_deg: f64,
    /// How narrowly they spread: the exponent s of cos²ˢ(θ/2).
    pub spread: f64,
    /// Waves from another weather.
    pub swell: Option<Swell>,
    /// Root mean square slope of the ripples.
    pub ripple_slope: f64,
    /// Where the ripples travel, as `heading_deg`.
    pub ripple_heading_deg: f64,
    /// The tide's stream along the plating (+x), m/s.
    pub current_m_s: f64,
}

/// A swell, long-crested.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Swell {
    /// Significant height at the plating, metres.
    pub hs_m: f64,
    /// Peak period, seconds.
    pub tp_s: f64,
    /// Where it travels, as the wind waves' heading.
    pub heading_deg: f64,
}

impl Default for SeaState {
    fn default() -> Self {
        Self {
            hs_m: 0.05,
            tp_s: 2.0,
            gamma: 3.3,
            heading_deg: 30.0,
            spread: 12.0,
            swell: None,
            ripple_slope: 0.05,
            ripple_heading_deg: 20.0,
            current_m_s: 0.0,
        }
    }
}

impl SeaState {
    /// What is wrong with it: field, value and why, a sentence each.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut within = |name: &str, value: f64, low: f64, high: f64| {
            faults.extend(outside(name, value, low, high));
        };
        within("sea.hs_m", self.hs_m, 0.0, 6.0);
        within("sea.tp_s", self.tp_s, 0.8, 20.0);
        within("sea.gamma", self.gamma, 1.0, 10.0);
        within("sea.heading_deg", self.heading_deg, -360.0, 360.0);
        within("sea.spread", self.spread, 1.0, 500.0);
        within("sea.ripple_slope", self.ripple_slope, 0.0, 0.3);
        within(
            "sea.ripple_heading_deg",
            self.ripple_heading_deg,
            -360.0,
            360.0,
        );
        within("sea.current_m_s", self.current_m_s, -4.0, 4.0);
        if let Some(swell) = self.swell {
            within("sea.swell.hs_m", swell.hs_m, 0.0, 6.0);
            within("sea.swell.tp_s", swell.tp_s, 4.0, 30.0);
            within("sea.swell.heading_deg", swell.heading_deg, -360.0, 360.0);
        }
        faults
    }
}

/// A sea that can be asked where its surface is.
#[derive(Clone, Debug)]
pub struct Sea {
    waves: Waves,
    ripples: Ripples,
}

impl Sea {
    /// The sea of this state against a ship of this draught; `cell_m` is how finely its ripples
    /// are laid. The same seed makes the same sea.
    pub fn new(state: &SeaState, draught_m: f64, cell_m: f64, seed: u64) -> Self {
        let wall = Wall { draught_m };
        Self {
            waves: Waves::new(state, wall, &mut Noise::stream(seed, "waves")),
            ripples: Ripples::new(state, cell_m, &mut Noise::stream(seed, "ripples")),
        }
    }

    /// What is longer than ripples: the part that moves a ship.
    pub const fn waves(&self) -> &Waves {
        &self.waves
    }

    /// The surface over an area at a time.
    pub fn patch(&mut self, area: Area, time_s: f64) -> Patch {
        Patch::new(&self.waves, &mut self.ripples, area, time_s)
    }

    /// The side of a cell of a [`Patch`], metres.
    pub const fn cell_m(&self) -> f64 {
        self.ripples.cell_m()
    }
}

#[cfg(test)]
mod tests;
