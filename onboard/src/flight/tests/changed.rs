//! What the vehicle holds is changed in flight, or its mission leads elsewhere than the plan.

use missions::link::command::Command;
use missions::link::dialect::{HEARTBEAT_DATA, MavAutopilot, MavMessage, MavResult, MavType};
use missions::plan::item::Item;
use missions::plan::items::command as cmd;

use super::*;

/// Somebody else's station.
const OTHER: Endpoint = Endpoint::new(254, 190);

fn in_flight(autopilot: Autopilot) -> Air {
    let mut air = air(autopilot);
    until_item(&mut air, 3);
    air
}

/// As another ground station loads it: other items.
fn load(air: &mut Air, items: Vec<Item>) {
    air.server.transfers.set_items(Kind::Mission, items);
}

fn plans_items(air: &Air) -> Vec<Item> {
    air.client.orders().flyable(air.server.autopilot)
}

/// A mission of two items that leads 200 m west.
fn others() -> Vec<Item> {
    let to = home().offset(270.0, 200.0);
    let item = |north_m| Item {
        command: cmd::WAYPOINT,
        frame: 3,
        params: [0.0; 4],
        x: to.offset(0.0, north_m).latitude_deg(),
        y: to.longitude_deg(),
        z: 40.0,
        autocontinue: true,
    };
    vec![item(100.0), item(300.0)]
}

fn told(air: &Air) -> Vec<&str> {
    let told = air.client_events.iter().filter_map(|event| match event {
        Event::MissionChanged { what } => Some(what.as_str()),
        _ => None,
    });
    told.collect()
}

fn wait(air: &mut Air, seconds: u64) {
    air.run_until(Duration::from_secs(seconds), |_| false);
}

#[test]
fn a_mission_that_another_station_loads_in_flight_is_not_flown_on() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        load(&mut air, others());
        wait(&mut air, 5);
        assert!(autopilot.is_holding(air.server.flies()), "{autopilot}");
        assert_eq!(decided(&air), [Situation::PlanChanged], "{autopilot}");
        let uploads = uploads(&air);
        wait(&mut air, 60);
        assert_eq!(air.server.flies(), FlightMode::Return, "{autopilot}");
        let Outcome::CutShort { reason } = finish(&mut air) else {
            panic!("{autopilot}: called flown");
        };
        let words = "the plan is lost: the plan's mission changed in the vehicle";
        assert!(reason.starts_with(words), "{reason}");
        assert!(told(&air)[0].starts_with("another mission was loaded"));
        let all = [Situation::PlanChanged, Situation::PlanLost];
        assert_eq!(decided(&air), all, "{autopilot}");
        assert_eq!(self::uploads(&air), uploads, "nothing is loaded in the air");
    }
}

/// A PX4 without a mission holds by itself: that is not the pilot.
#[test]
fn a_mission_that_is_deleted_in_flight_brings_it_home() {
    let mut air = in_flight(Autopilot::Px4);
    load(&mut air, Vec::new());
    air.server.says_empty = true;
    air.server.set_mode(FlightMode::Hold);
    let Outcome::CutShort { reason } = finish(&mut air) else {
        panic!("called flown");
    };
    assert!(reason.contains("missing on the vehicle"), "{reason}");
    assert_eq!(told(&air)[0], "the mission was deleted in flight");
    assert_eq!(decided(&air), [Situation::PlanChanged, Situation::PlanLost]);
}

#[test]
fn a_plan_that_is_put_back_is_flown_on() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        let plans = plans_items(&air);
        load(&mut air, others());
        wait(&mut air, 10);
        assert!(autopilot.is_holding(air.server.flies()), "{autopilot}");
        load(&mut air, plans);
        wait(&mut air, 12);
        assert_eq!(air.server.flies(), FlightMode::Mission, "{autopilot}");
        let ended = finish(&mut air);
        assert!(
            matches!(&ended, Outcome::CutShort { reason } if reason.contains("another mission")),
            "{ended:?}"
        );
    }
}

