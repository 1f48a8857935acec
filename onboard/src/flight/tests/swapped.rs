//! Somebody else loads another plan between our loading and take-off, at any moment.

use missions::link::dialect::{
    MISSION_ACK_DATA, MISSION_COUNT_DATA, MISSION_REQUEST_LIST_DATA, MavMessage, MavMissionResult,
    MavMissionType,
};
use missions::link::mission_transfer::differences;
use missions::plan::item::Item;

use super::*;

/// Somebody else's station.
const OTHER: Endpoint = Endpoint::new(254, 190);

fn plans_items(air: &Air) -> Vec<Item> {
    air.client.orders().flyable(air.server.autopilot)
}

/// As many items as the plan's, 300 m east of it.
fn elsewhere(air: &Air) -> Vec<Item> {
    let mut items = plans_items(air);
    for item in items.iter_mut().filter(|item| item.x != 0.0) {
        let to = Position::new(item.x, item.y).unwrap().offset(90.0, 300.0);
        (item.x, item.y) = (to.latitude_deg(), to.longitude_deg());
    }
    items
}

/// The vehicle's mission is the plan's.
fn holds_plan(air: &Air) -> bool {
    let held = air.server.transfers.items(Kind::Mission);
    let autopilot = air.server.autopilot;
    differences(&plans_items(air), held, Kind::Mission, autopilot).is_empty()
}

fn swap(air: &mut Air) {
    let items = elsewhere(air);
    air.server.transfers.set_items(Kind::Mission, items);
}

fn again(air: &Air) -> Vec<&str> {
    let told = air.client_events.iter().filter_map(|event| match event {
        Event::LoadedAgain { why } => Some(why.as_str()),
        _ => None,
    });
    told.collect()
}

fn until(air: &mut Air, phase: Phase) {
    let there = air.run_until(LONG, |air| air.client.phase() >= phase);
    assert!(there, "{:?}", air.client.outcome());
}

/// It once was started all the same, and noticed 17 s later in flight.
#[test]
fn a_plan_that_is_swapped_between_loading_and_arming_is_not_started() {
    for autopilot in BOTH {
        for phase in [Phase::Checking, Phase::Departing] {
            let mut air = air(autopilot);
            until(&mut air, phase);
            swap(&mut air);
            let armed = air.run_until(LONG, |air| air.server.armed);
            assert!(armed, "{:?}", air.client.outcome());
            assert!(holds_plan(&air), "{autopilot} {phase:?}");
            assert_eq!(again(&air).len(), 1, "{autopilot} {phase:?}");
            assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
        }
    }
}

#[test]
fn who_swaps_it_again_and_again_is_not_outdone() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        let mut swaps = 0;
        air.run_until(LONG, |air| {
            if air.client.phase() == Phase::Departing && swaps < 5 && holds_plan(air) {
                swaps += 1;
                swap(air);
            }
            air.client.outcome().is_some()
        });
        let Some(Outcome::Failed { reason }) = air.client.outcome() else {
            panic!("{autopilot}: {:?}", air.client.outcome());
        };
        assert!(reason.contains("agree on who loads it"), "{reason}");
        assert!(!air.server.armed);
        assert_eq!(air.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM), 0);
    }
}

#[test]
fn a_fence_that_is_removed_or_switched_off_after_loading_is_put_back_before_arming() {
    for (autopilot, name) in [
        (Autopilot::ArduPilot, "FENCE_ENABLE"),
        (Autopilot::Px4, "GF_ACTION"),
    ] {
        let mut air = air(autopilot);
        until(&mut air, Phase::Departing);
        air.server.transfers.set_items(Kind::Fence, Vec::new());
        assert!(air.run_until(LONG, |air| air.server.armed));
        assert!(!air.server.transfers.items(Kind::Fence).is_empty());
        assert_eq!(again(&air).len(), 1, "{autopilot}");

        let mut air = self::air(autopilot);
        until(&mut air, Phase::Departing);
        air.server.parameters.put(name, 0.0);
        assert!(air.run_until(LONG, |air| air.server.armed));
        assert_ne!(air.server.parameters.number(name, 0.0), 0.0, "{autopilot}");
        assert!(again(&air)[0].starts_with(name), "{:?}", again(&air));
    }
}

/// An ArduPilot is armed first and started then: what is seen in between still counts.
#[test]
fn an_upload_that_is_seen_after_the_last_look_is_not_started() {
    let signs = [
        MavMessage::MISSION_ACK(MISSION_ACK_DATA {
            target_system: OTHER.system,
            target_component: OTHER.component,
            mavtype: MavMissionResult::MAV_MISSION_ACCEPTED,
            mission_type: MavMissionType::MAV_MISSION_TYPE_MISSION,
            ..MISSION_ACK_DATA::default()
        }),
        MavMessage::MISSION_COUNT(MISSION_COUNT_DATA {
            count: 7,
            target_system: 1,
            target_component: 1,
            ..MISSION_COUNT_DATA::default()
        }),
    ];
    for (from, sign) in [scripted::ME, OTHER].into_iter().zip(signs) {
        let mut air = air(Autopilot::ArduPilot);
        assert!(air.run_until(LONG, |air| air.server.armed));
        swap(&mut air);
        let now = air.now;
        air.client.handle(now, from, &sign);
        assert!(air.run_until(LONG, |air| !air.server.armed));
        assert_eq!(air.server.count(MavCmd::MAV_CMD_MISSION_START), 0);
        assert_eq!(finish(&mut air), Outcome::Done);
        assert_eq!(again(&air).len(), 1);
        assert_eq!(air.server.count(MavCmd::MAV_CMD_MISSION_START), 1);
    }
}

