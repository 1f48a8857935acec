//! A made capture under damage, and the real ones.

use super::*;
use crate::flight::{EventKind, OperatorSource, identities_json};
use crate::formats::truth;

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut message = vec![kind << 4];
    message.extend(body);
    message.resize(radio::MESSAGE, 0);
    message
}

fn place(latitude: i32, longitude: i32) -> Vec<u8> {
    [latitude.to_le_bytes(), longitude.to_le_bytes()].concat()
}

/// A beacon with a pack of four messages, as pcap.
fn capture() -> Vec<u8> {
    let location = [
        vec![0x20, 0, 0, 0],
        place(519_500_000, 40_500_000),
        vec![0, 0, 0x34, 8, 8, 8, 0x3B],
    ];
    let pack = [
        message(0, b"\x12SERIAL123"),
        message(1, &location.concat()),
        message(4, &[vec![1], place(519_400_000, 40_400_000)].concat()),
        message(5, b"\0FIN87astrdge12k8"),
    ]
    .concat();
    let mut element = vec![0xFA, 0x0B, 0xBC, 0x0D, 7, 0xF0, 25, 4];
    element.extend(pack);
    let mut packet = vec![0, 0, 8, 0, 0, 0, 0, 0, 0x80, 0, 0, 0];
    packet.extend([[0xFF; 6], [2, 0, 0, 0, 0, 9], [2, 0, 0, 0, 0, 9]].concat());
    packet.extend([0; 14]);
    packet.extend(b"\0\x03net\xDD");
    packet.push(element.len() as u8);
    packet.extend(element);
    let mut bytes = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0];
    bytes.extend([0; 8]);
    bytes.extend([0, 0, 1, 0, 127, 0, 0, 0]);
    let length = (packet.len() as u32).to_le_bytes();
    bytes.extend(
        [
            1_700_000_000_u32.to_le_bytes(),
            500_000_u32.to_le_bytes(),
            length,
            length,
        ]
        .concat(),
    );
    bytes.extend(packet);
    bytes
}

fn reading(bytes: &[u8]) -> Reading {
    read(bytes, Aids::default(), None)
}

#[test]
fn a_beacon_says_who_flies_where_and_where_the_operator_stands() {
    let bytes = capture();
    assert!(recognise(&bytes));
    let reading = reading(&bytes);
    assert_eq!(
        (
            reading.records,
            reading.defects.count(),
            reading.flights.len()
        ),
        (4, 0, 1)
    );
    let flight = &reading.flights[0];
    let identities = identities_json(&flight.identities);
    assert_eq!(identities["remote_id"][0], "SERIAL123");
    assert_eq!(identities["remote_id"][1], "FIN87astrdge12k8");
    assert_eq!(identities["radio_address"], "02:00:00:00:00:09");
    assert_eq!(identities["network_name"], "net");
    let fix = flight.fixes[0];
    assert_eq!(<[f64; 2]>::from(fix.sample.position), [51.95, 4.05]);
    assert_eq!(fix.sample.height_above_home_m, Some(28.0));
    assert_eq!(fix.accuracy_m, Some(3.0));
    assert_eq!(
        fix.sample.utc.unwrap().to_string(),
        "2023-11-14T22:13:20.500Z"
    );
    assert_eq!(bytes[fix.trace.offset as usize], 0x10);
    let operator = flight.operators[0];
    assert_eq!(<[f64; 2]>::from(operator.position), [51.94, 4.04]);
    assert_eq!(operator.source, OperatorSource::RemoteId);
}

#[test]
fn a_capture_cut_at_any_byte_or_with_any_byte_turned_is_read_without_a_panic() {
    let bytes = capture();
    for cut in 0..bytes.len() {
        assert!(reading(&bytes[..cut]).records <= 4);
        let mut turned = bytes.clone();
        turned[cut] ^= 0xFF;
        recognise(&turned);
        reading(&turned);
    }
    for nothing in [&b""[..], &bytes[..24], &[0xFF; 600]] {
        assert!(!recognise(nothing));
    }
}

#[test]
fn a_transmitter_that_says_another_text_each_time_is_not_kept_whole() {
    let trace = Trace::default();
    let mut course = Course::new([2, 0, 0, 0, 0, 9], trace);
    for number in 0..3000_u32 {
        let bytes = message(3, format!("\0text {}", number / 2).as_bytes());
        let heard = radio::Heard {
            offset: 0,
            address: [2, 0, 0, 0, 0, 9],
            network: None,
            is_dji: false,
            bytes: &bytes,
        };
        course.take(&heard, (0, 0), trace);
    }
    let flight = course.into_flight();
    let first = &flight.events[0].kind;
    let text = "text 0".to_owned();
    assert_eq!(
        (flight.events.len(), first),
        (1000, &EventKind::Text { text })
    );
}

/// The captures beside the repository: messages, as this reader counts them; transmitters, and
/// what an independent look at the bytes finds in them.
#[test]
fn the_real_captures_are_read_whole() {
    let check = |name: &str, records: u64, flights: usize, expected: &[(&str, &str)]| {
        let path = format!("../surveillance/remoteid/{name}");
        let Some(bytes) = truth::file(&path) else {
            return;
        };
        assert!(recognise(&bytes), "{name}");
        let reading = reading(&bytes);
        let found = (reading.records, reading.defects.count());
        assert_eq!(found, (records, 0), "{name}");
        assert_eq!(reading.flights.len(), flights, "{name}");
        let identities =
            identities_json(reading.flights.iter().flat_map(|flight| &flight.identities));
        for (kind, value) in expected {
            let found = &identities[*kind];
            let is_there = found == value
                || found
                    .as_array()
                    .is_some_and(|all| all.contains(&(*value).into()));
            assert!(is_there, "{name}: {kind} {found}");
        }
        let positions = reading
            .flights
            .iter()
            .map(|flight| flight.fixes.len())
            .sum::<usize>();
        assert!(positions > 0 || name.contains("bt5"), "{name}");
    };
    check(
        "odid_wifi_bcn_sample.pcap",
        105,
        1,
        &[
            ("network_name", "GBR-OP-123ABCD"),
            ("remote_id", "MFG1A0123456789"),
        ],
    );
    check(
        "odid_wifi_sample.pcap",
        42,
        1,
        &[("network_name", "GBR-OP-123ABCD")],
    );
    check(
        "wireless_RID_test_linux_transmitter.pcapng",
        189,
        1,
        &[("network_name", "DroneIDTest")],
    );
    check(
        "parrot_anafi4_real.pcapng",
        2295,
        1,
        &[("network_name", "AnafiThermal-A004418")],
    );
    check("odid_bt5_lr_sample.pcapng", 1180, 1, &[]);
}
