//! One of everything in each format, read back by readers that are not ours where there are any.

use super::*;
use crate::tables::TABLES;
use crate::tables::tests::exhibit;

fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn geojson_is_read_back_with_longitude_first_and_every_source() {
    let text = text(|out| geojson(&[exhibit()], out).unwrap());
    let read: ::geojson::FeatureCollection = text.parse().unwrap();
    assert_eq!(read.features.len(), 3);
    let value: serde_json::Value = text.parse().unwrap();
    let line = &value["features"][0];
    assert_eq!(line["geometry"]["coordinates"][0][0], 14.5835);
    assert_eq!(line["properties"]["summary"]["fixes"], 2);
    assert_eq!(value["features"][2]["properties"]["offset"], 64);
}

#[test]
fn kml_has_a_track_in_time_and_is_read_back() {
    let text = text(|out| kml(&[exhibit()], out).unwrap());
    assert!(
        text.contains("<when>2026-11-22T07:00:00.000Z</when>"),
        "{text}"
    );
    assert!(
        text.contains("<gx:coord>14.5835 52.3242 54</gx:coord>"),
        "{text}"
    );
    assert!(text.parse::<::kml::Kml>().is_ok());
}

#[test]
fn gpx_says_that_it_has_no_place_for_people() {
    let mut losses = Losses::new();
    let text = text(|out| losses = gpx(&[exhibit()], out).unwrap());
    assert!(
        text.contains("<trkpt lat=\"52.3242\" lon=\"14.5835\">"),
        "{text}"
    );
    assert_eq!(losses.len(), 1);
}

#[test]
fn gpx_says_how_many_times_and_heights_it_has_no_place_for() {
    let mut exhibit = exhibit();
    let sample = &mut exhibit.reading.as_mut().unwrap().flights[0].fixes[1].sample;
    (sample.utc, sample.height_above_sea_m) = (None, None);
    let losses = gpx(&[exhibit], &mut Vec::<u8>::new()).unwrap();
    assert_eq!(losses.len(), 3, "{losses:?}");
    assert!(losses[1].contains("1 of 2 positions lose their time"));
    assert!(losses[2].contains("1 of 2 positions lose their height"));
}

#[test]
fn a_kml_track_counts_all_its_heights_from_one_level() {
    let mut exhibit = exhibit();
    let fixes = &mut exhibit.reading.as_mut().unwrap().flights[0].fixes;
    fixes[1].sample.height_above_sea_m = None;
    let text = text(|out| kml(&[exhibit], out).unwrap());
    assert!(text.contains("relativeToGround"), "{text}");
    let heights = text.matches(" 30</gx:coord>").count();
    assert_eq!(heights, 2, "{text}");
}

#[test]
fn geojson_has_the_pictures_of_flights_and_times_as_text() {
    let mut exhibit = exhibit();
    let flight = &mut exhibit.reading.as_mut().unwrap().flights[0];
    flight.media[0].position = Some(flight.fixes[0].sample.position);
    flight.media[0].utc = flight.fixes[0].sample.utc;
    let text = text(|out| geojson(&[exhibit], out).unwrap());
    let value: serde_json::Value = text.parse().unwrap();
    let about = &value["features"][3]["properties"];
    assert_eq!(about["utc"], "2026-11-22T07:00:00.000Z");
    assert_eq!(about["flight"], 1);
}

#[test]
fn a_serial_with_quotes_stays_one_cell() {
    let table = TABLES
        .iter()
        .find(|table| table.name == "identities")
        .unwrap();
    let text = text(|out| csv(table, &[exhibit()], out).unwrap());
    assert!(
        text.contains(",aircraft_serial,\"SN, \"\"1\"\"\",64,2,stated\r\n"),
        "{text}"
    );
}

#[test]
fn nothing_is_a_whole_file_too() {
    assert_eq!(
        text(|out| geojson(&[], out).unwrap())
            .parse::<serde_json::Value>()
            .unwrap()["type"],
        "FeatureCollection"
    );
    assert!(text(|out| kml(&[], out).unwrap()).contains("<Document>"));
    assert!(text(|out| drop(gpx(&[], out).unwrap())).contains("<gpx"));
}
