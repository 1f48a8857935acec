//! Killed in flight and begun again.

use super::event::TAKE_OFF;
use super::*;
use crate::flight::failsafe::Taker;
use crate::flight::figures::PilotSign;

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
        ..Past::default()
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

fn again(before: Air, past: Past) -> Air {
    let flight = Flight::new(Orders::new(plan(), 1).unwrap(), Limits::default(), past);
    let mut after = Pair::new(flight, before.server, Network::PERFECT, 15);
    after.now = before.now;
    after
}

fn arms(air: &Air) -> usize {
    air.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM)
}

#[test]
fn a_vehicle_that_came_down_while_nobody_watched_is_not_flown_again() {
    for autopilot in BOTH {
        let mut before = air(autopilot);
        finish(&mut before);
        let told = |event: &Event| matches!(event, Event::Commanded { command, .. } if command == TAKE_OFF);
        assert!(before.client_events.iter().any(told));
        let armed = arms(&before);
        let past = Past {
            taken_off: true,
            armed_until: Some("2026-11-22T10:00:00.000Z".into()),
            ..Past::default()
        };
        let mut after = again(before, past);
        let Outcome::CutShort { reason } = finish(&mut after) else {
            panic!("{:?}", after.client.outcome());
        };
        assert_eq!(
            reason,
            "it landed while nobody watched; the records of the flight end at 2026-11-22T10:00:00.000Z"
        );
        assert!(after.client_events.contains(&Event::AlreadyFlown));
        assert_eq!(arms(&after), armed, "{autopilot}");
        assert_eq!(uploads(&after), 3, "the first program's");
    }
}

/// Landed, but its motors run: the pilot may stand beside it.
#[test]
fn a_vehicle_that_stands_armed_after_its_flight_is_watched_and_not_flown_again() {
    let mut before = air(Autopilot::Px4);
    finish(&mut before);
    before.server.armed = true;
    before.server.set_mode(FlightMode::Hold);
    let armed = arms(&before);
    let past = Past {
        taken_off: true,
        ..Past::default()
    };
    let mut after = again(before, past);
    assert_eq!(
        finish(&mut after),
        Outcome::Done,
        "its last item was reached"
    );
    assert!(!after.client_events.contains(&Event::StayedDown));
    assert_eq!(arms(&after), armed + 1, "disarmed, once");
    assert!(!after.server.armed);
}

#[test]
fn a_flight_that_is_over_stays_over_without_a_word_to_the_vehicle() {
    let past = Past {
        taken_off: true,
        outcome: Some(Outcome::Done),
        ..Past::default()
    };
    let mut flight = Flight::new(Orders::new(plan(), 1).unwrap(), Limits::default(), past);
    assert_eq!(flight.outcome(), Some(&Outcome::Done));
    assert_eq!(flight.poll_event(), Some(Event::AlreadyFlown));
    assert_eq!(flight.poll_event(), None);
    assert!(flight.poll_transmit().is_none());
}

#[test]
fn a_flight_that_nobody_would_know_of_is_not_begun() {
    let mut air = air(Autopilot::ArduPilot);
    air.client.unrecorded(Some("no storage space".into()));
    let Outcome::Failed { reason } = finish(&mut air) else {
        panic!("{:?}", air.client.outcome());
    };
    assert!(
        reason.contains("(no storage space), so it does not take off"),
        "{reason}"
    );
    assert_eq!(arms(&air), 0);
}

#[test]
fn a_take_off_that_did_not_happen_may_be_tried_again() {
    let mut air = air(Autopilot::ArduPilot);
    air.run_until(LONG, |air| air.server.armed);
    air.server.updraught_m_s = -5.0; // as fast as it climbs
    let ended = finish(&mut air);
    assert!(matches!(ended, Outcome::Failed { .. }), "{ended:?}");
    assert!(air.client_events.contains(&Event::StayedDown));
}

/// An armed PX4 flies off without another word: a program that is killed in that second must have
/// written it down.
#[test]
fn a_take_off_is_written_down_before_anything_can_take_off() {
    let told = |air: &Air| {
        let events = air.client_events.iter();
        let mut commands = events.filter_map(|event| match event {
            Event::Commanded { command, .. } => Some(command.as_str()),
            _ => None,
        });
        commands.any(|command| command == TAKE_OFF)
    };
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.run_until(LONG, |air| air.server.armed);
        assert_eq!(told(&air), autopilot == Autopilot::Px4, "{autopilot}");
        air.run_until(LONG, |air| air.server.height_m > 0.0);
        assert!(told(&air), "{autopilot}");
    }
}

