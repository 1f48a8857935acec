//! What is on the link besides our vehicle and its plan: another vehicle, another ground station,
//! the flight before.

use missions::link::dialect::{
    HEARTBEAT_DATA, MISSION_ITEM_REACHED_DATA, MavAutopilot, MavMessage, MavType,
};

use super::*;

/// A PX4 says at every contact which item it reached last, also of the flight before.
#[test]
fn a_second_flight_of_a_px4_does_not_begin_complete_and_its_pilot_is_recognised() {
    let mut air = air(Autopilot::Px4);
    let seq = flight_of(plan()).orders().flyable(Autopilot::Px4).len() as u16 - 1;
    let reached = MavMessage::MISSION_ITEM_REACHED(MISSION_ITEM_REACHED_DATA { seq });
    for _ in 0..30 {
        let now = air.now;
        air.client.handle(now, scripted::ME, &reached);
        air.run_until(Duration::from_secs(1), |_| false);
    }
    until_item(&mut air, 3);
    air.server.set_mode(FlightMode::Return);
    let Outcome::CutShort { reason } = finish(&mut air) else {
        panic!("called flown: {:?}", air.client.outcome());
    };
    assert!(
        reason.contains("the pilot or the autopilot's failsafe flies"),
        "{reason}"
    );
}

#[test]
fn a_mission_that_somebody_skips_to_its_end_is_not_called_flown() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        until_item(&mut air, 2);
        air.server.current = air.server.transfers.items(Kind::Mission).len() - 1;
        let Outcome::CutShort { reason } = finish(&mut air) else {
            panic!("{autopilot}: called flown");
        };
        assert!(reason.contains("the mission jumped"), "{reason}");
        let told = |event: &&Event| matches!(event, Event::MissionChanged { .. });
        assert_eq!(air.client_events.iter().filter(told).count(), 1);
    }
}

#[test]
fn with_two_autopilots_on_the_link_none_is_flown_unless_it_is_named() {
    let other = MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        mavtype: MavType::MAV_TYPE_QUADROTOR,
        autopilot: MavAutopilot::MAV_AUTOPILOT_PX4,
        ..HEARTBEAT_DATA::default()
    });
    for named in [None, Some(1)] {
        let mut orders = Orders::new(plan(), 1).unwrap();
        orders.system = named;
        let flight = Flight::new(orders, Limits::default(), Past::default());
        let vehicle = Scripted::new(Autopilot::ArduPilot, home());
        let mut air = Pair::new(flight, vehicle, Network::PERFECT, 7);
        air.run_until(Duration::from_millis(1500), |_| false);
        let now = air.now;
        air.client.handle(now, Endpoint::new(2, 1), &other);
        air.run_until(Duration::from_mins(1), |air| {
            air.client.progress().is_some()
        });
        let Some(Outcome::Failed { reason }) = air.client.outcome() else {
            assert_eq!(named, Some(1));
            continue;
        };
        assert!(reason.contains("systems 1 and 2"), "{reason}");
        assert_eq!((named, uploads(&air)), (None, 0));
    }
}

/// The kill switch, or a flight controller that gave up.
#[test]
fn motors_that_stop_in_the_air_are_no_landing() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.server.tells_landed = true;
        until_item(&mut air, 3);
        air.server.armed = false;
        air.run_until(Duration::from_millis(1500), |_| false);
        assert_eq!(air.client.outcome(), None, "{autopilot}: it still falls");
        let Outcome::CutShort { reason } = finish(&mut air) else {
            panic!("{autopilot}: called flown");
        };
        assert!(reason.starts_with("disarmed in the air at"), "{reason}");
        assert!(air.server.height_m < 0.1, "recorded to the ground");
        let told = |event: &&Event| matches!(event, Event::StoppedInAir { .. });
        assert_eq!(air.client_events.iter().filter(told).count(), 1);
    }
}

/// `AP_Arming_Copter::disarm` says `set_land_complete(true)`: a fall was called flown, and its
/// recording ended 30 m above the ground.
#[test]
fn an_ardupilot_that_says_it_is_on_the_ground_because_it_was_disarmed_in_the_air_has_not_landed() {
    for at_end in [false, true] {
        let mut air = air(Autopilot::ArduPilot);
        (air.server.tells_landed, air.server.lands_by_disarming) = (true, true);
        let last = flight_of(plan())
            .orders()
            .flyable(Autopilot::ArduPilot)
            .len()
            - 1;
        until_item(&mut air, if at_end { last } else { 3 });
        air.server.armed = false;
        let Outcome::CutShort { reason } = finish(&mut air) else {
            panic!("called flown");
        };
        assert!(reason.starts_with("disarmed in the air at"), "{reason}");
        assert!(air.server.height_m < 0.1, "recorded to the ground");
    }
}

/// One heartbeat that errs, in the middle of the flight.
#[test]
fn a_single_message_that_says_disarmed_and_on_the_ground_ends_nothing() {
    let mut air = air(Autopilot::ArduPilot);
    (air.server.tells_landed, air.server.lands_by_disarming) = (true, true);
    until_item(&mut air, 3);
    let now = air.now;
    let errs = MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        custom_mode: air.server.mode,
        mavtype: MavType::MAV_TYPE_QUADROTOR,
        autopilot: MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA,
        ..HEARTBEAT_DATA::default()
    });
    air.client.handle(now, scripted::ME, &errs);
    assert_eq!(finish(&mut air), Outcome::Done);
}

/// On a hill or a roof: high above home, and still from the beginning.
#[test]
fn a_vehicle_that_is_disarmed_high_above_home_and_lies_still_has_landed() {
    let mut air = air(Autopilot::ArduPilot);
    (air.server.tells_landed, air.server.lands_by_disarming) = (true, true);
    until_item(&mut air, 3);
    air.server.set_mode(FlightMode::Land);
    air.run_until(Duration::from_secs(3), |_| false);
    air.server.ground_m = air.server.height_m;
    air.server.armed = false;
    let Outcome::CutShort { reason } = finish(&mut air) else {
        panic!("called flown");
    };
    assert!(
        reason.contains("the pilot or the autopilot's failsafe flies"),
        "{reason}"
    );
}
