//! Pictures of one textured plate, moved.

use super::*;
use crate::vision::picture::Picture;

/// A plate with blotches of every size, smooth enough to be sampled between pixels.
fn light(x: f64, y: f64) -> f64 {
    let wave = |ax: f64, ay: f64, phase: f64| (ax * x + ay * y + phase).sin();
    120.0
        + 25.0 * wave(0.02, 0.013, 1.0)
        + 20.0 * wave(-0.05, 0.06, 2.0)
        + 15.0 * wave(0.17, 0.11, 0.5)
        + 15.0 * wave(-0.09, 0.21, 4.0)
}

/// The plate through a map from the picture to the plate, with its own gain and offset.
fn picture(map: impl Fn(f64, f64) -> [f64; 2], gain: f64, offset: f64) -> Pyramid {
    let (width, height) = (640, 480);
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let [u, v] = map(f64::from(x) + 0.5, f64::from(y) + 0.5);
            rgb.extend([(gain * light(u, v) + offset).clamp(0.0, 255.0) as u8; 3]);
        }
    }
    Pyramid::of(
        Picture::new(width as usize, height as usize, rgb)
            .unwrap()
            .luminance(),
    )
}

fn registration() -> Registration {
    let points: Vec<_> = (0..5)
        .map(|rung| {
            (
                8.0 + 0.2 * f64::from(rung),
                320.0,
                400.0 - 80.0 * f64::from(rung),
            )
        })
        .collect();
    let ruler = Ruler::from_points(&points).unwrap();
    Registration::of(&picture(|x, y| [x, y], 1.0, 0.0), &ruler, 8.0).unwrap()
}

/// A plate's point is in the picture at `a · point + shift`.
fn check(scale: f64, turn: f64, shift: [f64; 2], gain: f64) {
    let (c, s) = (scale * turn.cos(), scale * turn.sin());
    let there = |[x, y]: [f64; 2]| [c * x - s * y + shift[0], s * x + c * y + shift[1]];
    let back = move |x: f64, y: f64| {
        let [dx, dy] = [(x - shift[0]) / scale, (y - shift[1]) / scale];
        [
            turn.cos() * dx + turn.sin() * dy,
            turn.cos() * dy - turn.sin() * dx,
        ]
    };
    let registration = registration();
    let moved = picture(back, gain, 12.0);
    let warp = registration.find(&moved, registration.identity()).unwrap();
    for point in [[320.0, 380.0], [320.0, 200.0], [200.0, 300.0]] {
        let (found, truth) = (warp.point(point), there(point));
        let off = (found[0] - truth[0]).hypot(found[1] - truth[1]);
        assert!(off < 0.15, "{off} px at {point:?}");
    }
}

#[test]
fn a_hull_that_shifts_is_followed_to_a_tenth_of_a_pixel() {
    check(1.0, 0.0, [7.3, -4.6], 1.0);
}

#[test]
fn a_hull_that_turns_grows_and_darkens_is_followed() {
    check(1.02, 0.01, [-6.0, 5.0], 0.8);
}

#[test]
fn another_picture_is_not_taken_for_the_hull() {
    let registration = registration();
    let flat = Pyramid::of(
        Picture::new(640, 480, vec![0; 3 * 640 * 480])
            .unwrap()
            .luminance(),
    );
    assert!(registration.find(&flat, registration.identity()).is_err());
    let other = picture(|x, y| [900.0 + 3.1 * y, 7.0 - 2.3 * x], 1.0, 0.0);
    assert!(registration.find(&other, registration.identity()).is_err());
}
