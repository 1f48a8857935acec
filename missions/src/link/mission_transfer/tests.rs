//! Both halves against each other in virtual time, and the client against real autopilots.

use std::time::Duration;

use super::*;
use crate::geodesy::Position;
use crate::link::Conversation;
use crate::link::manners::Autopilot;
use crate::link::pair::{Network, Pair};
use crate::plan::item::Item;
use crate::plan::{Height, Waypoint};
use crate::time::BootTime;

const GROUND: Endpoint = Endpoint::new(255, 190);
const VEHICLE: Endpoint = Endpoint::new(1, 1);
const BOTH: [Autopilot; 2] = [Autopilot::ArduPilot, Autopilot::Px4];

fn pair(autopilot: Autopilot, network: Network, seed: u64) -> Pair<Client, Server> {
    Pair::new(
        Client::new(GROUND, VEHICLE, autopilot),
        Server::new(VEHICLE, autopilot, Limits::default()),
        network,
        seed,
    )
}

fn items(count: usize) -> Vec<Item> {
    let item = |n: usize| Item {
        command: 16,
        frame: 3,
        params: [0.0, 0.0, 0.0, f64::NAN],
        x: 22.27 + n as f64 * 1e-5,
        y: 114.19 - n as f64 * 1e-5,
        z: 40.0 + n as f64,
        autocontinue: true,
    };
    (0..count).map(item).collect()
}

fn home() -> Waypoint {
    Waypoint {
        position: Position::new(22.27, 114.19).unwrap(),
        height: Height::above_sea(5.0),
    }
}

fn ends(pair: &Pair<Client, Server>) -> Vec<ClientEvent> {
    let is_end = |event: &&ClientEvent| !matches!(event, ClientEvent::Progress { .. });
    pair.client_events.iter().filter(is_end).cloned().collect()
}

#[test]
fn a_mission_goes_up_and_comes_back_the_same() {
    for autopilot in BOTH {
        let mut pair = pair(autopilot, Network::PERFECT, 1);
        let sent = items(20);
        pair.server.set_home(Some(home()));
        pair.client
            .upload(BootTime::ZERO, Kind::Mission, &sent, Some(home()));
        pair.client.download(BootTime::ZERO, Kind::Mission);
        pair.run(Duration::from_mins(1));
        let ends = ends(&pair);
        let [
            ClientEvent::Uploaded { opaque_id, .. },
            ClientEvent::Downloaded {
                items,
                home: at,
                opaque_id: name,
                ..
            },
        ] = ends.as_slice()
        else {
            panic!("{ends:?}");
        };
        assert_eq!(opaque_id, name);
        assert_eq!(*opaque_id != 0, autopilot == Autopilot::Px4);
        assert_eq!(differences(&sent, items, Kind::Mission, autopilot), []);
        assert_eq!(at.is_some(), autopilot == Autopilot::ArduPilot);
        assert_eq!(pair.server.items(Kind::Mission).len(), 20);
    }
}

#[test]
fn a_jump_means_the_same_item_on_both_sides() {
    for autopilot in BOTH {
        let mut pair = pair(autopilot, Network::PERFECT, 1);
        let mut sent = items(3);
        sent[2] = Item {
            command: 177,
            frame: 2,
            params: [1.0, 2.0, 0.0, 0.0],
            x: 0.0,
            y: 0.0,
            z: 0.0,
            ..sent[2]
        };
        pair.client
            .upload(BootTime::ZERO, Kind::Mission, &sent, None);
        pair.client.download(BootTime::ZERO, Kind::Mission);
        pair.run(Duration::from_mins(1));
        assert_eq!(pair.server.items(Kind::Mission)[2].params[0], 1.0);
        let Some(ClientEvent::Downloaded { items, .. }) = ends(&pair).pop() else {
            panic!("{:?}", ends(&pair));
        };
        assert_eq!(differences(&sent, &items, Kind::Mission, autopilot), []);
    }
}

/// The bar: 500 items with 30 % lost each way, on every seed.
#[test]
fn five_hundred_items_go_up_with_a_third_lost_each_way() {
    let sent = items(500);
    for autopilot in BOTH {
        for seed in 0..20 {
            let mut pair = pair(autopilot, Network::lossy(0.3), seed);
            pair.client
                .upload(BootTime::ZERO, Kind::Mission, &sent, None);
            let ended = pair.run_until(Duration::from_hours(2), |pair| pair.client.is_idle());
            assert!(ended, "{autopilot} seed {seed}");
            let ends = ends(&pair);
            assert!(
                matches!(ends.as_slice(), [ClientEvent::Uploaded { .. }]),
                "{autopilot} seed {seed}: {ends:?}"
            );
            let held = pair.server.items(Kind::Mission);
            assert_eq!(differences(&sent, held, Kind::Mission, autopilot), []);
        }
    }
}

