//! Real logs against what independent tools and the app's own count say of them.

use super::super::*;
use crate::formats::truth::file;

/// A log of `shared/data/logs/dji_txt`; `None`, and a word of it, where it is not at hand.
fn log(name: &str) -> Option<Vec<u8>> {
    file(&format!("dji_txt/{name}.txt"))
}

/// Name, version, product, aircraft, remote control, OSD records, fixes, changes of home, farthest
/// metres (on a sphere), highest metres, operator's positions.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    u64,
    usize,
    usize,
    Option<f64>,
    Option<f64>,
    usize,
);

/// The manifest's rows; the last column is our own reading (see the README for why the manifest
/// says 0 where a telephone's position stands in the log).
const ROWS: &[Row] = &[
    (
        "drop_p3_DJIFlightRecord_2016-09-15_13-51-18",
        "7",
        "Phantom3Standard",
        "03Z0600080",
        "05LD102XHR",
        2518,
        2518,
        1,
        Some(69.3),
        Some(6.3),
        251,
    ),
    (
        "drop_p3_DJIFlightRecord_2016-09-26_14-12-45",
        "8",
        "Phantom3Standard",
        "03Z0600080",
        "05LD102XHR",
        3154,
        3154,
        1,
        Some(40.6),
        Some(51.6),
        315,
    ),
    (
        "mikeemoo_DJIFlightRecord_2015-12-29_19-05-48",
        "4",
        "Phantom3Pro",
        "03Z0265508",
        "04DJA64612",
        872,
        872,
        1,
        Some(10.6),
        Some(39.5),
        0,
    ),
    (
        "vto_df001_phantom_3_DJIFlightRecord_2018-06-20_09-04-19",
        "9",
        "Phantom3Standard",
        "03Z1389682",
        "",
        2221,
        2221,
        1,
        Some(480.9),
        Some(53.9),
        222,
    ),
    (
        "vto_df005_phantom_4_DJIFlightRecord_2017-06-29_11-15-17",
        "10",
        "Phantom4Pro",
        "07JDE5300200GN",
        "0CKJ2026ZD",
        221,
        221,
        2,
        Some(1.8),
        Some(2.9),
        0,
    ),
    (
        "vto_df005_phantom_4_DJIFlightRecord_2017-06-29_11-20-32",
        "10",
        "Phantom4Pro",
        "07JDE5300200GN",
        "0CKJ2026ZD",
        7692,
        7692,
        2,
        Some(615.3),
        Some(43.6),
        0,
    ),
    (
        "vto_df006_phantom_4_DJIFlightRecord_2017-06-29_12-52-14",
        "10",
        "Phantom4Pro",
        "",
        "",
        8,
        8,
        0,
        None,
        Some(0.0),
        0,
    ),
    (
        "vto_df010_inspire_1_DJIFlightRecord_2018-06-20_09-16-53",
        "9",
        "Inspire1",
        "0410059536",
        "03LD015147",
        1907,
        1907,
        1,
        Some(679.1),
        Some(55.9),
        177,
    ),
    (
        "vto_df019_mavic_pro_DJIFlightRecord_2017-08-29_12-05-27",
        "10",
        "MavicPro",
        "08RDD9100100KG",
        "",
        3147,
        3147,
        2,
        Some(28.7),
        Some(29.8),
        314,
    ),
    (
        "vto_df021_mavic_pro_DJIFlightRecord_2017-08-29_12-59-22",
        "10",
        "MavicPro",
        "08RDD9T00101D2",
        "",
        2759,
        2759,
        2,
        Some(362.1),
        Some(109.1),
        275,
    ),
    (
        "vto_df034_matrice_600_DJIFlightRecord_2018-06-20_10-11-44",
        "9",
        "Matrice600Pro",
        "0670136230",
        "03LLCA0B4B",
        3033,
        3033,
        2,
        Some(680.6),
        Some(80.5),
        299,
    ),
    (
        "vto_df048_mavic_air_DJIFlightRecord_2018-04-19_11-39-45",
        "11",
        "MavicAir",
        "0K1DF313BD4PR1",
        "",
        681,
        681,
        2,
        Some(172.9),
        Some(30.2),
        1,
    ),
    (
        "vto_df059_matrice_210_2143-DJIFlightRecord_2018-06-14_17-19-35",
        "11",
        "Matrice210",
        "095XF1800201C0",
        "0JFJ4006F4",
        110,
        0,
        0,
        None,
        None,
        0,
    ),
    (
        "vto_df059_matrice_210_2443-DJIFlightRecord_2018-06-21_16-39-48",
        "11",
        "Matrice210",
        "095XF1800201C0",
        "0JFJ4006F4",
        409,
        409,
        2,
        Some(3.5),
        Some(1.7),
        3,
    ),
    (
        "vto_df060_matrice_210_275-DJIFlightRecord_2018-06-14_17-01-39",
        "11",
        "Matrice210",
        "095XF4200202G5",
        "",
        76,
        0,
        0,
        None,
        None,
        1,
    ),
    (
        "vto_df063_phantom_4_pro_v2_DJIFlightRecord_2018-06-15_11-17-44",
        "9",
        "Inspire1",
        "0410059536",
        "03LD015147",
        262,
        0,
        0,
        None,
        None,
        26,
    ),
    (
        "vto_df063_phantom_4_pro_v2_DJIFlightRecord_2018-06-19_15-34-56",
        "11",
        "Phantom4ProV2",
        "11VKF5500202D4",
        "",
        2190,
        2190,
        2,
        Some(148.4),
        Some(29.1),
        1,
    ),
    (
        "vto_df068_mavic_2_DJIFlightRecord_2018-06-19_14-50-34",
        "11",
        "MavicAir",
        "0K1DF313BD4PR1",
        "",
        3055,
        3055,
        2,
        Some(99.6),
        Some(28.5),
        4,
    ),
    (
        "vto_df068_mavic_2_DJIFlightRecord_2018-09-26_12-54-14",
        "11",
        "Mavic2",
        "0M6DF73001P5JS",
        "0VELF8C00701LB",
        3477,
        3477,
        2,
        Some(938.1),
        Some(71.8),
        27,
    ),
];

