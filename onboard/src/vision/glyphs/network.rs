//! The network that knows figures again: three layers of filters, two of neurons.
//!
//! It looks at windows ([`super::window`]) and gives the logarithm of the probability of each
//! class. Weights are taught by `examples/train_glyphs` and come with the program.
//!
//! A library for learning is used neither here nor there: those at hand are a hundred crates and
//! more for five products of matrices, and were slower at them.

use super::CLASSES;
use super::kernel::Kernel;
use super::window::SIDE;
use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;
use safetensors::SafeTensors;
use thiserror::Error;

/// Of each layer of filters: its name, rows and columns of its kernel, what comes in, what goes out.
pub const FILTERS: [(&str, usize, usize, usize); 3] = [
    ("edges", 6, 1, 28),
    ("strokes", 4, 28, 48),
    ("parts", 4, 48, 80),
];
/// Of each layer of neurons: its name, what comes in, what goes out.
pub const NEURONS: [(&str, usize, usize); 2] = [
    ("figures", 80 * (SIDE / 8) * (SIDE / 8), 96),
    ("classes", 96, CLASSES.len()),
];

/// The weights that come with the program.
const WEIGHTS: &[u8] = include_bytes!("weights.safetensors");
/// Windows looked at in one go: few enough for the processor's near memory.
const BATCH: usize = 16;

/// Of each class, the natural logarithm of its probability.
pub type Odds = [f32; CLASSES.len()];

/// Weights that are not this network's.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// Not a safetensors file, or a layer is missing.
    #[error("the weights cannot be read")]
    Format(#[from] safetensors::SafeTensorError),
    /// A layer of another size.
    #[error("layer {name} has {found} weights instead of {expected}")]
    Size {
        /// The layer's name.
        name: String,
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
}

/// Layers with their weights.
#[derive(Clone, Debug)]
pub struct Network {
    filters: Vec<(usize, Layer)>,
    neurons: Vec<Layer>,
}

impl Network {
    /// With the weights that come with the program.
    pub fn taught() -> Result<Self, WeightsError> {
        Self::from_safetensors(WEIGHTS)
    }

    /// With the weights of a safetensors file: `NAME.weight` and `NAME.bias` of every layer.
    pub fn from_safetensors(bytes: &[u8]) -> Result<Self, WeightsError> {
        let file = SafeTensors::deserialize(bytes)?;
        let filters = FILTERS.iter().map(|&(name, kernel, from, to)| {
            Ok((
                kernel,
                Layer::read(&file, name, kernel * kernel * from, to)?,
            ))
        });
        let neurons = NEURONS
            .iter()
            .map(|&(name, from, to)| Layer::read(&file, name, from, to));
        Ok(Self {
            filters: filters.collect::<Result<_, WeightsError>>()?,
            neurons: neurons.collect::<Result<_, WeightsError>>()?,
        })
    }

    /// What each window shows. `windows` holds [`SIDE`]² values of each.
    pub fn look(&self, windows: &[f32]) -> Vec<Odds> {
        windows
            .par_chunks(BATCH * SIDE * SIDE)
            .flat_map_iter(|batch| self.look_at_batch(batch))
            .collect()
    }

    fn look_at_batch(&self, batch: &[f32]) -> Vec<Odds> {
        let count = batch.len() / (SIDE * SIDE);
        let mut side = SIDE;
        let mut seen = batch.to_vec();
        for (kernel, layer) in &self.filters {
            let channels = seen.len() / (count * side * side).max(1);
            let kernel = Kernel {
                size: *kernel,
                side,
                channels,
            };
            let under = kernel.gather(&seen);
            seen = cut(layer.forward(&under));
            side /= 2;
        }
        let [figures, classes] = [&self.neurons[0], &self.neurons[1]];
        let seen = DMatrix::from_vec(seen.len() / count.max(1), count, seen);
        let known = cut(figures.forward(&seen));
        let known = DMatrix::from_vec(figures.bias.len(), count, known);
        let scores = classes.forward(&known);
        scores
            .column_iter()
            .map(|c| log_softmax(c.as_slice()))
            .collect()
    }
}

/// A product with weights, and a bias.
#[derive(Clone, Debug)]
struct Layer {
    weights: DMatrix<f32>,
    bias: DVector<f32>,
}

impl Layer {
    fn read(file: &SafeTensors, name: &str, from: usize, to: usize) -> Result<Self, WeightsError> {
        let read = |part: &str, expected: usize| {
            let name = format!("{name}.{part}");
            let bytes = file.tensor(&name)?.data();
            let words = bytes.chunks_exact(4);
            let values: Vec<f32> = words
                .map(|w| f32::from_le_bytes([w[0], w[1], w[2], w[3]]))
                .collect();
            let found = values.len();
            (found == expected)
                .then_some(values)
                .ok_or(WeightsError::Size {
                    name,
                    found,
                    expected,
                })
        };
        Ok(Self {
            weights: DMatrix::from_row_slice(to, from, &read("weight", from * to)?),
            bias: DVector::from_vec(read("bias", to)?),
        })
    }

    fn forward(&self, seen: &DMatrix<f32>) -> DMatrix<f32> {
        let mut out = &self.weights * seen;
        for mut column in out.column_iter_mut() {
            column += &self.bias;
        }
        out
    }
}

/// What is below 0 becomes 0.
fn cut(seen: DMatrix<f32>) -> Vec<f32> {
    let mut values: Vec<f32> = seen.data.into();
    for value in &mut values {
        *value = value.max(0.0);
    }
    values
}

fn log_softmax(scores: &[f32]) -> Odds {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = scores.iter().map(|s| (s - top).exp()).sum();
    std::array::from_fn(|i| scores[i] - top - sum.ln())
}

#[cfg(test)]
mod tests {
    use super::super::lesson::Lesson;
    use super::*;
    use rand::SeedableRng;
    use rand_pcg::Pcg32;

    #[test]
    fn the_programs_weights_read_drawings_they_have_not_seen() {
        let lesson = Lesson::random(&mut Pcg32::seed_from_u64(77), 1000);
        let seen = Network::taught().unwrap().look(&lesson.windows);
        let best = |odds: &Odds| (0..CLASSES.len()).max_by(|&a, &b| odds[a].total_cmp(&odds[b]));
        let right = seen.iter().zip(&lesson.classes);
        let right = right
            .filter(|(odds, class)| best(odds) == Some(**class as usize))
            .count();
        assert!(right * 100 > lesson.classes.len() * 88, "{right}");
    }

    #[test]
    fn probabilities_sum_to_one() {
        let lesson = Lesson::random(&mut Pcg32::seed_from_u64(78), 40);
        for odds in Network::taught().unwrap().look(&lesson.windows) {
            assert!((odds.iter().map(|o| o.exp()).sum::<f32>() - 1.0).abs() < 1e-3);
        }
    }

    #[test]
    fn weights_of_another_network_are_refused() {
        assert!(Network::from_safetensors(b"not weights").is_err());
        assert!(Network::from_safetensors(&WEIGHTS[..WEIGHTS.len() - 5]).is_err());
    }
}
