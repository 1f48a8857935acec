//! Made logs of a few messages, and what damage does to them; the real ones are in `tests/real.rs`.

mod made;
mod real;

use self::made::Made;
use super::*;
use crate::flight::{ClockBasis, EventKind, IdentityKind};

fn reading(bytes: &[u8]) -> Reading {
    read(bytes, Aids::default(), None)
}

/// The offsets of the records that were read.
fn offsets(bytes: &[u8]) -> Vec<u64> {
    let mut offsets = Vec::new();
    let mut sink = |record: &Record<'_>| offsets.push(record.offset);
    read(bytes, Aids::default(), Some(&mut sink));
    offsets
}

#[test]
fn a_flight_says_where_when_and_what() {
    let log = Made::flight(20);
    assert!(recognise(&log.bytes));
    let reading = reading(&log.bytes);
    assert_eq!(
        (reading.records, reading.defects.count()),
        (log.messages as u64, 0)
    );
    let flight = &reading.flights[0];
    assert_eq!(flight.fixes.len(), 20);
    assert_eq!(flight.clock.basis, ClockBasis::Satellites);
    let first = flight.fixes[0];
    assert_eq!(
        first.sample.utc.unwrap().to_string(),
        "2025-01-03T13:44:07.600Z"
    );
    assert_eq!(first.sample.height_above_home_m, Some(0.0));
    assert_eq!(flight.fixes[9].sample.height_above_home_m, Some(9.0));
    assert_eq!(
        (flight.homes.len(), flight.media.len(), first.satellites),
        (1, 1, Some(14))
    );
    let happened: Vec<_> = flight
        .events
        .iter()
        .map(|event| event.kind.clone())
        .collect();
    assert!(happened.contains(&EventKind::Armed));
    assert!(happened.contains(&EventKind::TakeOff));
    assert!(happened.contains(&EventKind::Mode {
        mode: "AUTO".into()
    }));
    assert!(happened.contains(&EventKind::Release {
        what: "gripper released".into()
    }));
    let value = |kind| {
        flight
            .identities
            .iter()
            .find(|identity| identity.kind == kind)
            .map(|identity| identity.value.as_str())
    };
    assert_eq!(
        value(IdentityKind::Firmware),
        Some("ArduCopter V4.3.6 (0c5e999c)")
    );
    assert_eq!(value(IdentityKind::Hardware), Some("Pixhawk1"));
    assert_eq!(
        value(IdentityKind::FlightControllerSerial),
        Some("00310019 3138510E 35363631")
    );
    assert_eq!(value(IdentityKind::SystemId), Some("7"));
}

#[test]
fn a_log_of_2014_counts_milliseconds() {
    let log = Made::of_2014();
    let reading = reading(&log.bytes);
    assert_eq!(reading.records, log.messages as u64);
    assert_eq!(reading.defects.kept(), []);
    let flight = &reading.flights[0];
    assert_eq!(flight.fixes.len(), 5);
    let first = flight.fixes[0].sample;
    assert_eq!(first.utc.unwrap().to_string(), "2014-12-22T13:44:10.000Z");
    assert_eq!(first.time, missions::time::BootTime::from_millis(100_000));
    assert_eq!(first.height_above_home_m, Some(12.0));
    assert_eq!(flight.power[0].voltage_v, Some(12.6));
}

#[test]
fn a_log_cut_at_any_byte_loses_what_is_behind_and_nothing_else() {
    let log = Made::flight(6);
    let all = offsets(&log.bytes);
    for cut in 8..log.bytes.len() {
        let whole = log.ends.iter().filter(|end| **end <= cut).count();
        assert_eq!(offsets(&log.bytes[..cut]), all[..whole], "cut at {cut}");
    }
}

#[test]
fn any_byte_turned_costs_one_message_at_most_and_invents_none() {
    let log = Made::flight(40);
    let all = offsets(&log.bytes);
    for at in log.data_begins..log.data_begins + 1200 {
        let mut bytes = log.bytes.clone();
        bytes[at] ^= 0x40;
        let read = offsets(&bytes);
        assert!(
            read.iter().all(|offset| all.contains(offset)),
            "byte {at}: {read:?}"
        );
        assert!(
            read.len() + 1 >= all.len(),
            "byte {at}: {} of {}",
            read.len(),
            all.len()
        );
    }
    for at in 0..log.data_begins {
        let mut bytes = log.bytes.clone();
        bytes[at] ^= 0x40;
        drop(reading(&bytes));
    }
}

#[test]
fn a_log_without_its_head_is_read_with_a_siblings_formats_or_by_its_values() {
    let log = Made::flight(200);
    let rest = &log.bytes[log.data_begins + 20..];
    assert!(!recognise(rest) && recognise_headless(rest));
    let sibling = Made::flight(3);
    let siblings: [&[u8]; 1] = [&sibling.bytes];
    let aids = Aids {
        siblings: &siblings,
        ..Aids::default()
    };
    let borrowed = read(rest, aids, None);
    assert!(borrowed.flights[0].fixes.len() >= 198);
    assert_eq!(
        borrowed.flights[0].fixes[0].confidence,
        Confidence::Borrowed
    );
    let alone = reading(rest);
    assert_eq!(alone.records, borrowed.records);
    assert_eq!(
        alone.flights[0].fixes.len(),
        borrowed.flights[0].fixes.len()
    );
    assert!(
        alone
            .defects
            .kept()
            .iter()
            .any(|defect| defect.kind == DefectKind::Headless)
    );
}

#[test]
fn a_position_that_a_turned_bit_moved_is_left_out() {
    let log = Made::flight(20);
    let mut bytes = log.bytes.clone();
    bytes[log.latitude(10) + 3] ^= 0x10;
    let reading = reading(&bytes);
    assert_eq!(reading.flights[0].fixes.len(), 19);
    assert!(
        reading
            .defects
            .kept()
            .iter()
            .any(|defect| defect.kind == DefectKind::Implausible)
    );
}

#[test]
fn erased_flash_behind_a_log_is_no_damage() {
    let mut bytes = Made::flight(6).bytes;
    bytes.resize(bytes.len() + 3000, 0xff);
    assert_eq!(reading(&bytes).defects.count(), 0);
}

#[test]
fn nothing_and_noise_are_no_logs() {
    let mut noise = vec![0_u8; 100_000];
    let mut state = 1_u32;
    for byte in &mut noise {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = (state >> 24) as u8;
    }
    for bytes in [&b""[..], b"\xa3\x95", &[0; 5000], &[0xff; 5000], &noise] {
        assert!(!recognise(bytes) && !recognise_headless(bytes));
        drop(reading(bytes));
    }
}
