//! The inputs of a survey that are uncertain, and how each is moved.

use serde::Serialize;

use super::super::cargo::{Case, Purpose, WorkedCase};
use super::super::deductibles::Kind;
use super::super::displacement::ListCorrection;
use super::super::reading::Spread;
use super::super::survey::Disturbance;
use super::group::Group;
use crate::ship::marks::{Side, Station, six};

/// One uncertain input. Surveys and deductibles are counted from 0, in the order of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// One of the six readings of a survey.
    Reading(usize, Station, Side),
    /// Offset common to all readings of all surveys.
    Ruler,
    /// Scale common to all readings of all surveys.
    RulerScale,
    /// The hull's line between the marks: how much of the deflection the mean draught takes.
    Deflection(usize),
    /// Density of the water.
    Density(usize),
    /// Displacement and TPC of the table, in all surveys alike.
    Table,
    /// Centre of flotation, in all surveys alike.
    Lcf,
    /// Slope of MTC, in all surveys alike.
    Mtc,
    /// List correction of a survey.
    List(usize),
    /// One thing on board that is not cargo.
    Deductible(usize, usize),
    /// Lightship.
    Lightship,
    /// Constant.
    Constant,
}

/// An input with its standard uncertainty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Uncertain {
    pub(super) input: Input,
    pub(super) standard: f64,
    pub(super) assumed: bool,
}

/// How much TPC changes over a metre of draught on full-bodied and on fine ships alike, at most.
const TPC_PER_M: f64 = 1.0;
/// The list correction is the second term of a series; a tenth of it is what the others make.
const LIST: f64 = 0.1;

/// Every uncertain input of a case.
pub(super) fn inputs(case: &Case, worked: &WorkedCase) -> Vec<Uncertain> {
    let mut all = Vec::new();
    for (index, (survey, found)) in case.surveys.iter().zip(&worked.surveys).enumerate() {
        for (station, side) in six() {
            let spread = survey.readings.get(station).get(side).spread;
            all.push(normal(Input::Reading(index, station, side), spread));
        }
        all.push(normal(Input::Density(index), survey.density_spread));
        all.push(Uncertain {
            input: Input::Deflection(index),
            standard: deflection_standard_m(found.deflection_m),
            assumed: true,
        });
        all.push(Uncertain {
            input: Input::List(index),
            standard: list_standard_t(&found.displacement.list),
            assumed: true,
        });
        for (number, deductible) in survey.deductibles.iter().enumerate() {
            all.push(normal(Input::Deductible(index, number), deductible.spread));
        }
    }
    let shared = &case.shared;
    all.extend([
        normal(Input::Ruler, shared.ruler_m),
        normal(Input::RulerScale, shared.ruler_scale),
        normal(Input::Table, shared.table),
        normal(Input::Lcf, shared.lcf_m),
        normal(Input::Mtc, shared.mtc),
    ]);
    if matches!(case.purpose, Purpose::OnBoard { .. } | Purpose::Constant) {
        all.push(normal(Input::Lightship, shared.lightship_t));
    }
    if matches!(case.purpose, Purpose::OnBoard { .. }) {
        all.push(normal(Input::Constant, shared.constant_t));
    }
    all
}

fn normal(input: Input, spread: Spread) -> Uncertain {
    Uncertain {
        input,
        standard: spread.standard(),
        assumed: spread.assumed,
    }
}

/// Standard uncertainty of the mean draught from the shape of a bent hull, metres.
///
/// The quarter mean takes three quarters of the deflection, a mean by /6 two thirds; where a
/// hull's own line lies, nobody knows. Half the width of a rectangular distribution (JCGM
/// 100:2008, 4.3.7) is the difference of the two.
pub(super) fn deflection_standard_m(deflection_m: f64) -> f64 {
    deflection_m.abs() * (3.0 / 4.0 - 2.0 / 3.0) / 3.0_f64.sqrt()
}

/// Standard uncertainty of the list correction, tonnes.
///
/// Where it was left out for want of TPC at the sides, what it can have been: a rectangle as wide
/// as the correction of a ship whose TPC changes by [`TPC_PER_M`].
fn list_standard_t(list: &ListCorrection) -> f64 {
    if list.is_left_out() {
        6.0 * list.difference_m.powi(2) * TPC_PER_M / 3.0_f64.sqrt()
    } else {
        Spread::assumed(LIST * list.correction_t.abs()).standard()
    }
}

