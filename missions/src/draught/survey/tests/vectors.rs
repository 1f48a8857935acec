//! The published surveys of the shared test data, every value that their file gives.

use serde_json::Value;

use super::super::super::deductibles::{Amount, Deductible, Kind};
use super::*;
use crate::ship::HydrostaticRow;

/// Cases by their id; none where the shared data is absent.
fn case(id: &str) -> Option<Value> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/draught/vectors.json"
    );
    let Ok(bytes) = std::fs::read(path) else {
        println!("skipped: no {path}");
        return None;
    };
    let file: Value = serde_json::from_slice(&bytes).unwrap();
    let cases = file["cases"].as_array().unwrap();
    Some(cases.iter().find(|case| case["id"] == id).unwrap().clone())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn optional(value: &Value) -> Option<f64> {
    value.as_f64()
}

fn marks(value: &Value) -> Stations<f64> {
    Stations {
        forward: number(&value["F"]),
        midships: number(&value["M"]),
        aft: number(&value["A"]),
    }
}

fn ship(case: &Value, survey: &Value) -> Ship {
    Ship {
        lbp_m: number(&case["LBP"]),
        lightship_t: optional(&case["lightship"]),
        marks_m: marks(&survey["d"]),
        ..Ship::default()
    }
}

fn readings(survey: &Value) -> Readings {
    let pair = |key: &str| [0, 1].map(|side| number(&survey[key][side]));
    sample::readings([pair("F"), pair("M"), pair("A")])
}

/// Rows of draught, displacement, TPC and LCF aft of midships.
fn rows(value: &Value) -> Vec<[f64; 4]> {
    let row = |row: &Value| [0, 1, 2, 3].map(|column| number(&row[column]));
    value.as_array().unwrap().iter().map(row).collect()
}

fn mtc(value: &Value) -> [[f64; 2]; 2] {
    let pairs: Vec<[f64; 2]> = value
        .as_object()
        .unwrap()
        .iter()
        .map(|(draught_m, mtc)| [draught_m.parse().unwrap(), number(mtc)])
        .collect();
    pairs.try_into().unwrap()
}

fn survey(case: &Value, source: &Value, hydrostatics: Hydrostatics) -> Survey {
    let (_, sample) = sample::dsgear();
    let sides = &source["tpc_list"];
    Survey {
        readings: readings(source),
        density_t_m3: number(&case["rho"]),
        hydrostatics,
        tpc_at_midships: sides.is_array().then(|| Sides {
            port: number(&sides[0]),
            starboard: number(&sides[1]),
        }),
        deductibles: Vec::new(),
        ..sample
    }
}

/// Compares every value that the file gives under a name with what was found.
fn compare(worked: &Worked, expected: &Value, tolerance: f64) {
    let found = &worked.displacement;
    let lbm_m = worked.corrections.lengths_m.shortest_m();
    let named = [
        ("LBM", Some(lbm_m)),
        ("corrF", Some(worked.corrections.corrections_m.forward)),
        ("corrM", Some(worked.corrections.corrections_m.midships)),
        ("corrA", Some(worked.corrections.corrections_m.aft)),
        ("Fpp", Some(worked.draughts_m.forward)),
        ("Mpp", Some(worked.draughts_m.midships)),
        ("App", Some(worked.draughts_m.aft)),
        ("T", Some(worked.trim_m)),
        ("defl_cm", Some(100.0 * worked.deflection_m)),
        ("QM", Some(worked.mean_m)),
        ("D", Some(found.by_table_t)),
        ("TPC", Some(found.tpc)),
        ("LCF_aft", found.lcf_aft_m),
        ("FTC", Some(found.first_trim_t)),
        ("STC", Some(found.second_trim_t)),
        ("list", Some(found.list.correction_t)),
        ("dens", Some(found.density_correction_t)),
        ("Dcorr", Some(found.displacement_t)),
        ("deductibles", Some(worked.deductibles_t)),
        ("net", Some(worked.net_t)),
        ("const", worked.over_lightship_t),
        ("DWT", worked.deadweight_t),
    ];
    for (name, expected) in expected.as_object().unwrap() {
        let (_, found) = named.iter().find(|(known, _)| known == name).unwrap();
        let (found, expected) = (found.unwrap(), number(expected));
        assert!(
            (found - expected).abs() <= tolerance,
            "{name}: {found} is not {expected}"
        );
    }
}

