//! What stays on the ground, and why.

use missions::link::dialect::{MavAutopilot, MavResult};

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

/// Two stations say that they are there, the second always last; the first orders.
#[test]
fn a_second_ground_station_does_not_make_the_operator_mute() {
    use missions::link::command::Command;
    use missions::link::dialect::MavCmd::{
        MAV_CMD_DO_PAUSE_CONTINUE, MAV_CMD_NAV_RETURN_TO_LAUNCH,
    };
    let (first, second) = (Endpoint::new(254, 190), Endpoint::new(250, 68));
    let stranger = Endpoint::new(253, 190);
    let mut air = air(Autopilot::ArduPilot);
    until_item(&mut air, 3);
    let now = air.now;
    let beat = MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        mavtype: MavType::MAV_TYPE_GCS,
        autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
        ..HEARTBEAT_DATA::default()
    });
    let flight = &mut air.client;
    flight.handle(now, first, &beat);
    flight.handle(now, second, &beat);
    let mut say = |from, to, command, parameter| {
        let message = Command::long(command, &[parameter]).to_message(to, 0);
        flight.handle(now, from, &message);
        let mut answers = std::iter::from_fn(|| flight.poll_transmit());
        answers.find_map(|sent| match sent.message {
            MavMessage::COMMAND_ACK(m) if m.target_system == from.system => Some(m.result),
            _ => None,
        })
    };
    let us = Endpoint::new(1, ONBOARD_COMPUTER);
    let accepted = Some(MavResult::MAV_RESULT_ACCEPTED);
    assert_eq!(say(first, us, MAV_CMD_DO_PAUSE_CONTINUE, 0.0), accepted);
    assert_eq!(say(second, us, MAV_CMD_DO_PAUSE_CONTINUE, 1.0), accepted);
    let denied = Some(MavResult::MAV_RESULT_DENIED);
    assert_eq!(say(stranger, us, MAV_CMD_NAV_RETURN_TO_LAUNCH, 0.0), denied);
    let unsupported = Some(MavResult::MAV_RESULT_UNSUPPORTED);
    assert_eq!(say(first, us, MavCmd::MAV_CMD_DO_JUMP, 0.0), unsupported);
    let everyone = Endpoint::new(1, 0);
    assert_eq!(
        say(first, everyone, MAV_CMD_NAV_RETURN_TO_LAUNCH, 0.0),
        None
    );
    assert!(
        decided(&air)
            .iter()
            .all(|s| *s != Situation::OperatorReturns)
    );
}

/// As ArduPilot does it: the answer first, the reason in a text right after it.
#[test]
fn why_the_vehicle_does_not_arm_is_told_with_its_refusal() {
    const WHY: &str = "Arm: Compass not healthy";
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.run_until(LONG, |air| air.client.phase() == Phase::Departing);
        air.server.prearm = false;
        air.server.explains = Some((Duration::from_millis(400), WHY));
        let Outcome::Failed { reason } = finish(&mut air) else {
            panic!("{:?}", air.client.outcome());
        };
        assert!(reason.contains(WHY), "{reason}");
        let mut refusals = air.client_events.iter().filter_map(|event| match event {
            Event::Refused { answer, .. } => Some(answer.as_str()),
            _ => None,
        });
        assert!(refusals.all(|answer| answer.contains(WHY)), "{autopilot}");
    }
}

#[test]
fn why_a_vehicle_does_not_hold_is_told_with_its_refusal() {
    const WHY: &str = "Mode change to BRAKE failed";
    for autopilot in BOTH {
        let mut air = air(autopilot);
        until_item(&mut air, 3);
        air.server.stubborn = true;
        air.server.explains = Some((Duration::from_millis(400), WHY));
        air.client.order(Order::Hold, "test");
        air.run_until(Duration::from_secs(3), |_| false);
        let told = |event: &Event| match event {
            Event::Refused { answer, .. } => answer.contains("DENIED") && answer.contains(WHY),
            _ => false,
        };
        assert!(air.client_events.iter().any(told), "{autopilot}");
    }
}

/// An armed PX4 flies off, whatever became of its answers.
#[test]
fn a_vehicle_that_arms_without_answering_is_watched() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.server.tacit = Some(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM);
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}