/// Whatever nobody can see before it is armed is seen while it climbs.
#[test]
fn a_plan_that_is_swapped_with_the_arming_is_noticed_at_take_off() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.server.tells_id = false;
        assert!(air.run_until(LONG, |air| air.server.armed));
        swap(&mut air);
        let armed = air.now;
        let noticed = air.run_until(Duration::from_mins(2), |air| {
            decided(air) == [Situation::PlanChanged]
        });
        assert!(noticed, "{autopilot}: {:?}", decided(&air));
        assert!(air.now.since(armed) < Duration::from_secs(6), "{autopilot}");
        let far_m = air.server.position.distance_m(home());
        assert!(far_m < 30.0, "{autopilot}: {far_m:.0} m away");
        assert!(matches!(finish(&mut air), Outcome::CutShort { .. }));
    }
}

/// At every moment from loading to take-off, on links that delay, lose, double and mix up: what is
/// flown is the plan, or the flight stops for it.
#[test]
fn at_whatever_moment_it_is_swapped_no_other_plan_is_flown() {
    for (autopilot, network) in BOTH
        .into_iter()
        .flat_map(|one| [Network::PERFECT, Network::lossy(0.2)].map(|network| (one, network)))
    {
        for step in 0..40 {
            let vehicle = Scripted::new(autopilot, home());
            let mut air = Pair::new(flight_of(plan()), vehicle, network, step);
            air.server.tells_id = step % 2 == 0 && autopilot == Autopilot::Px4;
            until(&mut air, Phase::Checking);
            air.run_until(Duration::from_millis(step * 97), |_| false);
            swap(&mut air);
            let ended = finish(&mut air);
            let flown = holds_plan(&air);
            let stopped = decided(&air).contains(&Situation::PlanChanged);
            let told = decided(&air);
            assert!(flown || stopped, "{autopilot} {step}: {ended:?} {told:?}");
            let is_done = ended == Outcome::Done;
            assert!(!(is_done && stopped), "{autopilot} {step}: called flown");
            if network == Network::PERFECT {
                assert!(is_done || stopped, "{autopilot} {step}: {ended:?} {told:?}");
            }
        }
    }
}

/// Reading is no change: a station that only looks disturbs nothing.
#[test]
fn a_station_that_only_reads_is_no_meddler() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        let read = MavMessage::MISSION_REQUEST_LIST(MISSION_REQUEST_LIST_DATA {
            target_system: 1,
            target_component: 1,
            ..MISSION_REQUEST_LIST_DATA::default()
        });
        air.run_until(LONG, |air| {
            let now = air.now;
            if air.client.phase() == Phase::Departing {
                air.client.handle(now, OTHER, &read);
            }
            air.client.phase() == Phase::Flying
        });
        assert!(again(&air).is_empty());
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}

/// ArduPilot has no name for its mission: it is read again and again while nobody says anything.
#[test]
fn a_mission_of_as_many_items_is_noticed_in_flight_before_the_vehicle_leaves_the_plan() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.server.tells_id = false;
        until_item(&mut air, 1);
        // The last way point alone: nothing of it shows for two minutes.
        let mut items = plans_items(&air);
        let last = items.iter_mut().rev().find(|item| item.command == 16);
        last.unwrap().y += 0.003;
        air.server.transfers.set_items(Kind::Mission, items);
        let swapped = air.now;
        let noticed = air.run_until(LONG, |air| {
            decided(air) == [Situation::PlanChanged] || air.client.outcome().is_some()
        });
        assert!(noticed && air.server.armed, "{autopilot}");
        let after = air.now.since(swapped);
        assert!(after < Duration::from_secs(36), "{autopilot}: {after:?}");
        let Outcome::CutShort { reason } = finish(&mut air) else {
            panic!("{autopilot}: called flown");
        };
        assert!(reason.contains("the plan's mission changed"), "{reason}");
    }
}

/// What the periodic reading costs: below one item a second on average, none where it is not needed.
#[test]
fn reading_again_in_flight_takes_little_of_the_link() {
    for (autopilot, tells_id) in [
        (Autopilot::ArduPilot, false),
        (Autopilot::Px4, false),
        (Autopilot::Px4, true),
    ] {
        let mut air = air(autopilot);
        air.server.tells_id = tells_id;
        until_item(&mut air, 1);
        air.run_until(Duration::from_secs(10), |_| false);
        air.client.order(Order::Hold, "test");
        let read = |air: &Air| air.server.requests;
        let before = read(&air);
        air.run_until(Duration::from_mins(5), |_| false);
        let items = read(&air) - before;
        let per_round = if tells_id { 2..=4 } else { 8..=14 };
        let rounds = 5 * 60 / 30;
        let most = per_round.end() * rounds;
        let least = per_round.start() * (rounds - 2);
        assert!((least..=most).contains(&items), "{autopilot}: {items}");
        assert!(decided(&air).len() == 1, "{:?}", decided(&air));
    }
}

#[test]
fn a_list_that_cannot_be_read_in_flight_is_told_once() {
    let mut air = air(Autopilot::ArduPilot);
    until_item(&mut air, 1);
    air.run_until(Duration::from_secs(10), |_| false);
    air.server.mutes_lists = true;
    air.client.order(Order::Hold, "test");
    air.run_until(Duration::from_mins(15), |_| false);
    let told = air
        .client_events
        .iter()
        .filter(|event| matches!(event, Event::NotCompared { .. }));
    assert_eq!(told.count(), 3, "once each");
}

#[test]
fn what_cannot_be_read_before_arming_is_not_armed() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        until(&mut air, Phase::Departing);
        air.server.mutes_lists = true;
        let Outcome::Failed { reason } = finish(&mut air) else {
            panic!("{autopilot}: flown");
        };
        assert!(reason.contains("cannot be read once more"), "{reason}");
        assert_eq!(air.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM), 0);
    }
}
