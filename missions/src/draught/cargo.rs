//! From one survey or two to a cargo, and beside it what was declared.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Arithmetic;
use super::displacement::DisplacementError;
use super::reading::Spread;
use super::survey::{Disturbance, Occasion, Rules, Survey, Worked};
use crate::ship::Ship;
use crate::ship::marks::six;

/// Everything that a cargo figure is made from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Case {
    /// The ship.
    pub ship: Ship,
    /// How draughts become one.
    pub rules: Rules,
    /// What is to be found.
    pub purpose: Purpose,
    /// The surveys: initial and final, or one.
    pub surveys: Vec<Survey>,
    /// Weight of the cargo by the papers, tonnes.
    pub declared_t: Option<f64>,
    /// What is uncertain in all surveys alike.
    pub shared: SharedSpreads,
}

/// What is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Cargo loaded between two surveys.
    Loaded,
    /// Cargo discharged between two surveys.
    Discharged,
    /// Cargo on board at one survey: net less lightship and constant.
    OnBoard {
        /// What the ship carries that nobody lists, tonnes: from a survey of her without cargo.
        constant_t: f64,
    },
    /// Cargo and constant together, net less lightship: of an empty ship, her constant.
    Constant,
    /// Displacement less deductibles, where nothing else is known.
    Net,
}

/// Uncertainties that all surveys of a case share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct SharedSpreads {
    /// Offset common to all readings: where the marks are painted, how the reader sees an edge, m.
    pub ruler_m: Spread,
    /// Scale common to all readings, relative.
    pub ruler_scale: Spread,
    /// Displacement and TPC of the table, relative.
    pub table: Spread,
    /// Centre of flotation, metres.
    pub lcf_m: Spread,
    /// Slope of MTC, relative.
    pub mtc: Spread,
    /// Lightship, tonnes.
    pub lightship_t: Spread,
    /// Constant, tonnes.
    pub constant_t: Spread,
}

/// Trade loading and discharging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Cargo comes on board.
    Loading,
    /// Cargo goes ashore.
    Discharging,
}

/// A case, worked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkedCase {
    /// Each survey, in the order of the case.
    pub surveys: Vec<Worked>,
    /// What was to be found, tonnes.
    pub result_t: f64,
}

/// Why a case cannot be worked.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum CaseError {
    /// One of its surveys cannot.
    #[error("{} survey: {error}", occasion.name())]
    Survey {
        /// Which one.
        occasion: Occasion,
        /// Why.
        #[source]
        error: DisplacementError,
    },
    /// Its purpose needs another number of surveys, or a lightship.
    #[error("{0}")]
    Lacking(&'static str),
}

impl Occasion {
    /// As people say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Final => "final",
            Self::Arrival => "arrival",
        }
    }
}

impl Purpose {
    /// What is found, as people say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Loaded => "cargo loaded",
            Self::Discharged => "cargo discharged",
            Self::OnBoard { .. } => "cargo on board",
            Self::Constant => "cargo and constant",
            Self::Net => "net displacement",
        }
    }

    /// Whether what is found is cargo.
    pub const fn is_cargo(self) -> bool {
        matches!(self, Self::Loaded | Self::Discharged | Self::OnBoard { .. })
    }

    /// The formula of what is found.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::Loaded => "net final − net initial",
            Self::Discharged => "net initial − net final",
            Self::OnBoard { .. } => "net − lightship − constant",
            Self::Constant => "net − lightship",
            Self::Net => "displacement − deductibles",
        }
    }
}

impl Case {
    /// Works the case through.
    pub fn work(&self, arithmetic: Arithmetic) -> Result<WorkedCase, CaseError> {
        let none = vec![Disturbance::default(); self.surveys.len()];
        self.work_disturbed(arithmetic, &none)
    }

    /// Files that show the readings, survey by survey, as the sheet spells them.
    pub fn evidence(&self) -> impl Iterator<Item = &str> {
        self.surveys.iter().flat_map(|survey| {
            six().filter_map(|(station, side)| {
                let reading = survey.readings.get(station).get(side);
                reading.evidence.as_deref()
            })
        })
    }