#[test]
fn dsgear_is_the_published_survey_in_both_arithmetics() {
    let Some(case) = case("DSGear182") else {
        return;
    };
    let ship = ship(&case, &case);
    let hydrostatics = sample::hydrostatics(&rows(&case["hyd"]), mtc(&case["mtc"]));
    let mut survey = survey(&case, &case, hydrostatics);
    let carried = &case["deductibles"];
    survey.deductibles.push(Deductible {
        kind: Kind::Ballast,
        amount: Amount::Volume {
            volume_m3: number(&carried["ballast_m3"]),
            density_t_m3: number(&carried["ballast_rho"]),
        },
        ..sample::mass("ballast", 0.0)
    });
    for name in ["fw_t", "hfo_t", "mdo_t"] {
        survey
            .deductibles
            .push(sample::mass(name, number(&carried[name])));
    }
    let work = |arithmetic| survey.work(&ship, Rules::default(), arithmetic).unwrap();
    compare(&work(Arithmetic::Form), &case["expect"], 1e-6);
    // The file gives four decimals.
    compare(
        &work(Arithmetic::Unrounded),
        &case["expect_unrounded"],
        0.000_051,
    );
}

#[test]
fn beam_is_the_published_survey() {
    let Some(case) = case("BEAM_initial") else {
        return;
    };
    let ship = ship(&case, &case);
    let hydrostatics = sample::hydrostatics(&rows(&case["hyd"]), mtc(&case["mtc"]));
    let mut survey = survey(&case, &case, hydrostatics);
    survey
        .deductibles
        .push(sample::mass("all", number(&case["deductibles_t"])));
    let worked = survey
        .work(&ship, Rules::default(), Arithmetic::Form)
        .unwrap();
    compare(&worked, &case["expect_rounded3"], 1e-6);
}

/// The published sheet's rows, and MTC 25 cm below and above its mean draught.
fn bealuna_rows(case: &Value) -> Hydrostatics {
    let initial = &case["initial"];
    let half_lbp_m = number(&case["LBP"]) / 2.0;
    let rows: Vec<[f64; 4]> = rows(&initial["hyd_LCF_fromAP"])
        .into_iter()
        .map(|[d, t, tpc, lcf_from_ap]| [d, t, tpc, half_lbp_m - lcf_from_ap])
        .collect();
    let mean_m = number(&initial["expect"]["QM"]);
    let [high, low] = [0, 1].map(|index| number(&initial["mtc_pm25cm"][index]));
    sample::hydrostatics(&rows, [[mean_m - 0.25, low], [mean_m + 0.25, high]])
}

fn bealuna(case: &Value, hydrostatics: Hydrostatics) -> Worked {
    let initial = &case["initial"];
    let mut survey = survey(case, initial, hydrostatics);
    survey
        .deductibles
        .push(sample::mass("all", number(&initial["deductibles"])));
    survey
        .work(
            &ship(case, initial),
            Rules::default(),
            Arithmetic::Unrounded,
        )
        .unwrap()
}

#[test]
fn bealuna_is_the_published_survey() {
    let Some(case) = case("BeaLuna_initial") else {
        return;
    };
    let worked = bealuna(&case, bealuna_rows(&case));
    // The file gives four to seven decimals.
    compare(&worked, &case["initial"]["expect"], 0.000_051);
}

#[test]
fn bealuna_from_the_ships_own_table_is_the_published_survey() {
    let Some(case) = case("BeaLuna_initial") else {
        return;
    };
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/draught/bealuna_hydrostatics.csv"
    );
    let text = std::fs::read_to_string(path).unwrap();
    let half_lbp_m = number(&case["LBP"]) / 2.0;
    let rows = text.lines().skip(1).map(|line| {
        let columns: Vec<f64> = line.split(',').map(|c| c.parse().unwrap()).collect();
        HydrostaticRow {
            draught_m: columns[0],
            displacement_t: columns[2],
            tpc: columns[3],
            mtc: Some(columns[4]),
            lcf_aft_m: Some(half_lbp_m - columns[6]),
        }
    });
    let hydrostatics = Hydrostatics {
        table: crate::ship::HydrostaticTable::new(rows.collect(), 1.025).unwrap(),
        mtc_pair: None,
        ..sample::dsgear().1.hydrostatics
    };
    let worked = bealuna(&case, hydrostatics);
    compare(&worked, &case["initial"]["expect"], 0.000_051);
    let [low, high] = worked.displacement.mtc.unwrap().at;
    assert!((high.draught_m - low.draught_m - 0.5).abs() < 1e-9);
}
