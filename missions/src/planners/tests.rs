//! Whole missions, planned from end to end.

mod airspace;
mod areas;
mod orbits;
mod searches;
mod zones;

use super::*;
use crate::mission::Mission;
use crate::mission::file::MissionFile;
use crate::mission::pattern::{Ladder, Pattern};
use crate::plan::check::{Conditions, Objection, check};
use crate::plan::{Plan, Task, coverage};

/// Around 700 m by 1100 m at the mouth of a river; home on its south-western corner.
const MISSION: &str = r#"
name = "test"
vehicle = "quadcopter-9kg"
camera = "survey-35mm"
[area.polygon]
outer = [[51.900, 4.000], [51.900, 4.010], [51.910, 4.010], [51.910, 4.000]]
[flight]
height_m = 60
[wind]
speed_m_s = 6
from_deg = 240
[home]
position = [51.8995, 3.9995]
height_m = 3.0
"#;

const POINT: &str = "[area]\npoint = [51.905, 4.005]\n";
const LINE: &str = "[area]\nline = [[51.900, 4.000], [51.905, 4.010], [51.910, 4.000]]\n";

/// The test mission with a pattern of its own.
pub(crate) fn mission(pattern: &str) -> Mission {
    with(pattern, "", "")
}

/// The test mission with a pattern, another area, and more tables.
fn with(pattern: &str, area: &str, tables: &str) -> Mission {
    let text = format!("pattern.{pattern}\n{MISSION}{tables}");
    let text = match area {
        "" => text,
        area => elsewhere(&text, area),
    };
    let file = MissionFile::parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    file.resolve(|path| Err::<Vec<u8>, _>(path.to_owned()))
        .unwrap()
}

fn elsewhere(text: &str, area: &str) -> String {
    let (before, rest) = text.split_once("[area.polygon]").unwrap();
    let (_, after) = rest.split_once("[flight]").unwrap();
    format!("{before}{area}[flight]{after}")
}

/// Plans, and checks the plan again in the mission's own conditions.
fn planned(mission: &Mission) -> Plan {
    let plan = plan(mission).unwrap_or_else(|o| panic!("{o:#?}"));
    let conditions = Conditions {
        vehicle: Some(&mission.vehicle),
        wind: mission.wind,
    };
    assert_eq!(check(&plan, &conditions), [], "{}", mission.pattern.name());
    for sortie in &plan.sorties {
        assert!(sortie.cost.energy_wh <= mission.vehicle.spendable_wh());
        assert_eq!(sortie.legs[0].task, Task::TakeOff);
        assert_eq!(sortie.legs.last().unwrap().task, Task::Land);
    }
    plan
}

fn refused(mission: &Mission) -> Vec<String> {
    let objections: Vec<Objection> = plan(mission).unwrap_err();
    objections.iter().map(ToString::to_string).collect()
}

fn lines_m(plan: &Plan) -> f64 {
    let plane = plan.plane().unwrap();
    plan.sorties
        .iter()
        .flat_map(|sortie| plan.path(sortie, plane))
        .filter(|stretch| stretch.watching)
        .map(|stretch| stretch.length_m())
        .sum()
}
