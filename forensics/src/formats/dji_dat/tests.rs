//! Made logs, and the real one against what independent tools say of it.

use missions::geodesy::Position;

use super::*;
use crate::flight::EventKind;
use crate::formats::truth::file;

fn log() -> Option<Vec<u8>> {
    file("dji_dat/plaso_17-08-29-12-58-45_FLY005.DAT")
}

fn reading(bytes: &[u8]) -> Reading {
    assert!(recognise(bytes));
    read(bytes, Aids::default(), None)
}

#[test]
fn the_aircrafts_own_log_gives_every_record_and_fix_that_others_count() {
    let Some(bytes) = log() else { return };
    let reading = reading(&bytes);
    assert_eq!(reading.records, 34_058);
    // The log was cached from the middle of a record on, and three of its records are broken.
    let lengths: Vec<_> = reading
        .defects
        .kept()
        .iter()
        .map(|one| (one.kind, one.length))
        .collect();
    let broken = |length| (DefectKind::Checksum, length);
    let begun = (DefectKind::Unsupported, 36);
    assert_eq!(lengths, [begun, broken(20), broken(32), broken(57)]);
    let flight = &reading.flights[0];
    assert_eq!(flight.fixes.len(), 1787);
    let [first, last] = [flight.fixes[0], flight.fixes[1786]];
    assert_eq!(
        first.sample.position,
        Position::new(39.961_215_4, -106.216_399_6).unwrap()
    );
    assert_eq!(
        first.sample.utc.unwrap().to_string(),
        "2017-08-29T18:58:38.000Z"
    );
    assert_eq!(
        last.sample.utc.unwrap().to_string(),
        "2017-08-29T19:04:38.000Z"
    );
    assert_eq!(flight.identities[0].value, "08RDD9T00101D2");
    let ended = last.sample.time.since(first.sample.time).as_secs_f64();
    assert!(
        (ended - 360.0).abs() < 1.0,
        "{ended} s by the log's own clock"
    );
    let kinds: Vec<_> = flight.events.iter().map(|event| &event.kind).collect();
    for expected in [
        EventKind::Armed,
        EventKind::TakeOff,
        EventKind::Landed,
        EventKind::Disarmed,
    ] {
        assert!(kinds.contains(&&expected), "{expected:?}");
    }
}

#[test]
fn it_is_the_same_flight_as_the_apps_record_of_it() {
    let app = file("dji_txt/vto_df021_mavic_pro_DJIFlightRecord_2017-08-29_12-59-22.txt");
    let (Some(own), Some(app)) = (log(), app) else {
        return;
    };
    let own = reading(&own);
    let app = super::super::dji_txt::read(&app, Aids::default(), None);
    let (own, app) = (&own.flights[0], &app.flights[0]);
    let serial = |flight: &crate::flight::Flight| {
        let of_kind = |one: &&Identity| one.kind == IdentityKind::AircraftSerial;
        flight
            .identities
            .iter()
            .find(of_kind)
            .unwrap()
            .value
            .clone()
    };
    assert_eq!(serial(own), serial(app));
    let (ours, theirs) = (own.summary(), app.summary());
    let (ours_m, theirs_m) = (ours.max_distance_m.unwrap(), theirs.max_distance_m.unwrap());
    assert!((ours_m - theirs_m).abs() < 5.0, "{ours_m} and {theirs_m} m");
    let (ours_m, theirs_m) = (ours.max_height_m.unwrap(), theirs.max_height_m.unwrap());
    assert!(
        (ours_m - theirs_m).abs() < 3.0,
        "{ours_m} and {theirs_m} m high"
    );
}

