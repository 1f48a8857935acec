//! Published worked surveys for the tests of this module: POLAR STAR and DSGear182 of
//! github.com/AVZotov/draft-survey (internal/calculation).

use super::deductibles::{Amount, Deductible, Kind};
use super::displacement::{Hydrostatics, MtcAt, TrimCorrections};
use super::reading::{Reading, Readings, Spread};
use super::survey::{Occasion, Survey};
use crate::ship::marks::{Sides, Stations};
use crate::ship::{HydrostaticRow, HydrostaticTable, Ship};

/// Six draughts, port and starboard, from forward to aft, metres.
pub(super) fn readings(draughts_m: [[f64; 2]; 3]) -> Readings {
    let [forward, midships, aft] = draughts_m.map(|[port, starboard]| {
        let at = |draught_m| Reading {
            draught_m,
            spread: Spread::stated(0.01),
            evidence: None,
        };
        Sides {
            port: at(port),
            starboard: at(starboard),
        }
    });
    Stations {
        forward,
        midships,
        aft,
    }
}

/// Rows of draught, displacement, TPC and LCF aft of midships.
pub(super) fn table(rows: &[[f64; 4]]) -> HydrostaticTable {
    let rows = rows
        .iter()
        .map(
            |[draught_m, displacement_t, tpc, lcf_aft_m]| HydrostaticRow {
                draught_m: *draught_m,
                displacement_t: *displacement_t,
                tpc: *tpc,
                lcf_aft_m: Some(*lcf_aft_m),
                mtc: None,
            },
        )
        .collect();
    HydrostaticTable::new(rows, 1.025).unwrap()
}

pub(super) fn hydrostatics(rows: &[[f64; 4]], mtc: [[f64; 2]; 2]) -> Hydrostatics {
    Hydrostatics {
        table: table(rows),
        mtc_pair: Some(mtc.map(|[draught_m, mtc]| MtcAt { draught_m, mtc })),
        trim_corrections: TrimCorrections::Both,
    }
}

pub(super) fn mass(name: &str, mass_t: f64) -> Deductible {
    Deductible {
        name: name.to_owned(),
        kind: Kind::Other,
        amount: Amount::Mass { mass_t },
        spread: Spread::stated(mass_t * 0.01),
    }
}

fn survey(draughts_m: [[f64; 2]; 3], density_t_m3: f64, hydrostatics: Hydrostatics) -> Survey {
    Survey {
        occasion: Occasion::Arrival,
        time: None,
        place: None,
        readings: readings(draughts_m),
        density_t_m3,
        density_spread: Spread::stated(0.0005),
        hydrostatics,
        tpc_at_midships: None,
        deductibles: Vec::new(),
    }
}

fn polar_star() -> Ship {
    Ship {
        name: "POLAR STAR".to_owned(),
        lbp_m: 183.0,
        marks_m: Stations {
            forward: -4.8,
            midships: -0.5,
            aft: -1.2,
        },
        ..Ship::default()
    }
}

pub(super) fn polar_star_1() -> (Ship, Survey) {
    let rows = [
        [4.617, 19182.7, 45.2, 91.5 - 98.457],
        [4.667, 19409.0, 45.3, 91.5 - 98.405],
    ];
    let hydrostatics = hydrostatics(&rows, [[4.167, 500.2], [5.167, 526.9]]);
    let draughts_m = [[3.33, 3.33], [4.64, 4.64], [6.12, 6.12]];
    (polar_star(), survey(draughts_m, 1.017, hydrostatics))
}

pub(super) fn polar_star_2() -> (Ship, Survey) {
    let rows = [
        [4.567, 18956.7, 45.2, 91.5 - 98.509],
        [4.617, 19182.7, 45.2, 91.5 - 98.457],
    ];
    let hydrostatics = hydrostatics(&rows, [[4.117, 498.8], [5.117, 525.7]]);
    let draughts_m = [[3.39, 3.36], [4.64, 4.54], [6.12, 6.12]];
    let survey = Survey {
        tpc_at_midships: Some(Sides {
            port: 45.212,
            starboard: 45.129,
        }),
        ..survey(draughts_m, 1.017, hydrostatics)
    };
    (polar_star(), survey)
}

pub(super) fn dsgear() -> (Ship, Survey) {
    let ship = Ship {
        name: "DSGear182".to_owned(),
        lbp_m: 182.0,
        lightship_t: Some(8390.0),
        marks_m: Stations {
            forward: -1.4,
            midships: -0.4,
            aft: 9.95,
        },
        ..Ship::default()
    };
    let rows = [[4.54, 21226.0, 49.7, -6.93], [4.55, 21276.0, 49.7, -6.92]];
    let hydrostatics = hydrostatics(&rows, [[4.04, 529.4], [5.04, 548.0]]);
    let ballast = Deductible {
        kind: Kind::Ballast,
        amount: Amount::Volume {
            volume_m3: 10_347.899,
            density_t_m3: 1.025,
        },
        ..mass("ballast", 0.0)
    };
    let survey = Survey {
        tpc_at_midships: Some(Sides {
            port: 49.665,
            starboard: 49.688,
        }),
        deductibles: vec![
            ballast,
            mass("fresh water", 364.0),
            mass("heavy fuel", 683.868),
            mass("diesel", 89.13),
        ],
        ..survey(
            [[3.41, 3.41], [4.51, 4.54], [5.69, 5.7]],
            1.023,
            hydrostatics,
        )
    };
    (ship, survey)
}
