//! The list correction: a listing ship's waterplane is wider, so she displaces more.

use serde::Serialize;

use super::super::Arithmetic;
use super::super::survey::Disturbance;
use super::Floating;
use crate::ship::HydrostaticTable;
use crate::ship::marks::Sides;

/// The list correction 6·(dp − ds)·(TPCp − TPCs), tonnes: never negative while TPC grows with
/// draught.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ListCorrection {
    /// Draught to port less draught to starboard, amidships, metres.
    pub difference_m: f64,
    /// TPC at the two draughts; none where the table does not reach them.
    pub tpc: Option<Sides<f64>>,
    /// Whether TPC was continued beyond the table's first or last row.
    pub continued: bool,
    /// The correction, tonnes.
    pub correction_t: f64,
}

/// How far TPC is continued beyond the table's ends, metres. A form gives only the two rows
/// around the mean draught, and the sides of a listing ship lie a little beyond them.
pub const CONTINUED_M: f64 = 0.10;

impl ListCorrection {
    pub(super) fn new(
        table: &HydrostaticTable,
        floating: &Floating,
        arithmetic: Arithmetic,
        disturbance: &Disturbance,
    ) -> Self {
        let Sides { port, starboard } = floating.midships_m;
        let difference_m = arithmetic.keep(port - starboard);
        let reach_m = CONTINUED_M + disturbance.beyond_m;
        let by_table = |draught_m: f64| {
            let row = table.near(draught_m, reach_m).ok()?;
            Some(arithmetic.keep(row.tpc))
        };
        let both = || {
            Some(Sides {
                port: by_table(port)?,
                starboard: by_table(starboard)?,
            })
        };
        let tpc = match floating.tpc_at_midships {
            None if disturbance.list_left_out => None,
            given => given.or_else(both),
        };
        let within = |draught_m: f64| table.near(draught_m, 0.0).is_ok();
        let correction_t = tpc.map_or(0.0, |tpc| {
            6.0 * difference_m * arithmetic.keep(tpc.port - tpc.starboard)
        });
        Self {
            difference_m,
            tpc,
            continued: floating.tpc_at_midships.is_none()
                && tpc.is_some()
                && !(within(port) && within(starboard)),
            correction_t: arithmetic.keep(correction_t + disturbance.list_t),
        }
    }

    /// Whether a listing ship's correction had to be left out.
    pub fn is_left_out(&self) -> bool {
        self.tpc.is_none() && self.difference_m != 0.0
    }
}
