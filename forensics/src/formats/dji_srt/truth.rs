//! Every real file of DJI's subtitles against what a regular expression found in it.

use missions::geodesy::Position;

use super::*;
use crate::formats::truth::{Real, files};

/// The two numbers of `('41.42', '2.23')`, in the order of the file.
fn pair(text: &str) -> Option<[f64; 2]> {
    let mut numbers = text.split('\'').filter_map(|part| part.parse().ok());
    Some([numbers.next()?, numbers.next()?])
}

/// A pair of the manifest is in the order of the file; ours is latitude, longitude.
fn agrees(ours: Option<Position>, stated: &str) -> bool {
    let ours = ours.map(<[f64; 2]>::from);
    let stated = pair(stated);
    ours == stated || ours == stated.map(|[first, second]| [second, first])
}

fn check(real: &Real) {
    let file = &real.file;
    let count = |mark: &str| -> u64 { real.stated(mark).unwrap().parse().unwrap() };
    if !recognise(&real.bytes) {
        assert_eq!(count("subtitle_blocks="), 0, "{file}");
        return;
    }
    let reading = read(&real.bytes, Aids::default(), None);
    // This one has no line of video times, which the manifest counts blocks by.
    let blocks = match count("subtitle_blocks=") {
        0 if file.ends_with("mavic_2_style.SRT") => 468,
        blocks => blocks,
    };
    assert_eq!(reading.records, blocks, "{file}");
    let flight = &reading.flights[0];
    let summary = flight.summary();
    assert_eq!(summary.fixes as u64, count("gps_fixes="), "{file}");
    assert!(
        agrees(summary.first, real.stated("first=").unwrap()),
        "{file}"
    );
    assert!(
        agrees(summary.last, real.stated("last=").unwrap()),
        "{file}"
    );
    assert!(
        agrees(summary.home, real.stated("home_tag=").unwrap()),
        "{file}"
    );
    let (_, times) = real.truth.split_once(" t=").unwrap();
    let stated = times.split("..").next().unwrap();
    // Its expression does not know dates without zeros (2017.8.5).
    if stated != "None" {
        let local = summary.start_local.unwrap().to_string();
        let stated = stated.replace('.', "-").replace(' ', "T");
        assert_eq!(local.split('.').next(), Some(stated.as_str()), "{file}");
    }
}

#[test]
fn every_real_file_says_what_the_manifest_says() {
    files("dji_srt").iter().for_each(check);
}

/// Whether a file is damaged, as a person sees who looks at its end.
#[test]
fn only_the_broken_ones_are_damaged() {
    for real in files("dji_srt") {
        if !recognise(&real.bytes) {
            continue;
        }
        let broken = real.file.contains("broken_incomplete");
        let reading = read(&real.bytes, Aids::default(), None);
        assert_eq!(reading.defects.is_damage(), broken, "{}", real.file);
    }
}
