//! Real logs between noise, and noise alone.

use std::sync::Arc;

use super::*;

/// The real files of a folder; none where there are none here.
fn logs(folder: &str) -> Vec<(String, Vec<u8>)> {
    let path = format!(
        "{}/../../shared/data/logs/{folder}",
        env!("CARGO_MANIFEST_DIR")
    );
    let Ok(files) = std::fs::read_dir(&path) else {
        println!("skipped: {path} is not there");
        return Vec::new();
    };
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let read =
        |path: std::path::PathBuf| (path.display().to_string(), std::fs::read(path).unwrap());
    files.into_iter().map(read).collect()
}

fn noise(bytes: usize, mut state: u64) -> Vec<u8> {
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    std::iter::repeat_with(next).take(bytes).collect()
}

fn carved(bytes: &[u8]) -> Vec<Carved> {
    let image: Evidence = Arc::new(bytes.to_vec());
    let mut found = Vec::new();
    let all = Span::new(0, bytes.len() as u64);
    carve(&image, &[all], |_| {}, |carved| found.push(carved)).unwrap();
    found
}

/// Puts each file of a folder behind noise, at a sector or not, and finds it; gives how many were
/// found to their last byte.
fn check(folder: &str, format: &str, shift: usize) -> (usize, usize) {
    let files = logs(folder);
    let mut whole = 0;
    for (name, log) in &files {
        let mut image = noise(8192 + shift, 7);
        image.extend(log);
        image.extend(noise(10_000, 9));
        let found = carved(&image);
        let begins = 8192 + shift as u64;
        let here = found
            .iter()
            .find(|one| one.span.offset == begins && one.format == format);
        let Some(here) = here else {
            println!("{name}: not found: {found:?}");
            continue;
        };
        let length = log.len() as u64;
        // A few bytes of noise can look like one more record.
        if here.span.length.abs_diff(length) < 400 {
            whole += 1;
        } else {
            println!("{name}: {} of {length} bytes", here.span.length);
        }
    }
    (whole, files.len())
}

#[test]
fn logs_with_a_strict_mark_are_found_at_any_byte() {
    for shift in [0, 512, 77] {
        for (folder, format, least) in [("ulg", "ulog", 8), ("dataflash_bin", "dataflash", 4)] {
            let (whole, all) = check(folder, format, shift);
            assert!(whole >= least.min(all), "{folder}: {whole} of {all}");
        }
    }
}

#[test]
fn logs_with_a_weak_mark_are_found_at_sectors() {
    for (folder, format, least) in [
        ("dji_txt", "dji_txt", 18),
        ("tlog", "tlog", 2),
        ("jpeg_xmp", "picture", 2),
    ] {
        let (whole, all) = check(folder, format, 0);
        assert!(whole >= least.min(all), "{folder}: {whole} of {all}");
    }
}

#[test]
fn noise_holds_nothing() {
    assert_eq!(carved(&noise(8 << 20, 3)), []);
    assert_eq!(carved(&vec![0; 1 << 20]), []);
    assert_eq!(carved(&vec![0xff; 1 << 20]), []);
    assert_eq!(carved(b""), []);
}

#[test]
fn a_file_across_the_edge_of_a_window_is_found_once() {
    for (_, log) in logs("ulg")
        .into_iter()
        .filter(|(_, log)| log.len() < 1_000_000)
    {
        for before in [WINDOW - 3, WINDOW, WINDOW + OVERLAP - 1, WINDOW - 512] {
            let mut image = vec![0; before];
            image.extend(&log);
            image.resize(image.len() + 4096, 0);
            let found = carved(&image);
            assert_eq!(found.len(), 1, "{before}: {found:?}");
            assert_eq!(found[0].span.offset, before as u64);
        }
    }
}

#[test]
fn a_hostile_image_of_nothing_but_beginnings_ends() {
    for mark in [
        px4::MARK,
        ardupilot::MARK,
        betaflight::MARK,
        media::SQLITE,
        b"\xff\xd8\xff\xda\0\x02",
    ] {
        let mut sector = mark.to_vec();
        sector.resize(512, 0x41);
        drop(carved(&sector.repeat(2000)));
    }
}