fn identity(flight: &Flight, kind: crate::flight::IdentityKind) -> String {
    let of_kind = flight.identities.iter().find(|one| one.kind == kind);
    of_kind.map(|one| one.value.clone()).unwrap_or_default()
}

#[test]
fn every_row_of_the_manifest_is_met() {
    use crate::flight::IdentityKind::{AircraftSerial, Product, RemoteSerial};
    for row in ROWS {
        let Some(bytes) = log(row.0) else { continue };
        assert!(recognise(&bytes), "{}", row.0);
        let reading = read(&bytes, Aids::default(), None);
        assert_eq!(reading.defects.kept(), [], "{}", row.0);
        let flight = &reading.flights[0];
        let summary = flight.summary();
        let names = [Product, AircraftSerial, RemoteSerial].map(|kind| identity(flight, kind));
        assert_eq!(reading.version.as_deref(), Some(row.1));
        assert_eq!(names, [row.2, row.3, row.4], "{}", row.0);
        let counts = (reading.records, summary.fixes, summary.home_changes);
        assert_eq!(counts, (row.5, row.6, row.7), "{}", row.0);
        assert_eq!(summary.max_height_m, row.9, "{}", row.0);
        assert_eq!(flight.operators.len(), row.10, "{}", row.0);
        // The manifest's distances are on a sphere, ours on the ellipsoid: up to 0.3 % apart.
        let distance = summary.home.and(summary.max_distance_m);
        let differs = distance
            .zip(row.8)
            .map_or(0.0, |(ours, theirs)| (ours - theirs).abs() / theirs);
        assert!(
            differs < 0.005 || summary.max_distance_m < Some(20.0),
            "{}: {distance:?}",
            row.0
        );
        assert_eq!(distance.is_some(), row.8.is_some(), "{}", row.0);
    }
}

#[test]
fn a_mini_2_without_its_key_tells_what_its_details_say() {
    let Some(bytes) = log("mini2_DJIFlightRecord_2021-09-05_19-23-47") else {
        return;
    };
    let reading = read(&bytes, Aids::default(), None);
    assert_eq!(
        (reading.version.as_deref(), reading.records),
        (Some("14"), 11_609)
    );
    assert!(!reading.defects.is_damage());
    let flight = &reading.flights[0];
    let values: Vec<_> = flight.identities.iter().map(|one| &*one.value).collect();
    for expected in [
        "Mini2",
        "3NZCJ270048FFC",
        "396LHAK001031U",
        "3QFPHC1CA520GD",
    ] {
        assert!(values.contains(&expected), "{values:?}");
    }
    let summary = flight.summary();
    let first = summary.first.unwrap();
    assert!((first.latitude_deg() - 47.572_698).abs() < 1e-6);
    assert!((first.longitude_deg() + 122.626_623).abs() < 1e-6);
    assert_eq!(
        summary.start_utc.unwrap().to_string(),
        "2021-09-06T02:23:47.611Z"
    );
}

