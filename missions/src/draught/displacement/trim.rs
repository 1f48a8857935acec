//! The two trim corrections. The first moves the ship to her centre of flotation; the second
//! (Nemoto's) allows for that centre's wandering as she trims.

use serde::{Deserialize, Serialize};

use super::super::Arithmetic;
use super::super::survey::Disturbance;
use super::{DisplacementError, Floating, Hydrostatics};

/// Which trim corrections are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrimCorrections {
    /// The first and the second.
    #[default]
    Both,
    /// The first alone.
    First,
    /// None: barges whose table is made for their trim.
    None,
}

/// MTC at a draught.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MtcAt {
    /// Draught, metres.
    pub draught_m: f64,
    /// Moment to change trim by one centimetre, tonne metres.
    pub mtc: f64,
}

/// How MTC changes with draught.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MtcSlope {
    /// MTC below and above the mean draught.
    pub at: [MtcAt; 2],
    /// Change of MTC over a metre of draught, tonne metres.
    pub per_metre: f64,
}

impl MtcSlope {
    fn between(at: [MtcAt; 2], arithmetic: Arithmetic) -> Self {
        let [low, high] = at;
        let difference = arithmetic.keep(high.mtc - low.mtc);
        Self {
            at,
            per_metre: arithmetic.keep(difference / (high.draught_m - low.draught_m)),
        }
    }
}

/// Half the distance over which the change of MTC is taken, metres, and what is taken where the
/// table ends (ECE/ENERGY/19: 50 cm; 25 cm is the practice of forms near the table's end).
const HALVES_M: [f64; 2] = [0.5, 0.25];

impl Hydrostatics {
    /// Half the distance over which the table lets the change of MTC be taken, metres.
    pub(crate) fn mtc_half_m(&self, mean_m: f64) -> Option<f64> {
        let reached = |d: f64| self.table.near(d, 0.0).is_ok();
        HALVES_M
            .into_iter()
            .find(|half| reached(mean_m - half) && reached(mean_m + half))
    }

    pub(super) fn mtc_slope(
        &self,
        mean_m: f64,
        arithmetic: Arithmetic,
        disturbance: &Disturbance,
    ) -> Result<Option<MtcSlope>, DisplacementError> {
        if self.trim_corrections != TrimCorrections::Both {
            return Ok(None);
        }
        let mut slope = match self.mtc_pair {
            Some(pair) => MtcSlope::between(pair, arithmetic),
            None => self.mtc_slope_by_table(mean_m, arithmetic, disturbance)?,
        };
        slope.per_metre *= 1.0 + disturbance.mtc;
        Ok(Some(slope))
    }

    fn mtc_slope_by_table(
        &self,
        mean_m: f64,
        arithmetic: Arithmetic,
        disturbance: &Disturbance,
    ) -> Result<MtcSlope, DisplacementError> {
        if self.table.rows().iter().all(|row| row.mtc.is_none()) {
            return Err(DisplacementError::NoMtc(mean_m));
        }
        let half_m = disturbance
            .mtc_half_m
            .or_else(|| self.mtc_half_m(mean_m))
            .unwrap_or(HALVES_M[1]);
        let at = |draught_m: f64| {
            let row = self
                .table
                .near(draught_m, disturbance.beyond_m)
                .map_err(DisplacementError::MtcOutside)?;
            let mtc = row.mtc.ok_or(DisplacementError::NoMtc(draught_m))?;
            Ok(MtcAt {
                draught_m,
                mtc: arithmetic.keep(mtc),
            })
        };
        let [low_m, high_m] = [-half_m, half_m].map(|step_m| arithmetic.keep(mean_m + step_m));
        Ok(MtcSlope::between([at(low_m)?, at(high_m)?], arithmetic))
    }

    /// FTC = 100·T·TPC·LCF/LBP with LCF aft of midships, tonnes.
    pub(super) fn first_trim_t(
        &self,
        floating: &Floating,
        tpc: f64,
        lcf_aft_m: Option<f64>,
        arithmetic: Arithmetic,
    ) -> Result<f64, DisplacementError> {
        if self.trim_corrections == TrimCorrections::None {
            return Ok(0.0);
        }
        let lcf_aft_m = lcf_aft_m.ok_or(DisplacementError::NoLcf(floating.mean_m))?;
        let moment = 100.0 * floating.trim_m * tpc * lcf_aft_m;
        Ok(arithmetic.keep(moment / floating.lbp_m))
    }
}

impl MtcSlope {
    /// STC = 50·T²·dMTC/dz/LBP, tonnes.
    pub(super) fn second_trim_t(&self, floating: &Floating, arithmetic: Arithmetic) -> f64 {
        let squared = floating.trim_m * floating.trim_m;
        arithmetic.keep(50.0 * squared * self.per_metre / floating.lbp_m)
    }
}