/// The human at the other station says `go on` in the two ways that there are.
#[test]
fn a_human_who_meant_the_change_wins() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        load(&mut air, others());
        wait(&mut air, 5);
        air.server.set_mode(FlightMode::Mission);
        let heard = air.server.count(MavCmd::MAV_CMD_DO_SET_MODE);
        wait(&mut air, 90);
        assert_eq!(
            decided(&air),
            [Situation::PlanChanged, Situation::PilotFlies]
        );
        assert_eq!(
            air.server.count(MavCmd::MAV_CMD_DO_SET_MODE),
            heard,
            "{autopilot}"
        );

        let mut air = in_flight(autopilot);
        load(&mut air, others());
        wait(&mut air, 5);
        air.client.order(Order::Resume, "test");
        wait(&mut air, 90);
        assert_eq!(air.server.flies(), FlightMode::Mission, "{autopilot}");
        assert_eq!(decided(&air), [Situation::PlanChanged], "{autopilot}");
        load(&mut air, Vec::new());
        air.server.says_empty = true;
        wait(&mut air, 5);
        assert_eq!(
            decided(&air).last(),
            Some(&Situation::PlanChanged),
            "changed again"
        );
    }
}

/// Whoever loads the next mission while the vehicle comes home by this one stops nothing.
#[test]
fn a_mission_that_is_loaded_while_a_px4_returns_by_its_own_does_not_stop_the_return() {
    let mut air = air(Autopilot::Px4);
    air.run_until(LONG, |air| air.server.flies() == FlightMode::Return);
    wait(&mut air, 3);
    load(&mut air, others());
    let ended = finish(&mut air);
    assert!(decided(&air).is_empty(), "{:?}", decided(&air));
    assert!(matches!(ended, Outcome::CutShort { .. }), "{ended:?}");
}

/// An ArduPilot returns in AUTO: only its index says so.
#[test]
fn a_mission_that_is_loaded_while_the_vehicle_is_at_the_plans_own_return_stops_nothing() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        let last = plans_items(&air).len() - 1;
        until_item(&mut air, last);
        let mut items = plans_items(&air);
        items.extend(others());
        load(&mut air, items);
        let ended = finish(&mut air);
        assert!(decided(&air).is_empty(), "{:?}", decided(&air));
        assert!(matches!(ended, Outcome::CutShort { .. }), "{ended:?}");
    }
}

/// ArduPilot gives its missions no id.
#[test]
fn a_mission_of_as_many_items_is_noticed_when_the_vehicle_leaves_the_plan() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        air.server.tells_id = false;
        wait(&mut air, 2);
        let mut items = plans_items(&air);
        for item in &mut items[3..] {
            let to = Position::new(item.x, item.y).unwrap().offset(90.0, 300.0);
            (item.x, item.y) = (to.latitude_deg(), to.longitude_deg());
        }
        load(&mut air, items);
        air.server.mutes_lists = true; // what is read now and then would tell first
        let noticed = air.run_until(Duration::from_mins(1), |air| {
            air.server.mutes_lists = told(air).is_empty();
            decided(air) == [Situation::PlanChanged]
        });
        assert!(noticed, "{autopilot}: {:?}", told(&air));
        assert!(
            told(&air)[0].contains("away from where the plan leads"),
            "{:?}",
            told(&air)
        );
        let far_m = air
            .server
            .position
            .distance_m(home().offset(0.0, 250.0).offset(90.0, 100.0));
        assert!(far_m < 300.0, "noticed {far_m:.0} m away");
    }
}

