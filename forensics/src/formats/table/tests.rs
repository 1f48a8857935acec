//! Small tables of each kind, and real ones.

use super::*;
use crate::flight::{EventKind, IdentityKind, OperatorSource};
use crate::formats::truth::file;

fn reading(text: &str) -> Reading {
    assert!(recognise(text.as_bytes()), "{text}");
    read(text.as_bytes(), Aids::default(), None)
}

const AIRDATA: &str = "time(millisecond),datetime(utc),latitude,longitude,height_above_takeoff(feet),\
    altitude(feet),satellites,voltage(v), xSpeed(mph), ySpeed(mph), zSpeed(mph),isPhoto,isVideo,battery_percent,flycState,message\n\
    1000,2021-10-10 00:31:35,33.88,-118.37,100,200,13,11.5,10,0,-1,0,0,96,P-GPS,\"Take off, now\"\n\
    1100,2021-10-10 00:31:35,,,100,200,13,11.5,10,0,-1,1,1,96,P-GPS,\n\
    1200,2021-10-10 00:31:35,33.8801,-118.37,110,210,13,11.5,10,0,-1,0,1,95,Go_Home,\n\
    1300,2021-10-10 00:31:36,0,0,110,210,13,11.5,10,0,-1,0,0,95,Go_Home,\n";

