//! Round trips, kept keys and complaints of `.plan` files.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::formats::sample;
use crate::plan::Task;

/// A plan as QGroundControl writes it: a survey between simple items, a jump, a structure scan
/// without expanded items, a fence, and keys of programs that we do not know.
const FOREIGN: &str = include_str!("foreign.plan");

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

fn written(plan: &Plan) -> Value {
    json(&write(plan, 0).unwrap().0)
}

fn again(plan: &Plan, sortie: usize) -> Plan {
    let (bytes, _) = write(plan, sortie).unwrap();
    let (mut plan, losses) = read(&bytes).unwrap();
    assert_eq!(losses, []);
    plan.foreign.clear();
    plan
}

#[test]
fn what_was_read_is_written_again_without_a_change() {
    let (plan, _) = read(FOREIGN.as_bytes()).unwrap();
    assert_eq!(written(&plan), json(FOREIGN.as_bytes()));
}

#[test]
fn a_survey_is_read_as_what_is_flown() {
    let (plan, losses) = read(FOREIGN.as_bytes()).unwrap();
    let legs = &plan.sorties[0].legs;
    let lines = legs
        .iter()
        .filter(|leg| matches!(leg.task, Task::Line { .. }));
    assert_eq!(lines.count(), 2);
    let items = items::to_items(&plan, &plan.sorties[0]);
    let jump = items.iter().find(|item| item.command == 177).unwrap();
    // doJumpId 5 is the second waypoint of the survey.
    assert_eq!(jump.params[0], 3.0);
    assert_eq!(items[3].command, 16);
    let told: Vec<String> = losses.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["mission.items[4]: this StructureScan does not say what is flown; it is left out"]
    );
}

#[test]
fn a_changed_leg_keeps_the_rest_of_the_file() {
    let (mut plan, _) = read(FOREIGN.as_bytes()).unwrap();
    let legs = &mut plan.sorties[0].legs;
    legs.retain(|leg| !matches!(leg.task, Task::Command(item) if item.command == 177));
    let line = legs
        .iter_mut()
        .find(|leg| matches!(leg.task, Task::Line { .. }));
    line.unwrap().to.height.metres = 42.0;
    let (bytes, losses) = write(&plan, 0).unwrap();
    let document = json(&bytes);
    let before = json(FOREIGN.as_bytes());
    assert_eq!(document["geoFence"], before["geoFence"]);
    assert_eq!(document["autopilotOptions"], before["autopilotOptions"]);
    assert_eq!(
        document["mission"]["items"][0],
        before["mission"]["items"][0]
    );
    assert_eq!(document["mission"]["items"][3]["params"][6], 42);
    assert!(
        losses.iter().any(|loss| loss.place == "survey"),
        "{losses:?}"
    );
}

#[test]
fn a_changed_end_keeps_the_survey() {
    let mut document = json(FOREIGN.as_bytes());
    let entries = document["mission"]["items"].as_array_mut().unwrap();
    entries.retain(|entry| entry["command"] != 177);
    let (mut plan, _) = read(&serde_json::to_vec(&document).unwrap()).unwrap();
    let legs = &mut plan.sorties[0].legs;
    let before = legs[0].to;
    legs.insert(
        1,
        crate::plan::Leg {
            task: Task::Transit,
            to: before,
            speed_m_s: None,
        },
    );
    let changed = written(&plan);
    let items = changed["mission"]["items"].as_array().unwrap();
    assert_eq!(items[0], document["mission"]["items"][0]);
    assert_eq!(items[2], document["mission"]["items"][1]);
    assert_eq!(
        items.len(),
        document["mission"]["items"].as_array().unwrap().len() + 1
    );
}

#[test]
fn each_sortie_is_a_file_and_nothing_of_it_is_lost() {
    let plan = sample::harbour();
    for index in 0..2 {
        let read = again(&plan, index);
        assert_eq!(read.sorties, plan.sorties[index..=index]);
        assert_eq!(
            read,
            Plan {
                sorties: read.sorties.clone(),
                ..plan.clone()
            }
        );
    }
}

#[test]
fn a_zone_far_above_the_flight_is_no_exclusion() {
    let document = written(&sample::harbour());
    let circles = document["geoFence"]["circles"].as_array().unwrap();
    assert_eq!(circles.len(), 1, "{circles:?}");
    assert_eq!(
        document["geoFence"]["polygons"].as_array().unwrap().len(),
        2
    );
}

