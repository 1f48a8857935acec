//! Holes, coverage and circles of what was flown.

use super::*;
use missions::geodesy::{Position, Region};
use missions::link::dialect::{
    GLOBAL_POSITION_INT_DATA, HEARTBEAT_DATA, MISSION_CURRENT_DATA, MavAutopilot, MavModeFlag,
    MavType,
};

fn start() -> Position {
    Position::new(51.95, 4.05).unwrap()
}

fn item(command: u16, first: f64) -> Item {
    Item {
        command,
        frame: 3,
        params: [first, 0.0, 0.0, 0.0],
        x: 0.0,
        y: 0.0,
        z: 0.0,
        autocontinue: true,
    }
}

/// Take-off, camera on, a waypoint, camera off, a waypoint.
fn flown() -> Flown {
    let items = [
        item(command::TAKEOFF, 0.0),
        item(command::TRIGGER_DISTANCE, 10.0),
        item(command::WAYPOINT, 0.0),
        item(command::TRIGGER_DISTANCE, 0.0),
        item(command::WAYPOINT, 0.0),
    ];
    let mut flown = Flown::new(&items);
    let armed = MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        autopilot: MavAutopilot::MAV_AUTOPILOT_PX4,
        mavtype: MavType::MAV_TYPE_QUADROTOR,
        base_mode: MavModeFlag::MAV_MODE_FLAG_SAFETY_ARMED,
        ..HEARTBEAT_DATA::default()
    });
    flown.handle(BootTime::ZERO, Some(Autopilot::Px4), &armed);
    flown
}

/// At second `second`, `north_m` metres on, flying to item `seq`.
fn fly(flown: &mut Flown, second: u64, north_m: f64, seq: u16) -> Option<Hole> {
    let now = BootTime::from_millis(second * 1000);
    let current = MavMessage::MISSION_CURRENT(MISSION_CURRENT_DATA {
        seq,
        ..MISSION_CURRENT_DATA::default()
    });
    flown.handle(now, Some(Autopilot::Px4), &current);
    let (lat, lon) = start().offset(0.0, north_m).to_e7();
    let message = MavMessage::GLOBAL_POSITION_INT(GLOBAL_POSITION_INT_DATA {
        time_boot_ms: now.as_millis_u32(),
        lat,
        lon,
        alt: 60_000,
        relative_alt: 50_000,
        ..GLOBAL_POSITION_INT_DATA::default()
    });
    flown.handle(now, Some(Autopilot::Px4), &message)
}

#[test]
fn a_silence_is_a_hole_in_the_track() {
    let mut flown = flown();
    assert_eq!(fly(&mut flown, 1, 0.0, 0), None);
    assert_eq!(fly(&mut flown, 3, 20.0, 0), None);
    let hole = fly(&mut flown, 10, 90.0, 0).unwrap();
    assert!((hole.seconds - 7.0).abs() < 1e-9 && (hole.metres - 70.0).abs() < 0.1);
    assert_eq!(flown.holes(), [hole]);
    assert_eq!(flown.track().samples().len(), 3);
}

/// A square of 100 m; the camera works over its southern half, with a swath of 50 m about the
/// western edge: a quarter of a half.
#[test]
fn only_what_was_flown_with_the_camera_at_work_was_seen() {
    let mut flown = flown();
    for second in 0..=20 {
        let north_m = second as f64 * 5.0;
        fly(
            &mut flown,
            second,
            north_m,
            if second <= 10 { 2 } else { 4 },
        );
    }
    let corner = |north_m, east_m| start().offset(0.0, north_m).offset(90.0, east_m);
    let plan = Plan {
        area: vec![Region {
            outer: vec![
                corner(0.0, 0.0),
                corner(100.0, 0.0),
                corner(100.0, 100.0),
                corner(0.0, 100.0),
            ],
            holes: vec![],
        }],
        swath_m: Some(50.0),
        ..Plan::default()
    };
    let coverage = flown.coverage(&plan, None).unwrap();
    assert!(
        (coverage.fraction() - 0.125).abs() < 0.005,
        "{}",
        coverage.fraction()
    );
}

#[test]
fn a_plan_without_an_area_has_no_coverage() {
    assert!(flown().coverage(&Plan::default(), None).is_none());
}

/// Two turns: one item of ArduPilot's, a ring of PX4's.
#[test]
fn a_circle_is_looked_along_all_the_way_round() {
    let mut circle = item(command::LOITER_TURNS, 2.0);
    circle.params[2] = 40.0;
    (circle.x, circle.y, circle.z) = (51.95, 4.05, 50.0);
    let items = [
        item(command::TAKEOFF, 0.0),
        circle,
        item(command::RETURN, 0.0),
    ];
    for autopilot in [Autopilot::ArduPilot, Autopilot::Px4] {
        let works = camera_at_work(autopilot, &items);
        assert_eq!(works.len(), autopilot.flyable(&items).len());
        let ([first, circle @ .., last], true) = (&works[..], works.len() > 2) else {
            panic!("{works:?}");
        };
        assert!(
            !first && !last && circle.iter().all(|works| *works),
            "{works:?}"
        );
    }
}
