//! From light to numbers: softness, shot and read noise, the tone curve of a camera.

use rayon::prelude::*;

use super::View;
use crate::light::Rgb;
use crate::noise::Noise;

/// Steps of the tone curve, and the light at its end (white is 1).
const STEPS: usize = 8192;
const BRIGHTEST: f32 = 2.0;
/// No line is longer.
const LONGEST: usize = 3 * 4096;
/// How many normal numbers are kept: not a multiple of any picture's width.
const GRAINS: usize = 262_139;

/// A sensor with its exposure set.
#[derive(Debug)]
pub(crate) struct Sensor {
    gain: f32,
    kernel: [f32; 2],
    shot: f32,
    read: f32,
    curve: Vec<u8>,
    grain: Vec<f32>,
}

impl Sensor {
    /// A sensor that shows `metered` light as a middle tone.
    pub(crate) fn new(view: &View, metered: Rgb, seed: u64) -> Self {
        let luminance = 0.2126 * metered[0] + 0.7152 * metered[1] + 0.0722 * metered[2];
        let mut noise = Noise::stream(seed, "sensor");
        let side = side_weight(view.softness_px);
        Self {
            gain: 0.20 * (view.exposure_ev.exp2() as f32) / luminance.max(1e-5),
            kernel: [1.0 - 2.0 * side, side],
            shot: (1.0 / view.full_well) as f32,
            read: (view.read_noise / view.full_well).powi(2) as f32,
            curve: (0..STEPS)
                .map(|n| tone(n as f32 / STEPS as f32 * BRIGHTEST))
                .collect(),
            grain: (0..GRAINS + LONGEST)
                .map(|_| noise.normal() as f32)
                .collect(),
        }
    }

    /// The picture as it leaves the camera, three bytes a pixel; `number` of the frame chooses
    /// its noise.
    pub(crate) fn develop(&self, light: &[Rgb], width: usize, number: u64) -> Vec<u8> {
        let light = light.as_flattened();
        let (row_length, height) = (3 * width, light.len() / (3 * width));
        let mut picture = vec![0; light.len()];
        let first = (number.wrapping_mul(7_919) % GRAINS as u64) as usize;
        picture
            .par_chunks_exact_mut(row_length)
            .enumerate()
            .for_each(|(row, line)| {
                let rows = [row.max(1) - 1, row, (row + 1).min(height - 1)];
                let near = rows.map(|r| &light[r * row_length..(r + 1) * row_length]);
                let grain = (first + row * (row_length + 31)) % GRAINS;
                self.line(line, near, &self.grain[grain..grain + row_length]);
            });
        picture
    }

    /// One line, from itself and its neighbours: softened, exposed, with noise, through the curve.
    fn line(&self, line: &mut [u8], [above, here, below]: [&[f32]; 3], grain: &[f32]) {
        let [middle, side] = self.kernel;
        let mut upright = vec![0.0; here.len() + 6];
        for (n, value) in upright[3..].iter_mut().take(here.len()).enumerate() {
            *value = middle * here[n] + side * (above[n] + below[n]);
        }
        upright.copy_within(3..6, 0);
        upright.copy_within(here.len()..here.len() + 3, here.len() + 3);
        for (n, value) in line.iter_mut().enumerate() {
            let soft = middle * upright[n + 3] + side * (upright[n] + upright[n + 6]);
            let exposed = soft * self.gain;
            let noisy = exposed + grain[n] * (exposed * self.shot + self.read).sqrt();
            let step = (noisy * (STEPS as f32 / BRIGHTEST)) as usize;
            *value = self.curve[step.min(STEPS - 1)];
        }
    }
}

/// The outer weights of three that blur with this standard deviation: σ² = 2w.
fn side_weight(softness_px: f64) -> f32 {
    (0.5 * softness_px * softness_px).min(1.0 / 3.0) as f32
}

/// The curve of IEC 61966-2-1 (sRGB) with a shoulder: what is brighter than 0.7 comes ever closer
/// to white.
fn tone(light: f32) -> u8 {
    let light = if light > 0.7 {
        0.7 + 0.3 * (1.0 - (-(light - 0.7) / 0.3).exp())
    } else {
        light
    };
    let value = if light <= 0.003_130_8 {
        12.92 * light
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    };
    (value * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_the_deviation_that_electrons_give_it() {
        let view = View {
            full_well: 2000.0,
            read_noise: 10.0,
            softness_px: 0.0,
            ..View::default()
        };
        let sensor = Sensor::new(&view, [1.0; 3], 3);
        let picture = sensor.develop(&vec![[1.0; 3]; 200 * 200], 200, 0);
        let mean = picture.iter().map(|v| f64::from(*v)).sum::<f64>() / picture.len() as f64;
        let spread = picture
            .iter()
            .map(|v| (f64::from(*v) - mean).powi(2))
            .sum::<f64>();
        let deviation = (spread / picture.len() as f64).sqrt();
        // At 0.2 of white, σ = √(0.2/2000 + (10/2000)²) = 0.01118; sRGB's slope there is 1.124.
        assert!((mean - 124.0).abs() < 1.5, "{mean}");
        assert!(
            (deviation - 0.011_18 * 1.124 * 255.0).abs() < 0.15,
            "{deviation}"
        );
    }

    #[test]
    fn a_metered_light_is_a_middle_tone_whatever_its_strength() {
        let with = |light: f32| {
            let sensor = Sensor::new(&View::default(), [light; 3], 1);
            sensor.develop(&vec![[light; 3]; 64 * 64], 64, 0)[3000]
        };
        assert!(with(0.001).abs_diff(with(3.0)) < 12);
    }
}
