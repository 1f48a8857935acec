//! A ship alongside or at anchor: her hull, how she is loaded, the draught that stands at each of
//! her six marks, how she moves in a sea, and what is painted on her side.
//!
//! Ship axes as in [`missions::ship::hull`]: x forward from the aft perpendicular, y to port, z up
//! from the base line.

mod carrier;
pub mod font;
pub mod ladder;
mod motion;
pub mod paint;
mod plating;

use missions::ship::hull::{Draughts, Floating, Hull, HullError, HullTableError, Offsets};
use missions::ship::{HydrostaticTable, Side, Sides, Station, Stations};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use motion::{Motion, Motions, Placement};
pub use plating::Plating;

/// A bulk carrier and how she is loaded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Loading {
    /// Length between perpendiculars, metres.
    pub lbp_m: f64,
    /// Moulded breadth, metres.
    pub breadth_m: f64,
    /// Moulded depth, metres.
    pub depth_m: f64,
    /// What she displaces, tonnes; or else `draught_m`.
    pub displacement_t: Option<f64>,
    /// Draught midway between the perpendiculars, metres, if no displacement is given.
    pub draught_m: f64,
    /// Draught aft less draught forward at the perpendiculars, metres.
    pub trim_m: f64,
    /// List, degrees, positive with the starboard side down.
    pub list_deg: f64,
    /// Density of the water, t/m³.
    pub density: f64,
    /// Where her marks stand: forward of their perpendicular (or of midships), metres.
    pub marks_m: Stations<f64>,
}

impl Default for Loading {
    fn default() -> Self {
        Self {
            lbp_m: 180.0,
            breadth_m: 30.0,
            depth_m: 16.0,
            displacement_t: None,
            draught_m: 9.0,
            trim_m: 0.5,
            list_deg: 0.0,
            density: 1.025,
            marks_m: Stations {
                forward: -4.0,
                midships: -0.5,
                aft: 6.0,
            },
        }
    }
}

/// Why a ship cannot lie like that.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum LoadingError {
    /// A number is out of its range.
    #[error("ship.{name} is {value}: it must be {low} to {high}")]
    Range {
        /// Which.
        name: &'static str,
        /// What it is.
        value: f64,
        /// The least that is possible.
        low: f64,
        /// The most.
        high: f64,
    },
    /// The hull cannot float so.
    #[error("she cannot float at {draught_m} m with a trim of {trim_m} m")]
    Afloat {
        /// Draught midway, metres.
        draught_m: f64,
        /// Trim, metres.
        trim_m: f64,
        /// Why.
        source: HullError,
    },
    /// No draught displaces that much.
    #[error("ship.displacement_t is {0}: no draught of hers displaces that")]
    Displacement(f64),
}

/// A place on her side where draught marks stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Site {
    /// Which marks.
    pub station: Station,
    /// On which side.
    pub side: Side,
    /// Forward of the aft perpendicular, metres.
    pub x_m: f64,
    /// To port of the centre line, metres.
    pub y_m: f64,
    /// What stands there in still water, metres above the base line.
    pub draught_m: f64,
}

/// A ship that floats.
#[derive(Clone, Debug)]
pub struct Vessel {
    loading: Loading,
    hull: Hull,
    offsets: Offsets,
    floating: Floating,
}

impl Vessel {
    /// A bulk carrier loaded like this.
    ///
    /// A list is laid upon the upright hull: below two degrees, what a wall-sided hull displaces
    /// changes by less than 0.01 %.
    pub fn new(loading: &Loading) -> Result<Self, LoadingError> {
        check(loading)?;
        let offsets = carrier::offsets(loading.lbp_m, loading.breadth_m, loading.depth_m);
        let mut vessel = Self {
            loading: loading.clone(),
            hull: Hull::Offsets(offsets.clone()),
            offsets,
            floating: Floating {
                lbp_m: loading.lbp_m,
                draught_m: loading.draught_m,
                trim_m: loading.trim_m,
                heel_rad: loading.list_deg.to_radians(),
            },
        };
        if let Some(wanted_t) = loading.displacement_t {
            vessel.floating.draught_m = vessel.draught_for(wanted_t)?;
        }
        vessel.displacement(vessel.floating.draught_m)?;
        Ok(vessel)
    }

