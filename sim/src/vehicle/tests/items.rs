//! Mission commands, one by one, and the order in which the real ArduCopter tells of them.

use missions::plan::item::Item;

use super::flights::{Field, home, item, start};
use crate::vehicle::autopilot::{AutopilotEvent, MissionState};
use crate::vehicle::modes::{FlightMode, Manner};

fn with(mut item: Item, params: [f64; 4]) -> Item {
    item.params = params;
    item
}

fn command(command: u16, params: [f64; 4]) -> Item {
    Item {
        frame: 2,
        x: 0.0,
        y: 0.0,
        z: 0.0,
        ..with(item(command, 0.0, 0.0, 0.0), params)
    }
}

/// Home, a take-off to 20 m, and what is added.
fn mission(manner: Manner, rest: &[Item]) -> Vec<Item> {
    let mut items = vec![item(16, 0.0, 0.0, 0.0), item(22, 0.0, 0.0, 20.0)];
    if manner == Manner::Px4 {
        items.remove(0);
    }
    items.extend_from_slice(rest);
    items
}

/// Flies a mission to its end; says how long that took, seconds.
fn fly(manner: Manner, rest: &[Item]) -> (Field, f64) {
    let mut field = Field::new(manner, |_| ());
    start(&mut field, mission(manner, rest));
    let begun = field.sky.now();
    let done = field.until(600.0, |vehicle| {
        vehicle.asked().mission().state() == MissionState::Complete
    });
    assert!(done, "{:?}", field.texts());
    let seconds = field.sky.now().since(begun).as_secs_f64();
    (field, seconds)
}

fn pictures(field: &Field) -> usize {
    field
        .events
        .iter()
        .filter(|event| matches!(event, AutopilotEvent::Picture(_)))
        .count()
}

#[test]
fn waiting_items_wait_as_long_as_they_say() {
    for manner in [Manner::ArduPilot, Manner::Px4] {
        let there = item(16, 40.0, 0.0, 20.0);
        let (_, plain_s) = fly(manner, &[there]);
        for (waits, wait_s) in [
            (with(there, [15.0, 0.0, 0.0, 0.0]), 15.0),
            (with(item(19, 40.0, 0.0, 20.0), [15.0, 0.0, 0.0, 0.0]), 15.0),
        ] {
            let (_, seconds) = fly(manner, &[waits]);
            let more = seconds - plain_s;
            assert!(
                (more - wait_s).abs() < 3.0,
                "{manner:?} {}: {more}",
                waits.command
            );
        }
        let (_, seconds) = fly(manner, &[there, command(93, [10.0, 0.0, 0.0, 0.0])]);
        assert!((seconds - plain_s - 10.0).abs() < 3.0, "{manner:?}");
    }
}

/// How near it came to the corner of a right angle that has this acceptance radius.
fn cut_m(manner: Manner, radius_m: f64) -> f64 {
    let corner = nalgebra::Vector2::new(80.0, 0.0);
    let mut field = Field::new(manner, |_| ());
    let rest = [
        with(item(16, 80.0, 0.0, 20.0), [0.0, radius_m, 0.0, 0.0]),
        item(16, 80.0, 80.0, 20.0),
    ];
    start(&mut field, mission(manner, &rest));
    let mut nearest = f64::INFINITY;
    let done = field.until(300.0, |vehicle| {
        let here = vehicle.truth().position_ned_m.xy();
        nearest = nearest.min((here - corner).norm());
        vehicle.asked().mission().state() == MissionState::Complete
    });
    assert!(done, "{:?}", field.texts());
    nearest
}

/// `NAV_ACC_RAD` and `WPNAV_RADIUS` are 2 m.
#[test]
fn px4_keeps_to_a_waypoints_own_acceptance_radius_and_arducopter_does_not() {
    let (own, wide) = (cut_m(Manner::Px4, 0.0), cut_m(Manner::Px4, 15.0));
    assert!(own < 2.5, "{own} m from the corner");
    assert!(
        wide > own + 2.0,
        "{wide} m from the corner, {own} m without"
    );
    let (own, wide) = (
        cut_m(Manner::ArduPilot, 0.0),
        cut_m(Manner::ArduPilot, 15.0),
    );
    assert!((wide - own).abs() < 0.5, "{wide} m and {own} m");
}

