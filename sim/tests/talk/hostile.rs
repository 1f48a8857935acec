//! Nothing that a client says, and no value of any parameter, upsets the vehicle.

use std::time::Duration;

use missions::link::command::Command;
use missions::link::dialect::{
    FILE_TRANSFER_PROTOCOL_DATA, LOG_REQUEST_DATA_DATA, LOG_REQUEST_LIST_DATA,
    MISSION_ITEM_INT_DATA, MISSION_REQUEST_INT_DATA, MISSION_REQUEST_LIST_DATA, MavCmd, MavMessage,
};
use proptest::prelude::*;
use sim::vehicle::modes::Manner;

use crate::ground::{Ground, VEHICLE};

fn hostile() -> impl Strategy<Value = MavMessage> {
    let number = prop_oneof![
        Just(f32::NAN),
        Just(f32::INFINITY),
        Just(f32::MIN),
        Just(0.0_f32),
        Just(1.0_f32),
        any::<f32>(),
    ];
    let command = prop::sample::select(vec![
        MavCmd::MAV_CMD_NAV_TAKEOFF,
        MavCmd::MAV_CMD_NAV_LAND,
        MavCmd::MAV_CMD_DO_ORBIT,
        MavCmd::MAV_CMD_DO_SET_MODE,
        MavCmd::MAV_CMD_DO_CHANGE_SPEED,
        MavCmd::MAV_CMD_DO_SET_HOME,
        MavCmd::MAV_CMD_DO_REPOSITION,
        MavCmd::MAV_CMD_DO_SET_ROI_LOCATION,
        MavCmd::MAV_CMD_DO_SET_CAM_TRIGG_DIST,
        MavCmd::MAV_CMD_DO_SET_MISSION_CURRENT,
        MavCmd::MAV_CMD_CONDITION_YAW,
        MavCmd::MAV_CMD_MISSION_START,
        MavCmd::MAV_CMD_COMPONENT_ARM_DISARM,
        MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL,
        MavCmd::MAV_CMD_REQUEST_MESSAGE,
        MavCmd::MAV_CMD_IMAGE_START_CAPTURE,
        MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW,
    ]);
    let params = prop::collection::vec(number.clone(), 7);
    let said = (command.clone(), params)
        .prop_map(|(command, params)| Command::long(command, &params).to_message(VEHICLE, 0));
    let item = (
        command,
        prop::array::uniform4(number),
        any::<[i32; 2]>(),
        any::<u16>(),
    )
        .prop_map(|(command, [param1, param2, param3, z], [x, y], seq)| {
            MavMessage::MISSION_ITEM_INT(MISSION_ITEM_INT_DATA {
                param1,
                param2,
                param3,
                x,
                y,
                z,
                seq,
                command,
                target_system: 1,
                target_component: 1,
                ..MISSION_ITEM_INT_DATA::DEFAULT
            })
        });
    prop_oneof![3 => said, 1 => item, 4 => asked()]
}

/// Questions about missions, logs and files with numbers that nobody means.
#[expect(deprecated, reason = "old ground stations still say so")]
fn asked() -> impl Strategy<Value = MavMessage> {
    use missions::link::dialect::{MISSION_REQUEST_DATA, MISSION_SET_CURRENT_DATA};
    let seq = prop_oneof![Just(0_u16), Just(1), Just(u16::MAX), any::<u16>()];
    let offset = prop_oneof![Just(0_u32), Just(u32::MAX), any::<u32>()];
    let mission = (0..4, seq.clone()).prop_map(|(which, seq)| match which {
        0 => MavMessage::MISSION_REQUEST_LIST(MISSION_REQUEST_LIST_DATA {
            target_system: 1,
            target_component: 1,
            ..MISSION_REQUEST_LIST_DATA::DEFAULT
        }),
        1 => MavMessage::MISSION_REQUEST(MISSION_REQUEST_DATA {
            seq,
            target_system: 1,
            target_component: 1,
            ..MISSION_REQUEST_DATA::DEFAULT
        }),
        2 => MavMessage::MISSION_SET_CURRENT(MISSION_SET_CURRENT_DATA {
            seq,
            target_system: 1,
            target_component: 1,
        }),
        _ => MavMessage::MISSION_REQUEST_INT(MISSION_REQUEST_INT_DATA {
            seq,
            target_system: 1,
            target_component: 1,
            ..MISSION_REQUEST_INT_DATA::DEFAULT
        }),
    });
    let log = (offset.clone(), offset, seq, any::<bool>()).prop_map(|(ofs, count, id, list)| {
        if list {
            return MavMessage::LOG_REQUEST_LIST(LOG_REQUEST_LIST_DATA {
                start: ofs as u16,
                end: id,
                target_system: 1,
                target_component: 1,
            });
        }
        MavMessage::LOG_REQUEST_DATA(LOG_REQUEST_DATA_DATA {
            ofs,
            count,
            id,
            target_system: 1,
            target_component: 1,
        })
    });
    let file = (0_u8..20, any::<[u8; 12]>(), any::<[u8; 8]>()).prop_map(|(opcode, head, tail)| {
        let mut payload = [b'/'; 251];
        payload[..12].copy_from_slice(&head);
        payload[3] = opcode;
        payload[12..20].copy_from_slice(&tail);
        MavMessage::FILE_TRANSFER_PROTOCOL(FILE_TRANSFER_PROTOCOL_DATA {
            target_network: 0,
            target_system: 1,
            target_component: 1,
            payload,
        })
    });
    prop_oneof![4 => mission, 1 => log, 1 => file]
}

