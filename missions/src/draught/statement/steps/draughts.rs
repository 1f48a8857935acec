//! From the readings to the mean draught.

use super::super::super::perpendiculars::MarkLengths;
use super::super::figure::plain;
use super::Steps;
use crate::ship::marks::Station;

impl Steps<'_> {
    pub(super) fn means(&mut self) {
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

    pub(super) fn lengths(&mut self) {
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

    pub(super) fn perpendiculars(&mut self) {
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

    pub(super) fn mean(&mut self) {
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

/// Letter of a station's mean draught.
const fn letter(station: Station) -> &'static str {
    match station {
        Station::Forward => "F",
        Station::Midships => "M",
        Station::Aft => "A",
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
