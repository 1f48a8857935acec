//! A hydrostatic table: what the ship displaces at a draught, on an even keel, in water of one
//! density. Values between rows are linear; nothing is continued beyond the first and last row.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// One row of a hydrostatic table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HydrostaticRow {
    /// Draught on an even keel, metres.
    pub draught_m: f64,
    /// Displacement in water of the table's density, tonnes.
    pub displacement_t: f64,
    /// Tonnes that sink the ship by one centimetre.
    pub tpc: f64,
    /// Centre of flotation, metres aft of midships; negative forward.
    pub lcf_aft_m: Option<f64>,
    /// Moment that trims the ship by one centimetre, tonne metres.
    pub mtc: Option<f64>,
}

/// Rows with rising draughts and displacements, at least two.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HydrostaticTable {
    rows: Vec<HydrostaticRow>,
    density_t_m3: f64,
}

/// Why rows are no hydrostatic table. Rows are counted from 1, in the order given.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum TableError {
    /// One row says nothing about what lies between.
    #[error("{0} row(s): at least two are needed to interpolate")]
    TooFewRows(usize),
    /// Not a number, infinite, or a quantity that must be positive and is not.
    #[error("row {row}: {column} {value} is not a positive number")]
    NotPositive {
        /// Which row.
        row: usize,
        /// Which column.
        column: &'static str,
        /// What stands there.
        value: f64,
    },
    /// A centre of flotation that is no number.
    #[error("row {row}: centre of flotation {value} is not a number")]
    NotFinite {
        /// Which row.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// Draughts neither rise nor fall throughout.
    #[error("row {row}: draught {draught_m} m follows {before_m} m, out of order")]
    Order {
        /// Which row.
        row: usize,
        /// Its draught.
        draught_m: f64,
        /// The draught of the row before.
        before_m: f64,
    },
    /// A deeper ship displaces more.
    #[error(
        "draught {draught_m} m: displacement {displacement_t} t is not more than the \
         {before_t} t of the row above it ({before_m} m)"
    )]
    DisplacementFalls {
        /// Draught of the row.
        draught_m: f64,
        /// Its displacement.
        displacement_t: f64,
        /// Draught of the next shallower row.
        before_m: f64,
        /// Displacement of the next shallower row.
        before_t: f64,
    },
    /// The density that the table was made for.
    #[error("table density {0} t/m³ is outside 0.99 to 1.04")]
    Density(f64),
}

/// A draught that the table does not reach.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
#[error("draught {draught_m:.3} m is outside the table ({first_m:.3} to {last_m:.3} m)")]
pub struct OutsideTable {
    /// The draught asked for.
    pub draught_m: f64,
    /// First draught of the table.
    pub first_m: f64,
    /// Last draught of the table.
    pub last_m: f64,
}

impl HydrostaticTable {
    /// Densities of water that ships float in, tonnes per cubic metre.
    pub const DENSITIES_T_M3: std::ops::RangeInclusive<f64> = 0.99..=1.04;

    /// A table from rows in rising or falling order of draught.
    pub fn new(mut rows: Vec<HydrostaticRow>, density_t_m3: f64) -> Result<Self, TableError> {
        if !Self::DENSITIES_T_M3.contains(&density_t_m3) {
            return Err(TableError::Density(density_t_m3));
        }
        if rows.len() < 2 {
            return Err(TableError::TooFewRows(rows.len()));
        }
        for (index, row) in rows.iter().enumerate() {
            row.check(index + 1)?;
        }
        order(&mut rows)?;
        Ok(Self { rows, density_t_m3 })
    }

    /// The rows, by rising draught.
    pub fn rows(&self) -> &[HydrostaticRow] {
        &self.rows
    }

    /// Density of the water that the displacements are given in, tonnes per cubic metre.
    pub const fn density_t_m3(&self) -> f64 {
        self.density_t_m3
    }

