//! Frames through chunks, noise and damage.

use proptest::prelude::*;

use super::*;
use crate::link::Transmit;
use crate::link::dialect::{HEARTBEAT_DATA, PARAM_VALUE_DATA, STATUSTEXT_DATA, SYSTEM_TIME_DATA};

const VEHICLE: Endpoint = Endpoint::new(1, 1);

fn messages() -> Vec<MavMessage> {
    vec![
        MavMessage::HEARTBEAT(HEARTBEAT_DATA::default()),
        MavMessage::SYSTEM_TIME(SYSTEM_TIME_DATA {
            time_unix_usec: 0xFDFE_FDFE_FDFE_FDFE,
            time_boot_ms: 0,
        }),
        MavMessage::STATUSTEXT(STATUSTEXT_DATA {
            text: "PreArm: waiting".into(),
            ..STATUSTEXT_DATA::default()
        }),
        MavMessage::PARAM_VALUE(PARAM_VALUE_DATA {
            param_value: 1.5,
            param_id: "FENCE_ENABLE".into(),
            ..PARAM_VALUE_DATA::default()
        }),
    ]
}

fn stream() -> Vec<u8> {
    let mut writer = Writer::new();
    let frames = messages()
        .into_iter()
        .map(|message| Transmit::new(VEHICLE, message));
    frames
        .flat_map(|transmit| writer.frame(&transmit))
        .collect()
}

fn read(reader: &mut Reader, bytes: &[u8]) -> Vec<Frame> {
    reader.push(bytes);
    std::iter::from_fn(|| reader.next_frame()).collect()
}

fn said(frames: &[Frame]) -> Vec<MavMessage> {
    frames.iter().filter_map(Frame::message).cloned().collect()
}

/// A v2 frame with a message number that no dialect has.
fn unknown_frame() -> Vec<u8> {
    vec![
        0xFD, 3, 0, 0, 9, 1, 1, 0xFF, 0xFF, 0xFF, 1, 2, 3, 0xAA, 0xBB,
    ]
}

/// A v1 frame: pymavlink 2.4.50, `heartbeat_encode(2, 3, 81, 0, 3, 3).pack(...)` of MAVLink 1.
fn v1_heartbeat() -> Vec<u8> {
    let body = [9, 0, 1, 1, 0, 0, 0, 0, 0, 2, 3, 81, 3, 3];
    let crc = mavlink::calculate_crc(&body, 50);
    [&[0xFE], &body[..], &crc.to_le_bytes()].concat()
}

#[test]
fn messages_come_through_with_their_bytes() {
    let mut reader = Reader::new();
    let frames = read(&mut reader, &stream());
    assert_eq!(said(&frames), messages());
    assert_eq!(
        frames
            .iter()
            .flat_map(|f| f.raw.clone())
            .collect::<Vec<_>>(),
        stream()
    );
    assert_eq!(
        reader.counts(),
        Counts {
            frames: 4,
            ..Counts::default()
        }
    );
}

#[test]
fn trailing_zeros_are_not_sent_and_come_back() {
    let mut writer = Writer::new();
    let quiet = MavMessage::SYSTEM_TIME(SYSTEM_TIME_DATA {
        time_unix_usec: 7,
        time_boot_ms: 0,
    });
    let raw = writer.frame(&Transmit::new(VEHICLE, quiet.clone()));
    assert_eq!(raw.len(), HEADER_V2 + 1 + CHECKSUM);
    assert_eq!(said(&read(&mut Reader::new(), &raw)), [quiet]);
}

#[test]
fn mavlink_1_is_read() {
    let frames = read(&mut Reader::new(), &v1_heartbeat());
    let Some(MavMessage::HEARTBEAT(heartbeat)) = frames[0].message() else {
        panic!("{frames:?}");
    };
    assert_eq!(
        (heartbeat.mavtype as u8, heartbeat.base_mode.bits()),
        (2, 81)
    );
}

#[test]
fn each_speaker_has_its_own_sequence_and_gaps_are_counted() {
    let mut writer = Writer::new();
    let mut reader = Reader::new();
    let mut say = |from, lose: bool| {
        let raw = writer.frame(&Transmit::new(from, messages().remove(0)));
        if !lose {
            read(&mut reader, &raw);
        }
    };
    let camera = Endpoint::new(1, 100);
    for n in 0..300 {
        say(VEHICLE, n % 100 == 50);
        say(camera, false);
    }
    assert_eq!(reader.counts().lost, 3);
}

