//! Every step of a survey with its formula and its numbers.

mod masses;
mod water;

use serde::Serialize;

use super::super::Arithmetic;
use super::super::cargo::{Case, Purpose, WorkedCase};
use super::super::perpendiculars::MarkLengths;
use super::super::survey::{Survey, Worked};
use super::figure::{number, part, plain};
use crate::ship::marks::Station;

/// One step: what is found, how, and what it comes to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Heading that this step stands under.
    pub section: &'static str,
    /// What is found.
    pub what: String,
    /// The formula in letters.
    pub formula: String,
    /// The same in numbers.
    pub numbers: String,
    /// What it comes to.
    pub value: f64,
    /// The value as it is printed.
    pub shown: String,
    /// Its unit.
    pub unit: &'static str,
}

/// What the steps are made from.
struct Steps<'a> {
    case: &'a Case,
    survey: &'a Survey,
    worked: &'a Worked,
    arithmetic: Arithmetic,
    section: &'static str,
    done: Vec<Step>,
}

/// The steps of one survey.
pub(super) fn of_survey(
    case: &Case,
    survey: &Survey,
    worked: &Worked,
    arithmetic: Arithmetic,
) -> Vec<Step> {
    let mut steps = Steps {
        case,
        survey,
        worked,
        arithmetic,
        section: "Draughts at the marks",
        done: Vec::new(),
    };
    steps.means();
    steps.section = "Draughts at the perpendiculars";
    steps.lengths();
    steps.perpendiculars();
    steps.section = "Mean draught";
    steps.mean();
    steps.section = "Displacement";
    steps.displacement();
    steps.section = "On board";
    steps.on_board();
    steps.done
}

/// The step from surveys to the result.
pub(super) fn of_result(case: &Case, worked: &WorkedCase, arithmetic: Arithmetic) -> Step {
    let decimals = decimals(arithmetic);
    let show = |value: f64| part(value, decimals);
    let numbers = match (case.purpose, worked.surveys.as_slice()) {
        (Purpose::Loaded, [first, last]) => {
            format!("{} − {}", show(last.net_t), show(first.net_t))
        }
        (Purpose::Discharged, [first, last]) => {
            format!("{} − {}", show(first.net_t), show(last.net_t))
        }
        (Purpose::OnBoard { constant_t }, [only, ..]) => format!(
            "{} − {} − {}",
            show(only.net_t),
            plain(case.ship.lightship_t.unwrap_or_default()),
            plain(constant_t)
        ),
        (Purpose::Constant, [only, ..]) => format!(
            "{} − {}",
            show(only.net_t),
            plain(case.ship.lightship_t.unwrap_or_default())
        ),
        (_, [only, ..]) => format!(
            "{} − {}",
            show(only.displacement.displacement_t),
            show(only.deductibles_t)
        ),
        _ => String::new(),
    };
    Step {
        section: "Result",
        what: case.purpose.name().to_owned(),
        formula: case.purpose.formula().to_owned(),
        numbers,
        value: worked.result_t,
        shown: number(worked.result_t, decimals),
        unit: "t",
    }
}

/// Decimals that are shown.
const fn decimals(arithmetic: Arithmetic) -> usize {
    match arithmetic {
        Arithmetic::Form => 3,
        Arithmetic::Unrounded => 5,
    }
}

/// Letter of a station's mean draught.
const fn letter(station: Station) -> &'static str {
    match station {
        Station::Forward => "F",
        Station::Midships => "M",
        Station::Aft => "A",
    }
}

