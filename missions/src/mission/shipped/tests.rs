//! The shipped examples, planned.

use super::*;
use crate::mission::Mission;
use crate::mission::file::MissionFile;
use crate::plan::check::{Conditions, check};
use crate::plan::{Plan, coverage};
use crate::planners;

fn planned(text: &str) -> (Mission, Plan) {
    let file = MissionFile::parse(text).unwrap_or_else(|e| panic!("{e}"));
    let mission = file
        .resolve(|path| match path {
            "bulk-carrier.toml" => Ok(BULK_CARRIER.as_bytes().to_vec()),
            path => Err(path.to_owned()),
        })
        .unwrap_or_else(|o| panic!("{o:#?}"));
    let plan = planners::plan(&mission).unwrap_or_else(|o| panic!("{o:#?}"));
    let conditions = Conditions {
        vehicle: Some(&mission.vehicle),
        wind: mission.wind,
    };
    assert_eq!(check(&plan, &conditions), []);
    (mission, plan)
}

/// Sorties, kilometres, minutes and coverage in one line.
fn said((mission, plan): &(Mission, Plan)) -> String {
    let total: crate::plan::Cost = plan.sorties.iter().map(|s| s.cost).sum();
    let seen = coverage::planned(plan, mission.ahead_m()).map_or(String::new(), |c| {
        format!(", {:.1} % seen", c.fraction() * 100.0)
    });
    format!(
        "{} sorties, {:.0} km, {:.0} min, {:.0} Wh{seen}",
        plan.sorties.len(),
        total.distance_m / 1000.0,
        total.time_s / 60.0,
        total.energy_wh
    )
}

#[test]
fn the_harbour_is_flown_in_a_few_sorties() {
    insta::assert_snapshot!(said(&planned(HARBOUR)), @"2 sorties, 37 km, 59 min, 641 Wh, 99.9 % seen");
}

#[test]
fn the_coast_is_flown_in_a_few_sorties() {
    insta::assert_snapshot!(said(&planned(COAST)), @"3 sorties, 55 km, 81 min, 1000 Wh, 99.9 % seen");
}

#[test]
fn the_box_at_sea_is_shared_by_two_vehicles() {
    let planned = planned(OFFSHORE);
    assert!(planned.1.sorties.iter().any(|s| s.vehicle == 1));
    insta::assert_snapshot!(said(&planned), @"4 sorties, 83 km, 134 min, 1873 Wh, 84.3 % seen");
}

#[test]
fn the_draughts_are_read_in_one_sortie() {
    let planned = planned(DRAUGHTS);
    insta::assert_snapshot!(said(&planned), @"1 sorties, 1 km, 15 min, 181 Wh");
}