#[test]
fn feet_and_miles_become_metres_and_an_empty_cell_is_no_position() {
    let reading = reading(AIRDATA);
    assert_eq!(
        (reading.version.as_deref(), reading.records),
        (Some("AirData"), 4)
    );
    assert_eq!(reading.defects.kept(), []);
    let flight = &reading.flights[0];
    assert_eq!(flight.fixes.len(), 2);
    let sample = flight.fixes[0].sample;
    assert!((sample.height_above_home_m.unwrap() - 30.48).abs() < 1e-9);
    assert!((sample.height_above_sea_m.unwrap() - 60.96).abs() < 1e-9);
    assert!((sample.velocity_ned_m_s.unwrap()[0] - 4.4704).abs() < 1e-9);
    let summary = flight.summary();
    assert_eq!(
        summary.start_utc.unwrap().to_string(),
        "2021-10-10T00:31:35.000Z"
    );
    assert!((summary.duration_s - 0.3).abs() < 1e-9);
    let kinds: Vec<_> = flight
        .events
        .iter()
        .map(|event| event.kind.clone())
        .collect();
    let mode = |mode: &str| EventKind::Mode { mode: mode.into() };
    let said = EventKind::Text {
        text: "Take off, now".into(),
    };
    let video = |running| EventKind::Video { running };
    let expected = [
        said,
        mode("P-GPS"),
        EventKind::Photo,
        video(true),
        mode("Go_Home"),
        video(false),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(
        flight.media[0].position, None,
        "the picture's own row has no position"
    );
    assert_eq!(flight.power[0].charge, Some(0.96));
}

#[test]
fn litchi_says_how_high_above_home() {
    let text = "latitude,longitude,altitude(m),speed(mps),distance(m),datetime(utc),satellites,pitchRaw\n\
        51.95,4.05,42.5,1,2,2020-01-02 03:04:05.250,14,0\n";
    let reading = reading(text);
    assert_eq!(reading.version.as_deref(), Some("Litchi"));
    let sample = reading.flights[0].fixes[0].sample;
    assert_eq!(
        (sample.height_above_home_m, sample.height_above_sea_m),
        (Some(42.5), None)
    );
}

#[test]
fn a_remotes_own_positions_are_a_persons_not_the_aircrafts() {
    let text = ",lon,lat,alt,accuracy,speed,angle\n20140101 09:08:41:355,-106.21616,39.961315,2460.9,60.0,12.1,32.5\n";
    let reading = reading(text);
    let flight = &reading.flights[0];
    assert_eq!((flight.fixes.len(), flight.operators.len()), (0, 1));
    assert_eq!(flight.operators[0].source, OperatorSource::Remote);
    let summary = flight.summary();
    assert_eq!(
        summary.start_utc, None,
        "nobody says of which zone the clock is"
    );
    assert_eq!(
        summary.start_local.unwrap().to_string(),
        "2014-01-01T09:08:41.355"
    );
}

#[test]
fn a_row_that_is_cut_off_gives_no_position_from_half_a_number() {
    let cut = AIRDATA.find("-118.37,110").unwrap() + 5;
    let reading = reading(&AIRDATA[..cut]);
    assert_eq!((reading.records, reading.flights[0].fixes.len()), (3, 1));
    assert_eq!(reading.defects.kept()[0].kind, DefectKind::Truncated);
}

#[test]
fn what_flies_not_is_not_taken_for_a_flight() {
    for text in [
        "",
        "a,b,c,d\n1,2,3,4\n",
        "city,latitude,longitude,population\nDelft,52,4.3,100000\n",
        "datetime(utc),a,b,c\n",
        "\"",
    ] {
        assert!(!recognise(text.as_bytes()), "{text}");
    }
}

#[test]
fn a_quotation_that_is_never_closed_does_not_swallow_the_table() {
    let mut text = AIRDATA.replace("\"Take off, now\"", "\"Take off");
    for _ in 0..400 {
        text.push_str(
            "1300,2021-10-10 00:31:36,33.9,-118.4,110,210,13,11.5,10,0,-1,0,0,95,Go_Home,\n",
        );
    }
    assert!(reading(&text).records > 390);
}

#[test]
fn a_cell_of_a_million_blanks_is_gone_through_once() {
    let text = format!("{AIRDATA}{}\"x\",\n", " ".repeat(1 << 20));
    assert_eq!(reading(&text).records, 5);
}

#[test]
fn a_table_cut_at_any_byte_or_with_any_byte_turned_is_read_without_a_panic() {
    for cut in 0..AIRDATA.len() {
        let bytes = &AIRDATA.as_bytes()[..cut];
        drop((recognise(bytes), read(bytes, Aids::default(), None)));
        let mut turned = AIRDATA.as_bytes().to_vec();
        turned[cut] ^= 0x80;
        drop((recognise(&turned), read(&turned, Aids::default(), None)));
    }
}

#[test]
fn real_tables_have_as_many_rows_as_the_manifest_counts() {
    for (name, dialect, rows, fixes) in [
        (
            "dji_csv/drop_p3_2016-09-15_13-51-19_Standard.csv",
            "AirData",
            2518,
            2518,
        ),
        (
            "dji_csv/drop_p3_2016-09-26_14-12-46_Standard.csv",
            "AirData",
            3154,
            3154,
        ),
        ("dji_csv/dronextract_AirdataCSV.csv", "AirData", 2261, 2261),
        ("other/dronedeploy_truncated.log", "DroneDeploy", 15, 15),
        (
            "other/dronedeploy_ipad-ios11-phantom4-minimal.log",
            "DroneDeploy",
            7,
            7,
        ),
    ] {
        let Some(bytes) = file(name) else { continue };
        assert!(recognise(&bytes), "{name}");
        let reading = read(&bytes, Aids::default(), None);
        assert_eq!(reading.version.as_deref(), Some(dialect));
        let counts = (reading.records, reading.flights[0].fixes.len());
        assert_eq!(counts, (rows, fixes), "{name}");
    }
}

#[test]
fn dronedeploy_names_devices_and_where_the_tablet_was() {
    let Some(bytes) = file("other/dronedeploy_ipad-ios11-phantom4-minimal.log") else {
        return;
    };
    let reading = read(&bytes, Aids::default(), None);
    let flight = &reading.flights[0];
    let values = |kind: IdentityKind| -> Vec<&str> {
        let of_kind = flight.identities.iter().filter(|one| one.kind == kind);
        of_kind.map(|one| one.value.as_str()).collect()
    };
    assert_eq!(values(IdentityKind::Product), ["Phantom 4 Pro"]);
    assert_eq!(values(IdentityKind::RemoteSerial), ["12345678"]);
    assert_eq!(values(IdentityKind::BatterySerial), [""; 0]);
    assert_eq!(flight.operators.len(), 7);
    assert_eq!(flight.operators[0].source, OperatorSource::App);
    assert!(flight.summary().home.is_some());
}

#[test]
fn a_dji_record_and_its_export_are_the_same_flight_to_the_centimetre() {
    for (record, export) in [
        ("2016-09-15_13-51-18", "2016-09-15_13-51-19"),
        ("2016-09-26_14-12-45", "2016-09-26_14-12-46"),
    ] {
        let record = file(&format!("dji_txt/drop_p3_DJIFlightRecord_{record}.txt"));
        let export = file(&format!("dji_csv/drop_p3_{export}_Standard.csv"));
        let (Some(record), Some(export)) = (record, export) else {
            return;
        };
        let record = super::super::dji_txt::read(&record, Aids::default(), None);
        let export = read(&export, Aids::default(), None);
        assert_eq!(record.records, export.records);
        let (mut ours, theirs) = (record.flights[0].clone(), &export.flights[0]);
        let pairs = ours.fixes.iter().zip(&theirs.fixes);
        let apart = pairs.map(|(a, b)| a.sample.position.distance_m(b.sample.position));
        assert!(apart.fold(0.0, f64::max) < 0.01);
        // The export names no home: both from the first position.
        ours.homes.clear();
        let farthest = [&ours, theirs].map(|flight| flight.summary().max_distance_m.unwrap());
        assert!((farthest[0] - farthest[1]).abs() < 0.01, "{farthest:?}");
        let highest = [&ours, theirs].map(|flight| flight.summary().max_height_m.unwrap());
        assert!((highest[0] - highest[1]).abs() < 0.01, "{highest:?}");
        let photos = [&ours, theirs].map(|flight| {
            let is_photo = |event: &&crate::flight::Event| event.kind == EventKind::Photo;
            flight.events.iter().filter(is_photo).count()
        });
        assert_eq!(photos[0], photos[1]);
    }
}
