//! From a sheet to a case: references are followed, every value is checked, what is not said is
//! assumed. All faults are collected, so that a sheet is mended in one go.

mod fault;
mod hull;
mod hydrostatics;
mod plausible;
mod purpose;
mod ship;
mod survey;

use super::cargo::{Case, SharedSpreads};
use super::reading::Spread;
use super::sheet::{OneOr, Sheet, SurveyEntry, UncertaintyEntry};
use super::survey::{Occasion, Rules, Survey};
use crate::plan::check::{Objection, Severity};
use fault::Faults;

/// A sheet that can be worked.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// What it describes.
    pub case: Case,
    /// What is doubtful in it; none of it forbids working it.
    pub remarks: Vec<Objection>,
}

/// What is usual, at 95 %, where the sheet does not say.
pub mod usual {
    /// A reading by eye in a slight sea, metres.
    pub const READING_M: f64 = 0.02;
    /// Marks painted or welded, and how an edge is seen, metres.
    pub const RULER_M: f64 = 0.003;
    /// Scale of the marks, relative.
    pub const RULER_SCALE: f64 = 0.000_2;
    /// A draught-survey hydrometer and the sampling of the water, tonnes per cubic metre.
    pub const DENSITY_T_M3: f64 = 0.000_5;
    /// A table made from a ship's lines, relative.
    pub const TABLE: f64 = 0.002;
    /// Centre of flotation, as a share of the length.
    pub const LCF: f64 = 0.001;
    /// Slope of MTC, relative.
    pub const MTC: f64 = 0.1;
    /// A sounded ballast tank, relative.
    pub const BALLAST: f64 = 0.01;
    /// Fuel, water and stores by the ship's books, relative.
    pub const MASS: f64 = 0.01;
    /// A constant from an earlier survey, relative.
    pub const CONSTANT: f64 = 0.2;
}

impl Sheet {
    /// The case that this sheet describes.
    ///
    /// `read` gives the bytes of a file that the sheet names, by the path as it is written there.
    /// On failure, everything that is wrong.
    pub fn resolve<E: std::fmt::Display>(
        &self,
        mut read: impl FnMut(&str) -> Result<Vec<u8>, E>,
    ) -> Result<Resolved, Vec<Objection>> {
        let mut read = |path: &str| read(path).map_err(|error| error.to_string());
        let mut faults = Faults::default();
        let case = Resolver {
            sheet: self,
            read: &mut read,
            faults: &mut faults,
        }
        .case();
        if let Some(case) = case.as_ref().filter(|_| faults.are_mild()) {
            plausible::check(case, self, &mut faults);
        }
        let remarks = faults.into_objections();
        match case {
            Some(case) if remarks.iter().all(|r| r.severity != Severity::Error) => {
                Ok(Resolved { case, remarks })
            }
            _ => Err(remarks),
        }
    }
}

struct Resolver<'a> {
    sheet: &'a Sheet,
    read: &'a mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
    faults: &'a mut Faults,
}

impl Resolver<'_> {
    fn case(mut self) -> Option<Case> {
        let sheet = self.sheet;
        let ship = ship::ship(&sheet.ship, self.faults);
        let surveys = self.surveys();
        let purpose = purpose::purpose(sheet, self.faults);
        Some(Case {
            rules: Rules {
                mean: sheet.ship.mean,
                perpendiculars: sheet.ship.perpendiculars,
            },
            purpose: purpose?,
            surveys: surveys?,
            declared_t: sheet.cargo.and_then(|cargo| cargo.declared_t),
            shared: shared(sheet, self.faults),
            ship,
        })
    }

    fn surveys(&mut self) -> Option<Vec<Survey>> {
        let sheet = self.sheet;
        let entries: Vec<(Occasion, &SurveyEntry)> = match sheet {
            Sheet {
                initial: Some(initial),
                last: Some(last),
                arrival: None,
                ..
            } => vec![(Occasion::Initial, initial), (Occasion::Final, last)],
            Sheet {
                initial: None,
                last: None,
                arrival: Some(arrival),
                ..
            } => vec![(Occasion::Arrival, arrival)],
            _ => {
                let reason = "a sheet has either [initial] and [final], or [arrival]";
                self.faults.error("sheet", reason);
                return None;
            }
        };
        let surveys: Vec<Option<Survey>> = entries
            .into_iter()
            .map(|(occasion, entry)| self.survey(occasion, entry))
            .collect();
        surveys.into_iter().collect()
    }
}

/// What the sheet says, or what is usual.
fn spread(said: Option<f64>, usual: f64) -> Spread {
    said.map_or(Spread::assumed(usual), Spread::stated)
}

fn percent(said: Option<f64>, usual: f64) -> Spread {
    spread(said.map(|percent| percent / 100.0), usual)
}

fn shared(sheet: &Sheet, faults: &mut Faults) -> SharedSpreads {
    let UncertaintyEntry {
        ruler_m,
        ruler_scale_percent,
        lcf_m,
        mtc_percent,
    } = sheet.uncertainty;
    let cargo = sheet.cargo.unwrap_or_default();
    let table = sheet.hydrostatics.as_ref().and_then(|h| h.u95_percent);
    for (place, value, most, unit) in [
        ("uncertainty.ruler_m", ruler_m, 1.0, "m"),
        (
            "uncertainty.ruler_scale_percent",
            ruler_scale_percent,
            100.0,
            "%",
        ),
        ("uncertainty.lcf_m", lcf_m, sheet.ship.lbp_m, "m"),
        ("uncertainty.mtc_percent", mtc_percent, 100.0, "%"),
        ("cargo.u95_constant_t", cargo.u95_constant_t, 1e6, "t"),
        ("ship.u95_lightship_t", sheet.ship.u95_lightship_t, 1e6, "t"),
        ("hydrostatics.u95_percent", table, 100.0, "%"),
    ] {
        faults.half_width(place, value, most, unit);
    }
    let constant_t = cargo.constant_t.unwrap_or_default().abs();
    SharedSpreads {
        ruler_m: spread(ruler_m, usual::RULER_M),
        ruler_scale: percent(ruler_scale_percent, usual::RULER_SCALE),
        table: percent(table, usual::TABLE),
        lcf_m: spread(lcf_m, usual::LCF * sheet.ship.lbp_m),
        mtc: percent(mtc_percent, usual::MTC),
        // What a lightship is off is in the constant that was found with it.
        lightship_t: spread(sheet.ship.u95_lightship_t, 0.0),
        constant_t: spread(cargo.u95_constant_t, usual::CONSTANT * constant_t),
    }
}

/// One value for all, or the one for this place.
fn one_or<T>(entry: Option<&OneOr<T>>, each: impl FnOnce(&T) -> Option<f64>) -> Option<f64> {
    match entry? {
        OneOr::One(value) => Some(*value),
        OneOr::Each(values) => each(values),
    }
}

#[cfg(test)]
mod tests;
