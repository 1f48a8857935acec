//! Recorded conversations with a real ArduCopter 4.7-dev and a real PX4, replayed: the
//! autopilot's half to our client, and the ground's half to our server.

#![expect(deprecated, reason = "autopilots still speak MISSION_REQUEST")]

use std::collections::BTreeMap;

use super::dialect::{MISSION_ITEM_INT_DATA, MavMessage, MavMissionType, MavResult};
use super::manners::{Autopilot, FlightMode};
use super::mission_transfer::{self, ClientEvent, Kind, Limits, Server, differences};
use super::recordings::{BREACH, COPTER, PX4, Said, recordings};
use super::wire::{Content, Reader, tlog};
use super::{Conversation, Endpoint, command, from_mavlink, heartbeat, parameters};
use crate::plan::item::Item;
use crate::time::BootTime;

const GROUND: Endpoint = Endpoint::new(255, 190);
const VEHICLE: Endpoint = Endpoint::new(1, 1);

/// What the ground uploaded, as the wire counts it.
fn uploaded(recording: &[Said], mission_type: MavMissionType) -> Vec<Item> {
    let item = |(_, from, message): &Said| match message {
        MavMessage::MISSION_ITEM_INT(item)
            if *from == GROUND && item.mission_type == mission_type =>
        {
            Some(from_mavlink::item(item))
        }
        _ => None,
    };
    recording.iter().filter_map(item).collect()
}

fn check_reading(name: &str, frames_expected: usize, undecoded: &[u32]) {
    for recording in recordings(name) {
        let frames = recording.frames();
        let mut odd = BTreeMap::<u32, usize>::new();
        for (_, frame) in &frames {
            if !matches!(frame.content, Content::Message(_)) {
                *odd.entry(frame.id).or_default() += 1;
            }
        }
        assert_eq!(
            odd.keys().copied().collect::<Vec<_>>(),
            undecoded,
            "{odd:?}"
        );
        if recording.is_whole {
            assert_eq!(frames.len(), frames_expected);
        }
    }
}

#[test]
fn every_frame_of_the_recordings_is_read() {
    check_reading(COPTER, 29_455, &[]);
    check_reading(BREACH, 15_517, &[]);
    check_reading(PX4, 30_123, &[76]); // a COMMAND_LONG that says command 0
}

fn check_skipped(name: &str, expected: &[(u64, u64)]) {
    for recording in recordings(name) {
        let bytes = recording.bytes;
        let mut entries = tlog::entries(&bytes);
        entries.by_ref().for_each(drop);
        let skipped = entries.skipped().iter();
        let skipped: Vec<_> = skipped.map(|gap| (gap.offset, gap.length)).collect();
        assert_eq!(skipped, expected);
    }
}

/// The copter's console spoke on the same port before it was up ("Init ArduCopter", "Init Gyro**").
#[test]
fn what_is_no_mavlink_in_the_recordings_is_told() {
    check_skipped(COPTER, &[(0, 223), (281, 26), (365, 18)]);
    check_skipped(BREACH, &[]);
    check_skipped(PX4, &[]);
}

/// Feeds the vehicle's half of a recording to a client, with `before` called before each message
/// of both halves; what the client said and what it told.
fn replay<C: Conversation>(
    recording: &[Said],
    client: &mut C,
    mut before: impl FnMut(&mut C, BootTime, &Said),
) -> (Vec<MavMessage>, Vec<C::Event>) {
    let (mut said, mut told) = (Vec::new(), Vec::new());
    for heard in recording {
        let (now, from, message) = heard;
        before(client, *now, heard);
        client.handle_timeout(*now);
        if *from != GROUND {
            client.handle(*now, *from, message);
        }
        said.extend(std::iter::from_fn(|| client.poll_transmit()).map(|t| t.message));
        told.extend(std::iter::from_fn(|| client.poll_event()));
    }
    (said, told)
}