const HOSTILE: [f32; 9] = [
    f32::NAN,
    f32::INFINITY,
    f32::NEG_INFINITY,
    3e38,
    -3e38,
    -1.0,
    0.0,
    1e-30,
    1e6,
];

/// `RTL_LAND_DELAY` of 3e38 s once was no `Duration`.
#[test]
fn no_value_of_any_one_parameter_upsets_a_return() {
    for (manner, name) in [
        (Manner::Px4, "RTL_LAND_DELAY"),
        (Manner::ArduPilot, "RTL_LOIT_TIME"),
    ] {
        for value in [3e38, -3e38, 0.0] {
            let mut ground = Ground::new(manner, &[], 3);
            ground.climb(manner);
            let vehicle = ground.world.vehicle(0).unwrap();
            assert!(
                vehicle.truth().position_ned_m.z < -1.0,
                "{manner:?}: on the ground"
            );
            let index = vehicle.asked().parameters().index(name).unwrap();
            ground.set(manner, index, value);
            ground.command(MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, &[]);
            ground.wait(60);
            let is_home = !ground.world.vehicle(0).unwrap().asked().is_armed();
            assert!(is_home || value != 0.0, "{manner:?} {name}: not landed");
            assert!(ground.is_sound(), "{manner:?} {name} {value}");
        }
    }
}

/// Every name with every value, a few names at a time so that most flights go on; a negative
/// `MPC_YAWRAUTO_MAX` once was no range to turn within.
#[test]
fn no_parameters_upset_a_flying_vehicle() {
    for manner in [Manner::ArduPilot, Manner::Px4] {
        let mut ground = Ground::new(manner, &[], 3);
        let names = ground.world.vehicle(0).unwrap().asked().parameters().len();
        for (value, first) in HOSTILE
            .iter()
            .flat_map(|value| (0..names).step_by(8).map(move |first| (*value, first)))
        {
            ground = Ground::new(manner, &[], 3);
            ground.climb(manner);
            for index in first..names.min(first + 8) {
                ground.set(manner, index, value);
            }
            ground.wait(2);
            ground.command(MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, &[]);
            ground.wait(12);
            assert!(ground.is_sound(), "{manner:?}: {value} from {first} on");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_message_upsets_a_flying_vehicle(
        messages in prop::collection::vec(hostile(), 1..40), px4: bool,
    ) {
        let manner = if px4 { Manner::Px4 } else { Manner::ArduPilot };
        let mut ground = Ground::new(manner, &[], 3);
        ground.wait(30);
        ground.command(MavCmd::MAV_CMD_DO_SET_MODE, &[1.0, 4.0, 3.0]);
        ground.command(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, &[1.0]);
        for message in messages {
            ground.say(message);
            ground.world.run_for(Duration::from_millis(100));
        }
        ground.wait(2);
        let vehicle = ground.world.vehicle(0).unwrap();
        prop_assert!(vehicle.senses().position_ned_m.norm().is_finite());
        prop_assert!(vehicle.truth().position_ned_m.norm().is_finite());
    }

    #[test]
    fn no_bytes_upset_the_vehicle(chunks in prop::collection::vec(
        prop::collection::vec(any::<u8>(), 0..300), 1..20,
    )) {
        let mut ground = Ground::new(Manner::Px4, &[], 3);
        for chunk in chunks {
            ground.world.send(0, &chunk);
            ground.world.run_for(Duration::from_millis(50));
        }
        ground.wait(2);
        prop_assert!(!ground.bytes.is_empty());
    }
}