    /// As [`Self::work`], with each survey's own small changes.
    pub(super) fn work_disturbed(
        &self,
        arithmetic: Arithmetic,
        disturbances: &[Disturbance],
    ) -> Result<WorkedCase, CaseError> {
        let surveys = self
            .surveys
            .iter()
            .zip(disturbances)
            .map(|(survey, disturbance)| {
                survey
                    .work_disturbed(&self.ship, self.rules, arithmetic, disturbance)
                    .map_err(|error| CaseError::Survey {
                        occasion: survey.occasion,
                        error,
                    })
            })
            .collect::<Result<Vec<Worked>, CaseError>>()?;
        let result_t = arithmetic.keep(self.result_t(&surveys)?);
        Ok(WorkedCase { surveys, result_t })
    }

    fn result_t(&self, surveys: &[Worked]) -> Result<f64, CaseError> {
        let lightship = CaseError::Lacking("the ship's lightship is needed");
        match (self.purpose, surveys) {
            (Purpose::Loaded, [first, last]) => Ok(last.net_t - first.net_t),
            (Purpose::Discharged, [first, last]) => Ok(first.net_t - last.net_t),
            (Purpose::OnBoard { constant_t }, [only]) => {
                Ok(only.over_lightship_t.ok_or(lightship)? - constant_t)
            }
            (Purpose::Constant, [only]) => only.over_lightship_t.ok_or(lightship),
            (Purpose::Net, [only]) => Ok(only.net_t),
            (Purpose::Loaded | Purpose::Discharged, _) => Err(CaseError::Lacking(
                "an initial and a final survey are needed",
            )),
            _ => Err(CaseError::Lacking("one survey is needed")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draught::sample;

    /// The two POLAR STAR surveys as a pair.
    fn pair(purpose: Purpose) -> Case {
        let (ship, first) = sample::polar_star_1();
        let (_, last) = sample::polar_star_2();
        Case {
            ship,
            rules: Rules::default(),
            purpose,
            surveys: vec![
                Survey {
                    occasion: Occasion::Initial,
                    ..first
                },
                Survey {
                    occasion: Occasion::Final,
                    ..last
                },
            ],
            declared_t: None,
            shared: SharedSpreads::default(),
        }
    }

    #[test]
    fn what_is_discharged_is_missing_afterwards() {
        let worked = pair(Purpose::Discharged).work(Arithmetic::Form).unwrap();
        let [first, last] = [0, 1].map(|index| worked.surveys[index].net_t);
        // 19304.902 − 487.653 + 59.088 − 147.328; 19160.1 − 481.481 + 57.622 + 0.05 − 146.234
        assert_eq!((first, last), (18_729.009, 18_590.057));
        assert_eq!(worked.result_t, 138.952);
        let loaded = pair(Purpose::Loaded).work(Arithmetic::Form).unwrap();
        assert_eq!(loaded.result_t, -138.952);
    }

    #[test]
    fn a_purpose_wants_its_own_number_of_surveys() {
        let mut single = pair(Purpose::Loaded);
        single.surveys.pop();
        let error = single.work(Arithmetic::Form).unwrap_err();
        assert_eq!(
            error.to_string(),
            "an initial and a final survey are needed"
        );
        let two = pair(Purpose::Net);
        assert_eq!(
            two.work(Arithmetic::Form).unwrap_err().to_string(),
            "one survey is needed"
        );
    }

    #[test]
    fn cargo_on_board_wants_a_lightship() {
        let mut single = pair(Purpose::OnBoard { constant_t: 250.0 });
        single.surveys.pop();
        let error = single.work(Arithmetic::Form).unwrap_err();
        assert_eq!(error.to_string(), "the ship's lightship is needed");
        single.ship.lightship_t = Some(8000.0);
        let worked = single.work(Arithmetic::Form).unwrap();
        assert_eq!(worked.result_t, 10_479.009);
    }

    #[test]
    fn a_survey_that_cannot_be_worked_is_named() {
        let mut case = pair(Purpose::Loaded);
        case.surveys[1].readings.midships.port.draught_m = 9.0;
        let error = case.work(Arithmetic::Form).unwrap_err().to_string();
        assert!(error.starts_with("final survey: mean draught"), "{error}");
    }
}
