//! The real logs of the shared data: what independent tools say of them, and what is left of one
//! of them after damage.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::*;
use crate::formats::truth::file;

/// What the manifest says: pyulog 1.3.0 and px4-ulog 0.6.1.
struct Truth {
    records: u64,
    topics: usize,
    duration_s: f64,
    /// How it begins.
    firmware: Option<&'static str>,
    hardware: Option<&'static str>,
    uuid: Option<&'static str>,
}

fn check(name: &str, truth: &Truth) -> Option<Reading> {
    let bytes = file(&format!("ulg/{name}"))?;
    let mut topics: BTreeMap<String, u64> = BTreeMap::new();
    let mut sink = |record: &Record<'_>| {
        *topics.entry(record.kind.to_owned()).or_default() += 1;
        assert!(record.values.len() > 1, "{}", record.kind);
    };
    let reading = read(&bytes, Aids::default(), Some(&mut sink));
    assert_eq!(
        (reading.records, reading.defects.count()),
        (truth.records, 0),
        "{name}"
    );
    let names: std::collections::BTreeSet<&str> = topics
        .keys()
        .map(|name| name.split('[').next().unwrap())
        .collect();
    writeln!(
        std::io::stderr(),
        "{name}: {} topics, {} instances",
        names.len(),
        topics.len()
    )
    .unwrap();
    assert_eq!(topics.len(), truth.topics, "{name}");
    let flight = &reading.flights[0];
    let duration_s = flight.summary().duration_s;
    assert!(
        (duration_s - truth.duration_s).abs() < 0.06,
        "{name}: {duration_s}"
    );
    let value = |kind| {
        flight
            .identities
            .iter()
            .find(|identity| identity.kind == kind)
            .map(|identity| identity.value.as_str())
    };
    let firmware = value(IdentityKind::Firmware);
    let is_as_stated = match truth.firmware {
        Some(begins) => firmware.is_some_and(|firmware| firmware.starts_with(begins)),
        None => firmware.is_none(),
    };
    assert!(is_as_stated, "{name}: {firmware:?}");
    assert_eq!(value(IdentityKind::Hardware), truth.hardware, "{name}");
    assert_eq!(
        value(IdentityKind::FlightControllerSerial),
        truth.uuid,
        "{name}"
    );
    Some(reading)
}

fn place(name: &str, reading: Option<Reading>, home: [f64; 2], farthest_m: f64, first_utc: &str) {
    let Some(reading) = reading else {
        return;
    };
    let flight = &reading.flights[0];
    let summary = flight.summary();
    let centre: [f64; 2] = summary.home.or(summary.first).unwrap().into();
    assert!(
        (centre[0] - home[0]).abs() < 1e-6 && (centre[1] - home[1]).abs() < 1e-6,
        "{name}: {centre:?}"
    );
    let distance_m = summary.max_distance_m.unwrap();
    assert!(
        (distance_m - farthest_m).abs() < 0.5,
        "{name}: {distance_m}"
    );
    let utc = flight.fixes[0].sample.utc.unwrap().to_string();
    assert!(utc.starts_with(first_utc), "{name}: {utc}");
}

#[test]
fn every_row_of_the_manifest_is_reproduced() {
    let none = Truth {
        records: 0,
        topics: 0,
        duration_s: 0.0,
        firmware: None,
        hardware: None,
        uuid: None,
    };
    check(
        "pyulog_sample.ulg",
        &Truth {
            records: 64_542,
            topics: 15,
            duration_s: 69.0,
            firmware: Some("PX4 git fd48"),
            hardware: Some("AUAV_X21"),
            ..none
        },
    );
    check(
        "pyulog_sample_appended_multiple.ulg",
        &Truth {
            records: 6852,
            topics: 20,
            duration_s: 9.8,
            firmware: Some("PX4 v1.6.0 (dev)"),
            hardware: Some("PX4FMU_V4PRO"),
            uuid: Some("0035002B3434511732343031"),
        },
    );
    // pyulog says 1174.1 s: it counts one stamp of the topic `mission`, 1167 s ahead of all others
    let small = check(
        "pyulog_sample_log_small.ulg",
        &Truth {
            records: 14_604,
            topics: 70,
            duration_s: 6.5,
            firmware: Some("PX4 v1.11.2 (dev)"),
            hardware: Some("CUBEPILOT_CUBEORANGE"),
            uuid: Some("000600000000383638393239510d0035002d"),
        },
    );
    place(
        "log_small",
        small,
        [63.417_062, 10.408_215],
        1.9,
        "2021-04-21T06:30:58",
    );
    // the manifest's farthest, 5335 km, is from a home of 0, 0; its 2 positions are those of
    // sensor_gps, ours the 30 of vehicle_gps_position
    let tagged = check(
        "pyulog_sample_logging_tagged_and_default_params.ulg",
        &Truth {
            records: 21_229,
            topics: 96,
            duration_s: 10.8,
            firmware: Some("PX4 v1.13.0 (dev)"),
            hardware: Some("PX4_SITL"),
            uuid: None,
        },
    );
    place(
        "tagged",
        tagged,
        [47.397_742, 8.545_594],
        0.0,
        "2022-04-29T08:45:3",
    );
    let esc = check(
        "px4rs_esc_status_log.ulg",
        &Truth {
            records: 8200,
            topics: 34,
            duration_s: 44.0,
            firmware: Some("PX4 v1.9.0 (beta)"),
            hardware: Some("PX4_FMU_V3"),
            uuid: Some("000100000000383938303138510c00430026"),
        },
    );
    place(
        "esc",
        esc,
        [47.356_576, 8.518_912],
        28.0,
        "2019-05-13T14:09:19",
    );
    check(
        "yule_powers.ulg",
        &Truth {
            records: 20,
            topics: 2,
            ..none
        },
    );
    check(
        "yule_short_list.ulg",
        &Truth {
            records: 10,
            topics: 1,
            ..none
        },
    );
    check(
        "yule_trig_stats.ulg",
        &Truth {
            records: 200,
            topics: 2,
            duration_s: 1.2,
            firmware: Some("ULogExampleWriter"),
            ..none
        },
    );
    let failure = check(
        "frs_ekf_failure.ulg",
        &Truth {
            records: 48_847,
            topics: 86,
            duration_s: 79.6,
            firmware: Some("PX4 v1.15.0 (beta)"),
            hardware: Some("NXP_MR_TROPIC"),
            uuid: Some("00050000000000000000615bb0a12b3c19d7"),
        },
    );
    place(
        "ekf_failure",
        failure,
        [53.715_678, 9.820_783],
        55.6,
        "2025-02-10T13:56:29",
    );
}

