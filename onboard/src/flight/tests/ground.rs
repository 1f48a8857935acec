//! What stays on the ground, and why.

use super::*;

#[test]
fn a_vehicle_that_is_not_fit_stays_on_the_ground_and_says_why() {
    let check = |change: fn(&mut Scripted), words: &str| {
        let mut air = air(Autopilot::ArduPilot);
        change(&mut air.server);
        let Outcome::Failed { reason } = finish(&mut air) else {
            panic!("{words}: {:?}", air.client.outcome());
        };
        assert!(reason.contains(words), "{reason}");
        assert!(!air.server.armed);
    };
    check(|vehicle| vehicle.prearm = false, "pre-arm checks");
    check(|vehicle| vehicle.fix = 2, "no position in three dimensions");
    check(
        |vehicle| vehicle.satellites = 3,
        "3 satellites, 5 are needed",
    );
    check(
        |vehicle| vehicle.wind_m_s = 20.0,
        "20.0 m/s, the limit is 12.0",
    );
    let away = |vehicle: &mut Scripted| vehicle.home = home().offset(0.0, 500.0);
    check(away, "the vehicle's home is 500 m from the plan's");
}

#[test]
fn calling_it_off_before_take_off_leaves_it_on_the_ground() {
    let mut air = air(Autopilot::Px4);
    air.server.prearm = false;
    air.run_until(Duration::from_secs(10), |_| false);
    air.client.order(Order::Return, "test");
    let Outcome::Failed { reason } = finish(&mut air) else {
        panic!("{:?}", air.client.outcome());
    };
    assert_eq!(reason, "called off by test before take-off");
    assert_eq!(air.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM), 0);
}

#[test]
fn px4s_limit_for_the_first_place_is_told_before_it_refuses() {
    let mut air = air(Autopilot::Px4);
    air.server.parameters.put("MIS_DIST_1WP", 50.0);
    let Outcome::Failed { reason } = finish(&mut air) else {
        panic!("{:?}", air.client.outcome());
    };
    assert!(
        reason.contains("100 m away, MIS_DIST_1WP allows 50"),
        "{reason}"
    );
}