    /// How she was asked to be.
    pub const fn loading(&self) -> &Loading {
        &self.loading
    }

    /// How she lies.
    pub const fn floating(&self) -> Floating {
        self.floating
    }

    /// Her hull.
    pub const fn hull(&self) -> &Hull {
        &self.hull
    }

    /// What she displaces, tonnes.
    pub fn displacement_t(&self) -> Result<f64, LoadingError> {
        self.displacement(self.floating.draught_m)
    }

    /// Her hydrostatic table, every 5 cm from 1.5 m up, in the water that she lies in.
    pub fn hydrostatics(&self) -> Result<HydrostaticTable, HullTableError> {
        let draughts = Draughts {
            first_m: 1.5,
            last_m: self.loading.depth_m - 0.5,
            step_m: 0.05,
        };
        self.hull
            .table(self.loading.lbp_m, draughts, self.loading.density)
    }

    /// Where marks stand and what can be read there in still water.
    pub fn site(&self, station: Station, side: Side) -> Site {
        let datum_m = match station {
            Station::Forward => self.loading.lbp_m,
            Station::Midships => self.loading.lbp_m / 2.0,
            Station::Aft => 0.0,
        };
        let x_m = datum_m + self.loading.marks_m.get(station);
        let (mut y_m, mut draught_m) = (0.0, self.floating.draught_m);
        // The side where the water stands: with a list, each depends a little on the other.
        for _ in 0..8 {
            let half = self.offsets.half_breadth_m(x_m, draught_m);
            y_m = match side {
                Side::Port => half,
                Side::Starboard => -half,
            };
            draught_m = self.floating.water_height_m(x_m, y_m);
        }
        Site {
            station,
            side,
            x_m,
            y_m,
            draught_m,
        }
    }

    /// The true draughts at her six marks, metres.
    pub fn draughts(&self) -> Stations<Sides<f64>> {
        Stations::from_fn(|station| Sides {
            port: self.site(station, Side::Port).draught_m,
            starboard: self.site(station, Side::Starboard).draught_m,
        })
    }

    pub(crate) const fn offsets(&self) -> &Offsets {
        &self.offsets
    }

    fn displacement(&self, draught_m: f64) -> Result<f64, LoadingError> {
        let upright = Floating {
            draught_m,
            heel_rad: 0.0,
            ..self.floating
        };
        let buoyancy = self.hull.buoyancy(upright).map_err(|source| {
            let trim_m = upright.trim_m;
            LoadingError::Afloat {
                draught_m,
                trim_m,
                source,
            }
        })?;
        Ok(buoyancy.displacement_t(self.loading.density))
    }

    /// The draught at which she displaces so much, by halving.
    fn draught_for(&self, wanted_t: f64) -> Result<f64, LoadingError> {
        let room = self.floating.trim_m.abs();
        let (mut low, mut high) = (0.3 + room, self.loading.depth_m - 0.6 * room - 0.2);
        if !(self.displacement(low)?..=self.displacement(high)?).contains(&wanted_t) {
            return Err(LoadingError::Displacement(wanted_t));
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.displacement(middle)? < wanted_t {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(0.5 * (low + high))
    }
}

fn check(loading: &Loading) -> Result<(), LoadingError> {
    let depth = loading.depth_m;
    for (name, value, low, high) in [
        ("lbp_m", loading.lbp_m, 40.0, 400.0),
        ("breadth_m", loading.breadth_m, 6.0, 70.0),
        ("depth_m", depth, 3.0, 40.0),
        ("draught_m", loading.draught_m, 1.0, depth.max(1.0)),
        ("trim_m", loading.trim_m, -6.0, 6.0),
        ("list_deg", loading.list_deg, -2.0, 2.0),
        ("density", loading.density, 0.99, 1.04),
        ("marks_m.forward", loading.marks_m.forward, -30.0, 0.0),
        ("marks_m.midships", loading.marks_m.midships, -10.0, 10.0),
        ("marks_m.aft", loading.marks_m.aft, 0.0, 30.0),
    ] {
        if !(low..=high).contains(&value) {
            return Err(LoadingError::Range {
                name,
                value,
                low,
                high,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
