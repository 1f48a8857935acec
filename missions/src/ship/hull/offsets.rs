//! A hull as naval architects table it: half-breadths on stations and waterlines.
//!
//! Between the tabled points the surface is a blend of the parabolas through three neighbours
//! (Overhauser's curve, here on uneven spacing), in both directions; a hull of parabolas, such as
//! Wigley's, is met exactly. Integrals are Gauss's with four points a panel.

use thiserror::Error;

use super::buoyancy::Sums;
use super::{Buoyancy, Floating, HullError};

/// Nodes and weights of Gauss's rule with four points on [0, 1]
/// (Abramowitz & Stegun 1964, table 25.4, moved from [−1, 1]).
const GAUSS: [(f64, f64); 4] = [
    (0.069_431_844_202_973_71, 0.173_927_422_568_726_93),
    (0.330_009_478_207_571_87, 0.326_072_577_431_273_07),
    (0.669_990_521_792_428_1, 0.326_072_577_431_273_07),
    (0.930_568_155_797_026_3, 0.173_927_422_568_726_93),
];

/// Half-breadths of a hull, in metres.
#[expect(
    clippy::struct_field_names,
    reason = "the unit stands in every name that has one"
)]
#[derive(Clone, Debug, PartialEq)]
pub struct Offsets {
    stations_m: Vec<f64>,
    waterlines_m: Vec<f64>,
    /// One row a station, one value a waterline.
    half_breadths_m: Vec<Vec<f64>>,
}

/// Why a table is no table of offsets.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum OffsetsError {
    /// Fewer than three stations or waterlines.
    #[error(
        "offsets want at least 3 stations and 3 waterlines, here are {stations} and {waterlines}"
    )]
    TooFew {
        /// How many stations.
        stations: usize,
        /// How many waterlines.
        waterlines: usize,
    },
    /// Stations or waterlines do not increase.
    #[error("{what} {index} at {value_m} m does not lie beyond the one before it")]
    NotIncreasing {
        /// "station" or "waterline".
        what: &'static str,
        /// Which, from 0.
        index: usize,
        /// Where it is.
        value_m: f64,
    },
    /// A row has not one value a waterline.
    #[error("station {station} has {found} half-breadths for {wanted} waterlines")]
    Ragged {
        /// Which, from 0.
        station: usize,
        /// How many values it has.
        found: usize,
        /// How many waterlines there are.
        wanted: usize,
    },
    /// A half-breadth is negative or no number.
    #[error("half-breadth {value_m} m at station {station}, waterline {waterline} is none")]
    NoHalfBreadth {
        /// Which station, from 0.
        station: usize,
        /// Which waterline, from 0.
        waterline: usize,
        /// What is written there.
        value_m: f64,
    },
}

impl Offsets {
    /// Offsets from stations (metres forward of the aft perpendicular), waterlines (metres above
    /// the base line, the lowest where the hull begins) and half-breadths, one row a station.
    pub fn new(
        stations_m: Vec<f64>,
        waterlines_m: Vec<f64>,
        half_breadths_m: Vec<Vec<f64>>,
    ) -> Result<Self, OffsetsError> {
        if stations_m.len() < 3 || waterlines_m.len() < 3 {
            return Err(OffsetsError::TooFew {
                stations: stations_m.len(),
                waterlines: waterlines_m.len(),
            });
        }
        increasing("station", &stations_m)?;
        increasing("waterline", &waterlines_m)?;
        if half_breadths_m.len() != stations_m.len() {
            return Err(OffsetsError::TooFew {
                stations: half_breadths_m.len(),
                waterlines: waterlines_m.len(),
            });
        }
        for (station, row) in half_breadths_m.iter().enumerate() {
            check_row(station, row, waterlines_m.len())?;
        }
        Ok(Self {
            stations_m,
            waterlines_m,
            half_breadths_m,
        })
    }

    /// The half-breadth at a place of the centre plane, in metres; zero outside the table.
    pub fn half_breadth_m(&self, x_m: f64, z_m: f64) -> f64 {
        let (Some(station), Some(waterline)) =
            (panel(&self.stations_m, x_m), panel(&self.waterlines_m, z_m))
        else {
            return 0.0;
        };
        let section = self.section(station, x_m);
        blend(&self.waterlines_m, &section, waterline, z_m).max(0.0)
    }

    pub(super) fn buoyancy(&self, floating: Floating) -> Result<Buoyancy, HullError> {
        if floating.heel_rad != 0.0 {
            return Err(HullError::Heeled(floating.heel_rad));
        }
        let mut sums = Sums::default();
        for (station, ends) in self.stations_m.windows(2).enumerate() {
            let length = ends[1] - ends[0];
            for (at, weight) in GAUSS {
                let x_m = ends[0] + at * length;
                self.add_section(&mut sums, station, x_m, weight * length, &floating)?;
            }
        }
        Ok(sums.mirrored().buoyancy(false))
    }

