//! Made logs and what damage does to them; then the real ones beside the repository.

use super::checksum::checksum;
use super::*;
use crate::defect::DefectKind;
use crate::flight::{EventKind, Flight, OperatorSource};
use crate::formats::truth;

const START_US: i64 = 1_700_000_000_000_000;

/// A log as it is made: one message after the other, 100 ms apart.
#[derive(Default)]
struct Log {
    bytes: Vec<u8>,
    count: u8,
}

impl Log {
    /// Adds a message of a system; version 1 where its number allows it and it is asked for.
    fn say(&mut self, (version, system): (u8, u8), id: u32, payload: &[u8]) {
        let extra = DIALECT.message(id).map_or(77, |message| message.extra);
        let time = START_US + i64::from(self.count) * 100_000;
        self.bytes.extend(time.to_be_bytes());
        let [low, middle, high, _] = id.to_le_bytes();
        let length = payload.len() as u8;
        let mut frame = match version {
            1 => vec![0xFE, length, self.count, system, 1, low],
            _ => vec![0xFD, length, 0, 0, self.count, system, 1, low, middle, high],
        };
        frame.extend(payload);
        let crc = checksum(&frame[1..], extra);
        frame.extend(crc.to_le_bytes());
        self.bytes.extend(frame);
        self.count += 1;
    }

    fn heartbeat(&mut self, system: u8, kind: u8, mode: u32) {
        let autopilot = if kind == 6 { 8 } else { 3 };
        let armed = if mode == 0 { 0 } else { 0x80 };
        let mut payload = mode.to_le_bytes().to_vec();
        payload.extend([kind, autopilot, armed, 4, 3]);
        self.say((1, system), 0, &payload);
    }

    fn position(&mut self, system: u8, latitude_e7: i32) {
        let mut payload = 1000_u32.to_le_bytes().to_vec();
        for number in [latitude_e7, 40_000_000, 25_000, 20_000] {
            payload.extend(number.to_le_bytes());
        }
        self.say((2, system), 33, &payload);
    }

    fn text(&mut self, system: u8, text: &str) {
        let mut payload = vec![6];
        payload.extend(text.bytes());
        self.say((2, system), 253, &payload);
    }
}

fn made() -> Log {
    let mut log = Log::default();
    log.heartbeat(1, 2, 0);
    log.heartbeat(255, 6, 0);
    log.position(1, 519_500_000);
    log.heartbeat(1, 2, 5);
    log.position(1, 519_510_000);
    log.text(1, "Gripper load released");
    log.position(2, 100_000_000);
    log.say((2, 1), 900_000, &[1, 2, 3]);
    log.say((2, 1), 900_000, &[4, 5, 6]);
    log
}

fn reading(bytes: &[u8]) -> Reading {
    read(bytes, Aids::default(), None)
}

#[test]
fn each_vehicle_has_a_flight_and_a_ground_station_has_none() {
    let log = made();
    assert!(recognise(&log.bytes));
    let reading = reading(&log.bytes);
    assert_eq!((reading.records, reading.defects.count()), (9, 0));
    assert_eq!(reading.version.as_deref(), Some("MAVLink 1 and 2"));
    let fixes: Vec<_> = reading
        .flights
        .iter()
        .map(|flight| flight.fixes.len())
        .collect();
    assert_eq!(fixes, [2, 1]);
    let system = &reading.flights[1].identities[0];
    assert_eq!((&*system.value, system.trace.record), ("2", 6));
    let flight = &reading.flights[0];
    let fix = flight.fixes[1];
    assert_eq!(<[f64; 2]>::from(fix.sample.position), [51.951, 4.0]);
    assert_eq!(fix.sample.height_above_home_m, Some(20.0));
    assert_eq!(fix.sample.time.as_secs_f64(), 0.4);
    assert_eq!(fix.trace.record, 4);
    assert_eq!(log.bytes[fix.trace.offset as usize + 8], 0xFD);
    let kinds = flight.events.iter().map(|event| &event.kind);
    let said: Vec<String> = kinds.map(|kind| format!("{kind:?}")).collect();
    let expected = [
        "Mode { mode: \"STABILIZE\" }",
        "Mode { mode: \"LOITER\" }",
        "Armed",
        "Text { text: \"Gripper load released\" }",
        "Release { what: \"Gripper load released\" }",
    ];
    assert_eq!(said, expected);
}

