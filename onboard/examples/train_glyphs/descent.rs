//! How weights move: Adam with decay of its own (Kingma and Ba 2015; Loshchilov and Hutter 2019).

/// How much of the mean and of the mean square of a slope is kept from step to step.
const KEPT: [f32; 2] = [0.9, 0.999];
/// Part of a weight that goes, a step, times the rate.
const DECAY: f32 = 0.01;

/// What is remembered of the slopes of one layer's weights.
pub(crate) struct Descent {
    steps: i32,
    mean: Vec<f32>,
    square: Vec<f32>,
}

impl Descent {
    /// For `count` weights.
    pub(crate) fn new(count: usize) -> Self {
        Self {
            steps: 0,
            mean: vec![0.0; count],
            square: vec![0.0; count],
        }
    }

    /// Moves the weights against their slopes.
    pub(crate) fn step(&mut self, weights: &mut [f32], slopes: &[f32], rate: f32) {
        self.steps += 1;
        let [first, second] = KEPT.map(|kept| 1.0 - kept.powi(self.steps));
        let moments = self.mean.iter_mut().zip(&mut self.square);
        for ((weight, slope), (mean, square)) in weights.iter_mut().zip(slopes).zip(moments) {
            *mean = KEPT[0] * *mean + (1.0 - KEPT[0]) * slope;
            *square = KEPT[1] * *square + (1.0 - KEPT[1]) * slope * slope;
            let along = *mean / first / ((*square / second).sqrt() + 1e-8);
            *weight -= rate * (along + DECAY * *weight);
        }
    }
}
