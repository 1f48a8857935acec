//! How drawn plating becomes a window: a camera and a light, with all their faults.

use crate::vision::glyphs::plate::weather::normal;
use crate::vision::glyphs::plate::{Colour, Plate};
use crate::vision::glyphs::window::{PX_M, SIDE, normalise};
use rand::RngExt;
use rand_pcg::Pcg32;
use std::f32::consts::TAU;

/// Pixels of a window.
const PIXELS: usize = SIDE * SIDE;
/// Contrast below which a drawn window is noise, parts of the paint's.
const LEAST: f32 = 0.06;

/// A camera and a light: how drawn plating becomes numbers.
pub(super) struct Eye {
    /// What of each colour is taken, and what hull without paint gives.
    weights: Colour,
    floor: f32,
    shear: f32,
    turn: f32,
    stretch: [f32; 2],
    blurs: u32,
    /// What is brighter than this looks the same.
    brightest: f32,
    noise: f32,
    shadow: [f32; 4],
}

impl Eye {
    /// As the dice have it.
    pub(super) fn random(plate: &Plate, dice: &mut Pcg32) -> Self {
        let mut eye = Self::of_paint(plate);
        if dice.random_bool(0.3) {
            eye.weights = [0.5, 0.5, 0.0].map(|w: f32| w.copysign(eye.weights[0] + eye.weights[1]));
        }
        eye.shear = 0.07 * normal(dice);
        eye.turn = 0.05 * normal(dice);
        eye.stretch = [dice.random_range(0.78..1.28), dice.random_range(0.85..1.12)];
        eye.blurs = dice.random_range(0..5);
        if dice.random_bool(0.35) {
            eye.brightest = dice.random_range(0.35..1.0);
        }
        eye.noise = 0.12 * dice.random_range(0.0..1.0_f32).powi(2);
        if dice.random_bool(0.3) {
            let (c, s) = dice.random_range(0.0..TAU).sin_cos();
            eye.shadow = [
                c,
                s,
                dice.random_range(-0.08..0.08),
                dice.random_range(0.3..0.8),
            ];
        }
        eye
    }

    /// The colours' difference between paint and hull is 1.
    fn of_paint(plate: &Plate) -> Self {
        let hull: Colour =
            std::array::from_fn(|i| f32::midpoint(plate.hull[0][i], plate.hull[1][i]));
        let apart: Colour = std::array::from_fn(|i| plate.paint[i] - hull[i]);
        let square = apart.iter().map(|d| d * d).sum::<f32>().max(0.05);
        Self {
            weights: apart.map(|d| d / square),
            floor: 0.0,
            shear: 0.0,
            turn: 0.0,
            stretch: [1.0; 2],
            blurs: 0,
            brightest: f32::INFINITY,
            noise: 0.0,
            shadow: [0.0, 0.0, 0.0, 1.0],
        }
    }

    /// A window of the plate round a point, `scale` times as large as for a small figure.
    pub(super) fn look(
        &self,
        plate: &Plate,
        at: [f32; 2],
        scale: f32,
        dice: &mut Pcg32,
    ) -> Vec<f32> {
        let px_m = scale / PX_M as f32;
        let mut window = Vec::with_capacity(PIXELS);
        for i in 0..PIXELS {
            let x = (i % SIDE) as f32 + 0.5 - SIDE as f32 / 2.0;
            let y = (i / SIDE) as f32 + 0.5 - SIDE as f32 / 2.0;
            let u = at[0] + px_m * self.stretch[0] * (x + self.shear * y);
            let z = at[1] - px_m * self.stretch[1] * (y + self.turn * x);
            let colour = plate.colour(u, z, px_m);
            let value: f32 = colour.iter().zip(self.weights).map(|(c, w)| c * w).sum();
            window.push((value - self.floor) * self.light(u - at[0], z - at[1]));
        }
        (0..self.blurs).for_each(|_| blur(&mut window));
        let dimmest = self.floor_of(plate);
        for value in &mut window {
            *value = value.min(dimmest + self.brightest);
            *value += self.noise * normal(dice);
        }
        normalise(&mut window, LEAST);
        window
    }

    /// The value of hull without paint.
    fn floor_of(&self, plate: &Plate) -> f32 {
        let value =
            |colour: Colour| -> f32 { colour.iter().zip(self.weights).map(|(c, w)| c * w).sum() };
        plate
            .hull
            .map(value)
            .into_iter()
            .fold(f32::INFINITY, f32::min)
            - self.floor
    }

    fn light(&self, u: f32, z: f32) -> f32 {
        let [c, s, edge, dark] = self.shadow;
        let lit = ((c * u + s * z - edge) / 0.02 + 0.5).clamp(0.0, 1.0);
        dark + (1.0 - dark) * lit
    }
}

/// One pass of the binomial 1-2-1, both ways.
fn blur(window: &mut [f32]) {
    for (stride, line) in [(1, SIDE), (SIDE, 1)] {
        for first in (0..SIDE).map(|i| i * line) {
            let mut before = window[first];
            for i in 0..SIDE {
                let at = first + i * stride;
                let after = if i + 1 < SIDE {
                    window[at + stride]
                } else {
                    window[at]
                };
                let here = window[at];
                window[at] = 0.25 * before + 0.5 * here + 0.25 * after;
                before = here;
            }
        }
    }
}
