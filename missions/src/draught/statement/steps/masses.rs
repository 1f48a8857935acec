//! From the displacement to the net mass.

use super::super::super::deductibles::{Amount, Deductible};
use super::super::figure::plain;
use super::Steps;

impl Steps<'_> {
    pub(super) fn on_board(&mut self) {
        let worked = self.worked;
        let survey = self.survey;
        for (deductible, mass_t) in survey.deductibles.iter().zip(&worked.deductible_masses_t) {
            self.deductible(deductible, *mass_t);
        }
        let masses: Vec<String> = worked
            .deductible_masses_t
            .iter()
            .map(|mass_t| self.found(*mass_t))
            .collect();
        self.push(
            "Deductibles",
            "sum",
            if masses.is_empty() {
                "none".to_owned()
            } else {
                masses.join(" + ")
            },
            worked.deductibles_t,
            "t",
        );
        self.less(
            "Net",
            worked.displacement.displacement_t,
            worked.deductibles_t,
            worked.net_t,
        );
        let (Some(lightship_t), Some(over_t), Some(deadweight_t)) = (
            self.case.ship.lightship_t,
            worked.over_lightship_t,
            worked.deadweight_t,
        ) else {
            return;
        };
        self.push(
            "Net above lightship: cargo and constant",
            "net − lightship",
            format!("{} − {}", self.found(worked.net_t), plain(lightship_t)),
            over_t,
            "t",
        );
        let displacement_t = self.found(worked.displacement.displacement_t);
        self.push(
            "Deadweight",
            "displacement − lightship",
            format!("{displacement_t} − {}", plain(lightship_t)),
            deadweight_t,
            "t",
        );
    }

    fn deductible(&mut self, deductible: &Deductible, mass_t: f64) {
        let (formula, numbers) = match deductible.amount {
            Amount::Mass { mass_t } => ("by the sheet", plain(mass_t)),
            Amount::Volume {
                volume_m3,
                density_t_m3,
            } => (
                "V · ρ",
                format!("{} · {}", plain(volume_m3), plain(density_t_m3)),
            ),
        };
        self.push(deductible.name.clone(), formula, numbers, mass_t, "t");
    }

    fn less(&mut self, what: &str, from_t: f64, less_t: f64, value_t: f64) {
        self.push(
            what,
            "displacement − deductibles",
            format!("{} − {}", self.found(from_t), self.found(less_t)),
            value_t,
            "t",
        );
    }
}
