//! Both dialects in a few rows, and what damage does to them; then the real file.

use super::*;
use crate::flight::{EventKind, identities_json};
use crate::formats::truth::{Real, files};

const PUD: &str = r#"{"version": "1.1", "date": "2015-10-24T175916+0000",
"serial_number": "PI040306", "product_name": "Bebop Drone", "controller_model": "iPad",
"details_headers": ["time", "controller_gps_longitude", "controller_gps_latitude",
 "flying_state", "alert_state", "product_gps_longitude", "product_gps_latitude", "altitude",
 "battery_level"],
"details_data": [
[1000, 500.0, 500.0, 0, 0, 500.0, 500.0, 0, 98],
[2000, 2.25, 48.82, 1, 0, 2.24, 48.81, 1500, 98],
[3000, 2.25, 48.82, 3, 4, 2.241, 48.81, 2500, 97],
[4000, 2.25, 48.82, 0, 4, 2.241, 48.81, 0, 97]
]}"#;

const GUTMA: &str = r#"{"exchange": {"exchange_type": "flight_logging", "message": {
"flight_data": {"aircraft": {"manufacturer": "Parrot", "model": "Anafi", "serial_number": "AI05"},
 "gcs": {"model": "FreeFlight"}, "payload": [{"serial_number": "CAM7"}]},
"flight_logging": {"flight_logging_items": [[0.5, 2.24, 48.81, 101.5, 11.9], [1, 2.25, 48.81, 102, -1]],
 "flight_logging_keys": ["timestamp", "gps_lon", "gps_lat", "gps_altitude", "battery_voltage"],
 "events": [{"event_type": "E", "event_info": "TAKE-OFF", "event_timestamp": "0.5"}],
 "logging_start_dtg": "2017-05-16T13:19:25.250Z"}}}}"#;

fn reading(text: &str) -> Reading {
    assert!(recognise(text.as_bytes()));
    read(text.as_bytes(), Aids::default(), None)
}

#[test]
fn a_pud_tells_where_aircraft_and_tablet_were() {
    let reading = reading(PUD);
    assert_eq!((reading.records, reading.defects.count()), (4, 0));
    let flight = &reading.flights[0];
    let summary = flight.summary();
    assert_eq!((summary.fixes, summary.max_height_m), (3, Some(2.5)));
    assert_eq!(
        summary.start_utc.unwrap().to_string(),
        "2015-10-24T17:59:16.000Z"
    );
    assert_eq!(flight.operators.len(), 1);
    assert_eq!(flight.operators[0].position.longitude_deg(), 2.25);
    let events: Vec<_> = flight.events.iter().map(|event| &event.kind).collect();
    let low = EventKind::Failsafe {
        what: "battery low".into(),
    };
    assert_eq!(events, [&EventKind::TakeOff, &low, &EventKind::Landed]);
    assert_eq!(
        identities_json(&flight.identities)["aircraft_serial"],
        "PI040306"
    );
    let row = &PUD[flight.fixes[1].trace.offset as usize..];
    assert!(row.starts_with("[3000"));
}

#[test]
fn gutma_names_its_columns_behind_its_rows() {
    let reading = reading(GUTMA);
    let flight = &reading.flights[0];
    assert_eq!((reading.records, flight.fixes.len()), (2, 2));
    assert_eq!(flight.fixes[0].sample.height_above_sea_m, Some(101.5));
    assert_eq!(
        flight.fixes[0].sample.utc.unwrap().to_string(),
        "2017-05-16T13:19:25.750Z"
    );
    assert_eq!(
        (flight.power.len(), flight.power[0].voltage_v),
        (1, Some(11.9))
    );
    assert_eq!(flight.events[0].kind, EventKind::TakeOff);
    let names = identities_json(&flight.identities);
    assert_eq!(
        (&names["aircraft_serial"], &names["camera_serial"]),
        (&"AI05".into(), &"CAM7".into())
    );
}

#[test]
fn a_row_that_is_damaged_is_left_out_and_the_others_are_read() {
    let reading = reading(&PUD.replace("[2000, 2.25,", "[2000, 2,25,"));
    assert_eq!((reading.records, reading.defects.count()), (3, 1));
}