impl Steps<'_> {
    fn push(
        &mut self,
        what: impl Into<String>,
        formula: impl Into<String>,
        numbers: impl Into<String>,
        value: f64,
        unit: &'static str,
    ) {
        self.done.push(Step {
            section: self.section,
            what: what.into(),
            formula: formula.into(),
            numbers: numbers.into(),
            value,
            shown: number(value, decimals(self.arithmetic)),
            unit,
        });
    }

    /// A value that was found, as a part of a longer formula.
    fn found(&self, value: f64) -> String {
        part(value, decimals(self.arithmetic))
    }

    fn means(&mut self) {
        let worked = self.worked;
        for station in Station::ALL {
            let sides = self.survey.readings.get(station);
            self.push(
                format!("Mean draught {}", station.name()),
                format!("{} = (port + starboard) / 2", letter(station)),
                format!(
                    "({} + {}) / 2",
                    self.found(sides.port.draught_m),
                    self.found(sides.starboard.draught_m)
                ),
                *worked.means_m.get(station),
                "m",
            );
        }
        let means_m = worked.means_m;
        self.push(
            "Trim at the marks",
            "A − F",
            format!(
                "{} − {}",
                self.found(means_m.aft),
                self.found(means_m.forward)
            ),
            worked.trim_at_marks_m,
            "m",
        );
    }

    fn lengths(&mut self) {
        let (lbp_m, marks_m) = (plain(self.case.ship.lbp_m), self.case.ship.marks_m);
        let [forward, midships, aft] = [marks_m.forward, marks_m.midships, marks_m.aft].map(plain);
        match self.worked.corrections.lengths_m {
            MarkLengths::Full(length_m) => self.push(
                "Length between the marks",
                "LBM = LBP + dF − dA",
                format!("{lbp_m} + {forward} − {aft}"),
                length_m,
                "m",
            ),
            MarkLengths::Halves([fore_m, after_m]) => {
                self.push(
                    "Length from forward to midship marks",
                    "Lf = LBP/2 + dF − dM",
                    format!("{lbp_m}/2 + {forward} − {midships}"),
                    fore_m,
                    "m",
                );
                self.push(
                    "Length from midship to aft marks",
                    "La = LBP/2 + dM − dA",
                    format!("{lbp_m}/2 + {midships} − {aft}"),
                    after_m,
                    "m",
                );
            }
        }
    }

    fn perpendiculars(&mut self) {
        for station in Station::ALL {
            self.correction(station);
        }
        for station in Station::ALL {
            self.corrected(station);
        }
    }

    fn correction(&mut self, station: Station) {
        let means_m = self.worked.means_m;
        let d_m = *self.case.ship.marks_m.get(station);
        let name = letter(station);
        let follows_aft = match station {
            Station::Forward => false,
            Station::Midships => d_m > 0.0,
            Station::Aft => true,
        };
        let (slope, from_m, to_m, length_m) = match self.worked.corrections.lengths_m {
            MarkLengths::Full(length_m) => {
                ("(A − F) / LBM", means_m.forward, means_m.aft, length_m)
            }
            MarkLengths::Halves([_, after_m]) if follows_aft => {
                ("(A − M) / La", means_m.midships, means_m.aft, after_m)
            }
            MarkLengths::Halves([fore_m, _]) => {
                ("(M − F) / Lf", means_m.forward, means_m.midships, fore_m)
            }
        };
        self.push(
            format!("Correction {}", station.name()),
            format!("c{name} = d{name} · {slope}"),
            format!(
                "{} · ({} − {}) / {}",
                plain(d_m),
                self.found(to_m),
                self.found(from_m),
                self.found(length_m)
            ),
            *self.worked.corrections.corrections_m.get(station),
            "m",
        );
    }

    fn corrected(&mut self, station: Station) {
        let name = letter(station);
        let keel_m = *self.case.ship.keel_plate_m.get(station);
        let mut formula = format!("{name}′ = {name} + c{name}");
        let mut numbers = format!(
            "{} + {}",
            self.found(*self.worked.means_m.get(station)),
            self.found(*self.worked.corrections.corrections_m.get(station))
        );
        if keel_m > 0.0 {
            formula.push_str(" − keel plate");
            numbers.push_str(" − ");
            numbers.push_str(&plain(keel_m));
        }
        self.push(
            format!("Draught {}", place(station)),
            formula,
            numbers,
            *self.worked.draughts_m.get(station),
            "m",
        );
    }

    fn mean(&mut self) {
        let draughts_m = self.worked.draughts_m;
        let [forward, midships, aft] = [draughts_m.forward, draughts_m.midships, draughts_m.aft]
            .map(|draught_m| self.found(draught_m));
        self.push(
            "Trim, positive by the stern",
            "T = A′ − F′",
            format!("{aft} − {forward}"),
            self.worked.trim_m,
            "m",
        );
        self.push(
            if self.worked.deflection_m < 0.0 {
                "Deflection, hog"
            } else {
                "Deflection, sag"
            },
            "δ = M′ − (F′ + A′) / 2",
            format!("{midships} − ({forward} + {aft}) / 2"),
            self.worked.deflection_m,
            "m",
        );
        let formula = self.case.rules.mean.formula();
        let numbers = formula
            .replace("F′", &forward)
            .replace("M′", &midships)
            .replace("A′", &aft);
        self.push(
            "Mean of means",
            format!("QM = {formula}"),
            numbers,
            self.worked.mean_m,
            "m",
        );
    }
}

/// Where a corrected draught lies.
const fn place(station: Station) -> &'static str {
    match station {
        Station::Forward => "at the forward perpendicular",
        Station::Midships => "at midships",
        Station::Aft => "at the aft perpendicular",
    }
}
