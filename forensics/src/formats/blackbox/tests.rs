//! A made log under damage, and the real ones.

use super::*;
use crate::flight::{EventKind, IdentityKind};
use crate::formats::truth;

/// Three fields: a count, a time, one number; GPS with a home.
const HEADER: &str = "H Product:Blackbox flight data recorder by Nicholas Sherlock\n\
    H Data version:2\n\
    H Field I name:loopIteration,time,gyroADC[0]\n\
    H Field I signed:0,0,1\n\
    H Field I predictor:0,0,0\n\
    H Field I encoding:1,1,0\n\
    H Field P predictor:6,2,1\n\
    H Field P encoding:9,0,0\n\
    H Field H name:GPS_home[0],GPS_home[1]\n\
    H Field H signed:1,1\n\
    H Field H predictor:0,0\n\
    H Field H encoding:0,0\n\
    H Field G name:time,GPS_numSat,GPS_coord[0],GPS_coord[1],GPS_altitude\n\
    H Field G signed:0,0,1,1,0\n\
    H Field G predictor:10,0,7,7,0\n\
    H Field G encoding:1,1,0,0,1\n\
    H Firmware revision:Betaflight 4.4.0 (abcdef012) STM32F7X2\n\
    H Log start datetime:2024-03-05T21:04:53.500+00:00\n\
    H Craft name:Night Owl\n\
    H Pilot name:V.\n\
    H DeviceUID:0123456789abcdef01234567\n\
    H I interval:32\n\
    H P interval:1/1\n";

