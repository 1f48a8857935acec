//! What tells paint from hull in one picture: a weighing of red, green and blue.

use crate::vision::comb::{Comb, Figure};
use crate::vision::picture::Picture;
use nalgebra::{Matrix3, Vector3};

/// Camera noise, levels of 255: colours closer than that are alike.
const NOISE: f64 = 6.0;

/// Makes a colour a number: about 0 on the hull, about 1 on paint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    weights: [f32; 3],
    floor: f32,
}

impl Ink {
    /// From the boxes of a comb's figures (Fisher's discriminant). `None` where paint and hull
    /// are of one colour.
    pub fn of(picture: &Picture, comb: &Comb) -> Option<Self> {
        let (mut paint, mut hull) = (Colours::default(), Colours::default());
        for (_, figure) in &comb.figures {
            sort_colours(picture, comb, figure, &mut paint, &mut hull);
        }
        let apart = paint.mean()? - hull.mean()?;
        let noise = Matrix3::identity() * NOISE * NOISE;
        let within = paint.covariance()? + hull.covariance()? + noise;
        let weights = within.try_inverse()? * apart;
        let weights = weights / weights.dot(&apart);
        let floor = weights.dot(&hull.mean()?);
        weights.iter().all(|w| w.is_finite()).then(|| Self {
            weights: [weights[0] as f32, weights[1] as f32, weights[2] as f32],
            floor: floor as f32,
        })
    }

    /// The colour as a number.
    pub fn value(&self, colour: [f32; 3]) -> f32 {
        let sum: f32 = colour.iter().zip(self.weights).map(|(c, w)| c * w).sum();
        sum - self.floor
    }
}

/// The colours in and round a figure's box, as paint or hull.
fn sort_colours(
    picture: &Picture,
    comb: &Comb,
    figure: &Figure,
    paint: &mut Colours,
    hull: &mut Colours,
) {
    let margin = 0.25 * figure.height();
    let stride = (figure.height() / 24.0).max(1.0);
    let steps = |from: f32, to: f32| {
        let count = ((to - from) / stride) as usize;
        (0..=count).map(move |i| f64::from(from + i as f32 * stride))
    };
    let mut colours = Vec::new();
    for y in steps(figure.top - margin, figure.bottom + margin) {
        for x in steps(figure.left - margin, figure.right + margin) {
            let colour = picture.bilinear(x, y);
            colours.push((comb.paint.strength(colour), colour));
        }
    }
    colours.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |part: f32| colours[(part * (colours.len() - 1) as f32) as usize].0;
    let (low, high) = (at(0.2), at(0.95));
    for (strength, colour) in &colours {
        let part = (strength - low) / (high - low).max(1.0);
        if part > 0.65 {
            paint.add(*colour);
        } else if part < 0.35 {
            hull.add(*colour);
        }
    }
}

/// Sums of colours.
#[derive(Default)]
struct Colours {
    count: f64,
    sum: Vector3<f64>,
    squares: Matrix3<f64>,
}

impl Colours {
    fn add(&mut self, colour: [f32; 3]) {
        let colour = Vector3::from(colour.map(f64::from));
        self.count += 1.0;
        self.sum += colour;
        self.squares += colour * colour.transpose();
    }

    fn mean(&self) -> Option<Vector3<f64>> {
        (self.count > 0.0).then(|| self.sum / self.count)
    }

    fn covariance(&self) -> Option<Matrix3<f64>> {
        let mean = self.mean()?;
        Some(self.squares / self.count - mean * mean.transpose())
    }
}