#[test]
fn a_px4_that_refuses_to_arm_has_not_taken_off() {
    let mut air = air(Autopilot::Px4);
    air.run_until(LONG, |air| air.client.phase() == Phase::Departing);
    air.server.prearm = false;
    let ended = finish(&mut air);
    assert!(matches!(ended, Outcome::Failed { .. }), "{ended:?}");
    let last = air.client_events.iter().rev().find(|event| match event {
        Event::Commanded { command, .. } => command == TAKE_OFF,
        event => **event == Event::StayedDown,
    });
    assert_eq!(last, Some(&Event::StayedDown));
}

#[test]
fn a_vehicle_that_takes_off_without_answering_is_watched() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.run_until(LONG, |air| air.server.armed);
        air.server.tacit = Some(match autopilot {
            Autopilot::ArduPilot => MavCmd::MAV_CMD_MISSION_START,
            Autopilot::Px4 => MavCmd::MAV_CMD_DO_SET_MODE,
        });
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}

/// On the ground, begun again in a folder whose events say this.
fn check_not_armed(past: &Past, words: &str) {
    for autopilot in BOTH {
        let vehicle = Scripted::new(autopilot, home());
        let flight = Flight::new(
            Orders::new(plan(), 1).unwrap(),
            Limits::default(),
            past.clone(),
        );
        let mut air = Pair::new(flight, vehicle, Network::PERFECT, 15);
        let Outcome::Failed { reason } = finish(&mut air) else {
            panic!("{:?}", air.client.outcome());
        };
        assert!(reason.contains(words), "{reason}");
        assert_eq!((arms(&air), uploads(&air)), (0, 0), "{autopilot}");
    }
}

#[test]
fn a_vehicle_that_the_pilot_took_and_landed_is_not_armed_under_the_pilots_hands() {
    let figures = "flies in manual flight, asked was mission".to_owned();
    let past = Past {
        pilot: Some(PilotSign::Before {
            by: Taker::Pilot,
            figures,
        }),
        ..Past::default()
    };
    check_not_armed(&past, "the pilot has the vehicle: ");
}

fn withdrawn() -> Past {
    Past {
        withdrawn: Some("the file `revoke`".into()),
        ..Past::default()
    }
}

#[test]
fn a_withdrawn_plan_is_not_flown_because_the_program_was_started_again() {
    check_not_armed(&withdrawn(), "the plan was withdrawn by the file `revoke`");
}

#[test]
fn what_was_withdrawn_and_given_back_is_flown() {
    let vehicle = Scripted::new(Autopilot::Px4, home());
    let orders = Orders::new(plan(), 1).unwrap();
    let flight = Flight::new(orders, Limits::default(), withdrawn());
    let mut air = Pair::new(flight, vehicle, Network::PERFECT, 15);
    air.client.order(Order::Resume, "test");
    assert_eq!(finish(&mut air), Outcome::Done);
}

#[test]
fn a_plan_that_was_withdrawn_in_the_air_stays_withdrawn_after_a_kill() {
    let mut before = air(Autopilot::ArduPilot);
    until_item(&mut before, 3);
    let mut after = again(before, withdrawn());
    let ended = finish(&mut after);
    assert!(
        matches!(&ended, Outcome::CutShort { reason } if reason.contains("the file `revoke`")),
        "{ended:?}"
    );
    assert_eq!(decided(&after), [Situation::PlanRevoked]);
}

#[test]
fn what_is_withdrawn_while_a_flight_is_rejoined_is_brought_home_and_not_left_alone() {
    let mut before = air(Autopilot::ArduPilot);
    until_item(&mut before, 3);
    let mut after = again(before, Past::default());
    after.run_until(LONG, |air| air.client.phase() == Phase::Recognising);
    after.client.order(Order::Revoke, "test");
    let ended = finish(&mut after);
    assert!(
        matches!(&ended, Outcome::CutShort { reason } if reason.contains("withdrawn by test")),
        "{ended:?}"
    );
}

#[test]
fn what_is_withdrawn_while_it_departs_is_brought_home_or_disarmed() {
    for (ticks, autopilot) in (0..30).flat_map(|ticks| BOTH.map(|one| (ticks, one))) {
        let mut air = air(autopilot);
        air.run_until(LONG, |air| air.client.phase() == Phase::Departing);
        air.run_until(Duration::from_millis(ticks * 100), |_| false);
        air.client.order(Order::Revoke, "test");
        finish(&mut air);
        air.run_until(Duration::from_secs(5), |_| false);
        assert!(
            !air.server.armed,
            "{autopilot} left alone after {ticks} ticks"
        );
    }
}