#[test]
fn a_long_mission_is_read_with_a_third_lost_each_way() {
    for autopilot in BOTH {
        for seed in 0..20 {
            let mut pair = pair(autopilot, Network::lossy(0.3), seed);
            pair.server.set_items(Kind::Mission, items(200));
            pair.client.download(BootTime::ZERO, Kind::Mission);
            pair.run_until(Duration::from_hours(1), |pair| pair.client.is_idle());
            let Some(ClientEvent::Downloaded { items: got, .. }) = ends(&pair).pop() else {
                panic!("{autopilot} seed {seed}: {:?}", ends(&pair));
            };
            assert_eq!(differences(&items(200), &got, Kind::Mission, autopilot), []);
        }
    }
}

#[test]
fn an_item_that_the_vehicle_will_not_have_is_named_as_the_plan_counts() {
    for autopilot in BOTH {
        let mut pair = pair(autopilot, Network::PERFECT, 1);
        let mut sent = items(5);
        sent[3].command = 4501; // a gate: not ArduCopter's
        sent[3].frame = 10; // above terrain: not PX4's
        pair.client
            .upload(BootTime::ZERO, Kind::Mission, &sent, None);
        pair.run(Duration::from_mins(1));
        let ends = ends(&pair);
        let [
            ClientEvent::Failed {
                error:
                    TransferError::RefusedItem {
                        index: 3,
                        command: 4501,
                        ..
                    },
                ..
            },
        ] = ends.as_slice()
        else {
            panic!("{ends:?}");
        };
        assert!(pair.server.items(Kind::Mission).is_empty());
    }
}

#[test]
fn a_booting_ardupilot_has_no_space() {
    let mut pair = pair(Autopilot::ArduPilot, Network::PERFECT, 1);
    pair.server.set_ready(false);
    pair.client
        .upload(BootTime::ZERO, Kind::Mission, &items(2), None);
    pair.run(Duration::from_mins(1));
    let no_space = TransferError::Refused(MavMissionResult::MAV_MISSION_NO_SPACE);
    let failed = ClientEvent::Failed {
        kind: Kind::Mission,
        error: no_space,
    };
    assert_eq!(ends(&pair), [failed]);
}

#[test]
fn more_items_than_the_vehicle_holds_are_refused() {
    let mut pair = pair(Autopilot::Px4, Network::PERFECT, 1);
    pair.client
        .upload(BootTime::ZERO, Kind::Rally, &items(51), None);
    pair.run(Duration::from_mins(1));
    let no_space = TransferError::Refused(MavMissionResult::MAV_MISSION_NO_SPACE);
    let failed = ClientEvent::Failed {
        kind: Kind::Rally,
        error: no_space,
    };
    assert_eq!(ends(&pair), [failed]);
}

#[test]
fn a_list_is_emptied_by_clearing_and_by_an_upload_of_nothing() {
    for autopilot in BOTH {
        let mut pair = pair(autopilot, Network::lossy(0.2), 7);
        pair.server.set_items(Kind::Mission, items(3));
        pair.server.set_items(Kind::Rally, items(3));
        pair.client.clear(BootTime::ZERO, Kind::Mission);
        pair.client.upload(BootTime::ZERO, Kind::Rally, &[], None);
        pair.run(Duration::from_mins(2));
        assert_eq!(ends(&pair).len(), 2);
        assert!(pair.server.items(Kind::Mission).is_empty());
        assert!(pair.server.items(Kind::Rally).is_empty());
    }
}

#[test]
fn nobody_there_is_told_and_the_next_transfer_is_begun() {
    let dead = Network {
        loss: 1.0,
        ..Network::PERFECT
    };
    let mut pair = pair(Autopilot::Px4, dead, 1);
    pair.client
        .upload(BootTime::ZERO, Kind::Mission, &items(3), None);
    pair.client.download(BootTime::ZERO, Kind::Fence);
    pair.run(Duration::from_mins(5));
    let failures = ends(&pair);
    assert_eq!(failures.len(), 2);
    assert!(failures.iter().all(|end| matches!(
        end,
        ClientEvent::Failed {
            error: TransferError::NoAnswer { .. },
            ..
        }
    )));
}

#[test]
fn a_link_that_is_cut_for_a_while_only_delays() {
    for autopilot in BOTH {
        let mut pair = pair(autopilot, Network::lossy(0.0), 3);
        pair.client
            .upload(BootTime::ZERO, Kind::Mission, &items(100), None);
        pair.run(Duration::from_secs(4));
        pair.set_network(Network {
            loss: 1.0,
            ..Network::PERFECT
        });
        pair.run(Duration::from_secs(12));
        pair.set_network(Network::lossy(0.1));
        pair.run(Duration::from_mins(5));
        assert!(
            matches!(ends(&pair).as_slice(), [ClientEvent::Uploaded { .. }]),
            "{autopilot}: {:?}",
            ends(&pair)
        );
    }
}

