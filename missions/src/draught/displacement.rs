//! From the mean draught to the displacement: the table, and the corrections for trim, list and
//! the water's density (ECE/ENERGY/19, Form C).

mod list;
mod trim;

pub use list::{CONTINUED_M, ListCorrection};
pub use trim::{MtcAt, MtcSlope, TrimCorrections};

use serde::Serialize;
use thiserror::Error;

use super::Arithmetic;
use super::survey::Disturbance;
use crate::ship::HydrostaticTable;
use crate::ship::hydrostatics::OutsideTable;
use crate::ship::marks::Sides;

/// How far rounding moves a mean draught over a table's end, metres.
const ROUNDING_M: f64 = 0.000_5;

/// What is known of the hull under water.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hydrostatics {
    /// The table.
    pub table: HydrostaticTable,
    /// Two values of MTC with their draughts, where a form gives them beside the table.
    pub mtc_pair: Option<[MtcAt; 2]>,
    /// Which trim corrections are made.
    pub trim_corrections: TrimCorrections,
}

/// What the ship floats like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Floating {
    /// Length between perpendiculars, metres.
    pub(super) lbp_m: f64,
    /// Trim between the perpendiculars, metres, positive by the stern.
    pub(super) trim_m: f64,
    /// Mean draught, metres.
    pub(super) mean_m: f64,
    /// Draughts read amidships, metres.
    pub(super) midships_m: Sides<f64>,
    /// TPC at the draughts read amidships, where the sheet gives it.
    pub(super) tpc_at_midships: Option<Sides<f64>>,
    /// Density of the water, tonnes per cubic metre.
    pub(super) density_t_m3: f64,
}

/// A displacement, step by step, tonnes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Displacement {
    /// By the table at the mean draught.
    pub by_table_t: f64,
    /// Tonnes per centimetre at the mean draught.
    pub tpc: f64,
    /// Centre of flotation at the mean draught, metres aft of midships.
    pub lcf_aft_m: Option<f64>,
    /// How MTC changes with draught.
    pub mtc: Option<MtcSlope>,
    /// First trim correction FTC.
    pub first_trim_t: f64,
    /// Second trim correction STC (Nemoto's).
    pub second_trim_t: f64,
    /// List correction.
    pub list: ListCorrection,
    /// With all corrections but that for density.
    pub in_table_water_t: f64,
    /// Density correction.
    pub density_correction_t: f64,
    /// The displacement.
    pub displacement_t: f64,
}

/// Why a displacement cannot be found.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum DisplacementError {
    /// The table does not reach the mean draught.
    #[error("mean draught: {0}")]
    Mean(OutsideTable),
    /// The first trim correction needs it.
    #[error("the table gives no centre of flotation (LCF) at {0:.3} m for the trim correction")]
    NoLcf(f64),
    /// The second trim correction needs it.
    #[error(
        "the table gives no MTC around {0:.3} m for the second trim correction; give it in the \
         rows or as `mtc = [[draught, mtc], [draught, mtc]]`"
    )]
    NoMtc(f64),
    /// The table ends too near.
    #[error("MTC 0.25 m below and above the mean draught is needed: {0}")]
    MtcOutside(OutsideTable),
}

impl Hydrostatics {
    /// Whether the table describes the hull between these draughts.
    pub fn reaches(&self, draughts_m: [f64; 2]) -> Result<(), OutsideTable> {
        for draught_m in draughts_m {
            self.table.at(draught_m)?;
        }
        Ok(())
    }

    /// The displacement of the ship as she floats.
    pub(super) fn displacement(
        &self,
        floating: &Floating,
        arithmetic: Arithmetic,
        disturbance: &Disturbance,
    ) -> Result<Displacement, DisplacementError> {
        let keep = |value: f64| arithmetic.keep(value);
        let row = self
            .table
            .near(floating.mean_m, ROUNDING_M + disturbance.beyond_m)
            .map_err(DisplacementError::Mean)?;
        let by_table_t = keep(row.displacement_t * (1.0 + disturbance.displacement));
        let tpc = keep(row.tpc * (1.0 + disturbance.displacement));
        let lcf_aft_m = row.lcf_aft_m.map(|lcf| keep(lcf + disturbance.lcf_m));
        let mtc = self.mtc_slope(floating.mean_m, arithmetic, disturbance)?;
        let first_trim_t = self.first_trim_t(floating, tpc, lcf_aft_m, arithmetic)?;
        let second_trim_t = mtc.map_or(0.0, |slope| slope.second_trim_t(floating, arithmetic));
        let list = ListCorrection::new(&self.table, floating, arithmetic, disturbance);
        let in_table_water_t = keep(by_table_t + first_trim_t + second_trim_t + list.correction_t);
        let ratio = floating.density_t_m3 / self.table.density_t_m3();
        let density_correction_t = keep(in_table_water_t * (ratio - 1.0));
        Ok(Displacement {
            by_table_t,
            tpc,
            lcf_aft_m,
            mtc,
            first_trim_t,
            second_trim_t,
            list,
            in_table_water_t,
            density_correction_t,
            displacement_t: keep(in_table_water_t + density_correction_t),
        })
    }
}
