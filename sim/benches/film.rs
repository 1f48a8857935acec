//! How many frames a second the ray-caster makes, and how that compares with real time.
//!
//! The same scenes as a film at 10 frames/s in 1280×720, by the threads that the machine has (or
//! RAYON_NUM_THREADS); the second number is the share of real time, 1 or more is live. Run it with
//! `cargo bench -p sim --bench film`.

use std::io::Write as _;
use std::time::Instant;

use sim::scene::Scene;

/// Pictures that are timed of each scene.
const PICTURES: usize = 30;
/// What a live film wants.
const LIVE_FPS: f64 = 10.0;

fn main() -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let scenes = [
        ("quay", include_str!("../scenes/quay.toml")),
        ("river", include_str!("../scenes/river.toml")),
        ("roads", include_str!("../scenes/roads.toml")),
        ("mirror", include_str!("../scenes/mirror.toml")),
    ];
    writeln!(out, "{} threads", rayon::current_num_threads())?;
    for (name, text) in scenes {
        let scene = Scene {
            duration_s: 1e4,
            fps: LIVE_FPS,
            ..Scene::parse(text)?
        };
        let [width, height] = scene.camera.size_px;
        let start = now();
        let mut film = scene.film()?;
        let painted_s = start.elapsed().as_secs_f64();
        film.by_ref().take(2).for_each(drop);
        let start = now();
        film.take(PICTURES).for_each(drop);
        let rate = PICTURES as f64 / start.elapsed().as_secs_f64();
        writeln!(
            out,
            "{name:>7} {width}×{height}: painted in {painted_s:.1} s, {rate:>5.1} frames/s, {:.2} × real time at {LIVE_FPS} frames/s",
            rate / LIVE_FPS
        )?;
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures the wall clock"
)]
fn now() -> Instant {
    Instant::now()
}
