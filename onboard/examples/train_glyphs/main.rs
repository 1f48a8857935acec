//! Teaches the network that reads draught figures, on drawings only, and writes its weights:
//! `make weights`.
//!
//! Drawings and first weights come from fixed seeds; sums of gradients may differ in their last
//! bits between machines, so weights differ a little and are as good. At the end it examines them
//! on drawings they have not seen.

mod descent;
mod student;

use onboard::vision::glyphs::CLASSES;
use onboard::vision::glyphs::lesson::Lesson;
use onboard::vision::glyphs::network::Network;
use rand::SeedableRng;
use rand_pcg::Pcg32;
use std::io::Write;
use std::sync::mpsc::Receiver;
use student::Student;

/// Windows a step.
const BATCH: usize = 96;
/// Steps of teaching.
const STEPS: usize = 11_000;
/// How fast it learns at first.
const RATE: f32 = 2e-3;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let path = args
        .next()
        .ok_or_else(|| anyhow::anyhow!("where shall the weights go?"))?;
    let steps = args.next().map_or(Ok(STEPS), |s| s.parse())?;
    teach(&mut Student::new(), steps, &path)?;
    examine(&Network::from_safetensors(&std::fs::read(&path)?)?)
}

fn teach(student: &mut Student, steps: usize, path: &str) -> anyhow::Result<()> {
    let lessons = lessons()?;
    let mut recent = 0.0;
    for step in 1..=steps {
        let rest = 1.0 - step as f32 / (steps + 1) as f32;
        let rate = RATE * rest * (step as f32 / 200.0).min(1.0);
        let lesson = lessons.recv()?;
        recent += student.learn(&lesson.windows, &lesson.classes, rate) / 200.0;
        if step % 200 == 0 {
            writeln!(std::io::stdout().lock(), "step {step}: loss {recent:.4}")?;
            recent = 0.0;
            std::fs::write(path, student.to_safetensors()?)?;
        }
    }
    std::fs::write(path, student.to_safetensors()?)?;
    Ok(())
}

/// Lessons, drawn on a thread of their own until nobody takes them any more.
fn lessons() -> std::io::Result<Receiver<Lesson>> {
    let (pages, drawn) = std::sync::mpsc::sync_channel(64);
    let draw = move || {
        let mut dice = Pcg32::seed_from_u64(2);
        while pages.send(Lesson::random(&mut dice, BATCH)).is_ok() {}
    };
    std::thread::Builder::new()
        .name("drawing".into())
        .spawn(draw)?;
    Ok(drawn)
}

/// The accuracy on drawings it has never seen.
fn examine(network: &Network) -> anyhow::Result<()> {
    let lesson = Lesson::random(&mut Pcg32::seed_from_u64(3), 20_000);
    let seen = network.look(&lesson.windows);
    let mut table = vec![[0_u32; CLASSES.len()]; CLASSES.len()];
    for (odds, &class) in seen.iter().zip(&lesson.classes) {
        let best = (0..CLASSES.len()).max_by(|&a, &b| odds[a].total_cmp(&odds[b]));
        table[class as usize][best.unwrap_or(0)] += 1;
    }
    let right: u32 = (0..CLASSES.len()).map(|i| table[i][i]).sum();
    let mut out = std::io::stdout().lock();
    for (class, row) in CLASSES.iter().zip(&table) {
        writeln!(out, "{class} read as {row:?}")?;
    }
    let all = lesson.classes.len();
    writeln!(
        out,
        "held out: {:.2} % of {all} right",
        100.0 * f64::from(right) / all as f64
    )?;
    Ok(())
}
