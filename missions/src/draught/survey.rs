//! One survey: what was found on board and in the water, and the ship's net mass from it.

use serde::Serialize;

use super::Arithmetic;
use super::deductibles::{self, Deductible};
use super::displacement::{Displacement, DisplacementError, Floating, Hydrostatics};
use super::mean::{self, MeanRule};
use super::perpendiculars::{Corrections, Perpendiculars};
use super::reading::{self, Readings, Spread};
use crate::ship::Ship;
use crate::ship::marks::{Sides, Stations};

/// When in a ship's call a survey is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// Before cargo is worked.
    Initial,
    /// After cargo was worked.
    Final,
    /// The only survey.
    Arrival,
}

/// How draughts become one; a ship's owner and trade decide, not the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// How three draughts make one.
    pub mean: MeanRule,
    /// How draughts are moved to the perpendiculars.
    pub perpendiculars: Perpendiculars,
}

/// What was found on board and in the water.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Survey {
    /// Which survey this is.
    pub occasion: Occasion,
    /// When, as the sheet says it.
    pub time: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// The six readings.
    pub readings: Readings,
    /// Density of the water around the ship, tonnes per cubic metre.
    pub density_t_m3: f64,
    /// How far that may be off.
    pub density_spread: Spread,
    /// The hull under water.
    pub hydrostatics: Hydrostatics,
    /// TPC at the draughts read amidships, where the sheet gives it.
    pub tpc_at_midships: Option<Sides<f64>>,
    /// What is on board and is not cargo.
    pub deductibles: Vec<Deductible>,
}

/// A survey, worked: every value that stands on the form. Metres and tonnes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Worked {
    /// Mean of port and starboard at each station's marks.
    pub means_m: Stations<f64>,
    /// Mean draught aft less mean draught forward, at the marks.
    pub trim_at_marks_m: f64,
    /// Corrections to the perpendiculars.
    #[serde(flatten)]
    pub corrections: Corrections,
    /// F′, M′, A′: draughts at the perpendiculars and at midships, keel plate deducted.
    pub draughts_m: Stations<f64>,
    /// Trim between the perpendiculars, positive by the stern.
    pub trim_m: f64,
    /// Deflection of the hull, positive in sag.
    pub deflection_m: f64,
    /// The mean of means (QM for the quarter mean).
    pub mean_m: f64,
    /// The displacement and its corrections.
    #[serde(flatten)]
    pub displacement: Displacement,
    /// Mass of each deductible, in the order of the sheet.
    pub deductible_masses_t: Vec<f64>,
    /// Mass of all deductibles.
    pub deductibles_t: f64,
    /// Displacement less deductibles.
    pub net_t: f64,
    /// Net less lightship: what the ship carries beside cargo that nobody has listed, and cargo.
    pub over_lightship_t: Option<f64>,
    /// Displacement less lightship.
    pub deadweight_t: Option<f64>,
}

/// Small changes of what enters a survey, for its uncertainty budget; none by default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Disturbance {
    /// Added to the mean draught, metres.
    pub(super) mean_m: f64,
    /// Relative change of displacement and TPC in the table.
    pub(super) displacement: f64,
    /// Added to the centre of flotation, metres aft.
    pub(super) lcf_m: f64,
    /// Relative change of the second trim correction's slope.
    pub(super) mtc: f64,
    /// Added to the list correction, tonnes.
    pub(super) list_t: f64,
    /// The undisturbed survey leaves its list correction out.
    pub(super) list_left_out: bool,
    /// Added to the deductibles, tonnes.
    pub(super) deductibles_t: f64,
    /// How far the table may be continued for a small change, metres.
    pub(super) beyond_m: f64,
    /// Over which half distance the change of MTC is taken, whatever the table's end says.
    pub(super) mtc_half_m: Option<f64>,
}

impl Survey {
    /// Works the survey through.
    pub fn work(
        &self,
        ship: &Ship,
        rules: Rules,
        arithmetic: Arithmetic,
    ) -> Result<Worked, DisplacementError> {
        self.work_disturbed(ship, rules, arithmetic, &Disturbance::default())
    }

    pub(super) fn work_disturbed(
        &self,
        ship: &Ship,
        rules: Rules,
        arithmetic: Arithmetic,
        disturbance: &Disturbance,
    ) -> Result<Worked, DisplacementError> {
        let keep = |value: f64| arithmetic.keep(value);
        let means_m = reading::means_m(&self.readings, arithmetic);
        let corrections =
            rules
                .perpendiculars
                .corrections(ship.lbp_m, &ship.marks_m, &means_m, arithmetic);
        let draughts_m = Stations::from_fn(|station| {
            let corrected = means_m.get(station) + corrections.corrections_m.get(station);
            keep(corrected - ship.keel_plate_m.get(station))
        });
        let trim_m = keep(draughts_m.aft - draughts_m.forward);
        let mean_m = rules.mean.mean_m(&draughts_m, arithmetic) + disturbance.mean_m;
        let displacement = self.hydrostatics.displacement(
            &self.floating(ship, trim_m, mean_m),
            arithmetic,
            disturbance,
        )?;
        let deductibles_t =
            deductibles::total_t(&self.deductibles, arithmetic) + disturbance.deductibles_t;
        let net_t = keep(displacement.displacement_t - deductibles_t);
        let over = |mass_t: f64| ship.lightship_t.map(|light_t| keep(mass_t - light_t));
        Ok(Worked {
            means_m,
            trim_at_marks_m: keep(means_m.aft - means_m.forward),
            corrections,
            draughts_m,
            trim_m,
            deflection_m: mean::deflection_m(&draughts_m, arithmetic),
            mean_m,
            deductible_masses_t: self.masses_t(arithmetic),
            deductibles_t,
            net_t,
            over_lightship_t: over(net_t),
            deadweight_t: over(displacement.displacement_t),
            displacement,
        })
    }

    fn floating(&self, ship: &Ship, trim_m: f64, mean_m: f64) -> Floating {
        let midships = &self.readings.midships;
        let keel_m = ship.keel_plate_m.midships;
        Floating {
            lbp_m: ship.lbp_m,
            trim_m,
            mean_m,
            midships_m: Sides::from_fn(|side| midships.get(side).draught_m - keel_m),
            tpc_at_midships: self.tpc_at_midships,
            density_t_m3: self.density_t_m3,
        }
    }

    fn masses_t(&self, arithmetic: Arithmetic) -> Vec<f64> {
        self.deductibles
            .iter()
            .map(|d| d.amount.mass_t(arithmetic))
            .collect()
    }
}

#[cfg(test)]
mod tests;
