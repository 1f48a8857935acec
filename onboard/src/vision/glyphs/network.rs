//! The network that knows figures again: three layers of filters, two of neurons.
//!
//! It looks at windows ([`super::window`]) and gives the logarithm of the probability of each
//! class. Weights are taught by `examples/train_glyphs.rs` and come with the program.
//!
//! The library that teaches them is not used here: its threads wait for one another by spinning,
//! which on two busy cores made a picture take a minute, and it is 150 crates for five products
//! of matrices.

use super::CLASSES;
use super::window::SIDE;
use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;
use safetensors::SafeTensors;
use thiserror::Error;

/// Of each layer of filters: its name, rows and columns of its kernel, what comes in, what goes out.
pub const FILTERS: [(&str, usize, usize, usize); 3] = [
    ("edges", 6, 1, 16),
    ("strokes", 4, 16, 32),
    ("parts", 4, 32, 48),
];
/// Of each layer of neurons: its name, what comes in, what goes out.
pub const NEURONS: [(&str, usize, usize); 2] = [
    ("figures", 48 * (SIDE / 8) * (SIDE / 8), 64),
    ("classes", 64, CLASSES.len()),
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
            let under = under_kernel(&seen, count, side, *kernel);
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

/// A column for each place of the kernel, which goes in steps of two and reaches over the edges,
/// where everything is 0. `seen` has the shape (count, side, side, channels).
fn under_kernel(seen: &[f32], count: usize, side: usize, kernel: usize) -> DMatrix<f32> {
    let channels = seen.len() / (count * side * side).max(1);
    let edge = kernel / 2 - 1;
    let line = kernel * channels;
    let mut values = vec![0.0; count * (side / 2).pow(2) * kernel * line];
    let mut places = values.chunks_exact_mut(kernel * line);
    for picture in seen.chunks_exact(side * side * channels) {
        for (row, column) in (0..side / 2).flat_map(|r| (0..side / 2).map(move |c| (r, c))) {
            let Some(place) = places.next() else { break };
            let first = (2 * column).saturating_sub(edge);
            let last = (2 * column + kernel - edge).min(side);
            let skip = (first + edge - 2 * column) * channels;
            for (down, out) in place.chunks_exact_mut(line).enumerate() {
                let y = 2 * row + down;
                if y < edge || y - edge >= side {
                    continue;
                }
                let from = (y - edge) * side;
                let under = &picture[(from + first) * channels..(from + last) * channels];
                out[skip..skip + under.len()].copy_from_slice(under);
            }
        }
    }
    DMatrix::from_vec(kernel * line, count * (side / 2).pow(2), values)
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
        assert!(right * 100 > lesson.classes.len() * 90, "{right}");
    }

    #[test]
    fn probabilities_sum_to_one() {
        let lesson = Lesson::random(&mut Pcg32::seed_from_u64(78), 40);
        for odds in Network::taught().unwrap().look(&lesson.windows) {
            assert!((odds.iter().map(|o| o.exp()).sum::<f32>() - 1.0).abs() < 1e-3);
        }
    }

    #[test]
    fn the_kernel_reaches_over_the_edges_where_all_is_nothing() {
        let seen: Vec<f32> = (1..=16).map(|v| v as f32).collect();
        let under = under_kernel(&seen, 1, 4, 4);
        assert_eq!((under.nrows(), under.ncols()), (16, 4));
        let first: Vec<f32> = under.column(0).iter().copied().collect();
        let expected = [
            0., 0., 0., 0., 0., 1., 2., 3., 0., 5., 6., 7., 0., 9., 10., 11.,
        ];
        assert_eq!(first, expected);
    }

    #[test]
    fn weights_of_another_network_are_refused() {
        assert!(Network::from_safetensors(b"not weights").is_err());
        assert!(Network::from_safetensors(&WEIGHTS[..WEIGHTS.len() - 5]).is_err());
    }
}
