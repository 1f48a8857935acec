//! Every reader on broken input: truncated at every byte, changed at random, made to explode.
//! The promise is an error or a plan, never a panic, and little memory.

use proptest::prelude::*;

use super::{Format, read, sample, write};
use crate::formats::{outline, zones};
use crate::plan::Plan;

const OPENAIR: &str = "AC R\nAN Range\nAL GND\nAH FL 95\nV D=-\nV X=52:00:00 N 004:00:00 E\n\
    DB 52:05:00 N 004:00:00 E, 52:00:00 N 004:08:00 E\nDA 5,90,180\nDP 52:00:00 N 004:00:00 E\n\
    AC CTR\nAN C\nAL 100ft AGL\nAH UNL\nV X=52:00:00 N 004:00:00 E\nDC 2.5\n";

const ED269: &str = r#"{"features":[{"identifier":"A","restriction":"PROHIBITED","geometry":[
    {"uomDimensions":"FT","lowerLimit":0,"lowerVerticalReference":"AGL","upperLimit":400,
     "upperVerticalReference":"AMSL","horizontalProjection":{"type":"Polygon","coordinates":
     [[[4,52],[4.1,52],[4.1,52.1],[4,52]]]}},{"horizontalProjection":
     {"type":"Circle","center":[4.2,52.2],"radius":750}}]}]}"#;

/// A file of each kind, with the name that says so.
fn files(plan: &Plan) -> Vec<(&'static str, Vec<u8>)> {
    let written = |format| write(plan, format).unwrap().0;
    vec![
        ("x.plan", written(Format::QgcPlan)),
        ("x.plan", include_bytes!("qgc_plan/foreign.plan").to_vec()),
        ("x.waypoints", written(Format::Wpl)),
        ("x.geojson", written(Format::GeoJson)),
        ("x.kml", written(Format::Kml)),
        ("x.kmz", written(Format::Wpml)),
        ("x.openair", OPENAIR.into()),
        ("x.json", ED269.into()),
    ]
}

/// Whatever can read a file of this name does; true where one of them accepts it.
fn anything_reads(name: &str, bytes: &[u8]) -> bool {
    let plan = read(name, bytes);
    if let Ok((plan, _)) = &plan {
        writes_everywhere(plan);
    }
    let as_plan = plan.is_ok();
    let as_outlines = outline::read(name, bytes).is_ok();
    let as_zones = zones::read(name, bytes).is_ok();
    as_plan || as_outlines || as_zones
}

/// Whatever was read is written in every format, or refused.
fn writes_everywhere(plan: &Plan) {
    use Format::{GeoJson, Kml, QgcPlan, Svg, Wpl, Wpml};
    for format in [QgcPlan, Wpl, GeoJson, Kml, Wpml, Svg] {
        drop(write(plan, format));
    }
}

#[test]
fn a_jump_to_an_item_of_any_number_is_written() {
    for target in ["1e30", "-1e30", "65535", "0.5"] {
        let text = format!(
            "QGC WPL 110\n0\t1\t0\t16\t0\t0\t0\t0\t52\t4\t0\t1\n\
             1\t0\t3\t16\t0\t0\t0\t0\t52\t4.001\t30\t1\n\
             2\t0\t2\t177\t{target}\t3\t0\t0\t0\t0\t0\t1\n"
        );
        assert!(anything_reads("x.waypoints", text.as_bytes()), "{target}");
    }
}

#[test]
fn every_reader_survives_a_file_cut_at_every_byte() {
    // Short, because each byte is a file of its own.
    let mut plan = sample::harbour();
    plan.sorties.truncate(1);
    plan.sorties[0].legs.truncate(4);
    plan.airspace.zones.truncate(1);
    for (name, bytes) in files(&plan) {
        for length in 0..bytes.len() {
            let cut = bytes.get(..length).unwrap();
            let accepted = anything_reads(name, cut);
            // A JSON, XML or zip document without its end is none; lines may end early.
            let is_lines = matches!(name, "x.waypoints" | "x.openair");
            let is_blank = |rest: &[u8]| rest.iter().all(u8::is_ascii_whitespace);
            let whole = is_blank(bytes.get(length..).unwrap());
            assert!(!accepted || is_lines || whole, "{name} of {length} bytes");
        }
    }
}