/// A record of a type with its checksums, in the way of `frame`.
fn record(kind: u16, tick: u32, payload: &[u8]) -> Vec<u8> {
    let length = payload.len() + 12;
    let mut bytes = vec![0x55, length as u8, (length >> 8) as u8];
    bytes.push(frame::crc_8(&bytes));
    bytes.extend(kind.to_le_bytes());
    bytes.extend(tick.to_le_bytes());
    bytes.extend(payload.iter().map(|byte| byte ^ tick as u8));
    bytes.extend(frame::crc_16(&bytes).to_le_bytes());
    bytes
}

fn gps(second: u32, latitude_e7: i32) -> Vec<u8> {
    let mut payload = vec![0; 72];
    payload[..4].copy_from_slice(&20_170_829_u32.to_le_bytes());
    payload[4..8].copy_from_slice(&(185_800 + second).to_le_bytes());
    payload[8..12].copy_from_slice(&40_500_000_i32.to_le_bytes());
    payload[12..16].copy_from_slice(&latitude_e7.to_le_bytes());
    payload[64] = 14;
    payload
}

/// Ten seconds of a flight; the ticks wrap round on the way.
fn made(prefix: usize) -> Vec<u8> {
    let mut bytes = vec![0; prefix];
    if prefix > 0 {
        bytes[16..37].copy_from_slice(b"BUILD Jul 21 2017 V01");
    }
    if prefix == 256 {
        bytes[242..252].copy_from_slice(b"DJI_LOG_V3");
    }
    bytes.extend(record(
        32_768,
        u32::MAX - 9_000_000,
        b"1 [L-TAKEOFF]alti: 20.0\0",
    ));
    for second in 0..10_u32 {
        let tick = (u32::MAX - 8_999_999).wrapping_add(second * 4_500_000);
        bytes.extend(record(
            2096,
            tick,
            &gps(second, 519_500_000 + second as i32 * 100),
        ));
    }
    bytes
}

#[test]
fn each_kind_of_prefix_is_read_and_a_tick_that_wraps_round_goes_on() {
    for (prefix, version) in [(0, "1"), (128, "1"), (256, "3")] {
        let reading = reading(&made(prefix));
        assert_eq!(
            (reading.version.as_deref(), reading.records),
            (Some(version), 11)
        );
        assert_eq!(reading.defects.kept(), []);
        let flight = &reading.flights[0];
        assert_eq!(flight.fixes.len(), 10);
        assert!(
            (flight.summary().duration_s - 9.0).abs() < 0.01,
            "{:?}",
            flight.span
        );
        assert_eq!(flight.identities.len(), usize::from(prefix > 0));
    }
}

#[test]
fn what_is_enciphered_is_told_and_no_damage() {
    let reading = reading(b"LOGH\x01\x02\x03");
    assert_eq!((reading.records, reading.flights.len()), (0, 0));
    assert!(!reading.defects.is_damage());
    assert_eq!(reading.defects.kept()[0].kind, DefectKind::Encrypted);
}

#[test]
fn a_record_whose_checksum_fails_is_left_out_and_the_next_is_read() {
    let mut bytes = made(0);
    let at = bytes.len() - 100;
    bytes[at] ^= 1;
    let reading = reading(&bytes);
    assert_eq!((reading.records, reading.flights[0].fixes.len()), (10, 9));
    assert_eq!(reading.defects.kept()[0].kind, DefectKind::Checksum);
}

#[test]
fn a_log_cut_at_any_byte_or_with_any_byte_turned_is_read_without_a_panic() {
    for prefix in [0, 256] {
        let bytes = made(prefix);
        for cut in 0..bytes.len() {
            drop((
                recognise(&bytes[..cut]),
                read(&bytes[..cut], Aids::default(), None),
            ));
            let mut turned = bytes.clone();
            turned[cut] ^= 0xFF;
            drop((recognise(&turned), read(&turned, Aids::default(), None)));
        }
    }
}

#[test]
fn what_is_no_log_is_not_taken_for_one() {
    for nothing in [&b""[..], b"LOG", &[0x55; 4096], &[0; 4096]] {
        assert!(!recognise(nothing));
    }
}
