//! Every conversation among strangers: messages of any kind with anything in them, from anybody,
//! at any time. The promise is no panic, and that nobody is talked into an endless answer.

use proptest::prelude::*;

use super::dialect::{MISSION_ITEM_INT_DATA, MavMessage};
use super::manners::Autopilot;
use super::mission_transfer::{self, Kind, Limits};
use super::{
    Conversation, Endpoint, Message as _, camera, command, from_mavlink, gimbal, heartbeat,
    parameters, signing,
};
use crate::camera::gimbal::Gimbal;
use crate::telemetry::VehicleState;
use crate::time::BootTime;

const ME: Endpoint = Endpoint::new(1, 1);
const OTHER: Endpoint = Endpoint::new(2, 1);
/// More than any one message or time may lead to.
const MOST: usize = 2000;

/// A message as bytes make it: its number, what it says, who says it, and how many milliseconds
/// after the one before.
#[derive(Clone, Debug)]
struct Stray {
    message: MavMessage,
    from: Endpoint,
    after_ms: u64,
}

/// Small numbers often: they are the addresses, counts and states that are understood.
fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![3 => Just(0_u8), 3 => 1..4_u8, 1 => Just(255), 4 => any::<u8>()]
}

/// The numbers that some conversation listens to, and others.
fn number() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(0),
        20..25_u32,
        37..52_u32,
        73..78_u32,
        110..123_u32,
        253..254_u32,
        259..290_u32,
        0..420_u32,
    ]
}

fn stray() -> impl Strategy<Value = Stray> {
    let payload = prop::collection::vec(byte(), 255);
    let from = prop_oneof![
        Just(OTHER),
        Just(ME),
        (byte(), byte()).prop_map(|(s, c)| Endpoint::new(s, c))
    ];
    let after_ms = prop_oneof![Just(0), 1..3000_u64];
    (number(), payload, from, after_ms).prop_filter_map(
        "a message of the dialect",
        |(id, payload, from, after_ms)| {
            let length = payload.len().min(longest(id)?);
            let version = mavlink::MavlinkVersion::V2;
            let message = MavMessage::parse(version, id, &payload[..length]).ok()?;
            Some(Stray {
                message,
                from,
                after_ms,
            })
        },
    )
}

/// The length of the message with this number.
fn longest(id: u32) -> Option<usize> {
    let mut bytes = [0; 255];
    let message = MavMessage::default_message_from_id(id)?;
    Some(message.ser(mavlink::MavlinkVersion::V1, &mut bytes))
}

fn hear<C: Conversation>(mut one: C, strays: &[Stray]) {
    let mut now = BootTime::from_millis(1000);
    drain(&mut one);
    for stray in strays {
        now = now + std::time::Duration::from_millis(stray.after_ms);
        one.handle(now, stray.from, &stray.message);
        drain(&mut one);
        let due = one.poll_timeout().filter(|due| *due <= now);
        if due.is_some() {
            one.handle_timeout(now);
            drain(&mut one);
        }
    }
}

fn drain<C: Conversation>(one: &mut C) {
    let said = std::iter::from_fn(|| one.poll_transmit()).take(MOST);
    let said = said.count();
    let told = std::iter::from_fn(|| one.poll_event()).take(MOST).count();
    assert!(said < MOST && told < MOST, "{said} said, {told} told");
}

fn items() -> Vec<crate::plan::item::Item> {
    vec![from_mavlink::item(&MISSION_ITEM_INT_DATA::default()); 5]
}

fn transfers(autopilot: Autopilot, strays: &[Stray]) {
    for kind in Kind::ALL {
        let client = || mission_transfer::Client::new(ME, OTHER, autopilot);
        let mut one = client();
        one.upload(BootTime::ZERO, kind, &items(), None);
        hear(one, strays);
        let mut one = client();
        one.download(BootTime::ZERO, kind);
        hear(one, strays);
    }
    hear(
        mission_transfer::Server::new(ME, autopilot, Limits::default()),
        strays,
    );
}