#[test]
fn a_file_cut_at_any_byte_or_with_any_byte_turned_is_read_without_a_panic() {
    for text in [PUD, GUTMA] {
        for cut in 0..text.len() {
            let bytes = &text.as_bytes()[..cut];
            let cut_reading = read(bytes, Aids::default(), None);
            assert!(!recognise(bytes) || cut_reading.records <= 4);
            let mut turned = text.as_bytes().to_vec();
            turned[cut] ^= 0x80;
            drop(read(&turned, Aids::default(), None));
            turned[cut] ^= 0x81;
            drop(read(&turned, Aids::default(), None));
        }
    }
    let cut = PUD.find("[3000").unwrap();
    assert_eq!(reading(&PUD[..cut]).records, 2);
    assert!(reading(&PUD[..cut]).defects.is_damage());
}

#[test]
fn other_json_is_not_taken_for_a_flight() {
    for other in [
        "",
        "{}",
        "[]",
        "{\"exchange\": 1}",
        "details_headers",
        "\u{feff}{\"a\":[1]}",
    ] {
        assert!(!recognise(other.as_bytes()), "{other}");
    }
}

/// The value that the manifest's dictionary has for a key.
fn stated<'a>(real: &'a Real, key: &str) -> &'a str {
    let (_, rest) = real.truth.split_once(&format!("'{key}': ")).unwrap();
    rest.split([',', '}']).next().unwrap().trim_matches('\'')
}

#[test]
fn the_real_file_says_what_the_manifest_says() {
    for real in files("parrot_json") {
        let reading = read(&real.bytes, Aids::default(), None);
        let flight = &reading.flights[0];
        let names = identities_json(&flight.identities);
        let same = |key: &str, ours: &serde_json::Value| assert_eq!(ours, stated(&real, key));
        assert_eq!(reading.version.as_deref(), Some(stated(&real, "version")));
        same("serial_number", &names["aircraft_serial"]);
        same("product_name", &names["product"]);
        same("software_version", &names["firmware"]);
        same("hardware_version", &names["hardware"]);
        same("controller_model", &names["device"]);
        same("controller_application", &names["app"]);
        same("uuid", &names["flight_number"]);
        assert_eq!(
            flight.clock.start_utc.unwrap().to_string(),
            "2015-10-24T17:59:16.000Z"
        );
        assert_eq!(stated(&real, "date"), "2015-10-24T175916+0000");
        let number = |mark: &str| -> f64 { real.stated(mark).unwrap().parse().unwrap() };
        assert_eq!(reading.records as f64, number("rows="));
        let summary = flight.summary();
        assert_eq!(summary.fixes as f64, number(" gps_rows="));
        let first = summary.first.unwrap();
        let shown = format!("({}, {})", first.latitude_deg(), first.longitude_deg());
        assert_eq!(Some(shown.as_str()), real.stated("first="));
        let distance_m = (summary.max_distance_m.unwrap() * 10.0).round() / 10.0;
        assert!(
            (distance_m - number("maxd_m=")).abs() < 0.11,
            "{distance_m}"
        );
        assert_eq!(
            flight.operators.len() as f64,
            number("controller_gps_rows=")
        );
        assert_eq!(reading.defects.count(), 0);
        check_head(&real);
    }
}

/// What of the head has no place in a flight stands in the raw records.
fn check_head(real: &Real) {
    let mut head = Vec::new();
    let mut sink = |record: &Record<'_>| {
        if record.kind == "head" {
            head.push((record.names[0].to_string(), record.values[0].to_string()));
        }
    };
    drop(read(&real.bytes, Aids::default(), Some(&mut sink)));
    let keys = [
        "product_id",
        "run_origin",
        "crash",
        "run_time",
        "total_run_time",
    ];
    for key in keys.iter().chain(&["gps_latitude", "gps_longitude"]) {
        let (_, value) = head.iter().find(|(name, _)| name == key).unwrap();
        assert_eq!(value, stated(real, key), "{key}");
    }
    let available = head
        .iter()
        .find(|(name, _)| name == "gps_available")
        .unwrap();
    assert_eq!(available.1, stated(real, "gps_available").to_lowercase());
}