fn reason(ended: &Outcome) -> &str {
    match ended {
        Outcome::CutShort { reason } => reason,
        other => panic!("{other:?}"),
    }
}

/// Withdrawn, on its way home, killed: the operator never said `return`.
#[test]
fn the_reason_of_a_return_is_the_same_after_a_kill() {
    for autopilot in BOTH {
        let mut before = air(autopilot);
        until_item(&mut before, 3);
        before.client.order(Order::Revoke, "test");
        before.run_until(Duration::from_secs(5), |_| false);
        assert_eq!(before.server.flies(), FlightMode::Return);
        let decided_before = before.client.decision().unwrap();
        let commands = before.server.count(MavCmd::MAV_CMD_DO_SET_MODE);
        let past = Past {
            decided: Some(decided_before),
            withdrawn: Some("test".into()),
            ..Past::default()
        };
        let mut after = again(before, past);
        let ended = finish(&mut after);
        assert_eq!(
            reason(&ended),
            "the plan is revoked: the plan was withdrawn by test",
            "{autopilot}"
        );
        assert_eq!(after.server.count(MavCmd::MAV_CMD_DO_SET_MODE), commands);
        assert!(decided(&after).is_empty(), "{:?}", decided(&after));
    }
}

#[test]
fn a_return_that_began_while_nobody_watched_is_not_called_our_order() {
    for autopilot in BOTH {
        let mut before = air(autopilot);
        until_item(&mut before, 3);
        before.server.set_mode(FlightMode::Return);
        let mut after = again(before, Past::default());
        let ended = finish(&mut after);
        assert!(
            reason(&ended)
                .starts_with("found coming home: it began to return while nobody watched"),
            "{ended:?}"
        );
        assert_eq!(decided(&after), [Situation::FoundReturning], "{autopilot}");
    }
}

#[test]
fn a_return_that_the_mission_makes_itself_is_the_plans_after_a_kill_too() {
    let mut before = air(Autopilot::Px4);
    before.run_until(LONG, |air| air.server.flies() == FlightMode::Return);
    let mut after = again(before, Past::default());
    assert_eq!(finish(&mut after), Outcome::Done);
    assert!(decided(&after).is_empty(), "{:?}", decided(&after));
}

fn lasts(air: &mut Air, seconds: u64) {
    air.run_until(Duration::from_secs(seconds), |_| false);
}

/// A PX4 returns at 60 m as it leaves the factory, this one at 120 m: the way home takes more.
#[test]
fn the_height_of_return_is_read_after_a_kill() {
    for (autopilot, name, number) in [
        (Autopilot::ArduPilot, "RTL_ALT", 12_000.0),
        (Autopilot::Px4, "RTL_RETURN_ALT", 120.0),
    ] {
        let mut before = air(autopilot);
        before.server.parameters.put(name, number);
        until_item(&mut before, 3);
        let mut after = again(before, Past::default());
        until_item(&mut after, 3);
        lasts(&mut after, 5);
        let height_m = after.client.partner.as_ref().unwrap().return_height_m();
        assert!((height_m - 120.0).abs() < 1e-9, "{autopilot}: {height_m}");
    }
}

/// Nobody answers: it is guarded all the same, and reckons with the factory's.
#[test]
fn a_vehicle_whose_parameters_cannot_be_read_is_guarded_all_the_same() {
    let mut before = air(Autopilot::Px4);
    until_item(&mut before, 3);
    before.server.mutes_parameters = true;
    let since = before.now;
    let mut after = again(before, Past::default());
    until_item(&mut after, 3);
    after.server.battery = 0.01;
    lasts(&mut after, 10);
    assert_eq!(decided(&after), [Situation::BatteryLow]);
    assert!(after.now.since(since) < Duration::from_secs(30));
    let height_m = after.client.partner.as_ref().unwrap().return_height_m();
    assert!((height_m - 60.0).abs() < 1e-9, "the factory's: {height_m}");
}

fn circle(north_m: f64) -> Vec<missions::plan::item::Item> {
    let to = home().offset(0.0, north_m);
    vec![missions::plan::item::Item {
        command: 5003,
        frame: 0,
        params: [50.0, 0.0, 0.0, 0.0],
        x: to.latitude_deg(),
        y: to.longitude_deg(),
        z: 0.0,
        autocontinue: true,
    }]
}