/// Begins a transfer where the recorded ground station began it, and follows it to its end.
fn check_transfer(name: &str, autopilot: Autopilot, kind: Kind) {
    for recording in recordings(name) {
        let recording = recording.said();
        let mission_type = super::to_mavlink::mission_type(kind);
        let wire = uploaded(&recording, mission_type);
        let is_mission = kind == Kind::Mission;
        let skip = usize::from(is_mission && autopilot.home_is_item_0());
        let planned: Vec<_> = wire[skip..]
            .iter()
            .map(|item| autopilot.as_planned(item))
            .collect();
        let mut client = mission_transfer::Client::new(GROUND, VEHICLE, autopilot);
        let (said, told) = replay(
            &recording,
            &mut client,
            |client, now, (_, from, message)| match message {
                MavMessage::MISSION_COUNT(m)
                    if *from == GROUND && m.mission_type == mission_type =>
                {
                    client.upload(now, kind, &planned, None);
                }
                MavMessage::MISSION_REQUEST_LIST(m) if m.mission_type == mission_type => {
                    client.download(now, kind);
                }
                _ => {}
            },
        );
        let told: Vec<_> = told
            .iter()
            .filter(|event| !matches!(event, ClientEvent::Progress { .. }))
            .collect();
        assert!(matches!(told[0], ClientEvent::Uploaded { .. }), "{told:?}");
        let spoken = said.iter().filter_map(|message| match message {
            MavMessage::MISSION_ITEM_INT(item) => Some(from_mavlink::item(item)),
            _ => None,
        });
        let spoken: Vec<_> = spoken.skip(skip).collect();
        assert_eq!(differences(&wire[skip..], &spoken, kind, autopilot), []);
        assert_eq!(spoken.len() + skip, wire.len(), "each item is said once");
        if let Some(ClientEvent::Downloaded { items, .. }) = told.get(1) {
            assert_eq!(differences(&planned, items, kind, autopilot), []);
        } else {
            assert_eq!(
                (kind, told.len()),
                (Kind::Rally, 1),
                "the rally points were not read back"
            );
        }
    }
}

#[test]
fn a_real_arducopter_is_uploaded_to_and_read_back() {
    for kind in Kind::ALL {
        check_transfer(COPTER, Autopilot::ArduPilot, kind);
    }
}

#[test]
fn a_real_px4_is_uploaded_to_and_read_back() {
    check_transfer(PX4, Autopilot::Px4, Kind::Mission);
}

/// What is compared of a mission message: everything but names that the vehicle gives by itself.
fn essence(message: &MavMessage) -> Option<MavMessage> {
    let mut message = message.clone();
    match &mut message {
        MavMessage::MISSION_COUNT(m) => m.opaque_id = 0,
        MavMessage::MISSION_ACK(m) => m.opaque_id = 0,
        MavMessage::MISSION_ITEM_INT(MISSION_ITEM_INT_DATA { param4, .. }) if param4.is_nan() => {
            *param4 = 1e9; // so that it is equal to itself
        }
        MavMessage::MISSION_ITEM_INT(_)
        | MavMessage::MISSION_REQUEST(_)
        | MavMessage::MISSION_REQUEST_INT(_) => {}
        _ => return None,
    }
    Some(message)
}

/// Says to our server what the ground said to the real one: the answers must be the same.
fn check_server(name: &str, autopilot: Autopilot) {
    for recording in recordings(name) {
        let recording = recording.said();
        let mut server = Server::new(VEHICLE, autopilot, Limits::default());
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for (now, from, message) in &recording {
            if *from == GROUND {
                server.handle(*now, *from, message);
                ours.extend(
                    std::iter::from_fn(|| server.poll_transmit())
                        .filter_map(|t| essence(&t.message)),
                );
            } else {
                theirs.extend(essence(message));
            }
        }
        assert!(theirs.len() > 10);
        assert_eq!(ours, theirs);
    }
}

#[test]
fn our_arducopter_answers_as_the_real_one_did() {
    check_server(COPTER, Autopilot::ArduPilot);
}

#[test]
fn our_px4_answers_as_the_real_one_did() {
    check_server(PX4, Autopilot::Px4);
}

/// Sends again what the recorded ground station sent, and waits for the recorded answers.
fn check_commands(name: &str, expected: &[u32]) {
    for recording in recordings(name) {
        let recording = recording.said();
        let mut client = command::Client::new(GROUND);
        let (_, told) = replay(
            &recording,
            &mut client,
            |client, now, (_, from, message)| {
                if let (true, Some((command, _))) =
                    (*from == GROUND, command::Command::from_message(message))
                {
                    client.send(now, VEHICLE, command);
                }
            },
        );
        let accepted = |event: &command::ClientEvent| match event {
            command::ClientEvent::Done {
                command,
                outcome: command::Outcome::Accepted(_),
                ..
            } => Some(command.command() as u32),
            _ => None,
        };
        assert_eq!(
            told.iter().filter_map(accepted).collect::<Vec<_>>(),
            expected,
            "{told:?}"
        );
        assert_eq!(told.len(), expected.len(), "{told:?}");
    }
}

