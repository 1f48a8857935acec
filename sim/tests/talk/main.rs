//! A whole conversation in one process, in stepped time: the same bytes twice, faults included,
//! and nothing that a client says upsets the vehicle.

#![expect(clippy::unwrap_used, reason = "a test: what goes wrong ends it")]

mod ground;
mod hostile;

use missions::link::dialect::{MISSION_COUNT_DATA, MavCmd, MavMessage, MavResult};
use sim::faults::LinkFault;
use sim::vehicle::modes::Manner;

use ground::{Ground, VEHICLE};

fn flown(manner: Manner, faults: &[LinkFault], seed: u64) -> Ground {
    let mut ground = Ground::new(manner, faults, seed);
    ground.fly(manner);
    ground
}

#[test]
fn the_same_scenario_and_talk_give_the_same_bytes_twice() {
    let faults = [
        LinkFault::PacketLoss { share: 0.1 },
        LinkFault::Latency {
            ms: 40,
            jitter_ms: 60,
        },
    ];
    for manner in [Manner::ArduPilot, Manner::Px4] {
        let (first, second) = (flown(manner, &faults, 7), flown(manner, &faults, 7));
        assert!(first.bytes.len() > 10_000, "{}", first.bytes.len());
        assert_eq!(first.bytes, second.bytes, "{manner:?}");
        let other = flown(manner, &faults, 8);
        assert_ne!(
            first.bytes, other.bytes,
            "{manner:?}: the seed has no effect"
        );
    }
}

#[test]
fn it_takes_off_and_lands_as_it_is_told_over_the_link() {
    for manner in [Manner::ArduPilot, Manner::Px4] {
        let ground = flown(manner, &[], 1);
        for command in [
            MavCmd::MAV_CMD_COMPONENT_ARM_DISARM,
            MavCmd::MAV_CMD_NAV_TAKEOFF,
            MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH,
        ] {
            let accepted = [MavResult::MAV_RESULT_ACCEPTED];
            assert_eq!(ground.results(command), accepted, "{manner:?} {command:?}");
        }
        let vehicle = ground.world.vehicle(0).unwrap();
        assert!(!vehicle.asked().is_armed(), "{manner:?}: still armed");
        assert_eq!(vehicle.logs().len(), 1);
        assert_eq!(ground.reader.counts().crc_errors, 0);
        assert_eq!(ground.reader.counts().lost, 0);
    }
}

/// The recorded `HEARTBEAT.base_mode` of both autopilots, disarmed and armed.
#[test]
fn heartbeats_are_those_that_were_recorded() {
    for (manner, recorded) in [
        (Manner::ArduPilot, [81, 89, 217]),
        (Manner::Px4, [29, 157, 157]),
    ] {
        let ground = flown(manner, &[], 1);
        let seen: Vec<u8> = ground
            .heard
            .iter()
            .filter_map(|(from, message)| match message {
                MavMessage::HEARTBEAT(beat) if *from == VEHICLE => Some(beat.base_mode.bits()),
                _ => None,
            })
            .collect();
        for mode in recorded {
            assert!(seen.contains(&mode), "{manner:?}: {mode} not in {seen:?}");
        }
    }
}

#[test]
fn a_cut_link_carries_nothing_either_way() {
    let mut ground = Ground::new(Manner::Px4, &[LinkFault::LinkCut {}], 1);
    ground.wait(10);
    assert!(ground.bytes.is_empty());
    assert!(!ground.world.vehicle(0).unwrap().asked().hears_ground());
}

#[test]
fn a_count_beyond_all_room_is_refused_and_changes_nothing() {
    for manner in [Manner::ArduPilot, Manner::Px4] {
        let mut ground = Ground::new(manner, &[], 1);
        ground.wait(2);
        ground.say(MavMessage::MISSION_COUNT(MISSION_COUNT_DATA {
            count: u16::MAX,
            target_system: 1,
            target_component: 1,
            ..MISSION_COUNT_DATA::DEFAULT
        }));
        ground.wait(1);
        let refused = ground.heard.iter().any(|(_, message)| {
            matches!(message, MavMessage::MISSION_ACK(ack) if ack.mavtype as u8 != 0)
        });
        assert!(refused, "{manner:?}");
    }
}