/// The records of a log: offset, and bytes of its values as text.
fn records(bytes: &[u8], aids: Aids<'_>) -> (BTreeMap<u64, String>, Reading) {
    let mut found = BTreeMap::new();
    let mut sink = |record: &Record<'_>| {
        let values: Vec<String> = record.values.iter().map(ToString::to_string).collect();
        found.insert(
            record.offset,
            format!("{} {}", record.kind, values.join(" ")),
        );
    };
    let reading = read(bytes, aids, Some(&mut sink));
    (found, reading)
}

/// The intact log that damage is compared with.
struct Intact {
    records: BTreeMap<u64, String>,
    reading: Reading,
}

impl Intact {
    /// Compares what is left: how many records, none of them invented, and positions, each within
    /// 15 m of one of the intact log's. Answers how many records have other values.
    fn compare(&self, what: &str, bytes: &[u8], shift: usize, least: usize) -> usize {
        let (left, reading) = records(bytes, Aids::default());
        let is_named = |text: &String| !text.starts_with("topic ");
        let is_changed = |offset: &u64, text: &String| {
            let own = self.records.get(&(offset + shift as u64));
            assert!(
                own.is_some(),
                "{what}: invented a record at {offset}: {text}"
            );
            is_named(text) && !own.unwrap().starts_with(text)
        };
        let changed = left
            .iter()
            .filter(|(offset, text)| is_changed(offset, text))
            .count();
        let named = left.values().filter(|text| is_named(text)).count();
        let positions = |reading: &Reading| -> Vec<_> {
            reading.flights[0]
                .fixes
                .iter()
                .map(|fix| fix.sample.position)
                .collect()
        };
        let (own, found) = (positions(&self.reading), positions(&reading));
        assert!(!found.is_empty(), "{what}: no positions are left");
        let nearest = found.iter().map(|found| {
            own.iter()
                .map(|own| own.distance_m(*found))
                .fold(f64::MAX, f64::min)
        });
        let farthest_m = nearest.fold(0.0, f64::max);
        let (count, defects, fixes) = (left.len(), reading.defects.count(), found.len());
        writeln!(
            std::io::stderr(),
            "{what}: {count} records (at least {least}), {named} named, {changed} of other content; \
             {fixes} positions, all within {farthest_m:.2} m of the intact ones; {defects} defects"
        )
        .unwrap();
        assert!(count >= least && farthest_m < 15.0, "{what}");
        changed
    }
}

#[test]
fn what_damage_leaves_of_a_real_log_is_read() {
    let Some(bytes) = file("ulg/frs_ekf_failure.ulg") else {
        return;
    };
    let (records, reading) = records(&bytes, Aids::default());
    let intact = Intact { records, reading };
    let cut = &bytes[..bytes.len() * 6 / 10];
    assert_eq!(intact.compare("cut at 60 %", cut, 0, 28_743), 0);
    let mut holed = bytes.clone();
    let middle = holed.len() / 2;
    holed[middle..middle + 65_536].fill(0);
    assert_eq!(intact.compare("64 KiB hole", &holed, 0, 47_698), 0);
    for seed in 1..=8_u64 {
        let mut flipped = bytes.clone();
        let mut state = seed;
        for _ in 0..50 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = (state >> 20) as usize % flipped.len();
            flipped[at] ^= (state >> 12) as u8 | 1;
        }
        let changed = intact.compare(
            &format!("50 bytes flipped, seed {seed}"),
            &flipped,
            0,
            48_841,
        );
        assert!(changed <= 50, "{changed}");
    }
    let tenth = bytes.len() / 10;
    assert_eq!(
        intact.compare("first 10 % lost", &bytes[tenth..], tenth, 45_582),
        0
    );
    let mut blank = bytes.clone();
    blank[..tenth].fill(0);
    assert_eq!(intact.compare("first 10 % blank", &blank, 0, 45_582), 0);
}

#[test]
fn a_large_log_cut_anywhere_is_read_without_a_panic() {
    let Some(intact) = file("ulg/pyulog_sample_appended_multiple.ulg") else {
        return;
    };
    for step in 0..200 {
        let cut = intact.len() * step / 200;
        drop(read(&intact[..cut], Aids::default(), None));
        drop(read(&intact[cut..], Aids::default(), None));
    }
}
