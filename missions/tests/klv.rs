//! `missions klv` from outside: recordings that are made here, whole and damaged.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its own files should fail"
)]

#[path = "../src/video/transport/sample.rs"]
#[expect(dead_code, reason = "not all of the maker is needed here")]
mod sample;

use std::path::Path;
use std::process::{Command, Output};

use missions::frames::attitude::Attitude;
use missions::geodesy::Position;
use missions::time::UtcTime;
use missions::video::FrameMetadata;
use missions::video::metadata::{Figure, Surface};
use serde_json::Value;
use tempfile::TempDir;

/// A frame of a drone that looks at the sea.
fn frame(index: i64) -> FrameMetadata {
    let mut frame = FrameMetadata {
        time: Some(UtcTime::from_micros(1_795_330_800_000_000 + index * 40_000)),
        call_sign: Some("SEEADLER 1".to_owned()),
        sensor_msl_m: Figure::Number(120.0),
        horizontal_view_deg: Figure::Number(60.0),
        vertical_view_deg: Figure::Number(36.0),
        ..FrameMetadata::default()
    };
    frame.stand(Position::new(53.54, 8.58).unwrap());
    let camera = Attitude::from_degrees(0.0, -35.0, 190.0);
    frame.turn(Attitude::from_degrees(4.0, -6.0, 210.0), camera);
    let lens = frame.pose().unwrap().lens([1920, 1080]).unwrap();
    frame.see(&lens, Surface::Msl(0.0)).unwrap();
    frame
}

fn packet(index: i64) -> Vec<u8> {
    let (set, losses) = frame(index).to_local_set();
    assert_eq!(losses, []);
    set.to_packet().unwrap()
}

fn listed(folder: &Path, bytes: &[u8], arguments: &[&str]) -> Output {
    let file = folder.join("recording");
    std::fs::write(&file, bytes).unwrap();
    Command::new(env!("CARGO_BIN_EXE_missions"))
        .arg("klv")
        .arg(file)
        .args(arguments)
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn bare_klv_is_listed_with_units_and_where_the_camera_looks() {
    let folder = TempDir::new().unwrap();
    let output = listed(folder.path(), &[packet(0), packet(1)].concat(), &[]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("Platform Heading Angle                 210.00"),
        "{text}"
    );
    assert!(text.contains("2026-11-22T07:00:00.040Z"), "{text}");
    assert!(text.contains("checksum right"), "{text}");
    let line = text
        .lines()
        .find(|line| line.contains("by the pose"))
        .unwrap();
    let off = line.rsplit(", ").next().unwrap().split(' ').next().unwrap();
    assert!(off.parse::<f64>().unwrap() < 1.0, "{line}");
    assert!(text.ends_with("2 packets, 0 defects\n"), "{text}");
}

#[test]
fn a_damaged_packet_is_listed_with_what_is_wrong_and_the_exit_code_says_so() {
    let folder = TempDir::new().unwrap();
    let mut bytes = [packet(0), packet(1)].concat();
    // The last bit of the heading.
    bytes[31] ^= 1;
    let output = listed(folder.path(), &bytes, &[]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("checksum wrong"), "{text}");
    assert!(text.ends_with("2 packets, 1 defect\n"), "{text}");
}

#[test]
fn json_is_one_document_with_every_packet_and_every_item() {
    let folder = TempDir::new().unwrap();
    let bytes = [&b"stray"[..], &packet(0), &packet(1)].concat();
    let output = listed(folder.path(), &bytes, &["--json"]);
    assert_eq!(output.status.code(), Some(3));
    let document: Value = serde_json::from_str(&text(&output)).unwrap();
    let packets = document["packets"].as_array().unwrap();
    assert_eq!(packets.len(), 2);
    let items = packets[1]["items"].as_array().unwrap();
    let heading = items.iter().find(|item| item["tag"] == 5).unwrap();
    assert!((heading["value"].as_f64().unwrap() - 210.0).abs() < 0.003);
    assert_eq!(heading["unit"], "°");
    assert_eq!(packets[0]["checksum"], "right");
    assert!(packets[0]["pose_centre"]["from_stated_m"].as_f64().unwrap() < 1.0);
    assert_eq!(document["defects"][0]["offset"], 0);
    assert_eq!(document["totals"]["packets"], 2);
}

#[test]
fn a_transport_stream_is_known_by_its_content_and_its_packets_have_their_times() {
    let folder = TempDir::new().unwrap();
    let mut maker = sample::Maker::new();
    for index in 0..4_u8 {
        let pts = 900_000 + 3600 * u64::from(index);
        maker.picture(pts, 3000);
        maker.synchronous(pts, index, &packet(index.into()));
    }
    let output = listed(folder.path(), &maker.bytes, &["--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let document: Value = serde_json::from_str(&text(&output)).unwrap();
    let times: Vec<f64> = document["packets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|packet| packet["pts_s"].as_f64().unwrap())
        .collect();
    assert_eq!(times, [10.0, 10.04, 10.08, 10.12]);
    assert_eq!(document["totals"]["pictures"], 4);
}

#[test]
fn a_file_without_klv_is_refused_with_its_name() {
    let folder = TempDir::new().unwrap();
    for bytes in [&b""[..], b"no KLV at all", &[0x47; 5000]] {
        let output = listed(folder.path(), bytes, &["--json"]);
        assert_eq!(output.status.code(), Some(1));
        let document: Value = serde_json::from_str(&text(&output)).unwrap();
        assert!(
            document["error"]
                .as_str()
                .unwrap()
                .contains("no KLV packet"),
            "{document}"
        );
        assert!(
            document["place"].as_str().unwrap().ends_with("recording"),
            "{document}"
        );
    }
}

/// A name once began with ESC [ 2 J elsewhere.
#[test]
fn a_text_cannot_work_the_terminal() {
    let folder = TempDir::new().unwrap();
    let mut frame = frame(0);
    frame.mission = Some("\u{1b}[2Jx\n  5  Platform".to_owned());
    let bytes = frame.to_local_set().0.to_packet().unwrap();
    let text = text(&listed(folder.path(), &bytes, &[]));
    assert!(!text.contains('\u{1b}'), "{text}");
    assert_eq!(
        text.lines()
            .filter(|line| line.contains("Mission ID"))
            .count(),
        1
    );
}