#[test]
fn noise_between_frames_is_passed_over_and_counted() {
    let mut bytes = b"\xFD\x00noise".to_vec();
    bytes.extend(stream());
    bytes.extend(b"\x00\xFE"); // looks like a frame of 261 bytes until those are there
    bytes.extend(stream().repeat(4));
    let mut reader = Reader::new();
    let frames = read(&mut reader, &bytes);
    assert_eq!(frames.len(), 20);
    assert_eq!(reader.counts().garbage_bytes, 9);
}

#[test]
fn a_damaged_frame_costs_only_itself() {
    let mut bytes = stream();
    bytes[HEADER_V2] ^= 1; // the heartbeat's first byte
    let mut reader = Reader::new();
    assert_eq!(said(&read(&mut reader, &bytes)), messages()[1..]);
    assert!(reader.counts().crc_errors >= 1);
}

#[test]
fn an_unknown_message_is_kept_raw_once_a_frame_follows() {
    let mut reader = Reader::new();
    assert_eq!(read(&mut reader, &unknown_frame()), []);
    let frames = read(&mut reader, &stream());
    assert_eq!(
        (frames.len(), frames[0].content.clone()),
        (5, Content::Unknown)
    );
    assert_eq!(
        (frames[0].id, frames[0].raw.clone()),
        (0x00FF_FFFF, unknown_frame())
    );
    assert_eq!(reader.counts().unknown, 1);
}

#[test]
fn a_value_that_the_dialect_lacks_is_kept_raw_with_the_reason() {
    let body = [9, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 250, 81, 3, 3];
    let crc = mavlink::calculate_crc(&body, 50);
    let raw = [&[0xFD], &body[..], &crc.to_le_bytes()].concat();
    let mut reader = Reader::new();
    let frames = read(&mut reader, &raw);
    let Content::Undecoded(reason) = &frames[0].content else {
        panic!("{frames:?}");
    };
    assert!(
        reason.contains("MavAutopilot") && reason.contains("250"),
        "{reason}"
    );
    assert_eq!(reader.counts().undecoded, 1);
}

#[test]
fn an_incompatibility_flag_that_is_not_understood_is_no_frame() {
    let mut bytes = stream();
    bytes[2] = 0x02; // 32-bit system ids
    assert_eq!(said(&read(&mut Reader::new(), &bytes)), messages()[1..]);
}

proptest! {
    #[test]
    fn frames_do_not_depend_on_chunks(
        noise in prop::collection::vec(any::<u8>(), 0..40),
        cuts in prop::collection::vec(1..40_usize, 1..60),
    ) {
        let mut bytes = stream();
        bytes.extend(noise);
        bytes.extend(unknown_frame());
        bytes.extend(stream());
        let mut whole = Reader::new();
        let expected = read(&mut whole, &bytes);
        let mut reader = Reader::new();
        let (mut frames, mut rest, mut cuts) = (Vec::new(), bytes.as_slice(), cuts.iter().cycle());
        while !rest.is_empty() {
            let (chunk, after) = rest.split_at((*cuts.next().unwrap()).min(rest.len()));
            frames.extend(read(&mut reader, chunk));
            rest = after;
        }
        prop_assert_eq!(frames, expected);
        prop_assert_eq!(reader.counts(), whole.counts());
    }

    #[test]
    fn noise_never_panics_and_every_byte_is_accounted_for(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(0xFD), Just(0xFE), Just(0)], 0..2000),
    ) {
        let mut reader = Reader::new();
        let frames = read(&mut reader, &bytes);
        let framed: usize = frames.iter().map(|frame| frame.raw.len()).sum();
        let garbage = reader.counts().garbage_bytes as usize;
        prop_assert_eq!(framed + garbage + reader.pending().len(), bytes.len());
    }

    /// Every message of the dialect, filled with anything that its checksum vouches for.
    #[test]
    fn any_payload_of_any_message_is_read_without_panic(
        id in 0_u32..512, payload in prop::collection::vec(any::<u8>(), 0..=255),
    ) {
        let mut raw = vec![0xFD, payload.len() as u8, 0, 0, 0, 1, 1, id as u8, (id >> 8) as u8, 0];
        raw.extend(payload);
        let crc = mavlink::calculate_crc(&raw[1..], MavMessage::extra_crc(id));
        raw.extend(crc.to_le_bytes());
        let mut reader = Reader::new();
        let frames = read(&mut reader, &raw);
        prop_assert_eq!(frames.len(), usize::from(is_known(id)));
    }
}