#[test]
fn turns_are_flown_at_their_radius() {
    let turns = with(item(18, 60.0, 0.0, 20.0), [2.0, 0.0, 25.0, 0.0]);
    let mut field = Field::new(Manner::ArduPilot, |_| ());
    start(&mut field, mission(Manner::ArduPilot, &[turns]));
    let (mut flown_rad, mut before, mut worst) = (0.0_f64, None, 0.0_f64);
    let done = field.until(300.0, |vehicle| {
        let here = vehicle.truth().position_ned_m.xy() - nalgebra::Vector2::new(60.0, 0.0);
        let angle = here.y.atan2(here.x);
        if let Some(before) = before {
            let step: f64 = angle - before;
            flown_rad += step.sin().atan2(step.cos());
        }
        before = Some(angle);
        if flown_rad.abs() > 1.0 {
            worst = worst.max((here.norm() - 25.0).abs());
        }
        vehicle.asked().mission().state() == MissionState::Complete
    });
    assert!(done, "{:?}", field.texts());
    let flown = flown_rad / std::f64::consts::TAU;
    assert!((flown - 2.0).abs() < 0.15, "{flown} turns");
    assert!(worst < 2.0, "{worst} m off the circle");
}

#[test]
fn a_jump_repeats_what_lies_before_it() {
    let rest = [
        item(16, 30.0, 0.0, 20.0),
        item(16, 30.0, 30.0, 20.0),
        command(177, [2.0, 2.0, 0.0, 0.0]),
        item(16, 0.0, 30.0, 20.0),
    ];
    let (field, _) = fly(Manner::ArduPilot, &rest);
    let current: Vec<u16> = field
        .events
        .iter()
        .filter_map(|event| match event {
            AutopilotEvent::CurrentItem(index) => Some(*index),
            _ => None,
        })
        .collect();
    assert_eq!(current, [1, 2, 3, 2, 3, 2, 3, 5]);
}

#[test]
fn a_circle_of_jumps_without_anything_to_fly_ends_the_mission() {
    let rest = [
        command(177, [3.0, -1.0, 0.0, 0.0]),
        command(177, [2.0, -1.0, 0.0, 0.0]),
    ];
    let (field, _) = fly(Manner::ArduPilot, &rest);
    assert!(field.vehicle().asked().is_armed());
}

#[test]
fn pictures_are_taken_by_distance() {
    for manner in [Manner::ArduPilot, Manner::Px4] {
        let rest = [
            item(16, 20.0, 0.0, 20.0),
            command(206, [10.0, 0.0, 0.0, 0.0]),
            item(16, 120.0, 0.0, 20.0),
            command(206, [0.0, 0.0, 0.0, 0.0]),
            item(16, 120.0, 60.0, 20.0),
        ];
        let (field, _) = fly(manner, &rest);
        let count = pictures(&field);
        assert!((9..=11).contains(&count), "{manner:?}: {count}");
        let off = field.events.iter().find_map(|event| match event {
            AutopilotEvent::Picture(picture) => Some(picture.home_m - 20.0),
            _ => None,
        });
        assert!(off.unwrap().abs() < 1.5);
    }
}

#[test]
fn a_slower_mission_takes_longer() {
    for manner in [Manner::ArduPilot, Manner::Px4] {
        let far = item(16, 200.0, 0.0, 20.0);
        let (_, fast_s) = fly(manner, &[far]);
        let slow = command(178, [1.0, 4.0, -1.0, 0.0]);
        let (_, slow_s) = fly(manner, &[slow, far]);
        let more = slow_s - fast_s;
        assert!((20.0..40.0).contains(&more), "{manner:?}: {more}");
    }
}

#[test]
fn the_nose_follows_a_region_of_interest() {
    let interest = item(195, 0.0, 80.0, 0.0);
    let (field, _) = fly(Manner::ArduPilot, &[interest, item(16, 80.0, 80.0, 20.0)]);
    let heading = field.vehicle().senses().heading_deg();
    assert!((heading - 180.0).abs() < 8.0, "{heading}");
    assert!(field.vehicle().asked().camera().looks_at().is_some());
}

#[test]
fn a_mission_goes_on_where_it_was_left() {
    for manner in [Manner::ArduPilot, Manner::Px4] {
        let mut field = Field::new(manner, |_| ());
        let rest = [
            item(16, 100.0, 0.0, 20.0),
            item(16, 100.0, 100.0, 20.0),
            item(20, 0.0, 0.0, 0.0),
        ];
        start(&mut field, mission(manner, &rest));
        let second = field.command().mission().first() + 2;
        assert!(field.until(90.0, |v| v.asked().mission().current() == second));
        field.wait(2.0);
        let aside = match manner {
            Manner::ArduPilot => FlightMode::Guided,
            Manner::Px4 => FlightMode::Hold,
        };
        field.command().set_mode(aside).unwrap();
        field.wait(8.0);
        assert!(field.vehicle().truth().velocity_ned_m_s.norm() < 0.7);
        assert_eq!(field.command().mission().state(), MissionState::NotStarted);
        field.command().set_mode(FlightMode::Mission).unwrap();
        assert_eq!(field.command().mission().current(), second);
        assert!(
            field.until(200.0, |v| !v.asked().is_armed()),
            "{:?}",
            field.texts()
        );
    }
}