impl Input {
    /// The case with this input moved, and the small changes that are no part of a case.
    pub(super) fn moved(
        self,
        case: &Case,
        worked: &WorkedCase,
        delta: f64,
    ) -> (Case, Vec<Disturbance>) {
        let mut case = case.clone();
        let mut disturbances: Vec<Disturbance> = case
            .surveys
            .iter()
            .zip(&worked.surveys)
            .map(|(survey, found)| Disturbance {
                // A derivative may look over a table's end.
                beyond_m: f64::INFINITY,
                list_left_out: found.displacement.list.is_left_out(),
                mtc_half_m: survey.hydrostatics.mtc_half_m(found.mean_m),
                ..Disturbance::default()
            })
            .collect();
        self.moves(&mut case, &mut disturbances, delta);
        (case, disturbances)
    }

    fn moves(self, case: &mut Case, disturbances: &mut [Disturbance], delta: f64) {
        match self {
            Self::Reading(survey, station, side) => {
                let readings = &mut case.surveys[survey].readings;
                readings.get_mut(station).get_mut(side).draught_m += delta;
            }
            Self::Ruler => all_readings(case, |draught_m| draught_m + delta),
            Self::RulerScale => all_readings(case, |draught_m| draught_m * (1.0 + delta)),
            Self::Deflection(survey) => disturbances[survey].mean_m = delta,
            Self::Density(survey) => case.surveys[survey].density_t_m3 += delta,
            Self::Table => each(disturbances, |d| d.displacement = delta),
            Self::Lcf => each(disturbances, |d| d.lcf_m = delta),
            Self::Mtc => each(disturbances, |d| d.mtc = delta),
            Self::List(survey) => disturbances[survey].list_t = delta,
            Self::Deductible(survey, _) => disturbances[survey].deductibles_t = delta,
            Self::Lightship => {
                if let Some(lightship_t) = &mut case.ship.lightship_t {
                    *lightship_t += delta;
                }
            }
            Self::Constant => {
                if let Purpose::OnBoard { constant_t } = &mut case.purpose {
                    *constant_t += delta;
                }
            }
        }
    }

    /// As people say it.
    pub(super) fn name(self, case: &Case) -> String {
        let of = |survey: usize, what: &str| {
            if case.surveys.len() > 1 {
                format!("{what}, {}", case.surveys[survey].occasion.name())
            } else {
                what.to_owned()
            }
        };
        match self {
            Self::Reading(survey, station, side) => {
                let place = format!("reading {} {}", station.name(), side.name());
                of(survey, &place)
            }
            Self::Ruler => "marks and edges, common to all readings".to_owned(),
            Self::RulerScale => "scale of the marks".to_owned(),
            Self::Deflection(survey) => of(survey, "shape of the bent hull"),
            Self::Density(survey) => of(survey, "density of the water"),
            Self::Table => "hydrostatic table".to_owned(),
            Self::Lcf => "centre of flotation".to_owned(),
            Self::Mtc => "slope of MTC".to_owned(),
            Self::List(survey) => of(survey, "list correction"),
            Self::Deductible(survey, number) => {
                of(survey, &case.surveys[survey].deductibles[number].name)
            }
            Self::Lightship => "lightship".to_owned(),
            Self::Constant => "constant".to_owned(),
        }
    }

    pub(super) const fn unit(self) -> &'static str {
        match self {
            Self::Reading(..) | Self::Ruler | Self::Deflection(_) | Self::Lcf => "m",
            Self::Density(_) => "t/m³",
            Self::RulerScale | Self::Table | Self::Mtc => "1",
            Self::List(_) | Self::Deductible(..) | Self::Lightship | Self::Constant => "t",
        }
    }

    pub(super) fn group(self, case: &Case) -> Group {
        match self {
            Self::Reading(..) => Group::Readings,
            Self::Ruler | Self::RulerScale => Group::Ruler,
            Self::Deflection(_) => Group::Deflection,
            Self::Density(_) => Group::Density,
            Self::Table => Group::Table,
            Self::Lcf | Self::Mtc => Group::Trim,
            Self::List(_) => Group::List,
            Self::Deductible(survey, number) => {
                match case.surveys[survey].deductibles[number].kind {
                    Kind::Ballast => Group::Ballast,
                    Kind::Other => Group::Stores,
                }
            }
            Self::Lightship | Self::Constant => Group::Constant,
        }
    }
}

fn all_readings(case: &mut Case, change: impl Fn(f64) -> f64) {
    for survey in &mut case.surveys {
        for (station, side) in six() {
            let reading = survey.readings.get_mut(station).get_mut(side);
            reading.draught_m = change(reading.draught_m);
        }
    }
}

fn each(disturbances: &mut [Disturbance], change: impl Fn(&mut Disturbance)) {
    disturbances.iter_mut().for_each(change);
}