const LONGEST: &str = "vto_df005_phantom_4_DJIFlightRecord_2017-06-29_11-20-32";

/// Reads a damaged log and holds every position against the intact one.
fn damaged(bytes: &[u8], moved: usize, least: u64) -> u64 {
    let Some(intact) = log(LONGEST) else {
        return least;
    };
    let intact = read(&intact, Aids::default(), None);
    let whole = &intact.flights[0].fixes;
    assert!(recognise(bytes));
    let reading = read(bytes, Aids::default(), None);
    assert!(
        reading.records >= least,
        "{} of at least {least}",
        reading.records
    );
    assert!(reading.defects.is_damage());
    let mut checked = 0;
    for fix in &reading.flights[0].fixes {
        let offset = fix.trace.offset + moved as u64;
        let at = whole.partition_point(|fix| fix.trace.offset < offset);
        let true_one = &whole[at];
        assert_eq!(true_one.trace.offset, offset, "a position was invented");
        let apart = true_one.sample.position.distance_m(fix.sample.position);
        assert!(
            apart < 5.0,
            "a position {apart} m from the true one at byte {offset}"
        );
        let heights = (
            fix.sample.height_above_home_m,
            true_one.sample.height_above_home_m,
        );
        if let (Some(ours), Some(truth)) = heights {
            assert!((ours - truth).abs() < 10.0, "{ours} m high, not {truth}");
        }
        checked += 1;
    }
    assert!(checked + 20 >= reading.records);
    let homes = reading.flights[0].homes.len();
    assert!(homes <= 2, "{homes} homes");
    reading.records
}

#[test]
fn cut_at_60_percent_everything_before_the_cut_is_read() {
    let Some(bytes) = log(LONGEST) else { return };
    let cut = bytes.len() * 6 / 10;
    damaged(&bytes[..cut], 0, 5310);
}

#[test]
fn a_hole_of_64_kib_costs_what_stood_in_it_and_no_more() {
    let Some(bytes) = log(LONGEST) else { return };
    let intact = read(&bytes, Aids::default(), None);
    for at in [bytes.len() / 2, bytes.len() / 3, 300_000] {
        let end = at + 65_536;
        let mut holed = bytes.clone();
        holed[at..end].fill(0);
        let starts = intact.flights[0]
            .fixes
            .iter()
            .map(|fix| fix.trace.offset as usize);
        let outside = starts.filter(|start| start + 60 <= at || *start >= end);
        assert_eq!(damaged(&holed, 0, 7440), outside.count() as u64);
    }
    let mut holed = bytes.clone();
    holed[bytes.len() / 2..][..65_536].fill(0);
    damaged(&holed, 0, 7466);
}

#[test]
fn fifty_flipped_bytes_cost_two_records_at_most_and_make_no_outlier() {
    let Some(bytes) = log(LONGEST) else { return };
    let mut worst = u64::MAX;
    for seed in 1..=40_u64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut next = || {
            // xorshift64*, for the same damage every time.
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            state.wrapping_mul(0x2545_F491_4F6C_DD1D)
        };
        let mut flipped = bytes.clone();
        for _ in 0..50 {
            let at = (next() % bytes.len() as u64) as usize;
            flipped[at] ^= 1 + (next() % 255) as u8;
        }
        let reading = read(&flipped, Aids::default(), None);
        if reading.defects.is_damage() {
            worst = worst.min(damaged(&flipped, 0, 7690));
        }
    }
    assert!((7690..u64::MAX).contains(&worst));
}

#[test]
fn the_first_tenth_lost_or_blank_costs_that_tenth() {
    let Some(bytes) = log(LONGEST) else { return };
    let cut = bytes.len() / 10;
    let lost = damaged(&bytes[cut..], cut, 6_800);
    let mut blank = bytes.clone();
    blank[..cut].fill(0);
    assert_eq!(damaged(&blank, 0, 6_800), lost);
    let reading = read(&bytes[cut..], Aids::default(), None);
    let serial = identity(
        &reading.flights[0],
        crate::flight::IdentityKind::AircraftSerial,
    );
    assert_eq!(serial, "07JDE5300200GN");
}

#[test]
fn a_real_log_cut_or_spoilt_in_a_thousand_places_is_read_without_a_panic() {
    let Some(bytes) = log("vto_df048_mavic_air_DJIFlightRecord_2018-04-19_11-39-45") else {
        return;
    };
    for place in 0..1000 {
        let cut = bytes.len() * place / 1000;
        drop(read(&bytes[..cut], Aids::default(), None));
    }
}
