//! Every real picture against what ExifTool says of it.

use super::*;
use crate::flight::identities_json;
use crate::formats::truth::{Real, files};

/// `Make: DJI; Model: FLIR; …` as pairs.
fn stated(real: &Real) -> impl Iterator<Item = (&str, &str)> {
    let truth = real.truth.split(" [").next().unwrap();
    truth.split("; ").filter_map(|pair| pair.split_once(": "))
}

fn check(real: &Real) {
    let file = &real.file;
    let reading = read(&real.bytes, Aids::default(), None);
    assert!(
        recognise(&real.bytes) && reading.defects.count() == 0,
        "{file}"
    );
    if real.truth.starts_with("no EXIF/XMP") {
        assert_eq!(reading.media.len(), 0, "{file}");
        return;
    }
    let names = identities_json(&reading.identities);
    let media = &reading.media[0];
    let near = |ours: Option<f64>, stated: &str, what: &str| {
        let stated: f64 = stated.trim_start_matches('+').parse().unwrap();
        let ours = ours.unwrap();
        assert!(
            (ours - stated).abs() < 1e-7,
            "{file} {what}: {ours} and {stated}"
        );
    };
    let [latitude, longitude] = media.position.map_or([None; 2], |position| {
        [
            Some(position.latitude_deg()),
            Some(position.longitude_deg()),
        ]
    });
    for (what, value) in stated(real) {
        match what {
            "Make" => assert_eq!(names["maker"], value, "{file}"),
            "Model" => assert_eq!(names["product"], value, "{file}"),
            "SerialNumber" => assert_eq!(names["camera_serial"], value, "{file}"),
            "GPSLatitude" => near(latitude, value, what),
            "GPSLongitude" => near(longitude, value, what),
            "RelativeAltitude" => near(media.height_above_home_m, value, what),
            "AbsoluteAltitude" => near(media.altitude_m, value, what),
            "GimbalYawDegree" => near(media.gimbal_yaw_deg, value, what),
            "FlightYawDegree" => near(media.aircraft_yaw_deg, value, what),
            "DateTimeOriginal" => {
                let seconds = value
                    .get(..19)
                    .unwrap()
                    .replacen(':', "-", 2)
                    .replace(' ', "T");
                let local = media.local.unwrap().to_string();
                assert_eq!(local.split('.').next(), Some(seconds.as_str()), "{file}");
            }
            other => panic!("{file}: {other} is compared with nothing"),
        }
    }
}

#[test]
fn every_real_picture_says_what_the_manifest_says() {
    files("jpeg_xmp").iter().for_each(check);
}

/// ExifTool 12.57 lists it as an edited screenshot: no camera, no place, but the editor's name.
#[test]
fn the_negative_control_names_the_program_that_wrote_it() {
    for real in files("jpeg_xmp") {
        let reading = read(&real.bytes, Aids::default(), None);
        let says = identities_json(&reading.identities)["app"].to_string();
        assert_eq!(says.contains("GIMP"), real.file.contains("autel"), "{says}");
    }
}