/// Items 4 to 6 lie 100 m apart: what is skipped is shorter than what messages may lag.
#[test]
fn a_skip_of_less_than_100_m_is_told_and_not_called_flown() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        until_item(&mut air, 1);
        air.run_until(LONG, |air| air.server.position.distance_m(home()) > 330.0);
        let item = air.server.current;
        air.server.current = item + 1;
        wait(&mut air, 5);
        assert!(
            told(&air)
                .iter()
                .any(|what| what.contains("came no nearer than")),
            "{autopilot}: {:?}",
            told(&air)
        );
        assert!(decided(&air).is_empty(), "told, and nothing else");
        let Outcome::CutShort { reason } = finish(&mut air) else {
            panic!("{autopilot}: called flown");
        };
        assert!(reason.contains("the mission went on from item"), "{reason}");
    }
}

#[test]
fn a_mission_that_is_set_back_is_told_and_not_called_flown() {
    for autopilot in BOTH {
        let mut air = in_flight(autopilot);
        wait(&mut air, 12);
        let item = air.server.current;
        air.server.current = 1;
        wait(&mut air, 5);
        assert!(
            item > 2 && told(&air)[0].contains("the mission went back"),
            "{:?}",
            told(&air)
        );
        assert!(
            matches!(finish(&mut air), Outcome::CutShort { .. }),
            "{autopilot}"
        );
    }
}

/// With a link that loses a third, in gusts that push it about, held twice and let go on.
#[test]
fn a_plan_that_is_flown_as_it_was_loaded_gives_no_alarm() {
    for (seed, autopilot) in (0..6).flat_map(|seed| BOTH.map(|one| (seed, one))) {
        let vehicle = Scripted::new(autopilot, home());
        let mut air = Pair::new(flight_of(plan()), vehicle, Network::lossy(0.3), seed);
        until_item(&mut air, 2);
        air.server.gusts_m = 15.0;
        for _ in 0..2 {
            air.client.order(Order::Hold, "test");
            wait(&mut air, 10);
            air.client.order(Order::Resume, "test");
            wait(&mut air, 15);
        }
        finish(&mut air);
        assert!(
            told(&air).is_empty(),
            "{autopilot}, {seed}: {:?}",
            told(&air)
        );
    }
}

#[test]
fn a_fence_that_is_switched_off_in_flight_is_noticed_and_switched_on_again_is_well() {
    let check = |autopilot, name: &str, off| {
        let mut air = in_flight(autopilot);
        let on = air.server.parameters.number(name, f64::NAN);
        air.server.parameters.put(name, off);
        wait(&mut air, 5);
        assert!(autopilot.is_holding(air.server.flies()), "{autopilot}");
        assert!(told(&air)[0].starts_with(name), "{:?}", told(&air));
        air.server.parameters.put(name, on);
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    };
    check(Autopilot::ArduPilot, "FENCE_ENABLE", 0.0);
    check(Autopilot::Px4, "GF_ACTION", 0.0);
}

#[test]
fn whoever_is_refused_at_a_ground_station_is_told_why_in_words() {
    let mut air = air(Autopilot::ArduPilot);
    air.run_until(LONG, |air| air.client.phase() == Phase::Loading);
    let now = air.now;
    let beat = MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        mavtype: MavType::MAV_TYPE_GCS,
        autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
        ..HEARTBEAT_DATA::default()
    });
    let pause = Command::long(MavCmd::MAV_CMD_DO_PAUSE_CONTINUE, &[0.0]);
    let us = Endpoint::new(1, ONBOARD_COMPUTER);
    air.client.handle(now, OTHER, &beat);
    air.client.handle(now, OTHER, &pause.to_message(us, 0));
    let mut denied = false;
    let mut text = Vec::new();
    while let Some(sent) = air.client.poll_transmit() {
        match sent.message {
            MavMessage::COMMAND_ACK(m) => denied |= m.result == MavResult::MAV_RESULT_DENIED,
            MavMessage::STATUSTEXT(m) if sent.from == us => text.extend(m.text.iter().copied()),
            _ => {}
        }
    }
    let text = String::from_utf8(text).unwrap();
    assert!(denied, "not answered");
    assert!(
        text.starts_with("hold is not obeyed: it does not fly yet"),
        "{text}"
    );
}