    /// Adds one side's section at `x_m`, standing for `length` metres of the ship.
    fn add_section(
        &self,
        sums: &mut Sums,
        station: usize,
        x_m: f64,
        length: f64,
        floating: &Floating,
    ) -> Result<(), HullError> {
        let water_m = floating.water_height_m(x_m, 0.0);
        let (bottom_m, top_m) = (
            self.waterlines_m[0],
            self.waterlines_m[self.waterlines_m.len() - 1],
        );
        if water_m > top_m {
            return Err(HullError::AboveOffsets {
                x_m,
                water_m,
                top_m,
            });
        }
        if water_m <= bottom_m {
            return Ok(());
        }
        let section = self.section(station, x_m);
        for (waterline, ends) in self.waterlines_m.windows(2).enumerate() {
            let height = ends[1].min(water_m) - ends[0];
            if height <= 0.0 {
                break;
            }
            for (at, weight) in GAUSS {
                let z_m = ends[0] + at * height;
                let half = blend(&self.waterlines_m, &section, waterline, z_m).max(0.0);
                let part = length * weight * height * half;
                sums.volume += part;
                sums.volume_x += part * x_m;
                sums.volume_z += part * z_m;
            }
        }
        let Some(waterline) = panel(&self.waterlines_m, water_m) else {
            return Ok(());
        };
        let half = blend(&self.waterlines_m, &section, waterline, water_m).max(0.0);
        let strip = length * half;
        sums.area += strip;
        sums.area_x += strip * x_m;
        sums.area_xx += strip * x_m * x_m;
        sums.area_yy += strip * half * half / 3.0;
        Ok(())
    }

    /// The half-breadths on all waterlines at a place between stations.
    fn section(&self, station: usize, x_m: f64) -> Vec<f64> {
        (0..self.waterlines_m.len())
            .map(|waterline| {
                let along: Vec<f64> = self
                    .half_breadths_m
                    .iter()
                    .map(|row| row[waterline])
                    .collect();
                blend(&self.stations_m, &along, station, x_m)
            })
            .collect()
    }
}

fn increasing(what: &'static str, values_m: &[f64]) -> Result<(), OffsetsError> {
    for (index, &value_m) in values_m.iter().enumerate() {
        let beyond = index == 0 || value_m > values_m[index - 1];
        if !value_m.is_finite() || !beyond {
            return Err(OffsetsError::NotIncreasing {
                what,
                index,
                value_m,
            });
        }
    }
    Ok(())
}

fn check_row(station: usize, row: &[f64], waterlines: usize) -> Result<(), OffsetsError> {
    if row.len() != waterlines {
        return Err(OffsetsError::Ragged {
            station,
            found: row.len(),
            wanted: waterlines,
        });
    }
    for (waterline, &value_m) in row.iter().enumerate() {
        if !value_m.is_finite() || value_m < 0.0 {
            return Err(OffsetsError::NoHalfBreadth {
                station,
                waterline,
                value_m,
            });
        }
    }
    Ok(())
}

/// Which panel of the knots a place is in.
fn panel(knots: &[f64], at: f64) -> Option<usize> {
    if !(knots[0]..=knots[knots.len() - 1]).contains(&at) {
        return None;
    }
    Some(
        knots
            .partition_point(|&k| k <= at)
            .clamp(1, knots.len() - 1)
            - 1,
    )
}

/// The curve between knots `panel` and `panel + 1`: the parabola that leans back and the one that
/// leans forward, blended from one to the other; at the ends of the table there is only one.
fn blend(knots: &[f64], values: &[f64], panel: usize, at: f64) -> f64 {
    let back = (panel > 0).then(|| parabola(knots, values, panel - 1, at));
    let forward = (panel + 2 < knots.len()).then(|| parabola(knots, values, panel, at));
    match (back, forward) {
        (Some(back), Some(forward)) => {
            let along = (at - knots[panel]) / (knots[panel + 1] - knots[panel]);
            back + along * (forward - back)
        }
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => values[panel],
    }
}

/// Lagrange's parabola through three neighbours.
fn parabola(knots: &[f64], values: &[f64], first: usize, at: f64) -> f64 {
    let (a, b, c) = (knots[first], knots[first + 1], knots[first + 2]);
    values[first] * (at - b) * (at - c) / ((a - b) * (a - c))
        + values[first + 1] * (at - a) * (at - c) / ((b - a) * (b - c))
        + values[first + 2] * (at - a) * (at - b) / ((c - a) * (c - b))
}