fn unsigned(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 0x7F {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn signed(bytes: &mut Vec<u8>, number: i32) {
    unsigned(bytes, ((number << 1) ^ (number >> 31)) as u32);
}

/// Rounds of 1000 µs; the gyroscope shows the count, home and a fix come after the first frame.
fn log(rounds: u32) -> Vec<u8> {
    let mut bytes = HEADER.as_bytes().to_vec();
    for round in 0..rounds {
        if round % 32 == 0 {
            bytes.push(b'I');
            unsigned(&mut bytes, round);
            unsigned(&mut bytes, 5_000_000 + round * 1000);
            signed(&mut bytes, round as i32);
        } else {
            bytes.push(b'P');
            // The first P frame's straight line has no slope yet.
            let bend = if round % 32 == 1 { 1000 } else { 0 };
            signed(&mut bytes, bend);
            signed(&mut bytes, 1);
        }
        if round == 0 {
            bytes.push(b'H');
            signed(&mut bytes, 519_500_000);
            signed(&mut bytes, 40_500_000);
        }
        if round % 10 == 5 {
            bytes.extend(b"G\0\x0c");
            signed(&mut bytes, 1000);
            signed(&mut bytes, round as i32);
            unsigned(&mut bytes, 250);
        }
    }
    bytes.extend(b"E\x0f\x04E\xffEnd of log\0");
    bytes
}

fn reading(bytes: &[u8]) -> Reading {
    read(bytes, Aids::default(), None)
}

#[test]
fn a_log_says_when_where_and_who() {
    let bytes = log(40);
    assert!(recognise(&bytes));
    let reading = reading(&bytes);
    assert_eq!((reading.records, reading.defects.count()), (40, 0));
    let flight = &reading.flights[0];
    let summary = flight.summary();
    assert_eq!(
        summary.start_utc.unwrap().to_string(),
        "2024-03-05T21:04:53.500Z"
    );
    assert_eq!(summary.duration_s, 0.039);
    assert_eq!(summary.home.map(<[f64; 2]>::from), Some([51.95, 4.05]));
    let fix = &flight.fixes[1];
    assert_eq!(
        <[f64; 2]>::from(fix.sample.position),
        [51.9501, 4.050_001_5]
    );
    assert_eq!(fix.sample.height_above_sea_m, Some(25.0));
    assert_eq!(
        fix.sample.utc.unwrap().to_string(),
        "2024-03-05T21:04:53.515Z"
    );
    assert_eq!(bytes[fix.trace.offset as usize], b'G');
    let identity = |kind| {
        let found = flight
            .identities
            .iter()
            .find(|identity| identity.kind == kind);
        found.unwrap().value.clone()
    };
    assert_eq!(identity(IdentityKind::CraftName), "Night Owl");
    assert_eq!(identity(IdentityKind::PilotName), "V.");
    let serial = identity(IdentityKind::FlightControllerSerial);
    assert_eq!(serial, "0123456789abcdef01234567");
    assert!(
        flight
            .events
            .iter()
            .any(|event| event.kind == EventKind::Disarmed)
    );
}

#[test]
fn differences_add_up_to_the_numbers_that_were_written() {
    let mut seen = Vec::new();
    let mut sink = |record: &Record<'_>| {
        assert_eq!(record.names.len(), record.values.len());
        if record.kind == "main" {
            let value = |name| record.value(name).and_then(Value::number).unwrap();
            seen.push((value("loopIteration"), value("time"), value("gyroADC[0]")));
        }
    };
    read(&log(70), Aids::default(), Some(&mut sink));
    let expected: Vec<_> = (0..70)
        .map(|round| {
            (
                f64::from(round),
                5e6 + f64::from(round) * 1e3,
                f64::from(round),
            )
        })
        .collect();
    assert_eq!(seen, expected);
}

#[test]
fn behind_a_damaged_frame_nothing_is_believed_until_the_next_whole_one() {
    let mut bytes = log(70);
    let tenth = HEADER.len()
        + bytes[HEADER.len()..]
            .iter()
            .position(|byte| *byte == b'G')
            .unwrap();
    bytes[tenth - 3] = 0xFF;
    let reading = reading(&bytes);
    assert!(
        reading.records >= 38 + 4 && reading.records < 70,
        "{}",
        reading.records
    );
    assert_eq!(reading.defects.kept()[0].kind, DefectKind::Unreadable);
    let known: Vec<_> = self::reading(&log(70)).flights.remove(0).fixes;
    let positions: Vec<_> = known.iter().map(|fix| fix.sample.position).collect();
    let fixes = &reading.flights[0].fixes;
    assert!(
        fixes
            .iter()
            .all(|fix| positions.contains(&fix.sample.position))
    );
}

#[test]
fn a_stray_letter_between_two_frames_costs_nothing() {
    let mut bytes = log(40);
    let place = HEADER.len()
        + bytes[HEADER.len()..]
            .iter()
            .position(|byte| *byte == b'G')
            .unwrap();
    bytes.insert(place, b'S');
    let reading = reading(&bytes);
    assert_eq!((reading.records, reading.defects.count()), (40, 1));
}

#[test]
fn two_logs_in_a_dump_are_two_flights_and_erased_memory_is_no_damage() {
    let mut bytes = log(5);
    bytes.extend([0xFF; 300]);
    bytes.extend(log(7));
    bytes.extend([0xFF; 300]);
    let reading = reading(&bytes);
    assert_eq!((reading.flights.len(), reading.records), (2, 12));
    assert_eq!(reading.defects.count(), 0);
}

#[test]
fn a_log_that_was_not_closed_says_so_and_one_without_a_header_is_not_guessed() {
    let bytes = log(40);
    let open = &bytes[..bytes.len() - 16];
    assert_eq!(reading(open).defects.kept()[0].kind, DefectKind::Truncated);
    let mut two = log(40)[HEADER.len()..].to_vec();
    two.extend(log(5));
    let headless = reading(&two);
    assert_eq!((headless.records, headless.flights.len()), (5, 1));
    assert_eq!(headless.defects.kept()[0].kind, DefectKind::Headless);
}

#[test]
fn a_damaged_line_of_the_header_costs_what_it_said() {
    let text = HEADER.replace("H Craft name:", "\u{1} Craft name:");
    let mut bytes = text.into_bytes();
    bytes.extend(&log(40)[HEADER.len()..]);
    let reading = reading(&bytes);
    assert_eq!((reading.records, reading.defects.count()), (40, 1));
}

#[test]
fn a_log_cut_at_any_byte_or_with_any_byte_turned_is_read_without_a_panic() {
    let bytes = log(40);
    for cut in 0..bytes.len() {
        for part in [&bytes[..cut], &bytes[cut..]] {
            recognise(part);
            assert!(reading(part).records <= 40);
        }
        let mut turned = bytes.clone();
        turned[cut] ^= 0xFF;
        reading(&turned);
    }
}

/// Main frames a log, by the manifest's two tools. In the second file `orangebox` (66,638) passes
/// over the first I frame, which stands behind a Resume event, and counts 14 P frames as
/// differences to nothing; `blackbox-log` has these 66,640. In the error recovery `blackbox-log`
/// (5) gives up two P frames behind a stray event that is shorter than any P frame; `orangebox`
/// has these 7.
#[test]
fn the_real_logs_have_the_main_frames_of_the_manifest() {
    let files = truth::files("blackbox");
    let mut checked = 0;
    for real in &files {
        assert!(recognise(&real.bytes));
        let reading = reading(&real.bytes);
        let expected: u64 = match real.file.as_str() {
            "blackbox/fcbb_LOG00037.BFL" => 16_774,
            "blackbox/fcbb_btfl_002.bbl" => 66_640,
            "blackbox/gg_btfl_002.bbl" => 1136 + 38 + 11_615,
            "blackbox/bbl_error-recovery.bbl" => 7,
            _ => continue,
        };
        checked += 1;
        assert_eq!(reading.records, expected, "{}", real.file);
        for flight in &reading.flights {
            let firmware = flight
                .identities
                .iter()
                .find(|one| one.kind == IdentityKind::Firmware);
            assert!(
                real.truth.contains(&firmware.unwrap().value),
                "{}",
                real.file
            );
            let last = reading
                .flights
                .last()
                .and_then(|flight| flight.summary().start_utc);
            let last = last.map(|utc| utc.to_string().replace('Z', "+00:00"));
            let unset = "0000-01-01T00:00:00.000+00:00".to_owned();
            let start = last.unwrap_or(unset);
            assert!(real.truth.contains(&start), "{} {start}", real.file);
        }
    }
    assert!(checked == 4 || files.is_empty(), "{checked} of 4");
}
