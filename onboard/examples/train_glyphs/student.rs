//! The network in a form that can learn: each layer keeps what it saw until it is told how wrong
//! it was.

use crate::descent::Descent;
use nalgebra::{DMatrix, DVector};
use onboard::vision::glyphs::kernel::Kernel;
use onboard::vision::glyphs::network::{FILTERS, NEURONS};
use onboard::vision::glyphs::window::SIDE;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;
use safetensors::tensor::{Dtype, TensorView};

/// A product with weights, and a bias; below 0 becomes 0 unless it is the last.
struct Layer {
    name: &'static str,
    kernel: Option<Kernel>,
    weights: DMatrix<f32>,
    bias: DVector<f32>,
    /// What came in last: a column a place.
    seen: DMatrix<f32>,
    /// What went out.
    said: DMatrix<f32>,
    descents: [Descent; 2],
}

/// All layers, the first first.
pub(crate) struct Student {
    layers: Vec<Layer>,
}

impl Student {
    /// Knows nothing; the same every time. Weights are even, as wide as He et al. 2015 have it.
    pub(crate) fn new() -> Self {
        let mut dice = Pcg32::seed_from_u64(1);
        let mut side = 2 * SIDE;
        let filters = FILTERS.iter().map(|&(name, size, channels, to)| {
            side /= 2;
            let kernel = Kernel {
                size,
                side,
                channels,
            };
            (name, Some(kernel), size * size * channels, to)
        });
        let neurons = NEURONS
            .iter()
            .map(|&(name, from, to)| (name, None, from, to));
        let shapes: Vec<_> = filters.chain(neurons).collect();
        let layers = shapes.into_iter().map(|(name, kernel, from, to)| {
            let wide = (6.0 / from as f32).sqrt();
            let weights =
                DMatrix::from_fn(to, from, |_, _| wide * dice.random_range(-1.0..1.0_f32));
            Layer {
                name,
                kernel,
                weights,
                bias: DVector::zeros(to),
                seen: DMatrix::zeros(0, 0),
                said: DMatrix::zeros(0, 0),
                descents: [Descent::new(to * from), Descent::new(to)],
            }
        });
        Self {
            layers: layers.collect(),
        }
    }

    /// One step: looks at the windows, compares with their classes, learns. The mean loss before
    /// the step (cross entropy).
    pub(crate) fn learn(&mut self, windows: &[f32], classes: &[u32], rate: f32) -> f32 {
        let scores = self.scores(windows);
        let (loss, mut wrong) = cross_entropy(scores, classes);
        for (i, layer) in self.layers.iter_mut().enumerate().rev() {
            wrong = layer.learn(wrong, rate, i == 0);
        }
        loss
    }

    /// Of each window a column of scores.
    fn scores(&mut self, windows: &[f32]) -> DMatrix<f32> {
        let count = windows.len() / (SIDE * SIDE);
        let last = self.layers.len() - 1;
        let mut seen: Vec<f32> = windows.to_vec();
        for (i, layer) in self.layers.iter_mut().enumerate() {
            seen = layer.look(seen, count, i < last);
        }
        DMatrix::from_vec(seen.len() / count.max(1), count, seen)
    }

    /// The weights as the program reads them.
    pub(crate) fn to_safetensors(&self) -> anyhow::Result<Vec<u8>> {
        let bytes = |values: &[f32]| {
            values
                .iter()
                .flat_map(|v| v.to_le_bytes())
                .collect::<Vec<u8>>()
        };
        let mut parts: Vec<(String, Vec<usize>, Vec<u8>)> = Vec::new();
        for Layer {
            name,
            weights,
            bias,
            ..
        } in &self.layers
        {
            let by_rows = weights.transpose();
            let shape = vec![weights.nrows(), weights.ncols()];
            parts.push((format!("{name}.weight"), shape, bytes(by_rows.as_slice())));
            parts.push((
                format!("{name}.bias"),
                vec![bias.len()],
                bytes(bias.as_slice()),
            ));
        }
        let views = parts.iter().map(|(name, shape, data)| {
            Ok((name, TensorView::new(Dtype::F32, shape.clone(), data)?))
        });
        let views: Vec<_> = views.collect::<anyhow::Result<_>>()?;
        Ok(safetensors::serialize(views, None)?)
    }
}

impl Layer {
    fn look(&mut self, seen: Vec<f32>, count: usize, cut: bool) -> Vec<f32> {
        self.seen = match self.kernel {
            Some(kernel) => kernel.gather(&seen),
            None => DMatrix::from_vec(seen.len() / count.max(1), count, seen),
        };
        self.said = &self.weights * &self.seen;
        for mut column in self.said.column_iter_mut() {
            column += &self.bias;
        }
        if cut {
            self.said.apply(|v| *v = v.max(0.0));
        }
        self.said.as_slice().to_vec()
    }

    /// Learns from how wrong each value was that went out, and says how wrong those were that came
    /// in, in the layer before's shape; of the first layer nobody asks.
    fn learn(&mut self, mut wrong: DMatrix<f32>, rate: f32, first: bool) -> DMatrix<f32> {
        wrong = DMatrix::from_vec(self.said.nrows(), self.said.ncols(), wrong.data.into());
        if self.name != NEURONS[1].0 {
            wrong.zip_apply(&self.said, |w, said| *w *= f32::from(said > 0.0));
        }
        // the smaller one of the two is turned
        let of_weights = (&self.seen * wrong.transpose()).transpose();
        let of_bias = wrong.column_sum();
        let back = if first {
            DMatrix::zeros(0, 0)
        } else {
            self.weights.transpose() * &wrong
        };
        self.descents[0].step(self.weights.as_mut_slice(), of_weights.as_slice(), rate);
        self.descents[1].step(self.bias.as_mut_slice(), of_bias.as_slice(), rate);
        match self.kernel {
            Some(kernel) if !first => {
                let pixels = kernel.scatter(back.as_slice());
                DMatrix::from_vec(kernel.channels, pixels.len() / kernel.channels, pixels)
            }
            _ => back,
        }
    }
}

/// The mean loss, and how wrong each score is.
fn cross_entropy(mut scores: DMatrix<f32>, classes: &[u32]) -> (f32, DMatrix<f32>) {
    let count = classes.len() as f32;
    let mut loss = 0.0;
    for (mut column, &class) in scores.column_iter_mut().zip(classes) {
        let top = column.max();
        column.apply(|s| *s = (*s - top).exp());
        column /= column.sum();
        loss -= column[class as usize].max(1e-12).ln() / count;
        column[class as usize] -= 1.0;
        column /= count;
    }
    (loss, scores)
}