#[test]
fn somebody_else_has_to_wait_while_a_list_is_received() {
    for autopilot in BOTH {
        let mut pair = pair(autopilot, Network::PERFECT, 1);
        pair.client
            .upload(BootTime::ZERO, Kind::Mission, &items(50), None);
        pair.run(Duration::from_millis(60));
        let mut other = Client::new(Endpoint::new(254, 1), VEHICLE, autopilot);
        other.upload(pair.now, Kind::Mission, &items(2), None);
        pair.inject_to_server(other.poll_transmit().unwrap());
        pair.run(Duration::from_mins(1));
        assert_eq!(pair.server.items(Kind::Mission).len(), 50, "{autopilot}");
        assert!(matches!(
            ends(&pair).as_slice(),
            [ClientEvent::Uploaded { .. }]
        ));
    }
}

#[test]
fn what_was_called_off_is_not_done() {
    let mut pair = pair(Autopilot::ArduPilot, Network::PERFECT, 1);
    pair.client
        .upload(BootTime::ZERO, Kind::Mission, &items(50), None);
    pair.run(Duration::from_millis(60));
    pair.client.cancel();
    pair.run(Duration::from_mins(1));
    assert!(pair.server.items(Kind::Mission).is_empty());
    let cancelled = ClientEvent::Failed {
        kind: Kind::Mission,
        error: TransferError::Cancelled,
    };
    assert_eq!(ends(&pair), [cancelled]);
}

#[test]
fn progress_only_rises() {
    let mut pair = pair(Autopilot::ArduPilot, Network::lossy(0.3), 5);
    pair.client
        .upload(BootTime::ZERO, Kind::Mission, &items(100), None);
    pair.run_until(Duration::from_hours(1), |pair| pair.client.is_idle());
    let done: Vec<_> = pair
        .client_events
        .iter()
        .filter_map(|event| match event {
            ClientEvent::Progress {
                done, total: 101, ..
            } => Some(*done),
            _ => None,
        })
        .collect();
    assert!(done.last() == Some(&100) && done.is_sorted(), "{done:?}");
}

/// MAVSDK answers PX4's first MISSION_REQUEST so, and is then asked with MISSION_REQUEST_INT.
#[test]
fn px4_asks_the_other_way_when_its_way_is_unsupported() {
    let (ground, px4) = (Endpoint::new(245, 190), Endpoint::new(1, 1));
    let mut server = Server::new(px4, Autopilot::Px4, Limits::default());
    let count = MavMessage::MISSION_COUNT(crate::link::dialect::MISSION_COUNT_DATA {
        count: 2,
        target_system: 1,
        target_component: 1,
        ..crate::link::dialect::MISSION_COUNT_DATA::DEFAULT
    });
    server.handle(BootTime::ZERO, ground, &count);
    let first = server.poll_transmit().unwrap().message;
    assert!(matches!(first, MavMessage::MISSION_REQUEST(m) if m.seq == 0));
    let unsupported = acknowledgement(
        px4,
        Kind::Mission,
        MavMissionResult::MAV_MISSION_UNSUPPORTED,
        0,
    );
    server.handle(BootTime::ZERO, ground, &unsupported);
    let second = server.poll_transmit().unwrap().message;
    assert!(matches!(second, MavMessage::MISSION_REQUEST_INT(m) if m.seq == 0));
}

/// `seq + 1` of the last u16 once overflowed.
#[test]
fn a_request_for_item_65535_breaks_px4s_reading_off_and_nothing_else() {
    let (ground, px4) = (Endpoint::new(245, 190), Endpoint::new(1, 1));
    let mut server = Server::new(px4, Autopilot::Px4, Limits::default());
    server.set_items(Kind::Mission, items(3));
    let list = MavMessage::MISSION_REQUEST_LIST(crate::link::dialect::MISSION_REQUEST_LIST_DATA {
        target_system: 1,
        target_component: 1,
        ..crate::link::dialect::MISSION_REQUEST_LIST_DATA::DEFAULT
    });
    server.handle(BootTime::ZERO, ground, &list);
    let count = server.poll_transmit().unwrap().message;
    assert!(matches!(count, MavMessage::MISSION_COUNT(m) if m.count == 3));
    let request = MavMessage::MISSION_REQUEST_INT(crate::link::dialect::MISSION_REQUEST_INT_DATA {
        seq: u16::MAX,
        target_system: 1,
        target_component: 1,
        ..crate::link::dialect::MISSION_REQUEST_INT_DATA::DEFAULT
    });
    server.handle(BootTime::ZERO, ground, &request);
    let answer = server.poll_transmit().unwrap().message;
    let error = MavMissionResult::MAV_MISSION_ERROR;
    assert!(matches!(answer, MavMessage::MISSION_ACK(m) if m.mavtype == error));
}
