//! What fenders, ropes, anchor chains and salt have left: scratches, rust and its runs.

use super::Job;
use crate::noise::Noise;

/// What is wrong at one texel, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Blemish {
    pub(super) scratch: f32,
    pub(super) rust: f32,
    pub(super) run: f32,
}

/// The blemishes of a plating.
#[derive(Debug)]
pub(super) struct Blemishes {
    width: usize,
    height: usize,
    /// Scratch, rust, run; 255 for all of it.
    texels: Vec<[u8; 3]>,
}

impl Blemishes {
    pub(super) fn new(job: &Job) -> Self {
        let [width, height] = job.extent.texels(job.texel_m);
        let mut blemishes = Self {
            width,
            height,
            texels: vec![[0; 3]; width * height],
        };
        let size_m = [width, height].map(|n| n as f64 * f64::from(job.texel_m));
        let area = size_m[0] * size_m[1];
        let mut noise = Noise::stream(job.seed, "blemishes");
        for _ in 0..(area * 8.0 * job.paint.rust) as usize {
            blemishes.rust(job, size_m, &mut noise);
        }
        for _ in 0..(area * 4.0 * job.paint.scratches) as usize {
            blemishes.scratch(job, size_m, &mut noise);
        }
        blemishes
    }

    pub(super) fn at(&self, column: usize, row: usize) -> Blemish {
        let [scratch, rust, run] = self.texels[row * self.width + column];
        let share = |v: u8| f32::from(v) / 255.0;
        Blemish {
            scratch: share(scratch),
            rust: share(rust),
            run: share(run),
        }
    }

    /// A spot that rusts, seldom a large one, and what the rain has washed down from it.
    fn rust(&mut self, job: &Job, size_m: [f64; 2], noise: &mut Noise) {
        let middle = size_m.map(|size| size * noise.share());
        let radius = 0.010 + 0.17 * noise.share().powi(4) * (0.4 + job.paint.rust);
        let flat = 0.6 + 0.8 * noise.share();
        self.each(
            job,
            [middle[0], middle[1]],
            [radius * 1.6, radius * 1.6],
            |x, y| {
                let off = (x / radius).hypot(y * flat / radius);
                ([0.0, (1.0 - off * 0.75).max(0.0), 0.0], off < 1.3)
            },
        );
        let length = (4.0 + 9.0 * noise.share()) * radius * (0.3 + job.paint.rust);
        let strength = 0.35 + 0.5 * noise.share();
        let foot = [middle[0], middle[1] - length / 2.0];
        self.each(job, foot, [radius, length / 2.0], |x, y| {
            let down = 0.5 - y / length;
            let wide = radius * (0.75 - 0.35 * down);
            let across = 1.0 - (x / wide).abs();
            let run = strength * across.clamp(0.0, 1.0).sqrt() * (1.0 - down).max(0.0).powf(0.7);
            ([0.0, 0.0, run], across > 0.0)
        });
    }

    /// A scratch: mostly level where fenders rub, some at any angle.
    fn scratch(&mut self, job: &Job, size_m: [f64; 2], noise: &mut Noise) {
        let middle = size_m.map(|size| size * noise.share());
        let level = noise.chance(0.7);
        let angle = if level {
            0.06 * noise.normal()
        } else {
            1.6 * noise.normal()
        };
        let length = 0.08 + 0.9 * noise.share().powi(3);
        let wide = 0.0010 + 0.004 * noise.share().powi(3);
        let strength = 0.25 + 0.65 * noise.share();
        let (sin, cos) = angle.sin_cos();
        let room = [
            (0.5 * length * cos.abs()) + 0.01,
            (0.5 * length * sin.abs()) + 0.01,
        ];
        self.each(job, middle, room, |x, y| {
            let (along, across) = (x * cos + y * sin, y * cos - x * sin);
            let taper = 1.0 - (2.0 * along / length).abs().powi(3);
            let bow = 0.004 * (along * 7.0).sin();
            let edge = 1.0 - (across - bow).abs() / wide;
            (
                [strength * taper * edge.clamp(0.0, 1.0).sqrt(), 0.0, 0.0],
                taper > 0.0 && edge > 0.0,
            )
        });
    }

    /// Raises the texels within `room` of `middle` (metres from the lower left corner) to what
    /// `shape` says of the offset from there, where it says so.
    fn each(
        &mut self,
        job: &Job,
        middle: [f64; 2],
        room: [f64; 2],
        shape: impl Fn(f64, f64) -> ([f64; 3], bool),
    ) {
        let texel = f64::from(job.texel_m);
        let span = |n: usize, most: usize| {
            let at = |v: f64| (v / texel).clamp(0.0, most as f64) as usize;
            at(middle[n] - room[n])..at(middle[n] + room[n])
        };
        let columns = span(0, self.width);
        for row in span(1, self.height) {
            for column in columns.clone() {
                let (x, y) = (
                    (column as f64 + 0.5) * texel - middle[0],
                    (row as f64 + 0.5) * texel - middle[1],
                );
                let (raised, within) = shape(x, y);
                if !within {
                    continue;
                }
                let texel = &mut self.texels[row * self.width + column];
                for (old, new) in texel.iter_mut().zip(raised) {
                    *old = (*old).max((new.clamp(0.0, 1.0) * 255.0) as u8);
                }
            }
        }
    }
}
