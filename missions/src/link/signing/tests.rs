//! Against pymavlink's signature, and what a third party may try.

use proptest::prelude::*;

use super::*;
use crate::link::Transmit;
use crate::link::dialect::{HEARTBEAT_DATA, MavAutopilot, MavModeFlag, MavState, MavType};
use crate::link::wire::{Reader, Writer};

const GROUND: Endpoint = Endpoint::new(255, 190);
/// 36,000,000 s after 2015-01-01.
const NOW: UtcTime = UtcTime::from_secs(1_420_070_400 + 36_000_000);

fn key() -> Key {
    let bytes: Vec<u8> = (1..=32).collect();
    Key::from_file(&bytes).unwrap()
}

fn signing(link_id: u8) -> Signing {
    Signing::new(key(), link_id, Unsigned::RadioStatusOnly)
}

fn heartbeat() -> MavMessage {
    MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        custom_mode: 0,
        mavtype: MavType::MAV_TYPE_GCS,
        autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
        base_mode: MavModeFlag::empty(),
        system_status: MavState::MAV_STATE_UNINIT,
        mavlink_version: 3,
    })
}

fn unsigned() -> Vec<u8> {
    Writer::new().frame(&Transmit::new(GROUND, heartbeat()))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn frame(raw: &[u8]) -> Frame {
    let mut reader = Reader::new();
    reader.push(raw);
    reader.next_frame().unwrap()
}

fn check(signing: &mut Signing, raw: &[u8], verdict: Verdict) {
    assert_eq!(signing.check(&frame(raw), NOW), verdict);
}

/// pymavlink 2.4.50: key bytes 1 to 32, link 7, timestamp 3.6e12, heartbeat of a ground station.
#[test]
fn the_signature_is_pymavlinks() {
    let mut signing = signing(7);
    let signed = signing.sign(&unsigned(), NOW);
    assert_eq!(
        hex(&signed),
        "fd09010000ffbe000000000000000608000003bbd30700a0b8304603d22dd9b230e4"
    );
    check(&mut self::signing(1), &signed, Verdict::Signed);
}

#[test]
fn what_was_said_before_is_not_believed_again() {
    let (mut ours, mut theirs) = (signing(1), signing(1));
    let first = theirs.sign(&unsigned(), NOW);
    let second = theirs.sign(&unsigned(), NOW);
    check(&mut ours, &second, Verdict::Signed);
    check(&mut ours, &second, Verdict::Refused(Refusal::Replayed));
    check(&mut ours, &first, Verdict::Refused(Refusal::Replayed));
    check(&mut ours, &theirs.sign(&unsigned(), NOW), Verdict::Signed);
    assert_eq!(ours.refused(), 2);
}

#[test]
fn each_link_has_its_own_stream() {
    let (mut ours, mut one, mut two) = (signing(0), signing(1), signing(2));
    check(&mut ours, &one.sign(&unsigned(), NOW), Verdict::Signed);
    check(&mut ours, &two.sign(&unsigned(), NOW), Verdict::Signed);
}

#[test]
fn another_key_and_an_altered_frame_are_refused() {
    let mut other = Signing::new(Key::new([9; 32]).unwrap(), 1, Unsigned::Accept);
    let wrong = Verdict::Refused(Refusal::WrongSignature);
    check(&mut signing(1), &other.sign(&unsigned(), NOW), wrong);
    let mut altered = signing(1).sign(&unsigned(), NOW);
    let last = altered.len() - 8; // a byte of the timestamp
    altered[last] ^= 1;
    check(&mut signing(1), &altered, wrong);
}

#[test]
fn a_new_stream_must_be_of_the_last_minute() {
    let before = |seconds: i64| UtcTime::from_micros(NOW.as_micros() - seconds * 1_000_000);
    let old = signing(1).sign(&unsigned(), before(61));
    check(&mut signing(1), &old, Verdict::Refused(Refusal::Stale));
    let recent = signing(1).sign(&unsigned(), before(59));
    check(&mut signing(1), &recent, Verdict::Signed);
}

#[test]
fn a_speaker_whose_clock_is_ahead_takes_ours_along() {
    let mut ours = signing(1);
    let ahead = UtcTime::from_micros(NOW.as_micros() + 3_600_000_000);
    let theirs = signing(2).sign(&unsigned(), ahead);
    check(&mut ours, &theirs, Verdict::Signed);
    let answer = frame(&ours.sign(&unsigned(), NOW)).signature().unwrap();
    assert!(answer.timestamp > frame(&theirs).signature().unwrap().timestamp);
}

#[test]
fn without_a_signature_only_the_radio_is_heard() {
    check(
        &mut signing(1),
        &unsigned(),
        Verdict::Refused(Refusal::Unsigned),
    );
    let status = MavMessage::RADIO_STATUS(RADIO_STATUS_DATA::default());
    let radio = Writer::new().frame(&Transmit::new(Endpoint::new(51, 68), status));
    check(&mut signing(1), &radio, Verdict::Unsigned);
    let mut lenient = Signing::new(key(), 1, Unsigned::Accept);
    check(&mut lenient, &unsigned(), Verdict::Unsigned);
}

#[test]
fn a_signed_frame_is_not_signed_twice() {
    let signed = signing(1).sign(&unsigned(), NOW);
    assert_eq!(signing(2).sign(&signed, NOW), signed);
}

#[test]
fn a_key_file_is_digits_or_bytes_and_its_fault_is_named_without_its_content() {
    let digits = hex(key().bytes());
    assert_eq!(
        Key::from_file(format!("{digits}\r\n").as_bytes()),
        Ok(key())
    );
    let fault = |content: &[u8]| Key::from_file(content).unwrap_err();
    assert_eq!(fault(b"short"), KeyError::Length(5));
    assert_eq!(
        fault(digits.replace("0a", "0x").as_bytes()),
        KeyError::NotHexadecimal(20)
    );
    assert_eq!(fault(&[0; 32]), KeyError::Zero);
    assert_eq!(fault(&[]), KeyError::Length(0));
    assert_eq!(format!("{:?}", key()), "Key(secret)");
}

proptest! {
    #[test]
    fn no_altered_byte_is_believed(at in 0_usize..34, bits in 1_u8..) {
        let mut altered = signing(1).sign(&unsigned(), NOW);
        altered[at] ^= bits;
        let mut reader = Reader::new();
        reader.push(&altered);
        let believed = reader
            .next_frame()
            .is_some_and(|frame| signing(1).check(&frame, NOW) == Verdict::Signed);
        prop_assert!(!believed);
    }

    #[test]
    fn anything_can_be_handed_to_sign(raw in prop::collection::vec(any::<u8>(), 0..60)) {
        prop_assert!(signing(1).sign(&raw, NOW).len() >= raw.len());
    }
}
