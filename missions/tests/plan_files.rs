//! Plans as other people's programs see them: the documented schema of QGroundControl, and
//! the importers of pymavlink and MAVSDK (skipped, and said so, where `make` has not made its environment).

use missions::formats::{self, Format};
use missions::geodesy::Position;
use missions::plan::items;
use missions::plan::{Height, Leg, Plan, Sortie, Task, Waypoint};
use serde_json::Value;

#[path = "judges/python.rs"]
mod python;
#[path = "plan_files/schema.rs"]
mod schema;

use python::{judged, judges};

fn at(east_m: f64, north_m: f64, metres: f64) -> Waypoint {
    let home = Position::new(51.95, 4.05).expect("a position");
    Waypoint {
        position: home.offset(90.0, east_m).offset(0.0, north_m),
        height: Height::above_home(metres),
    }
}

fn leg(task: Task, to: Waypoint, speed_m_s: Option<f64>) -> Leg {
    Leg {
        task,
        to,
        speed_m_s,
    }
}

/// Each task once, two speeds, a fence of each kind, a zone, a rally point.
fn patrol() -> Plan {
    let centre = at(500.0, 300.0, 0.0).position;
    let rim = at(500.0, 250.0, 60.0);
    let down = Task::PointCamera {
        pitch_deg: -90.0,
        yaw_deg: 0.0,
    };
    let orbit = Task::Orbit {
        centre,
        radius_m: 50.0,
        turns: -2.0,
    };
    let pictures = Task::Line {
        trigger_m: Some(22.5),
    };
    let mut plan = Plan {
        name: "patrol".to_owned(),
        home: Some(Waypoint {
            height: Height::above_sea(2.5),
            ..at(0.0, 0.0, 0.0)
        }),
        cruise_m_s: Some(9.0),
        sorties: vec![Sortie {
            legs: vec![
                leg(Task::TakeOff, at(0.0, 0.0, 50.0), None),
                leg(down, at(0.0, 0.0, 50.0), None),
                leg(Task::Transit, at(100.0, 100.0, 50.0), None),
                leg(pictures, at(900.0, 100.0, 50.0), Some(6.5)),
                leg(Task::Line { trigger_m: None }, at(900.0, 200.0, 50.0), None),
                leg(Task::Hold { seconds: 15.0 }, at(900.0, 200.0, 50.0), None),
                leg(Task::Transit, rim, None),
                leg(orbit, rim, None),
                leg(Task::Return, at(0.0, 0.0, 0.0), None),
            ],
            ..Sortie::default()
        }],
        ..Plan::default()
    };
    let (kept, _) = formats::read("plan", include_bytes!("plan_files/patrol_limits.plan"))
        .expect("it is valid");
    plan.airspace = kept.airspace;
    plan
}

fn written(plan: &Plan, format: Format) -> Vec<u8> {
    let (bytes, losses) = formats::write(plan, format).expect("it can be written");
    if format == Format::QgcPlan {
        assert_eq!(losses, []);
    }
    bytes
}

fn documents() -> Vec<(&'static str, Value)> {
    let parse = |bytes: &[u8]| serde_json::from_slice(bytes).expect("JSON");
    vec![
        ("the patrol", parse(&written(&patrol(), Format::QgcPlan))),
        (
            "a file of QGroundControl's",
            parse(include_bytes!("plan_files/patrol_limits.plan")),
        ),
    ]
}

#[test]
fn what_we_write_follows_the_documented_schema() {
    let schema: Value =
        serde_json::from_str(include_str!("plan_files/qgc_plan.schema.json")).expect("JSON");
    for (name, document) in documents() {
        assert_eq!(
            schema::faults(&schema, &document),
            Vec::<String>::new(),
            "{name}"
        );
    }
}

#[test]
fn the_schema_finds_what_is_wrong() {
    let schema: Value =
        serde_json::from_str(include_str!("plan_files/qgc_plan.schema.json")).expect("JSON");
    let (_, document) = documents().remove(0);
    let check = |change: &dyn Fn(&mut Value), expected: &str| {
        let mut changed = document.clone();
        change(&mut changed);
        let faults = schema::faults(&schema, &changed);
        assert!(
            faults.iter().any(|fault| fault.contains(expected)),
            "{faults:?}"
        );
    };
    check(&|d| d["version"] = 2.into(), "version");
    check(
        &|d| d["mission"]["items"][0]["params"][0] = "x".into(),
        "params[0]",
    );
    check(
        &|d| d["mission"]["items"] = Value::Array(vec![]),
        "mission.items",
    );
    check(&|d| d["geoFence"]["version"] = 1.into(), "geoFence.version");
    check(
        &|d| {
            d["mission"]
                .as_object_mut()
                .expect("an object")
                .remove("hoverSpeed");
        },
        "hoverSpeed",
    );
}

/// Items as the judges print them: command, frame, 7 parameters; null is NaN.
fn rows(value: &Value) -> Vec<Vec<f64>> {
    let rows = value.as_array().expect("an array").iter();
    let row = |row: &Value| {
        let numbers = row.as_array().expect("an array").iter();
        numbers.map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
    };
    rows.map(row).collect()
}

/// `within` is how far a number may be off: nothing in a file, 32 bits on the wire.
fn check_judged(found: &[Vec<f64>], expected: &[missions::plan::item::Item], within: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, item) in found.iter().zip(expected) {
        let [p1, p2, p3, p4] = item.params;
        let (command, frame) = (f64::from(item.command), f64::from(item.frame));
        let expected = [command, frame, p1, p2, p3, p4, item.x, item.y, item.z];
        for (found, expected) in found.iter().zip(expected) {
            let same = (found - expected).abs() <= within || (found.is_nan() && expected.is_nan());
            assert!(same, "{found} {expected} in {item:?}");
        }
    }
}

#[test]
fn pymavlink_loads_our_waypoint_files() {
    let Some(python) = judges() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let plan = patrol();
    let file = folder.path().join("patrol.waypoints");
    std::fs::write(&file, written(&plan, Format::Wpl)).expect("written");
    let home = plan.home.expect("it has one");
    let expected = items::with_home(home, &items::to_items(&plan, &plan.sorties[0]));
    let found = rows(&judged(&python, "read_plan.py", &file));
    check_judged(&found, &expected, 0.0);
}

#[test]
fn pymavlink_takes_every_item_of_our_plan_files() {
    let Some(python) = judges() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let plan = patrol();
    let file = folder.path().join("patrol.plan");
    std::fs::write(&file, written(&plan, Format::QgcPlan)).expect("written");
    let found = rows(&judged(&python, "read_plan.py", &file));
    check_judged(&found, &items::to_items(&plan, &plan.sorties[0]), 0.0);
}

#[test]
fn mavsdk_imports_our_plan_files() {
    let Some(python) = judges() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let plan = patrol();
    let file = folder.path().join("patrol.plan");
    std::fs::write(&file, written(&plan, Format::QgcPlan)).expect("written");
    let found = judged(&python, "import_plan.py", &file);
    let expected = items::to_items(&plan, &plan.sorties[0]);
    check_judged(&rows(&found["mission"]), &expected, 1e-6);
    // A polygon of four corners and a circle; one rally point.
    assert_eq!((&found["fence"], &found["rally"]), (&5.into(), &1.into()));
}