#[test]
fn real_acknowledgements_are_matched_to_their_commands() {
    check_commands(COPTER, &[512, 176, 400, 22, 192, 176, 300]);
    check_commands(PX4, &[512, 176, 400]);
}

#[test]
fn a_real_fence_parameter_is_confirmed_among_others_values() {
    for recording in recordings(COPTER) {
        let recording = recording.said();
        let mut client = parameters::Client::new(GROUND, VEHICLE, Autopilot::ArduPilot);
        let (said, told) = replay(&recording, &mut client, |client, now, (_, _, message)| {
            if matches!(message, MavMessage::PARAM_SET(_)) {
                client.set(now, "FENCE_ENABLE", 1.0);
            }
        });
        let value = parameters::Value::I8(1);
        let name = "FENCE_ENABLE".to_owned();
        assert_eq!(told, [parameters::ClientEvent::Set { name, value }]);
        assert_eq!(said.len(), 1);
        assert_eq!(
            client.last_known("MIS_TOTAL"),
            Some(parameters::Value::I16(16))
        );
    }
}

fn modes(name: &str) -> Vec<Vec<(FlightMode, bool)>> {
    let each = recordings(name).into_iter();
    each.map(|recording| modes_in(&recording.said())).collect()
}

fn modes_in(recording: &[Said]) -> Vec<(FlightMode, bool)> {
    let own = heartbeat::Own::component(super::dialect::MavType::MAV_TYPE_GCS);
    let mut client = heartbeat::Heartbeat::new(GROUND, own);
    let (_, told) = replay(recording, &mut client, |_, _, _| {});
    let mut modes: Vec<_> = told
        .iter()
        .filter_map(|event| match event {
            heartbeat::Event::Found(peer) | heartbeat::Event::Changed { now: peer, .. } => {
                Some((peer.mode?, peer.is_armed))
            }
            heartbeat::Event::Lost(_) | heartbeat::Event::Back(_) => None,
        })
        .collect();
    modes.dedup();
    modes
}

#[test]
fn modes_and_arming_of_real_vehicles_are_told() {
    use FlightMode::{Guided, Hold, Mission, Return, Stabilize};
    for modes in modes(COPTER) {
        let expected = [
            (Stabilize, false),
            (Guided, false),
            (Guided, true),
            (Mission, true),
            (Mission, false),
        ];
        assert_eq!(modes, expected);
    }
    for modes in modes(PX4) {
        assert_eq!(modes, [(Hold, false), (Return, true), (Mission, false)]);
    }
}

/// The vehicle's half of a whole log goes through the reader in chunks like a serial port's.
#[test]
fn a_recording_in_chunks_gives_the_same_messages() {
    for recording in recordings(BREACH) {
        let log = recording.frames();
        let stream: Vec<u8> = log
            .iter()
            .flat_map(|(_, frame)| frame.raw.clone())
            .collect();
        let mut reader = Reader::new();
        let mut count = 0;
        for chunk in stream.chunks(37) {
            reader.push(chunk);
            while let Some(frame) = reader.next_frame() {
                assert_eq!(frame.raw, log[count].1.raw);
                count += 1;
            }
        }
        assert_eq!(count, log.len());
        assert_eq!(reader.counts().crc_errors, 0);
        assert_eq!(reader.counts().lost == 0, recording.is_whole);
    }
}

#[test]
fn a_real_acknowledgement_of_nothing_is_harmless() {
    for recording in recordings(PX4) {
        let recording = recording.said();
        let mut client = command::Client::new(GROUND);
        let (said, told) = replay(&recording, &mut client, |_, _, _| {});
        assert_eq!((said.len(), told.len()), (0, 0));
        let acks = recording.iter().filter(|(_, _, message)| {
        matches!(message, MavMessage::COMMAND_ACK(ack) if ack.result == MavResult::MAV_RESULT_ACCEPTED)
    });
        assert_eq!(acks.count(), 3);
    }
}