    /// First and last draught, metres.
    pub fn range_m(&self) -> [f64; 2] {
        let at = |row: Option<&HydrostaticRow>| row.map_or(f64::NAN, |row| row.draught_m);
        [at(self.rows.first()), at(self.rows.last())]
    }

    /// Every column at a draught. A column that one of the two rows lacks is lacking.
    pub fn at(&self, draught_m: f64) -> Result<HydrostaticRow, OutsideTable> {
        let [first_m, last_m] = self.range_m();
        if !(first_m..=last_m).contains(&draught_m) {
            return Err(OutsideTable {
                draught_m,
                first_m,
                last_m,
            });
        }
        Ok(self.on_line_at(draught_m))
    }

    /// As [`Self::at`], with the first and last interval continued by up to `beyond_m`.
    pub fn near(&self, draught_m: f64, beyond_m: f64) -> Result<HydrostaticRow, OutsideTable> {
        let [first_m, last_m] = self.range_m();
        // A draught of 7.4 m is not refused because 7.3 + 0.1 is a little less in binary.
        let reach_m = beyond_m + 1e-9;
        if !(first_m - reach_m..=last_m + reach_m).contains(&draught_m) {
            return Err(OutsideTable {
                draught_m,
                first_m,
                last_m,
            });
        }
        Ok(self.on_line_at(draught_m))
    }

    /// The two rows that a draught lies between; the nearest two beyond the ends.
    pub fn around(&self, draught_m: f64) -> [HydrostaticRow; 2] {
        let above = self.rows.partition_point(|row| row.draught_m <= draught_m);
        let upper = above.clamp(1, self.rows.len() - 1);
        [self.rows[upper - 1], self.rows[upper]]
    }

    fn on_line_at(&self, draught_m: f64) -> HydrostaticRow {
        let [low, high] = self.around(draught_m);
        let share = (draught_m - low.draught_m) / (high.draught_m - low.draught_m);
        let between = |low: f64, high: f64| low + share * (high - low);
        let maybe = |low: Option<f64>, high: Option<f64>| Some(between(low?, high?));
        HydrostaticRow {
            draught_m,
            displacement_t: between(low.displacement_t, high.displacement_t),
            tpc: between(low.tpc, high.tpc),
            lcf_aft_m: maybe(low.lcf_aft_m, high.lcf_aft_m),
            mtc: maybe(low.mtc, high.mtc),
        }
    }
}

impl HydrostaticRow {
    fn check(&self, row: usize) -> Result<(), TableError> {
        let positive = [
            ("draught", Some(self.draught_m)),
            ("displacement", Some(self.displacement_t)),
            ("TPC", Some(self.tpc)),
            ("MTC", self.mtc),
        ];
        for (column, value) in positive {
            match value {
                Some(value) if !(value.is_finite() && value > 0.0) => {
                    return Err(TableError::NotPositive { row, column, value });
                }
                _ => {}
            }
        }
        match self.lcf_aft_m {
            Some(value) if !value.is_finite() => Err(TableError::NotFinite { row, value }),
            _ => Ok(()),
        }
    }
}

/// Puts rows into rising order and checks that draught and displacement rise.
fn order(rows: &mut [HydrostaticRow]) -> Result<(), TableError> {
    let falls = rows[0].draught_m > rows[1].draught_m;
    for (index, pair) in rows.windows(2).enumerate() {
        let (before_m, draught_m) = (pair[0].draught_m, pair[1].draught_m);
        if before_m == draught_m || (before_m > draught_m) != falls {
            return Err(TableError::Order {
                row: index + 2,
                draught_m,
                before_m,
            });
        }
    }
    if falls {
        rows.reverse();
    }
    match rows
        .windows(2)
        .find(|pair| pair[1].displacement_t <= pair[0].displacement_t)
    {
        None => Ok(()),
        Some(pair) => Err(TableError::DisplacementFalls {
            draught_m: pair[1].draught_m,
            displacement_t: pair[1].displacement_t,
            before_m: pair[0].draught_m,
            before_t: pair[0].displacement_t,
        }),
    }
}

#[cfg(test)]
mod tests;
