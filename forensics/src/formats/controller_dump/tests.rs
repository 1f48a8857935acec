//! Made structures in made memories, and the real dumps.

use super::*;
use crate::flight::{PlaceKind, identities_json};
use crate::formats::truth;

/// A memory with INAV's settings in its second sector and a receiver's options behind them.
fn memory() -> Vec<u8> {
    let mut bytes = vec![0xFF; 2048];
    bytes.push(126);
    let mut names = vec![0; 6];
    names.extend(b"Night Owl\0\0\0\0\0\0\0\0V. P.\0\0\0\0\0\0\0\0\0\0\0\0");
    let mut waypoint = Vec::new();
    for number in [519_500_000_i32, 40_500_000, 5000] {
        waypoint.extend(number.to_le_bytes());
    }
    waypoint.extend([0, 0, 0, 0, 0, 0, 1, 0xA5]);
    let mut records = vec![(18, names), (1007, waypoint)];
    records.extend((100..110).map(|number| (number, vec![7; 3])));
    for (number, body) in records {
        bytes.extend((body.len() as u16 + 6).to_le_bytes());
        bytes.extend(u16::to_le_bytes(number));
        bytes.extend([1, 0]);
        bytes.extend(body);
    }
    bytes.extend([0, 0]);
    let crc = settings::crc_16(&bytes[2048..], 0);
    bytes.extend(crc.to_le_bytes());
    bytes.resize(4096, 0xFF);
    bytes.extend(b"Some Product\0\0\0\0{\"uid\":[1,2,3,4,5,6],\"wifi-ssid\":\"net\",\"wifi-password\":\"key\"}\0");
    bytes.resize(6144, 0);
    bytes
}

fn reading(bytes: &[u8]) -> Reading {
    read(bytes, Aids::default(), None)
}

#[test]
fn names_waypoints_and_a_binding_number_are_found_where_they_lie() {
    let bytes = memory();
    assert!(recognise(&bytes));
    let reading = reading(&bytes);
    assert_eq!((reading.records, reading.defects.count()), (13, 0));
    let identities = identities_json(&reading.identities);
    assert_eq!(identities["craft_name"], "Night Owl");
    assert_eq!(identities["pilot_name"], "V. P.");
    assert_eq!(identities["radio_uid"], "1,2,3,4,5,6");
    assert_eq!(
        (&identities["network_name"], &identities["network_key"]),
        (&"net".into(), &"key".into())
    );
    assert_eq!(identities["product"], "Some Product");
    let place = reading.places[0];
    assert_eq!(
        (place.kind, place.number, place.height_m),
        (PlaceKind::Waypoint, 1, Some(50.0))
    );
    assert_eq!(<[f64; 2]>::from(place.position), [51.95, 4.05]);
    assert_eq!(place.confidence, Confidence::Checked);
    assert_eq!(
        &bytes[place.trace.offset as usize + 2..][..2],
        &1007_u16.to_le_bytes()
    );
}

#[test]
fn settings_whose_checksum_does_not_fit_are_read_and_trusted_less() {
    let mut bytes = memory();
    bytes[2048 + 14] ^= 1;
    assert_eq!(reading(&bytes).places[0].confidence, Confidence::Stated);
}

#[test]
fn a_dump_cut_anywhere_or_with_any_byte_turned_is_read_without_a_panic() {
    let bytes = memory();
    for cut in (0..bytes.len()).step_by(7) {
        reading(&bytes[..cut]);
        reading(&bytes[cut..]);
        let mut turned = bytes.clone();
        turned[cut] ^= 0xFF;
        recognise(&turned);
        reading(&turned);
    }
    for nothing in [&b""[..], &[0; 5000], &[0xFF; 5000], b"{\"uid\":[1]}"] {
        assert!(!recognise(nothing));
    }
}

/// The manifest has the strings; the names, the waypoints and the checksum were read with a
/// program of twenty lines in another language.
#[test]
fn the_real_dumps_say_whose_they_are() {
    let files = truth::files("fc_dump");
    let mut checked = 0;
    for real in &files {
        if real.file.contains("FC8885") {
            continue;
        }
        checked += 1;
        assert!(recognise(&real.bytes), "{}", real.file);
        let reading = reading(&real.bytes);
        let identities = identities_json(&reading.identities);
        if real.file.ends_with("sample_01.dump") {
            assert_eq!(identities["craft_name"], "MK2");
            assert_eq!(identities["pilot_name"], "VIKTOR");
            assert_eq!(identities["firmware"], "INAV");
            assert_eq!((reading.places.len(), reading.flights.len()), (14, 0));
            assert_eq!(
                <[f64; 2]>::from(reading.places[0].position),
                [49.535_917, 5.834_993_4]
            );
            assert_eq!(reading.places[0].confidence, Confidence::Checked);
        } else {
            assert_eq!(identities["radio_uid"], "137,171,161,250,188,77");
            assert_eq!(identities["network_name"], "Elrs_Wifi");
            assert_eq!(identities["network_key"], "FPVisnotaCRIME");
            assert_eq!(identities["hardware"], "UNIFIED_ESP32C3_2400_RX");
            assert_eq!(
                identities["product"][0],
                "GEPRC Nano True Diversity 2.4GHz RX"
            );
            assert_eq!(identities["product"][1], "GEPRC Dual RX");
        }
    }
    assert!(checked == 2 || files.is_empty(), "{checked} of 2");
}