#[test]
fn a_pause_stops_and_goes_on() {
    let mut field = Field::new(Manner::ArduPilot, |_| ());
    start(
        &mut field,
        mission(Manner::ArduPilot, &[item(16, 300.0, 0.0, 20.0)]),
    );
    assert!(field.until(60.0, |v| v.truth().position_ned_m.x > 60.0));
    field.command().pause_mission().unwrap();
    field.wait(10.0);
    let paused = field.vehicle().truth().position_ned_m.x;
    field.wait(5.0);
    let here = field.vehicle().truth().position_ned_m.x;
    assert!((here - paused).abs() < 1.0, "{paused} {here}");
    field.command().resume_mission().unwrap();
    assert!(field.until(60.0, |v| v.truth().position_ned_m.x > 297.0));
}

#[test]
fn with_a_rally_point_nearer_than_home_it_lands_there() {
    for manner in [Manner::ArduPilot, Manner::Px4] {
        let mut field = Field::new(manner, |_| ());
        field
            .command()
            .set_rally(vec![item(5100, 140.0, 30.0, 25.0)])
            .unwrap();
        start(
            &mut field,
            mission(
                manner,
                &[item(16, 150.0, 0.0, 20.0), item(20, 0.0, 0.0, 0.0)],
            ),
        );
        assert!(
            field.until(300.0, |v| !v.asked().is_armed()),
            "{:?}",
            field.texts()
        );
        let (here, _) = field.vehicle().true_position();
        let rally = home().offset(30.0_f64.atan2(140.0).to_degrees(), 140.0_f64.hypot(30.0));
        assert!(
            here.distance_m(rally) < 2.5,
            "{manner:?} {}",
            here.distance_m(rally)
        );
    }
}

#[test]
fn without_a_take_off_ardupilot_stays_on_the_ground_and_px4_takes_off_by_itself() {
    let far = item(16, 50.0, 0.0, 20.0);
    let mut copter = Field::new(Manner::ArduPilot, |_| ());
    start(&mut copter, vec![item(16, 0.0, 0.0, 0.0), far]);
    copter.wait(5.0);
    assert!(copter.said("Missing Takeoff Cmd"));
    assert!(copter.vehicle().truth().on_ground);
    let mut px4 = Field::new(Manner::Px4, |_| ());
    start(&mut px4, vec![far]);
    assert!(
        px4.until(60.0, |v| v.truth().position_ned_m.x > 49.0),
        "{:?}",
        px4.texts()
    );
}

/// Texts and reached items of the recorded survey with a real ArduCopter 4.7-dev, in its order:
/// some reached items are never told, because a later one takes their place.
#[test]
fn ardupilot_tells_of_a_survey_in_the_order_of_the_recording() {
    let mut rest = vec![
        command(178, [1.0, 10.0, -1.0, 0.0]),
        command(206, [15.0, 0.0, 1.0, 0.0]),
    ];
    for (line, east) in [20.0, 45.0, 70.0, 95.0].into_iter().enumerate() {
        let (near, far) = if line % 2 == 0 {
            (20.0, 170.0)
        } else {
            (170.0, 20.0)
        };
        rest.push(item(16, near, east, 20.0));
        rest.push(item(16, far, east, 20.0));
    }
    rest.push(command(206, [0.0; 4]));
    rest.push(item(195, 60.0, 60.0, 0.0));
    rest.push(with(item(19, 60.0, 20.0, 20.0), [8.0, 0.0, 0.0, 0.0]));
    rest.push(command(20, [0.0; 4]));
    let mut field = Field::new(Manner::ArduPilot, |_| ());
    start(&mut field, mission(Manner::ArduPilot, &rest));
    assert!(
        field.until(600.0, |v| !v.asked().is_armed()),
        "{:?}",
        field.texts()
    );
    let texts: Vec<&str> = field
        .texts()
        .into_iter()
        .filter(|text| text.starts_with("Mission:") || text.starts_with("Reached"))
        .collect();
    let mut expected = vec![
        "Mission: 1 Takeoff".to_owned(),
        "Mission: 2 ChangeSpeed".to_owned(),
        "Mission: 4 WP".to_owned(),
        "Mission: 3 SetCamTrigDst".to_owned(),
    ];
    for index in 4..=10 {
        expected.push(format!("Reached command #{index}"));
        expected.push(format!("Mission: {} WP", index + 1));
    }
    expected.extend(
        [
            "Reached command #11",
            "Mission: 12 SetCamTrigDst",
            "Mission: 14 LoitTime",
            "Mission: 13 SetROILocation",
            "Reached command #14",
            "Mission: 15 RTL",
        ]
        .map(str::to_owned),
    );
    assert_eq!(texts, expected);
    let reached: Vec<u16> = field
        .events
        .iter()
        .filter_map(|event| match event {
            AutopilotEvent::ItemReached(index) => Some(*index),
            _ => None,
        })
        .collect();
    assert_eq!(reached, [2, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15]);
}