#[test]
fn a_raw_record_has_the_names_of_the_dialect_and_zeros_that_were_not_sent() {
    let mut log = Log::default();
    log.say((2, 9), 33, &[1, 0, 0, 0, 7]);
    let mut seen = Vec::new();
    let mut sink = |record: &Record<'_>| {
        assert_eq!(record.names.len(), record.values.len());
        let value = |name| record.value(name).and_then(Value::number);
        seen.push((value("frame.system"), value("lat"), value("hdg")));
    };
    read(&log.bytes, Aids::default(), Some(&mut sink));
    assert_eq!(seen, [(Some(9.0), Some(7.0), Some(0.0))]);
}

#[test]
fn an_unknown_number_is_kept_when_two_of_it_agree_and_left_out_alone() {
    let mut log = Log::default();
    log.heartbeat(1, 2, 0);
    log.say((2, 1), 900_000, &[1, 2, 3]);
    log.heartbeat(1, 2, 0);
    let alone = reading(&log.bytes);
    assert_eq!((alone.records, alone.defects.count()), (2, 1));
    log.say((2, 1), 900_000, &[4]);
    let agreed = reading(&log.bytes);
    assert_eq!((agreed.records, agreed.defects.count()), (4, 0));
}

#[test]
fn an_unknown_number_that_is_confirmed_ten_seconds_later_has_its_own_time() {
    let mut log = Log::default();
    log.heartbeat(1, 2, 0);
    log.say((2, 1), 900_000, &[1, 2, 3]);
    log.count += 100;
    log.heartbeat(1, 2, 0);
    log.say((2, 1), 900_000, &[4]);
    let mut places = Vec::new();
    let mut sink = |record: &Record<'_>| places.push(record.offset);
    let reading = read(&log.bytes, Aids::default(), Some(&mut sink));
    assert_eq!((reading.records, reading.defects.count()), (4, 0));
    assert!(places[0] < places[2] && places[2] < places[1] && places[1] < places[3]);
}

#[test]
fn a_ground_stations_own_position_is_an_operators() {
    let mut log = made();
    log.position(255, 520_000_000);
    let operators = &reading(&log.bytes).flights[0].operators;
    assert_eq!(operators.len(), 1);
    assert_eq!(operators[0].source, OperatorSource::GroundStation);
}

#[test]
fn damage_costs_the_message_that_it_hit_and_no_other() {
    let log = made();
    let all = reading(&log.bytes);
    let second = log
        .bytes
        .iter()
        .skip(30)
        .position(|byte| *byte == 0xFE)
        .unwrap()
        + 30;
    let mut bytes = log.bytes.clone();
    bytes[second + 7] ^= 0x10;
    let hit = reading(&bytes);
    assert_eq!(hit.records, all.records - 1);
    assert_eq!(hit.defects.kept()[0].kind, DefectKind::Checksum);
    assert_eq!(hit.flights[0].fixes.len(), 2);
    let mut bytes = log.bytes;
    bytes[second - 8] ^= 0x40;
    let hit = reading(&bytes);
    assert_eq!(hit.records, all.records);
    assert_eq!(hit.defects.kept()[0].kind, DefectKind::Implausible);
}

#[test]
fn a_log_cut_at_any_byte_or_with_any_byte_turned_is_read_and_nothing_is_invented() {
    let log = made();
    let all = reading(&log.bytes);
    for cut in 0..log.bytes.len() {
        check_less(&log.bytes[..cut], &all);
        check_less(&log.bytes[cut..], &all);
        let mut turned = log.bytes.clone();
        turned[cut] ^= 0xFF;
        check_less(&turned, &all);
    }
    for nothing in [&b""[..], &[0xFE; 600], &[0; 600], &[0xFD; 600]] {
        assert!(!recognise(nothing));
        assert_eq!(reading(nothing).records, 0);
    }
}

/// A damaged log says no position that the whole one does not.
fn check_less(bytes: &[u8], all: &Reading) {
    recognise(bytes);
    let damaged = reading(bytes);
    assert!(damaged.records <= all.records);
    let positions = |reading: &Reading| -> Vec<_> {
        let fixes = reading.flights.iter().flat_map(|flight| &flight.fixes);
        fixes.map(|fix| fix.sample.position).collect()
    };
    let known = positions(all);
    assert!(
        positions(&damaged)
            .iter()
            .all(|position| known.contains(position))
    );
}