fn complains(change: impl Fn(&mut Value), expected: &str) {
    let mut document = json(FOREIGN.as_bytes());
    change(&mut document);
    let error = read(&serde_json::to_vec(&document).unwrap()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn complaints_name_the_place_and_the_value() {
    complains(
        |d| d["fileType"] = "Planet".into(),
        "fileType: \"Planet\" is not \"Plan\"",
    );
    complains(
        |d| d["version"] = 2.into(),
        "version: 2 is not version 1, the only one there is",
    );
    complains(
        |d| d["mission"]["items"][0]["params"][4] = 95.into(),
        "mission.items[0].params: latitude 95 is outside ±90 (positions are [latitude, longitude])",
    );
    complains(
        |d| d["mission"]["items"][0]["command"] = (-1).into(),
        "mission.items[0].command: -1 is not a whole number in its range",
    );
    complains(
        |d| d["mission"]["items"][0]["params"] = Value::Array(vec![]),
        "mission.items[0].params: 0 numbers where an item has 7",
    );
    complains(
        |d| d["geoFence"]["circles"][0]["circle"]["radius"] = "wide".into(),
        "geoFence.circles[0].circle.radius: \"wide\" is not a number",
    );
    complains(
        |d| d["mission"]["items"][3]["params"][0] = 77.into(),
        "mission.items[3]: jumps to doJumpId 77, which no item has",
    );
}

#[test]
fn nan_and_deep_nesting_are_refused() {
    for bytes in [
        &b"{\"fileType\": NaN}"[..],
        &b"[".repeat(100_000)[..],
        b"1e999",
    ] {
        assert!(read(bytes).is_err());
    }
    let mut plan = sample::harbour();
    plan.sorties[0].legs[2].to.height.metres = f64::NAN;
    let error = crate::formats::write(&plan, crate::formats::Format::QgcPlan).unwrap_err();
    assert_eq!(
        error.to_string(),
        "sortie 1, leg 3, height: NaN cannot be written"
    );
}

proptest! {
    #[test]
    fn a_plan_of_one_sortie_comes_back_exactly(plan in sample::any_plan(1..2)) {
        prop_assert_eq!(again(&plan, 0), plan);
    }
}

/// Two heights in one item: QGroundControl flew the one, the check looked at the other.
#[test]
fn what_contradicts_itself_or_is_no_multirotors_is_told() {
    let item = |id: u32, more: &str| {
        format!(
            r#"{{"type":"SimpleItem","command":16,"frame":3,"doJumpId":{id},
                "params":[0,0,0,null,52,4,50]{more}}}"#
        )
    };
    let check = |vehicle: u32, items: &[String], expected: &[&str]| {
        let text = format!(
            r#"{{"fileType":"Plan","version":1,"mission":{{"vehicleType":{vehicle},
                "items":[{}]}}}}"#,
            items.join(",")
        );
        let (_, losses) = read(text.as_bytes()).unwrap();
        let told: Vec<String> = losses.iter().map(ToString::to_string).collect();
        assert_eq!(told, expected);
    };
    let agreed = item(1, r#","Altitude":50,"AltitudeMode":1"#);
    check(2, std::slice::from_ref(&agreed), &[]);
    check(2, &[item(1, r#","Altitude":null"#)], &[]);
    for (more, said) in [
        (
            r#","Altitude":300,"AltitudeMode":1"#,
            "300 m in AltitudeMode 1",
        ),
        (
            r#","Altitude":50,"AltitudeMode":2"#,
            "50 m in AltitudeMode 2",
        ),
    ] {
        let expected = format!(
            "mission.items[0]: its params say 50 m in frame 3, which is taken here, but its \
             Altitude {said}, which QGroundControl loads"
        );
        check(2, &[item(1, more)], &[&expected]);
    }
    check(
        2,
        &[agreed.clone(), item(1, "")],
        &[
            "mission.items[1]: its doJumpId 1 is that of item 1 too: jumps to it lead to the last \
             one",
        ],
    );
    check(
        1,
        &[agreed],
        &[
            "mission.vehicleType: the plan is for a fixed wing: it is taken as a multirotor would \
             fly it",
        ],
    );
}
