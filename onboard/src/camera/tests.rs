//! A video that was written is read again, whole and cut off.

use super::*;
use crate::vision::picture::Picture;

/// A bright bar that moves a column a frame.
fn frame(number: usize) -> Picture {
    let pixel = |k: usize| {
        if (k % 66) / 6 == number {
            [220_u8; 3]
        } else {
            [30, 60, 90]
        }
    };
    Picture::new(66, 48, (0..66 * 48).flat_map(pixel).collect()).unwrap()
}

fn written(path: &std::path::Path, frames: usize) {
    let recording = Recording::create(path, &frame(0)).unwrap();
    for number in 0..frames {
        recording
            .push(&frame(number % 11), number as f64 * 0.25)
            .unwrap();
    }
    recording.finish().unwrap();
}

fn seen(path: &std::path::Path) -> (Vec<Shot>, End) {
    let source = Source::recognise(path.to_str().unwrap()).unwrap();
    let mut capture = Capture::open(&source).unwrap();
    let mut shots = Vec::new();
    loop {
        match capture.next_shot() {
            Ok(shot) => shots.push(shot),
            Err(end) => return (shots, end),
        }
    }
}

#[test]
fn a_video_comes_back_frame_by_frame_with_its_times() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bar.mp4");
    written(&path, 11);
    let (shots, end) = seen(&path);
    assert_eq!((shots.len(), end), (11, End::Finished));
    for (number, shot) in shots.iter().enumerate() {
        assert!(
            (shot.time_s - 0.25 * number as f64).abs() < 1e-3,
            "{}",
            shot.time_s
        );
        assert_eq!((shot.picture.width(), shot.picture.height()), (66, 48));
        let bright = shot.picture.pixel(6 * number + 3, 20);
        let dark = shot.picture.pixel((6 * number + 33) % 66, 20);
        assert!(
            bright[0] > 150 && dark[0] < 100,
            "{number}: {bright:?} {dark:?}"
        );
    }
    assert!(!folder.path().join("bar.mp4.part").exists());
}

#[test]
fn what_is_no_video_cannot_be_opened_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.mp4");
    std::fs::write(&path, "no video at all, only words that go on for a while").unwrap();
    let source = Source::recognise(path.to_str().unwrap()).unwrap();
    let error = Capture::open(&source).unwrap_err();
    assert!(error.to_string().contains("words.mp4"), "{error}");
}

#[test]
fn a_video_that_was_cut_off_before_its_index_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.mp4");
    written(&path, 11);
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let source = Source::recognise(path.to_str().unwrap()).unwrap();
    assert!(Capture::open(&source).is_err());
}

#[test]
fn a_place_that_cannot_be_written_to_is_named() {
    let error = Recording::create(std::path::Path::new("/nowhere/at/all.mp4"), &frame(0))
        .and_then(|recording| {
            recording
                .push(&frame(0), 0.0)
                .and_then(|()| recording.finish())
        })
        .unwrap_err();
    assert!(error.to_string().contains("/nowhere/at/all.mp4"), "{error}");
}
