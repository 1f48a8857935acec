//! Teaches the network that reads draught figures, on drawings only, and writes its weights:
//! `make weights`.
//!
//! Drawings and first weights come from fixed seeds; sums of gradients may differ in their last
//! bits between machines, so weights differ a little and are as good. At the end it examines them
//! on drawings they have not seen.

use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::{AdamW, Linear, Module, Optimizer, ParamsAdamW, VarBuilder, VarMap, linear, loss};
use onboard::vision::glyphs::CLASSES;
use onboard::vision::glyphs::lesson::Lesson;
use onboard::vision::glyphs::network::{FILTERS, NEURONS, Network};
use onboard::vision::glyphs::window::SIDE;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;
use std::io::Write;
use std::sync::mpsc::Receiver;

/// Windows a step.
const BATCH: usize = 96;
/// Steps of teaching.
const STEPS: usize = 9000;
/// How fast it learns at first.
const RATE: f64 = 2e-3;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let path = args
        .next()
        .ok_or_else(|| anyhow::anyhow!("where shall the weights go?"))?;
    let steps = args.next().map_or(Ok(STEPS), |s| s.parse())?;
    let varmap = VarMap::new();
    let student = Student::new(&VarBuilder::from_varmap(&varmap, DType::F32, &Device::Cpu))?;
    first_weights(&varmap)?;
    teach(&student, &varmap, steps, &path)?;
    varmap.save(&path)?;
    examine(&Network::from_safetensors(&std::fs::read(&path)?)?)
}

/// The network, in a form that can learn.
struct Student {
    filters: Vec<(usize, Linear)>,
    neurons: Vec<Linear>,
}

impl Student {
    fn new(weights: &VarBuilder) -> Result<Self> {
        let filters = FILTERS.iter().map(|&(name, kernel, from, to)| {
            Ok((
                kernel,
                linear(kernel * kernel * from, to, weights.pp(name))?,
            ))
        });
        let neurons = NEURONS
            .iter()
            .map(|&(name, from, to)| linear(from, to, weights.pp(name)));
        Ok(Self {
            filters: filters.collect::<Result<_>>()?,
            neurons: neurons.collect::<Result<_>>()?,
        })
    }

    /// Scores of the classes: (n, 32, 32, 1) → (n, 12).
    fn scores(&self, windows: &Tensor) -> Result<Tensor> {
        let mut seen = windows.clone();
        for (kernel, filter) in &self.filters {
            seen = filtered(&seen, *kernel, filter)?;
        }
        let seen = self.neurons[0].forward(&seen.flatten_from(1)?)?.relu()?;
        self.neurons[1].forward(&seen)
    }
}

/// A convolution in steps of two as one product of matrices: (n, side, side, from) →
/// (n, side / 2, side / 2, to). The library's own is several times slower on its way back.
fn filtered(seen: &Tensor, kernel: usize, filter: &Linear) -> Result<Tensor> {
    let edge = kernel / 2 - 1;
    let (n, side, _, from) = seen.dims4()?;
    let padded = seen
        .pad_with_zeros(1, edge, edge)?
        .pad_with_zeros(2, edge, edge)?;
    let under = padded
        .reshape((n, (), from))?
        .index_select(&under_kernel(side, kernel)?, 1)?;
    let under = under.reshape((n * (side / 2).pow(2), kernel.pow(2) * from))?;
    filter
        .forward(&under)?
        .relu()?
        .reshape((n, side / 2, side / 2, ()))
}

/// The places of all pixels under the kernel, one kernel after the other.
fn under_kernel(side: usize, kernel: usize) -> Result<Tensor> {
    let line = side + kernel - 2;
    let steps = |from: usize| (0..kernel).map(move |i| 2 * from + i);
    let mut places = Vec::new();
    for (row, column) in (0..side / 2).flat_map(|r| (0..side / 2).map(move |c| (r, c))) {
        let lines = steps(row).map(|y| (y * line) as u32);
        places.extend(lines.flat_map(|y| steps(column).map(move |x| y + x as u32)));
    }
    let count = places.len();
    Tensor::from_vec(places, count, &Device::Cpu)
}

/// The same first weights every time: even, as wide as He et al. 2015 have it.
fn first_weights(varmap: &VarMap) -> Result<()> {
    let mut dice = Pcg32::seed_from_u64(1);
    let vars = varmap
        .data()
        .lock()
        .expect("no other thread holds the weights");
    let mut named: Vec<(&String, &Var)> = vars.iter().collect();
    named.sort_by_key(|(name, _)| *name);
    for (_, var) in named {
        let shape = var.shape().clone();
        let inputs: usize = shape.dims().iter().skip(1).product();
        let wide = if shape.dims().len() > 1 {
            (6.0 / inputs as f32).sqrt()
        } else {
            0.0
        };
        let values = (0..shape.elem_count()).map(|_| wide * dice.random_range(-1.0..1.0_f32));
        var.set(&Tensor::from_vec(values.collect(), shape, &Device::Cpu)?)?;
    }
    Ok(())
}

fn teach(student: &Student, varmap: &VarMap, steps: usize, path: &str) -> anyhow::Result<()> {
    let params = ParamsAdamW {
        lr: RATE,
        weight_decay: 0.01,
        ..ParamsAdamW::default()
    };
    let mut descent = AdamW::new(varmap.all_vars(), params)?;
    let lessons = lessons()?;
    let mut recent = 0.0;
    for step in 1..=steps {
        let rest = 1.0 - step as f64 / (steps + 1) as f64;
        descent.set_learning_rate(RATE * rest * (step as f64 / 200.0).min(1.0));
        let (windows, classes) = tensors(&lessons.recv()?)?;
        let error = loss::cross_entropy(&student.scores(&windows)?, &classes)?;
        descent.backward_step(&error)?;
        recent += f64::from(error.to_scalar::<f32>()?) / 200.0;
        if step % 200 == 0 {
            writeln!(std::io::stdout().lock(), "step {step}: loss {recent:.4}")?;
            recent = 0.0;
            varmap.save(path)?;
        }
    }
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

fn tensors(lesson: &Lesson) -> Result<(Tensor, Tensor)> {
    let count = lesson.classes.len();
    let windows = Tensor::from_slice(&lesson.windows, (count, SIDE, SIDE, 1), &Device::Cpu)?;
    Ok((
        windows,
        Tensor::from_slice(&lesson.classes, count, &Device::Cpu)?,
    ))
}
