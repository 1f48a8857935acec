//! Killed in flight and begun again.

use super::*;

#[test]
fn a_flight_is_carried_on_after_a_kill_without_a_second_upload() {
    for autopilot in BOTH {
        let mut before = air(autopilot);
        until_item(&mut before, 3);
        let vehicle = before.server;
        let commands = vehicle.count(MavCmd::MAV_CMD_DO_SET_MODE);
        let mut after = Pair::new(flight_of(plan()), vehicle, Network::PERFECT, 12);
        after.now = before.now + Duration::from_secs(20);
        assert_eq!(finish(&mut after), Outcome::Done, "{autopilot}");
        assert_eq!(uploads(&after), 3, "the first program's");
        assert_eq!(after.server.count(MavCmd::MAV_CMD_DO_SET_MODE), commands);
        assert_eq!(after.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM), 1);
        let resumed = |event: &Event| matches!(event, Event::Resumed { item, .. } if *item >= 3);
        assert!(after.client_events.iter().any(resumed));
    }
}

#[test]
fn an_armed_vehicle_with_another_mission_is_left_alone() {
    let mut before = air(Autopilot::ArduPilot);
    until_item(&mut before, 3);
    let mut other = plan();
    other.sorties[0].legs[2].to.height = Height::above_home(55.0);
    let heard = before.server.heard.len();
    let mut after = Pair::new(flight_of(other), before.server, Network::PERFECT, 13);
    after.now = before.now;
    let Outcome::Failed { reason } = finish(&mut after) else {
        panic!("{:?}", after.client.outcome());
    };
    assert!(
        reason.contains("another mission") && reason.contains("item"),
        "{reason}"
    );
    let asks = [
        MavCmd::MAV_CMD_REQUEST_MESSAGE,
        MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL,
    ];
    let since = &after.server.heard[heard..];
    assert!(
        since.iter().all(|(command, _)| asks.contains(command)),
        "{since:?}"
    );
}

#[test]
fn a_pilot_who_had_it_before_the_kill_has_it_after() {
    let mut before = air(Autopilot::ArduPilot);
    until_item(&mut before, 3);
    let past = Past {
        pilot: Some(PilotSign::Stick {
            channel: 1,
            stood_us: 1500,
            is_us: 1700,
        }),
    };
    let flight = Flight::new(Orders::new(plan(), 1).unwrap(), Limits::default(), past);
    let heard = before.server.count(MavCmd::MAV_CMD_DO_SET_MODE);
    let mut after = Pair::new(flight, before.server, Network::PERFECT, 14);
    after.now = before.now;
    after.run_until(Duration::from_secs(5), |_| false);
    after.client.order(Order::Return, "test");
    after.run_until(Duration::from_secs(20), |_| false);
    assert_eq!(after.server.count(MavCmd::MAV_CMD_DO_SET_MODE), heard);
    assert_eq!(decided(&after), [Situation::PilotFlies]);
}
