//! Images as `ewfacquirestream` makes them, and damaged ones.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::*;
use crate::evidence::stream;

/// Some content that packs well in parts and badly in others.
fn content() -> Vec<u8> {
    let mut state = 7_u32;
    let noise = |n: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if n % 100_000 < 50_000 {
            0
        } else {
            (state >> 24) as u8
        }
    };
    (0..512 * 1500).map(noise).collect()
}

/// The segments of an image of this content; `None` where the tool is not installed.
fn acquired(content: &[u8], segment: &str) -> Option<(tempfile::TempDir, Vec<Vec<u8>>)> {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("card");
    let arguments = [
        "-q", "-c", "fast", "-d", "sha1", "-e", "Jo", "-S", segment, "-t",
    ];
    let child = Command::new("ewfacquirestream")
        .args(arguments)
        .arg(&target)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: ewfacquirestream (ewf-tools) is not installed");
        return None;
    };
    child.stdin.take().unwrap().write_all(content).unwrap();
    assert!(child.wait().unwrap().success());
    let paths = Ewf::paths(&target.with_extension("E01"));
    let segments = paths.iter().map(|path| std::fs::read(path).unwrap());
    let segments = segments.collect();
    Some((dir, segments))
}

fn image(segments: &[Vec<u8>]) -> io::Result<Ewf> {
    let segments = segments.iter().map(|one| Arc::new(one.clone()) as Evidence);
    Ewf::new(segments.collect())
}

fn all(image: &Ewf) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    stream(image, |_, bytes| {
        all.extend_from_slice(bytes);
        true
    })?;
    Ok(all)
}

#[test]
fn an_image_reads_as_its_content_and_its_sums_hold() {
    for size in ["1.4GiB", "1MiB"] {
        let content = content();
        let Some((_dir, segments)) = acquired(&content, size) else {
            return;
        };
        let image = image(&segments).unwrap();
        assert_eq!(all(&image).unwrap(), content);
        let verified = image.verify(|_| {}).unwrap();
        assert_eq!(
            (verified.md5_holds, verified.sha1_holds),
            (Some(true), Some(true))
        );
        assert_eq!(image.defects().count(), 0);
        let about = &image.stated().about;
        assert!(
            about.contains(&("examiner".into(), "Jo".into())),
            "{about:?}"
        );
        let mut middle = vec![0; 70_000];
        assert_eq!(image.read_at(99_999, &mut middle).unwrap(), 70_000);
        assert_eq!(middle, content[99_999..169_999]);
    }
}

#[test]
fn a_turned_byte_is_found_and_the_chunks_around_it_are_read() {
    let content = content();
    let Some((_dir, segments)) = acquired(&content, "1.4GiB") else {
        return;
    };
    let mut turned = segments;
    let middle = turned[0].len() / 2;
    turned[0][middle] ^= 1;
    let image = image(&turned).unwrap();
    assert!(image.verify(|_| {}).is_err());
    let good = (0..content.len()).step_by(32_768).filter(|at| {
        let mut chunk = vec![0; 100];
        image.read_at(*at as u64, &mut chunk).is_ok() && chunk == content[*at..*at + 100]
    });
    assert_eq!(good.count(), content.len().div_ceil(32_768) - 1);
}

#[test]
fn an_image_cut_anywhere_or_turned_anywhere_is_read_without_a_panic() {
    let Some((_dir, segments)) = acquired(&content()[..70_000], "1.4GiB") else {
        return;
    };
    let whole = &segments[0];
    for at in (0..whole.len()).step_by(61).chain(0..2000) {
        let at = at.min(whole.len() - 1);
        let mut turned: Vec<u8> = whole.clone();
        turned[at] = turned[at].wrapping_add(0x81);
        for bytes in [whole[..at].to_vec(), turned] {
            if let Ok(image) = image(&[bytes]) {
                drop(image.verify(|_| {}));
            }
        }
    }
}

#[test]
fn segments_are_named_as_encase_names_them() {
    let check = |number, expected| assert_eq!(name('E', number).as_deref(), Some(expected));
    check(2, "E02");
    check(99, "E99");
    check(100, "EAA");
    check(126, "EBA");
    check(100 + 26 * 26, "FAA");
}