#[test]
fn a_fence_that_was_changed_while_nobody_watched_is_noticed_after_a_kill() {
    for autopilot in BOTH {
        let mut before = air(autopilot);
        until_item(&mut before, 2);
        before.server.transfers.set_items(Kind::Fence, circle(0.0));
        let loaded = uploads(&before);
        let mut after = again(before, Past::default());
        lasts(&mut after, 15);
        assert_eq!(decided(&after), [Situation::PlanChanged], "{autopilot}");
        let told = |event: &Event| matches!(event, Event::MissionChanged { what } if what.starts_with("the plan's fence changed in the vehicle"));
        assert!(after.client_events.iter().any(told), "{autopilot}");
        finish(&mut after);
        assert_eq!(uploads(&after), loaded, "nothing is loaded in the air");
        assert_eq!(decided(&after).last(), Some(&Situation::PlanLost));
    }
}

/// A return would lead to somebody's rally point: it holds, and lands where it is.
#[test]
fn a_rally_point_that_is_not_the_plans_is_not_returned_to() {
    for autopilot in BOTH {
        let mut before = air(autopilot);
        before.run_until(LONG, |air| air.server.position.distance_m(home()) > 330.0);
        let to = home().offset(0.0, 450.0);
        let mut point = circle(450.0);
        (point[0].command, point[0].frame, point[0].z) = (5100, 3, 30.0);
        before.server.transfers.set_items(Kind::Rally, point);
        let mut after = again(before, Past::default());
        let Outcome::CutShort { reason } = finish(&mut after) else {
            panic!("{autopilot}: called flown");
        };
        assert!(
            reason.contains("a rally point that is not the plan's"),
            "{reason}"
        );
        let asked = |event: &Event| matches!(event, Event::Commanded { command, .. } if command == "return");
        assert!(!after.client_events.iter().any(asked), "{autopilot}");
        assert!(after.server.position.distance_m(to) > 20.0);
    }
}

#[test]
fn fence_and_rally_points_are_compared_after_a_kill_and_found_well() {
    for autopilot in BOTH {
        let mut before = air(autopilot);
        until_item(&mut before, 2);
        let mut after = again(before, Past::default());
        lasts(&mut after, 15);
        let parts: Vec<_> = after
            .client_events
            .iter()
            .filter_map(|event| match event {
                Event::Loaded {
                    part,
                    uploaded: false,
                    ..
                } => Some(part.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(parts, ["fence", "rally points"], "{autopilot}");
        assert_eq!(finish(&mut after), Outcome::Done, "{autopilot}");
    }
}

/// Stopped for a changed mission, killed, begun again: it is not left hanging in the air.
#[test]
fn a_vehicle_that_was_stopped_for_a_changed_mission_comes_home_after_a_kill_too() {
    for autopilot in BOTH {
        let mut before = air(autopilot);
        until_item(&mut before, 3);
        let other = before.server.transfers.items(Kind::Mission)[..3].to_vec();
        before.server.transfers.set_items(Kind::Mission, other);
        lasts(&mut before, 10);
        assert!(autopilot.is_holding(before.server.flies()), "{autopilot}");
        let past = Past {
            decided: before.client.decision(),
            taken_off: true,
            ..Past::default()
        };
        let mut after = again(before, past);
        let ended = finish(&mut after);
        assert!(reason(&ended).starts_with("the plan is lost"), "{ended:?}");
        assert_eq!(decided(&after), [Situation::PlanLost], "{autopilot}");
    }
}

/// Stopped for a fence that was changed, killed, begun again: it does not fly on for the second
/// that it takes to compare.
#[test]
fn a_vehicle_that_was_stopped_for_a_changed_fence_does_not_fly_on_after_a_kill() {
    let mut before = air(Autopilot::Px4);
    until_item(&mut before, 3);
    before.server.parameters.put("GF_ACTION", 0.0);
    lasts(&mut before, 5);
    let past = Past {
        decided: before.client.decision(),
        taken_off: true,
        ..Past::default()
    };
    assert!(
        past.decided
            .as_ref()
            .is_some_and(Decision::is_about_the_plan)
    );
    let mut after = again(before, past);
    after.set_network(Network::lossy(0.3));
    let moved = after.run_until(Duration::from_secs(45), |air| {
        air.server.flies() == FlightMode::Mission
    });
    assert!(!moved, "{:?}", decided(&after));
}
