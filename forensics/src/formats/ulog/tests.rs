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
fn offsets(bytes: &[u8], aids: Aids<'_>) -> Vec<u64> {
    let mut offsets = Vec::new();
    let mut sink = |record: &Record<'_>| offsets.push(record.offset);
    read(bytes, aids, Some(&mut sink));
    offsets
}

#[test]
fn a_flight_says_where_when_and_what() {
    let log = Made::flight(20);
    assert!(recognise(&log.bytes));
    let reading = reading(&log.bytes);
    assert_eq!((reading.records, reading.defects.count()), (61, 0));
    let flight = &reading.flights[0];
    assert_eq!(flight.fixes.len(), 20);
    assert_eq!(flight.clock.basis, ClockBasis::Satellites);
    let first = flight.fixes[0];
    assert_eq!(
        first.sample.utc.unwrap().to_string(),
        "2026-01-02T03:04:05.000Z"
    );
    assert_eq!(
        flight.clock.start_utc.unwrap().to_string(),
        "2026-01-02T03:04:05.000Z"
    );
    assert_eq!(first.sample.height_above_home_m, Some(0.0));
    assert_eq!(flight.fixes[9].sample.height_above_home_m, Some(9.0));
    assert_eq!(first.satellites, Some(14));
    assert_eq!(flight.homes.len(), 1);
    let happened: Vec<_> = flight
        .events
        .iter()
        .map(|event| event.kind.clone())
        .collect();
    assert!(happened.contains(&EventKind::Armed));
    assert!(happened.contains(&EventKind::Mode {
        mode: "Mission".into()
    }));
    assert!(happened.contains(&EventKind::Text {
        text: "[commander] Takeoff detected".into()
    }));
    let firmware = flight
        .identities
        .iter()
        .find(|identity| identity.kind == IdentityKind::Firmware);
    assert_eq!(firmware.unwrap().value, "PX4 v1.14.3");
}

#[test]
fn a_raw_record_has_the_names_of_its_format() {
    let log = Made::flight(1);
    let mut fix_type = None;
    let mut sink = |record: &Record<'_>| {
        if record.kind == "vehicle_gps_position" {
            assert_eq!((record.names.len(), record.values.len()), (8, 8));
            fix_type = record.value("fix_type").and_then(Value::number);
        }
    };
    read(&log.bytes, Aids::default(), Some(&mut sink));
    assert_eq!(fix_type, Some(3.0));
}

#[test]
fn a_log_cut_at_any_byte_loses_what_is_behind_and_nothing_else() {
    let log = Made::flight(6);
    let all = offsets(&log.bytes, Aids::default());
    let ends = log.ends();
    for cut in 0..log.bytes.len() {
        let bytes = &log.bytes[..cut];
        let whole = ends.iter().filter(|end| **end <= cut).count();
        let has_time = all
            .get(whole)
            .is_some_and(|next| *next as usize + 13 <= cut);
        if recognise(bytes) {
            let expected = &all[..whole + usize::from(has_time)];
            assert_eq!(offsets(bytes, Aids::default()), expected, "cut at {cut}");
        } else {
            drop(reading(bytes));
        }
    }
}

#[test]
fn any_byte_turned_costs_one_message_at_most_and_invents_none() {
    let log = Made::flight(6);
    let all = offsets(&log.bytes, Aids::default());
    for at in log.data_begins..log.bytes.len() {
        let mut bytes = log.bytes.clone();
        bytes[at] ^= 0x40;
        let read = offsets(&bytes, Aids::default());
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
fn a_hole_costs_what_it_covers() {
    let log = Made::flight(400);
    let all = offsets(&log.bytes, Aids::default());
    let mut bytes = log.bytes.clone();
    let hole = bytes.len() / 2..bytes.len() / 2 + 8000;
    bytes[hole.clone()].fill(0);
    let read = offsets(&bytes, Aids::default());
    let ends = log.ends();
    let untouched = all
        .iter()
        .zip(&ends)
        .filter(|(offset, end)| **end <= hole.start || **offset as usize >= hole.end);
    let untouched: Vec<u64> = untouched.map(|(offset, _)| *offset).collect();
    assert!(read == untouched);
    let defects = reading(&bytes).defects;
    assert_eq!(defects.kept()[0].kind, DefectKind::Unreadable);
}

#[test]
fn a_log_without_its_head_is_read_with_a_siblings_descriptions() {
    let log = Made::flight(60);
    let rest = &log.bytes[log.data_begins + 20..];
    assert!(!recognise(rest) && recognise_headless(rest));
    let sibling = Made::flight(3);
    let siblings: [&[u8]; 1] = [&sibling.bytes];
    let aids = Aids {
        siblings: &siblings,
        ..Aids::default()
    };
    let borrowed = read(rest, aids, None);
    let flight = &borrowed.flights[0];
    assert!(flight.fixes.len() >= 58, "{}", flight.fixes.len());
    assert_eq!(flight.fixes[0].confidence, Confidence::Borrowed);
    let alone = reading(rest);
    assert_eq!(alone.records, borrowed.records);
    assert!(
        alone
            .defects
            .kept()
            .iter()
            .any(|defect| defect.kind == DefectKind::Headless)
    );
}

#[test]
fn what_was_appended_behind_a_cut_message_is_read() {
    let log = Made::appended();
    let reading = reading(&log.bytes);
    assert_eq!(reading.records, 3);
    assert_eq!(reading.defects.count(), 1);
    assert_eq!(reading.defects.kept()[0].kind, DefectKind::Truncated);
}

#[test]
fn a_position_that_a_turned_bit_moved_is_left_out() {
    let log = Made::flight(20);
    let mut bytes = log.bytes.clone();
    let at = log.gps_latitude(10);
    bytes[at + 3] ^= 0x10;
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
fn nothing_and_noise_are_no_logs() {
    let mut noise = vec![0_u8; 100_000];
    let mut state = 1_u32;
    for byte in &mut noise {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = (state >> 24) as u8;
    }
    for bytes in [&b""[..], &[0; 5000], &[0xff; 5000], &noise] {
        assert!(!recognise(bytes) && !recognise_headless(bytes));
        drop(reading(bytes));
    }
}