#[test]
fn what_explodes_is_refused() {
    let refused = |name: &str, bytes: &[u8]| assert!(!anything_reads(name, bytes), "{name}");
    for depth in [200, 100_000] {
        refused("x.plan", "[".repeat(depth).as_bytes());
        refused("x.geojson", r#"{"type":"#.repeat(depth).as_bytes());
        let nested = r#"{"type":"GeometryCollection","geometries":["#;
        refused("x.geojson", nested.repeat(depth).as_bytes());
        refused("x.kml", "<Folder>".repeat(depth).as_bytes());
        refused(
            "x.kml",
            format!("<kml>{}", "<MultiGeometry>".repeat(depth)).as_bytes(),
        );
    }
    let entities =
        r#"<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><kml>&b;</kml>"#;
    refused("x.kml", entities.as_bytes());
    let numbers = r#"{"type":"Point","coordinates":[1e400,52]}"#;
    refused("x.geojson", numbers.as_bytes());
    refused("x.geojson", br#"{"type":"Point","coordinates":[NaN,52]}"#);
    refused(
        "x.kml",
        b"<kml><Placemark><Point><coordinates>nan,inf</coordinates></Point></Placemark></kml>",
    );
    refused("x.openair", b"AC R\nV X=52:00:00 N 004:00:00 E\nDC 1e300\n");
    refused(
        "x.openair",
        b"AC R\nV X=52:00:00 N 004:00:00 E\nDA 5,0,1e300\n",
    );
}

/// A sortie number is not a request for memory.
#[test]
fn a_huge_sortie_number_is_refused() {
    let text = r#"{"type":"FeatureCollection","plan":{},"features":[{"type":"Feature","properties":
        {"role":"leg","sortie":900000000,"leg":1,"task":"transit","height_m":1,"height_above":"home"},
        "geometry":{"type":"Point","coordinates":[4,52]}}]}"#;
    let error = read("x.geojson", text.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        error,
        "features[0].geometry: sortie: 900000000 is more than 10000"
    );
}

/// 20 kB of arcs would be eight million corners.
#[test]
fn many_large_arcs_are_refused_with_their_line() {
    let arcs = "DA 2000,0,359\n".repeat(1500);
    let text = format!("AC R\nV X=52:00:00 N 004:00:00 E\n{arcs}");
    let error = zones::read("x.openair", text.as_bytes()).unwrap_err();
    let error = error.to_string();
    assert!(error.starts_with("line "), "{error}");
    assert!(
        error.ends_with("a file may have at most 1000000"),
        "{error}"
    );
}

/// An exclusion of radius 0 once vanished without a word.
#[test]
fn a_circle_without_a_radius_is_refused() {
    for radius in ["0", "-0.0", "-12.5"] {
        let text = include_str!("qgc_plan/foreign.plan").replace("319.85", radius);
        let error = read("x.plan", text.as_bytes()).unwrap_err().to_string();
        assert!(
            error.starts_with("geoFence.circles[0].circle.radius: ")
                && error.ends_with(" is not a radius above 0"),
            "{error}"
        );
        let text = format!(
            r#"{{"type":"FeatureCollection","plan":{{}},"features":[{{"type":"Feature","properties":
            {{"role":"fence-exclusion","radius_m":{radius},"centre_lat":52,"centre_lon":4}},
            "geometry":{{"type":"Polygon","coordinates":[[[4,52],[4.1,52],[4.1,52.1],[4,52]]]}}}}]}}"#
        );
        let error = read("x.geojson", text.as_bytes()).unwrap_err().to_string();
        assert!(
            error.starts_with("features[0].geometry: radius_m: ")
                && error.ends_with(" is not a radius above 0"),
            "{error}"
        );
    }
}

/// 100 MB of blanks in 100 kB of archive.
#[test]
fn a_zip_bomb_is_stopped() {
    use std::io::Write as _;
    for name in ["doc.kml", "wpmz/waylines.wpml"] {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name, options).unwrap();
        let blanks = vec![b' '; 1 << 20];
        for _ in 0..100 {
            archive.write_all(&blanks).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 200_000);
        let error = read("x.kmz", &bytes).unwrap_err().to_string();
        let expected = format!("archive: {name} unpacks to more than 33554432 bytes");
        assert_eq!(error, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_reader_survives_random_changes(
        which in 0_usize..8,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::of((any::<prop::sample::Index>(), any::<prop::sample::Index>())),
    ) {
        let (name, mut bytes) = files(&sample::harbour()).swap_remove(which);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some((a, b)) = cut {
            let (a, b) = (a.index(bytes.len()), b.index(bytes.len()));
            bytes.drain(a.min(b)..a.max(b));
        }
        anything_reads(name, &bytes);
    }

    #[test]
    fn every_reader_survives_noise(which in 0_usize..8, bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let (name, _) = files(&sample::harbour()).swap_remove(which);
        anything_reads(name, &bytes);
    }

    /// What survives a change and is read as a plan can be written in every format.
    #[test]
    fn what_is_read_can_be_written(which in 0_usize..5, at in any::<prop::sample::Index>(), digit in b'0'..=b'9') {
        let (name, mut bytes) = files(&sample::harbour()).swap_remove(which);
        let digits: Vec<usize> = (0..bytes.len()).filter(|i| bytes[*i].is_ascii_digit()).collect();
        bytes[digits[at.index(digits.len())]] = digit;
        if let Ok((plan, _)) = read(name, &bytes) {
            for format in [Format::QgcPlan, Format::Wpl, Format::GeoJson, Format::Kml, Format::Wpml, Format::Svg] {
                // Some formats need what a changed plan lacks; that is an answer too.
                if let Ok((bytes, _)) = write(&plan, format) {
                    prop_assert!(!bytes.is_empty());
                }
            }
        }
    }
}
