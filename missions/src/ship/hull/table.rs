//! The hydrostatic table of a hull, computed.

use thiserror::Error;

use super::{Floating, Hull, HullError};
use crate::ship::hydrostatics::{HydrostaticRow, HydrostaticTable, TableError};

/// A table wants no more rows than this.
const MOST_ROWS: f64 = 10_000.0;

/// Which draughts a table is computed for, metres: from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draughts {
    /// The first.
    pub first_m: f64,
    /// The last.
    pub last_m: f64,
    /// How far one row is from the next.
    pub step_m: f64,
}

/// Why a table cannot be computed.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum HullTableError {
    /// The draughts are not rising, or far too many.
    #[error(
        "draughts from {first_m} to {last_m} m every {step_m} m are fewer than 2 or more than {MOST_ROWS}"
    )]
    Draughts {
        /// The first.
        first_m: f64,
        /// The last.
        last_m: f64,
        /// The distance.
        step_m: f64,
    },
    /// The hull cannot lie at one of them.
    #[error(transparent)]
    Hull(#[from] HullError),
    /// What comes out is no table.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl Draughts {
    fn values_m(self) -> Result<Vec<f64>, HullTableError> {
        let Self {
            first_m,
            last_m,
            step_m,
        } = self;
        let steps = ((last_m - first_m) / step_m + 1e-9).floor();
        if !(1.0..MOST_ROWS).contains(&steps) {
            return Err(HullTableError::Draughts {
                first_m,
                last_m,
                step_m,
            });
        }
        let count = steps as usize;
        Ok((0..=count).map(|i| first_m + i as f64 * step_m).collect())
    }
}

impl Hull {
    /// The table of the hull on an even keel: displacement without allowance for plating, centre
    /// of flotation, moment to trim from BM_L (see [`super::Buoyancy::moment_to_trim`]).
    pub fn table(
        &self,
        lbp_m: f64,
        draughts: Draughts,
        density_t_m3: f64,
    ) -> Result<HydrostaticTable, HullTableError> {
        let row = |draught_m| {
            let b = self.buoyancy(Floating::even(lbp_m, draught_m))?;
            Ok(HydrostaticRow {
                draught_m,
                displacement_t: b.displacement_t(density_t_m3),
                tpc: b.tonnes_per_cm(density_t_m3),
                lcf_aft_m: Some(lbp_m / 2.0 - b.lcf_m),
                mtc: Some(b.moment_to_trim(density_t_m3, lbp_m)),
            })
        };
        let rows: Result<Vec<_>, HullError> = draughts.values_m()?.into_iter().map(row).collect();
        Ok(HydrostaticTable::new(rows?, density_t_m3)?)
    }
}
