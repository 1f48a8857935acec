//! How many frames a second the ray-caster makes, and how that compares with real time.
//!
//! The example scenes as films at 10 frames/s in 1280×720, by the threads that the machine has (or
//! RAYON_NUM_THREADS): frames a second by the wall clock and as a share of real time (1 or more is
//! live); and by processor time, where the system tells it, what two cores of their own would make.
//! Run it with `cargo bench -p sim --bench film`.

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
        let (start, spent_s) = (now(), processor_s());
        film.take(PICTURES).for_each(drop);
        let rate = PICTURES as f64 / start.elapsed().as_secs_f64();
        write!(
            out,
            "{name:>7} {width}×{height}: painted in {painted_s:.1} s, {rate:>5.1} frames/s = {:.2} × real time",
            rate / LIVE_FPS
        )?;
        if let (Some(before), Some(after)) = (spent_s, processor_s()) {
            let each_s = (after - before) / PICTURES as f64;
            write!(
                out,
                "; {each_s:.3} s of a core each, {:.1} frames/s on two",
                2.0 / each_s
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// What this process has used of the processors so far, seconds: fields 14 and 15 of Linux's
/// /proc/self/stat (proc(5)), in hundredths.
fn processor_s() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = text.rsplit_once(')')?;
    let ticks = after_name.split_whitespace().skip(11).take(2);
    let sum: u64 = ticks.map(|t| t.parse::<u64>().ok()).sum::<Option<u64>>()?;
    Some(sum as f64 / 100.0)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures the wall clock"
)]
fn now() -> Instant {
    Instant::now()
}
