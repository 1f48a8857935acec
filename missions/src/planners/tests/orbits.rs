//! Circles round a point and round a ship.

use super::*;

#[test]
fn an_orbit_looks_at_its_centre_and_is_flown_as_slowly_as_it_must() {
    let plan = planned(&with("orbit = { radius_m = 40, turns = 2 }", POINT, ""));
    let legs = &plan.sorties[0].legs;
    let orbit = legs
        .iter()
        .find(|l| matches!(l.task, Task::Orbit { .. }))
        .unwrap();
    assert!(
        (orbit.speed_m_s.unwrap() - 10.0).abs() < 1e-9,
        "sqrt(2.5 · 40)"
    );
    let looks = legs.iter().any(
        |l| matches!(l.task, Task::PointCamera { pitch_deg, .. } if (pitch_deg + 56.3).abs() < 0.1),
    );
    assert!(looks, "{legs:?}");
}

/// One and a half turns were once written as such, and most autopilots flew one.
#[test]
fn a_circle_that_not_every_autopilot_keeps_is_a_ring_of_waypoints() {
    use crate::link::manners::Autopilot;
    use crate::link::mission_transfer::Kind;
    for (radius_m, turns, is_ring) in [
        (80.0, 1.0, false),
        (255.0, -2.0, false),
        (80.0, 1.5, true),
        (80.5, -1.0, true),
        (256.0, 1.0, true),
    ] {
        let pattern = format!("orbit = {{ radius_m = {radius_m}, turns = {turns} }}");
        let plan = planned(&with(&pattern, POINT, ""));
        let around_m = std::f64::consts::TAU * radius_m * f64::abs(turns);
        let flown_m = lines_m(&plan);
        assert!(
            (flown_m / around_m - 1.0).abs() < 0.012,
            "{pattern}: {flown_m} {around_m}"
        );
        let items = crate::plan::items::to_items(&plan, &plan.sorties[0]);
        let circles: Vec<_> = items.iter().filter(|item| item.command == 18).collect();
        assert_eq!(circles.is_empty(), is_ring, "{pattern}");
        for circle in circles {
            let kept = Autopilot::ArduPilot.kept(Kind::Mission, circle);
            assert_eq!(kept.params, circle.params, "{pattern}");
        }
    }
}

#[test]
fn a_ring_is_refused_to_a_camera_that_cannot_look_aside() {
    let mut mission = with("orbit = { radius_m = 80, turns = 1.5 }", POINT, "");
    mission.camera.gimbal.yaw_deg = [-30.0, 30.0];
    let found = refused(&mission);
    assert!(
        found[0]
            .starts_with("error: camera: a circle of 1.5 turns, radius 80 m is flown as a ring"),
        "{found:?}"
    );
}

#[test]
fn the_circle_moves_with_the_ship() {
    let pattern = "orbit = { radius_m = 150, turns = 1, \
                   ship = { course_deg = 90, speed_m_s = 5, age_s = 60 } }";
    let mission = with(pattern, POINT, "");
    let plan = planned(&mission);
    let plane = plan.plane().unwrap();
    let ship = plane.to_plane(mission.area.middle());
    // Walk the path in time: at every waypoint of the circle the ship is 150 m away.
    let mut time_s = 60.0;
    for stretch in plan.path(&plan.sorties[0], plane) {
        if stretch.watching {
            let ship = ship
                + geo::Coord {
                    x: 5.0 * time_s,
                    y: 0.0,
                };
            let away = stretch.from.at - ship;
            assert!((away.x.hypot(away.y) - 150.0).abs() < 3.0, "{away:?}");
            time_s += stretch.length_m() / stretch.speed_m_s.unwrap();
        } else {
            time_s += bill::one(&stretch, &mission.vehicle, mission.wind)
                .unwrap()
                .time_s;
        }
    }
}

#[test]
fn a_ship_faster_than_the_vehicle_is_refused() {
    let pattern = "orbit = { radius_m = 150, ship = { course_deg = 90, speed_m_s = 13 } }";
    let found = refused(&with(pattern, POINT, ""));
    assert!(found[0].contains("it cannot circle it"), "{found:?}");
}