fn parameter_lists(autopilot: Autopilot, strays: &[Stray]) {
    let mut client = parameters::Client::new(ME, OTHER, autopilot);
    client.list(BootTime::ZERO);
    client.set(BootTime::ZERO, "FENCE_ENABLE", 1.0);
    hear(client, strays);
    let table =
        (0..20).map(|n| parameters::Parameter::new(format!("P{n}"), parameters::Value::F32(1.0)));
    hear(
        parameters::Server::new(ME, autopilot, table.collect()),
        strays,
    );
}

fn filming() -> camera::Profile {
    camera::Profile {
        vendor: String::new(),
        model: String::new(),
        focal_mm: 8.0,
        sensor_mm: [13.2, 8.8],
        image_px: [5472, 3648],
        zoom: 4.0,
        gimbal: 1,
        storage_mib: 100.0,
        picture_mib: 8.0,
        streams: Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn lists_and_parameters_survive_strangers(strays in prop::collection::vec(stray(), 1..60)) {
        for autopilot in Autopilot::ALL {
            transfers(autopilot, &strays);
            parameter_lists(autopilot, &strays);
        }
    }

    #[test]
    fn commands_cameras_gimbals_and_heartbeats_survive_strangers(
        strays in prop::collection::vec(stray(), 1..60),
    ) {
        let mut client = command::Client::new(ME);
        client.send(BootTime::ZERO, OTHER, Autopilot::Px4.arm());
        hear(client, &strays);
        hear(command::Server::new(ME), &strays);
        let mut client = camera::Client::new(ME, OTHER);
        client.take_picture(BootTime::ZERO);
        hear(client, &strays);
        hear(camera::Server::new(ME, filming()), &strays);
        let mut client = gimbal::Client::new(ME, OTHER);
        client.take_control(BootTime::ZERO);
        hear(client, &strays);
        let hangs = gimbal::Profile::new(&Gimbal::default());
        hear(gimbal::Server::new(ME, hangs), &strays);
        let own = heartbeat::Own::component(super::dialect::MavType::MAV_TYPE_GCS);
        hear(heartbeat::Heartbeat::new(ME, own), &strays);
    }

    #[test]
    fn a_vehicles_state_survives_anything_that_is_said_of_it(
        strays in prop::collection::vec(stray(), 1..60),
    ) {
        let mut state = VehicleState::default();
        let mut now = BootTime::ZERO;
        for stray in strays {
            now = now + std::time::Duration::from_millis(stray.after_ms);
            prop_assert!(state.update(now, &stray.message).len() < 10);
            state.sample();
        }
    }

    /// Whatever an item says, it is a fence or rally point, or it is told why not.
    #[test]
    fn any_items_are_a_fence_or_are_refused(
        wires in prop::collection::vec((prop::collection::vec(byte(), 38), 0..6_usize, 0..5_u8), 0..12),
    ) {
        let item = |(bytes, command, count): (Vec<u8>, usize, u8)| {
            let version = mavlink::MavlinkVersion::V2;
            let message = MavMessage::parse(version, 73, &bytes).ok();
            let Some(MavMessage::MISSION_ITEM_INT(wire)) = message else { return None };
            let mut item = from_mavlink::item(&wire);
            item.command = [5000, 5001, 5002, 5003, 5004, 5100][command];
            if count > 0 {
                item.params[0] = f64::from(count) + 2.0;
            }
            Some(item)
        };
        let items: Vec<_> = wires.into_iter().filter_map(item).collect();
        let told = [from_mavlink::fence(&items).err(), from_mavlink::rally(&items).err()];
        for error in told.into_iter().flatten() {
            prop_assert!(error.to_string().starts_with("item "));
        }
    }

    #[test]
    fn any_bytes_are_a_key_or_are_refused_without_being_shown(
        content in prop::collection::vec(any::<u8>(), 0..100), digits in "[0-9a-fx]{60,68}\n?",
    ) {
        for content in [&content[..], digits.as_bytes()] {
            match signing::Key::from_file(content) {
                Ok(key) => prop_assert_eq!(format!("{key:?}"), "Key(secret)"),
                Err(error) => prop_assert!(error.to_string().contains("signing key")),
            }
        }
    }
}
