//! What a plan comes to, for people and for machines.

mod stations;

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::formats::Loss;
use crate::mission::Mission;
use crate::plan::coverage::{self, Coverage, Detection};
use crate::plan::{Cost, Plan};
use crate::time::lasting;

/// A plan with everything that is said about it.
#[derive(Debug)]
pub(super) struct Summary<'a> {
    mission: &'a Mission,
    plan: &'a Plan,
    coverage: Option<Coverage>,
    detection: Option<Detection>,
}

impl<'a> Summary<'a> {
    pub(super) fn of(mission: &'a Mission, plan: &'a Plan) -> Self {
        Self {
            mission,
            plan,
            coverage: coverage::planned(plan, mission.ahead_m()),
            detection: mission.detection(),
        }
    }

    pub(super) fn json(&self, files: &[PathBuf], losses: &[Loss]) -> Value {
        let mission = self.mission;
        let sorties = self.plan.sorties.iter().map(|sortie| {
            json!({
                "vehicle": sortie.vehicle + 1,
                "legs": sortie.legs.len(),
                "distance_m": round(sortie.cost.distance_m),
                "time_s": round(sortie.cost.time_s),
                "energy_wh": round(sortie.cost.energy_wh),
            })
        });
        let total = self.total();
        json!({
            "mission": mission.name,
            "purpose": mission.purpose,
            "pattern": mission.pattern.name(),
            "vehicle": mission.vehicle.name,
            "fleet": mission.fleet,
            "height_m": round(mission.height_m),
            "ground_sample_m": mission.camera.ground_sample_m(mission.height_above_ground_m()),
            "swath_m": round(mission.swath_m()),
            "spacing_m": round(mission.spacing_m()),
            "sorties": sorties.collect::<Vec<_>>(),
            "total": {
                "distance_m": round(total.distance_m),
                "time_s": round(total.time_s),
                "energy_wh": round(total.energy_wh),
            },
            "spendable_wh": round(mission.vehicle.spendable_wh()),
            "area_m2": self.coverage.as_ref().map(|c| round(c.area_m2)),
            "coverage": self.coverage.as_ref().map(Coverage::fraction),
            "coverage_factor": self.detection.map(|d| d.coverage),
            "probability_of_detection": self.detection.map(|d| d.probability),
            "draughts": stations::json(self.plan),
            "files": files.iter().map(|p| p.display().to_string()).collect::<Vec<_>>(),
            "losses": losses.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "warnings": mission.remarks,
        })
    }

    pub(super) fn text(&self, files: &[PathBuf]) -> String {
        let mut text = String::new();
        self.write(&mut text, files)
            .expect("writing to a string cannot fail");
        text
    }

    fn write(&self, out: &mut String, files: &[PathBuf]) -> std::fmt::Result {
        let mission = self.mission;
        writeln!(out, "{}", mission.name)?;
        if !mission.purpose.is_empty() {
            writeln!(out, "{}", mission.purpose)?;
        }
        if self.plan.draughts.is_some() {
            writeln!(
                out,
                "\n{} with {}, on the way {:.0} m above home, wind {:.0} m/s from {:.0}°\n",
                mission.pattern.name(),
                mission.vehicle.name,
                mission.height_m,
                mission.wind.speed_m_s,
                mission.wind.from_deg
            )?;
            return self.table(out, files);
        }
        writeln!(
            out,
            "\n{} with {}, {:.0} m above home, lines {:.0} m apart, {:.1} cm a pixel, \
             wind {:.0} m/s from {:.0}°\n",
            mission.pattern.name(),
            mission.vehicle.name,
            mission.height_m,
            mission.spacing_m(),
            mission
                .camera
                .ground_sample_m(mission.height_above_ground_m())
                * 100.0,
            mission.wind.speed_m_s,
            mission.wind.from_deg
        )?;
        self.table(out, files)
    }

    /// The sorties, what they come to, and the files.
    fn table(&self, out: &mut String, files: &[PathBuf]) -> std::fmt::Result {
        writeln!(
            out,
            "sortie  vehicle  legs  distance             time  energy  battery used"
        )?;
        for (index, sortie) in self.plan.sorties.iter().enumerate() {
            let number = (index + 1).to_string();
            let vehicle = (sortie.vehicle + 1).to_string();
            self.row(out, [&number, &vehicle], sortie.legs.len(), sortie.cost)?;
        }
        if self.plan.sorties.len() > 1 {
            let legs = self
                .plan
                .sorties
                .iter()
                .map(|sortie| sortie.legs.len())
                .sum();
            let total = self.total();
            writeln!(out, "{}", line("all", "", legs, total))?;
        }
        self.results(out)?;
        stations::write(out, self.plan)?;
        for file in files {
            writeln!(out, "written: {}", file.display())?;
        }
        Ok(())
    }

    fn row(
        &self,
        out: &mut String,
        [number, vehicle]: [&str; 2],
        legs: usize,
        cost: Cost,
    ) -> std::fmt::Result {
        let share = cost.energy_wh / self.mission.vehicle.battery.energy_wh;
        writeln!(
            out,
            "{}  {:10.0} %",
            line(number, vehicle, legs, cost),
            share * 100.0
        )
    }

    fn results(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out)?;
        if let Some(coverage) = &self.coverage {
            writeln!(
                out,
                "coverage  {:.2} % of {:.1} ha",
                coverage.fraction() * 100.0,
                coverage.area_m2 / 10_000.0
            )?;
        }
        if let Some(detection) = self.detection {
            writeln!(
                out,
                "detection {:.0} % (sweep width {:.0} m, C = {:.2})",
                detection.probability * 100.0,
                self.mission.detection_width_m(),
                detection.coverage
            )?;
        }
        Ok(())
    }

    fn total(&self) -> Cost {
        self.plan.sorties.iter().map(|sortie| sortie.cost).sum()
    }
}

fn line(number: &str, vehicle: &str, legs: usize, cost: Cost) -> String {
    format!(
        "{number:>6}  {vehicle:>7}  {legs:>4}  {:>5.1} km  {:>15}  {:>3.0} Wh",
        cost.distance_m / 1000.0,
        lasting(cost.time_s),
        cost.energy_wh
    )
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