/// Against pymavlink: its count of messages, and the positions of GLOBAL_POSITION_INT.
#[test]
fn real_logs_have_the_messages_and_positions_that_pymavlink_counts() {
    let check = |path: &str, records: u64, defects: u64, fixes: usize| {
        let Some(bytes) = truth::file(path) else {
            return;
        };
        assert!(recognise(&bytes), "{path}");
        let reading = reading(&bytes);
        let found = (reading.records, reading.defects.count());
        assert_eq!(found, (records, defects), "{path}");
        assert_eq!(reading.flights.len(), 1, "{path}");
        assert_eq!(reading.flights[0].fixes.len(), fixes, "{path}");
    };
    // pymavlink counts its four BAD_DATA too; they are camera messages of an older definition.
    check("tlog/ardusub_small.tlog", 35_912, 4, 792);
    check("tlog/mavlink_log_tlog_data_0.tlog", 1426, 0, 0);
    check("tlog/pymavlink_swift_flight.tlog", 163_851, 1, 6304);
    check("../autopilots/copter-fence-breach-rtl.tlog", 15_517, 0, 517);
    // The recording began inside a boot text: 15 BAD_DATA and two messages lost with them there.
    check("../autopilots/copter-survey-both.tlog", 29_455, 3, 957);
    check("../autopilots/px4-sih-mission.tlog", 30_123, 0, 3626);
}

#[test]
fn the_real_flights_say_where_when_and_who() {
    let Some(bytes) = truth::file("tlog/pymavlink_swift_flight.tlog") else {
        return;
    };
    let flight = reading(&bytes).flights.remove(0);
    let summary = flight.summary();
    assert_eq!(
        summary.start_utc.unwrap().to_string(),
        "2015-07-18T05:05:19.660Z"
    );
    // To 05:46:03; the manifest's 78.7 m is on a sphere and from the same first position.
    assert_eq!(summary.duration_s.round(), 2444.0);
    assert!((summary.max_distance_m.unwrap() - 78.57).abs() < 0.01);
    let identities = crate::flight::identities_json(&flight.identities);
    assert_eq!(identities["firmware"], "APM:Copter V3.4-dev (bdddfae5)");
    assert_eq!(
        identities["flight_controller_serial"],
        "00390021 34324709 31323533"
    );
    assert!(flight.clock.note.unwrap().contains("0.293 s at first"));
    let Some(bytes) = truth::file("../autopilots/copter-survey-both.tlog") else {
        return;
    };
    let flight = reading(&bytes).flights.remove(0);
    let photos = flight
        .media
        .iter()
        .filter(|media| media.position.is_some())
        .count();
    assert_eq!(photos, 46);
    let armed = flight
        .events
        .iter()
        .filter(|event| event.kind == EventKind::Armed);
    assert_eq!(armed.count(), 1);
}

/// The bars of the issue: at 60 % cut off, a hole of 64 KiB, 50 flipped bytes, the first tenth
/// lost; each with several seeds, holes of zeros and of noise.
#[test]
fn a_damaged_real_log_keeps_what_was_not_hit() {
    let Some(bytes) = truth::file("tlog/pymavlink_swift_flight.tlog") else {
        return;
    };
    let all = positions(&reading(&bytes).flights);
    let check = |bytes: &[u8], least: u64| {
        let damaged = reading(bytes);
        assert!(damaged.records >= least, "{} of {least}", damaged.records);
        assert!(damaged.records <= 163_851);
        assert!(positions(&damaged.flights).is_subset(&all));
        assert!(recognise(bytes));
    };
    let length = bytes.len();
    check(&bytes[..length * 6 / 10], 98_292);
    check(&bytes[length / 10..], 147_464);
    for seed in 1..4_u64 {
        let mut noise = Noise(seed);
        let hole = noise.below(length - 65_536);
        let mut holed = bytes.clone();
        holed[hole..hole + 65_536].fill(0);
        check(&holed, 162_000);
        holed[hole..hole + 65_536].fill_with(|| noise.below(256) as u8);
        check(&holed, 162_000);
        let mut flipped = bytes.clone();
        for _ in 0..50 {
            flipped[noise.below(length)] ^= noise.below(255) as u8 + 1;
        }
        check(&flipped, 163_800);
    }
}

fn positions(flights: &[Flight]) -> std::collections::BTreeSet<(i32, i32)> {
    let fixes = flights.iter().flat_map(|flight| &flight.fixes);
    fixes.map(|fix| fix.sample.position.to_e7()).collect()
}

/// Marsaglia's xorshift: damage that is the same every time.
struct Noise(u64);

impl Noise {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}
