//! One survey of a sheet.

use super::super::deductibles::{Amount, Deductible, Kind};
use super::super::reading::{Reading, Readings};
use super::super::sheet::{MassEntry, SidesEntry, SurveyEntry, TankEntry};
use super::super::survey::{Occasion, Survey};
use super::{Resolver, one_or, spread, usual};
use crate::ship::marks::{Side, Sides, Station, six};

/// No ship draws more, metres.
const DEEPEST_M: f64 = 30.0;

impl Resolver<'_> {
    pub(super) fn survey(&mut self, occasion: Occasion, entry: &SurveyEntry) -> Option<Survey> {
        let name = occasion.name();
        self.faults.water(&format!("{name}.density"), entry.density);
        let place = format!("{name}.u95_density");
        self.faults
            .half_width(&place, entry.u95_density, 0.05, "t/m³");
        let readings = self.readings(name, entry);
        let deductibles = self.deductibles(name, entry);
        let tpc = self.tpc_at_midships(name, entry.tpc_at_midships.as_ref());
        let hydrostatics = match (&entry.hydrostatics, &self.sheet.hydrostatics) {
            (Some(own), _) => self.hydrostatics(&format!("{name}.hydrostatics"), own),
            (None, Some(shared)) => self.hydrostatics("hydrostatics", shared),
            (None, None) => {
                let reason = "there is no hydrostatic table, here or for the whole sheet";
                self.faults.error(format!("{name}.hydrostatics"), reason);
                None
            }
        };
        Some(Survey {
            occasion,
            time: entry.time.clone(),
            place: entry.place.clone(),
            readings: readings?,
            density_t_m3: entry.density,
            density_spread: spread(entry.u95_density, usual::DENSITY_T_M3),
            hydrostatics: hydrostatics?,
            tpc_at_midships: tpc?,
            deductibles,
        })
    }

    fn readings(&mut self, name: &str, entry: &SurveyEntry) -> Option<Readings> {
        let mut readings = Readings::default();
        let mut complete = true;
        for (station, side) in six() {
            let found = self.reading(name, entry, station, side);
            complete &= found.is_some();
            *readings.get_mut(station).get_mut(side) = found.unwrap_or_default();
        }
        complete.then_some(readings)
    }

    fn reading(
        &mut self,
        name: &str,
        entry: &SurveyEntry,
        station: Station,
        side: Side,
    ) -> Option<Reading> {
        let place = format!("{name}.draughts_m.{}, {}", station.name(), side.name());
        let Some(draught_m) = entry.draughts_m.get(station, side).copied() else {
            self.faults.error(place, "the reading is missing");
            return None;
        };
        let depth_m = self.sheet.ship.depth_m.unwrap_or(DEEPEST_M);
        if !(draught_m.is_finite() && draught_m > 0.0) {
            let reason = format!("{draught_m} m is not a positive number");
            self.faults.error(&place, reason);
        } else if draught_m > depth_m {
            let reason = format!("{draught_m} m is more than the ship's depth of {depth_m} m");
            self.faults.error(&place, reason);
        }
        let u95_m = one_or(entry.u95_m.as_ref(), |each| {
            each.get(station, side).copied()
        });
        let spread_place = format!("{name}.u95_m.{}, {}", station.name(), side.name());
        self.faults.half_width(&spread_place, u95_m, 1.0, "m");
        Some(Reading {
            draught_m,
            spread: spread(u95_m, usual::READING_M),
            evidence: entry.evidence.get(station, side).cloned(),
        })
    }

    /// The outer none is a fault, the inner one a sheet that does not say.
    #[expect(
        clippy::option_option,
        reason = "whether the sheet says it, and whether that is sound"
    )]
    fn tpc_at_midships(
        &mut self,
        name: &str,
        entry: Option<&SidesEntry<f64>>,
    ) -> Option<Option<Sides<f64>>> {
        let Some(entry) = entry else {
            return Some(None);
        };
        let place = format!("{name}.tpc_at_midships");
        let (Some(port), Some(starboard)) = (entry.port, entry.starboard) else {
            let reason = "one of port and starboard is missing";
            self.faults.error(place, reason);
            return None;
        };
        self.faults.positive(&place, Some(port));
        self.faults.positive(&place, Some(starboard));
        Some(Some(Sides { port, starboard }))
    }

    fn deductibles(&mut self, name: &str, entry: &SurveyEntry) -> Vec<Deductible> {
        let mut all: Vec<Deductible> = Vec::new();
        for tank in &entry.ballast {
            all.push(self.tank(&format!("{name}.ballast, {}", tank.tank), tank));
        }
        for mass in &entry.deductible {
            all.push(self.mass(&format!("{name}.deductible, {}", mass.name), mass));
        }
        all
    }

    fn tank(&mut self, place: &str, entry: &TankEntry) -> Deductible {
        self.faults.not_negative(place, Some(entry.volume_m3));
        self.faults.water(place, entry.density);
        self.faults.half_width(place, entry.u95_percent, 100.0, "%");
        let mass_t = entry.volume_m3 * entry.density;
        let share = entry.u95_percent.map(|percent| percent / 100.0);
        Deductible {
            name: entry.tank.clone(),
            kind: Kind::Ballast,
            amount: Amount::Volume {
                volume_m3: entry.volume_m3,
                density_t_m3: entry.density,
            },
            spread: spread(share.map(|share| share * mass_t), usual::BALLAST * mass_t),
        }
    }

    fn mass(&mut self, place: &str, entry: &MassEntry) -> Deductible {
        self.faults.not_negative(place, Some(entry.mass_t));
        self.faults.not_negative(place, entry.u95_t);
        Deductible {
            name: entry.name.clone(),
            kind: Kind::Other,
            amount: Amount::Mass {
                mass_t: entry.mass_t,
            },
            spread: spread(entry.u95_t, usual::MASS * entry.mass_t),
        }
    }
}
